"""A chart that is there already: its data, colours and axes follow the results, everything else is the user's."""

from __future__ import annotations

from lxml import etree

from segmentbook.errors import WorkbookError
from segmentbook.report.spec import Chart, MapChart
from segmentbook.workbook.chart_fitting import Caches
from segmentbook.workbook.chart_pieces import Dialect
from segmentbook.workbook.map_chart_xml import Places
from segmentbook.workbook.map_fit import MapFit
from segmentbook.workbook.plain_fit import PlainFit
from segmentbook.workbook.xmlparts import parse, rewrite

__all__ = ["fit_chart"]


def fit_chart(content: bytes, chart: Chart, dialect: Dialect, places: Places, written_title: str) -> tuple[bytes, bool]:
    """Bring a chart's series, axes and title up to date.

    Parameters
    ----------
    content
        The chart part.
    chart, dialect, places
        As for a new chart.
    written_title
        The title as we last wrote it: one that says otherwise is the user's own and stays.

    Returns
    -------
    tuple
        The chart part, and whether an axis of the map has another scale or crossing now, so that texts beside it must
        move.
    """
    caches = Caches(content)
    bare = caches.take(content)
    try:
        root = parse(bare)
    except etree.XMLSyntaxError as error:
        what = "the map's chart" if isinstance(chart, MapChart) else f"the chart '{chart.title}'"
        raise WorkbookError(f"{what} is damaged ({error.msg}); delete it, and a refresh draws it anew.") from None
    if isinstance(chart, MapChart):
        fit: MapFit | PlainFit = MapFit(root, chart, dialect, places, caches)
    else:
        fit = PlainFit(root, chart, dialect, caches)
    fit.series()
    fit.title(written_title)
    moved = bool(fit.axes())
    return caches.give_back(rewrite(bare, root)), moved
