"""Contract lines -> ledger: hand-worked figures for MRR, for each reason, and for what lines say of one another."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from segmentbook.model.lines import ContractLine, line_mrr
from segmentbook.model.rates import Rates, rates_at
from segmentbook.model.reasons import COUNTED, REASONS
from segmentbook.model.revenue import LEDGER_COLUMNS, contract_mrr
from segmentbook.model.segmentation import Segmentation, segment
from tests.model.books import AS_OF, make_book

START = date(2025, 1, 1)
CLIENTS = [{"Client": "Acme", "Client ID": "C-1"}, {"Client": "Bolt", "Client ID": "C-2"}]


def line(**cells: Any) -> dict[str, Any]:
    return {"Client": "Acme", "Amount": 100.0, "Start": START} | cells


def run(*lines: dict[str, Any], **book: Any) -> Segmentation:
    return segment(make_book(**({"clients": CLIENTS, "contracts": list(lines)} | book)))


def reason(*lines: dict[str, Any], **book: Any) -> str:
    """Reason of the last line."""
    return str(run(*lines, **book).ledger["Reason"].iloc[-1])


@pytest.mark.parametrize(
    ("cells", "mrr"),
    [
        ({"Amount": 100.0}, 100.0),
        ({"Amount": 100.0, "Quantity": 3.0}, 300.0),
        ({"Amount": 1_200.0, "Billing Period": "Annual"}, 100.0),
        ({"Amount": 300.0, "Billing Period": "Quarterly"}, 100.0),
        ({"Amount": 600.0, "Billing Period": "Semi-annual"}, 100.0),
        ({"Amount": 2_400.0, "Billing Period": "24 months"}, 100.0),
        ({"Amount": 30.0, "Billing Period": "Weekly"}, 130.0),
        ({"Amount": 600.0, "Billing Period": "Total", "End": date(2025, 6, 30)}, 100.0),
        ({"Amount": 750.0, "Billing Period": "Total", "End": date(2025, 8, 15)}, 750.0 / (7 + 15 / 31)),
        ({"Amount": -40.0}, -40.0),
        ({"Amount": 100.0, "Currency": "EUR"}, 110.0),
        ({"Amount": 100.0, "Currency": " usd "}, 100.0),
    ],
)
def test_mrr_of_a_line(cells: dict[str, Any], mrr: float) -> None:
    found = run(line(**cells), rates=[{"Currency": "EUR", "Rate": 1.1}])
    assert found.ledger["MRR"].tolist() == pytest.approx([mrr])
    assert found.ledger["Counted MRR"].tolist() == pytest.approx([mrr])
    assert found.mrr == pytest.approx(mrr)
    assert found.arr == pytest.approx(12 * mrr)


def test_total_where_the_end_does_not_count_is_of_the_shorter_term() -> None:
    total = {"Amount": 600.0, "Billing Period": "Total", "End": date(2025, 7, 1)}
    assert run(line(**total), settings={"end_date_counts": False}).mrr == pytest.approx(100.0)
    assert run(line(**total)).mrr == pytest.approx(600.0 / (6 + 1 / 31))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, "counted"),
        ({"Start": AS_OF}, "counted"),
        ({"Start": date(2025, 7, 1)}, "not started"),
        ({"End": AS_OF}, "counted"),
        ({"End": date(2025, 6, 29)}, "ended"),
        ({"End": date(2025, 6, 29), "Auto Renew": True}, "counted: auto-renewed"),
        ({"End": AS_OF, "Auto Renew": True}, "counted"),
        ({"End": date(9999, 12, 31)}, "counted"),
        ({"Status": "Draft"}, "draft"),
        ({"Status": "quoted"}, "quoted"),
        ({"Status": "Cancelled", "Cancelled On": date(2025, 7, 1)}, "counted"),
        ({"Status": "Cancelled", "Cancelled On": AS_OF}, "cancelled"),
        ({"Cancelled On": AS_OF}, "cancelled"),
        ({"Status": "Cancelled"}, "cancelled without date"),
        ({"Status": "Paused"}, "unknown status"),
        ({"Kind": "One-off"}, "one-off"),
        ({"Kind": "one-off", "Billing Period": "once"}, "one-off"),
        ({"Kind": "Third party"}, "third party"),
        ({"Kind": "Usage"}, "unknown kind"),
        ({"Aligned": False}, "not aligned"),
        ({"Aligned": None}, "counted"),
        ({"Client": "Cole"}, "unknown client"),
        ({"Client": ""}, "unknown client"),
        ({"Client": " c-1 "}, "counted"),
        ({"Amount": None}, "unreadable amount"),
        ({"Amount": None, "Unreadable": "Amount"}, "unreadable amount"),
        ({"Unreadable": "Quantity"}, "unreadable quantity"),
        ({"Unreadable": "End"}, "unreadable date"),
        ({"Start": None, "Unreadable": "Start;Amount"}, "unreadable date"),
        ({"Unreadable": "Cancelled On"}, "unreadable date"),
        ({"Unreadable": "Renewal Date"}, "counted"),
        ({"Unreadable": "Currency"}, "no exchange rate"),
        ({"Start": None}, "no start date"),
        ({"End": date(2024, 12, 31)}, "end before start"),
        ({"Billing Period": "now and then"}, "unknown billing period"),
        ({"Billing Period": "Total"}, "end missing for Total"),
        ({"Currency": "GBP"}, "no exchange rate"),
        # what makes a line unusable goes before policy, and policy before dates
        ({"Status": "Draft", "Start": None}, "no start date"),
        ({"Kind": "Third party", "Client": "Cole"}, "unknown client"),
        ({"Status": "Draft", "End": date(2025, 6, 1)}, "draft"),
        ({"Aligned": False, "Start": date(2030, 1, 1)}, "not aligned"),
        ({"Kind": "One-off", "Status": "Quoted"}, "quoted"),
    ],
)
def test_each_reason(cells: dict[str, Any], expected: str) -> None:
    assert reason(line(**cells)) == expected
    assert expected in {str(r) for r in REASONS}


def test_an_exclusive_end_is_the_first_day_that_no_longer_counts() -> None:
    settings = {"end_date_counts": False}
    assert reason(line(End=AS_OF), settings=settings) == "ended"
    assert reason(line(End=date(2025, 7, 1)), settings=settings) == "counted"
    assert reason(line(End=START), settings=settings) == "end before start"
    assert reason(line(End=START), settings={"as_of": START}) == "counted"


def test_uncounted_lines_show_their_mrr_where_it_can_be_computed() -> None:
    found = run(
        line(Status="Draft"),
        line(Client="Cole"),
        line(Currency="GBP"),
        line(Kind="One-off"),
        line(Unreadable="Quantity"),
        line(Start=None),
    ).ledger
    np.testing.assert_array_equal(found["MRR"], [100.0, 100.0, np.nan, np.nan, np.nan, 100.0])
    assert found["Counted MRR"].tolist() == [0.0] * 6
    assert np.isnan(found["Rate"].iloc[2])
    assert np.isnan(found["Months"].iloc[3])


def test_the_ledger_has_every_line_once_in_its_order() -> None:
    found = run(
        line(Product="A"), line(Client="Cole", Product="B"), line(Client="C-2", Product="C"), contract_rows=[4, 7, 9]
    )
    assert found.ledger.columns.tolist() == [*LEDGER_COLUMNS, "Client Row"]
    assert found.ledger.index.tolist() == [4, 7, 9]
    assert found.ledger["Product"].tolist() == ["A", "B", "C"]
    assert found.ledger["Client"].tolist() == ["Acme", "Cole", "Bolt"]
    assert found.ledger["Client ID"].tolist() == ["C-1", "", "C-2"]
    assert found.ledger["Client Row"].tolist() == [0, -1, 1]
    assert found.ledger["Currency"].tolist() == ["USD"] * 3


def test_client_row_is_the_label_of_the_clients_row() -> None:
    found = run(line(Client="Bolt"), client_rows=[3, 8])
    assert found.ledger["Client Row"].tolist() == [8]


def test_a_client_is_named_by_id_before_name() -> None:
    clients = [{"Client": "Bolt", "Client ID": "Acme"}, {"Client": "Acme", "Client ID": "C-9"}]
    assert run(line(), clients=clients).clients["Contract MRR"].tolist() == [100.0, 0.0]


def test_a_name_of_two_clients_is_counted_for_neither() -> None:
    clients = [{"Client": "Acme", "Client ID": "C-1"}, {"Client": "ACME ", "Client ID": "C-2"}]
    found = run(line(), line(Client="C-2"), clients=clients)
    assert found.ledger["Reason"].tolist() == ["ambiguous client", "counted"]
    assert found.mrr == 100.0


@pytest.mark.parametrize("ids", [["", "C-2"], ["C-1", ""], ["Acme", "C-2"], ["C-1", "", "C-3"], ["C-1", "C-2", ""]])
def test_a_shared_name_stays_ambiguous_where_it_is_the_id_of_one(ids: list[str]) -> None:
    clients = [{"Client": "Acme", "Client ID": own_id} for own_id in ids]
    assert reason(line(), clients=clients) == "ambiguous client"


def test_an_id_that_is_anothers_name_is_the_id() -> None:
    clients = [
        {"Client": "Acme", "Client ID": "C-1"},
        {"Client": "Acme", "Client ID": "C-2"},
        {"Client": "Bolt", "Client ID": "Acme"},
    ]
    assert run(line(), clients=clients).clients["Contract MRR"].tolist() == [0.0, 0.0, 100.0]
    assert run(line(), clients=clients[::-1]).clients["Contract MRR"].tolist() == [100.0, 0.0, 0.0]


# Lines that speak for one another


def test_an_identical_line_counts_once() -> None:
    one = line(**{"Contract ID": "K-1"})
    found = run(one, one | {"Contract ID": "k-1 "}, one | {"Client": "C-1"})
    assert found.ledger["Reason"].tolist() == ["counted", "duplicate", "duplicate"]
    assert found.mrr == 100.0


def test_identical_lines_without_id_are_two_lines() -> None:
    assert run(line(), line()).mrr == 200.0


def test_different_lines_of_one_id_count_neither() -> None:
    one = line(**{"Contract ID": "K-1"})
    found = run(one, one | {"Amount": 90.0}, one, line(**{"Contract ID": "K-2", "Amount": 5.0}))
    assert found.ledger["Reason"].tolist() == ["conflicting contract id"] * 3 + ["counted"]
    assert found.mrr == 5.0


@pytest.mark.parametrize(
    "other",
    [
        {"Client": "Bolt"},
        {"Product": "X"},
        {"Quantity": 2.0},
        {"Currency": "EUR"},
        {"Billing Period": "Annual"},
        {"Start": date(2025, 1, 2)},
        {"End": date(2026, 1, 1)},
        {"Auto Renew": True},
        {"Aligned": False},
        {"Status": "Draft"},
        {"Cancelled On": date(2027, 1, 1)},
        {"Kind": "One-off"},
        {"Renewal Date": date(2026, 1, 1)},
        {"Supersedes": "K-2"},
    ],
)
def test_any_column_makes_lines_different(other: dict[str, Any]) -> None:
    one = line(**{"Contract ID": "K-1"})
    assert run(one, one | other).ledger["Reason"].tolist() == ["conflicting contract id"] * 2


def test_a_line_is_superseded_from_the_start_of_its_successor() -> None:
    old = line(**{"Contract ID": "K-1"})
    new = line(**{"Contract ID": "K-2", "Amount": 120.0, "Start": AS_OF, "Supersedes": " k-1"})
    found = run(old, new)
    assert found.ledger["Reason"].tolist() == ["superseded", "counted"]
    assert found.ledger["Note"].tolist() == ["superseded by K-2", ""]
    before = run(old, new, settings={"as_of": date(2025, 6, 29)})
    assert before.ledger["Reason"].tolist() == ["counted", "not started"]


@pytest.mark.parametrize(
    "successor",
    [
        {"Status": "Draft"},
        {"Aligned": False},
        {"Client": "Cole"},
        {"Kind": "One-off"},
        {"Currency": "GBP"},
        {"Status": "Cancelled", "Cancelled On": date(2025, 2, 1)},
    ],
)
def test_only_a_countable_line_supersedes(successor: dict[str, Any]) -> None:
    old = line(**{"Contract ID": "K-1"})
    new = line(**{"Contract ID": "K-2", "Start": date(2025, 2, 1), "Supersedes": "K-1"} | successor)
    assert run(old, new).ledger["Reason"].iloc[0] == "counted"


def test_a_line_stays_superseded_after_its_successor_has_ended() -> None:
    old = line(**{"Contract ID": "K-1"})
    new = line(**{"Contract ID": "K-2", "Start": date(2025, 2, 1), "End": date(2025, 3, 1), "Supersedes": "K-1"})
    assert run(old, new).ledger["Reason"].tolist() == ["superseded", "ended"]


def test_of_several_successors_the_earliest_is_named() -> None:
    old = line(**{"Contract ID": "K-1"})
    later = line(**{"Contract ID": "K-2", "Start": date(2025, 4, 1), "Supersedes": "K-1"})
    earlier = line(**{"Contract ID": "K-3", "Start": date(2025, 3, 1), "Supersedes": "K-1"})
    for lines in ([old, later, earlier], [old, earlier, later]):
        assert run(*lines).ledger["Note"].iloc[0] == "superseded by K-3"


def test_a_chain_of_renewals_counts_its_last_line() -> None:
    chain = [
        line(**{"Contract ID": f"K-{i}", "Start": date(2025, 1 + i, 1), "Supersedes": f"K-{i - 1}" if i else ""})
        for i in range(6)
    ]
    assert run(*chain).ledger["Reason"].tolist() == ["superseded"] * 5 + ["counted"]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_lines_in_a_circle_supersede_none(size: int) -> None:
    circle = [
        line(**{"Contract ID": f"K-{i}", "Supersedes": f"K-{(i + 1) % size}", "Start": date(2025, 1, 1 + i)})
        for i in range(size)
    ]
    tail = line(**{"Contract ID": "T", "Supersedes": "K-0", "Amount": 7.0})
    found = run(*circle, tail)
    assert found.ledger["Reason"].tolist() == ["superseded"] + ["counted"] * size
    note = "supersedes itself: ignored" if size == 1 else "supersedes in a circle: ignored"
    assert note in found.ledger["Note"].iloc[0]


# Non-recurring revenue, credits, totals


@pytest.mark.parametrize(
    ("cells", "revenue"),
    [
        ({"Start": AS_OF}, 200.0),
        ({"Start": date(2024, 7, 1)}, 200.0),
        ({"Start": date(2024, 6, 30)}, 0.0),
        ({"Start": date(2025, 7, 1)}, 0.0),
        ({"Status": "Draft"}, 0.0),
        ({"Status": "Cancelled", "Cancelled On": date(2026, 1, 1)}, 0.0),
        ({"Cancelled On": date(2025, 2, 1)}, 0.0),
        ({"Currency": "EUR"}, 220.0),
        ({"Kind": "Recurring"}, 0.0),
    ],
)
def test_non_recurring_revenue_of_the_last_twelve_months(cells: dict[str, Any], revenue: float) -> None:
    one_off = line(**({"Kind": "One-off", "Quantity": 2.0} | cells))
    found = run(one_off, rates=[{"Currency": "EUR", "Rate": 1.1}])
    assert found.clients["Non-recurring Revenue"].tolist() == pytest.approx([revenue, 0.0])


def test_credits_reduce_mrr_and_a_client_may_owe_nothing() -> None:
    found = run(line(Amount=100.0), line(Amount=-100.0), line(Client="C-2", Amount=50.0))
    assert found.clients["Contract MRR"].tolist() == [0.0, 50.0]
    assert found.mrr == 50.0
    assert found.paying_clients == 1


def test_counted_mrr_of_churned_clients_stays_in_the_total() -> None:
    clients = [{"Client": "Acme", "Churned On": date(2025, 3, 1)}, {"Client": "Bolt"}]
    found = run(line(), line(Client="Bolt", Amount=10.0), clients=clients)
    assert found.mrr == 110.0
    assert found.ledger["Note"].tolist() == ["counted though the client has churned", ""]


# Rates


def test_the_latest_rate_not_after_the_date_is_used() -> None:
    rows = [("EUR", 1.0, None), ("eur", 1.2, date(2025, 7, 1)), ("EUR", 1.1, date(2025, 1, 1)), ("GBP", 0.0, None)]
    assert rates_at(rows, AS_OF, "USD").rate("Eur") == 1.1
    assert rates_at(rows, date(2024, 12, 31), "USD").rate("EUR") == 1.0
    assert rates_at(rows, date(2025, 7, 1), "USD").rate("EUR") == 1.2
    assert rates_at(rows, AS_OF, "USD").rate("GBP") is None
    assert rates_at(rows, AS_OF, "EUR").rate("eur") == 1.0


def test_two_rates_of_one_day_are_none() -> None:
    rows = [("EUR", 1.1, date(2025, 1, 1)), ("EUR", 1.2, date(2025, 1, 1)), ("EUR", 1.0, None)]
    for order in (rows, rows[::-1]):
        found = rates_at(order, AS_OF, "USD")
        assert found.rate("EUR") is None
        assert found.conflicting == {"eur"}
    assert rates_at([*rows, ("EUR", 1.3, date(2025, 2, 1))], AS_OF, "USD") == Rates("USD", {"eur": 1.3})
    same = [("EUR", 1.1, None), ("EUR", 1.1, None)]
    assert rates_at(same, AS_OF, "USD").rate("EUR") == 1.1


# The scalar form


def test_contract_mrr_of_one_client() -> None:
    lines = [
        ContractLine("Acme", 1_200.0, START, billing_period="Annual", contract_id="K-1"),
        ContractLine("Acme", 50.0, START, currency="EUR"),
        ContractLine("Bolt", 7.0, START),
        ContractLine("acme ", 300.0, date(2025, 6, 1), contract_id="K-2", supersedes="K-1"),
    ]
    rates = Rates("USD", {"eur": 1.1})
    assert contract_mrr("ACME", lines, date(2025, 5, 31), rates) == pytest.approx(155.0)
    assert contract_mrr("ACME", lines, AS_OF, rates) == pytest.approx(355.0)
    assert contract_mrr("Cole", lines, AS_OF, rates) == 0.0


def test_mrr_that_cannot_be_computed_is_none() -> None:
    assert line_mrr(None) is None
    assert line_mrr(100.0, billing_period="soon") is None
    assert line_mrr(100.0, billing_period="Total", start=START) is None
    assert line_mrr(1e308, 1e308) is None
    assert str(line_mrr(-0.0)) == "0.0"


def test_absurd_amounts_never_reach_the_total() -> None:
    rates = [{"Currency": "EUR", "Rate": 1e11}, {"Currency": "GBP", "Rate": 1e300}]
    found = run(
        line(Amount=1e300), line(Amount=-1e308), line(Amount=9e14, Currency="EUR"), line(Currency="GBP"), rates=rates
    )
    assert found.ledger["Reason"].tolist() == ["unreadable amount"] * 2 + ["counted", "no exchange rate"]
    assert found.mrr == 9e25


def test_every_reason_is_counted_or_not() -> None:
    assert {str(r) for r in COUNTED} == {"counted", "counted: auto-renewed"}
