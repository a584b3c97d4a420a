"""Where we have put charts: one that still stands there moves when its place does, one that was moved by hand stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.report.spec import Chart
from segmentbook.workbook.drawing_xml import find_frame, move_frame
from segmentbook.workbook.names import quoted_sheet
from segmentbook.workbook.references import area_of, area_text

if TYPE_CHECKING:
    from lxml.etree import _Element

    from segmentbook.workbook.book import Book, Sheet
    from segmentbook.workbook.chart_pieces import Dialect

__all__ = ["settle_chart"]


def settle_chart(
    book: Book, sheet: Sheet, sheet_key: str, chart: Chart, drawing: _Element, dialect: Dialect, *, fresh: bool
) -> None:
    """Move a chart to its place of today, and remember that place.

    A mark holds where it was put last; like the chart it moves with rows and columns. A chart that stands anywhere else
    is where the user wants it.

    Parameters
    ----------
    sheet_key
        What the sheet is known by.
    drawing
        The sheet's drawing, the chart's frame in it.
    fresh
        Whether the frame has just been made.
    """
    mark = f"{sheet_key}.{chart.key}.Place"
    known = area_of(book.marked(mark))
    found = find_frame(drawing, chart, dialect)
    if found is None or (known == chart.place and not fresh):
        return
    was = (known or chart.place,)
    if fresh or move_frame(found[0], was, chart.place, dialect):
        book.mark(mark, f"{quoted_sheet(sheet.name)}!{area_text(chart.place, fixed=True)}")
