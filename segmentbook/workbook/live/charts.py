"""Charts of an open sheet: which are ours, and what they are to show; everything else about them is the user's."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from segmentbook.report.spec import (
    Axis,
    CategoryChart,
    CategorySeries,
    Chart,
    MapChart,
    PlottedSeries,
    Ring,
    RingChart,
    SheetSpec,
    TextBox,
    ValueAxis,
    XYChart,
    XYSeries,
    plotted,
)
from segmentbook.workbook.attachments import box_placer
from segmentbook.workbook.chart_pieces import labelled
from segmentbook.workbook.charts import named_chart
from segmentbook.workbook.drawing_xml import OURS, frame_name
from segmentbook.workbook.label_places import label_places
from segmentbook.workbook.live.beyond import DrawnAxis, DrawnChart, DrawnText
from segmentbook.workbook.names import sheet_of
from segmentbook.workbook.references import Names

__all__ = ["chart_changes", "known_charts", "missing_charts", "wanted_chart"]

_NOTHING = "Nothing to show at the last refresh."
_VALUE_TITLE = "MRR"
"""How the titles begin that we give the axis of values: another title is the user's."""

_CURRENCY = re.compile(r"\b[A-Z]{3}\b")

_DATA = ("x", "y", "values")


def known_charts(spec: SheetSpec, names: Names, drawn: Sequence[DrawnChart]) -> dict[str, DrawnChart]:
    """The charts that are there, by the key of the specification: by their names, else by where their data begin."""
    found = {one.name.removeprefix(OURS): one for one in drawn if one.name.startswith(OURS)}
    known = {chart.key: found[chart.key] for chart in spec.charts if chart.key in found}
    spare = [one for one in drawn if not one.name.startswith(OURS)]
    for chart in spec.charts:
        if chart.key not in known:
            wanted = _begins(plotted(named_chart(chart, names)))
            for one in spare:
                if wanted and wanted <= _begins(one.series):
                    known[chart.key] = one
    return known


def _begins(series: Sequence[PlottedSeries]) -> set[str]:
    references = (one.references[role] for one in series for role in _DATA if role in one.references)
    return {reference.split(":")[0].replace("'", "") for reference in references}


def missing_charts(spec: SheetSpec, names: Names, drawn: Sequence[DrawnChart]) -> tuple[str, ...]:
    """Names of the frames of charts that are to be there and are not."""
    known = known_charts(spec, names, drawn)
    return tuple(frame_name(chart) for chart in spec.charts if chart.key not in known)


def chart_changes(spec: SheetSpec, names: Names, drawn: Sequence[DrawnChart]) -> list[tuple[DrawnChart, DrawnChart]]:
    """Charts as they are, each with what it is to be; those that stay as they are, are left out."""
    known = known_charts(spec, names, drawn)
    pairs = [
        (known[chart.key], wanted_chart(chart, spec, names, known[chart.key]))
        for chart in spec.charts
        if chart.key in known
    ]
    keys = {chart.key for chart in spec.charts}
    for one in drawn:
        if one.name.startswith(OURS) and one.name.removeprefix(OURS) not in keys and one.visible:
            said = f"{one.alt_title or ''} {_NOTHING}".strip()
            pairs.append((one, replace(one, visible=False, alt_text=None if one.alt_text is None else said)))
    return [(was, wanted) for was, wanted in pairs if was != wanted]


def wanted_chart(chart: Chart, spec: SheetSpec, names: Names, was: DrawnChart) -> DrawnChart:
    """What a chart that is there is to be; what the engine cannot tell of it stays untold."""
    wanted = replace(was, series=_all_series(plotted(named_chart(chart, names)), was.series, names))
    written = was.alt_title
    if written is not None:
        title = chart.title if was.title == written else was.title
        wanted = replace(wanted, title=title, alt_title=chart.title)
        if was.alt_text is not None and was.alt_text.startswith(written):
            wanted = replace(wanted, alt_text=chart.alt_text)
        if not was.visible and (was.alt_text or "").endswith(_NOTHING):
            wanted = replace(wanted, visible=True)
    match chart:
        case MapChart():
            return _map(chart, spec, was, wanted)
        case XYChart():
            wanted = replace(wanted, x=_value_axis(chart.x, was.x), y=_value_axis(chart.y, was.y))
        case CategoryChart():
            wanted = replace(wanted, y=_value_axis(chart.axis, was.y))
    return replace(wanted, labels=_cell_labels(chart, was.labels))


def _cell_labels(
    chart: CategoryChart | XYChart | RingChart, was: Mapping[tuple[int, int], str] | None
) -> Mapping[tuple[int, int], str] | None:
    """Points that a label from cells stands at; where there is none at all, the user has taken them away."""
    if not was:
        return was
    sides: dict[tuple[int, int], str] = {}
    every: Sequence[CategorySeries | XYSeries | Ring] = chart.rings if isinstance(chart, RingChart) else chart.series
    for number, one in enumerate(every):
        there = {place: side for place, side in was.items() if place[0] == number}
        if one.labels is None:
            sides |= there
            continue
        usual = next(iter(there.values()), "r")
        own = one.label_sides if isinstance(one, XYSeries) else {}
        for point in labelled(one.labels)[0]:
            sides[number, point] = (
                own.get(point, "r") if isinstance(one, XYSeries) else there.get((number, point), usual)
            )
    return sides


def _all_series(
    own: Sequence[PlottedSeries], there: Sequence[PlottedSeries], names: Names
) -> tuple[PlottedSeries, ...]:
    """Ours in the places of ours; those that the user has added stay."""
    sheets = {name.casefold() for name in names.sheets.values()}
    waiting = list(own)
    series: list[PlottedSeries] = []
    for one in there:
        if not _is_ours(one, sheets):
            series.append(one)
        elif waiting:
            series.append(_series(waiting.pop(0), one))
    return (*series, *waiting)


def _is_ours(series: PlottedSeries, sheets: set[str]) -> bool:
    """Whether a series shows cells of a sheet of ours, or cells that are no more."""
    data = [series.references[role] for role in _DATA if role in series.references]
    return not data or any("#REF!" in one or "[" in one or sheet_of(one).casefold() in sheets for one in data)


def _series(one: PlottedSeries, was: PlottedSeries | None) -> PlottedSeries:
    """A series as it is to be, with only those roles that the engine can tell of."""
    if was is None:
        return one
    references = {role: text for role, text in one.references.items() if role in was.references}
    colour = one.colour if one.colour else was.colour
    points = dict(one.point_colours) if one.point_colours else dict(was.point_colours)
    return replace(one, references=references, colour=colour, point_colours=points)


def _map(chart: MapChart, spec: SheetSpec, was: DrawnChart, wanted: DrawnChart) -> DrawnChart:
    x, y = _axis(chart.x, was.x), _axis(chart.y, was.y)
    if was.y is not None and y is not None:  # the words of the vertical axis do not depend on anything
        y = replace(y, title=was.y.title)
    wanted = replace(wanted, x=x, y=y)
    if was.texts is not None:
        same = len(was.texts) == len(chart.texts) and (x, y) == (was.x, was.y)
        texts = tuple(
            DrawnText(text.text, *((was.texts[number].x, was.texts[number].y) if same else _rounded(text)))
            for number, text in enumerate(chart.texts)
        )
        wanted = replace(wanted, texts=texts)
    if was.labels is not None:
        wanted = replace(wanted, labels=_labels(chart, spec, was))
    return wanted


def _rounded(text: TextBox) -> tuple[float, float]:
    """Where a text stands, as exactly as a file says it."""
    return round(text.x, 5), round(text.y, 5)


def _axis(axis: Axis, was: DrawnAxis | None) -> DrawnAxis | None:
    """Scale and crossing; what the user has left to Excel stays so."""
    if was is None:
        return None
    title = axis.title if was.title.startswith(_VALUE_TITLE) else was.title
    return DrawnAxis(
        title,
        None if was.minimum is None else float(axis.minimum),
        None if was.maximum is None else float(axis.maximum),
        None if was.major_unit is None else float(axis.major_unit),
        float(axis.crosses_at),
    )


def _value_axis(axis: ValueAxis, was: DrawnAxis | None) -> DrawnAxis | None:
    """Figures that the specification has, and the currency in the title."""
    if was is None:
        return None
    ours = _CURRENCY.sub("", was.title) == _CURRENCY.sub("", axis.title)
    return replace(
        was,
        title=axis.title if ours else was.title,
        minimum=_figure(was.minimum, axis.minimum),
        maximum=_figure(was.maximum, axis.maximum),
        major_unit=_figure(was.major_unit, axis.major_unit),
    )


def _figure(was: float | None, wanted: float | None) -> float | None:
    """A figure of a scale; one that the user has left to Excel stays so."""
    return was if was is None or wanted is None else float(wanted)


def _labels(chart: MapChart, spec: SheetSpec, was: DrawnChart) -> dict[tuple[int, int], str]:
    """The points that have a label; where the user has taken all labels away there are none."""
    if not was.labels:
        return {}
    own = {column: one.width for table in spec.tables for column, one in enumerate(table.columns, table.left)}
    placer = box_placer(spec, own | dict(spec.widths))
    place = chart.place
    width = sum(placer.column_width(column) for column in range(place.left, place.right + 1))
    height = sum(placer.row_height(row) for row in range(place.top, place.bottom + 1))
    sides = label_places(chart, width, height)
    points = [
        (number, point) for number, one in enumerate(chart.series) for point, values in one.points.items() if values[3]
    ]
    return {point: sides.get(point, "r") for point in points}
