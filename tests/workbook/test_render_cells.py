"""Cells: every kind of value comes back from the file as it went in."""

from __future__ import annotations

import math
import tempfile
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from segmentbook.raw import ErrorValue
from segmentbook.report.spec import Cell, CellRange, Style, TableColumn
from segmentbook.workbook.book import Book
from segmentbook.workbook.cells import read_area
from segmentbook.workbook.column_xml import Block, cell_fragment, column_fragments, escaped, text_element
from segmentbook.workbook.package import Package
from segmentbook.workbook.strings import unescaped_text
from segmentbook.workbook.styles import Styles
from tests.workbook.rendered import made, opened, sheet, table, values

DATE = Style(number_format="yyyy-mm-dd")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
DATES = st.dates(date(1900, 1, 1), date(9999, 12, 31))


def xml_cell(fragment: str) -> etree._Element:
    return etree.fromstring(f'<c r="A1"{fragment}')


def shown(fragment: str) -> object:
    """What a fragment holds, read by the rules of the format."""
    cell = xml_cell(fragment)
    kind, value = cell.get("t", "n"), cell.findtext("v")
    if kind == "inlineStr":
        return unescaped_text(cell.findtext("is/t") or "")
    if value is None:
        return None
    return {"b": lambda: value == "1", "e": lambda: ErrorValue(value), "str": lambda: value, "n": lambda: float(value)}[
        kind
    ]()


@given(TEXTS)
def test_any_text_comes_back(text: str) -> None:
    assert shown(cell_fragment(text, 0)) == (text or None)


@given(st.lists(TEXTS | st.none(), max_size=12))
def test_a_column_of_texts_is_what_its_cells_are(texts: list[str | None]) -> None:
    column = column_fragments(pd.Series(texts, dtype=object), 7)
    assert [column[i] for i in range(len(texts))] == [cell_fragment(text, 7) for text in texts]


@given(st.lists(NUMBERS | st.just(math.nan), max_size=12))
def test_a_column_of_numbers_is_what_its_cells_are(numbers: list[float]) -> None:
    column = column_fragments(pd.Series(numbers, dtype="float64"), 7)
    for i, number in enumerate(numbers):
        assert column[i].startswith(' s="7"')
        assert shown(column[i]) == (None if math.isnan(number) else number)


MIXED = TEXTS | NUMBERS | st.booleans() | st.none() | st.integers(-(2**50), 2**50) | st.just(ErrorValue("#N/A")) | DATES


@given(st.lists(MIXED, max_size=12))
def test_a_mixed_column_is_what_its_cells_are(items: list[object]) -> None:
    column = column_fragments(pd.Series(items, dtype=object), 3)
    # 0.0 and -0.0 are one value in a table of distinct values.
    plain = [0 if isinstance(item, float) and item == 0 else item for item in items]
    again = [0 if isinstance(item, float) and item == 0 else item for item in plain]
    assert [shown(column[i]) for i in range(len(items))] == [shown(cell_fragment(item, 3)) for item in again]


def test_true_one_and_text_one_stay_apart() -> None:
    column = column_fragments(pd.Series([True, 1, 1.0, "1", ErrorValue("#N/A"), "#N/A"], dtype=object), 0)
    assert [column[i] for i in range(6)] == [
        ' s="0" t="b"><v>1</v></c>',
        ' s="0"><v>1</v></c>',
        ' s="0"><v>1</v></c>',
        ' s="0" t="inlineStr"><is><t>1</t></is></c>',
        ' s="0" t="e"><v>#N/A</v></c>',
        ' s="0" t="inlineStr"><is><t>#N/A</t></is></c>',
    ]


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-5", "@name", "'quoted"])
def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, text: str) -> None:
    path = made(tmp_path / "book.xlsx", sheet(table({"A": [text]})))
    cell = opened(path)["SegmentResults"]["A4"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_what_xml_cannot_write_is_escaped() -> None:
    assert escaped("a\x00b\ufffe<&>_x0041_\ud800") == "a_x0000_b_xFFFE_&lt;&amp;&gt;_x005F_x0041_\ufffd"
    assert text_element("two\nlines") == '<t xml:space="preserve">two\nlines</t>'
    assert text_element("two\r\nlines") == '<t xml:space="preserve">two_x000D_\nlines</t>'


@pytest.mark.parametrize("text", ["x" * 32_768, "😀" * 16_384, "x" + "😀" * 20_000])
def test_text_is_cut_where_excel_would_refuse_it(text: str) -> None:
    cut = str(shown(cell_fragment(text, 0)))
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert cut.endswith("…")
    assert text.startswith(cut[:-1])


def test_the_longest_text_stays_whole() -> None:
    assert shown(cell_fragment("x" * 32_767, 0)) == "x" * 32_767


@pytest.mark.parametrize(
    ("day", "serial_1900", "serial_1904"),
    [
        (date(1900, 1, 1), 1, None),
        (date(1900, 2, 28), 59, None),
        (date(1900, 3, 1), 61, None),
        (date(1904, 1, 1), 1462, 0),
        (date(2026, 6, 30), 46203, 44741),
        (date(9999, 12, 31), 2958465, 2957003),
    ],
)
def test_dates_are_excels_serials(day: date, serial_1900: float, serial_1904: float | None) -> None:
    for system, expected in ((False, serial_1900), (True, serial_1904)):
        wanted = day.isoformat() if expected is None else expected
        assert shown(cell_fragment(day, 0, date1904=system)) == wanted
        column = column_fragments(pd.Series(np.array([day], "datetime64[s]")), 0, date1904=system)
        assert shown(column[0]) == wanted


def test_a_day_before_excels_first_is_written_as_text() -> None:
    assert shown(cell_fragment(date(1899, 12, 30), 0)) == "1899-12-30"


@settings(max_examples=25)
@given(
    st.lists(
        st.datetimes(datetime(1904, 1, 2), datetime(9999, 1, 1)).map(lambda d: d.replace(microsecond=0)),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_moments_come_back_through_openpyxl(moments: list[datetime], date1904: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = pd.DataFrame({"When": np.array(moments, "datetime64[s]")})
        spec = sheet(table(data, columns=[TableColumn("When", Style(number_format="yyyy-mm-dd hh:mm:ss"))]))
        path = made(Path(folder) / "book.xlsx", spec, date1904=date1904)
        back = [row[0] for row in values(path)[3:]]
    assert all(abs((got - sent).total_seconds()) <= 1 for got, sent in zip(back, moments, strict=True))


EVERY_KIND = pd.DataFrame(
    {
        "Text": pd.Series(["a", "", " b & <c>"], dtype=object),
        "Number": [1.0, np.nan, 0.1],
        "Day": np.array(["2026-06-30", "NaT", "9999-12-31"], "datetime64[s]"),
        "Flag": [True, False, True],
        "Mixed": pd.Series([ErrorValue("#N/A"), 12, None], dtype=object),
    }
)
EVERY_COLUMN = [TableColumn(header, DATE if header == "Day" else Style()) for header in EVERY_KIND]


@pytest.mark.parametrize("date1904", [False, True])
def test_every_kind_comes_back_through_openpyxl(tmp_path: Path, date1904: bool) -> None:
    path = made(tmp_path / "book.xlsx", sheet(table(EVERY_KIND, columns=EVERY_COLUMN)), date1904=date1904)
    assert values(path)[2:] == [
        ["Text", "Number", "Day", "Flag", "Mixed"],
        ["a", 1, datetime(2026, 6, 30), True, "#N/A"],
        [None, None, None, False, 12],
        [" b & <c>", 0.1, datetime(9999, 12, 31), True, None],
    ]
    assert opened(path)["SegmentResults"]["E4"].data_type == "e"


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("date1904", [False, True])
def test_every_kind_comes_back_through_our_reader(tmp_path: Path, strict: bool, date1904: bool) -> None:
    path = made(
        tmp_path / "book.xlsx", sheet(table(EVERY_KIND, columns=EVERY_COLUMN)), strict=strict, date1904=date1904
    )
    book = Book(Package.open(path))
    area = read_area(book, Styles(book), book.sheet("SegmentResults"), CellRange(4, 1, 6, 5))
    assert [[column.cell(row) for row in range(3)] for column in area.columns] == [
        ["a", None, " b & <c>"],
        [1.0, None, 0.1],
        [date(2026, 6, 30), None, date(9999, 12, 31)],
        [True, False, True],
        ["#N/A", 12.0, None],
    ]


def test_formulas_have_their_values_beside_them(tmp_path: Path) -> None:
    cells = {
        (1, 2): Cell(42.5, formula="SUM(SegmentResults[A])"),
        (1, 3): Cell("red & blue", formula='"red"&" & blue"'),
        (1, 4): Cell(True, formula="1=1"),
        (1, 5): Cell(ErrorValue("#N/A"), formula="NA()"),
        (1, 6): Cell("", formula='""'),
    }
    path = made(tmp_path / "book.xlsx", sheet(table({"A": [42.5]}), cells=cells))
    row = [cell.value for cell in opened(path, formulas=False)["SegmentResults"][1]]
    assert row == ["Title", 42.5, "red & blue", True, "#N/A", None]
    row = [cell.value for cell in opened(path)["SegmentResults"][1]]
    assert row[1:] == ["=SUM(SegmentResults[A])", '="red"&" & blue"', "=1=1", "=NA()", '=""']


def test_a_calculated_column_has_its_formula_in_each_row(tmp_path: Path) -> None:
    columns = [TableColumn("A"), TableColumn("Twice", formula="SegmentResults[[#This Row],[A]]*2")]
    path = made(tmp_path / "book.xlsx", sheet(table({"A": [1, 2], "Twice": [2, 4]}, columns=columns)))
    book = opened(path)
    assert [book["SegmentResults"][f"B{row}"].value for row in (4, 5)] == ["=SegmentResults[[#This Row],[A]]*2"] * 2
    formula = book["SegmentResults"].tables["SegmentResults"].tableColumns[1].calculatedColumnFormula
    assert formula.attr_text == "SegmentResults[[#This Row],[A]]*2"
    assert [
        row[1] for row in opened(path, formulas=False)["SegmentResults"].iter_rows(min_row=4, values_only=True)
    ] == [2, 4]


def test_cells_of_certain_values_have_another_look(tmp_path: Path) -> None:
    column = TableColumn("Band", styles={"Red": Style(fill="FF0000"), "Green": Style(fill="00FF00")})
    path = made(tmp_path / "book.xlsx", sheet(table({"Band": ["Red", "Blue", "Green", None]}, columns=[column])))
    fills = [opened(path)["SegmentResults"][f"A{row}"].fill.fgColor.rgb for row in range(4, 8)]
    assert fills == ["FFFF0000", "00000000", "FF00FF00", "00000000"]


def test_numbers_may_have_a_look_by_value_too() -> None:
    column = column_fragments(pd.Series([1.0, 2.0, np.nan]), 5, styles={2.0: 9})
    assert [column[i] for i in range(3)] == [' s="5"><v>1</v></c>', ' s="9"><v>2</v></c>', ' s="5"/>']


def test_infinity_is_an_error_cell() -> None:
    column = column_fragments(pd.Series([1.0, math.inf]), 0)
    assert [column[i] for i in range(2)] == [' s="0"><v>1</v></c>', ' s="0" t="e"><v>#NUM!</v></c>']


def test_what_no_cell_can_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="a cell cannot hold complex: 1j"):
        cell_fragment(1j, 0)


def test_rows_in_pieces_are_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segmentbook.workbook.column_xml.CHUNK_ROWS", 2)
    data = pd.DataFrame({"A": [1.0, 2.0, 3.0], "B": pd.Series(["x %s", "y", None], dtype=object)})
    block = Block(5, 2, tuple(column_fragments(data[h], 1) for h in data))
    pieces = [
        (first, ["".join(bits[start : start + width]) for start in range(0, len(bits), width)])
        for first, bits, width in block.pieces({6: ' hidden="1"'})
    ]
    assert [first for first, _ in pieces] == [5, 7]
    assert [row for _, rows in pieces for row in rows] == [
        '<row r="5"><c r="B5" s="1"><v>1</v></c><c r="C5" s="1" t="inlineStr"><is><t>x %s</t></is></c></row>',
        '<row r="6" hidden="1"><c r="B6" s="1"><v>2</v></c><c r="C6" s="1" t="inlineStr"><is><t>y</t></is></c></row>',
        '<row r="7"><c r="B7" s="1"><v>3</v></c><c r="C7" s="1"/></row>',
    ]
