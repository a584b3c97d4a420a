"""Contracts, Assets and Rates as typed frames, and every issue as a whole line."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from segmentbook.errors import InputError
from segmentbook.model.issues import ISSUES_SHOWN
from segmentbook.raw import ErrorValue, RawColumn
from segmentbook.schema import ASSETS, CONTRACTS, RATES
from tests.checks.books import checked, said, table

GOOD = ("Acme", 100, date(2026, 1, 1))


def lines(*rows, headers="Client | Amount | Start"):
    raw = table("Contracts", headers, *rows)
    result = checked(raw)
    return result.inputs.contracts, said(result, raw, about="Contracts")


def test_every_column_is_there_with_its_default_and_dtype():
    frame, issues = lines(GOOD)
    assert issues == []
    assert list(frame.columns) == [*CONTRACTS.headers, "Unreadable"]
    row = frame.iloc[0].to_dict()
    assert (row["Client"], row["Amount"], row["Start"].date()) == GOOD
    blank_texts = ("Contract ID", "Product", "Supersedes", "Unreadable")
    assert [row[header] for header in blank_texts] == [""] * 4
    assert (row["Quantity"], row["Currency"], row["Billing Period"]) == (1.0, "USD", "Monthly")
    assert (row["Status"], row["Kind"], row["Auto Renew"], row["Aligned"]) == ("Active", "Recurring", False, True)
    assert frame[["End", "Cancelled On", "Renewal Date"]].isna().all(axis=None)
    assert {str(frame[h].dtype) for h in ("Start", "End", "Cancelled On", "Renewal Date")} == {"datetime64[s]"}
    assert {str(frame[h].dtype) for h in ("Amount", "Quantity")} == {"float64"}
    rest = set(frame.columns) - {"Start", "End", "Cancelled On", "Renewal Date", "Amount", "Quantity"}
    assert {str(frame[h].dtype) for h in rest} == {"object"}


@pytest.mark.parametrize("name", ["Contracts", "Assets", "Rates"])
def test_a_missing_table_is_an_empty_frame_of_the_same_columns(name):
    schema = {"Contracts": CONTRACTS, "Assets": ASSETS, "Rates": RATES}[name]
    raw = table(name, " | ".join(schema.headers))
    there, absent = (getattr(r.inputs, name.lower()) for r in (checked(raw), checked()))
    assert len(absent) == len(there) == 0
    assert dict(absent.dtypes) == dict(there.dtypes)


def test_what_cannot_be_read_is_named_and_the_line_is_kept_for_the_ledger():
    headers = "Client | Amount | Start | End | Quantity | Status | Kind | Cancelled On | Renewal Date"
    start = date(2026, 1, 1)
    frame, issues = lines(
        ("Acme", "a lot", "31/02/2026", None, None, None, None, None, None),
        ("Acme", 1, start, "soon", "two", "Paused", "Lease", True, "never"),
        (None, None, start, None, None, None, None, None, None),
        headers=headers,
    )
    assert frame["Unreadable"].tolist() == ["Amount;Start", "Status;Kind;Quantity;End;Cancelled On", "Client;Amount"]
    assert frame["Status"].tolist() == ["Active", "Paused", "Active"]
    assert frame["Kind"].tolist() == ["Recurring", "Lease", "Recurring"]
    assert np.isnan(frame["Amount"].iloc[0])
    assert issues == [
        "Contracts!B2: Amount must be a number; got 'a lot'. The line is not counted. [error]",
        "Contracts!C2: Start must be a date; got '31/02/2026'. The line is not counted. [error]",
        "Contracts!F3: Status must be Active, Draft, Quoted or Cancelled; got 'Paused'. "
        "The line is not counted. [error]",
        "Contracts!G3: Kind must be Recurring, One-off or Third party; got 'Lease'. The line is not counted. [error]",
        "Contracts!E3: Quantity must be a number; got 'two'. The line is not counted. [error]",
        "Contracts!D3: End must be a date; got 'soon'. The line is not counted. [error]",
        "Contracts!H3: Cancelled On must be a date; got TRUE. The line is not counted. [error]",
        "Contracts!I3: Renewal Date must be a date; got 'never'. The cell is taken as blank. [warning]",
        "Contracts!A4: Client must be filled in. The line is not counted. [error]",
        "Contracts!B4: Amount must be filled in. The line is not counted. [error]",
    ]


def test_error_cells_have_their_own_message():
    headers = "Client | Amount | Start | Currency | Billing Period | Product | Aligned | Status"
    na = ErrorValue("#N/A")
    frame, issues = lines((na, ErrorValue("#REF!"), na, na, na, na, na, na), headers=headers)
    row = frame.iloc[0]
    assert row["Unreadable"].split(";") == ["Client", "Currency", "Billing Period", "Status", "Amount", "Start"]
    assert (row["Client"], row["Product"], row["Aligned"]) == ("", "", True)
    assert issues == [
        "Contracts!A2: Client must be a name or an ID, not an error; got #N/A. The line is not counted. [error]",
        "Contracts!F2: Product must be a text, not an error; got #N/A. The cell is taken as blank. [warning]",
        "Contracts!D2: Currency must be a text, not an error; got #N/A. The line is not counted. [error]",
        "Contracts!E2: Billing Period must be a text, not an error; got #N/A. The line is not counted. [error]",
        "Contracts!H2: Status must be Active, Draft, Quoted or Cancelled, not an error; got #N/A. "
        "The line is not counted. [error]",
        "Contracts!B2: Amount must be a number, not an error; got #REF!. The line is not counted. [error]",
        "Contracts!C2: Start must be a date, not an error; got #N/A. The line is not counted. [error]",
        "Contracts!G2: Aligned must be Yes or No, not an error; got #N/A. The cell is taken as Yes. [warning]",
    ]


def test_blank_rows_are_left_out_and_the_others_keep_their_place():
    frame, issues = lines(
        (None, None, None, 0), ("Acme", 1, date(2026, 1, 1), 0), (" ", "", None, 0), ("Bolt", "x", date(2026, 1, 1), 0),
        headers="Client | Amount | Start | =[@Amount]*12",
    )  # fmt: skip
    assert frame.index.tolist() == [1, 3]
    assert frame["Client"].tolist() == ["Acme", "Bolt"]
    assert issues == ["Contracts!B5: Amount must be a number; got 'x'. The line is not counted. [error]"]


def test_a_blank_start_is_left_to_the_calculation():
    frame, issues = lines(("Acme", 1, None))
    assert (issues, frame["Unreadable"].tolist()) == ([], [""])


def test_cells_of_any_kind_name_a_client():
    frame, _ = lines((7, 1, date(2026, 1, 1)), (" Acme\u00a0Ltd ", 1, date(2026, 1, 1)), (7.5, 1, date(2026, 1, 1)))
    assert frame["Client"].tolist() == ["7", "Acme Ltd", "7.5"]


# -- currencies -------------------------------------------------------------------------------------------------------


def test_currencies_are_codes_in_capitals():
    day = date(2026, 1, 1)
    frame, issues = lines(
        *(("Acme", 1, day, text) for text in ("eur", " GBP ", "€", "£", "$", None, "Bitcoin")),
        headers="Client | Amount | Start | Currency",
    )
    assert frame["Currency"].tolist() == ["EUR", "GBP", "EUR", "GBP", "USD", "USD", "BITCOIN"]
    assert issues == []


def test_a_currency_beside_the_amount_fills_a_blank_one():
    frame, issues = lines(("Acme", "€100", date(2026, 1, 1)), ("Acme", "$1,200", date(2026, 1, 1)))
    assert frame["Currency"].tolist() == ["EUR", "USD"]
    assert issues == [
        "Contracts!B2: Currency should be filled in where it is not USD; got '€100'. Taken as EUR. [warning]"
    ]


def test_a_currency_beside_the_amount_that_contradicts_the_line_is_an_error():
    headers = "Client | Amount | Start | Currency"
    day = date(2026, 1, 1)
    frame, issues = lines(("Acme", "€100", day, "GBP"), ("Acme", "$5", day, "AUD"), headers=headers)
    assert frame["Unreadable"].tolist() == ["Amount", ""]
    assert np.isnan(frame["Amount"].iloc[0])
    assert issues == [
        "Contracts!B2: Amount must be in the currency that the line names; got '€100'. The line is not counted. [error]"
    ]


# -- the table itself -------------------------------------------------------------------------------------------------


def test_a_missing_amount_mentions_what_may_be_meant():
    raw = table("Contracts", "Customer | ARR | Annual Amount | Start Date", ("Acme", 1200, 1200, date(2026, 1, 1)))
    with pytest.raises(InputError) as caught:
        checked(raw)
    assert str(caught.value) == (
        "Contracts!A1: Contracts must have a column Amount; it has Customer, ARR, Annual Amount, Start Date. "
        "ARR and Annual Amount may mean another period, and nothing is taken for Amount: give the column that holds "
        "the price of one billing period the header Amount, and say the Billing Period."
    )


def test_a_missing_start():
    with pytest.raises(InputError) as caught:
        checked(table("Contracts", "Client | Amount", ("Acme", 1)))
    assert str(caught.value) == (
        "Contracts!A1: Contracts must have a column Start; it has Client, Amount. "
        "Give one of the columns the header Start."
    )


def test_aliases_are_fine_and_doubled_headers_are_told():
    raw = table(
        "Contracts", "Customer | Price | Start Date | START-DATE", ("Acme", 5, date(2026, 1, 1), date(2025, 1, 1))
    )
    result = checked(raw)
    assert result.inputs.contracts["Start"].iloc[0].date() == date(2026, 1, 1)
    assert said(result, raw, about="Contracts") == [
        "Contracts: Each header must be there once; Start Date is there again in column D. "
        "The first of the two columns is used."
    ]


def test_beyond_a_thousand_bad_cells_only_their_number_is_told():
    count = ISSUES_SHOWN + 234
    rows = [("Acme", "?", date(2026, 1, 1))] * count
    frame, issues = lines(*rows)
    assert len(frame) == count
    assert len(issues) == ISSUES_SHOWN + 1
    assert issues[-1] == "Contracts: Amount must be a number, in 234 more rows. The line is not counted."


def test_a_column_that_was_read_with_a_remark_says_so_once():
    frame, issues = lines(*(("Acme", "1.234,50", date(2026, 1, 1)) for _ in range(3)))
    assert frame["Amount"].tolist() == [1234.5] * 3
    assert issues == [
        "Contracts!B2: Amount should be a number, not text with a decimal comma; got '1.234,50'. "
        "Read as 1234.5; 2 more cells alike. [warning]"
    ]


# -- assets and rates -------------------------------------------------------------------------------------------------


def test_assets_that_cannot_be_counted_are_left_out():
    raw = table(
        "Assets",
        "Client | Asset | Replacement Cost | End of Life | Quantity",
        ("Acme", "Server", 500, date(2026, 1, 1), None),
        ("Acme", None, "$1,000", None, 2),
        (None, "Router", 10, None, 1),
        ("Acme", "Switch", None, None, 1),
        ("Acme", "Printer", -5, None, 1),
        ("Acme", "Phone", 5, "old", 1),
        ("Acme", "Screen", 5, None, "few"),
    )
    result = checked(raw)
    frame = result.inputs.assets
    assert frame.index.tolist() == [0, 1]
    assert frame["Replacement Cost"].tolist() == [500, 1000]
    assert frame["Quantity"].tolist() == [1, 2]
    assert said(result, raw, about="Assets") == [
        "Assets!B3: Asset must be filled in. The asset is counted without a name. [warning]",
        "Assets!A4: Client must be filled in. The asset is not counted. [error]",
        "Assets!C5: Replacement Cost must be filled in. The asset is not counted. [error]",
        "Assets!C6: Replacement Cost must be 0 or more; got -5. The asset is not counted. [error]",
        "Assets!D7: End of Life must be a date; got 'old'. The asset is not counted. [error]",
        "Assets!E8: Quantity must be a number; got 'few'. The asset is not counted. [error]",
    ]


def test_an_asset_in_another_currency_is_told():
    headers = "Client | Asset | Replacement Cost"
    raw = table(
        "Assets", headers, ("Acme", "Server", "€500"), ("Acme", "Server", "$500"), ("Acme", "Server", "500 usd")
    )
    result = checked(raw)
    assert result.inputs.assets["Replacement Cost"].tolist() == [500] * 3
    assert said(result, raw, about="Assets") == [
        "Assets!C2: Replacement Cost must be in USD, the base currency; got '€500'. It is taken as USD. [warning]"
    ]


def test_rates_that_cannot_be_used_are_left_out():
    raw = table(
        "Rates",
        "Currency | Rate | From",
        ("eur", 1.08, date(2026, 1, 1)),
        ("GBP", 0, None),
        ("CHF", "much", None),
        ("SEK", -1, None),
        ("NOK", None, None),
        (None, 5, None),
        ("USD", 2, None),
        ("usd", 1, None),
        ("DKK", 0.15, "someday"),
    )
    result = checked(raw)
    frame = result.inputs.rates
    assert frame.index.tolist() == [0]
    assert frame.iloc[0].tolist()[:2] == ["EUR", 1.08]
    assert said(result, raw, about="Rates") == [
        "Rates!B3: Rate must be more than 0; got 0. The rate is not used. [error]",
        "Rates!B4: Rate must be a number; got 'much'. The rate is not used. [error]",
        "Rates!B5: Rate must be 0 or more; got -1. The rate is not used. [error]",
        "Rates!B6: Rate must be filled in. The rate is not used. [error]",
        "Rates!A7: Currency must be filled in. The rate is not used. [error]",
        "Rates!B8: Rate of USD, the base currency, must be 1; got 2. It is taken as 1. [warning]",
        "Rates!C10: From must be a date; got 'someday'. The rate is not used. [error]",
    ]


def test_texts_at_the_ends_of_a_column_of_numbers_do_not_move_each_other():
    """A row's number does not depend on the order of rows."""
    rows = [("Acme", "1,234", date(2026, 1, 1)), ("Acme", "5.5", date(2026, 1, 1)), ("Acme", 7, date(2026, 1, 1))]
    there = lines(*rows)[0]["Amount"].tolist()
    back = lines(*reversed(rows))[0]["Amount"].tolist()
    assert there == back[::-1] == [1234, 5.5, 7]


def test_a_number_is_shown_as_excel_shows_it():
    raw = RawColumn.from_values([7.0, 0.1 + 0.2, 1e15, 123456789012345.0])
    from segmentbook.checks.cells import text_column

    assert text_column(raw).tolist() == ["7", "0.3", "1e+15", "123456789012345"]
