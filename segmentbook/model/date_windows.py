"""Days counted from the as-of date: in next, in last, this quarter (product.md section 3, "Lists").

What a person means who says it on the as-of date, both ends included:

- *in next N days*: the as-of date and the N days after it - what is at most N days ahead;
- *in last N days*: the N days that end with the as-of date - what is less than N days ago;
- *not in last N days*: all else, so that what is exactly N days ago is in "nothing for N days";
- *this quarter*: the quarter of the fiscal year that holds the as-of date.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from segmentbook.model.months import MONTHS_PER_YEAR, add_months
from segmentbook.model.quarters import MONTHS_PER_QUARTER, quarter

__all__ = ["NOT_IN_LAST", "THIS_QUARTER", "WINDOWS", "day_of", "read_span", "window"]

NOT_IN_LAST, THIS_QUARTER = "not in last", "this quarter"
WINDOWS = ("in next", "in last", NOT_IN_LAST, THIS_QUARTER)
"""Operators that ask for dates beside the as-of date."""

_DAYS_PER_WEEK = 7
_UNITS = {
    "day": ("d", "day", "days"),
    "week": ("w", "wk", "wks", "week", "weeks"),
    "month": ("mo", "mth", "month", "months"),
    "quarter": ("q", "quarter", "quarters"),
    "year": ("y", "yr", "yrs", "year", "years"),
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words}
_DAYS = {"day": 1, "week": _DAYS_PER_WEEK}
_MONTHS = {"month": 1, "quarter": MONTHS_PER_QUARTER, "year": MONTHS_PER_YEAR}
_ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?\s*", re.DOTALL)
_SPAN = re.compile(r"(?P<number>\d{1,5})(?:\.0*)?\s*(?P<unit>[a-z]*)\.?")


def day_of(cell: object) -> date | None:
    """The day of a date, or of a text that begins as 2026-06-30 does; None for anything else.

    Examples
    --------
    >>> day_of("2026-06-30 14:05"), day_of("30 June"), day_of(20260630)
    (datetime.date(2026, 6, 30), None, None)
    """
    if isinstance(cell, datetime):  # pandas' Timestamp too
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = _ISO.fullmatch(cell) if isinstance(cell, str) else None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def read_span(value: object) -> str | None:
    """A length of time as it is written here: a whole number of days, weeks, months, quarters or years; else None.

    Examples
    --------
    >>> read_span(90.0), read_span("90d"), read_span(" 1 Month"), read_span("2 wks"), read_span("soon"), read_span(0)
    ('90 days', '90 days', '1 month', '2 weeks', None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    match = _SPAN.fullmatch((value if isinstance(value, str) else f"{value:.15g}").strip().casefold())
    unit = _UNIT.get(match["unit"] or "day") if match else None
    number = int(match["number"]) if match else 0
    return f"{number} {unit}{'' if number == 1 else 's'}" if unit and number else None


def window(operator: str, value: object, as_of: date, first_month: int) -> tuple[date, date]:
    """First and last day that an operator of ``WINDOWS`` means, both included; for *not in last*, those it leaves out.

    Months are counted as contracts count them: a month before 31 March is the last of February.

    Raises
    ------
    ValueError
        ``value`` is no length of time.

    Examples
    --------
    >>> window("in next", 90, date(2026, 6, 30), 1)
    (datetime.date(2026, 6, 30), datetime.date(2026, 9, 28))
    >>> window("in last", "7 days", date(2026, 6, 30), 1)
    (datetime.date(2026, 6, 24), datetime.date(2026, 6, 30))
    >>> window("in last", "1 month", date(2024, 3, 31), 1)
    (datetime.date(2024, 3, 1), datetime.date(2024, 3, 31))
    """
    if operator == THIS_QUARTER:
        return quarter(as_of, first_month)
    span = read_span(value)
    if span is None:
        raise ValueError(value)
    number, unit = span.split()
    steps, unit = int(number), unit.removesuffix("s")
    ahead = operator == "in next"
    if unit in _MONTHS:
        end = add_months(as_of, steps * _MONTHS[unit] * (1 if ahead else -1))
    else:
        room = (date.max - as_of if ahead else as_of - date.min).days
        end = as_of + timedelta(days=min(steps * _DAYS[unit], room) * (1 if ahead else -1))
    return (as_of, end) if ahead else (min(end + timedelta(days=1), as_of), as_of)
