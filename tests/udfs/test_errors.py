"""Bad arguments, each with its Excel error; error cells pass on; nothing raises and nothing is text."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import udfs
from udfs import (
    CONTRACTMRR,
    EFFORTSCORE,
    FORMULAS,
    HEALTHBAND,
    HEALTHSCORE,
    OVERALLVALUE,
    SEGMENT,
    SEGMENTTABLE,
    SEGMENTWHY,
    SERVICECOST,
    SERVICEVALUE,
    TECHDEBT,
    TIER,
    TIERS,
    VALUEPERSEAT,
    CellError,
    ExcelError,
)

NA, VALUE, NUM, DIV0, REF = ExcelError.NA, ExcelError.VALUE, ExcelError.NUM, ExcelError.DIV0, ExcelError.REF
PAIR = [9_000.0, 60.0]
HEADERS = ["Client", "Overall Value", "Effort Score"]
ROW = ["Acme", 9_000.0, 60.0]
CARD = [["Measure", "Weight"], ["CSAT", 1.0]]
BANDS = [["Band", "Minimum Score"], ["Poor", 0.0], ["Good", 50.0]]
CELLS = [["Value", "Effort", "Code"], *([v, e, v[0] + e[0]] for v in ("High", "Low") for e in ("High", "Low"))]
TIER_TABLE = [["Tier", "ARR Share", "Minimum ARR"], ["A", 0.2, 90.0], ["B", 0.7, 10.0], ["C", None, None]]
LINES = [["Client", "Amount", "Start"], ["Acme", 100.0, date(2025, 1, 1)]]
ASSETS = [["Client", "Replacement Cost", "End of Life"], ["Acme", 100.0, date(2025, 1, 1)]]


def without(table: list[list[Any]], row: int, column: int, cell: Any) -> list[list[Any]]:
    """The table with one cell changed."""
    changed = [list(cells) for cells in table]
    changed[row][column] = cell
    return changed


ROWS = [
    # text where a number is due
    (lambda: SEGMENT(["much", 60.0]), VALUE),
    (lambda: SEGMENT([9_000.0, "a lot"]), VALUE),
    (lambda: SEGMENT(["85%", 60.0]), VALUE),  # no amount of money
    (lambda: SEGMENT([True, 60.0]), VALUE),
    (lambda: SEGMENT([date(2025, 1, 1), 60.0]), VALUE),
    (lambda: SEGMENT(PAIR, None, "high"), VALUE),
    (lambda: SEGMENT(PAIR, None, None, "high"), VALUE),
    (lambda: SEGMENT(["Acme", 9_000.0, "x"], ["Client", "Segment Value", "CSAT"], effort_measures=CARD), VALUE),
    (lambda: HEALTHSCORE(["fine"], ["CSAT"], CARD), VALUE),
    (lambda: VALUEPERSEAT([9_000.0, "many"], ["Overall Value", "Employees"]), VALUE),
    (lambda: HEALTHBAND("fine"), VALUE),
    (lambda: TIER("big"), VALUE),
    (lambda: SERVICECOST("dear", 4.0), VALUE),
    (lambda: SERVICEVALUE(640.0, 4.0, "some"), VALUE),
    (lambda: SERVICEVALUE(640.0, 4.0, 0.3, "Gross"), VALUE),
    (lambda: TECHDEBT("Acme", ASSETS, None, "a year"), VALUE),
    # headers that do not name what is needed
    (lambda: SEGMENT(ROW, ["Name", "Revenue", "Trouble"]), NA),
    (lambda: SEGMENT(["Acme", 9_000.0], ["Client", "Overall Value"]), NA),
    (lambda: SEGMENT(["Acme", 60.0], ["Client", "Effort Score"]), NA),
    (lambda: SEGMENT([None, 60.0]), NA),
    (lambda: SEGMENT([9_000.0, None]), NA),
    (lambda: SEGMENTWHY(ROW, ["a", "b", "c"]), NA),
    (lambda: OVERALLVALUE(["Acme"], ["Client"]), NA),
    (lambda: VALUEPERSEAT(PAIR), NA),
    (lambda: VALUEPERSEAT([9_000.0, 0.0], ["Overall Value", "Employees"]), NA),
    (lambda: EFFORTSCORE(["Acme"], ["Client"]), NA),
    (lambda: SEGMENTTABLE([["Name of it", "Overall Value"], ["Acme", 9_000.0]]), NA),
    (lambda: HEALTHBAND(50.0, BANDS[1:]), NA),  # given without its header row
    (lambda: HEALTHBAND(50.0, [["Band", "From"], ["Poor", 0.0]]), NA),
    (lambda: HEALTHBAND(50.0, BANDS[:1]), NA),  # without rows
    (lambda: TIER(50.0, [["Tier", "ARR Share"], ["A", 0.2]]), NA),
    (lambda: TIERS([[50.0]], [["Tier", "Minimum ARR"], ["A", 0.2]]), NA),
    (lambda: EFFORTSCORE([50.0], ["CSAT"], [["Measure"], ["CSAT"]]), NA),
    (lambda: CONTRACTMRR("Acme", LINES[1:]), NA),
    (lambda: TECHDEBT("Acme", [["Client", "Cost of it"], ["Acme", 1.0]]), NA),
    (lambda: CONTRACTMRR("Acme", LINES, None, [["Currency"], ["EUR"]]), NA),
    # the wrong number of columns
    (lambda: SEGMENT(ROW), VALUE),
    (lambda: SEGMENT(ROW, HEADERS[:2]), VALUE),
    (lambda: SEGMENT([9_000.0]), VALUE),
    (lambda: SEGMENT(9_000.0), VALUE),
    (lambda: SEGMENT([ROW, ROW], HEADERS), VALUE),
    (lambda: TIERS([[1.0, 2.0], [3.0, 4.0]]), VALUE),
    (lambda: HEALTHBAND([[50.0, 60.0]]), VALUE),
    (lambda: CONTRACTMRR("Acme", 7.0), VALUE),
    (lambda: SEGMENTTABLE("Acme"), VALUE),
    (lambda: SEGMENTTABLE([["Client", "Overall Value"], ["Acme"]]), VALUE),
    # policy that contradicts itself
    (lambda: HEALTHBAND(50.0, without(BANDS, 1, 1, 10.0)), NUM),  # no band starts at 0
    (lambda: HEALTHBAND(50.0, without(BANDS, 2, 1, 0.0)), NUM),
    (lambda: HEALTHBAND(50.0, without(BANDS, 2, 1, None)), NUM),
    (lambda: HEALTHBAND(50.0, without(BANDS, 2, 1, 101.0)), NUM),
    (lambda: HEALTHBAND(50.0, without(BANDS, 2, 0, "poor")), NUM),
    (lambda: HEALTHBAND(50.0, without(BANDS, 2, 0, "Unscored")), NUM),
    (lambda: HEALTHBAND(50.0, without(BANDS, 2, 1, "half")), VALUE),
    (lambda: SEGMENT(PAIR, segments=CELLS[:-1]), NUM),
    (lambda: SEGMENT(PAIR, segments=without(CELLS, 1, 0, "Low")), NUM),
    (lambda: SEGMENT(PAIR, segments=without(CELLS, 1, 2, "LONG")), NUM),
    (lambda: SEGMENT(PAIR, segments=without(CELLS, 1, 2, "LL")), NUM),
    (lambda: SEGMENT(PAIR, segments=without(CELLS, 1, 0, None)), NUM),
    (lambda: SEGMENT(PAIR, segments=without(CELLS, 1, 0, "Medium")), VALUE),
    (lambda: EFFORTSCORE([50.0], ["CSAT"], without(CARD, 1, 1, 0.0)), NUM),
    (lambda: EFFORTSCORE([50.0], ["CSAT"], without(CARD, 1, 1, -1.0)), NUM),
    (lambda: EFFORTSCORE([50.0], ["CSAT"], [*CARD, ["csat", 2.0]]), NUM),
    (lambda: EFFORTSCORE([5.0], ["CSAT"], [["Measure", "Weight", "Scores 0 at"], ["CSAT", 1.0, 100.0]]), NUM),
    (lambda: EFFORTSCORE([5.0], ["CSAT"], [["Measure", "Weight", "Choices"], ["CSAT", 1.0, "Good, bad"]]), VALUE),
    (lambda: TIER(50.0, without(TIER_TABLE, 2, 2, 95.0)), NUM),
    (lambda: TIERS([[50.0]], without(TIER_TABLE, 2, 1, 0.1)), NUM),
    (lambda: TIERS([[50.0]], without(TIER_TABLE, 1, 1, None)), NUM),
    (lambda: TIERS([[50.0]], without(TIER_TABLE, 3, 1, 0.9)), NUM),
    # out of range
    (lambda: HEALTHBAND(100.1), NUM),
    (lambda: HEALTHBAND(-0.1), NUM),
    (lambda: SEGMENT([9_000.0, 101.0]), NUM),
    (lambda: SEGMENT(PAIR, None, -1.0), NUM),
    (lambda: SEGMENT(PAIR, None, None, 100.5), NUM),
    (lambda: SEGMENT([float("inf"), 60.0]), NUM),
    (lambda: VALUEPERSEAT([9_000.0, -4.0], ["Overall Value", "Employees"]), NUM),
    (lambda: TECHDEBT("Acme", ASSETS, None, -1.0), NUM),
    (lambda: TECHDEBT("Acme", ASSETS, None, 1.5), NUM),
    (lambda: SERVICECOST(-1.0, 4.0), NUM),
    (lambda: SERVICECOST(1e200, 1e200), NUM),
    (lambda: VALUEPERSEAT([1e300, 1e-100], ["Overall Value", "Employees"]), NUM),
    (lambda: SERVICEVALUE(640.0, 4.0, 1.0), NUM),
    (lambda: SERVICEVALUE(640.0, 4.0, -2.0, "Markup"), NUM),
    # not found
    (lambda: CONTRACTMRR("Nobody", LINES), NA),
    (lambda: TECHDEBT("Nobody", ASSETS), NA),
    (lambda: SERVICECOST(None, 4.0), NA),
    (lambda: SERVICEVALUE(640.0, None, 0.3), NA),
    # dates
    (lambda: CONTRACTMRR("Acme", LINES, "soon"), VALUE),
    (lambda: CONTRACTMRR("Acme", LINES, "31/02/2026"), VALUE),
    (lambda: CONTRACTMRR("Acme", LINES, "03/04/2026"), VALUE),  # March or April?
    (lambda: CONTRACTMRR("Acme", LINES, 2_026.0), VALUE),  # a year is no day
    (lambda: TECHDEBT("Acme", ASSETS, True), VALUE),
    (lambda: SEGMENT(PAIR, as_of="soon"), VALUE),
    (lambda: SEGMENTTABLE([["Client", "Overall Value"], ["Acme", 9_000.0]], as_of="soon"), VALUE),
    (lambda: SEGMENT([*ROW, "soon"], [*HEADERS, "Churned On"]), VALUE),
    # error cells pass on
    (lambda: SEGMENT([CellError("#DIV/0!"), 60.0]), DIV0),
    (lambda: SEGMENT([9_000.0, CellError("#REF!")]), REF),
    (lambda: SEGMENT(["#N/A", 60.0]), NA),
    (lambda: SEGMENT([CellError("#SPILL!"), 60.0]), VALUE),  # formulas cannot give this one
    (lambda: SEGMENT(PAIR, None, CellError("#DIV/0!")), DIV0),
    (lambda: SEGMENT(PAIR, as_of=CellError("#REF!")), REF),
    (lambda: HEALTHSCORE([CellError("#REF!")], ["CSAT"], CARD), REF),
    (lambda: HEALTHBAND(CellError("#DIV/0!")), DIV0),
    (lambda: HEALTHBAND(50.0, without(BANDS, 2, 1, CellError("#REF!"))), REF),
    (lambda: TIER(CellError("#DIV/0!")), DIV0),
    (lambda: CONTRACTMRR(CellError("#REF!"), LINES), REF),
    (lambda: SERVICECOST(CellError("#DIV/0!"), 4.0), DIV0),
]


@pytest.mark.parametrize(("call", "error"), ROWS, ids=range(len(ROWS)))
def test_bad_arguments(call: Any, error: ExcelError) -> None:
    assert call() is error
    assert call() is error  # remembered, or not


def test_a_blank_row_or_cell_gives_blank() -> None:
    blank = [None, "", "  "]
    for formula in (SEGMENT, SEGMENTWHY, OVERALLVALUE, VALUEPERSEAT, EFFORTSCORE, HEALTHSCORE):
        assert formula(blank) == formula([blank], HEADERS) == formula(None) == ""
    assert HEALTHBAND(None) == TIER("") == HEALTHBAND([[None]]) == ""
    assert CONTRACTMRR(None, LINES) == TECHDEBT(" ", ASSETS) == ""
    assert SERVICECOST(None, "") == SERVICEVALUE("", None, 0.3) == ""
    assert TIERS([[None], [10.0], [""]]) == [[""], ["Tier 1 - Strategic"], [""]]


def test_a_bad_cell_of_a_column_is_an_error_there_and_nowhere_else() -> None:
    found = TIERS([[50.0], ["big"], [CellError("#REF!")], [30.0], [20.0], ["0.5%"]], TIER_TABLE)
    assert found == [["A"], [VALUE], [REF], ["B"], ["C"], [VALUE]]
    assert TIERS([50.0, 30.0, 20.0], TIER_TABLE) == [["A", "B", "C"]]
    assert TIERS(50.0, TIER_TABLE) == [["A"]]


CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(-(10**6), 10**6),
    st.dates(),
    st.datetimes(),
    st.text(max_size=8),
    st.sampled_from(
        ["#N/A", CellError("#REF!"), "Client", "Amount", "Start", "Weight", "Measure", "High", "Low", "1,5"]
    ),
)
RANGE = st.one_of(
    CELL,
    st.lists(CELL, max_size=4),
    st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=4)),
)
GOOD = {
    "row": [ROW, PAIR],
    "headers": [HEADERS, None],
    "contracts": [LINES],
    "assets": [ASSETS],
    "bands": [BANDS],
    "segments": [CELLS],
    "tiers": [TIER_TABLE],
    "measures": [CARD],
    "effort_measures": [CARD],
    "health_measures": [CARD],
    "clients": [[HEADERS, ROW]],
    "client": ["Acme"],
    "as_of": ["2025-06-30"],
}


@given(st.data())
def test_no_arguments_raise(data: st.DataObject) -> None:
    formula = data.draw(st.sampled_from(list(FORMULAS.values())))
    arguments = [
        data.draw(st.one_of(RANGE, st.sampled_from([None, *GOOD.get(argument.name, [50.0])])), label=argument.name)
        for argument in formula.arguments
    ]
    found = formula.function(*arguments)
    if isinstance(found, list):
        assert formula.returns == "array"
        assert len({len(row) for row in found}) <= 1
        cells = [cell for row in found for cell in row]
    else:
        cells = [found]
    for cell in cells:
        assert isinstance(cell, (str, float, ExcelError))
        assert not isinstance(cell, CellError)
        assert cell == cell, "a number that is none"
        assert cell not in (float("inf"), float("-inf"))


def test_nothing_that_is_exported_is_missing() -> None:
    assert (
        sorted(FORMULAS) == list(FORMULAS) == [name for name in udfs.__all__ if name.isupper() and name != "FORMULAS"]
    )
