"""The largest accounts of each tier on the Tiering sheet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.labels import shorten
from segmentbook.report.page import COLUMN_PIXELS, Page
from segmentbook.report.places import Names, cell_name, link_to
from segmentbook.report.tables import HEADER_ROW, counted
from segmentbook.report.tiering_tables import CHARACTER, COLUMNS, TierCells, known

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.segmentation import Segmentation

__all__ = ["account_table"]

_SIDE_BY_SIDE = 4
_SHOWN, _SHOWN_OF_MANY = 5, 3  # accounts of each tier, where tiers fill one row and where they fill two
_SHARE_COLUMNS = 2


def account_table(page: Page, row: int, column: int, segmentation: Segmentation, cells: TierCells, names: Names) -> int:
    """The largest accounts of each tier with their share of the book's ARR; gives the next free row."""
    clients = segmentation.clients
    current = clients[clients["Status"] == "Current"]
    sheet = "SegmentResults" if segmentation.services is None else "AccountServices"
    link = link_to(names.sheet(sheet), cell_name(HEADER_ROW, 1))
    tiers = [str(tier) for tier in segmentation.tiers["Tier"]]
    page.put(row, column, "Largest accounts: share of ARR", look.BLOCK, span=COLUMNS)
    total = math.fsum(known(value) for value in segmentation.tiers["ARR"])
    width = COLUMNS // max(3, min(len(tiers), _SIDE_BY_SIDE))
    shown = _SHOWN if len(tiers) <= _SIDE_BY_SIDE else _SHOWN_OF_MANY
    table = names.table("SegmentResults")
    row += 1
    for place, tier in enumerate(tiers):
        top = row + place // _SIDE_BY_SIDE * (shown + 2)
        left = column + place % _SIDE_BY_SIDE * width
        mine = current[current["Tier"] == tier].sort_values("ARR", ascending=False, kind="stable")
        _largest(page, top, left, width - 1, tier, mine, shown, total, cells, cells.names[place], table, link)
    return row + ((len(tiers) - 1) // _SIDE_BY_SIDE + 1) * (shown + 2)


def _largest(
    page: Page,
    row: int,
    column: int,
    width: int,
    tier: str,
    accounts: pd.DataFrame,
    shown: int,
    total: float,
    cells: TierCells,
    tier_cell: str,
    table: str,
    link: str,
) -> None:
    """The accounts of one tier: name, and share of the book's ARR; then how many more there are."""
    name_width = width - _SHARE_COLUMNS
    room = int(name_width * COLUMN_PIXELS / CHARACTER)
    heading = look.NOTE.but(bold=True, bottom=look.HAIRLINE)
    page.put(row, column, shorten(tier, int(width * COLUMN_PIXELS / CHARACTER)), heading, span=width)
    share = look.NOTE.but(number_format="0.0%", horizontal="right", colour=look.INK)
    # The same rows as in the tier's ARR: SUMPRODUCT takes arrays without being entered as one.
    mine = f'({table}[Status]="Current")*({table}[Tier]={tier_cell})*{table}[ARR]'
    rank = 0
    for name, arr in list(zip(accounts["Client"], accounts["ARR"], strict=True))[:shown]:
        value = known(arr)
        if value <= 0.0 or total <= 0.0:
            break
        rank += 1
        page.put(row + rank, column, shorten(str(name), room), look.NOTE.but(colour=look.INK), span=name_width)
        formula = f"SUMPRODUCT(LARGE({mine},{rank}))/{cells.total_arr}"
        page.put(row + rank, column + name_width, value / total, share, span=_SHARE_COLUMNS, formula=formula, link=link)
    more = len(accounts) - rank
    words = f"and {more:,} more" if rank else f"{counted(more, 'account')} without ARR" if more else "no account"
    if more or not rank:
        look_of = look.NOTE_LINK if more else look.NOTE
        page.put(row + rank + 1, column, words, look_of, span=width, link=link if more else "")
