"""Dates in every form: hand-worked cases, round trips, and how a column decides between day and month."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.checks.date_columns import date_columns
from segmentbook.raw import ErrorValue, Kind, RawColumn
from segmentbook.schema.read_dates import Trace, read_date

NEW_YEARS_EVE = date(2025, 12, 31)

ONE_WAY = [
    "2025-12-31",
    "2025/12/31",
    "2025.12.31",
    "2025-12-31T10:00:00Z",
    "2025-12-31T23:59:59.999+02:00",
    "2025-12-31T10:00:00.000000-0500",
    "2025-12-31 00:00:00",
    "2025-12-31 10:00 UTC",
    "20251231",
    "31/12/2025",
    "12/31/2025",
    "31-12-2025",
    "31.12.2025",
    "31 12 2025",
    "31/12/2025 14:30",
    "12/31/2025 2:30:05 PM",
    "12/31/2025, 2:30 p.m.",
    "31-Dec-2025",
    "31/Dec/2025",
    "31Dec2025",
    "31 Dec 2025",
    "31 December 2025",
    "31st December 2025",
    "31st of December, 2025",
    "Dec 31, 2025",
    "Dec. 31 2025",
    "December 31st, 2025",
    "Wed, 31 Dec 2025",
    "Wednesday, December 31, 2025",
    "2025-Dec-31",
    "31. Dezember 2025",
    "31 décembre 2025",
    "31 dic 2025",
    "  31/12/2025\u00a0",
]
NONE = [
    "",
    "31/02/2026",
    "02/31/2026",
    "30/02/2024",
    "32/01/2025",
    "13/13/2025",
    "00/00/0000",
    "0000-00-00",
    "2025-13-01",
    "2025-02-29",
    "31/12/1899",
    "1899-12-31",
    "2025",
    "2025-12",
    "Dec 2025",
    "December",
    "Q4 2025",
    "31/12",
    "31-12/2025",
    "31 Foo 2025",
    "n/a",
    "tbd",
    "-",
    "12345678901",
    "20251301",
    "٣١/١٢/٢٠٢٥",
    "31/12/2025 and more",
    "x" * 1000,
]


@pytest.mark.parametrize("text", ONE_WAY)
def test_a_date_that_can_be_read_in_one_way(text):
    read = read_date(text)
    assert (read.day, read.month_first, read.trace) == (NEW_YEARS_EVE, None, None)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date(text):
    assert read_date(text) is None


def test_29_february_is_there_in_leap_years_only():
    assert read_date("29/02/2024").day == date(2024, 2, 29)
    assert read_date("29/02/2023") is None
    assert read_date("29/02/1900") is None


@pytest.mark.parametrize("text", ["03/04/2025", "3/4/2025", "03-04-2025", "03/04/2025 10:00"])
def test_day_and_month_can_be_swapped(text):
    read = read_date(text)
    assert (read.day, read.month_first, read.day_first) == (date(2025, 4, 3), date(2025, 3, 4), None)


def test_points_are_written_with_the_day_first_only():
    assert read_date("03.04.2025").day == date(2025, 4, 3)
    assert read_date("12.31.2025") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/25", NEW_YEARS_EVE),
        ("31-Dec-25", NEW_YEARS_EVE),
        ("31/12/49", date(2049, 12, 31)),
        ("31/12/50", date(1950, 12, 31)),
        ("Dec 31, '25", NEW_YEARS_EVE),
    ],
)
def test_a_short_year_is_told(text, day):
    read = read_date(text)
    assert (read.day, read.trace) == (day, Trace.SHORT_YEAR)


def test_numbers_kept_as_text():
    assert (read_date("46022").day, read_date("46022").trace) == (NEW_YEARS_EVE, Trace.SERIAL)
    assert (read_date("1767139200").day, read_date("1767139200").trace) == (NEW_YEARS_EVE, Trace.EPOCH)
    assert (read_date("1767139200000").day, read_date("1767139200000").trace) == (NEW_YEARS_EVE, Trace.EPOCH)


FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y%m%d", "%d.%m.%Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%A, %d %B %Y"]


@settings(max_examples=50, deadline=None)
@given(st.dates(date(1900, 1, 1), date(9999, 12, 31)), st.sampled_from(FORMATS))
def test_every_way_of_writing_gives_the_day_back(day, shape):
    read = read_date(datetime(day.year, day.month, day.day, 13, 30).strftime(shape))
    assert (read.day, read.month_first) == (day, None)


@settings(max_examples=50, deadline=None)
@given(st.dates(date(1900, 1, 1), date(9999, 12, 31)))
def test_one_of_the_two_readings_is_the_day(day):
    assert read_date(day.strftime("%d/%m/") + str(day.year)).day == day
    read = read_date(day.strftime("%m/%d/") + str(day.year))
    assert day in (read.day, read.month_first)


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=70) | st.from_regex(r"[0-9/. :-]{1,20}", fullmatch=True))
def test_no_text_breaks_the_reader(text):
    read = read_date(text)
    assert read is None or date(1900, 1, 1) <= read.day <= date.max


# -- columns ----------------------------------------------------------------------------------------------------------


def read(*values, date1904=False):
    column = date_columns({"Start": RawColumn.from_values(values)}, date1904=date1904)["Start"]
    assert column.values.dtype == "datetime64[s]"
    days = [None if np.isnat(v) else v.astype("datetime64[D]").item() for v in column.values]
    return days, column.unreadable.tolist(), [(r.rule, r.value, r.action) for r in column.remarks]


def serials(*numbers, kind=Kind.DATE):
    return RawColumn(np.full(len(numbers), kind, np.uint8), np.array(numbers, np.float64))


def test_excel_dates_plain_numbers_and_texts_are_one_column():
    days, unreadable, remarks = read(NEW_YEARS_EVE, 46022, 20251231, "2025-12-31", "31/12/2025", None, " ")
    assert days == [NEW_YEARS_EVE] * 5 + [None, None]
    assert unreadable == [False] * 7
    assert remarks == []


def test_the_time_of_day_is_cut_off():
    assert read(datetime(2025, 12, 31, 23, 59))[0] == [NEW_YEARS_EVE]
    assert read(46022.99)[0] == [NEW_YEARS_EVE]


@pytest.mark.parametrize(
    ("serial", "day"),
    [
        (1, date(1900, 1, 1)),
        (59, date(1900, 2, 28)),
        (60, None),  # 29 February 1900 is Excel's own
        (61, date(1900, 3, 1)),
        (2958465, date(9999, 12, 31)),
        (2958466, None),
        (-1, None),
        (0.5, None),
    ],
)
def test_serials_of_the_1900_system(serial, day):
    column = date_columns({"Start": serials(serial)})["Start"]
    found = None if np.isnat(column.values[0]) else column.values[0].astype("datetime64[D]").item()
    assert (found, bool(column.unreadable[0])) == (day, day is None)


def test_a_plain_number_counts_from_1904_where_the_workbook_does():
    assert read(44560, date1904=True)[0] == [NEW_YEARS_EVE]
    assert read("44560", date1904=True)[0] == [NEW_YEARS_EVE]
    assert read(NEW_YEARS_EVE, 20251231, date1904=True)[0] == [NEW_YEARS_EVE] * 2  # the reader has shifted dates


def test_a_year_alone_is_no_date():
    assert read(2025)[1] == [True]
    assert read("2025")[1] == [True]


def test_small_numbers_are_taken_and_told():
    days, _, remarks = read(45, 46022)
    assert days == [date(1900, 2, 14), NEW_YEARS_EVE]
    assert remarks == [("should be a date, not a number so small", 45, "Read as 1900-02-14.")]


def test_seconds_and_milliseconds_since_1970_are_taken_and_told():
    days, _, remarks = read(1767139200, 1767139200000, 1767225599)
    assert days == [NEW_YEARS_EVE] * 3
    rule = "should be a date, not seconds or milliseconds since 1970"
    assert remarks == [(rule, 1767139200, "Read as 2025-12-31; 2 more cells alike.")]


def test_zero_is_what_excel_gives_for_an_empty_date():
    days, unreadable, remarks = read(0, NEW_YEARS_EVE)
    assert (days, unreadable) == ([None, NEW_YEARS_EVE], [False, False])
    assert remarks == [("should be blank, not 0, where there is no date", 0, "Read as blank.")]


def test_what_is_no_date_is_unreadable():
    _, unreadable, _ = read(True, ErrorValue("#REF!"), "soon", 99999999, "31/02/2026")
    assert unreadable == [True] * 5


SWAPPED = "should be a date, not text in which day and month can be swapped"


def test_other_texts_of_the_column_decide_day_first():
    days, _, remarks = read("03/04/2025", "31/12/2025", "04/05/2025")
    assert days == [date(2025, 4, 3), NEW_YEARS_EVE, date(2025, 5, 4)]
    action = "Read as 2025-04-03 (day first, as 1 other text of the column); 1 more cell alike."
    assert remarks == [(SWAPPED, "03/04/2025", action)]


def test_other_texts_of_the_column_decide_month_first():
    days, _, remarks = read("03/04/2025", "12/31/2025", "12/30/2025")
    assert days == [date(2025, 3, 4), NEW_YEARS_EVE, date(2025, 12, 30)]
    assert remarks[0][2] == "Read as 2025-03-04 (month first, as 2 other texts of the column)."


def test_where_both_stand_the_more_frequent_one_decides():
    days, _, remarks = read("03/04/2025", "12/31/2025", "12/30/2025", "31/12/2025")
    assert days[0] == date(2025, 3, 4)
    assert remarks[0][2] == "Read as 2025-03-04 (month first, as 2 other texts of the column, against 1)."


def test_another_column_of_the_table_decides():
    start, end = RawColumn.from_values(["03/04/2025"]), RawColumn.from_values(["12/31/2025"])
    columns = date_columns({"Start": start, "End": end})
    assert columns["Start"].values[0] == np.datetime64("2025-03-04")
    assert columns["Start"].remarks[0].action == (
        "Read as 2025-03-04 (month first, as 1 other text of the table's date columns)."
    )
    assert columns["End"].remarks == ()


def test_without_a_hint_the_day_goes_first():
    days, _, remarks = read("03/04/2025")
    assert days == [date(2025, 4, 3)]
    assert remarks[0][2] == "Read as 2025-04-03 (day first: nothing in the table tells)."


def test_equal_day_and_month_say_nothing():
    assert read("04/04/2025") == ([date(2025, 4, 4)], [False], [])


def test_short_years_are_told_once_a_column():
    days, _, remarks = read("31-Dec-25", "30-Dec-25")
    assert days == [NEW_YEARS_EVE, NEW_YEARS_EVE - timedelta(1)]
    rule = "should have a year of four digits"
    assert remarks == [(rule, "31-Dec-25", "Read as 2025-12-31; 1 more cell alike.")]
