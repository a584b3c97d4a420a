"""Who moved and why, worked by hand: each kind of cause, time alone, what several changes did together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from segmentbook.model import movement as module
from segmentbook.model.causes import decisive
from segmentbook.model.changes import Moves, changes, compared_snapshot
from segmentbook.model.inputs import CustomerList, Inputs, ListCondition, Measure, TierRule
from segmentbook.model.lists import FoundList
from segmentbook.model.segmentation import segment
from segmentbook.model.snapshot_of import snapshot_of
from segmentbook.model.snapshots import InputChange, Snapshot
from segmentbook.schema import defaults
from tests.model.books import AS_OF, make_book

LATER = date(2025, 7, 31)
START = date(2024, 1, 1)
CARDS = {"health_measures": (Measure("CSAT", 1.0),), "effort_measures": (Measure("Tickets", 1.0, 0.0, 10.0),)}
SIDE = ("What", "From", "To", "Cause", "Input", "Was", "Is")


def book(
    clients: Sequence[dict[str, Any]], lines: Sequence[dict[str, Any]] = (), as_of: date = AS_OF, **other: Any
) -> Inputs:
    settings = {"as_of": as_of} | other.pop("settings", {})
    return make_book(clients, [{"Start": START} | line for line in lines], settings=settings, **(CARDS | other))


def moved(before: Inputs, after: Inputs, *known: InputChange) -> Moves:
    then = snapshot_of(segment(before))
    found = changes(segment(after), [then], known, then).moves
    assert found is not None
    return found


def rows(moves: Moves, *headers: str) -> list[tuple[Any, ...]]:
    frame = moves.movement.rows
    return [tuple(row[header] for header in headers or SIDE) for row in frame.to_dict("records")]


def setting(name: str, was: Any, now: Any) -> InputChange:
    return InputChange("", "Settings", name, was, now)


ACME = {"Client": "Acme", "Client ID": "A", "CSAT": 80.0, "Tickets": 2.0, "Account Manager": "Ann"}
BOLT = {"Client": "Bolt", "Client ID": "B", "CSAT": 80.0, "Tickets": 2.0}
A1 = {"Client": "A", "Contract ID": "K-1", "Amount": 6_000.0}
B1 = {"Client": "B", "Contract ID": "K-2", "Amount": 4_000.0}


def test_an_input_of_the_client_is_data() -> None:
    moves = moved(
        book([ACME, BOLT], [A1, B1]),
        book([ACME | {"CSAT": 60.0}, BOLT], [A1, B1]),
        InputChange("a ", "Clients", "CSAT", 80.0, 60.0),
    )
    assert rows(moves) == [("Health Band", "Healthy", "Satisfactory", "Data", "CSAT", 80.0, 60.0)]
    (found,) = moves.movement.rows.to_dict("records")
    assert found["Why"] == "Health score 80.0, now 60.0: CSAT went from 80 to 60."
    assert (found["Client"], found["Client ID"], found["Account Manager"], found["ARR"]) == (
        "Acme",
        "A",
        "Ann",
        72_000.0,
    )
    assert moves.movement.counts == {"Status": 0, "Segment": 0, "Health Band": 1, "Tier": 0}


def test_an_input_of_the_other_scorecard_is_no_cause() -> None:
    moves = moved(
        book([ACME], [A1]),
        book([ACME | {"CSAT": 60.0, "Tickets": 8.0}], [A1]),
        InputChange("A", "Clients", "CSAT", 80.0, 60.0),
        InputChange("A", "Clients", "Tickets", 2.0, 8.0),
    )
    assert rows(moves, "What", "Input") == [("Segment", "Tickets"), ("Health Band", "CSAT")]


def test_a_measure_that_moved_the_other_way_is_no_cause() -> None:
    card = (Measure("CSAT", 1.0), Measure("Usage", 1.0))
    moves = moved(
        book([ACME | {"Usage": 80.0}], [A1], health_measures=card),
        book([ACME | {"CSAT": 20.0, "Usage": 85.0}], [A1], health_measures=card),
        InputChange("A", "Clients", "Usage", 80.0, 85.0),
        InputChange("A", "Clients", "CSAT", 80.0, 20.0),
    )
    assert rows(moves, "What", "Input") == [("Health Band", "CSAT")]


def test_a_setting_is_policy() -> None:
    moves = moved(
        book([ACME], [A1]), book([ACME], [A1], settings={"effort_cut": 20.0}), setting("Effort Cut", 50.0, 20.0)
    )
    assert rows(moves) == [("Segment", "HL", "HH", "Policy", "Effort Cut", 50.0, 20.0)]
    assert rows(moves, "Why") == [
        ("Value 6,000.00 (cut 5,000.00), effort 20.0 (cut 50.0, now 20.0): Effort Cut went from 50 to 20.",)
    ]


def test_of_two_changes_only_the_one_that_decided_is_named() -> None:
    """Tickets alone stay under the cut of 50; the cut of 20 alone takes the client over."""
    before = book([ACME | {"Tickets": 2.5}], [A1])
    after = book([ACME | {"Tickets": 3.0}], [A1], settings={"effort_cut": 20.0})
    known = (InputChange("A", "Clients", "Tickets", 2.5, 3.0), setting("Effort Cut", 50.0, 20.0))
    assert rows(moved(before, after, *known), "Cause", "Input") == [("Policy", "Effort Cut")]
    both = book([ACME | {"Tickets": 3.0}], [A1], settings={"effort_cut": 28.0})
    known = (InputChange("A", "Clients", "Tickets", 2.5, 3.0), setting("Effort Cut", 50.0, 28.0))
    assert rows(moved(before, both, *known), "Cause", "Input") == [("Data", "Tickets"), ("Policy", "Effort Cut")]


def test_a_median_that_moved_is_the_peers_doing() -> None:
    """Medians of 4,000 and 6,000, then of 4,000 and 14,000: Acme stays as it was and falls below."""
    cut = {"settings": {"value_cut": None}, "tiers": defaults.TIERS[:1]}
    moves = moved(
        book([ACME, BOLT], [A1, B1], **cut),
        book([ACME, BOLT], [A1, B1 | {"Amount": 14_000.0}], **cut),
        InputChange("B", "Contracts", "K-2: Amount", 4_000.0, 14_000.0),
        setting("Value Cut in force", 5_000.0, 10_000.0),
    )
    assert rows(moves, "Client", *SIDE) == [
        ("Bolt", "Segment", "LL", "HL", "Data", "Contract K-2: Amount", 4_000.0, 14_000.0),
        ("Acme", "Segment", "HL", "LL", "Peers", "Value Cut (median)", 5_000.0, 10_000.0),
    ]
    assert rows(moves, "Why")[1] == (
        "Value 6,000.00 (cut 5,000.00, now 10,000.00), effort 20.0 (cut 50.0): the median, which is the value cut, "
        "went from 5,000.00 to 10,000.00.",
    )


def test_a_share_of_arr_that_others_grew_is_the_peers_doing() -> None:
    """60% and 40%: Acme is tier 1. Bolt grows to 70%: 70% stand above Acme, which is where tier 2 ends."""
    moves = moved(
        book([ACME, BOLT], [A1, B1]),
        book([ACME, BOLT], [A1, B1 | {"Amount": 14_000.0}]),
        InputChange("B", "Contracts", "K-2: Amount", 4_000.0, 14_000.0),
    )
    tiers = [row for row in rows(moves, "Client", *SIDE) if row[1] == "Tier"]
    first, second, third = (tier.name for tier in defaults.TIERS)
    assert tiers == [
        ("Bolt", "Tier", second, first, "Data", "Contract K-2: Amount", 4_000.0, 14_000.0),
        ("Acme", "Tier", first, third, "Peers", "Cumulative ARR share", 0.0, 0.7),
    ]
    assert rows(moves, "Why")[-1] == (
        "ARR 72,000.00: the accounts above it by ARR held 0.0% of all ARR and hold 70.0% now.",
    )


@pytest.mark.parametrize(
    ("line", "name", "day", "why"),
    [
        ({"Start": date(2025, 7, 1)}, "Start", date(2025, 7, 1), "started on 2025-07-01 (2,000.00 a month)"),
        ({"End": AS_OF}, "End", AS_OF, "ended after 2025-06-30 (-2,000.00 a month)"),
        (
            {"Status": "Cancelled", "Cancelled On": date(2025, 7, 5)},
            "Cancelled On",
            date(2025, 7, 5),
            "was cancelled on 2025-07-05 (-2,000.00 a month)",
        ),
    ],
)
def test_a_line_whose_day_came_is_named_without_any_edit(line: dict[str, Any], name: str, day: date, why: str) -> None:
    lines = [{"Client": "A", "Contract ID": "K-0", "Amount": 4_000.0}, A1 | {"Amount": 2_000.0} | line]
    moves = moved(book([ACME], lines), book([ACME], lines, LATER))
    (found,) = rows(moves, "What", "Cause", "Input", "Was", "Is", "Why")
    assert found[:5] == ("Segment", "Data", f"Contract K-1: {name}", day, day)
    assert found[5].endswith(f": contract K-1 {why}.")
    parts = moves.arr_bridge.set_index("Part")
    assert parts["By Date"].iloc[1:6].abs().sum() == 24_000.0
    assert parts[["Edited", "Policy", "Not Known"]].iloc[1:6].abs().to_numpy().sum() == 0.0


def test_an_edited_line_is_named_once() -> None:
    """The line is new and has started since: that it was typed in says it all."""
    moves = moved(
        book([ACME], [A1 | {"Amount": 4_000.0}]),
        book([ACME], [A1 | {"Amount": 4_000.0}, A1 | {"Contract ID": "K-9", "Start": date(2025, 7, 2)}], LATER),
        InputChange("A", "Contracts", "K-9", None, "Amount=6000; Start=2025-07-02"),
    )
    assert rows(moves, "Input", "Was", "Is") == [("Contract K-9", None, "Amount=6000; Start=2025-07-02")]


def test_an_override_is_typed_and_lapses() -> None:
    poor = ACME | {"Health Override": "Needs attention", "Override Until": date(2025, 7, 15)}
    typed = moved(
        book([ACME], [A1]), book([poor], [A1]), InputChange("A", "Clients", "Health Override", None, "Needs attention")
    )
    assert rows(typed) == [
        ("Health Band", "Healthy", "Needs attention", "Override", "Health Override", None, "Needs attention")
    ]
    lapsed = moved(book([poor], [A1]), book([poor], [A1], LATER))
    until = date(2025, 7, 15)
    assert rows(lapsed) == [("Health Band", "Needs attention", "Healthy", "Override", "Override Until", until, until)]
    assert rows(lapsed, "Why") == [("Health score 80.0: the override to Needs attention lapsed after 2025-07-15.",)]


def test_statuses_have_one_row_of_their_own() -> None:
    leaving = BOLT | {"Churned On": date(2025, 7, 10)}
    coming = {"Client": "Cole", "Client ID": "C", "CSAT": 50.0, "Tickets": 1.0, "Client Since": date(2025, 7, 3)}
    moves = moved(
        book([ACME, leaving, coming, {"Client": "Dune"}], [A1, B1]),
        book([ACME, leaving, coming, {"Client": "Echo"}], [A1, B1], LATER),
    )
    assert rows(moves, "Client", "What", "From", "To", "Input") == [
        ("Bolt", "Status", "Current", "Churned", "Churned On"),
        ("Cole", "Status", "Not started", "Current", "Client Since"),
        ("Echo", "Status", "New", "Current", "Row of Clients"),
        ("Dune", "Status", "Current", "Gone", "Row of Clients"),
    ]
    assert rows(moves, "Client", "ARR")[0] == ("Bolt", 48_000.0)  # what it was worth then
    assert moves.segments is not None
    cells = {
        (row, column): int(moves.segments.clients[i, j])
        for i, row in enumerate(moves.segments.rows)
        for j, column in enumerate(moves.segments.columns)
        if moves.segments.clients[i, j]
    }
    assert cells == {
        ("HL", "HL"): 1,
        ("LL", "Churned"): 1,
        ("Not started", "LL"): 1,
        ("New", "Unplaced"): 1,
        ("Unplaced", "Gone"): 1,
    }
    assert moves.segments.arr.sum() == 72_000.0 + 48_000.0


def test_an_edited_date_is_named_with_both_values() -> None:
    moves = moved(
        book([ACME], [A1]),
        book([ACME | {"Churned On": AS_OF}], [A1]),
        InputChange("A", "Clients", "Churned On", None, AS_OF),
    )
    assert rows(moves) == [("Status", "Current", "Churned", "Data", "Churned On", None, AS_OF)]


def test_rates_are_policy_for_those_who_pay_in_the_currency() -> None:
    lines = [A1 | {"Currency": "EUR"}, B1]
    moves = moved(
        book([ACME, BOLT], lines, rates=[{"Currency": "EUR", "Rate": 1.0}], tiers=defaults.TIERS[:1]),
        book([ACME, BOLT], lines, rates=[{"Currency": "EUR", "Rate": 0.5}], tiers=defaults.TIERS[:1]),
        InputChange("", "Rates", "EUR: Rate", 1.0, 0.5),
    )
    assert rows(moves) == [("Segment", "HL", "LL", "Policy", "Rates: EUR: Rate", 1.0, 0.5)]
    assert moves.arr_bridge.set_index("Part").loc["Contraction", "Policy"] == -36_000.0


def test_a_band_that_is_renamed_moves_who_was_in_it() -> None:
    renamed = (*defaults.BANDS[:2], replace(defaults.BANDS[2], name="Fine"))
    moves = moved(
        book([ACME], [A1]),
        book([ACME], [A1], bands=renamed),
        InputChange("", "HealthBands", "Healthy", "Minimum Score=70", None),
        InputChange("", "HealthBands", "Fine", None, "Minimum Score=70"),
    )
    assert rows(moves, "From", "To", "Cause", "Input") == [
        ("Healthy", "Fine", "Policy", "HealthBands: Healthy"),
        ("Healthy", "Fine", "Policy", "HealthBands: Fine"),
    ]
    assert moves.bands is not None
    assert moves.bands.rows == ("Needs attention", "Satisfactory", "Fine", "Healthy")


def test_rules_for_tiers_name_the_column_behind_the_column() -> None:
    first, _, last = (tier.name for tier in defaults.TIERS)
    rules = {"settings": {"tier_by": "Rules"}, "tier_rules": (TierRule(first, "Health Band", "=", "Healthy"),)}
    moves = moved(
        book([ACME], [A1], **rules),
        book([ACME | {"CSAT": 60.0}], [A1], **rules),
        InputChange("A", "Clients", "CSAT", 80.0, 60.0),
    )
    assert rows(moves)[1] == ("Tier", first, last, "Data", "CSAT", 80.0, 60.0)


def test_what_is_not_known_is_said() -> None:
    before, after = book([ACME], [A1]), book([ACME | {"CSAT": 60.0}], [A1], settings={"effort_cut": 20.0})
    then = snapshot_of(segment(before))
    moves = changes(segment(after), [then], None, then).moves
    assert moves is not None
    assert not moves.inputs_known
    assert rows(moves, "What", "Cause", "Why") == [
        (
            "Segment",
            "Not known",
            "Value 6,000.00 (cut 5,000.00), effort 20.0 (cut 20.0): "
            "the policy and the inputs of 2025-06-30 are not known.",
        ),
        (
            "Health Band",
            "Not known",
            "Health score 80.0, now 60.0: what the Health Score is made of is not known to have changed.",
        ),
    ]


def test_against_a_back_filled_snapshot_only_statuses_are_compared() -> None:
    before = snapshot_of(segment(book([ACME, BOLT], [A1, B1])))
    frame = before.clients.assign(**dict.fromkeys(("Segment", "Health Band", "Tier"), ""))
    then = Snapshot(before.as_of, False, frame)
    found = changes(segment(book([ACME], [A1], LATER)), [then], (), then).moves
    assert found is not None
    assert (found.taken, found.segments, found.bands) == (False, None, None)
    assert rows(found, "Client", "What", "To") == [("Bolt", "Status", "Gone")]
    assert found.arr_bridge["ARR"].tolist() == [120_000.0, 0.0, 0.0, 0.0, -48_000.0, 0.0, 72_000.0]
    assert found.arr_bridge["Edited"].tolist()[4] == -48_000.0


def test_nothing_to_compare_and_nothing_that_moved() -> None:
    found = changes(segment(book([ACME], [A1])), [], (), None)
    assert found.moves is None
    assert len(found.recurring) == 0
    moves = moved(book([ACME], [A1]), book([ACME], [A1]))
    assert (moves.movement.movers, len(moves.movement.rows)) == (0, 0)
    assert moved(book([]), book([])).movement.movers == 0


def test_more_movers_than_a_sheet_should_list_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ROWS", 1)
    moves = moved(
        book([ACME, BOLT], [A1, B1]), book([ACME, BOLT], [A1, B1], settings={"effort_cut": 20.0}),
        setting("Effort Cut", 50.0, 20.0),
    )  # fmt: skip
    assert (moves.movement.movers, moves.movement.left_out, len(moves.movement.rows)) == (2, 1, 1)


def test_which_snapshot_is_compared() -> None:
    dates = [date(2025, 3, 31), date(2025, 5, 31), AS_OF]
    kept = [replace(snapshot_of(segment(book([ACME]))), as_of=day) for day in dates]

    def compared(compare_with: date | None) -> date | None:
        found = compared_snapshot(kept, AS_OF, compare_with)
        return None if found is None else found.as_of

    assert compared(None) == dates[1]
    assert compared(date(2025, 4, 15)) == dates[0]
    assert compared(date(2025, 1, 1)) is None


def test_a_snapshot_remembers_lists_of_the_table_and_risk_flags() -> None:
    def found(name: str, members: list[int], severity: str = "", *, by_manager: bool = False) -> FoundList:
        rule = CustomerList(name, (ListCondition("CSAT", "<", 50.0),), severity=severity)
        return FoundList(rule, np.array(members, dtype=np.int64), by_manager)

    lists = (found("Mine", [0, 1]), found("Ann's clients", [0], by_manager=True), found("At risk", [1, 2], "High"))
    clients = [ACME, BOLT, {"Client": "Cole"}, {"Client": "Dune"}]
    snapshot = snapshot_of(replace(segment(book(clients)), lists=lists))
    assert snapshot.clients["Lists"].tolist() == ["Mine", "At risk; Mine", "At risk", ""]


def test_several_factors_that_only_together_decide_are_all_named() -> None:
    moved_factors = ["a", "b", "c"]
    assert decisive(lambda new: new >= {"a", "b"}, moved_factors, False, True) == ("a", "b")
    assert decisive(lambda new: bool(new & {"a", "c"}), moved_factors, False, True) == ("a", "c")
    assert decisive(lambda new: len(new) > 1, moved_factors, False, True) == ("a", "b", "c")
