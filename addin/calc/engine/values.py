"""What cells hold, between the bridge's columns, xlwings' values and our raw columns."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from segmentbook.raw import Kind, RawColumn

if TYPE_CHECKING:
    import numpy as np

__all__ = ["ERRORS", "Typed", "raw_columns", "typed", "typed_rows", "values"]

EPOCH = date(1899, 12, 30)
"""Day 0 of Calc, and of Excel's 1900 system from March 1900 on."""

# Excel hands over an error as a number of COM's; xlwings knows these.
ERRORS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
}
_MICROSECONDS = 86_400_000_000
_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*", re.ASCII)


def raw_columns(columns: Sequence[dict[str, Any]], shift: int) -> tuple[RawColumn, ...]:
    """Columns of the bridge as our own; ``shift`` are the days from 30 December 1899 to the document's first day."""
    import numpy as np

    told = []
    for column in columns:
        kinds, numbers = _arrays(column)
        if shift:
            numbers = np.where(kinds == Kind.DATE, numbers + shift, numbers)
        told.append(RawColumn(kinds, numbers, tuple(column["pool"])))
    return tuple(told)


def _arrays(
    column: dict[str, Any],
) -> tuple[np.ndarray[Any, np.dtype[np.uint8]], np.ndarray[Any, np.dtype[np.float64]]]:
    import numpy as np

    kinds = np.frombuffer(base64.b64decode(column["kinds"]), np.uint8)
    return kinds, np.frombuffer(base64.b64decode(column["numbers"]), np.float64)


def values(columns: Sequence[dict[str, Any]], shift: int) -> list[list[Any]]:
    """Columns of the bridge as rows of values, as Excel gives them to xlwings."""
    return [list(row) for row in zip(*(_column_values(column, shift) for column in columns), strict=True)]


def _column_values(column: dict[str, Any], shift: int) -> list[Any]:
    kinds, numbers = _arrays(column)
    pool = column["pool"]
    told: list[Any] = []
    for kind, number in zip(kinds.tolist(), numbers.tolist(), strict=True):
        if kind == Kind.NUMBER:
            told.append(number)
        elif kind == Kind.TEXT:
            told.append(pool[int(number)])
        elif kind == Kind.DATE:
            told.append(_moment(number + shift))
        elif kind == Kind.BOOLEAN:
            told.append(bool(number))
        else:
            told.append(ERRORS.get(pool[int(number)], ERRORS["#VALUE!"]) if kind == Kind.ERROR else None)
    return told


def _moment(serial: float) -> datetime | float:
    """A serial as a moment, to the microsecond; a number that no calendar reaches stays a number."""
    try:
        return datetime(EPOCH.year, EPOCH.month, EPOCH.day) + timedelta(microseconds=round(serial * _MICROSECONDS))
    except OverflowError:
        return serial


class Typed:
    """What a user's input comes to: a value, or a formula in Excel's notation."""

    __slots__ = ("formula", "value")

    def __init__(self, value: Any = "", formula: str = "") -> None:
        self.value, self.formula = value, formula


def typed(value: Any, shift: int) -> Typed:
    """What Excel makes of a value that is put into a cell: of text, as if it were typed.

    Examples
    --------
    >>> typed("'=1", 0).value, typed("12.5", 0).value, typed("true", 0).value, typed("#N/A", 0).value
    ('=1', 12.5, True, None)
    >>> typed("=SUM(A1,1)", 0).formula, typed("#DIV/0!", 0).formula, typed(None, 0).value
    ('=SUM(A1,1)', '=#DIV/0!', '')
    """
    if value is None or value == "":
        return Typed()
    if isinstance(value, str):
        return _typed_text(value)
    if isinstance(value, bool):
        return Typed(value)
    if isinstance(value, datetime):
        days = (value.replace(tzinfo=None) - datetime(EPOCH.year, EPOCH.month, EPOCH.day)) / timedelta(days=1)
        return Typed(days - shift)
    if isinstance(value, date):
        return Typed(float((value - EPOCH).days - shift))
    if isinstance(value, time):
        seconds = (value.hour * 60 + value.minute) * 60 + value.second + value.microsecond / 1e6
        return Typed(seconds / 86_400)
    number = float(value)
    return Typed(number) if math.isfinite(number) else Typed(formula="=#NUM!")


def _typed_text(text: str) -> Typed:
    if text[0] == "'":
        return Typed(text[1:])
    if text[0] == "=" and len(text) > 1:
        return Typed(formula=text)
    if text[0] == "#" and text.upper() in ERRORS:
        return Typed(None) if text.upper() == "#N/A" else Typed(formula=f"={text.upper()}")
    if len(text) < 6 and text.upper() in ("TRUE", "FALSE"):
        return Typed(text.upper() == "TRUE")
    if text[0] in "+-.0123456789 " and _NUMBER.fullmatch(text):
        return Typed(float(text))
    return Typed(text)


def typed_rows(rows: Sequence[Sequence[Any]], shift: int) -> tuple[list[list[Any]], list[tuple[int, int, str]]]:
    """Rows of inputs as the bridge writes them, and the formulas among them: row, column (from 0), formula."""
    formulas: list[tuple[int, int, str]] = []
    written: list[list[Any]] = []
    for r, row in enumerate(rows):
        line: list[Any] = []
        for c, value in enumerate(row):
            if value.__class__ is float and value - value == 0:  # finite: the usual case
                line.append(value)
                continue
            one = typed(value, shift)
            if one.formula:
                formulas.append((r, c, one.formula))
            line.append(one.value)
        written.append(line)
    return written, formulas
