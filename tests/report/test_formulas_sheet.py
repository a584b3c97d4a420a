"""The sheet Formulas: every example as text beside its value, nothing live."""

from __future__ import annotations

import openpyxl

from segmentbook.report.formula_examples import EXAMPLES
from segmentbook.report.formulas_sheet import FORMULAS, formulas_sheet
from segmentbook.report.places import Names
from segmentbook.workbook.template import TEMPLATE
from tests.report.roots import ROOT

FIRST = 5


def test_each_example_is_a_row_of_text_value_and_words() -> None:
    spec = formulas_sheet()
    for row, (_, formula, value, words) in enumerate(EXAMPLES, start=FIRST):
        assert [spec.cells[row, column].value for column in (2, 3, 4)] == [formula, value, words]
    assert (FIRST + len(EXAMPLES), 2) not in spec.cells


def test_a_name_stands_once_above_its_examples() -> None:
    spec = formulas_sheet()
    names = [str(cell.value) for (row, column), cell in sorted(spec.cells.items()) if column == 1 and row >= FIRST]
    shown = [name for name in names if name != "None"]
    assert shown == list(dict.fromkeys(name for name, *_ in EXAMPLES))


def test_no_formula_is_live() -> None:
    assert all(cell.formula == "" and cell.link == "" for cell in formulas_sheet().cells.values())
    sheet = openpyxl.load_workbook(ROOT / TEMPLATE)[FORMULAS]
    texts = [sheet.cell(row, 2) for row in range(FIRST, FIRST + len(EXAMPLES))]
    assert [cell.value for cell in texts] == [formula for _, formula, *_ in EXAMPLES]
    assert {cell.data_type for cell in texts} == {"s"}


def test_rows_are_as_high_as_their_longest_text_wants() -> None:
    spec = formulas_sheet()
    longest = max(EXAMPLES, key=lambda example: len(str(example[2])))
    row = FIRST + EXAMPLES.index(longest)
    assert spec.heights[row] > 4 * 13.5
    shortest = FIRST + next(i for i, example in enumerate(EXAMPLES) if example[0] == "SERVICECOST")
    assert spec.heights[shortest] < 2 * 13.5


def test_figures_have_the_decimals_they_need() -> None:
    spec = formulas_sheet()
    formats = {
        example[2]: spec.cells[row, 3].style.number_format
        for row, example in enumerate(EXAMPLES, start=FIRST)
        if isinstance(example[2], float)
    }
    assert formats[2560.0] == "#,##0"
    assert formats[71.3] == "0.0"
    assert formats[3938.461538462] == "#,##0.00"


def test_it_is_called_otherwise_where_its_name_is_taken() -> None:
    assert formulas_sheet(names=Names(sheets={FORMULAS: "Formulas (Segmentbook)"})).name == "Formulas (Segmentbook)"
