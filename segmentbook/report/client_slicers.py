"""Slicers over SegmentResults: who is seen on the map and counted in every chart, chosen by a click."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from segmentbook.report.places import Names
from segmentbook.report.spec import CellRange, Slicer

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation

__all__ = ["client_slicers"]

_TABLE = "SegmentResults"
_ROW_PIXELS = 20
_CAPTION_PIXELS, _BUTTON_PIXELS = 34, 28
"""What a slicer's caption with its edges takes, and each row of buttons with the gap below it."""
_FEWEST = 4
"""Rows of the sheet below which a slicer cannot be used."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """A column that clients are chosen by; codes are short enough for two beside each other."""

    key: str
    column: str
    columns: int = 1


_CHOICES = (
    _Choice("manager", "Account Manager"),
    _Choice("group", "Account Group"),
    _Choice("band", "Health Band"),
    _Choice("segment", "Segment", columns=2),
    _Choice("tier", "Tier"),
)


def client_slicers(segmentation: Segmentation, place: CellRange, names: Names | None = None) -> tuple[Slicer, ...]:
    """The slicers, one below the other in a place whose rows are 15 points high.

    Each is as high as its buttons need; where they need more than there is, the highest gives up a row at a time, and
    scrolls. Columns in which there is nothing to choose, or for which there is no room, get none.
    """
    clients = segmentation.clients
    counts = {choice: int(clients[choice.column].loc[clients[choice.column] != ""].nunique()) for choice in _CHOICES}
    shown = [choice for choice, count in counts.items() if count > 1]
    room = place.bottom - place.top + 1
    while shown and len(shown) * (_FEWEST + 1) - 1 > room:
        shown.pop(1 if len(shown) > 1 else 0)  # groups go before bands, segments and tiers; managers stay longest
    heights = [max(_FEWEST, _rows(counts[choice], choice.columns)) for choice in shown]
    while sum(heights) + len(shown) - 1 > room:
        heights[heights.index(max(heights))] -= 1
    slicers, top = [], place.top
    table = (names or Names()).table(_TABLE)
    for choice, height in zip(shown, heights, strict=True):
        area = CellRange(top, place.left, top + height - 1, place.right)
        told = f"Slicer: click a value of {choice.column} to see only its clients, in all charts and in {table}."
        slicers.append(Slicer(choice.key, table, choice.column, area, choice.column, choice.columns, alt_text=told))
        top += height + 1
    return tuple(slicers)


def _rows(items: int, columns: int) -> int:
    """Rows of the sheet that so many buttons take."""
    return ceil((_CAPTION_PIXELS + _BUTTON_PIXELS * ceil(items / columns)) / _ROW_PIXELS)
