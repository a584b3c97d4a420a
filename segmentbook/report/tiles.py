"""Tiles: the few figures at the top of a presentation sheet, each over the table that it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segmentbook.report import look
from segmentbook.report.page import Page

__all__ = ["Tile", "put_tiles"]


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure with its label, the formula behind it, and a note; ``link`` is the place that it comes from."""

    label: str
    value: float | str | None
    formula: str
    number_format: str
    note: str = ""
    link: str = ""
    note_formula: str = ""


def put_tiles(page: Page, row: int, left: int, right: int, tiles: Sequence[Tile]) -> list[str]:
    """Put tiles side by side from column ``left`` to ``right``, in three rows; gives the figures' cells."""
    cells = []
    wide = (right - left + 2) // len(tiles)
    for position, tile in enumerate(tiles):
        column = left + position * wide
        span = wide - 1 if position < len(tiles) - 1 else right - column + 1
        page.put(row, column, tile.label, look.TILE_LABEL, span=span)
        style = look.TILE.but(number_format=tile.number_format)
        cells.append(page.put(row + 1, column, tile.value, style, span=span, formula=tile.formula, link=tile.link))
        page.put(row + 2, column, tile.note, look.NOTE, span=span, formula=tile.note_formula)
    return cells
