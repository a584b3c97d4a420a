"""Excel on Windows, over COM. Unproven until the acceptance has been run: nothing here can be tested without Excel."""

from __future__ import annotations

import platform
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.acceptance.running import Cells
from addin.xlam import ADD_IN

if TYPE_CHECKING:
    import xlwings

__all__ = ["Excel", "started"]

_SECONDS = 90
_COMPILE = 578  # the control Debug > Compile of the VBA editor
_MANUAL = -4135
_SCRATCH = "Segmentbook acceptance"
_PROGRAM_KEY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"


def started(book: Path) -> Excel:
    """Start Excel with a workbook as a user does: Excel that a program creates over COM loads no add-ins.

    Raises
    ------
    OSError
        Excel is not installed, or does not come up.
    """
    import winreg

    import xlwings as xw

    program = winreg.QueryValue(winreg.HKEY_LOCAL_MACHINE, _PROGRAM_KEY)  # type: ignore[attr-defined,unused-ignore]
    process = subprocess.Popen([program, "/x", str(book)])  # noqa: S603 - the Excel that Windows knows of
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        time.sleep(1)
        if process.pid in xw.apps.keys():  # noqa: SIM118 - not a dict
            app = xw.apps[process.pid]
            if len(app.books):
                return Excel(app)
    raise OSError(f"Excel did not open {book} within {_SECONDS} s; close its messages, then run this again")


class Excel:
    """A running Excel; see :class:`addin.acceptance.running.Running` for what each method gives."""

    def __init__(self, app: xlwings.App) -> None:
        self._app = app

    def versions(self) -> Mapping[str, str]:
        """Of Excel and of Windows."""
        api = self._app.api
        return {
            "Excel": f"{api.Version}.{api.Build}, {api.OperatingSystem}, language {api.LanguageSettings.LanguageID(2)}",
            "Windows": platform.platform(),
        }

    def add_in(self) -> str:
        """Where the add-in was loaded from; "" where it was not."""
        try:
            return str(self._app.api.Workbooks(ADD_IN).FullName)
        except Exception:  # COM's error, which cannot be imported everywhere
            return ""

    def modules(self) -> Mapping[str, str] | None:
        """The text of the add-in's modules as the editor shows it; None where Excel does not trust access to it."""
        try:
            components = self._app.api.Workbooks(ADD_IN).VBProject.VBComponents
            return {component.Name: _text(component.CodeModule) for component in components}
        except Exception:  # COM's error: access is not trusted
            return None

    def compiled(self) -> bool | None:
        """Whether the editor's Debug > Compile finds nothing; None where Excel does not trust access to it."""
        try:
            editor = self._app.api.VBE
            editor.ActiveVBProject = self._app.api.Workbooks(ADD_IN).VBProject
            control = editor.CommandBars.FindControl(Id=_COMPILE)
        except Exception:  # COM's error: access is not trusted
            return None
        if control.Enabled:
            control.Execute()
        return not control.Enabled  # nothing is left to compile

    def open(self, path: Path) -> xlwings.Book:
        """Open a workbook."""
        book = self._app.books.open(str(path))
        book.activate()
        return book

    def save_copy(self, book: xlwings.Book, path: Path) -> None:
        """Save a workbook as it is now as another file."""
        book.api.SaveCopyAs(str(path))

    def close(self, book: xlwings.Book) -> None:
        """Close a workbook without saving it."""
        book.api.Close(SaveChanges=False)

    def cells(self, book: xlwings.Book) -> Cells:
        """What the sheets hold."""
        self._app.calculate()
        found: dict[str, tuple[int, int, list[list[Any]]]] = {}
        for sheet in book.sheets:
            area = sheet.used_range
            found[sheet.name] = (area.row, area.column, area.options(ndim=2, err_to_str=True).value)
        return found

    def put(self, book: xlwings.Book, sheet: str, row: int, column: int, value: Any) -> None:
        """Type into a cell."""
        book.sheets[sheet].range((row, column)).value = value

    def entered(self, book: xlwings.Book, formula: str, rows: int = 1, columns: int = 1) -> list[list[Any]]:
        """Show what a formula gives, on a sheet that is removed again; errors as texts such as ``#N/A``.

        Raises
        ------
        ValueError
            Excel does not take the formula.
        """
        alerts, self._app.display_alerts = self._app.display_alerts, False  # no dialogue that asks for a file
        sheet = book.sheets.add(_SCRATCH)
        try:
            area = sheet.range((1, 1), (rows, columns))
            try:
                self._enter(area, formula)
            except Exception as error:  # COM's error
                raise ValueError(f"{formula}: {error}") from None
            given: list[list[Any]] = area.options(ndim=2, err_to_str=True).value
            return given
        finally:
            sheet.delete()
            self._app.display_alerts = alerts

    @staticmethod
    def _enter(area: xlwings.Range, formula: str) -> None:
        if area.size == 1:
            area.formula = formula
        else:
            area.formula_array = formula

    def click(self, callback: str) -> None:
        """Run what a control of the ribbon runs, with nothing for the control."""
        import pythoncom
        from win32com.client import VARIANT

        self._app.api.Run(f"'{ADD_IN}'!{callback}", VARIANT(pythoncom.VT_DISPATCH, None))

    def ask(self, function: str, *arguments: Any) -> Any:
        """Call a function of the add-in's modules."""
        given = [getattr(argument, "api", argument) for argument in arguments]
        return self._app.api.Run(f"'{ADD_IN}'!{function}", *given)

    def state(self, book: xlwings.Book) -> Mapping[str, Any]:
        """What a refresh must restore: calculation, screen updating, events, the selection."""
        api = self._app.api
        return {
            "calculation": api.Calculation,
            "screen updating": api.ScreenUpdating,
            "events": api.EnableEvents,
            "alerts": api.DisplayAlerts,
            "status bar": api.StatusBar,
            "sheet": book.sheets.active.name,
            "selection": api.Selection.Address,
        }

    def calculate_by_hand(self) -> None:
        """Switch automatic calculation off."""
        self._app.api.Calculation = _MANUAL

    def quit(self) -> None:
        """End it; workbooks are not saved."""
        self._app.display_alerts = False
        self._app.quit()


def _text(code: Any) -> str:
    count = code.CountOfLines
    return str(code.Lines(1, count)) if count else ""
