"""Worked examples: every formula has one, with the refresh's values, and what is written of them is current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from addin import formula_examples, formula_reference
from addin.formula_examples import EXAMPLES, Example, in_words, module, sample, worked
from addin.formula_reference import FAMILIES, overview, reference
from udfs import FORMULAS, ExcelError

ROOT = Path(__file__).parents[2]
REFERENCE = (ROOT / formula_reference.PATH).read_text(encoding="utf-8")


def test_the_data_of_the_sheet_are_current() -> None:
    written = (ROOT / formula_examples.PATH).read_text(encoding="utf-8")
    assert written == module(), "python -m addin.formula_examples, then python -m segmentbook.workbook.template"


def test_the_reference_is_current() -> None:
    assert reference() == REFERENCE, "python -m addin.formula_reference"


def test_every_formula_is_explained_and_worked() -> None:
    assert sorted(EXAMPLES) == sorted(FORMULAS)
    assert sorted(name for names in FAMILIES.values() for name in names) == sorted(FORMULAS)
    for example in worked():
        assert re.match(rf"=(INDEX\()?{example.name}\(", example.formula)


def test_no_example_is_an_error_or_blank() -> None:
    for example in worked():
        rows = example.value if isinstance(example.value, list) else [[example.value]]
        shown = [cell for row in rows[:2] for cell in row]  # further clients may have no score
        assert not any(isinstance(cell, ExcelError) or cell == "" for cell in shown), example.formula


def of(name: str, number: int = 0) -> Example:
    return [example for example in worked() if example.name == name][number]


def result(client: str, header: str) -> object:
    """What the refresh wrote into SegmentResults."""
    headers = sample().value("SegmentResults[#Headers]")[0]
    (row,) = sample().value(sample().row("SegmentResults", client))
    return row[headers.index(header)]


def test_examples_give_what_the_refresh_gives() -> None:
    table = of("SEGMENTTABLE").value
    shown = {
        "Segment": (of("SEGMENT", 1).value, table[1][5]),
        "Overall Value": (of("CONTRACTMRR").value, table[1][1]),
        "Effort Score": (table[1][2],),
        "Health Score": (table[1][3],),
        "Health Band": (table[1][4],),
        "Tier": (of("TIERS").value[0][0], of("TIERS", 1).value),
    }
    for header, values in shown.items():
        assert set(values) == {result("Halvorsen", header)}, header
    assert of("OVERALLVALUE").value == result("Brightmoor", "Overall Value")
    assert of("VALUEPERSEAT").value == pytest.approx(result("Brightmoor", "Value per Seat"))
    assert of("TECHDEBT").value == result("Brightmoor", "Tech Debt")
    assert of("EFFORTSCORE").value == result("Brightmoor", "Effort Score")
    assert of("HEALTHSCORE").value == result("Brightmoor", "Health Score")
    assert of("SEGMENTTABLE", 1).value == result("Brightmoor", "Segment")
    assert str(result("O'Brien", "Why")).startswith(of("SEGMENTWHY", 1).value)


def test_every_argument_error_and_example_is_in_the_reference() -> None:
    for name, formula in FORMULAS.items():
        section = REFERENCE.split(f"\n### {name}\n")[1].split("\n### ")[0]
        assert formula.summary in section
        for argument in formula.arguments:
            shown = f"[{argument.name}]" if argument.optional else argument.name
            assert f"| {shown} | {argument.help.replace('|', chr(92) + '|')} |" in section
        for example in worked():
            assert (f"`{example.formula}`" in section) == (example.name == name)


def test_every_link_of_the_overview_has_its_section() -> None:
    links = re.findall(r"\]\(docs/formulas\.md#(\w+)\)", overview())
    headings = re.findall(r"^### (\w+)$", REFERENCE, re.MULTILINE)
    assert links == [heading.lower() for heading in headings]


def test_formulas_are_read_as_excel_reads_them() -> None:
    book = sample()
    assert book.value('"say ""yes"", please"') == 'say "yes", please'
    assert book.value("{1,2;3,4}") == [[1.0, 2.0], [3.0, 4.0]]
    assert book.value("DATE(2026,6,30)") == 46203.0
    assert book.value("=INDEX({1,2;3,4},2,1)") == 3.0
    assert book.value("ValueCut") == 5000.0
    assert book.value("Segments[Code]") == [["HL"], ["HH"], ["LL"], ["LH"]]
    assert book.value("Segments[#All]")[0] == book.value("Segments[#Headers]")[0]
    assert book.value("Clients!A5") == book.value("'Clients'!$A$5:$A$5")[0][0] == "Halvorsen Precision Castings"
    assert book.value('=SERVICEVALUE(100, 2, 0.5, "Markup")') == 300.0
    assert book.value("=SEGMENT({1,2},,,)") == "LL"


def test_what_is_not_understood_is_refused() -> None:
    with pytest.raises(ValueError, match="could not convert"):
        sample().value("=Clients")
    with pytest.raises(KeyError, match="Nobody"):
        sample().row("Clients", "Nobody")


def test_values_in_words() -> None:
    assert in_words(ExcelError.NUM) == "#NUM!"
    assert in_words(3) == 3.0
    assert in_words([["a"], ["b"], ["c"]]) == "3 cells, the first: a"
