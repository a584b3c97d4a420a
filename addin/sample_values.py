"""Formulas over the template's sample, as Excel would compute them: the values of worked examples.

Only what the examples need is understood: one formula of ours with references to tables, cells and names, numbers,
texts, braces and ``DATE``; around it at most ``INDEX``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from udfs import FORMULAS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Sample", "Value"]

Value: TypeAlias = Any
"""What a cell or a range holds, or a formula gives: as ``udfs`` take and give it."""

_FIRST_DAY = datetime(1899, 12, 30)
_CALL = re.compile(r"([A-Z]+)\((.*)\)", re.DOTALL)
_TABLE = re.compile(r"(\w+)\[([^\[\]]+)\]")
_CELLS = re.compile(r"(?:'([^']+)'|(\w+))!\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


class Sample:
    """The cells of a workbook that holds the sample, with its results.

    Parameters
    ----------
    path
        The workbook; a formula's value is the cached one.
    """

    def __init__(self, path: Path) -> None:
        from openpyxl import load_workbook

        self._book: Workbook = load_workbook(path, data_only=True)
        self._tables: dict[str, tuple[Worksheet, tuple[int, int, int, int]]] = {}
        for sheet in self._book.worksheets:
            for table in sheet.tables.values():
                self._tables[table.name] = (sheet, _bounds(table.ref))

    def row(self, table: str, client: str) -> str:
        """The cells of the first row that begins with ``client``, as a formula names them.

        Raises
        ------
        KeyError
            There is no such row.
        """
        from openpyxl.utils import get_column_letter

        sheet, (left, top, right, bottom) = self._tables[table]
        for row in range(top + 1, bottom + 1):
            if str(sheet.cell(row, left).value).startswith(client):
                return f"{sheet.title}!{get_column_letter(left)}{row}:{get_column_letter(right)}{row}"
        raise KeyError(client)

    def value(self, formula: str) -> Value:
        """What a formula gives.

        Raises
        ------
        ValueError
            It holds something that is not understood here.
        """
        return self._value(formula.removeprefix("="))

    def _value(self, text: str) -> Value:
        text = text.strip()
        if not text:
            return None
        if text.startswith('"'):
            return text[1:-1].replace('""', '"')
        if text.startswith("{"):
            return [[self._value(cell) for cell in _split(row)] for row in _split(text[1:-1], ";")]
        if call := _CALL.fullmatch(text):
            return self._called(call[1], [self._value(argument) for argument in _split(call[2])])
        if place := _TABLE.fullmatch(text):
            return self._of_table(place[1], place[2])
        if place := _CELLS.fullmatch(text):
            return self._of_sheet(place)
        if text in self._book.defined_names:
            return float(self._book.defined_names[text].attr_text)
        return float(text)

    def _called(self, name: str, arguments: list[Value]) -> Value:
        functions: Mapping[str, Callable[..., Value]] = {"DATE": _day, "INDEX": _indexed}
        function = functions.get(name) or FORMULAS[name].function
        return function(*arguments)

    def _of_table(self, name: str, part: str) -> list[list[Value]]:
        sheet, (left, top, right, bottom) = self._tables[name]
        if part == "#All":
            return _cells(sheet, left, top, right, bottom)
        if part == "#Headers":
            return _cells(sheet, left, top, right, top)
        headers = _cells(sheet, left, top, right, top)[0]
        column = left + headers.index(part)
        return _cells(sheet, column, top + 1, column, bottom)

    def _of_sheet(self, place: re.Match[str]) -> Value:
        first = f"{place[3]}{place[4]}"
        bounds = _bounds(f"{first}:{place[5]}{place[6]}" if place[5] else first)
        cells = _cells(self._book[place[1] or place[2]], *bounds)
        return cells if place[5] else cells[0][0]


def _bounds(place: str) -> tuple[int, int, int, int]:
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(place)
    if left is None or top is None or right is None or bottom is None:
        raise ValueError(f"{place} has no end")
    return int(left), int(top), int(right), int(bottom)


def _cells(sheet: Worksheet, left: int, top: int, right: int, bottom: int) -> list[list[Value]]:
    rows = sheet.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right, values_only=True)
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: Value) -> Value:
    """A cell as Excel hands it over: whole numbers and dates are floats too."""
    if isinstance(value, datetime):
        return (value - _FIRST_DAY).total_seconds() / 86_400
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _day(year: float, month: float, day: float) -> float:
    return float((date(int(year), int(month), int(day)) - _FIRST_DAY.date()).days)


def _indexed(rows: Sequence[Sequence[Value]], row: float, column: float) -> Value:
    return rows[int(row) - 1][int(column) - 1]


def _split(text: str, separator: str = ",") -> Iterator[str]:
    """The parts between separators that stand in no bracket and no quotes."""
    depth, quoted, start = 0, False, 0
    for position, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif not quoted:
            depth += character in "([{"
            depth -= character in ")]}"
            if character == separator and depth == 0:
                yield text[start:position]
                start = position + 1
    yield text[start:]
