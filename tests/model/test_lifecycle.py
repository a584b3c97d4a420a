"""Stages: how many clients are in each, who is in none, and since when by the history."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.model.inputs import LifecycleStage, Measure
from segmentbook.model.lifecycle import STAGE_COLUMNS, Lifecycle, lifecycle
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.model.since import earlier_taken
from segmentbook.model.snapshots import Snapshot
from tests.model.books import AS_OF, make_book
from tests.model.snapshot_books import snapshot

STAGES = (LifecycleStage("Start", 1), LifecycleStage("Run", 2), LifecycleStage("End", 3))
HEALTH = (Measure("Score", 1.0),)
CLIENTS = [
    {"Client": "Acme", "Client ID": "C-1", "Lifecycle Stage": "Run", "Segment Value": 900.0, "Score": 80.0},
    {"Client": "Bolt", "Client ID": "C-2", "Lifecycle Stage": " run ", "Segment Value": 60.0, "Score": 40.0},
    {"Client": "Cole", "Client ID": "C-3", "Lifecycle Stage": "Start", "Segment Value": 30.0},
    {"Client": "Dunn", "Client ID": "C-4", "Lifecycle Stage": "", "Segment Value": 10.0, "Score": 60.0},
    {"Client": "Eads", "Client ID": "C-5", "Lifecycle Stage": "Rum", "Segment Value": 0.0, "Score": 90.0},
    {"Client": "Fynn", "Client ID": "C-6", "Lifecycle Stage": "End", "Churned On": date(2025, 5, 1)},
]


def book(clients: list[dict[str, Any]] | None = None, **more: Any) -> Segmentation:
    return segment(make_book(CLIENTS if clients is None else clients, stages=STAGES, health_measures=HEALTH, **more))


def with_history(found: Segmentation, *snapshots: Snapshot) -> Lifecycle:
    return lifecycle(found, earlier_taken(snapshots, found.inputs.settings.as_of))


def stages(**typed: str) -> dict[str, dict[str, str]]:
    return {key.replace("_", "-"): {"Lifecycle Stage": stage} for key, stage in typed.items()}


def test_each_stage_has_its_current_clients_by_band_and_tier() -> None:
    made = lifecycle(book())
    assert made.names == ("Start", "Run", "End", "No stage", "Unknown")
    assert made.place.tolist() == [1, 1, 0, 3, 4, 2]
    table = made.summary.set_index("Stage")
    assert table["Order"].tolist()[:3] == [1.0, 2.0, 3.0]
    assert np.isnan(table["Order"].tolist()[3:]).all()
    assert table["Clients"].tolist() == [1.0, 2.0, 0.0, 1.0, 1.0]
    assert table["Share of Clients"].tolist() == [0.2, 0.4, 0.0, 0.2, 0.2]
    assert table["ARR"].tolist() == [360.0, 11_520.0, 0.0, 120.0, 0.0]
    assert table["MRR"].tolist() == [0.0] * 5  # typed values, no contracts
    assert table["Mean Health"].tolist() == pytest.approx([np.nan, 60.0, np.nan, 60.0, 90.0], nan_ok=True)
    assert table["Not Current"].tolist() == [0.0, 0.0, 1.0, 0.0, 0.0]
    bands = table[[f"Band: {name}" for name in ("Needs attention", "Satisfactory", "Healthy", "Unscored")]]
    assert bands.to_numpy().tolist() == [[0, 0, 0, 1], [1, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
    tiers = table[[header for header in table if header.startswith("Tier: ")]]
    # 12,000 ARR in all: Acme has 90% of it and crosses both cuts
    assert tiers.to_numpy().tolist() == [[0, 0, 1], [1, 0, 1], [0, 0, 0], [0, 0, 1], [0, 0, 1]]
    assert tuple(made.summary.columns[: len(STAGE_COLUMNS)]) == STAGE_COLUMNS


def test_clients_in_no_stage_or_one_that_there_is_not_are_told() -> None:
    said = [(issue.row, issue.text("Clients")) for issue in book().issues if issue.column == "Lifecycle Stage"]
    assert said == [
        (
            4,
            "Clients: Lifecycle Stage must be one of the table LifecycleStages; got 'Rum'. "
            "The client is counted as Unknown. Did you mean Run?",
        ),
        (3, "Clients: Lifecycle Stage should be filled in. The client is counted under No stage."),
    ]
    far = book([{"Client": "Acme", "Lifecycle Stage": "Customer"}])
    assert [issue.action for issue in far.issues if issue.column == "Lifecycle Stage"] == [
        "The client is counted as Unknown. There are Start, Run, End."
    ]


def test_a_book_without_stages_is_told_nothing() -> None:
    found = book([{"Client": "Acme"}, {"Client": "Bolt", "Lifecycle Stage": "Rum", "Churned On": AS_OF}])
    assert not [issue for issue in found.issues if issue.column == "Lifecycle Stage"]
    assert lifecycle(found).summary["Clients"].tolist() == [0.0, 0.0, 0.0, 1.0, 0.0]


def test_time_in_a_stage_runs_from_the_first_snapshot_without_interruption() -> None:
    found = book(
        [
            {"Client": "Acme", "Client ID": "C-1", "Lifecycle Stage": "Run"},  # since before the history
            {"Client": "Bolt", "Client ID": "C-2", "Lifecycle Stage": "Run"},  # left it and came back
            {"Client": "Cole", "Client ID": "C-3", "Lifecycle Stage": "Run"},  # only now
            {"Client": "Dunn", "Client ID": "C-4", "Lifecycle Stage": "Run"},  # new
            {"Client": "Eads", "Client ID": "C-5", "Lifecycle Stage": "Start"},  # was not there in April
            {"Client": "Fynn", "Client ID": "C-6", "Lifecycle Stage": ""},
            {"Client": "Gale", "Client ID": "C-7", "Lifecycle Stage": "Run", "Churned On": AS_OF},
        ]
    )
    made = with_history(
        found,
        snapshot(date(2025, 3, 31), stages(C_1="Run", C_2="Run", C_3="Start", C_5="Start")),
        snapshot(date(2025, 4, 30), stages(c_1=" run", C_2="Start", C_3="Start", C_7="Run")),
        snapshot(date(2025, 5, 15), stages(C_1="", C_2="", C_3="", C_5=""), taken=False),
        snapshot(date(2025, 5, 31), stages(C_1="Run", C_2="Run", C_3="Start", C_5="Start", C_7="Run")),
        snapshot(AS_OF, stages(C_1="End")),  # is replaced by this refresh
        snapshot(date(2025, 7, 31), stages(C_1="End")),  # lies after it
    )
    none = np.datetime64("NaT", "D")
    since = ["2025-03-31", "2025-05-31", "2025-06-30", "2025-06-30", "2025-05-31", none, none]
    assert np.array_equal(made.since, np.array(since, dtype="datetime64[D]"), equal_nan=True)
    assert made.longer.tolist() == [True, False, False, False, False, False, False]
    assert made.days.tolist() == pytest.approx([91, 30, 0, 0, 30, np.nan, np.nan], nan_ok=True)
    table = made.summary.set_index("Stage")
    assert table.loc["Run", ["Median Days in Stage", "Mean Days in Stage", "Longer than History"]].tolist() == [
        15.0,
        30.25,
        1.0,
    ]
    assert table.loc["Start", "Median Days in Stage"] == 30.0
    assert table.loc["End"].isna().sum() == 3


@pytest.mark.parametrize(
    "history", [[], [snapshot(date(2025, 5, 31), stages(C_1="Run"), taken=False)], [snapshot(AS_OF, stages(C_1="Run"))]]
)
def test_without_an_earlier_snapshot_nothing_is_known_of_the_time(history: list[Snapshot]) -> None:
    made = with_history(book(), *history)
    assert np.isnat(made.since).all()
    assert not made.longer.any()
    assert made.summary["Median Days in Stage"].isna().all()


def test_a_book_without_clients_has_empty_stages() -> None:
    made = lifecycle(book([]))
    assert made.summary["Clients"].tolist() == [0.0, 0.0, 0.0]
    assert made.summary["Share of Clients"].isna().all()


@given(st.lists(st.lists(st.sampled_from(["Run", "Start", "", None]), min_size=3, max_size=3), min_size=1, max_size=5))
def test_since_agrees_with_reading_the_history_client_by_client(history: list[list[str | None]]) -> None:
    clients = [{"Client": f"C-{i}", "Lifecycle Stage": "Run"} for i in range(3)]
    days = [date(2025, 1, 1 + i) for i in range(len(history))]
    taken = [
        snapshot(day, {f"C-{i}": {"Lifecycle Stage": stage} for i, stage in enumerate(row) if stage is not None})
        for day, row in zip(days, history, strict=True)
    ]
    made = with_history(book(clients), *taken)
    for client in range(3):
        since = AS_OF
        for day, row in reversed(list(zip(days, history, strict=True))):
            if row[client] != "Run":
                break
            since = day
        assert made.since[client] == np.datetime64(since, "D")
        assert made.longer[client] == all(row[client] == "Run" for row in history)
