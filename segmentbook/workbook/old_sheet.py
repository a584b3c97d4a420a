"""A sheet part as it was: its shell, and the cells in it that may be the user's.

The rows of a table of ours are hundreds of thousands of cells that are about to be replaced. They are passed over as
bytes; only what lies outside the table, and the columns that are asked for, is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from itertools import zip_longest
from typing import BinaryIO

from lxml import etree

from segmentbook.errors import WorkbookError
from segmentbook.raw import column_letters
from segmentbook.report.spec import CellRange
from segmentbook.workbook.references import column_number
from segmentbook.workbook.xmlparts import parse

__all__ = ["OldCell", "OldSheet", "read_old_sheet"]

BLOCK = 1 << 20

_SHEET_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData((?:\s[^>]*?)?)(/?)>")
_OTHER_ENCODING = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["'](?!utf-8|us-ascii)""", re.IGNORECASE)
_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b([^>]*?)(/?)>")
_QUICK_ROW = re.compile(rb'\s*<row r="(\d+)"[^>/]*>')
_CELL = re.compile(
    rb"<(?:[\w.-]+:)?c\b(?P<attributes>(?:\s[^>]*?)?)(?:/>|>(?P<content>.*?)</(?:[\w.-]+:)?c>)", re.DOTALL
)
_PLACE = re.compile(r"""\sr\s*=\s*["'](?:([A-Za-z]+))?(\d+)["']""")
_SPANS = re.compile(r"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")
_LETTERS = re.compile(rb"[A-Z]+")
_FORMULA = re.compile(
    r"<(?P<tag>(?:[\w.-]+:)?f)\b(?P<attributes>[^>]*?)(?:/>|>(?P<text>.*?)</(?:[\w.-]+:)?f>)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class OldCell:
    """A cell as it stood: its attributes without the reference, and what is in it, both as XML."""

    attributes: str
    content: str

    @property
    def fragment(self) -> str:
        """What follows the reference in the cell's XML."""
        return f"{self.attributes}>{self.content}</c>" if self.content else f"{self.attributes}/>"

    @property
    def is_blank(self) -> bool:
        """Whether the cell holds nothing but a look."""
        return not self.content

    @property
    def style(self) -> str:
        """The style's attribute, "" where there is none."""
        found = re.search(r"""\ss\s*=\s*["'](\d+)["']""", self.attributes)
        return f' s="{found[1]}"' if found else ""

    @property
    def formula(self) -> str:
        """The formula without ``=``; "" where there is none."""
        found = _FORMULA.search(self.content)
        return unescape(found["text"] or "") if found else ""

    @property
    def formula_attributes(self) -> dict[str, str]:
        """What the formula's element says beside its text."""
        found = _FORMULA.search(self.content)
        return dict(re.findall(r"""([\w:]+)\s*=\s*["']([^"']*)["']""", found["attributes"])) if found else {}

    def with_formula(self, formula_xml: str) -> OldCell:
        """The same cell with another ``<f>``."""
        return OldCell(self.attributes, _FORMULA.sub(lambda _: formula_xml, self.content, count=1))


@dataclass(slots=True)
class OldSheet:
    """A sheet part: ``shell`` is all of it with an empty ``<sheetData/>``.

    ``rows`` holds the attributes of rows, ``cells`` the cells by row and column, of all rows that were looked at: all
    but the data rows of the large table, of which there are only the wanted columns and what lies outside it.
    """

    shell: bytes
    rows: dict[int, str] = field(default_factory=dict)
    cells: dict[tuple[int, int], OldCell] = field(default_factory=dict)


def read_old_sheet(stream: BinaryIO, table: CellRange | None = None, wanted: frozenset[int] = frozenset()) -> OldSheet:
    """Read a sheet part.

    Parameters
    ----------
    stream
        The part.
    table
        The data rows of the large table: of these cells only the ``wanted`` columns are kept.

    Raises
    ------
    WorkbookError
        The part has no rows element.
    """
    head = stream.read(BLOCK)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or _OTHER_ENCODING.match(head):
        stream = BytesIO(etree.tostring(parse(head + stream.read()), encoding="UTF-8", xml_declaration=True))
        head = stream.read(BLOCK)
    while (found := _SHEET_DATA.search(head)) is None:
        if not (block := stream.read(BLOCK)):
            raise WorkbookError("a sheet of ours has no sheetData; open the workbook in Excel and save it once.")
        head += block
    reader = _Reader(stream, found[1].decode(), table, wanted)
    start, rest = head[: found.start()], head[found.end() :]
    if not found[3]:
        try:
            rest = reader.rows(rest)
        except UnicodeDecodeError:
            raise WorkbookError(
                "a sheet of ours is damaged (not UTF-8); delete it, and a refresh makes it anew."
            ) from None
    declared = re.search(rb'\sxmlns="[^"]*"', found[2])
    own = declared[0] if declared else b""
    if found[1]:  # our cells have no prefix: their namespace is declared where they begin
        root = re.search(rb'\sxmlns:%b="([^"]*)"' % re.escape(found[1][:-1]), start)
        own = b' xmlns="' + root[1] + b'"' if root else b""
    return OldSheet(b"%b<sheetData%b/>%b" % (start, own, rest + stream.read()), reader.attributes, reader.cells)


class _Reader:
    def __init__(self, stream: BinaryIO, prefix: str, table: CellRange | None, wanted: frozenset[int]) -> None:
        self.stream = stream
        self.attributes: dict[int, str] = {}
        self.cells: dict[tuple[int, int], OldCell] = {}
        self._prefix = prefix.encode()
        self._table = table
        self._wanted = wanted
        self._row = 0
        letters = b"|".join(column_letters(column).encode() for column in sorted(wanted))
        self._wanted_cell = re.compile(
            rb'<c r="(' + letters + rb')\d+"(?P<attributes>[^>]*?)(?:/>|>(?P<content>.*?)</c>)', re.DOTALL
        )
        self._last = b"" if table is None else column_letters(table.right).encode()

    def rows(self, rest: bytes) -> bytes:
        """Read all rows; what follows the end tag of the rows is given back."""
        end_row, end_data = b"</" + self._prefix + b"row>", b"</" + self._prefix + b"sheetData"
        while True:
            end = rest.find(end_data)
            complete = rest if end < 0 else rest[:end]
            pieces = complete.split(end_row)
            for piece in pieces[:-1]:
                self._piece(piece)
            if end >= 0:
                self._slowly(pieces[-1])
                return rest[rest.index(b">", end) + 1 :] if b">" in rest[end:] else self._tag_end(rest[end:])
            if not (block := self.stream.read(BLOCK)):
                raise WorkbookError("a sheet of ours is damaged (cut off); delete it, and a refresh makes it anew.")
            rest = pieces[-1] + block

    def _tag_end(self, rest: bytes) -> bytes:
        while b">" not in rest and (block := self.stream.read(BLOCK)):
            rest += block
        return rest[rest.index(b">") + 1 :]

    def _piece(self, piece: bytes) -> None:
        """One row, without its end tag; empty rows may stand before it."""
        table = self._table
        if table is None or self._prefix:
            return self._slowly(piece)
        quick = _QUICK_ROW.match(piece)
        if quick is None or not table.top <= (row := int(quick[1])) <= table.bottom or table.left > 1:
            return self._slowly(piece)
        last = piece.rfind(b'<c r="')
        letters = _LETTERS.match(piece, last + 6) if last >= 0 else None
        if letters is None or (len(letters[0]), letters[0]) > (len(self._last), self._last):
            return self._slowly(piece)
        self._row = row
        if self._wanted:
            for found in self._wanted_cell.finditer(piece):
                content = (found["content"] or b"").decode()
                self.cells[row, column_number(found[1].decode())] = OldCell(found["attributes"].decode(), content)
        return None

    def _slowly(self, piece: bytes) -> None:
        """All rows of a piece with all their cells; references may be missing or stand anywhere among attributes."""
        starts = list(_ROW.finditer(piece))
        for start, following in zip_longest(starts, starts[1:]):
            attributes = start[1].decode()
            number = _PLACE.search(attributes)
            self._row = row = int(number[2]) if number else self._row + 1
            table = self._table
            inside = table is not None and table.top <= row <= table.bottom
            if not inside:
                self.attributes[row] = _SPANS.sub("", _PLACE.sub("", attributes))
            for column, cell in _cells(piece[start.end() : following.start() if following else len(piece)]):
                if inside and table is not None and table.left <= column <= table.right and column not in self._wanted:
                    continue
                self.cells[row, column] = cell


def _cells(row: bytes) -> Iterator[tuple[int, OldCell]]:
    column = 0
    for found in _CELL.finditer(row):
        attributes = found["attributes"].decode()
        place = _PLACE.search(attributes)
        column = column_number(place[1]) if place and place[1] else column + 1
        yield column, OldCell(_PLACE.sub("", attributes), (found["content"] or b"").decode())
