"""Money from contracts as a refresh computes it, over books that hypothesis makes from cells of every kind."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import udfs
from segmentbook.errors import InputError
from tests.udfs.books import known, refreshed, told
from udfs import CellError, ExcelError, _clienttable

AS_OF = date(2025, 6, 30)
DAYS = st.sampled_from([AS_OF, AS_OF - timedelta(1), AS_OF + timedelta(1), date(2024, 2, 29), date(2023, 1, 31)])
DAY_CELLS = st.one_of(
    DAYS,
    DAYS.map(lambda day: datetime(day.year, day.month, day.day, 12)),
    DAYS.map(lambda day: day.isoformat()),
    DAYS.map(lambda day: float((day - date(1899, 12, 30)).days)),
    DAYS.map(lambda day: f"{day:%m/%d/%Y}"),
    st.sampled_from(["03/04/2025", "31/12/2024", "soon", 0.0, True, 20250101.0, 2025.0]),
)
IDS = st.sampled_from([None, "K-1", "k-1 ", "K-2", "K-3", "K-4"])
COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "Client": st.sampled_from(["Acme", "acme ", "C-2", "Cole", "Nobody", None, 7.0]),
    "Amount": st.one_of(
        st.integers(-(10**6), 10**6).map(lambda n: n / 200),
        st.sampled_from(["1,234.50", "1.234,50", "1,234", "$ 90", "90 EUR", "€45", "12%", "?", None, True, 1e16]),
    ),
    "Start": st.one_of(st.none(), DAY_CELLS, DAY_CELLS, DAY_CELLS),
    "Contract ID": IDS,
    "Product": st.sampled_from([None, "Backup"]),
    "Quantity": st.sampled_from([None, 1.0, 2.0, "3", "x"]),
    "Currency": st.sampled_from([None, None, "USD", "usd", "EUR", "€", "$", "GBP"]),
    "Billing Period": st.sampled_from([None, "Monthly", "per year", "Weekly", "Total", 18.0, "soon"]),
    "End": st.one_of(st.none(), DAY_CELLS),
    "Auto Renew": st.sampled_from([None, "Yes", True, 0.0, "maybe"]),
    "Aligned": st.sampled_from([None, "x", "No", False]),
    "Status": st.sampled_from([None, "Active", "signed", "Draft", "quote", "Canceled", "Paused"]),
    "Cancelled On": st.one_of(st.none(), st.none(), DAY_CELLS),
    "Kind": st.sampled_from([None, "Recurring", "subscription", "setup", "3rd party", "Usage"]),
    "Renewal Date": st.one_of(st.none(), DAY_CELLS),
    "Supersedes": IDS,
}
LINE = st.tuples(*COLUMNS.values()).map(list)
TABLES = st.lists(LINE, min_size=1, max_size=8).map(lambda rows: [list(COLUMNS), *rows])
RATES = [["Currency", "Rate", "From"], ["EUR", 1.25, None], ["GBP", 1.5, date(2024, 1, 1)], ["GBP", 2.0, AS_OF]]
CLIENTS = [
    ["Client", "Client ID", "Segment Value", "Churned On"],
    ["Acme", "C-1", None, None],
    ["Bolt", "C-2", None, None],
    ["Cole", "C-3", 700.0, None],
    ["7", None, None, AS_OF],
]


@given(TABLES)
def test_contract_mrr_of_each_client(lines: list[list[Any]]) -> None:
    book = refreshed({"Clients": CLIENTS, "Contracts": lines, "Rates": RATES}, AS_OF)
    for name, own, mrr in zip(*(book.clients[h] for h in ("Client", "Client ID", "Contract MRR")), strict=True):
        row = udfs.OVERALLVALUE([name, own], ["Client", "Client ID"], lines, AS_OF, RATES)
        assert row == pytest.approx(mrr)
        found = [udfs.CONTRACTMRR(key, lines, AS_OF, RATES) for key in {name, own}]
        assert sum(part for part in found if part is not ExcelError.NA) == pytest.approx(mrr)


@pytest.mark.parametrize("arrays", [False, True])
@given(lines=TABLES)
def test_the_whole_table_by_lines_and_by_columns(arrays: bool, lines: list[list[Any]]) -> None:
    book = refreshed({"Clients": CLIENTS, "Contracts": lines, "Rates": RATES}, AS_OF)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(_clienttable, "_arrays_pay", lambda count: arrays)
        table = udfs.SEGMENTTABLE(CLIENTS, lines, as_of=AS_OF, rates=RATES)
    assert [row[1] for row in table[1:]] == book.clients["Overall Value"].tolist()  # to the last bit


@given(TABLES, st.sampled_from([None, RATES[:2]]))
def test_a_missing_rate_is_told_alike_by_lines_and_by_columns(lines: list[list[Any]], rates: Any) -> None:
    tables = []
    for arrays in (False, True):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(_clienttable, "_arrays_pay", lambda count, arrays=arrays: arrays)
            tables.append(udfs.SEGMENTTABLE(CLIENTS, lines, as_of=AS_OF, rates=rates))
    assert tables[0] == tables[1]
    for client, line in zip(CLIENTS[1:], tables[0][1:], strict=True):
        if client[2] is None and line[0] != "7":
            single = udfs.OVERALLVALUE(client[:2], CLIENTS[0][:2], lines, AS_OF, rates)
            assert single == line[1] if single is ExcelError.NA else single == pytest.approx(line[1])


def test_lines_of_an_ambiguous_name_count_for_nobody() -> None:
    clients = [["Client", "Client ID"], ["Acme", "C-1"], ["Acme", "C-2"]]
    lines = [["Client", "Amount", "Start"], ["Acme", 100.0, date(2025, 1, 1)], ["C-2", 40.0, date(2025, 1, 1)]]
    book = refreshed({"Clients": clients, "Contracts": lines}, AS_OF)
    table = udfs.SEGMENTTABLE(clients, lines, as_of=AS_OF)
    assert [row[1] for row in table[1:]] == known(book.clients["Overall Value"]) == [0.0, 40.0]


def test_two_clients_of_one_id_stop_the_table_as_they_stop_a_refresh() -> None:
    clients = [["Client", "Client ID"], ["Acme", "C-1"], ["Bolt", "c-1 "]]
    lines = [["Client", "Amount", "Start"], ["Acme", 100.0, date(2025, 1, 1)]]
    with pytest.raises(InputError):
        refreshed({"Clients": clients, "Contracts": lines}, AS_OF)
    assert udfs.SEGMENTTABLE(clients, lines, as_of=AS_OF) is ExcelError.NUM


ASSET_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Acme", "C-2", None, "Nobody"]),
        st.sampled_from(["PC", None]),
        st.sampled_from([800.0, "1,180.00", -5.0, None, "?"]),
        st.one_of(st.none(), DAY_CELLS, st.sampled_from([date(2026, 6, 30), date(2026, 7, 1)])),
        st.sampled_from([None, 2.0, "3", -1.0, "x"]),
    ).map(list),
    min_size=1,
    max_size=8,
)


@given(ASSET_ROWS)
def test_tech_debt_of_each_client(rows: list[list[Any]]) -> None:
    assets = [["Client", "Asset", "Replacement Cost", "End of Life", "Quantity"], *rows]
    clients = [["Client", "Client ID"], ["Acme", "C-1"], ["Bolt", "C-2"]]
    book = refreshed({"Clients": clients, "Assets": assets}, AS_OF)
    for name, own, debt in zip(*(book.clients[h] for h in ("Client", "Client ID", "Tech Debt")), strict=True):
        found = [told(udfs.TECHDEBT(key, assets, AS_OF)) or 0.0 for key in (name, own)]
        assert sum(found) == (pytest.approx(debt) if debt == debt else 0.0)


def test_an_error_cell_leaves_a_line_uncounted_as_in_the_ledger() -> None:
    lines = [
        ["Client", "Amount", "Start", "Currency"],
        ["Acme", 100.0, date(2025, 1, 1), None],
        ["Acme", CellError("#DIV/0!"), date(2025, 1, 1), None],
        [CellError("#REF!"), 70.0, date(2025, 1, 1), None],
        ["Acme", 9.0, date(2025, 1, 1), CellError("#N/A")],
    ]
    assert udfs.CONTRACTMRR("Acme", lines, AS_OF) == 100.0
