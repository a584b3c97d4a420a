from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.model.rounding import to_cent, to_cents, to_share, to_shares, to_tenth, to_tenths

ANY = st.one_of(
    st.floats(),
    st.floats(-1e4, 1e4),
    st.integers(-10_000, 10_000).map(lambda n: n / 20),  # ends in .05: the edges
    st.integers(-10_000, 10_000).map(lambda n: n / 200),
    st.sampled_from([-0.0, 0.0, float("nan"), float("inf"), 1e12, 9.3e12, 9e9, -9.3e15]),
)


@pytest.mark.parametrize(
    ("score", "shown"),
    [(7.25, 7.3), (7.2499999999, 7.3), (7.249, 7.2), (0.05, 0.1), (99.95, 100.0), (72.35, 72.4), (1.005, 1.0)],
)
def test_scores_round_half_up_to_one_decimal(score: float, shown: float) -> None:
    assert to_tenth(score) == shown


@pytest.mark.parametrize(
    ("money", "shown"),
    [(1.005, 1.01), (2.675, 2.68), (4999.995, 5000.0), (4999.994, 4999.99), (0.1 + 0.2, 0.3), (1e15, 1e15)],
)
def test_money_rounds_half_up_to_the_cent(money: float, shown: float) -> None:
    assert to_cent(money) == shown


def test_what_cannot_be_rounded_stays() -> None:
    assert to_cent(float("inf")) == float("inf")
    assert to_tenth(float("nan")) != to_tenth(float("nan"))
    assert str(to_tenth(-0.0)) == "0.0"
    assert str(to_cent(-0.001)) == "0.0"


@given(st.decimals(-1_000_000, 1_000_000, places=4))
def test_money_typed_with_decimals_rounds_as_on_paper(typed: Decimal) -> None:
    paper = typed.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if typed >= 0 or abs(typed - paper) != Decimal("0.005"):  # half of a negative cent goes up, not away from zero
        assert to_cent(float(typed)) == float(paper)


@given(st.lists(ANY, max_size=30))
def test_both_forms_agree_to_the_last_bit(numbers: list[float]) -> None:
    column = np.array(numbers, dtype=np.float64)
    for one, many in ((to_tenth, to_tenths), (to_cent, to_cents), (to_share, to_shares)):
        wanted = np.array([one(x) for x in numbers], dtype=np.float64)
        np.testing.assert_array_equal(many(column), wanted)
        assert np.signbit(many(column)).tolist() == np.signbit(wanted).tolist()


@given(st.floats(-1e9, 1e9))
def test_rounding_twice_is_rounding_once(x: float) -> None:
    assert to_cent(to_cent(x)) == to_cent(x)
    assert to_tenth(to_tenth(x)) == to_tenth(x)
