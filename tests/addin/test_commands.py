"""The commands behind the ribbon, on an open workbook in memory: what they change, say and leave as it was."""

from __future__ import annotations

import csv
import re
import webbrowser
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl.utils.datetime import to_excel

from addin import commands
from segmentbook.workbook.template import create
from tests.addin.open_book import Desk, at_desk
from tests.live.double_file import load
from tests.live.model import WorkbookState

WHOLE_BOOK = 36
SWITCHES = {"screen_updating": True, "display_alerts": True, "enable_events": True, "calculation": "automatic"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> WorkbookState:
    path = tmp_path_factory.mktemp("sample") / "sample.xlsx"
    create(path, sample=True)
    return load(path)


@pytest.fixture
def desk(sample: WorkbookState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    with at_desk(tmp_path / "book.xlsx", sample, monkeypatch) as opened:
        yield opened
        assert opened.double.settings == SWITCHES, "something was left switched off"


def break_contract(desk: Desk, row: int = 0) -> None:
    desk.cell("Contracts", row, "Start").value = "31/02/2026"


# -- refresh and check ----------------------------------------------------------------------------------------------


def test_a_refresh_that_has_nothing_to_say_says_it_on_the_ribbon_only(desk: Desk) -> None:
    commands.refresh(desk.book)
    assert desk.boxes == []
    assert re.fullmatch(r'"Refreshed \d{4}-\d\d-\d\d \d\d:\d\d: 6 warnings"', desk.status)
    assert len(desk.visible_clients()) == WHOLE_BOOK


def test_a_refresh_says_what_was_not_counted(desk: Desk) -> None:
    break_contract(desk)
    commands.refresh(desk.book)
    assert desk.boxes == [
        (
            "info",
            "Refreshed. 1 contract line was not counted: see MrrLedger. 1 error and 6 warnings in all. The sheet "
            "DataIssues says where, and what to do.",
        )
    ]
    assert desk.status.endswith(': 1 error, 6 warnings"')
    assert desk.rows("DataIssues")[0][:4] == [
        "error",
        "Contracts",
        "H5",
        "Start must be a date; got '31/02/2026'.",
    ]


def test_what_stops_a_refresh_is_one_box_and_nothing_changes(desk: Desk) -> None:
    desk.state.sheets[:] = [sheet for sheet in desk.state.sheets if sheet.name not in ("Clients", "SegmentResults")]
    before = desk.everything()
    commands.refresh(desk.book)
    ((mode, text),) = desk.boxes
    assert mode == "critical"
    assert text.startswith("No Clients table: neither an Excel table named Clients nor a sheet Clients with the header")
    assert desk.everything() == before


def test_check_without_issues_says_so_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(tmp_path / "new.xlsx")
    with at_desk(tmp_path / "book.xlsx", load(tmp_path / "new.xlsx"), monkeypatch) as desk:
        commands.check(desk.book)
        assert desk.boxes == [("info", "No data issues: 0 clients and 0 contract lines are as they should be.")]
        assert desk.double.written() == []


def test_check_with_issues_lists_them_in_their_sheet_and_goes_there(desk: Desk) -> None:
    break_contract(desk)
    commands.check(desk.book)
    assert (desk.boxes, desk.shown, desk.selected) == ([], ["DataIssues"], [(1, 1)])
    assert desk.rows("DataIssues")[0][0] == "error"


def test_check_of_a_book_that_cannot_be_written_tells_the_first_issues(desk: Desk) -> None:
    desk.state.read_only = True
    break_contract(desk)
    before = desk.everything()
    commands.check(desk.book)
    ((_, text),) = desk.boxes
    lines = text.split("\n")
    assert lines[0] == "Contracts!H5: Start must be a date; got '31/02/2026'. The line is not counted."
    assert lines[5] == "... and 2 more."
    assert lines[7].startswith(
        "The sheet DataIssues was not brought up to date. book.xlsx: the workbook is open read-only"
    )
    assert desk.everything() == before


# -- as-of date -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("today", None),
        ("month-end", date(2026, 10, 31)),
        ("quarter-end", date(2026, 9, 30)),
        ("year-end", date(2025, 12, 31)),
        ("2026-03-31", date(2026, 3, 31)),
    ],
)
def test_the_as_of_date_is_a_setting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, when: str, expected: date | None
) -> None:
    class Day(date):
        @classmethod
        def today(cls) -> Day:
            return cls(2026, 11, 23)

    monkeypatch.setattr(commands, "date", Day)
    commands.as_of(desk.book, when=when)
    assert desk.boxes == []
    assert desk.setting("As of") == (None if expected is None else float(to_excel(expected)))
    assert desk.cell("Settings", 0, "Value").number_format == "mm-dd-yy"
    if expected is not None:
        shown = desk.sheet("SegmentResults").cells[2, 1].value
        assert shown == f"as of {expected.day} {expected:%B %Y}"


def test_quarters_follow_the_financial_year(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Day(date):
        @classmethod
        def today(cls) -> Day:
            return cls(2026, 11, 23)

    monkeypatch.setattr(commands, "date", Day)
    desk.cell("Settings", 16, "Setting").value = "Fiscal Year Start Month"
    desk.cell("Settings", 16, "Value").value = 2.0
    commands.as_of(desk.book, when="quarter-end")
    assert desk.setting("As of") == float(to_excel(date(2026, 10, 31)))


def test_a_date_that_is_none_is_told(desk: Desk) -> None:
    before = desk.everything()
    commands.as_of(desk.book, when="31/02/2026")
    assert desk.boxes == [("critical", "The as-of date must be a date such as 2026-06-30; got '31/02/2026'.")]
    assert desk.everything() == before


def test_a_setting_that_has_no_row_gets_one_below(desk: Desk) -> None:
    desk.cell("Settings", 0, "Setting").value = "Something of mine"
    sheet, table = desk.table("Settings")
    bottom = table.area.bottom
    commands.as_of(desk.book, when="2026-03-31")
    assert table.area.bottom == bottom + 1
    name, value, note = desk.rows("Settings")[-1]
    assert (name, value) == ("As of", float(to_excel(date(2026, 3, 31))))
    assert str(note).startswith("The date the whole book is computed for")
    assert sheet.cells[bottom + 1, 2].number_format == "yyyy-mm-dd"
    assert desk.rows("Settings")[0][0] == "Something of mine"


def test_a_blank_row_of_the_table_is_used_first(desk: Desk) -> None:
    _, table = desk.table("Settings")
    last = len(desk.rows("Settings")) - 1
    desk.cell("Settings", 0, "Setting").value = "Something of mine"
    for header in table.headers:
        desk.cell("Settings", last, header).value = None
    area = table.area
    commands.as_of(desk.book, when="2026-03-31")
    assert table.area == area
    assert desk.rows("Settings")[last][0] == "As of"


@pytest.mark.parametrize("totals", [False, True])
def test_a_table_without_room_is_told(desk: Desk, totals: bool) -> None:
    desk.cell("Settings", 0, "Setting").value = "Something of mine"
    sheet, table = desk.table("Settings")
    if totals:
        desk.state.switch_totals(sheet, table, True)
        row = len(desk.rows("Settings")) - 1
    else:
        desk.state.cell(sheet, (table.area.bottom + 1, 2)).value = "mine"
        row = len(desk.rows("Settings"))
    before = desk.everything()
    commands.as_of(desk.book, when="2026-03-31")
    place = f"A{table.area.top + 1 + row}"
    assert desk.boxes == [
        (
            "critical",
            f"Settings!{place}: the table Settings has no row for As of, and what stands below it leaves no room. Add "
            "a row to the table, and try again.",
        )
    ]
    assert desk.everything() == before


def test_a_setting_with_several_rows_is_changed_in_each(desk: Desk) -> None:
    desk.cell("Settings", 1, "Setting").value = "value basis"
    commands.value_basis(desk.book, basis="MRR per Seat")
    assert [row[1] for row in desk.rows("Settings")[1:3]] == ["MRR per Seat", "MRR per Seat"]


# -- view -------------------------------------------------------------------------------------------------------------


def test_the_value_basis_is_a_setting(desk: Desk) -> None:
    before = desk.rows("SegmentResults")
    commands.value_basis(desk.book, basis="MRR per Seat")
    assert desk.setting("Value Basis") == "MRR per Seat"
    assert desk.rows("SegmentResults") != before
    commands.value_basis(desk.book, basis="MRR")
    assert desk.rows("SegmentResults") == before
    assert desk.boxes == []


def test_what_is_so_already_needs_no_refresh(desk: Desk) -> None:
    commands.value_basis(desk.book, basis="MRR")
    commands.size_by_employees(desk.book, on=True)
    commands.clear_filters(desk.book)
    commands.clear_filters(desk.book, column="Tier")
    assert (desk.double.written(), desk.boxes) == ([], [])


def test_the_size_of_bubbles_is_a_setting(desk: Desk) -> None:
    _, table = desk.table("SegmentResults")
    place = table.headers.index("Map Size")
    commands.size_by_employees(desk.book, on=False)
    assert desk.setting("Size by Employees") == "No"
    assert {row[place] for row in desk.rows("SegmentResults")} <= {1.0, None}
    commands.size_by_employees(desk.book, on=True)
    assert desk.setting("Size by Employees") == "Yes"
    assert len({row[place] for row in desk.rows("SegmentResults")}) > 2


# -- filters ----------------------------------------------------------------------------------------------------------


def of_managers(desk: Desk, *names: str) -> list[object]:
    _, table = desk.table("SegmentResults")
    place = table.headers.index("Account Manager")
    return [row[0] for row in desk.rows("SegmentResults") if row[place] in names]


def managers(desk: Desk) -> list[str]:
    _, table = desk.table("SegmentResults")
    place = table.headers.index("Account Manager")
    return sorted({str(row[place]) for row in desk.rows("SegmentResults") if row[place]})


def test_values_are_ticked_and_unticked(desk: Desk) -> None:
    one, two, *_ = managers(desk)
    commands.set_filter(desk.book, column="Account Manager", value=one, shown=True)
    assert desk.cell("Filters", 0, "Values").value == one
    assert desk.visible_clients() == of_managers(desk, one)
    commands.set_filter(desk.book, column="Account Manager", value=two, shown=True)
    assert desk.cell("Filters", 0, "Values").value == f"{one}; {two}"
    assert desk.visible_clients() == of_managers(desk, one, two)
    commands.set_filter(desk.book, column="Account Manager", value=one.upper(), shown=False)
    assert desk.cell("Filters", 0, "Values").value == two
    commands.set_filter(desk.book, column="Account Manager", value=two, shown=False)
    assert desk.cell("Filters", 0, "Values").value is None
    assert len(desk.visible_clients()) == WHOLE_BOOK
    assert desk.boxes == []


def test_filters_of_several_columns_are_cleared_one_by_one_and_all(desk: Desk) -> None:
    commands.set_filter(desk.book, column="Account Manager", value=managers(desk)[0], shown=True)
    commands.set_filter(desk.book, column="Health Band", value="Green", shown=True)
    some = len(desk.visible_clients())
    commands.clear_filters(desk.book, column="Health Band")
    assert some < len(desk.visible_clients()) < WHOLE_BOOK
    commands.set_filter(desk.book, column="Segment", value="HH", shown=True)
    commands.clear_filters(desk.book)
    assert len(desk.visible_clients()) == WHOLE_BOOK
    assert [row[1] for row in desk.rows("Filters")] == [None] * 5
    assert [row[0] for row in desk.rows("Filters")] == [
        "Account Manager",
        "Account Group",
        "Health Band",
        "Segment",
        "Tier",
    ]
    assert desk.boxes == []


def test_a_row_that_names_the_column_otherwise_is_that_column_s(desk: Desk) -> None:
    one, two, *_ = managers(desk)
    desk.cell("Filters", 0, "Column").value = "CSM"
    desk.cell("Filters", 0, "Values").value = one
    desk.cell("Filters", 2, "Column").value = "band"
    desk.cell("Filters", 3, "Column").value = "account manager"
    desk.cell("Filters", 3, "Values").value = f"{one.lower()}; {two}"
    commands.set_filter(desk.book, column="Health Band", value="Green", shown=True)
    assert desk.rows("Filters")[2] == ["band", "Green"]
    commands.set_filter(desk.book, column="Account Manager", value=two, shown=False)
    assert desk.rows("Filters")[0] == ["CSM", one]
    assert desk.rows("Filters")[3] == ["account manager", None]


def test_a_column_that_has_no_row_gets_one(desk: Desk) -> None:
    commands.set_filter(desk.book, column="Region", value="North", shown=True)
    assert desk.rows("Filters")[-1] == ["Region", "North"]


def test_a_value_is_text_whatever_it_looks_like(desk: Desk) -> None:
    for value in ("=1+1", "2024", "1/2", "TRUE"):
        commands.set_filter(desk.book, column="Account Group", value=value, shown=True)
    assert desk.cell("Filters", 1, "Values").value == "=1+1; 2024; 1/2; TRUE"
    assert desk.cell("Filters", 1, "Values").formula == ""


def test_letters_that_vba_gives_in_halves_are_whole(desk: Desk) -> None:
    commands.set_filter(desk.book, column="Account Group", value="Caf\u00e9 \ud83d\ude00", shown=True)
    assert desk.cell("Filters", 1, "Values").value == "Caf\u00e9 \U0001f600"


def test_a_value_with_the_separator_is_refused(desk: Desk) -> None:
    before = desk.everything()
    commands.set_filter(desk.book, column="Tier", value="One; Two", shown=True)
    assert desk.boxes == [
        ("critical", "'One; Two' holds a ;, which parts the values in the table Filters: filter by hand.")
    ]
    assert desk.everything() == before


def test_a_missing_table_of_filters_is_laid_out_behind_settings(desk: Desk) -> None:
    desk.state.sheets.remove(desk.table("Filters")[0])
    commands.set_filter(desk.book, column="Account Manager", value=managers(desk)[0], shown=True)
    assert desk.boxes == []
    names = [sheet.name for sheet in desk.state.sheets]
    assert names[names.index("Settings") + 1] == "Filters"
    assert desk.rows("Filters")[0] == ["Account Manager", managers(desk)[0]]
    assert desk.visible_clients() == of_managers(desk, managers(desk)[0])
    assert not [name for name in desk.state.names if "Filters" in name]


def test_a_sheet_of_the_user_s_called_filters_stays_his(desk: Desk) -> None:
    sheet, table = desk.table("Filters")
    sheet.tables.remove(table)
    sheet.cells = {(1, 1): desk.state.cell(sheet, (1, 1))}
    sheet.cells[1, 1].value = "Water filters, 2026"
    commands.clear_filters(desk.book)
    commands.set_filter(desk.book, column="Tier", value="One", shown=True)
    assert desk.table("Filters")[0].name == "Filters (Segmentbook)"
    assert {place: cell.value for place, cell in sheet.cells.items()} == {(1, 1): "Water filters, 2026"}


def test_a_protected_workbook_takes_no_sheet(desk: Desk) -> None:
    desk.state.sheets.remove(desk.table("Filters")[0])
    desk.state.locked = True
    commands.filters(desk.book)
    assert desk.boxes == [
        (
            "critical",
            "book.xlsx: the workbook's structure is protected, so that the sheet Filters cannot be added. Unprotect it "
            "(Review > Protect Workbook), and try again.",
        )
    ]


# -- errors of the data, told once ---------------------------------------------------------------------------------


def test_errors_that_were_told_are_not_told_with_every_click(desk: Desk) -> None:
    break_contract(desk)
    commands.refresh(desk.book)
    commands.size_by_employees(desk.book, on=False)
    assert len(desk.boxes) == 1
    break_contract(desk, row=1)
    commands.size_by_employees(desk.book, on=True)
    assert len(desk.boxes) == 2
    assert "2 contract lines were not counted" in desk.boxes[1][1]


# -- refusals ---------------------------------------------------------------------------------------------------------

CHANGES: list[tuple[str, Callable[[Any], None]]] = [
    ("as of", lambda book: commands.as_of(book, when="2026-03-31")),
    ("basis", lambda book: commands.value_basis(book, basis="MRR per Seat")),
    ("size", lambda book: commands.size_by_employees(book, on=False)),
    ("filter", lambda book: commands.set_filter(book, column="Tier", value="One", shown=True)),
]


@pytest.mark.parametrize(("table", "change"), [(n, c) for n, c in CHANGES], ids=[n for n, _ in CHANGES])
def test_a_protected_sheet_is_told_and_stays_as_it_is(desk: Desk, table: str, change: Callable[[Any], None]) -> None:
    sheet = "Filters" if table == "filter" else "Settings"
    desk.sheet(sheet).protected = True
    before = desk.everything()
    change(desk.book)
    assert desk.boxes == [
        ("critical", f"The sheet {sheet} is protected. Unprotect it (Review > Unprotect Sheet), and try again.")
    ]
    assert desk.everything() == before


@pytest.mark.parametrize("change", [c for _, c in CHANGES], ids=[n for n, _ in CHANGES])
def test_a_cell_that_is_being_edited_is_told(desk: Desk, change: Callable[[Any], None]) -> None:
    desk.state.busy = True
    change(desk.book)
    desk.state.busy = False
    assert desk.boxes == [
        ("critical", "A cell is being edited, or a dialogue is open. Finish it (Enter, or Esc), and try again.")
    ]


@pytest.mark.parametrize("change", [c for _, c in CHANGES], ids=[n for n, _ in CHANGES])
def test_a_change_that_cannot_be_refreshed_is_taken_back(desk: Desk, change: Callable[[Any], None]) -> None:
    desk.table("SegmentResults")[0].protected = True
    before = desk.everything()
    change(desk.book)
    ((mode, text),) = desk.boxes
    assert mode == "critical"
    assert "SegmentResults" in text and "protected" in text
    assert desk.everything() == before


def test_a_formula_that_was_overwritten_comes_back(desk: Desk) -> None:
    cell = desk.cell("Settings", 0, "Value")
    cell.formula = "TODAY()"
    desk.table("SegmentResults")[0].protected = True
    commands.as_of(desk.book, when="2026-03-31")
    assert desk.cell("Settings", 0, "Value").formula == "TODAY()"


def test_a_row_that_was_added_goes_again(desk: Desk) -> None:
    desk.cell("Settings", 0, "Setting").value = "Something of mine"
    desk.table("SegmentResults")[0].protected = True
    before = desk.everything()
    commands.as_of(desk.book, when="2026-03-31")
    assert desk.everything() == before


def test_whatever_fails_wherever_is_one_box_and_half_done_never(desk: Desk) -> None:
    """At some of its calls the spreadsheet refuses: nothing stays switched off, and the book is before or after."""
    commands.as_of(desk.book, when="2026-03-31")
    after = desk.everything()
    commands.as_of(desk.book, when="2026-06-30")
    before = desk.everything()
    desk.double.calls.clear()
    commands.as_of(desk.book, when="2026-03-31")
    calls = len(desk.double.calls)
    commands.as_of(desk.book, when="2026-06-30")
    for number in [*range(1, calls, max(1, calls // 10)), calls]:
        desk.double.calls.clear()
        desk.double.fail_at = number
        commands.as_of(desk.book, when="2026-03-31")
        desk.double.fail_at = 0
        assert len(desk.boxes) <= 1, number
        wanted, now = before if desk.boxes else after, desk.everything()
        differing = {name for name in wanted | now if wanted.get(name) != now.get(name)}
        assert differing == set(), f"call {number}: {desk.boxes}"
        assert desk.double.settings == SWITCHES, number
        desk.boxes.clear()
        commands.as_of(desk.book, when="2026-06-30")
        desk.boxes.clear()


# -- places -----------------------------------------------------------------------------------------------------------


def test_the_table_of_filters_is_shown(desk: Desk) -> None:
    desk.hidden.add("Filters")
    commands.filters(desk.book)
    assert (desk.shown, desk.selected, desk.hidden, desk.boxes) == (["Filters"], [(5, 1)], set(), [])


def test_the_tiering_sheet_is_shown_whatever_it_is_called(desk: Desk) -> None:
    commands.tiering(desk.book)
    assert desk.shown == ["Tiering"]
    desk.state.rename_sheet(desk.sheet("Tiering"), "Our tiers")
    commands.tiering(desk.book)
    assert desk.shown == ["Tiering", "Our tiers"]


def test_the_tiering_sheet_is_made_where_it_is_missing(desk: Desk) -> None:
    desk.state.remove_sheet(desk.sheet("Tiering"))
    commands.tiering(desk.book)
    assert (desk.shown, desk.boxes) == (["Tiering"], [])


def test_the_plan_is_shown(desk: Desk) -> None:
    commands.plan(desk.book)
    assert (desk.shown, desk.boxes) == (["ServicePlan"], [])


def test_without_a_budget_the_plan_asks_for_one(desk: Desk) -> None:
    row = [row[0] for row in desk.rows("Settings")].index("Service Budget")
    desk.cell("Settings", row, "Value").value = None
    commands.plan(desk.book)
    assert (desk.shown, desk.selected) == (["Settings"], [(5 + row, 2)])
    assert desk.boxes == [
        (
            "info",
            "There is no budget yet. Type what all services may cost in a year as the setting Service Budget, and "
            "press Plan services again.",
        )
    ]


# -- export, help, about --------------------------------------------------------------------------------------------


def test_the_export_stands_beside_the_workbook_and_is_of_the_whole_book(desk: Desk, tmp_path: Path) -> None:
    commands.set_filter(desk.book, column="Account Manager", value=managers(desk)[0], shown=True)
    before = desk.everything()
    commands.export_crm(desk.book, to="salesforce")
    folder = tmp_path / "book - CRM"
    (text,) = [text for mode, text in desk.boxes if mode == "info"]
    assert text.startswith(f"Wrote 5 files into {folder}.\n\n34 accounts for Salesforce as of 2026-06-30: ")
    assert text.splitlines()[-1].startswith("Next: ")
    files = sorted(path.name for path in folder.iterdir())
    assert len(files) == 5 and all(name.startswith("segmentbook-salesforce-") for name in files)
    accounts = next(path for path in folder.iterdir() if "accounts" in path.name)
    with accounts.open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 35
    assert desk.everything() == before


def test_a_workbook_without_a_folder_is_told(desk: Desk) -> None:
    desk.state.fullname = "Book1"
    commands.export_crm(desk.book, to="hubspot")
    assert desk.boxes == [
        (
            "critical",
            "Book1 is in no folder of this computer, so that there is no place for the files beside it. Save it in one "
            "(File > Save As), and export again.",
        )
    ]


def test_an_unknown_system_is_told(desk: Desk) -> None:
    commands.export_crm(desk.book, to="abacus")
    assert desk.boxes == [("critical", "There is no CRM 'abacus' here; there are salesforce, hubspot, dynamics, zoho.")]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A LibreOffice that draws nothing but says what it was given."""
    given: list[str] = []

    def print_files(program: Path, files: list[Path], folder: Path, progress: object) -> dict[Path, str]:
        for file in files:
            given.append(file.name)
            (folder / f"{file.stem}.pdf").write_bytes(b"%PDF-1.6")
        return {}

    monkeypatch.setattr("segmentbook.exporting.pdf.find_office", lambda: Path("soffice"))
    monkeypatch.setattr("segmentbook.exporting.pdf.print_files", print_files)
    return given


def saved(desk: Desk, tmp_path: Path) -> Path:
    """The file behind the open workbook, as Excel keeps it: with its mark beside it."""
    create(tmp_path / "book.xlsx", sample=True)
    (tmp_path / "~$book.xlsx").write_bytes(b"someone")
    return tmp_path / "book - pages"


def test_the_pages_of_the_book_stand_beside_the_workbook(desk: Desk, tmp_path: Path, printed: list[str]) -> None:
    folder = saved(desk, tmp_path)
    before, file = desk.everything(), (tmp_path / "book.xlsx").read_bytes()
    commands.export_pdf(desk.book, pages="book")
    assert desk.boxes == [
        ("info", f"Wrote the Dashboard and Tiering into {folder}, from the workbook as it was last saved.")
    ]
    assert [path.name for path in folder.iterdir()] == ["book dashboard 2026-06-30.pdf"]
    assert desk.everything() == before
    assert (tmp_path / "book.xlsx").read_bytes() == file


def test_a_page_for_each_client_that_the_filters_show(desk: Desk, tmp_path: Path, printed: list[str]) -> None:
    folder = saved(desk, tmp_path)
    commands.set_filter(desk.book, column="Segment", value="HH", shown=True)
    shown = desk.visible_clients()
    commands.export_pdf(desk.book, pages="shown")
    (text,) = [text for _, text in desk.boxes]
    assert text == f"Wrote {len(shown)} client pages into {folder}, from the workbook as it was last saved."
    assert len(printed) == len(shown) == len(list(folder.iterdir())) > 1


def test_the_page_of_the_chosen_client(desk: Desk, tmp_path: Path, printed: list[str]) -> None:
    folder = saved(desk, tmp_path)
    commands.refresh(desk.book)
    place = desk.state.names["_Segmentbook.Kept_CardChoice"][0]
    row = int(place.rpartition("$")[2])
    sheet = next(sheet for sheet in desk.state.sheets if sheet.name == "Client Card")
    sheet.cells[row, 2].value = "Corbeau Wines Direct"
    commands.export_pdf(desk.book, pages="client")
    assert [path.name for path in folder.iterdir()] == ["Corbeau Wines Direct 2026-06-30.pdf"]
    assert desk.boxes == [("info", f"Wrote 1 client page into {folder}, from the workbook as it was last saved.")]


def test_pages_without_libreoffice_or_a_saved_file_are_told(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands.export_pdf(desk.book, pages="book")
    assert desk.boxes == [("critical", "book.xlsx has not been saved yet. Save it, and export again.")]
    saved(desk, tmp_path)
    monkeypatch.setattr("segmentbook.exporting.pdf.find_office", lambda: None)
    monkeypatch.setattr("segmentbook.exporting.pdf.this_platform", lambda: "windows")
    commands.export_pdf(desk.book, pages="book")
    assert desk.boxes[1:] == [
        (
            "critical",
            "The PDF pages are drawn by LibreOffice, which was not found on this computer. Install it free of charge "
            "from https://www.libreoffice.org/download, then export again; or open the workbook in Excel and choose "
            "File > Export. Nothing was written.",
        )
    ]
    assert not (tmp_path / "book - pages").exists()


def test_the_reviews_stand_beside_the_workbook(desk: Desk, tmp_path: Path) -> None:
    saved(desk, tmp_path)
    before, workbook = desk.everything(), (tmp_path / "book.xlsx").read_bytes()
    commands.export_calendar(desk.book)
    file = tmp_path / "book reviews.ics"
    assert desk.boxes == [
        (
            "info",
            f"Wrote 33 reviews into {file}, from the workbook as it was last saved.\n\n"
            "Not in it, having no date: 1 client without a Last Review.\n\n"
            "In Outlook: File > Open & Export > Import/Export > Import an iCalendar (.ics) file, then Import.",
        )
    ]
    assert file.read_bytes().count(b"BEGIN:VEVENT") == 33
    assert desk.everything() == before
    assert (tmp_path / "book.xlsx").read_bytes() == workbook


def test_the_reviews_are_those_of_the_clients_that_the_filters_show(desk: Desk, tmp_path: Path) -> None:
    saved(desk, tmp_path)
    commands.set_filter(desk.book, column="Segment", value="HH", shown=True)
    shown = desk.visible_clients()
    commands.export_calendar(desk.book)
    events = Calendar.from_ical((tmp_path / "book reviews.ics").read_bytes()).walk("VEVENT")
    assert {str(event["SUMMARY"]).removeprefix("Review: ").partition(" (overdue")[0] for event in events} == set(shown)
    assert WHOLE_BOOK > len(events) > 1


def test_reviews_without_a_date_or_a_saved_file_are_told(desk: Desk, tmp_path: Path) -> None:
    commands.export_calendar(desk.book)
    assert desk.boxes == [("critical", "book.xlsx has not been saved yet. Save it, and export again.")]
    saved(desk, tmp_path)
    commands.set_filter(desk.book, column="Client ID", value="C-029", shown=True)
    commands.export_calendar(desk.book)
    assert desk.boxes[1:] == [
        (
            "critical",
            "none of the chosen clients has a date for its next review (1 without a Last Review). Nothing was written.",
        )
    ]
    assert not (tmp_path / "book reviews.ics").exists()


def test_help_opens_the_guide(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[str] = []

    def browse(address: str) -> bool:
        opened.append(address)
        return len(opened) == 1

    monkeypatch.setattr(webbrowser, "open", browse)
    monkeypatch.setattr("addin.guide.state_folder", lambda: tmp_path / "state")
    guide = tmp_path / "state" / "guide.html"
    commands.help(desk.book)
    assert (opened, desk.boxes) == ([guide.as_uri()], [])
    commands.help(desk.book)
    assert desk.boxes == [("info", f"The guide is here: {guide}")]


def test_about_says_what_support_asks(desk: Desk, tmp_path: Path) -> None:
    commands.about(desk.book)
    ((_, text),) = desk.boxes
    assert re.fullmatch(
        rf"Segmentbook \d+\.\d+\.\d+\nPython 3\.\d+\.\d+\S*: .+\nxlwings \d+\.\d+\.\d+\n"
        rf"Log file: {re.escape(str(tmp_path / 'state' / 'segmentbook.log'))}",
        text,
    )
