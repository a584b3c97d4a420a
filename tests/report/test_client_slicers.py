"""Where the slicers of the clients stand, and which there are."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from segmentbook.model.segmentation import Segmentation
from segmentbook.report.client_slicers import client_slicers
from segmentbook.report.segment_results import KEY
from segmentbook.report.spec import CellRange
from segmentbook.schema import SEGMENT_RESULTS
from tests.report import books

PLACE = CellRange(9, 81, 44, 88)


def book(managers: int = 2, groups: int = 2) -> Segmentation:
    """Six clients and as many more as there are managers."""
    segmentation = books.segmentation()
    clients = pd.concat([segmentation.clients] * (1 + managers // 6), ignore_index=True)
    clients["Account Manager"] = [f"Manager {row % managers}" if managers else "" for row in range(len(clients))]
    clients["Account Group"] = [f"Group {row % groups}" if groups else "" for row in range(len(clients))]
    return replace(segmentation, clients=clients)


def test_one_below_the_other_as_high_as_their_buttons_need() -> None:
    slicers = client_slicers(book(), PLACE)
    assert [(one.column, one.columns, one.place.top, one.place.bottom) for one in slicers] == [
        ("Account Manager", 1, 9, 13),  # 34 pixels and twice 28: 90, or five rows of 20
        ("Account Group", 1, 15, 19),
        ("Health Band", 1, 21, 28),  # four bands: 146
        ("Segment", 2, 30, 35),  # five codes in three rows: 118
        ("Tier", 1, 37, 42),  # three: 118
    ]
    assert {(one.place.left, one.place.right) for one in slicers} == {(81, 88)}
    assert {one.table for one in slicers} == {KEY}
    assert all(one.column in SEGMENT_RESULTS.headers and one.caption == one.column for one in slicers)
    assert all(one.alt_text for one in slicers)


@pytest.mark.parametrize(("managers", "rows"), [(40, 36), (200, 36), (200, 24), (3, 24)])
def test_they_never_leave_their_place_nor_overlap(managers: int, rows: int) -> None:
    place = CellRange(9, 81, 8 + rows, 88)
    slicers = client_slicers(book(managers=managers), place)
    assert len(slicers) == 5
    assert all(one.place.bottom + 2 == two.place.top for one, two in pairwise(slicers))
    assert place.top == slicers[0].place.top
    assert slicers[-1].place.bottom <= place.bottom
    assert all(one.place.bottom - one.place.top >= 3 for one in slicers)


def test_nothing_to_choose_or_no_room_no_slicer() -> None:
    assert [one.key for one in client_slicers(book(managers=1, groups=0), PLACE)] == ["band", "segment", "tier"]
    assert [one.key for one in client_slicers(book(), CellRange(9, 81, 18, 88))] == ["manager", "tier"]
    assert client_slicers(book(), CellRange(9, 81, 10, 88)) == ()
