"""The recurring-revenue bridge against dbt Labs' MRR playbook: each month's parts, and each customer's category."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd
import pytest

from segmentbook.model.bridge import PARTS, bridge_part, recurring_bridge
from segmentbook.model.retention import first_recurring
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.model.snapshot_of import snapshot_of
from segmentbook.model.snapshots import Snapshot
from tests.oracles.test_mrr_playbook import CUSTOMERS, MONTHS, playbook, rows

CALENDAR = [row["date_month"] for row in rows("expected_monthly.csv")]
"""From 2018-01, which gives the opening of the first whole month."""

OURS = {"new": "New", "upgrade": "Expansion", "downgrade": "Contraction", "churn": "Churn"}
OURS |= {"reactivation": "Reactivation", "": ""}


@pytest.fixture(scope="module")
def books() -> list[Segmentation]:
    return [segment(playbook(date.fromisoformat(month))) for month in CALENDAR]


@pytest.fixture(scope="module")
def snapshots(books: list[Segmentation]) -> list[Snapshot]:
    return [snapshot_of(book) for book in books]


@pytest.fixture(scope="module")
def bridge(snapshots: list[Snapshot]) -> pd.DataFrame:
    return recurring_bridge(snapshots)


def expected(month: dict[str, str]) -> list[float]:
    return [float(month[f"{theirs}_mrr"] or 0.0) for theirs in OURS if theirs]


def test_each_month_has_the_parts_that_their_sql_gives(bridge: pd.DataFrame) -> None:
    assert bridge["Month"].tolist() == [month["date_month"][:7] for month in MONTHS]
    for found, month in zip(bridge.to_dict("records"), MONTHS, strict=True):
        assert [found[part] for part in PARTS] == pytest.approx(expected(month), abs=0.005), month
        assert found["Closing"] == pytest.approx(float(month["mrr"]), abs=0.005)
        assert found["Paying Clients"] == int(month["active_customers"])


def test_opening_and_parts_come_to_the_closing(bridge: pd.DataFrame) -> None:
    summed = bridge["Opening"] + bridge[list(PARTS)].sum(axis=1)
    assert summed.to_numpy() == pytest.approx(bridge["Closing"].to_numpy(), abs=1e-9)
    assert bridge["Opening"].tolist()[1:] == bridge["Closing"].tolist()[:-1]
    assert bridge["Closing ARR"].tolist() == [12 * mrr for mrr in bridge["Closing"]]


def of_each_customer(snapshots: list[Snapshot]) -> Iterator[tuple[tuple[str, str], float, str]]:
    """Month, customer, change and category of each pair of months."""
    paid: set[str] = set()
    before = dict.fromkeys(CUSTOMERS, 0.0)
    for snapshot in snapshots:
        now = dict(zip(snapshot.clients["Client ID"], snapshot.clients["Contract MRR"], strict=True))
        for customer in CUSTOMERS:
            part = bridge_part(before[customer], now[customer], customer in paid)
            yield (snapshot.as_of.isoformat(), customer), now[customer] - before[customer], part
        paid |= {customer for customer in CUSTOMERS if now[customer] > 0.0}
        before = now


def test_each_customer_has_the_change_and_the_category_that_their_sql_gives(snapshots: list[Snapshot]) -> None:
    theirs = {(row["date_month"], row["customer_id"]): row for row in rows("expected_mrr.csv")}
    seen = 0
    for key, change, part in of_each_customer(snapshots):
        row = theirs.get(key)
        if row is None:  # before the first and after the last month of a customer
            assert (change, part) == (0.0, ""), key
            continue
        seen += 1
        assert change == pytest.approx(float(row["mrr_change"])), key
        assert part == OURS[row["change_category"]], key
    assert seen == len(theirs)


def test_who_paid_before_the_calendar_and_comes_back_is_reactivated(books: list[Segmentation]) -> None:
    """Customers 2, 3 and 4 paid in 2017 alone; their SQL never sees them, and none of them comes back."""
    first = dict(zip(CUSTOMERS, first_recurring(books[0]), strict=True))
    early = sorted(c for c, day in first.items() if day < np.datetime64("2018-01-01"))
    assert early == ["2", "3", "4"]
    days = {customer: day.item() for customer, day in first.items() if not np.isnat(day)}
    opening, closing = (snapshot_of(book) for book in books[:2])
    closing.clients.loc[closing.clients["Client ID"] == "2", "Contract MRR"] = 40.0
    assert recurring_bridge([opening, closing], days)["Reactivation"].tolist() == [40.0]
    assert recurring_bridge([opening, closing])["New"].tolist() == [40.0]
