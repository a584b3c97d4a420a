"""Dates as people and other systems write them.

A text is a date where it can be read as one; whether ``03/04/2025`` is 3 April or 4 March is left to the column that
it stands in (``date_columns``). A time of day and a time zone are cut off: the day is the one that is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

__all__ = [
    "LAST_SERIAL",
    "MILLISECONDS",
    "SECONDS",
    "SECONDS_PER_DAY",
    "YEARS",
    "DateText",
    "Orders",
    "Trace",
    "day_of_number",
    "day_of_serial",
    "day_order",
    "read_date",
]

LAST_SERIAL = 2_958_465
"""31 December 9999."""

YEARS = (1_900, 2_199)
"""A whole number between these is a year, not a day."""

SECONDS = (1e9, 1e10)
MILLISECONDS = (1e12, 1e13)
"""Numbers that count from 1970."""

SECONDS_PER_DAY = 86_400


class Trace(StrEnum):
    """What about the form of a date is to be reported."""

    SHORT_YEAR = "a year of four digits"
    SERIAL = "a date, not a day number kept as text"
    EPOCH = "a date, not seconds or milliseconds since 1970"


@dataclass(frozen=True, slots=True)
class DateText:
    """One text read as a date.

    Parameters
    ----------
    day
        The day; where day and month can be swapped, the one that comes of reading the day first.
    month_first
        The day that comes of reading the month first; None where that gives no other.
    day_first
        True or False where the text can only be read with the day or with the month first; None where it tells nothing.
    trace
        What is to be reported of its form.
    """

    day: date
    month_first: date | None = None
    day_first: bool | None = None
    trace: Trace | None = None


@dataclass(frozen=True, slots=True)
class Orders:
    """How many texts can only be read with the day first, and how many with the month first."""

    day_first: int = 0
    month_first: int = 0

    def __add__(self, other: Orders) -> Orders:
        return Orders(self.day_first + other.day_first, self.month_first + other.month_first)


def day_order(column: Orders, table: Orders) -> tuple[bool, str]:
    """Decide whether the day goes first in texts that leave it open, and say why."""
    for orders, where in ((column, "of the column"), (table, "of the table's date columns")):
        if not (orders.day_first or orders.month_first):
            continue
        day_first = orders.day_first >= orders.month_first
        which = "day" if day_first else "month"
        count, against = orders.day_first, orders.month_first
        if not day_first:
            count, against = against, count
        others = f"{count:,} other text{'s' if count > 1 else ''} {where}"
        return day_first, f" ({which} first, as {others}{f', against {against:,}' if against else ''})"
    return True, " (day first: nothing in the table tells)"


def day_of_serial(serial: float) -> date | None:
    """Day of a serial of the 1900 date system, the time of day cut off; None where there is no such day.

    Serials 1-59 count from 1899-12-31, later ones from 1899-12-30: 60 is the 29 February 1900 that Excel has and the
    calendar has not.

    Examples
    --------
    >>> day_of_serial(45000.75), day_of_serial(59.0), day_of_serial(60.0)
    (datetime.date(2023, 3, 15), datetime.date(1900, 2, 28), None)
    """
    if not 1.0 <= serial < LAST_SERIAL + 1:
        return None
    whole = int(serial)
    if whole == _NOT_A_DAY:
        return None
    return date.fromordinal(_ORDINAL_OF_SERIAL_0 + whole + (whole < _NOT_A_DAY))


def day_of_number(number: float) -> date | None:
    """Day that a plain number stands for: a serial, 20251231, seconds or milliseconds since 1970; None for none.

    Examples
    --------
    >>> day_of_number(45000.0), day_of_number(20251231.0), day_of_number(2025.0)
    (datetime.date(2023, 3, 15), datetime.date(2025, 12, 31), None)
    """
    if SECONDS[0] <= number < SECONDS[1] or MILLISECONDS[0] <= number < MILLISECONDS[1]:
        seconds = number / (1e3 if number >= MILLISECONDS[0] else 1.0)
        return date.fromordinal(_ORDINAL_OF_1970 + int(seconds // SECONDS_PER_DAY))
    if number > LAST_SERIAL:
        whole = int(number) if number < 1e8 and number == int(number) else 0
        return _valid(whole // 10_000, whole // 100 % 100, whole % 100)
    if YEARS[0] <= number <= YEARS[1] and number == int(number):
        return None
    return day_of_serial(number)


_MONTH_NAMES = (
    "january jan januar janvier janv enero ene gennaio gen",
    "february feb februar février fevrier févr fevr fév fev febrero febbraio",
    "march mar märz maerz mrz mars marzo",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag",
    "june jun juni juin junio giugno giu",
    "july jul juli juillet juil julio luglio lug",
    "august aug août aout agosto ago",
    "september sep sept septembre septiembre settembre set",
    "october oct oktober okt octobre octubre ottobre ott",
    "november nov novembre noviembre",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}

_TIME = re.compile(
    r"(?:[T ]|,\s*|\s+at\s+)\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
    r"\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday),?\s+",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*([-/.\s])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
_DAY_NAME_YEAR = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.)?[-/.\s]*(?:of\s+)?([^\W\d]{3,10})\.?[-/.,\s]*'?(\d{4}|\d{2})"
)
_NAME_DAY_YEAR = re.compile(
    r"([^\W\d]{3,10})\.?[-/.\s]*(\d{1,2})(?:st|nd|rd|th)?(?:[-/.\s]*,\s*|[-/.\s]+)'?(\d{4}|\d{2})"
)
_YEAR_NAME_DAY = re.compile(r"(\d{4})[-/.\s]*([^\W\d]{3,10})[-/.\s]*(\d{1,2})")
_DIGITS = re.compile(r"\d{5,13}")

_LONGEST = 64  # characters; Wednesday, 24 September 2025 at 11:59:59 PM +02:00 has fewer
_FIRST_YEAR = 1900
_PIVOT = 50  # two digits below are of this century
_CHARACTERS = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2212": "-", "\u200e": None, "\u200f": None}
)


def read_date(text: str) -> DateText | None:
    """Read a date written as text; None where it is none.

    Examples
    --------
    >>> read_date("31/12/2025").day, read_date("2025-12-31T23:30:00+02:00").day
    (datetime.date(2025, 12, 31), datetime.date(2025, 12, 31))
    >>> both = read_date("03/04/2025")
    >>> both.day, both.month_first
    (datetime.date(2025, 4, 3), datetime.date(2025, 3, 4))
    >>> read_date("31/02/2026") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    rest = " ".join((text if text.isascii() else text.translate(_CHARACTERS)).split())
    if not rest.isascii() and any(c.isdigit() and not c.isascii() for c in rest):
        return None
    rest = _WEEKDAY.sub("", rest, count=1) if _WEEKDAY.match(rest) else rest
    if (time := _TIME.search(rest)) and time.end() == len(rest):
        rest = rest[: time.start()]
    if match := _YEAR_FIRST.fullmatch(rest):
        return _exact(int(match[1]), int(match[3]), int(match[4]))
    if match := _NUMBERS.fullmatch(rest):
        return _numbers(int(match[1]), int(match[3]), match[4], dots=match[2] == ".")
    if match := _DAY_NAME_YEAR.fullmatch(rest):
        return _named(match[3], match[2], match[1])
    if match := _NAME_DAY_YEAR.fullmatch(rest):
        return _named(match[3], match[1], match[2])
    if match := _YEAR_NAME_DAY.fullmatch(rest):
        return _named(match[1], match[2], match[3])
    return _digits(rest) if _DIGITS.fullmatch(rest) else None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= _FIRST_YEAR else None
    except ValueError:
        return None


def _exact(year: int, month: int, day: int, trace: Trace | None = None) -> DateText | None:
    found = _valid(year, month, day)
    return None if found is None else DateText(found, trace=trace)


def _year(digits: str) -> tuple[int, Trace | None]:
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < _PIVOT else 1900), Trace.SHORT_YEAR
    return year, None


def _numbers(first: int, second: int, year_digits: str, *, dots: bool) -> DateText | None:
    """Three numbers, the year last. Points are written between them only where the day goes first."""
    year, trace = _year(year_digits)
    day_first, month_first = _valid(year, second, first), _valid(year, first, second)
    if dots:
        month_first = None
    if day_first and month_first:
        return DateText(day_first, None if day_first == month_first else month_first, trace=trace)
    if day_first:
        return DateText(day_first, day_first=True, trace=trace)
    return DateText(month_first, day_first=False, trace=trace) if month_first else None


def _named(year_digits: str, month_name: str, day: str) -> DateText | None:
    month = _MONTHS.get(month_name.casefold())
    if month is None:
        return None
    year, trace = _year(year_digits)
    return _exact(year, month, int(day), trace)


def _digits(text: str) -> DateText | None:
    """Digits alone: 20251231, a day number of Excel's, seconds or milliseconds since 1970."""
    match len(text):
        case 8:
            return _exact(int(text[:4]), int(text[4:6]), int(text[6:]))
        case 5:
            return DateText(date.fromordinal(int(text) + _ORDINAL_OF_SERIAL_0), trace=Trace.SERIAL)
        case 10 | 13:
            seconds = int(text) // (1000 if len(text) == 13 else 1)
            return DateText(datetime.fromtimestamp(seconds, UTC).date(), trace=Trace.EPOCH)
        case _:
            return None


_ORDINAL_OF_SERIAL_0 = date(1899, 12, 30).toordinal()
_ORDINAL_OF_1970 = date(1970, 1, 1).toordinal()
_NOT_A_DAY = 60
