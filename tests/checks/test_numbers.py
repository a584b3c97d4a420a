"""Numbers as text: hand-worked cases, and round trips through the ways in which the world writes them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.checks.numbers import number_column
from segmentbook.raw import ErrorValue, RawColumn
from segmentbook.schema.read_numbers import NumberText, read_number

ONE_WAY = {
    "1200": 1200,
    " 1200 ": 1200,
    "+5": 5,
    "-5": -5,
    "007": 7,
    "1,234.50": 1234.5,
    "1,234,567": 1234567,
    "12,34,567.00": 1234567,  # lakh and crore
    "1 234.50": 1234.5,
    "1\u00a0234.50": 1234.5,  # no-break space
    "1\u202f234\u202f567": 1234567,  # narrow no-break space
    "1\u2009234.5": 1234.5,  # thin space
    "1'234.50": 1234.5,
    "1\u2019234.50": 1234.5,
    "$1,200": 1200,
    "$ 1,200.00": 1200,
    "-$5": -5,
    "$-5": -5,
    "US$1,200.00 USD": 1200,
    "EUR 5": 5,
    "5 EUR": 5,
    "eur 5": 5,
    "5 €": 5,
    "€5": 5,
    "£1,000.00": 1000,
    "CHF 1'200.00": 1200,
    "100 kr": 100,
    "45%": 0.45,
    "45 %": 0.45,
    "7%": 0.07,
    "-12.5%": -0.125,
    "(5%)": -0.05,
    "(1,200.00)": -1200,
    "($1,200.00)": -1200,
    "$(1,200.00)": -1200,
    "(5) EUR": -5,
    "1200-": -1200,
    "\u22125": -5,  # minus sign
    "1e3": 1000,
    "1.5E+03": 1500,
    "2e-2": 0.02,
    ".5": 0.5,
    "5.": 5,
    "0.125": 0.125,
    "1234.567": 1234.567,
    "1.2345": 1.2345,
}
DECIMAL_COMMA = {
    "1.234,50": 1234.5,
    "1 234,50": 1234.5,
    "1\u00a0234,50": 1234.5,
    "1234,50": 1234.5,
    "4,5": 4.5,
    "0,125": 0.125,
    "1234,567": 1234.567,
    "1.234.567": 1234567,
    "1.234.567,8": 1234567.8,
    "1.200,00 €": 1200,
    "(1.200,00 €)": -1200,
    "85,5%": 0.855,
    "1,5e3": 1500,
}
UNREADABLE = (
    "",
    " ",
    "-",
    "n/a",
    "twelve",
    "5 kg",
    "5 EUR/month",
    "$5 EUR",
    "1,23,4.5",
    "1.2.3",
    "1,2,3",
    "1234,567,890",
    "12 34",
    "1 2345",
    "0,123,456",
    "--5",
    "(-5)",
    "(5",
    "5)",
    "5-5",
    "%",
    "€",
    "nan",
    "inf",
    "Infinity",
    "0x1F",
    "1_000",
    "1e999",
    "٣",
    "１２",
    "5k",
    "31/12/2025",
    "9" * 400,
)


@pytest.mark.parametrize(("text", "number"), ONE_WAY.items())
def test_a_number_that_can_be_read_in_one_way(text, number):
    read = read_number(text)
    assert (read.value, read.other, bool(read.decimal_comma)) == (number, None, False)


@pytest.mark.parametrize(("text", "number"), DECIMAL_COMMA.items())
def test_a_decimal_comma_is_read_and_told(text, number):
    read = read_number(text)
    assert (read.value, read.other, read.decimal_comma) == (number, None, True)


@pytest.mark.parametrize("text", UNREADABLE)
def test_anything_else_is_unreadable(text):
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "value", "other"),
    [
        ("1,234", 1234, 1.234),
        ("1.234", 1.234, 1234),
        ("-12,345", -12345, -12.345),
        ("€1,200", 1200, 1.2),
        ("123.456 €", 123.456, 123456),
        ("(1,234)", -1234, -1.234),
        ("12,500%", 125, 0.125),
    ],
)
def test_a_number_in_two_ways(text, value, other):
    read = read_number(text)
    assert (read.value, read.other, read.decimal_comma) == (value, other, None)


def test_the_currency_is_told():
    signs = {"$5": "$", "5 €": "€", "EUR 5": "EUR", "5 usd": "USD", "$5 USD": "USD", "US$5": "US$", "5": ""}
    assert {text: read_number(text).currency for text in signs} == signs


LOCALES = [(",", "."), (".", ","), (" ", ","), ("\u00a0", ","), ("\u202f", ","), ("'", "."), (" ", "."), ("", ".")]


@settings(max_examples=50, deadline=None)
@given(
    cents=st.integers(-(10**11), 10**11),
    locale=st.sampled_from(LOCALES),
    shape=st.sampled_from(["{}", "{} €", "EUR {}", " {} ", "{}%"]),
    minus=st.sampled_from(["-{}", "({})", "{}-", "\u2212{}"]),
)
def test_every_way_of_writing_gives_the_number_back(cents, locale, shape, minus):
    group, point = locale
    plain = f"{abs(cents) // 100:,}.{abs(cents) % 100:02}"
    text = plain.replace(",", "\0").replace(".", point).replace("\0", group)
    text = shape.format(minus.format(text) if cents < 0 else text)
    expected = cents / 100
    read = read_number(text)
    assert read is not None
    assert math.isclose(read.value, expected / 100 if "%" in text else expected, rel_tol=1e-15, abs_tol=1e-18)
    assert read.other is None


@settings(max_examples=50, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_writes_gives_the_number_back(number):
    read = read_number(repr(number))
    assert number in (read.value, read.other)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text):
    read = read_number(text)
    assert read is None or (isinstance(read, NumberText) and math.isfinite(read.value))


# -- columns ----------------------------------------------------------------------------------------------------------


def read(*values, **more):
    column = number_column(RawColumn.from_values(values), **more)
    return column.values.tolist(), column.unreadable.tolist(), [(r.rule, r.value, r.action) for r in column.remarks]


def test_plain_numbers_and_blanks_say_nothing():
    values, unreadable, remarks = read(1, 2.5, None, "3", " ", "$4.50", "1,234.50")
    assert values[:2] == [1, 2.5]
    assert [math.isnan(v) for v in values] == [False, False, True, False, True, False, False]
    assert values[3], values[6] == (3, 1234.5)
    assert unreadable == [False] * 7
    assert remarks == []


def test_what_is_no_number_is_unreadable():
    from datetime import date

    values, unreadable, _ = read(True, ErrorValue("#N/A"), "many", date(2025, 5, 1), 7)
    assert unreadable == [True, True, True, True, False]
    assert all(math.isnan(v) for v in values[:4])


def test_two_ways_without_a_hint_takes_the_comma_for_thousands_and_says_so_once():
    values, _, remarks = read("1,234", "2,500", 7, "1.250")
    assert values == [1234, 2500, 7, 1.25]
    assert remarks == [
        (
            "should be a number, not text that can be read in two ways",
            "1,234",
            "Read as 1234, not 1.234; 2 more cells alike.",
        )
    ]


def test_a_decimal_point_elsewhere_settles_it_silently():
    assert read("1,234", "99.50") == ([1234, 99.5], [False, False], [])


def test_a_decimal_comma_elsewhere_settles_it_the_other_way():
    values, _, remarks = read("1.234", "99,50", "1,250")
    assert values == [1234, 99.5, 1.25]
    assert remarks == [
        ("should be a number, not text with a decimal comma", "1.234", "Read as 1234; 2 more cells alike.")
    ]


def test_where_both_stand_the_more_frequent_one_decides_and_both_are_told():
    values, _, remarks = read("1,234", "99,50", "98,50", "97.50")
    assert values == [1.234, 99.5, 98.5, 97.5]
    assert [rule for rule, _, _ in remarks] == [
        "should be a number, not text with a decimal comma",
        "should be a number, not text that can be read in two ways",
    ]
    assert remarks[1][2] == "Read as 1.234, not 1234."


def test_what_is_counted_has_no_decimals():
    assert read("1,234", whole=True) == ([1234], [False], [])
    values, _, remarks = read("1.234", whole=True)
    assert (values, remarks[0][2]) == ([1234], "Read as 1234, not 1.234.")


def test_a_share_is_no_amount_of_money():
    assert read("45%")[0] == [0.45]
    assert read("45%", percent=False)[1] == [True]


def test_a_pool_may_hold_texts_of_other_columns():
    import numpy as np

    raw = RawColumn(np.array([2, 1, 2], np.uint8), np.array([1.0, 5.0, 2.0]), ("no number", "3", "4,5"))
    column = number_column(raw)
    assert column.values.tolist() == [3, 5, 4.5]
    assert column.remarks[0].row == 2


def test_currencies_are_given_with_their_rows():
    column = number_column(RawColumn.from_values(["€5", 5, "EUR 6", "€7"]))
    assert {sign: rows.tolist() for sign, rows in column.currencies} == {"€": [0, 3], "EUR": [2]}
