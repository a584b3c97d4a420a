"""Exports that no one here wrote: imported as they are, refreshed, and held against figures found another way."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from segmentbook.importing.run import import_file
from segmentbook.importing.settings import change_settings
from segmentbook.report.summary import json_summary
from segmentbook.schema import CLIENTS, CONTRACTS
from segmentbook.workbook.file import refresh
from tests.cli.changes import table_of
from tests.cli.conftest import Command

DATA = Path(__file__).parents[1] / "data"
PLAYBOOK = DATA / "oracles" / "mrr_playbook"
EXPORTS = DATA / "exports"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# -- mrr_playbook ------------------------------------------------------------------------------------------------------


def test_the_playbooks_mrr_and_paying_clients_of_every_month(blank: Path, tmp_path: Path) -> None:
    """By init, import and refresh, month by month; their own SQL gives the expected figures."""
    done = import_file(blank, CONTRACTS, PLAYBOOK / "subscription_periods.csv", add_clients=True)
    assert (done.appended, done.clients_added) == (121, 55)
    assert done.mapping == (
        "subscription_id -> Contract ID",
        "customer_id -> Client",
        "start_date -> Start",
        "end_date -> End",
        "monthly_amount -> Amount",
    )
    change_settings(blank, ["End Date Counts=No"])
    expected = [row for row in rows_of(PLAYBOOK / "expected_monthly.csv") if row["date_month"][:7] >= "2018-02"]
    assert [expected[0]["date_month"], expected[-1]["date_month"]] == ["2018-02-01", "2020-02-01"]
    for row in expected:
        found = refresh(blank, tmp_path / "out.xlsx", date.fromisoformat(row["date_month"]))
        totals = json_summary(found.segmentation, found.issues)
        assert totals["mrr"] == float(row["mrr"]), row["date_month"]
        assert totals["paying_clients"] == int(row["active_customers"]), row["date_month"]
        assert found.segmentation.ledger["Counted MRR"].sum() == pytest.approx(totals["mrr"], abs=0.005)
        assert found.segmentation.clients["Contract MRR"].sum() == pytest.approx(totals["mrr"], abs=0.005)
        assert totals["issues"]["error"] == 0


def test_the_playbooks_bridge_of_every_month_by_one_history_command(sb: Command, blank: Path) -> None:
    """Import, then `history`: the table RecurringBridge of the workbook holds what their SQL gives for each month."""
    import_file(blank, CONTRACTS, PLAYBOOK / "subscription_periods.csv", add_clients=True)
    change_settings(blank, ["End Date Counts=No", "As of=2020-02-29"])
    done = sb("history", blank, "--from", "2018-01", "--to", "2020-01")
    assert done.status == 0
    assert done.out.splitlines()[0] == (
        "Back-filled 25 month-ends, 2018-01-31 to 2020-01-31, from contracts and assets."
    )
    sheet = openpyxl.load_workbook(blank, data_only=True)["RecurringBridge"]
    headers, *lines = sheet.iter_rows(min_row=4, values_only=True)
    bridge = {line[0]: dict(zip(headers, line, strict=True)) for line in lines}
    theirs = {"New": "new_mrr", "Expansion": "upgrade_mrr", "Contraction": "downgrade_mrr", "Churn": "churn_mrr"}
    theirs |= {"Reactivation": "reactivation_mrr", "Closing": "mrr", "Paying Clients": "active_customers"}
    expected = [row for row in rows_of(PLAYBOOK / "expected_monthly.csv") if row["date_month"][:7] >= "2018-02"]
    assert list(bridge) == [row["date_month"][:7] for row in expected]
    for row in expected:
        found = bridge[row["date_month"][:7]]
        assert {ours: found[ours] for ours in theirs} == pytest.approx(
            {ours: float(row[column] or 0) for ours, column in theirs.items()}
        ), row["date_month"]


# -- telco -------------------------------------------------------------------------------------------------------------

TODAY = date(2020, 1, 1)


def months_before(day: date, months: int) -> date:
    """The first of the month so many months earlier; ``day`` is a first."""
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)


def test_the_telcos_mrr_is_the_sum_of_active_lines_to_the_cent(blank: Path, tmp_path: Path) -> None:
    """7,043 customers: Start is their tenure before a fixed date, End of those who churned the day before it."""
    customers = rows_of(EXPORTS / "telco" / "Telco-Customer-Churn.csv")
    assert len(customers) == 7043
    contracts = tmp_path / "contracts.csv"
    with contracts.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([*customers[0], "Start", "End"])
        for row in customers:
            end = TODAY - timedelta(days=1) if row["Churn"] == "Yes" else ""
            out.writerow([*row.values(), months_before(TODAY, int(row["tenure"])), end])
    done = import_file(blank, CLIENTS, EXPORTS / "telco" / "Telco-Customer-Churn.csv", maps=["customerID=Client"])
    assert (done.appended, done.notes) == (7043, ())
    done = import_file(blank, CONTRACTS, contracts, maps=["Contract=Term"])
    assert done.appended == 7043
    assert "customerID -> Client" in done.mapping
    assert "MonthlyCharges -> Amount" in done.mapping
    for as_of, active in (
        (TODAY, [c for c in customers if c["Churn"] == "No"]),
        (date(2019, 1, 1), [c for c in customers if int(c["tenure"]) >= 12]),
    ):
        found = refresh(blank, as_of=as_of)
        totals = json_summary(found.segmentation, found.issues)
        assert Decimal(str(totals["mrr"])) == sum(Decimal(c["MonthlyCharges"]) for c in active)
        assert totals["paying_clients"] == len(active)
        assert totals["contracts"] == 7043
        assert totals["issues"]["error"] == 0
        # Their own columns stay beside the results' input, and none of ours was guessed from them.
        assert "TotalCharges" in found.segmentation.inputs.clients.columns


def test_the_telcos_blanks_and_codes_arrive_as_they_are(blank: Path) -> None:
    import_file(blank, CLIENTS, EXPORTS / "telco" / "Telco-Customer-Churn.csv", maps=["customerID=Client"])
    table = table_of(blank, "Clients")
    customers = rows_of(EXPORTS / "telco" / "Telco-Customer-Churn.csv")
    for header in ("customerID", "gender", "TotalCharges", "tenure"):
        column = table.columns[table.headers.index("Client" if header == "customerID" else header)]
        for i, row in enumerate(customers):
            cell = column.cell(i)
            if cell is None:
                assert not row[header].strip()
            else:
                assert cell == (row[header] if isinstance(cell, str) else float(row[header]))
    assert sum(not row["TotalCharges"].strip() for row in customers) == 11


# -- zuora -------------------------------------------------------------------------------------------------------------


def test_zuoras_accounts_and_charges(sb: Command, blank: Path) -> None:
    accounts, charges = (EXPORTS / "zuora" / f"zuora_{name}_data.csv" for name in ("account", "rate_plan_charge"))
    done = sb("import", blank, accounts, "--table", "Clients", "--map", "id=Client ID")
    assert done.status == 0
    for line in (
        "  id -> Client ID",
        "  name -> Client",
        "  crm_id -> CRM ID",
        "  customer_service_rep_name -> Account Manager",
        "  account_number -> account_number (new column)",
        "  mrr -> mrr (new column)",
    ):
        assert line in done.out.splitlines()
    contracts = ["import", blank, charges, "--table", "Contracts", "--map", "id=Contract ID"]
    done = sb(*contracts)
    assert (done.status, done.err) == (
        1,
        "segmentbook: zuora_rate_plan_charge_data.csv has no column for Amount, and 'mrr' may be for a month: say "
        '--map "mrr=Amount" --set "Billing Period=Monthly".\n',
    )
    contracts += ["--map", "mrr=Amount", "--map", "transaction_currency=Currency", "--map", "name=Product"]
    done = sb(*contracts)
    assert (done.status, done.err) == (
        1,
        "segmentbook: zuora_rate_plan_charge_data.csv: 'mrr' sounds like an amount for the period Monthly, whatever "
        '\'billing_period\' says. Say --set "Billing Period=Monthly" --map "billing_period=billing_period (file)", '
        'or, if the amount is for the period in that column, --map "billing_period=Billing Period".\n',
    )
    contracts += ["--set", "Billing Period=Monthly", "--map", "billing_period=Billed"]
    done = sb(*contracts)
    assert done.status == 0
    for line in (
        "  account_id -> Client",
        "  effective_start_date -> Start",
        "  effective_end_date -> End",
        "  charge_type -> Kind",
        "  billing_period -> Billed (new column)",
        "  'Monthly' -> Billing Period",
    ):
        assert line in done.out.splitlines()
    done = sb("refresh", blank, "--as-of", "2022-12-31", "--json")
    totals = json.loads(done.out)
    assert (totals["mrr"], totals["paying_clients"], totals["contracts"]) == (49.0, 1, 5)
    assert done.status == 3  # the fifth charge is of the type Usage
    assert totals["issues"]["error"] >= 1


# -- stripe ------------------------------------------------------------------------------------------------------------


def test_stripes_customers_and_line_items_in_cents(sb: Command, blank: Path) -> None:
    customers, items = EXPORTS / "stripe" / "customer_data.csv", EXPORTS / "stripe" / "invoice_line_item_data.csv"
    done = sb("import", blank, customers, "--table", "Clients")
    assert done.status == 0
    assert "  id -> Client ID" in done.out.splitlines()
    table = table_of(blank, "Clients")
    ids = [table.columns[table.headers.index("Client ID")].cell(i) for i in range(len(table))]
    assert ids == [row["id"] for row in rows_of(customers)]
    done = sb(
        "import", blank, items, "--table", "Contracts", "--cents", "amount", "--add-clients",
        "--map", "id=Contract ID", "--map", "subscription_id=Client", "--map", "quantity=Seats billed",
        "--map", "period_start=Start", "--map", "period_end=End", "--set", "Billing Period=Total",
    )  # fmt: skip
    assert done.status == 0
    assert "Clients: 2 rows added." in done.out.splitlines()
    # 21, 65 and 100 cents for 18 and 19 February: two days of 28 are a fourteenth of a month.
    totals = json.loads(sb("refresh", blank, "--as-of", "2021-02-18", "--json").out)
    assert totals["mrr"] == pytest.approx((0.21 + 0.65 + 1.00) * 14)
    assert totals["paying_clients"] == 2
