"""Clients summed up by the values of a column: figures worked by hand, and what must add up in any book."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.model import analysis
from segmentbook.model.analysis import ANALYSIS_COLUMNS, churned_in_a_year, client_analysis
from segmentbook.model.inputs import LifecycleStage, Measure
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.model.since import earlier_taken
from tests.model.books import make_book
from tests.model.snapshot_books import snapshot
from tests.model.strategies import clients as some_clients
from tests.model.strategies import contract_rows

OLD = date(2023, 1, 1)


def line(client: str, amount: float, start: date = OLD, end: date | None = None) -> dict[str, Any]:
    return {"Client": client, "Amount": amount, "Start": start, "End": end}


def table(found: Segmentation, *snapshots: Any) -> pd.DataFrame:
    made = client_analysis(found, earlier_taken(snapshots, found.inputs.settings.as_of))
    assert tuple(made.columns) == ANALYSIS_COLUMNS
    return made


BOOK = make_book(
    [
        {"Client": "Acme", "Industry": "Retail", "Licensed Seats": 100.0, "Active Seats": 90.0,
         "Key Feature Usage": 0.6, "Score": 80.0},
        {"Client": "Bolt", "Industry": "retail ", "Licensed Seats": 300.0, "Active Seats": 30.0, "Score": 40.0},
        {"Client": "Cole", "Industry": "Media", "Licensed Seats": 0.0, "Active Seats": 5.0,
         "Key Feature Usage": 0.2},
        {"Client": "Dunn", "Licensed Seats": 10.0},
        {"Client": "Eads", "Industry": "Retail", "Churned On": date(2025, 6, 1), "Licensed Seats": 9.0,
         "Active Seats": 9.0, "Key Feature Usage": 1.0, "Score": 1.0},
        {"Client": "Fynn", "Industry": "Public", "Churned On": date(2020, 1, 1)},
    ],
    [
        line("Acme", 150.0), line("Acme", 150.0, date(2025, 1, 1)),  # doubled
        line("Bolt", 100.0, date(2025, 1, 1)),  # new
        line("Cole", 40.0), line("Cole", 60.0, OLD, date(2024, 12, 31)),
        line("Dunn", 70.0, OLD, date(2025, 3, 31)),
        line("Eads", 50.0, OLD, date(2025, 5, 31)),
    ],
    health_measures=(Measure("Score", 1.0),),
    analysed=("Industry",),
)  # fmt: skip


def test_the_values_of_a_column_are_summed_up() -> None:
    made = table(segment(BOOK)).set_index("Value")
    assert made.index.tolist() == ["Retail", "Media", "(blank)"]  # Fynn left long ago: no row of his own
    assert made["By"].unique().tolist() == ["Industry"]
    assert made["Clients"].tolist() == [2.0, 1.0, 1.0]
    assert made["Share of Clients"].tolist() == [0.5, 0.25, 0.25]
    assert made["MRR"].tolist() == [400.0, 40.0, 0.0]
    assert made["Share of MRR"].tolist() == pytest.approx([400 / 440, 40 / 440, 0.0])
    assert made["Mean Health"].tolist() == pytest.approx([60.0, np.nan, np.nan], nan_ok=True)
    assert made["Mean Effort"].isna().all()
    assert made["Seat Utilisation"].tolist() == pytest.approx([120 / 400, np.nan, np.nan], nan_ok=True)
    assert made["Key Feature Usage"].tolist() == pytest.approx([0.6, 0.2, np.nan], nan_ok=True)
    # Acme 150 -> 300 and Eads 50 -> 0; Bolt is new; Cole 100 -> 40; Dunn 70 -> 0
    assert made["MRR Growth"].tolist() == pytest.approx([300 / 200 - 1, -0.6, -1.0])
    assert made["Churned Clients"].tolist() == [1.0, 0.0, 1.0]  # Eads left, Dunn pays nothing any more
    assert made["Churned ARR"].tolist() == [600.0, 0.0, 840.0]


@pytest.mark.parametrize(
    ("left", "lost"),
    [
        (date(2025, 6, 30), True),  # the as-of date itself
        (date(2024, 7, 1), True),  # the day after the same day a year ago
        (date(2024, 6, 30), False),
        (date(2025, 7, 1), False),  # has not left yet
        (None, False),
    ],
)
def test_a_year_of_churn_ends_on_the_as_of_date(left: date | None, lost: bool) -> None:
    found = segment(make_book([{"Client": "Acme", "Churned On": left}], [line("Acme", 10.0, date(2025, 1, 1))]))
    assert churned_in_a_year(found).tolist() == [lost]


@pytest.mark.parametrize(
    ("start", "end", "arr"),
    [
        (OLD, date(2024, 6, 30), 120.0),  # paid on the same day a year ago for the last time
        (OLD, date(2024, 6, 29), None),
        (OLD, date(2025, 6, 29), 120.0),
        (OLD, date(2025, 6, 30), None),  # pays today
        (date(2024, 7, 1), date(2025, 3, 31), None),  # came and went within the year
    ],
)
def test_who_paid_a_year_ago_and_pays_nothing_now_is_lost(start: date, end: date, arr: float | None) -> None:
    made = table(segment(make_book([{"Client": "Acme"}], [line("Acme", 10.0, start, end)], analysed=("Region",))))
    assert made["Churned Clients"].tolist() == [0.0 if arr is None else 1.0]
    assert made["Churned ARR"].tolist() == [arr or 0.0]


def test_rows_stand_in_the_order_of_the_policy_else_by_mrr() -> None:
    stages = LifecycleStage("Start", 1), LifecycleStage("Run", 2)
    people = [
        {"Client": "Acme", "Lifecycle Stage": "run", "Region": "South"},
        {"Client": "Bolt", "Lifecycle Stage": "Start", "Region": "North"},
        {"Client": "Cole", "Lifecycle Stage": "Limbo", "Region": "East"},
        {"Client": "Dunn", "Lifecycle Stage": "", "Region": "West"},
    ]
    lines = [line("Acme", 9_000.0), line("Bolt", 10.0), line("Cole", 10.0), line("Dunn", 20.0)]
    analysed = ("Lifecycle Stage", "Region", "Tier", "Segment", "Cancellation Requested", "Own")
    for person, own in zip(people, [2.0, "b", None, True], strict=True):
        person["Own"] = own
    made = table(segment(make_book(people, lines, stages=stages, analysed=analysed)))
    values = {by: rows["Value"].tolist() for by, rows in made.groupby("By", sort=False)}
    assert list(values) == list(analysed)
    assert values["Lifecycle Stage"] == ["Start", "run", "Limbo", "(blank)"]
    assert values["Region"] == ["South", "West", "East", "North"]
    assert values["Tier"] == ["Tier 1 - Strategic", "Tier 3 - Long tail"]
    assert values["Segment"] == ["Unplaced"]
    assert values["Cancellation Requested"] == ["No"]
    assert values["Own"] == ["2", "Yes", "b", "(blank)"]


def test_a_churned_client_counts_under_its_last_known_tier() -> None:
    inputs = make_book(
        [{"Client": "Acme"}, {"Client": "Bolt", "Churned On": date(2025, 5, 1)}],
        [line("Acme", 10.0), line("Bolt", 5.0, OLD, date(2025, 4, 30))],
        analysed=("Tier",),
    )
    assert table(segment(inputs))["Value"].tolist() == ["Tier 1 - Strategic", "(blank)"]
    made = table(
        segment(inputs),
        snapshot(date(2025, 2, 28), {"Bolt": {"Tier": "Tier 3 - Long tail"}}),
        snapshot(date(2025, 3, 31), {"bolt": {"Tier": "Tier 2 - Mid-market"}, "Acme": {"Tier": "Tier 3 - Long tail"}}),
        snapshot(date(2025, 5, 31), {"Bolt": {"Tier": ""}}),
    ).set_index("Value")
    assert made["Clients"].to_dict() == {"Tier 1 - Strategic": 1.0, "Tier 2 - Mid-market": 0.0}
    assert made["Churned ARR"].to_dict() == {"Tier 1 - Strategic": 0.0, "Tier 2 - Mid-market": 60.0}


def test_of_many_values_the_smallest_are_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "MOST_VALUES", 3)
    names = ["A", "B", "C", "D"]
    people = [{"Client": name, "Region": f"Region {name}"} for name in names]
    lines = [line(name, 10.0 * place) for place, name in enumerate(names, 1)]
    made = table(segment(make_book(people, lines, analysed=("Region",)))).set_index("Value")
    assert made.index.tolist() == ["Region D", "Region C", "(2 others)"]
    assert made["MRR"].tolist() == [40.0, 30.0, 30.0]
    assert made["Clients"].tolist() == [1.0, 1.0, 2.0]


def test_nothing_is_analysed_of_nobody() -> None:
    assert table(segment(make_book([], [], analysed=("Tier", "Region")))).empty
    assert table(segment(make_book([{"Client": "Acme"}]))).empty  # by no column


@settings(max_examples=40)
@given(some_clients(), st.lists(contract_rows, max_size=6), st.randoms(use_true_random=False))
def test_the_rows_of_a_column_partition_the_clients_whatever_their_order(
    people: list[dict[str, Any]], lines: list[dict[str, Any]], chance: Any
) -> None:
    for person in people:
        person["Region"] = chance.choice(["North", "north ", "South", ""])
    by = ("Tier", "Segment", "Region", "Status")
    found = segment(make_book(people, lines, analysed=by))
    made = table(found)
    current = found.clients[found.clients["Status"] == "Current"]
    for column in by:
        mine = made[made["By"] == column]
        assert mine["Clients"].sum() == len(current)
        assert mine["MRR"].sum() == pytest.approx(current["Contract MRR"].sum())
        assert mine["Churned Clients"].sum() == churned_in_a_year(found).sum()
        assert not mine["Value"].str.casefold().duplicated().any()
    shuffled = chance.sample(people, len(people))
    again = table(segment(make_book(shuffled, lines, analysed=by)))
    pd.testing.assert_frame_equal(made, again)
