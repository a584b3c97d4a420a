"""Cells as Calc hands them over, and results as it takes them. Knows Calc's objects by what they can do only."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, Protocol

from udfs._errors import CellError, ExcelError

__all__ = ["CellRange", "Cells", "contents", "error_name", "error_value", "result", "result_rows", "used_part"]

Cells = tuple[tuple[object, ...], ...]
"""Rows of cells: float, str ("" where blank), or ``CellError``."""

_MANY_ROWS = 10_000
"""From this many rows on a range may be whole columns: only what is filled of it is read."""

_QUIET_NAN = 0x7FF8_0000_0000_0000
_CODES: Mapping[ExcelError, int] = {
    ExcelError.NULL: 521,
    ExcelError.DIV0: 532,
    ExcelError.VALUE: 519,
    ExcelError.REF: 524,
    ExcelError.NAME: 525,
    ExcelError.NUM: 503,
    ExcelError.NA: 32767,
}
"""Calc's codes of the errors that Excel has too; Calc shows them by Excel's names."""

_NAMES = {code: error.value for error, code in _CODES.items()}


class CellRange(Protocol):
    """What we ask of com.sun.star.sheet.SheetCellRange."""

    def getDataArray(self) -> tuple[tuple[object, ...], ...]:  # noqa: N802 - UNO's name
        """Rows of numbers and texts; None for a cell with an error, "" for a blank one."""

    def getCellByPosition(self, column: int, row: int) -> Any:  # noqa: N802
        """One cell, counted from the range's upper left corner."""

    def getCellRangeByPosition(self, left: int, top: int, right: int, bottom: int) -> CellRange:  # noqa: N802
        """A part of the range."""

    def getRangeAddress(self) -> Any:  # noqa: N802
        """StartRow, EndRow, StartColumn, EndColumn in the sheet."""

    def getSpreadsheet(self) -> Any:  # noqa: N802
        """The sheet."""


def contents(cells: CellRange) -> Cells:
    """The cells of a range, with its error cells as ``CellError``."""
    rows = cells.getDataArray()
    if not any(None in row for row in rows):
        return rows
    return tuple(
        tuple(_error(cells, column, number) if value is None else value for column, value in enumerate(row))
        if None in row
        else row
        for number, row in enumerate(rows)
    )


def _error(cells: CellRange, column: int, row: int) -> CellError:
    return CellError(error_name(cells.getCellByPosition(column, row).getError()))


def error_name(code: int) -> str:
    """Excel's name of an error of Calc's; ``#VALUE!`` for those that Excel has not."""
    return _NAMES.get(code, ExcelError.VALUE.value)


def used_part(cells: CellRange) -> CellRange:
    """The range without the rows below the last that the sheet uses, where it is long: ``A:F`` has a million rows."""
    address = cells.getRangeAddress()
    if address.EndRow - address.StartRow < _MANY_ROWS:
        return cells
    cursor = cells.getSpreadsheet().createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = max(cursor.getRangeAddress().EndRow, address.StartRow)
    if last >= address.EndRow:
        return cells
    return cells.getCellRangeByPosition(0, 0, address.EndColumn - address.StartColumn, last - address.StartRow)


def error_value(error: ExcelError) -> float:
    """The number that Calc takes for an error: not a number, with the error's code in its lower bits.

    Examples
    --------
    >>> error_value(ExcelError.NA)
    nan
    """
    number: float = struct.unpack("<d", struct.pack("<Q", _QUIET_NAN | _CODES[error]))[0]
    return number


_ERROR_VALUES = {error: error_value(error) for error in ExcelError}
_ERRORS = {error.value: error for error in ExcelError}
_LARGEST = 1.7976931348623157e308


def result(value: object) -> object:
    """What one cell shows.

    Examples
    --------
    >>> result("HL"), result(None), result(3), result(float("inf"))
    ('HL', '', 3.0, nan)
    """
    match value:
        case CellError():
            return _ERROR_VALUES.get(_ERRORS.get(value, ExcelError.VALUE))
        case str():
            return value
        case ExcelError():
            return _ERROR_VALUES[value]
        case None:
            return ""
        case int() | float():
            number = float(value)
            return number if abs(number) <= _LARGEST else _ERROR_VALUES[ExcelError.NUM]
    raise TypeError(f"a cell cannot show {type(value).__name__}")


def result_rows(value: object) -> tuple[tuple[object, ...], ...]:
    """What an array formula shows; one error or value is an array of one."""
    if isinstance(value, list | tuple):
        return tuple(tuple(map(result, row)) if isinstance(row, list | tuple) else (result(row),) for row in value) or (
            ("",),
        )
    return ((result(value),),)
