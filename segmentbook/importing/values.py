"""What a text of a CSV file becomes in a cell: a number, a date, or the text that it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from segmentbook.errors import InputError
from segmentbook.schema import Kind

__all__ = ["from_cents", "typed_values"]

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?")
_INTEGER = re.compile(r"(?:0|[1-9][0-9]{0,14})")
_DIGITS = 17  # significant digits that a cell's number can hold
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_COMPACT = re.compile(r"(19|20)[0-9]{6}")
_EPOCH = re.compile(r"[0-9]{9,10}|[0-9]{12,13}")
_MILLISECOND_DIGITS = 12
_FIRST = date(1900, 1, 1)


def typed_values(values: Sequence[object], kind: Kind | None) -> list[object]:
    """Texts as the cells' values, by the kind of the schema's column (None: a column of the user's own).

    A number without thousands signs, leading zeros or plus becomes a number; an ISO 8601 date a date; all else stays
    the text it is, for the checks to judge. In a text column (names, IDs) every value stays text, unless all of them
    are whole numbers. In a date column also ``20250131`` and Unix seconds or milliseconds become dates, and a time of
    day is left away: no such number is a date of Excel's.

    Examples
    --------
    >>> typed_values(["1250.50", "1,250.50", "007", "=1+1", None], None)
    [1250.5, '1,250.50', '007', '=1+1', None]
    >>> typed_values(["00001", "12"], Kind.TEXT), typed_values(["1", "12"], Kind.TEXT)
    (['00001', '12'], [1.0, 12.0])
    >>> typed_values(["2025-01-31 00:00:00", "1738281600", "31/01/2025"], Kind.DATE)
    [datetime.date(2025, 1, 31), datetime.date(2025, 1, 31), '31/01/2025']
    """
    if kind is Kind.TEXT:
        whole = all(value is None or _INTEGER.fullmatch(str(value)) for value in values)
        return _each(values, float) if whole else list(values)
    return _each(values, _date_column if kind is Kind.DATE else _any_column)


def from_cents(values: Sequence[object], place: Callable[[int], str], header: str) -> list[object]:
    """Numbers divided by 100, exactly.

    Raises
    ------
    InputError
        A value that is not a plain number; ``place`` says where the row stands.
    """
    out: list[object] = []
    for row, value in enumerate(values):
        if value is None:
            out.append(None)
            continue
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or isinstance(value, bool):
            raise InputError(f"{place(row)}: {header} must be a number of cents; got {value!r}.")
        out.append(float(number / 100))
    return out


def _each(values: Sequence[object], convert: Callable[[str], object]) -> list[object]:
    memo: dict[object, object] = {None: None}
    out: list[object] = []
    for value in values:
        if value not in memo:
            memo[value] = convert(str(value))
        out.append(memo[value])
    return out


def _any_column(text: str) -> object:
    if _NUMBER.fullmatch(text) and sum(c.isdigit() for c in text.lstrip("-0.")) <= _DIGITS:
        return float(text) + 0.0  # -0 is 0
    found = _ISO.fullmatch(text)
    if found and not any(int(part or 0) for part in found.groups()[3:]):
        return _day(*(int(part) for part in found.groups()[:3])) or text
    return text


def _date_column(text: str) -> object:
    found = _ISO.fullmatch(text)
    if found:
        return _day(*(int(part) for part in found.groups()[:3])) or text
    if _COMPACT.fullmatch(text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:])) or text
    if _EPOCH.fullmatch(text):
        seconds = int(text) / 1000 if len(text) >= _MILLISECOND_DIGITS else int(text)
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).date()
    return _any_column(text)


def _day(year: int, month: int, day: int) -> date | None:
    """The date, or None where there is none that Excel knows."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found >= _FIRST else None
