"""The sheet Reviews: who is to be reviewed when, and why then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from segmentbook.model.review_schedule import Due
from segmentbook.report import look
from segmentbook.report.client_links import client_links
from segmentbook.report.places import Names
from segmentbook.report.service_sheets import no_rows
from segmentbook.report.spec import CellRange, Print, SheetSpec, Style, TableSpec
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    band_styles,
    colour_rules,
    counted,
    long_date,
    spaced,
    table_column,
    tier_styles,
    title_cells,
)
from segmentbook.schema import REVIEWS

if TYPE_CHECKING:
    from segmentbook.model.review_schedule import ReviewSchedule
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = ["NO_REVIEWS", "REVIEWS_KEY", "reviews", "reviews_in_words"]

REVIEWS_KEY = REVIEWS.name
NO_REVIEWS = "No review has a date yet: fill in Last Review in Clients, then refresh."

_WARNING = look.BODY.but(colour=look.WARNING_INK)
_DUE_STYLES: dict[object, Style] = {str(Due.OVERDUE): _WARNING.but(bold=True), str(Due.NEVER): _WARNING}


def reviews(segmentation: Segmentation, schedule: ReviewSchedule, raw: RawBook, names: Names) -> SheetSpec:
    """The Reviews sheet; where no review has a date, an empty table and what to do."""
    data, subtitle = no_rows(REVIEWS, REVIEWS.headers), NO_REVIEWS
    links: dict[str, tuple[str, ...]] = {}
    if schedule.dated:
        data = schedule.reviews
        links = {"Client": client_links(raw, data.index.tolist(), len(data))}
        currency = segmentation.inputs.settings.base_currency
        subtitle = f"{reviews_in_words(segmentation, schedule)}; ARR in {currency} a year, Review Every in months"
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
    late = REVIEWS.headers.index("Days Overdue")
    columns[late] = replace(columns[late], style=columns[late].style.but(colour=look.WARNING_INK))
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


def reviews_in_words(segmentation: Segmentation, schedule: ReviewSchedule) -> str:
    """``as of 30 June 2026; 34 reviews: 5 overdue, 1 client never reviewed``."""
    words = [f"{schedule.overdue:,} overdue"]
    if schedule.never:
        words.append(f"{counted(schedule.never, 'client')} never reviewed")
    as_of, number = segmentation.inputs.settings.as_of, counted(len(schedule.reviews), "review")
    said = f"as of {long_date(as_of)}; {number}: {', '.join(words)}"
    if schedule.without_rhythm:
        said += f"; {counted(schedule.without_rhythm, 'other')} without any Review Every"
    return said
