"""What hangs on a sheet: its drawing with our charts, its notes, and its names for printing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from lxml import etree

from segmentbook.errors import WorkbookError
from segmentbook.raw import column_letters
from segmentbook.report.spec import MapChart, Note, SheetSpec
from segmentbook.workbook import drawing_xml, notes_xml
from segmentbook.workbook.chart_fit import fit_chart
from segmentbook.workbook.chart_xml import Dialect, Places, chart_part
from segmentbook.workbook.label_places import label_places
from segmentbook.workbook.names import quoted_sheet
from segmentbook.workbook.references import Names, area_of, area_text
from segmentbook.workbook.sheet_xml import Shell

if TYPE_CHECKING:
    from lxml.etree import _Element

    from segmentbook.workbook.book import Book, Sheet

__all__ = ["attach_charts", "attach_notes", "define_print_names", "named_chart"]

_OFFICE = "application/vnd.openxmlformats-officedocument"
CHART_TYPE = f"{_OFFICE}.drawingml.chart+xml"
SHAPES_TYPE = f"{_OFFICE}.drawingml.chartshapes+xml"
DRAWING_TYPE = f"{_OFFICE}.drawing+xml"
COMMENTS_TYPE = f"{_OFFICE}.spreadsheetml.comments+xml"
VML_TYPE = f"{_OFFICE}.vmlDrawing"

_REFERENCES = re.compile(rb"<(?:[\w.-]+:)?f>([^<]*)<")

DEFAULT_WIDTH, DEFAULT_HEIGHT = 8.43, 15.0
_PIXELS_A_POINT = 96 / 72


def named_chart(chart: MapChart, names: Names) -> MapChart:
    """The chart with references as our sheets are called in this workbook."""
    return replace(
        chart,
        series=tuple(
            replace(
                series,
                name_reference=names.formula(series.name_reference),
                x_reference=names.formula(series.x_reference),
                y_reference=names.formula(series.y_reference),
                size_reference=names.formula(series.size_reference),
                label_reference=names.formula(series.label_reference),
            )
            for series in chart.series
        ),
    )


def _target(book: Book, source: str, kind: str, identifier: str = "") -> str:
    """The part that a part leads to, "" when there is none."""
    for link in book.package.relationships(source):
        if link.kind == kind and not link.external and (not identifier or link.id == identifier):
            return link.target if book.package.has(link.target) else ""
    return ""


def _new_part(book: Book, folder: str, pattern: str, content_type: str, content: bytes) -> str:
    part = book.package.free_name(posixpath.join(posixpath.dirname(book.package.main), folder, pattern))
    book.package.put(part, content)
    book.package.set_content_type(part, content_type)
    return part


# -- charts ---------------------------------------------------------------------------------------------------------


def attach_charts(
    book: Book, sheet: Sheet, shell: Shell, spec: SheetSpec, names: Names, widths: Mapping[int, float]
) -> None:
    """Draw the sheet's charts, or bring those that are there up to date; a chart that was deleted comes back."""
    if not spec.charts:
        return
    dialect = Dialect(book.strict)
    element = shell.find("drawing")
    named = "" if element is None else element.get(f"{{{book.rel_ns}}}id", "")
    drawing = _target(book, sheet.part, "drawing", named) if named else ""
    if not drawing:
        drawing = _new_part(book, "drawings", "drawing%d.xml", DRAWING_TYPE, drawing_xml.empty_drawing(dialect))
        shell.point("drawing", book.package.relate(sheet.part, "drawing", drawing))
    for chart in spec.charts:
        if not isinstance(chart, MapChart):
            continue
        place, placer = chart.place, _placer(spec, widths)
        width = sum(placer.column_width(column) for column in range(place.left, place.right + 1))
        height = sum(placer.row_height(row) for row in range(place.top, place.bottom + 1))
        _attach_chart(book, drawing, named_chart(chart, names), dialect, label_places(chart, width, height))


def _attach_chart(book: Book, drawing: str, chart: MapChart, dialect: Dialect, places: Places) -> None:
    package = book.package
    root = package.tree(drawing)
    found = drawing_xml.find_frame(root, chart, dialect) or _renamed_frame(book, drawing, chart, dialect)
    part = _target(book, drawing, "chart", found[1]) if found else ""
    if found is None or not part:
        shapes = ""
        part = package.free_name(posixpath.join(posixpath.dirname(package.main), "charts/chart%d.xml"))
        if chart.texts:
            content = drawing_xml.texts_part(chart.texts, dialect)
            target = _new_part(book, "drawings", "drawing%d.xml", SHAPES_TYPE, content)
            shapes = package.relate(part, "chartUserShapes", target)
        package.put(part, chart_part(chart, dialect, places, date1904=book.date1904, shapes=shapes))
        package.set_content_type(part, CHART_TYPE)
        if found is None:
            drawing_xml.add_frame(root, chart, package.relate(drawing, "chart", part), dialect)
        else:
            drawing_xml.point_frame(found[0], package.relate(drawing, "chart", part), dialect)
        return
    properties = found[0]
    written = properties.get("title", "")
    content, moved = fit_chart(package.read(part), chart, dialect, places, written)
    package.put(part, content)
    if properties.get("descr", "").startswith(written):
        drawing_xml.set_frame_texts(properties, chart)
    else:
        properties.set("title", chart.title)
    shapes_part = _target(book, part, "chartUserShapes")
    if shapes_part:
        drawing_xml.fit_texts(package.tree(shapes_part), chart.texts, dialect, replace=moved)


def _renamed_frame(book: Book, drawing: str, chart: MapChart, dialect: Dialect) -> tuple[_Element, str] | None:
    """Our chart under another name: the one whose points begin where ours do."""
    wanted = {_corner(reference) for one in chart.series for reference in (one.x_reference, one.y_reference)}
    for properties, relationship in drawing_xml.frames(book.package.tree(drawing), dialect):
        part = _target(book, drawing, "chart", relationship)
        if part and properties.get("name", "").startswith(drawing_xml.OURS):
            continue  # another chart of ours
        content = book.package.read(part) if part else b""
        if wanted <= {_corner(unescape(one.decode())) for one in _REFERENCES.findall(content)}:
            return properties, relationship
    return None


def _corner(reference: str) -> str:
    return reference.split(":")[0].replace("'", "")


# -- notes ----------------------------------------------------------------------------------------------------------


def _placer(spec: SheetSpec, widths: Mapping[int, float]) -> notes_xml.BoxPlacer:
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
    package, placer = book.package, _placer(spec, widths)
    if fresh and notes:
        comments = _new_part(book, "", "comments%d.xml", COMMENTS_TYPE, notes_xml.comments_part(book.ns, notes))
        package.relate(sheet.part, "comments", comments)
        content = notes_xml.vml_part(notes, placer, sheet.sheet_id)
        boxes = _new_part(book, "drawings", "vmlDrawing%d.vml", VML_TYPE, content)
        shell.point("legacyDrawing", package.relate(sheet.part, "vmlDrawing", boxes))
        return
    comments, boxes = _target(book, sheet.part, "comments"), ""
    element = shell.find("legacyDrawing")
    if element is not None:
        boxes = _target(book, sheet.part, "vmlDrawing", element.get(f"{{{book.rel_ns}}}id", ""))
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
        same = old and new and (old.top, old.left, old.right) == (new.top, new.left, new.right)
        wanted = {"_xlnm.Print_Area": wanted["_xlnm.Print_Area"]} if same else {}
    for defined, text in wanted.items():
        if text:
            book.define(defined, text, sheet=sheet.name)
