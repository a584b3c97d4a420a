"""What hangs on a sheet beside its charts: its notes, and its names for printing."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lxml import etree

from segmentbook.errors import WorkbookError
from segmentbook.raw import column_letters
from segmentbook.report.spec import Note, SheetSpec
from segmentbook.workbook import notes_xml
from segmentbook.workbook.names import quoted_sheet
from segmentbook.workbook.references import area_of, area_text
from segmentbook.workbook.sheet_xml import Shell

if TYPE_CHECKING:
    from segmentbook.workbook.book import Book, Sheet

__all__ = ["attach_notes", "box_placer", "define_print_names", "new_part", "target_part"]

_OFFICE = "application/vnd.openxmlformats-officedocument"
COMMENTS_TYPE = f"{_OFFICE}.spreadsheetml.comments+xml"
VML_TYPE = f"{_OFFICE}.vmlDrawing"

DEFAULT_WIDTH, DEFAULT_HEIGHT = 8.43, 15.0
_PIXELS_A_POINT = 96 / 72


def target_part(book: Book, source: str, kind: str, identifier: str = "") -> str:
    """The part that a part leads to, "" when there is none."""
    for link in book.package.relationships(source):
        if link.kind == kind and not link.external and (not identifier or link.id == identifier):
            return link.target if book.package.has(link.target) else ""
    return ""


def new_part(book: Book, folder: str, pattern: str, content_type: str, content: bytes) -> str:
    """Put a part of a free name in a folder beside the sheets'; gives its name."""
    part = book.package.free_name(posixpath.join(posixpath.dirname(book.package.main), folder, pattern))
    book.package.put(part, content)
    book.package.set_content_type(part, content_type)
    return part


# -- notes ----------------------------------------------------------------------------------------------------------


def box_placer(spec: SheetSpec, widths: Mapping[int, float]) -> notes_xml.BoxPlacer:
    """How wide columns and how high rows of a sheet are, in pixels."""

    def column_width(column: int) -> int:
        return int(widths.get(column, DEFAULT_WIDTH) * 7 + 5)

    def row_height(row: int) -> int:
        return int(spec.heights.get(row, DEFAULT_HEIGHT) * _PIXELS_A_POINT)

    return notes_xml.BoxPlacer(column_width, row_height)


def attach_notes(
    book: Book, sheet: Sheet, shell: Shell, spec: SheetSpec, widths: Mapping[int, float], *, fresh: bool
) -> None:
    """Write a new sheet's notes; on a sheet that is there ours are kept up to date and the user's stay.

    A sheet whose notes the user has deleted gets none.
    """
    notes = [*spec.notes]
    for table in spec.tables:
        notes += [Note(table.top, column, one.note) for column, one in enumerate(table.columns, table.left) if one.note]
    package, placer = book.package, box_placer(spec, widths)
    if fresh and notes:
        comments = new_part(book, "", "comments%d.xml", COMMENTS_TYPE, notes_xml.comments_part(book.ns, notes))
        package.relate(sheet.part, "comments", comments)
        content = notes_xml.vml_part(notes, placer, sheet.sheet_id)
        boxes = new_part(book, "drawings", "vmlDrawing%d.vml", VML_TYPE, content)
        shell.point("legacyDrawing", package.relate(sheet.part, "vmlDrawing", boxes))
        return
    comments, boxes = target_part(book, sheet.part, "comments"), ""
    element = shell.find("legacyDrawing")
    if element is not None:
        boxes = target_part(book, sheet.part, "vmlDrawing", element.get(f"{{{book.rel_ns}}}id", ""))
    if not (comments and boxes):
        return
    try:
        drawn = package.tree(boxes)
    except WorkbookError:  # Excel reads vector drawings that are no XML (<br>); without a box a note would be unseen
        return
    if etree.QName(drawn).localname == "xml":
        new, gone = notes_xml.fit_comments(package.tree(comments), notes)
        notes_xml.fit_vml(drawn, new, gone, placer, sheet.sheet_id)


# -- printing -------------------------------------------------------------------------------------------------------


def define_print_names(book: Book, sheet: Sheet, spec: SheetSpec, *, fresh: bool) -> None:
    """Print area and repeated rows and columns of a new sheet: names that only this sheet has.

    On a sheet that is there the print area grows and shrinks with the results, where it still is as wide as ours.
    """
    name, printed = quoted_sheet(sheet.name), spec.print
    titles = []
    if printed.title_columns:
        first, last = (column_letters(column) for column in printed.title_columns)
        titles.append(f"{name}!${first}:${last}")
    if printed.title_rows:
        titles.append(f"{name}!${printed.title_rows[0]}:${printed.title_rows[1]}")
    wanted = {"_xlnm.Print_Titles": ",".join(titles)}
    if printed.area:
        wanted["_xlnm.Print_Area"] = f"{name}!{area_text(printed.area, fixed=True)}"
    if not fresh:
        known = {one.name: one.text for one in book.defined_names if one.sheet == sheet.name}
        old, new = area_of(known.get("_xlnm.Print_Area", "")), printed.area
        same = old and new and (old.top, old.left) == (new.top, new.left)
        same = same and old and new and old.right in (new.right, *printed.former_right)
        wanted = {"_xlnm.Print_Area": wanted["_xlnm.Print_Area"]} if same else {}
    for defined, text in wanted.items():
        if text:
            book.define(defined, text, sheet=sheet.name)
