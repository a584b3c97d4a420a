"""Two charts of the history, each with the cells that it shows: clients per health band, and what moved the ARR.

A waterfall is stacked columns over a series that is not drawn. The cells are formulas over the steps' values, so that
the chart follows these; what lies below zero is stacked downwards by series of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from segmentbook.report import look
from segmentbook.report.places import absolute, cell_name
from segmentbook.report.spec import CategoryChart, CategorySeries, Cell, CellRange, ChartCells, ValueAxis
from segmentbook.report.tables import counted, joined, long_date, month_name

__all__ = [
    "BANDS_KEY",
    "BRIDGE_KEY",
    "BRIDGE_WIDTH",
    "BridgeStep",
    "HistoryChart",
    "bands_over_time_chart",
    "bridge_chart",
]

BANDS_KEY, BRIDGE_KEY = "Bands over time", "ARR bridge"

_NO_COLOUR_OF_OURS = "D1D5DB"  # of a band that the policy does not have any more
_TURNED_FROM = 13  # more months than that would stand in each other's way
_HEAD = look.BODY.but(bold=True, colour=look.NAVY, wrap=True, vertical="center", bottom=look.MUTED)
_STEP = "+#,##0;(#,##0);0"
_LEVEL = "#,##0;(#,##0);0"

_HEADERS = (
    "Step", "Amount", "From", "To", "Not drawn", "Total", "Rise", "Fall",
    "Total below 0", "Rise below 0", "Fall below 0", "Label at",
)  # fmt: skip
BRIDGE_WIDTH = len(_HEADERS)
"""Columns of the bridge's cells."""


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One column of a bridge: a step up or down, or a ``total``, which stands on zero.

    ``formula`` (without ``=``, file syntax) is where the amount's cell takes ``amount`` from; "" writes the amount.
    """

    label: str
    amount: float
    formula: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class HistoryChart:
    """A chart, and the cells that it shows: a header row, then a row a category."""

    chart: CategoryChart
    cells: Mapping[tuple[int, int], Cell]


def bands_over_time_chart(
    days: Sequence[date],
    counts: Mapping[str, Sequence[int]],
    colours: Mapping[str, str],
    *,
    sheet: str,
    corner: tuple[int, int],
    place: CellRange,
) -> HistoryChart:
    """Current clients per health band, a stacked column a month.

    Parameters
    ----------
    days, counts
        Days in time order, and for each band a number a day.
    colours
        Of the bands, Unscored's too; a band without one, which the policy does not have any more, is pale.
    sheet, corner
        Where the cells stand: the sheet's name, and row and column of the first header.
    place
        The cells that the chart stands over.
    """
    top, left = corner
    cells = {(top, left): Cell("Month", _HEAD)}
    for column, band in enumerate(counts, left + 1):
        cells[top, column] = Cell(band, _HEAD.but(horizontal="right"))
    figures = look.BODY.but(number_format=look.COUNT, horizontal="right")
    months = [month_name(day) for day in days]
    for number, month in enumerate(months):
        cells[top + 1 + number, left] = Cell(month, look.BODY)
        for column, band in enumerate(counts, left + 1):
            cells[top + 1 + number, column] = Cell(counts[band][number], figures)

    def column_cells(column: int, values: Sequence[float | str]) -> ChartCells:
        return ChartCells(absolute(sheet, CellRange(top + 1, column, top + len(days), column)), tuple(values))

    series = tuple(
        CategorySeries(
            band,
            column_cells(column, counts[band]),
            colours.get(band, _NO_COLOUR_OF_OURS),
            absolute(sheet, CellRange(top, column, top, column)),
        )
        for column, band in enumerate(counts, left + 1)
    )
    title = f"Clients per health band, month by month to {long_date(days[-1])}"
    now = joined([f"{band}: {values[-1]:,}" for band, values in counts.items()])
    chart = CategoryChart(
        BANDS_KEY,
        place,
        title,
        f"{title}. Stacked columns over {counted(len(days), 'month')}. At the end, {now}.",
        column_cells(left, months),
        series,
        ValueAxis("Clients", look.COUNT, minimum=0.0),
        stacked=True,
        gap=40,
        turned=-90 if len(days) >= _TURNED_FROM else None,
    )
    return HistoryChart(chart, cells)


def bridge_chart(
    title: str,
    steps: Sequence[BridgeStep],
    *,
    sheet: str,
    corner: tuple[int, int],
    place: CellRange,
    key: str = BRIDGE_KEY,
) -> HistoryChart:
    """A waterfall from total to total: rises in green, falls in red, totals in navy, each with its amount above.

    Parameters
    ----------
    title
        What it shows and of when: ``ARR bridge, 31 March to 30 June 2026 (USD)``.
    steps
        From left to right; a total is where the steps before it should have led.
    sheet, corner
        Where the cells stand, ``BRIDGE_WIDTH`` columns of them: the sheet's name, and row and column of the first
        header.
    place, key
        The cells that the chart stands over, and what it is known by on its sheet.
    """
    top, left = corner
    cells = {
        (top, left + number): Cell(header, _HEAD if number == 0 else _HEAD.but(horizontal="right"))
        for number, header in enumerate(_HEADERS)
    }
    level = 0.0
    values: dict[str, list[float]] = {header: [] for header in _HEADERS[1:]}
    for number, step in enumerate(steps):
        row = top + 1 + number
        start, end = (0.0, step.amount) if step.total else (level, level + step.amount)
        level = end
        figures, formulas = _parts(step, start, end), _formulas(step, row, left, first=number == 0)
        cells[row, left] = Cell(step.label, look.BODY.but(bold=step.total))
        for column, header in enumerate(_HEADERS[1:], left + 1):
            code = _STEP if header == "Amount" and not step.total else _LEVEL
            ink = look.INK if header == "Amount" else look.MUTED
            style = look.BODY.but(number_format=code, horizontal="right", colour=ink)
            cells[row, column] = Cell(figures[header], style, formulas[header])
            values[header].append(figures[header])

    def column_cells(header: str, told: Sequence[float | str]) -> ChartCells:
        column = left + _HEADERS.index(header)
        return ChartCells(absolute(sheet, CellRange(top + 1, column, top + len(steps), column)), tuple(told))

    said = tuple(_said(step) for step in steps)
    colours = {"Total": look.NAVY, "Rise": look.GREEN, "Fall": look.RED, "Not drawn": ""}
    series = [
        CategorySeries(
            header,
            column_cells(header, values[header]),
            colours[header.removesuffix(" below 0")],
            absolute(sheet, CellRange(top, left + number, top, left + number)),
        )
        for number, header in enumerate(_HEADERS)
        if header.removesuffix(" below 0") in colours
    ]
    # A line that is not seen either carries the labels, at the upper end of each column.
    label_column = left + _HEADERS.index("Label at")
    series.append(
        CategorySeries(
            "Label at",
            column_cells("Label at", values["Label at"]),
            "",
            absolute(sheet, CellRange(top, label_column, top, label_column)),
            "line",
            labels=column_cells("Amount", said),
        )
    )
    words = joined([f"{step.label} {text}" for step, text in zip(steps, said, strict=True)])
    chart = CategoryChart(
        key,
        place,
        title,
        f"{title}. Waterfall: {words}.",
        column_cells("Step", [step.label for step in steps]),
        tuple(series),
        ValueAxis(number_format=_LEVEL, shown=False),
        stacked=True,
        gap=40,
        legend=False,
    )
    return HistoryChart(chart, cells)


def _said(step: BridgeStep) -> str:
    """The amount as its cell shows it.

    Examples
    --------
    >>> steps = BridgeStep("New", 1500.0), BridgeStep("Churn", -0.5), BridgeStep("Closing", 9.0, total=True)
    >>> [_said(step) for step in steps]
    ['+1,500', '(1)', '9']
    """
    size = f"{int(abs(step.amount) + 0.5):,}"
    if step.amount < 0.0:
        return f"({size})"
    return f"+{size}" if step.amount > 0.0 and not step.total else size


def _parts(step: BridgeStep, start: float, end: float) -> dict[str, float]:
    """What the cells of a step hold."""
    low, high = min(start, end), max(start, end)
    above, below = max(high, 0.0) - max(low, 0.0), min(low, 0.0) - min(high, 0.0)
    own = _kind(step)
    parts = {"Amount": step.amount, "From": start, "To": end, "Not drawn": max(low, 0.0) + min(high, 0.0)}
    for kind in ("Total", "Rise", "Fall"):
        parts[kind] = above if kind == own else 0.0
        parts[f"{kind} below 0"] = below if kind == own else 0.0
    return parts | {"Label at": high}


def _kind(step: BridgeStep) -> str:
    return "Total" if step.total else "Fall" if step.amount < 0.0 else "Rise"


def _formulas(step: BridgeStep, row: int, left: int, *, first: bool) -> dict[str, str]:
    """The formulas of a step's cells, on their own sheet; totals, and the first step, begin at zero."""

    def here(header: str, row: int = row) -> str:
        return cell_name(row, left + _HEADERS.index(header))

    amount, start, end = here("Amount"), here("From"), here("To")
    low, high = f"MIN({start},{end})", f"MAX({start},{end})"
    above, below = f"MAX({high},0)-MAX({low},0)", f"MIN({low},0)-MIN({high},0)"
    asked = {"Rise": f"{amount}>=0", "Fall": f"{amount}<0"}
    formulas = {
        "Amount": step.formula,
        "From": "" if step.total or first else here("To", row - 1),
        "To": amount if step.total else f"{start}+{amount}",
        "Not drawn": f"MAX({low},0)+MIN({high},0)",
        "Total": above if step.total else "",
        "Total below 0": below if step.total else "",
        "Label at": high,
    }
    for kind, condition in asked.items():
        formulas[kind] = "" if step.total else f"IF({condition},{above},0)"
        formulas[f"{kind} below 0"] = "" if step.total else f"IF({condition},{below},0)"
    return formulas
