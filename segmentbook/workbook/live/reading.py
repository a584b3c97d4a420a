"""The input tables of an open workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from segmentbook.raw import RawBook
from segmentbook.report.spec import CellRange
from segmentbook.schema import INPUT_TABLES, Table
from segmentbook.workbook.cells import SheetArea
from segmentbook.workbook.finding import RESULT_KEYS, find_tables
from segmentbook.workbook.kept import kept_texts
from segmentbook.workbook.live.openbook import area_of_range
from segmentbook.workbook.own_tables import read_own_tables

if TYPE_CHECKING:
    from segmentbook.workbook.book import TableEntry
    from segmentbook.workbook.live.openbook import OpenBook

__all__ = ["read_open", "sheet_area"]


def read_open(book: OpenBook, tables: Sequence[Table] = INPUT_TABLES, *, remembered: bool = False) -> RawBook:
    """Read every input table that an open workbook has, one bulk read a sheet: see `finding.find_tables`.

    ``remembered``: what the workbook remembers (its history), too.
    """

    def cells(sheet: str, area: CellRange) -> SheetArea | None:
        name = next((one for one in book.sheets if one.casefold() == sheet.casefold()), None)
        return None if name is None else sheet_area(book, name, area)

    opened = _Open(book)
    own = read_own_tables(opened, book.owned_sheet) if remembered else {}
    return replace(find_tables(opened, tables), kept=kept_texts(book.names, cells), own=own)


def sheet_area(book: OpenBook, sheet: str, area: CellRange | None = None) -> SheetArea:
    """The cells of an area of a sheet (None: of all of it), as far as cells are in use."""
    handle = book.sheets[sheet]
    used = area_of_range(handle.used_range)
    wanted = area or CellRange(1, 1, used.bottom, used.right)
    bottom, right = min(wanted.bottom, used.bottom), min(wanted.right, used.right)
    if bottom < wanted.top or right < wanted.left:
        return SheetArea(wanted.top, wanted.left, wanted.top - 1, wanted.left - 1, ())
    columns = book.beyond.cells(handle, CellRange(wanted.top, wanted.left, bottom, right))
    height = len(columns[0]) if columns else 0
    return SheetArea(wanted.top, wanted.left, wanted.top + height - 1, right, columns)


class _Open:
    """An open workbook as the finder wants it."""

    def __init__(self, book: OpenBook) -> None:
        self._book = book
        self.date1904 = book.date1904
        self.sheet_names = book.sheet_names
        ours = (book.owned_sheet(key) for key in RESULT_KEYS)
        owned = {sheet.name for sheet in ours if sheet}
        self.sheets = tuple(name for name in book.sheets if name not in owned)

    @property
    def tables(self) -> Sequence[TableEntry]:
        return self._book.tables

    def top(self, sheet: str, area: CellRange) -> SheetArea:
        return sheet_area(self._book, sheet, area)

    def cells(self, sheet: str, area: CellRange, *, coloured: bool) -> SheetArea:
        return sheet_area(self._book, sheet, area)

    def fills(self, sheet: str, data: SheetArea, column: int, length: int) -> Sequence[str]:
        if not length:
            return []
        left = data.left + column
        place = CellRange(data.top, left, data.top + length - 1, left)
        return [row[0] for row in self._book.beyond.fills(self._book.sheets[sheet], place)]
