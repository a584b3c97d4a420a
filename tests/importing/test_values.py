"""Texts of a CSV file as cells."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.errors import InputError
from segmentbook.importing.values import from_cents, typed_values
from segmentbook.schema import Kind


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("-12", -12.0),
        ("1250.50", 1250.5),
        ("-0", 0.0),
        ("007", "007"),
        ("+5", "+5"),
        ("1e5", "1e5"),
        (".5", ".5"),
        ("1,250.50", "1,250.50"),
        ("1.250,50", "1.250,50"),
        ("50%", "50%"),
        ("1234567890123456", "1234567890123456"),
        ("0.123456789012345678", "0.123456789012345678"),
        ("2025-01-31", date(2025, 1, 31)),
        ("2025-01-31T00:00:00Z", date(2025, 1, 31)),
        ("2025-01-31 12:30:00", "2025-01-31 12:30:00"),
        ("2025-02-31", "2025-02-31"),
        ("1899-12-31", "1899-12-31"),
        ("9999-12-31", date(9999, 12, 31)),
        ("31/01/2025", "31/01/2025"),
        ("=1+1", "=1+1"),
        ("@x", "@x"),
        ("TRUE", "TRUE"),
        ("nan", "nan"),
        ("١٢", "١٢"),
    ],
)
def test_any_column(text: str, value: object) -> None:
    assert typed_values([text], None) == [value]
    assert type(typed_values([text], None)[0]) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2022-12-31 09:40:57.000000", date(2022, 12, 31)),
        ("2025-01-31T23:59:59+02:00", date(2025, 1, 31)),
        ("20250131", date(2025, 1, 31)),
        ("20251331", "20251331"),
        ("1613657797", date(2021, 2, 18)),
        ("1613657797000", date(2021, 2, 18)),
        ("45321", 45321.0),
        ("soon", "soon"),
    ],
)
def test_date_column(text: str, value: object) -> None:
    assert typed_values([text], Kind.DATE) == [value]


def test_ids_stay_text_unless_all_are_whole_numbers() -> None:
    assert typed_values(["12", "00013", None], Kind.TEXT) == ["12", "00013", None]
    assert typed_values(["12", "13", None], Kind.TEXT) == [12.0, 13.0, None]
    assert typed_values(["1.10", "2025-01-31"], Kind.TEXT) == ["1.10", "2025-01-31"]


def test_cents_are_divided_exactly() -> None:
    place = "line {}".format
    assert from_cents(["2999", "-150000", None, "1"], place, "amount") == [29.99, -1500.0, None, 0.01]
    assert from_cents([2999.0], place, "amount") == [29.99]
    with pytest.raises(InputError) as error:
        from_cents(["1", "12,00"], lambda row: f"f.csv line {row + 2}", "amount")
    assert str(error.value) == "f.csv line 3: amount must be a number of cents; got '12,00'."


@settings(max_examples=50, deadline=None)
@given(st.integers(-(10**14), 10**14), st.integers(0, 99))
def test_what_becomes_a_number_is_the_number_that_was_written(whole: int, cents: int) -> None:
    text = f"{whole}.{cents:02d}"
    assert typed_values([text], Kind.MONEY) == [float(text)]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=12))
def test_no_text_is_lost(text: str) -> None:
    value = typed_values([text], None)[0]
    if isinstance(value, date):
        assert text.startswith(value.isoformat())
    elif isinstance(value, float):
        assert float(text) == value
    else:
        assert value == text
