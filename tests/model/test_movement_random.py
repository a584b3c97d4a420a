"""For a random edit of one input or setting, the cause named is that edit; of others who move, it is their peers."""

from __future__ import annotations

import random
from collections.abc import Hashable
from datetime import date
from typing import Any

import pytest

from segmentbook.model.book_state import book_state
from segmentbook.model.causes import CauseKind
from segmentbook.model.changes import changes
from segmentbook.model.input_log import input_changes
from segmentbook.model.segmentation import segment
from segmentbook.model.snapshot_of import snapshot_of
from segmentbook.model.snapshots import InputChange
from tests.model.edits import edited, random_book

BOOKS = range(60)
_PREFIX = {"Contracts": "Contract ", "Assets": "Asset "}
_OVERRIDES = ("Health Override", "Override Until", "Tier Override")


def names_of(change: InputChange) -> set[str]:
    """What the cause of an edit may be called."""
    return {change.name, f"{change.table}: {change.name}", f"{_PREFIX.get(change.table, '')}{change.name}"}


def kind_of(change: InputChange) -> CauseKind:
    if not change.client_id:
        return CauseKind.POLICY
    return CauseKind.OVERRIDE if change.name in _OVERRIDES else CauseKind.DATA


@pytest.mark.parametrize("seed", BOOKS)
def test_the_cause_named_is_the_edit(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - books, not secrets
    before = random_book(rng)
    after, change = edited(rng, before)
    earlier, now = segment(before.inputs()), segment(after.inputs())
    then = snapshot_of(earlier)
    remembered = input_changes(book_state(earlier), book_state(now))
    for known in ([change], remembered):
        moves = changes(now, [then], known, then).moves
        assert moves is not None
        for row in moves.movement.rows.to_dict("records"):
            _check(row, change, whole=known is not remembered)


@pytest.mark.parametrize("seed", range(20))
def test_with_an_edit_and_a_month_on_every_cause_is_known(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - books, not secrets
    before = random_book(rng)
    after, _ = edited(rng, before)
    after.settings["as_of"] = date(2025, 8, 4)
    earlier, now = segment(before.inputs()), segment(after.inputs())
    then = snapshot_of(earlier)
    moves = changes(now, [then], input_changes(book_state(earlier), book_state(now)), then).moves
    assert moves is not None
    assert CauseKind.NOT_KNOWN not in set(moves.movement.rows["Cause"])
    bridge = moves.arr_bridge.set_index("Part")["ARR"]
    assert bridge.iloc[:-1].sum() == pytest.approx(bridge["Closing"], abs=1e-6)
    parts = moves.arr_bridge.iloc[1:-1]
    assert parts[["By Date", "Edited", "Policy", "Not Known"]].sum(axis=1).tolist() == pytest.approx(
        parts["ARR"].tolist(), abs=1e-6
    )
    assert bridge["Closing"] == pytest.approx(12 * now.mrr)


def _check(row: dict[Hashable, Any], change: InputChange, *, whole: bool) -> None:
    where = (change, row)
    if row["Cause"] == CauseKind.PEERS:
        assert row["Client ID"] != change.client_id, where
        return
    assert row["Cause"] == kind_of(change), where
    assert not change.client_id or row["Client ID"] == change.client_id, where
    if change.table == "Assets" and not whole:  # of assets their sum is remembered
        assert row["Input"] == "Tech Debt", where
        return
    assert row["Input"] in names_of(change), where
    if whole:
        assert (row["Was"] or None, row["Is"] or None) == (_cell(change.was), _cell(change.now)), where


def _cell(value: object) -> object:
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else value or None
