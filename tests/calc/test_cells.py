"""How Calc's cells arrive and how results and errors are shown, in Calc itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.calc.calc import Calc, CalcError, Sheet
from udfs import FORMULAS

HEADERS = ["Client", "Segment Value", "Effort Score", "Note"]
BANDS = [["Band", "Minimum Score", "Colour"], ["Low", 10.0, "C0392B"], ["High", 60.0, "2E8B57"]]
CONTRACTS = [
    ["Customer", "Note", "Start", "Monthly Amount", "End"],
    ["Acme", "x", 45658.0, 1000.0, None],  # from 1 January 2025
    ["Acme", None, 46023.0, 250.5, 46387.0],  # 2026
    ["Bolt", None, 45658.0, 80.0, 45900.0],
]


@pytest.fixture
def sheet(calc: Calc) -> Iterator[Sheet]:
    """A new sheet: clients from A1, bands from G1, contracts from L1."""
    with calc.opened() as first:
        first.put("A1", [HEADERS, ["Acme", 9000.0, 40.0, "x"], ["Bolt", 100.0, 60.0, None], [None] * 4])
        first.put("G1", BANDS)
        first.put("L1", CONTRACTS)
        yield first


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SEGMENT(A2:D2;A1:D1)", "HL"),
        ("SEGMENT(A3:D3;A1:D1)", "LH"),
        ("SEGMENT(A3:D3;A1:D1;50)", "HH"),
        ("SEGMENT(A3:D3;A1:D1;;70)", "LL"),  # an argument left out between others
        ("SEGMENT(B2:C2)", "HL"),
        ("SEGMENT(B2:C2;;10000)", "LL"),
        ("SEGMENT(OFFSET(A1;1;1;1;2))", "HL"),
        ("SEGMENT(INDEX(B1:C3;3))", "LH"),
        ("SEGMENT(B:C)", "#VALUE!"),
        ("CONTRACTMRR(A2;L1:P4;DATE(2026;6;30))", 1250.5),
        ("CONTRACTMRR(A2;L:P;DATE(2026;6;30))", 1250.5),  # whole columns
        ("CONTRACTMRR(A2;L1:P4;46022)", 1000.0),  # 31 December 2025
        ('CONTRACTMRR("bolt";L1:P4;"2025-02-01")', 80.0),
        ("HEALTHBAND(72)", "Satisfactory"),
        ("HEALTHBAND(HEALTHBAND(72))", "#VALUE!"),
        ("TIER(12*B2)", "Tier 2 - Mid-market"),
        ('SERVICEVALUE(640;4;"35%")', 2560.0 / 0.65),
    ],
)
def test_arguments_of_every_shape(sheet: Sheet, formula: str, expected: Any) -> None:
    assert sheet.answer(f"={formula}") == expected


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        ('SERVICECOST("many";4)', "#VALUE!"),  # text where a number is due
        ("SEGMENT(A2:D2;B1:D1)", "#VALUE!"),  # headers of another width
        ("VALUEPERSEAT(A2:D2;A1:D1)", "#N/A"),  # headers that do not name Employees
        ("SEGMENT(A2:C2)", "#VALUE!"),  # three columns where the template's row is expected
        ("HEALTHBAND(50;G1:I3)", "#NUM!"),  # no band starts at 0
        ('CONTRACTMRR("Nobody";L1:P4)', "#N/A"),  # unknown client
        ('CONTRACTMRR(A2;L1:P4;"next spring")', "#VALUE!"),  # no date
        ("SEGMENT(A2:D2;A1:D1;5000;120)", "#NUM!"),  # a cut out of range
        ("HEALTHBAND()", "#VALUE!"),  # nothing at all
        ("SERVICECOST(640)", "#VALUE!"),
        ("TIERS(A2:B3)", "#VALUE!"),  # two columns
        ("SEGMENTTABLE(B1:D3)", "#N/A"),  # no Client column
    ],
)
def test_bad_arguments_are_excels_errors_and_no_text(sheet: Sheet, formula: str, error: str) -> None:
    got = sheet.answer(f"={formula}")
    assert isinstance(got, CalcError)
    assert got == error
    assert sheet.answer(f'=IFERROR({formula};"caught")') == "caught"
    assert sheet.answer(f"=SUM(1;{formula})") == error
    code = {"#VALUE!": 3.0, "#NUM!": 6.0, "#N/A": 7.0}[error]
    sheet.enter("ZZ2", [[f"={formula}"]])
    assert sheet.answer("=ERROR.TYPE(ZZ2)") == code


def test_a_blank_row_is_blank_so_that_a_formula_can_be_filled_down(sheet: Sheet) -> None:
    assert sheet.answer("=SEGMENT(A4:D4;A1:D1)") == ""
    assert sheet.answer("=OVERALLVALUE(A4:D4;A1:D1)") == ""
    assert sheet.answer("=CONTRACTMRR(A4;L1:P4;DATE(2026;6;30))") == ""
    assert sheet.answers("=SEGMENTTABLE(A1:D4)", 4, 6)[3] == [""] * 6


def test_a_blank_cell_for_the_date_is_a_date_left_out(sheet: Sheet) -> None:
    open_ended = [["Client", "Amount", "Start"], ["Acme", 10.0, 40000.0]]
    sheet.put("L6", open_ended)
    assert sheet.answer("=CONTRACTMRR(A2;L6:N7;Z1)") == 10.0


def test_errors_in_cells_that_are_not_used_do_not_matter(sheet: Sheet) -> None:
    sheet.enter("D2", [["=NA()"], ["=1/0"]])
    sheet.enter("M2", [["=NA()"]])
    assert sheet.answer("=SEGMENT(A2:D2;A1:D1)") == "HL"
    assert sheet.answer("=SEGMENT(A3:D3;A1:D1)") == "LH"
    assert sheet.answer("=CONTRACTMRR(A2;L1:P4;DATE(2026;6;30))") == 1250.5
    assert [row[5] for row in sheet.answers("=SEGMENTTABLE(A1:D3)", 3, 6)] == ["Segment", "HL", "LH"]


@pytest.mark.parametrize(
    ("wrong", "shown"), [("=NA()", "#N/A"), ("=1/0", "#DIV/0!"), ("=#NUM!", "#NUM!"), ("=SQRT(-1)", "#VALUE!")]
)
def test_errors_in_cells_that_are_used_are_the_formulas_errors(sheet: Sheet, wrong: str, shown: str) -> None:
    sheet.enter("B2", [[wrong]])
    assert sheet.answer("=SEGMENT(A2:D2;A1:D1)") == shown
    assert sheet.answer("=OVERALLVALUE(A2:D2;A1:D1)") == shown
    table = sheet.answers("=SEGMENTTABLE(A1:D3)", 3, 6)
    assert (table[1][1], table[1][5]) == (shown, shown)
    assert table[2][5] == "LH"
    assert [row[0] for row in sheet.answers("=TIERS(B2:B3)", 2, 1)] == [shown, "Tier 1 - Strategic"]
    if wrong != "=SQRT(-1)":  # Calc's own Err:502, which Excel does not have, goes through as it is
        assert sheet.answer("=HEALTHBAND(B2)") == shown


def test_an_error_in_an_optional_table_is_an_error_and_never_a_number(sheet: Sheet) -> None:
    """Calc does not call a formula then. README says so, and how IFERROR helps."""
    sheet.enter("M2", [["=NA()"]])
    formula = "SEGMENT(A2:D2;A1:D1;;;;;{};DATE(2026;6;30))"
    assert sheet.answer("=" + formula.format("L1:P4")) == "Err:504"
    assert sheet.answers("=" + formula.format('IFERROR(L1:P4;"")'), 1, 1) == [["HL"]]


def test_results_are_numbers_and_texts(sheet: Sheet) -> None:
    assert sheet.answer("=SERVICECOST(640;4)+1") == 2561.0
    assert sheet.answer("=ISTEXT(SEGMENT(A2:D2;A1:D1))") == 1.0
    assert sheet.answer("=OVERALLVALUE(A2:D2;A1:D1)*12") == 108000.0


def test_a_formula_follows_its_cells(sheet: Sheet) -> None:
    sheet.enter("E2", [["=SEGMENT(A2:D2;A1:D1)"]])
    sheet.enter("F2", [['=E2&"!"']])
    sheet.put("C2", [[55.0]])
    assert sheet.cell("F2") == "HH!"
    sheet.enter("B2", [["=100*2"]])
    assert sheet.cell("F2") == "LH!"


def test_dates_are_right_where_the_document_counts_from_1904(sheet: Sheet) -> None:
    days = 1462  # between the two first days
    moved = [[start - days, amount, end and end - days] for _, _, start, amount, end in CONTRACTS[1:]]
    sheet.do("null_date", year=1904, month=1, day=1)
    sheet.put("N2", moved)
    assert sheet.answer("=CONTRACTMRR(A2;L1:P4;DATE(2026;6;30))") == 1250.5
    assert sheet.answer('=CONTRACTMRR(A2;L1:P4;"2025-06-30")') == 1000.0
    sheet.put("B2", [[None]])
    assert sheet.answer("=OVERALLVALUE(A2:D2;A1:D1;L1:P4;DATE(2025;6;30))") == 1000.0
    churned = 46000.0 - days  # 9 December 2025
    sheet.put("A7", [["Client", "Overall Value", "Effort Score", "Churned On"], ["Acme", 9000.0, 60.0, churned]])
    assert sheet.answer("=SEGMENT(A8:D8;A7:D7;;;;;;DATE(2025;12;9))") == ""
    assert sheet.answer("=SEGMENT(A8:D8;A7:D7;;;;;;DATE(2025;12;8))") == "HH"
    assert sheet.answers("=SEGMENTTABLE(A7:D8;;;;;;DATE(2025;12;8))", 2, 6)[1][5] == "HH"
    assert sheet.answers("=SEGMENTTABLE(A7:D8;;;;;;DATE(2025;12;9))", 2, 6)[1][5] == ""


def test_the_function_wizard_shows_what_the_formulas_say(calc: Calc) -> None:
    described = calc.ask("functions", names=list(FORMULAS))
    assert sorted(described) == list(FORMULAS)
    for formula in FORMULAS.values():
        shown = described[formula.name]
        assert shown["description"] == formula.summary
        assert [[name, text] for name, text, _ in shown["arguments"]] == [[a.name, a.help] for a in formula.arguments]
        assert all(
            optional for (_, _, optional), a in zip(shown["arguments"], formula.arguments, strict=True) if a.optional
        )
