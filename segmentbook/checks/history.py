"""What a workbook remembers: the tables History and HistoryInputs as they were written, whatever version wrote them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from segmentbook.checks.serials import SHIFT_1904, days_of_serials
from segmentbook.model.history import INPUT_COLUMNS, NUMBERS, History, empty_history
from segmentbook.model.issues import Issue, Level
from segmentbook.model.snapshots import BACK_FILLED, SNAPSHOT_COLUMNS, TAKEN
from segmentbook.raw import Kind, RawColumn, RawTable
from segmentbook.schema import HISTORY, HISTORY_INPUTS, Table

__all__ = ["read_history"]


def read_history(own: Mapping[str, RawTable]) -> tuple[History, tuple[Issue, ...]]:
    """The history of a workbook; rows without a date or, of snapshots, without a client, are passed over and said.

    A column that an older version did not write is blank.

    Parameters
    ----------
    own
        Our tables that are read again, by the schema's name.
    """
    snapshots, of_snapshots = _snapshots(own.get(HISTORY.name))
    log, of_log = _log(own.get(HISTORY_INPUTS.name))
    return History(snapshots, log), (*of_snapshots, *of_log)


class _OwnTable:
    """A table of ours, column by column."""

    def __init__(self, raw: RawTable, schema: Table) -> None:
        self.raw, self.schema = raw, schema
        self.positions = schema.match(raw.headers)
        self.days = self.dates("As of")

    def column(self, header: str) -> RawColumn | None:
        position = self.positions.get(header)
        return None if position is None else self.raw.columns[position]

    def dates(self, header: str) -> npt.NDArray[np.datetime64]:
        raw = self.column(header)
        if raw is None:
            return np.full(len(self.raw), np.datetime64("NaT", "D"))
        serials = np.where(np.isin(raw.kind, (Kind.DATE, Kind.NUMBER)), raw.number, np.nan)
        if self.raw.date1904:  # a date's serial is shifted already
            serials = np.where(raw.kind == Kind.NUMBER, serials + SHIFT_1904, serials)
        return days_of_serials(serials)

    def numbers(self, header: str) -> npt.NDArray[np.float64]:
        raw = self.column(header)
        if raw is None:
            return np.full(len(self.raw), np.nan)
        return np.where(raw.kind == Kind.NUMBER, raw.number, np.nan)

    def texts(self, header: str) -> npt.NDArray[np.object_]:
        """As they stand: an ID such as 00123 is a text, and 7 is 7."""
        out = np.full(len(self.raw), "", np.object_)
        raw = self.column(header)
        if raw is None:
            return out
        at = np.flatnonzero(raw.kind == Kind.TEXT)
        if at.size:  # each distinct text once: five years of snapshots repeat theirs sixty times
            codes, places = np.unique(raw.number[at], return_inverse=True)
            distinct = np.empty(len(codes), np.object_)
            distinct[:] = [raw.pool[int(code)] for code in codes]
            out[at] = distinct[places]
        for row in np.flatnonzero((raw.kind != Kind.TEXT) & (raw.kind != Kind.BLANK)).tolist():
            value = raw.cell(row)
            out[row] = f"{value:.15g}" if isinstance(value, float) else str(value)
        return out

    def values(self, header: str) -> npt.NDArray[np.object_]:
        """Numbers as numbers, all else as texts, None where blank."""
        out = self.texts(header)
        raw = self.column(header)
        if raw is not None:
            out[raw.kind == Kind.BLANK] = None
            at = np.flatnonzero(raw.kind == Kind.NUMBER)
            out[at] = raw.number[at]
        return out

    def without(self, good: npt.NDArray[np.bool_], rule: str) -> tuple[Issue, ...]:
        """What is to be said of rows that cannot be used."""
        wrong = int((~good).sum())
        if not wrong:
            return ()
        action = f"{wrong:,} row{' is' if wrong == 1 else 's are'} passed over, and will not be written again."
        return (Issue(Level.WARNING, self.schema.name, None, None, rule, None, action),)


def _snapshots(raw: RawTable | None) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    if raw is None or not len(raw):
        return empty_history().snapshots, ()
    table = _OwnTable(raw, HISTORY)
    columns: dict[str, npt.NDArray[np.generic] | npt.NDArray[np.object_]] = {}
    for header in SNAPSHOT_COLUMNS:
        if HISTORY[header].kind.value == "date":
            columns[header] = table.dates(header).astype("datetime64[s]")
        else:
            columns[header] = table.numbers(header) if header in NUMBERS else table.texts(header)
    columns["Kind"] = np.where(columns["Kind"] == BACK_FILLED, BACK_FILLED, TAKEN).astype(object)
    frame = pd.DataFrame(columns)
    known = (frame["Client ID"] != "").to_numpy() | (frame["Client"] != "").to_numpy()
    blank = np.isnat(table.days) & ~known  # the one row of a table without rows
    good = ~np.isnat(table.days) & known
    frame = frame[good].sort_values("As of", kind="stable", ignore_index=True)
    return frame, table.without(good | blank, "A snapshot's row must have its date and its client")


def _log(raw: RawTable | None) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    if raw is None or not len(raw):
        return empty_history().inputs, ()
    table = _OwnTable(raw, HISTORY_INPUTS)
    columns = {header: table.texts(header) for header in INPUT_COLUMNS[1:-1]}
    dates = table.days.astype("datetime64[s]")
    frame = pd.DataFrame({"As of": dates, **columns, "Value": table.values("Value")})
    blank = np.isnat(table.days) & (frame["Column"] == "").to_numpy()
    good = ~np.isnat(table.days) & (frame["Column"] != "").to_numpy()
    frame = frame[good].sort_values("As of", kind="stable", ignore_index=True)
    return frame, table.without(good | blank, "A changed input must have its date and its column")
