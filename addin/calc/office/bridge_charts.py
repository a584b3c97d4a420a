"""Operations on charts: what each draws from which cells, and changing that in place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from addin.calc.office.operations import MissingError, Office, operation

__all__ = ["chart_shapes", "link_series", "read_chart"]

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
_LONGEST_CODE = 3  # of a segment
_LETTERS = ("CharColor", "CharFontName", "CharHeight", "CharWeight")
_SIDES = {1: "ctr", 2: "t", 4: "l", 6: "b", 8: "r"}
"""Where a label stands, by com.sun.star.chart.DataLabelPlacement."""
_PLACEMENTS = {side: placement for placement, side in _SIDES.items()}


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
    types = list(_types(chart))
    kinds = {_KINDS.get(_short(kind), "other") for kind, _ in types}
    kind = kinds.pop() if len(kinds) == 1 else "other"
    categories = _categories(types)
    return {
        "name": shape.Name,
        "kind": kind,
        "title": _title(chart),
        "series": [
            _read_series(document, series, _short(chart_type), kind, "" if place and kind == "ring" else categories)
            for place, (series, chart_type) in enumerate(_all_series(chart))
        ],
        "x": _axis(types, 0, kind),
        "y": _axis(types, 1, kind),
        "texts": [[text.String, *_share(shape, text)] for text in _texts(chart)],
        "labels": _read_labels(chart),
        "alt_title": _alternative_title(shape, chart),
        "alt_text": shape.Description,
        "visible": bool(shape.Visible),
        "place": _place(shape),
    }


def _types(chart: Any) -> Iterator[tuple[Any, Any]]:
    """The chart types of a chart with the coordinate system of each."""
    diagram = chart.getFirstDiagram()
    for system in diagram.getCoordinateSystems() if diagram is not None else ():
        for chart_type in system.getChartTypes():
            yield chart_type, system


def _alternative_title(shape: Any, chart: Any) -> str:
    """The title of a frame; LibreOffice reads the description from a file only, which begins with the title."""
    title = _title(chart)
    return shape.Title or (title if title and shape.Description.startswith(title) else "")


def _all_series(chart: Any) -> list[tuple[Any, Any]]:
    return [(series, chart_type) for chart_type, _ in _types(chart) for series in chart_type.getDataSeries()]


def _short(chart_type: Any) -> str:
    return str(chart_type.getChartType()).rpartition(".")[2]


def _title(titled: Any) -> str:
    title = titled.getTitleObject()
    return "".join(part.getString() for part in title.getText()) if title is not None else ""


def _set_title(office: Office, titled: Any, text: str) -> None:
    """Change the words of a title; how they look stays."""
    title = titled.getTitleObject()
    if title is None:
        title = office.new("com.sun.star.chart2.Title")
        titled.setTitleObject(title)
    parts = title.getText()
    first = parts[0] if parts else office.new("com.sun.star.chart2.FormattedString")
    first.setString(text)
    title.setText((first,))


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
    return int(series.Color)


def _points(series: Any) -> Iterator[tuple[int, Any]]:
    """Points with a look of their own; one beyond the rows that a filter leaves is not there now."""
    for number in series.AttributedDataPoints or ():
        point = series.getDataPointByIndex(number)
        if point is not None:
            yield number, point


def _point_colours(series: Any, kind: str) -> list[list[int]]:
    colours = [[number, int(point.Color)] for number, point in _points(series)]
    return [pair for pair in colours if kind == "ring" or pair[1] != int(series.Color)]


def _label_fields(series: Any) -> Iterator[tuple[int, Any, Any]]:
    """Points whose label is taken from cells, and the field that holds it."""
    for number, point in _points(series):
        for field in point.CustomLabelFields or ():
            if field.FieldType.value == "CELLRANGE":
                yield number, point, field


def _label_reference(document: Any, series: Any, references: dict[str, str]) -> str:
    """The cells that the labels are taken from; "#REF!" where they show something else than those cells hold.

    LibreOffice keeps a label's text with its point, so that labels stay behind when the cells change.
    """
    fields = list(_label_fields(series))
    if not fields:
        return ""
    reference = str(fields[0][2].CellRange)
    held = _cell_texts(document, _calc(reference))
    stale = any(field.getString() != held.get(number) for number, _, field in fields)
    return "#REF!" if stale else reference


def _calc(reference: str) -> str:
    """A reference with an exclamation mark in Calc's notation."""
    sheet, mark, cells = reference.rpartition("!")
    return f"${sheet}.{cells}" if mark else reference


def _sequence(document: Any, reference: str) -> Any:
    provider = document.createInstance("com.sun.star.chart2.data.DataProvider")
    return provider.createDataSequenceByRangeRepresentation(reference)


def _cell_texts(document: Any, reference: str) -> dict[int, str]:
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
        [place, number, _SIDES.get(point.LabelPlacement, "r")]
        for place, (series, _) in enumerate(_all_series(chart))
        for number, point, _ in _label_fields(series)
    ]


def link_series(office: Office, document: Any, series: Any, references: dict[str, str], name: str) -> None:
    """Let a series draw from cells, given in Calc's notation by role.

    Its name is taken from the cell of that role, or is ``name`` as it is.
    """
    provider = document.createInstance("com.sun.star.chart2.data.DataProvider")
    named = references.get("name") or ('"' + name.replace('"', '""') + '"' if name else "")
    held = []
    for role, theirs in (("y", "values-y"), ("values", "values-y"), ("x", "values-x"), ("size", "values-size")):
        if role not in references:
            continue
        values = provider.createDataSequenceByRangeRepresentation(references[role])
        if values is None:  # cells that are not there: the caller sets it right
            continue
        values.Role = theirs
        sequence = office.new("com.sun.star.chart2.data.LabeledDataSequence")
        sequence.setValues(values)
        if named and role != "x":
            label = provider.createDataSequenceByRangeRepresentation(named)
            if label is not None:
                label.Role = "label"
                sequence.setLabel(label)
        held.append(sequence)
    series.setData(tuple(held))


def _link_categories(office: Office, document: Any, chart: Any, reference: str) -> None:
    provider = document.createInstance("com.sun.star.chart2.data.DataProvider")
    values = provider.createDataSequenceByRangeRepresentation(reference)
    if values is None:
        return
    values.Role = "categories"
    sequence = office.new("com.sun.star.chart2.data.LabeledDataSequence")
    sequence.setValues(values)
    for _, system in _types(chart):
        axis = system.getAxisByDimension(0, 0)
        scale = axis.getScaleData()
        scale.Categories = sequence
        axis.setScaleData(scale)


def set_labels(office: Office, document: Any, series: Any, reference: str, cells: str, sides: dict[int, str]) -> None:
    """Let points of a series show what cells hold (``cells``: in Excel's notation, as in files), each at its side."""
    from com.sun.star.chart2.DataPointCustomLabelFieldType import CELLRANGE

    texts = _cell_texts(document, reference)
    old = {number: (point, field) for number, point, field in _label_fields(series)}
    for number, (point, _) in old.items():
        if number not in sides:
            point.CustomLabelFields = ()
            point.Label = _labelled(point, False)
    for number, side in sides.items():
        point, field = old.get(number) or (series.getDataPointByIndex(number), None)
        if point is None:  # a filter hides its row: Calc knows no look for it until it is shown
            continue
        if point.LabelPlacement != _PLACEMENTS[side]:
            point.LabelPlacement = _PLACEMENTS[side]
        text = texts.get(number, "")
        if field is not None and (field.getString(), field.CellRange) == (text, cells):
            continue
        field = office.new("com.sun.star.chart2.DataPointCustomLabelField")
        field.setFieldType(CELLRANGE)
        field.setString(text)
        field.setCellRange(cells)
        field.setDataLabelsRange(True)
        for name in _LETTERS:
            setattr(field, name, getattr(point, name))
        point.CustomLabelFields = (field,)
        point.Label = _labelled(point, True)


def relabel(office: Office, document: Any) -> None:
    """Let the labels of all charts of a document show what their cells hold now, as Excel's do by themselves."""
    sheets = document.Sheets
    for name in sheets.ElementNames:
        for shape in chart_shapes(sheets.getByName(name)):
            chart = shape.Model
            for series, _ in _all_series(chart):
                fields = list(_label_fields(series))
                if fields and not chart.hasControllersLocked():
                    chart.lockControllers()
                texts = _cell_texts(document, _calc(str(fields[0][2].CellRange))) if fields else {}
                for number, point, field in fields:
                    if number in texts and field.getString() != texts[number]:
                        field.setString(texts[number])
                        point.CustomLabelFields = (field,)
            while chart.hasControllersLocked():
                chart.unlockControllers()


def _labelled(point: Any, wanted: bool) -> Any:
    label = point.Label
    label.ShowCustomLabel = wanted
    return label


# -- axes, words, places -------------------------------------------------------------------------------------------


def _axis(types: list[tuple[Any, Any]], dimension: int, kind: str) -> dict[str, Any] | None:
    if kind in ("ring", "other") or not types:
        return None
    system = types[0][1]
    axis, other = system.getAxisByDimension(dimension, 0), system.getAxisByDimension(1 - dimension, 0)
    scale = axis.getScaleData()
    crossing = other.CrossoverValue if other.CrossoverPosition.value == "VALUE" else None
    return {
        "title": _title(axis),
        "minimum": scale.Minimum,
        "maximum": scale.Maximum,
        "major_unit": scale.IncrementData.Distance,
        "crosses_at": crossing,
    }


def _set_axis(office: Office, chart: Any, dimension: int, was: dict[str, Any], wanted: dict[str, Any]) -> None:
    from com.sun.star.chart.ChartAxisPosition import VALUE, ZERO

    system = next(iter(_types(chart)))[1]
    axis, other = system.getAxisByDimension(dimension, 0), system.getAxisByDimension(1 - dimension, 0)
    if wanted["title"] != was["title"]:
        _set_title(office, axis, wanted["title"])
    scales = ("minimum", "maximum", "major_unit")
    if any(wanted[name] != was[name] for name in scales):
        scale = axis.getScaleData()
        increment = scale.IncrementData
        increment.Distance = wanted["major_unit"]
        scale.Minimum, scale.Maximum, scale.IncrementData = wanted["minimum"], wanted["maximum"], increment
        axis.setScaleData(scale)
    if wanted["crosses_at"] != was["crosses_at"]:
        if wanted["crosses_at"] is None:
            other.CrossoverPosition = ZERO
        else:
            other.CrossoverPosition, other.CrossoverValue = VALUE, wanted["crosses_at"]


def _texts(chart: Any) -> list[Any]:
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


# -- changes -------------------------------------------------------------------------------------------------------


def _shape(office: Office, book: str, sheet: str, name: str) -> Any:
    for shape in chart_shapes(office.sheet(book, sheet)):
        if shape.Name == name:
            return shape
    raise MissingError(f"There is no chart '{name}' on sheet '{sheet}'.")


@operation
def redraw(office: Office, book: str, sheet: str, was: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Change a chart where ``wanted`` differs from ``was``, both as ``charts`` gives them."""
    document = office.document(book)
    shape = _shape(office, book, sheet, was["name"])
    chart = shape.Model
    chart.lockControllers()
    try:
        _count_series(chart, len(wanted["series"]))
        olds = was["series"] + [{"name": "", "references": {}, "colour": -1, "points": []}] * len(wanted["series"])
        labels = _sides(wanted)
        told_of = [one for one in wanted["series"] if one["references"].get("label")]
        for place, (series, _) in enumerate(_all_series(chart)):
            old, new = olds[place], wanted["series"][place]
            _redraw_series(office, document, series, old, new)
            if labels is not None and told_of:
                cells = new if new["references"].get("label") else told_of[0]
                sides = labels.get(place, {})
                set_labels(office, document, series, cells["references"]["label"], cells["label_cells"], sides)
        _redraw_categories(office, document, chart, was["series"], wanted["series"])
        for dimension, name in enumerate(("x", "y")):
            if was[name] and wanted[name] and was[name] != wanted[name]:
                _set_axis(office, chart, dimension, was[name], wanted[name])
        if wanted["title"] != was["title"]:
            _set_title(office, chart, wanted["title"])
        if wanted["texts"] is not None and wanted["texts"] != was["texts"]:
            _write_texts(chart, shape, wanted["texts"])
    finally:
        chart.unlockControllers()
    _redress_frame(shape, was, wanted)


def _sides(wanted: dict[str, Any]) -> dict[int, dict[int, str]] | None:
    """The sides of labels by series and point; None where they are not told."""
    if wanted["labels"] is None:
        return None
    sides: dict[int, dict[int, str]] = {}
    for place, number, side in wanted["labels"]:
        sides.setdefault(place, {})[number] = side
    return sides


def _redress_frame(shape: Any, was: dict[str, Any], wanted: dict[str, Any]) -> None:
    for name, attribute in {"alt_title": "Title", "alt_text": "Description", "visible": "Visible"}.items():
        if wanted[name] is not None and wanted[name] != was[name]:
            setattr(shape, attribute, wanted[name])
    if wanted["name"] != was["name"]:
        shape.Name = wanted["name"]


def _count_series(chart: Any, wanted: int) -> None:
    """Take the last series away, or add some like the last one."""
    series = _all_series(chart)
    for one, chart_type in series[wanted:]:
        chart_type.removeDataSeries(one)
    for _ in range(wanted - len(series)):
        last, chart_type = series[-1]
        chart_type.addDataSeries(last.createClone())


def _redraw_series(office: Office, document: Any, series: Any, old: dict[str, Any], new: dict[str, Any]) -> None:
    before, given = ({r: c for r, c in one["references"].items() if r != "label"} for one in (old, new))
    literal = "name" not in given
    if given != before or (literal and new["name"] != old["name"]):
        link_series(office, document, series, given, new["name"] if literal else "")
    if new["colour"] != old["colour"]:
        _paint(series, new["colour"])
    if new["points"] != old["points"]:
        for number, colour in new["points"]:
            series.getDataPointByIndex(number).Color = colour


def _share(shape: Any, text: Any) -> list[float]:
    """Where a text box in a chart stands, in shares of the chart's size."""
    size = shape.Size
    return [text.Position.X / size.Width, text.Position.Y / size.Height]


def _write_texts(chart: Any, shape: Any, wanted: list[list[Any]]) -> None:
    """Words and places of the text boxes of ours; there may be more of them, or fewer."""
    page, size = chart.getDrawPage(), shape.Size
    boxes = _boxes_for([words for words, _, _ in wanted], _texts(chart))
    for text in _texts(chart):
        if text not in boxes:
            page.remove(text)
    for number, (words, x, y) in enumerate(wanted):
        text = boxes[number] or _new_text(chart, page, boxes, words)
        text.Name = f"Segmentbook text {number + 1}"
        if text.String != words:
            text.String = words
        where = text.Position
        place = (round(x * size.Width), round(y * size.Height))
        if max(abs(where.X - place[0]), abs(where.Y - place[1])) > 1:
            where.X, where.Y = place
            text.Position = where


def _boxes_for(wanted: list[str], texts: list[Any]) -> list[Any]:
    """A box for each text that is wanted: the one that says so, else one that begins so, else one of its length.

    A box keeps how its letters look; ``None`` where there is no box left of the kind.
    """
    left = list(texts)
    boxes: list[Any] = [None] * len(wanted)
    for alike in (
        lambda words, text: words == text,
        lambda words, text: words.split()[:2] == text.split()[:2],
        lambda words, text: _is_code(words) == _is_code(text),
    ):
        for number, words in enumerate(wanted):
            if boxes[number] is None:
                boxes[number] = next((box for box in left if alike(words, box.String)), None)
                left = [box for box in left if box is not boxes[number]]
    return boxes


def _is_code(words: str) -> bool:
    return len(words) <= _LONGEST_CODE


def _new_text(chart: Any, page: Any, boxes: list[Any], words: str) -> Any:
    """Another text box, like one of its kind."""
    text = chart.createInstance("com.sun.star.drawing.TextShape")
    page.add(text)
    like = [box for box in boxes if box is not None and _is_code(box.String) == _is_code(words)]
    if like:
        text.Size = like[0].Size
        text.String = words
        for name in _LETTERS:
            setattr(text, name, getattr(like[0], name))
    return text


def _paint(series: Any, colour: int | None) -> None:
    from com.sun.star.drawing.FillStyle import NONE, SOLID

    if colour is None:
        series.FillStyle = NONE
        return
    if series.FillStyle.value == "NONE":
        series.FillStyle = SOLID
    series.Color = colour


def _redraw_categories(
    office: Office, document: Any, chart: Any, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    before, wanted = (
        next((cells for series in listed if (cells := series["references"].get("categories"))), None)
        for listed in (old, new)
    )
    if wanted and wanted != before:
        _link_categories(office, document, chart, wanted)


@operation
def delete_chart(office: Office, book: str, sheet: str, name: str) -> None:
    """Take a chart away."""
    shape = _shape(office, book, sheet, name)
    office.sheet(book, sheet).getDrawPage().remove(shape)


@operation
def move_chart(office: Office, book: str, sheet: str, name: str, place: dict[str, float]) -> None:
    """Put a chart's frame elsewhere, in points."""
    shape = _shape(office, book, sheet, name)
    mm = {what: round(points * _MM100_PER_POINT) for what, points in place.items()}
    where, size = shape.Position, shape.Size
    where.X, where.Y = mm["left"], mm["top"]
    size.Width, size.Height = mm["width"], mm["height"]
    shape.Position = where
    shape.Size = size


@operation
def rename_chart(office: Office, book: str, sheet: str, name: str, wanted: str) -> None:
    """Give a chart's frame another name."""
    _shape(office, book, sheet, name).Name = wanted
