"""The formulas as VBA text: current, complete, and what Excel's editor and an analyst of macros accept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import udfs
from addin.formula_names import vba_name
from addin.formulas_vba import FOLDER, FORMULAS_MODULE, HELP_MODULE, modules, write
from tests.addin.olevba import findings
from tests.addin.standins import argument, formula
from tests.addin.vba_text import functions, statements, unbalanced
from udfs import FORMULAS, ExcelError, Formula
from udfs._xlwings import ERROR_MARK

LONGEST_LINE = 1023
MOST_CONTINUATIONS = 24
MODULES = modules(FORMULAS.values())
WRAPPERS = functions(MODULES[FORMULAS_MODULE])
CURRENT = "python -m addin.formulas_vba writes them"


@pytest.mark.parametrize("name", [FORMULAS_MODULE, HELP_MODULE])
def test_the_committed_modules_are_current(name: str) -> None:
    assert (FOLDER / f"{name}.bas").read_text(encoding="ascii") == MODULES[name], CURRENT


@pytest.mark.parametrize("name", [FORMULAS_MODULE, HELP_MODULE])
def test_files_have_the_line_ends_of_windows(name: str, tmp_path: Path) -> None:
    write(FORMULAS.values(), tmp_path)
    for written in ((tmp_path / f"{name}.bas").read_bytes(), (FOLDER / f"{name}.bas").read_bytes()):
        assert written.count(b"\n") == written.count(b"\r\n") > 10
        assert written.isascii()


def test_every_formula_has_a_wrapper_and_nothing_else_is_public() -> None:
    assert list(WRAPPERS) == sorted(FORMULAS) == [name for name in udfs.__all__ if name.isupper() and name in FORMULAS]


@pytest.mark.parametrize("ours", FORMULAS.values(), ids=list(FORMULAS))
def test_a_wrapper_hands_over_its_arguments_in_order(ours: Formula) -> None:
    wrapper = WRAPPERS[ours.name]
    names = [vba_name(ours, argument) for argument in ours.arguments]
    optional = ["Optional " if argument.optional else "" for argument in ours.arguments]
    assert list(wrapper.arguments) == [f"{o}{n} As Variant" for o, n in zip(optional, names, strict=True)]
    dates = [str(n) for n, a in enumerate(ours.arguments) if a.kind == "date"] or ["NO_DATE"]
    assert len(dates) == 1
    assert wrapper.body[-1] == f'{ours.name} = Answer("{ours.name}", {dates[0]}, Array({", ".join(names)}))'
    waits = "If InWizard() Then Exit Function" in wrapper.body
    assert waits == (ours.returns == "array")


@pytest.mark.parametrize("ours", FORMULAS.values(), ids=list(FORMULAS))
def test_the_wizard_is_told_everything(ours: Formula) -> None:
    quoted = [text.replace('"', '""') for text in (ours.summary, *(a.help for a in ours.arguments))]
    texts = ", ".join(f'"{text}"' for text in quoted[1:])
    told = f'Describe "{ours.name}", "{quoted[0]}", Array({texts})'
    assert told in statements(MODULES[HELP_MODULE])
    assert f'Attribute {ours.name}.VB_Description = "{quoted[0]}"' in WRAPPERS[ours.name].body


def test_left_out_means_blank() -> None:
    """A wrapper gives nothing for an argument that is left out, so that blank must be what Python takes for it."""
    for ours in FORMULAS.values():
        defaults = ours.function.__wrapped__.__defaults__ or ()  # type: ignore[attr-defined]
        assert set(defaults) <= {None}, ours.name


@pytest.mark.parametrize("name", [FORMULAS_MODULE, HELP_MODULE])
def test_the_editor_takes_the_text(name: str) -> None:
    text = MODULES[name]
    assert text.startswith(f'Attribute VB_Name = "{name}"\nOption Explicit\n')
    assert unbalanced(text) == []
    assert max(map(len, text.splitlines())) <= LONGEST_LINE
    longest = max((run.count("\n") for run in re.findall(r"(?:^.* _\n)+", text, re.MULTILINE)), default=0)
    assert longest <= MOST_CONTINUATIONS


@pytest.mark.parametrize("name", [FORMULAS_MODULE, HELP_MODULE])
def test_an_analyst_of_macros_finds_nothing(name: str) -> None:
    assert findings(MODULES[name]) == set()


def test_the_analyst_would_find_what_is_there() -> None:
    assert ("AutoExec", "Workbook_Open") in findings('Private Sub Workbook_Open()\n    Shell "calc"\nEnd Sub\n')


def test_every_error_has_its_number() -> None:
    text = "\n".join(statements(MODULES[FORMULAS_MODULE]))
    constants = dict(re.findall(r'Case "(.*?)"\nCellValue = CVErr\((\w+)\)', text))
    assert constants == {
        "#NULL!": "xlErrNull",
        "#DIV/0!": "xlErrDiv0",
        "#VALUE!": "xlErrValue",
        "#REF!": "xlErrRef",
        "#NAME?": "xlErrName",
        "#NUM!": "xlErrNum",
        "#N/A": "xlErrNA",
    }
    assert set(constants) == {error.value for error in ExcelError}
    assert f"ERROR_MARK As Long = {ord(ERROR_MARK)}" in text


def test_quotes_are_doubled_and_long_heads_folded() -> None:
    long = formula("RATING", *(argument(f"argument_{n}", optional=n > 0) for n in range(9)), summary='A "score".')
    text = modules([long])[FORMULAS_MODULE]
    assert 'Attribute RATING.VB_Description = "A ""score""."' in text
    assert functions(text)["RATING"].arguments[8] == "Optional argument_8 As Variant"
    assert max(map(len, text.splitlines())) <= 120


def test_a_formula_that_excel_would_refuse_is_not_written(tmp_path: Path) -> None:
    message = "SUM is a function of Excel; SUM: VBA does not take 'date' as a name"
    with pytest.raises(ValueError, match=f"^{message}$"):
        write([formula("SUM", argument("date"))], tmp_path / "vba")
    assert not (tmp_path / "vba" / f"{FORMULAS_MODULE}.bas").exists()
