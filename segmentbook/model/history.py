"""What a workbook remembers: one snapshot an as-of date, and the inputs that changed (product.md section 3, "History").

A refresh at the newest date is taken, with all that was typed; one at an earlier date is back-filled and never
replaces a snapshot that was taken. The same date replaces its own. Of what grows old the last snapshots of each month
are kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.months import add_months
from segmentbook.model.snapshots import SNAPSHOT_COLUMNS, TAKEN, Snapshot

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags

__all__ = [
    "DAYS_KEPT",
    "INPUT_COLUMNS",
    "MOST_ROWS",
    "NUMBERS",
    "History",
    "compared_date",
    "dates_kept",
    "empty_history",
    "with_snapshots",
]

INPUT_COLUMNS = ("As of", "Client", "Client ID", "Column", "Value")
"""Columns of the table HistoryInputs."""

DAYS_KEPT = 7
"""So many days back from the newest snapshot every one is kept, by default."""

MOST_ROWS = 1_000_000
"""Rows of a table that remembers: a sheet has 1,048,576, and the user may want a few beside it."""


NUMBERS = (
    "Employees",
    "Contract MRR",
    "Overall Value",
    "ARR",
    "Value per Seat",
    "Effort Score",
    "Health Score",
    "Tech Debt",
)
"""Columns of History that hold figures."""


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The tables History and HistoryInputs as frames; dates datetime64[s], ``Value`` float, str or None."""

    snapshots: pd.DataFrame
    inputs: pd.DataFrame

    def dates(self) -> dict[date, bool]:
        """Each snapshot's date, oldest first, and whether it was taken."""
        frame = self.snapshots[["As of", "Kind"]].drop_duplicates("As of").sort_values("As of")
        days = frame["As of"].to_numpy().astype("datetime64[D]").tolist()
        return dict(zip(days, (frame["Kind"] == TAKEN).tolist(), strict=True))

    def listed(self) -> tuple[Snapshot, ...]:
        """The snapshots, oldest first."""
        rows = self.snapshots.groupby("As of", sort=True).indices
        frames = {stamp.date(): self.snapshots.iloc[at] for stamp, at in rows.items()}  # type: ignore[attr-defined]  # a Timestamp
        return tuple(Snapshot(day, taken, frames[day]) for day, taken in self.dates().items())

    def of(self, days: Collection[date]) -> History:
        """The snapshots of some days alone; the inputs stay."""
        return History(self.snapshots[_on(self.snapshots, days)].reset_index(drop=True), self.inputs)


def empty_history() -> History:
    """The history of a workbook that remembers nothing yet."""
    import pandas as pd

    texts = {header: pd.Series(dtype=object) for header in (*SNAPSHOT_COLUMNS, *INPUT_COLUMNS)}
    dates = {header: pd.Series(dtype="datetime64[s]") for header in ("As of", "Renewal Date")}
    numbers = {header: pd.Series(dtype="float64") for header in NUMBERS}
    known = texts | dates | numbers
    return History(
        pd.DataFrame({header: known[header] for header in SNAPSHOT_COLUMNS}),
        pd.DataFrame({header: known[header] for header in INPUT_COLUMNS}),
    )


def with_snapshots(history: History, snapshots: Sequence[Snapshot]) -> History:
    """The history with further snapshots: each replaces that of its date, but a back-filled one none that was taken."""
    import pandas as pd

    there = history.dates()
    new = [one for one in snapshots if one.taken or not there.get(one.as_of, False)]
    if not new:
        return history
    gone = _on(history.snapshots, [one.as_of for one in new])
    frames = [history.snapshots[~gone], *(one.clients for one in new)]
    frame = pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
    frame = frame.sort_values("As of", kind="stable", ignore_index=True)
    return History(frame[list(SNAPSHOT_COLUMNS)], history.inputs)


def dates_kept(
    dates: dict[date, bool], days: int = DAYS_KEPT, months: int | None = None, also: Collection[date] = ()
) -> set[date]:
    """Which snapshots are kept: all of the last ``days`` days, before that the last one of each month.

    Of a month the last snapshot that was taken is kept, and the last of all, which may be a back-filled month-end.

    Parameters
    ----------
    dates
        Dates of the snapshots, and whether each was taken.
    days
        How many days count, back from the newest snapshot and with it.
    months
        How many months back snapshots are kept; None: all.
    also
        Dates that are kept in any case.

    Examples
    --------
    >>> taken = {date(2025, 5, 30): True, date(2025, 6, 2): True, date(2025, 6, 20): True, date(2025, 6, 30): True}
    >>> sorted(d.day for d in dates_kept(taken)), sorted(d.day for d in dates_kept(taken, days=11))
    ([30, 30], [20, 30, 30])
    """
    if not dates:
        return set()
    newest = max(dates)
    kept = {day for day in dates if (newest - day).days < max(days, 1)} | {day for day in dates if day in also}
    for pool in (dates, [day for day, taken in dates.items() if taken]):
        last = {(day.year, day.month): day for day in sorted(pool)}
        kept |= set(last.values())
    if months is not None:
        oldest = add_months(newest, -months)
        kept = {day for day in kept if day >= oldest or day == newest or day in also}
    return kept


def compared_date(dates: dict[date, bool], as_of: date, wanted: date | None = None) -> date | None:
    """The snapshot to compare with: the newest one not after ``wanted``, or, without a wish, the previous one.

    The previous one is the newest that was taken before the as-of date; where none was taken, the newest of all.

    Examples
    --------
    >>> dates = {date(2025, 3, 31): True, date(2025, 5, 31): False, date(2025, 6, 30): True}
    >>> compared_date(dates, date(2025, 6, 30)), compared_date(dates, date(2025, 6, 30), date(2025, 6, 1))
    (datetime.date(2025, 3, 31), datetime.date(2025, 5, 31))
    """
    before = [day for day in dates if day < as_of]
    if wanted is not None:
        return max((day for day in before if day <= wanted), default=None)
    return max((day for day in before if dates[day]), default=max(before, default=None))


def _on(frame: pd.DataFrame, days: Collection[date]) -> Flags:
    """Which rows are of one of the days."""
    import numpy as np

    wanted = np.array(sorted(days), dtype="datetime64[D]")
    return np.isin(frame["As of"].to_numpy().astype("datetime64[D]"), wanted)
