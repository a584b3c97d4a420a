"""Sparklines in Excel's object model. Unproven, as `beyond_excel` is."""

from __future__ import annotations

from typing import Any

from segmentbook.report.spec import CellRange, Sparklines
from segmentbook.workbook.live.excel_looks import excel_colour
from segmentbook.workbook.names import quoted_sheet
from segmentbook.workbook.references import area_of, area_text

__all__ = ["set_sparklines_of", "sparklines_of"]

# Microsoft's constants: XlSparkType, XlSparkScale, XlDisplayBlanksAs.
_TYPES = {"line": 1, "column": 2}
_CUSTOM, _NOT_PLOTTED = 3, 1
_POINTS = {"first": "Firstpoint", "last": "Lastpoint", "high": "Highpoint", "low": "Lowpoint"}


def sparklines_of(sheet: Any, column: CellRange) -> tuple[CellRange, CellRange] | None:
    """Where the first group in a column stands, and what it shows."""
    groups = sheet.Range(area_text(column)).SparklineGroups
    if not groups.Count:
        return None
    group = groups.Item(1)
    place, points = area_of(group.Location.Address), area_of(str(group.SourceData))
    return (place, points) if place and points else None


def set_sparklines_of(
    sheet: Any, column: CellRange, wanted: tuple[CellRange, CellRange] | None, look: Sparklines
) -> None:
    """Move the group that is there, and make one where there is none."""
    if wanted is None:
        sheet.Range(area_text(column)).SparklineGroups.Clear()
        return
    place, points = wanted
    cells, source = sheet.Range(area_text(place)), f"{quoted_sheet(sheet.Name)}!{area_text(points)}"
    groups = sheet.Range(area_text(column)).SparklineGroups
    if groups.Count:
        groups.Item(1).Modify(cells, source)
        return
    group = cells.SparklineGroups.Add(_TYPES[look.kind], source)
    group.SeriesColor.Color = excel_colour(look.colour)
    group.DisplayHidden, group.DisplayBlanksAs = True, _NOT_PLOTTED
    for name in look.marked:
        point = getattr(group.Points, _POINTS[name])
        point.Visible = True
        point.Color.Color = excel_colour(look.marked_colour or look.colour)
    axis = group.Axes.Vertical
    if look.minimum is not None:
        axis.MinScaleType, axis.CustomMinScaleValue = _CUSTOM, look.minimum
    if look.maximum is not None:
        axis.MaxScaleType, axis.CustomMaxScaleValue = _CUSTOM, look.maximum
