"""Snapshots: what is taken, what is back-filled, what replaces what, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.model import past as past_module
from segmentbook.model.back_fill import dated_facts
from segmentbook.model.history import History, compared_date, dates_kept, empty_history
from segmentbook.model.inputs import Inputs, Measure
from segmentbook.model.past import Past
from segmentbook.model.segmentation import segment
from segmentbook.model.snapshots import BACK_FILLED, SNAPSHOT_COLUMNS, TAKEN
from tests.model.books import make_book

CARD = {"effort_measures": (Measure("Sites", 1.0, 0.0, 10.0),), "health_measures": (Measure("CSAT", 1.0),)}
CLIENTS = [
    {"Client": "Acme", "Client ID": "A", "Sites": 4.0, "CSAT": 80.0, "Employees": 10.0},
    {"Client": "Bolt", "Client ID": "B", "Sites": 8.0, "CSAT": 40.0, "Churned On": date(2025, 6, 15)},
]
CONTRACTS = [
    {"Client": "A", "Contract ID": "K-1", "Amount": 900.0, "Start": date(2024, 1, 1), "End": date(2025, 12, 31)},
    {"Client": "B", "Contract ID": "K-2", "Amount": 50.0, "Start": date(2025, 2, 1), "End": date(2025, 6, 14)},
]
ASSETS = [{"Client": "A", "Asset": "Server", "Replacement Cost": 500.0, "End of Life": date(2026, 4, 30)}]


def book(as_of: date, history: History | None = None, clients: Any = CLIENTS, **settings: Any) -> Inputs:
    made = make_book(clients, CONTRACTS, assets=ASSETS, settings={"as_of": as_of, **settings}, **CARD)
    return replace(made, history=history or empty_history())


def after(
    as_of: date, history: History | None = None, fill: tuple[date, ...] = (), clients: Any = CLIENTS, **settings: Any
) -> Past:
    found = segment(book(as_of, history, clients, **settings), fill).past
    assert found is not None
    return found


def row(history: History, day: date, client_id: str) -> dict[str, Any]:
    frame = history.snapshots
    at = (frame["As of"] == pd.Timestamp(day)) & (frame["Client ID"] == client_id)
    assert at.sum() == 1
    return dict(frame[at].iloc[0])


JUNE, JULY, MAY = date(2025, 6, 30), date(2025, 7, 31), date(2025, 5, 31)


def test_a_refresh_takes_one_snapshot_with_all_that_it_found() -> None:
    found = after(JUNE)
    assert found.history.dates() == {JUNE: True}
    assert list(found.history.snapshots.columns) == list(SNAPSHOT_COLUMNS)
    acme = row(found.history, JUNE, "A")
    assert (acme["Kind"], acme["Status"], acme["Contract MRR"], acme["ARR"]) == (TAKEN, "Current", 900.0, 10_800.0)
    assert (acme["Effort Score"], acme["Health Score"], acme["Health Band"], acme["Segment"]) == (
        40.0,
        80.0,
        "Healthy",
        "LL",
    )
    assert row(found.history, JUNE, "B")["Status"] == "Churned"
    assert found.compared is None
    assert found.changes is None
    assert not found.behind
    assert found.issues == ()


def test_the_same_date_again_replaces_its_snapshot_and_a_later_one_is_added() -> None:
    first = after(JUNE)
    again = after(JUNE, first.history)
    pd.testing.assert_frame_equal(first.history.snapshots, again.history.snapshots)
    pd.testing.assert_frame_equal(first.history.inputs, again.history.inputs)
    edited = [CLIENTS[0] | {"CSAT": 60.0}, CLIENTS[1]]
    corrected = after(JUNE, again.history, clients=edited)
    assert row(corrected.history, JUNE, "A")["Health Score"] == 60.0
    assert len(corrected.history.snapshots) == 2
    later = after(JULY, corrected.history, clients=edited)
    assert later.history.dates() == {JUNE: True, JULY: True}
    assert later.compared is not None
    assert later.compared.as_of == JUNE
    assert [one.as_of for one in later.snapshots] == [JUNE, JULY]


def test_an_earlier_date_is_back_filled_with_dated_facts_alone_and_said() -> None:
    first = after(JUNE)
    behind = after(MAY, first.history)
    assert behind.behind
    assert behind.history.dates() == {MAY: False, JUNE: True}
    acme, bolt = row(behind.history, MAY, "A"), row(behind.history, MAY, "B")
    assert (acme["Kind"], acme["Contract MRR"], acme["Tech Debt"]) == (BACK_FILLED, 900.0, 500.0)
    assert acme["Renewal Date"] == pd.Timestamp(2026, 1, 1)
    assert (bolt["Status"], bolt["Contract MRR"]) == ("Current", 50.0)  # churned on 15 June, not yet in May
    typed = ["Overall Value", "ARR", "Value per Seat", "Effort Score", "Health Score", "Employees"]
    assert all(np.isnan(acme[header]) for header in typed)
    named = ["Account Manager", "Health Band", "Band Source", "Segment", "Tier", "Tier Source", "Lists"]
    assert all(acme[header] == "" for header in named)
    pd.testing.assert_frame_equal(behind.history.inputs, first.history.inputs)
    assert [issue.text("History") for issue in behind.issues] == [
        "History: The as-of date 2025-05-31 lies before the newest snapshot, 2025-06-30. It is remembered by its dated "
        "facts alone, without what is typed (scores, bands, segments, tiers)."
    ]


def test_a_back_filled_snapshot_never_replaces_one_that_was_taken_but_the_other_way_round() -> None:
    taken = after(JULY, after(JUNE).history)
    behind = after(JUNE, taken.history, clients=[CLIENTS[0] | {"CSAT": 1.0}, CLIENTS[1]])
    assert row(behind.history, JUNE, "A")["Health Score"] == 80.0
    asked = after(JULY, taken.history, fill=(JUNE, MAY))
    assert (asked.filled, asked.left) == ((MAY,), (JUNE,))
    assert asked.history.dates() == {MAY: False, JUNE: True, JULY: True}
    filled = after(MAY, fill=(date(2025, 4, 30),))
    assert filled.history.dates() == {date(2025, 4, 30): False, MAY: True}


def test_days_from_the_as_of_date_on_are_not_filled_in() -> None:
    found = after(JUNE, fill=(JUNE, JULY))
    assert (found.filled, found.left) == ((), ())
    assert found.history.dates() == {JUNE: True}


@given(st.dates(date(2023, 11, 1), date(2026, 7, 1)))
@settings(max_examples=40, deadline=None)
def test_a_back_filled_day_is_what_a_refresh_for_that_day_finds(day: date) -> None:
    """Both ways to a past snapshot: filled in by `history`, or by a refresh for that day."""
    filled = segment(book(date(2026, 7, 31)), (day,)).past
    assert filled is not None
    mine = filled.history.of([day]).snapshots
    theirs = dated_facts(segment(book(day))).clients
    pd.testing.assert_frame_equal(mine, theirs, check_dtype=False)


def test_what_is_kept_of_daily_snapshots() -> None:
    days = {date(2025, 5, 20) + timedelta(i): True for i in range(45)}  # 20 May to 3 July
    kept = dates_kept(days)
    week = {date(2025, 7, 3) - timedelta(i) for i in range(7)}  # 27 June to 3 July
    assert kept == week | {date(2025, 5, 31)}  # 30 June is among the seven
    later = dates_kept(dict.fromkeys(kept, True) | {date(2025, 7, 31): True})
    assert later == {date(2025, 5, 31), date(2025, 6, 30), date(2025, 7, 31)}
    assert dates_kept(days, also=[date(2025, 5, 21)]) == kept | {date(2025, 5, 21)}
    assert dates_kept(days, months=1) == week
    assert dates_kept({}) == set()


def test_of_a_month_the_last_taken_and_the_last_of_all_are_kept() -> None:
    dates = {date(2025, 3, 12): True, date(2025, 3, 28): True, date(2025, 3, 31): False, date(2025, 6, 30): True}
    assert dates_kept(dates) == {date(2025, 3, 28), date(2025, 3, 31), date(2025, 6, 30)}


@given(st.dictionaries(st.dates(date(2024, 1, 1), date(2025, 12, 31)), st.booleans(), min_size=1), st.integers(1, 40))
def test_thinning_twice_is_thinning_once_and_keeps_the_newest(dates: dict[date, bool], days: int) -> None:
    kept = dates_kept(dates, days)
    assert max(dates) in kept
    assert kept == dates_kept({day: dates[day] for day in kept}, days)
    assert {(day.year, day.month) for day in kept} == {(day.year, day.month) for day in dates}


def test_thinned_snapshots_go_and_what_was_typed_then_is_still_known() -> None:
    history, start = after(date(2025, 6, 1)).history, date(2025, 6, 1)
    for step in range(1, 20):
        edited = [CLIENTS[0] | {"CSAT": 80.0 - step}, CLIENTS[1]]
        found = after(start + timedelta(step), history, clients=edited)
        history = found.history
    assert min(history.dates()) == date(2025, 6, 14)
    assert len(history.dates()) == 7
    csat = history.inputs[history.inputs["Column"] == "CSAT"]
    assert csat["Value"].tolist() == [float(80 - step) for step in range(1, 20)]
    assert csat["As of"].dt.day.tolist() == [14] * 13 + list(range(15, 21))
    assert found.dropped == (date(2025, 6, 13),)


def test_the_snapshot_to_compare_with() -> None:
    dates = {date(2025, 1, 31): False, date(2025, 3, 31): True, date(2025, 5, 31): False, JUNE: True}
    assert compared_date(dates, JUNE) == date(2025, 3, 31)  # the last that was taken, though a later one is filled in
    assert compared_date(dates, date(2025, 3, 31)) == date(2025, 1, 31)  # none was taken before
    assert compared_date(dates, JUNE, date(2025, 2, 14)) == date(2025, 1, 31)
    assert compared_date(dates, JUNE, date(2025, 1, 30)) is None
    assert compared_date({}, JUNE) is None


def said(found: Past) -> list[str]:
    return [issue.text("Settings!B20") for issue in found.issues]


def test_compare_with_a_date_that_has_no_snapshot_is_said() -> None:
    history = after(MAY).history
    exact = after(JUNE, history, compare_with=MAY)
    assert said(exact) == []
    near = after(JUNE, history, compare_with=date(2025, 6, 10))
    assert near.compared is not None
    assert said(near) == [
        "Settings!B20: Compare With should be the date of a snapshot; got 2025-06-10. The one before it, 2025-05-31, "
        "is compared."
    ]
    none = after(JUNE, history, compare_with=date(2025, 1, 1))
    assert none.compared is None
    assert said(none) == [
        "Settings!B20: Compare With must not be before the first snapshot, nor on or after the as-of date; got "
        "2025-01-01. Nothing is compared. Choose a date of the sheet Snapshots, or leave it blank."
    ]


def test_a_sheet_without_room_loses_the_oldest_snapshots_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_module, "MOST_ROWS", 10)
    fill = tuple(date(2025, month, 28) for month in range(1, 6))
    found = after(JUNE, fill=fill)
    assert len(found.history.snapshots) == 10
    assert sorted(found.history.dates()) == [*fill[1:], JUNE]
    assert [issue.text("History") for issue in found.issues] == [
        "History: The sheet has room for 10 rows of snapshots. The 1 oldest snapshot was not kept. Lower the setting "
        "History Months."
    ]
    full = after(JUNE, fill=fill[1:])
    assert [issue.text("History") for issue in full.issues] == [
        "History: The sheet is filling up: 10 of at most 10 rows. Lower the setting History Months before the oldest "
        "snapshots are dropped."
    ]


def test_a_book_without_clients_has_a_history_too() -> None:
    found = after(JUNE, after(MAY).history, clients=[])
    assert found.history.dates() == {MAY: True}
    gone = found.history.inputs.iloc[-1]
    assert (gone["Client ID"], gone["Column"], gone["Value"]) == ("B", "(all inputs)", None)
    assert after(JUNE, clients=[]).history.dates() == {}
