"""Who is due for a review when, and why: worked by hand, and held against the plainest loops."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.model.inputs import Band, Measure, SegmentCell, Tier
from segmentbook.model.months import add_months
from segmentbook.model.review_schedule import CALENDAR_MONTHS, Due, ReviewSchedule, review_schedule
from segmentbook.model.segmentation import segment
from tests.model.books import make_book

RHYTHMS = ("1", "3", "6", "12", "18", "none")
TIERS = tuple(Tier(name, None, 0.0, 0.0, "", None if name == "none" else float(name)) for name in RHYTHMS)
BANDS = (Band("Poor", 0.0, "C0392B"), Band("Good", 50.0, "2E8B57"))
CELLS = tuple(
    SegmentCell(value, effort, code, code)
    for value, effort, code in ((True, False, "HL"), (True, True, "HH"), (False, False, "LL"), (False, True, "LH"))
)


def scheduled(clients: Sequence[dict[str, Any]], as_of: date, **policy: Any) -> ReviewSchedule:
    """Clients whose tier, typed as an override, is called by its rhythm; nothing else has one."""
    known = {"bands": BANDS, "segments": CELLS, "tiers": TIERS} | policy
    return review_schedule(segment(make_book(clients, settings={"as_of": as_of}, **known)))


def client(name: str, last: date | None, months: str, **more: Any) -> dict[str, Any]:
    return {"Client": name, "Last Review": last, "Tier Override": months} | more


def day(value: Any) -> date | None:
    return None if pd.isna(value) else value.date()


@pytest.mark.parametrize(
    ("as_of", "last", "months", "expected", "due", "late"),
    [
        # 31 January plus a month is the leap day, or the 28th; the as-of date itself is today, the day after overdue.
        (date(2024, 2, 28), date(2024, 1, 31), "1", date(2024, 2, 29), Due.THIS_MONTH, None),
        (date(2024, 2, 29), date(2024, 1, 31), "1", date(2024, 2, 29), Due.TODAY, None),
        (date(2024, 3, 1), date(2024, 1, 31), "1", date(2024, 2, 29), Due.OVERDUE, 1),
        (date(2023, 3, 1), date(2023, 1, 31), "1", date(2023, 2, 28), Due.OVERDUE, 1),
        (date(2024, 2, 29), date(2023, 11, 30), "3", date(2024, 2, 29), Due.TODAY, None),
        (date(2024, 2, 29), date(2023, 8, 31), "6", date(2024, 2, 29), Due.TODAY, None),
        # From the leap day on: a year later there is none.
        (date(2025, 2, 28), date(2024, 2, 29), "12", date(2025, 2, 28), Due.TODAY, None),
        (date(2025, 3, 1), date(2024, 2, 29), "12", date(2025, 2, 28), Due.OVERDUE, 1),
        (date(2024, 2, 29), date(2023, 2, 28), "12", date(2024, 2, 28), Due.OVERDUE, 1),
        # Month ends, and the turn of the year.
        (date(2025, 6, 30), date(2025, 3, 31), "3", date(2025, 6, 30), Due.TODAY, None),
        (date(2025, 12, 31), date(2025, 7, 1), "6", date(2026, 1, 1), Due.NEXT_MONTH, None),
        (date(2025, 12, 31), date(2025, 8, 31), "6", date(2026, 2, 28), Due.LATER, None),
        (date(2025, 12, 31), date(2024, 12, 30), "12", date(2025, 12, 30), Due.OVERDUE, 1),
        (date(2026, 6, 30), date(2025, 6, 25), "1", date(2025, 7, 25), Due.OVERDUE, 340),
        (date(2026, 6, 30), None, "3", None, Due.NEVER, None),
    ],
)
def test_dates_worked_by_hand(
    as_of: date, last: date | None, months: str, expected: date | None, due: Due, late: int | None
) -> None:
    reviews = scheduled([client("Acme", last, months)], as_of).reviews
    row = reviews.iloc[0]
    assert (day(row["Next Review"]), row["Due"], row["Review Every"]) == (expected, due, float(months))
    assert (None if np.isnan(row["Days Overdue"]) else row["Days Overdue"]) == late
    assert day(row["Last Review"]) == last


def test_overdue_first_then_never_reviewed_then_by_date_and_the_larger_of_one_date() -> None:
    as_of = date(2026, 6, 30)
    found = scheduled(
        [
            client("later", date(2026, 5, 12), "3", **{"Segment Value": 100.0}),
            client("small", date(2026, 6, 1), "1", **{"Segment Value": 1.0}),
            client("large", date(2026, 6, 1), "1", **{"Segment Value": 2.0}),
            client("never, small", None, "6", **{"Segment Value": 1.0}),
            client("never, large", None, "12", **{"Segment Value": 9.0}),
            client("a little overdue", date(2026, 5, 29), "1"),
            client("long overdue", date(2024, 5, 29), "1"),
            client("today", date(2026, 5, 30), "1"),
            client("gone", date(2024, 5, 29), "1", **{"Churned On": date(2026, 1, 1)}),
            client("to come", None, "1", **{"Client Since": date(2026, 7, 1)}),
            client("no rhythm", date(2024, 5, 29), "none"),
        ],
        as_of,
    )
    assert found.reviews["Client"].tolist() == [
        "long overdue", "a little overdue", "never, large", "never, small", "today", "large", "small", "later",
    ]  # fmt: skip
    assert found.positions.tolist() == [6, 5, 4, 3, 7, 2, 1, 0]
    assert (found.overdue, found.never, found.dated, found.without_rhythm) == (2, 2, 6, 1)


@pytest.mark.parametrize(
    ("of_segment", "of_band", "of_tier", "months", "origin"),
    [
        (6.0, 3.0, 12.0, 3.0, "Health band: Poor"),
        (2.0, 3.0, 12.0, 2.0, "Segment: Hx"),
        (None, None, 0.5, 0.5, "Tier: Gold"),
        (3.0, 3.0, 6.0, 3.0, "Segment and health band"),
        (3.0, 6.0, 3.0, 3.0, "Segment and tier"),
        (None, 3.0, 3.0, 3.0, "Health band and tier"),
        (3.0, 3.0, 3.0, 3.0, "Segment, health band and tier"),
        (0.0, -1.0, 4.0, 4.0, "Tier: Gold"),
    ],
)
def test_what_the_rhythm_follows_from(
    of_segment: float | None, of_band: float | None, of_tier: float | None, months: float, origin: str
) -> None:
    codes = (("Hx", True, True), ("HL", True, False), ("LL", False, False), ("LH", False, True))
    row = scheduled(
        [{"Client": "A", "Segment Value": 9e9, "Busy": 100.0, "Well": 0.0, "Last Review": date(2025, 1, 1)}],
        date(2025, 6, 30),
        segments=tuple(SegmentCell(v, e, code, code, "", of_segment) for code, v, e in codes),
        bands=(Band("Poor", 0.0, "C0392B", of_band), Band("Good", 50.0, "2E8B57", 1.0)),
        tiers=(Tier("Gold", None, 0.0, 0.0, "", of_tier),),
        effort_measures=(Measure("Busy", 1.0),),
        health_measures=(Measure("Well", 1.0),),
    ).reviews.iloc[0]
    assert (row["Review Every"], row["Rhythm From"]) == (months, origin)


def test_the_calendar_by_manager_and_month() -> None:
    as_of = date(2026, 6, 30)
    ann = {"Account Manager": "Ann Lee"}
    found = scheduled(
        [
            client("1", date(2026, 5, 29), "1", **ann),  # overdue by a day
            client("2", date(2026, 5, 30), "1", **{"Account Manager": " ann  LEE "}),  # today
            client("3", date(2026, 6, 1), "1", **ann),  # 1 July
            client("4", date(2026, 5, 31), "12", **ann),  # 31 May, the last day of the twelve months
            client("5", date(2026, 6, 1), "12", **ann),  # 1 June, beyond
            client("6", None, "12"),
            client("7", date(2025, 12, 31), "6", **{"Account Manager": "Bo"}),  # 30 June
        ],
        as_of,
    )
    assert found.managers == ("Ann Lee", "Bo", "")
    assert found.months[0] == date(2026, 6, 1) and found.months[-1] == date(2027, 5, 1)
    nothing = [0] * 9  # August to April
    assert found.counts.tolist() == [
        [1, 0, 1, 1, *nothing, 1, 1],
        [0, 0, 1, 0, *nothing, 0, 0],
        [0, 1, 0, 0, *nothing, 0, 0],
    ]
    assert found.reviews["Account Manager"].tolist().count("Ann Lee") == 5


@pytest.mark.parametrize("clients", [[], [client("gone", date(2025, 1, 1), "1", **{"Churned On": date(2025, 2, 1)})]])
def test_nobody_to_review(clients: list[dict[str, Any]]) -> None:
    found = scheduled(clients, date(2025, 6, 30))
    assert (len(found.reviews), found.managers, found.counts.shape) == (0, (), (0, 15))
    assert (found.overdue, found.never, found.dated, found.without_rhythm) == (0, 0, 0, 0)


DAYS = st.dates(date(2023, 1, 1), date(2026, 12, 31))
CLIENTS = st.lists(
    st.tuples(
        st.none() | DAYS,
        st.sampled_from(RHYTHMS),
        st.sampled_from(["", "Ann", "ANN ", "Bo", "ann"]),
        st.none() | DAYS,
        st.floats(0, 1e6),
    ),
    max_size=25,
)


@given(CLIENTS, DAYS)
def test_against_the_plainest_loops(rows: list[tuple[Any, ...]], as_of: date) -> None:
    clients = [
        client(f"C{place}", last, months, **{"Account Manager": manager, "Churned On": gone, "Segment Value": value})
        for place, (last, months, manager, gone, value) in enumerate(rows)
    ]
    found = scheduled(clients, as_of)
    expected: dict[str, tuple[date | None, str, str]] = {}
    for place, (last, months, manager, gone, _) in enumerate(rows):
        if months == "none" or (gone is not None and gone <= as_of):
            continue
        when = None if last is None else add_months(last, int(months))
        if when is None:
            due, column = Due.NEVER, "never"
        elif when < as_of:
            due, column = Due.OVERDUE, "overdue"
        else:
            ahead = (when.year - as_of.year) * 12 + when.month - as_of.month
            due = {0: Due.THIS_MONTH, 1: Due.NEXT_MONTH}.get(ahead, Due.LATER)
            due = Due.TODAY if when == as_of else due
            column = str(min(ahead, CALENDAR_MONTHS))
        expected[f"C{place}"] = when, due, f"{manager.strip().casefold()}: {column}"
    reviews = found.reviews
    assert {row["Client"]: (day(row["Next Review"]), row["Due"]) for _, row in reviews.iterrows()} == {
        name: (when, due) for name, (when, due, _) in expected.items()
    }
    listed = [(list(Due).index(Due(row["Due"])), row["Next Review"]) for _, row in reviews.iterrows()]
    far = pd.Timestamp.max
    keys = [(due, far if pd.isna(when) else when) for due, when in listed]
    assert keys == sorted(keys)
    late = [(as_of - when.date()).days for due, when in listed if due == 0]
    assert reviews["Days Overdue"].dropna().tolist() == late == sorted(late, reverse=True)
    counted: dict[str, int] = {}
    for _, _, cell in expected.values():
        counted[cell] = counted.get(cell, 0) + 1
    columns = ["overdue", "never", *map(str, range(CALENDAR_MONTHS + 1))]
    assert {
        f"{manager.casefold()}: {column}": number
        for manager, numbers in zip(found.managers, found.counts.tolist(), strict=True)
        for column, number in zip(columns, numbers, strict=True)
        if number
    } == counted
    assert found.counts.sum() == len(reviews)


@settings(max_examples=15)
@given(CLIENTS, DAYS, st.integers(1, 400))
def test_time_alone_never_makes_a_review_less_overdue(rows: list[tuple[Any, ...]], as_of: date, days: int) -> None:
    clients = [client(f"C{place}", last, months) for place, (last, months, *_) in enumerate(rows)]
    now, then = (scheduled(clients, when) for when in (as_of, as_of + timedelta(days)))
    assert set(now.reviews["Client"]) == set(then.reviews["Client"])
    overdue = [set(one.reviews.loc[one.reviews["Due"] == Due.OVERDUE, "Client"]) for one in (now, then)]
    assert overdue[0] <= overdue[1]
