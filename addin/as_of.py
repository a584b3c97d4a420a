"""The dates at which finance looks at a book: today, and the ends of months, quarters and years that are over."""

from __future__ import annotations

from datetime import date, timedelta

from segmentbook.errors import InputError

__all__ = ["AS_OF_CHOICES", "as_of_date"]

MONTHS_A_QUARTER = 3
MONTHS_A_YEAR = 12

AS_OF_CHOICES = ("today", "month-end", "quarter-end", "year-end")
"""Choices of the ribbon; any other is a date."""

_PERIODS = {"month-end": 1, "quarter-end": MONTHS_A_QUARTER, "year-end": MONTHS_A_YEAR}


def as_of_date(choice: str, today: date, year_start_month: int = 1) -> date | None:
    """Give the date that a choice means; None for today, which is kept as a blank setting and so moves on.

    Parameters
    ----------
    choice
        One of ``AS_OF_CHOICES``, or a date such as ``2026-06-30``. An end is the last one before this day: on 30 June
        the month that is not over yet does not count.
    today
        This day.
    year_start_month
        Month in which the financial year starts, 1-12: quarters and years follow it.

    Raises
    ------
    InputError
        Neither a choice nor a date.

    Examples
    --------
    >>> as_of_date("month-end", date(2026, 3, 31)), as_of_date("quarter-end", date(2026, 3, 31))
    (datetime.date(2026, 2, 28), datetime.date(2025, 12, 31))
    >>> as_of_date("year-end", date(2026, 3, 31), year_start_month=4)
    datetime.date(2025, 3, 31)
    """
    if choice == "today":
        return None
    if choice in _PERIODS:
        return _last_end(today, _PERIODS[choice], year_start_month)
    try:
        return date.fromisoformat(choice)
    except ValueError:
        raise InputError(f"The as-of date must be a date such as 2026-06-30; got {choice!r}.") from None


def _last_end(today: date, months: int, year_start_month: int) -> date:
    """The day before the period of so many months that holds this day."""
    since_start = (today.month - year_start_month) % MONTHS_A_YEAR
    started = today.year * MONTHS_A_YEAR + today.month - 1 - since_start % months
    return date(started // MONTHS_A_YEAR, started % MONTHS_A_YEAR + 1, 1) - timedelta(days=1)
