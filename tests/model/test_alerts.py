"""Risk flags and alerts: which, of whom, in which order, and since when."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from segmentbook.model.alerts import ALERT_COLUMNS, alerts, risk_flags, watched_tiers
from segmentbook.model.inputs import CustomerList, Tier
from segmentbook.model.lists import FoundList
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.model.since import earlier_taken
from tests.model.books import AS_OF, make_book
from tests.model.snapshot_books import snapshot

TIERS = (Tier("Gold", 0.5), Tier("Silver", 0.8), Tier("Basic"))
# ARR 6,000 3,600 1,200 1,200: Gold takes Acme, Silver Bolt, Basic the others
CLIENTS: list[dict[str, Any]] = [
    {"Client": "Acme", "Client ID": "C-1", "Segment Value": 500.0, "Account Manager": "Ann", "Retention Plan": True},
    {"Client": "Bolt", "Client ID": "C-2", "Segment Value": 300.0, "Cancellation Requested": True},
    {"Client": "Cole", "Client ID": "C-3", "Segment Value": 100.0, "Cancellation Requested": True},
    {"Client": "Dunn", "Client ID": "C-4", "Segment Value": 100.0},
    {"Client": "Eads", "Client ID": "C-5", "Cancellation Requested": True, "Churned On": AS_OF},
]


def listed(name: str, severity: str, *members: int) -> FoundList:
    return FoundList(CustomerList(name, (), severity=severity), np.array(members, dtype=np.int64))


def book(*lists: FoundList, clients: list[dict[str, Any]] | None = None, **settings: Any) -> Segmentation:
    made = segment(make_book(CLIENTS if clients is None else clients, tiers=TIERS, settings=settings))
    return replace(made, lists=lists)


def said(found: Segmentation, *snapshots: Any) -> list[tuple[str, ...]]:
    table = alerts(found, earlier_taken(snapshots, AS_OF))
    assert tuple(table.columns) == ALERT_COLUMNS
    since = table["Since"].dt.strftime("%Y-%m-%d").fillna("")
    return list(zip(table["Severity"], table["Flag"], table["Client"], since, strict=True))


def test_alerts_are_of_the_higher_tiers_the_most_severe_first_then_by_arr() -> None:
    found = book(
        listed("Little usage", "Medium", 3, 1, 0), listed("New accounts", "", 0, 1), listed("Unpaid", "High", 0, 1)
    )
    assert watched_tiers(found) == ("Gold", "Silver")
    assert said(found) == [
        ("High", "Unpaid", "Acme", ""),
        ("High", "Unpaid", "Bolt", ""),
        ("High", "Cancellation requested", "Bolt", ""),
        ("Medium", "Little usage", "Acme", ""),
        ("Medium", "Little usage", "Bolt", ""),
    ]
    first = alerts(found).iloc[0]
    assert (first["Tier"], first["Client ID"], first["Account Manager"], first["ARR at Stake"]) == (
        "Gold",
        "C-1",
        "Ann",
        6_000.0,
    )
    assert (first["Retention Plan"], first["Cancellation Requested"]) == (True, False)
    assert alerts(found).index.tolist() == [0, 1, 1, 0, 1]


@pytest.mark.parametrize(
    ("number", "tiers", "clients"),
    [
        (1, ("Gold",), set()),
        (2, ("Gold", "Silver"), {"Bolt"}),
        (3, ("Gold", "Silver", "Basic"), {"Bolt", "Cole"}),
        (9, ("Gold", "Silver", "Basic"), {"Bolt", "Cole"}),
    ],
)
def test_the_setting_says_how_many_tiers_are_watched(number: int, tiers: tuple[str, ...], clients: set[str]) -> None:
    found = book(alert_tiers=number)
    assert watched_tiers(found) == tiers
    assert set(alerts(found)["Client"]) == clients


def test_of_one_tier_all_are_watched() -> None:
    found = segment(make_book(CLIENTS, tiers=(Tier("All"),)))
    assert watched_tiers(found) == ("All",)
    assert alerts(found)["Client"].tolist() == ["Bolt", "Cole"]


def test_an_overdue_review_is_a_low_flag() -> None:
    people = [row | {"Last Review": date(2023, 1, 1)} if row["Client"] == "Acme" else row for row in CLIENTS]
    tiers = (replace(TIERS[0], review_months=3), *TIERS[1:])
    found = segment(make_book(people, tiers=tiers))
    assert said(found)[-1] == ("Low", "Review overdue", "Acme", "")


def test_a_list_of_the_same_name_takes_the_place_of_a_flag_of_ours() -> None:
    found = book(listed("cancellation Requested", "Low", 0))
    assert [(flag.rule.name, flag.rule.severity) for flag in risk_flags(found)] == [
        ("cancellation Requested", "Low"),
        ("Review overdue", "Low"),
    ]
    assert said(found) == [("Low", "cancellation Requested", "Acme", "")]


def test_an_alert_stands_since_the_first_snapshot_without_interruption() -> None:
    found = book(listed("Unpaid", "High", 0, 1), listed("Quiet", "Low", 0))
    history = (
        snapshot(date(2025, 3, 31), {"C-1": {"Lists": "unpaid"}, "C-2": {"Lists": "Unpaid; Other"}}),
        snapshot(date(2025, 4, 30), {"C-1": {"Lists": "Other; Unpaid "}, "C-2": {"Lists": "Unpaid later"}}),
        snapshot(date(2025, 5, 15), {"C-1": {"Lists": ""}, "C-2": {"Lists": ""}}, taken=False),
        snapshot(date(2025, 5, 31), {"C-1": {"Lists": "Unpaid"}, "C-2": {"Lists": ""}}),
    )
    assert said(found, *history) == [
        ("High", "Unpaid", "Acme", "2025-03-31"),
        ("High", "Unpaid", "Bolt", "2025-06-30"),  # not in it at the end of May: new
        ("High", "Cancellation requested", "Bolt", ""),  # of which the history has never heard
        ("Low", "Quiet", "Acme", ""),
    ]


def test_a_book_without_clients_raises_no_alert() -> None:
    assert alerts(book(clients=[])).empty
