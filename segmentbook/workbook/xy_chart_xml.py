"""A scatter chart with lines or markers, as a native chart."""

from __future__ import annotations

from segmentbook.report.spec import XYChart, XYSeries
from segmentbook.workbook import chart_pieces as bricks
from segmentbook.workbook.chart_pieces import Dialect

__all__ = ["xy_part", "xy_series_xml"]

LINE_WIDTH, RING_WIDTH = 15_875, 25_400  # a point and a quarter, and two points, in EMU
X_AXIS_ID, Y_AXIS_ID = 500_000_001, 500_000_002


def xy_series_xml(place: int, series: XYSeries) -> str:
    """One series of the chart, the ``place``-th."""
    line = f'<a:ln w="{LINE_WIDTH}" cap="rnd">{bricks.fill(series.colour)}<a:round/></a:ln>'
    look = line if series.line else '<a:ln w="19050"><a:noFill/></a:ln>'
    labels = ""
    if series.labels:
        shown, silent = bricks.labelled(series.labels)
        sides = series.label_sides
        labels = bricks.cell_labels(place, shown, lambda point: sides.get(point, "r"), "r", silent=silent)
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>'
        f"{bricks.series_name(series.name, series.name_reference)}<c:spPr>{look}</c:spPr>{_marker(series)}{labels}"
        f"{bricks.figures('xVal', series.x)}{bricks.figures('yVal', series.y)}"
        f'<c:smooth val="0"/>{bricks.extensions(place, series.labels)}</c:ser>'
    )


def _marker(series: XYSeries) -> str:
    if not series.marker:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    ring = f"<a:noFill/>{bricks.edge(series.colour, RING_WIDTH)}"
    look = f"<c:spPr>{ring if series.hollow else bricks.fill(series.colour) + bricks.edge(bricks.WHITE)}</c:spPr>"
    return f'<c:marker><c:symbol val="circle"/><c:size val="{series.marker}"/>{look}</c:marker>'


def xy_part(chart: XYChart, dialect: Dialect, *, date1904: bool) -> bytes:
    """The whole chart part."""
    series = "".join(xy_series_xml(place, one) for place, one in enumerate(chart.series))
    across = bricks.value_axis(chart.x, X_AXIS_ID, Y_AXIS_ID, "b", between="midCat")
    up = bricks.value_axis(chart.y, Y_AXIS_ID, X_AXIS_ID, "l", between="midCat")
    plot = (
        '<c:layout/><c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>'
        f'{series}<c:axId val="{X_AXIS_ID}"/><c:axId val="{Y_AXIS_ID}"/></c:scatterChart>{across}{up}'
    )
    legend = bricks.legend() if chart.legend else ""
    return bricks.chart_space(dialect, bricks.heading(chart.title), plot, legend, date1904=date1904)
