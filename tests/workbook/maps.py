"""A small map of four clients in two bands, for the tests of charts."""

from __future__ import annotations

from pathlib import Path

from segmentbook.raw import ErrorValue
from segmentbook.report.spec import Axis, BubbleSeries, Cell, CellRange, MapChart, SheetSpec, Style, TextBox
from tests.workbook.rendered import made, sheet, table

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C15 = "http://schemas.microsoft.com/office/drawing/2012/chart"
CHART, SHAPES, DRAWING = "xl/charts/chart1.xml", "xl/drawings/drawing2.xml", "xl/drawings/drawing1.xml"

RED, GREEN = "C0392B", "2E8B57"
POINTS = {0: (1000.0, 80.0, 1.0, "Ann & Co"), 2: (9000.5, 20.0, 0.5, "")}
MORE = {1: (6000.0, 60.0, 2.0, "Bo"), 3: (3000.0, 30.0, 1.0, "")}


def column(letter: str) -> str:
    return f"'SegmentResults'!${letter}$4:${letter}$7"


def series(
    name: str, place: int, letter: str, colour: str, points: dict[int, tuple[float, float, float, str]]
) -> BubbleSeries:
    name_cell = f"'SegmentResults'!$G${3 + place}"
    return BubbleSeries(name, name_cell, column("B"), column(letter), column("E"), column("F"), 4, colour, points)


ABOVE = [f"'SegmentResults'!${letter}$1" for letter in "GBCEF"]
REFERENCE = BubbleSeries("Largest", *ABOVE, 1, "", {0: (0.0, 0.0, 2.0, "")})
SERIES = (series("Red", 1, "C", RED, POINTS), series("Green", 2, "D", GREEN, MORE), REFERENCE)
TEXTS = (
    TextBox("HH", 0.85, 0.15, 0.1, 0.06, Style(size=20, bold=True, colour="D1D5DB", horizontal="right")),
    TextBox("value cut 5,000 & more", 0.4, 0.09, 0.2, 0.04, Style(size=8, colour="6B7280", horizontal="center")),
)


def chart(**other: object) -> MapChart:
    standard: dict[str, object] = {
        "key": "Map",
        "place": CellRange(3, 2, 30, 14),
        "title": "Value x effort - 30 June 2026",
        "alt_text": "Value x effort - 30 June 2026. Bubble chart of 4 clients.",
        "x": Axis("MRR (USD a month)", 0, 10000, 2500, 5000, "#,##0"),
        "y": Axis("Effort score", 0, 100, 10, 50, "0"),
        "series": SERIES,
        "texts": TEXTS,
    }
    return MapChart(**(standard | other))  # type: ignore[arg-type]


def specs(**other: object) -> tuple[SheetSpec, SheetSpec]:
    missing = ErrorValue("#N/A")
    data = {
        "Client": ["Ann & Co", "Bo", "Cy", "Di"],
        "Map Value": [1000, 6000, 9000.5, 3000],
        "Map: Red": [80, missing, 20, missing],
        "Map: Green": [missing, 60, missing, 30],
        "Map Size": [1, 2, 0.5, 1],
        "Map Label": ["Ann & Co", "Bo", None, None],
        "Bands": ["Red", "Green", None, None],
    }
    reference = {(1, 2): Cell(0), (1, 3): Cell(0), (1, 5): Cell(2), (1, 7): Cell("Largest")}
    return (
        SheetSpec("Dashboard", "Dashboard", cells={(1, 2): Cell("Map")}, charts=(chart(**other),)),
        sheet(table(data, key="Client"), cells=reference),
    )


def book(path: Path, **other: object) -> Path:
    return made(path, *specs(**other))
