from __future__ import annotations

from datetime import MAXYEAR, date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from segmentbook.model.months import FAR, add_months, add_months_column, day_after, term_months, term_months_column
from segmentbook.model.periods import TOTAL, period_months

DATES = st.dates(date(1900, 1, 1), date(9999, 12, 31))
NEAR = st.dates(date(2019, 12, 28), date(2021, 3, 3))


def column(*days: date) -> np.ndarray:
    return np.array(days, dtype="datetime64[D]")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 1, 31), 2, date(2024, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
        (date(2025, 6, 30), -12, date(2024, 6, 30)),
        (date(2025, 1, 31), 0.5, date(2025, 2, 14)),
        (date(9999, 6, 1), 12, FAR),
        (date(1, 1, 31), -1, date.min),
    ],
)
def test_a_date_some_months_on(start: date, months: float, end: date) -> None:
    assert add_months(start, months) == end
    assert add_months_column(column(start), months).tolist() == [end]


@pytest.mark.parametrize(
    ("start", "stop", "months"),
    [
        (date(2022, 6, 1), date(2023, 6, 1), 12),
        (date(2022, 6, 1), date(2022, 12, 1), 6),
        (date(2025, 1, 1), date(2025, 2, 15), 1.5),  # 14 of February's 28 days
        (date(2025, 1, 15), date(2025, 2, 14), 30 / 31),
        (date(2025, 3, 1), date(2025, 3, 2), 1 / 31),
        (date(2024, 1, 31), date(2024, 2, 29), 1),
        (date(2024, 1, 31), date(2024, 3, 1), 1 + 1 / 31),  # from 29 February to 31 March is 31 days
        (date(2024, 1, 31), date(2024, 3, 31), 2),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2024, 2, 29), date(2025, 3, 1), 12 + 1 / 29),  # from 28 February 2025 to 29 March is 29 days
        (date(9999, 1, 1), FAR, 11 + 30 / 31),
    ],
)
def test_length_of_a_term(start: date, stop: date, months: float) -> None:
    assert term_months(start, stop) == pytest.approx(months, abs=1e-12)
    assert term_months_column(column(start), column(stop)).tolist() == [term_months(start, stop)]


def test_a_term_without_a_day_has_no_length() -> None:
    assert term_months(date(2025, 1, 1), date(2025, 1, 1)) != term_months(date(2025, 1, 1), date(2025, 1, 1))


@given(st.lists(st.tuples(st.one_of(DATES, NEAR), st.one_of(DATES, NEAR)), max_size=20))
def test_both_forms_of_a_term_agree(terms: list[tuple[date, date]]) -> None:
    starts, stops = column(*(t[0] for t in terms)), column(*(t[1] for t in terms))
    np.testing.assert_array_equal(term_months_column(starts, stops), [term_months(*t) for t in terms])


@given(st.lists(st.tuples(st.one_of(DATES, NEAR), st.sampled_from([0, 1, 3, 12, -12, 0.5, 1.25, 24_000])), max_size=20))
def test_both_forms_of_a_step_agree(steps: list[tuple[date, float]]) -> None:
    found = add_months_column(column(*(s[0] for s in steps)), np.array([s[1] for s in steps], dtype=np.float64))
    assert found.tolist() == [add_months(*s) for s in steps]


@given(NEAR, st.integers(0, 500), st.integers(1, 40))
def test_a_longer_term_has_more_months(start: date, days: int, further: int) -> None:
    shorter = term_months(start, start + timedelta(days=days)) if days else 0.0
    assert term_months(start, start + timedelta(days=days + further)) > shorter


@given(DATES, st.integers(1, 240))
def test_a_term_of_whole_months_is_whole(start: date, months: int) -> None:
    assume(start.year + months / 12 < MAXYEAR - 1)
    assert term_months(start, add_months(start, months)) == months


def test_the_last_date_has_no_day_after() -> None:
    assert day_after(FAR) == FAR


def test_blank_dates_stay_blank() -> None:
    blank = np.array(["NaT"], dtype="datetime64[D]")
    assert np.isnat(add_months_column(blank, 3)).all()
    assert np.isnat(add_months_column(column(date(2025, 1, 1)), float("nan"))).all()
    assert np.isnan(term_months_column(blank, column(date(2025, 1, 1)))).all()


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (1, ["", "Monthly", "month", "per month", "/month", "a month", "M", "1 month", "1", "1.0", " MONTHLY "]),
        (3, ["Quarterly", "quarter", "every quarter", "3 months", "3-month", "3 monthly", "per 3 months", "Q"]),
        (6, ["Semi-annual", "semiannual", "Semi-annually", "half-year", "half yearly", "6 months", "every 6 months"]),
        (12, ["Annual", "annually", "Yearly", "year", "per year", "per annum", "p.a.", "12", "12 months", "1 year"]),
        (24, ["24 months", "2 years", "24", "2 yrs", "8 quarters"]),
        (18, ["18 months", "18mo", "1.5 years", "18.0"]),
        (12 / 52, ["Weekly", "week", "per week", "1 week"]),
        (4 * 12 / 52, ["4 weeks", "every 4 weeks"]),
        (TOTAL, ["Total", "term", "whole term", "Total Contract Value", "one-time total"]),
        (
            None,
            ["biannual", "bimonthly", "biweekly", "daily", "30 days", "0", "0 months", "-3", "-3 months", "45000", "?"],
        ),
        (None, ["months", "per", "one-time", "12x", "nan", "1e3", "inf", "12 monkeys"]),
    ],
)
def test_billing_periods_as_people_type_them(months: float | None, words: list[str]) -> None:
    assert {word: period_months(word) for word in words} == dict.fromkeys(words, months)


@given(st.text(max_size=12))
def test_any_text_is_a_period_or_unknown(text: str) -> None:
    months = period_months(text)
    assert months is None or months == TOTAL or 0 < months <= 1_200
