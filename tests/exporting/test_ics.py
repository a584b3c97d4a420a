"""The review calendar as another program reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from segmentbook.exporting.ics import ReviewEvent, calendar_file, review_events
from segmentbook.model.inputs import Band, Tier
from segmentbook.model.review_schedule import review_schedule
from segmentbook.model.segmentation import segment
from tests.model.books import make_book

AS_OF = date(2026, 6, 30)  # a Tuesday
TIERS = (Tier("Gold", None, 0.0, 0.0, "", 1.0), Tier("Silver", None, 0.0, 0.0, "", 3.0))
BANDS = (Band("Poor, at risk", 0.0, "C0392B"),)


def events(clients: Sequence[dict[str, Any]], as_of: date = AS_OF) -> tuple[ReviewEvent, ...]:
    found = segment(make_book(clients, settings={"as_of": as_of}, tiers=TIERS, bands=BANDS))
    return review_events(found, review_schedule(found), range(len(clients)))


def read(content: bytes) -> list[Event]:
    """As an independent parser has it."""
    return list(IcsCalendarStream.calendar_from_ics(content.decode("utf-8")).events)


def client(name: str, last: date | None, tier: str = "Gold", **more: Any) -> dict[str, Any]:
    return {"Client": name, "Last Review": last, "Tier Override": tier} | more


def one(client_: dict[str, Any], as_of: date = AS_OF) -> Event:
    (found,) = read(calendar_file(events([client_], as_of), as_of))
    return found


def test_a_review_ahead_is_an_event_of_a_whole_day_that_stays_free() -> None:
    found = one(
        client(
            "Söhne & Co, GmbH; Köln",
            date(2026, 4, 30),
            "Silver",
            **{"Account Manager": "Lee, Ann", "Primary Contact": "Jo Fox\nCFO", "Segment Value": 98765.0},
        )
    )
    assert (found.dtstart, found.dtend) == (date(2026, 7, 30), date(2026, 7, 31))
    assert found.summary == "Review: Söhne & Co, GmbH; Köln"
    assert found.description == (
        "Due: 30 July 2026\nLast review: 30 April 2026; every 3 months\nTier: Silver\nHealth band: Unscored\n"
        "Primary contact: Jo Fox CFO\nAccount manager: Lee, Ann\nSegmentbook, as of 30 June 2026"
    )
    assert found.categories == ["Review", "Lee Ann"]
    assert found.transparency == "TRANSPARENT"
    assert found.dtstamp == datetime(2026, 6, 30, tzinfo=UTC)
    (alarm,) = found.alarm
    assert (alarm.action, alarm.trigger, alarm.description) == ("DISPLAY", timedelta(days=-7), found.summary)


@pytest.mark.parametrize(
    ("as_of", "stands_on"),
    [
        (date(2026, 6, 26), date(2026, 6, 26)),  # Friday
        (date(2026, 6, 27), date(2026, 6, 29)),
        (date(2026, 6, 28), date(2026, 6, 29)),
        (date(2026, 6, 29), date(2026, 6, 29)),
    ],
)
def test_an_overdue_review_stands_on_the_next_working_day(as_of: date, stands_on: date) -> None:
    found = one(client("Acme", date(2026, 5, 25)), as_of)
    assert found.dtstart == stands_on
    assert found.summary == "Review: Acme (overdue since 25 June 2026)"
    assert found.description is not None
    days = (as_of - date(2026, 6, 25)).days
    assert found.description.startswith(f"Due: 25 June 2026 ({days} day{'s' * (days > 1)} overdue)\n")
    assert not found.alarm


@pytest.mark.parametrize(("last", "day"), [(date(2026, 5, 30), AS_OF), (date(2026, 6, 4), date(2026, 7, 4))])
def test_what_is_due_today_or_on_a_saturday_stands_on_its_date(last: date, day: date) -> None:
    found = one(client("Acme", last))
    assert (found.dtstart, found.summary) == (day, "Review: Acme")
    assert not found.alarm  # its day would be past already


def test_a_reminder_comes_only_where_it_is_still_ahead() -> None:
    assert not one(client("Acme", date(2026, 6, 7))).alarm  # due 7 July: the reminder would be today
    assert one(client("Acme", date(2026, 6, 8))).alarm


def test_who_has_no_date_has_no_event_and_the_others_come_by_date() -> None:
    found = events(
        [
            client("later", date(2026, 6, 20), "Silver"),
            client("never", None),
            client("next", date(2026, 6, 20)),
            client("gone", date(2026, 1, 1), **{"Churned On": date(2026, 2, 1)}),
            client("overdue", date(2026, 1, 1)),
        ]
    )
    assert [event.client[1] for event in found] == ["overdue", "next", "later"]


def test_a_client_keeps_its_event_when_the_date_moves_and_the_file_is_the_same_again() -> None:
    first = events([client("Acme", date(2026, 5, 1)), client("Bolt", date(2026, 6, 1))])
    later_as_of = date(2026, 9, 1)
    later = events([client("BOLT", date(2026, 8, 1)), client("acme ", date(2026, 8, 2))], later_as_of)
    then, now = read(calendar_file(first, AS_OF)), read(calendar_file(later, later_as_of))
    assert {event.summary.split()[1].casefold(): event.uid for event in then} == {
        event.summary.split()[1].casefold(): event.uid for event in now
    }
    assert len({event.uid for event in then}) == 2
    assert then[0].sequence is not None and now[0].sequence is not None
    assert then[0].sequence < now[0].sequence
    assert calendar_file(first, AS_OF) == calendar_file(list(first), AS_OF)
    assert events([client("Acme", date(2026, 5, 1)), client("Bolt", date(2026, 6, 1))]) == first


def test_clients_of_one_name_have_events_of_their_own() -> None:
    twins = [client("Acme", date(2026, 6, 1), **{"Client ID": key}) for key in ("1", "2")]
    assert len({event.uid for event in read(calendar_file(events(twins), AS_OF))}) == 2


def test_the_file_has_the_form_of_the_standard() -> None:
    content = calendar_file(events([client("Straße " * 30, date(2026, 6, 1))]), AS_OF)
    assert content.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:") and content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert b"DTSTART;VALUE=DATE:20260701" in lines


def test_the_last_day_there_is() -> None:
    found = one(client("Acme", date(9999, 12, 31)))
    assert found.dtstart == date(9999, 12, 31)


ODD = st.text(st.characters(codec=None), max_size=120)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(ODD, ODD, ODD), min_size=1, max_size=12))
@example(
    [
        ("a,b;c\\n\nd\\", "x\x00\x1f\x85\u2028y", "\ud83d half"),
        ("BEGIN:VEVENT\r\nEND:VEVENT", '"quoted": =1+1', "🚀" * 60),
    ]
)
def test_every_text_arrives_as_one_line(texts: list[tuple[str, str, str]]) -> None:
    """Nothing in a name ends a line, a value or the file; what arrives is the name without control characters."""
    made = events(
        [
            client(
                f"N{name}",
                date(2026, 6, 1),
                **{"Client ID": str(place), "Account Manager": manager, "Primary Contact": contact},
            )
            for place, (name, manager, contact) in enumerate(texts)
        ]
    )
    found = read(calendar_file(made, AS_OF))
    assert [event.summary for event in found] == [event.summary for event in made]
    assert [event.description for event in found] == ["\n".join(event.lines) for event in made]
    for event, (name, manager, _) in zip(found, texts, strict=True):
        assert plain(event.summary) == plain(f"Review: N{name}")
        assert len(event.categories) == 1 + bool(plain(manager).replace(",", "").replace(";", ""))


def plain(text: str) -> str:
    """Without spaces, control characters and halves of characters."""
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(c for c in text if not c.isspace() and not (ord(c) < 0x20 or 0x7F <= ord(c) <= 0x9F))
