"""Alignment and opportunity, worked by hand; and totals that add up whichever way they are summed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.model.inputs import StackItem
from segmentbook.model.stack import ALIGNED, NOT_APPLICABLE, OPPORTUNITY, Stack, alignment, opportunity, stack_of

NA, HAS, COULD = NOT_APPLICABLE, ALIGNED, OPPORTUNITY
BACKUP = StackItem("Backup", ("Standard", "Premium"), 4.0, 10.0, per_seat=True)
FIREWALL = StackItem("Firewall", ("Standard",), 200.0, 900.0)
PHONES = StackItem("Phones", (), 15.0, 0.0, per_seat=True)
NAN = float("nan")


def hand_worked() -> Stack:
    """Acme (50 seats), Bolt (seats unknown), Coda (10 seats, churned)."""
    state = np.array([[COULD, HAS, COULD], [COULD, COULD, NA], [HAS, NA, COULD]], np.int8)
    return stack_of([BACKUP, FIREWALL, PHONES], state, np.array([50.0, NAN, 10.0]), np.array([True, True, False]))


def test_a_client() -> None:
    stack = hand_worked()
    assert stack.alignment.tolist() == pytest.approx([1 / 3, 0.0, 1 / 2])
    assert stack.mrr_opportunity.tolist() == [50 * 4.0 + 50 * 15.0, 200.0, 10 * 15.0]  # Bolt's per-seat price: unknown
    assert stack.one_off_opportunity.tolist() == [50 * 10.0, 900.0, 0.0]
    assert stack.aligned_mrr.tolist() == [200.0, 0.0, 10 * 4.0]


def test_ranks_are_there_once_and_only_of_current_clients_with_an_opportunity() -> None:
    state = np.array([[NA, COULD], [COULD, NA], [NA, COULD], [NA, HAS], [COULD, COULD]], np.int8)
    current = np.array([True, True, True, True, False])
    stack = stack_of([BACKUP, FIREWALL], state, np.array([1.0, 50.0, 1.0, 1.0, 500.0]), current)
    # 200 a month and 900 once, 200 and 500, 200 and 900 again, nothing; the last one has churned.
    assert stack.rank.tolist() == pytest.approx([1.0, 3.0, 2.0, NAN, NAN], nan_ok=True)


def test_an_item_over_current_clients() -> None:
    rows = hand_worked().summary.to_dict("records")
    assert rows[0] == {
        "Item": "Backup",
        "Tags": "Standard; Premium",
        "Applicable Clients": 2.0,
        "Aligned Clients": 0.0,
        "Alignment": 0.0,
        "Current MRR": 0.0,
        "MRR Opportunity": 200.0,
        "Non-recurring Opportunity": 500.0,
    }
    assert (rows[1]["Alignment"], rows[1]["Current MRR"], rows[1]["MRR Opportunity"]) == (0.5, 200.0, 200.0)
    assert (rows[2]["Applicable Clients"], rows[2]["MRR Opportunity"]) == (1.0, 750.0)


def test_an_item_of_two_tags_is_under_both_and_one_of_none_comes_last() -> None:
    assert hand_worked().tagged() == [("Standard", 0), ("Standard", 1), ("Premium", 0), ("Untagged", 2)]


items = st.lists(
    st.builds(
        StackItem,
        st.sampled_from(["A", "B", "C"]),
        st.lists(st.sampled_from(["s", "t"]), unique=True).map(tuple),
        st.sampled_from([0.0, 4.5, 200.0]),
        st.sampled_from([0.0, 99.0]),
        st.booleans(),
    ),
    max_size=4,
)


@given(items, st.data())
@settings(max_examples=50, deadline=None)
def test_clients_and_items_add_up_to_the_same_and_the_column_form_is_the_scalar_one(
    found: list[StackItem], data: st.DataObject
) -> None:
    count = data.draw(st.integers(0, 4))
    cells = data.draw(st.lists(st.lists(st.sampled_from([NA, HAS, COULD]), min_size=len(found), max_size=len(found)),
                               min_size=count, max_size=count))  # fmt: skip
    seats = data.draw(st.lists(st.sampled_from([NAN, 0.0, 1.0, 40.0]), min_size=count, max_size=count))
    current = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)), np.bool_)
    stack = stack_of(found, np.array(cells, np.int8).reshape(count, len(found)), np.array(seats), current)
    for row in range(count):
        could = [item for item, cell in zip(found, cells[row], strict=True) if cell == COULD]
        assert stack.mrr_opportunity[row] == pytest.approx(
            sum(opportunity(item.mrr_price, item.per_seat, seats[row]) for item in could)
        )
        assert stack.one_off_opportunity[row] == pytest.approx(
            sum(opportunity(item.one_off_price, item.per_seat, seats[row]) for item in could)
        )
        share = alignment(cells[row].count(HAS), len(found) - cells[row].count(NA))
        assert stack.alignment[row] == pytest.approx(share, nan_ok=True)
    summary = stack.summary
    assert summary["MRR Opportunity"].sum() == pytest.approx(stack.mrr_opportunity[current].sum())
    assert summary["Non-recurring Opportunity"].sum() == pytest.approx(stack.one_off_opportunity[current].sum())
    assert summary["Current MRR"].sum() == pytest.approx(stack.aligned_mrr[current].sum())
    assert summary["Aligned Clients"].sum() == stack.aligned[current].sum()
