"""The sheets Reviews and ReviewCalendar: who is to be reviewed when and why, and how many by month and manager."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from segmentbook.model.months import add_months
from segmentbook.model.review_schedule import Due
from segmentbook.report import look
from segmentbook.report.places import MAX_LINKS, Names, absolute, cell_name, link_to
from segmentbook.report.service_sheets import TOTAL_ROW, no_rows, sums_above
from segmentbook.report.spec import (
    CategoryChart,
    CategorySeries,
    CellRange,
    ChartCells,
    Print,
    SheetSpec,
    Style,
    TableColumn,
    TableSpec,
    ValueAxis,
)
from segmentbook.report.stack_sheets import matching_text
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    band_styles,
    colour_rules,
    counted,
    header_width,
    joined,
    long_date,
    spaced,
    table_column,
    tier_styles,
    title_cells,
)
from segmentbook.schema import REVIEW_CALENDAR, REVIEWS

if TYPE_CHECKING:
    from segmentbook.model.review_schedule import ReviewSchedule
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = ["CALENDAR_KEY", "NO_MANAGER", "REVIEWS_KEY", "calendar_headers", "review_calendar", "reviews"]

REVIEWS_KEY, CALENDAR_KEY = REVIEWS.name, REVIEW_CALENDAR.name
NO_MANAGER = "(no account manager)"
"""What the calendar calls the row of clients that nobody looks after."""

NO_REVIEWS = "No review has a date yet: fill in Last Review in Clients, then refresh."

_MOST_COMPARED = 1_000_000
"""Reviews x managers; beyond, the calendar has figures in place of formulas, which would take seconds to compute."""
_ALL = "All Reviews"
_COUNT = r"#,##0;-#,##0;\-"
"""A count with a dash where there is none: the months that have reviews stand out."""
_CHART_ROWS = 13
_WARNING = look.BODY.but(colour=look.WARNING_INK)
_DUE_STYLES: dict[object, Style] = {str(Due.OVERDUE): _WARNING.but(bold=True), str(Due.NEVER): _WARNING}


def reviews(segmentation: Segmentation, schedule: ReviewSchedule, raw: RawBook, names: Names) -> SheetSpec:
    """The Reviews sheet; where no review has a date, an empty table and what to do."""
    data, subtitle = no_rows(REVIEWS, REVIEWS.headers), NO_REVIEWS
    links: dict[str, tuple[str, ...]] = {}
    if schedule.dated:
        data = schedule.reviews
        links = {"Client": _client_links(data, raw)}
        currency = segmentation.inputs.settings.base_currency
        subtitle = f"{_subtitle(segmentation, schedule)}; ARR in {currency} a year, Review Every in months"
    bands, tiers = band_styles(segmentation.inputs), tier_styles(segmentation.inputs)
    styles = {"Due": _DUE_STYLES, "Health Band": bands, "Tier": tiers}
    columns = [
        table_column(
            column,
            data[column.header],
            links=links.get(column.header, ()),
            styles=styles.get(column.header),
            presented=True,
        )
        for column in REVIEWS
    ]
    late = ("Days Overdue",)
    columns = [
        replace(one, style=one.style.but(colour=look.WARNING_INK)) if one.header in late else one for one in columns
    ]
    columns = list(spaced(columns))
    bottom = HEADER_ROW + max(1, len(data))

    def body(header: str) -> CellRange:
        place = REVIEWS.headers.index(header) + 1
        return CellRange(HEADER_ROW + 1, place, bottom, place)

    return SheetSpec(
        REVIEWS_KEY,
        names.sheet(REVIEWS_KEY),
        look.TAB_RESULT,
        cells=title_cells("Reviews", subtitle),
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS,
        tables=(TableSpec(names.table(REVIEWS_KEY), HEADER_ROW, 1, tuple(columns), data, key="Client ID"),),
        colour_rules=tuple(rule for header, known in styles.items() for rule in colour_rules(body(header), known)),
        freeze=(HEADER_ROW + 1, 3),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW), title_columns=(1, 2)),
    )


def review_calendar(segmentation: Segmentation, schedule: ReviewSchedule, names: Names) -> SheetSpec:
    """The ReviewCalendar sheet: a row a manager, a column a month, and the months as a chart below."""
    own = REVIEW_CALENDAR.headers
    headers = calendar_headers(schedule.months)
    data, subtitle = no_rows(REVIEW_CALENDAR, own), NO_REVIEWS
    links: tuple[str, ...] = ()
    if schedule.dated:
        counts = schedule.counts.astype(float)
        managers = pd.Series([name or NO_MANAGER for name in schedule.managers], dtype=object)
        data = pd.DataFrame(
            {own[0]: managers, own[1]: counts.sum(axis=1)} | dict(zip(headers[2:], counts.T, strict=True))
        )
        links = _first_reviews(schedule, names)
        subtitle = _subtitle(segmentation, schedule)
    data = data.reindex(columns=list(headers)).astype(dict.fromkeys(headers[1:], float))
    formulas = {}
    if schedule.dated and len(schedule.reviews) * len(schedule.managers) <= _MOST_COMPARED:
        formulas = dict(zip(headers[1:], _formulas(segmentation, schedule, names), strict=True))
    columns = [table_column(REVIEW_CALENDAR[own[0]], data[own[0]], links=links)]
    columns += [_count_column(header, formulas.get(header, "")) for header in headers[1:]]
    cells = title_cells("Review calendar", subtitle)
    if schedule.dated:
        totals, columns = sums_above(columns, data, headers[1:])
        cells |= totals
    wide = max(column.width for column in columns[1:])  # the chart's columns stand below the table's
    columns = [columns[0], *(replace(column, width=wide) for column in columns[1:])]
    bottom = HEADER_ROW + max(1, len(data))
    chart = _chart(segmentation, schedule, headers, data, names, bottom + 2) if schedule.dated else None
    return SheetSpec(
        CALENDAR_KEY,
        names.sheet(CALENDAR_KEY),
        look.TAB_RESULT,
        cells=cells,
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS | {TOTAL_ROW: 18.0},
        tables=(TableSpec(names.table(CALENDAR_KEY), HEADER_ROW, 1, tuple(columns), data, key=own[0], changing=True),),
        charts=(chart,) if chart else (),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW), title_columns=(1, 1)),
    )


def calendar_headers(months: tuple[date, ...]) -> tuple[str, ...]:
    """All headers of ReviewCalendar.

    Examples
    --------
    >>> calendar_headers((date(2026, 12, 1), date(2027, 1, 1)))[2:]
    ('Overdue', 'Never Reviewed', 'Dec 2026', 'Jan 2027', 'After Jan 2027')
    """
    words = [_month(month) for month in months]
    return (*REVIEW_CALENDAR.headers, *words, f"After {words[-1]}")


def _month(day: date) -> str:
    _, month, year = long_date(day).split()
    return f"{month[:3]} {year}"


def _subtitle(segmentation: Segmentation, schedule: ReviewSchedule) -> str:
    """``as of 30 June 2026; 34 reviews: 5 overdue, 1 client never reviewed``."""
    words = [f"{schedule.overdue:,} overdue"]
    if schedule.never:
        words.append(f"{counted(schedule.never, 'client')} never reviewed")
    as_of, number = segmentation.inputs.settings.as_of, counted(len(schedule.reviews), "review")
    said = f"as of {long_date(as_of)}; {number}: {', '.join(words)}"
    if schedule.without_rhythm:
        said += f"; {counted(schedule.without_rhythm, 'other')} without any Review Every"
    return said


def _client_links(data: pd.DataFrame, raw: RawBook) -> tuple[str, ...]:
    """Each client's row in the Clients table."""
    table = raw.tables.get("Clients")
    if table is None:
        return ()
    header = "Client" if "Client" in table.headers else None
    start = link_to(table.sheet, table.address(0, header)).rstrip("0123456789")
    links = [f"{start}{table.top + 1 + row}" for row in data.index[:MAX_LINKS]]
    return (*links, *[""] * (len(data) - len(links)))


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


def _count_column(header: str, formula: str) -> TableColumn:
    month = header.removeprefix("After ")
    note = f"Reviews due in {month}." if month == header else f"Reviews due after {month}."
    if header in REVIEW_CALENDAR.headers:
        note = REVIEW_CALENDAR[header].note
    colour = look.WARNING_INK if header in ("Overdue", "Never Reviewed") else look.INK
    # Figures stand below the words of their header, which end before its filter button.
    style = look.BODY.but(number_format=_COUNT, horizontal="right", indent=2, colour=colour, bold=header == _ALL)
    return TableColumn(header, style, look.HEADER_RIGHT, header_width(header), note, formula=formula)


def _chart(
    segmentation: Segmentation,
    schedule: ReviewSchedule,
    headers: tuple[str, ...],
    data: pd.DataFrame,
    names: Names,
    top: int,
) -> CategoryChart:
    """The totals as columns, each below its own column of the table."""
    first = REVIEW_CALENDAR.headers.index("Overdue") + 1
    sheet = names.sheet(CALENDAR_KEY)

    def cells(row: int, values: tuple[float | str | None, ...]) -> ChartCells:
        return ChartCells(absolute(sheet, CellRange(row, first, row, len(headers))), values)

    shown = headers[first - 1 :]
    totals = tuple(float(data[header].sum()) for header in shown)
    state = [f"{schedule.overdue:,} overdue"] + ([f"{schedule.never:,} never reviewed"] if schedule.never else [])
    title = f"Reviews by month, {joined(state)} - {long_date(segmentation.inputs.settings.as_of)}"
    said = joined([f"{header}: {total:,.0f}" for header, total in zip(shown, totals, strict=True) if total])
    return CategoryChart(
        "Reviews by month",
        CellRange(top, first, top + _CHART_ROWS - 1, len(headers)),
        title,
        f"{title}. Column chart. {said}.",
        cells(HEADER_ROW, shown),
        (
            CategorySeries(
                "Reviews",
                cells(TOTAL_ROW, totals),
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
