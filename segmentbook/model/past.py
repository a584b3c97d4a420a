"""What a refresh adds to the history, and what it is compared with (product.md section 3, "History")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.back_fill import back_filled, dated_facts
from segmentbook.model.book_state import BookState, book_state
from segmentbook.model.history import MOST_ROWS, History, compared_date, dates_kept, with_snapshots
from segmentbook.model.input_log import input_changes, log_with, rebased, redated, state_at
from segmentbook.model.issues import Issue, Level
from segmentbook.model.snapshot_of import snapshot_of

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.segmentation import Segmentation
    from segmentbook.model.snapshots import InputChange, Snapshot
    from segmentbook.model.stages import People

__all__ = ["Past", "past"]

_WARN_FROM = 0.8
"""Share of the rows that there may be from which on a table that remembers is said to grow too long."""


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """The history of a book, this refresh included.

    Parameters
    ----------
    history
        What the workbook is to remember from now on.
    snapshots
        Those before the as-of date, oldest first, and the present one, with all that was typed, last.
    compared
        What the present is compared with; None where there is nothing earlier.
    changes
        The inputs and settings that have changed since; None where they are not known.
    behind
        Whether the as-of date lies before the newest snapshot, so that it is back-filled.
    filled, left
        Dates asked for that were back-filled, and those whose snapshot was taken already and stays.
    dropped
        Dates of snapshots that were not kept.
    issues
        What is to be said of it.
    """

    history: History
    snapshots: tuple[Snapshot, ...]
    compared: Snapshot | None
    changes: tuple[InputChange, ...] | None
    behind: bool
    filled: tuple[date, ...]
    left: tuple[date, ...]
    dropped: tuple[date, ...]
    issues: tuple[Issue, ...]


def past(segmentation: Segmentation, people: People, history: History, back_fill: Sequence[date] = ()) -> Past:
    """Remember a refresh, fill in earlier days, and thin what has grown old.

    Parameters
    ----------
    segmentation
        What was computed for the as-of date.
    people
        Its clients.
    history
        What the workbook remembers.
    back_fill
        Earlier days to make snapshots of.
    """
    settings = segmentation.inputs.settings
    as_of = settings.as_of
    present = snapshot_of(segmentation)
    behind = any(day > as_of for day in history.dates())
    earlier = [day for day in sorted(set(back_fill)) if day < as_of]
    taken = {day for day, was_taken in history.dates().items() if was_taken}
    made = [back_filled(segmentation.inputs, people, day) for day in earlier if day not in taken]
    grown = with_snapshots(history, [*made, dated_facts(segmentation) if behind else present])
    state = book_state(segmentation)
    log = history.inputs if behind else log_with(history.inputs, state, as_of)
    compared = compared_date(grown.dates(), as_of, settings.compare_with)
    kept = dates_kept(
        grown.dates(),
        settings.history_days,
        settings.history_months,
        [day for day in (compared, as_of) if day is not None],
    )
    dates = grown.dates()
    kept, issues = _fitting(grown, kept, {day for day in dates if day in (compared, as_of, max(dates))})
    dropped = tuple(day for day in grown.dates() if day not in kept)
    if dropped:
        grown = grown.of(kept)
        log = redated(log, [day for day, was_taken in grown.dates().items() if was_taken])
    if len(log) > MOST_ROWS // 2 and compared is not None:
        log = rebased(log, min(compared, as_of))
    grown = History(grown.snapshots, log)
    before = [one for one in grown.listed() if one.as_of < as_of]
    found = next((one for one in before if one.as_of == compared), None)
    return Past(
        history=grown,
        snapshots=(*before, present),
        compared=found,
        changes=_changes(log, found, state),
        behind=behind,
        filled=tuple(one.as_of for one in made),
        left=tuple(day for day in earlier if day in taken),
        dropped=dropped,
        issues=(*issues, *_said(segmentation, grown, found, behind=behind)),
    )


def _changes(log: pd.DataFrame, compared: Snapshot | None, state: BookState) -> tuple[InputChange, ...] | None:
    """What has changed since the compared snapshot; None where it was not taken, so that nobody knows."""
    if compared is None or not compared.taken:
        return None
    before = state_at(log, compared.as_of)
    return input_changes(before, state) if before.policy or before.clients else None


def _fitting(history: History, kept: set[date], needed: set[date]) -> tuple[set[date], list[Issue]]:
    """As many snapshots as a sheet has room for, the newest first."""
    rows = history.snapshots["As of"].value_counts()
    sizes = {stamp.date(): int(count) for stamp, count in rows.items()}  # type: ignore[attr-defined]  # a Timestamp
    total, fits = sum(sizes[day] for day in needed), set(needed)
    for day in sorted(kept - needed, reverse=True):
        if total + sizes[day] > MOST_ROWS:
            break
        fits.add(day)
        total += sizes[day]
    lost = len(kept) - len(fits)
    if lost > 0:
        rule = f"The sheet has room for {MOST_ROWS:,} rows of snapshots"
        done = (
            f"The {lost} oldest snapshot{'s were' if lost > 1 else ' was'} not kept. Lower the setting History Months."
        )
        return fits, [Issue(Level.WARNING, "History", None, None, rule, None, done)]
    if total > _WARN_FROM * MOST_ROWS:
        rule = f"The sheet is filling up: {total:,} of at most {MOST_ROWS:,} rows"
        done = "Lower the setting History Months before the oldest snapshots are dropped."
        return fits, [Issue(Level.WARNING, "History", None, None, rule, None, done)]
    return fits, []


def _said(segmentation: Segmentation, history: History, compared: Snapshot | None, *, behind: bool) -> list[Issue]:
    settings = segmentation.inputs.settings
    issues = []
    if behind:
        newest = max(history.dates())
        rule = f"The as-of date {settings.as_of} lies before the newest snapshot, {newest}"
        done = "It is remembered by its dated facts alone, without what is typed (scores, bands, segments, tiers)."
        issues.append(Issue(Level.WARNING, "History", None, None, rule, None, done))
    wanted = settings.compare_with
    if wanted is not None and compared is None:
        rule = "Compare With must not be before the first snapshot, nor on or after the as-of date"
        done = "Nothing is compared. Choose a date of the sheet Snapshots, or leave it blank."
        issues.append(Issue(Level.WARNING, "Settings", None, "Value", rule, wanted, done))
    elif wanted is not None and compared is not None and compared.as_of != wanted:
        rule = "Compare With should be the date of a snapshot"
        done = f"The one before it, {compared.as_of}, is compared."
        issues.append(Issue(Level.WARNING, "Settings", None, "Value", rule, wanted, done))
    return issues
