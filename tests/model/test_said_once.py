"""The checks and the calculation together: what is wrong with a line is said, and said once."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from segmentbook.checks import check
from segmentbook.model.issues import Issue, Level
from segmentbook.model.reasons import ERRORS
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.raw import ErrorValue, RawBook, RawColumn, RawTable

DAY = date(2025, 6, 30)
GOOD = {"Client": "Acme", "Amount": 100.0, "Start": date(2025, 1, 1)}
WRONG: dict[str, list[Any]] = {
    "Client": [None, "Nobody", "Bolt", ErrorValue("#N/A")],
    "Contract ID": ["K-1", "k-1", "K-2", ErrorValue("#N/A")],
    "Amount": [None, "abc", ErrorValue("#DIV/0!"), -5.0, "1,200.50", 1e300],
    "Quantity": ["many", 0.0, True],
    "Currency": ["GBP", "EUR", ErrorValue("#REF!")],
    "Billing Period": ["biannual", "Total", 12, ErrorValue("#N/A")],
    "Start": [None, "31/02/2026", 60, "soon"],
    "End": [date(2024, 1, 1), "x", date(2025, 12, 31)],
    "Status": ["Paused", "Cancelled", "draft", ErrorValue("#N/A")],
    "Cancelled On": ["x", date(2025, 2, 1)],
    "Kind": ["Usage", "one-off", ErrorValue("#NAME?")],
    "Supersedes": ["K-9", "K-1", ErrorValue("#N/A")],
    "Aligned": ["maybe", "no"],
}
HEADERS = tuple(WRONG)

lines = st.fixed_dictionaries(
    {header: st.one_of(*[st.just(GOOD.get(header))] * 8, st.sampled_from(cells)) for header, cells in WRONG.items()}
)


def table(name: str, headers: tuple[str, ...], rows: list[dict[str, Any]]) -> RawTable:
    columns = tuple(RawColumn.from_values([row.get(header) for row in rows]) for header in headers)
    return RawTable(name, name, 1, 1, headers, columns)


def run(rows: list[dict[str, Any]]) -> tuple[Segmentation, list[Issue]]:
    clients = [{"Client": "Acme", "Client ID": "C-1"}, {"Client": "Bolt", "Client ID": "C-2"}]
    clients.append({"Client": "Bolt", "Client ID": "C-3"})
    raw = RawBook(
        {
            "Clients": table("Clients", ("Client", "Client ID"), clients),
            "Contracts": table("Contracts", HEADERS, rows),
            "Rates": table("Rates", ("Currency", "Rate", "From"), [{"Currency": "EUR", "Rate": 1.1}]),
        }
    )
    checked = check(raw, today=DAY)
    found = segment(checked.inputs)
    return found, [issue for issue in (*checked.issues, *found.issues) if issue.table == "Contracts"]


@given(st.lists(lines, min_size=1, max_size=8))
def test_a_line_left_out_for_an_error_has_an_error_and_no_cell_two(rows: list[dict[str, Any]]) -> None:
    found, issues = run(rows)
    cells = Counter((issue.row, issue.column) for issue in issues if issue.level is Level.ERROR)
    assert [cell for cell, times in cells.items() if times > 1] == []
    wrong = {issue.row for issue in issues if issue.level is Level.ERROR}
    reasons = found.ledger["Reason"]
    assert {row for row, reason in reasons.items() if reason in ERRORS} - wrong == set()
    assert {row for row in wrong if reasons.get(row) in ("counted", "counted: auto-renewed")} == set()
