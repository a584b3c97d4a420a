"""Palette and formats: readable in colour, in grey print, and in every country."""

import pytest

from segmentbook.report import look
from segmentbook.report.colours import contrast, shades
from segmentbook.report.tables import column_width, joined, long_date
from segmentbook.schema import RESULT_TABLES, Kind, defaults

AA_TEXT = 4.5  # WCAG 2.1


@pytest.mark.parametrize("colour", [*(band.colour for band in defaults.BANDS), "9CA3AF", "000000", "FFFF00", "0000FF"])
def test_dark_text_is_readable_on_every_band_fill(colour: str) -> None:
    assert contrast(look.band_fill(colour), look.INK) >= AA_TEXT


@pytest.mark.parametrize("count", range(8))
def test_tiers_have_as_many_shades_each_readable_and_each_its_own(count: int) -> None:
    fills = look.tier_fills(count)
    assert len(fills) == count == len({fill for fill, _ in fills})
    assert all(contrast(fill, ink) >= AA_TEXT for fill, ink in fills)


def test_default_bands_differ_in_grey_print() -> None:
    greys = [contrast(band.colour, "000000") for band in defaults.BANDS]
    assert min(abs(a - b) for i, a in enumerate(greys) for b in greys[:i]) > 0.7


@pytest.mark.parametrize("ink", [look.INK, look.MUTED, look.LINK_GREEN, look.ERROR_INK, look.WARNING_INK, look.NAVY])
def test_inks_are_readable_on_white(ink: str) -> None:
    assert contrast(ink, look.WHITE) >= AA_TEXT


def test_shades_begin_and_end_where_they_are_told() -> None:
    assert shades("000000", "FFFFFF", 2) == ("000000", "FFFFFF")


def test_numbers_stand_right_and_headers_as_their_columns() -> None:
    for table in RESULT_TABLES:
        for column in table:
            numeric = column.kind in look.NUMERIC_KINDS
            assert (look.style_of(column).horizontal == "right") is numeric
            assert look.header_style(column).horizontal == ("right" if numeric else "left")


def test_negative_money_is_in_parentheses_and_dates_are_the_readers_own() -> None:
    assert "(" in look.number_format(Kind.MONEY)
    assert "(" in look.number_format(Kind.MONEY, presented=True)
    assert look.number_format(Kind.DATE) == "mm-dd-yy"  # built-in 14


def test_dates_in_words_do_not_depend_on_the_locale() -> None:
    from datetime import date

    assert [long_date(date(2026, month, 1)) for month in (1, 5, 12)] == [
        "1 January 2026",
        "1 May 2026",
        "1 December 2026",
    ]


def test_words_are_joined_as_in_a_sentence() -> None:
    assert [joined(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_a_column_shows_its_longest_number() -> None:
    import pandas as pd

    shown = "(12,345,678.90)"
    assert column_width("MRR", pd.Series([1.0, -12_345_678.9, float("nan")]), look.MONEY_LEDGER) >= len(shown)


def test_one_very_long_text_does_not_widen_a_column() -> None:
    import pandas as pd

    values = pd.Series(["twelve chars"] * 999 + ["x" * 500], dtype=object)
    assert 12 <= column_width("Product", values, "General") < 20
