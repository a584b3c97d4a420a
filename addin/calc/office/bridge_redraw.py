"""Operations that change charts in place."""

from __future__ import annotations

from typing import Any

from addin.calc.office.bridge_charts import all_series, chart_shape, chart_types, text_boxes
from addin.calc.office.chart_labels import LETTERS, set_labels
from addin.calc.office.operations import Office, operation

__all__ = ["link_categories", "link_series"]

_MM100_PER_POINT = 2540 / 72
_LONGEST_CODE = 3  # of a segment


@operation
def redraw(office: Office, book: str, sheet: str, was: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Change a chart where ``wanted`` differs from ``was``, both as ``charts`` gives them."""
    document = office.document(book)
    shape = chart_shape(office, book, sheet, was["name"])
    chart = shape.Model
    chart.lockControllers()
    try:
        _count_series(chart, len(wanted["series"]))
        olds = was["series"] + [{"name": "", "references": {}, "colour": -1, "points": []}] * len(wanted["series"])
        labels = _sides(wanted)
        told_of = [one for one in wanted["series"] if one["references"].get("label")]
        for place, (series, _) in enumerate(all_series(chart)):
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
    series = all_series(chart)
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
            _recolour(series.getDataPointByIndex(number), colour)


def _write_texts(chart: Any, shape: Any, wanted: list[list[Any]]) -> None:
    """Words and places of the text boxes of ours; there may be more of them, or fewer."""
    page, size = chart.getDrawPage(), shape.Size
    boxes = _boxes_for([words for words, _, _ in wanted], text_boxes(chart))
    for text in text_boxes(chart):
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
        for name in LETTERS:
            setattr(text, name, getattr(like[0], name))
    return text


def _paint(series: Any, colour: int | None) -> None:
    from com.sun.star.drawing.FillStyle import NONE, SOLID

    if colour is None:
        series.FillStyle = NONE
        return
    if series.FillStyle.value == "NONE":
        series.FillStyle = SOLID
    _recolour(series, colour)


def _recolour(drawn: Any, colour: int) -> None:
    """Change a colour; the transparency that newer versions keep with it stays."""
    drawn.Color = (int(drawn.Color) & ~0xFFFFFF) | colour


def _redraw_categories(
    office: Office, document: Any, chart: Any, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    before, wanted = (
        next((cells for series in listed if (cells := series["references"].get("categories"))), None)
        for listed in (old, new)
    )
    if wanted and wanted != before:
        link_categories(office, document, chart, wanted)


@operation
def delete_chart(office: Office, book: str, sheet: str, name: str) -> None:
    """Take a chart away."""
    shape = chart_shape(office, book, sheet, name)
    office.sheet(book, sheet).getDrawPage().remove(shape)


@operation
def move_chart(office: Office, book: str, sheet: str, name: str, place: dict[str, float]) -> None:
    """Put a chart's frame elsewhere, in points."""
    shape = chart_shape(office, book, sheet, name)
    mm = {what: round(points * _MM100_PER_POINT) for what, points in place.items()}
    where, size = shape.Position, shape.Size
    where.X, where.Y = mm["left"], mm["top"]
    size.Width, size.Height = mm["width"], mm["height"]
    shape.Position = where
    shape.Size = size


@operation
def rename_chart(office: Office, book: str, sheet: str, name: str, wanted: str) -> None:
    """Give a chart's frame another name."""
    chart_shape(office, book, sheet, name).Name = wanted


# -- what series and axes draw from -----------------------------------------------------------------------------------


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


def link_categories(office: Office, document: Any, chart: Any, reference: str) -> None:
    """Let a chart take its categories from cells, given in Calc's notation."""
    provider = document.createInstance("com.sun.star.chart2.data.DataProvider")
    values = provider.createDataSequenceByRangeRepresentation(reference)
    if values is None:
        return
    values.Role = "categories"
    sequence = office.new("com.sun.star.chart2.data.LabeledDataSequence")
    sequence.setValues(values)
    for _, system in chart_types(chart):
        axis = system.getAxisByDimension(0, 0)
        scale = axis.getScaleData()
        scale.Categories = sequence
        axis.setScaleData(scale)


def _set_axis(office: Office, chart: Any, dimension: int, was: dict[str, Any], wanted: dict[str, Any]) -> None:
    from com.sun.star.chart.ChartAxisPosition import VALUE, ZERO

    system = next(iter(chart_types(chart)))[1]
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
