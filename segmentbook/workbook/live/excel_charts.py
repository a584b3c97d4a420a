"""Charts in Excel's object model. Unproven, as `beyond_excel` is."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from segmentbook.report.spec import PlottedSeries
from segmentbook.workbook.live.beyond import DrawnAxis, DrawnChart, DrawnText
from segmentbook.workbook.live.excel_looks import excel_colour, hex_colour
from segmentbook.workbook.names import quoted_sheet

__all__ = ["charts_of", "redraw_chart", "series_parts"]

# Microsoft's constants: xlBubble ..., msoChartFieldRange.
_BUBBLES, _RINGS = (15, 87), (-4120, 80)
_SCATTERS = (-4169, 72, 73, 74, 75)
_FIELD_RANGE = 7
_OUR_TEXT = "Segmentbook text"
_UNKNOWN = "?"
"""Stands for cells of labels, which Excel sets and does not tell: they are set again in every refresh."""

_CUSTOM = -4114


def series_parts(formula: str) -> list[str]:
    """The arguments of a SERIES formula.

    Examples
    --------
    >>> series_parts("=SERIES('a,b'!$A$1,Sheet1!$A$2:$A$9,{1,2},3)")
    ["'a,b'!$A$1", 'Sheet1!$A$2:$A$9', '{1,2}', '3']
    """
    parts, quote, depth = [""], "", 0
    for character in formula[formula.find("(") + 1 : formula.rfind(")")]:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            depth += (character in "({") - (character in ")}")
        if character == "," and not quote and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _quoted(reference: str) -> str:
    """A reference with its sheet in quotes."""
    sheet, mark, cells = reference.rpartition("!")
    return reference if not mark or sheet.startswith("'") else f"{quoted_sheet(sheet)}!{cells}"


def charts_of(sheet: Any) -> tuple[DrawnChart, ...]:
    """The charts of a worksheet."""
    return tuple(_drawn(sheet, frame) for frame in sheet.ChartObjects())


def _drawn(sheet: Any, frame: Any) -> DrawnChart:
    chart, shape = frame.Chart, sheet.Shapes(frame.Name)
    kind = _kind(chart)
    axes = (None, None) if kind in ("ring", "other") else (_axis(chart, 1), _axis(chart, 2))
    return DrawnChart(
        frame.Name,
        kind,
        chart.ChartTitle.Text if chart.HasTitle else "",
        tuple(_series(one, kind) for one in chart.FullSeriesCollection()),
        *axes,
        texts=tuple(_text(chart, one) for one in _texts(chart)),
        alt_title=shape.Title,
        alt_text=shape.AlternativeText,
        visible=bool(frame.Visible),
    )


def _kind(chart: Any) -> str:
    try:
        kind = chart.ChartType
    except Exception:  # a mixture of kinds has none
        return "category"
    return "bubble" if kind in _BUBBLES else "ring" if kind in _RINGS else "xy" if kind in _SCATTERS else "category"


def _series(series: Any, kind: str) -> PlottedSeries:
    parts = series_parts(series.Formula)
    roles = ("name", "x", "y") if kind in ("bubble", "xy") else ("name", "categories", "values")
    references = {role: _quoted(part) for role, part in zip(roles, parts, strict=False) if "!" in part}
    if kind == "bubble" and len(parts) > 4 and "!" in parts[4]:
        references["size"] = _quoted(parts[4])
    with suppress(Exception):  # no labels
        if series.HasDataLabels and series.DataLabels().ShowRange:
            references["label"] = _UNKNOWN
    fill = series.Format.Fill
    colour = hex_colour(fill.ForeColor.RGB) if fill.Visible else ""
    return PlottedSeries(series.Name, colour, references)


def _axis(chart: Any, number: int) -> DrawnAxis | None:
    if not chart.HasAxis(number):
        return None
    axis = chart.Axes(number)
    title = axis.AxisTitle.Text if axis.HasTitle else ""
    with suppress(Exception):  # an axis of categories has no scale
        return DrawnAxis(
            title,
            None if axis.MinimumScaleIsAuto else axis.MinimumScale,
            None if axis.MaximumScaleIsAuto else axis.MaximumScale,
            None if axis.MajorUnitIsAuto else axis.MajorUnit,
            axis.CrossesAt if axis.Crosses == _CUSTOM else None,
        )
    return DrawnAxis(title)


def _texts(chart: Any) -> list[Any]:
    ours = [shape for shape in chart.Shapes if shape.Name.startswith(_OUR_TEXT)]
    return sorted(ours, key=lambda shape: int(re.sub(r"\D", "", shape.Name) or 0))


def _text(chart: Any, shape: Any) -> DrawnText:
    area = chart.ChartArea
    return DrawnText(shape.TextFrame2.TextRange.Text, shape.Left / area.Width, shape.Top / area.Height)


def redraw_chart(sheet: Any, was: DrawnChart, wanted: DrawnChart) -> None:
    """Change a chart where it is to be another."""
    frame = sheet.ChartObjects(was.name)
    chart, shape = frame.Chart, sheet.Shapes(was.name)
    collection = chart.SeriesCollection()
    for _ in range(len(was.series), len(wanted.series)):
        collection.NewSeries()
    for number in range(len(was.series), len(wanted.series), -1):
        chart.FullSeriesCollection(number).Delete()
    for number, series in enumerate(wanted.series):
        before = was.series[number] if number < len(was.series) else None
        if series != before:
            _redraw_series(chart, number + 1, before, series, wanted.kind)
    for number, old, new in ((1, was.x, wanted.x), (2, was.y, wanted.y)):
        if new is not None and old is not None and new != old:
            _redraw_axis(chart.Axes(number), old, new)
    if wanted.title != was.title:
        chart.ChartTitle.Text = wanted.title
    if wanted.texts is not None and wanted.texts != was.texts:
        _redraw_texts(chart, wanted.texts)
    for name, old_text, new_text in (
        ("Title", was.alt_title, wanted.alt_title),
        ("AlternativeText", was.alt_text, wanted.alt_text),
    ):
        if new_text is not None and new_text != old_text:
            setattr(shape, name, new_text)
    if wanted.visible != was.visible:
        frame.Visible = wanted.visible


def _redraw_series(chart: Any, number: int, was: PlottedSeries | None, wanted: PlottedSeries, kind: str) -> None:
    series = chart.FullSeriesCollection(number)
    own = wanted.references
    words = wanted.name.replace('"', '""')
    name = own.get("name") or f'"{words}"'
    if kind in ("bubble", "xy"):
        parts = [name, own.get("x", ""), own.get("y", ""), str(number)]
        parts += [own["size"]] if "size" in own else []
    else:
        parts = [name, own.get("categories", ""), own.get("values", ""), str(number)]
    formula = f"=SERIES({','.join(parts)})"
    if was is None or _data(was) != _data(wanted):
        series.Formula = formula
    if wanted.colour and (was is None or wanted.colour != was.colour):
        series.Format.Fill.ForeColor.RGB = excel_colour(wanted.colour)
    for point, colour in wanted.point_colours.items():
        if was is None or was.point_colours.get(point) != colour:
            series.Points(point + 1).Format.Fill.ForeColor.RGB = excel_colour(colour)
    label = own.get("label", _UNKNOWN)
    if label != _UNKNOWN:
        series.HasDataLabels = True
        labels = series.DataLabels()
        labels.Format.TextFrame2.TextRange.InsertChartField(_FIELD_RANGE, f"={label}")
        labels.ShowRange, labels.ShowValue = True, False


def _data(series: PlottedSeries) -> tuple[object, ...]:
    return series.name, {role: text for role, text in series.references.items() if role != "label"}


def _redraw_axis(axis: Any, was: DrawnAxis, wanted: DrawnAxis) -> None:
    if wanted.title and wanted.title != was.title:
        axis.AxisTitle.Text = wanted.title
    # The larger end first where the scale grows: Excel refuses a minimum above the maximum.
    ends = [("MaximumScale", was.maximum, wanted.maximum), ("MinimumScale", was.minimum, wanted.minimum)]
    if wanted.maximum is not None and was.minimum is not None and wanted.maximum <= was.minimum:
        ends.reverse()
    for name, old, new in (
        *ends,
        ("MajorUnit", was.major_unit, wanted.major_unit),
        ("CrossesAt", was.crosses_at, wanted.crosses_at),
    ):
        if new is not None and new != old:
            setattr(axis, name, new)


def _redraw_texts(chart: Any, wanted: tuple[DrawnText, ...]) -> None:
    shapes, area = _texts(chart), chart.ChartArea
    for shape in shapes[len(wanted) :]:
        shape.Delete()
    for number, text in enumerate(wanted):
        if number < len(shapes):
            shape = shapes[number]
        else:
            shape = shapes[-1].Duplicate() if shapes else chart.Shapes.AddTextbox(1, 0, 0, 120, 14)
            shape.Name = f"{_OUR_TEXT} {number + 1}"
        if shape.TextFrame2.TextRange.Text != text.text:
            shape.TextFrame2.TextRange.Text = text.text
        shape.Left, shape.Top = text.x * area.Width, text.y * area.Height
