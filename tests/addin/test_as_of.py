from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addin.as_of import AS_OF_CHOICES, as_of_date
from segmentbook.errors import InputError


@pytest.mark.parametrize(
    ("choice", "today", "start", "expected"),
    [
        ("today", date(2026, 11, 23), 1, None),
        ("month-end", date(2026, 11, 23), 1, date(2026, 10, 31)),
        ("month-end", date(2026, 1, 1), 1, date(2025, 12, 31)),
        ("month-end", date(2024, 3, 31), 1, date(2024, 2, 29)),
        ("quarter-end", date(2026, 11, 23), 1, date(2026, 9, 30)),
        ("quarter-end", date(2026, 9, 30), 1, date(2026, 6, 30)),
        ("quarter-end", date(2026, 10, 1), 1, date(2026, 9, 30)),
        ("quarter-end", date(2026, 11, 23), 2, date(2026, 10, 31)),
        ("quarter-end", date(2026, 1, 15), 2, date(2025, 10, 31)),
        ("year-end", date(2026, 11, 23), 1, date(2025, 12, 31)),
        ("year-end", date(2026, 11, 23), 7, date(2026, 6, 30)),
        ("year-end", date(2026, 6, 30), 7, date(2025, 6, 30)),
        ("2026-06-30", date(2026, 11, 23), 1, date(2026, 6, 30)),
    ],
)
def test_dates(choice: str, today: date, start: int, expected: date | None) -> None:
    assert as_of_date(choice, today, start) == expected


@settings(max_examples=50, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2199, 12, 31)), st.integers(1, 12))
def test_an_end_is_the_last_before_today(today: date, start: int) -> None:
    ends = {choice: as_of_date(choice, today, start) for choice in AS_OF_CHOICES if choice != "today"}
    for choice, months in (("month-end", 1), ("quarter-end", 3), ("year-end", 12)):
        end = ends[choice]
        assert end is not None and end < today
        first = end + timedelta(days=1)
        assert first.day == 1 and (first.month - start) % months == 0
        assert (today.year - first.year) * 12 + today.month - first.month < months
    assert ends["year-end"] <= ends["quarter-end"] <= ends["month-end"]  # type: ignore[operator]


def test_what_is_no_date() -> None:
    with pytest.raises(InputError, match=r"^The as-of date must be a date such as 2026-06-30; got '31/02/2026'\.$"):
        as_of_date("31/02/2026", date(2026, 11, 23))
