"""The Churn Watch sheet: who renews this quarter, who of them may leave, and where else revenue is at risk.

One screen and one landscape page, of the whole book whatever filters are in force.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from segmentbook.model.renewing import Renewing, renewing
from segmentbook.report import look
from segmentbook.report.analysis_sheets import ALERTS_KEY
from segmentbook.report.churn_panels import (
    ALERT_ROWS,
    alert_panel,
    cancelling_panel,
    renewal_panel,
    seat_figures,
    shrinking,
    shrinking_panel,
    utilisation_panel,
)
from segmentbook.report.labels import shorten
from segmentbook.report.money import money_scale
from segmentbook.report.page import COLUMN_WIDTH, Page
from segmentbook.report.places import Names, cell_name, link_to
from segmentbook.report.segment_results import status_words
from segmentbook.report.spec import CellRange, Print, SheetSpec
from segmentbook.report.tables import HEADER_ROW, counted, joined, long_date
from segmentbook.report.tiles import Tile, put_tiles

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Ints
    from segmentbook.model.segmentation import Segmentation

__all__ = ["CHURN", "churn_watch"]

CHURN = "Churn Watch"
"""Key and name of the sheet."""

# The grid: column A and the last one are margins.
LEFT, COLUMNS = 2, 42
PANEL = LEFT + COLUMNS + 1
PANEL_COLUMNS = 23
RIGHT = PANEL + PANEL_COLUMNS - 1

TITLE, SUBTITLE, TILES, BODY = 2, 3, 5, 9
_ROW, _THIN = 15.0, 6.0
_HEIGHTS = {1: _THIN, TITLE: 27.0, SUBTITLE: _ROW, 4: _THIN, TILES: _ROW, TILES + 1: 27.0, TILES + 2: 13.5, 8: 9.0}
_LAST_ROW = 47
"""Of one screen and one page; the lists are as long as that leaves room for."""
_QUESTION = 14  # grid columns
_NAMED = 6
_LONGEST_NAME, _ROOM_FOR_NAMES = 30, 68  # characters


def churn_watch(segmentation: Segmentation, alerts: pd.DataFrame, names: Names, generated_by: str = "") -> SheetSpec:
    """The Churn Watch sheet.

    Parameters
    ----------
    segmentation
        The book.
    alerts
        As `segmentbook.model.alerts.alerts` gives them.
    names
        What our sheets and tables are called.
    generated_by
        Name and version of what made the book.
    """
    settings = segmentation.inputs.settings
    due = renewing(segmentation)
    page = Page(heights=dict(_HEIGHTS))
    page.put(TITLE, LEFT, "Churn watch", look.TITLE, span=COLUMNS)
    as_of = look.TITLE.but(bold=False, horizontal="right", colour=look.MUTED)
    page.put(TITLE, PANEL, long_date(settings.as_of), as_of, span=PANEL_COLUMNS)
    filtered = "; of the whole book, filters do not count here" if segmentation.inputs.filters else ""
    subtitle = f"{status_words(segmentation)}; ARR in {settings.base_currency} a year, MRR a month{filtered}"
    page.put(SUBTITLE, LEFT, subtitle, look.SUBTITLE, span=COLUMNS)
    maker = look.SUBTITLE.but(size=9, horizontal="right")
    page.put(SUBTITLE, PANEL, f"Prepared with {generated_by}" if generated_by else "", maker, span=PANEL_COLUMNS)
    _tiles(page, segmentation, due, alerts, names)

    row = _questions(page, BODY, segmentation, due)
    row = renewal_panel(page, row + 1, LEFT, segmentation, due, names)
    most = max(ALERT_ROWS, _LAST_ROW - row - 3)  # below a title and a header, above how many more there are
    row = alert_panel(page, row + 1, LEFT, segmentation, alerts, names, most)
    right = cancelling_panel(page, BODY, PANEL, segmentation, due, names)
    right = utilisation_panel(page, right + 1, PANEL, segmentation, names)
    right = shrinking_panel(page, right + 1, PANEL, segmentation, names)
    bottom = max(row, right) - 1
    for body_row in range(BODY, bottom + 1):
        page.heights.setdefault(body_row, _ROW)
    made_by = generated_by.replace("&", "&&")
    return SheetSpec(
        CHURN,
        names.sheet(CHURN),
        look.TAB_PRESENTATION,
        cells=page.cells,
        merges=tuple(page.merges),
        widths=dict.fromkeys(range(1, RIGHT + 2), COLUMN_WIDTH),
        heights=page.heights,
        gridlines=False,
        headings=False,
        print=Print(fit_width=1, fit_height=1, area=CellRange(1, 1, bottom, RIGHT + 1), footer=f"&L&8{made_by}&R&8&A"),
    )


def _tiles(page: Page, segmentation: Segmentation, due: Renewing, alerts: pd.DataFrame, names: Names) -> None:
    """The three questions in figures, the alerts, and how much of what is sold is used."""
    clients, currency = segmentation.clients, segmentation.inputs.settings.base_currency
    results = names.table("SegmentResults")
    link = link_to(names.sheet("SegmentResults"), cell_name(HEADER_ROW, 1))
    bounds = [f"DATE({day.year},{day.month},{day.day})" for day in (due.first, due.last)]
    renewal = f"{results}[Renewal Date]"
    current = f'({results}[Status]="Current")'
    mine = f"{current}*({renewal}>={bounds[0]})*({renewal}<={bounds[1]})"
    planned, asked = (f'({results}[{header}]="Yes")' for header in ("Retention Plan", "Cancellation Requested"))
    arr = clients["ARR"].to_numpy(float)
    at_stake = _sum(arr, due.due)
    scale = money_scale([at_stake])
    number = len(due.due)
    severe = [counted(int((alerts["Severity"] == word).sum()), word, word) for word in ("High", "Medium", "Low")]
    high = ", ".join(words for words in severe if not words.startswith("0 "))
    found = names.table(ALERTS_KEY)
    seats = seat_figures(segmentation)
    past = shrinking(segmentation)
    lost = math.fsum(past.lost)
    lost_scale = money_scale([lost])
    tiles = (
        Tile("Renewals this quarter", number, f"SUMPRODUCT({mine})", look.COUNT, f"by {long_date(due.last)}", link),
        Tile(
            f"ARR of these renewals ({scale.unit(currency)})",
            at_stake,
            f"SUMPRODUCT({mine},{results}[ARR])",
            scale.number_format,
            "12 x their value a month",
            link,
        ),
        Tile(
            "of which in a retention plan",
            int(due.planned[due.due].sum()),
            f"SUMPRODUCT({mine}*{planned})",
            look.COUNT,
            f"of {counted(number, 'renewal')}",
            link,
        ),
        Tile(
            "of which asked to cancel",
            int(due.cancelling[due.due].sum()),
            f"SUMPRODUCT({mine}*{asked})",
            look.COUNT,
            f"{int(due.cancelling.sum()):,} in the whole book",
            link,
        ),
        Tile(
            "Alerts",
            len(alerts),
            f"COUNTA({found}[Severity])" if len(alerts) else "",
            look.COUNT,
            high or "no risk flag in the tiers watched",
            link_to(names.sheet(ALERTS_KEY), "A1") if len(alerts) else "",
        ),
        Tile(
            "Seats in use",
            seats.total,
            "",
            look.SHARE,
            "active / licensed, all clients" if seats.total is not None else "Licensed and Active Seats are blank",
        ),
        Tile(
            f"MRR lost by shrinking ({lost_scale.unit(currency)})",
            lost,
            f"SUMPRODUCT({current}*({results}[Contract MRR]<{results}[MRR a Year Ago])"
            f"*({results}[MRR a Year Ago]-{results}[Contract MRR]))",
            lost_scale.number_format,
            f"{counted(len(past.who), 'current client')} below a year ago",
            link,
        ),
    )
    put_tiles(page, TILES, LEFT, RIGHT, tiles)


def _questions(page: Page, row: int, segmentation: Segmentation, due: Renewing) -> int:
    """The three questions and their answers in words; gives the next free row."""
    clients = segmentation.clients
    arr = clients["ARR"].to_numpy(float)
    currency = segmentation.inputs.settings.base_currency
    planned, asked = due.due[due.planned[due.due]], due.due[due.cancelling[due.due]]
    days = f"{long_date(due.first)} to {long_date(due.last)}"

    def money(who: Ints) -> str:
        return f"{look.plain_money(round(_sum(arr, who)))} {currency} ARR"

    def part(who: Ints) -> str:
        if not len(due.due):
            return "none renews"
        if not len(who):
            return f"none of {len(due.due):,}"
        return f"{len(who):,} of {len(due.due):,}, {money(who)}: {_named(segmentation, who)}"

    elsewhere = _others(due.cancelling, due.due)
    also = f"; and {elsewhere:,} that {'renews' if elsewhere == 1 else 'renew'} later" if elsewhere else ""
    nobody = f"No current client renews from {days}."
    lines = (
        (
            "Which clients renew this quarter?",
            f"{counted(len(due.due), 'client')}, {money(due.due)}, {days}" if len(due.due) else nobody,
        ),
        ("How many of those are in a retention plan?", part(planned)),
        ("How many asked to cancel?", part(asked) + also),
    )
    page.put(row, LEFT, "Before the quarter", look.BLOCK, span=COLUMNS)
    for question, answer in lines:
        row += 1
        page.put(row, LEFT, question, look.BODY.but(bottom=look.HAIRLINE), span=_QUESTION)
        style = look.BODY.but(bold=True, bottom=look.HAIRLINE)
        page.put(row, LEFT + _QUESTION, answer, style, span=COLUMNS - _QUESTION)
    return row + 1


def _named(segmentation: Segmentation, who: Ints) -> str:
    """Names that fit in an answer, the larger ARR first."""
    arr = segmentation.clients["ARR"].to_numpy(float)
    order = sorted(who.tolist(), key=lambda place: -arr[place])
    names = [shorten(str(segmentation.clients["Client"].iloc[place]), _LONGEST_NAME) for place in order[:_NAMED]]
    shown = len(names)
    while shown > 1 and len(", ".join(names[:shown])) > _ROOM_FOR_NAMES:
        shown -= 1
    more = len(order) - shown
    return joined([*names[:shown], *([f"{more:,} more"] if more else [])])


def _others(flags: Flags, listed: Ints) -> int:
    """How many others there are than those listed."""
    rest = flags.copy()
    rest[listed] = False
    return int(rest.sum())


def _sum(values: np.ndarray[tuple[int], np.dtype[np.float64]], who: Ints) -> float:
    return math.fsum(values[who])
