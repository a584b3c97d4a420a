"""ServiceCosts, AccountServices, ServicePlan and TierSimulation: what they show, and what they keep of the user's."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from segmentbook.model.proposals import Proposals, proposals
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.report import look
from segmentbook.report.results import OPTIONAL_SHEETS, result_sheets
from segmentbook.report.spec import SheetSpec
from segmentbook.schema import ACCOUNT_SERVICES, SERVICE_PLAN, TIER_SIMULATION
from tests.report import serviced
from tests.tools import Validator
from tests.workbook.rendered import made, parts, refreshed

KEYS = ("ServiceCosts", "AccountServices", "ServicePlan", "TierSimulation")


@cache
def found(name: str = "sample") -> Segmentation:
    return serviced.book(**serviced.NAMED[name])


def sheets(book: Segmentation, existing: frozenset[str] = frozenset()) -> dict[str, SheetSpec]:
    return {sheet.key: sheet for sheet in result_sheets(book, (), serviced.raw(), existing=existing)}


def only(
    *names: str, book: Segmentation | None = None, existing: frozenset[str] = frozenset()
) -> tuple[SheetSpec, ...]:
    made_of = sheets(book or found(), existing)
    return tuple(made_of[name] for name in names if name in made_of)


# -- what they show -------------------------------------------------------------------------------------------------


def test_service_costs_has_a_row_a_service_and_tier_and_its_sums_above() -> None:
    (sheet,) = only("ServiceCosts")
    (table,) = sheet.tables
    served = found().services
    assert served is not None
    assert len(table.data) == 19 * 3
    assert set(table.data["Automated"]) == {"Yes", "No"}
    totals = {table.columns[column - 1].header: cell for (row, column), cell in sheet.cells.items() if row == 3}
    assert totals["Cost"].value == pytest.approx(served.book.cost)
    assert totals["Value"].value == pytest.approx(served.book.value)
    assert totals["Cost"].formula == "SUM(K5:K61)"
    assert sheet.freeze == (5, 2)


def test_account_services_has_a_column_a_service() -> None:
    (sheet,) = only("AccountServices")
    (table,) = sheet.tables
    served = found().services
    assert served is not None
    headers = [column.header for column in table.columns]
    own = headers[len(ACCOUNT_SERVICES.headers) :]
    assert own == [service.name for service in found().inputs.services]
    assert (table.key, table.changing) == ("Client ID", True)
    assert len(table.data) == served.book.accounts
    for row in table.data.index:
        assert math.fsum(table.data.loc[row, own]) == pytest.approx(table.data.loc[row, "Cost to Serve"])
    totals = {headers[column - 1]: cell.value for (row, column), cell in sheet.cells.items() if row == 3}
    assert math.fsum(totals[header] for header in own) == pytest.approx(served.book.cost)
    # No formula is written from data: a service may be called anything.
    assert not [cell.formula for cell in sheet.cells.values() if "[" in cell.formula]
    assert all(column.note for column in table.columns)


def test_the_plan_says_what_fits_and_why() -> None:
    (sheet,) = only("ServicePlan")
    plan = proposals(found()).plan
    assert plan is not None
    (table,) = sheet.tables
    assert [column.header for column in table.columns] == list(SERVICE_PLAN.headers)
    figures = {
        sheet.cells[row, 1].value: sheet.cells[row, 2].value
        for row in range(4, table.top - 1)
        if (row, 1) in sheet.cells
    }
    assert figures["Budget"] == 210_000.0
    assert figures["Cost planned"] == pytest.approx(plan.cost)
    assert figures["Left"] == pytest.approx(210_000.0 - plan.cost)
    said = [
        cell.value for (row, column), cell in sorted(sheet.cells.items()) if column == 4 and 4 <= row < table.top - 1
    ]
    assert " ".join(str(one) for one in said) == " ".join(plan.notes)
    assert table.top == 12


def test_a_plan_of_many_words_stays_above_its_table() -> None:
    plan = proposals(found()).plan
    assert plan is not None
    wordy = replace(plan, notes=tuple(f"Sentence {i}." for i in range(12)))
    made_of = result_sheets(found(), (), serviced.raw(), proposed=Proposals(wordy, None))
    (sheet,) = (one for one in made_of if one.key == "ServicePlan")
    said = " ".join(str(cell.value) for (_, column), cell in sorted(sheet.cells.items()) if column == 4)
    assert all(note in said for note in wordy.notes)
    assert max(row for row, column in sheet.cells if column == 4) < sheet.tables[0].top - 1


def test_a_plan_that_cannot_be_says_why_and_plans_nothing() -> None:
    plan = proposals(found()).plan
    assert plan is not None
    made_of = result_sheets(found(), (), serviced.raw(), proposed=Proposals(replace(plan, problem="Too little."), None))
    (sheet,) = (one for one in made_of if one.key == "ServicePlan")
    assert sheet.cells[4, 4].value == "Too little."
    assert sheet.cells[4, 4].style.colour == look.ERROR_INK
    assert "Cost planned" not in [cell.value for cell in sheet.cells.values()]


def test_the_simulation_has_its_tiers_columns_and_marks_what_is_in_force() -> None:
    (sheet,) = only("TierSimulation")
    (table,) = sheet.tables
    headers = [column.header for column in table.columns]
    assert headers[: len(TIER_SIMULATION.headers)] == list(TIER_SIMULATION.headers)
    assert len(headers) == len(TIER_SIMULATION.headers) + 7 * 3
    assert table.data["Current"].tolist().count("Yes") == 1
    now = table.data["Scenario"][table.data["Current"].tolist().index("Yes")]
    assert table.columns[0].styles[now].bold
    formats = {
        header.rpartition(": ")[2]: column.style.number_format
        for header, column in zip(headers, table.columns, strict=True)
        if ": " in header
    }
    assert (formats["Accounts"], formats["ARR Share"], formats["Cost"]) == (look.COUNT, look.SHARE, look.MONEY_LEDGER)


def test_every_number_fits_its_column() -> None:
    for sheet in only(*KEYS, book=found("billions")):
        for (row, column), cell in sheet.cells.items():
            if isinstance(cell.value, float) and row > 2:
                assert sheet.widths[column] >= len(f"{cell.value:,.2f}"), (sheet.key, row, column)


# -- which are there ------------------------------------------------------------------------------------------------


def test_a_new_book_gets_only_what_has_content() -> None:
    assert set(KEYS) <= OPTIONAL_SHEETS
    assert not set(KEYS) & set(sheets(found("no services")))
    assert set(KEYS) - set(sheets(found("no budget"))) == {"ServicePlan"}
    assert set(KEYS) - set(sheets(found("one tier"))) == {"TierSimulation"}


@pytest.mark.parametrize(
    ("name", "key", "why"),
    [
        ("no services", "ServiceCosts", "There are no services yet"),
        ("no services", "AccountServices", "There are no services yet"),
        ("no services", "ServicePlan", "There are no services yet"),
        ("no services", "TierSimulation", "There are no services yet"),
        ("no budget", "ServicePlan", "Set a Service Budget in Settings"),
        ("one tier", "TierSimulation", "There is one tier only"),
    ],
)
def test_one_that_is_there_is_emptied_and_says_why(name: str, key: str, why: str) -> None:
    sheet = sheets(found(name), frozenset({key}))[key]
    assert len(sheet.tables[0].data) == 0
    assert str(sheet.cells[2, 1].value).startswith(why)
    assert not [cell for cell in sheet.cells.values() if cell.formula]


# -- written again --------------------------------------------------------------------------------------------------


def written(path: Path, key: str) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path)[key]
    return [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)]


def add_column(path: Path) -> None:
    """The user's own column at the end of AccountServices, as Excel saves it."""
    book = openpyxl.load_workbook(path)
    sheet = book["AccountServices"]
    table = sheet.tables["AccountServices"]
    last = sheet.max_column + 1
    sheet.cell(4, last, "My word")
    for row in range(5, sheet.max_row + 1):
        sheet.cell(row, last, f"word of {sheet.cell(row, 2).value}")
    columns = table.tableColumns
    columns.append(type(columns[0])(id=len(columns) + 1, name="My word"))
    table.ref = f"A4:{sheet.cell(sheet.max_row, last).coordinate}"
    table.autoFilter.ref = table.ref
    book.save(path)


def test_the_users_column_follows_the_client_and_a_services_column_goes_with_the_service(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", *only("AccountServices"))
    add_column(path)
    given = found().inputs
    fewer = segment(replace(given, services=given.services[:4], clients=given.clients.iloc[::-1]))
    assert refreshed(path, *only("AccountServices", book=fewer)) == ()
    header, *rows = written(path, "AccountServices")
    names = [service.name for service in given.services[:4]]
    assert header == [*ACCOUNT_SERVICES.headers, *names, "My word"]
    assert rows
    assert all(row[-1] == f"word of {row[1]}" for row in rows)
    assert rows[0][1] == fewer.clients[fewer.clients["Status"] == "Current"]["Client ID"].iloc[0]
    again = parts(path)
    refreshed(path, *only("AccountServices", book=fewer))
    assert parts(path) == again


def test_emptied_and_filled_again(tmp_path: Path, validator: Validator) -> None:
    path = made(tmp_path / "book.xlsx", *only(*KEYS))
    empty = only(*KEYS, book=found("no services"), existing=frozenset(KEYS))
    assert len(empty) == 4
    refreshed(path, *empty)
    assert validator.errors(path) == []
    assert [row[0] for row in written(path, "AccountServices")][1:] == [None]
    once = parts(path)
    refreshed(path, *empty)
    assert parts(path) == once
    refreshed(path, *only(*KEYS))
    assert len(written(path, "AccountServices")) == 1 + 34
    assert validator.errors(path) == []


def test_the_columns_of_a_tier_that_is_no_more_go(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", *only("TierSimulation", book=found("five tiers")))
    refreshed(path, *only("TierSimulation"))
    header = written(path, "TierSimulation")[0]
    assert len(header) == len(TIER_SIMULATION.headers) + 7 * 3
    assert not [one for one in header if str(one).startswith("Tier 5")]
