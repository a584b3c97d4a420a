"""Sheet XML in the dialects that programs write, and the workbooks around it, for tests of the reader."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from segmentbook.raw import ErrorValue, Kind, column_letters
from segmentbook.report.spec import Style
from segmentbook.workbook.book import MAIN, Book, Sheet
from segmentbook.workbook.cells import SheetArea, read_area
from segmentbook.workbook.package import Package
from segmentbook.workbook.styles import Styles

__all__ = [
    "DATE_STYLE",
    "Cells",
    "Dialect",
    "IsoDate",
    "Serial",
    "add_table",
    "book_of",
    "cells_of",
    "read",
    "sheet_xml",
]

Cells = dict[tuple[int, int], object]
"""Values by row and column, 1-based: str, float, bool, ErrorValue, Serial, IsoDate."""

DATE_STYLE = 1
"""The index of a date format in the workbooks made here."""


class Serial(float):
    """A number in a cell that shows a date."""


class IsoDate(str):
    """A cell of type d."""

    __slots__ = ()


@dataclass(frozen=True)
class Dialect:
    """How a sheet is written. The defaults are Excel's."""

    texts: str = "shared"  # inline, formula
    prefix: str = ""
    namespace: str = MAIN
    encoding: str = "UTF-8"
    declaration: bool = True
    quote: str = '"'
    attributes: str = "rst"  # their order; without r positions are implied
    row_numbers: bool = True
    line_ends: str = ""
    closed_with_space: bool = False
    comments: bool = False
    cdata: bool = False
    formulas: bool = False
    exponents: bool = False
    spaces_around_numbers: bool = False
    preserve: bool = True
    rich: bool = False
    shuffled: bool = False
    row_extras: str = ' spans="1:9" ht="12.8" customHeight="1"'
    styled_blanks: bool = False
    seed: int = 0
    strings: list[str] = field(default_factory=list, compare=False)


_DECOY = '<!-- <sheetData><row r="1"><c r="B1"><v>6</v></c></row></sheetData> -->'


def _escaped_text(text: str, dialect: Dialect) -> str:
    text = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    text = "".join(f"_x{ord(c):04X}_" if ord(c) < 32 and c not in "\n\t" else c for c in text)
    encodable = text == text.encode(dialect.encoding, "ignore").decode(dialect.encoding)
    if dialect.cdata and text and "]]>" not in text and encodable:
        return f"<![CDATA[{text}]]>"
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(character, entity)
    return text


def _text_element(text: str, dialect: Dialect) -> str:
    p, q = dialect.prefix, dialect.quote
    space = f" xml:space={q}preserve{q}" if dialect.preserve and text != text.strip() else ""
    if dialect.rich and len(text) > 1:
        half = len(text) // 2
        while text[half - 1] == "_" or text[half] == "_" or "_" in text[max(0, half - 6) : half + 6]:
            return f"<{p}t{space}>{_escaped_text(text, dialect)}</{p}t>"
        space = f" xml:space={q}preserve{q}"
        runs = "".join(
            f"<{p}r><{p}rPr><{p}b/></{p}rPr><{p}t{space}>{_escaped_text(half_text, dialect)}</{p}t></{p}r>"
            for half_text in (text[:half], text[half:])
        )
        return f"{runs}<{p}rPh sb={q}0{q} eb={q}1{q}><{p}t>reading</{p}t></{p}rPh><{p}phoneticPr fontId={q}1{q}/>"
    return f"<{p}t{space}>{_escaped_text(text, dialect)}</{p}t>"


def _content(value: object, dialect: Dialect) -> tuple[str, str]:
    """Type and content of a cell."""
    p = dialect.prefix
    formula = f"<{p}f>A1&amp;B1&gt;1</{p}f>" if dialect.formulas else ""

    def valued(text: str) -> str:
        return f"{formula}<{p}v>{text}</{p}v>"

    if isinstance(value, bool):
        return "b", valued("1" if value else "0")
    if isinstance(value, ErrorValue):
        return "e", valued(_escaped_text(value, dialect))
    if isinstance(value, IsoDate):
        return "d", valued(value)
    if isinstance(value, float):
        text = repr(float(value))
        if text.endswith(".0"):
            text = text[:-2]
        if dialect.exponents:
            text = f"{value:.17E}"
        return "", valued(f" {text}\n" if dialect.spaces_around_numbers else text)
    assert isinstance(value, str)
    if dialect.texts == "formula":
        return "str", valued(_escaped_text(value, dialect))
    if dialect.texts == "inline":
        return "inlineStr", f"<{p}is>{_text_element(value, dialect)}</{p}is>"
    dialect.strings.append(value)
    return "s", valued(str(len(dialect.strings) - 1))


def _cell(row: int, column: int, value: object, dialect: Dialect) -> str:
    p, q = dialect.prefix, dialect.quote
    kind, content = ("", "") if value is None else _content(value, dialect)
    style = DATE_STYLE if isinstance(value, Serial) or (value is None and dialect.styled_blanks) else 0
    given = {"r": f"{column_letters(column)}{row}", "s": str(style or ""), "t": kind}
    attributes = "".join(f" {name}={q}{given[name]}{q}" for name in dialect.attributes if given[name])
    closing = " />" if dialect.closed_with_space else "/>"
    return f"<{p}c{attributes}>{content}</{p}c>" if content else f"<{p}c{attributes}{closing}"


def sheet_xml(cells: Cells, dialect: Dialect) -> bytes:
    """A sheet in a dialect; the shared strings that it uses are appended to ``dialect.strings``."""
    p, q, end, rng = dialect.prefix, dialect.quote, dialect.line_ends, random.Random(dialect.seed)  # noqa: S311 - an order, not a secret
    rows = []
    numbers = sorted({row for row, _ in cells})
    if not dialect.row_numbers or "r" not in dialect.attributes:
        numbers = list(range(1, max(numbers, default=0) + 1))
    if dialect.shuffled:
        rng.shuffle(numbers)
    for number in numbers:
        columns = sorted(column for row, column in cells if row == number)
        if "r" not in dialect.attributes:
            columns = list(range(1, max(columns, default=0) + 1))
        elif dialect.styled_blanks and columns:
            columns.append(columns[-1] + 1)
        inside = [_cell(number, column, cells.get((number, column)), dialect) for column in columns]
        if dialect.shuffled:
            rng.shuffle(inside)
        if dialect.comments and rng.random() < 0.3:
            inside.insert(0, '<!-- <c r="A1"><v>7</v></c></row> -->')
        attributes = f" r={q}{number}{q}" if dialect.row_numbers else ""
        attributes += dialect.row_extras.replace('"', q)
        rows.append(
            f"<{p}row{attributes}>{end}{end.join(inside)}{end}</{p}row>{end}" if inside else f"<{p}row{attributes}/>"
        )
    declared = f'<?xml version="1.0" encoding="{dialect.encoding}"?>\n' if dialect.declaration else ""
    name = f"xmlns:{p[:-1]}" if p else "xmlns"
    text = (
        f'{declared}<{p}worksheet {name}="{dialect.namespace}">{_DECOY}'
        f"<{p}sheetViews><{p}sheetView workbookViewId={q}0{q}/></{p}sheetViews>"
        f"<{p}sheetData>{''.join(rows)}</{p}sheetData>"
        f"<{p}pageMargins left={q}0.7{q} right={q}0.7{q}/></{p}worksheet>"
    )
    return text.encode(dialect.encoding, "xmlcharrefreplace")


def strings_xml(strings: Sequence[str], dialect: Dialect) -> bytes:
    """The shared strings of a workbook."""
    p = dialect.prefix
    name = f"xmlns:{p[:-1]}" if p else "xmlns"
    items = "".join(f"<{p}si>{_text_element(text, dialect)}</{p}si>{dialect.line_ends}" for text in strings)
    declared = f'<?xml version="1.0" encoding="{dialect.encoding}"?>\n' if dialect.declaration else ""
    text = f'{declared}<{p}sst {name}="{dialect.namespace}" count="1">{items}</{p}sst>'
    return text.encode(dialect.encoding, "xmlcharrefreplace")


def book_of(sheets: Mapping[str, bytes | Cells], strings: bytes = b"", *, date1904: bool = False) -> Book:
    """A workbook that was never saved, with sheets of given XML or cells."""
    package = Package.new()
    if date1904:
        main = package.read(package.main)
        package.put(package.main, main.replace(b"<workbookPr", b'<workbookPr date1904="1"'))
    book = Book(package)
    assert Styles(book).xf(Style(number_format="yyyy-mm-dd")) == DATE_STYLE
    dialect = Dialect()
    for name, content in sheets.items():
        sheet = book.add_sheet(name)
        package.put(sheet.part, content if isinstance(content, bytes) else sheet_xml(content, dialect))
    strings = strings or (strings_xml(dialect.strings, dialect) if dialect.strings else b"")
    if strings:
        package.put("xl/sharedStrings.xml", strings)
        package.relate(package.main, "sharedStrings", "xl/sharedStrings.xml")
    return book


def add_table(
    book: Book, sheet: str, name: str, ref: str, headers: Iterable[str], *, header_rows: int = 1, totals: int = 0
) -> None:
    """Register a native table."""
    from xml.sax.saxutils import quoteattr

    package, part = book.package, book.package.free_name("xl/tables/table%d.xml")
    columns = "".join(f'<tableColumn id="{i}" name={quoteattr(h)}/>' for i, h in enumerate(headers, 1))
    number = book.next_table_id()
    package.put(
        part,
        f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{ref}" '
        f'headerRowCount="{header_rows}" totalsRowCount="{totals}">'
        f"<tableColumns>{columns}</tableColumns></table>".encode(),
    )
    package.set_content_type(part, "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml")
    package.relate(book.sheet(sheet).part, "table", part)


def cells_of(area: SheetArea) -> dict[tuple[int, int], tuple[Kind, object]]:
    """What stands in an area, by row and column: the kind, and the number or text."""
    found: dict[tuple[int, int], tuple[Kind, object]] = {}
    for place, column in enumerate(area.columns):
        for row, (kind, number) in enumerate(zip(column.kind.tolist(), column.number.tolist(), strict=True)):
            if kind:
                value = column.pool[int(number)] if kind in (Kind.TEXT, Kind.ERROR) else number
                found[area.top + row, area.left + place] = Kind(kind), value
    return found


def read(
    content: bytes, strings: bytes = b"", *, exactly: bool = False, date1904: bool = False
) -> dict[object, object]:
    """The cells of one sheet."""
    book = book_of({"Sheet": content}, strings, date1904=date1904)
    return dict(cells_of(read_area(book, Styles(book), sheet_of(book), exactly=exactly)))


def sheet_of(book: Book) -> Sheet:
    """The first sheet."""
    return book.sheets[0]
