"""Small charts of every kind but the map, over one table of three tiers, for the tests of charts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from segmentbook.report.spec import (
    CategoryChart,
    CategorySeries,
    Cell,
    CellRange,
    Chart,
    ChartCells,
    Ring,
    RingChart,
    SheetSpec,
    ValueAxis,
    XYChart,
    XYSeries,
)
from tests.workbook.rendered import made, table

__all__ = ["BLUE", "NAVY", "RUST", "bars", "book", "cells", "columns", "data", "rings", "scatter", "specs"]

NAVY, RUST, BLUE = "1E3A5F", "C77B3B", "9FB1C8"
KINDS = ("bars", "columns", "rings", "scatter")


def data(**other: list[object]) -> dict[str, list[object]]:
    """The table: a row a tier."""
    return {
        "Tier": ["Tier 1", "Tier & 2", "Tier 3"],
        "ARR": [1_200_000.0, 400_000.0, None],
        "Cost": [100_000.0, 60_000.0, 20_000.0],
        "Share": [0.08, 0.15, None],
        "Word": ["8%", "15%", ""],
    } | other


def cells(header: str, given: dict[str, list[object]], first: int = 0, last: int = 3) -> ChartCells:
    letter = "ABCDE"[list(given).index(header)]
    values = tuple(v if isinstance(v, (str, float)) else None for v in given[header][first:last])
    return ChartCells(f"'Data'!${letter}${4 + first}:${letter}${3 + last}", values)


def name_of(header: str, given: dict[str, list[object]]) -> str:
    return f"'Data'!${'ABCDE'[list(given).index(header)]}$3"


def place(row: int, column: int) -> CellRange:
    return CellRange(row, column, row + 13, column + 6)


def columns(given: dict[str, list[object]], **other: Any) -> CategoryChart:
    """Two columns a tier, and their ratio as a line on a second axis."""
    standard: dict[str, Any] = {
        "title": "Cost against ARR <USD>",
        "alt_text": "Cost against ARR <USD>. Column chart.",
        "series": (
            CategorySeries("ARR", cells("ARR", given), NAVY, name_of("ARR", given), label_format="#,##0"),
            CategorySeries(
                "Cost", cells("Cost", given), RUST, name_of("Cost", given), point_colours={1: "AA0000"},
                labels=cells("Word", given),
            ),
            CategorySeries("Share", cells("Share", given), BLUE, name_of("Share", given), "line", secondary=True),
        ),
        "axis": ValueAxis("USD a year", "#,##0"),
        "secondary": ValueAxis("Cost share", "0%", 0.0, 1.0),
        "category_title": "Tier",
    }  # fmt: skip
    return CategoryChart("columns", place(2, 2), categories=cells("Tier", given), **(standard | other))


def bars(given: dict[str, list[object]]) -> CategoryChart:
    """Lying, stacked, without a title, a legend and axes."""
    series = tuple(
        CategorySeries(name, cells(name, given), colour, kind="bars", label_format="0")
        for name, colour in (("Cost", RUST), ("ARR", NAVY))
    )
    hidden = ValueAxis(minimum=0.0, shown=False)
    return CategoryChart(
        "bars", place(2, 10), "", "A bar", cells("Tier", given), series, hidden, stacked=True, legend=False,
        categories_shown=False,
    )  # fmt: skip


def scatter(given: dict[str, list[object]], **other: Any) -> XYChart:
    """Three points with their words, and one of them in a ring."""
    now = cells("Cost", given, 1, 2), cells("ARR", given, 1, 2)
    standard: dict[str, Any] = {
        "title": "ARR against cost",
        "series": (
            XYSeries(
                "all", cells("Cost", given), cells("ARR", given), NAVY, line=True, labels=cells("Word", given),
                label_sides={1: "t"},
            ),
            XYSeries("now", *now, RUST, marker=12, hollow=True),
        ),
        "x": ValueAxis("Cost (USD a year)", "#,##0", 0.0, 200_000.0, 50_000.0),
        "y": ValueAxis("ARR (USD a year)", "#,##0"),
    }  # fmt: skip
    return XYChart("scatter", place(18, 2), alt_text="Points", **(standard | other))


def rings(given: dict[str, list[object]]) -> RingChart:
    """Cost inside, ARR outside."""
    colours = (NAVY, BLUE, "E1E7EF")
    tiers = cells("Tier", given)
    inner = Ring("Cost", tiers, cells("Cost", given), colours, name_of("Cost", given), "0%", label_share=True)
    outer = Ring("ARR", tiers, cells("ARR", given), colours, labels=cells("Word", given))
    return RingChart("rings", place(18, 10), "Tiers", "Two rings", (inner, outer))


def specs(*charts: Chart, **other: list[object]) -> tuple[SheetSpec, SheetSpec]:
    """A sheet of charts, all of them where none is named, and the sheet of their data."""
    given = data(**other)
    charts = charts or (columns(given), bars(given), scatter(given), rings(given))
    return (
        SheetSpec("View", "View", cells={(1, 1): Cell("Charts")}, charts=charts),
        SheetSpec("Data", "Data", cells={(1, 1): Cell("Data")}, tables=(table(given, name="Tiers"),)),
    )


def book(path: Path, *charts: Chart, **options: bool) -> Path:
    """A file with these charts."""
    return made(path, *specs(*charts), **options)
