"""The review calendar as an iCalendar file (RFC 5545), as Outlook and other calendars import it.

One all-day event a client: its next review. An event in the past is seen by nobody, so an overdue review stands on the
first working day from the as-of date on. A client keeps the UID of its event from export to export, so that calendars
that go by it move events instead of doubling them; nothing in the file is of the clock. Neither money nor the segment
stands in it: calendars are shared, and events are sent on.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from segmentbook.errors import InputError, WorkbookError
from segmentbook.exporting.choice import Choice, chosen_rows
from segmentbook.model.keys import text_key
from segmentbook.model.months import day_after

if TYPE_CHECKING:
    from icalendar import Event

    from segmentbook.model.issues import Issue
    from segmentbook.model.review_schedule import ReviewSchedule
    from segmentbook.model.segmentation import Segmentation

__all__ = ["HOW_TO_IMPORT", "ExportedCalendar", "ReviewEvent", "calendar_file", "export_ics", "review_events"]

ALARM_DAYS = 7
"""A reminder comes so many days ahead, where that is after the as-of date."""

HOW_TO_IMPORT = "In Outlook: File > Open & Export > Import/Export > Import an iCalendar (.ics) file, then Import."

_PRODUCT = "-//Segmentbook//Review calendar//EN"
_CLIENTS = uuid.UUID("6a4f5e0c-3f0a-4b57-9d0e-5d1f0d1c2b7e")
"""Namespace of the events' UIDs: with another one each event would be a new one."""
_SATURDAY, _WEEK = 5, 7


@dataclass(frozen=True, slots=True)
class ReviewEvent:
    """One event: the day it stands on, what it is called, and the lines of its description.

    ``client`` is the client's ID and name, from which the UID follows.
    """

    client: tuple[str, str]
    day: date
    summary: str
    lines: tuple[str, ...]
    manager: str
    overdue: bool


@dataclass(frozen=True, slots=True, eq=False)
class ExportedCalendar:
    """What an export wrote.

    Parameters
    ----------
    path
        The file.
    events
        In the file's order: by date.
    left_out
        How many of the chosen clients have no event, by reason.
    as_of
        The day that the book was computed for.
    issues
        What is to be said of the book's data.
    """

    path: Path
    events: tuple[ReviewEvent, ...]
    left_out: Mapping[str, int]
    as_of: date
    issues: tuple[Issue, ...] = ()

    @property
    def managers(self) -> dict[str, int]:
        """Reviews by account manager, by name, "" (nobody) last."""
        counts = Counter(event.manager for event in self.events)
        return dict(sorted(counts.items(), key=lambda entry: (not entry[0], text_key(entry[0]))))


def export_ics(
    path: str | Path,
    file: str | Path,
    choice: Choice | None = None,
    as_of: date | None = None,
    progress: Callable[[str], None] = lambda step: None,
) -> ExportedCalendar:
    """Write the next reviews of a workbook's clients as a calendar; the workbook is not changed.

    The file is written whole or not at all; one that is there is replaced.

    Parameters
    ----------
    path
        The workbook; it may be open, and is taken as it was last saved.
    file
        The .ics file to write.
    choice
        The clients; None or nobody: all current ones.
    as_of
        As for a refresh.
    progress
        Is told each step as it begins.

    Raises
    ------
    InputError
        A client, segment or manager that is not there; none of the chosen clients has a date; or what stops a refresh.
    WorkbookError
        The workbook cannot be read, or the file cannot be written.
    """
    from segmentbook.model.review_schedule import review_schedule
    from segmentbook.workbook.file import check_file
    from segmentbook.workbook.saving import replace_file

    file = Path(file)
    if file.is_dir():
        raise WorkbookError(f"{file}: is a folder. Name the .ics file to write.")
    progress("Computing")
    checked = check_file(path, as_of, read_only=True)
    segmentation = checked.segmentation
    schedule = review_schedule(segmentation)
    rows = chosen_rows(segmentation, Choice(everyone=True) if choice is None or choice.none else choice)
    events = review_events(segmentation, schedule, rows)
    left_out = _left_out(segmentation, schedule, rows)
    day = segmentation.inputs.settings.as_of
    if not events:
        why = ", ".join(f"{number:,} {reason}" for reason, number in left_out.items())
        raise InputError(f"none of the chosen clients has a date for its next review ({why}). Nothing was written.")
    progress("Writing")
    content = calendar_file(events, day)

    def write(target: BinaryIO) -> None:
        target.write(content)

    replace_file(file, write, lambda: None)
    return ExportedCalendar(file, events, left_out, day, checked.issues)


def review_events(segmentation: Segmentation, schedule: ReviewSchedule, rows: Iterable[int]) -> tuple[ReviewEvent, ...]:
    """The events of clients at these positions that have a date, by date, then as in the table Reviews."""
    from segmentbook.report.tables import counted, long_date

    wanted = set(rows)
    as_of = segmentation.inputs.settings.as_of
    events = []
    for position, row in zip(schedule.positions.tolist(), schedule.reviews.to_dict("records"), strict=True):
        if position not in wanted or row["Next Review"] != row["Next Review"]:
            continue
        due, last = row["Next Review"].date(), row["Last Review"].date()
        late = (as_of - due).days
        client = _line(row["Client"])
        overdue = f"overdue since {long_date(due)}"
        months = "month" if row["Review Every"] == 1 else f"{row['Review Every']:g} months"
        about = (
            ("Due", f"{long_date(due)} ({counted(late, 'day')} overdue)" if late > 0 else long_date(due)),
            ("Last review", f"{long_date(last)}; every {months}"),
            ("Tier", row["Tier"]),
            ("Health band", row["Health Band"]),
            ("Primary contact", row["Primary Contact"]),
            ("Account manager", row["Account Manager"]),
        )
        events.append(
            ReviewEvent(
                client=(row["Client ID"], row["Client"]),
                day=_working_day(as_of) if late > 0 else due,
                summary=f"Review: {client} ({overdue})" if late > 0 else f"Review: {client}",
                lines=(
                    *(f"{what}: {line}" for what, text in about if (line := _line(text))),
                    f"Segmentbook, as of {long_date(as_of)}",
                ),
                manager=_line(row["Account Manager"]),
                overdue=late > 0,
            )
        )
    return tuple(sorted(events, key=lambda event: event.day))


def calendar_file(events: Iterable[ReviewEvent], as_of: date) -> bytes:
    """The file: UTF-8, lines folded, texts escaped; the same events give the same bytes."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Client reviews")
    for event in events:
        calendar.add_component(_component(event, as_of))
    content: bytes = calendar.to_ical()
    return content


def _component(event: ReviewEvent, as_of: date) -> Event:
    from icalendar import Alarm, Event

    made = Event()
    made.add("uid", f"{uuid.uuid5(_CLIENTS, chr(10).join(map(text_key, event.client)))}@segmentbook")
    made.add("dtstamp", datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC))
    made.add("sequence", as_of.toordinal())  # a later book goes before an earlier one
    made.add("dtstart", event.day)
    if day_after(event.day) > event.day:
        made.add("dtend", day_after(event.day))
    made.add("summary", event.summary)
    made.add("description", "\n".join(event.lines))
    # Outlook takes a comma or a semicolon for the end of a category's name.
    category = " ".join(event.manager.replace(",", " ").replace(";", " ").split())
    made.add("categories", ["Review", category] if category else ["Review"])
    made.add("transp", "TRANSPARENT")  # the day stays free for meetings
    if event.day - timedelta(days=ALARM_DAYS) > as_of:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", event.summary)
        alarm.add("trigger", timedelta(days=-ALARM_DAYS))
        made.add_component(alarm)
    return made


def _left_out(segmentation: Segmentation, schedule: ReviewSchedule, rows: Iterable[int]) -> dict[str, int]:
    """Why chosen clients have no event, and how many."""
    listed = dict(zip(schedule.positions.tolist(), schedule.reviews["Last Review"].isna().tolist(), strict=True))
    current = (segmentation.clients["Status"] == "Current").tolist()
    reasons = Counter[str]()
    for row in rows:
        if not current[row]:
            reasons["not current"] += 1
        elif row not in listed:
            reasons["without any Review Every"] += 1
        elif listed[row]:
            reasons["without a Last Review"] += 1
    return dict(reasons)


def _working_day(day: date) -> date:
    """The day, or the Monday after a weekend.

    Examples
    --------
    >>> _working_day(date(2026, 6, 27)), _working_day(date(2026, 6, 30))
    (datetime.date(2026, 6, 29), datetime.date(2026, 6, 30))
    """
    return day if day.weekday() < _SATURDAY else day + timedelta(days=_WEEK - day.weekday())


def _line(text: str) -> str:
    """A text as one line that every file can hold: no control characters, no half of a character."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())
