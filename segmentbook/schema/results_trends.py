"""Columns of SegmentResults that hang on the history."""

from segmentbook.schema._types import Column, Kind

__all__ = ["TREND_COLUMNS"]

TREND_COLUMNS = (
    Column(
        "ARR Change",
        Kind.MONEY,
        "ARR - ARR at the snapshot that is compared with, a year; blank where either is not known.",
        width=14,
    ),
    Column(
        "Health Change",
        Kind.SCORE,
        "Health Score - that of the snapshot that is compared with; blank where either is not known.",
        width=11,
    ),
    Column(
        "ARR Trend",
        Kind.TEXT,
        "ARR at the last snapshot of each of the last months, at most 12, the present at the right; bars begin at 0.",
        width=18,
    ),
    Column(
        "Health Trend",
        Kind.TEXT,
        "Health Score at the same days; bars run from 0 to 100.",
        width=18,
    ),
)
