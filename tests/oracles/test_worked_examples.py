"""Examples that vendors and authors publish, each with its source in worked_examples.json."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from segmentbook.model.bridge import net_retention
from segmentbook.model.inputs import Tier
from segmentbook.model.lines import ContractLine, line_mrr
from segmentbook.model.rates import Rates
from segmentbook.model.retention import retention
from segmentbook.model.revenue import contract_mrr
from segmentbook.model.segmentation import segment
from segmentbook.model.tiers import tiers_by_share
from tests.model.books import AS_OF, make_book

FILE = Path(__file__).parents[1] / "data" / "oracles" / "worked_examples.json"
EXAMPLES: dict[str, dict[str, Any]] = {e["id"]: e for e in json.loads(FILE.read_text(encoding="utf-8"))}
START = date(2025, 1, 1)


def example(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    return EXAMPLES[name]["inputs"], EXAMPLES[name]["expected"]


def test_ten_customers_of_one_price() -> None:
    given, expected = example("mrr-01")
    assert line_mrr(given["monthly_price"], given["customers"]) == expected["mrr"]


@pytest.mark.parametrize("name", ["mrr-02", "mrr-07"])
def test_an_annual_price_is_a_twelfth_a_month(name: str) -> None:
    given, expected = example(name)
    assert line_mrr(given["annual_price"], billing_period="Annual") == expected["mrr"]


def test_amount_is_the_price_after_a_lasting_discount() -> None:
    given, expected = example("mrr-03")
    net = given["monthly_price"] * (1 - given["lifetime_coupon_pct"] / 100)
    assert line_mrr(net) == expected["mrr"]
    given, expected = example("mrr-04")
    net = given["annual_price"] * (1 - given["discount_pct"] / 100)
    assert line_mrr(net, billing_period="Annual") == pytest.approx(expected["mrr"])


def test_a_discount_for_a_time_is_a_credit_line_with_an_end() -> None:
    given, expected = example("mrr-05")
    price = given["monthly_price"]
    lines = [
        ContractLine("Acme", price, START),
        ContractLine("Acme", -price * given["discount_pct"] / 100, START, end=date(2025, 3, 31)),
    ]
    rates = Rates("USD", {})
    assert contract_mrr("Acme", lines, date(2025, 3, 31), rates) == pytest.approx(expected["mrr_during"])
    assert contract_mrr("Acme", lines, date(2025, 4, 1), rates) == pytest.approx(expected["mrr_after"])


def test_two_plans_of_two_billing_periods() -> None:
    given, expected = example("mrr-08")
    monthly, annual = given["planA"], given["planB"]
    found = segment(
        make_book(
            [{"Client": "All"}],
            [
                {"Client": "All", "Amount": monthly["monthly"], "Quantity": monthly["n"], "Start": START},
                {
                    "Client": "All",
                    "Amount": annual["annual"],
                    "Quantity": annual["n"],
                    "Start": START,
                    "Billing Period": "Annual",
                },
            ],
        )
    )
    assert found.mrr == pytest.approx(expected["mrr"])


def test_one_off_fees_are_not_in_mrr() -> None:
    assert "one-time" in EXAMPLES["mrr-09"]["expected"]["rule"]
    lines = [{"Client": "A", "Amount": 500.0, "Start": START, "Kind": "One-off"}]
    found = segment(make_book([{"Client": "A"}], lines))
    assert found.mrr == 0.0
    assert found.clients["Non-recurring Revenue"].tolist() == [500.0]


def test_abc_classes_by_cumulative_share() -> None:
    """Crossing Account Down gives all 43 published letters but for three equal accounts, which stay together.

    The source splits three accounts of 16,000 over B and C; a group of equal ARR is never split here, so that the
    counts are 12, 13, 18 in place of 12, 15, 16.
    """
    given, expected = example("abc-01")
    tiers = [Tier("A", given["cut"][0]), Tier("B", given["cut"][1]), Tier("C")]
    revenue = given["revenue_desc"]
    assert sum(revenue) == expected["total"]
    found = tiers_by_share(revenue, tiers, "Down")
    assert Counter(found) == {"A": 12, "B": 13, "C": 18}
    differing = [r for r, ours, theirs in zip(revenue, found, expected["class"], strict=True) if ours != theirs]
    assert differing == [16_000, 16_000]
    for amount, group in groupby(zip(revenue, found, strict=True), key=lambda pair: pair[0]):
        assert len({tier for _, tier in group}) == 1, amount


def test_abc_classes_of_a_whole_book() -> None:
    given, _ = example("abc-01")
    found = segment(
        make_book(
            [{"Client": f"C{i:02d}", "Segment Value": r / 12} for i, r in enumerate(given["revenue_desc"])],
            tiers=(Tier("A", given["cut"][0]), Tier("B", given["cut"][1]), Tier("C")),
            settings={"crossing_account": "Down", "as_of": AS_OF},
        )
    )
    assert found.tiers["Accounts"].tolist() == [12, 13, 18]
    assert found.tiers["ARR"].sum() == pytest.approx(1_040_000)


def test_net_revenue_retention_of_the_clients_who_paid_a_year_ago() -> None:
    """The published 35,000 is what the same customers pay before those who left are taken off."""
    given, expected = example("nrr-01")
    start, end, churn = given["start_mrr"], given["end_mrr_same_customers"], given["churn"]
    share = net_retention(start, end - start, 0.0, -churn)
    assert round(100 * share, 1) == expected["nrr_pct"]
    a_year_ago = date(2024, 6, 1)
    lines = [
        {"Client": "Stays", "Amount": start - churn, "Start": a_year_ago},
        {"Client": "Stays", "Amount": end - start, "Start": date(2025, 1, 1)},
        {"Client": "Leaves", "Amount": churn, "Start": a_year_ago, "End": date(2025, 3, 31)},
        {"Client": "Comes", "Amount": 9_000.0, "Start": date(2025, 2, 1)},  # since: not in it
    ]
    book = segment(make_book([{"Client": name} for name in ("Stays", "Leaves", "Comes")], lines))
    (row,) = retention(book).to_dict("records")
    assert row["Opening MRR"] == start
    assert row["Closing MRR"] == end - churn
    assert round(100 * row["Net Revenue Retention"], 1) == expected["nrr_pct"]
    assert row["Gross Revenue Retention"] == pytest.approx(22_000 / 27_000)
    assert (row["Clients Then"], row["Clients Kept"], row["Client Retention"]) == (2, 1, 0.5)
