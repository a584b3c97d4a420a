"""The Clients table: names, IDs, the user's own columns, and the measures in it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from segmentbook.errors import InputError
from segmentbook.raw import ErrorValue, RawBook
from segmentbook.schema import CLIENTS
from tests.checks.books import TODAY, checked, said, table

NA = ErrorValue("#N/A")


def clients(headers, *rows, others=()):
    raw = table("Clients", headers, *rows)
    result = checked(raw, *others)
    return result.inputs.clients, said(result, raw, *others, about="Clients")


def refused(headers, *rows):
    with pytest.raises(InputError) as caught:
        clients(headers, *rows)
    return str(caught.value)


def test_every_column_is_there_with_its_dtype():
    frame, _ = clients("Company", ["Acme"])
    assert list(frame.columns) == list(CLIENTS.headers)
    dates = {"Override Until", "Client Since", "Churned On", "Last Interaction", "Last Review"}
    numbers = {"Employees", "Segment Value", "NPS", "Licensed Seats", "Active Seats", "Key Feature Usage"}
    numbers |= {"Overdue Invoices"}
    dtypes = {header: str(frame[header].dtype) for header in frame.columns}
    assert {h for h, dtype in dtypes.items() if dtype == "datetime64[s]"} == dates
    assert {h for h, dtype in dtypes.items() if dtype == "float64"} == numbers
    assert set(dtypes.values()) == {"datetime64[s]", "float64", "object"}
    assert frame.loc[0, ["Client ID", "Region", "Cancellation Requested"]].tolist() == ["Acme", "", False]


def test_an_empty_table_is_an_empty_book():
    frame, issues = clients("Client | Employees")
    assert (len(frame), issues) == (0, [])


def test_the_id_is_the_name_where_there_is_none():
    frame, issues = clients("Client | Client ID", ["Acme", "C-1"], [" Bolt ", None], ["Cato", 7], ["Dorn", NA])
    assert frame["Client ID"].tolist() == ["C-1", "Bolt", "7", "Dorn"]
    assert frame["Client"].tolist() == ["Acme", "Bolt", "Cato", "Dorn"]
    assert issues == [
        "Clients!B5: Client ID must be a text, not an error; got #N/A. The cell is taken as blank. [warning]"
    ]


def test_rows_without_a_name():
    frame, issues = clients(
        "Client | Client ID | Employees | Total",
        ["Acme", None, 5, 0],
        [None, None, None, 0],
        [None, "C-3", 5, 0],
        [NA, None, 5, 0],
        [None, None, 5, 0],
        ["Bolt", None, 5, 0],
    )
    assert frame.index.tolist() == [0, 2, 5]
    assert frame["Client"].tolist() == ["Acme", "C-3", "Bolt"]
    assert issues == [
        "Clients!A4: Client must be filled in. The Client ID stands for the name. [warning]",
        "Clients!A5: Client must be a name, not an error; got #N/A. The row is left out. [error]",
        "Clients!A6: Client must be filled in. The row is left out. [error]",
    ]


def test_two_clients_of_one_id_stop():
    rows = [["A", "C-001"], ["B", "C-007"], ["C", None], ["D", "C-008"], [None, None], ["E", None], ["F", "c-007 "]]
    assert refused("Client | Client ID", *rows) == (
        "Clients!B8: Client ID must be unique; got 'c-007', which is also in Clients!B3. Give one of them another ID."
    )


def test_two_clients_of_one_name_without_ids_stop():
    assert refused("Client", ["Acme"], ["Bolt"], ["ACME"], ["bolt"]) == (
        "Clients!A4: Client must be unique where there is no Client ID; got 'ACME', which is also in Clients!A2. "
        "Give one of them another ID. 1 more row repeats an ID."
    )


def test_a_name_may_not_be_another_clients_id():
    assert refused("Client | Client ID", ["Acme", "bolt"], ["Bolt", None]) == (
        "Clients!A3: Client must be unique where there is no Client ID; got 'Bolt', which is also in Clients!B2. "
        "Give one of them another ID."
    )


def test_one_name_twice_is_fine_with_ids():
    frame, issues = clients("Client | Client ID", ["Acme", 1], ["Acme", 2])
    assert (frame["Client ID"].tolist(), issues) == (["1", "2"], [])


def test_bad_cells_are_warnings_and_blank():
    frame, issues = clients(
        "Client | Seats | Segment Value | Churned On | Retention Plan | Region | Growth Potential",
        ["Acme", -5, "some", "31/02/2026", "perhaps", NA, NA],
        ["Bolt", "1,200", 0, 46022, "ja", 7, 5000],
    )
    assert np.isnan(frame["Employees"].iloc[0])
    assert frame["Employees"].iloc[1] == 1200
    assert frame["Segment Value"].iloc[1] == 0
    assert frame["Churned On"].iloc[1].date() == date(2025, 12, 31)
    assert frame["Retention Plan"].tolist() == [False, True]
    assert frame["Region"].tolist() == ["", "7"]
    assert frame["Growth Potential"].tolist() == [None, 5000.0]
    assert issues == [
        "Clients!F2: Region must be a text, not an error; got #N/A. The cell is taken as blank. [warning]",
        "Clients!B2: Employees must be 0 or more; got -5. The cell is taken as blank. [warning]",
        "Clients!C2: Segment Value must be a number; got 'some'. The cell is taken as blank. [warning]",
        "Clients!E2: Retention Plan must be Yes or No; got 'perhaps'. The cell is taken as No. [warning]",
        "Clients!D2: Churned On must be a date; got '31/02/2026'. The cell is taken as blank. [warning]",
    ]


def test_own_columns_are_carried_along_as_typed():
    frame, issues = clients(
        "Client | Colour of door | Key", ["Acme", "red", 1], ["Bolt", True, "00001"], ["Cato", date(2025, 12, 31), NA]
    )
    assert frame["Colour of door"].tolist() == ["red", "yes", "2025-12-31"]
    assert frame["Key"].tolist() == [1.0, "00001", None]
    assert issues == []


# -- measures ---------------------------------------------------------------------------------------------------------

HEALTH = "Measure | Weight | Scores 0 at | Scores 100 at | Choices | Source"
SPONSOR = ["Sponsor", 1, None, None, "No=0; Partly=50; Yes=100", None]
CSAT = ["CSAT", 1, 60, 100, None, None]


def test_measures_are_numbers_or_choices():
    measures = table("HealthMeasures", HEALTH, SPONSOR, CSAT)
    frame, issues = clients(
        "Client | csat | Sponsor",
        ["A", 85, "yes "],
        ["B", "85", True],
        ["C", "85.5", "PARTLY"],
        ["D", "85%", "maybe"],
        ["E", "good", NA],
        ["F", None, 50],
        ["G", True, date(2025, 1, 1)],
        others=[measures],
    )
    assert frame["csat"].tolist() == [85, 85, 85.5, 85, None, None, None]
    assert frame["Sponsor"].tolist() == ["yes", "yes", "PARTLY", None, None, 50.0, None]
    left_out = "The measure is left out for this client. [warning]"
    assert issues == [
        "Clients!C5: Sponsor must be No, Partly or Yes; got 'maybe'. " + left_out,
        "Clients!B5: csat should be a number on the scale of its measure, not text with %; got '85%'. "
        "Read as 85. [warning]",
        "Clients!C6: Sponsor must be No, Partly or Yes, not an error; got #N/A. " + left_out,
        "Clients!B6: csat must be a number; got 'good'. " + left_out,
        "Clients!C8: Sponsor must be No, Partly or Yes; got 2025-01-01. " + left_out,
        "Clients!B8: csat must be a number; got TRUE. " + left_out,
    ]


def test_a_decimal_comma_in_a_measure():
    frame, issues = clients("Client | CSAT", ["A", "84,5"], others=[table("HealthMeasures", HEALTH, CSAT)])
    assert frame["CSAT"].tolist() == [84.5]
    assert issues == [
        "Clients!B2: CSAT should be a number, not text with a decimal comma; got '84,5'. Read as 84.5. [warning]"
    ]


def test_a_choice_may_look_like_a_number():
    grade = ["Grade", 1, None, None, "1=100; 2=50; 3=0", None]
    frame, issues = clients(
        "Client | Grade", ["A", 1], ["B", "3"], ["C", 2.0], others=[table("HealthMeasures", HEALTH, grade)]
    )
    assert (frame["Grade"].tolist(), issues) == (["1", "3", "2"], [])


def test_a_share_is_percent_points_only_where_the_measure_is():
    usage = ["Usage", 1, 0.3, 0.9, None, None]
    frame, issues = clients("Client | Usage", ["A", "85%"], ["B", 0.4], others=[table("HealthMeasures", HEALTH, usage)])
    assert (frame["Usage"].tolist(), issues) == ([0.85, 0.4], [])


def test_percent_cells_under_a_measure_that_runs_to_100_are_told():
    _, issues = clients(
        "Client | CSAT", ["A", 0.85], ["B", 1], ["C", None], others=[table("HealthMeasures", HEALTH, CSAT)]
    )
    assert issues == [
        "Clients: CSAT is scored from 60 to 100, but no client is above 1. "
        "The values are scored as they stand; a cell that shows 85% holds 0.85."
    ]


def test_a_source_is_named_as_the_frame_names_it():
    measures = table(
        "EffortMeasures",
        HEALTH,
        ["Size", 1, None, None, None, "seats"],
        ["Mood", 1, None, None, None, "the-mood"],
        ["Debt", 1, None, None, None, "tech debt per seat"],
        ["Nowhere", 1, None, None, None, None],
    )
    raw = table("Clients", "Client | Seats | The Mood", ["Acme", 5, 7])
    result = checked(raw, measures)
    columns = [measure.column for measure in result.inputs.effort_measures]
    assert columns == ["Employees", "The Mood", "Tech Debt per Seat", "Nowhere"]
    assert result.inputs.clients["The Mood"].tolist() == [7.0]


def test_a_row_with_nothing_but_a_measure_is_not_blank():
    _, issues = clients("Client | CSAT", [None, 85], others=[table("HealthMeasures", HEALTH, CSAT)])
    assert issues == ["Clients!A2: Client must be filled in. The row is left out. [error]"]


# -- no Clients -------------------------------------------------------------------------------------------------------


def test_no_clients_table():
    from segmentbook.checks import check

    contracts = table("Contracts", "Client | Amount | Start")
    with pytest.raises(InputError) as caught:
        check(RawBook({"Contracts": contracts}, ("Sheet1", "Contracts")), today=TODAY)
    assert str(caught.value) == (
        "No Clients table: neither an Excel table named Clients nor a sheet Clients with the header Client among its "
        "first 20 rows. Sheets: Sheet1, Contracts; input tables: Contracts. "
        "'segmentbook init BOOK' adds the input tables."
    )


def test_a_clients_sheet_that_is_not_one_is_told():
    from segmentbook.checks import check

    note = "Clients: the sheet is not read as Clients: it lacks the header 'Client'. Name the column so."
    with pytest.raises(InputError) as caught:
        check(RawBook({}, ("Clients",), (note,)), today=TODAY)
    assert str(caught.value).endswith(f"input tables: none. 'segmentbook init BOOK' adds the input tables. {note}")
