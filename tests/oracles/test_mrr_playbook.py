"""dbt Labs' MRR playbook: 121 subscription periods, the MRR of every month and customer by their own SQL."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from segmentbook.model.inputs import Inputs
from segmentbook.model.lines import ContractLine
from segmentbook.model.rates import Rates
from segmentbook.model.revenue import judge
from segmentbook.model.segmentation import segment
from tests.model.books import make_book

FOLDER = Path(__file__).parents[1] / "data" / "oracles" / "mrr_playbook"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PERIODS = rows("subscription_periods.csv")
CUSTOMERS = sorted({row["customer_id"] for row in PERIODS}, key=int)
MONTHS = [row for row in rows("expected_monthly.csv") if row["date_month"] >= "2018-02-01"]
"""Their calendar starts in 2018-01: what ended before is not in it, so that the first whole month is 2018-02."""


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def playbook(as_of: date) -> Inputs:
    return make_book(
        [{"Client": f"Customer {c}", "Client ID": c} for c in CUSTOMERS],
        [
            {
                "Client": row["customer_id"],
                "Contract ID": row["subscription_id"],
                "Amount": float(row["monthly_amount"]),
                "Start": day(row["start_date"]),
                "End": day(row["end_date"]),
            }
            for row in PERIODS
        ],
        settings={"as_of": as_of, "end_date_counts": False},
    )


def expected_by_customer() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows("expected_mrr.csv"):
        found[row["date_month"]][row["customer_id"]] = float(row["mrr"])
    return found


BY_CUSTOMER = expected_by_customer()


def test_the_oracle_is_whole() -> None:
    assert len(PERIODS) == 121
    assert len(CUSTOMERS) == 55
    assert [MONTHS[0]["date_month"], MONTHS[-1]["date_month"]] == ["2018-02-01", "2020-02-01"]
    assert len(MONTHS) == 25


@pytest.mark.parametrize("month", MONTHS, ids=lambda row: row["date_month"][:7])
def test_mrr_and_customers_of_the_month(month: dict[str, str]) -> None:
    found = segment(playbook(date.fromisoformat(month["date_month"])))
    assert found.mrr == pytest.approx(float(month["mrr"]), abs=0.005)
    assert found.paying_clients == int(month["active_customers"])
    of_month = BY_CUSTOMER[month["date_month"]]
    wanted = {c: of_month.get(c, 0.0) for c in CUSTOMERS}
    assert dict(zip(found.clients["Client ID"], found.clients["Contract MRR"], strict=True)) == pytest.approx(wanted)


@pytest.mark.parametrize("month", MONTHS[::6], ids=lambda row: row["date_month"][:7])
def test_the_scalar_form_gives_the_same_mrr(month: dict[str, str]) -> None:
    lines = [
        ContractLine(
            row["customer_id"],
            float(row["monthly_amount"]),
            day(row["start_date"]),
            contract_id=row["subscription_id"],
            end=day(row["end_date"]),
        )
        for row in PERIODS
    ]
    judged = judge(lines, date.fromisoformat(month["date_month"]), Rates("USD", {}), end_counts=False)
    assert sum(j.counted_mrr for j in judged) == pytest.approx(float(month["mrr"]))
