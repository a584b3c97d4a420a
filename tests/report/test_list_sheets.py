"""ListSummary, ListMembers and the lists on the Dashboard: what they show of the sample, and of awkward books."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from segmentbook.checks import check
from segmentbook.model.inputs import CustomerList, ListCondition
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.report import list_sheets, look
from segmentbook.report.list_panel import MOST_LINES, list_panel
from segmentbook.report.list_words import list_words
from segmentbook.report.page import Page
from segmentbook.report.places import Names
from segmentbook.report.policy import policy_frame
from segmentbook.report.results import OPTIONAL_SHEETS, result_sheets
from segmentbook.report.spec import Cell, SheetSpec
from segmentbook.schema import CUSTOMER_LISTS, LIST_MEMBERS, LIST_SUMMARY
from segmentbook.schema.default_lists import LISTS
from tests.model.books import make_book
from tests.report import books, serviced
from tests.tools import Validator
from tests.workbook.rendered import made, parts


def rule(name: str, *conditions: tuple[Any, ...], **more: str) -> CustomerList:
    return CustomerList(name, tuple(ListCondition(*one) for one in conditions), **more)


@pytest.fixture(scope="module")
def sample() -> Segmentation:
    return segment(serviced.inputs())


def sheets(book: Segmentation, **more: Any) -> dict[str, SheetSpec]:
    return {sheet.key: sheet for sheet in result_sheets(book, (), serviced.raw(), **more)}


# -- what the sample's lists are ------------------------------------------------------------------------------------


def test_the_samples_table_is_the_ready_lists() -> None:
    checked = check(serviced.raw(), today=serviced.AS_OF)
    assert [issue for issue in checked.issues if issue.table == "CustomerLists"] == []
    written = [
        replace(one, conditions=tuple(replace(c, row=None) for c in one.conditions)) for one in checked.inputs.lists
    ]
    assert written == [replace(one, ready=False) for one in LISTS]


def test_the_table_of_a_new_workbook_holds_one_row_a_condition() -> None:
    frame = policy_frame(CUSTOMER_LISTS)
    assert frame[["List", "Severity", "Column", "Operator", "Value"]].to_numpy().tolist()[:3] == [
        ["At risk: little key-feature usage", "High", "Key Feature Usage", "<", "30%"],
        ["No interaction for 30 days", "Medium", "Last Interaction", "not in last", "30 days"],
        ["Unpaid invoices", "Medium", "Overdue Invoices", ">", 0.0],
    ]


def test_the_summary_has_every_list_with_its_figures(sample: Segmentation) -> None:
    sheet = sheets(sample)["ListSummary"]
    (table,) = sheet.tables
    assert list(table.data.columns) == list(LIST_SUMMARY.headers)
    assert table.data[["List", "Severity", "Clients", "Asks for"]].to_numpy().tolist() == [
        ["At risk: little key-feature usage", "High", 5, "Key Feature Usage < 30%"],
        ["No interaction for 30 days", "Medium", 10, "Last Interaction not in last 30 days"],
        ["Unpaid invoices", "Medium", 12, "Overdue Invoices > 0"],
        ["Renewal within 90 days", "", 9, "Renewal Date in next 90 days"],
        ["Onboarding", "", 1, "Lifecycle Stage = Onboarding"],
        ["New accounts", "", 0, "Client Since in last 7 days"],
        ["Churned in the last 60 days", "", 0, "Churned On in last 60 days"],
        ["Clients of Dana Whitlock", "", 8, "Account Manager = Dana Whitlock"],
        ["Clients of Marcus Oyelaran", "", 9, "Account Manager = Marcus Oyelaran"],
        ["Clients of Priya Raman", "", 7, "Account Manager = Priya Raman"],
        ["Clients of Sofia Lindqvist", "", 3, "Account Manager = Sofia Lindqvist"],
        ["Clients of Tom Ashby", "", 7, "Account Manager = Tom Ashby"],
    ]
    # C-012, C-016, C-022, C-024 and C-028; C-035 has churned.
    at_risk = sample.clients[sample.clients["Client ID"].isin(["C-012", "C-016", "C-022", "C-024", "C-028"])]
    assert table.data["ARR"][0] == pytest.approx(at_risk["ARR"].sum())
    assert table.data["Note"].tolist() == [""] * 12
    links = next(column.links for column in table.columns if column.header == "List")
    # Each leads to its first client, a list without clients to the top of the sheet.
    assert links[:7] == tuple(f"'ListMembers'!A{row}" for row in (5, 10, 20, 32, 41, 1, 1))
    managers = table.data[7:]
    assert managers["Clients"].sum() == 34
    assert managers["ARR"].sum() == pytest.approx(
        sample.clients.loc[sample.clients["Status"] == "Current", "ARR"].sum()
    )


def test_the_members_come_list_by_list_the_largest_arr_first(sample: Segmentation) -> None:
    (table,) = sheets(sample)["ListMembers"].tables
    data = table.data
    assert list(data.columns) == list(LIST_MEMBERS.headers)
    assert data.iloc[0].to_dict() | {"ARR": round(data["ARR"][0], 2)} == {
        "List": "At risk: little key-feature usage",
        "Owner": "",
        "Visible To": "",
        "Severity": "High",
        "Client": "Drumlin Aggregates",
        "Client ID": "C-012",
        "Account Manager": "Dana Whitlock",
        "Tier": "Tier 3 - Long tail",
        "ARR": 82_816.0,
        "Health Score": 31.1,
        "Health Band": "Needs attention",
        "Renewal Date": books.pd.Timestamp("2026-09-01"),
        "Primary Contact": "Roy Drumlin",
        "Last Interaction": books.pd.Timestamp("2026-06-19"),
        "NPS": 4.0,
    }
    order = [one.rule.name for one in sample.lists if len(one.members)]
    assert list(dict.fromkeys(data["List"])) == order
    for _, group in data.groupby("List", sort=False):
        assert group["ARR"].is_monotonic_decreasing
    links = next(column.links for column in table.columns if column.header == "Client")
    raw = serviced.raw().tables["Clients"]
    names = raw.columns[raw.headers.index("Client")]
    for name, link in zip(data["Client"], links, strict=True):
        row = int(link.rpartition("!A")[2].lstrip("BCDEFGHIJKLMNOPQRSTUVWXYZ"))
        assert names.cell(row - raw.top - 1) == name


def test_summary_and_members_agree(sample: Segmentation) -> None:
    made_of = sheets(sample)
    (summary,), (members,) = made_of["ListSummary"].tables, made_of["ListMembers"].tables
    groups = members.data.groupby("List")
    for name, clients, arr in zip(*(summary.data[h] for h in ("List", "Clients", "ARR")), strict=True):
        mine = groups.get_group(name) if name in groups.groups else members.data[:0]
        assert len(mine) == clients
        assert math.fsum(mine["ARR"]) == pytest.approx(arr)


# -- awkward books --------------------------------------------------------------------------------------------------


def test_a_note_says_why_nobody_is_in_a_list() -> None:
    lists = (
        rule("Broken"),
        rule("Quiet", ("Last Interaction", "not in last", "30 days")),
        rule("Big", ("ARR", ">", 1e9)),
    )
    book = segment(make_book([{"Client": "Acme", "Segment Value": 5.0}], lists=lists))
    (table,) = sheets(book)["ListSummary"].tables
    assert table.data["Note"].tolist() == [
        "Not computed, as a row of it cannot be used: see DataIssues.",
        "No client has a Last Interaction.",
        "",
    ]
    assert table.data["Clients"].tolist() == [0.0, 0.0, 0.0]
    made_of = sheets(book)["ListMembers"]
    assert made_of.cells[2, 1].value == "No client is in a list."
    assert len(made_of.tables[0].data) == 0


def test_of_a_long_list_the_largest_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_sheets, "MEMBERS_SHOWN", 2)
    clients = [{"Client": f"C{i}", "Segment Value": value} for i, value in enumerate((1.0, 3.0, 2.0, 3.0))]
    book = segment(make_book(clients, lists=(rule("All", ("ARR", ">", 0.0)),), client_rows=[0, 1, 2, 5]))
    made_of = sheets(book)
    (members,), (summary,) = made_of["ListMembers"].tables, made_of["ListSummary"].tables
    assert members.data["ARR"].tolist() == [36.0, 36.0]
    assert str(made_of["ListMembers"].cells[2, 1].value).endswith("of each list the 2 clients with the largest ARR")
    assert (summary.data["Clients"][0], summary.data["ARR"][0]) == (4.0, 108.0)
    assert summary.data["Note"][0] == "ListMembers shows the 2 with the largest ARR."


def test_a_book_without_lists_gets_no_sheet_of_them() -> None:
    book = segment(make_book([{"Client": "Acme"}]))
    assert not {"ListSummary", "ListMembers"} & set(sheets(book))
    emptied = sheets(book, existing=OPTIONAL_SHEETS)
    for key in ("ListSummary", "ListMembers"):
        assert emptied[key].cells[2, 1].value == (
            "There are no lists: add rows to the table CustomerLists, then refresh."
        )
        assert len(emptied[key].tables[0].data) == 0


def test_no_clients() -> None:
    book = segment(make_book([], lists=LISTS))
    (table,) = sheets(book)["ListSummary"].tables
    assert table.data["Clients"].tolist() == [0.0] * 7
    assert table.data["Note"].tolist() == [""] * 7


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ((), ""),
        ((("ARR", ">", 1234.5),), "ARR > 1,234"),
        ((("Employees", ">=", 1000.0),), "Employees >= 1,000"),
        ((("Seat Utilisation", "<", 0.125),), "Seat Utilisation < 12.5%"),
        ((("Client Since", ">", date(2026, 1, 1)), ("Region", "in", "A; B")),
         "Client Since > 1 January 2026 and Region in A; B"),
        ((("List: Due", "=", True, "1"), ("CRM ID", "blank", None, "2"), ("NPS", "<>", 9.0, "1")),
         "List: Due = Yes and NPS <> 9; or CRM ID blank"),
    ],
)  # fmt: skip
def test_words(conditions: tuple[tuple[Any, ...], ...], words: str) -> None:
    assert list_words(rule("It", *conditions)) == words


# -- on the Dashboard -----------------------------------------------------------------------------------------------


def band(sheet: SheetSpec) -> dict[object, tuple[Cell, Cell]]:
    """The lists of the Dashboard: the chip and the figure by name."""
    (start,) = [row for (row, _), cell in sheet.cells.items() if cell.value == "Lists"]
    found = {}
    for (row, column), cell in sheet.cells.items():
        figures = [c for (r, c), one in sheet.cells.items() if r == row and c > column and one.formula]
        named = isinstance(cell.value, str) and cell.value and not cell.link
        if start < row <= start + MOST_LINES and named and figures:
            found[cell.value] = sheet.cells[row, column - 1], sheet.cells[row, min(figures)]
    return found


def test_the_dashboard_has_each_list_with_its_count(sample: Segmentation) -> None:
    for book in (sample, segment(replace(serviced.inputs(), stack=None))):
        shown = band(sheets(book)["Dashboard"])
        assert [(name, figure.value, chip.style.fill) for name, (chip, figure) in shown.items()] == [
            ("At risk: little key-feature usage", 5, look.ERROR_INK),
            ("Unpaid invoices", 12, "E6A100"),
            ("No interaction for 30 days", 10, "E6A100"),
            ("Renewal within 90 days", 9, ""),
            ("Onboarding", 1, ""),
            ("New accounts", 0, ""),
            ("Churned in the last 60 days", 0, ""),
        ]
        assert {figure.link for _, figure in shown.values()} == {"'ListMembers'!A1"}


def test_what_does_not_fit_is_said(sample: Segmentation) -> None:
    lists = tuple(rule(f"List {i}", ("Client", "contains", "a" * (i % 3 + 1))) for i in range(20))
    page = Page()
    book = replace(sample, lists=segment(replace(serviced.inputs(), lists=lists)).lists)
    assert list_panel(page, 10, 2, 77, book, Names()) == 10 + 1 + MOST_LINES
    last = [cell for cell in page.cells.values() if str(cell.value).startswith("and ")]
    assert [(cell.value, cell.link) for cell in last] == [("and 6 more: see ListSummary", "'ListSummary'!A1")]
    assert sum(bool(cell.formula) for cell in page.cells.values()) == 14
    narrow = Page()
    assert list_panel(narrow, 10, 2, 20, book, Names()) == 10 + 1 + MOST_LINES
    assert max(column for _, column in narrow.cells) == 21


def test_without_lists_nothing_is_put(sample: Segmentation) -> None:
    page = Page()
    of_managers = tuple(one for one in sample.lists if one.by_manager)
    for lists in ((), of_managers):
        assert list_panel(page, 10, 2, 77, replace(sample, lists=lists), Names()) == 10
    assert not page.cells


# -- as files -------------------------------------------------------------------------------------------------------


def test_the_sheets_are_valid(sample: Segmentation, validator: Validator, tmp_path: Path) -> None:
    every = sheets(sample)
    path = made(tmp_path / "lists.xlsx", *(every[key] for key in ("ListSummary", "ListMembers")))
    assert validator.errors(path) == []
    assert any(b"Drumlin Aggregates" in part for part in parts(path).values())
