"""The segment map: value to the right, effort upwards, axes crossing at the cuts, colour by health.

Points live in columns of SegmentResults (Map Value, Map Size, Map Label and one ``Map: <band>`` a band), to which the
chart's series refer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from segmentbook.model.filters import filter_text
from segmentbook.report import look
from segmentbook.report.axes import Room, effort_axis, value_axis
from segmentbook.report.labels import LINE, MAX_LABELS, candidates, label_width, without_collisions
from segmentbook.report.places import Names, absolute
from segmentbook.report.quadrants import cut_texts, quadrant_texts
from segmentbook.report.spec import Axis, BubbleSeries, CellRange, MapChart, TextBox
from segmentbook.report.tables import HEADER_ROW, counted, joined, long_date
from segmentbook.schema import SEGMENT_RESULTS
from segmentbook.schema.defaults import UNPLACED, UNSCORED, UNSCORED_COLOUR

if TYPE_CHECKING:
    from segmentbook.model.inputs import Settings
    from segmentbook.model.segmentation import Segmentation

    Floats = np.ndarray[Any, np.dtype[np.float64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]

__all__ = [
    "MAP_KEY",
    "REFERENCE",
    "REFERENCE_ROW",
    "MapLayout",
    "crowding",
    "lay_out",
    "map_chart",
    "map_columns",
    "map_header",
    "reference_bubble",
]

MAP_KEY = "Segment map"
PLOT = (0.06, 0.13, 0.915, 0.73)
"""The inner plot area: left, top, width and height in shares of the chart."""
BUBBLE_SCALE = 100
# The reference bubble is so many times the book's largest, so that this is drawn half as wide as else (a quarter,
# where all are equal): the chart's own scale could say so too, but LibreOffice does not read it. A crowd is drawn
# smaller still.
_TIMES_LARGEST, _TIMES_EQUAL = 4, 16
_MOST_TIMES_SMALLER = 16
_WIDEST = 0.25  # Excel draws the widest bubble, at scale 100, a quarter as wide as the chart's shorter side
REFERENCE = "Reference bubble"
REFERENCE_ROW = HEADER_ROW - 1
"""Of SegmentResults: above the table, where no filter hides it."""
_A_CROWD, _AT_THE_LEFT, _MOST = 8, 0.1, 0.75  # so many clients, so far left of the largest, so large a share


@dataclass(frozen=True, slots=True, eq=False)
class MapLayout:
    """Who stands where on the map; arrays have one entry a row of ``Segmentation.clients``.

    ``value``, ``effort`` and ``size`` are NaN and ``label`` is "" where a client is not ``placed``; of those, a filter
    leaves the ``shown``. Axes and sizes are of all.
    """

    placed: Flags
    shown: Flags
    value: Floats
    effort: Floats
    size: Floats
    label: tuple[str, ...]
    band: np.ndarray[Any, np.dtype[np.object_]]
    bands: tuple[tuple[str, str], ...]  # name and colour, ascending; Unscored last where a placed client is
    x: Axis
    y: Axis
    width: int
    height: int
    reference_times: int  # the reference bubble's area, in those of the largest


def map_header(band: str) -> str:
    """The column of SegmentResults that is the band's series."""
    return f"Map: {band}"


def lay_out(segmentation: Segmentation, width: int, height: int) -> MapLayout:
    """Place the current clients whose value and effort are known, in a chart of that many pixels."""
    clients, inputs = segmentation.clients, segmentation.inputs
    settings = inputs.settings
    per_seat = settings.value_basis == "MRR per Seat"
    value = clients["Value per Seat" if per_seat else "Overall Value"].to_numpy(float)
    effort = clients["Effort Score"].to_numpy(float)
    placed = (clients["Status"] == "Current").to_numpy(bool) & np.isfinite(value) & np.isfinite(effort)
    size = _sizes(segmentation, placed)
    band = clients["Health Band"].to_numpy(object)
    bands = tuple((b.name, b.colour) for b in inputs.bands)
    if (placed & (band == UNSCORED)).any():
        bands = (*bands, (UNSCORED, UNSCORED_COLOUR))
    shown = placed & clients["In Filter"].to_numpy(dtype=np.bool_)
    value, effort = np.where(placed, value, np.nan), np.where(placed, effort, np.nan)

    crowds = min(max(1, math.ceil(int(placed.sum()) / MAX_LABELS)), _MOST_TIMES_SMALLER)
    times = crowds * (_TIMES_LARGEST if settings.size_by_employees else _TIMES_EQUAL)
    radius = _radii(size, placed, _WIDEST / math.sqrt(times) * min(width, height))
    rows = np.flatnonzero(placed).tolist()
    overdue = np.array([value is True for value in clients["Review Overdue"]], bool)
    of_note = overdue | (band == bands[0][0])
    named = candidates(clients["Client"].tolist(), np.flatnonzero(shown).tolist(), value, of_note)
    room = Room(radius[rows], np.array([radius[row] + label_width(named.get(row, "")) for row in rows]))
    plot_width, plot_height = PLOT[2] * width, PLOT[3] * height
    x = value_axis(_value_title(settings), value[rows], room, segmentation.value_cut, plot_width)
    y = effort_axis(effort[rows], radius[rows], segmentation.effort_cut, plot_height)
    kept, boxes = _labels(named, value, effort, radius, x, y, width, height)
    # Where a client stands on a segment's name the axis is drawn longer, so that names have a strip of their own.
    texts = quadrant_texts(inputs.segments, x, y, PLOT, width, height)
    top, bottom = _covered(texts, boxes, width, height)
    if top or bottom:
        y = effort_axis(effort[rows], radius[rows], segmentation.effort_cut, plot_height, below=bottom, above=top)
        kept, _ = _labels(named, value, effort, radius, x, y, width, height)
    label = [""] * len(clients)
    for row, text in kept.items():
        label[row] = text
    return MapLayout(placed, shown, value, effort, size, tuple(label), band, bands, x, y, width, height, times)


def map_chart(
    segmentation: Segmentation,
    layout: MapLayout,
    names: Names,
    place: CellRange,
    former: tuple[CellRange, ...] = (),
) -> MapChart:
    """The chart over the cells ``place``; its series refer to columns of SegmentResults."""
    settings = segmentation.inputs.settings
    results, bands = names.sheet("SegmentResults"), names.sheet("BandSummary")
    rows = len(segmentation.clients)
    columns = map_columns(layout)

    def whole(header: str) -> str:
        column = columns[header]
        return absolute(results, CellRange(HEADER_ROW + 1, column, HEADER_ROW + rows, column))

    def above(header: str) -> str:
        return absolute(results, CellRange(REFERENCE_ROW, columns[header], REFERENCE_ROW, columns[header]))

    value, effort, size = reference_bubble(layout)
    # First, and so below all others: what cannot be seen must not catch the pointer.
    series = [
        BubbleSeries(
            REFERENCE,
            above("Map Label"),
            above("Map Value"),
            above(map_header(layout.bands[0][0])),
            above("Map Size"),
            above("Map Label"),
            1,
            "",
            {0: (value, effort, size, "")},
        )
    ]
    # A chart counts the points of visible rows only, so that labels must be placed by these numbers.
    visible = segmentation.clients["In Filter"].to_numpy(dtype=np.bool_)
    number = np.cumsum(visible) - 1
    for position, (band, colour) in enumerate(layout.bands):
        points = {
            int(number[row]): (
                float(layout.value[row]),
                float(layout.effort[row]),
                float(layout.size[row]),
                layout.label[row],
            )
            for row in np.flatnonzero(layout.shown & (layout.band == band)).tolist()
        }
        name_cell = absolute(bands, CellRange(HEADER_ROW + 1 + position, 1, HEADER_ROW + 1 + position, 1))
        made = BubbleSeries(
            band,
            name_cell,
            whole("Map Value"),
            whole(map_header(band)),
            whole("Map Size"),
            whole("Map Label"),
            int(visible.sum()),
            colour,
            points,
        )
        series.append(made)
    figures = (_value_cut_text(segmentation), f"effort cut {segmentation.effort_cut:g}")
    texts = quadrant_texts(segmentation.inputs.segments, layout.x, layout.y, PLOT, layout.width, layout.height)
    texts += cut_texts(layout.x, layout.y, PLOT, layout.width, layout.height, figures)
    title = f"Value x effort, coloured by health - {long_date(settings.as_of)}"
    alt = _alt_text(segmentation, layout, title)
    return MapChart(MAP_KEY, place, title, alt, layout.x, layout.y, tuple(series), texts, BUBBLE_SCALE, PLOT, former)


def map_columns(layout: MapLayout) -> dict[str, int]:
    """Header -> column of SegmentResults of what the map is drawn from."""
    headers = [*SEGMENT_RESULTS.headers, *(map_header(band) for band, _ in layout.bands)]
    return {header: column for column, header in enumerate(headers, 1)}


def reference_bubble(layout: MapLayout) -> tuple[float, float, float]:
    """Value, effort and size of the unseen bubble that keeps the scale, in a corner of the plot.

    Excel scales bubbles to the largest one shown; with this one always there, filters do not rescale the others.
    """
    largest = float(layout.size[layout.placed].max()) if layout.placed.any() else 1.0
    return layout.x.maximum, layout.y.minimum, largest * layout.reference_times


def crowding(segmentation: Segmentation, layout: MapLayout) -> str:
    """A sentence where one client is worth so much that the others stand on top of each other; else ""."""
    value = layout.value[layout.placed]
    if value.size < _A_CROWD:
        return ""
    left = value - value.min() < _AT_THE_LEFT * (value.max() - value.min())
    if left.mean() < _MOST:
        return ""
    top = int(np.nanargmax(np.where(layout.placed, layout.value, np.nan)))
    median = float(np.median(value))
    name = segmentation.clients["Client"].iloc[top]
    times = f"{layout.value[top] / median:,.0f} times the median value" if median > 0 else "worth far more than most"
    return f"Most bubbles stand close together because {name} is {times}: sort SegmentResults by Map Value to compare."


def _labels(
    named: dict[int, str], value: Floats, effort: Floats, radius: Floats, x: Axis, y: Axis, width: int, height: int
) -> tuple[dict[int, str], Floats]:
    """The names that can be read on these axes, and the boxes (left, top, right, bottom; pixels) of bubble and name."""
    left, top = PLOT[0] * width, PLOT[1] * height
    at_x = left + (value - x.minimum) / (x.maximum - x.minimum) * PLOT[2] * width
    at_y = top + (y.maximum - effort) / (y.maximum - y.minimum) * PLOT[3] * height
    kept = without_collisions(named, at_x, at_y, radius, float(width))
    rows = np.flatnonzero(np.isfinite(at_x))
    names = np.array([label_width(kept.get(row, "")) for row in rows.tolist()])
    tall = np.maximum(radius[rows], np.where(names > 0, LINE / 2, 0.0))
    columns = (at_x[rows] - radius[rows], at_y[rows] - tall, at_x[rows] + radius[rows] + names, at_y[rows] + tall)
    return kept, np.column_stack(columns)


def _covered(texts: Sequence[TextBox], boxes: Floats, width: int, height: int) -> tuple[bool, bool]:
    """Whether a bubble or its name lies on one of the words at the top, and at the bottom, of the plot."""
    covered = {True: False, False: False}
    for text in texts:
        left, top = text.x * width, text.y * height
        right, bottom = left + text.width * width, top + text.height * height
        hit = (boxes[:, 0] < right) & (boxes[:, 2] > left) & (boxes[:, 1] < bottom) & (boxes[:, 3] > top)
        covered[text.y < PLOT[1] + PLOT[3] / 2] |= bool(hit.any())
    return covered[True], covered[False]


def _sizes(segmentation: Segmentation, placed: Flags) -> Floats:
    """Bubble areas: employees / their mean, the mean itself where they are blank or 0; or all 1."""
    mean = segmentation.mean_employees
    if not segmentation.inputs.settings.size_by_employees or not mean > 0:
        return np.where(placed, 1.0, np.nan)
    employees = segmentation.clients["Employees"].to_numpy(float)
    return np.where(placed, np.where(employees > 0, employees / mean, 1.0), np.nan)


def _radii(size: Floats, placed: Flags, widest: float) -> Floats:
    """About how large the bubbles are drawn, in pixels, the largest ``widest`` across; 0 where there is none."""
    if not placed.any():
        return np.zeros(len(size))
    return np.where(placed, widest / 2 * np.sqrt(size / np.nanmax(size)), 0.0)


def _value_title(settings: Settings) -> str:
    if settings.value_basis == "MRR per Seat":
        return f"MRR per seat ({settings.base_currency} a month)"
    return f"MRR ({settings.base_currency} a month)"


def _value_cut_text(segmentation: Segmentation) -> str:
    cut = segmentation.value_cut
    if math.isnan(cut):
        return "no value cut"
    return f"value cut {look.plain_money(cut)}"


def _alt_text(segmentation: Segmentation, layout: MapLayout, title: str) -> str:
    """What is seen, for those who cannot see it."""
    on_map = int(layout.shown.sum())
    codes = segmentation.clients["Segment"].to_numpy(object)[layout.shown].tolist()
    segments = [f"{cell.code} {cell.name}: {codes.count(cell.code):,}" for cell in segmentation.inputs.segments]
    healths = layout.band[layout.shown].tolist()
    bands = [f"{band}: {healths.count(band):,}" for band, _ in layout.bands]
    cuts = f"Axes cross at {_value_cut_text(segmentation)} and effort cut {segmentation.effort_cut:g}."
    off = segmentation.segment_counts.get(UNPLACED, 0)
    left_out = f" {counted(off, 'client is', 'clients are')} not on the map." if off else ""
    if filters := segmentation.inputs.filters:
        left_out += f" Filtered by {filter_text(filters)}: {on_map:,} of {int(layout.placed.sum()):,} are shown."
    size = "employees" if segmentation.inputs.settings.size_by_employees else "equal size"
    return (
        f"{title}. Bubble chart of {counted(on_map, 'client')}, {layout.x.title} to the right, effort score upwards, "
        f"bubble area by {size}. {cuts} By segment: {joined(segments)}. By health: {joined(bands)}.{left_out}"
    )
