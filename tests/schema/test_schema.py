"""The schema against itself: aliases that cannot mean two things, notes that say enough."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter

import pytest

from segmentbook.model.inputs import Settings
from segmentbook.schema import (
    CLIENTS,
    CONTRACTS,
    INPUT_TABLES,
    RATES,
    RESULT_TABLES,
    SETTINGS,
    Column,
    Kind,
    Setting,
    Table,
    header_key,
    input_table,
    setting,
)

INPUT_COLUMNS = [
    pytest.param(table, column, id=f"{table.name}.{column.header}") for table in INPUT_TABLES for column in table
]

OTHER_PERIODS = (
    "ARR", "Annual Recurring Revenue", "Annual Amount", "Annual Value", "Annual Price", "Yearly Amount", "ACV",
    "Annual Contract Value", "TCV", "Total Contract Value", "Contract Value", "Total Value", "TotalValue",
    "Total Amount", "Total Charges", "Total Price", "Line Total", "Quarterly Amount", "Weekly Amount", "MRR",
    "Lifetime Value", "List Price", "Budget",
)  # fmt: skip


@pytest.mark.parametrize("header", OTHER_PERIODS)
def test_a_header_that_means_another_period_or_a_total_is_never_amount(header: str) -> None:
    assert "Amount" not in CONTRACTS.match(["Client", header, "Start"])


@pytest.mark.parametrize("header", ["State", "Contract Type", "Renewal", "Contract", "Type"])
def test_a_header_with_two_meanings_is_left_alone_in_contracts(header: str) -> None:
    assert CONTRACTS.match(["Client", "Amount", "Start", header]).keys() == {"Client", "Amount", "Start"}


def test_churned_may_be_a_yes_and_is_not_taken_for_a_date() -> None:
    assert CLIENTS.match(["Client", "Churned"]) == {"Client": 0}


def test_a_rate_that_may_be_the_other_way_round_is_not_taken() -> None:
    assert "Rate" not in RATES.match(["Currency", "Conversion Rate"])


@pytest.mark.parametrize("table", (*INPUT_TABLES, *RESULT_TABLES), ids=lambda table: table.name)
def test_no_header_or_alias_means_two_columns_of_a_table(table: Table) -> None:
    keys = Counter(header_key(name) for column in table for name in (column.header, *column.aliases))
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize(("table", "column"), INPUT_COLUMNS)
def test_each_note_is_whole_sentences_and_says_what_blank_means(table: Table, column: Column) -> None:
    assert re.fullmatch(r"\S.*\.", column.note)
    assert re.search(r"\b[Bb]lank\b", column.note)
    assert len(column.note) <= 255


@pytest.mark.parametrize(("table", "column"), INPUT_COLUMNS)
def test_each_note_gives_an_example_unless_the_values_are_listed_in_it(table: Table, column: Column) -> None:
    listed = column.choices or (("Yes", "No") if column.kind is Kind.YESNO else ())
    if not any(choice.lower() in column.note.lower() for choice in listed):
        assert "e.g." in column.note or "such as" in column.note or column.header == "Maximum Score"


@pytest.mark.parametrize(("table", "column"), INPUT_COLUMNS)
def test_a_drop_down_names_a_column_that_exists(table: Table, column: Column) -> None:
    if column.list_from:
        source, header = column.list_from
        assert header in input_table(source).headers


@pytest.mark.parametrize("known", SETTINGS, ids=lambda known: known.name)
def test_each_setting_is_a_field_with_the_same_default(known: Setting) -> None:
    field = {f.name: f for f in dataclasses.fields(Settings)}[known.field]
    if known.field != "as_of":
        assert field.default == known.default


@pytest.mark.parametrize("known", SETTINGS, ids=lambda known: known.name)
def test_each_setting_says_what_blank_means(known: Setting) -> None:
    assert "Blank: " in known.note
    if known.blank:
        assert known.blank in known.note or known.blank == "not used"


def test_every_field_of_settings_can_be_set() -> None:
    assert {f.name for f in dataclasses.fields(Settings)} == {known.field for known in SETTINGS}


def test_settings_are_found_without_regard_to_case_and_spaces() -> None:
    assert setting("valuecut PER seat") is setting("Value Cut per Seat")
    assert setting("no such thing") is None


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        pytest.param(
            ["Account ID", "Account Name", "Account Owner", "Parent Account", "Industry", "Employees", "Website"],
            ["Client ID", "Client", "Account Manager", "Parent", "Industry", "Employees", "Domain"],
            id="salesforce accounts",
        ),
        pytest.param(
            ["Record ID", "Company name", "Company owner", "Company Domain Name", "Number of Employees",
             "Country/Region", "Lifecycle Stage", "Last Activity Date", "Parent Company"],
            ["CRM ID", "Client", "Account Manager", "Domain", "Employees", "Region", "Lifecycle Stage",
             "Last Interaction", "Parent"],
            id="hubspot companies",
        ),
        pytest.param(
            ["id", "account_number", "crm_id", "name", "parent_id", "sales_rep_name"],
            ["Client ID", None, "CRM ID", "Client", "Parent", "Account Manager"],
            id="zuora accounts: subscriptions name an account by its id",
        ),
        pytest.param(
            ["Customer full name", "Company name", "Phone", "Open balance"],
            [None, "Client", None, None],
            id="quickbooks customers",
        ),
    ],
)  # fmt: skip
def test_clients_are_found_in_the_usual_exports(headers: list[str], columns: list[str | None]) -> None:
    found = CLIENTS.match(headers)
    assert found == {column: i for i, column in enumerate(columns) if column}


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        pytest.param(
            ["subscription_id", "customer_id", "start_date", "end_date", "monthly_amount"],
            ["Contract ID", "Client", "Start", "End", "Amount"],
            id="mrr playbook",
        ),
        pytest.param(
            ["Account Name", "Contract Number", "Status", "Contract Start Date", "Contract End Date", "Sales Price",
             "Quantity", "Total Price", "Currency ISO Code", "Billing Frequency"],
            ["Client", "Contract ID", "Status", "Start", "End", "Amount", "Quantity", None, "Currency",
             "Billing Period"],
            id="salesforce contracts with products",
        ),
        pytest.param(
            ["id", "account_id", "auto_renew", "cancelled_date", "name", "status", "subscription_start_date",
             "subscription_end_date", "previous_subscription_id"],
            ["Contract ID", "Client", "Auto Renew", "Cancelled On", None, "Status", "Start", "End", "Supersedes"],
            id="zuora subscriptions",
        ),
        pytest.param(
            ["id", "Customer ID", "Customer Name", "Plan", "Quantity", "Currency", "Interval", "Amount", "Status",
             "Start (UTC)", "Canceled At (UTC)", "Ended At (UTC)"],
            ["Contract ID", "Client", None, "Product", "Quantity", "Currency", "Billing Period", "Amount", "Status",
             "Start", "Cancelled On", "End"],
            id="stripe subscriptions",
        ),
        pytest.param(
            ["ContractID", "CustomerID", "RenewalFromContractID", "Reference", "TermStartDate", "TermEndDate",
             "TotalValue"],
            ["Contract ID", "Client", "Supersedes", None, "Start", "End", None],
            id="saasops",
        ),
    ],
)  # fmt: skip
def test_contracts_are_found_in_the_usual_exports(headers: list[str], columns: list[str | None]) -> None:
    found = CONTRACTS.match(headers)
    assert found == {column: i for i, column in enumerate(columns) if column}
