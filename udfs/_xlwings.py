"""The formulas as xlwings' formula server calls them: cells on the way in, values and errors on the way out.

Only the formula server on Windows imports this module (``udfs/__init__`` does where ``xlwings`` is loaded already,
by ``attach(FORMULAS.values())``): xlwings loads pandas, and a formula must not wait for it anywhere else.

xlwings alone cannot tell an error cell from the text ``#N/A`` that someone typed, cuts money to four decimals where a
cell has a currency format, and has no way to give an error back but a text that ``SUM`` skips. Here an error cell
arrives as a ``CellError``, everything else as it stands in the cell, and an error leaves as ``ERROR_MARK`` before its
name; the wrappers in addin/vba turn such a text into a real error. No other text leaves with the mark.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any

import xlwings
from xlwings.conversion import Accessor, Ensure2DStage, Pipeline, ReadValueFromRangeStage

from udfs._errors import CellError, ExcelError
from udfs._registry import Formula

__all__ = ["CATEGORY", "ERROR_MARK", "Cells", "attach"]

CATEGORY = "Segmentbook"
"""Where Excel's function wizard lists the formulas."""

ERROR_MARK = "\x1a"
"""Before the name of an error: SUBSTITUTE, which no keyboard types and no text of a cell needs."""

_ERROR_CELLS = range(-2146826288, -2146825289)
"""What COM hands over for error cells: the only whole numbers that come from cells, whose numbers are floats."""

_ERRORS = {
    0: ExcelError.NULL,
    7: ExcelError.DIV0,
    15: ExcelError.VALUE,
    23: ExcelError.REF,
    29: ExcelError.NAME,
    36: ExcelError.NUM,
    42: ExcelError.NA,
}
"""By place in that range; the others, such as #SPILL! and #CALC!, no formula of ours can give."""

_OTHER_ERROR = "#UNKNOWN!"

_PLAIN = frozenset({float, str, bool, type(None)})


class Cells(Accessor):
    """xlwings' converter of every argument and every result."""

    @classmethod
    def reader(cls, options: Any) -> Pipeline:
        """Give rows as tuples, one cell as it is: float, str, bool, datetime, ``CellError``, or None where blank."""
        read = ReadValueFromRangeStage(options)  # type: ignore[no-untyped-call]
        return Pipeline([read, Ensure2DStage(), _read])

    @classmethod
    def writer(cls, options: Any) -> Pipeline:
        """Give rows as lists, with errors marked; what xlwings does with one cell it does afterwards."""
        return Pipeline([Ensure2DStage(), _write])


def attach(formulas: Iterable[Formula]) -> None:
    """Make the formulas callable for the formula server; on other systems xlwings' decorators do nothing."""
    for formula in formulas:
        function = formula.function
        for argument in formula.arguments:
            function = xlwings.arg(argument.name, Cells, doc=argument.help)(function)
        xlwings.func(category=CATEGORY)(xlwings.ret(Cells)(function))  # last: the others put it where xlwings lists all


def _read(context: Any) -> None:
    rows = context.value
    if len(rows) == 1 and len(rows[0]) == 1:
        context.value = _cell(rows[0][0])
    else:
        context.value = tuple(_row(row) for row in rows)


def _row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(row) if _PLAIN.issuperset(map(type, row)) else tuple(map(_cell, row))


def _cell(value: Any) -> Any:
    match value:
        case "":
            return None
        case bool():
            return value
        case int():
            return _error(value - _ERROR_CELLS.start) if value in _ERROR_CELLS else float(value)
        case Decimal():  # a money cell: exact to four decimals, as Excel hands it over
            return float(value)
        case datetime():  # COM's own kind of datetime, which claims to be in UTC
            return datetime(*value.timetuple()[:6], value.microsecond)
    return value


def _error(place: int) -> CellError:
    known = _ERRORS.get(place)
    return CellError(known.value if known else _OTHER_ERROR)


def _write(context: Any) -> None:
    context.value = [[_result(value) for value in row] for row in context.value] or [[""]]


def _result(value: Any) -> str | float | bool:
    match value:
        case None:
            return ""
        case ExcelError():
            return ERROR_MARK + value.value
        case CellError():
            return ERROR_MARK + value
        case str():
            return value.replace(ERROR_MARK, "")
        case bool():
            return value
    number = float(value)
    return number if isfinite(number) else ERROR_MARK + ExcelError.NUM.value
