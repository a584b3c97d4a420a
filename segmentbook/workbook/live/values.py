"""Values on their way into an open workbook: typed columns, what differs, and text that stays text.

A spreadsheet reads a text that a program puts into a cell as if it were typed: ``1/2`` becomes a date, ``=1`` a
formula. An apostrophe before it keeps it a text; it is no part of the value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from segmentbook.raw import ErrorValue, Kind, RawColumn
from segmentbook.workbook.column_xml import (
    DAYS_1904,
    EPOCH_SERIAL,
    FEIGNED_LEAP_DAY,
    SECONDS_A_DAY,
    fitting_text,
    serial,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["as_typed", "changed", "excel_values", "one_cell", "same_value", "typed_column"]

Flags = np.ndarray[Any, np.dtype[np.bool_]]

# Without a figure no text is read as a number, a date or a time; without one of these at its start none as a formula,
# an error or a command.
_FIGURE = re.compile(r"\d")
_LEADING = tuple("=+-@'#/\\")
_BOOLEANS = frozenset({
    # TRUE and FALSE in the languages of Excel: whoever types them gets a truth value.
    "true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso", "vero", "verdadeiro", "waar", "onwaar",
    "prawda", "fałsz", "pravda", "nepravda", "igaz", "hamis", "sand", "falsk", "sant", "usant", "tosi", "epätosi",
    "истина", "ложь", "doğru", "yanlış", "adevărat", "fals", "αληθησ", "ψευδησ", "istina", "neistina", "tõene", "väär",
})  # fmt: skip


def as_typed(text: str) -> str:
    """What must be typed into a cell so that it holds this text.

    Examples
    --------
    >>> as_typed("Acme"), as_typed("=1+1"), as_typed("1/2"), as_typed("true"), as_typed("'quoted'")
    ('Acme', "'=1+1", "'1/2", "'true", "''quoted'")
    """
    text = fitting_text(text)
    if text.startswith(_LEADING) or _FIGURE.search(text) or text.strip().casefold() in _BOOLEANS:
        return "'" + text
    return text


def typed_column(values: pd.Series[Any]) -> RawColumn:
    """A column of a specification as cells: numbers, texts, truth values, errors, dates by their 1900 serial.

    Examples
    --------
    >>> import pandas as pd
    >>> column = typed_column(pd.Series([1.0, float("nan"), 2.5]))
    >>> [column.cell(i) for i in range(3)]
    [1.0, None, 2.5]
    """
    count = len(values)
    kind, number = np.zeros(count, np.uint8), np.zeros(count)
    if values.dtype.kind in "fiu":
        numbers = values.to_numpy(np.float64)
        finite = np.isfinite(numbers)
        kind[finite], number[finite] = Kind.NUMBER, numbers[finite]
        kind[np.isinf(numbers)] = Kind.ERROR
        return RawColumn(kind, number, ("#NUM!",))
    if values.dtype.kind == "M":
        moments = values.to_numpy("datetime64[us]")
        days = EPOCH_SERIAL + moments.astype(np.int64) / 1e6 / SECONDS_A_DAY
        days = np.where(days < FEIGNED_LEAP_DAY + 1, days - 1, days)
        known = ~np.isnat(moments)
        if (days[known] >= 0).all():
            kind[known], number[known] = Kind.DATE, days[known]
            return RawColumn(kind, number)
    pool: dict[str, int] = {}
    for row, value in enumerate(values.astype(object).tolist()):
        kind[row], number[row] = _typed(value, pool)
    return RawColumn(kind, number, tuple(pool))


def one_cell(value: object) -> RawColumn:
    """One value as a column of one cell."""
    pool: dict[str, int] = {}
    kind, number = _typed(value, pool)
    return RawColumn(np.array([kind], np.uint8), np.array([number]), tuple(pool))


def _typed(value: object, pool: dict[str, int]) -> tuple[Kind, float]:
    """Kind and number of a value; its text goes into the pool."""
    if value is None or value != value or type(value).__name__ == "NAType" or (isinstance(value, str) and not value):
        return Kind.BLANK, 0.0
    if isinstance(value, str):
        # The same text may be a text in one cell and an error in another: the kind tells them apart.
        kind = Kind.ERROR if isinstance(value, ErrorValue) else Kind.TEXT
        return kind, float(pool.setdefault(str(value) if kind == Kind.ERROR else fitting_text(value), len(pool)))
    if isinstance(value, (bool, np.bool_)):
        return Kind.BOOLEAN, float(value)
    if isinstance(value, date):
        stamp = np.datetime64(value.replace(tzinfo=None) if isinstance(value, datetime) else value, "us")
        days = serial(float(stamp.astype(np.int64)) / 1e6, date1904=False)
        if days is None:
            text = value.isoformat().removesuffix("T00:00:00")
            return Kind.TEXT, float(pool.setdefault(text, len(pool)))
        return Kind.DATE, days
    number = float(value)  # type: ignore[arg-type]  # what is left is a number of some make
    if np.isfinite(number):
        return Kind.NUMBER, number
    return Kind.ERROR, float(pool.setdefault("#NUM!", len(pool)))


def changed(old: RawColumn, new: RawColumn) -> Flags:
    """Which rows of ``new`` hold something else than ``old``; rows that ``old`` does not have do, unless blank.

    A date and the number that it is count as the same: whether it shows a date is the cell's format.
    """
    count = len(new)
    differs = new.kind != Kind.BLANK
    rows = min(count, len(old))
    was, now = old.kind[:rows], new.kind[:rows]
    was = np.where(was == Kind.DATE, Kind.NUMBER, was)
    now = np.where(now == Kind.DATE, Kind.NUMBER, now)
    texts = (now == Kind.TEXT) | (now == Kind.ERROR)
    known: dict[str, int] = {}
    before = _codes(old, (was == Kind.TEXT) | (was == Kind.ERROR), known)
    after = _codes(new, texts, known)
    differs[:rows] = (was != now) | np.where(texts, before != after, old.number[:rows] != new.number[:rows])
    differs[:rows] &= (was != Kind.BLANK) | (now != Kind.BLANK)
    return np.asarray(differs, np.bool_)


def _codes(column: RawColumn, texts: Flags, known: dict[str, int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Equal texts of several columns as equal numbers; -1 elsewhere."""
    codes = np.full(len(texts), -1, np.int64)
    pool = np.fromiter((known.setdefault(text, len(known)) for text in column.pool), np.int64, len(column.pool))
    codes[texts] = pool[column.number[: len(texts)][texts].astype(np.int64)] if len(pool) else -1
    return codes


def same_value(old: RawColumn, row: int, new: RawColumn) -> bool:
    """Whether a row of a column holds what the first row of another does."""
    return not changed(RawColumn(old.kind[row : row + 1], old.number[row : row + 1], old.pool), new)[0]


def excel_values(column: RawColumn, first: int, end: int, *, date1904: bool) -> list[object]:
    """Rows of a column as ``Range.raw_value`` takes them: None, numbers, truth values, texts as they are typed."""
    kinds, numbers = column.kind[first:end], column.number[first:end]
    values: list[object] = numbers.tolist()
    if date1904:
        days = kinds == Kind.DATE
        for row in np.flatnonzero(days).tolist():
            values[row] = float(numbers[row]) - DAYS_1904
    pools: dict[int, Sequence[object]] = {
        Kind.TEXT: [as_typed(text) for text in column.pool],
        Kind.ERROR: column.pool,
    }
    for kind, pool in pools.items():
        for row in np.flatnonzero(kinds == kind).tolist():
            values[row] = pool[int(numbers[row])]
    for row in np.flatnonzero(kinds == Kind.BOOLEAN).tolist():
        values[row] = bool(numbers[row])
    for row in np.flatnonzero(kinds == Kind.BLANK).tolist():
        values[row] = None
    return values
