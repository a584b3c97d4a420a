"""Cells written into the bytes of a sheet part, row by row; every row that is not meant stays byte for byte.

A user's own sheet is not parsed and written anew: its rows are found as text, the ones to change are rebuilt, and
all else is copied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from segmentbook.errors import WorkbookError
from segmentbook.raw import column_letters
from segmentbook.report.spec import CellRange
from segmentbook.workbook.references import column_number

__all__ = [
    "BLANK",
    "LEAVE",
    "Edit",
    "OccupiedError",
    "Outcome",
    "SheetBytes",
    "rewrite_rows",
    "row_cells",
    "split_sheet",
]

LEAVE = ""
"""The fragment of a cell that stays as it is."""

BLANK = "/>"
"""The fragment of a cell that keeps its style and nothing else."""

_SHEET_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData\s*(?:/>|>)")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_SPANS = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_CELL_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+)\d+["']""")
_CELL_STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")


class SheetBytes(NamedTuple):
    """A sheet part in three: up to and including ``<sheetData>``, its rows, and the rest from ``</sheetData>``."""

    head: bytes
    rows: bytes
    tail: bytes
    prefix: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What to write.

    Parameters
    ----------
    rows
        Sheet rows to write, ascending, 1-based.
    cells
        By column number, one fragment a row: what follows the style in a cell's tag, such as ``><v>5</v></c>``,
        with a ``D`` before it where the number is a date; or with a style of its own; or BLANK, or LEAVE.
    styles
        Style of cells that are not there yet, by column number.
    date_style
        A style like the given one that shows a date; the given one where it does.
    clear
        Cells of this range lose style and content unless they are written.
    empty
        Ranges in which no cell may hold anything before.
    """

    rows: Sequence[int]
    cells: Mapping[int, Sequence[str]]
    styles: Mapping[int, int] = field(default_factory=dict)
    date_style: Callable[[int], int] = lambda style: style
    clear: CellRange | None = None
    empty: tuple[CellRange, ...] = ()


@dataclass(slots=True)
class Outcome:
    """What happened on the way. ``formulas_removed``: entries of the sheet in calcChain are stale."""

    formulas_removed: bool = False
    shared_masters: set[bytes] = field(default_factory=set)


def split_sheet(data: bytes) -> SheetBytes:
    """Split a sheet part at its rows.

    Raises
    ------
    WorkbookError
        It has no sheetData.
    """
    data = _plain(data)
    found = _SHEET_DATA.search(data)
    if found is None:
        raise WorkbookError("the sheet has no rows element (sheetData); open the workbook in Excel and save it once.")
    prefix = found[1]
    if found[0].endswith(b"/>"):
        head = data[: found.start()] + b"<" + prefix + b"sheetData>"
        return SheetBytes(head, b"", b"</" + prefix + b"sheetData>" + data[found.end() :], prefix.decode())
    end = data.rfind(b"</" + prefix + b"sheetData")
    return SheetBytes(data[: found.end()], data[found.end() : end], data[end:], prefix.decode())


def _plain(data: bytes) -> bytes:
    """The part in UTF-8 and without comments or CDATA; nearly every part is so already."""
    encoding = _ENCODING.search(data)
    utf8 = encoding is None or encoding[1].lower() in (b"utf-8", b"us-ascii", b"ascii")
    if utf8 and not data.startswith((b"\xff\xfe", b"\xfe\xff")) and b"<!" not in data:
        return data
    from lxml import etree

    from segmentbook.workbook.xmlparts import parse

    root = parse(data)
    etree.strip_tags(root, etree.Comment)
    plain: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return plain


def rewrite_rows(rows: bytes, prefix: str, edit: Edit, outcome: Outcome) -> Iterator[bytes]:
    """The rows of a sheet with an edit made, as pieces of bytes in order; ``outcome`` is filled on the way.

    Raises
    ------
    WorkbookError
        A cell that must be empty is not; a formula over several cells would be cut; rows are out of order.
    """
    return _Rewriter(rows, prefix, edit, outcome).pieces()


def row_cells(rows: bytes, prefix: str, number: int) -> dict[int, tuple[int, bytes]]:
    """Style and content of the cells of one row, by column number."""
    return _Rewriter(rows, prefix, Edit((), {}), Outcome()).cells_of(number)


class _Rewriter:
    """One pass over the rows."""

    def __init__(self, rows: bytes, prefix: str, edit: Edit, outcome: Outcome) -> None:
        self.rows = rows
        self.prefix = prefix
        self.edit = edit
        self.outcome = outcome
        p = re.escape(prefix.encode())
        self.row_start = re.compile(rb"<" + p + rb"row(?=[\s/>])([^>]*)>")
        self.row_end = b"</" + prefix.encode() + b"row>"
        self.cell = re.compile(
            rb"<" + p + rb"c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</" + p + rb"c>)",
            re.DOTALL,
        )
        self.content = re.compile(rb"<" + p + rb"(?:v|f|is)(?=[\s/>])")
        self.formula = re.compile(rb"<" + p + rb"f(?=[\s/>])([^>]*)>")
        self.columns = sorted(edit.cells)
        self.letters = {column: column_letters(column) for column in self.columns}
        self.numbers: dict[bytes, int] = {}
        self.style_text: dict[tuple[int, bool], str] = {}

    def pieces(self) -> Iterator[bytes]:
        """Copied and rebuilt pieces, in order."""
        edit, rows = self.edit, self.rows
        targets, count, at = edit.rows, len(edit.rows), 0
        first, last = self._watched()
        copied = number = 0
        for found in self.row_start.finditer(rows):
            given = _ROW_NUMBER.search(found[1])
            before, number = number, int(given[1]) if given else number + 1
            if number <= before:
                raise WorkbookError(
                    f"row {number} stands after row {before}; open the workbook in Excel and save it once."
                )
            if at < count and targets[at] < number:
                yield rows[copied : found.start()]
                copied = found.start()
                upto = at
                while upto < count and targets[upto] < number:
                    upto += 1
                yield from self._new_rows(at, upto)
                at = upto
            meant = at < count and targets[at] == number
            if not meant and not first <= number <= last:
                if at == count and number > last:
                    break
                continue
            end, body = self._body(found)
            place = at if meant else None
            at += meant
            rebuilt = self._rebuilt(number, found, body, place)
            if rebuilt is not None:
                yield rows[copied : found.start()]
                yield rebuilt
                copied = end
        if at < count:
            tail = len(rows.rstrip())
            yield rows[copied:tail]
            copied = tail
            yield from self._new_rows(at, count)
        yield rows[copied:]

    def cells_of(self, wanted: int) -> dict[int, tuple[int, bytes]]:
        """Style and content of the cells of a row."""
        number = 0
        for found in self.row_start.finditer(self.rows):
            given = _ROW_NUMBER.search(found[1])
            number = int(given[1]) if given else number + 1
            if number < wanted:
                continue
            cells: dict[int, tuple[int, bytes]] = {}
            column = 0
            for cell in self.cell.finditer(self._body(found)[1]) if number == wanted else ():
                column = self._column(cell[1], column)
                style = _CELL_STYLE.search(cell[1])
                cells[column] = int(style[1]) if style else 0, cell[2] or b""
            return cells
        return {}

    def _watched(self) -> tuple[int, int]:
        """First and last row to look into although nothing is written there."""
        ranges = [*self.edit.empty, *([self.edit.clear] if self.edit.clear else [])]
        return min((r.top for r in ranges), default=1), max((r.bottom for r in ranges), default=0)

    def _body(self, found: re.Match[bytes]) -> tuple[int, bytes]:
        """End of a row and what stands between its tags."""
        if found[1].endswith(b"/"):
            return found.end(), b""
        end = self.rows.find(self.row_end, found.end())
        if end < 0:
            raise WorkbookError("a row is not closed; open the workbook in Excel and save it once.")
        return end + len(self.row_end), self.rows[found.end() : end]

    def _new_rows(self, start: int, stop: int) -> Iterator[bytes]:
        """Rows that the sheet does not have yet, in blocks."""
        edit, p = self.edit, self.prefix
        columns = []
        for column in self.columns:
            style = edit.styles.get(column, 0)
            fragments = edit.cells[column]
            # Asked for only where needed: asking may append a style to the workbook.
            has_dates = any(fragments[i][:1] == "D" for i in range(start, stop))
            dated = self._style(style, True) if has_dates else ""
            opening = f'<{p}c r="{self.letters[column]}'
            columns.append((opening, f'"{self._style(style, False)}', f'"{dated}', style, fragments))
        block: list[str] = []
        for i in range(start, stop):
            number = edit.rows[i]
            block.append(f'<{p}row r="{number}">')
            for opening, plain, dated, style, fragments in columns:
                fragment = fragments[i]
                if fragment[:1] == "D":
                    block.append(f"{opening}{number}{dated}{fragment[1:]}")
                elif style or fragment not in (BLANK, LEAVE):
                    block.append(f"{opening}{number}{plain}{fragment or BLANK}")
            block.append(f"</{p}row>")
            if len(block) > 100_000:
                yield "".join(block).encode()
                block.clear()
        if block:
            yield "".join(block).encode()

    def _style(self, style: int, dated: bool) -> str:
        known = self.style_text.get((style, dated))
        if known is None:
            shown = self.edit.date_style(style) if dated else style
            known = self.style_text[style, dated] = f' s="{shown}"' if shown else ""
        return known

    def _rebuilt(self, number: int, found: re.Match[bytes], body: bytes, place: int | None) -> bytes | None:
        """A row that the sheet has, with its cells written and cleared; None where nothing changes."""
        edit, p = self.edit, self.prefix
        clear = edit.clear
        clearing = clear is not None and clear.top <= number <= clear.bottom
        new = {c: edit.cells[c][place] for c in self.columns} if place is not None else {}
        new = {c: fragment for c, fragment in new.items() if fragment != LEAVE}
        out: list[tuple[int, bytes]] = []
        changed, column = bool(new), 0
        for cell in self.cell.finditer(body):
            column = self._column(cell[1], column)
            self._require_empty(number, column, cell[2])
            fragment = new.pop(column, None)
            if fragment is not None:
                self._note_formula(number, column, cell[2])
                given = _CELL_STYLE.search(cell[1])
                style = int(given[1]) if given else 0 if cell[2] else edit.styles.get(column, 0)
                out.append((column, self._cell(number, column, style, fragment)))
            elif clearing and clear is not None and clear.left <= column <= clear.right:
                self._note_formula(number, column, cell[2])
                changed = True
            else:
                out.append((column, cell[0]))
        if not changed:
            return None
        attributes = found[1].rstrip(b"/").rstrip()
        for column, fragment in new.items():
            style = edit.styles.get(column, 0)
            if style or fragment != BLANK:
                out.append((column, self._cell(number, column, style, fragment)))
                attributes = _SPANS.sub(b"", attributes)
        out.sort(key=lambda entry: entry[0])
        if not out and re.fullmatch(rb"""\s*r\s*=\s*["']\d+["']\s*""", attributes):
            return b""
        opening = b"<" + p.encode() + b"row" + attributes + b">"
        return opening + b"".join(text for _, text in out) + self.row_end

    def _cell(self, number: int, column: int, style: int, fragment: str) -> bytes:
        dated = fragment[:1] == "D"
        letters = self.letters.get(column) or column_letters(column)
        text = fragment[1:] if dated else fragment
        look = "" if text.startswith(" s=") else self._style(style, dated)
        return f'<{self.prefix}c r="{letters}{number}"{look}{text}'.encode()

    def _column(self, attributes: bytes, before: int) -> int:
        given = _CELL_PLACE.search(attributes)
        if given is None:
            return before + 1
        known = self.numbers.get(given[1])
        if known is None:
            known = self.numbers[given[1]] = column_number(given[1].decode())
        return known

    def _require_empty(self, number: int, column: int, body: bytes | None) -> None:
        if not self.edit.empty or not body or not self.content.search(body):
            return
        for area in self.edit.empty:
            if area.top <= number <= area.bottom and area.left <= column <= area.right:
                raise OccupiedError(column, number)

    def _note_formula(self, number: int, column: int, body: bytes | None) -> None:
        """Remember that a formula goes; one that other cells live on may not go alone."""
        found = self.formula.search(body) if body else None
        if found is None:
            return
        self.outcome.formulas_removed = True
        kind = re.search(rb"""\st\s*=\s*["'](\w+)["']""", found[1])
        if kind is None:
            return
        if kind[1] in (b"array", b"dataTable"):
            raise WorkbookError(
                f"{column_letters(column)}{number} holds an array formula, which is not overwritten; move it or clear "
                "it in Excel first."
            )
        group = re.search(rb"""\ssi\s*=\s*["'](\d+)["']""", found[1])
        if kind[1] == b"shared" and group and re.search(rb"\sref\s*=", found[1]):
            self.outcome.shared_masters.add(group[1])


class OccupiedError(WorkbookError):
    """A cell that must be empty holds something; whoever asked knows what to advise."""

    def __init__(self, column: int, row: int) -> None:
        super().__init__(f"{column_letters(column)}{row} is not empty")
        self.address = f"{column_letters(column)}{row}"
