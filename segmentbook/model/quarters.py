"""Quarters of a financial year, and which renewals fall into the present one (product.md sections 3 and 8)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from segmentbook.model.months import MONTHS_PER_YEAR

__all__ = ["MONTHS_PER_QUARTER", "quarter", "renewal_quarter"]

MONTHS_PER_QUARTER = 3


def quarter(day: date, first_month: int) -> tuple[date, date]:
    """First and last day of the quarter that a day is in, of a year that begins in ``first_month``.

    Examples
    --------
    >>> quarter(date(2026, 7, 1), 1), quarter(date(2026, 1, 15), 2)
    ((datetime.date(2026, 7, 1), datetime.date(2026, 9, 30)), (datetime.date(2025, 11, 1), datetime.date(2026, 1, 31)))
    """
    months = day.year * MONTHS_PER_YEAR + day.month - 1
    begins = months - (day.month - first_month) % MONTHS_PER_QUARTER
    ends = begins + MONTHS_PER_QUARTER - 1
    last = date(ends // MONTHS_PER_YEAR, ends % MONTHS_PER_YEAR + 1, 1)
    return (
        date(begins // MONTHS_PER_YEAR, begins % MONTHS_PER_YEAR + 1, 1),
        last.replace(day=monthrange(last.year, last.month)[1]),
    )


def renewal_quarter(as_of: date, first_month: int) -> tuple[date, date]:
    """First and last day of the quarter whose renewals are "this quarter's".

    A renewal date lies after the as-of date: on the last day of a quarter the next one is meant.

    Examples
    --------
    >>> renewal_quarter(date(2026, 6, 30), 1)
    (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30))
    """
    return quarter(as_of + timedelta(days=1), first_month)
