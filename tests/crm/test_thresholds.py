"""Cumulative shares as thresholds: every account of the day gets its tier from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.crm.accounts import accounts_of
from segmentbook.crm.export import export_crm
from segmentbook.crm.thresholds import minimum_ladder, share_thresholds, tiers_with
from segmentbook.model.inputs import Tier
from segmentbook.model.rounding import to_cents
from segmentbook.model.segmentation import segment
from segmentbook.model.tiers import arr_shares, tier_of, tiers_by_arr, tiers_by_share_column
from tests.model.books import make_book

amounts = st.one_of(
    st.sampled_from([0.0, -5.0, 1.0, 2.0, 10.0, 33.33, 33.334, 0.004, 0.005, 100.0, 1e9]),
    st.floats(-1e4, 1e6, allow_nan=False),
)
cuts = st.lists(st.floats(0.01, 0.99), min_size=0, max_size=4, unique=True).map(sorted)


@given(st.lists(amounts, max_size=40), cuts, st.sampled_from(["Up", "Down"]))
def test_thresholds_give_every_account_its_tier(arr: list[float], shares: list[float], crossing: str) -> None:
    tiers = [*(Tier(f"T{i}", share) for i, share in enumerate(shares)), Tier("Last")]
    column = np.array(arr, dtype=np.float64)
    tier = tiers_by_share_column(column, arr_shares(column), tiers, crossing)
    found = share_thresholds(column, tier, tiers)
    assert found[-1] is None
    known = [cut for cut in found if cut is not None]
    assert known == sorted(known, reverse=True)
    assert all(cut > 0.0 for cut in known)
    assert set(known) <= set(to_cents(column).tolist())
    kept = tiers_with(tiers, found)
    assert [tier_of(a, kept) for a in arr] == [tiers[position].name for position in tier.tolist()]
    assert [kept[p].name for p in tiers_by_arr(column, kept)] == [tiers[p].name for p in tier.tolist()]


def ladder(arr: list[float], settings: dict[str, Any] | None = None) -> tuple[list[Any], tuple[str, ...]]:
    tiers = (Tier("A", 0.2), Tier("B", 0.7), Tier("C"))
    clients = [{"Client": f"C{i}", "Segment Value": a / 12} for i, a in enumerate(arr)]
    made = minimum_ladder(accounts_of(segment(make_book(clients, settings=settings, tiers=tiers))))
    return [(branch.tier, branch.tests[0].value) for branch in made.branches], made.said  # type: ignore[union-attr]


def test_the_thresholds_of_a_small_book_by_hand() -> None:
    # shares before: 0, 43, 73, 83, 92%; through: 43, 73, 83, 92, 100%
    branches, said = ladder([43.0, 30.0, 10.0, 9.0, 8.0])
    assert branches == [("A", 43.0), ("B", 30.0)]
    assert said == (
        "By cumulative ARR share (A 20%, B 70%; Crossing Account Up), which depends on all accounts: written as the "
        "ARR thresholds that give every account its tier as of 2025-06-30.",
        "They hold for that day: export again after each refresh.",
    )
    branches, said = ladder([43.0, 30.0, 10.0, 9.0, 8.0], {"crossing_account": "Down"})
    assert branches == [("B", 43.0)]
    assert said[2:] == ("No account is in A by the rule of that day: the formula never gives it.",)


def test_equal_accounts_share_a_threshold_and_negative_ones_have_none() -> None:
    assert ladder([10.0] * 6 + [-5.0, 0.0])[0] == [("A", 10.0)]
    assert ladder([0.0, -1.0])[0] == []


def test_a_book_without_thresholds_has_the_last_tier_for_all(tmp_path: Path) -> None:
    book = segment(make_book([{"Client": "A", "Segment Value": 0.0}]))
    for system, formula in (("salesforce", '"Tier 3 - Long tail"'), ("zoho", "'Tier 3 - Long tail'")):
        done = export_crm(book, None, system=system, folder=tmp_path)
        assert list(done.formulas.values()) == [formula]


@pytest.mark.parametrize("minimum", [0.0, -50.0])
def test_a_blank_arr_counts_as_nothing(minimum: float) -> None:
    tiers = (Tier("A", minimum_arr=100.0), Tier("B", minimum_arr=minimum), Tier("C", minimum_arr=-100.0))
    book = segment(make_book([{"Client": "A", "Segment Value": 1.0}], settings={"tier_by": "ARR"}, tiers=tiers))
    made = minimum_ladder(accounts_of(book))
    assert [branch.tests[0].if_blank for branch in made.branches] == [False, True]  # type: ignore[union-attr]
