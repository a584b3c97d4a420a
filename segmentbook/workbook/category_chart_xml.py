"""Columns, bars and lines over categories, as a native chart."""

from __future__ import annotations

from collections.abc import Sequence

from segmentbook.report.colours import contrast
from segmentbook.report.spec import CategoryChart, CategorySeries, ValueAxis
from segmentbook.workbook import chart_pieces as bricks
from segmentbook.workbook.chart_pieces import Dialect

__all__ = ["category_part", "category_series_xml"]

LINE_WIDTH = 19_050  # a point and a half, in EMU
MARKER = 6
APART = -8
"""Overlap of the columns of one category, in per cent of their width: a hair's breadth between them."""

_AXES = {False: (500_000_001, 500_000_002), True: (500_000_003, 500_000_004)}
"""Ids of the category and the value axis, of the first and of the second pair."""


def category_series_xml(place: int, series: CategorySeries, chart: CategoryChart) -> str:
    """One series of the chart, the ``place``-th."""
    head = (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>{bricks.series_name(series.name, series.name_reference)}'
    )
    data = f"{_labels(place, series, chart)}{bricks.categories(chart.categories)}{bricks.figures('val', series.values)}"
    beyond = bricks.extensions(place, series.labels)
    if series.kind == "line":
        return (
            f"{head}<c:spPr>{_line(series.colour)}</c:spPr>{_marker(series.colour)}{_points(series)}{data}"
            f'<c:smooth val="0"/>{beyond}</c:ser>'
        )
    return (
        f'{head}<c:spPr>{_filled(series.colour)}</c:spPr><c:invertIfNegative val="0"/>{_points(series)}{data}'
        f"{beyond}</c:ser>"
    )


def _filled(colour: str) -> str:
    return bricks.fill(colour) if colour else bricks.NO_SHAPE


def _line(colour: str) -> str:
    if not colour:
        return "<a:ln><a:noFill/></a:ln>"
    return f'<a:ln w="{LINE_WIDTH}" cap="rnd">{bricks.fill(colour)}<a:round/></a:ln>'


def _marker(colour: str) -> str:
    if not colour:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    look = f"<c:spPr>{bricks.fill(colour)}{bricks.edge(bricks.WHITE)}</c:spPr>"
    return f'<c:marker><c:symbol val="circle"/><c:size val="{MARKER}"/>{look}</c:marker>'


def _points(series: CategorySeries) -> str:
    """The points that have a colour of their own."""
    if series.kind == "line":
        return "".join(
            f'<c:dPt><c:idx val="{point}"/>{_marker(colour)}<c:bubble3D val="0"/></c:dPt>'
            for point, colour in sorted(series.point_colours.items())
        )
    return "".join(
        f'<c:dPt><c:idx val="{point}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
        f"<c:spPr>{bricks.fill(colour)}</c:spPr></c:dPt>"
        for point, colour in sorted(series.point_colours.items())
    )


def _labels(place: int, series: CategorySeries, chart: CategoryChart) -> str:
    inside = chart.stacked and series.kind != "line"
    side = "ctr" if inside else "t" if series.kind == "line" else "outEnd"

    def ink(point: int) -> str:
        return _ink(series.point_colours.get(point, series.colour)) if inside else bricks.INK

    if series.labels:
        shown, silent = bricks.labelled(series.labels)
        return bricks.cell_labels(place, shown, lambda point: side, side, ink, silent)
    if series.label_format:
        colours = {point: ink(point) for point in range(len(series.values.values))} if inside else {}
        return bricks.value_labels(series.label_format, side, colours)
    return ""


def _ink(ground: str) -> str:
    """Dark or white, whichever is easier to read on it."""
    return max((bricks.INK, bricks.WHITE), key=lambda ink: contrast(ink, ground))


def category_part(chart: CategoryChart, dialect: Dialect, *, date1904: bool) -> bytes:
    """The whole chart part."""
    numbered = list(enumerate(chart.series))
    groups, axes = "", ""
    for secondary in (False, True):
        mine = [(place, one) for place, one in numbered if one.secondary == secondary]
        if not mine:
            continue
        bars = [(place, one) for place, one in mine if one.kind != "line"]
        lines = [(place, one) for place, one in mine if one.kind == "line"]
        groups += _bars(bars, chart, dialect, secondary) if bars else ""
        groups += _lines(lines, chart, secondary) if lines else ""
        axes += _axes(chart, dialect, secondary)
    legend = bricks.legend(place=chart.legend_place) if chart.legend else ""
    plot = f"{bricks.placed(chart.plot, inner=True)}{groups}{axes}"
    return bricks.chart_space(dialect, bricks.heading(chart.title), plot, legend, date1904=date1904)


def _bars(
    numbered: Sequence[tuple[int, CategorySeries]], chart: CategoryChart, dialect: Dialect, secondary: bool
) -> str:
    series = "".join(category_series_xml(place, one, chart) for place, one in numbered)
    direction = "bar" if _lying(chart) else "col"
    grouping = "stacked" if chart.stacked else "clustered"
    gap, overlap = dialect.per_cent(chart.gap), dialect.per_cent(100 if chart.stacked else APART)
    return (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{gap}"/><c:overlap val="{overlap}"/>{_axis_ids(secondary)}</c:barChart>'
    )


def _lines(numbered: Sequence[tuple[int, CategorySeries]], chart: CategoryChart, secondary: bool) -> str:
    series = "".join(category_series_xml(place, one, chart) for place, one in numbered)
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
        f"{_axis_ids(secondary)}</c:lineChart>"
    )


def _lying(chart: CategoryChart) -> bool:
    return any(series.kind == "bars" for series in chart.series)


def _names(chart: CategoryChart) -> str:
    """The type of the categories: smaller where they are turned."""
    if chart.turned is not None:
        return bricks.text_properties(bricks.LABEL_SIZE, bricks.INK, turned=chart.turned)
    return bricks.text_properties(bricks.SMALL_SIZE, bricks.INK)


def _axis_ids(secondary: bool) -> str:
    return "".join(f'<c:axId val="{one}"/>' for one in _AXES[secondary])


def _axes(chart: CategoryChart, dialect: Dialect, secondary: bool) -> str:
    """Categories and figures; lying bars begin at the top, and the second pair shows its figures only."""
    own, other = _AXES[secondary]
    lying, hidden = _lying(chart), secondary or not chart.categories_shown
    axis = (chart.secondary or ValueAxis()) if secondary else chart.axis
    title = "" if secondary else bricks.axis_title(chart.category_title, upright=lying)
    across = (
        f'<c:catAx><c:axId val="{own}"/><c:scaling><c:orientation val="{"maxMin" if lying else "minMax"}"/>'
        f'</c:scaling><c:delete val="{int(hidden)}"/><c:axPos val="{"l" if lying else "b"}"/>{title}'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/><c:spPr>{bricks.edge(bricks.MUTED)}</c:spPr>'
        f"{_names(chart)}"
        f'<c:crossAx val="{other}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        f'<c:lblOffset val="{dialect.per_cent(100)}"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )
    # At the far end of the categories: for the second axis its own side, for lying bars, which run downwards, the foot.
    far = secondary != lying
    place = ("t" if secondary else "b") if lying else "r" if secondary else "l"
    return across + bricks.value_axis(axis, other, own, place, crosses="max" if far else "autoZero")
