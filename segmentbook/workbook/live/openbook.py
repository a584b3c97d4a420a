"""The open workbook as the refresh knows it: its sheets, tables, names and our marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from segmentbook.report.spec import CellRange
from segmentbook.workbook.book import Sheet, TableEntry, mark_name
from segmentbook.workbook.names import free_sheet_name, free_table_name, sheet_of
from segmentbook.workbook.references import area_text

if TYPE_CHECKING:
    import xlwings

    from segmentbook.workbook.live.beyond import Beyond

__all__ = ["OpenBook", "area_of_range", "beyond_of", "cells_at"]


def beyond_of(book: xlwings.Book) -> Beyond:
    """What the workbook's engine gives beyond xlwings' public model.

    Raises
    ------
    WorkbookError
        The engine gives nothing: it is not one that a refresh can work with.
    """
    given: Beyond | None = getattr(book.impl, "beyond", None)
    if given is not None:
        return given
    from segmentbook.workbook.live.beyond_excel import beyond_excel

    return beyond_excel(book)


def area_of_range(cells: xlwings.Range) -> CellRange:
    """The area of a range."""
    top, left = cells.row, cells.column
    height, width = cells.shape
    return CellRange(top, left, top + height - 1, left + width - 1)


def cells_at(sheet: xlwings.Sheet, area: CellRange) -> xlwings.Range:
    """The range of an area."""
    return sheet.range((area.top, area.left), (area.bottom, area.right))


class OpenBook:
    """An open workbook; what is asked of it is asked once, until it is `reload` ed.

    Parameters
    ----------
    book
        The workbook.
    beyond
        What its engine gives beyond xlwings' public model.
    """

    def __init__(self, book: xlwings.Book, beyond: Beyond) -> None:
        self.book, self.beyond = book, beyond
        self.date1904 = beyond.date1904(book)
        self.reload()

    def reload(self) -> None:
        """Ask again for sheets, names and tables."""
        self.sheet_names = tuple(self.beyond.sheet_names(self.book))
        self.sheets: dict[str, xlwings.Sheet] = {sheet.name: sheet for sheet in self.book.sheets}
        self._names = {name.casefold(): (name, text) for name, text in self.beyond.names(self.book).items()}
        self._tables: dict[str, xlwings.main.Table] = {}
        self.tables = tuple(self._entry(sheet, table) for sheet in self.sheets.values() for table in sheet.tables)

    def _entry(self, sheet: xlwings.Sheet, table: xlwings.main.Table) -> TableEntry:
        area = area_of_range(table.range)
        headed, totalled = table.show_headers, table.show_totals
        if headed:
            row = CellRange(area.top, area.left, area.top, area.right)
            columns = self.beyond.cells(sheet, row)
            headers = tuple(str(column.cell(0)) if len(column) and column.cell(0) else "" for column in columns)
        else:
            headers = tuple(column.name for column in table.columns)
        part = f"{sheet.name}!{table.name}"
        self._tables[part] = table
        return TableEntry(table.name, sheet.name, part, area_text(area), headers, 0, int(headed), int(totalled))

    def table(self, entry: TableEntry) -> xlwings.main.Table:
        """The table itself."""
        return self._tables[entry.part]

    # -- names and marks ----------------------------------------------------------------------------------------

    @property
    def names(self) -> Mapping[str, str]:
        """Names of the whole workbook with their formulas."""
        return dict(self._names.values())

    def marked(self, key: str) -> str:
        """Where the place marked with ``key`` now is, "" when there is no such mark."""
        return self._names.get(mark_name(key).casefold(), ("", ""))[1]

    def owned_sheet(self, key: str) -> Sheet | None:
        """The sheet that is marked as ours; None when there is none or the user has deleted it."""
        name = sheet_of(self.marked(key)).casefold()
        found = next((one for one in self.sheets if name and one.casefold() == name), None)
        return None if found is None else Sheet(found, "", 0)

    def free_sheet_name(self, wanted: str) -> str:
        """``wanted`` where no sheet is called so, else marked as ours."""
        return free_sheet_name(wanted, self.sheet_names)

    def free_table_name(self, wanted: str) -> str:
        """``wanted`` where no table or name is called so, else marked as ours."""
        return free_table_name(wanted, [*(table.name for table in self.tables), *self.names])
