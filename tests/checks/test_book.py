"""The whole book: notes, the cap on issues, and what holds for any cells whatever."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.checks import check
from segmentbook.errors import SegmentbookError
from segmentbook.model.issues import Issue, Level, capped
from segmentbook.raw import ErrorValue, RawBook, RawColumn, RawTable
from segmentbook.schema import CONTRACTS, INPUT_TABLES
from tests.checks.books import CLIENTS, TODAY, book, checked, table

# -- notes of the reader ----------------------------------------------------------------------------------------------


def lines(*notes, tables=()):
    result = check(book(*tables, notes=notes), today=TODAY)
    return [(str(issue.level), issue.text("")) for issue in result.issues if issue.table == ""]


CONTRACT = table("Contracts", "Client | Amount | Start", ["Acme", 1, date(2026, 1, 1)])


def test_a_note_of_the_reader_is_a_warning():
    note = "Old!A1: could be Clients as well; Clients!A1 is read. Rename the sheet that is not meant."
    assert lines(note, tables=[CONTRACT]) == [("warning", f": {note}")]


def test_contracts_that_were_passed_over_are_an_error():
    note = "Deals!A1:C9: table Contracts is not read as Contracts: it lacks the header 'Amount' (is it 'ARR'?). Go."
    assert lines(note)[0] == (
        "error",
        ": Deals!A1:C9: table Contracts is not read as Contracts: it lacks the header 'Amount' (is it 'ARR'?). "
        "No contract line is counted. Rename the column that holds the price of one billing period to Amount, "
        "and give the Billing Period.",
    )


def test_a_book_without_any_value_is_told():
    said = ("warning", ": There is no table Contracts, and no client has a Segment Value. Every client's value is 0.")
    assert lines() == [said]
    assert lines(tables=[table("Clients", "Client | Segment Value", ["Acme", 5])]) == []
    assert lines(tables=[table("Clients", "Client")]) == []
    assert lines(tables=[CONTRACT]) == []


def test_headers_there_twice_are_told_once():
    note = "Clients!B1: a second column is called 'Client'; A1 is the one that is read. Rename one of them."
    raw = table("Clients", "Client | CLIENT", ["Acme", "Bolt"])
    result = check(book(raw, CONTRACT, notes=(note,)), today=TODAY)
    assert [issue.text("Clients!A1") for issue in result.issues] == [
        "Clients!A1: Each header must be there once; Client is there again in column B. "
        "The first of the two columns is used."
    ]
    assert "CLIENT" not in result.inputs.clients


# -- the cap ----------------------------------------------------------------------------------------------------------


def issue(row, rule="Start must be a date", name="Contracts", level=Level.ERROR):
    return Issue(level, name, row, "Start", rule, "?", "The line is not counted.")


def test_of_each_rule_in_each_table_the_first_ones_are_kept():
    issues = [issue(row) for row in range(5)] + [
        issue(9, "another rule"),
        issue(8, name="Assets"),
        issue(7, level=Level.WARNING),
    ]
    kept = capped(issues, limit=3)
    assert [(i.table, i.row) for i in kept] == [
        ("Contracts", 0), ("Contracts", 1), ("Contracts", 2), ("Contracts", 9), ("Assets", 8), ("Contracts", 7),
        ("Contracts", None),
    ]  # fmt: skip
    assert kept[-1].text("Contracts") == "Contracts: Start must be a date, in 2 more rows. The line is not counted."
    assert kept[-1].level is Level.ERROR


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abc"))), st.integers(1, 4))
def test_capping_twice_is_capping_once(rows, limit):
    once = capped([issue(row, rule) for row, rule in rows], limit)
    assert capped(once, limit) == once
    told = sum(1 for i in once if i.row is not None)
    rest = sum(int(i.rule.split(" in ")[1].split()[0]) for i in once if i.row is None)
    assert told + rest == len(rows)


# -- any cells whatever -----------------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 100),
    st.floats(allow_nan=False),
    st.text(max_size=12),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)),
    st.sampled_from(
        [ErrorValue("#N/A"), "", " ", "Acme", "1,234", "1.234,50", "€5", "03/04/2025", "31/12/2025", "Yes"]
    ),
    st.sampled_from(["High", "Low", "2E8B57", "No=0; Yes=100", "ARR share", "Effort Cut", "As of", "=", "Tier 1"]),
)


FACT_TABLES = ("Clients", "Contracts", "Assets", "Rates")


@st.composite
def tables(draw):
    """Some of the input tables with any cells under their headers, some columns left out."""
    found = []
    for schema in INPUT_TABLES:
        # a policy of such cells nearly always stops: mostly there is none, so that the facts are reached
        likely = 1 if schema.name in FACT_TABLES else 5
        if draw(st.integers(0, likely)) and schema.name != "Clients":
            continue
        headers = [c.header for c in schema if c.required or draw(st.integers(0, 3)) == 0]
        rows = draw(st.lists(st.lists(CELLS, min_size=len(headers), max_size=len(headers)), max_size=4))
        columns = tuple(RawColumn.from_values([row[i] for row in rows]) for i in range(len(headers)))
        found.append(RawTable(schema.name, schema.name, 3, 2, tuple(headers), columns, date1904=draw(st.booleans())))
    return found


@settings(max_examples=50, deadline=None)
@given(tables())
def test_any_cells_are_inputs_or_one_clear_line(found):
    raw = RawBook({each.name: each for each in found}, ("S",))
    try:
        result = check(raw, today=TODAY)
    except SegmentbookError as error:
        assert "\n" not in str(error)
        assert ": " in str(error)
        return
    inputs = result.inputs
    assert [band.minimum for band in inputs.bands] == sorted({band.minimum for band in inputs.bands})
    assert inputs.bands[0].minimum == 0
    assert {(s.value_high, s.effort_high) for s in inputs.segments} == {(a, b) for a in (0, 1) for b in (0, 1)}
    assert not inputs.clients["Client ID"].str.casefold().duplicated().any()
    for frame, name in ((inputs.clients, "Clients"), (inputs.contracts, "Contracts"), (inputs.assets, "Assets")):
        length = len(raw.tables[name]) if name in raw.tables else 0
        assert frame.index.is_monotonic_increasing
        assert frame.index.is_unique
        assert frame.index.isin(range(length)).all()
    for each in result.issues:
        assert each.text("S!A1").endswith((".", "?"))
        assert "\n" not in each.text("S!A1")
        assert each.row is None or each.row < len(raw.tables[each.table])


FACTS = st.tuples(
    st.sampled_from(["Acme", "Bolt", "Nobody", None]),
    st.sampled_from([1, "2.5", "1,234", "€5", "?", None, ErrorValue("#N/A"), True]),
    st.sampled_from([date(2026, 1, 1), "2026-01-01", "31/12/2025", "03/04/2025", 46022, "no", None]),
    st.sampled_from(["Active", "canceled", "what", None]),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(FACTS, max_size=8), st.randoms())
def test_the_order_of_rows_is_irrelevant(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    headers = "Client | Amount | Start | Status"
    one = checked(CLIENTS, table("Contracts", headers, *rows)).inputs.contracts
    other = checked(CLIENTS, table("Contracts", headers, *(rows[i] for i in order))).inputs.contracts
    back = {order[place]: values for place, values in zip(other.index, other.to_dict("records"), strict=True)}
    assert {place: repr(values) for place, values in zip(one.index, one.to_dict("records"), strict=True)} == {
        place: repr(values) for place, values in back.items()
    }


@settings(max_examples=50, deadline=None)
@given(st.lists(FACTS, max_size=8))
def test_every_line_that_is_not_blank_is_there_once_and_each_unreadable_cell_has_an_error(rows):
    result = checked(CLIENTS, table("Contracts", "Client | Amount | Start | Status", *rows))
    frame = result.inputs.contracts
    assert frame.index.tolist() == [i for i, row in enumerate(rows) if any(cell is not None for cell in row)]
    named = {(row, header) for row, text in frame["Unreadable"].items() for header in text.split(";") if header}
    told = {(i.row, i.column) for i in result.issues if i.table == "Contracts" and i.level is Level.ERROR}
    assert named == told
    assert list(frame.columns) == [*CONTRACTS.headers, "Unreadable"]
    assert np.isnan(frame["Amount"][[("Amount" in text) for text in frame["Unreadable"]]]).all()
