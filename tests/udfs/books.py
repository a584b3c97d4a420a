"""Books as a refresh computes them and as a host hands their ranges to a formula."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import pandas as pd

from segmentbook.checks import check
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.raw import RawBook, RawColumn, RawTable
from segmentbook.report.sample import AS_OF, sample_frames
from udfs import ExcelError

__all__ = ["AS_OF", "HOSTS", "Range", "known", "refreshed", "result_range", "sample", "sample_book", "told"]

Range = Sequence[Sequence[Any]]
"""A range with its header row."""

_EXCEL_EPOCH = date(1899, 12, 30)


def refreshed(ranges: Mapping[str, Range], as_of: date = AS_OF) -> Segmentation:
    """What a refresh computes of these tables."""
    tables = {
        name: RawTable(
            name,
            name,
            1,
            1,
            tuple(rows[0]),
            tuple(RawColumn.from_values([row[i] for row in rows[1:]]) for i in range(len(rows[0]))),
            name,
        )
        for name, rows in ranges.items()
    }
    return segment(check(RawBook(tables, tuple(tables)), today=as_of, as_of=as_of).inputs)


@cache
def sample() -> dict[str, list[list[Any]]]:
    """The sample's tables as they were typed."""
    return {
        name: [list(frame.columns), *([None if pd.isna(c) else c for c in row] for row in frame.to_numpy().tolist())]
        for name, frame in sample_frames().items()
    }


@cache
def sample_book() -> Segmentation:
    """What a refresh computes of the sample."""
    return refreshed(sample())


def result_range(book: Segmentation) -> list[list[Any]]:
    """SegmentResults as it stands in the workbook: blank where there is nothing."""
    frame = book.clients
    rows = ([None if pd.isna(cell) or cell == "" else cell for cell in row] for row in frame.to_numpy().tolist())
    return [list(frame.columns), *rows]


def as_excel(rows: Range) -> tuple[tuple[Any, ...], ...]:
    """As the formula server hands a range over: tuples, None, datetimes."""

    def cell(value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        return datetime(value.year, value.month, value.day) if isinstance(value, date) else value

    return tuple(tuple(map(cell, row)) for row in rows)


def as_libreoffice(rows: Range) -> tuple[tuple[Any, ...], ...]:
    """As Calc hands a range over: tuples, "" where blank, dates as serials, booleans as numbers."""

    def cell(value: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, date):
            return float((date(value.year, value.month, value.day) - _EXCEL_EPOCH).days)
        return float(value) if isinstance(value, (bool, int)) else value

    return tuple(tuple(map(cell, row)) for row in rows)


def as_text(rows: Range) -> list[list[Any]]:
    """As a sloppy import leaves a range: numbers and dates as text."""

    def cell(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        return f"{value:,}" if isinstance(value, (int, float)) and not isinstance(value, bool) else value

    return [list(map(cell, row)) for row in rows]


HOSTS: dict[str, Callable[[Range], Any]] = {
    "Python": lambda rows: [list(row) for row in rows],
    "Excel": as_excel,
    "LibreOffice": as_libreoffice,
    "text": as_text,
}
"""How the same cells arrive."""


def known(values: Sequence[Any]) -> list[Any]:
    """A column of a frame, None where it is blank."""
    return [None if pd.isna(value) or value == "" else value for value in values]


def told(result: Any) -> Any:
    """A formula's result, None for #N/A and "": what is blank in SegmentResults."""
    return None if result in (ExcelError.NA, "") else result
