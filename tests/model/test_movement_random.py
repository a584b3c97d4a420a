"""For a random edit of one input or setting, the cause named is that edit; of others who move, it is their peers."""

from __future__ import annotations

import random

import pytest

from segmentbook.model.causes import CauseKind
from segmentbook.model.changes import changes
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
    then = snapshot_of(segment(before.inputs()))
    now = segment(after.inputs())
    moves = changes(now, [then], [change], then).moves
    assert moves is not None
    for row in moves.movement.rows.to_dict("records"):
        where = (seed, change, row)
        if row["Cause"] == CauseKind.PEERS:
            assert row["Client ID"] != change.client_id, where
            continue
        assert row["Cause"] == kind_of(change), where
        assert row["Input"] in names_of(change), where
        assert (row["Was"] or None, row["Is"] or None) == (_cell(change.was), _cell(change.now)), where
        if change.client_id:
            assert row["Client ID"] == change.client_id, where


def _cell(value: object) -> object:
    return {True: "Yes", False: "No"}[value] if isinstance(value, bool) else value or None
