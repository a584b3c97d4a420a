"""A sheet's drawing with our charts: drawn new, brought up to date, or hidden while they have nothing to show."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from segmentbook.report.spec import CategoryChart, Chart, ChartCells, MapChart, RingChart, SheetSpec, XYChart, plotted
from segmentbook.workbook import drawing_xml
from segmentbook.workbook.attachments import box_placer, new_part, target_part
from segmentbook.workbook.chart_fit import fit_chart
from segmentbook.workbook.chart_pieces import Dialect
from segmentbook.workbook.chart_places import settle_chart
from segmentbook.workbook.chart_xml import chart_part
from segmentbook.workbook.label_places import label_places
from segmentbook.workbook.map_chart_xml import Places
from segmentbook.workbook.references import Names
from segmentbook.workbook.sheet_xml import Shell

if TYPE_CHECKING:
    from lxml.etree import _Element

    from segmentbook.workbook.book import Book, Sheet

__all__ = ["attach_charts", "made_drawing", "named_chart"]

_OFFICE = "application/vnd.openxmlformats-officedocument"
CHART_TYPE = f"{_OFFICE}.drawingml.chart+xml"
SHAPES_TYPE = f"{_OFFICE}.drawingml.chartshapes+xml"
DRAWING_TYPE = f"{_OFFICE}.drawing+xml"

_REFERENCES = re.compile(rb"<(?:[\w.-]+:)?f>([^<]*)<")


def named_chart(chart: Chart, names: Names) -> Chart:
    """The chart with references as our sheets are called in this workbook."""

    def cells(some: ChartCells) -> ChartCells:
        return replace(some, reference=names.formula(some.reference))

    def perhaps(some: ChartCells | None) -> ChartCells | None:
        return some and cells(some)

    spoken: Callable[[str], str] = names.formula
    match chart:
        case MapChart():
            return replace(
                chart,
                series=tuple(
                    replace(
                        one,
                        name_reference=spoken(one.name_reference),
                        x_reference=spoken(one.x_reference),
                        y_reference=spoken(one.y_reference),
                        size_reference=spoken(one.size_reference),
                        label_reference=spoken(one.label_reference),
                    )
                    for one in chart.series
                ),
            )
        case CategoryChart():
            return replace(
                chart,
                categories=cells(chart.categories),
                series=tuple(
                    replace(
                        one,
                        name_reference=spoken(one.name_reference),
                        values=cells(one.values),
                        labels=perhaps(one.labels),
                    )
                    for one in chart.series
                ),
            )
        case XYChart():
            return replace(
                chart,
                series=tuple(
                    replace(
                        one,
                        name_reference=spoken(one.name_reference),
                        x=cells(one.x),
                        y=cells(one.y),
                        labels=perhaps(one.labels),
                    )
                    for one in chart.series
                ),
            )
        case RingChart():
            return replace(
                chart,
                rings=tuple(
                    replace(
                        ring,
                        name_reference=spoken(ring.name_reference),
                        categories=cells(ring.categories),
                        values=cells(ring.values),
                        labels=perhaps(ring.labels),
                    )
                    for ring in chart.rings
                ),
            )


def attach_charts(
    book: Book,
    sheet: Sheet,
    shell: Shell,
    spec: SheetSpec,
    names: Names,
    widths: Mapping[int, float],
    *,
    owned: bool = True,
) -> None:
    """Draw the sheet's charts, or bring those that are there up to date; a chart that was deleted comes back.

    One of ours that has nothing to show now is hidden, not deleted: it may be the user's work by half.
    """
    dialect = Dialect(book.strict)
    drawing = _drawing(book, sheet, shell)
    if drawing:
        keys = [chart.key for chart in spec.charts]
        drawing_xml.hide_frames(book.package.tree(drawing), keys, dialect)
    if not spec.charts:
        return
    drawing = made_drawing(book, sheet, shell, dialect)
    for chart in spec.charts:
        places: Places = {}
        if isinstance(chart, MapChart):
            place, placer = chart.place, box_placer(spec, widths)
            width = sum(placer.column_width(column) for column in range(place.left, place.right + 1))
            height = sum(placer.row_height(row) for row in range(place.top, place.bottom + 1))
            places = label_places(chart, width, height)
        frames = book.package.tree(drawing)
        fresh = drawing_xml.find_frame(frames, chart, dialect) is None
        _attach_chart(book, drawing, named_chart(chart, names), dialect, places)
        if owned:
            settle_chart(book, sheet, spec.key, chart, frames, dialect, fresh=fresh)


def _drawing(book: Book, sheet: Sheet, shell: Shell) -> str:
    """The part of a sheet's drawing, "" where there is none."""
    element = shell.find("drawing")
    named = "" if element is None else element.get(f"{{{book.rel_ns}}}id", "")
    return target_part(book, sheet.part, "drawing", named) if named else ""


def made_drawing(book: Book, sheet: Sheet, shell: Shell, dialect: Dialect) -> str:
    """The part of a sheet's drawing, made where there is none."""
    drawing = _drawing(book, sheet, shell)
    if not drawing:
        drawing = new_part(book, "drawings", "drawing%d.xml", DRAWING_TYPE, drawing_xml.empty_drawing(dialect))
        shell.point("drawing", book.package.relate(sheet.part, "drawing", drawing))
    return drawing


def _attach_chart(book: Book, drawing: str, chart: Chart, dialect: Dialect, places: Places) -> None:
    package = book.package
    root = package.tree(drawing)
    texts = chart.texts if isinstance(chart, MapChart) else ()
    found = drawing_xml.find_frame(root, chart, dialect) or _renamed_frame(book, drawing, chart, dialect)
    part = target_part(book, drawing, "chart", found[1]) if found else ""
    if found is None or not part:
        shapes = ""
        part = package.free_name(posixpath.join(posixpath.dirname(package.main), "charts/chart%d.xml"))
        if texts:
            target = new_part(book, "drawings", "drawing%d.xml", SHAPES_TYPE, drawing_xml.texts_part(texts, dialect))
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
    drawing_xml.show_frame(properties)
    if isinstance(chart, (MapChart, RingChart)):
        drawing_xml.move_frame(properties, chart.former, chart.place, dialect)
    if properties.get("descr", "").startswith(written):
        drawing_xml.set_frame_texts(properties, chart)
    else:
        properties.set("title", chart.title)
    shapes_part = target_part(book, part, "chartUserShapes")
    if shapes_part:
        drawing_xml.fit_texts(package.tree(shapes_part), texts, dialect, replace=moved)


def _renamed_frame(book: Book, drawing: str, chart: Chart, dialect: Dialect) -> tuple[_Element, str] | None:
    """Our chart under another name: the one whose data begin where ours do."""
    data = [one.references[role] for one in plotted(chart) for role in ("x", "y", "values") if role in one.references]
    wanted = {_corner(reference) for reference in data}
    for properties, relationship in drawing_xml.frames(book.package.tree(drawing), dialect):
        part = target_part(book, drawing, "chart", relationship)
        if part and properties.get("name", "").startswith(drawing_xml.OURS):
            continue  # another chart of ours
        content = book.package.read(part) if part else b""
        if wanted <= {_corner(unescape(one.decode())) for one in _REFERENCES.findall(content)}:
            return properties, relationship
    return None


def _corner(reference: str) -> str:
    return reference.split(":")[0].replace("'", "")
