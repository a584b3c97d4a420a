"""The segment map as a native bubble chart.

``c:crossesAt`` stands in the element of one axis and is in the units of the *other*: it says where this axis crosses
that one. An axis of the specification says where the other crosses it, so the figures change places here.
"""

from __future__ import annotations

from collections.abc import Mapping

from segmentbook.report.spec import Axis, BubbleSeries, MapChart
from segmentbook.workbook import chart_pieces as bricks
from segmentbook.workbook.chart_pieces import Dialect, number
from segmentbook.workbook.column_xml import escaped

__all__ = ["Places", "labels_xml", "map_part", "series_xml"]

OPACITY = 0.7
X_AXIS_ID, Y_AXIS_ID = 500_000_001, 500_000_002
LEGEND_TOP, LEGEND_HEIGHT, LEGEND_WIDTH = 0.012, 0.055, 0.45

Places = Mapping[tuple[int, int], str]
"""The side of each label that has one, by number of the series and of the point."""


def labels_xml(place: int, series: BubbleSeries, places: Places) -> str:
    """The labels of a series: its points' texts come from cells; ``places`` has the side of each."""
    labelled = [point for point, (_, _, _, label) in series.points.items() if label]
    return bricks.cell_labels(place, labelled, lambda point: places.get((place, point), "r"), "r")


def series_xml(place: int, series: BubbleSeries, dialect: Dialect, places: Places) -> str:
    """One series: a health band in its colour, or the unseen bubble that keeps the scale."""
    look = bricks.NO_SHAPE
    if series.colour:
        alpha = f'<a:alpha val="{dialect.share(OPACITY)}"/>'
        look = f'<a:solidFill><a:srgbClr val="{series.colour}">{alpha}</a:srgbClr></a:solidFill>'
        look += bricks.edge(bricks.WHITE)
    xs = {point: number(x) for point, (x, _, _, _) in series.points.items()}
    ys = {point: number(y) for point, (_, y, _, _) in series.points.items()}
    sizes = {point: number(size) for point, (_, _, size, _) in series.points.items()}
    labels = {point: escaped(values[3]) for point, values in series.points.items() if values[3]}
    drawn = labels_xml(place, series, places) if series.colour else ""
    cells = bricks.label_cells(series.label_reference, labels, series.length)
    beyond = f"<c:extLst>{cells}</c:extLst>" if series.colour else ""
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>'
        f"{bricks.series_name(series.name, series.name_reference)}<c:spPr>{look}</c:spPr>"
        f'<c:invertIfNegative val="0"/>{drawn}{bricks.numbers("xVal", series.x_reference, xs, series.length)}'
        f"{bricks.numbers('yVal', series.y_reference, ys, series.length)}"
        f"{bricks.numbers('bubbleSize', series.size_reference, sizes, series.length)}"
        f'<c:bubble3D val="0"/>{beyond}</c:ser>'
    )


def _axis(axis: Axis, other: Axis, own_id: int, other_id: int, place: str) -> str:
    return (
        f'<c:valAx><c:axId val="{own_id}"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{number(axis.maximum)}"/><c:min val="{number(axis.minimum)}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{place}"/>'
        f"{bricks.axis_title(axis.title, upright=place == 'l')}"
        f'<c:numFmt formatCode="{bricks.plain(axis.number_format)}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f"<c:spPr>{bricks.edge(bricks.MUTED)}</c:spPr>{bricks.text_properties(bricks.SMALL_SIZE, bricks.MUTED)}"
        f'<c:crossAx val="{other_id}"/><c:crossesAt val="{number(other.crosses_at)}"/><c:crossBetween val="midCat"/>'
        f'<c:majorUnit val="{number(axis.major_unit)}"/></c:valAx>'
    )


def _legend(chart: MapChart) -> str:
    """Bands above the plot, at the right; the unseen series is not among them."""
    hidden = "".join(
        f'<c:legendEntry><c:idx val="{place}"/><c:delete val="1"/></c:legendEntry>'
        for place, series in enumerate(chart.series)
        if not series.colour
    )
    right = chart.plot[0] + chart.plot[2]
    layout = bricks.layout(x=right - LEGEND_WIDTH, y=LEGEND_TOP, w=LEGEND_WIDTH, h=LEGEND_HEIGHT)
    return (
        f'<c:legend><c:legendPos val="t"/>{hidden}{layout}<c:overlay val="0"/>'
        f"{bricks.text_properties(bricks.SMALL_SIZE, bricks.MUTED)}</c:legend>"
    )


def map_part(chart: MapChart, dialect: Dialect, places: Places, *, date1904: bool, shapes: str) -> bytes:
    """The chart part; ``places`` has the side of each label, ``shapes`` is the relationship of its texts."""
    left, top, width, height = chart.plot
    series = "".join(series_xml(place, one, dialect, places) for place, one in enumerate(chart.series))
    scale = dialect.per_cent(chart.bubble_scale)
    plot = (
        f"{bricks.layout(True, x=left, y=top, w=width, h=height)}"
        f'<c:bubbleChart><c:varyColors val="0"/>{series}<c:bubbleScale val="{scale}"/><c:showNegBubbles val="0"/>'
        f'<c:sizeRepresents val="area"/><c:axId val="{X_AXIS_ID}"/><c:axId val="{Y_AXIS_ID}"/></c:bubbleChart>'
        f"{_axis(chart.x, chart.y, X_AXIS_ID, Y_AXIS_ID, 'b')}{_axis(chart.y, chart.x, Y_AXIS_ID, X_AXIS_ID, 'l')}"
    )
    title = bricks.heading(chart.title, left)
    return bricks.chart_space(dialect, title, plot, _legend(chart), date1904=date1904, shapes=shapes)
