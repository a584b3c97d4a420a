"""Excel's and VBA's limits on names and texts: ours keep them, and what breaks them is found."""

from __future__ import annotations

import pytest

import udfs
from addin.formula_names import MAXIMUM_TEXT, faults, vba_name
from tests.addin.standins import argument, formula
from udfs import FORMULAS, Formula


@pytest.mark.parametrize("ours", FORMULAS.values(), ids=list(FORMULAS))
def test_ours_have_none(ours: Formula) -> None:
    assert faults(ours) == ()


def test_every_formula_is_exported_and_named_alike_everywhere() -> None:
    assert FORMULAS
    for name, ours in FORMULAS.items():
        assert name == ours.name == ours.function.__name__
        assert getattr(udfs, name) is ours.function


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (formula("SUM"), "SUM is a function of Excel"),
        (formula("XLOOKUP"), "XLOOKUP is a function of Excel"),
        (formula("SORT"), "SORT is a function of Excel"),
        (formula("_RATING"), "RATING: VBA does not take '_RATING' as a name"),
        (formula("RATE.OF"), "RATE.OF: VBA does not take 'RATE.OF' as a name"),
        (formula("TAX2026"), "TAX2026: 'TAX2026' is the address of a cell"),
        (formula("RATING", argument("r1c1")), "RATING: 'r1c1' is the address of a cell"),
        (formula("RATING", argument("c")), "RATING: 'c' is the address of a cell"),
        (formula("RATING", argument("currency")), "RATING: VBA does not take 'currency' as a name"),
        (formula("RATING", argument("Date")), "RATING: VBA does not take 'date' as a name"),
        (formula("RATING", argument("next")), "RATING: VBA does not take 'next' as a name"),
        (formula("RATING", argument("caller")), "RATING: VBA does not take 'caller' as a name"),
        (formula("RATING", argument("_score")), "RATING: VBA does not take '_score' as a name"),
        (
            formula("RATING", argument("score"), argument("Score")),
            "RATING: two of its arguments have the same name to VBA",
        ),
        (
            formula("RATING", argument("first", optional=True), argument("second")),
            "RATING: an argument that must be given follows one that may be left out",
        ),
        (formula(summary=" "), "RATING: its summary is not described"),
        (formula(summary="x" * 256), "RATING: its summary is described in more than 255 characters"),
        (
            formula("RATING", argument("score", text="x" * 256)),
            "RATING: score is described in more than 255 characters",
        ),
        (
            formula(summary="Cost × 12."),
            "RATING: its summary is described in characters that are not plain ASCII on one line",
        ),
        (
            formula(summary="One\nTwo."),
            "RATING: its summary is described in characters that are not plain ASCII on one line",
        ),
        (
            formula("RATING", *(argument(f"a_rather_long_name_of_number_{n:03}") for n in range(9))),
            "RATING: the name and its arguments have more than 254 characters",
        ),
        (formula("RATING", *(argument(f"of_{n:03}") for n in range(30))), "RATING: more than 29 arguments"),
    ],
)
def test_what_excel_refuses_is_found(wrong: Formula, fault: str) -> None:
    expected = fault.replace("RATING: VBA", f"{wrong.name}: VBA") if wrong.name.startswith("_") else fault
    assert expected in faults(wrong)


def test_an_argument_called_as_its_formula_is_renamed_for_vba() -> None:
    """VBA: duplicate declaration in current scope; Python and Calc do not mind."""
    ours = formula("RATING", argument("score"), argument("rating", kind="table"))
    assert [vba_name(ours, one) for one in ours.arguments] == ["score", "rating_table"]
    assert faults(ours) == ()


def test_the_limits_themselves_are_allowed() -> None:
    text = "x" * MAXIMUM_TEXT
    assert faults(formula("RATING", argument("row", text=text), argument("value_cut"), summary=text)) == ()
