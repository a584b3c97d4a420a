"""Rows and cells written into a user's own tables: what is meant is there, everything else is as it was."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableFormula

from segmentbook.errors import InputError, WorkbookError
from segmentbook.raw import RawTable
from segmentbook.workbook.book import Book
from segmentbook.workbook.editing import edit_table
from segmentbook.workbook.package import Package
from segmentbook.workbook.reading import read_book
from segmentbook.workbook.styles import Styles

HEADERS = ["Client", "Amount", "Start"]
ROWS: list[list[Any]] = [["Ann", 10.0, date(2025, 1, 1)], ["Bob", 20.0, date(2025, 2, 1)]]


def make(path: Path, *, rows: Sequence[Sequence[Any]] = ROWS, after: Callable[[Any], None] | None = None) -> Path:
    """A workbook with the table Contracts at B3, and a second sheet of the user's own."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "My contracts"
    for i, row in enumerate([HEADERS, *rows], 3):
        for j, value in enumerate(row, 2):
            cell = sheet.cell(i, j, value)
            if isinstance(value, date):
                cell.number_format = "dd/mm/yyyy"
            if isinstance(value, float):
                cell.number_format = "#,##0.00"
    table = Table(displayName="Contracts", ref=f"B3:D{3 + max(len(rows), 1)}")
    sheet.add_table(table)
    other = book.create_sheet("Notes")
    other["A1"] = "mine"
    other["A2"] = "=SUM(Contracts[Amount])"
    if after is not None:
        after(book)
    book.save(path)
    return path


def raw_of(path: Path) -> RawTable:
    """The table as the reader gives it."""
    with Package.open(path) as package:
        return read_book(Book(package)).tables["Contracts"]


def edit(path: Path, raw: RawTable | None = None, **what: Any) -> int:
    raw = raw or raw_of(path)
    with Package.open(path) as package:
        book = Book(package)
        rows = edit_table(book, Styles(book), raw, **what)
        package.save(path)
    return rows


def cells(path: Path, sheet: str = "My contracts") -> list[list[Any]]:
    worksheet = openpyxl.load_workbook(path)[sheet]
    table = worksheet.tables.get("Contracts")
    area = worksheet[table.ref] if table else worksheet.iter_rows()
    return [[v.value.date() if hasattr(v.value, "date") else v.value for v in row] for row in area]


def parts(path: Path) -> Mapping[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def new(*clients: str) -> dict[str, Sequence[object]]:
    return {
        "Client": list(clients),
        "Amount": [float(i) for i in range(len(clients))],
        "Start": [date(2026, 3, 1)] * len(clients),
    }


def test_rows_are_added_below_the_last_one_and_the_table_grows(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx")
    assert edit(path, append=new("Cid", "=1+1")) == 4
    assert cells(path) == [
        HEADERS,
        *ROWS,
        ["Cid", 0, date(2026, 3, 1)],
        ["=1+1", 1, date(2026, 3, 1)],
    ]
    sheet = openpyxl.load_workbook(path)["My contracts"]
    assert sheet.tables["Contracts"].ref == "B3:D7"
    assert sheet.tables["Contracts"].autoFilter is None or sheet.tables["Contracts"].autoFilter.ref == "B3:D7"
    assert sheet["B7"].data_type == "s" or sheet["B7"].data_type == "inlineStr"
    assert [sheet[f"{c}6"].number_format for c in "BCD"] == [sheet[f"{c}5"].number_format for c in "BCD"]
    assert sheet.dimensions == "B3:D7"


def test_only_the_sheet_and_the_table_change_and_the_flag_that_formulas_are_stale(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx")
    before = parts(path)
    edit(path, append=new("Cid"))
    after = parts(path)
    changed = {name for name in after if after[name] != before.get(name)}
    assert after.keys() == before.keys()
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/workbook.xml"}
    assert {"xl/worksheets/sheet1.xml", "xl/tables/table1.xml"} <= changed
    book, old = after["xl/workbook.xml"], before["xl/workbook.xml"]
    assert book.replace(b'fullCalcOnLoad="1"', b"") == old.replace(b'fullCalcOnLoad="1"', b"")


def test_rows_that_are_there_stay_byte_for_byte(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx")
    before = parts(path)["xl/worksheets/sheet1.xml"]
    edit(path, append=new("Cid"))
    after = parts(path)["xl/worksheets/sheet1.xml"]
    rows = re.search(rb"<sheetData>(.*)</sheetData>", before)[1]
    assert rows in after
    assert after.split(b"</sheetData>")[1] == before.split(b"</sheetData>")[1]


def test_the_blank_row_of_a_new_table_is_used(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", rows=[])
    assert edit(path, append=new("Ann")) == 1
    assert cells(path) == [HEADERS, ["Ann", 0, date(2026, 3, 1)]]
    assert openpyxl.load_workbook(path)["My contracts"].tables["Contracts"].ref == "B3:D4"


def test_blank_rows_prepared_at_the_end_are_used_before_the_table_grows(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", rows=[*ROWS, [None, None, None], [None, None, None]])
    edit(path, append=new("Cid", "Dee", "Eve"))
    assert [row[0] for row in cells(path)] == ["Client", "Ann", "Bob", "Cid", "Dee", "Eve"]


def test_dates_take_a_date_format_where_the_row_above_has_none(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", rows=[["Ann", 1, None]])
    edit(path, append=new("Bob"))
    cell = openpyxl.load_workbook(path)["My contracts"]["D5"]
    assert (cell.value.date(), cell.is_date, cell.number_format) == (date(2026, 3, 1), True, "mm-dd-yy")
    edit(path, append=new("Cid"))
    assert openpyxl.load_workbook(path)["My contracts"]["D6"].style_id == cell.style_id


def test_dates_of_a_1904_workbook(tmp_path: Path) -> None:
    def old(book: Any) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    path = make(tmp_path / "a.xlsx", after=old)
    edit(path, append=new("Cid"))
    assert cells(path)[-1] == ["Cid", 0, date(2026, 3, 1)]


def test_new_columns_stand_at_the_right_with_the_look_of_the_headers(tmp_path: Path) -> None:
    def bold(book: Any) -> None:
        book.active["D3"].font = Font(bold=True)

    path = make(tmp_path / "a.xlsx", after=bold)
    edit(path, append={**new("Cid"), "R&D <x>": ["yes"], "Note": [None]})
    assert cells(path) == [
        [*HEADERS, "R&D <x>", "Note"],
        [*ROWS[0], None, None],
        [*ROWS[1], None, None],
        ["Cid", 0, date(2026, 3, 1), "yes", None],
    ]
    sheet = openpyxl.load_workbook(path)["My contracts"]
    assert sheet.tables["Contracts"].column_names == [*HEADERS, "R&D <x>", "Note"]
    assert sheet["E3"].font.bold


def test_update_changes_only_the_cells_that_are_meant(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx")
    before = parts(path)["xl/worksheets/sheet1.xml"]
    edit(path, rows=[1], update={"Amount": [25.5]})
    assert cells(path) == [HEADERS, ROWS[0], ["Bob", 25.5, ROWS[1][2]]]
    after = parts(path)["xl/worksheets/sheet1.xml"]
    assert after == before.replace(b't="n"><v>20</v>', b"><v>25.5</v>").replace(b" ><v>", b"><v>")


def test_update_and_append_in_one_go(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx")
    edit(path, rows=[0], update={"Amount": [None], "Tag": ["x"]}, append={**new("Cid"), "Tag": ["y"]})
    assert cells(path) == [
        [*HEADERS, "Tag"],
        ["Ann", None, ROWS[0][2], "x"],
        [*ROWS[1], None],
        ["Cid", 0, date(2026, 3, 1), "y"],
    ]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_replace_takes_the_place_of_all_rows(tmp_path: Path, count: int) -> None:
    path = make(tmp_path / "a.xlsx", after=lambda book: book.active.__setitem__("F5", "beside"))
    names = [f"N{i}" for i in range(count)]
    assert edit(path, append={"Client": names}, replace=True) == count
    assert cells(path) == [HEADERS, *([name, None, None] for name in names)]
    sheet = openpyxl.load_workbook(path)["My contracts"]
    assert sheet["F5"].value == "beside"
    assert [c.value for c in sheet["B"][3 + count :]] == [None] * len(sheet["B"][3 + count :])


def test_table_formulas_are_filled_down(tmp_path: Path) -> None:
    def formulas(book: Any) -> None:
        sheet = book.active
        del sheet.tables["Contracts"]
        table = Table(displayName="Contracts", ref="B3:F5")
        table._initialise_columns()
        for column, header in zip(table.tableColumns, [*HEADERS, "Year", "Copy"], strict=True):
            column.name = header
        table.tableColumns[3].calculatedColumnFormula = TableFormula(attr_text="Contracts[[#This Row],[Amount]]*12")
        table.tableColumns[4].calculatedColumnFormula = TableFormula(attr_text="C4*$A$1")
        sheet["E3"], sheet["F3"] = "Year", "Copy"
        for row in (4, 5):
            sheet[f"E{row}"] = "=Contracts[[#This Row],[Amount]]*12"
            sheet[f"F{row}"] = f"=C{row}*$A$1"
        sheet.add_table(table)

    path = make(tmp_path / "a.xlsx", after=formulas)
    edit(path, append=new("Cid", "Dee"))
    assert [row[3:] for row in cells(path)[3:]] == [
        ["=Contracts[[#This Row],[Amount]]*12", "=C6*$A$1"],
        ["=Contracts[[#This Row],[Amount]]*12", "=C7*$A$1"],
    ]


def test_formats_and_drop_downs_of_the_column_reach_the_new_rows(tmp_path: Path) -> None:
    def rules(book: Any) -> None:
        sheet = book.active
        sheet.conditional_formatting.add(
            "C4:C5", CellIsRule(operator="greaterThan", formula=["5"], fill=PatternFill("solid", bgColor="FF0000"))
        )
        validation = DataValidation(type="list", formula1='"Ann,Bob"', promptTitle="a > b")
        validation.add("B4:B5")
        validation.add("H1:H9")
        sheet.add_data_validation(validation)

    path = make(tmp_path / "a.xlsx", after=rules)
    edit(path, append=new("Cid", "Dee"))
    sheet = openpyxl.load_workbook(path)["My contracts"]
    assert [str(c.sqref) for c in sheet.conditional_formatting] == ["C4:C7"]
    assert str(sheet.data_validations.dataValidation[0].sqref) == "B4:B7 H1:H9"


def refused(path: Path, raw: RawTable | None = None, **what: Any) -> str:
    """The message, and proof that the file is untouched."""
    before = path.read_bytes()
    with pytest.raises((WorkbookError, InputError)) as error:
        edit(path, raw, **what)
    assert path.read_bytes() == before
    return str(error.value)


def test_something_below_the_table_is_never_overwritten(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", after=lambda book: book.active.__setitem__("C7", "total"))
    assert refused(path, append=new("Cid", "Dee")) == (
        "My contracts!C7 is not empty, and Contracts needs the rows 6 to 7 there; move what stands below the table, "
        "then try again."
    )
    assert edit(path, append=new("Cid")) == 3


def test_something_beside_the_table_is_never_overwritten(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", after=lambda book: book.active.__setitem__("E5", "note"))
    assert refused(path, append={**new("Cid"), "Tag": ["x"]}) == (
        "My contracts!E5 is not empty, and Contracts needs a new column there; move what stands beside the table, "
        "then try again."
    )


def test_another_table_below_is_never_run_into(tmp_path: Path) -> None:
    def below(book: Any) -> None:
        sheet = book.active
        sheet["C7"] = "Other"
        sheet.add_table(Table(displayName="Other", ref="C7:C9"))

    path = make(tmp_path / "a.xlsx", after=below)
    assert refused(path, append=new("Cid", "Dee")) == (
        "Contracts cannot grow: the table Other stands at My contracts!C7:C9, where rows or columns must go; move it, "
        "then try again."
    )


def test_a_totals_row_is_not_moved(tmp_path: Path) -> None:
    def totals(book: Any) -> None:
        sheet = book.active
        sheet["B6"] = "Total"
        sheet["C6"] = "=SUBTOTAL(109,Contracts[Amount])"
        table = sheet.tables["Contracts"]
        table.ref, table.totalsRowCount = "B3:D6", 1
        table._initialise_columns()
        for column, header in zip(table.tableColumns, HEADERS, strict=True):
            column.name = header

    path = make(tmp_path / "a.xlsx", after=totals)
    assert refused(path, append=new("Cid")) == (
        "Contracts has a totals row (My contracts!B6) where rows must go; switch it off (Table Design > Total Row), "
        "try again, and switch it on afterwards."
    )
    edit(path, rows=[0], update={"Amount": [11.0]})
    assert cells(path)[1][1] == 11


def test_merged_cells_and_array_formulas_are_not_overwritten(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", after=lambda book: book.active.merge_cells("C6:E6"))
    assert refused(path, append=new("Cid")) == (
        "My contracts!C6:E6 is a merged cell where Contracts is written; unmerge it, then try again."
    )

    def array(book: Any) -> None:
        book.active["C4"] = openpyxl.worksheet.formula.ArrayFormula("C4:C5", "=A1:A2*2")

    path = make(tmp_path / "b.xlsx", after=array)
    assert refused(path, raw_of(make(tmp_path / "c.xlsx")), rows=[0], update={"Amount": [1.0]}) == (
        "C4 holds an array formula, which is not overwritten; move it or clear it in Excel first."
    )


def test_a_query_table_is_not_written(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", after=lambda b: setattr(b.active.tables["Contracts"], "tableType", "queryTable"))
    assert refused(path, append=new("Cid")) == (
        "Contracts is filled by a query (Data > Queries & Connections), which would undo what is written here; "
        "change the query instead."
    )


def test_too_many_rows_for_a_sheet(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx")
    assert refused(path, append={"Client": ["x"] * 1_048_572}) == (
        "Contracts: 1,048,572 more rows and 0 more columns would go beyond the sheet's 1,048,576 rows and 16,384 "
        "columns; nothing was written."
    )


def rewrite_sheet(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Give the first sheet another wording."""
    content = dict(parts(path))
    content["xl/worksheets/sheet1.xml"] = change(content["xl/worksheets/sheet1.xml"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def prefixed(data: bytes) -> bytes:
    data = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", data)
    return data.replace(b"xmlns=", b"xmlns:x=")


def unnumbered(data: bytes) -> bytes:
    """Rows and cells without places, as some exporters write them: the table then stands at A1."""
    data = re.sub(rb'<row r="\d+"[^>]*>', b"<row>", data)
    return re.sub(rb'<c r="[A-Z]+\d+"', b"<c", data)


def commented(data: bytes) -> bytes:
    return data.replace(b"<sheetData>", b"<sheetData><!-- <row r='9'> -->")


def utf16(data: bytes) -> bytes:
    text = re.sub(r"^<\?xml[^>]*\?>", "", data.decode())
    return ('<?xml version="1.0" encoding="UTF-16"?>' + text).encode("utf-16")


def single_quotes(data: bytes) -> bytes:
    head, rows, tail = re.split(rb"(<sheetData>.*</sheetData>)", data, flags=re.DOTALL)
    return head + rows.replace(b'"', b"'") + tail


@pytest.mark.parametrize("wording", [prefixed, commented, utf16, single_quotes])
def test_sheets_in_other_words(tmp_path: Path, wording: Callable[[bytes], bytes]) -> None:
    path = make(tmp_path / "a.xlsx")
    raw = raw_of(path)
    rewrite_sheet(path, wording)
    edit(path, raw, rows=[1], update={"Amount": [21.0]}, append={**new("Cid"), "Tag": ["t"]})
    assert cells(path) == [
        [*HEADERS, "Tag"],
        [*ROWS[0], None],
        ["Bob", 21, ROWS[1][2], None],
        ["Cid", 0, date(2026, 3, 1), "t"],
    ]


def test_rows_and_cells_without_places(tmp_path: Path) -> None:
    def to_the_corner(book: Any) -> None:
        book.active.tables["Contracts"].ref = "A1:C3"
        book.active.move_range("B3:D5", -2, -1)

    path = make(tmp_path / "a.xlsx", after=to_the_corner)
    raw = raw_of(path)
    rewrite_sheet(path, unnumbered)
    edit(path, raw, rows=[1], update={"Amount": [21.0]}, append=new("Cid"))
    assert cells(path) == [HEADERS, ROWS[0], ["Bob", 21, ROWS[1][2]], ["Cid", 0, date(2026, 3, 1)]]


def test_a_sheet_with_a_header_row_takes_rows_like_a_table(tmp_path: Path) -> None:
    def plain(book: Any) -> None:
        del book.active.tables["Contracts"]
        book.active.title = "Contracts"

    path = make(tmp_path / "a.xlsx", after=plain)
    assert edit(path, append=new("Cid")) == 3
    assert [row[1:] for row in cells(path, "Contracts")[2:]][-1] == ["Cid", 0, date(2026, 3, 1)]


def test_a_formula_that_goes_leaves_the_calculation_chain(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx", after=lambda book: book.active.__setitem__("C4", "=1+1"))
    content = dict(parts(path))
    content["xl/calcChain.xml"] = (
        b'<?xml version="1.0"?><calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<c r="C4" i="1"/><c r="A2" i="2"/></calcChain>'
    )
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.calcChain+xml"/></Types>',
    )
    content["xl/_rels/workbook.xml.rels"] = content["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" '
        b'Target="calcChain.xml"/></Relationships>',
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    edit(path, raw_of(make(tmp_path / "b.xlsx")), rows=[0], update={"Amount": [5.0]})
    chain = parts(path)["xl/calcChain.xml"]
    assert b'r="C4"' not in chain
    assert b'r="A2"' in chain


def test_a_shared_formula_is_not_taken_from_its_copies(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx")
    raw = raw_of(path)

    def shared(data: bytes) -> bytes:
        data = data.replace(b"<v>10</v>", b'<f t="shared" ref="C4:C5" si="0">A4*2</f><v>10</v>')
        return data.replace(b"<v>20</v>", b'<f t="shared" si="0"/><v>20</v>')

    rewrite_sheet(path, shared)
    assert refused(path, raw, rows=[0], update={"Amount": [1.0]}) == (
        "My contracts: formulas outside the rows to be written are kept as copies of one that would be overwritten; "
        "clear that column's formulas in Excel, then try again."
    )
    edit(path, raw, rows=[0, 1], update={"Amount": [1.0, 2.0]})
    assert [row[1] for row in cells(path)[1:]] == [1, 2]


def test_awkward_texts_stay_what_they_are(tmp_path: Path) -> None:
    path = make(tmp_path / "a.xlsx")
    texts = ["=HYPERLINK(1)", "+1", "-x", "@cmd", " lead", "a\nb", "R&D <b>", "00001", "é €", "#N/A"]
    edit(path, append={"Client": texts})
    assert [row[0] for row in cells(path)[3:]] == texts
    assert b"<f>" not in parts(path)["xl/worksheets/sheet1.xml"]


names = st.none() | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co"]), min_size=1, max_size=6
).filter(str.strip)
numbers = st.none() | st.integers(-(10**9), 10**9).map(lambda n: n / 100)
days = st.none() | st.dates(date(1900, 3, 1), date(9999, 12, 31))
records = st.lists(st.tuples(names, numbers, days), max_size=8)


def trimmed(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Without blank rows at the end."""
    plain = [list(row) for row in rows]
    while plain and plain[-1] == [None, None, None]:
        plain.pop()
    return plain


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=records, added=records, changes=st.dictionaries(st.integers(0, 7), numbers), replace=st.booleans())
def test_what_is_written_is_what_is_read_back(
    tmp_path: Path,
    before: list[tuple[Any, ...]],
    added: list[tuple[Any, ...]],
    changes: dict[int, float | None],
    replace: bool,
) -> None:
    path = make(tmp_path / "a.xlsx", rows=[])
    columns = [list(column) for column in zip(*before, strict=True)] or [[], [], []]
    edit(path, append=dict(zip(HEADERS, columns, strict=True)))
    stand = trimmed(before)
    known = raw_of(path)
    assert [[known.columns[j].cell(i) for j in range(3)] for i in range(len(known))] == stand
    notes = parts(path)["xl/worksheets/sheet2.xml"]

    rows = sorted(row for row in changes if row < len(stand)) if not replace else []
    new_columns = [list(column) for column in zip(*added, strict=True)] or [[], [], []]
    edit(
        path,
        rows=rows,
        update={"Amount": [changes[row] for row in rows]} if rows else None,
        append=dict(zip(HEADERS, new_columns, strict=True)),
        replace=replace,
    )
    for row in rows:
        stand[row][1] = changes[row]
    expected = trimmed(added) if replace else trimmed([*stand, *added])
    after = raw_of(path)
    assert [[after.columns[j].cell(i) for j in range(3)] for i in range(len(after))] == expected
    assert parts(path)["xl/worksheets/sheet2.xml"] == notes
