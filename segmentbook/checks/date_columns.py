"""Columns of dates, in every form that Excel and other systems leave them in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segmentbook.checks.cells import Remark, TextCounts, text_counts
from segmentbook.checks.serials import SHIFT_1904, days_of_serials, days_of_yyyymmdd
from segmentbook.raw import Kind, RawColumn
from segmentbook.schema.read_dates import (
    LAST_SERIAL,
    MILLISECONDS,
    SECONDS,
    SECONDS_PER_DAY,
    YEARS,
    DateText,
    Orders,
    Trace,
    day_order,
    read_date,
)

__all__ = ["DateColumn", "date_columns"]

_EARLIEST_LIKELY = 18_264  # 1 January 1950: an earlier day number is more likely a number of something else


@dataclass(frozen=True, slots=True, eq=False)
class DateColumn:
    """A column read as dates: NaT where blank or unreadable."""

    values: npt.NDArray[np.datetime64]
    unreadable: npt.NDArray[np.bool_]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Texts:
    """The distinct texts of a column, read."""

    counts: TextCounts
    read: Mapping[int, DateText]
    blank: tuple[int, ...]
    orders: Orders


def date_columns(columns: Mapping[str, RawColumn], *, date1904: bool = False) -> dict[str, DateColumn]:
    """Read the date columns of one table as days, ``datetime64[s]``.

    A text such as 03/04/2025 is read as the other texts of its column can only be read, else as those of the table's
    other date columns, else with the day first; each column says once that it has such texts and how they were read.

    Parameters
    ----------
    columns
        Cells by header.
    date1904
        Whether a plain number counts days from 1904 in this workbook.

    Examples
    --------
    >>> cells = RawColumn.from_values(["31/12/2025", "03/04/2025", 45000, 20251231, "31/02/2026", None])
    >>> column = date_columns({"Start": cells})["Start"]
    >>> [str(day)[:10] for day in column.values]
    ['2025-12-31', '2025-04-03', '2023-03-15', '2025-12-31', 'NaT', 'NaT']
    >>> column.unreadable.tolist()
    [False, False, False, False, True, False]
    >>> column.remarks[0].action
    'Read as 2025-04-03 (day first, as 1 other text of the column).'
    """
    texts = {header: _texts(raw) for header, raw in columns.items()}
    table = sum((text.orders for text in texts.values() if text), Orders())
    return {header: _column(raw, texts[header], table, date1904) for header, raw in columns.items()}


def _texts(raw: RawColumn) -> _Texts | None:
    counts = text_counts(raw)
    if counts is None:
        return None
    read, blank = {}, []
    day_first = month_first = 0
    for position in counts.used:
        text = raw.pool[position]
        found = read_date(text)
        if found is None:
            if not text.strip():
                blank.append(int(position))
            continue
        read[int(position)] = found
        if found.day_first is not None:
            day_first += int(counts.counts[position]) * found.day_first
            month_first += int(counts.counts[position]) * (not found.day_first)
    return _Texts(counts, read, tuple(blank), Orders(day_first, month_first))


def _column(raw: RawColumn, texts: _Texts | None, table: Orders, date1904: bool) -> DateColumn:
    days, remarks = _numbers(raw, date1904)
    unreadable = np.isnat(days) & (raw.kind != Kind.BLANK)
    zero = (raw.number == 0) & ((raw.kind == Kind.NUMBER) | (raw.kind == Kind.DATE))
    if zero.any():
        unreadable &= ~zero
        rows = np.flatnonzero(zero)
        remarks.append(Remark.read_as("should be blank, not 0, where there is no date", raw, rows, "blank"))
    if texts is not None:
        remarks += _take_texts(raw, texts, table, date1904, days, unreadable)
    return DateColumn(days.astype("datetime64[s]"), unreadable, tuple(remarks))


def _numbers(raw: RawColumn, date1904: bool) -> tuple[npt.NDArray[np.datetime64], list[Remark]]:
    """Days of the cells that hold a number, shown as a date or not."""
    is_date, is_number = raw.kind == Kind.DATE, raw.kind == Kind.NUMBER
    days = days_of_serials(np.where(is_date, raw.number, np.nan))
    rows = np.flatnonzero(is_number & (raw.number != 0))
    if not rows.size:
        return days, []
    numbers = raw.number[rows]
    shift = SHIFT_1904 if date1904 else 0
    year_alone = (numbers >= YEARS[0]) & (numbers <= YEARS[1]) & (numbers == np.floor(numbers))
    in_range = (numbers > 0) & (numbers <= LAST_SERIAL - shift) & ~year_alone
    found = days_of_serials(np.where(in_range, numbers + shift, np.nan))
    found = np.where(in_range, found, days_of_yyyymmdd(numbers))
    seconds = (numbers >= SECONDS[0]) & (numbers < SECONDS[1])
    milliseconds = (numbers >= MILLISECONDS[0]) & (numbers < MILLISECONDS[1])
    epoch = seconds | milliseconds
    if epoch.any():
        since_1970 = np.where(epoch, numbers / np.where(milliseconds, 1e3, 1.0), 0) // SECONDS_PER_DAY
        found = np.where(epoch, since_1970.astype(np.int64).astype("datetime64[D]"), found)
    days[rows] = found
    remarks = []
    early = in_range & (numbers + shift < _EARLIEST_LIKELY) & ~np.isnat(found)
    for mask, rule in ((epoch, f"should be {Trace.EPOCH}"), (early, "should be a date, not a number so small")):
        if mask.any():
            which = rows[mask]
            remarks.append(Remark.read_as(rule, raw, which, str(days[which[0]])))
    return days, remarks


def _take_texts(
    raw: RawColumn,
    texts: _Texts,
    table: Orders,
    date1904: bool,
    days: npt.NDArray[np.datetime64],
    unreadable: npt.NDArray[np.bool_],
) -> list[Remark]:
    """Put the days of texts into ``days`` and say what is to be said of them."""
    day_first, because = day_order(texts.orders, table)
    lookup = np.full(len(raw.pool), np.datetime64("NaT", "D"))
    for position, found in texts.read.items():
        day = found.month_first if found.month_first is not None and not day_first else found.day
        shift = SHIFT_1904 if date1904 and found.trace is Trace.SERIAL else 0
        lookup[position] = np.datetime64(day, "D") + shift
    counts = texts.counts
    days[counts.rows] = lookup[counts.codes]
    unreadable[counts.rows] = np.isnat(lookup)[counts.codes]
    if texts.blank:
        unreadable[counts.rows_of(texts.blank)] = False
    remarks = []
    swappable = [position for position, found in texts.read.items() if found.month_first is not None]
    if swappable:
        rows = counts.rows_of(swappable)
        rule = "should be a date, not text in which day and month can be swapped"
        remarks.append(Remark.read_as(rule, raw, rows, str(days[rows[0]]), because))
    for trace in Trace:
        traced = [position for position, found in texts.read.items() if found.trace is trace]
        if traced:
            rows = counts.rows_of(traced)
            article = "have" if trace is Trace.SHORT_YEAR else "be"
            remarks.append(Remark.read_as(f"should {article} {trace}", raw, rows, str(days[rows[0]])))
    return remarks
