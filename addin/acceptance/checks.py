"""The checks, in their order: each looks at one promise of the add-in, and says what it found."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from addin.acceptance.comparing import differences, same
from addin.acceptance.report import Finding
from addin.acceptance.running import Cells, Running
from addin.xlam import add_in_modules

__all__ = ["CHECKS", "GUARDED", "Case", "NotAskedError", "checked", "lay_traps"]

_RIBBON = "SegmentbookRibbon"
_STATE = "SegmentbookState"
_ANSWERED = ("y", "yes", "")

GUARDED = (
    '=RunPython("{python}")',
    '=segmentbook.xlam!RunPython("{python}")',
    '=xlwings.RunPython("{python}")',
    '=RunFrozenPython("{program}")',
    "=XLPyCommand()",
    '=GetConfig("INTERPRETER_WIN")',
    '=ReadFile("{file}")',
    '=ExecuteWindows(TRUE,"{program}","")',
    '=SaveConfigToFile("{file}","a","b")',
    "=KillPy()",
    "=SegmentbookRibbon.OnRefresh(A1)",
)
"""What a cell of a foreign workbook may try; each must show an error, or be refused when it is typed."""


class NotAskedError(Exception):
    """A check could not be made here; its text says why."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the checks work on.

    Parameters
    ----------
    excel
        Excel, running.
    installed
        Where the add-in was installed.
    sample
        The template's sample, as a file in a folder of its own.
    folder
        For files of the checks.
    ask
        Asks the person in front of the screen; gives the answer.
    """

    excel: Running
    installed: Path
    sample: Path
    folder: Path
    ask: Callable[[str], str]

    @property
    def canary(self) -> Path:
        """A file that exists only if something ran that must not."""
        return self.folder / "canary.txt"


Check = Callable[[Case], Iterator[str]]
"""Gives a line for whatever is wrong: none means passed."""


def checked(case: Case, checks: Mapping[str, Check] | None = None) -> Iterator[Finding]:
    """Make each check; one that breaks has failed, and the next is made all the same."""
    for name, check in (CHECKS if checks is None else checks).items():
        try:
            wrong = tuple(check(case))
            yield Finding(name, "failed" if wrong else "passed", wrong)
        except NotAskedError as reason:
            yield Finding(name, "skipped", (str(reason),))
        except Exception as error:  # whatever Excel or the add-in raises is a finding, not the end
            yield Finding(name, "failed", (f"{type(error).__name__}: {error}",))


def lay_traps(folder: Path, canary: Path) -> None:
    """Put beside a workbook what would run if its folder were trusted: modules and a configuration of our names."""
    code = f"import pathlib; pathlib.Path({str(canary)!r}).write_text(__name__)\n"
    for name in ("udfs", "addin", "segmentbook", "xlwings", "pandas", "sitecustomize"):
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
    (folder / "segmentbook.conf").write_text('"INTERPRETER_WIN","C:\\nowhere\\python.exe"\n', encoding="ascii")


def _is_loaded(case: Case) -> Iterator[str]:
    loaded = case.excel.add_in()
    if not loaded:
        yield "Excel did not load segmentbook.xlam from its startup folder; see File > Options > Trust Center"
    elif Path(loaded) != case.installed:
        yield f"Excel loaded {loaded}, not {case.installed}"


def _vba_is_ours(case: Case) -> Iterator[str]:
    found = case.excel.modules()
    if found is None:
        raise NotAskedError(
            "File > Options > Trust Center > Trust Center Settings > Macro Settings > Trust access to the VBA project "
            "object model is off; switch it on for this check"
        )
    expected = {module.name: _code(module.source) for module in add_in_modules()}
    if set(found) != set(expected):
        yield f"modules: {', '.join(sorted(found))}; expected {', '.join(sorted(expected))}"
    for name in sorted(set(found) & set(expected)):
        if _code(found[name]) != expected[name]:
            yield f"module {name} is not as it was built"


def _code(text: str) -> list[str]:
    """Lines as the editor shows them: no attributes; it decides about capitals and spaces itself."""
    lines = (line for line in text.splitlines() if not line.startswith("Attribute "))
    return [word for word in ("".join(line.split()).lower() for line in lines) if word]


def _compiles(case: Case) -> Iterator[str]:
    compiled = case.excel.compiled()
    if compiled is None:
        raise NotAskedError("Trust access to the VBA project object model is off (see above)")
    if not compiled:
        yield "Debug > Compile in the VBA editor stops: see what it marks"


def _python_is_the_users(case: Case) -> Iterator[str]:
    """The first formula of all is computed in a workbook that says which Python to start."""
    from udfs import FORMULAS

    formula, expected = "=HEALTHBAND(75)", FORMULAS["HEALTHBAND"].function(75.0)
    book = case.excel.open(_foreign(case))
    try:
        given = case.excel.entered(book, formula)
        if not _same_block(given, [[expected]]):
            yield f"{formula}: Excel shows {_short(given)}, expected {expected!r}; no answer from the user's own Python"
    finally:
        case.excel.close(book)


def _foreign(case: Case) -> Path:
    """A workbook that knows nothing of ours, but of xlwings: a sheet of its settings, a sheet of code."""
    from openpyxl import Workbook

    book = Workbook()
    settings = book.create_sheet("segmentbook.conf")
    for row in (
        ("INTERPRETER_WIN", r"C:\nowhere\python.exe"),
        ("USE UDF SERVER", "False"),
        ("PYTHONPATH", r"C:\nowhere"),
    ):
        settings.append(row)
    code = book.create_sheet("udfs.py")
    code["A1"] = f"import pathlib; pathlib.Path({str(case.canary)!r}).touch()"
    path = case.folder / "foreign.xlsx"
    book.save(path)
    return path


def _formulas_answer(case: Case) -> Iterator[str]:
    from addin.formula_examples import worked

    book = case.excel.open(_copy(case, "formulas.xlsx"))
    try:
        for example in worked():
            expected = example.value if isinstance(example.value, list) else [[example.value]]
            expected = [[getattr(cell, "value", cell) for cell in row] for row in expected]
            given = case.excel.entered(book, example.formula, len(expected), len(expected[0]))
            if not _same_block(given, expected):
                yield f"{example.formula}: Excel shows {_short(given)}, expected {_short(expected)}"
    finally:
        case.excel.close(book)


def _errors_are_errors(case: Case) -> Iterator[str]:
    book = case.excel.open(_copy(case, "errors.xlsx"))
    try:
        for formula in ('=ISNA(CONTRACTMRR("Nobody we know",Contracts[#All]))', '=ISERROR(TIER("much",Tiers[#All]))'):
            if case.excel.entered(book, formula) != [[True]]:
                yield f"{formula} is not TRUE"
    finally:
        case.excel.close(book)


def _same_block(given: Any, expected: Any) -> bool:
    return len(given) == len(expected) and all(
        len(row) == len(wanted) and all(map(same, row, wanted)) for row, wanted in zip(given, expected, strict=True)
    )


def _short(value: Any) -> str:
    text = repr(value[0][0] if len(value) == 1 and len(value[0]) == 1 else value)
    return text if len(text) <= 200 else f"{text[:200]}..."


def _refresh_is_that_of_the_file(case: Case) -> Iterator[str]:
    """Edited as a user would, the same workbook refreshed by the ribbon and as a file."""
    from segmentbook.workbook.file import refresh

    excel = case.excel
    live = excel.open(_copy(case, "live.xlsx"))
    try:
        for sheet, row, column, value in _edits(excel.cells(live)):
            excel.put(live, sheet, row, column, value)
        copy = case.folder / "file.xlsx"
        excel.save_copy(live, copy)
        unrefreshed = excel.cells(live)
        excel.click(f"{_RIBBON}.OnRefresh")
        refresh(copy)
        file = excel.open(copy)
        try:
            yield from differences(excel.cells(live), excel.cells(file))
        finally:
            excel.close(file)
        if not differences(excel.cells(live), unrefreshed):
            yield "Refresh changed no cell though inputs had changed"
    finally:
        excel.close(live)


def _edits(cells: Cells) -> Iterator[tuple[str, int, int, Any]]:
    """A number of the first clients and of the first contracts made another."""
    for sheet, header in (("Clients", "Employees"), ("Contracts", "Amount")):
        top, left, rows = cells[sheet]
        for position, row in enumerate(rows):
            if header in row:
                column = list(row).index(header)
                for below in range(position + 1, min(position + 4, len(rows))):
                    value = rows[below][column]
                    if isinstance(value, int | float):
                        yield sheet, top + below, left + column, value * 2
                break


def _second_refresh_changes_nothing(case: Case) -> Iterator[str]:
    """From this process, as a program would."""
    from segmentbook.workbook.live import refresh_open

    book = case.excel.open(_copy(case, "twice.xlsx"))
    try:
        refresh_open(book)
        once = case.excel.cells(book)
        refresh_open(book)
        yield from differences(case.excel.cells(book), once)
    finally:
        case.excel.close(book)


def _settings_are_restored(case: Case) -> Iterator[str]:
    book = case.excel.open(_copy(case, "settings.xlsx"))
    try:
        case.excel.calculate_by_hand()
        before = dict(case.excel.state(book))
        case.excel.click(f"{_RIBBON}.OnRefresh")
        after = dict(case.excel.state(book))
        yield from (
            f"{name}: {before[name]!r} before, {after[name]!r} after" for name in before if before[name] != after[name]
        )
    finally:
        case.excel.close(book)


def _user_formulas_survive(case: Case) -> Iterator[str]:
    book = case.excel.open(_copy(case, "formula.xlsx"))
    try:
        before = case.excel.entered(book, "=SUM(SegmentResults[ARR])")
        case.excel.click(f"{_RIBBON}.OnRefresh")
        after = case.excel.entered(book, "=SUM(SegmentResults[ARR])")
        if not _same_block(before, after):
            yield f"=SUM(SegmentResults[ARR]) was {before[0][0]!r} and is {after[0][0]!r}"
    finally:
        case.excel.close(book)


def _ribbon_answers(case: Case) -> Iterator[str]:
    book = case.excel.open(_copy(case, "ribbon.xlsx"))
    try:
        case.excel.click(f"{_RIBBON}.OnRefresh")
        status = case.excel.ask(f"{_STATE}.RefreshStatus", book)
        if not status or status == "Not refreshed yet":
            yield f"the ribbon says {status!r} after a refresh"
        if not str(case.excel.ask(f"{_STATE}.AsOfLabel", book)).startswith("As of"):
            yield "the ribbon shows no as-of date"
        for function in ("HasClients", "HasResults", "HasServices"):
            if case.excel.ask(f"{_STATE}.{function}", book) is not True:
                yield f"{function} is not true in the sample"
        case.excel.click(f"{_RIBBON}.OnCheck")
        case.excel.click(f"{_RIBBON}.OnTiering")
    finally:
        case.excel.close(book)


def _person_sees_the_tab(case: Case) -> Iterator[str]:
    questions = (
        "Is there a tab Segments on the ribbon, with its icons?",
        "With a workbook open: press Refresh there. Did it say nothing bad, and are the charts of Dashboard drawn?",
        "Choose one value in Segments > Manager. Do the table and the map show only these clients? Then Clear.",
    )
    book = case.excel.open(_copy(case, "look.xlsx"))
    try:
        for question in questions:
            answer = case.ask(f"{question} [Y/n] ").strip()
            if answer.lower() not in _ANSWERED:
                yield f"{question} {answer}"
    finally:
        case.excel.close(book)


def _guards_hold(case: Case) -> Iterator[str]:
    python = f"import pathlib; pathlib.Path({str(case.canary)!r}).touch()".replace('"', '""')
    program = "cmd.exe /C echo 1 > " + str(case.canary)
    file = str(case.folder / "secret.txt")
    Path(file).write_text("secret", encoding="ascii")
    book = case.excel.open(_foreign(case))
    try:
        for pattern in GUARDED:
            formula = pattern.format(python=python, program=program, file=file)
            try:
                shown = case.excel.entered(book, formula)[0][0]
            except ValueError:
                continue  # Excel does not even take it
            if not (isinstance(shown, str) and shown.startswith("#")):
                yield f"{formula} shows {shown!r}"
    finally:
        case.excel.close(book)
    if case.canary.exists():
        yield "a formula ran a program or a line of Python"
    if Path(file).read_text(encoding="ascii") != "secret":
        yield "a formula wrote into a file"


def _nothing_beside_a_workbook_ran(case: Case) -> Iterator[str]:
    """Every workbook of the checks had traps beside it (:func:`lay_traps`)."""
    if case.canary.exists():
        yield f"{case.canary.read_text(encoding='utf-8') or 'something'} beside a workbook was run"


def _copy(case: Case, name: str) -> Path:
    path = case.folder / name
    shutil.copyfile(case.sample, path)
    return path


CHECKS: Mapping[str, Check] = {
    "Excel loads the add-in by itself": _is_loaded,
    "The VBA is the reviewed text": _vba_is_ours,
    "The VBA compiles": _compiles,
    "A workbook cannot say which Python runs": _python_is_the_users,
    "Every formula answers": _formulas_answer,
    "Errors are errors": _errors_are_errors,
    "Refresh is that of the file, cell by cell": _refresh_is_that_of_the_file,
    "A second refresh changes nothing": _second_refresh_changes_nothing,
    "Excel's settings and the selection are restored": _settings_are_restored,
    "Formulas of the user survive": _user_formulas_survive,
    "The ribbon answers": _ribbon_answers,
    "The ribbon is seen": _person_sees_the_tab,
    "No cell of a foreign workbook reaches Python": _guards_hold,
    "Nothing beside a workbook is run": _nothing_beside_a_workbook_ran,
}
