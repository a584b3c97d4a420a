"""The command plan: what it prints, that it writes its own sheet and nothing else, and what it refuses."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.protection import WorkbookProtection

from segmentbook.workbook.book import Book
from segmentbook.workbook.editing import edit_table
from segmentbook.workbook.package import Package
from segmentbook.workbook.reading import read_book
from segmentbook.workbook.styles import Styles
from tests.cli.changes import add_row, change
from tests.cli.conftest import Command

DETAILS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
"""Parts that know of every sheet, name and style."""


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def planned(path: Path, sheet: str = "ServicePlan") -> dict[tuple[str, str], float]:
    """Times planned, from the sheet."""
    book = openpyxl.load_workbook(path)
    table = book[sheet].tables["ServicePlan"]
    header, *rows = [[cell.value for cell in row] for row in book[sheet][table.ref]]
    places = [header.index(name) for name in ("Service", "Tier", "Times Planned")]
    return {(row[places[0]], row[places[1]]): row[places[2]] for row in rows}


def add_service(path: Path, name: str, cost: float, **more: object) -> int:
    tiers = {"Tier 1 - Strategic": 2, "Tier 2 - Mid-market": 1}
    return add_row(path, "Services", {"Service": name, "Cost per Time": cost, "Margin": 0.2, **tiers, **more})


def clear(path: Path, table: str, header: str) -> None:
    """Make the rows of a table blank where it matters."""
    with Package.open(path) as package:
        book = Book(package)
        raw = read_book(book).tables[table]
        rows = list(range(len(raw)))
        edit_table(book, Styles(book), raw, rows=rows, update={header: [None] * len(rows)})
        package.save(path)


@pytest.fixture
def small(blank: Path) -> Path:
    """Three accounts, one in each tier, without services but for those a test adds."""
    clear(blank, "Services", "Service")
    for name, money in (("Acme", 9_000.0), ("Bolt", 8_000.0), ("Cole", 900.0)):
        add_row(blank, "Clients", {"Client": name, "Client ID": name[0], "Segment Value": money, "Employees": 10})
    return blank


@pytest.fixture
def own(sb: Command, tmp_path: Path) -> Path:
    """A workbook of the user's with the sample's input tables, never refreshed."""
    path = tmp_path / "own.xlsx"
    openpyxl.Workbook().save(path)
    assert sb("init", path, "--sample").status == 0
    return path


def test_it_prints_changes_first_totals_and_what_is_next(sb: Command, small: Path) -> None:
    add_service(small, "Advice", 30.0, Priority=2)  # 2 x 30 and 1 x 30
    add_service(small, "Review", 100.0)
    assert sb("set", small, "As of=2026-06-30", "Service Budget=365").status == 0
    ran = sb("plan", small)
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "As of 2026-06-30, a year, in USD: budget 365.00, catalogue 390.00, plan 360.00, left 5.00."
    rows = [re.split(r"\s{2,}", line.strip()) for line in lines[1:-2]]
    assert [row for row in rows if len(row) > 1] == [
        ["Service", "Tier", "Times now", "Times planned", "Cost now", "Cost planned", "Saving"],
        ["Advice", "Tier 2 - Mid-market", "1", "0", "30.00", "0.00", "30.00"],
        ["Review", "Tier 1 - Strategic", "2", "2", "200.00", "200.00", "0.00"],
        ["Review", "Tier 2 - Mid-market", "1", "1", "100.00", "100.00", "0.00"],
        ["Advice", "Tier 1 - Strategic", "2", "2", "60.00", "60.00", "0.00"],
        ["Total", "390.00", "360.00", "30.00"],
    ]
    assert lines[-2] == (
        "With 25.00 more (390.00 a year) the plan would be better: Advice for Tier 2 - Mid-market from 0 to 1 time a "
        "year. Service value rises by 37.50."
    )
    assert lines[-1] == f"Wrote the table ServicePlan at ServicePlan!A12 of {small}; the table Services is as it was."
    assert planned(small)["Advice", "Tier 2 - Mid-market"] == 0


def test_it_writes_its_sheet_and_nothing_else(sb: Command, sample: Path) -> None:
    assert sb("refresh", sample).status == 0
    before = parts(sample)
    assert sb("plan", sample, "--budget", "100000").status == 0
    after = parts(sample)
    assert before.keys() == after.keys()
    differing = {name for name in before if before[name] != after[name]} - DETAILS
    (sheet,) = (name for name in differing if name.startswith("xl/worksheets/"))
    assert all(name.startswith("xl/tables/") for name in differing - {sheet})
    assert b"<v>100000</v>" in after[sheet]
    again = parts(sample) if sb("plan", sample, "--budget", "100000").status == 0 else {}
    assert again == after
    # A refresh plans for the setting again: the book is as it was.
    assert sb("refresh", sample).status == 0
    assert {name: data for name, data in parts(sample).items() if name != "xl/styles.xml"} == {
        name: data for name, data in before.items() if name != "xl/styles.xml"
    }


def test_a_book_never_refreshed_gets_that_one_sheet(sb: Command, own: Path) -> None:
    before, sheets = parts(own), openpyxl.load_workbook(own).sheetnames
    assert sb("plan", own).status == 0
    after = parts(own)
    assert {name for name in before if before[name] != after[name]} <= DETAILS
    assert openpyxl.load_workbook(own).sheetnames == [*sheets, "ServicePlan"]


def test_another_budget_than_the_setting_is_said(sb: Command, sample: Path) -> None:
    ran = sb("plan", sample, "--budget", "150000.5")
    assert ran.out.splitlines()[-2:] == [
        "The next refresh plans for 210,000.00, as Settings says. To keep this budget:",
        f'  segmentbook set "{sample}" "Service Budget=150000.5"',
    ]


def test_json_is_one_object_that_adds_up(sb: Command, sample: Path) -> None:
    ran = sb("plan", sample, "--json", "--budget", "200000")
    found = json.loads(ran.out)
    assert list(found) == [
        "as_of",
        "currency",
        "budget",
        "cost_now",
        "cost",
        "left",
        "value_now",
        "value",
        "hours_now",
        "hours",
        "cuts",
        "additions",
        "next",
        "next_step",
        "notes",
        "services",
        "output",
        "table",
        "place",
    ]
    assert found["cost"] <= 200_000.0
    assert found["left"] == pytest.approx(200_000.0 - found["cost"])
    assert sum(one["cost_planned"] for one in found["services"]) == pytest.approx(found["cost"])
    assert sum(cut["saving"] for cut in found["cuts"]) == pytest.approx(found["cost_now"] - found["cost"])
    assert found["next"]["extra"] == pytest.approx(found["next"]["budget"] - 200_000.0)
    times = planned(sample)
    for one in found["services"]:
        assert times[one["service"], one["tier"]] == one["times_planned"]
    assert (found["table"], found["place"]) == ("ServicePlan", "ServicePlan!A12")


def test_a_sheet_of_the_users_own_name_is_left_alone(sb: Command, own: Path) -> None:
    book = openpyxl.load_workbook(own)
    book.create_sheet("ServicePlan")["A1"] = "mine"
    book.save(own)
    ran = sb("plan", own)
    assert ran.status == 0, ran.err
    assert "at 'ServicePlan (Segmentbook)'!A12 of" in ran.out
    assert openpyxl.load_workbook(own)["ServicePlan"]["A1"].value == "mine"
    assert planned(own, "ServicePlan (Segmentbook)")


def test_priority_minimum_and_maximum_come_from_the_table(sb: Command, small: Path) -> None:
    add_service(small, "Review", 100.0, Priority=2)
    add_service(small, "Renewal", 90.0, Priority=1, **{"Tier 1 - Strategic Maximum": 1})
    ran = sb("plan", small, "--budget", "300")
    assert ran.status == 0, ran.err
    found = planned(small)
    accounts = {row[0]: row[1] for row in [("Tier 1 - Strategic", 1), ("Tier 2 - Mid-market", 1)]}
    assert found["Renewal", "Tier 1 - Strategic"] == 1
    assert found["Renewal", "Tier 2 - Mid-market"] == 1
    assert sum(found["Review", tier] for tier in accounts) == 1


def test_names_are_no_markup_and_no_control_characters(sb: Command, small: Path) -> None:
    add_service(small, "[bold red]Réview[/] \N{GRINNING FACE}", 100.0)
    ran = sb("plan", small, "--budget", "1000")
    assert "[bold red]Réview[/] \N{GRINNING FACE}" in ran.out
    assert "\x1b" not in ran.out


def test_rows_that_could_not_be_counted_are_status_3(sb: Command, sample: Path) -> None:
    change(sample, "Services", 0, Cost_per_Time=-5)
    ran = sb("plan", sample)
    assert ran.status == 3
    assert ran.err.startswith("segmentbook: 1 error, so that not everything could be counted.")


@pytest.mark.parametrize("budget", ["-1", "lots", "nan", "1e999"])
def test_what_is_no_budget_is_wrong_usage(sb: Command, sample: Path, budget: str) -> None:
    ran = sb("plan", sample, "--budget", budget)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        f"segmentbook: Invalid value for '--budget': {budget!r} is not an amount of 0 or more; write it as 210000 or "
        "99.50. (See: segmentbook plan --help)\n"
    )


def test_no_services_no_budget_no_tiers_and_minima_are_refused(sb: Command, small: Path) -> None:
    before = small.read_bytes()
    ran = sb("plan", small, "--budget", "5")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "segmentbook: Services: there must be at least one service to plan; got none. Fill the table Services; "
        f"'segmentbook init \"{small}\"' adds it where it is missing.\n"
    )
    assert small.read_bytes() == before
    add_service(small, "Review", 100.0, **{"Tier 1 - Strategic Minimum": 2})
    before = small.read_bytes()
    ran = sb("plan", small)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "segmentbook: Settings: Service Budget must be filled in to plan for it; it is blank. Fill it in, or name a "
        f'budget: segmentbook plan "{small}" --budget 200000\n'
    )
    ran = sb("plan", small, "--budget", "150", "--json")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "segmentbook: The minima cost 200.00 a year, but the budget is 150.00: 50.00 is missing. The minima: Review "
        "for Tier 1 - Strategic, 2 times (200.00). Lower a minimum, or raise the budget to 200.00.\n"
    )
    assert small.read_bytes() == before
    clear(small, "Tiers", "Tier")
    before = small.read_bytes()
    ran = sb("plan", small, "--budget", "500")
    assert (ran.status, ran.out) == (1, "")
    assert "at least one tier" in ran.err
    assert small.read_bytes() == before


def test_a_budget_of_0_leaves_what_is_free(sb: Command, small: Path) -> None:
    add_service(small, "Review", 100.0)
    add_service(small, "Digest", 0.0, Automated="Yes")
    ran = sb("plan", small, "--budget", "0")
    assert ran.status == 0, ran.err
    assert "The budget is 0: only what costs nothing stays on." in ran.out
    assert planned(small)["Review", "Tier 1 - Strategic"] == 0
    assert planned(small)["Digest", "Tier 1 - Strategic"] == 2


def test_a_protected_structure_is_said_where_a_sheet_must_be_added(sb: Command, own: Path) -> None:
    book = openpyxl.load_workbook(own)
    book.security = WorkbookProtection(lockStructure=True)
    book.save(own)
    before = own.read_bytes()
    ran = sb("plan", own)
    assert ran.status == 1
    assert "the workbook's structure is protected, so that no sheet may be added" in ran.err
    assert own.read_bytes() == before
