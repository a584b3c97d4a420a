"""One rule, two speeds: the form for one cell and the form for a column agree on everything."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.model.bands import band_of, bands_of
from segmentbook.model.clients import client_status, client_statuses
from segmentbook.model.conditions import OPERATORS, holds, holds_column, one_holds
from segmentbook.model.debt import asset_debts, tech_debt
from segmentbook.model.inputs import Band, Measure, Tier
from segmentbook.model.lines import ContractLine
from segmentbook.model.overrides import NO_BAND, health_override, health_overrides
from segmentbook.model.rates import Rates
from segmentbook.model.revenue import judge
from segmentbook.model.reviews import next_review, next_reviews, renewal_date, renewal_dates
from segmentbook.model.scorecards import measure_score, measure_scores, score_column, score_one
from segmentbook.model.segmentation import segment
from segmentbook.model.segments import segment_of, segments_of
from segmentbook.model.tiers import arr_shares, tier_of, tiers_by_arr, tiers_by_share, tiers_by_share_column
from segmentbook.model.value import (
    is_high_value,
    is_high_value_column,
    median_cut,
    median_cut_column,
    overall_value,
    overall_values,
    value_per_seat,
    values_per_seat,
)
from segmentbook.schema import defaults
from tests.model.books import AS_OF, make_book
from tests.model.strategies import amounts, contract_lines, days, row_of

money = st.one_of(amounts, st.sampled_from([5_000.0, 4_999.995, 4_999.994, 5_000.004]))
maybe_money = st.one_of(st.none(), money)
maybe_day = st.one_of(st.none(), days)
scores = st.one_of(st.none(), st.integers(0, 2_000).map(lambda n: n / 20))
cuts = st.sampled_from([0.0, 49.95, 50.0, 50.05, 33.3333, 100.0])

CARD = (
    Measure("Tickets", 3, 0.0, 2.0),
    Measure("Days", 1.5, 60.0, 0.0),
    Measure("Sponsor", 2, choices={"no": 0.0, "partly": 50.0, "yes": 100.0}),
    Measure("Grade", 0.1, choices={"1": 100.0, "2": 30.0, "2.5": 10.0}),
    Measure("Unused", 0),
)
cells = st.one_of(
    st.none(),
    st.floats(-5, 100),
    st.integers(-1, 3),
    st.booleans(),
    st.sampled_from(
        [
            "yes",
            "No ",
            "PARTLY",
            "maybe",
            "",
            "2",
            float("nan"),
            np.float64("nan"),
            np.float64(3.5),
            -0.0,
            0.1 + 0.2,
            2.5,
        ]
    ),
)


def floats(values: list[Any]) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def dates(values: list[date | None]) -> np.ndarray:
    return np.array(["NaT" if v is None else v for v in values], dtype="datetime64[D]")


def objects(values: list[Any]) -> np.ndarray:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


@given(st.lists(contract_lines(("Acme", "acme ", "Bolt")), max_size=14), st.booleans())
def test_ledger(lines: list[ContractLine], end_counts: bool) -> None:
    found = segment(
        make_book(
            [{"Client": "Acme"}, {"Client": "Bolt"}],
            [row_of(line) for line in lines],
            rates=[{"Currency": "EUR", "Rate": 1.1}],
            settings={"end_date_counts": end_counts},
        )
    )
    judged = judge(lines, AS_OF, Rates("USD", {"eur": 1.1}), end_counts=end_counts)
    assert found.ledger["Reason"].tolist() == [str(j.reason) for j in judged]
    np.testing.assert_array_equal(found.ledger["MRR"], floats([j.mrr for j in judged]))
    np.testing.assert_array_equal(found.ledger["Counted MRR"], [j.counted_mrr for j in judged])


@given(st.lists(st.tuples(maybe_money, money, st.sampled_from([None, 0.0, 1.0, 40.0])), max_size=15), money)
def test_value(rows: list[tuple[float | None, float, float | None]], cut: float) -> None:
    typed, mrr, employees = (floats([row[i] for row in rows]) for i in range(3))
    values = [overall_value(t, m) for t, m, _ in rows]
    column = overall_values(typed, mrr)
    np.testing.assert_array_equal(column, floats(values))
    per_seat = [value_per_seat(v, e) for v, (_, _, e) in zip(values, rows, strict=True)]
    np.testing.assert_array_equal(values_per_seat(column, employees), floats(per_seat))
    assert median_cut(values) == median_cut_column(column)
    assert median_cut(per_seat) == median_cut_column(floats(per_seat))
    assert is_high_value_column(column, cut).tolist() == [is_high_value(v, cut) for v in values]


@given(st.lists(st.tuples(maybe_money, scores), max_size=15), money, cuts)
def test_segment(rows: list[tuple[float | None, float | None]], value_cut: float, effort_cut: float) -> None:
    segments = defaults.SEGMENTS
    column = segments_of(floats([v for v, _ in rows]), floats([e for _, e in rows]), value_cut, effort_cut, segments)
    one_by_one = [segment_of(v, e, value_cut, effort_cut, segments) for v, e in rows]
    assert [None if i < 0 else segments[i] for i in column.tolist()] == one_by_one


@given(st.lists(scores, max_size=15), st.lists(st.integers(1, 1_000), max_size=5, unique=True))
def test_band(column: list[float | None], minima: list[int]) -> None:
    bands = [Band(f"B{m}", m / 10, "") for m in (0, *sorted(minima))]
    found = bands_of(floats(column), bands)
    assert [bands[i].name if i >= 0 else "Unscored" for i in found.tolist()] == [band_of(s, bands) for s in column]


@given(st.lists(cells, max_size=20), st.sampled_from(CARD))
def test_measure(column: list[Any], measure: Measure) -> None:
    one_by_one = [measure_score(cell, measure) for cell in column]
    np.testing.assert_array_equal(measure_scores(objects(column), measure), floats(one_by_one))
    numbers = [c for c in column if type(c) is float]
    wanted = [measure_score(c, measure) for c in numbers]
    np.testing.assert_array_equal(measure_scores(pd.Series(numbers, dtype=float), measure), floats(wanted))


@given(
    st.lists(st.tuples(cells, cells, cells, cells, cells), max_size=12),
    st.booleans(),
    st.sampled_from([0.0, 0.3, 0.5, 1.0, 3.0 / 6.6]),
)
def test_score(rows: list[tuple[Any, ...]], as_zero: bool, minimum: float) -> None:
    columns = {m.name: objects([row[i] for row in rows]) for i, m in enumerate(CARD)}
    found = score_column(columns, CARD, len(rows), missing_as_zero=as_zero, minimum_coverage=minimum)
    one_by_one = [score_one(row, CARD, missing_as_zero=as_zero, minimum_coverage=minimum) for row in rows]
    np.testing.assert_array_equal(found.score, floats([s.score for s in one_by_one]))
    np.testing.assert_array_equal(found.coverage, [s.coverage for s in one_by_one])
    most = ["" if i < 0 else CARD[i].name for i in found.most_by.tolist()]
    assert most == [s.most_by for s in one_by_one]


@given(
    st.lists(money, max_size=20),
    st.lists(st.sampled_from([0.1, 0.2, 0.25, 0.5, 1 / 3, 0.7, 1.0]), max_size=3, unique=True).map(sorted),
    st.sampled_from(["Up", "Down"]),
)
def test_tiers_by_share(arr: list[float], shares: list[float], crossing: str) -> None:
    tiers = [*(Tier(f"T{s}", s) for s in shares), Tier("Rest")]
    column = tiers_by_share_column(floats(arr), arr_shares(floats(arr)), tiers, crossing)
    assert [tiers[i].name for i in column.tolist()] == tiers_by_share(arr, tiers, crossing)


@given(st.lists(money, max_size=20))
def test_tiers_by_arr(arr: list[float]) -> None:
    tiers = [Tier("A", minimum_arr=5_000.0), Tier("B", minimum_arr=100.0), Tier("C")]
    assert [tiers[i].name for i in tiers_by_arr(floats(arr), tiers).tolist()] == [tier_of(a, tiers) for a in arr]


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.floats(-10, 10),
            st.sampled_from(["North", "south ", "", "5", "yes", "South; o", "2025-06-30"]),
            st.booleans(),
            days,
        ),
        max_size=15,
    ),
    st.sampled_from(OPERATORS),
    st.one_of(st.floats(-10, 10), st.sampled_from(["north", "South;5", "5", "2025-06-30", "o"]), days),
)
def test_condition(column: list[Any], operator: str, value: Any) -> None:
    series = pd.Series(objects(column), dtype=object)
    assert holds_column(series, operator, value).tolist() == [holds(cell, operator, value) for cell in column]
    several = holds_column(series, operator, value, several=True).tolist()
    assert several == [one_holds(cell, operator, value) for cell in column]
    numbers = pd.Series([float("nan"), *(c for c in column if type(c) is float)], dtype=float)
    assert holds_column(numbers, operator, value).tolist() == [holds(cell, operator, value) for cell in numbers]


@given(st.lists(st.tuples(maybe_money, st.sampled_from([None, 0.0, 3.0]), maybe_day), max_size=15))
def test_tech_debt(assets: list[tuple[float | None, float | None, date | None]]) -> None:
    columns = [[asset[i] for asset in assets] for i in range(3)]
    found = asset_debts(floats(columns[0]), floats(columns[1]), dates(columns[2]), AS_OF, 12)
    assert found.tolist() == [tech_debt([asset], AS_OF, 12) for asset in assets]


@given(st.lists(st.tuples(st.sampled_from(["", "healthy", " Healthy", "Great"]), maybe_day), max_size=15))
def test_override(rows: list[tuple[str, date | None]]) -> None:
    found = health_overrides(objects([r[0] for r in rows]), dates([r[1] for r in rows]), AS_OF, defaults.BANDS)
    one_by_one = [health_override(*row, AS_OF, defaults.BANDS) for row in rows]
    assert found.band.tolist() == [NO_BAND if band is None else band for band in one_by_one]
    assert found.unknown.tolist() == [band == NO_BAND for band in one_by_one]


@given(st.lists(st.tuples(maybe_day, maybe_day), max_size=15))
def test_status(rows: list[tuple[date | None, date | None]]) -> None:
    found = client_statuses(AS_OF, dates([r[0] for r in rows]), dates([r[1] for r in rows]))
    assert found.tolist() == [client_status(AS_OF, *row) for row in rows]


@given(st.lists(st.tuples(days, maybe_day, maybe_day, st.booleans()), max_size=15))
def test_renewal(rows: list[tuple[date, date | None, date | None, bool]]) -> None:
    columns = [[row[i] for row in rows] for i in range(4)]
    found = renewal_dates(AS_OF, *(dates(c) for c in columns[:3]), np.array(columns[3], dtype=bool))
    assert found.tolist() == [renewal_date(AS_OF, *row) for row in rows]
    assert all(day > AS_OF for day in found.tolist() if day is not None)


@given(st.lists(st.tuples(maybe_day, *[st.sampled_from([None, 0.0, 0.5, 1.0, 3.0, 12.0])] * 3), max_size=15))
def test_next_review(rows: list[tuple[date | None, float | None, float | None, float | None]]) -> None:
    found = next_reviews(dates([r[0] for r in rows]), [floats([r[i] for r in rows]) for i in (1, 2, 3)])
    assert found.tolist() == [next_review(r[0], r[1:]) for r in rows]
