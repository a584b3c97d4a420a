"""Sheets: made in the schema's order, patched around what is the user's, the same bytes when nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from segmentbook.errors import WorkbookError
from segmentbook.report.spec import (
    Cell,
    CellRange,
    ColourRule,
    Note,
    Print,
    SheetSpec,
    Style,
    TableColumn,
    Validation,
)
from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from segmentbook.workbook.sheet_xml import ORDER
from tests.tools import Validator
from tests.workbook.rendered import (
    MAIN,
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

BANDS = [TableColumn("Client", note="Name of the client."), TableColumn("Band", width=20)]
ROWS = {"Client": ["Ann", "Bo", "Cy"], "Band": ["Red", "Green", "Red"]}


def rich_sheet(rows: dict[str, list[object]] = ROWS, **other: object) -> SheetSpec:
    """A sheet with something of everything but charts."""
    count = len(rows["Client"])
    columns = [
        TableColumn("Client", note="Name of the client.", links=tuple(f"'Clients'!A{i}" for i in range(2, 2 + count))),
        TableColumn("Band", width=20),
    ]
    standard: dict[str, object] = {
        "cells": {
            (1, 4): Cell("Total", Style(bold=True), link="'MrrLedger'!A1"),
            (2, 1): Cell(None, Style(fill="EEEEEE")),
        },
        "merges": (CellRange(1, 1, 1, 2),),
        "heights": {1: 30.0},
        "widths": {4: 9.5},
        "colour_rules": tuple(
            ColourRule(CellRange(4, 2, 3 + count, 2), band, fill, "1F2937")
            for band, fill in (("Red", "FFAAAA"), ("Green", "AAFFAA"))
        ),
        "validations": (
            Validation(CellRange(4, 2, 3 + count, 2), "list", '"Red,Green"', title="Band", message="Its colour"),
        ),
        "notes": (Note(1, 4, "All of it."),),
        "freeze": (4, 2),
        "gridlines": False,
        "headings": False,
        "zoom": 90,
        "tab_colour": "1E3A5F",
        "print": Print(title_rows=(3, 3), title_columns=(1, 1), area=CellRange(1, 1, 3 + count, 4)),
    }
    return sheet(table(rows, columns=columns), **(standard | other))


def root_of(path: Path, name: str = "SegmentResults") -> etree._Element:
    return etree.fromstring(parts(path)[sheet_part(path, name)])


def found(path: Path, tag: str, name: str = "SegmentResults") -> list[etree._Element]:
    return list(root_of(path, name).iter(f"{{{MAIN}}}{tag}"))


def test_children_stand_in_the_schemas_order(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", rich_sheet())
    names = [etree.QName(child).localname for child in root_of(path)]
    assert names == [name for name in ORDER if name in names]
    assert {
        "sheetPr",
        "cols",
        "mergeCells",
        "conditionalFormatting",
        "dataValidations",
        "hyperlinks",
        "tableParts",
    } <= {*names}


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("date1904", [False, True])
def test_a_second_refresh_gives_the_same_bytes_in_every_part(tmp_path: Path, strict: bool, date1904: bool) -> None:
    path = made(tmp_path / "book.xlsx", rich_sheet(), strict=strict, date1904=date1904)
    first = parts(path)
    assert refreshed(path, rich_sheet()) == ()
    assert parts(path) == first


def test_there_and_back_gives_the_same_bytes(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", rich_sheet())
    first = parts(path)
    refreshed(path, rich_sheet({"Client": ["Ann", "Bo", "Cy", "Di"], "Band": ["Red", "Green", "Red", "Green"]}))
    assert parts(path) != first
    refreshed(path, rich_sheet())
    assert parts(path)[sheet_part(path, "SegmentResults")] == first[sheet_part(path, "SegmentResults")]
    assert parts(path)["xl/tables/table1.xml"] == first["xl/tables/table1.xml"]


def test_microsofts_validator_finds_no_error(tmp_path: Path, validator: Validator) -> None:
    path = made(tmp_path / "book.xlsx", rich_sheet(), sheet(table({"A": []}, name="Empty"), name="Empty"))
    assert validator.errors(path) == []
    refreshed(path, rich_sheet({"Client": ["Bo"], "Band": ["Green"]}))
    assert validator.errors(path) == []


def test_the_look_of_a_new_sheet(tmp_path: Path) -> None:
    drawn = opened(made(tmp_path / "book.xlsx", rich_sheet()))["SegmentResults"]
    assert drawn.sheet_properties.tabColor.rgb == "FF1E3A5F"
    assert (drawn.sheet_view.showGridLines, drawn.sheet_view.showRowColHeaders, drawn.sheet_view.zoomScale) == (
        False,
        False,
        90,
    )
    assert drawn.freeze_panes == "B4"
    assert drawn.print_title_rows == "$3:$3"
    assert drawn.print_title_cols == "$A:$A"
    assert drawn.print_area == "'SegmentResults'!$A$1:$D$6"
    assert (drawn.page_setup.orientation, drawn.page_setup.fitToWidth, drawn.page_setup.fitToHeight) == (
        "landscape",
        1,
        0,
    )
    assert drawn.sheet_properties.pageSetUpPr.fitToPage
    assert (drawn.column_dimensions["B"].width, drawn.column_dimensions["D"].width) == (20, 9.5)
    assert drawn.row_dimensions[1].height == 30
    assert [str(merge) for merge in drawn.merged_cells.ranges] == ["A1:B1"]
    assert drawn["A4"].hyperlink.location == "'Clients'!A2"
    assert drawn["D1"].hyperlink.location == "'MrrLedger'!A1"
    assert {cell: drawn[cell].comment.text for cell in ("A3", "D1")} == {
        "A3": "Name of the client.",
        "D1": "All of it.",
    }
    rules = [
        (str(rules.sqref), rule.operator, rule.formula)
        for rules in drawn.conditional_formatting
        for rule in rules.rules
    ]
    assert rules == [("B4:B6", "equal", ['"Red"']), ("B4:B6", "equal", ['"Green"'])]
    validation = drawn.data_validations.dataValidation[0]
    assert (str(validation.sqref), validation.formula1, validation.errorStyle) == ("B4:B6", '"Red,Green"', "warning")


def test_a_table_without_rows_has_one_blank_row(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", sheet(table({"A": [], "B": []})))
    assert opened(path)["SegmentResults"].tables["SegmentResults"].ref == "A3:B4"
    assert values(path)[2:] == [["A", "B"], [None, None]]
    refreshed(path, sheet(table({"A": [1], "B": [2]})))
    assert values(path)[2:] == [["A", "B"], [1, 2]]
    refreshed(path, sheet(table({"A": [], "B": []})))
    assert values(path)[2:] == [["A", "B"], [None, None]]


RULES = '<conditionalFormatting sqref="B4:B6">'
DUPLICATES = f'{RULES}<cfRule type="duplicateValues" priority="9"/></conditionalFormatting>'


# -- what is the user's ---------------------------------------------------------------------------------------------


def test_what_the_user_set_on_our_sheet_stays(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", rich_sheet())
    part = sheet_part(path, "SegmentResults")
    edit(
        path,
        part,
        ('width="20" customWidth="1"', 'width="33.5" customWidth="1"'),
        ('zoomScale="90" zoomScaleNormal="90"', 'zoomScale="140" zoomScaleNormal="140"'),
        ('orientation="landscape"', 'orientation="portrait" paperSize="9"'),
        ('ht="30"', 'ht="55"'),
        ("<pageMargins", '<printOptions horizontalCentered="1"/><pageMargins'),
        ("</worksheet>", '<extLst><ext uri="{ABC}"/></extLst></worksheet>'),
        (RULES, DUPLICATES + RULES),
    )
    refreshed(path, rich_sheet({"Client": ["Ann", "Bo"], "Band": ["Red", "Green"]}))
    text = parts(path)[part].decode()
    for kept in (
        'width="33.5"',
        'zoomScale="140"',
        'orientation="portrait" paperSize="9"',
        'ht="55"',
        'horizontalCentered="1"',
        '<ext uri="{ABC}"/>',
        '<conditionalFormatting sqref="B4:B5"><cfRule type="duplicateValues" priority="9"/>',
    ):
        assert kept in text
    assert text.count("<cfRule") == 3
    after = parts(path)
    refreshed(path, rich_sheet({"Client": ["Ann", "Bo"], "Band": ["Red", "Green"]}))
    assert parts(path) == after


def test_a_renamed_band_leaves_no_rule_behind(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", rich_sheet())
    area = CellRange(4, 2, 6, 2)
    renamed = (ColourRule(area, "Crimson", "FFAAAA", "1F2937"), ColourRule(area, "Green", "00FF00", "1F2937"))
    refreshed(path, rich_sheet(colour_rules=renamed))
    assert [rule.findtext(f"{{{MAIN}}}formula") for rule in found(path, "cfRule")] == ['"Crimson"', '"Green"']


def typed(path: Path, cells: str) -> None:
    """Type cells into new rows at the end of our sheet, or beside a row that is there."""
    part = sheet_part(path, "SegmentResults")
    edit(path, part, ("</sheetData>", f"{cells}</sheetData>"))


def test_cells_typed_beside_the_table_stay(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", rich_sheet())
    note = '<c r="B9" t="inlineStr"><is><t>my note</t></is></c><c r="C9"><f>COUNTA(A4:A6)</f><v>3</v></c>'
    typed(path, f'<row r="9" ht="40" customHeight="1">{note}</row>')
    assert refreshed(path, rich_sheet()) == ()
    assert values(path)[8] == [None, "my note", "=COUNTA(A4:A6)", None]
    assert opened(path)["SegmentResults"].row_dimensions[9].height == 40
    assert found(path, "dimension")[0].get("ref") == "A1:D9"


def test_cells_under_the_table_give_way_when_it_grows_over_them(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", rich_sheet())
    typed(path, '<row r="8"><c r="A8" t="inlineStr"><is><t>my total</t></is></c></row>')
    five = {"Client": list("abcde"), "Band": ["Red"] * 5}
    assert refreshed(path, rich_sheet(five)) == (
        "SegmentResults: your cells below the table were moved 2 rows down, because the table has grown",
    )
    assert [row[0] for row in values(path)[3:]] == [*"abcde", None, "my total"]
    assert refreshed(path, rich_sheet(five)) == ()


def test_cells_right_of_the_table_give_way_when_it_gets_wider(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", sheet(table(ROWS)))
    part = sheet_part(path, "SegmentResults")
    edit(path, part, ('</row><row r="5"', '<c r="D4"><v>7</v></c></row><row r="5"'))
    wide = ROWS | {"ARR": [1, 2, 3], "Tier": [1, 1, 2]}
    assert refreshed(path, sheet(table(wide))) == (
        "SegmentResults: your cells to the right of the table were moved 2 columns to the right, "
        "because the table has grown",
    )
    assert values(path)[3] == ["Ann", "Red", 1, 1, None, 7]


def test_a_cell_where_we_now_write_is_reported_with_what_it_held(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", sheet(table(ROWS)))
    part = sheet_part(path, "SegmentResults")
    edit(path, part, ('<c r="A1"', '<c r="F1"><f>1+1</f><v>2</v></c><c r="A1"'))
    notes = refreshed(path, sheet(table(ROWS), cells={(1, 6): Cell("New")}))
    assert notes == ("SegmentResults!F1: your cell stood where Segmentbook writes and was replaced; it held '=1+1'",)
    assert values(path)[0][5] == "New"


def test_text_typed_into_a_cell_we_only_coloured_stays(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", rich_sheet())
    part = sheet_part(path, "SegmentResults")
    cell = next(cell for cell in found(path, "c") if cell.get("r") == "A2")
    edit(path, part, (f'<c r="A2" s="{cell.get("s")}"/>', '<c r="A2" t="inlineStr"><is><t>mine</t></is></c>'))
    assert refreshed(path, rich_sheet()) == ()
    assert values(path)[1][0] == "mine"


def test_a_table_of_the_users_in_the_way_stops_the_refresh(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", sheet(table(ROWS)))
    book = Book(Package.open(path))
    part = sheet_part(path, "SegmentResults")
    columns = '<tableColumns count="2"><tableColumn id="1" name="x"/><tableColumn id="2" name="y"/></tableColumns>'
    mine = f'<table xmlns="{MAIN}" id="9" name="Mine" displayName="Mine" ref="A8:B9">{columns}</table>'
    book.package.put("xl/tables/table9.xml", mine.encode())
    book.package.relate(part, "table", "xl/tables/table9.xml")
    with pytest.raises(WorkbookError) as caught:
        write(book, sheet(table({"Client": list("abcdef"), "Band": [1] * 6})))
    assert str(caught.value) == (
        "'SegmentResults'!A8:B9: your table Mine stands where Segmentbook writes. "
        "Move it to another sheet (cut and paste), then refresh again. Nothing was written."
    )


# -- notes ----------------------------------------------------------------------------------------------------------


def test_notes_of_the_user_stay_and_ours_follow(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", rich_sheet())
    comments = "xl/comments1.xml"
    edit(
        path,
        comments,
        ("</authors>", "<author>Ann</author></authors>"),
        ("</commentList>", '<comment ref="B9" authorId="1"><text><t>call them</t></text></comment></commentList>'),
    )
    before = parts(path)
    refreshed(path, rich_sheet())
    assert parts(path) == before
    refreshed(path, rich_sheet(notes=(Note(1, 4, "Other words."), Note(2, 4, "New."))))
    drawn = opened(path)["SegmentResults"]
    assert {cell: drawn[cell].comment.text for cell in ("A3", "D1", "D2", "B9")} == {
        "A3": "Name of the client.",
        "D1": "Other words.",
        "D2": "New.",
        "B9": "call them",
    }
    vml = parts(path)["xl/drawings/vmlDrawing1.vml"].decode()
    assert vml.count("<v:shape ") == 3
    refreshed(path, rich_sheet(notes=()))
    assert opened(path)["SegmentResults"]["D1"].comment is None
    assert parts(path)["xl/drawings/vmlDrawing1.vml"].decode().count("<v:shape ") == 1


def test_what_was_done_is_said_with_each_remark(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", rich_sheet())
    typed(path, '<row r="8"><c r="A8"><v>1</v></c></row>')
    (moved,) = refreshed(path, rich_sheet({"Client": list("abcde"), "Band": ["Red"] * 5}))
    assert moved.done == "Nothing is lost; look at what refers to these cells."
    (replaced,) = refreshed(path, rich_sheet(cells={(10, 1): Cell("New")}))
    assert replaced == "SegmentResults!A10: your cell stood where Segmentbook writes and was replaced; it held '1'"
    assert replaced.done == "It is no longer in the workbook; this is its only copy."
