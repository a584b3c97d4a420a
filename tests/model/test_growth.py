"""What clients paid a year ago, and how their revenue has grown: figures worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.model.clients import ClientKeys
from segmentbook.model.growth import YearAgo
from segmentbook.model.inputs import Filter, Inputs, Measure, Tier, TierRule
from segmentbook.model.rates import rates_from
from segmentbook.model.revenue import counted_mrr_at, ledger, per_client
from segmentbook.model.segmentation import segment
from tests.model.books import AS_OF, make_book
from tests.model.strategies import contract_rows, days

THEN = date(2024, 6, 30)


def line(client: str, amount: float, start: date, end: date | None = None, **more: Any) -> dict[str, Any]:
    return {"Client": client, "Amount": amount, "Start": start, "End": end} | more


def book(contracts: list[dict[str, Any]], *names: str, **more: Any) -> Inputs:
    return make_book([{"Client": name} for name in names], contracts, **more)


def past(inputs: Inputs) -> YearAgo:
    found = segment(inputs).year_ago
    assert found is not None
    return found


def test_growth_is_the_revenue_now_over_that_of_the_same_day_a_year_ago() -> None:
    inputs = book(
        [
            line("Acme", 100.0, date(2024, 1, 1)),
            line("Acme", 50.0, date(2024, 7, 1)),
            line("Bolt", 80.0, date(2023, 1, 1), date(2024, 12, 31)),
            line("Cole", 70.0, date(2024, 7, 1)),
            line("Dunn", 200.0, THEN, THEN),  # paid on that one day
            line("Eads", 200.0, date(2023, 1, 1), date(2024, 6, 29)),  # left the day before
        ],
        *("Acme", "Bolt", "Cole", "Dunn", "Eads", "Fynn"),
    )
    found = past(inputs)
    assert found.day == THEN
    assert found.mrr.tolist() == [100.0, 80.0, 0.0, 200.0, 0.0, 0.0]
    assert found.growth.tolist()[:2] == pytest.approx([0.5, -1.0])
    assert np.isnan(found.growth[[2, 4, 5]]).all()
    assert found.new.tolist() == [False, False, True, False, False, False]
    clients = segment(inputs).clients
    assert clients["MRR a Year Ago"].tolist() == found.mrr.tolist()
    assert np.array_equal(clients["MRR Growth"], found.growth, equal_nan=True)
    assert clients.columns.tolist().index("MRR a Year Ago") == clients.columns.tolist().index("ARR") + 1


def test_each_day_has_its_own_rate() -> None:
    rates = [
        {"Currency": "EUR", "Rate": 1.0, "From": None},
        {"Currency": "EUR", "Rate": 1.2, "From": date(2024, 7, 1)},
    ]
    inputs = book([line("Acme", 100.0, date(2024, 1, 1), Currency="EUR")], "Acme", rates=rates)
    assert past(inputs).mrr.tolist() == [100.0]
    assert past(inputs).growth.tolist() == pytest.approx([0.2])


def test_a_credit_a_year_ago_is_nothing_to_grow_from() -> None:
    found = past(book([line("Acme", -5.0, date(2024, 1, 1)), line("Acme", 15.0, date(2025, 1, 1))], "Acme"))
    assert found.mrr.tolist() == [-5.0]
    assert np.isnan(found.growth[0])
    assert found.new.tolist() == [True]


@pytest.mark.parametrize(
    ("as_of", "then"), [(date(2024, 2, 29), date(2023, 2, 28)), (date(2025, 2, 28), date(2024, 2, 28))]
)
def test_a_leap_day_looks_back_to_the_last_of_february(as_of: date, then: date) -> None:
    inputs = book([line("Acme", 100.0, then)], "Acme", settings={"as_of": as_of})
    assert past(inputs).day == then
    assert past(inputs).mrr.tolist() == [100.0]
    assert past(book([line("Acme", 100.0, then + timedelta(1))], "Acme", settings={"as_of": as_of})).mrr[0] == 0.0


def test_measures_rules_and_filters_may_ask_for_it() -> None:
    contracts = [line("Acme", 100.0, date(2024, 1, 1)), line("Acme", 50.0, date(2024, 7, 1))]
    contracts.append(line("Bolt", 100.0, date(2024, 1, 1)))
    inputs = book(
        contracts,
        *("Acme", "Bolt"),
        settings={"tier_by": "Rules"},
        tiers=(Tier("Growing"), Tier("Others")),
        tier_rules=(TierRule("Growing", "MRR Growth", ">=", 0.5),),
        health_measures=(Measure("Growth", 1.0, 0.0, 1.0, {}, "MRR Growth"),),
        filters=(Filter("MRR a Year Ago", ("100",)), Filter("MRR Growth", ("0",))),
    )
    clients = segment(inputs).clients
    assert clients["Tier"].tolist() == ["Growing", "Others"]
    assert clients["Health Score"].tolist() == [50.0, 0.0]
    assert clients["In Filter"].tolist() == [False, True]


@given(st.lists(contract_rows, max_size=8), days)
def test_the_ledger_at_another_date_is_that_of_a_book_of_that_date(lines: list[dict[str, Any]], day: date) -> None:
    rates = [{"Currency": "EUR", "Rate": 1.1, "From": None}, {"Currency": "GBP", "Rate": 1.3, "From": AS_OF}]
    inputs = book(lines, "Acme", "Bolt", "Cole", rates=rates)
    keys = ClientKeys(["Acme", "Bolt", "Cole"], ["", "", ""])
    found = ledger(inputs, keys, rates_from(inputs.rates, AS_OF, "USD"))
    then = replace(inputs, settings=replace(inputs.settings, as_of=day))
    at_day = rates_from(inputs.rates, day, "USD")
    other = ledger(then, keys, at_day)
    assert np.array_equal(counted_mrr_at(found, day, at_day), other.counted_mrr, equal_nan=True)
    assert per_client(found, counted_mrr_at(found, day, at_day), 3).tolist() == (
        per_client(other, other.counted_mrr, 3).tolist()
    )
