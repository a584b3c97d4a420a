"""What charts are like: what each draws, from which cells, and where its words stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from addin.calc.office.operations import MissingError, Office, operation

__all__ = [
    "SIDES",
    "all_series",
    "calc_reference",
    "cell_texts",
    "chart_shape",
    "chart_shapes",
    "chart_types",
    "label_fields",
    "read_chart",
    "short_name",
    "text_boxes",
    "title_of",
]

_CHART = "12dcae26-281f-416f-a234-c3086127382e"
"""The class of chart objects."""
_KINDS = {
    "BubbleChartType": "bubble",
    "ScatterChartType": "xy",
    "ColumnChartType": "category",
    "BarChartType": "category",
    "LineChartType": "category",
    "PieChartType": "ring",
}
_ROLES = {"values-x": "x", "values-size": "size"}
_TEXT_NAME = re.compile(r"Segmentbook text ([0-9]+)")
_LINES = {"LineChartType", "ScatterChartType"}
_MM100_PER_POINT = 2540 / 72
SIDES = {1: "ctr", 2: "t", 4: "l", 6: "b", 8: "r"}
"""Where a label stands, by com.sun.star.chart.DataLabelPlacement."""


@operation
def charts(office: Office, book: str, sheet: str) -> list[dict[str, Any]]:
    """The charts of a sheet in the order of drawing."""
    document = office.document(book)
    return [read_chart(document, shape) for shape in chart_shapes(office.sheet(book, sheet))]


def chart_shapes(sheet: Any) -> Iterator[Any]:
    """The frames of the charts of a sheet."""
    page = sheet.getDrawPage()
    for number in range(page.getCount()):
        shape = page.getByIndex(number)
        if shape.getShapeType().endswith("OLE2Shape") and shape.CLSID.lower() == _CHART:
            yield shape


def read_chart(document: Any, shape: Any) -> dict[str, Any]:
    """One chart as `segmentbook.workbook.live.beyond.DrawnChart` has it, with references in Calc's notation."""
    chart = shape.Model
    types = list(chart_types(chart))
    kinds = {_KINDS.get(short_name(kind), "other") for kind, _ in types}
    kind = kinds.pop() if len(kinds) == 1 else "other"
    categories = _categories(types)
    return {
        "name": shape.Name,
        "kind": kind,
        "title": title_of(chart),
        "series": [
            _read_series(document, series, short_name(chart_type), kind, "" if place and kind == "ring" else categories)
            for place, (series, chart_type) in enumerate(all_series(chart))
        ],
        "x": _axis(types, 0, kind),
        "y": _axis(types, 1, kind),
        "texts": [[text.String, *_share(shape, text)] for text in text_boxes(chart)],
        "labels": _read_labels(chart),
        "alt_title": _alternative_title(shape, chart),
        "alt_text": shape.Description,
        "visible": bool(shape.Visible),
        "place": _place(shape),
    }


def chart_types(chart: Any) -> Iterator[tuple[Any, Any]]:
    """The chart types of a chart with the coordinate system of each."""
    diagram = chart.getFirstDiagram()
    for system in diagram.getCoordinateSystems() if diagram is not None else ():
        for chart_type in system.getChartTypes():
            yield chart_type, system


def _alternative_title(shape: Any, chart: Any) -> str:
    """The title of a frame; LibreOffice reads the description from a file only, which begins with the title."""
    title = title_of(chart)
    return shape.Title or (title if title and shape.Description.startswith(title) else "")


def all_series(chart: Any) -> list[tuple[Any, Any]]:
    """The series of a chart in the order of drawing, each with its chart type."""
    return [(series, chart_type) for chart_type, _ in chart_types(chart) for series in chart_type.getDataSeries()]


def short_name(chart_type: Any) -> str:
    """The kind of a chart type: ``BubbleChartType``."""
    return str(chart_type.getChartType()).rpartition(".")[2]


def title_of(titled: Any) -> str:
    """The words of a chart's or an axis's title, "" where it has none."""
    title = titled.getTitleObject()
    return "".join(part.getString() for part in title.getText()) if title is not None else ""


def _categories(types: list[tuple[Any, Any]]) -> str:
    for _, system in types:
        held = system.getAxisByDimension(0, 0).getScaleData().Categories
        if held is not None and held.getValues() is not None:
            return str(held.getValues().getSourceRangeRepresentation())
    return ""


# -- series --------------------------------------------------------------------------------------------------------


def _read_series(document: Any, series: Any, short: str, kind: str, categories: str) -> dict[str, Any]:
    references: dict[str, str] = {}
    name = ""
    for sequence in series.getDataSequences():
        values, label = sequence.getValues(), sequence.getLabel()
        role = _ROLES.get(values.Role) or ("values" if kind in ("category", "ring") else "y")
        references[role] = values.getSourceRangeRepresentation()
        if label is not None and not name:
            name = "".join(str(part) for part in label.getData())
            if not _is_literal(label):
                references["name"] = label.getSourceRangeRepresentation()
    if categories and kind in ("category", "ring"):
        references["categories"] = categories
    label = _label_reference(document, series, references)
    if label:
        references["label"] = label
    return {
        "name": name,
        "colour": _colour(series, short),
        "references": references,
        "points": [] if kind not in ("ring", "category") else _point_colours(series, kind),
    }


def _is_literal(label: Any) -> bool:
    """Whether a series' name is written into the chart, and not taken from a cell."""
    return str(label.getSourceRangeRepresentation()).startswith('"')


def _colour(series: Any, short: str) -> int | None:
    if short not in _LINES and series.FillStyle.value == "NONE":
        return None
    return _opaque(series.Color)


def _opaque(colour: int) -> int:
    """A colour without its transparency, which newer versions keep with it."""
    return int(colour) & 0xFFFFFF


def _points(series: Any) -> Iterator[tuple[int, Any]]:
    """Points with a look of their own; one beyond the rows that a filter leaves is not there now."""
    from com.sun.star.lang import IndexOutOfBoundsException

    for number in series.AttributedDataPoints or ():
        try:
            point = series.getDataPointByIndex(number)
        except IndexOutOfBoundsException:
            continue
        if point is not None:
            yield number, point


def _point_colours(series: Any, kind: str) -> list[list[int]]:
    colours = [[number, _opaque(point.Color)] for number, point in _points(series)]
    return [pair for pair in colours if kind == "ring" or pair[1] != _opaque(series.Color)]


def label_fields(series: Any) -> Iterator[tuple[int, Any, Any]]:
    """Points whose label is taken from cells, and the field that holds it."""
    for number, point in _points(series):
        for field in point.CustomLabelFields or ():
            if field.FieldType.value == "CELLRANGE":
                yield number, point, field


def _label_reference(document: Any, series: Any, references: dict[str, str]) -> str:
    """The cells that the labels are taken from; "#REF!" where they show something else than those cells hold.

    LibreOffice keeps a label's text with its point, so that labels stay behind when the cells change.
    """
    fields = list(label_fields(series))
    if not fields:
        return ""
    reference = str(fields[0][2].CellRange)
    held = cell_texts(document, calc_reference(reference))
    stale = any(field.getString() != held.get(number) for number, _, field in fields)
    return "#REF!" if stale else reference


def calc_reference(reference: str) -> str:
    """A reference with an exclamation mark in Calc's notation."""
    sheet, mark, cells = reference.rpartition("!")
    return f"${sheet}.{cells}" if mark else reference


def _sequence(document: Any, reference: str) -> Any:
    provider = document.createInstance("com.sun.star.chart2.data.DataProvider")
    return provider.createDataSequenceByRangeRepresentation(reference)


def cell_texts(document: Any, reference: str) -> dict[int, str]:
    """The texts of cells by their place; empty where the reference leads nowhere."""
    from com.sun.star.lang import IllegalArgumentException

    try:
        cells = _sequence(document, reference)
    except IllegalArgumentException:
        return {}
    return dict(enumerate(cells.getTextualData())) if cells is not None else {}


def _read_labels(chart: Any) -> list[list[Any]]:
    """Points with a label from cells: number of the series, of the point, and the side it stands at."""
    return [
        [place, number, SIDES.get(point.LabelPlacement, "r")]
        for place, (series, _) in enumerate(all_series(chart))
        for number, point, _ in label_fields(series)
    ]


# -- axes, words, places -------------------------------------------------------------------------------------------


def _axis(types: list[tuple[Any, Any]], dimension: int, kind: str) -> dict[str, Any] | None:
    if kind in ("ring", "other") or not types:
        return None
    system = types[0][1]
    axis, other = system.getAxisByDimension(dimension, 0), system.getAxisByDimension(1 - dimension, 0)
    scale = axis.getScaleData()
    crossing = other.CrossoverValue if other.CrossoverPosition.value == "VALUE" else None
    return {
        "title": title_of(axis),
        "minimum": scale.Minimum,
        "maximum": scale.Maximum,
        "major_unit": scale.IncrementData.Distance,
        "crosses_at": crossing,
    }


def text_boxes(chart: Any) -> list[Any]:
    """The text boxes of ours in a chart, in the order of their numbers."""
    page = chart.getDrawPage()
    found = []
    for number in range(page.getCount()):
        shape = page.getByIndex(number)
        named = _TEXT_NAME.fullmatch(shape.Name or "")
        if named and hasattr(shape, "String"):
            found.append((int(named[1]), number, shape))
    return [shape for _, _, shape in sorted(found, key=lambda entry: entry[:2])]


def _place(shape: Any) -> dict[str, float]:
    where, size = shape.Position, shape.Size
    sizes = {"left": where.X, "top": where.Y, "width": size.Width, "height": size.Height}
    return {name: value / _MM100_PER_POINT for name, value in sizes.items()}


def _share(shape: Any, text: Any) -> list[float]:
    """Where a text box in a chart stands, in shares of the chart's size."""
    size = shape.Size
    return [text.Position.X / size.Width, text.Position.Y / size.Height]


def chart_shape(office: Office, book: str, sheet: str, name: str) -> Any:
    """The frame of that name on a sheet."""
    for shape in chart_shapes(office.sheet(book, sheet)):
        if shape.Name == name:
            return shape
    raise MissingError(f"There is no chart '{name}' on sheet '{sheet}'.")
