"""Month arithmetic: a date plus months, and the length of a term in months (product.md section 3).

A month on is the same day of the next month, or that month's last day where it has no such day (31 January plus a
month is 28 or 29 February; plus two months 31 March, because steps are counted from the first date).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segmentbook.model.columns import Days, Floats, Ints

__all__ = [
    "FAR",
    "MONTHS_PER_YEAR",
    "WEEKS_PER_YEAR",
    "add_months",
    "add_months_column",
    "day_after",
    "term_months",
    "term_months_column",
]

MONTHS_PER_YEAR = 12
WEEKS_PER_YEAR = 52

FAR = date.max
"""Stands for "no end": later than any date in use."""


def add_months(day: date, months: float) -> date:
    """A date some months on; the fraction of a month is that share of the following month's days, rounded.

    Examples
    --------
    >>> add_months(date(2024, 1, 31), 1), add_months(date(2024, 3, 31), -13), add_months(date(2025, 6, 1), 0.5)
    (datetime.date(2024, 2, 29), datetime.date(2023, 2, 28), datetime.date(2025, 6, 16))
    """
    whole = int(months // 1)
    anchor = _step(day, whole)
    if months == whole or anchor == FAR:
        return anchor
    return anchor + timedelta(days=round((_step(day, whole + 1) - anchor).days * (months - whole)))


def add_months_column(start: Days, months: Floats | Ints | float) -> Days:
    """Dates some months on, as ``add_months``; NaT or NaN gives NaT."""
    import numpy as np

    steps = np.broadcast_to(np.asarray(months, dtype=np.float64), start.shape)
    known = ~np.isnan(steps)
    whole = np.floor(np.where(known, steps, 0.0))
    fraction = np.where(known, steps, 0.0) - whole
    anchor = _step_column(start, whole.astype(np.int64))
    if fraction.any():
        following = _step_column(start, whole.astype(np.int64) + 1)
        span = np.where(np.isnat(anchor), 0, (following - anchor).astype(np.int64))
        anchor = anchor + np.rint(span * fraction).astype(np.int64).astype("timedelta64[D]")
    return np.where(known, anchor, np.datetime64("NaT", "D"))


def day_after(day: date) -> date:
    """The next day; the last date there is stays.

    Examples
    --------
    >>> day_after(date(2024, 2, 28))
    datetime.date(2024, 2, 29)
    """
    return day if day == FAR else day + timedelta(days=1)


def term_months(start: date, stop: date) -> float:
    """Months from ``start`` to ``stop``, the first day that no longer counts.

    Whole months, plus the remaining days / the days of the month-long step they lie in: from a month's 15th on
    that is the number of days from its 15th to the next month's 15th. NaN where ``stop`` is not after ``start``.

    Examples
    --------
    >>> term_months(date(2022, 6, 1), date(2023, 6, 1)), term_months(date(2024, 1, 31), date(2024, 2, 29))
    (12.0, 1.0)
    >>> term_months(date(2025, 1, 1), date(2025, 2, 15))  # 14 of February's 28 days
    1.5
    """
    if stop <= start:
        return float("nan")
    months = (stop.year - start.year) * MONTHS_PER_YEAR + stop.month - start.month
    if _step(start, months) > stop:
        months -= 1
    anchor = _step(start, months)
    rest = (stop - anchor).days
    return float(months) if rest == 0 else months + rest / (_next_step(start, months) - anchor.toordinal())


def term_months_column(start: Days, stop: Days) -> Floats:
    """Months from ``start`` to ``stop``, as ``term_months``; NaT gives NaN."""
    import numpy as np

    usable = stop > start  # False where either is NaT
    begin = start[usable]
    end = stop[usable]
    months = end.astype("datetime64[M]").astype(np.int64) - begin.astype("datetime64[M]").astype(np.int64)
    months -= _unbounded_step(begin, months) > end
    anchor = _unbounded_step(begin, months)
    rest = (end - anchor).astype(np.int64)
    span = (_unbounded_step(begin, months + 1) - anchor).astype(np.int64)
    result = np.full(start.shape, np.nan)
    result[usable] = months + rest / span
    return result


def _step(day: date, months: int) -> date:
    year, month = divmod(day.year * MONTHS_PER_YEAR + day.month - 1 + months, MONTHS_PER_YEAR)
    if year > MAXYEAR:
        return FAR
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _next_step(start: date, months: int) -> int:
    """Ordinal of ``start`` a month after ``months``; it may lie in January of the year 10000, which has no date."""
    total = start.year * MONTHS_PER_YEAR + start.month - 1 + months + 1
    if total // MONTHS_PER_YEAR > MAXYEAR:
        return FAR.toordinal() + min(start.day, 31)
    return _step(start, months + 1).toordinal()


def _step_column(start: Days, months: Ints) -> Days:
    import numpy as np

    lowest, highest = np.datetime64(date.min, "D"), np.datetime64(FAR, "D")
    moved = _unbounded_step(start, months)
    clipped: Days = np.where(np.isnat(moved), moved, np.clip(moved, lowest, highest))
    return clipped


def _unbounded_step(start: Days, months: Ints) -> Any:
    import numpy as np

    first = start.astype("datetime64[M]")
    target = first + months.astype("timedelta64[M]")
    day = (start - first.astype("datetime64[D]")).astype(np.int64)
    length = ((target + np.timedelta64(1, "M")).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(
        np.int64
    )
    within = np.where(np.isnat(start), 0, np.minimum(day, length - 1))
    return target.astype("datetime64[D]") + within.astype("timedelta64[D]")
