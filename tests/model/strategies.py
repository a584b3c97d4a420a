"""Books that hypothesis makes: many ties, blanks, edges and contradictions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from segmentbook.model.lines import ContractLine
from tests.model.books import AS_OF

__all__ = ["amounts", "clients", "contract_lines", "contract_rows", "days", "row_of"]

NAMES = ("Acme", "Bolt", "Cole", "acme ", "C-1", "Nobody", "")

days = st.one_of(
    st.sampled_from([AS_OF, AS_OF - timedelta(1), AS_OF + timedelta(1), date(2024, 2, 29), date(9999, 12, 31)]),
    st.dates(date(2023, 1, 1), date(2027, 12, 31)),
)
amounts = st.one_of(
    st.sampled_from([0.0, -0.0, 100.0, 33.33, 0.005, -50.0, 1e6]), st.integers(-(10**6), 10**6).map(lambda n: n / 200)
)


def contract_lines(clients: tuple[str, ...] = NAMES) -> st.SearchStrategy[ContractLine]:
    """Lines of few clients and IDs, so that they repeat, contradict and supersede each other."""
    ids = st.sampled_from(["", "K-1", "k-1 ", "K-2", "K-3", "K-4", "K-5"])
    return st.builds(
        ContractLine,
        client=st.sampled_from(clients),
        amount=st.one_of(amounts, st.none()),
        start=st.one_of(st.none(), days, days, days),
        contract_id=ids,
        product=st.sampled_from(["", "Backup", "Helpdesk"]),
        quantity=st.sampled_from([None, 1.0, 2.0, 0.5]),
        currency=st.sampled_from(["", "USD", "EUR", "eur ", "GBP"]),
        billing_period=st.sampled_from(["", "Monthly", "Annual", "Weekly", "Total", "18 months", "soon"]),
        end=st.one_of(st.none(), days),
        auto_renew=st.sampled_from([None, True, False]),
        aligned=st.sampled_from([None, True, True, False]),
        status=st.sampled_from(["", "Active", "Active", "active", "Draft", "Quoted", "Cancelled", "Paused"]),
        cancelled_on=st.one_of(st.none(), st.none(), days),
        kind=st.sampled_from(["", "Recurring", "Recurring", "One-off", "Third party", "Usage"]),
        renewal_date=st.one_of(st.none(), days),
        supersedes=ids,
        unreadable=st.sampled_from([frozenset[str]()] * 6 + [frozenset({"Quantity"}), frozenset({"End", "Kind"})]),
    )


def row_of(line: ContractLine) -> dict[str, Any]:
    """The row of Contracts that a line is."""
    return {
        "Client": line.client,
        "Contract ID": line.contract_id,
        "Product": line.product,
        "Amount": line.amount,
        "Quantity": line.quantity,
        "Currency": line.currency,
        "Billing Period": line.billing_period,
        "Start": line.start,
        "End": line.end,
        "Auto Renew": line.auto_renew,
        "Aligned": line.aligned,
        "Status": line.status,
        "Cancelled On": line.cancelled_on,
        "Kind": line.kind,
        "Renewal Date": line.renewal_date,
        "Supersedes": line.supersedes,
        "Unreadable": ";".join(sorted(line.unreadable)),
    }


contract_rows = contract_lines().map(row_of)


def clients(size: int = 8) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Clients of different IDs; names repeat, and some have neither contracts nor employees."""
    one = st.fixed_dictionaries(
        {
            "Client": st.sampled_from(["Acme", "Bolt", "Cole", "Dunn"]),
            "Employees": st.sampled_from([None, 0.0, 1.0, 40.0, 250.0]),
            "Segment Value": st.one_of(
                st.none(), st.none(), st.sampled_from([0.0, 5_000.0, 4_999.995, 20_000.0, -1.0])
            ),
            "Tier Override": st.sampled_from(["", "", "Tier 1 - Strategic", "tier 3 - long tail ", "Gold"]),
            "Health Override": st.sampled_from(["", "", "Healthy", "healthy", "Great"]),
            "Override Reason": st.sampled_from(["", "new sponsor"]),
            "Override Until": st.one_of(st.none(), days),
            "Client Since": st.one_of(st.none(), st.none(), days),
            "Churned On": st.one_of(st.none(), st.none(), st.none(), days),
            "Last Review": st.one_of(st.none(), days),
            "Licensed Seats": st.sampled_from([None, 0.0, 10.0]),
            "Active Seats": st.sampled_from([None, 0.0, 5.0, 12.0]),
            "Sites": st.sampled_from([None, 1.0, 5.5, 10.0, 40.0]),
            "Sponsor": st.sampled_from([None, "yes", "No ", "partly", "maybe"]),
        }
    )
    return st.lists(one, max_size=size).map(
        lambda rows: [row | {"Client ID": f"C-{i}"} for i, row in enumerate(rows, start=1)]
    )
