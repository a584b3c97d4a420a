"""The Settings table: defaults, values of every kind, and what stops a refresh."""

from __future__ import annotations

from datetime import date

import pytest

from segmentbook.errors import PolicyError
from segmentbook.model.inputs import Settings
from segmentbook.raw import ErrorValue
from segmentbook.schema import SETTINGS
from tests.checks.books import TODAY, checked, said, table


def read(*rows, **more):
    raw = table("Settings", "Setting | Value", *rows)
    result = checked(raw, **more)
    return result.inputs.settings, said(result, raw, about="Settings")


def refused(*rows):
    with pytest.raises(PolicyError) as caught:
        read(*rows)
    return str(caught.value)


def test_without_a_table_every_setting_is_at_its_default():
    assert checked().inputs.settings == Settings(TODAY)
    assert read()[0] == Settings(TODAY)


def test_blank_values_are_what_the_setting_says():
    settings, issues = read(*([setting.name, None] for setting in SETTINGS))
    expected = Settings(TODAY, value_cut=None)  # a blank Value Cut is the median; an absent one is 5,000
    assert (settings, issues) == (expected, [])


def test_values_of_every_kind():
    settings, issues = read(
        ["as-of", "2026-03-31"],
        ["BASE CURRENCY", "eur"],
        ["Value Basis", "mrr per seat"],
        ["Value Cut", "€ 4,000.00"],
        ["Value Cut per Seat", 12.5],
        ["Effort Cut", 60],
        ["Size by Employees", False],
        ["Missing Measures", "count as zero"],
        ["Minimum Coverage", "40%"],
        ["Tier By", "Employees"],
        ["Crossing Account", "DOWN"],
        ["End Date Counts", "no"],
        ["Margin Method", "Markup"],
        ["Service Budget", 0],
        ["CSM Hourly Cost", "1,250.00"],
        ["CSM Hours per Year", 1600],
        ["Fiscal Year Start Month", 4],
        ["EOL Warning", "6 months"],
        ["Compare With", date(2025, 12, 31)],
        [None, None],
    )
    assert settings == Settings(
        date(2026, 3, 31),
        "EUR",
        "MRR per Seat",
        4000.0,
        12.5,
        60.0,
        False,
        "Count as zero",
        0.4,
        "Employees",
        "Down",
        False,
        "Markup",
        0.0,
        1250.0,
        1600.0,
        4,
        6,
        date(2025, 12, 31),
    )
    assert isinstance(settings.eol_warning_months, int)
    assert issues == []


def test_the_as_of_date_of_the_command_goes_before_the_tables_and_that_before_today():
    row = ["As of", date(2026, 3, 31)]
    assert read(row, as_of=date(2020, 1, 1))[0].as_of == date(2020, 1, 1)
    assert read(row)[0].as_of == date(2026, 3, 31)
    assert read(["As of", None])[0].as_of == TODAY


def test_an_unknown_setting_is_ignored_and_told():
    _, issues = read(["Efort Cut", 60], ["Colour of the sky", "blue"], ["Effort Cut", 55])
    assert issues == [
        "Settings!A2: Setting must be one that there is; got 'Efort Cut'. "
        "The row is ignored. Did you mean Effort Cut? [warning]",
        "Settings!A3: Setting must be one that there is; got 'Colour of the sky'. The row is ignored. There are As of, "
        "Base Currency, Value Basis, Value Cut, Value Cut per Seat, Effort Cut, Size by Employees, Missing Measures, "
        f"Minimum Coverage, Tier By, Crossing Account, End Date Counts and {len(SETTINGS) - 12} more. [warning]",
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["Effort Cut", 120], "Effort Cut must be from 0 to 100; got 120. Correct it, or leave it blank for 50."),
        (["Effort Cut", "high"], "Effort Cut must be a number; got 'high'. Correct it, or leave it blank for 50."),
        (["Effort Cut", True], "Effort Cut must be a number; got TRUE. Correct it, or leave it blank for 50."),
        (["Value Cut", -1], "Value Cut must be 0 or more; got -1. Correct it, or leave it blank for the median."),
        (["Value Cut", "5%"], "Value Cut must be a number; got '5%'. Correct it, or leave it blank for the median."),
        (
            ["Value Cut", ErrorValue("#REF!")],
            "Value Cut must be a number; got #REF!. Correct it, or leave it blank for the median.",
        ),
        (
            ["Minimum Coverage", 50],
            "Minimum Coverage must be from 0% to 100%; got 50. Correct it, or leave it blank for 50%.",
        ),
        (
            ["Minimum Coverage", "half"],
            "Minimum Coverage must be a share such as 50%; got 'half'. Correct it, or leave it blank for 50%.",
        ),
        (
            ["Tier By", "Size"],
            "Tier By must be ARR share, ARR, Employees or Rules; got 'Size'. "
            "Correct it, or leave it blank for ARR share.",
        ),
        (
            ["End Date Counts", "perhaps"],
            "End Date Counts must be Yes or No; got 'perhaps'. Correct it, or leave it blank for Yes.",
        ),
        (
            ["Fiscal Year Start Month", 13],
            "Fiscal Year Start Month must be from 1 to 12; got 13. Correct it, or leave it blank for 1.",
        ),
        (
            ["Fiscal Year Start Month", 1.5],
            "Fiscal Year Start Month must be a whole number; got 1.5. Correct it, or leave it blank for 1.",
        ),
        (["As of", "31/02/2026"], "As of must be a date; got '31/02/2026'. Correct it, or leave it blank for today."),
        (
            ["As of", "03/04/2026"],
            "As of must be a date in which day and month cannot be swapped, such as 2026-06-30; got '03/04/2026'. "
            "Correct it, or leave it blank for today.",
        ),
        (
            ["Base Currency", "¥"],
            "Base Currency must be a currency code; the sign may be JPY or CNY; got '¥'. "
            "Correct it, or leave it blank for USD.",
        ),
        (
            ["Base Currency", "Euros"],
            "Base Currency must be a currency code such as USD; got 'Euros'. Correct it, or leave it blank for USD.",
        ),
        (
            ["Base Currency", ErrorValue("#N/A")],
            "Base Currency must be a text, not an error; got #N/A. Correct it, or leave it blank for USD.",
        ),
    ],
)
def test_what_cannot_be_read_stops(row, message):
    assert refused(["Crossing Account", "Up"], row) == f"Settings!B3: {message}"


def test_a_setting_given_twice():
    assert refused(["Effort Cut", 50], ["effort cut", 60]) == (
        "Settings!A3: Effort Cut must be given once; it is given another value in Settings!A2. "
        "Delete one of the two rows."
    )
    assert read(["Effort Cut", 60], ["effort cut", "60"])[0].effort_cut == 60


def test_a_remark_on_how_a_setting_was_read():
    settings, issues = read(["Value Cut", "4.000,50"])
    assert settings.value_cut == 4000.5
    assert issues == [
        "Settings!B2: Value Cut should be a number, not text with a decimal comma; got '4.000,50'. "
        "Read as 4000.5. [warning]"
    ]
