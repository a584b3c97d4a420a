"""What installing on a machine would do. Looks at what is there; writes nothing."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from addin.calc.build import EXTENSION, build_oxt
from addin.calc.descriptions import IDENTIFIER
from addin.errors import AddinError
from addin.install.steps import AddExtension, Plan, RemoveExtension, RemoveFile, RemoveFolder, Step, WriteFile
from addin.install.system import System
from addin.xlam import ADD_IN, xlam_bytes
from addin.xlwings_vba import APPLESCRIPT, apple_script, pinned_version

__all__ = ["CALC_SETTINGS", "RECORD", "install_plan", "uninstall_plan"]

CALC_SETTINGS = "segmentbook.json"
"""Tells the extension of LibreOffice which Python to start."""
RECORD = "installed.json"
"""Which folders were made, so that they can go again."""

_NO_EXCEL = {
    "linux": "There is no Excel for this platform.",
    "macos": "Excel was not found (no folder ~/Library/Group Containers/UBF8T346G9.Office): start it once.",
}
_NO_LIBREOFFICE = (
    "LibreOffice was not found (no unopkg on the PATH or in the usual places). "
    "Install it, or name its folder: PATH=...:/path/to/libreoffice/program segmentbook addin install"
)


def install_plan(system: System, *, excel: bool = False, calc: bool = False) -> Plan:
    """Plan what brings the add-in into Excel and LibreOffice.

    Parameters
    ----------
    system
        The machine.
    excel, calc
        Only these; neither: all that are there.

    Raises
    ------
    AddinError
        What is asked for, or all, is missing on this machine; the DLL of xlwings is missing (Windows); or the installed
        xlwings is not the one that the add-in is made for.
    """
    steps: list[Step] = []
    notes: list[str] = []
    missing: list[str] = []
    every = not (excel or calc)
    if excel or every:
        if system.excel_startup is not None:
            steps += _excel_steps(system, system.excel_startup)
            notes += _excel_notes(system)
        else:
            missing.append(_NO_EXCEL[system.platform])
    if calc or every:
        program = system.unopkg()
        if program is not None:
            steps += _calc_steps(system, program)
            notes.append("LibreOffice: start it anew; the formulas and Tools > Segmentbook are there.")
        else:
            missing.append(_NO_LIBREOFFICE)
    if not steps or (missing and not every):
        raise AddinError(" ".join(missing))
    if system.platform != "linux":
        notes += missing
    return Plan(tuple(steps), tuple(notes), system.settings / RECORD)


def uninstall_plan(system: System) -> Plan:
    """Plan what removes all that any installation brought: files of our names, the log, folders that we made."""
    from addin.support import OWN_FILES, state_folder  # which knows this package

    steps: list[Step] = []
    program = system.unopkg()
    if program is not None:
        steps.append(RemoveExtension(program, IDENTIFIER))
    record = system.settings / RECORD
    logs = state_folder(system)
    files = [file for file in (*_own_files(system), record) if file.exists()]
    files += sorted(file for pattern in OWN_FILES for file in logs.glob(pattern))
    steps += map(RemoveFile, files)
    folders = {system.settings, logs, *_made_folders(record)}
    if system.platform == "windows":
        folders.add(system.excel_configuration.parent)
    deepest_first = sorted(folders, key=lambda folder: (-len(folder.parts), str(folder)))
    steps += (RemoveFolder(folder) for folder in deepest_first if folder.is_dir())
    return Plan(tuple(steps), (), record)


def _own_files(system: System) -> Iterator[Path]:
    if system.excel_startup is not None:
        yield system.excel_startup / ADD_IN  # first: it is what may be in use
    if system.platform != "linux":
        yield system.excel_configuration
    if system.platform == "macos":
        yield system.excel_scripts / APPLESCRIPT
    yield system.settings / CALC_SETTINGS


def _made_folders(record: Path) -> list[Path]:
    try:
        noted = json.loads(record.read_text(encoding="utf-8"))["folders"]
        return [Path(str(folder)) for folder in noted]
    except (OSError, ValueError, KeyError, TypeError):
        return []  # a record that is lost leaves at most an empty folder behind


def _excel_steps(system: System, startup: Path) -> Iterator[Step]:
    yield WriteFile(startup / ADD_IN, xlam_bytes())
    if system.platform == "windows":
        _require_dll(system)
        rows = {
            "INTERPRETER_WIN": str(system.windowless_python),
            "PYTHONPATH": "",
            "ADD_WORKBOOK_TO_PYTHONPATH": "False",
            "UDF MODULES": "udfs",
            "USE UDF SERVER": "True",
            "DEBUG UDFS": "False",
            "SHOW CONSOLE": "False",
            **_conda(system),
        }
    else:
        rows = {"INTERPRETER_MAC": str(system.python), "PYTHONPATH": "", "ADD_WORKBOOK_TO_PYTHONPATH": "False"}
        script = apple_script()
        yield WriteFile(system.excel_scripts / APPLESCRIPT, script.encode(), script)
    text = "".join(f'"{name}","{value}"\r\n' for name, value in rows.items())
    try:
        content = text.encode(system.encoding)
    except UnicodeEncodeError as error:
        letters = text[error.start : error.end]
        raise AddinError(
            f"{system.python}: Excel cannot read the letters {letters!r} of this path from its configuration; make the "
            "Python environment in a folder whose path has plain letters"
        ) from None
    yield WriteFile(system.excel_configuration, content, text)


def _conda(system: System) -> dict[str, str]:
    """The settings by which xlwings activates a conda environment first, as its own installer writes them."""
    environment, program = system.environment.get("CONDA_PREFIX"), system.environment.get("CONDA_EXE")
    if not environment or not program or Path(environment) != system.python.parent:
        return {}
    name = system.environment.get("CONDA_DEFAULT_ENV") or environment
    return {"INTERPRETER_WIN": "pythonw", "CONDA PATH": str(Path(program).parents[1]), "CONDA ENV": name}


def _require_dll(system: System) -> None:
    """Look for the DLL where xlwings' VBA does: beside Python, and in the folder above (a virtual environment)."""
    version = pinned_version()
    folders = (system.python.parent, system.python.parent.parent)
    for name in (f"xlwings64-{version}.dll", f"xlwings32-{version}.dll"):
        if any((folder / name).is_file() for folder in folders):
            continue
        others = sorted(path.name for folder in folders for path in folder.glob("xlwings*.dll"))
        there = f" (there: {', '.join(others)})" if others else ""
        raise AddinError(
            f"{name} is neither in {folders[0]} nor in {folders[1]}{there}: Excel reaches Python through it. Install "
            "Segmentbook into a virtual environment (python -m venv), not with --user nor into the Store's Python"
        )


def _excel_notes(system: System) -> Iterator[str]:
    if system.platform == "macos":
        yield "Excel: quit it (Cmd-Q) and start it again; the tab Segments is there."
        yield (
            "Formulas such as =SEGMENT(...) need Excel on Windows, or LibreOffice: on macOS the add-in has no channel "
            "from a cell to Python. The ribbon does all else."
        )
    else:
        yield "Excel: start it anew; the tab Segments and the formulas are there."


def _calc_steps(system: System, program: Path) -> Iterator[Step]:
    settings = json.dumps({"python": str(system.python)}, ensure_ascii=False, indent=2) + "\n"
    yield WriteFile(system.settings / CALC_SETTINGS, settings.encode(), settings)
    with tempfile.TemporaryDirectory() as folder:
        yield AddExtension(program, EXTENSION, build_oxt(Path(folder)).read_bytes())
