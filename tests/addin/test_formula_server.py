"""The Python side of the wrappers: xlwings' own server code, with only pywin32 stubbed, calls every formula."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from addin.formulas_vba import FORMULAS_MODULE, modules
from tests.addin.vba_text import functions
from udfs import FORMULAS, Formula

ROOT = Path(__file__).parents[2]
MISSING, NOT_AVAILABLE, DIVISION = -2147352572, -2146826246, -2146826281

GIVEN: list[tuple[list[Any], str]] = [
    ([1], "1.0; None; None"),
    ([1.5, True, "text"], "1.5; True; 'text'"),
    (["", None, MISSING], "None; None; None"),
    ([NOT_AVAILABLE, "#N/A", MISSING], "error #N/A; '#N/A'; None"),
    ([{"date": [2026, 6, 30]}, {"money": "1.25"}], "datetime.datetime(2026, 6, 30, 0, 0); 1.25; None"),
    ([{"date": [9999, 12, 31, 23, 59]}], "datetime.datetime(9999, 12, 31, 23, 59); None; None"),
    ([[1.0, "", None]], "((1.0, '', None)); None; None"),
    ([[["a", {"money": "2.5"}], [None, DIVISION]]], "(('a', 2.5), (None, error #DIV/0!)); None; None"),
    ([[[7.0]], [7.0]], "7.0; 7.0; None"),
    ([-2146826288, -2146826273, -2146826265], "error #NULL!; error #VALUE!; error #REF!"),
    ([-2146826259, -2146826252, -2146826243], "error #NAME?; error #NUM!; error #UNKNOWN!"),  # the last is #SPILL!
    ([-2146826238, -2146825289, -2146828288], "error #UNKNOWN!; -2146825289.0; -2146828288.0"),
]
GIVEN_BACK: list[tuple[str, Any]] = [
    ("error", "\x1a#NUM!"),
    ("row", ["a", "\x1a#N/A", "", 3.0]),
    ("rows", [["a", 1.5], ["\x1a#DIV/0!", True]]),
    ("marked", "#N/A"),  # a text never becomes an error, whatever it holds
    ("infinite", "\x1a#NUM!"),
    ("none", ""),
    ("empty", ""),
    ("raise", {"raised": "of the formula"}),
]


def call(calls: list[Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("formula_server.py"))],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def server() -> dict[str, Any]:
    bad = [["udfs", name, [[["no", "such", "table"]]] * len(required(ours))] for name, ours in FORMULAS.items()]
    blank = [["udfs", name, [None] * len(ours.arguments)] for name, ours in FORMULAS.items()]
    echoes = [["echoes", "echo", given] for given, _ in GIVEN]
    backs = [["echoes", "back", [what]] for what, _ in GIVEN_BACK]
    return call([*echoes, *backs, *bad, *blank])


def required(ours: Formula) -> list[str]:
    return [argument.name for argument in ours.arguments if not argument.optional]


def flat(answer: Any) -> list[Any]:
    return [cell for part in answer for cell in flat(part)] if isinstance(answer, list) else [answer]


def test_cells_arrive_as_they_are(server: dict[str, Any]) -> None:
    assert server["answers"][: len(GIVEN)] == [expected for _, expected in GIVEN]


def test_answers_leave_with_their_errors_marked(server: dict[str, Any]) -> None:
    answers = server["answers"][len(GIVEN) :]
    assert answers[: len(GIVEN_BACK)] == [expected for _, expected in GIVEN_BACK]


def test_bad_arguments_never_raise_and_never_show_as_text(server: dict[str, Any]) -> None:
    answers = server["answers"][len(GIVEN) + len(GIVEN_BACK) :]
    assert len(answers) == 2 * len(FORMULAS) > 0
    for (name, _), answer in zip([*FORMULAS.items()] * 2, answers, strict=True):
        for cell in flat(answer):
            assert cell == "" or str(cell).startswith("\x1a#"), (name, answer)


def test_xlwings_own_generator_accepts_every_formula_with_the_same_arguments(server: dict[str, Any]) -> None:
    ours = functions(modules(FORMULAS.values())[FORMULAS_MODULE])
    heads = {}
    for line in server["wrappers"].splitlines():
        if line.startswith("Function "):
            name, _, arguments = line.removeprefix("Function ").removesuffix(")").partition("(")
            heads[name] = tuple(f"{argument} As Variant" for argument in arguments.split(", "))
    assert heads.pop("TIERS") == ("arr_column As Variant", "Optional tiers As Variant")  # VBA would refuse that name
    assert ours.pop("TIERS").arguments == ("arr_column As Variant", "Optional tiers_table As Variant")
    assert heads == {name: wrapper.arguments for name, wrapper in ours.items()}


def test_every_argument_and_result_goes_through_our_converter(server: dict[str, Any]) -> None:
    assert sorted(server["hints"]) == sorted(FORMULAS)
    for name, hints in server["hints"].items():
        expected = [[a.name, a.help, "Cells", a.optional] for a in FORMULAS[name].arguments]
        assert hints["arguments"] == expected
        assert (hints["result"], hints["category"]) == ("Cells", "Segmentbook")
        assert " ".join(hints["help"].split()).startswith(FORMULAS[name].summary)


def test_a_range_is_read_by_xlwings_through_our_converter() -> None:
    """As from a macro of the user's own, which hands over a range and not what it holds."""
    from types import SimpleNamespace

    from xlwings import conversion

    from udfs._xlwings import Cells

    impl = SimpleNamespace(max_cells_per_read=None)
    engine = SimpleNamespace(impl=None)
    book = SimpleNamespace(app=SimpleNamespace(engine=engine))
    cells = SimpleNamespace(impl=impl, sheet=SimpleNamespace(book=book), raw_value=(("a", 1.0), (None, NOT_AVAILABLE)))
    read = conversion.read(cells, None, {"convert": Cells})
    assert read == (("a", 1.0), (None, "#N/A"))
    assert type(read[1][1]).__name__ == "CellError"


@pytest.mark.parametrize("ours", FORMULAS.values(), ids=list(FORMULAS))
def test_hints_hold_where_xlwings_reads_them(ours: Formula) -> None:
    """xlwings resolves a function's hints and looks each up among its converters, even where ours comes after it."""
    from typing import get_type_hints

    from xlwings.conversion import accessors

    hints = get_type_hints(ours.function, include_extras=True)
    assert set(hints) == {argument.name for argument in ours.arguments} | {"return"}
    assert all(hint in accessors for hint in hints.values()), hints
