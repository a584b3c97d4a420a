"""Notes on header cells: the comments part, and the old vector drawing in which Excel keeps their boxes.

Ours are known by their author. The user's notes, and his answers in threads, stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from segmentbook.report.spec import Note
from segmentbook.workbook.column_xml import escaped
from segmentbook.workbook.names import unescaped
from segmentbook.workbook.references import cell_text, whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = [
    "AUTHOR",
    "BoxPlacer",
    "comments_part",
    "fit_comments",
    "fit_vml",
    "note_text",
    "shape_cells",
    "vml_part",
]

AUTHOR = "Segmentbook"

BOX_WIDTH = 260  # pixels
LINE_HEIGHT = 15
LINE_LENGTH = 40  # characters of 9 pt in a box of that width
PADDING = 14
_LEAST_LINES = 2
_SHAPES_A_SHEET = 1_024  # Excel numbers shapes in blocks of so many

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_V = "urn:schemas-microsoft-com:vml"
_O = "urn:schemas-microsoft-com:office:office"
_X = "urn:schemas-microsoft-com:office:excel"
_VML = f'xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"'


@dataclass(frozen=True, slots=True)
class BoxPlacer:
    """Where a note's box stands: beside its cell, over columns and rows of known size in pixels."""

    column_width: Callable[[int], int]
    row_height: Callable[[int], int]

    def anchor(self, note: Note) -> str:
        """Left, top, right and bottom edges as (column, offset) and (row, offset), counted from 0."""
        lines = sum(max(1, -(-len(line) // LINE_LENGTH)) for line in note.text.split("\n"))
        height = max(lines, _LEAST_LINES) * LINE_HEIGHT + PADDING
        top = max(note.row - 2, 0)
        right, x = self._walk(note.column + 1, 15 + BOX_WIDTH, self.column_width)
        bottom, y = self._walk(top + 1, 4 + height, self.row_height)
        return f"{note.column}, 15, {top}, 4, {right - 1}, {x}, {bottom - 1}, {y}"

    @staticmethod
    def _walk(place: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
        while pixels > (step := max(size(place), 1)):
            pixels -= step
            place += 1
        return place, pixels


def _comment(note: Note, author: int) -> str:
    look = '<rPr><sz val="9"/><color indexed="81"/><rFont val="Calibri"/><family val="2"/></rPr>'
    text = f'<t xml:space="preserve">{escaped(note.text)}</t>'
    return (
        f'<comment ref="{cell_text(note.row, note.column)}" authorId="{author}" shapeId="0">'
        f"<text><r>{look}{text}</r></text></comment>"
    )


def comments_part(ns: str, notes: Sequence[Note]) -> bytes:
    """The comments of a new sheet."""
    listed = "".join(_comment(note, 0) for note in _in_order(notes))
    return (
        f'{_HEAD}<comments xmlns="{ns}"><authors><author>{AUTHOR}</author></authors>'
        f"<commentList>{listed}</commentList></comments>"
    ).encode()


def vml_part(notes: Sequence[Note], placer: BoxPlacer, sheet_id: int) -> bytes:
    """The boxes of a new sheet's notes, hidden until the pointer rests on their cells."""
    shapes = "".join(
        _shape(note, placer, sheet_id * _SHAPES_A_SHEET + number) for number, note in enumerate(_in_order(notes), 1)
    )
    return (
        f'<xml {_VML}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{sheet_id}"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        f"{shapes}</xml>"
    ).encode()


def _shape(note: Note, placer: BoxPlacer, number: int) -> str:
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" '
        'style="position:absolute;margin-left:60pt;margin-top:2pt;width:195pt;height:60pt;z-index:1;visibility:hidden" '
        'fillcolor="#ffffe1" strokecolor="#e5e7eb" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"/></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{placer.anchor(note)}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{note.row - 1}</x:Row><x:Column>{note.column - 1}</x:Column></x:ClientData></v:shape>"
    )


def _in_order(notes: Sequence[Note]) -> list[Note]:
    return sorted(notes, key=lambda note: (note.row, note.column))


def fit_comments(root: _Element, notes: Sequence[Note]) -> tuple[list[Note], set[tuple[int, int]]]:
    """Bring our notes up to date in a comments part.

    Where the user has a note on a cell of ours, his stays.

    Returns
    -------
    tuple
        Notes whose box is still to be drawn, and cells (row, column) whose box is to go.
    """
    from segmentbook.workbook.references import area_of

    ns = etree.QName(root).namespace
    authors = [element.text or "" for element in root.findall(f"{{{ns}}}authors/{{{ns}}}author")]
    parent = root.find(f"{{{ns}}}commentList")
    if parent is None:
        return [], set()
    ours: dict[str, _Element] = {}
    theirs: set[str] = set()
    for comment in parent:
        author = whole_number(comment.get("authorId"), -1)
        reference = comment.get("ref", "")
        if 0 <= author < len(authors) and authors[author] == AUTHOR:
            ours[reference] = comment
        else:
            theirs.add(reference)
    wanted = {cell_text(note.row, note.column): note for note in _in_order(notes)}
    wanted = {reference: note for reference, note in wanted.items() if reference not in theirs}
    gone = set()
    for reference, comment in ours.items():
        note = wanted.get(reference)
        if note is None or note.text != note_text(comment):
            parent.remove(comment)
            if note is None and (area := area_of(reference)) is not None:
                gone.add((area.top, area.left))
    kept = {comment.get("ref", "") for comment in parent}
    new = [note for reference, note in wanted.items() if reference not in kept]
    if new and AUTHOR not in authors:
        holder = root.find(f"{{{ns}}}authors")
        if holder is None:
            holder = etree.Element(f"{{{ns}}}authors")
            root.insert(0, holder)
        etree.SubElement(holder, f"{{{ns}}}author").text = AUTHOR
        authors.append(AUTHOR)
    for note in new:
        parent.append(etree.fromstring(f'<x xmlns="{ns}">{_comment(note, authors.index(AUTHOR))}</x>')[0])
    return [note for note in new if cell_text(note.row, note.column) not in ours], gone


def note_text(comment: _Element) -> str:
    """What a note says."""
    ns = etree.QName(comment).namespace
    return unescaped("".join(text.text or "" for text in comment.iter(f"{{{ns}}}t")))


def shape_cells(root: _Element) -> Iterator[tuple[_Element, _Element, _Element]]:
    """Each note's box in a drawing, with the elements that name its cell's row and column, counted from 0."""
    for shape in list(root.iter(f"{{{_V}}}shape")):
        data = shape.find(f"{{{_X}}}ClientData")
        row, column = (None, None) if data is None else (data.find(f"{{{_X}}}{name}") for name in ("Row", "Column"))
        if data is not None and data.get("ObjectType") == "Note" and row is not None and column is not None:
            yield shape, row, column


def fit_vml(root: _Element, new: Sequence[Note], gone: set[tuple[int, int]], placer: BoxPlacer, sheet_id: int) -> None:
    """Draw the boxes of new notes, and take away those whose note is gone."""
    names = [shape.get("id", "") for shape in root.iter(f"{{{_V}}}shape")]
    numbers = [0, *(whole_number(name.rpartition("_s")[2]) for name in names)]
    for shape, row, column in shape_cells(root):
        parent = shape.getparent()
        if parent is not None and (whole_number(row.text, -1) + 1, whole_number(column.text, -1) + 1) in gone:
            parent.remove(shape)
    first = max(*numbers, sheet_id * _SHAPES_A_SHEET) + 1
    for number, note in enumerate(new, first):
        root.append(etree.fromstring(f"<xml {_VML}>{_shape(note, placer, number)}</xml>")[0])
