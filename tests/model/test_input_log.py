"""The log of inputs: the state of any day can be told again, and two days compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook import schema
from segmentbook.model import input_log
from segmentbook.model.book_state import SETTINGS_KEPT, BookState, book_state, packed, unpacked
from segmentbook.model.history import empty_history
from segmentbook.model.input_log import ALL_INPUTS, input_changes, log_with, rebased, redated, state_at
from segmentbook.model.inputs import Band, Inputs, Measure
from segmentbook.model.segmentation import segment
from segmentbook.model.snapshots import InputChange
from tests.model.books import make_book

START = date(2025, 6, 1)
names = st.sampled_from(["CSAT", "Sites", "Tier Override", "Contracts: K-1", "Contracts: K-2"])
values = st.one_of(
    st.integers(-5, 5).map(float), st.sampled_from(["Yes", "Amount=720; Start=2024-01-01", "2025-06-30"])
)
facts = st.dictionaries(names, values)
states = st.builds(
    lambda policy, clients: BookState(
        policy, {key: packed(one) for key, one in clients.items()}, {key: (key.upper(), key) for key in clients}
    ),
    st.dictionaries(st.sampled_from(["Effort Cut", "HealthBands: Healthy", "Tiers: One"]), values),
    st.dictionaries(st.sampled_from(["a", "b", "c"]), facts),
)


def plain(state: BookState) -> tuple[dict[str, Any], dict[str, Any]]:
    return state.policy, {key: unpacked(one) for key, one in state.clients.items()}


def logged(sequence: list[BookState]) -> pd.DataFrame:
    log = empty_history().inputs
    for step, state in enumerate(sequence):
        log = log_with(log, state, START + timedelta(step))
    return log


@given(st.lists(states, max_size=6))
@settings(deadline=None)
def test_every_logged_state_can_be_told_again(sequence: list[BookState]) -> None:
    log = logged(sequence)
    for step, state in enumerate(sequence):
        assert plain(state_at(log, START + timedelta(step))) == plain(state)
    if sequence:  # the same state again says nothing
        again = log_with(log, sequence[-1], START + timedelta(len(sequence)))
        pd.testing.assert_frame_equal(again, log)


@given(st.lists(states, min_size=1, max_size=6), st.data())
@settings(deadline=None)
def test_a_thinned_or_rebased_log_tells_the_same_of_what_is_kept(
    sequence: list[BookState], data: st.DataObject
) -> None:
    log = logged(sequence)
    days = [START + timedelta(step) for step in range(len(sequence))]
    kept = sorted({days[-1], *data.draw(st.lists(st.sampled_from(days)))})
    thin = redated(log, kept)
    assert set(pd.to_datetime(thin["As of"]).dt.date) <= set(kept)
    short = rebased(log, kept[0])
    assert len(short) <= len(rebased(log, days[0])) + len(log)
    for day in kept:
        wanted = plain(state_at(log, day))
        assert plain(state_at(thin, day)) == wanted
        assert plain(state_at(short, day)) == wanted


@given(states, states)
@settings(deadline=None)
def test_two_states_are_the_same_when_nothing_has_changed(one: BookState, other: BookState) -> None:
    assert input_changes(one, one) == ()
    changes = input_changes(one, other)
    assert bool(changes) == (plain(one) != plain(other))
    back = input_changes(other, one)
    assert sorted((c.client_id, c.table, c.name, str(c.was), str(c.now)) for c in changes) == sorted(
        (c.client_id, c.table, c.name, str(c.now), str(c.was)) for c in back
    )


def test_a_client_with_more_than_a_cell_holds_takes_several_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(input_log, "_LONGEST_CELL", 60)
    many = {f"Contracts: K-{i}": f"Amount={i}" for i in range(20)}
    state = BookState({}, {"a": packed(many)}, {"a": ("Acme", "A")})
    log = log_with(empty_history().inputs, state, START)
    assert len(log) > 5
    assert all(len(value) <= 60 for value in log["Value"])
    assert plain(state_at(log, START)) == ({}, {"a": many})


def test_what_somebody_has_damaged_is_no_fact() -> None:
    assert unpacked("[1]") == unpacked("{") == unpacked('{"a": [1], "b": null, "c": NaN, "d": Infinity}') == {}
    assert unpacked("[" * 100_000) == {}


# -- from a book -------------------------------------------------------------------------------------------------------

CLIENT = {"Client": "Acme", "Client ID": "A", "Sites": 4.0, "CSAT": 80.0, "Employees": 10.0, "Licensed Seats": 9.0}
LINE = {"Client": "Acme", "Contract ID": "K-1", "Amount": 900.0, "Start": date(2024, 1, 1), "Billing Period": "Annual"}


def book(client: dict[str, Any] | None = None, line: dict[str, Any] | None = None, **policy: Any) -> Inputs:
    cards = {
        "effort_measures": (Measure("Sites", 1.0, 0.0, 10.0),),
        "health_measures": (Measure("CSAT", 2.0), Measure("Use", 1.0, 0.3, 0.9, source="Seat Utilisation")),
    }
    return make_book([CLIENT | (client or {})], [LINE | (line or {})], **(cards | policy))


def changes(before: Inputs, after: Inputs) -> tuple[InputChange, ...]:
    return input_changes(book_state(segment(before)), book_state(segment(after)))


@pytest.mark.parametrize(
    ("client", "line", "change"),
    [
        ({"CSAT": 60.0}, {}, InputChange("A", "Clients", "CSAT", 80.0, 60.0)),
        ({"Sites": None}, {}, InputChange("A", "Clients", "Sites", 4.0, None)),
        ({"Licensed Seats": 12.0}, {}, InputChange("A", "Clients", "Licensed Seats", 9.0, 12.0)),
        ({"Segment Value": 0.0}, {}, InputChange("A", "Clients", "Segment Value", None, 0.0)),
        ({"Churned On": date(2025, 6, 1)}, {}, InputChange("A", "Clients", "Churned On", None, date(2025, 6, 1))),
        ({"Tier Override": "Tier 1"}, {}, InputChange("A", "Clients", "Tier Override", None, "Tier 1")),
        ({}, {"Amount": 950.5}, InputChange("A", "Contracts", "K-1: Amount", 900.0, 950.5)),
        ({}, {"End": date(2025, 3, 1)}, InputChange("A", "Contracts", "K-1: End", None, date(2025, 3, 1))),
        ({}, {"Billing Period": "Monthly"}, InputChange("A", "Contracts", "K-1: Billing Period", "Annual", "Monthly")),
        ({}, {"Aligned": False}, InputChange("A", "Contracts", "K-1: Aligned", None, "No")),
        ({}, {"Status": "Draft"}, InputChange("A", "Contracts", "K-1: Status", None, "Draft")),
        (
            {},
            {"Contract ID": "K-2"},
            InputChange("A", "Contracts", "K-2", None, "Amount=900; Billing Period=Annual; Start=2024-01-01"),
        ),
    ],
)
def test_one_edited_cell_is_one_change(client: dict[str, Any], line: dict[str, Any], change: InputChange) -> None:
    found = changes(book(), book(client, line))
    gone = InputChange("A", "Contracts", "K-1", change.now, None)
    assert found == ((change, gone) if change.name == "K-2" else (change,))


def test_settings_and_rows_of_policy_are_changes_of_nobody() -> None:
    before = book()
    assert changes(before, replace(before, settings=replace(before.settings, effort_cut=60.0))) == (
        InputChange("", "Settings", "Effort Cut", 50.0, 60.0),
        InputChange("", "Settings", "Effort Cut in force", 50.0, 60.0),
    )
    low, mid, _ = before.bands
    assert changes(before, replace(before, bands=(low, mid, Band("Healthy", 80.0, "2E8B57", 6)))) == (
        InputChange("", "HealthBands", "Healthy: Minimum Score", 75.0, 80.0),
    )
    heavier = (replace(before.health_measures[0], weight=3.0), before.health_measures[1])
    assert changes(before, replace(before, health_measures=heavier)) == (
        InputChange("", "HealthMeasures", "CSAT: Weight", 2.0, 3.0),
    )
    more = changes(before, replace(before, settings=replace(before.settings, value_cut=None)))
    assert [(c.name, c.was, c.now) for c in more] == [
        ("Value Cut in force", 5_000.0, 75.0),
        ("Value Cut source", "typed", "median"),
        ("Value Cut", 5_000.0, None),
    ]


def test_a_client_that_is_new_or_gone_is_a_change_of_its_client() -> None:
    one, both = make_book([CLIENT]), make_book([CLIENT, {"Client": "Bolt", "Client ID": "B"}])
    assert changes(one, both) == (InputChange("B", "Clients", "Client", None, "Bolt"),)
    assert changes(both, one) == (InputChange("B", "Clients", "Client", "Bolt", None),)


def test_the_settings_that_are_kept_are_called_as_in_the_table() -> None:
    known = {setting.name: setting.field for setting in schema.SETTINGS}
    assert {name: known.get(name) for name in SETTINGS_KEPT} == SETTINGS_KEPT


def test_lines_of_one_id_and_lines_without_one_are_told_apart() -> None:
    lines = [LINE, LINE | {"Amount": 10.0}, {"Client": "A", "Product": "Backup", "Amount": 5.0, "Start": START}]
    state = book_state(segment(make_book([CLIENT], lines)))
    assert [name for name in unpacked(state.clients["a"]) if ":" in name] == [
        "Contracts: K-1",
        "Contracts: K-1 (2)",
        "Contracts: Backup",
    ]
    assert ALL_INPUTS == "(all inputs)"
