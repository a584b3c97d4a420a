"""Notes and threads that users put on cells of a table of ours go where the cell's client goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lxml import etree

from segmentbook.errors import WorkbookError
from segmentbook.workbook.notes_xml import AUTHOR, note_text, shape_cells
from segmentbook.workbook.references import area_of, cell_text, whole_number
from segmentbook.workbook.remarks import Remark

if TYPE_CHECKING:
    from lxml.etree import _Element

    from segmentbook.workbook.book import Book, Sheet

__all__ = ["annotated_cells", "move_notes"]

Place = tuple[int, int]


def annotated_cells(book: Book, sheet: Sheet) -> set[Place]:
    """Cells (row, column) on which somebody but us has put a note."""
    return {place for root in _comments(book, sheet) for _, place in _theirs(root)}


def move_notes(book: Book, sheet: Sheet, moves: Mapping[Place, Place | None]) -> list[Remark]:
    """Move notes, their boxes and their threads from cell to cell.

    Parameters
    ----------
    moves
        Where each cell has gone; None: it is no more, and its note goes too.

    Returns
    -------
    list of Remark
        What notes said that are no more.
    """
    if all(place == target for place, target in moves.items()):
        return []
    package = book.package
    lost: list[Remark] = []
    drawings = [link.target for link in package.relationships(sheet.part) if link.kind == "vmlDrawing"]
    try:
        shapes = [shape for part in drawings if package.has(part) for shape in shape_cells(package.tree(part))]
    except WorkbookError:  # boxes that are no XML cannot be moved, and a note without its box would be unseen
        return []
    for root in _comments(book, sheet):
        for comment, place in list(_theirs(root)):
            if place in moves and moves[place] is None:
                said = "the note on a client that is not there any more was taken out; it said"
                lost.append(Remark(f"{sheet.name}!{cell_text(*place)}: {said} {note_text(comment)!r}"))
            _move(comment, place, moves)
    for part in _parts(book, sheet, "threadedComment"):
        for thread in list(package.tree(part)):
            _move(thread, _place_of(thread), moves)
    for shape, row, column in shapes:
        place = (whole_number(row.text, -1) + 1, whole_number(column.text, -1) + 1)
        target = moves.get(place, place)
        if target is None:
            _remove(shape)
        elif target != place:
            row.text, column.text = str(target[0] - 1), str(target[1] - 1)
    return lost


def _move(element: _Element, place: Place | None, moves: Mapping[Place, Place | None]) -> None:
    if place is None or place not in moves:
        return
    target = moves[place]
    if target is None:
        _remove(element)
    elif target != place:
        element.set("ref", cell_text(*target))


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _parts(book: Book, sheet: Sheet, kind: str) -> Iterator[str]:
    for link in book.package.relationships(sheet.part):
        if link.kind == kind and not link.external and book.package.has(link.target):
            yield link.target


def _comments(book: Book, sheet: Sheet) -> Iterator[_Element]:
    return (book.package.tree(part) for part in _parts(book, sheet, "comments"))


def _theirs(root: _Element) -> Iterator[tuple[_Element, Place]]:
    ns = etree.QName(root).namespace
    authors = [element.text or "" for element in root.iter(f"{{{ns}}}author")]
    for comment in root.iter(f"{{{ns}}}comment"):
        author = whole_number(comment.get("authorId"), -1)
        place = _place_of(comment)
        if place is not None and not (0 <= author < len(authors) and authors[author] == AUTHOR):
            yield comment, place


def _place_of(element: _Element) -> Place | None:
    area = area_of(element.get("ref", ""))
    return (area.top, area.left) if area else None
