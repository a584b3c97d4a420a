"""The template, new workbooks, and what init adds to a user's workbook."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from segmentbook.errors import WorkbookError
from segmentbook.model.issues import Level
from segmentbook.report.inputs import LAID_OUT
from segmentbook.report.results import OPTIONAL_SHEETS, RESULT_SHEETS
from segmentbook.report.sample import sample_frames
from segmentbook.schema import SERVICES, Kind, Table
from segmentbook.workbook.book import Book
from segmentbook.workbook.file import check_file, refresh
from segmentbook.workbook.package import Package
from segmentbook.workbook.reading import read_book
from segmentbook.workbook.styles import Styles
from segmentbook.workbook.template import TEMPLATE, add_missing, build, create
from tests.tools import Office, Validator

ROOT = Path(__file__).resolve().parents[2]


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / TEMPLATE
    build(path)
    return path


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "book.xlsx"
    create(path)
    return path


@pytest.fixture(scope="module")
def opened(template: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(template)


def users_book(path: Path, **sheets: list[list[object]]) -> Path:
    """A workbook of the user's own."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def with_missing(path: Path, out: Path, sample: bool = False) -> tuple[str, ...]:
    package = Package.open(path)
    book = Book(package)
    added = add_missing(book, Styles(book), sample)
    package.save(out)
    return added


def test_the_committed_template_is_current(template: Path) -> None:
    committed, fresh = parts(ROOT / TEMPLATE), parts(template)
    stale = [name for name in sorted({*committed, *fresh}) if committed.get(name) != fresh.get(name)]
    assert stale == [], "run python -m segmentbook.workbook.template"


def test_a_second_refresh_changes_nothing(template: Path, tmp_path: Path) -> None:
    again = shutil.copy(template, tmp_path / "again.xlsx")
    refresh(again)
    assert parts(Path(again)) == parts(template)


def test_its_sheets_are_in_the_order_in_which_they_are_read(opened: openpyxl.Workbook) -> None:
    inputs = [table.name for table in LAID_OUT]
    results = [key for key in RESULT_SHEETS if key not in OPTIONAL_SHEETS or key in opened.sheetnames]
    assert opened.sheetnames == ["Start", *results, *inputs, "Formulas"]
    assert opened.active is not None
    assert opened.active.title == "Start"


def test_the_validator_has_nothing_against_it(template: Path, empty: Path, validator: Validator) -> None:
    assert validator.errors(template) == []
    assert validator.errors(empty) == []


def test_the_reader_gives_back_the_sample(template: Path) -> None:
    raw = read_book(Book(Package.open(template)))
    frames = sample_frames()
    assert set(raw.tables) == {table.name for table in LAID_OUT}
    for name, frame in frames.items():
        table = raw.tables[name]
        assert table.headers == tuple(frame.columns)
        if frame.empty:
            continue
        read = {
            header: [column.cell(i) for i in range(len(column))]
            for header, column in zip(table.headers, table.columns, strict=True)
        }
        pd.testing.assert_frame_equal(pd.DataFrame(read, dtype=object), frame, obj=name)


def test_nothing_in_it_is_an_error(template: Path) -> None:
    found = check_file(template)
    assert [issue for issue in found.issues if issue.level is Level.ERROR] == []
    assert found.segmentation.inputs.settings.as_of == date(2026, 6, 30)


@pytest.mark.parametrize("table", LAID_OUT, ids=lambda table: table.name)
def test_every_header_has_its_note(opened: openpyxl.Workbook, table: Table) -> None:
    sheet = opened[table.name]
    for column in table:
        cell = next(cell for cell in sheet[4] if cell.value == column.header)
        assert cell.comment is not None, column.header
        assert column.note in cell.comment.text


@pytest.mark.parametrize("table", LAID_OUT, ids=lambda table: table.name)
def test_every_column_of_known_values_has_its_drop_down(opened: openpyxl.Workbook, table: Table) -> None:
    sheet = opened[table.name]
    laid_out = {one.name for one in LAID_OUT}
    for column in table:
        if column.kind is Kind.YESNO or column.choices or (column.list_from and column.list_from[0] in laid_out):
            cell = next(cell for cell in sheet[4] if cell.value == column.header)
            below = f"{cell.column_letter}5"
            kinds = [v.type for v in sheet.data_validations.dataValidation if below in v.sqref]
            assert kinds == ["list"], column.header


def test_typed_cells_are_blue_and_dates_are_dates(opened: openpyxl.Workbook) -> None:
    contracts = opened["Contracts"]
    columns = {cell.value: cell.column for cell in contracts[4]}
    amount, start = contracts.cell(5, columns["Amount"]), contracts.cell(5, columns["Start"])
    assert amount.font.color.rgb == "FF1D4ED8"
    assert amount.value == 57
    assert start.value == datetime(2024, 1, 1)
    assert start.number_format == "mm-dd-yy"


def test_a_bands_cell_is_filled_and_its_maximum_is_a_formula_with_a_value(
    opened: openpyxl.Workbook, template: Path
) -> None:
    bands = opened["HealthBands"]
    columns = {cell.value: cell.column for cell in bands[4]}
    assert [bands.cell(row, columns["Colour"]).fill.fgColor.rgb for row in (5, 6, 7)] == [
        "FFC0392B",
        "FFE6A100",
        "FF2E8B57",
    ]
    assert str(bands.cell(5, columns["Maximum Score"]).value).startswith("=IF(COUNTIF(HealthBands[Minimum Score]")
    cached = openpyxl.load_workbook(template, data_only=True)["HealthBands"]
    assert [cached.cell(row, columns["Maximum Score"]).value for row in (5, 6, 7)] == [50, 75, 100]


def test_libreoffice_computes_the_maximum_that_stands_there(template: Path, office: Office, tmp_path: Path) -> None:
    converted = office.convert(template, "xlsx", tmp_path)
    bands = openpyxl.load_workbook(converted, data_only=True)["HealthBands"]
    assert [bands.cell(row, 3).value for row in (5, 6, 7)] == [50, 75, 100]


def test_the_start_sheet_links_only_to_what_is_there(opened: openpyxl.Workbook) -> None:
    start = opened["Start"]
    places = [link.location for row in start.iter_rows() for cell in row if (link := cell.hyperlink)]
    assert {place.partition("!")[0].strip("'") for place in places} == set(opened.sheetnames) - {"Start"}


def test_an_empty_workbook_has_the_same_sheets_and_the_default_policy(empty: Path, opened: openpyxl.Workbook) -> None:
    with_something_to_show = {"ServicePlan", "StackSummary", "ClientStack", "AssetLedger"}
    with_something_to_show |= {"StageSummary", "ClientStages", "ClientAnalysis", "Alerts"}
    with_something_to_show |= {"Reviews", "ReviewCalendar"}
    expected = [name for name in opened.sheetnames if name not in with_something_to_show]
    assert openpyxl.load_workbook(empty).sheetnames == expected
    found = check_file(empty)
    assert [issue for issue in found.issues if issue.level is Level.ERROR] == []
    assert len(found.segmentation.clients) == 0
    assert found.segmentation.mrr == 0
    assert [tier.name for tier in found.segmentation.inputs.tiers] == list(sample_frames()["Tiers"]["Tier"])


def test_an_empty_workbook_takes_a_client_typed_below_the_header(empty: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(empty)
    book["Clients"]["A5"] = "Acme"
    contracts = book["Contracts"]
    columns = {cell.value: cell.column for cell in contracts[4]}
    for header, value in (("Client", "Acme"), ("Amount", 900), ("Start", date(2020, 1, 1))):
        contracts.cell(5, columns[header], value)
    path = tmp_path / "typed.xlsx"
    book.save(path)
    assert check_file(path, date(2026, 6, 30)).segmentation.mrr == 900


def test_init_adds_only_the_tables_that_are_missing(tmp_path: Path) -> None:
    path = users_book(tmp_path / "own.xlsx", Clients=[["Account Name", "Size"], ["Acme", 5]], Notes=[["keep", "me"]])
    before = parts(path)
    added = with_missing(path, path)
    assert added == tuple(table.name for table in LAID_OUT if table.name != "Clients")
    after = parts(path)
    registered = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert {name for name in before if before[name] != after[name]} <= registered
    raw = read_book(Book(Package.open(path)))
    assert set(raw.tables) == {table.name for table in LAID_OUT}
    assert raw.tables["Clients"].headers == ("Account Name", "Size")


def test_services_are_laid_out_for_the_users_own_tiers(tmp_path: Path) -> None:
    tiers = [["Tier", "ARR Share"], ["Gold", 0.2], ["Basic", None]]
    path = users_book(tmp_path / "own.xlsx", Clients=[["Client"], ["Acme"]], Tiers=tiers)
    with_missing(path, path)
    raw = read_book(Book(Package.open(path)))
    assert raw.tables["Services"].headers == (*SERVICES.headers, "Gold", "Basic")
    issues = check_file(path, date(2026, 6, 30)).issues
    assert [issue for issue in issues if issue.table == "Services"] == []


def test_init_a_second_time_changes_nothing(tmp_path: Path) -> None:
    path = users_book(tmp_path / "own.xlsx", Clients=[["Client"], ["Acme"]])
    with_missing(path, path)
    first = parts(path)
    assert with_missing(path, path) == ()
    assert parts(path) == first


def test_the_drop_down_of_contracts_offers_the_users_own_clients(tmp_path: Path) -> None:
    path = users_book(tmp_path / "own.xlsx", Clients=[["Size", "Account Name"], [5, "Acme"], [6, "Bolt"]])
    with_missing(path, path)
    contracts = openpyxl.load_workbook(path)["Contracts"]
    sources = [v.formula1 for v in contracts.data_validations.dataValidation if "A5" in v.sqref]
    assert sources == ["'Clients'!$B$2:INDEX('Clients'!$B$2:$B$3,MAX(1,COUNTA('Clients'!$B$2:$B$3)))"]


def test_a_sheet_of_the_users_called_settings_stays_and_ours_is_called_so_too(tmp_path: Path) -> None:
    path = users_book(tmp_path / "own.xlsx", Clients=[["Client"], ["Acme"]], Settings=[["volume", 11]])
    assert "Settings" in with_missing(path, path)
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book["Settings"][1]] == ["volume", 11]
    assert "Settings (Segmentbook)" in book.sheetnames
    assert "Settings" in book["Settings (Segmentbook)"].tables
    assert "Settings" in read_book(Book(Package.open(path))).tables


def test_a_name_that_is_taken_gives_a_table_marked_as_ours(tmp_path: Path) -> None:
    path = users_book(tmp_path / "own.xlsx", Clients=[["Client"], ["Acme"]])
    book = openpyxl.load_workbook(path)
    book.defined_names["HealthBands"] = openpyxl.workbook.defined_name.DefinedName(
        "HealthBands", attr_text="Clients!$A$1"
    )
    book.save(path)
    with_missing(path, path)
    bands = openpyxl.load_workbook(path)["HealthBands"]
    assert list(bands.tables) == ["HealthBands_Segmentbook"]
    assert "HealthBands_Segmentbook[Minimum Score]" in str(bands["C5"].value)
    assert "HealthBands" in read_book(Book(Package.open(path))).tables


def test_a_locked_structure_is_refused_in_one_line(tmp_path: Path) -> None:
    path = users_book(tmp_path / "own.xlsx", Clients=[["Client"], ["Acme"]])
    book = openpyxl.load_workbook(path)
    book.security = openpyxl.workbook.protection.WorkbookProtection(lockStructure=True)
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(WorkbookError) as refused:
        with_missing(path, path)
    assert str(refused.value) == (
        f"{path}: its structure is protected, so that no sheet may be added. "
        "Unprotect it in Excel (Review, Protect Workbook), then try again."
    )
    assert path.read_bytes() == before


def test_init_with_the_sample_fills_the_tables_it_adds(tmp_path: Path) -> None:
    path = users_book(tmp_path / "own.xlsx", Notes=[["mine"]])
    assert len(with_missing(path, path, sample=True)) == len(LAID_OUT)
    result = refresh(path)
    assert len(result.segmentation.clients) == 36


def test_the_sample_is_never_mixed_with_the_users_own_clients(tmp_path: Path) -> None:
    path = users_book(tmp_path / "own.xlsx", Clients=[["Client"], ["Acme"]])
    with_missing(path, path, sample=True)
    result = refresh(path)
    assert list(result.segmentation.clients["Client"]) == ["Acme"]
    assert len(result.segmentation.ledger) == 0
    assert [issue for issue in result.issues if issue.level is Level.ERROR] == []


def test_what_init_added_and_the_user_deleted_or_overwrote_is_never_overwritten(tmp_path: Path) -> None:
    path = users_book(tmp_path / "own.xlsx", Clients=[["Client"], ["Acme"]])
    with_missing(path, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Assets"]
    del sheet.tables["Assets"]
    sheet.delete_rows(1, 10)
    sheet["A1"] = "my own list"
    book.save(path)
    with_missing(path, path)
    after = openpyxl.load_workbook(path)
    assert after["Assets"]["A1"].value == "my own list"
    assert "Assets (Segmentbook)" in after.sheetnames
