"""The UNO component: LibreOffice loads this file, which stands in the extension beside ``pythonpath``.

It must be readable by any Python 3, so that one that is too old is told of in words when the extension is installed.
"""

import sys
from pathlib import Path
from typing import Any

if sys.version_info < (3, 11):  # noqa: UP036 - LibreOffice brings a Python of its own
    raise RuntimeError(
        f"Segmentbook's formulas need Python 3.11 or later, and this LibreOffice brings Python {sys.version}. "
        "Please install a newer LibreOffice."
    )

# Before whatever else is installed, so that the formulas run with the engine they came with.
_OWN = str(Path(__file__).parent / "pythonpath")
if _OWN not in sys.path[:1]:
    sys.path.insert(0, _OWN)

import unohelper  # noqa: E402
from com.sun.star.task import XJob, XJobExecutor  # noqa: E402
from org.segmentbook import XSegmentbook  # noqa: E402

import udfs  # noqa: E402, F401 - registers the formulas
from addin.calc.office.bridge import Bridge  # noqa: E402
from addin.calc.office.calls import method  # noqa: E402
from addin.calc.office.launcher import Launcher  # noqa: E402
from addin.calc.office.repair import repair  # noqa: E402
from addin.calc.office.signatures import method_name  # noqa: E402
from udfs._registry import FORMULAS  # noqa: E402

__all__ = ["Command", "Formulas", "RepairFormulas", "StartBridge"]

FORMULAS_SERVICE = "org.segmentbook.Formulas"
REPAIR_SERVICE = "org.segmentbook.RepairFormulas"
BRIDGE_SERVICE = "org.segmentbook.StartBridge"
COMMAND_SERVICE = "org.segmentbook.Command"


class Formulas(unohelper.Base, XSegmentbook):  # type: ignore[misc]
    """A method for each formula, put in below."""

    def __init__(self, context: Any) -> None:
        pass


for _formula in FORMULAS.values():
    setattr(Formulas, method_name(_formula), method(_formula))


class RepairFormulas(unohelper.Base, XJobExecutor, XJob):  # type: ignore[misc]
    """Tools > Segmentbook > Repair formulas; as a job, for the document given as ``Document``."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def trigger(self, event: str) -> None:
        """Repair the document that the user looks at."""
        desktop = self._context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", self._context)
        document = desktop.getCurrentComponent()
        if document is not None and document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            repair(document, FORMULAS)

    def execute(self, arguments: tuple[Any, ...]) -> int:
        """Repair a document; gives the number of formulas that were entered again."""
        return repair({argument.Name: argument.Value for argument in arguments}["Document"], FORMULAS)


class StartBridge(unohelper.Base, XJob):  # type: ignore[misc]
    """Start a bridge for a program that drives LibreOffice already; gives its port and its token."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def execute(self, arguments: tuple[Any, ...]) -> str:
        """Listen; the office's own end ends it."""
        bridge = Bridge(self._context)
        return f"{bridge.port} {bridge.token}"


class Command(unohelper.Base, XJobExecutor, XJob):  # type: ignore[misc]
    """A button of the toolbar Segments; as a job, for the document given as ``Document``."""

    launcher: Launcher | None = None

    def __init__(self, context: Any) -> None:
        if Command.launcher is None:  # one for all buttons, so that one command runs at a time
            Command.launcher = Launcher(context)
        self._launcher = Command.launcher

    def trigger(self, event: str) -> None:
        """Run a command on the document that the user looks at."""
        self._launcher.run(event)

    def execute(self, arguments: tuple[Any, ...]) -> bool:
        """Run a command on a document; gives whether it was started. Without one: whether one is at work."""
        given = {argument.Name: argument.Value for argument in arguments}
        if "Document" in given:
            return self._launcher.start(given["Command"], given["Document"]) is not None
        if given:
            self._launcher.run(given["Command"])
        return self._launcher.is_busy


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for this name
g_ImplementationHelper.addImplementation(Formulas, FORMULAS_SERVICE, (FORMULAS_SERVICE,))
g_ImplementationHelper.addImplementation(RepairFormulas, REPAIR_SERVICE, (REPAIR_SERVICE,))
g_ImplementationHelper.addImplementation(StartBridge, BRIDGE_SERVICE, (BRIDGE_SERVICE,))
g_ImplementationHelper.addImplementation(Command, COMMAND_SERVICE, (COMMAND_SERVICE,))
