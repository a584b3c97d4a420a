"""Cost and assessed value of a service: the published examples of margin and markup, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.errors import PolicyError
from segmentbook.model.services import annual_cost, assessed_value

FILE = Path(__file__).parents[1] / "data" / "oracles" / "worked_examples.json"
EXAMPLES: dict[str, dict[str, Any]] = {e["id"]: e for e in json.loads(FILE.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", ["margin-01", "margin-02", "margin-03"])
def test_the_published_price_is_the_value_by_its_margin_and_by_its_markup(name: str) -> None:
    example = EXAMPLES[name]
    price, cost = example["inputs"]["price"], example["inputs"]["cost"]
    margin = (price - cost) / price
    # margin-03 says 16 of 16.67: the source cuts decimals off
    assert abs(margin * 100 - example["expected"]["margin_pct"]) < (1 if name == "margin-03" else 0.01)
    assert assessed_value(cost, margin) == pytest.approx(price)
    expected = example["expected"]
    markup = expected["markup_pct"] / 100 if "markup_pct" in expected else expected["markup_ratio"]
    assert assessed_value(cost, markup, "Markup") == pytest.approx(price, rel=0.001)


def test_the_published_table_of_margins_and_markups() -> None:
    given_, expected = EXAMPLES["margin-04"]["inputs"]["margin_pct"], EXAMPLES["margin-04"]["expected"]["markup_pct"]
    for margin, markup in zip(given_, expected, strict=True):
        by_margin = assessed_value(1_000.0, margin / 100)
        assert assessed_value(1_000.0, markup / 100, "Markup") == pytest.approx(by_margin, rel=0.001)
        assert assessed_value(1_000.0, 1 + markup / 100, "Multiplier") == pytest.approx(by_margin, rel=0.001)


def test_a_year_of_a_service() -> None:
    assert annual_cost(640.0, 4) == 2_560.0
    assert annual_cost(640.0, 0.0) == 0.0
    with pytest.raises(PolicyError, match=r"^Services: Times per Year must be 0 or more; got -1. Correct it.$"):
        annual_cost(640.0, -1)


@pytest.mark.parametrize(
    ("margin", "method", "message"),
    [
        (1.0, "Margin", "Services: Margin must be less than 1 where Margin Method is Margin; got 1. Correct it."),
        (-1.5, "Markup", "Services: Margin must be -1 or more where Margin Method is Markup; got -1.5. Correct it."),
        (
            -0.1,
            "Multiplier",
            "Services: Margin must be 0 or more where Margin Method is Multiplier; got -0.1. Correct it.",
        ),
        (0.3, "Gross", "Settings: Margin Method must be one of Margin, Markup, Multiplier; got 'Gross'. Correct it."),
    ],
)
def test_what_gives_no_price_is_refused(margin: float, method: str, message: str) -> None:
    with pytest.raises(PolicyError) as refused:
        assessed_value(100.0, margin, method)
    assert str(refused.value) == message


@given(st.floats(0, 1e9), st.floats(0, 0.99))
def test_a_margin_is_the_share_of_the_price_that_is_not_cost(cost: float, margin: float) -> None:
    price = assessed_value(cost, margin)
    assert price - cost == pytest.approx(price * margin, rel=1e-9, abs=1e-6)
