"""SEGMENT and its sentence on hand-worked rows: cuts hit exactly, what goes before what, and who has no segment."""

from __future__ import annotations

from datetime import date, datetime

import pytest

import udfs
from udfs import CONTRACTMRR, OVERALLVALUE, SEGMENT, SEGMENTWHY, VALUEPERSEAT, CellError, ExcelError
from udfs._layout import template_headers

NA, VALUE, NUM = ExcelError.NA, ExcelError.VALUE, ExcelError.NUM
CARD = [["Measure", "Weight", "Scores 0 at", "Scores 100 at"], ["Work", 1.0, None, None]]
LINES = [
    ["Client", "Amount", "Start", "Currency"],
    ["Acme", 6_000.0, date(2025, 1, 1), None],
    ["C-2", 300.0, date(2025, 1, 1), None],
    ["Bolt", 40.0, date(2025, 1, 1), None],
    ["Euro", 70.0, date(2025, 1, 1), "EUR"],
    ["Euro", 900.0, date(2021, 1, 1), "GBP"],
]
AS_OF = date(2025, 6, 30)


@pytest.mark.parametrize(
    ("value", "effort", "code"),
    [
        (5_000.0, 50.0, "HH"),
        (4_999.995, 49.95, "HH"),  # rounded half-up to the cent, and to one decimal
        (4_999.99, 49.9, "LL"),
        (12_400.0, 49.94, "HL"),
        (0.0, 100.0, "LH"),
        (-0.0, 0.0, "LL"),
        (-5_000.0, 50.0, "LH"),
        ("12,400.00", "61.5", "HH"),
    ],
)
def test_two_cells_are_a_value_and_an_effort_score(value: object, effort: object, code: str) -> None:
    for row in ([value, effort], [[value, effort]], [[value], [effort]], ((value, effort),)):
        assert SEGMENT(row) == code
    assert SEGMENT([value, effort], None, "", None) == code


def test_a_cut_of_zero_leaves_a_value_of_zero_low() -> None:
    assert SEGMENT([0.0, 0.0], None, 0.0, 0.0) == "LH"
    assert SEGMENT([0.01, 0.0], None, 0.0, 0.0) == "HH"


def test_what_the_value_is_taken_from() -> None:
    headers = ["Client", "Segment Value", "Overall Value", "Contract MRR"]
    assert OVERALLVALUE(["Acme", 0.0, 7.0, 8.0], headers) == 0.0
    assert OVERALLVALUE(["Acme", None, 7.0, 8.0], headers) == 7.0
    assert OVERALLVALUE(["Acme", "", None, 8.0], headers) == 8.0
    assert OVERALLVALUE(["Acme", None, None, None], headers, LINES, AS_OF) == 6_000.0
    assert OVERALLVALUE(["Acme", None, None, None], headers) is NA


def test_a_client_is_named_by_its_id_and_by_its_name() -> None:
    assert OVERALLVALUE(["Bolt ", "c-2"], ["Client", "Client ID"], LINES, AS_OF) == 340.0
    assert OVERALLVALUE(["Nobody", "C-9"], ["Client", "Client ID"], LINES, AS_OF) == 0.0  # a client without lines
    assert OVERALLVALUE([7.0], ["Employees"], LINES, AS_OF) is NA


def test_headers_are_found_as_a_refresh_finds_them() -> None:
    row = ["Acme", 40.0, 9_000.0]
    assert VALUEPERSEAT(row, ["ACCOUNT NAME", "headcount", "value_override"]) == 225.0
    assert VALUEPERSEAT(row[::-1], [["value_override"], ["headcount"], ["ACCOUNT NAME"]]) == 225.0


def test_a_score_in_the_row_goes_before_its_measures() -> None:
    headers = ["Overall Value", "Effort Score", "Work"]
    assert SEGMENT([9_000.0, 10.0, 90.0], headers, effort_measures=CARD) == "HL"
    assert SEGMENT([9_000.0, None, 90.0], headers, effort_measures=CARD) == "HH"


def test_a_measure_without_a_column_is_not_made_up_for_by_the_others() -> None:
    card = [*CARD, ["Debt", 1.0, None, None]]
    card[-1] = ["Tech Debt per Seat", 1.0, None, None]
    assert SEGMENT([9_000.0, 90.0], ["Overall Value", "Work"], effort_measures=card) is NA
    assert SEGMENT([9_000.0, 90.0, 0.0], ["Overall Value", "Work", "Tech Debt per Seat"], effort_measures=card) == "HL"
    # a blank cell is a missing value, whose weight goes to the others
    assert SEGMENT([9_000.0, 90.0, None], ["Overall Value", "Work", "Tech Debt per Seat"], effort_measures=card) == "HH"
    weightless = [*CARD, ["Tech Debt per Seat", 0.0, None, None]]
    assert SEGMENT([9_000.0, 90.0], ["Overall Value", "Work"], effort_measures=weightless) == "HH"


def test_computed_measures_that_follow_from_the_row() -> None:
    def card(source: str, top: float) -> list[list[object]]:
        return [["Measure", "Weight", "Scores 100 at", "Source"], ["It", 1.0, top, source]]

    headers = ["Overall Value", "Employees", "Active Seats", "Licensed Seats"]
    row = [6_000.0, 40.0, 30.0, 60.0]
    for source, top, score in (
        ("Seat Utilisation", 1.0, 50.0),
        ("Overall value", 8_000.0, 75.0),
        ("ARR", 144_000.0, 50.0),
        ("value per seat", 600.0, 25.0),
    ):
        assert udfs.EFFORTSCORE(row, headers, card(source, top)) == score
    assert udfs.EFFORTSCORE([6_000.0, None, 30.0, None], headers, card("Value per Seat", 1.0)) is NA
    assert udfs.EFFORTSCORE([6_000.0, 40.0], headers[:2], card("Seat Utilisation", 1.0)) is NA
    assert udfs.EFFORTSCORE([6_000.0, 40.0], headers[:2], card("Stack Alignment", 1.0)) is NA


def test_a_client_who_is_not_current_has_no_segment() -> None:
    headers = ["Overall Value", "Effort Score", "Client Since", "Churned On"]

    def code(since: object, churned: object, as_of: object = AS_OF) -> object:
        return SEGMENT([9_000.0, 60.0, since, churned], headers, as_of=as_of)

    assert code(None, None) == code(AS_OF, None) == code(None, date(2025, 7, 1)) == "HH"
    assert code(None, AS_OF) == code(datetime(2025, 7, 1, 12), None) == ""
    assert code("2025-07-01", None, "2025-07-01") == "HH"
    churned = SEGMENTWHY([9_000.0, 60.0, None, date(2025, 3, 1)], headers, as_of=AS_OF)
    assert churned == "Churned on 2025-03-01: outside the map, the cuts and the tiers."


def test_contracts_of_a_client_who_left_are_said() -> None:
    found = SEGMENTWHY(["Acme", date(2025, 3, 1)], ["Client", "Churned On"], contracts=LINES, as_of=AS_OF)
    assert found == (
        "Churned on 2025-03-01: outside the map, the cuts and the tiers. Its contracts still count 6,000.00 a month."
    )


def test_the_date_left_out_is_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("udfs._arguments.today", lambda: date(2024, 12, 31))
    assert OVERALLVALUE(["Acme"], ["Client"], LINES) == 0.0
    assert CONTRACTMRR("Acme", LINES) == 0.0
    monkeypatch.setattr("udfs._arguments.today", lambda: date(2025, 1, 1))
    assert OVERALLVALUE(["Acme"], ["Client"], LINES) == CONTRACTMRR("Acme", LINES, "") == 6_000.0


def test_a_row_without_enough_measures_is_unplaced() -> None:
    card = [*CARD, ["More", 3.0, None, None]]
    headers = ["Overall Value", "Work", "More"]
    assert SEGMENT([9_000.0, 90.0, None], headers, effort_measures=card) == "Unplaced"
    assert udfs.EFFORTSCORE([9_000.0, 90.0, None], headers, card) is NA
    assert SEGMENTWHY([9_000.0, 90.0, None], headers, effort_measures=card).endswith(
        "No effort score: 25% of the weight has values, 50% is needed."
    )


def test_the_sentence_names_the_source_and_what_weighs_most() -> None:
    card = [*CARD, ["More", 3.0, None, None]]
    headers = ["Segment Value", "Work", "More"]
    assert SEGMENTWHY([900.0, 90.0, 60.0], headers, 1_000.0, 70.0, card) == (
        "Low value: 900.00 a month as typed, cut 1,000.00. Low effort: 67.5, cut 70.0 (most by More)."
    )


def test_segments_of_ones_own() -> None:
    segments = [
        ["Effort", "Value", "Code"],
        ["high", "HIGH", "A"],
        ["Low", "h", "B"],
        ["High", "Low", "C"],
        ["L", "L", "D"],
    ]
    assert [SEGMENT(row, segments=segments) for row in ([9e3, 60.0], [9e3, 10.0], [1e3, 60.0], [1e3, 10.0])] == [
        *"ABCD"
    ]


def test_a_line_in_a_currency_without_a_rate_is_not_left_out_in_silence() -> None:
    assert CONTRACTMRR("Acme", LINES, AS_OF) == 6_000.0
    assert CONTRACTMRR("Euro", LINES, AS_OF) is NA
    assert OVERALLVALUE(["Euro"], ["Client"], LINES, AS_OF) is NA
    rates = [["Currency", "Rate"], ["EUR", 1.1], ["GBP", 1.3]]
    assert CONTRACTMRR("Euro", LINES, AS_OF, rates) == pytest.approx(70 * 1.1 + 900 * 1.3)
    ended = [[*row, date(2024, 1, 1) if row[3] == "GBP" else None] for row in LINES]
    ended[0][-1] = "End"
    assert CONTRACTMRR("Euro", ended, AS_OF, rates[:2]) == pytest.approx(77.0)  # the line without a rate has ended


def test_money_in_one_currency_needs_no_rates() -> None:
    lines = [LINES[0], *([*row[:3], "eur"] for row in LINES[1:])]
    assert CONTRACTMRR("Euro", lines, AS_OF) == 970.0
    mixed = [*lines, ["Dollar", 10.0, date(2025, 1, 1), "USD"]]
    # where USD has a rate, the currency that has none is the base currency; a rate of 1 says so outright
    assert CONTRACTMRR("Dollar", mixed, AS_OF, [["Currency", "Rate"], ["USD", 0.9]]) == 9.0
    assert CONTRACTMRR("Euro", mixed, AS_OF, [["Currency", "Rate"], ["USD", 0.9], ["EUR", 1.0]]) == 970.0


def test_a_cell_that_is_not_needed_may_hold_an_error() -> None:
    headers = ["Client", "Overall Value", "Effort Score", "Map: Healthy"]
    assert SEGMENT([CellError("#REF!"), 9_000.0, 60.0, CellError("#N/A")], headers) == "HH"


def test_the_templates_row_is_as_wide_as_the_template() -> None:
    row: list[object] = [None] * len(template_headers())
    row[template_headers().index("Segment Value")] = 9_000.0
    for header in ("Tickets per Seat", "Sites", "After-hours Support"):
        row[template_headers().index(header)] = "Yes" if header.startswith("After") else 9.0
    assert SEGMENT(row) == "HH"
    assert SEGMENT([*row, "a column of my own"]) is VALUE
    assert SEGMENT(row[:-1]) is VALUE


def test_rows_that_a_refresh_has_written_say_themselves_who_is_current_and_scored() -> None:
    headers = ["Status", "Contract MRR", "Overall Value", "Effort Score", "Effort Coverage", "Segment"]
    assert SEGMENT(["Current", 7_000.0, 9_000.0, 60.0, 1.0, "HH"], headers) == "HH"
    assert SEGMENT(["Current", 7_000.0, 9_000.0, None, 0.2, "Unplaced"], headers) == "Unplaced"
    assert SEGMENT(["Churned", 0.0, 9_000.0, 60.0, 1.0, None], headers) == ""
    assert SEGMENTWHY(["Churned", 70.0, 9_000.0, 60.0, 1.0, None], headers) == (
        "Churned: outside the map, the cuts and the tiers. Its contracts still count 70.00 a month."
    )
    assert SEGMENTWHY(["Current", 7_000.0, 9_000.0, None, 0.2, None], headers) == (
        "High value: 9,000.00 a month, cut 5,000.00. No effort score: 20% of the weight has values, 50% is needed."
    )
    # the same columns among others of the user's own in Clients mean nothing of the kind
    assert SEGMENT(["Churned", 9_000.0, 60.0], ["Status", "Overall Value", "Effort Score"]) == "HH"
