"""Bands, segments and scorecards: what is read, and what stops a refresh, as whole messages."""

from __future__ import annotations

import pytest

from segmentbook.checks.policy import read_colour
from segmentbook.errors import PolicyError
from segmentbook.model.inputs import Band, Measure, SegmentCell
from segmentbook.schema import defaults
from tests.checks.books import checked, said, table


def refused(*tables):
    with pytest.raises(PolicyError) as caught:
        checked(*tables)
    return str(caught.value)


def bands(*rows, headers="Band | Minimum Score | Colour", **more):
    return table("HealthBands", headers, *rows, **more)


def test_without_tables_the_defaults_hold():
    inputs = checked().inputs
    assert inputs.bands == defaults.BANDS
    assert inputs.segments == defaults.SEGMENTS
    assert inputs.tiers == defaults.TIERS
    assert inputs.effort_measures == defaults.EFFORT_MEASURES
    assert inputs.health_measures == defaults.HEALTH_MEASURES
    assert inputs.tier_rules == ()


# -- bands ------------------------------------------------------------------------------------------------------------


def test_bands_ascend_whatever_their_order():
    raw = bands(
        ["Good", "75", "#2e8b57", 6, None],
        [None, None, None, None, None],
        ["Bad", 0, "C0392B", None, 50],
        headers="Name | Minimum | Color | Cadence | Maximum Score",
    )
    result = checked(raw)
    assert result.inputs.bands == (Band("Bad", 0.0, "C0392B", None), Band("Good", 75.0, "2E8B57", 6.0))
    assert said(result, raw, about="HealthBands") == []


def test_colours_come_from_the_fill_else_the_code_else_the_defaults():
    raw = bands(
        ["A", 0, None],
        ["B", 20, "green"],
        ["C", 40, "008000"],
        ["D", 60, 8000],
        ["E", 80, "FF00FF"],
        fills={"Colour": ["123456", "FFFFFF", "", "008000", "111111"]},
    )
    result = checked(raw)
    assert [band.colour for band in result.inputs.bands] == ["123456", "C0392B", "008000", "008000", "111111"]
    assert said(result, raw, about="HealthBands") == [
        "HealthBands!C3: Colour must be a fill of the cell or a hex code such as 2E8B57; got 'green'. C0392B is used. "
        "[warning]",
        "HealthBands!C6: Colour should be one; the cell is filled with 111111; got 'FF00FF'. "
        "The fill counts. Clear the code, or type the fill's. [warning]",
    ]


def test_without_any_colours_the_default_ones_go_from_bad_to_good():
    raw = bands(["Bad", 0, None], ["Middling", 40, None], ["Good", 80, None])
    assert [band.colour for band in checked(raw).inputs.bands] == [band.colour for band in defaults.BANDS]


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("2E8B57", "2E8B57"),
        ("#2e8b57", "2E8B57"),
        ("FF2E8B57", "2E8B57"),
        ("#0a8", "00AA88"),
        ("0a8", None),
        ("green", None),
        ("", None),
        ("#12345", None),
        ("1234567", None),
    ],
)
def test_colour_codes(text, colour):
    assert read_colour(text) == colour


def test_bands_without_rows():
    assert refused(bands()) == (
        "HealthBands: the table HealthBands has no rows. Give a band that starts at 0, or delete the table: "
        "the defaults hold where it is missing."
    )


def test_bands_without_a_zero():
    assert refused(bands(["Bad", 10, None], ["Good", 5, None])) == (
        "HealthBands!B3: one band must start at 0; the lowest Minimum Score is 5. Set it to 0."
    )


def test_bands_with_equal_minima():
    assert refused(bands(["Bad", 0, None], ["Good", 50, None], ["Better", "50", None])) == (
        "HealthBands!B4: Minimum Score must be another one for each band; got 50, which is also in HealthBands!B3. "
        "Give one of them another minimum."
    )


@pytest.mark.parametrize(
    ("minimum", "message"),
    [
        (120, "HealthBands!B3: Minimum Score must be from 0 to 100; got 120. Give the lowest score of the band."),
        (-1, "HealthBands!B3: Minimum Score must be from 0 to 100; got -1. Give the lowest score of the band."),
        ("high", "HealthBands!B3: Minimum Score must be a number; got 'high'. Give the lowest score of the band."),
        (None, "HealthBands!B3: Minimum Score must be filled in. Give the lowest score of the band."),
    ],
)
def test_bands_with_an_impossible_minimum(minimum, message):
    assert refused(bands(["Bad", 0, None], ["Good", minimum, None])) == message


def test_bands_of_one_name():
    assert refused(bands(["Good", 0, None], ["good ", 50, None])) == (
        "HealthBands!A3: Band must be unique; got 'good', which is also in HealthBands!A2. "
        "Give each band a name of its own."
    )


def test_a_band_called_unscored():
    assert refused(bands(["Unscored", 0, None])) == (
        "HealthBands!A2: Unscored is the band of clients without a score. Give this band another name."
    )


def test_a_nameless_band_is_skipped_and_a_bad_rhythm_is_blank():
    raw = bands(
        ["Bad", 0, "C0392B", "often"], [None, 50, "C0392B", 1], headers="Band | Minimum Score | Colour | Review Every"
    )
    result = checked(raw)
    assert result.inputs.bands == (Band("Bad", 0.0, "C0392B", None),)
    assert said(result, raw, about="HealthBands") == [
        "HealthBands!D2: Review Every must be a number; got 'often'. The cell is taken as blank. [warning]",
        "HealthBands!A3: Band must be filled in. The row is skipped. [warning]",
    ]


def test_bands_without_a_required_column():
    from segmentbook.errors import InputError

    with pytest.raises(InputError) as caught:
        checked(table("HealthBands", "Band | Colour", ["Bad", None]))
    assert str(caught.value) == (
        "HealthBands!A1: HealthBands must have a column Minimum Score; it has Band, Colour. "
        "Give one of the columns the header Minimum Score."
    )


# -- segments ---------------------------------------------------------------------------------------------------------

HEADERS = "Value | Effort | Code | Name"
FOUR = [["High", "Low", "A", "a"], ["high", "HIGH", "B", "b"], ["l", "low", "C", None], ["Low", "High", "D", "d"]]


def segments(*rows):
    return table("Segments", HEADERS, *rows)


def test_the_four_cells_in_the_tables_order():
    raw = segments(*FOUR)
    result = checked(raw)
    assert result.inputs.segments == (
        SegmentCell(True, False, "A", "a"),
        SegmentCell(True, True, "B", "b"),
        SegmentCell(False, False, "C", "C"),
        SegmentCell(False, True, "D", "d"),
    )
    assert said(result, raw, about="Segments") == [
        "Segments!D4: Name must be filled in. The code stands for it. [warning]"
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            FOUR[:3],
            "Segments: the table Segments has no row for Low value and High effort. "
            "Add it: each of the four must be there once.",
        ),
        (
            [*FOUR, ["Low", "High", "E", "e"]],
            "Segments!A6: each cell must be there once; Low value and High effort is also in Segments!A5. "
            "Delete one of the two rows.",
        ),
        (
            [*FOUR[:3], ["Low", "Huge", "D", "d"]],
            "Segments!B5: Effort must be High or Low; got 'Huge'. Type High or Low.",
        ),
        ([*FOUR[:3], [None, "High", "D", "d"]], "Segments!A5: Value must be filled in. Type High or Low."),
        (
            [*FOUR[:3], ["Low", "High", "LONG", "d"]],
            "Segments!C5: Code must be 1 to 3 characters; got 'LONG'. Shorten it.",
        ),
        ([*FOUR[:3], ["Low", "High", None, "d"]], "Segments!C5: Code must be 1 to 3 characters. Give one."),
        (
            [*FOUR[:3], ["Low", "High", "a", "d"]],
            "Segments!C5: Code must be unique; got 'a', which is also in Segments!C2. "
            "Give each segment a code of its own.",
        ),
        (
            [],
            "Segments: the table Segments has no rows. Give the four cells of value and effort, or delete the table: "
            "the defaults hold where it is missing.",
        ),
    ],
)
def test_segments_that_stop(rows, message):
    assert refused(segments(*rows)) == message


# -- scorecards -------------------------------------------------------------------------------------------------------

MEASURE = "Measure | Weight | Scores 0 at | Scores 100 at | Choices | Source | Description"


def measures(*rows, name="EffortMeasures"):
    return table(name, MEASURE, *([*row, None, None, None, None, None, None, None][:7] for row in rows))


def test_measures():
    raw = measures(
        ["Tickets", "2.5", 10, 0],
        ["Visits", None],
        ["Sponsor", 1, None, None, "No=0; Partly: 50\nYes = 100%;", None, "Do we know one?"],
    )
    result = checked(raw)
    assert result.inputs.effort_measures == (
        Measure("Tickets", 2.5, 10.0, 0.0),
        Measure("Visits", 0.0, 0.0, 100.0),
        Measure("Sponsor", 1.0, 0.0, 100.0, {"no": 0.0, "partly": 50.0, "yes": 100.0}, "", "Do we know one?"),
    )
    assert said(result, raw, about="EffortMeasures") == []


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [["A", 1], ["B", -2]],
            "EffortMeasures!B3: Weight must be 0 or more; got -2. Give it a weight of 0 or more.",
        ),
        (
            [["A", "much"]],
            "EffortMeasures!B2: Weight must be a number; got 'much'. Give it a weight of 0 or more.",
        ),
        (
            [["A", 0], ["B", None]],
            "EffortMeasures!B2: at least one Weight must be more than 0. Give the measures weights.",
        ),
        (
            [["A", 1, 5, 5]],
            "EffortMeasures!D2: Scores 0 at and Scores 100 at must differ; got 5 in both. Give two values, or Choices.",
        ),
        (
            [["A", 1, None, 0]],
            "EffortMeasures!D2: Scores 0 at and Scores 100 at must differ; got 0 in both. Give two values, or Choices.",
        ),
        (
            [["A", 1, "low", 5]],
            "EffortMeasures!C2: Scores 0 at must be a number; got 'low'. "
            "Give the value that scores 0, or leave it blank for 0.",
        ),
        (
            [["A", 1, None, None, "No=0; Yes"]],
            "EffortMeasures!E2: Choices must be words with scores from 0 to 100, such as No=0; Partly=50; Yes=100; "
            "got 'No=0; Yes'. Correct 'Yes'.",
        ),
        (
            [["A", 1, None, None, "No=0; Yes=101"]],
            "EffortMeasures!E2: Choices must be words with scores from 0 to 100, such as No=0; Partly=50; Yes=100; "
            "got 'No=0; Yes=101'. Correct 'Yes=101'.",
        ),
        (
            [["A", 1, None, None, "No=0; no=5"]],
            "EffortMeasures!E2: Choices must be words with scores from 0 to 100, such as No=0; Partly=50; Yes=100; "
            "got 'No=0; no=5'. Correct 'no=5'.",
        ),
        (
            [["A", 1], ["a", 1]],
            "EffortMeasures!A3: Measure must be unique; got 'a', which is also in EffortMeasures!A2. "
            "Give each measure a name of its own.",
        ),
        (
            [["A", 1, None, None, None, "Client Since"]],
            "EffortMeasures!F2: Source must name a column of numbers or words, not of dates; got 'Client Since'. "
            "Name another column.",
        ),
        (
            [],
            "EffortMeasures: the table EffortMeasures has no rows. Give at least one measure, or delete the table: "
            "the defaults hold where it is missing.",
        ),
    ],
)
def test_measures_that_stop(rows, message):
    clients = table("Clients", "Client | Client Since", ["Acme", None])
    assert refused(measures(*rows), clients) == message
    health = message.replace("EffortMeasures", "HealthMeasures")
    assert refused(measures(*rows, name="HealthMeasures"), clients) == health
