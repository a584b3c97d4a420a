"""What other cuts would do: by hand, adding up, with overrides in force and equal ARR in one tier."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook import schema
from segmentbook.model.inputs import Service, Settings, Tier
from segmentbook.model.proposals import proposals, simulation_of
from segmentbook.model.segmentation import segment
from segmentbook.model.tier_simulation import KINDS, SIMULATION_COLUMNS, TIER_FIGURES, simulate_tiers, tier_headers
from tests.model.books import AS_OF, make_book

TIERS = (Tier("A", 0.2, 40_000.0, 500.0), Tier("B", 0.7, 10_000.0, 50.0), Tier("C"))
SETTINGS = Settings(as_of=AS_OF, csm_hours_per_year=1_000.0)
REVIEW = Service("Review", "", 100.0, 4.0, 10.0, 0.4, False, {"A": 4.0, "B": 1.0, "C": 0.0})


def simulate(arr: list[float], tier: list[int], overridden: list[bool] | None = None, **settings: Any) -> pd.DataFrame:
    return simulate_tiers(
        np.array(arr),
        np.array(tier, dtype=np.int64),
        np.array(overridden or [False] * len(arr)),
        TIERS,
        (REVIEW,),
        replace(SETTINGS, **settings),
    )


def test_each_scenario_by_hand() -> None:
    # Shares before each: 0, 50%, 70%, 80%, 90%, 95%; up, so A takes the first at 10-30% alike.
    arr = [50_000.0, 20_000.0, 10_000.0, 10_000.0, 5_000.0, 5_000.0]
    frame = simulate(arr, [0, 1, 2, 2, 2, 2])
    assert frame["Scenario"].tolist() == [
        "A at 10%",
        "A at 15%",
        "As it is",
        "A at 25%",
        "A at 30%",
        "Natural breaks of ARR",
    ]
    assert frame["Kind"].tolist() == ["ARR share", "ARR share", "Current", "ARR share", "ARR share", "Minimum ARR"]
    assert frame["Current"].tolist() == [False, False, True, False, False, False]
    assert frame["Cuts"].tolist()[:3] == ["10% / 70% / rest", "15% / 70% / rest", "20% / 70% / rest"]
    now = frame.iloc[2]
    assert (now["Accounts"], now["ARR"], now["ARR Covered"], now["ARR Covered Share"]) == (6, 100_000.0, 50_000.0, 0.5)
    # A: 1 account x 4 x 100; B: 1 x 1 x 100. Hours: 40 + 10.
    assert (now["Cost"], now["Margin"], now["Hours"], now["Heads"]) == (500.0, 99_500.0, 50.0, 0.05)
    assert now["Cost Share of ARR"] == 0.005
    assert (now["B: Accounts"], now["B: ARR"], now["B: ARR Share"]) == (1, 20_000.0, 0.2)
    assert (now["B: Cost"], now["B: Margin"], now["B: Hours"], now["B: Heads"]) == (100.0, 19_900.0, 10.0, 0.01)
    # Least squares: 50,000 / 20,000 / the rest (25m) rather than 50,000 / 20,000, 10,000, 10,000 / 5,000 (66.7m).
    breaks = frame.iloc[5]
    assert breaks["Cuts"] == "from 50,000 / from 20,000 / rest"
    assert breaks["Cost Change"] == 0.0


def test_the_second_cut_is_kept_rising_and_down_is_down() -> None:
    tiers = (Tier("A", 0.1), Tier("B", 0.2), Tier("C"))
    frame = simulate_tiers(
        np.array([10.0] * 4 + [20.0, 40.0]),
        np.array([2, 2, 2, 2, 1, 0]),
        np.zeros(6, dtype=bool),
        tiers,
        (REVIEW,),
        replace(SETTINGS, crossing_account="Down"),
    )
    assert frame["Cuts"].tolist()[:5] == [
        "10% / 20% / rest",
        "15% / 20% / rest",
        "20% / 20% / rest",
        "25% / 25% / rest",
        "30% / 30% / rest",
    ]
    assert frame["Kind"].tolist()[0] == "Current"
    assert frame["A: Accounts"].tolist()[1:5] == [0, 0, 0, 0]  # the largest has 40% alone


def test_where_the_tiers_follow_from_a_minimum_the_shares_of_today_are_the_other_cuts() -> None:
    arr = [50_000.0, 20_000.0, 10_000.0, 10_000.0, 5_000.0, 5_000.0]
    frame = simulate(arr, [0, 1, 1, 1, 2, 2], tier_by="ARR")
    assert frame["Scenario"].tolist()[0] == "As it is"
    assert frame["Cuts"].tolist()[:2] == ["from 40,000 / from 10,000 / rest", "10% / 90% / rest"]
    assert np.isnan(frame["Tier 1 Share"][0])
    assert len(frame) == 7
    assert simulate(arr, [0] * 6, tier_by="Employees")["Cuts"][0] == "from 500 employees / from 50 employees / rest"
    assert simulate(arr, [0] * 6, tier_by="Rules")["Cuts"][0] == "by the table TierRules"


def test_overrides_stay_in_force() -> None:
    frame = simulate([50_000.0, 20_000.0, 100.0], [0, 1, 0], [False, False, True])
    assert (frame["A: Accounts"] >= 1).all()
    assert (frame["A: ARR"] % 1_000.0 == 100.0).all()


def test_without_arr_there_is_only_what_is() -> None:
    frame = simulate([0.0, -5.0], [2, 2])
    assert frame["Scenario"].tolist() == ["As it is"]
    assert frame["Cost Share of ARR"].isna().all()
    assert len(simulate([], [])) == 1


def test_without_hours_a_year_heads_are_blank() -> None:
    frame = simulate([5.0, 4.0], [0, 1], csm_hours_per_year=None)
    assert frame["Heads"].isna().all()
    assert (frame["Hours"] > 0.0).all()


@given(
    st.lists(st.sampled_from([0.0, -100.0, 1_000.0, 2_500.5, 40_000.0, 99_999.99]), min_size=1, max_size=12),
    st.sampled_from(["ARR share", "ARR"]),
    st.sampled_from(["Up", "Down"]),
    st.data(),
)
def test_every_scenario_adds_up_and_never_splits_equal_arr(
    arr: list[float], tier_by: str, crossing: str, data: st.DataObject
) -> None:
    tier = data.draw(st.lists(st.integers(0, 2), min_size=len(arr), max_size=len(arr)))
    frame = simulate(arr, tier, tier_by=tier_by, crossing_account=crossing)
    for figure, total in (("Accounts", "Accounts"), ("ARR", "ARR"), ("Cost", "Cost"), ("Margin", "Margin")):
        by_tier = sum(frame[f"{one.name}: {figure}"] for one in TIERS)
        assert by_tier.to_numpy() == pytest.approx(frame[total].to_numpy())
    assert (frame["Accounts"] == len(arr)).all()
    assert frame["ARR"].to_numpy() == pytest.approx(sum(arr))
    assert sum(frame["Current"]) == 1
    assert (frame["A: ARR"] == frame["ARR Covered"]).all()
    scenarios = frame[frame["Kind"] != "Current"]
    sizes = {value: arr.count(value) for value in set(arr)}
    for accounts, money in zip(scenarios["A: Accounts"], scenarios["A: ARR"], strict=True):
        above = sorted((v for v in sizes if v > 0.0), reverse=True)
        counts = np.cumsum([0, *(sizes[v] for v in above)]).tolist()
        sums = np.cumsum([0.0, *(sizes[v] * v for v in above)])
        assert accounts in counts
        assert money == pytest.approx(sums[counts.index(int(accounts))])


CLIENTS = [
    {"Client": "Acme", "Client ID": "1", "Segment Value": 4_000.0},
    {"Client": "Bolt", "Client ID": "2", "Segment Value": 2_000.0, "Tier Override": "A"},
    {"Client": "Cole", "Client ID": "3", "Segment Value": 500.0},
    {"Client": "Dunn", "Client ID": "4", "Segment Value": 9_000.0, "Churned On": AS_OF},
]


def test_a_refresh_proposes_where_there_is_something_to_propose() -> None:
    book = make_book(CLIENTS, tiers=TIERS, services=(REVIEW,), settings={"service_budget": 500.0})
    found = proposals(segment(book))
    assert found.plan is not None
    assert found.simulation is not None
    # A: Acme, and Bolt by override; 4 x 100 each.
    assert found.plan.cost_now == 800.0
    assert found.plan.table["Times Planned"].tolist() == [2.0, 1.0, 0.0]
    current = found.simulation[found.simulation["Current"].astype(bool)].iloc[0]
    assert (current["Accounts"], current["ARR"], current["A: ARR"], current["Cost"]) == (3, 78_000.0, 72_000.0, 800.0)
    assert proposals(segment(book), 800.0).plan.cuts == ()  # type: ignore[union-attr]
    assert proposals(segment(replace(book, services=()))).plan is None
    assert proposals(segment(replace(book, services=()))).simulation is None
    unlimited = proposals(segment(replace(book, settings=replace(book.settings, service_budget=None))))
    assert (unlimited.plan, unlimited.simulation is None) == (None, False)
    one = replace(REVIEW, times={"A": 1.0})
    single = make_book(CLIENTS, tiers=(Tier("A"),), services=(one,), settings={"service_budget": 0.0})
    assert proposals(segment(single)).simulation is None
    assert proposals(segment(single)).plan is not None


def test_a_book_without_current_clients_is_simulated_too() -> None:
    frame = simulation_of(segment(make_book(tiers=TIERS, services=(REVIEW,))))
    assert frame["Scenario"].tolist() == ["As it is"]
    assert frame["Cost"].tolist() == [0.0]


def test_the_columns_are_those_of_the_schema() -> None:
    assert schema.TIER_SIMULATION.headers == SIMULATION_COLUMNS
    assert schema.TIER_SIMULATION["Kind"].choices == KINDS
    frame = simulate([1.0, 2.0], [0, 1])
    assert tuple(frame.columns) == (*SIMULATION_COLUMNS, *tier_headers(TIERS))
    for figure in TIER_FIGURES:
        assert f": {figure}'" in schema.TIER_SIMULATION.extra
