"""Drives one LibreOffice for the tests: commands as JSON lines on stdin, answers on stdout.

Run by a Python that has ``uno`` (the system's, or LibreOffice's own), which is why it stands on the standard library
alone and knows nothing of ours: ``python3 driver.py SOFFICE PROFILE EXTENSION``.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
import traceback
import uuid
from pathlib import Path
from typing import Any

import uno
import unohelper
from com.sun.star.beans import NamedValue, PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.sheet.FillDirection import TO_BOTTOM
from com.sun.star.task import XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment, XProgressHandler
from com.sun.star.uno import RuntimeException

START_SECONDS = 120
SETTLE_SECONDS = 0.3
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
RESTART_ME = (79, 81)  # soffice's exit status after it has set up a profile
EVERYTHING = 1023  # com.sun.star.sheet.CellFlags
XLSX = "Calc MS Excel 2007 XML"


class Environment(unohelper.Base, XCommandEnvironment, XInteractionHandler, XProgressHandler):  # type: ignore[misc]
    """Says yes to what installing an extension asks."""

    def getInteractionHandler(self) -> Environment:  # noqa: N802
        return self

    def getProgressHandler(self) -> Environment:  # noqa: N802
        return self

    def handle(self, request: Any) -> None:
        for choice in request.getContinuations():
            approve = choice.queryInterface(uno.getTypeByName("com.sun.star.task.XInteractionApprove"))
            if approve is not None:
                approve.select()
                return

    def push(self, status: Any) -> None:
        pass

    update = push

    def pop(self) -> None:
        pass


def properties(**named: Any) -> tuple[Any, ...]:
    return tuple(PropertyValue(Name=name, Value=value) for name, value in named.items())


class Office:
    """One soffice process and its documents."""

    def __init__(self, program: str, profile: str) -> None:
        self.pipe = f"segmentbook{uuid.uuid4().hex[:8]}"
        self.command = [
            program,
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            f"-env:UserInstallation={Path(profile).absolute().as_uri()}",
            f"--accept=pipe,name={self.pipe};urp;StarOffice.ComponentContext",
        ]
        self.documents: dict[int, Any] = {}
        self.start()

    def start(self) -> None:
        self.process = self.launch()
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                self.context = resolver.resolve(f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext")
                self.desktop = self.new("com.sun.star.frame.Desktop")
                time.sleep(SETTLE_SECONDS)  # a first start may leave again after it has answered
                self.desktop.getFrames().getCount()
                return
            except (NoConnectException, RuntimeException):
                if self.process.poll() in RESTART_ME:
                    self.process = self.launch()
                elif self.process.poll() is not None:
                    raise RuntimeError(f"soffice left with status {self.process.returncode}") from None
            time.sleep(0.05)
        self.process.kill()
        raise RuntimeError(f"soffice did not answer within {START_SECONDS} s")

    def launch(self) -> subprocess.Popen[bytes]:
        # LibreOffice's Python takes what it finds by PATH for its own home: a virtual environment, which breaks it.
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL", "PYENV"))
        }
        path = SYSTEM_PATH if os.name == "posix" else os.environ["PATH"]
        return subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env={**kept, "PATH": path})

    def new(self, service: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def stop(self) -> None:
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    # -- commands -----------------------------------------------------------------------------------------------------

    def install(self, extension: str) -> None:
        """Install an extension as the Extension Manager does, then start anew as it asks for."""
        manager = self.context.getByName("/singletons/com.sun.star.deployment.ExtensionManager")
        manager.addExtension(
            Path(extension).absolute().as_uri(),
            (NamedValue("SUPPRESS_LICENSE", "1"),),
            "user",
            manager.createAbortChannel(),
            Environment(),
        )
        self.stop()
        self.start()

    def version(self) -> list[int]:
        provider = self.new("com.sun.star.configuration.ConfigurationProvider")
        product = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", properties(nodepath="/org.openoffice.Setup/Product")
        )
        return [int(part) for part in product.ooSetupVersionAboutBox.split(".")[:3]]

    def functions(self, names: list[str]) -> dict[str, Any]:
        """What the function wizard shows of the functions of these names."""
        found: dict[str, Any] = {}
        for described in self.new("com.sun.star.sheet.FunctionDescriptions"):
            fields = {field.Name: field.Value for field in described}
            if fields["Name"] in names:
                found[fields["Name"]] = {
                    "description": fields["Description"],
                    "arguments": [[a.Name, a.Description, bool(a.IsOptional)] for a in fields["Arguments"]],
                }
        return found

    def open(self, path: str, hidden: bool = True) -> int:
        address = Path(path).absolute().as_uri() if path else "private:factory/scalc"
        document = self.desktop.loadComponentFromURL(address, "_blank", 0, properties(Hidden=hidden))
        number = len(self.documents)
        self.documents[number] = document
        return number

    def close(self, document: int) -> None:
        self.documents.pop(document).close(True)

    def save(self, document: int, path: str) -> None:
        self.documents[document].storeToURL(Path(path).absolute().as_uri(), properties(FilterName=XLSX))

    def calculate(self, document: int) -> float:
        """Calculate every formula anew; gives the seconds."""
        before = time.perf_counter()
        self.documents[document].calculateAll()
        return time.perf_counter() - before

    def null_date(self, document: int, year: int, month: int, day: int) -> None:
        date = self.documents[document].NullDate
        date.Year, date.Month, date.Day = year, month, day
        self.documents[document].NullDate = date

    def area(self, document: int, sheet: str, area: str) -> Any:
        sheets = self.documents[document].Sheets
        return (sheets.getByName(sheet) if sheet else sheets.getByIndex(0)).getCellRangeByName(area)

    def cells(self, document: int, sheet: str, area: str) -> list[list[Any]]:
        """Values; an error as ``{"error": code}``."""
        cells = self.area(document, sheet, area)
        return [
            [
                {"error": cells.getCellByPosition(column, row).getError()} if value is None else value
                for column, value in enumerate(values)
            ]
            for row, values in enumerate(cells.getDataArray())
        ]

    def formulas(self, document: int, sheet: str, area: str) -> list[list[str]]:
        return [list(row) for row in self.area(document, sheet, area).getFormulaArray()]

    def enter(self, document: int, sheet: str, area: str, rows: list[list[Any]]) -> None:
        """Numbers and texts as values, texts that begin with = as formulas in Calc's own notation."""
        self.area(document, sheet, area).setFormulaArray(
            tuple(tuple(value if isinstance(value, str) else repr(value) for value in row) for row in rows)
        )

    def put(self, document: int, sheet: str, area: str, rows: list[list[Any]]) -> None:
        """Numbers and texts as they are; None is a blank cell."""
        self.area(document, sheet, area).setDataArray(
            tuple(tuple("" if value is None else value for value in row) for row in rows)
        )

    def fill(self, document: int, sheet: str, area: str, formula: str) -> None:
        """A formula in the first cell, filled down."""
        cells = self.area(document, sheet, area)
        cells.getCellByPosition(0, 0).setFormula(formula)
        cells.fillAuto(TO_BOTTOM, 1)

    def enter_array(self, document: int, sheet: str, area: str, formula: str) -> None:
        cells = self.area(document, sheet, area)
        before = cells.getSpreadsheet().createCursorByRange(cells.getCellByPosition(0, 0))
        before.collapseToCurrentArray()
        before.clearContents(EVERYTHING)
        cells.setArrayFormula(formula)

    def clear(self, document: int, sheet: str, area: str) -> None:
        self.area(document, sheet, area).clearContents(EVERYTHING)

    def repair(self, document: int) -> int:
        job = self.new("org.segmentbook.RepairFormulas")
        return int(job.execute((NamedValue("Document", self.documents[document]),)))

    def bridge(self) -> str:
        """Start the bridge in the office; gives its port and its token."""
        return str(self.new("org.segmentbook.StartBridge").execute(()))

    def adopt(self, uid: str) -> int:
        """Take a document that is open already, by LibreOffice's own number."""
        number = len(self.documents)
        self.documents[number] = next(one for one in self.desktop.Components if getattr(one, "RuntimeUID", "") == uid)
        return number

    def press(self, document: int, command: str) -> bool:
        """Press a button of the toolbar Segments for a document; gives whether its command was started."""
        job = self.new("org.segmentbook.Command")
        arguments = (NamedValue("Command", command), NamedValue("Document", self.documents[document]))
        return bool(job.execute(arguments))

    def busy(self) -> bool:
        """Whether what a button started is still at work."""
        return bool(self.new("org.segmentbook.Command").execute(()))

    def cancel(self) -> None:
        """Press Cancel."""
        self.new("org.segmentbook.Command").execute((NamedValue("Command", "cancel"),))

    def settings(self) -> str:
        """The folder of the user's settings."""
        return os.environ["XDG_CONFIG_HOME"]

    def dispatch(self, document: int, address: str) -> None:
        """What a menu entry of that address does in the document's window."""
        frame = self.documents[document].CurrentController.Frame
        frame.activate()
        self.new("com.sun.star.frame.DispatchHelper").executeDispatch(frame, address, "", 0, ())

    def undo(self, document: int) -> str:
        manager = self.documents[document].UndoManager
        title = str(manager.getCurrentUndoActionTitle())
        manager.undo()
        return title

    def configuration(self, path: str) -> list[Any]:
        """A folder of the office's configuration: names, values and folders in it."""
        provider = self.new("com.sun.star.configuration.ConfigurationProvider")
        access = "com.sun.star.configuration.ConfigurationAccess"
        return below(provider.createInstanceWithArguments(access, properties(nodepath=path)))


def below(folder: Any) -> list[Any]:
    found = []
    for name in folder.ElementNames:
        value = folder.getByName(name)
        found.append([name, below(value) if hasattr(value, "ElementNames") else value])
    return found


def end_with(parent: int, office: Office) -> None:
    """End the office where the tests are gone, even while it is busy."""
    while os.getppid() == parent:
        time.sleep(1)
    office.process.kill()
    os._exit(1)


def main(program: str, profile: str) -> None:
    parent = os.getppid()
    office = Office(program, profile)
    threading.Thread(target=end_with, args=(parent, office), daemon=True).start()
    try:
        print(json.dumps({"value": None}), flush=True)
        for line in sys.stdin:
            command = json.loads(line)
            name = command.pop("do")
            if name == "stop":
                break
            try:
                answer = {"value": getattr(office, name)(**command)}
            except Exception as error:
                text = getattr(error, "Message", "") or str(error)
                answer = {"failed": f"{type(error).__name__}: {text}", "trace": traceback.format_exc()}
            print(json.dumps(answer), flush=True)
    finally:
        office.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
