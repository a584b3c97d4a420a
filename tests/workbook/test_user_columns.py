"""Columns that users add to a table of ours follow their client, and nothing in them is lost unsaid."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.report.spec import SheetSpec, TableColumn
from segmentbook.workbook.old_sheet import OldCell
from segmentbook.workbook.references import moved_formula
from segmentbook.workbook.user_columns import expand_shared
from tests.tools import Validator
from tests.workbook.rendered import edit, made, opened, parts, refreshed, sheet, sheet_part, table, values

THREE = {"Client ID": ["C-1", "C-2", "C-3"], "ARR": [10, 20, 30]}
PART = "xl/worksheets/sheet1.xml"
TABLE = "xl/tables/table1.xml"


def book(path: Path, rows: dict[str, list[object]] = THREE) -> Path:
    return made(path, results(rows))


def results(rows: dict[str, list[object]] = THREE, **other: object) -> SheetSpec:
    return sheet(table(rows, key="Client ID"), **other)


def add_column(
    path: Path, header: str, cells: dict[int, str], formula: str = "", letter: str = "C", bottom: int = 6
) -> None:
    """Add a column to our table as Excel does: header cell, cells by row, and an entry among the table's columns."""
    changes = [(f'<row r="{row}">', f'<row r="{row}">') for row in (3, *cells)]
    text = parts(path)[PART].decode()
    for row, inner in {3: f' t="inlineStr"><is><t>{header}</t></is></c>', **cells}.items():
        start = text.index(f'<row r="{row}"')
        end = text.index("</row>", start)
        text = f'{text[:end]}<c r="{letter}{row}"{inner}{text[end:]}'
    old = parts(path)[PART].decode()
    edit(path, PART, (old, text))
    width = ord(letter) - 64
    was = chr(ord(letter) - 1)
    own = f"<calculatedColumnFormula>{formula}</calculatedColumnFormula>" if formula else ""
    edit(
        path,
        TABLE,
        (f'ref="A3:{was}{bottom}"', f'ref="A3:{letter}{bottom}"'),
        (f'<tableColumns count="{width - 1}">', f'<tableColumns count="{width}">'),
        ("</tableColumns>", f'<tableColumn id="{width + 40}" name="{header}">{own}</tableColumn></tableColumns>'),
    )
    assert changes


def text(value: str, style: str = "") -> str:
    return f'{style} t="inlineStr"><is><t>{value}</t></is></c>'


def test_values_follow_their_client(tmp_path: Path, validator: Validator) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "My Note", {4: text("one"), 5: "><v>2</v></c>", 6: ' t="b"><v>1</v></c>'})
    turned = {"Client ID": ["C-3", "C-4", "C-1", "C-2"], "ARR": [30, 40, 10, 20]}
    assert refreshed(path, results(turned)) == ()
    assert values(path)[2:] == [
        ["Client ID", "ARR", "My Note"],
        ["C-3", 30, True],
        ["C-4", 40, None],
        ["C-1", 10, "one"],
        ["C-2", 20, 2],
    ]
    drawn = opened(path)["SegmentResults"].tables["SegmentResults"]
    assert (drawn.ref, [column.name for column in drawn.tableColumns]) == ("A3:C7", ["Client ID", "ARR", "My Note"])
    assert validator.errors(path) == []
    first = parts(path)
    assert refreshed(path, results(turned)) == ()
    assert parts(path) == first


def test_the_key_is_compared_without_case_and_spaces(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "My Note", {4: text("one")})
    refreshed(path, results({"Client ID": [" c-1 "], "ARR": [1]}))
    assert values(path)[3] == [" c-1 ", 1, "one"]


def test_formulas_move_with_their_row(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "Mine", {4: "><f>B4*2+$B$1+Notes!B4</f><v>20</v></c>", 6: "><f>SUM(B$4:B6)</f><v>60</v></c>"})
    refreshed(path, results({"Client ID": ["C-3", "C-2", "C-1"], "ARR": [3, 2, 1]}))
    # The first row asks for the same line of the user's other sheet; the sum still ends in its own row.
    assert [row[2] for row in values(path)[3:]] == ["=SUM(B$4:B4)", None, "=B6*2+$B$1+Notes!B4"]


def test_a_formula_that_rows_share_becomes_each_rows_own(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    cells = {
        4: '><f t="shared" ref="C4:C6" si="0">B4*2</f><v>20</v></c>',
        5: '><f t="shared" si="0"/><v>40</v></c>',
        6: '><f t="shared" si="0"/><v>60</v></c>',
    }
    add_column(path, "Twice", cells)
    refreshed(path, results({"Client ID": ["C-3", "C-1", "C-2"], "ARR": [30, 10, 20]}))
    assert [row[2] for row in values(path)[3:]] == ["=B4*2", "=B5*2", "=B6*2"]
    assert "shared" not in parts(path)[PART].decode()


def test_a_calculated_column_is_filled_down_to_new_clients(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    formula = "SegmentResults[[#This Row],[ARR]]*2"
    add_column(path, "Twice", dict.fromkeys((4, 5, 6), f"><f>{formula}</f><v>1</v></c>"), formula)
    refreshed(path, results({"Client ID": ["C-1", "C-9"], "ARR": [10, 90]}))
    assert [row[2] for row in values(path)[3:]] == [f"={formula}"] * 2
    columns = opened(path)["SegmentResults"].tables["SegmentResults"].tableColumns
    assert columns[2].calculatedColumnFormula.attr_text == formula


def test_a_calculated_column_of_plain_references_is_filled_down_too(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "Twice", {row: f"><f>B{row}*2</f><v>1</v></c>" for row in (4, 5, 6)}, "B4*2")
    refreshed(path, results({"Client ID": ["C-9", "C-1"], "ARR": [90, 10]}))
    assert [row[2] for row in values(path)[3:]] == ["=B4*2", "=B5*2"]


def test_formulas_follow_a_column_that_has_moved(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "Twice", {4: "><f>B4*2</f><v>20</v></c>"}, "B4*2")
    add_column(path, "Four", {4: "><f>C4*2</f><v>40</v></c>"}, letter="D")
    refreshed(path, results({"Client ID": ["C-1"], "Region": ["East"], "ARR": [10]}))
    assert values(path)[3] == ["C-1", "East", 10, "=C4*2", "=D4*2"]
    columns = opened(path)["SegmentResults"].tables["SegmentResults"].tableColumns
    assert columns[3].calculatedColumnFormula.attr_text == "C4*2"


def test_the_look_of_a_users_column_reaches_new_rows(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    style = opened(path)["SegmentResults"]["A3"].style_id
    add_column(path, "My Note", {row: text(str(row), f' s="{style}"') for row in (4, 5, 6)})
    refreshed(path, results({"Client ID": ["C-9", "C-1"], "ARR": [9, 1]}))
    cells = [opened(path)["SegmentResults"][f"C{row}"] for row in (4, 5)]
    assert [(cell.value, cell.style_id) for cell in cells] == [(None, style), ("4", style)]


def test_what_had_no_client_any_more_is_reported(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "My Note", {4: text("call back"), 5: text("lost?"), 6: "><v>7</v></c>"})
    add_column(path, "Twice", {4: "><f>B4*2</f><v>20</v></c>", 5: text("typed")}, letter="D")
    notes = refreshed(path, results({"Client ID": ["C-3"], "ARR": [30]}))
    assert notes == (
        "SegmentResults: 2 rows of your column 'My Note' had no client any more: C-1: 'call back'; C-2: 'lost?'",
        "SegmentResults: 1 row of your column 'Twice' had no client any more: C-2: 'typed'",
    )


def test_of_many_lost_rows_twenty_are_spelled_out(tmp_path: Path) -> None:
    rows = {"Client ID": [f"C-{i}" for i in range(25)], "ARR": [1] * 25}
    path = book(tmp_path / "book.xlsx", rows)
    add_column(path, "My Note", {row: text("x") for row in range(4, 29)}, bottom=28)
    (note,) = refreshed(path, results())
    assert note.startswith(
        "SegmentResults: 22 rows of your column 'My Note' had no client any more: C-0: 'x'; C-4: 'x';"
    )
    assert note.endswith("; and 2 more")


def test_when_all_clients_are_gone_the_column_stays(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "My Note", {4: text("one")})
    assert refreshed(path, results({"Client ID": [], "ARR": []})) == (
        "SegmentResults: 1 row of your column 'My Note' had no client any more: C-1: 'one'",
    )
    assert values(path)[2:] == [["Client ID", "ARR", "My Note"], [None, None, None]]


def test_a_header_of_ours_wins(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "tier", {4: text("my tier")})
    refreshed(path, results({"Client ID": ["C-1"], "ARR": [10], "Tier": ["Tier 1"]}))
    assert values(path)[2:] == [["Client ID", "ARR", "Tier"], ["C-1", 10, "Tier 1"]]


def test_users_columns_follow_though_the_keys_header_was_renamed(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "My Note", {4: text("one"), 6: text("three")})
    edit(path, TABLE, ('name="Client ID"', 'name="ID"'))
    edit(path, PART, ("<t>Client ID</t>", "<t>ID</t>"))
    assert refreshed(path, results({"Client ID": ["C-3", "C-1", "C-2"], "ARR": [3, 1, 2]})) == ()
    assert values(path)[2:] == [
        ["Client ID", "ARR", "ID", "My Note"],
        ["C-3", 3, "C-3", "three"],
        ["C-1", 1, "C-1", "one"],
        ["C-2", 2, "C-2", None],
    ]


def test_a_totals_row_stays_below_the_table(tmp_path: Path, validator: Validator) -> None:
    path = book(tmp_path / "book.xlsx")
    edit(path, TABLE, ('ref="A3:B6" totalsRowShown="0"', 'ref="A3:B7" totalsRowCount="1"'))
    edit(path, TABLE, ('name="ARR"', 'name="ARR" totalsRowFunction="sum"'))
    edit(
        path,
        PART,
        (
            "</sheetData>",
            '<row r="7"><c r="B7"><f>SUBTOTAL(109,SegmentResults[ARR])</f><v>60</v></c></row></sheetData>',
        ),
    )
    assert refreshed(path, results({"Client ID": ["C-1"], "ARR": [10]})) == ()
    assert values(path)[3:] == [["C-1", 10], [None, "=SUBTOTAL(109,SegmentResults[ARR])"]]
    drawn = opened(path)["SegmentResults"].tables["SegmentResults"]
    assert (drawn.ref, drawn.autoFilter.ref, drawn.totalsRowCount) == ("A3:B5", "A3:B4", 1)
    assert refreshed(path, results({"Client ID": ["C-1", "C-2"], "ARR": [10, 20]})) == ()
    assert values(path)[3:] == [["C-1", 10], ["C-2", 20], [None, "=SUBTOTAL(109,SegmentResults[ARR])"]]
    assert validator.errors(path) == []


def test_filter_criteria_and_sort_order_go_with_their_column(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    edit(
        path,
        TABLE,
        (
            '<autoFilter ref="A3:B6"/>',
            '<autoFilter ref="A3:B6"><filterColumn colId="1"><filters><filter val="10"/></filters></filterColumn>'
            "</autoFilter>"
            '<sortState ref="A4:B6"><sortCondition descending="1" ref="B4:B6"/></sortState>',
        ),
    )
    refreshed(path, results({"Client ID": ["C-1", "C-2"], "Region": ["East", "West"], "ARR": [10, 20]}))
    drawn = opened(path)["SegmentResults"].tables["SegmentResults"]
    assert drawn.autoFilter.ref == "A3:C5"
    assert [(one.colId, one.filters.filter) for one in drawn.autoFilter.filterColumn] == [(2, ["10"])]
    assert (drawn.sortState.ref, drawn.sortState.sortCondition[0].ref) == ("A4:C5", "C4:C5")


def test_a_link_on_a_users_cell_goes_with_it(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "Site", {4: text("site"), 5: text("gone")})
    links = [f'<hyperlink ref="C{row}" location="\'Mine\'!A{row}"/>' for row in (4, 5)]
    edit(path, PART, ("<pageMargins", f"<hyperlinks>{''.join(links)}</hyperlinks><pageMargins"))
    refreshed(path, results({"Client ID": ["C-9", "C-1"], "ARR": [9, 1]}))
    drawn = opened(path)["SegmentResults"]
    assert drawn["C5"].hyperlink.location == "'Mine'!A4"
    assert drawn["C4"].hyperlink is None


def test_widths_go_with_their_columns(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "My Note", {4: text("one")})
    edit(
        path,
        PART,
        (
            '<col min="1" max="2" width="14" customWidth="1"/>',
            '<col min="1" max="2" width="14" customWidth="1"/><col min="3" max="3" width="50" customWidth="1"/>',
        ),
    )
    wider = {"Client ID": ["C-1"], "Region": ["East"], "ARR": [10]}
    refreshed(path, sheet(table(wider, key="Client ID", columns=[TableColumn(h, width=14) for h in wider])))
    widths = opened(path)["SegmentResults"].column_dimensions
    assert [(one.min, one.max, one.width) for one in widths.values()] == [(1, 3, 14), (4, 4, 50)]


def test_a_table_without_a_key_is_known_by_its_first_column(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", sheet(table(THREE)))
    add_column(path, "My Note", {4: text("one")})
    assert refreshed(path, sheet(table({"Client ID": ["C-2", "C-1"], "ARR": [20, 10]}))) == ()
    assert values(path)[3:] == [["C-2", 20, None], ["C-1", 10, "one"]]


def test_where_rows_have_no_key_what_was_typed_is_reported(tmp_path: Path) -> None:
    path = made(tmp_path / "book.xlsx", sheet(table({"Level": ["error", "error"], "What": ["a", "b"]})))
    add_column(path, "Done", {5: text("yes")}, bottom=5)
    assert refreshed(path, sheet(table({"Level": ["error", "error"], "What": ["b", "c"]}))) == (
        "SegmentResults: 1 row of your column 'Done' could not follow, "
        "because this table's rows have no key: row 5: 'yes'",
    )
    assert values(path)[2:] == [["Level", "What", "Done"], ["error", "b", None], ["error", "c", None]]


def test_rows_of_one_key_keep_their_order(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx", {"Client ID": ["C-1", "C-1", "C-2"], "ARR": [1, 2, 3]})
    add_column(path, "My Note", {4: text("first"), 5: text("second"), 6: text("other")})
    assert refreshed(path, results({"Client ID": ["C-2", "C-1", "C-1"], "ARR": [3, 1, 2]})) == ()
    assert [row[2] for row in values(path)[3:]] == ["other", "first", "second"]


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(6)), st.lists(st.integers(0, 9), unique=True, min_size=1, max_size=9))
def test_no_note_is_ever_with_another_client(order: list[int], now: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = {"Client ID": [f"C-{i}" for i in order], "ARR": [1.5] * 6}
        path = book(Path(folder) / "book.xlsx", rows)
        add_column(path, "My Note", {4 + place: text(f"about {i}") for place, i in enumerate(order)}, bottom=9)
        notes = refreshed(path, results({"Client ID": [f"C-{i}" for i in now], "ARR": [1.5] * len(now)}))
        back = {row[0]: row[2] for row in values(path)[3:]}
    assert back == {f"C-{i}": f"about {i}" if i in order else None for i in now}
    lost = [i for i in order if i not in now]
    assert len(notes) == bool(lost)
    assert all(f"about {i}" in notes[0] for i in lost)


def test_expanded_formulas_are_those_that_excel_shows() -> None:
    cells = {
        (2, 3): OldCell("", '<f t="shared" ref="C2:D3" si="1">A2&amp;"A2"&amp;$B$1</f><v>x</v>'),
        (3, 4): OldCell(' t="str"', '<f t="shared" si="1"/><v>y</v>'),
        (9, 9): OldCell("", "<v>1</v>"),
    }
    expanded = expand_shared(cells)
    assert [cell.content for cell in expanded.values()] == [
        '<f>A2&amp;"A2"&amp;$B$1</f><v>x</v>',
        '<f>B3&amp;"A2"&amp;$B$1</f><v>y</v>',
        "<v>1</v>",
    ]


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "expected"),
    [
        ("A5+A$5+$A5+$A$5", 3, {}, "A8+A$5+$A8+$A$5"),
        ("SUM(A1:B5)", -2, {}, "SUM(#REF!:B3)"),
        ('"A5"&A5', 1, {}, '"A5"&A6'),
        ("'My A5'!A5+Sheet!A5:B6", 1, {}, "'My A5'!A5+Sheet!A5:B6"),
        ("T[[#This Row],[A5]]*A5", 1, {}, "T[[#This Row],[A5]]*A6"),
        ("SUM(B:B)+LOG10(B5)", 0, {2: 3}, "SUM(C:C)+LOG10(C5)"),
        ("A5_rate+A5", 1, {}, "A5_rate+A6"),
        ("IF(A5>0,1E5,TRUE)", 1, {}, "IF(A6>0,1E5,TRUE)"),
    ],
)
def test_moved_formulas(formula: str, rows: int, columns: dict[int, int], expected: str) -> None:
    assert moved_formula(formula, rows, columns) == expected


def test_users_columns_of_a_renamed_sheet(tmp_path: Path) -> None:
    path = book(tmp_path / "book.xlsx")
    add_column(path, "My Note", {6: text("three")})
    edit(path, "xl/workbook.xml", ('name="SegmentResults"', 'name="Q2"'), ("'SegmentResults'!", "'Q2'!"))
    refreshed(path, results({"Client ID": ["C-3"], "ARR": [3]}))
    assert values(path, "Q2")[3] == ["C-3", 3, "three"]
    assert sheet_part(path, "Q2") == PART
