"""Native charts as data: what they plot, from which cells, and how they look.

Every kind has ``key``, ``place``, ``title`` and ``alt_text``, and ``plotted`` says of each what cells its series show.
A reference is ``'Sheet'!$A$2:$A$37``, the sheet's name always in quotes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from segmentbook.report.cell_spec import CellRange, Style

__all__ = [
    "Axis",
    "BubbleSeries",
    "CategoryChart",
    "CategorySeries",
    "Chart",
    "ChartCells",
    "MapChart",
    "PlottedSeries",
    "Ring",
    "RingChart",
    "TextBox",
    "ValueAxis",
    "XYChart",
    "XYSeries",
    "plotted",
]


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of the map. ``crosses_at`` is where the *other* axis crosses this one, in this axis's units."""

    title: str
    minimum: float
    maximum: float
    major_unit: float
    crosses_at: float
    number_format: str


@dataclass(frozen=True, slots=True)
class BubbleSeries:
    """One health band on the map: references to whole table columns, with the cached values of its points.

    ``points`` maps a position in the referenced column to (x, y, size, label); all other positions are not plotted.
    Rows that a filter of ours hides do not count, neither in positions nor in ``length``, as in Excel's own charts.
    References are ``'Sheet'!$A$2:$A$37``; ``name`` is the cached name.
    """

    name: str
    name_reference: str
    x_reference: str
    y_reference: str
    size_reference: str
    label_reference: str
    length: int
    colour: str  # "" draws nothing: the reference bubble that holds the book's maximum
    points: Mapping[int, tuple[float, float, float, str]]


@dataclass(frozen=True, slots=True)
class TextBox:
    """Words inside the chart's plot area; ``x``, ``y`` in shares of the chart's width and height."""

    text: str
    x: float
    y: float
    width: float
    height: float
    style: Style
    note: str = ""


@dataclass(frozen=True, slots=True)
class MapChart:
    """The value x effort map as a native bubble chart, anchored over cells ``place``.

    ``plot`` is the inner plot area (left, top, width, height in shares of the chart): the manual layout by which
    ``texts`` stand where they belong. ``former`` are the places that it may have had in other layouts of ours: from
    there it moves to ``place``; from where the user has put it, it does not.
    """

    key: str
    place: CellRange
    title: str
    alt_text: str
    x: Axis
    y: Axis
    series: tuple[BubbleSeries, ...]
    texts: tuple[TextBox, ...]
    bubble_scale: int = 60
    plot: tuple[float, float, float, float] = (0.06, 0.13, 0.91, 0.73)
    former: tuple[CellRange, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartCells:
    """Cells that a chart shows: their reference, and their values for the cache (None: not plotted)."""

    reference: str
    values: tuple[float | str | None, ...]


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """An axis of figures; None leaves its scale to Excel. ``number_format`` is that of its ticks.

    One that is not ``shown`` has neither ticks nor title: its bars are labelled instead.
    """

    title: str = ""
    number_format: str = "#,##0"
    minimum: float | None = None
    maximum: float | None = None
    major_unit: float | None = None
    shown: bool = True


@dataclass(frozen=True, slots=True)
class CategorySeries:
    """One series of columns, bars or a line, with one value a category.

    Without ``name_reference`` the name is written into the chart. ``label_format`` is the number format of direct
    labels, "" for none; ``labels`` are cells that say what each label reads instead. ``point_colours`` are those of
    single points, by position. A ``secondary`` series is measured on the chart's second axis. One of the ``colour`` ""
    is not drawn: others stand on it, or it carries labels.
    """

    name: str
    values: ChartCells
    colour: str
    name_reference: str = ""
    kind: Literal["columns", "bars", "line"] = "columns"
    secondary: bool = False
    point_colours: Mapping[int, str] = field(default_factory=dict)
    label_format: str = ""
    labels: ChartCells | None = None


@dataclass(frozen=True, slots=True)
class CategoryChart:
    """Columns, bars (first category at the top) and lines over categories, anchored over cells ``place``.

    ``gap`` is the space between categories in per cent of a bar's width. Columns and bars do not go together. Without
    ``categories_shown`` nothing stands at the axis of categories; without a title nothing above the plot. ``plot`` is
    the inner plot area (left, top, width, height in shares of the chart), and ``legend_place`` where the legend stands;
    categories are written ``turned`` by so many degrees. None: as the program sees fit.
    """

    key: str
    place: CellRange
    title: str
    alt_text: str
    categories: ChartCells
    series: tuple[CategorySeries, ...]
    axis: ValueAxis = ValueAxis()
    secondary: ValueAxis | None = None
    category_title: str = ""
    stacked: bool = False
    gap: int = 60
    legend: bool = True
    categories_shown: bool = True
    plot: tuple[float, float, float, float] | None = None
    legend_place: tuple[float, float, float, float] | None = None
    turned: int | None = None


@dataclass(frozen=True, slots=True)
class XYSeries:
    """One series of a scatter chart: points with a marker (its size in points, 0 for none) and perhaps a line.

    A ``hollow`` marker is a ring, through which another series' point is seen. ``labels`` are cells that say what
    stands beside each point ("" or None: nothing), at its right or at the side (``l``, ``t``, ``b``) of
    ``label_sides``.
    """

    name: str
    x: ChartCells
    y: ChartCells
    colour: str
    name_reference: str = ""
    line: bool = False
    marker: int = 6
    hollow: bool = False
    labels: ChartCells | None = None
    label_sides: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class XYChart:
    """A scatter chart with titled axes, anchored over cells ``place``."""

    key: str
    place: CellRange
    title: str
    alt_text: str
    series: tuple[XYSeries, ...]
    x: ValueAxis
    y: ValueAxis
    legend: bool = True


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring of a doughnut: a slice a value, in ``colours``, from 12 o'clock clockwise.

    ``label_format`` is that of the labels on the slices, "" for none: of their values, or of their share of the ring
    where ``label_share``; ``labels`` are cells that they read instead.
    """

    name: str
    categories: ChartCells
    values: ChartCells
    colours: tuple[str, ...]
    name_reference: str = ""
    label_format: str = ""
    label_share: bool = False
    labels: ChartCells | None = None


@dataclass(frozen=True, slots=True)
class RingChart:
    """A doughnut of one or more rings, the innermost first, with a hole of ``hole`` per cent.

    The legend is of the innermost ring: above, or at the right (``r``). ``plot`` and ``legend_place`` are where the
    plot and the legend stand (left, top, width, height in shares of the chart), None: as the program sees fit.
    ``former`` as of a map.
    """

    key: str
    place: CellRange
    title: str
    alt_text: str
    rings: tuple[Ring, ...]
    hole: int = 60
    legend: bool = True
    legend_side: Literal["t", "r"] = "t"
    plot: tuple[float, float, float, float] | None = None
    legend_place: tuple[float, float, float, float] | None = None
    former: tuple[CellRange, ...] = ()


Chart = MapChart | CategoryChart | XYChart | RingChart


@dataclass(frozen=True, slots=True)
class PlottedSeries:
    """What one series of a chart shows: its name, its colour ("" is drawn with none), and the cells of each role.

    Roles are ``name``, ``x``, ``y``, ``size``, ``label``, ``categories`` and ``values``; a role without cells is not
    there. ``point_colours`` are those of single points or slices, by position.
    """

    name: str
    colour: str
    references: Mapping[str, str]
    point_colours: Mapping[int, str] = field(default_factory=dict)


def plotted(chart: Chart) -> tuple[PlottedSeries, ...]:
    """The series of a chart of any kind, in the chart's order.

    Examples
    --------
    >>> cells = ChartCells("'T'!$A$2:$A$3", ("Tier 1", "Tier 2")), ChartCells("'T'!$B$2:$B$3", (2.0, 1.0))
    >>> bars = CategorySeries("ARR", cells[1], "1E3A5F", "'T'!$B$1")
    >>> chart = CategoryChart("ARR", CellRange(1, 1, 9, 9), "ARR per tier", "", cells[0], (bars,))
    >>> plotted(chart)[0].references
    {'name': "'T'!$B$1", 'categories': "'T'!$A$2:$A$3", 'values': "'T'!$B$2:$B$3"}
    """
    match chart:
        case MapChart():
            return tuple(_bubbles(one) for one in chart.series)
        case CategoryChart():
            return tuple(
                PlottedSeries(
                    one.name,
                    one.colour,
                    _references(
                        name=one.name_reference, categories=chart.categories, values=one.values, label=one.labels
                    ),
                    one.point_colours,
                )
                for one in chart.series
            )
        case XYChart():
            return tuple(
                PlottedSeries(
                    one.name, one.colour, _references(name=one.name_reference, x=one.x, y=one.y, label=one.labels)
                )
                for one in chart.series
            )
        case RingChart():
            return tuple(
                PlottedSeries(
                    ring.name,
                    "",
                    _references(
                        name=ring.name_reference, categories=ring.categories, values=ring.values, label=ring.labels
                    ),
                    dict(enumerate(ring.colours)),
                )
                for ring in chart.rings
            )


def _bubbles(series: BubbleSeries) -> PlottedSeries:
    references = _references(
        name=series.name_reference,
        x=series.x_reference,
        y=series.y_reference,
        size=series.size_reference,
        label=series.label_reference,
    )
    return PlottedSeries(series.name, series.colour, references)


def _references(**roles: ChartCells | str | None) -> dict[str, str]:
    texts = {role: cells if isinstance(cells, str) else cells.reference for role, cells in roles.items() if cells}
    return {role: text for role, text in texts.items() if text}
