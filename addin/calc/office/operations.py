"""The list of what the bridge does, and the office it is done in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

__all__ = ["OPERATIONS", "Area", "MissingError", "Office", "operation", "properties"]

Area = list[int]
"""Top, left, bottom, right; 1-based, both ends included."""

Operation = Callable[..., Any]
OPERATIONS: dict[str, Operation] = {}
"""By name, with the office as first argument."""

SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"


class MissingError(LookupError):
    """Something that was named is not there."""


def operation(function: Operation) -> Operation:
    """Put a function on the list, under its own name."""
    OPERATIONS[function.__name__] = function
    return function


def properties(**named: Any) -> tuple[Any, ...]:
    """Arguments as LibreOffice takes them."""
    from com.sun.star.beans import PropertyValue

    return tuple(PropertyValue(Name=name, Value=value) for name, value in named.items())


class Office:
    """The running LibreOffice as one program sees it, which remembers what has to be put back when that one leaves."""

    def __init__(self, context: Any) -> None:
        self.context = context
        self.desktop = self.new("com.sun.star.frame.Desktop")
        self._still: dict[str, Any] = {}
        self._manual: dict[str, Any] = {}
        self.status: Any = None
        self.unlinked: list[tuple[str, str, dict[str, Any]]] = []
        """Charts that were copied before the sheets that they draw from."""

    def new(self, service: str) -> Any:
        """An object of LibreOffice's."""
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    # -- documents ------------------------------------------------------------------------------------------------

    def documents(self) -> Iterator[Any]:
        """All open spreadsheets."""
        for document in self.desktop.Components:
            if document.supportsService(SPREADSHEET):
                yield document

    def document(self, book: str) -> Any:
        """An open spreadsheet by its number."""
        for document in self.documents():
            if document.RuntimeUID == book:
                return document
        raise MissingError("The workbook is no longer open.")

    def sheet(self, book: str, name: str) -> Any:
        """A sheet of an open spreadsheet."""
        sheets = self.document(book).Sheets
        if not sheets.hasByName(name):
            raise MissingError(f"There is no sheet '{name}'.")
        return sheets.getByName(name)

    def cells(self, book: str, sheet: str, area: Area) -> Any:
        """An area of a sheet."""
        return within(self.sheet(book, sheet), area)

    # -- what has to be put back -----------------------------------------------------------------------------------

    @property
    def is_still(self) -> bool:
        """Whether the documents are kept from drawing."""
        return bool(self._still)

    def hold_still(self, still: bool) -> None:
        """Keep the open documents from drawing and from remembering steps to undo; or let them again."""
        for book, document in list(self._still.items()):
            if not still:
                del self._still[book]
                with ignoring_the_closed():
                    self._let_go(document)
        for document in self.documents() if still else ():
            if document.RuntimeUID not in self._still:
                document.lockControllers()
                document.addActionLock()
                document.getUndoManager().lock()
                self._still[document.RuntimeUID] = document

    def _let_go(self, document: Any) -> None:
        from addin.calc.office.chart_labels import relabel

        relabel(self, document)
        undo = document.getUndoManager()
        undo.unlock()
        undo.clear()  # steps from before would no longer fit
        document.removeActionLock()
        document.unlockControllers()

    def calculates(self) -> bool:
        """Whether the documents calculate by themselves."""
        return not self._manual

    def calculate_by_itself(self, wanted: bool) -> None:
        """Keep the open documents from calculating by themselves; or let those that did before do so again."""
        if wanted:
            for book, document in list(self._manual.items()):
                del self._manual[book]
                with ignoring_the_closed():
                    document.enableAutomaticCalculation(True)
                    document.calculateAll()  # not all formulas over tables know that these have changed
            return
        for document in self.documents():
            if document.isAutomaticCalculationEnabled():
                document.enableAutomaticCalculation(False)
                self._manual[document.RuntimeUID] = document

    def forget(self, book: str) -> None:
        """Know nothing any more of a document that is closed."""
        self._still.pop(book, None)
        self._manual.pop(book, None)

    def restore(self) -> None:
        """Put everything back as it was when the program came."""
        self.calculate_by_itself(True)
        self.hold_still(False)
        if self.status is not None:
            with ignoring_the_closed():
                self.status.end()
            self.status = None


def within(sheet: Any, area: Area) -> Any:
    """An area of a sheet, from an area counted from 1."""
    top, left, bottom, right = area
    return sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)


def area_of(address: Any) -> Area:
    """LibreOffice's address as an area counted from 1."""
    return [address.StartRow + 1, address.StartColumn + 1, address.EndRow + 1, address.EndColumn + 1]


@contextmanager
def ignoring_the_closed() -> Iterator[None]:
    """Let a document be closed meanwhile."""
    from com.sun.star.uno import RuntimeException

    with suppress(RuntimeException):
        yield
