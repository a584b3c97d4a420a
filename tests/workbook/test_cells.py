"""Every kind of cell in every dialect is read as it was typed, by both routes."""

from __future__ import annotations

from typing import Any

import pytest

from segmentbook.errors import WorkbookError
from segmentbook.raw import ErrorValue, Kind
from segmentbook.report.spec import CellRange
from segmentbook.workbook import cells as cells_module
from segmentbook.workbook.book import MAIN, STRICT_MAIN
from segmentbook.workbook.cells import read_area
from segmentbook.workbook.styles import Styles
from tests.workbook.sheet_xml import (
    DATE_STYLE,
    Cells,
    Serial,
    book_of,
    cells_of,
    read,
)

ROUTES = pytest.mark.parametrize("exactly", [False, True], ids=["scanned", "parsed"])


def sheet(rows: str, root: str = f'<worksheet xmlns="{MAIN}">') -> bytes:
    return f"{root}<sheetData>{rows}</sheetData></worksheet>".encode()


def one(cell: str, strings: bytes = b"", **how: Any) -> object:
    """Kind and value of the only cell of row 1, None for a blank."""
    found = read(sheet(f'<row r="1">{cell}</row>'), strings, **how)
    assert len(found) <= 1
    return next(iter(found.values()), None)


STRINGS = (
    f'<sst xmlns="{MAIN}"><si><t>plain</t></si><si><t></t></si><si><t xml:space="preserve"> kept </t></si>'
    '<si><r><t>ri</t></r><r><rPr><b/></rPr><t>ch</t></r><rPh sb="0" eb="1"><t>reading</t></rPh></si><si><t/></si></sst>'
).encode()


@ROUTES
@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1"><v>5</v></c>', (Kind.NUMBER, 5.0)),
        ('<c r="A1" t="n"><v>0.1</v></c>', (Kind.NUMBER, 0.1)),
        ('<c r="A1"><v>1E3</v></c>', (Kind.NUMBER, 1000.0)),
        ('<c r="A1"><v>-0</v></c>', (Kind.NUMBER, 0.0)),
        ('<c r="A1"><v> 7\n</v></c>', (Kind.NUMBER, 7.0)),
        ('<c r="A1"><v>12345678901234567890</v></c>', (Kind.NUMBER, 12345678901234567890.0)),
        ('<c r="A1"><v>0.30000000000000004</v></c>', (Kind.NUMBER, 0.30000000000000004)),
        ('<c r="A1"><v>1_000</v></c>', (Kind.TEXT, "1_000")),
        ('<c r="A1"><v>nan</v></c>', (Kind.TEXT, "nan")),
        ('<c r="A1"><v>1e999</v></c>', (Kind.TEXT, "1e999")),
        ('<c r="A1"><v>12,5</v></c>', (Kind.TEXT, "12,5")),
        ('<c r="A1"><v/></c>', None),
        ('<c r="A1"><v></v></c>', None),
        ('<c r="A1"><v> </v></c>', None),
        ('<c r="A1"/>', None),
        ('<c r="A1"></c>', None),
        ('<c r="A1" s="1"/>', None),
        ('<c r="A1" t="s"/>', None),
        ('<c r="A1" t="s"><v>0</v></c>', (Kind.TEXT, "plain")),
        ('<c r="A1" t="s"><v>1</v></c>', None),
        ('<c r="A1" t="s"><v>2</v></c>', (Kind.TEXT, " kept ")),
        ('<c r="A1" t="s"><v>3</v></c>', (Kind.TEXT, "rich")),
        ('<c r="A1" t="s"><v>4</v></c>', None),
        ('<c r="A1" t="str"><f>A2&amp;"x"</f><v>a&amp;b</v></c>', (Kind.TEXT, "a&b")),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', None),
        ('<c r="A1"><f>1+1</f></c>', None),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', (Kind.NUMBER, 2.0)),
        ('<c r="A1"><f t="shared" si="0"/><v>3</v></c>', (Kind.NUMBER, 3.0)),
        ('<c r="A1"><f t="array" ref="A1">x</f><v/></c>', None),
        ('<c r="A1" t="inlineStr"><is><t>in</t></is></c>', (Kind.TEXT, "in")),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> in </t></is></c>', (Kind.TEXT, " in ")),
        ('<c r="A1" t="inlineStr"><is><t/></is></c>', None),
        ('<c r="A1" t="inlineStr"><is><t></t></is></c>', None),
        ('<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><rPr><i/></rPr><t>b</t></r></is></c>', (Kind.TEXT, "ab")),
        (
            '<c r="A1" t="inlineStr"><is><t>word</t><rPh sb="0" eb="1"><t>reading</t></rPh></is></c>',
            (Kind.TEXT, "word"),
        ),
        ('<c r="A1" t="inlineStr"><is><t><![CDATA[a<b&amp;]]></t></is></c>', (Kind.TEXT, "a<b&amp;")),
        (
            '<c r="A1" t="inlineStr"><is><t>&#65;&#x20AC;&lt;&gt;&quot;&apos;&amp;lt;</t></is></c>',
            (Kind.TEXT, "A€<>\"'&lt;"),
        ),
        ('<c r="A1" t="inlineStr"><is><t>a\r\nb\rc&#13;d&#10;e</t></is></c>', (Kind.TEXT, "a\nb\nc\rd\ne")),
        ('<c r="A1" t="inlineStr"><is><t>_x000D__x005F_x0041__x41_</t></is></c>', (Kind.TEXT, "\r_x0041__x41_")),
        ('<c r="A1" t="inlineStr"><is><t>Ärger 😀</t></is></c>', (Kind.TEXT, "Ärger 😀")),
        ('<c r="A1" t="b"><v>1</v></c>', (Kind.BOOLEAN, 1.0)),
        ('<c r="A1" t="b"><v>0</v></c>', (Kind.BOOLEAN, 0.0)),
        ('<c r="A1" t="b"><v>true</v></c>', (Kind.BOOLEAN, 1.0)),
        ('<c r="A1" t="e"><v>#N/A</v></c>', (Kind.ERROR, "#N/A")),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', (Kind.ERROR, "#DIV/0!")),
        ('<c r="A1" t="d"><v>2024-01-15</v></c>', (Kind.DATE, 45306.0)),
        ('<c r="A1" t="d"><v>2024-01-15T18:00:00.000Z</v></c>', (Kind.DATE, 45306.75)),
        ('<c r="A1" t="d"><v>next week</v></c>', (Kind.TEXT, "next week")),
        ('<c r="A1" s="1"><v>45306</v></c>', (Kind.DATE, 45306.0)),
        ('<c r="A1" s="1" t="n"><v>45306.75</v></c>', (Kind.DATE, 45306.75)),
        ('<c r="A1" s="1" t="s"><v>0</v></c>', (Kind.TEXT, "plain")),
        ('<c r="A1" s="1" t="b"><v>1</v></c>', (Kind.BOOLEAN, 1.0)),
        ('<c t="s" r="A1" s="1"><v>0</v></c>', (Kind.TEXT, "plain")),
        ('<c r="A1" s="0" t="s" cm="1" vm="2" ph="1"><v>0</v></c>', (Kind.TEXT, "plain")),
        ("<c r='A1' t='s'><v>0</v></c>", (Kind.TEXT, "plain")),
        ('<c  r = "A1"\n t="s" ><v >0</v ></c >', (Kind.TEXT, "plain")),
        ('<c r="a1"><v>1</v></c>', (Kind.NUMBER, 1.0)),
        ("<c><v>1</v></c>", (Kind.NUMBER, 1.0)),
        ('<c r="A1" s=""><v>1</v></c>', (Kind.NUMBER, 1.0)),
        ('<c r="A1" t="odd"><v>1</v></c>', (Kind.NUMBER, 1.0)),
        ('<c r="A1" xml:lang=">"><v>1</v></c>', (Kind.NUMBER, 1.0)),
        ('<!-- <c r="A1"><v>2</v></c> --><c r="A1"><v>1</v></c>', (Kind.NUMBER, 1.0)),
        ('<c r="A1"><v><!-- 2 -->1<?pi 3?></v></c>', (Kind.NUMBER, 1.0)),
        ('<c r="A1"><extLst><ext><v>9</v></ext></extLst><v>1</v></c>', (Kind.NUMBER, 1.0)),
        ('<c r="A1" xmlns="urn:other"><v>1</v></c>', None),
        ('<other xmlns="urn:other"><c r="A1"><v>1</v></c></other>', None),
    ],
)
def test_one_cell(cell: str, expected: object, exactly: bool) -> None:
    assert one(cell, STRINGS, exactly=exactly) == expected


@ROUTES
def test_a_1904_workbook_s_dates_are_shifted_and_its_numbers_are_not(exactly: bool) -> None:
    cells = read(
        sheet(
            '<row r="1"><c r="A1" s="1"><v>43844</v></c><c r="B1"><v>43844</v></c>'
            '<c r="C1" t="d"><v>2024-01-15</v></c></row>'
        ),
        date1904=True,
        exactly=exactly,
    )
    assert cells == {(1, 1): (Kind.DATE, 45306.0), (1, 2): (Kind.NUMBER, 43844.0), (1, 3): (Kind.DATE, 45306.0)}


@ROUTES
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>7</v></c></row>",
            {(1, 1): 1, (1, 3): 3, (3, 1): 7},
        ),
        (
            '<row r="4"><c><v>1</v></c><c r="D4"><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row>',
            {(4, 1): 1, (4, 4): 2, (4, 5): 3, (5, 1): 4},
        ),
        (
            '<row r="9"><c r="B9"><v>1</v></c></row><row r="2"><c r="C2"><v>2</v></c><c r="A2"><v>3</v></c></row>',
            {(9, 2): 1, (2, 3): 2, (2, 1): 3},
        ),
        ('<row r="1"><c r="B7"><v>1</v></c></row>', {(7, 2): 1}),
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', {(1048576, 16384): 1}),
        ('<row r="1"/><row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row r="3" ht="5"/>', {(2, 1): 1}),
        ('<row r="1"><c r="Z1"><v>1</v></c><c r="AA1"><v>2</v></c></row>', {(1, 26): 1, (1, 27): 2}),
        ('<row r="1"><c r="AZ1"><v>3</v></c><c r="AAA1"><v>4</v></c></row>', {(1, 52): 3, (1, 703): 4}),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', {(1, 1): 2}),
        ("", {}),
    ],
)
def test_places(rows: str, expected: dict[tuple[int, int], float], exactly: bool) -> None:
    assert {place: value[1] for place, value in read(sheet(rows), exactly=exactly).items()} == expected


SHORT = {
    "STRICT": STRICT_MAIN,
    "MAIN": MAIN,
    "ONE": '<row r="1"><c r="A1"><v>1</v></c></row>',
    "TWO": '<row r="1"><c r="A1"><v>2</v></c></row>',
    "PREFIXED": '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>',
}


@ROUTES
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<worksheet xmlns='MAIN'><sheetData>ONE</sheetData></worksheet>", 1),
        ("<x:worksheet xmlns:x='MAIN'><x:sheetData>PREFIXED</x:sheetData></x:worksheet>", 1),
        ("<worksheet xmlns='STRICT'><sheetData>ONE</sheetData></worksheet>", 1),
        ("<worksheet xmlns='MAIN'><!-- <sheetData> --><sheetData>ONE</sheetData></worksheet>", 1),
        ("<worksheet xmlns='MAIN' xmlns:o='o'><o:sheetData>TWO</o:sheetData><sheetData>ONE</sheetData></worksheet>", 1),
        ("<worksheet xmlns='MAIN'><sheetData>ONE<!-- </sheetData></row> -->TWO</sheetData></worksheet>", 2),
        ("<worksheet xmlns='MAIN'><sheetData>ONE</sheetData><other><sheetData>TWO</sheetData></other></worksheet>", 1),
        ("<worksheet xmlns='MAIN'><sheetData/></worksheet>", None),
        ("<worksheet xmlns='MAIN'/>", None),
        ("<worksheet xmlns='urn:other'><sheetData>ONE</sheetData></worksheet>", None),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_documents(content: str, expected: float | None, encoding: str, exactly: bool) -> None:
    for word, text in SHORT.items():
        content = content.replace(word, text)
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    found = read((declared + content).encode(encoding), exactly=exactly)
    assert found == ({} if expected is None else {(1, 1): (Kind.NUMBER, expected)})


def test_text_in_another_encoding_is_not_taken_for_utf_8() -> None:
    content = sheet('<row r="1"><c r="A1" t="str"><v>Größe</v></c></row>').decode()
    declared = '<?xml version="1.0" encoding="iso-8859-1"?>'
    assert read((declared + content).encode("iso-8859-1")) == {(1, 1): (Kind.TEXT, "Größe")}
    both = content.replace("Größe", "Ã¶")  # whose bytes are UTF-8 too, and something else there
    assert read((declared + both).encode("iso-8859-1")) == {(1, 1): (Kind.TEXT, "Ã¶")}


@ROUTES
@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "refers to shared strings that are not there"),
        ('<row r="2"><c r="A2" t="s"><v>-1</v></c></row>', "has a cell in row 2 that refers to no shared string"),
        ('<row r="2"><c r="A2" t="s"><v>1.5</v></c></row>', "has a cell in row 2 that refers to no shared string"),
        ('<row r="0"><c r="A1"><v>1</v></c></row>', "has a row '0'"),
        ('<row r="1048577"><c r="A1"><v>1</v></c></row>', "has a row '1048577'"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "has a cell 'XFE1' in row 1"),
        ('<row r="1"><c r="1A"><v>1</v></c></row>', "has a cell '1A' in row 1"),
        ('<row r="1"><c r="A1"><v>1</c></row>', "is not XML (mismatched tag: line 1, column 115)"),
        ('<row r="1"><c r="A1" t="str"><v>&wrong;</v></c></row>', "is not XML (undefined entity: line 1, column 120)"),
    ],
)
def test_damaged_sheets_are_refused(rows: str, message: str, exactly: bool) -> None:
    with pytest.raises(WorkbookError) as refusal:
        read(sheet(rows), STRINGS, exactly=exactly)
    assert str(refusal.value) == (
        f"new workbook: is damaged: xl/worksheets/sheet1.xml {message}. Open it in Excel and save it again."
    )


def test_a_truncated_sheet_is_refused() -> None:
    whole = sheet('<row r="1"><c r="A1"><v>1</v></c></row>' * 3)
    with pytest.raises(WorkbookError, match=r"is not XML \(no element found"):
        read(whole[: whole.rindex(b"</sheetData>")])


def test_cells_spread_too_far_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells_module, "_MOST_CELLS", 1_000_000)
    with pytest.raises(WorkbookError) as refusal:
        read(sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'))
    assert str(refusal.value) == (
        "new workbook: sheet Sheet spreads its cells over 1,048,576 places, more than can be read. "
        "Delete stray cells below and to the right of the table."
    )


# -- areas and formats ---------------------------------------------------------------------------------------------

GRID: Cells = {(row, column): float(10 * row + column) for row in range(2, 7) for column in range(2, 6)}


@ROUTES
def test_only_the_area_is_kept(exactly: bool) -> None:
    book = book_of({"Sheet": GRID})
    area = read_area(book, Styles(book), book.sheets[0], CellRange(3, 1, 100, 9), exactly=exactly)
    assert (area.top, area.left, area.bottom, area.right) == (3, 1, 6, 5)
    assert [column.number.tolist() for column in area.columns] == [
        [0] * 4,
        *([float(10 * row + column) for row in range(3, 7)] for column in range(2, 6)),
    ]


def test_without_an_area_it_is_the_smallest_that_holds_everything() -> None:
    book = book_of({"Sheet": {**GRID, (9, 9): "", (1, 1): None}})
    area = read_area(book, None, book.sheets[0])
    assert (area.top, area.left, area.bottom, area.right) == (2, 2, 6, 5)


@pytest.mark.parametrize(
    "place", [(1, 1, 9, 9), (3, 3, 4, 4), (2, 2, 6, 5), (7, 1, 8, 2), (1, 6, 3, 8), (1, 1, 1, 1), (4, 2, 3, 2)]
)
def test_part_of_an_area(place: tuple[int, int, int, int]) -> None:
    book = book_of({"Sheet": GRID})
    part = read_area(book, None, book.sheets[0]).part(CellRange(*place))
    top, left, bottom, right = place
    assert (part.top, part.left, part.bottom, part.right) == place
    assert [len(column) for column in part.columns] == [max(0, bottom - top + 1)] * (right - left + 1)
    inside = {(r, c): (Kind.NUMBER, v) for (r, c), v in GRID.items() if top <= r <= bottom and left <= c <= right}
    assert cells_of(part) == inside


def test_a_part_s_columns_have_their_own_texts() -> None:
    book = book_of({"Sheet": {(1, 1): "a", (2, 1): "b", (3, 1): "a", (1, 2): "c", (2, 2): ErrorValue("#N/A")}})
    part = read_area(book, None, book.sheets[0]).part(CellRange(2, 1, 3, 2))
    assert [list(column.pool) for column in part.columns] == [["b", "a"], ["#N/A"]]
    assert [column.cell(0) for column in part.columns] == ["b", ErrorValue("#N/A")]


@ROUTES
def test_formats_are_kept_of_blank_cells_too(exactly: bool) -> None:
    rows = (
        '<row r="1"><c r="A1" s="1"/><c r="B1"><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2" s="1"/></row><row r="3"><c r="A3" s="1"/></row>'
    )
    book = book_of({"Sheet": sheet(rows)})
    area = read_area(book, None, book.sheets[0], formats=True, exactly=exactly)
    assert [column.tolist() for column in area.formats] == [[DATE_STYLE, 0], [0, DATE_STYLE]]
    assert cells_of(area) == {(1, 2): (Kind.NUMBER, 1.0), (2, 1): (Kind.NUMBER, 2.0)}


# -- dirty cells ---------------------------------------------------------------------------------------------------


@ROUTES
def test_no_column_is_given_a_type(exactly: bool) -> None:
    """What spikes/package/reader_semantics.py found readers to lose: all of it stays."""
    cells: Cells = {}
    for row in range(1, 3_001):
        cells[row, 1] = "n/a" if row == 5 else float(row)
        cells[row, 2] = float(row) if row <= 2_500 else "n/a"
        cells[row, 3] = f"{row:05d}"
        cells[row, 4] = ErrorValue("#N/A") if row == 7 else float(row)
        cells[row, 5] = "02/01/2024" if row == 3 else Serial(45293)
        cells[row, 6] = " x " if row % 2 else ""
        cells[row, 7] = None if row == 9 else True
        cells[row, 8] = 12345678901234567.0
    cells[3_010, 1] = "stray"
    book = book_of({"Sheet": cells})
    area = read_area(book, Styles(book), book.sheets[0], exactly=exactly)
    number, late, identifier, error, date_, blank, truth, big = area.columns
    assert (number.cell(4), number.cell(5), number.cell(3_009)) == ("n/a", 6.0, "stray")
    assert late.kind[:2_500].tolist() == [Kind.NUMBER] * 2_500
    assert late.cell(2_500) == "n/a"
    assert late.kind[2_500:3_000].tolist() == [Kind.TEXT] * 500
    assert identifier.cell(0) == "00001"
    assert isinstance(error.cell(6), ErrorValue)
    assert (date_.cell(2), date_.kind[3], date_.number[3]) == ("02/01/2024", Kind.DATE, 45293)
    assert (blank.cell(0), blank.cell(1)) == (" x ", None)
    assert (truth.cell(7), truth.cell(8)) == (True, None)
    assert big.cell(0) == 12345678901234568.0
