"""The ribbon's VBA as text: what no cell and no foreign workbook reaches, and that only a click starts Python."""

from __future__ import annotations

import re

import pytest

from addin.commands import STATUS
from addin.formulas_vba import FOLDER
from segmentbook.model.filters import BLANK
from segmentbook.schema import FILTERS, SETTINGS_TABLE, Table
from segmentbook.workbook.book import mark_name
from tests.addin.olevba import findings
from tests.addin.ribbon_stage import vba_text
from tests.addin.vba_text import statements, unbalanced

RIBBON, STATE = "SegmentbookRibbon", "SegmentbookState"
WORKBOOK = (FOLDER / "ThisWorkbook.cls").read_text(encoding="ascii")
TEXTS = {RIBBON: vba_text(RIBBON), STATE: vba_text(STATE), "ThisWorkbook": WORKBOOK}


def procedures(text: str) -> dict[str, list[str]]:
    """Each procedure's head and statements, by its name."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in statements(text):
        head = re.match(r"(?:Public |Private )?(?:Sub|Function) (\w+)", line)
        if head:
            name = head[1]
            found[name] = []
        if name:
            found[name].append(line)
        if re.fullmatch("End (Sub|Function)", line):
            name = ""
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_files_are_as_the_editor_of_vba_wants_them(name: str) -> None:
    file = next(FOLDER.glob(f"{name}.*"))
    lines = file.read_bytes().split(b"\r\n")
    assert lines[-1] == b""
    assert not [line for line in lines if b"\n" in line or b"\r" in line or not line.isascii() or len(line) > 130]
    assert f'Attribute VB_Name = "{name}"' in TEXTS[name]
    assert "Option Explicit" in TEXTS[name].splitlines()


@pytest.mark.parametrize("name", TEXTS)
def test_blocks_are_closed_in_order(name: str) -> None:
    # Do ... Loop is no block to the checker, and an If with its statement behind Then on the next line is one line.
    assert unbalanced(TEXTS[name][TEXTS[name].index("Option Explicit") :]) == []


def test_a_formula_reaches_nothing_of_the_ribbon() -> None:
    """A cell can call functions of a module that is not private. Procedures without a value it cannot call."""
    public = [line for line in statements(TEXTS[RIBBON]) if line.startswith("Public")]
    assert public
    assert [line for line in public if not line.startswith("Public Sub ")] == []
    assert not re.search(r"^(Function|Sub|Property|Declare)", TEXTS[RIBBON], re.MULTILINE)
    assert "Option Private Module" in statements(TEXTS[STATE])


def test_python_is_run_from_one_place_and_never_while_a_cell_computes() -> None:
    calls = {name: body for name, body in procedures(TEXTS[RIBBON]).items() if any("RunPython" in s for s in body)}
    assert list(calls) == ["Python"]
    body = calls["Python"]
    assert body[0] == "Private Sub Python(ByVal statement As String)"
    assert body[2] == 'If TypeName(Application.Caller) = "Range" Then Exit Sub'
    assert [line for line in body if "RunPython" in line] == [
        'RunPython "from addin import commands; commands." & statement'
    ]
    assert "RunPython" not in TEXTS[STATE] + TEXTS["ThisWorkbook"]


def test_an_action_is_one_line_of_python() -> None:
    actions = {name: body for name, body in procedures(TEXTS[RIBBON]).items() if re.match("On(?!Load)", name)}
    assert len(actions) == 17
    for name, body in actions.items():
        assert sum(line.startswith("Python ") for line in body) == 1, name
        assert name in ("OnAsOfOther", "OnFilterValue") or len(body) == 3, name


def test_what_a_user_can_type_reaches_python_as_a_text_only() -> None:
    """Tags hold values of cells, and a date is typed: each goes through ``PythonText``."""
    for line in statements(TEXTS[RIBBON]):
        if line.startswith("Python "):
            parts = [part.strip() for part in line.removeprefix("Python ").split(" & ")]
            for part in parts:
                assert re.fullmatch(r'"[\w(), =]*"|PythonText\(.+\)|IIf\(pressed, "True", "False"\)', part), line


def test_nothing_that_starts_excel_s_warnings_again() -> None:
    """No workbook is opened, no program and no second Excel started, no macro run by name, nothing on a timer."""
    for name, text in TEXTS.items():
        code = " ".join(statements(text))
        assert not re.search(
            r"\b(Workbooks\.(Open|Add)|CreateObject|GetObject|Application\.(Run|OnTime|ExecuteExcel4Macro|Evaluate)"
            r"|Shell|Declare|Kill|FileCopy|SendKeys|VBProject|AutomationSecurity)\b",
            code,
        ), name


def test_nothing_that_an_antivirus_program_takes_for_harmful() -> None:
    told = {name: {(kind, word) for kind, word in findings(text) if kind != "IOC"} for name, text in TEXTS.items()}
    starts = {("AutoExec", "Workbook_Open")}
    assert told == {RIBBON: set(), STATE: set(), "ThisWorkbook": starts}


def test_the_add_in_listens_to_excel() -> None:
    events = procedures(TEXTS["ThisWorkbook"])
    assert list(events) == [
        "Workbook_Open",
        "watched_WorkbookActivate",
        "watched_WorkbookDeactivate",
        "watched_SheetActivate",
        "watched_SheetChange",
    ]
    assert events["Workbook_Open"][1:-1] == [
        "On Error Resume Next",
        "Set watched = Application",
        "isDescribed = DescribeFormulas()",
    ]
    assert all("RedrawSegments" in "".join(body) for name, body in events.items() if name != "Workbook_Open")


@pytest.mark.parametrize("table", [FILTERS, SETTINGS_TABLE], ids=lambda table: table.name)
def test_a_table_is_known_by_the_headers_that_the_schema_requires(table: Table) -> None:
    assert not [column.header for column in table if column.required and column.aliases]
    named = rf'ReadTable book, "{table.name}", ((?:"\w+", )+)'
    found = re.search(named, " ".join(statements(TEXTS[STATE])))
    assert found is not None
    assert tuple(re.findall(r'"([\w ]+)"', found[1])) == table.required_headers


def test_the_status_is_kept_under_one_name() -> None:
    assert f'NamedText(book, "{STATUS}")' in TEXTS[STATE]
    assert f'MARK As String = "{mark_name("")}"' in TEXTS[STATE]
    assert f'BLANK_VALUE As String = "{BLANK}"' in TEXTS[STATE]
