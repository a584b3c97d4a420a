"""What the scanner takes: the rows that the usual programs write; and what it leaves to the parser: all else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from segmentbook.workbook import cells as cells_module
from segmentbook.workbook.book import Book
from segmentbook.workbook.cells import read_area
from segmentbook.workbook.package import Package
from segmentbook.workbook.scan import Batch, Holds, scan_rows
from segmentbook.workbook.strings import Texts
from segmentbook.workbook.styles import Styles
from tests.workbook.sheet_xml import cells_of


def scanned(piece: str) -> Batch | None:
    return scan_rows(piece.encode(), Texts().add_raw)


def found(piece: str) -> list[tuple[int, int, Holds, float, int]]:
    """Row, column, content, number and format of each cell."""
    batch = scanned(piece)
    assert batch is not None
    columns = (batch.row, batch.column, batch.holds, batch.number, batch.style)
    return [(r, c, Holds(h), n, s) for r, c, h, n, s in zip(*(values.tolist() for values in columns), strict=True)]


EXCEL = (
    '<row r="9" spans="1:5" s="3" customFormat="1" ht="15.75" thickBot="1" x14ac:dyDescent="0.25">'
    '<c r="A9" s="12" t="s"><v>0</v></c><c r="B9" s="3"/><c r="C9"><v>1.5</v></c>'
    '<c r="D9" t="str"><f>IF(A9&gt;"",1)</f><v>yes</v></c>'
    '<c r="AB9" s="1234" t="e"><f t="shared" si="0"/><v>#N/A</v></c>'
    '</row><row r="10" spans="1:5"/><row r="11"><c r="A11" t="b"><v>1</v></c></row>'
)
LIBREOFFICE = (
    '<row r="1" customFormat="false" ht="12.8" hidden="false" customHeight="false" outlineLevel="0" collapsed="false">'
    '<c r="A1" s="0" t="s"><v>7</v></c><c r="B1" s="1" t="n"><v>45306</v></c>'
    '<c r="C1" s="0" t="n"><f aca="false">A1&amp;1</f><v>2</v></c></row>'
)
OPENPYXL = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a&amp;b</t></is></c><c r="B1" s="1" /><c r="C1" t="n"><v>3</v></c>'
    '<c r="D1"><f>A1</f><v /></c></row>'
)
POI_STREAMING = (
    '<row r="1" customHeight="true" ht="20.0">\n<c r="A1" s="1" t="s"><v>0</v></c><c r="B1"><v>1.0</v></c></row>\n'
)
OURS = (
    '<row r="2"><c r="A2" s="5" t="inlineStr"><is><t>x</t></is></c>'
    '<c r="B2" t="inlineStr"><is><t xml:space="preserve"> y </t></is></c></row>'
)


def test_excel() -> None:
    assert found(EXCEL) == [
        (9, 1, Holds.SHARED, 0, 12),
        (9, 2, Holds.BLANK, 0, 3),
        (9, 3, Holds.NUMBER, 1.5, 0),
        (9, 4, Holds.TEXT, 0, 0),
        (9, 28, Holds.ERROR, 1, 1234),
        (11, 1, Holds.BOOLEAN, 1, 0),
    ]


def test_libreoffice() -> None:
    assert found(LIBREOFFICE) == [
        (1, 1, Holds.SHARED, 7, 0),
        (1, 2, Holds.NUMBER, 45306, 1),
        (1, 3, Holds.NUMBER, 2, 0),
    ]


def test_openpyxl() -> None:
    assert found(OPENPYXL) == [
        (1, 1, Holds.TEXT, 0, 0),
        (1, 2, Holds.BLANK, 0, 1),
        (1, 3, Holds.NUMBER, 3, 0),
        (1, 4, Holds.BLANK, 0, 0),
    ]


def test_streaming_poi() -> None:
    assert found(POI_STREAMING) == [(1, 1, Holds.SHARED, 0, 1), (1, 2, Holds.NUMBER, 1, 0)]


def test_ours() -> None:
    assert found(OURS) == [(2, 1, Holds.TEXT, 0, 5), (2, 2, Holds.TEXT, 1, 0)]


def test_the_last_row_is_told_even_without_a_cell() -> None:
    batch = scanned('<row r="1"><c r="A1"><v>1</v></c></row><row r="7"></row>')
    assert batch is not None
    assert batch.last_row == 7


PLAIN = '<row r="1"><c r="A1" s="1" t="s"><v>0</v></c></row>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<row r", "<row  r"),
        ("<row r", "<row ht='1' r"),
        ('<row r="1">', "<row>"),
        ('<row r="1">', "<row r='1'>"),
        ('<row r="1">', '<row r="01 ">'),
        ('<row r="1">', '<row r="2">'),
        ('<row r="1">', '<row r="1"/>'),
        ('r="A1"', 'r="a1"'),
        ('r="A1"', 'r="AAAA1"'),
        ('r="A1"', 'r="XFE1"'),
        ('r="A1"', 'r="A01"'),
        ('r="A1"', 'r="A1 "'),
        ('r="A1" ', ""),
        ('s="1"', 's=""'),
        ('s="1"', 's="-1"'),
        ('s="1"', 's="x"'),
        ('s="1"', 's="1" cm="1"'),
        ('s="1"', 'cm="1"'),
        (' s="1" t="s"', ' t="s" s="1"'),
        ('t="s"', 't="shared"'),
        ('t="s"', 't="strange"'),
        ('t="s"', 't="inlineText"'),
        ('t="s"', 't="inlineStr"'),
        ('t="s"', 't="b"><f>1</f><v>2</v></c><c r="B1" t="s"'),
        ('t="s"', 't="d" u=">"'),
        ('t="s"', 't="s" xmlns="urn:other"'),
        ("<v>0", "<v>x"),
        ("<v>0", "<v>1.5"),
        ("<v>0", "<v>-1"),
        ("<v>0</v>", '<v xml:space="preserve">0</v>'),
        ("<v>0</v>", "<v>0<!-- --></v>"),
        ("<v>0</v>", "<v><![CDATA[0]]></v>"),
        ("<v>0</v>", "<v>0</v><extLst/>"),
        ("<v>0</v>", "<is><t>0</t></is>"),
        ("<v>0</v>", "<v>0</v><v>1</v>"),
        ("</row>", "<?pi?></row>"),
        ("<c", "<x:c"),
        ("<c", "<col"),
        ("</row>", ""),
        ("<row", "<!-- --><row"),
    ],
)
def test_the_rest_is_left_to_the_parser(old: str, new: str) -> None:
    assert scanned(PLAIN) is not None
    assert old in PLAIN
    assert scanned(PLAIN.replace(old, new, 1)) is None


@pytest.mark.parametrize(
    "inside",
    [
        "<r><t>rich</t></r>",
        '<t xml:space="default">x</t>',
        "<t lang='de'>x</t>",
        "<t>x</t><phoneticPr/>",
        "<t>&wrong;</t>",
        "<t>&#0;</t>",
    ],
)
def test_texts_that_are_left_to_the_parser(inside: str) -> None:
    cell = '<row r="1"><c r="A1" t="inlineStr"><is>{}</is></c></row>'
    assert scanned(cell.format("<t>x</t>")) is not None
    assert scanned(cell.format(inside)) is None


@pytest.mark.parametrize(
    "piece", ["", " ", "text", "<row", "<", "<c", '<row r="1">', '<row r="', '<row r="1"><c r="A1"><v>', "</row>"]
)
def test_no_piece_makes_it_fall(piece: str) -> None:
    assert scanned(piece) is None


# -- whole files of the usual programs: nothing of them may need the parser ----------------------------------------

ROWS: list[tuple[object, ...]] = [
    (f"Client {i}", f"{i:05d}", i * 1.1, i, i % 3 == 0, dt.date(2024, 1, 1) + dt.timedelta(i), " R&D\n", None)
    for i in range(1, 2_000)
]


def by_openpyxl(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)


def by_openpyxl_write_only(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in ROWS:
        sheet.append(row)
    book.save(path)


def by_xlsxwriter(path: Path, in_memory: bool = True) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": not in_memory}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for i, row in enumerate(ROWS):
            for j, value in enumerate(row):
                sheet.write(i, j, value, day if isinstance(value, dt.date) else None)


def by_xlsxwriter_inline(path: Path) -> None:
    by_xlsxwriter(path, in_memory=False)


@pytest.mark.parametrize("write", [by_openpyxl, by_openpyxl_write_only, by_xlsxwriter, by_xlsxwriter_inline])
def test_files_of_the_usual_programs_are_plain(
    write: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, plain = tmp_path / "book.xlsx", []
    write(path)

    def watched(piece: bytes, texts: Callable[[list[str]], list[int]]) -> Batch | None:
        batch = scan_rows(piece, texts)
        plain.append(batch is not None)
        return batch

    monkeypatch.setattr(cells_module, "scan_rows", watched)
    with Package.open(path, read_only=True) as package:
        book = Book(package)
        area = read_area(book, Styles(book), book.sheets[0])
        assert plain
        assert all(plain)
        assert cells_of(area) == cells_of(read_area(book, Styles(book), book.sheets[0], exactly=True))
    assert [area.cell(2, column) for column in range(1, 8)] == [
        "Client 2",
        "00002",
        2 * 1.1,
        2.0,
        False,
        dt.date(2024, 1, 3),
        " R&D\n",
    ]
