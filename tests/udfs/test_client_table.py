"""SEGMENTTABLE: with pandas and without, in one call and row by row, always the same, and the same as a refresh."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import udfs
from segmentbook.errors import SegmentbookError
from tests.udfs.books import AS_OF, as_excel, as_libreoffice, refreshed, result_range, sample, sample_book, told
from udfs import CellError, ExcelError, _clienttable

NA, VALUE, NUM = ExcelError.NA, ExcelError.VALUE, ExcelError.NUM
EFFORT = [
    ["Measure", "Weight", "Scores 0 at", "Scores 100 at", "Choices", "Source"],
    ["Sites", 2.0, 1.0, 11.0, None, None],
    ["Sponsor", 1.0, None, None, "No=0; Partly=50; Yes=100", None],
    ["Use", 1.0, 0.3, 0.9, None, "Seat Utilisation"],
    ["Worth", 1.0, 0.0, 300.0, None, "Value per Seat"],
    ["Debt", 0.0, None, None, None, "Tech Debt per Seat"],
]
HEALTH = [
    ["Measure", "Weight", "Scores 0 at", "Scores 100 at", "Choices"],
    ["CSAT", 3.0, 60.0, 100.0, None],
    ["View", 1.0, None, None, "1=0; 2=50; 3=100"],
    ["NPS", 1.0, None, 10.0, None],
    ["Cancellation Requested", 1.0, None, None, "No=100; Yes=0"],
    ["Industry", 1.0, None, None, "Retail=100; Steel=0"],
]
COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "Client": st.sampled_from(["Acme", "Bolt", "Cole", "Dunn", None, " ", 7.0, CellError("#REF!")]),
    "Client ID": st.none(),
    "Segment Value": st.sampled_from([None, None, 0.0, 5_000.0, 4_999.995, "1,200", "9.000,00", "x", True]),
    "Overall Value": st.sampled_from([None, 20_000.0, -1.0, "#DIV/0!", 300.0]),
    "Employees": st.sampled_from([None, 0.0, 40.0, "1.200", -3.0]),
    "Active Seats": st.sampled_from([None, 0.0, 5.0, "8", -1.0]),
    "Licensed Seats": st.sampled_from([None, 0.0, 10.0]),
    "Sites": st.sampled_from([None, 1.0, 5.5, 40.0, "6", "1,5", "n/a", CellError("#N/A")]),
    "Sponsor": st.sampled_from([None, "yes", "No ", "partly", "maybe", True, 1.0]),
    "CSAT": st.sampled_from([None, 60.0, 84.95, "85%", "0.9", date(2025, 1, 1)]),
    "View": st.sampled_from([None, 1.0, 2.0, "3", 4.0, "good"]),
    "NPS": st.sampled_from([None, 9.0, -200.0, "7"]),
    "Cancellation Requested": st.sampled_from([None, "Yes", False, 1.0, "perhaps"]),
    "Industry": st.sampled_from([None, "Retail", "steel ", "Media"]),
    "Client Since": st.sampled_from([None, None, AS_OF, date(2027, 1, 1), "soon"]),
    "Churned On": st.sampled_from([None, None, None, AS_OF, "2026-07-01", CellError("#REF!")]),
    "Health Override": st.sampled_from([None, None, "healthy ", "Great", CellError("#N/A")]),
    "Override Until": st.sampled_from([None, AS_OF, date(2026, 6, 29)]),
    "Mine": st.sampled_from([None, "x"]),
}
ROWS = st.lists(st.one_of(st.tuples(*COLUMNS.values()).map(list), st.just([None] * len(COLUMNS))), max_size=8)


@pytest.fixture
def without_pandas(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(_clienttable, "_arrays_pay", lambda count: False)
    yield


@pytest.fixture
def with_pandas(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(_clienttable, "_arrays_pay", lambda count: True)
    yield


def both(clients: Any, *arguments: Any, **named: Any) -> list[list[Any]]:
    """The table, after it was seen that it is the same by rows and by columns."""
    tables = []
    for arrays in (False, True):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(_clienttable, "_arrays_pay", lambda count, arrays=arrays: arrays)
            tables.append(udfs.SEGMENTTABLE(clients, *arguments, **named))
    assert tables[0] == tables[1]
    table: list[list[Any]] = tables[0]
    return table


@given(ROWS)
def test_rows_and_columns_agree_and_blank_rows_stay_blank(rows: list[list[Any]]) -> None:
    clients = [list(COLUMNS), *rows]
    table = both(clients, None, EFFORT, HEALTH, as_of=AS_OF)
    assert len(table) == len(clients)
    for row, line in zip(rows, table[1:], strict=True):
        assert (line == [""] * 6) == all(cell is None or cell == " " for cell in row)


@given(ROWS)
def test_each_row_is_what_the_formulas_of_one_client_give(rows: list[list[Any]]) -> None:
    header = list(COLUMNS)
    # a text that can be read in two ways is read as its column tells; one row has no column
    plain = [["1200" if cell == "1,200" else cell for cell in row] for row in rows]
    plain = [[1.5 if cell == "1,5" else 1_200.0 if cell == "1.200" else cell for cell in row] for row in plain]
    table = both([header, *plain], None, EFFORT, HEALTH, as_of=AS_OF)
    for row, (_, value, effort, health, band, segment) in zip(plain, table[1:], strict=True):
        if all(cell is None or cell == " " for cell in row):
            continue
        assert udfs.OVERALLVALUE(row, header, as_of=AS_OF) == value
        assert udfs.EFFORTSCORE(row, header, EFFORT) == effort
        assert udfs.HEALTHSCORE(row, header, HEALTH) == health
        assert udfs.SEGMENT(row, header, effort_measures=EFFORT, as_of=AS_OF) == segment
        if row[header.index("Health Override")] is None and isinstance(health, float):
            assert udfs.HEALTHBAND(health) == band


GOOD = {
    "Segment Value": st.sampled_from([None, 0.0, 5_000.0, 4_999.995, 4_999.99, "1,200.00", "9.000,00"]),
    "Employees": st.sampled_from([None, 0.0, 40.0, "1.200"]),
    "Active Seats": st.sampled_from([None, 0.0, 5.0, "8"]),
    "Licensed Seats": st.sampled_from([None, 0.0, 10.0]),
    "Sites": st.sampled_from([None, 1.0, 5.5, 40.0, "6", "1,5", 5.95, 6.05]),
    "Sponsor": st.sampled_from([None, "yes", "No ", "partly", True]),
    "CSAT": st.sampled_from([None, 60.0, 84.95, "85%", "0.9"]),
    "View": st.sampled_from([None, 1.0, 2.0, "3"]),
    "NPS": st.sampled_from([None, 9.0, "7"]),
    "Cancellation Requested": st.sampled_from([None, "Yes", False, 1.0]),
    "Industry": st.sampled_from([None, "Retail", "steel "]),
    "Client Since": st.sampled_from([None, None, AS_OF, date(2027, 1, 1), "31/12/2025"]),
    "Churned On": st.sampled_from([None, None, None, AS_OF, "2026-07-01"]),
    "Health Override": st.sampled_from([None, None, "healthy ", "Great"]),
    "Override Until": st.sampled_from([None, AS_OF, date(2026, 6, 29), "29/06/2026"]),
}


@given(st.lists(st.tuples(*GOOD.values()), min_size=1, max_size=8))
def test_what_a_refresh_can_read_it_reads_alike(rows: list[tuple[Any, ...]]) -> None:
    clients = [["Client", *GOOD], *([f"Client {i}", *row] for i, row in enumerate(rows))]
    contracts = [["Client", "Amount", "Start"], ["Client 0", 6_000.0, date(2025, 1, 1)]]
    book = refreshed(
        {"Clients": clients, "Contracts": contracts, "EffortMeasures": EFFORT, "HealthMeasures": HEALTH}, AS_OF
    )
    table = both(clients, contracts, EFFORT, HEALTH, as_of=AS_OF)
    for place, header in enumerate(table[0]):
        expected = [None if cell != cell or cell == "" else cell for cell in book.clients[header].tolist()]
        assert [told(line[place]) for line in table[1:]] == expected, header


@pytest.mark.usefixtures("without_pandas")
def test_the_sample_without_pandas() -> None:
    check_sample()


@pytest.mark.usefixtures("with_pandas")
def test_the_sample_with_pandas() -> None:
    check_sample()


def check_sample() -> None:
    given = {name: as_libreoffice(rows) for name, rows in sample().items()}
    names = ("Contracts", "EffortMeasures", "HealthMeasures", "HealthBands", "Segments")
    table = udfs.SEGMENTTABLE(given["Clients"], *(given[name] for name in names), AS_OF, rates=given["Rates"])
    for place, header in enumerate(table[0]):
        frame = sample_book().clients[header].tolist()
        assert [told(line[place]) for line in table[1:]] == [None if c != c or c == "" else c for c in frame], header


def test_segment_results_as_the_clients() -> None:
    results = as_excel(result_range(sample_book()))
    table = both(results)
    for header in ("Client", "Overall Value", "Effort Score", "Health Score", "Segment"):
        place, own = table[0].index(header), results[0].index(header)
        assert [told(line[place]) for line in table[1:]] == [line[own] for line in results[1:]], header


def test_what_is_missing_of_one_column_is_missing_there_alone() -> None:
    clients = [["Client", "Overall Value", "CSAT"], ["Acme", 9_000.0, 80.0], ["Bolt", None, 70.0]]
    card = [["Measure", "Weight"], ["CSAT", 1.0]]
    assert both(clients, health_measures=card)[1:] == [
        ["Acme", 9_000.0, NA, 80.0, "Healthy", NA],
        ["Bolt", NA, NA, 70.0, "Satisfactory", NA],
    ]


def test_cuts_bands_and_segments_of_ones_own() -> None:
    clients = [["Client", "Overall Value", "Effort Score", "Health Score"], ["Acme", 900.0, 40.0, 55.0]]
    bands = [["Band", "Minimum Score"], ["Bad", 0.0], ["Fine", 55.0]]
    cells = [
        ["Value", "Effort", "Code"],
        ["High", "High", "A"],
        ["High", "Low", "B"],
        ["Low", "High", "C"],
        ["Low", "Low", "D"],
    ]
    table = both(clients, None, None, None, bands, cells, AS_OF, 900.0, 40.0)
    assert table[1] == ["Acme", 900.0, 40.0, 55.0, "Fine", "A"]
    assert both(clients, bands=[["Band", "Minimum Score"], ["Bad", 5.0]]) is NUM
    assert both([clients[0]]) == [[*_clienttable.HEADERS]]


def test_pandas_is_loaded_for_many_clients_only() -> None:
    assert not _clienttable._arrays_pay(1_999)
    assert _clienttable._arrays_pay(2_000)
    many = [["Client", "Overall Value", "Effort Score"], *([f"C{i}", 5_000.0, float(i % 101)] for i in range(2_500))]
    found = udfs.SEGMENTTABLE(many)
    assert [line[5] for line in found[1:]] == ["HH" if i % 101 >= 50 else "HL" for i in range(2_500)]


def test_a_refresh_refuses_what_the_formula_refuses() -> None:
    """The same fault of policy stops the one and is #NUM! in the other."""
    bands = [["Band", "Minimum Score", "Colour"], ["Bad", 5.0, "C0392B"]]
    clients = [["Client"], ["Acme"]]
    with pytest.raises(SegmentbookError, match="one band must start at 0"):
        refreshed({"Clients": clients, "HealthBands": bands}, AS_OF)
    assert udfs.SEGMENTTABLE(clients, bands=bands) is NUM
