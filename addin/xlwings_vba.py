"""The VBA of the installed xlwings, changed so that a workbook cannot use it against its reader.

xlwings' module runs any Python that it is asked to run. As it is shipped, a cell of any workbook may ask, and a
workbook may say which program is run: by a sheet ``segmentbook.conf``, by a file of that name beside it, by a Python
file beside it, or by a sheet called ``x.py``. Here only our own modules may ask, and only the user's own configuration
says which Python:

- every procedure is private but the two that our modules call, and the module is private to its project;
- ``RunPython`` is a procedure without a value, which no cell can call, and refuses when a cell is being computed;
- settings come from the file under the user's profile alone;
- Python is started with ``-P`` and without the workbook's folder: nothing beside a workbook is imported;
- sheets are never taken for code; the workbook's path is no part of any command line.

xlwings is BSD licensed; its notice stays at the top of the module. The text is not committed: it comes from the package
that is installed, whose DLL has its version in its name.
"""

from __future__ import annotations

import re
from importlib.metadata import requires, version
from pathlib import Path

from addin.errors import AddinError
from addin.vba_project import Module

__all__ = ["APPLESCRIPT", "PROJECT", "apple_script", "changed_module", "pinned_version", "xlwings_modules"]

PROJECT = "segmentbook"
"""Names the user's configuration file: ``%USERPROFILE%\\.segmentbook\\segmentbook.conf``."""
APPLESCRIPT = "segmentbook.applescript"
"""The script that starts Python on macOS, a copy of xlwings' own: its name is ours, so that it can be removed."""

PUBLIC = ("RunPython", "XLPy")
"""What our modules call."""

_ENCODING = "cp1252"
_PROCEDURE = re.compile(r"^(?:Public )?(Function|Sub) (?=(\w+))", re.MULTILINE)
_DECLARATION = re.compile(r"^( +)Declare ", re.MULTILINE)
_RUN_PYTHON = re.compile(r"^Public Function RunPython\(.*?^End Function$", re.MULTILINE | re.DOTALL)
_GUARD = """\
    If TypeName(Application.Caller) = "Range" Then Err.Raise 70 ' Segmentbook: never from a cell
"""

# What stands in xlwings' module, how often, and what stands there in ours.
_Change = tuple[str, int, str]
_CHANGES: tuple[_Change, ...] = (
    ('Attribute VB_Name = "xlwings"\n', 1, 'Attribute VB_Name = "xlwings"\nOption Private Module\n'),
    ('PROJECT_NAME As String = "myaddin"', 1, f'PROJECT_NAME As String = "{PROJECT}"'),
    (
        "    ' An entry in xlwings.conf sheet overrides the config file/ribbon\n",
        1,
        '    source = "user" \' Segmentbook: never from a workbook or its folder\n',
    ),
    (
        "                uses_embedded_code = True\n",
        1,
        "                uses_embedded_code = False ' Segmentbook: no sheet is code\n",
    ),
    (" -B -c ", 2, " -P -B -c "),
    (
        'AppleScriptTask("xlwings-" & XLWINGS_VERSION & ".applescript",',
        1,
        f'AppleScriptTask("{APPLESCRIPT}",',
    ),
    # The parts of what the script is given are parted by |, which a file's name may hold on macOS.
    ('+ "|" + ActiveWorkbook.Name\n', 1, '+ "|" + Replace(ActiveWorkbook.Name, "|", "?")\n'),
    (
        "please run 'xlwings runpython install' in a terminal once",
        1,
        "please run 'segmentbook addin install' in a terminal once",
    ),
)
_PATHS = re.compile(r"^( +)PYTHONPATH = AddExcelDir & .*$", re.MULTILINE)
_NO_PATHS = r'\g<1>PYTHONPATH = "False"' + " ' Segmentbook: nothing beside a workbook is imported"
_PATHS_COUNT = 3  # RunPython on macOS and on Windows, and the formula server
_AS_SUB: tuple[_Change, ...] = (
    (
        "Public Function RunPython(PythonCommand As String)\n",
        1,
        f"Public Sub RunPython(PythonCommand As String)\n{_GUARD}",
    ),
    ("            RunPython = -1\n", 1, ""),
    ("RunPython = ExecuteWindows(False, PythonCommand, interpreter, PYTHONPATH)", 1,
     "ExecuteWindows False, PythonCommand, interpreter, PYTHONPATH"),
    ("Exit Function", 1, "Exit Sub"),
    ("End Function", 1, "End Sub"),
)  # fmt: skip

_SCRIPT_CHANGES: tuple[_Change, ...] = (
    (
        r"""	set ShellCommand to PythonInterpreter & " -B -u -W ignore -c \"import xlwings.utils;"""
        r"""xlwings.utils.prepare_sys_path('" & PYTHONPATH & "');" & ¬
		PythonCommand & " \" \"--wb=" & WorkbookName & "\" \"--from_xl=1\" \"--app=" & ApplicationFullName """
        r"""& "\" > /dev/null 2>\"" & LOG_FILE & "\" & "
""",
        1,
        """	# Segmentbook: the shell reads nothing in a name or a statement
	set Statements to "import xlwings.utils;xlwings.utils.prepare_sys_path('" & PYTHONPATH & "');" & PythonCommand
	set ShellCommand to (quoted form of PythonInterpreter) & " -P -B -u -W ignore -c " & (quoted form of Statements) & ¬
		" " & (quoted form of ("--wb=" & WorkbookName)) & " --from_xl=1 " & ¬
		(quoted form of ("--app=" & ApplicationFullName)) & " > /dev/null 2>" & (quoted form of LOG_FILE) & " & "
""",
    ),
)


def pinned_version() -> str:
    """Return the version of xlwings that Segmentbook is made for, which is the one installed.

    Raises
    ------
    AddinError
        Another one is installed.
    """
    installed = version("xlwings")
    for requirement in requires("segmentbook") or ():
        if found := re.fullmatch(r"xlwings\s*==\s*([\w.]+).*", requirement):
            if found[1] != installed:
                raise AddinError(
                    f"xlwings {installed} is installed, and the add-in is made for {found[1]}: "
                    f"python -m pip install xlwings=={found[1]}"
                )
            return installed
    raise AddinError("segmentbook is not installed as a package: python -m pip install .")


def xlwings_modules() -> tuple[Module, Module]:
    """Return xlwings' module, changed as said above, and the class that it needs on macOS.

    Raises
    ------
    AddinError
        Another xlwings is installed than the add-in is made for, or its text is not what the changes expect.
    """
    expected = pinned_version()
    text = _read("xlwings_custom_addin.bas", _ENCODING)
    if f'XLWINGS_VERSION As String = "{expected}"' not in text:
        raise AddinError(f"{_folder() / 'xlwings_custom_addin.bas'} is not that of xlwings {expected}; install it anew")
    return (
        Module("xlwings", "standard", changed_module(text)),
        Module("Dictionary", "class", _read("addin/Dictionary.cls", _ENCODING)),
    )


def apple_script() -> str:
    """Return what starts Python on macOS: xlwings' script, in which no name of a workbook is read by the shell.

    Raises
    ------
    AddinError
        As for :func:`xlwings_modules`.
    """
    return _changed(_read(f"xlwings-{pinned_version()}.applescript", "utf-8"), _SCRIPT_CHANGES, "AppleScript")


def changed_module(text: str) -> str:
    """Change the text of xlwings' module (lines end in a line feed).

    Raises
    ------
    AddinError
        A text that is to be changed is not there as often as expected.
    """
    text = _changed(text, _CHANGES, "VBA module")
    text, paths = _PATHS.subn(_NO_PATHS, text)
    running = _RUN_PYTHON.search(text)
    if paths != _PATHS_COUNT or running is None:
        raise AddinError(_unexpected("VBA module", "PYTHONPATH = AddExcelDir ..." if running else "RunPython"))
    text = text[: running.start()] + _changed(running[0], _AS_SUB, "VBA module") + text[running.end() :]
    text = _DECLARATION.sub(r"\1Private Declare ", text)
    return _PROCEDURE.sub(lambda found: found[0] if found[2] in PUBLIC else f"Private {found[1]} ", text)


def _changed(text: str, changes: tuple[_Change, ...], what: str) -> str:
    for old, times, new in changes:
        if text.count(old) != times:
            raise AddinError(_unexpected(what, old))
        text = text.replace(old, new)
    return text


def _unexpected(what: str, text: str) -> str:
    return (
        f"xlwings' {what} is not the one that the add-in is made for: {text.strip()!r} is not in it as expected. "
        f"Reinstall it: python -m pip install --force-reinstall xlwings=={version('xlwings')}"
    )


def _folder() -> Path:
    """Find the package of xlwings without importing it (which would load pandas)."""
    from importlib.util import find_spec

    found = find_spec("xlwings")
    if found is None or found.origin is None:
        raise AddinError("xlwings is not installed: python -m pip install xlwings")
    return Path(found.origin).parent


def _read(name: str, encoding: str) -> str:
    path = _folder() / name
    try:
        return path.read_text(encoding=encoding)  # line ends of any machine become \n
    except OSError:
        raise AddinError(f"{path} is missing; reinstall xlwings") from None
