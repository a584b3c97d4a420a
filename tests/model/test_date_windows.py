"""Windows of days beside the as-of date, worked by hand at the edges of months, quarters and leap years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.model.date_windows import WINDOWS, day_of, read_span, window
from segmentbook.model.quarters import quarter

DAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("operator", "value", "as_of", "first", "last"),
    [
        # The as-of date is a day ahead of none, and the last day of those behind.
        ("in next", "1 day", DAY, date(2026, 6, 30), date(2026, 7, 1)),
        ("in next", 90.0, DAY, date(2026, 6, 30), date(2026, 9, 28)),
        ("in last", "1 day", DAY, DAY, DAY),
        ("in last", "30 days", DAY, date(2026, 6, 1), DAY),
        ("not in last", "30 days", DAY, date(2026, 6, 1), DAY),
        ("in last", "2 weeks", DAY, date(2026, 6, 17), DAY),
        # Over a leap day, and from one.
        ("in last", "30 days", date(2024, 3, 1), date(2024, 2, 1), date(2024, 3, 1)),
        ("in last", "30 days", date(2023, 3, 1), date(2023, 1, 31), date(2023, 3, 1)),
        ("in next", "1 year", date(2024, 2, 29), date(2024, 2, 29), date(2025, 2, 28)),
        ("in last", "12 months", date(2024, 2, 29), date(2023, 3, 1), date(2024, 2, 29)),
        ("in last", "1 year", date(2025, 2, 28), date(2024, 2, 29), date(2025, 2, 28)),
        # Ends of months: a month before 31 March is the end of February.
        ("in last", "1 month", date(2026, 3, 31), date(2026, 3, 1), date(2026, 3, 31)),
        ("in next", "1 month", date(2026, 1, 31), date(2026, 1, 31), date(2026, 2, 28)),
        ("in next", "1 quarter", date(2025, 11, 30), date(2025, 11, 30), date(2026, 2, 28)),
        # No date is beyond the last one.
        ("in next", "99999 years", DAY, DAY, date.max),
        ("in next", "99999 weeks", date(9999, 12, 1), date(9999, 12, 1), date.max),
        ("in last", "99999 weeks", date(1900, 1, 1), date(1, 1, 2), date(1900, 1, 1)),
    ],
)
def test_windows(operator: str, value: object, as_of: date, first: date, last: date) -> None:
    assert window(operator, value, as_of, 1) == (first, last)


@pytest.mark.parametrize(
    ("as_of", "first_month", "first", "last"),
    [
        (date(2026, 3, 31), 1, date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), 1, date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), 1, date(2026, 10, 1), date(2026, 12, 31)),
        # A year that begins in February: its last quarter is November to January.
        (date(2026, 1, 31), 2, date(2025, 11, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), 2, date(2026, 2, 1), date(2026, 4, 30)),
        # In April, and in December: February's end is the quarter's, leap day and all.
        (date(2026, 4, 1), 4, date(2026, 4, 1), date(2026, 6, 30)),
        (date(2024, 2, 10), 12, date(2023, 12, 1), date(2024, 2, 29)),
        (date(2023, 12, 1), 12, date(2023, 12, 1), date(2024, 2, 29)),
    ],
)
def test_this_quarter_is_that_of_the_fiscal_year(as_of: date, first_month: int, first: date, last: date) -> None:
    assert window("this quarter", None, as_of, first_month) == (first, last) == quarter(as_of, first_month)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 12), st.integers(1, 2000))
def test_windows_hold_what_they_say(as_of: date, first_month: int, days: int) -> None:
    first, last = window("this quarter", None, as_of, first_month)
    assert first <= as_of <= last
    assert (first.day, (last + timedelta(1)).day) == (1, 1)
    assert (first.month - first_month) % 3 == 0
    assert 89 <= (last - first).days + 1 <= 92
    assert window("in next", days, as_of, 1) == (as_of, as_of + timedelta(days))
    begin, end = window("in last", f"{days}d", as_of, 1)
    assert (end, (end - begin).days + 1) == (as_of, days)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (90, "90 days"),
        (1.0, "1 day"),
        ("90", "90 days"),
        ("90.0", "90 days"),
        ("7 D", "7 days"),
        ("3 Months", "3 months"),
        ("2 wks.", "2 weeks"),
        ("1 quarter", "1 quarter"),
        ("5yrs", "5 years"),
        (0, None),
        (-3.0, None),
        (1.5, None),
        (True, None),
        (None, None),
        ("", None),
        ("soon", None),
        ("90 bananas", None),
        (1e9, None),
        (DAY, None),
    ],
)
def test_lengths_of_time(value: object, read: str | None) -> None:
    assert read_span(value) == read
    if read is not None:
        assert read_span(read) == read


def test_no_length_of_time_is_an_error() -> None:
    for operator in WINDOWS[:3]:
        with pytest.raises(ValueError, match="soon"):
            window(operator, "soon", DAY, 1)


@pytest.mark.parametrize("cell", ["2026-02-30", "30/06/2026", "2026-6-3", "", None, 5.0, "2026-06-30x"])
def test_what_is_no_day(cell: object) -> None:
    assert day_of(cell) is None
