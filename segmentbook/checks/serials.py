"""Excel's day numbers (serials) and other numbers that stand for a day."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from segmentbook.schema.read_dates import LAST_SERIAL

__all__ = ["SHIFT_1904", "days_of_serials", "days_of_yyyymmdd", "serial_text"]

SHIFT_1904 = 1_462
"""Days from the first day of the 1900 date system to that of the 1904 one."""

_SERIAL_OF_1970 = 25_569
_NOT_A_DAY = 60  # 29 February 1900, which Excel has and the calendar has not

NO_DAY = np.iinfo(np.int64).min


def days_of_serials(serials: npt.NDArray[np.float64]) -> npt.NDArray[np.datetime64]:
    """Days of serials of the 1900 date system, the time of day cut off; NaT where there is no such day.

    Examples
    --------
    >>> days_of_serials(np.array([1.0, 59.0, 60.0, 61.0, 45000.75, 0.0, 2958466.0])).tolist()[:5]
    [datetime.date(1900, 1, 1), datetime.date(1900, 2, 28), None, datetime.date(1900, 3, 1), datetime.date(2023, 3, 15)]
    """
    with np.errstate(invalid="ignore"):
        whole = np.floor(serials)
        valid = (whole >= 1) & (whole <= LAST_SERIAL) & (whole != _NOT_A_DAY)
        days = np.where(valid, whole, 0).astype(np.int64) - _SERIAL_OF_1970
    days += (whole < _NOT_A_DAY).astype(np.int64)
    return np.where(valid, days, NO_DAY).astype("datetime64[D]")


def days_of_yyyymmdd(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.datetime64]:
    """Days of numbers such as 20251231; NaT where there is no such day.

    Examples
    --------
    >>> days_of_yyyymmdd(np.array([20251231.0, 20260230.0, 45000.0])).tolist()
    [datetime.date(2025, 12, 31), None, None]
    """
    with np.errstate(invalid="ignore"):
        plausible = (numbers >= 19_000_101) & (numbers <= 99_991_231) & (np.floor(numbers) == numbers)
    whole = np.where(plausible, numbers, 19_000_101).astype(np.int64)
    years, months, days = whole // 10_000, whole // 100 % 100, whole % 100
    first = ((years - 1970) * 12 + np.clip(months, 1, 12) - 1).astype("datetime64[M]")
    result = first.astype("datetime64[D]") + (np.clip(days, 1, 31) - 1)
    valid = plausible & (months >= 1) & (months <= 12) & (days >= 1) & (days <= 31)
    valid &= result.astype("datetime64[M]") == first
    return np.where(valid, result, np.datetime64("NaT", "D"))


def serial_text(serial: float) -> str:
    """Show a serial as an ISO date, or as its number where it is none.

    Examples
    --------
    >>> serial_text(45000.0), serial_text(60.0)
    ('2023-03-15', '60')
    """
    day = days_of_serials(np.array([serial]))[0]
    return f"{serial:.15g}" if np.isnat(day) else str(day)
