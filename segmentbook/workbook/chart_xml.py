"""A chart of any kind as its part of the workbook."""

from __future__ import annotations

from segmentbook.report.spec import CategoryChart, Chart, MapChart, RingChart, XYChart
from segmentbook.workbook.category_chart_xml import category_part, category_series_xml
from segmentbook.workbook.chart_pieces import Dialect
from segmentbook.workbook.map_chart_xml import Places, map_part, series_xml
from segmentbook.workbook.ring_chart_xml import ring_part, ring_xml
from segmentbook.workbook.xy_chart_xml import xy_part, xy_series_xml

__all__ = ["chart_part", "series_parts"]


def chart_part(chart: Chart, dialect: Dialect, places: Places, *, date1904: bool, shapes: str) -> bytes:
    """The whole chart part.

    Parameters
    ----------
    chart, dialect
        The chart, and how this workbook is written.
    places
        Of a map, the side of each label, by series and point.
    date1904
        The workbook's date system.
    shapes
        The relationship of a map's texts, "" for none.
    """
    match chart:
        case MapChart():
            return map_part(chart, dialect, places, date1904=date1904, shapes=shapes)
        case CategoryChart():
            return category_part(chart, dialect, date1904=date1904)
        case XYChart():
            return xy_part(chart, dialect, date1904=date1904)
        case RingChart():
            return ring_part(chart, dialect, date1904=date1904)


def series_parts(chart: Chart, dialect: Dialect, places: Places) -> list[str]:
    """The element of each series of a chart, as it is written new."""
    match chart:
        case MapChart():
            return [series_xml(place, one, dialect, places) for place, one in enumerate(chart.series)]
        case CategoryChart():
            return [category_series_xml(place, one, chart) for place, one in enumerate(chart.series)]
        case XYChart():
            return [xy_series_xml(place, one) for place, one in enumerate(chart.series)]
        case RingChart():
            return [ring_xml(place, ring) for place, ring in enumerate(chart.rings)]
