"""When a client's contracts renew and when it is reviewed next (product.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from segmentbook.model.months import (
    FAR,
    MONTHS_PER_YEAR,
    add_months,
    add_months_column,
    term_months,
    term_months_column,
)

if TYPE_CHECKING:
    from segmentbook.model.columns import Days, Flags, Floats, Ints

__all__ = ["earliest", "next_review", "next_reviews", "renewal_date", "renewal_dates", "shortest_rhythms"]


def renewal_date(
    as_of: date, start: date | None, stop: date | None, renewal: date | None = None, auto_renew: bool = False
) -> date | None:
    """Next renewal of a counted line after the as-of date.

    Renewal Date, else ``stop`` (the first day after the term); a line that renews by itself rolls on by its term:
    by months where the term is of whole months, else by days. None where there is none ahead.

    Examples
    --------
    >>> renewal_date(date(2025, 6, 30), date(2023, 1, 1), date(2024, 1, 1), auto_renew=True)
    datetime.date(2026, 1, 1)
    >>> renewal_date(date(2025, 6, 30), date(2023, 1, 1), date(2026, 1, 1), renewal=date(2025, 10, 1))
    datetime.date(2025, 10, 1)
    """
    if renewal is not None and renewal > as_of:
        return renewal
    if stop is None or stop == FAR:
        return None
    if stop > as_of:
        return stop
    if not auto_renew or start is None or stop <= start:
        return None
    months = term_months(start, stop)
    if not months.is_integer():
        days = (stop - start).days
        return stop + timedelta(days=((as_of - stop).days // days + 1) * days)
    ahead = (as_of.year - stop.year) * MONTHS_PER_YEAR + as_of.month - stop.month
    rolled = ahead // int(months) * int(months)
    day = add_months(stop, rolled)
    return day if day > as_of else add_months(stop, rolled + int(months))


def renewal_dates(as_of: date, start: Days, stop: Days, renewal: Days, auto_renew: Flags) -> Days:
    """``renewal_date`` for columns; NaT is blank."""
    import numpy as np

    day = np.datetime64(as_of, "D")
    nothing = np.datetime64("NaT", "D")
    dates = np.where(renewal > day, renewal, np.where((stop > day) & (stop < np.datetime64(FAR, "D")), stop, nothing))
    at = np.flatnonzero(np.isnat(dates) & auto_renew & (stop <= day) & (stop > start))
    if len(at):
        first, end = start[at], stop[at]
        months = term_months_column(first, end)
        whole = months == np.floor(months)
        length = (end - first).astype(np.int64)
        by_days = end + (((day - end).astype(np.int64) // length + 1) * length).astype("timedelta64[D]")
        term = np.where(whole, months, 1.0).astype(np.int64)
        ahead = day.astype("datetime64[M]").astype(np.int64) - end.astype("datetime64[M]").astype(np.int64)
        rolled = ahead // term * term
        by_months = add_months_column(end, rolled)
        by_months = np.where(by_months > day, by_months, add_months_column(end, rolled + term))
        dates[at] = np.where(whole, by_months, by_days)
    return dates


def earliest(dates: Days, client: Ints, clients: int) -> Days:
    """Of each client's dates the earliest; NaT where there is none. A negative ``client`` is nobody."""
    import numpy as np

    at = np.flatnonzero(~np.isnat(dates) & (client >= 0))
    latest_first = at[np.argsort(dates[at], kind="stable")][::-1]
    found = np.full(clients, np.datetime64("NaT", "D"))
    found[client[latest_first]] = dates[latest_first]  # the last one written, the earliest, stays
    return found


def next_review(last_review: date | None, rhythms: Iterable[float | None]) -> date | None:
    """Last Review + the shortest rhythm (months); None without a last review or a rhythm.

    Examples
    --------
    >>> next_review(date(2025, 3, 31), [6.0, None, 3.0])
    datetime.date(2025, 6, 30)
    """
    known = [months for months in rhythms if months is not None and months > 0.0]
    return add_months(last_review, min(known)) if last_review is not None and known else None


def next_reviews(last_review: Days, rhythms: Iterable[Floats]) -> Days:
    """``next_review`` for columns; NaN is no rhythm."""
    return add_months_column(last_review, shortest_rhythms(rhythms, len(last_review)))


def shortest_rhythms(rhythms: Iterable[Floats], count: int) -> Floats:
    """The shortest of each client's rhythms in months; NaN where it has none. 0 and less is no rhythm.

    Examples
    --------
    >>> import numpy as np
    >>> shortest_rhythms([np.array([6.0, np.nan]), np.array([3.0, 0.0])], 2)
    array([ 3., nan])
    """
    import numpy as np

    shortest = np.full(count, np.nan)
    for months in rhythms:
        shortest = np.fmin(shortest, np.where(months > 0.0, months, np.nan))
    return shortest
