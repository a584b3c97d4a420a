"""What the ribbon changes in the open workbook: the tables Settings and Filters, edited as their user would.

Cells are changed one by one, and each change can be taken back. A table that is missing is laid out by the file writer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.checks.asked_columns import SHORT_NAMES
from segmentbook.errors import InputError, WorkbookError
from segmentbook.model.keys import text_key
from segmentbook.report.spec import CellRange
from segmentbook.schema import CLIENTS, FILTERS, SETTINGS_TABLE, Setting, Table, header_key, setting

if TYPE_CHECKING:
    import xlwings

    from segmentbook.raw import RawColumn, RawTable
    from segmentbook.workbook.live.openbook import OpenBook

__all__ = ["State"]

SEPARATOR = ";"
DATE_FORMAT = "yyyy-mm-dd"
_GENERAL = "General"


class State:
    """The tables Settings and Filters of an open workbook.

    Raises
    ------
    WorkbookError
        Nothing can be written now: a cell is being edited.
    """

    def __init__(self, book: xlwings.Book) -> None:
        from segmentbook.workbook.live.openbook import OpenBook, beyond_of

        beyond = beyond_of(book)
        if beyond.is_busy(book.app):
            raise WorkbookError(
                "A cell is being edited, or a dialogue is open. Finish it (Enter, or Esc), and try again."
            )
        self.open: OpenBook = OpenBook(book, beyond)
        self._undo: list[Callable[[], object]] = []
        self._read()

    def _read(self) -> None:
        from segmentbook.workbook.live.reading import read_open

        self._tables = read_open(self.open, (SETTINGS_TABLE, FILTERS)).tables

    def take_back(self) -> None:
        """Take back what was changed, the last first."""
        while self._undo:
            with suppress(Exception):  # one cell that cannot be brought back keeps no other from it
                self._undo.pop()()

    def status(self, key: str) -> str:
        """The text of a hidden name of ours, "" where there is none."""
        return self.open.marked(key).strip('"')

    # -- settings -------------------------------------------------------------------------------------------------

    def setting(self, name: str) -> object:
        """A setting's cell: None where it is blank or has no row."""
        rows = self._setting_rows(_setting(name))
        table = self._tables.get(SETTINGS_TABLE.name)
        return None if table is None or not rows else _column(table, SETTINGS_TABLE, "Value").cell(rows[0])

    def set(self, name: str, value: object) -> bool:
        """Give a setting another value (None: blank); gives whether it had another.

        A setting that has several rows is changed in each; one that has none gets one.

        Raises
        ------
        InputError, WorkbookError
            There is no place for it, or it is protected.
        """
        which = _setting(name)
        rows = self._setting_rows(which)
        table = self._table(SETTINGS_TABLE)
        known = [_column(table, SETTINGS_TABLE, "Value").cell(row) for row in rows]
        if rows and all(_same(before, value) for before in known):
            return False
        if not rows and value is None:
            return False
        if rows:
            self._require_open(table)
            for row in rows:
                self._put(table, SETTINGS_TABLE, row, "Value", value)
        else:
            self._append(table, SETTINGS_TABLE, {"Setting": which.name, "Value": value, "Note": which.note})
        self._read()
        return True

    def _setting_rows(self, which: Setting) -> list[int]:
        table = self._tables.get(SETTINGS_TABLE.name)
        if table is None:
            return []
        names = _column(table, SETTINGS_TABLE, "Setting")
        return [row for row in range(len(table)) if header_key(_text(names.cell(row))) == header_key(which.name)]

    # -- filters --------------------------------------------------------------------------------------------------

    def filter_values(self, column: str) -> list[str]:
        """The values that are shown of a column; none: all of them."""
        found: dict[str, str] = {}
        for row in self._filter_rows(column):
            for value in self._values_of(row):
                found.setdefault(text_key(value), value)
        return list(found.values())

    def set_filter(self, column: str, values: Sequence[str]) -> bool:
        """Show these values of a column only, none: all; gives whether that changed anything."""
        if [text_key(value) for value in values] == [text_key(value) for value in self.filter_values(column)]:
            return False
        for value in values:
            if SEPARATOR in value:
                raise InputError(f"{value!r} holds a ;, which parts the values in the table Filters: filter by hand.")
        table = self._table(FILTERS)
        text = f"{SEPARATOR} ".join(values) or None
        rows = self._filter_rows(column)
        if rows:
            self._require_open(table)
            first, *others = rows
            self._put(table, FILTERS, first, "Values", text)
            for row in others:  # the same column once more: its values are in the first row now
                if self._values_of(row):
                    self._put(table, FILTERS, row, "Values", None)
        else:
            self._append(table, FILTERS, {"Column": column, "Values": text})
        self._read()
        return True

    def clear_filters(self) -> bool:
        """Make the values of all filters blank; gives whether there were any."""
        table = self._tables.get(FILTERS.name)
        rows = [] if table is None else [row for row in range(len(table)) if self._values_of(row)]
        if table is None or not rows:
            return False
        self._require_open(table)
        for row in rows:
            self._put(table, FILTERS, row, "Values", None)
        self._read()
        return True

    def _filter_rows(self, column: str) -> list[int]:
        table = self._tables.get(FILTERS.name)
        if table is None:
            return []
        names = _column(table, FILTERS, "Column")
        return [row for row in range(len(table)) if _column_key(_text(names.cell(row))) == _column_key(column)]

    def _values_of(self, row: int) -> list[str]:
        text = _text(_column(self._tables[FILTERS.name], FILTERS, "Values").cell(row))
        return [value.strip() for value in text.split(SEPARATOR) if value.strip()]

    # -- places ---------------------------------------------------------------------------------------------------

    def place(self, table: Table) -> tuple[str, CellRange]:
        """The sheet of a table, which is laid out where it is missing, and its first cell below the header."""
        found = self._table(table)
        return found.sheet, CellRange(found.top + 1, found.left, found.top + 1, found.left)

    def place_of_setting(self, name: str) -> tuple[str, CellRange]:
        """The sheet and cell of a setting's value."""
        which = _setting(name)
        table = self._table(SETTINGS_TABLE)
        row = next(iter(self._setting_rows(which)), len(table))
        cell = _cell(table, SETTINGS_TABLE, row, "Value")
        return table.sheet, cell

    def _table(self, table: Table) -> RawTable:
        if table.name not in self._tables:
            from addin.input_sheets import lay_out

            lay_out(self.open, table)
            self.open.reload()
            self._read()
        return self._tables[table.name]

    def _require_open(self, table: RawTable) -> None:
        if self.open.beyond.sheet_protected(self.open.sheets[table.sheet]):
            raise WorkbookError(
                f"The sheet {table.sheet} is protected. Unprotect it (Review > Unprotect Sheet), and try again."
            )

    # -- writing --------------------------------------------------------------------------------------------------

    def _append(self, table: RawTable, schema: Table, values: dict[str, object]) -> None:
        """One more row, in the first blank row of a table, else below it."""
        self._require_open(table)
        entry = next((e for e in self.open.tables if e.name == table.display_name and e.sheet == table.sheet), None)
        row = len(table)
        below = table.top + 1 + row
        if entry is not None:
            from segmentbook.workbook.live.openbook import area_of_range, cells_at

            native = self.open.table(entry)
            area = area_of_range(native.range)
            if below > area.bottom - entry.totals_rows:
                if entry.totals_rows or not self._blank(table, below):
                    raise InputError(
                        f"{table.sheet}!{table.address(row, None)}: the table {table.display_name} has no row for "
                        f"{next(iter(values.values()))}, and what stands below it leaves no room. Add a row to the "
                        "table, and try again."
                    )
                sheet = self.open.sheets[table.sheet]
                grown = CellRange(area.top, area.left, below, area.right)
                self._undo.append(lambda: native.resize(cells_at(sheet, area)))
                native.resize(cells_at(sheet, grown))
        for header, value in values.items():
            if value is not None and header in schema.match(table.headers):
                self._put(table, schema, row, header, value)

    def _blank(self, table: RawTable, row: int) -> bool:
        from segmentbook.workbook.live.reading import sheet_area

        right = table.left + len(table.headers) - 1
        area = sheet_area(self.open, table.sheet, CellRange(row, table.left, row, right))
        return all(column.cell(0) is None for column in area.columns if len(column))

    def _put(self, table: RawTable, schema: Table, row: int, header: str, value: object) -> None:
        """One cell; a date shows as one."""
        from segmentbook.workbook.live.values import excel_values, one_cell

        shifted = self.open.date1904
        cell = _cell(table, schema, row, header)
        place = self.open.sheets[table.sheet].range((cell.top, cell.left))
        formula = place.formula
        if isinstance(formula, str) and formula.startswith("="):
            self._undo.append(lambda: setattr(place, "formula", formula))
        else:
            known = _column(table, schema, header)
            before = excel_values(one_cell(known.cell(row) if row < len(known) else None), 0, 1, date1904=shifted)
            self._undo.append(lambda: setattr(place, "raw_value", [before]))
        place.raw_value = [excel_values(one_cell(value), 0, 1, date1904=shifted)]
        if isinstance(value, date):
            with suppress(AttributeError, NotImplementedError):  # an engine that knows no formats shows the number
                if place.number_format == _GENERAL:
                    place.number_format = DATE_FORMAT


def _cell(table: RawTable, schema: Table, row: int, header: str) -> CellRange:
    column = table.left + schema.match(table.headers)[header]
    return CellRange(table.top + 1 + row, column, table.top + 1 + row, column)


def _column(table: RawTable, schema: Table, header: str) -> RawColumn:
    return table.columns[schema.match(table.headers)[header]]


def _setting(name: str) -> Setting:
    found = setting(name)
    if found is None:
        raise InputError(f"There is no setting {name!r}.")
    return found


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _same(before: object, value: object) -> bool:
    if isinstance(before, str) and isinstance(value, str):
        return text_key(before) == text_key(value)
    return before == value


def _column_key(name: str) -> str:
    """A column of Clients or SegmentResults as it is compared: other names that the reader knows are the same."""
    known = next(iter(CLIENTS.match([name])), name)
    return header_key(SHORT_NAMES.get(header_key(known), known))
