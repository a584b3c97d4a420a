"""The VBA of xlwings in our add-in: what a cell of a foreign workbook can reach, and where settings come from."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest

from addin import xlwings_vba
from addin.errors import AddinError
from addin.xlam import own_modules
from addin.xlwings_vba import apple_script, changed_module, pinned_version, xlwings_modules

PROCEDURE = re.compile(r"^(Public |Private )?(Function|Sub|Property \w+) (\w+)", re.MULTILINE)
DECLARATION = re.compile(r"^ *(\w* ?)Declare ", re.MULTILINE)


@pytest.fixture(scope="module")
def text() -> str:
    return xlwings_modules()[0].text


@pytest.fixture(scope="module")
def original() -> str:
    return xlwings_vba._read("xlwings_custom_addin.bas", "cp1252")


def procedure(text: str, name: str) -> str:
    found = re.search(rf"^[\w ]*(Function|Sub) {name}\(.*?^End \1$", text, re.MULTILINE | re.DOTALL)
    assert found is not None, name
    return found[0]


def test_a_cell_can_call_nothing_of_it_but_the_start_of_python(text: str, original: str) -> None:
    """A cell calls public functions: not procedures without a value, and nothing private."""
    callable_from_cells = [
        found[3] for found in PROCEDURE.finditer(text) if (found[1] or "Public ") == "Public " and found[2] != "Sub"
    ]
    assert callable_from_cells == ["XLPy"]  # gives an object, which a cell shows as #VALUE!
    assert {found[1] for found in DECLARATION.finditer(text)} == {"Private "}
    before = [found[3] for found in PROCEDURE.finditer(original)]
    assert [found[3] for found in PROCEDURE.finditer(text)] == before
    assert len(before) > 40


def test_the_module_is_private_to_its_project(text: str) -> None:
    assert text.splitlines()[:2] == ['Attribute VB_Name = "xlwings"', "Option Private Module"]


def test_running_python_has_no_value_and_is_refused_while_a_cell_is_computed(text: str) -> None:
    running = procedure(text, "RunPython").splitlines()
    assert running[0] == "Public Sub RunPython(PythonCommand As String)"
    assert running[1].strip().startswith('If TypeName(Application.Caller) = "Range" Then Err.Raise 70')
    assert not [line for line in running if re.search(r"RunPython =|Function", line) and "'" not in line]


def test_settings_come_from_the_user_alone(text: str) -> None:
    """Every other source is asked only where none was named, and now one always is."""
    asking = procedure(text, "GetConfig")
    named = asking.index('source = "user"')
    sources = re.findall(r'If source = "" Or source = "(\w+)"', asking[named:])
    assert sources == ["sheet", "directory", "user"]
    assert 'Public Const PROJECT_NAME As String = "segmentbook"' in text
    assert "myaddin" not in text


def test_no_sheet_is_code(text: str) -> None:
    assert "uses_embedded_code = True\n" not in text
    assert text.count("uses_embedded_code = False") == 2


def test_nothing_beside_a_workbook_is_imported(text: str) -> None:
    assert re.findall(r"^.* -c .*import xlwings.utils.*$", text, re.MULTILINE)
    assert all(" -P -B -c " in line for line in text.splitlines() if "import xlwings.utils" in line and "-c" in line)
    assert [line for line in text.splitlines() if "AddExcelDir &" in line] == []
    assert text.count('PYTHONPATH = "False"') == 3


def test_the_path_that_python_gets_adds_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Excel hands over, through xlwings' own reading of it; on macOS with a separator behind."""
    import sys

    from xlwings.utils import prepare_sys_path

    for given in ("False", "False;"):
        monkeypatch.setattr(sys, "path", ["first"])
        prepare_sys_path(given)
        assert sys.path == ["first"]


def test_our_modules_call_only_what_is_public(text: str) -> None:
    private = {found[3] for found in PROCEDURE.finditer(text) if found[1] == "Private "}
    for module in own_modules():
        own = {found[3] for found in PROCEDURE.finditer(module.text)}
        code = re.sub(r"\"[^\"]*\"|'.*", "", module.text)
        assert not set(re.findall(r"\w+", code)) & (private - own), module.name


def test_the_notice_of_xlwings_stays(text: str) -> None:
    assert "xlwings is distributed under a BSD 3-clause license" in text
    assert "Copyright (C) 2014-present, Zoomer Analytics LLC." in text


def test_everything_else_is_as_xlwings_has_it(text: str, original: str) -> None:
    """Line by line, but for the word before a procedure: what differs is what the changes name."""

    def plain(lines: str) -> list[str]:
        return [
            re.sub(r"^( *)(Public |Private )?(?=(Function|Sub|Declare) )", r"\1", line) for line in lines.splitlines()
        ]

    kept = plain(text)
    gone = [line for line in plain(original) if line not in kept]
    assert len(gone) < 20, gone
    assert not [line for line in gone if not re.search(r"PYTHONPATH|RunPython|-B -c|AppleScript|runpython|myaddin"
                r"|uses_embedded_code|sheet overrides|ActiveWorkbook.Name", line)]  # fmt: skip


def test_the_version_is_the_pinned_one() -> None:
    assert pinned_version() == version("xlwings")


def test_another_xlwings_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlwings_vba, "version", lambda name: "0.1.2")
    pinned = version("xlwings")
    with pytest.raises(AddinError) as refused:
        xlwings_modules()
    assert str(refused.value) == (
        f"xlwings 0.1.2 is installed, and the add-in is made for {pinned}: python -m pip install xlwings=={pinned}"
    )


def test_a_text_that_is_not_the_one_expected_is_refused(original: str) -> None:
    for gone in (
        'PROJECT_NAME As String = "myaddin"',
        " -B -c ",
        "Public Function RunPython(",
        "PYTHONPATH = AddExcelDir",
    ):
        assert gone in original
        with pytest.raises(
            AddinError, match="xlwings' VBA module is not the one that the add-in is made for"
        ) as refused:
            changed_module(original.replace(gone, "something else", 1))
        assert "\n" not in str(refused.value)
    with pytest.raises(AddinError, match="is not in it as expected"):
        changed_module(changed_module(original))


def test_the_script_for_macos_lets_the_shell_read_no_name() -> None:
    script = apple_script()
    command = script[script.index("set ShellCommand") : script.index("\ttry")]
    for given in (
        "PythonInterpreter",
        "Statements",
        '("--wb=" & WorkbookName)',
        '("--app=" & ApplicationFullName)',
        "LOG_FILE",
    ):
        assert f"quoted form of {given}" in command
        command = command.replace(f"quoted form of {given}", "")
    assert not re.findall("PythonInterpreter|PythonCommand|WorkbookName|ApplicationFullName|LOG_FILE", command)
    assert " -P -B -u " in command


def test_the_script_has_the_name_that_the_module_asks_for(text: str) -> None:
    assert f'AppleScriptTask("{xlwings_vba.APPLESCRIPT}", "VbaHandler", ParameterString)' in text
    assert Path(xlwings_vba.APPLESCRIPT).suffix == ".applescript"
