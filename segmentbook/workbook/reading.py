"""The input tables of a workbook file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from segmentbook.raw import RawBook
from segmentbook.report.spec import CellRange
from segmentbook.workbook.cells import SheetArea, read_area
from segmentbook.workbook.finding import RESULT_KEYS, find_tables
from segmentbook.workbook.kept import kept_texts
from segmentbook.workbook.own_tables import read_own_tables
from segmentbook.workbook.strings import SharedStrings

if TYPE_CHECKING:
    from segmentbook.workbook.book import Book, TableEntry
    from segmentbook.workbook.styles import Styles

__all__ = ["read_book"]


def read_book(book: Book, styles: Styles | None = None, *, remembered: bool = False) -> RawBook:
    """Read every input table that the workbook has, each cell as it was typed: see `finding.find_tables`.

    Parameters
    ----------
    book
        The workbook.
    styles
        Its styles, where they are at hand.
    remembered
        Whether what the workbook remembers (its history) is read, too.

    Raises
    ------
    WorkbookError
        A sheet that holds a table is damaged, or larger than can be held; or what the workbook remembers cannot be
        read.
    """
    from segmentbook.workbook.styles import Styles as StylesOf

    file = _File(book, styles or StylesOf(book))
    names = {one.name: one.text for one in book.defined_names if not one.sheet}
    own = read_own_tables(file, book.owned_sheet) if remembered else {}
    return replace(find_tables(file), kept=kept_texts(names, file.cells_of_ours), own=own)


class _File:
    """A workbook file as the finder wants it."""

    def __init__(self, book: Book, styles: Styles) -> None:
        self._book, self._styles = book, styles
        self._strings = SharedStrings(book)
        self.date1904 = book.date1904
        self.sheet_names = tuple(sheet.name for sheet in book.sheets)
        ours = (book.owned_sheet(key) for key in RESULT_KEYS)
        owned = {sheet.name.casefold() for sheet in ours if sheet}
        self.sheets = tuple(s.name for s in book.sheets if s.kind == "worksheet" and s.name.casefold() not in owned)

    @property
    def tables(self) -> Sequence[TableEntry]:
        return self._book.tables

    def top(self, sheet: str, area: CellRange) -> SheetArea:
        place = self._book.sheet(sheet)
        return read_area(self._book, self._styles, place, area, strings=self._strings, probe=True)

    def cells(self, sheet: str, area: CellRange, *, coloured: bool) -> SheetArea:
        place = self._book.sheet(sheet)
        return read_area(self._book, self._styles, place, area, strings=self._strings, formats=coloured)

    def cells_of_ours(self, sheet: str, area: CellRange) -> SheetArea | None:
        place = next((one for one in self._book.sheets if one.name.casefold() == sheet.casefold()), None)
        if place is None:
            return None
        return read_area(self._book, self._styles, place, area, strings=self._strings)

    def fills(self, sheet: str, data: SheetArea, column: int, length: int) -> Sequence[str]:
        indices = data.formats[column][:length].tolist() if data.formats else []
        return [self._styles.fill_of(index) for index in indices]
