"""The columns of SegmentResults that show how clients have moved: arrows, sparklines, and the points of these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.model.trends import TREND_COLUMNS
from segmentbook.report import look
from segmentbook.report.spec import CellRange, SignRule, Sparklines, TableColumn
from segmentbook.report.tables import column_width, long_date

if TYPE_CHECKING:
    from segmentbook.model.trends import Points, Trends

__all__ = ["MOST_SPARKLINES", "moving_columns", "point_columns", "sign_rules", "trend_data"]

MOST_SPARKLINES = 20_000
"""Clients of a book with sparklines: their points are up to 24 columns more, and nobody reads a larger book by line."""

_PAST = "CBD5E1"
_FIGURES = {"ARR Trend": "ARR", "Health Trend": "Health"}
_HIGHEST_SCORE = 100.0


_FORMATS = {"ARR Change": '"▲" #,##0.00;"▼" #,##0.00;"►"', "Health Change": '"▲" 0.0;"▼" 0.0;"►"'}
"""The arrow says which way; the colour is `sign_rules`': LibreOffice has others under the numbers of Excel's."""


def trend_data(trends: Trends | None, index: pd.Index) -> dict[str, pd.Series]:
    """What the columns hold, those of the points last; blank where there is no history."""
    blank, none = np.full(len(index), np.nan), np.full(len(index), None, dtype=object)
    columns = (
        blank if trends is None else trends.arr_change,
        blank if trends is None else trends.health_change,
        none,
        none,
    )
    data = dict(zip(TREND_COLUMNS, columns, strict=True))
    for figure, points in _shown(trends, len(index)):
        for day, values in zip(points.days, points.figures, strict=True):
            data[_header(figure, day)] = values
    return {header: pd.Series(values, index=index) for header, values in data.items()}


def moving_columns(columns: list[TableColumn], trends: Trends | None, count: int) -> list[TableColumn]:
    """The columns of SegmentResults, those of the trends with arrows and sparklines."""
    points = dict(_shown(trends, count))
    return [_moving(column, points) for column in columns]


def _moving(column: TableColumn, points: dict[str, Points]) -> TableColumn:
    if column.header in _FORMATS:
        style = column.style.but(number_format=_FORMATS[column.header], colour=look.MUTED)
        return replace(column, style=style)
    if column.header not in _FIGURES:
        return column
    figure = _FIGURES[column.header]
    line = Sparklines(_PAST, kind="column", marked=("last",), marked_colour=look.NAVY)
    if figure in points:
        days, figures = points[figure].days, points[figure].figures
        line = replace(line, first=_header(figure, days[0]), last=_header(figure, days[-1]))
        # A column that began at the smallest figure would make much of little; one below 0 must be seen.
        if not any((one < 0.0).any() for one in figures):
            line = replace(line, minimum=0.0)
    return replace(column, sparklines=replace(line, maximum=_HIGHEST_SCORE) if figure == "Health" else line)


def sign_rules(position: Mapping[str, int], top: int, bottom: int) -> tuple[SignRule, ...]:
    """Rises in green and falls in red; what has not moved stays muted."""
    areas = (CellRange(top, position[header], bottom, position[header]) for header in _FORMATS)
    return tuple(SignRule(area, look.GREEN, look.RED) for area in areas)


def point_columns(trends: Trends | None, data: pd.DataFrame) -> Iterator[TableColumn]:
    """The columns of the points, which stand at the far right."""
    for figure, points in _shown(trends, len(data)):
        code = look.SCORE if figure == "Health" else look.MONEY
        style = look.BODY.but(number_format=code, horizontal="right", colour=look.MUTED)
        for day in points.days:
            header = _header(figure, day)
            note = f"{figure} at {long_date(day)}: a point of {figure} Trend."
            yield TableColumn(header, style, look.HEADER_RIGHT, column_width(header, data[header], code), note)


def _shown(trends: Trends | None, count: int) -> Iterator[tuple[str, Points]]:
    """The trends that are drawn, by the figure."""
    if trends is not None and count <= MOST_SPARKLINES:
        yield from ((figure, one) for figure, one in (("ARR", trends.arr), ("Health", trends.health)) if one.days)


def _header(figure: str, day: date) -> str:
    """The column of a point.

    Examples
    --------
    >>> _header("ARR", date(2026, 5, 31))
    'ARR 2026-05'
    """
    return f"{figure} {day.year:04}-{day.month:02}"
