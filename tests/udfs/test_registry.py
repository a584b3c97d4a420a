"""What the function wizard shows of each formula, and that nothing of it is missing or too long."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re

import pytest

import udfs
from udfs._registry import FORMULAS, KINDS, Formula, formula

LONGEST = 255
SIGNATURES = {
    "CONTRACTMRR": "client, contracts, [as_of], [rates]",
    "EFFORTSCORE": "row, [headers], [measures]",
    "HEALTHBAND": "score, [bands]",
    "HEALTHSCORE": "row, [headers], [measures]",
    "OVERALLVALUE": "row, [headers], [contracts], [as_of], [rates]",
    "SEGMENT": "row, [headers], [value_cut], [effort_cut], [effort_measures], [segments], [contracts], [as_of], "
    "[rates]",
    "SEGMENTTABLE": "clients, [contracts], [effort_measures], [health_measures], [bands], [segments], [as_of], "
    "[value_cut], [effort_cut], [rates]",
    "SEGMENTWHY": "row, [headers], [value_cut], [effort_cut], [effort_measures], [segments], [contracts], [as_of], "
    "[rates]",
    "SERVICECOST": "cost, times_a_year",
    "SERVICEVALUE": "cost, times_a_year, margin, [method]",
    "TECHDEBT": "client, assets, [as_of], [warning_months]",
    "TIER": "arr, [tiers]",
    "TIERS": "arr_column, [tiers]",
    "VALUEPERSEAT": "row, [headers], [contracts], [as_of], [rates]",
}


def test_the_formulas_and_their_arguments() -> None:
    shown = {
        name: ", ".join(f"[{a.name}]" if a.optional else a.name for a in known.arguments)
        for name, known in FORMULAS.items()
    }
    assert shown == SIGNATURES
    assert list(FORMULAS) == sorted(FORMULAS)
    assert {name for name, known in FORMULAS.items() if known.returns == "array"} == {"SEGMENTTABLE", "TIERS"}


@pytest.mark.parametrize("known", FORMULAS.values(), ids=FORMULAS)
def test_what_the_wizard_shows(known: Formula) -> None:
    assert known.function is getattr(udfs, known.name)
    assert known.summary.endswith(".")
    assert known.summary in " ".join((known.function.__doc__ or "").split())
    assert 20 < len(known.summary) <= LONGEST
    for argument in known.arguments:
        assert 5 < len(argument.help) <= LONGEST, argument.name
        assert argument.help.endswith("."), argument.name
        assert argument.kind == KINDS.get(argument.name, "value")
        assert not argument.optional or "eft out" in argument.help or argument.name in ("contracts", "rates")
    assert not re.fullmatch(r"[A-Z]{1,3}[0-9]+", known.name)  # no cell is called so


@pytest.mark.parametrize("known", FORMULAS.values(), ids=FORMULAS)
def test_every_formula_has_an_example_and_says_its_errors(known: Formula) -> None:
    text = known.function.__doc__ or ""
    assert "Examples" in text
    assert f">>> {known.name}(" in text or f"= {known.name}(" in text
    assert "Returns" in text or "The arguments, and the errors, are those of =SEGMENT." in text


def test_help_and_arguments_must_match() -> None:
    with pytest.raises(TypeError, match=r"NOSUCH: help is for \['one'\], arguments are \['two'\]"):

        @formula({"one": "An argument."})
        def NOSUCH(two: object) -> str:  # noqa: N802 - as a formula is called
            """Give nothing."""
            return ""

    assert "NOSUCH" not in FORMULAS


MODULES = sorted(
    module.name for module in pkgutil.iter_modules(udfs.__path__, "udfs.") if module.name != "udfs._xlwings"
)


@pytest.mark.parametrize("name", MODULES)
def test_modules_say_what_they_are_and_their_examples_run(name: str) -> None:
    module = importlib.import_module(name)
    assert (module.__doc__ or "").strip()
    names = module.__all__
    assert names == sorted(names, key=lambda n: (0 if n.isupper() else 1 if n.strip("_")[0].isupper() else 2, n))
    for public in names:
        thing = getattr(module, public)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert (thing.__doc__ or "").strip(), public
    assert doctest.testmod(module).failed == 0
