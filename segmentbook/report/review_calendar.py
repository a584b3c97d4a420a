"""The sheet ReviewCalendar: how many reviews by month and account manager, as formulas over Reviews, and a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from segmentbook.model.months import add_months
from segmentbook.model.review_schedule import Due
from segmentbook.report import look
from segmentbook.report.places import MAX_LINKS, Names, absolute, cell_name, link_to
from segmentbook.report.reviews import NO_REVIEWS, REVIEWS_KEY, reviews_in_words
from segmentbook.report.service_sheets import no_rows
from segmentbook.report.spec import (
    CategoryChart,
    CategorySeries,
    Cell,
    CellRange,
    ChartCells,
    Print,
    SheetSpec,
    TableColumn,
    TableSpec,
    ValueAxis,
)
from segmentbook.report.stack_sheets import matching_text
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    column_width,
    header_width,
    joined,
    long_date,
    table_column,
    title_cells,
)
from segmentbook.schema import REVIEW_CALENDAR

if TYPE_CHECKING:
    from segmentbook.model.review_schedule import ReviewSchedule
    from segmentbook.model.segmentation import Segmentation

__all__ = ["CALENDAR_KEY", "NO_MANAGER", "PERIOD_ROW", "review_calendar", "review_periods"]

CALENDAR_KEY = REVIEW_CALENDAR.name
NO_MANAGER = "(no account manager)"
"""What the calendar calls the row of clients that nobody looks after."""
PERIOD_ROW = HEADER_ROW - 1
"""Above the headers, which stay the same, stands the period that each column counts."""

_MOST_COMPARED = 1_000_000
"""Reviews x managers; beyond, there are figures in place of formulas, which would take seconds to compute."""
_MANAGER = "Account Manager"
_FIRST = REVIEW_CALENDAR.headers.index("Overdue") + 1  # column from which on periods are counted
_PERIOD = look.HEADER_RIGHT.but(fill="", colour=look.NAVY)
_COUNT = r"#,##0;-#,##0;\-"
"""A count with a dash where there is none: the months that have reviews stand out."""
_BOLD = 10.0  # times: a digit more, for figures in bold
_CHART_ROWS = 13


def review_calendar(segmentation: Segmentation, schedule: ReviewSchedule, names: Names) -> SheetSpec:
    """The ReviewCalendar sheet: a row a manager, a column a month, the totals below, and these as a chart."""
    headers = REVIEW_CALENDAR.headers
    data, subtitle = no_rows(REVIEW_CALENDAR, headers), NO_REVIEWS
    links: tuple[str, ...] = ()
    formulas: dict[str, str] = {}
    if schedule.dated:
        counts = schedule.counts.astype(float)
        managers = pd.Series([name or NO_MANAGER for name in schedule.managers], dtype=object)
        figures = (counts.sum(axis=1), *counts.T)
        data = pd.DataFrame({_MANAGER: managers} | dict(zip(headers[1:], figures, strict=True)))
        links = _first_reviews(schedule, names)
        subtitle = reviews_in_words(segmentation, schedule)
        if len(schedule.reviews) * len(schedule.managers) <= _MOST_COMPARED:
            formulas = dict(zip(headers[1:], _formulas(segmentation, schedule, names), strict=True))
    columns = [table_column(REVIEW_CALENDAR[_MANAGER], data[_MANAGER], links=links)]
    columns += [_count_column(header, data[header], formulas.get(header, "")) for header in headers[1:]]
    wide = max(column.width for column in columns[1:])  # the chart's columns stand below the table's
    columns = [columns[0], *(replace(column, width=wide) for column in columns[1:])]
    cells = title_cells("Review calendar", subtitle)
    bottom = HEADER_ROW + max(1, len(data))
    charts: tuple[CategoryChart, ...] = ()
    if schedule.dated:
        periods = review_periods(segmentation.inputs.settings.as_of, schedule.months)
        cells |= {(PERIOD_ROW, _FIRST + place): Cell(period, _PERIOD) for place, period in enumerate(periods)}
        cells |= _totals(columns, data, bottom + 1)
        charts = (_chart(segmentation, schedule, periods, data, names, bottom + 1),)
    return SheetSpec(
        CALENDAR_KEY,
        names.sheet(CALENDAR_KEY),
        look.TAB_RESULT,
        cells=cells,
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS | {PERIOD_ROW: 28.0},
        tables=(TableSpec(names.table(CALENDAR_KEY), HEADER_ROW, 1, tuple(columns), data, key=_MANAGER),),
        charts=charts,
        freeze=(HEADER_ROW + 1, 2),
        print=Print(title_rows=(PERIOD_ROW, HEADER_ROW), title_columns=(1, 1)),
    )


def review_periods(as_of: date, months: tuple[date, ...]) -> tuple[str, ...]:
    """The periods that the columns of the calendar count, from Overdue on.

    Examples
    --------
    >>> review_periods(date(2026, 12, 31), (date(2026, 12, 1), date(2027, 1, 1)))
    ('before 31 Dec', 'no date', 'Dec 2026', 'Jan 2027', 'after Jan 2027')
    """
    words = [_short(month) for month in months]
    return f"before {as_of.day} {_short(as_of)[:3]}", "no date", *words, f"after {words[-1]}"


def _short(day: date) -> str:
    _, month, year = long_date(day).split()
    return f"{month[:3]} {year}"


def _first_reviews(schedule: ReviewSchedule, names: Names) -> tuple[str, ...]:
    """Each manager's first row in Reviews."""
    sheet = names.sheet(REVIEWS_KEY)
    rows: dict[str, int] = {}
    for row, manager in enumerate(schedule.reviews["Account Manager"], HEADER_ROW + 1):
        rows.setdefault(manager, row)
    links = [link_to(sheet, cell_name(rows[manager], 1)) for manager in schedule.managers[:MAX_LINKS]]
    return (*links, *[""] * (len(schedule.managers) - len(links)))


def _formulas(segmentation: Segmentation, schedule: ReviewSchedule, names: Names) -> list[str]:
    """What counts the rows of Reviews, column by column: all, overdue, never reviewed, each month, later."""
    table, own = names.table(REVIEWS_KEY), f"{names.table(CALENDAR_KEY)}[[#This Row],[Account Manager]]"
    due, day = f"{table}[Due]", f"{table}[Next Review]"
    # With "=" before it a name is compared as it stands, be it "<5"; alone it finds the cells without a manager.
    mine = f'{table}[Account Manager],"="&IF({own}="{NO_MANAGER}","",{matching_text(own)})'

    def counting(*conditions: str) -> str:
        return f"COUNTIFS({','.join((mine, *conditions))})"

    def on_or_after(one: date) -> str:
        return f'{day},">="&DATE({one.year},{one.month},{one.day})'

    def before(one: date) -> str:
        return f'{day},"<"&DATE({one.year},{one.month},{one.day})'

    as_of, months = segmentation.inputs.settings.as_of, schedule.months
    starts = [as_of, *months[1:]]
    end = add_months(months[-1], 1)
    return [
        counting(),
        counting(before(as_of)),
        counting(f'{due},"{Due.NEVER}"'),
        *(counting(on_or_after(start), before(stop)) for start, stop in zip(starts, [*months[1:], end], strict=True)),
        counting(on_or_after(end)),
    ]


def _count_column(header: str, counts: pd.Series, formula: str) -> TableColumn:
    late = header in ("Overdue", "Never Reviewed")
    # Figures stand below the words of their header, which end before its filter button.
    style = look.BODY.but(
        number_format=_COUNT,
        horizontal="right",
        indent=2,
        colour=look.WARNING_INK if late else look.INK,
        bold=header == "All Reviews",
    )
    width = max(header_width(header), column_width("", pd.Series([counts.sum() * _BOLD]), look.COUNT))
    return TableColumn(header, style, look.HEADER_RIGHT, width, REVIEW_CALENDAR[header].note, formula=formula)


def _totals(columns: Sequence[TableColumn], data: pd.DataFrame, row: int) -> dict[tuple[int, int], Cell]:
    """The row of totals under a thin line."""
    cells = {(row, 1): Cell("Total", look.TOTAL)}
    for place, column in enumerate(columns[1:], 2):
        area = f"{cell_name(HEADER_ROW + 1, place)}:{cell_name(row - 1, place)}"
        style = column.style.but(bold=True, top=look.MUTED)
        cells[row, place] = Cell(float(data[column.header].sum()), style, f"SUM({area})")
    return cells


def _chart(
    segmentation: Segmentation,
    schedule: ReviewSchedule,
    periods: tuple[str, ...],
    data: pd.DataFrame,
    names: Names,
    total_row: int,
) -> CategoryChart:
    """The totals as columns, each below its own column of the table."""
    headers, sheet = REVIEW_CALENDAR.headers, names.sheet(CALENDAR_KEY)

    def cells(row: int, values: tuple[float | str | None, ...]) -> ChartCells:
        return ChartCells(absolute(sheet, CellRange(row, _FIRST, row, len(headers))), values)

    totals = tuple(float(data[header].sum()) for header in headers[_FIRST - 1 :])
    state = [f"{schedule.overdue:,} overdue"] + ([f"{schedule.never:,} never reviewed"] if schedule.never else [])
    title = f"Reviews by month, {joined(state)} - {long_date(segmentation.inputs.settings.as_of)}"
    said = joined([f"{word}: {total:,.0f}" for word, total in zip(periods, totals, strict=True) if total])
    top = total_row + 2
    return CategoryChart(
        "Reviews by month",
        CellRange(top, _FIRST, top + _CHART_ROWS - 1, len(headers)),
        title,
        f"{title}. Column chart. {said}.",
        cells(PERIOD_ROW, periods),
        (
            CategorySeries(
                "Reviews",
                cells(total_row, totals),
                look.NAVY,
                point_colours={0: look.ERROR_INK, 1: look.WARNING_INK},
                label_format="#,##0;;",
            ),
        ),
        axis=ValueAxis(minimum=0.0, shown=False),
        gap=60,
        legend=False,
        plot=(0.0, 0.2, 1.0, 0.62),
    )
