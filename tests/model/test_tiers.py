from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.errors import PolicyError
from segmentbook.model.inputs import Measure, Tier, TierRule
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.model.tiers import tier_of, tiers_by_share
from tests.model.books import AS_OF, make_book

TIERS = (Tier("A", 0.2, 100_000.0, 100.0), Tier("B", 0.7, 20_000.0, 10.0), Tier("C"))


def run(arr: list[float], settings: dict[str, Any] | None = None, **cells: list[Any]) -> Segmentation:
    clients: list[dict[str, Any]] = [{"Client": f"C{i}", "Segment Value": a / 12} for i, a in enumerate(arr)]
    for header, column in cells.items():
        for client, value in zip(clients, column, strict=True):
            client[header.replace("_", " ")] = value
    return segment(make_book(clients, settings=settings, tiers=TIERS))


def test_up_a_tier_takes_accounts_while_the_share_before_them_is_below_its_cut() -> None:
    arr = [43.0, 30.0, 10.0, 9.0, 8.0]  # shares before: 0, 43, 73, 83, 92%; through: 43, 73, 83, 92, 100%
    assert tiers_by_share(arr, TIERS, "Up") == ["A", "B", "C", "C", "C"]
    assert tiers_by_share(arr, TIERS, "Down") == ["B", "C", "C", "C", "C"]


def test_a_share_before_equal_to_the_cut_is_not_below_it() -> None:
    arr = [20.0, 10.0, 10.0, 30.0, 30.0]  # 30+30, 20, 10+10: before 0, 60, 80
    assert tiers_by_share(arr, [Tier("A", 0.6), Tier("B", 0.8), Tier("C")], "Up") == ["B", "C", "C", "A", "A"]
    assert tiers_by_share(arr, [Tier("A", 0.6), Tier("B", 0.8), Tier("C")], "Down") == ["B", "C", "C", "A", "A"]


def test_shares_are_compared_without_binary_noise() -> None:
    # 7.7 / 11 is 0.7000000000000001 in binary
    tiers = [Tier("A", 0.4), Tier("B", 0.7), Tier("C")]
    assert tiers_by_share([4.4, 3.3, 2.2, 1.1], tiers, "Up") == ["A", "B", "C", "C"]
    assert tiers_by_share([4.4, 3.3, 2.2, 1.1], tiers, "Down") == ["A", "B", "C", "C"]


def test_equal_accounts_are_one_group() -> None:
    assert tiers_by_share([1.0] * 10, TIERS, "Up") == ["A"] * 10
    assert tiers_by_share([1.0] * 10, TIERS, "Down") == ["C"] * 10


@given(
    st.lists(st.sampled_from([0.0, -5.0, 1.0, 2.0, 10.0, 33.33, 100.0]), max_size=25), st.sampled_from(["Up", "Down"])
)
def test_tiers_partition_accounts_and_never_split_equal_arr(arr: list[float], crossing: str) -> None:
    found = tiers_by_share(arr, TIERS, crossing)
    assert len(found) == len(arr)
    tier_of_arr = defaultdict(set)
    for one, tier in zip(arr, found, strict=True):
        tier_of_arr[one].add(tier)
    assert all(len(tiers) == 1 for tiers in tier_of_arr.values())
    order = [found[i] for i in sorted(range(len(arr)), key=lambda i: -arr[i])]
    assert order == sorted(order)
    total = sum(a for a in arr if a > 0)
    for name, cut in (("A", 0.2), ("B", 0.7)):
        upper = [a for a, tier in zip(arr, found, strict=True) if tier <= name and a > 0]
        if crossing == "Down":
            assert sum(upper) <= cut * total + 1e-6
        elif upper and sum(upper) < total:
            assert sum(upper) >= cut * total - 1e-6
    assert all(tier == "C" for a, tier in zip(arr, found, strict=True) if a <= 0)


@given(st.lists(st.sampled_from([1.0, 2.0, 10.0, 33.33, 100.0]), max_size=25))
def test_up_is_never_below_down(arr: list[float]) -> None:
    for up, down in zip(tiers_by_share(arr, TIERS, "Up"), tiers_by_share(arr, TIERS, "Down"), strict=True):
        assert up <= down


def test_ranks_and_shares_of_the_book() -> None:
    found = run([50.0, 20.0, 20.0, 10.0, 0.0])
    assert found.clients["ARR Rank"].tolist() == [1, 2, 2, 4, 5]
    assert found.clients["Cumulative ARR Share"].tolist() == pytest.approx([0.5, 0.9, 0.9, 1.0, 1.0])
    assert found.clients["Tier"].tolist() == ["A", "B", "B", "C", "C"]
    assert found.tiers["Tier"].tolist() == ["A", "B", "C"]
    assert found.tiers["Accounts"].tolist() == [1, 2, 2]
    assert found.tiers["Share of Accounts"].tolist() == [0.2, 0.4, 0.4]
    assert found.tiers["ARR"].tolist() == pytest.approx([50.0, 40.0, 10.0])
    assert found.tiers["Share of ARR"].tolist() == pytest.approx([0.5, 0.4, 0.1])
    assert found.tiers["Mean ARR"].tolist() == pytest.approx([50.0, 20.0, 5.0])
    assert found.tiers["Smallest ARR"].tolist() == pytest.approx([50.0, 20.0, 0.0])


def test_a_book_without_positive_arr_is_in_the_last_tier() -> None:
    found = run([0.0, -10.0])
    assert found.clients["Tier"].tolist() == ["C", "C"]
    assert found.clients["ARR Rank"].tolist() == [1, 2]
    assert found.clients["Cumulative ARR Share"].isna().all()


def test_tiers_by_minimum_arr() -> None:
    found = run([100_000.0, 99_999.994, 99_999.99, 20_000.0, 0.0], {"tier_by": "ARR"})
    assert found.clients["Tier"].tolist() == ["A", "B", "B", "B", "C"]
    assert tier_of(99_999.996, TIERS) == "A"
    assert tier_of(-1.0, [Tier("A", minimum_arr=5.0), Tier("B", minimum_arr=0.0)]) == "B"


def test_tiers_by_employees() -> None:
    found = run([1.0] * 4, {"tier_by": "Employees"}, Employees=[100.0, 99.0, 3.0, None])
    assert found.clients["Tier"].tolist() == ["A", "B", "C", "C"]


def test_tiers_by_rules() -> None:
    rules = (
        TierRule("A", "Industry", "=", "bank"),
        TierRule("A", "Overall Value", ">=", 1_000.0),
        TierRule("B", "region", "in", "North; South"),
    )
    clients = [
        {"Client": "1", "Industry": "Bank", "Segment Value": 1_000.0, "Region": "North"},
        {"Client": "2", "Industry": "Bank", "Segment Value": 999.0, "Region": "North"},
        {"Client": "3", "Industry": "Bank", "Segment Value": 999.0, "Region": "West"},
        {"Client": "4", "Industry": "", "Segment Value": 9e9, "Region": " south"},
    ]
    found = segment(make_book(clients, settings={"tier_by": "Rules"}, tiers=TIERS, tier_rules=rules))
    assert found.clients["Tier"].tolist() == ["A", "B", "C", "B"]


@pytest.mark.parametrize(
    ("column", "operator", "value", "chosen"),
    [
        ("Mine", "contains", "GOLD", [True, False, False]),
        ("Mine", "blank", None, [False, False, True]),
        ("Mine", "not blank", None, [True, True, False]),
        ("Mine", "<>", "a gold one", [False, True, True]),
        ("Employees", "<", 50.0, [False, True, False]),
        ("Employees", "=", "40", [False, True, False]),
        ("Client Since", ">", date(2024, 1, 1), [True, False, False]),
        ("Segment", "=", "HL", [True, False, False]),
        ("ARR Rank", "<=", 1.0, [True, False, False]),
        ("Health Band", "=", "unscored", [True, True, True]),
        ("Retention Plan", "=", "Yes", [False, True, False]),
    ],
)
def test_operators_of_rules(column: str, operator: str, value: object, chosen: list[bool]) -> None:
    clients = [
        {
            "Client": "1",
            "Mine": "A Gold one",
            "Employees": 60.0,
            "Client Since": date(2025, 1, 1),
            "Segment Value": 9e4,
        },
        {"Client": "2", "Mine": 7.0, "Employees": 40.0, "Client Since": date(2023, 1, 1), "Retention Plan": True},
        {"Client": "3", "Mine": None},
    ]
    for client in clients:
        client["Sites"] = 0.0
    rules = (TierRule("A", column, operator, value),)
    book = make_book(
        clients, settings={"tier_by": "Rules"}, tiers=TIERS, tier_rules=rules, effort_measures=(Measure("Sites", 1),)
    )
    assert segment(book).clients["Tier"].tolist() == ["A" if yes else "C" for yes in chosen]


def test_a_rule_about_a_column_that_is_not_known_yet_stops() -> None:
    rules = (TierRule("A", "Next Review", "=", 1.0),)
    with pytest.raises(PolicyError) as error:
        segment(make_book([{"Client": "1"}], settings={"tier_by": "Rules"}, tiers=TIERS, tier_rules=rules))
    assert str(error.value) == (
        "TierRules: Column must be a column of Clients, or one of SegmentResults that does not follow from the tier; "
        "got 'Next Review' for 'A'. Name another column."
    )


def test_an_override_wins_and_is_flagged() -> None:
    found = run([50.0, 20.0, 20.0, 10.0], Tier_Override=["", " c", "Gold", "A"])
    assert found.clients["Tier"].tolist() == ["A", "C", "B", "A"]
    assert found.clients["Tier Source"].tolist() == ["Rule", "Override", "Rule", "Override"]
    assert ["tier overridden" in flags for flags in found.clients["Flags"]] == [False, True, False, True]
    assert found.tiers["Overridden"].tolist() == [1, 0, 1]


def test_clients_who_are_not_current_have_no_tier_and_move_no_share() -> None:
    arr = [50.0, 20.0, 20.0, 10.0]
    alone = run(arr)
    more = run([*arr, 1e6, 1e6], Churned_On=[None] * 4 + [AS_OF, None], Client_Since=[None] * 5 + [date(2026, 1, 1)])
    assert more.clients["Tier"].tolist() == [*alone.clients["Tier"].tolist(), "", ""]
    assert more.clients["ARR Rank"].isna().tolist() == [False] * 4 + [True] * 2
    assert more.tiers.equals(alone.tiers)
    assert more.bands.equals(alone.bands)
