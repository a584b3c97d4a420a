"""Our sheets and tables where the user has taken their names, renamed, moved or deleted them; sheets of other makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from segmentbook.errors import WorkbookError
from segmentbook.report.spec import Cell, CellRange, Print, SheetSpec, TableColumn
from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from segmentbook.workbook.render import resolve_names, write_sheet
from segmentbook.workbook.styles import Styles
from tests.workbook.rendered import (
    MAIN,
    blank_book,
    edit,
    made,
    opened,
    parts,
    refreshed,
    sheet,
    sheet_part,
    table,
    values,
    write,
)


def linked() -> tuple[SheetSpec, SheetSpec]:
    """A dashboard that speaks of a table on another sheet."""
    total = Cell(3, formula="ROWS(SegmentResults)+SUM(SegmentResults!$A$4:$A$5)", link="'SegmentResults'!A3")
    return (
        SheetSpec("Dashboard", "Dashboard", cells={(1, 1): total}),
        sheet(table({"ARR": [1, 2]}), cells={(1, 2): Cell("Back", link="'Dashboard'!A1")}),
    )


def test_names_that_the_user_has_taken(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = blank_book(path)
    theirs = SheetSpec("Mine", "dashboard", cells={(1, 1): Cell("mine")})
    other = sheet(table({"x": [1]}, name="SegmentResults"), name="Somewhere")
    write(book, theirs, other, owned=False)
    write(book, *linked())
    book.package.save(path)
    drawn = opened(path)
    assert drawn.sheetnames == ["dashboard", "Somewhere", "Dashboard (Segmentbook)", "SegmentResults"]
    assert drawn["dashboard"]["A1"].value == "mine"
    cell = drawn["Dashboard (Segmentbook)"]["A1"]
    assert cell.value == "=ROWS(SegmentResults_Segmentbook)+SUM(SegmentResults!$A$4:$A$5)"
    assert drawn["SegmentResults"]["B1"].hyperlink.location == "'Dashboard (Segmentbook)'!A1"
    first = parts(path)
    refreshed(path, *linked())
    assert parts(path) == first


def test_a_sheet_and_a_table_that_the_user_renamed_are_found_again(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", *linked())
    edit(
        path, "xl/workbook.xml", ('name="SegmentResults"', 'name="Q2 results"'), ("'SegmentResults'!", "'Q2 results'!")
    )
    edit(
        path,
        "xl/tables/table1.xml",
        ('name="SegmentResults" displayName="SegmentResults"', 'name="Q2" displayName="Q2"'),
    )
    refreshed(path, *linked())
    drawn = opened(path)
    assert drawn.sheetnames == ["Dashboard", "Q2 results"]
    assert list(drawn["Q2 results"].tables) == ["Q2"]
    assert drawn["Dashboard"]["A1"].value == "=ROWS(Q2)+SUM('Q2 results'!$A$4:$A$5)"
    assert drawn["Dashboard"]["A1"].hyperlink.location == "'Q2 results'!A3"


def test_references_that_are_by_the_actual_names_already_stay(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = blank_book(path)
    write(book, SheetSpec("Mine", "Dashboard", cells={(1, 1): Cell("mine")}), owned=False)
    specs = (SheetSpec("Dashboard", "Dashboard", cells={(1, 1): Cell("go", link="'Dashboard'!A1")}),)
    names = resolve_names(book, specs)
    assert dict(names.sheets) == {"Dashboard": "Dashboard (Segmentbook)"}
    write(book, *specs, names=names)
    book.package.save(path)
    assert opened(path)["Dashboard (Segmentbook)"]["A1"].hyperlink.location == "'Dashboard'!A1"


def test_a_sheet_that_the_user_deleted_comes_back(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", *linked())
    edit(
        path,
        "xl/workbook.xml",
        ('<sheet name="Dashboard" sheetId="1" r:id="rId3"/>', ""),
        ("'Dashboard'!", "#REF!"),
    )
    refreshed(path, *linked())
    assert opened(path).sheetnames == ["Dashboard", "SegmentResults"]
    assert opened(path)["Dashboard"]["A1"].value.startswith("=ROWS(")


def test_new_sheets_stand_before_ours_that_follow_them(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", linked()[1])
    refreshed(path, *linked())
    assert opened(path).sheetnames == ["Dashboard", "SegmentResults"]


def test_sheets_given_to_the_user_are_never_patched(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = blank_book(path)
    given = sheet(table({"Setting": ["As of"]}, name="Settings"), name="Settings")
    write(book, given, owned=False)
    assert [name.name for name in book.defined_names] == []
    write(book, given, owned=False)
    assert [one.name for one in book.sheets] == ["Settings", "Settings (Segmentbook)"]
    assert [one.name for one in book.tables] == ["Settings", "Settings_Segmentbook"]


# -- the order of the work ------------------------------------------------------------------------------------------


def noted(path: Path) -> Path:
    """A book with results, a report on them before and after, and a note of the user's on a client."""
    made(path, report("Dashboard", ()), sheet(table({"ID": ["C-1", "C-2"]}, key="ID")), report("DataIssues", ()))
    part = sheet_part(path, "SegmentResults")
    edit(path, part, ('</row><row r="5"', '<c r="B4" t="inlineStr"><is><t>mine</t></is></c></row><row r="5"'))
    added = '<tableColumn id="9" name="Note"/></tableColumns>'
    edit(path, "xl/tables/table1.xml", ('ref="A3:A5"', 'ref="A3:B5"'), ("</tableColumns>", added))
    return path


def report(name: str, notes: tuple[str, ...]) -> SheetSpec:
    return SheetSpec(name, name, cells={(1, 1): Cell(f"{len(notes)} issues: {'; '.join(notes)}")})


def test_sheets_that_report_on_the_others_are_written_last(tmp_path: Path) -> None:
    path = noted(tmp_path / "book.xlsx")
    results = sheet(table({"ID": ["C-2"]}, key="ID"))

    def all_sheets(notes: tuple[str, ...]) -> list[SheetSpec]:
        return [report("Dashboard", notes), results, report("DataIssues", notes)]

    notes = refreshed(path, *all_sheets(()), last=("Dashboard", "DataIssues"), revise=all_sheets)
    assert notes == ("SegmentResults: 1 row of your column 'Note' had no client any more: C-1: 'mine'",)
    for name in ("Dashboard", "DataIssues"):
        assert opened(path)[name]["A1"].value == f"1 issues: {notes[0]}"
    assert opened(path).sheetnames == ["Dashboard", "SegmentResults", "DataIssues"]
    first = parts(path)
    assert refreshed(path, *all_sheets(()), last=("Dashboard", "DataIssues"), revise=all_sheets) == ()
    assert parts(path)["xl/worksheets/sheet2.xml"] == first["xl/worksheets/sheet2.xml"]


def test_new_sheets_stand_in_the_order_of_their_tabs_whenever_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = blank_book(path)
    write(book, report("Mine", ()), owned=False)
    write(book, report("A", ()), report("B", ()), report("C", ()), last=("A",), before="Mine")
    assert [one.name for one in book.sheets] == ["A", "B", "C", "Mine"]


def test_one_sheet_by_itself(tmp_path: Path) -> None:
    book = blank_book(tmp_path / "book.xlsx")
    assert write_sheet(book, Styles(book), report("A", ())) == ()
    assert book.owned_sheet("A") == book.sheets[0]


# -- printing -------------------------------------------------------------------------------------------------------


def printed(rows: int, title: int = 1) -> SheetSpec:
    area = CellRange(1, 1, 3 + rows, 1)
    return sheet(table({"ID": [str(i) for i in range(rows)]}, key="ID"), print=Print(area=area, title_rows=(title, 3)))


def areas(path: Path) -> tuple[str, str]:
    drawn = opened(path)["SegmentResults"]
    return drawn.print_area, drawn.print_title_rows


def test_the_print_area_grows_with_the_results(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", printed(2))
    refreshed(path, printed(4))
    assert areas(path) == ("'SegmentResults'!$A$1:$A$7", "$1:$3")


def test_a_print_area_and_titles_of_the_users_stay(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", printed(2))
    edit(path, "xl/workbook.xml", ("'SegmentResults'!$A$1:$A$5", "'SegmentResults'!$A$1:$F$5"), ("$1:$3<", "$2:$2<"))
    refreshed(path, printed(4))
    assert areas(path) == ("'SegmentResults'!$A$1:$F$5", "$2:$2")


def test_a_print_area_that_the_user_took_away_stays_away(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", printed(2))
    name = '<definedName name="_xlnm.Print_Area" localSheetId="0">\'SegmentResults\'!$A$1:$A$5</definedName>'
    edit(path, "xl/workbook.xml", (name, ""))
    refreshed(path, printed(4))
    assert not opened(path)["SegmentResults"].print_area


# -- damage ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<worksheet/>", "a sheet of ours has no sheetData; open the workbook in Excel and save it once."),
        ("<worksheet><sheetData><row", "a sheet of ours is damaged (cut off); delete it, and a refresh makes it anew."),
        (
            "<worksheet><sheetData/><cols></worksheet>",
            "a sheet of ours is damaged (Opening and ending tag mismatch: cols line 1 and worksheet, line 1, column 42)"
            "; delete it, and a refresh makes it anew.",
        ),
        (
            '<worksheet><sheetData><row r="9"><c r="A9"><v>\xff</v></c></row></sheetData></worksheet>',
            "a sheet of ours is damaged (not UTF-8); delete it, and a refresh makes it anew.",
        ),
    ],
)
def test_a_damaged_sheet_of_ours_is_refused_in_one_line(tmp_path: Path, content: str, message: str) -> None:
    path = made(tmp_path / "book.xlsx", *linked())
    book = Book(Package.open(path))
    book.package.put(sheet_part(path, "SegmentResults"), content.encode("latin-1"))
    with pytest.raises(WorkbookError) as caught:
        write(book, *linked())
    assert str(caught.value) == message


def test_figures_that_are_none_do_not_stop_a_refresh(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", *linked())
    part = sheet_part(path, "SegmentResults")
    edit(path, part, ('<col min="1" max="1"', '<col min="x" max=""'), ("</worksheet>", "</worksheet>"))
    edit(path, "xl/tables/table1.xml", ('<tableColumn id="1"', '<tableColumn id="many"'))
    refreshed(path, linked()[0], sheet(table({"ARR": [1, 2], "Tier": [1, 1]}), cells={(1, 2): Cell("Back")}))
    assert '<tableColumn id="1" name="Tier"/>' in parts(path)["xl/tables/table1.xml"].decode()


# -- files that other programs wrote --------------------------------------------------------------------------------


def lookalike() -> SheetSpec:
    rows = {"Client": ["Ann", "Bo", "Cy"], "Band": ["Red", "Green", "Red"]}
    return sheet(table(rows, columns=[TableColumn("Client", note="Name."), TableColumn("Band")]))


def test_a_sheet_saved_with_prefixes_and_without_references(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", lookalike())
    part = sheet_part(path, "SegmentResults")
    content = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>Title</x:t></x:is></x:c>'
        "</x:row>"
        '<x:row r="9"><x:c/><x:c t="str"><x:f>"mine"</x:f><x:v>mine</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    book = Book(Package.open(path))
    book.package.put(part, content.encode())
    book.package.save(path)
    refreshed(path, lookalike())
    rows = values(path)
    assert rows[3][:2] == ["Ann", "Red"]
    assert rows[8][:2] == [None, '="mine"']
    after = parts(path)
    refreshed(path, lookalike())
    assert parts(path) == after
