"""Operations on the application, its documents, their sheets and names, and on what the user is looking at."""

from __future__ import annotations

import os
from collections import deque
from pathlib import Path
from typing import Any

from addin.calc.office.operations import MissingError, Office, operation, properties

__all__ = ["SAID", "message_box"]

SAID: deque[str] = deque(maxlen=10)
"""The last texts of message boxes."""

XLSX = "Calc MS Excel 2007 XML"
FILTERS = {".xlsx": XLSX, ".xlsm": "Calc MS Excel 2007 VBA XML", ".ods": "calc8", ".csv": "Text - txt - csv (StarCalc)"}
_PRINT_AREA = "_xlnm.Print_Area"
_TEMPORARY_NAME = "_Segmentbook_new"
_BUTTONS = {
    "ok": (1, "INFOBOX"),
    "ok_cancel": (2, "QUERYBOX"),
    "yes_no": (3, "QUERYBOX"),
    "yes_no_cancel": (4, "QUERYBOX"),
}
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


# -- application ---------------------------------------------------------------------------------------------------


@operation
def version(office: Office) -> list[int]:
    """The version of LibreOffice."""
    provider = office.new("com.sun.star.configuration.ConfigurationProvider")
    access = "com.sun.star.configuration.ConfigurationAccess"
    path = properties(nodepath="/org.openoffice.Setup/Product")
    product = provider.createInstanceWithArguments(access, path)
    return [int(part) for part in product.ooSetupVersionAboutBox.split(".") if part.isdigit()]


@operation
def process(office: Office) -> int:
    """The number of LibreOffice's process."""
    return os.getpid()


@operation
def quit_office(office: Office) -> None:
    """End LibreOffice, as far as its documents let it."""
    office.restore()
    office.desktop.terminate()


@operation
def still(office: Office, wanted: bool | None = None) -> bool:
    """Whether the open documents are kept from drawing; may be set."""
    if wanted is not None:
        office.hold_still(wanted)
    return office.is_still


@operation
def automatic(office: Office, wanted: bool | None = None) -> bool:
    """Whether the open documents calculate by themselves; may be set."""
    if wanted is not None:
        office.calculate_by_itself(wanted)
    return office.calculates()


@operation
def calculate(office: Office, book: str) -> None:
    """Calculate what is not up to date."""
    office.document(book).calculate()


@operation
def calculate_all(office: Office, book: str) -> None:
    """Calculate every formula anew."""
    office.document(book).calculateAll()


@operation
def status(office: Office, text: str) -> None:
    """A text in the status bar of the window that the user looks at; "" ends it."""
    if office.status is not None:
        office.status.end()
        office.status = None
    frame = office.desktop.getCurrentFrame()
    if text and frame is not None:
        office.status = frame.createStatusIndicator()
        office.status.start(text, 0)


@operation
def alert(office: Office, book: str, text: str, title: str, buttons: str, trouble: bool = False) -> str:
    """A message box over the document's window; gives the answer."""
    return message_box(office.context, office.document(book), text, title, buttons, trouble=trouble)


def message_box(context: Any, document: Any, text: str, title: str, buttons: str, *, trouble: bool) -> str:
    """A message box over a document's window; gives the answer, at once where nobody could see the box."""
    import uno

    SAID.append(text)
    controller = document.getCurrentController()
    window = controller.getFrame().getContainerWindow() if controller is not None else None
    if window is None or not window.isVisible() or _is_headless():
        return "ok"
    number, kind = _BUTTONS[buttons]
    toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
    shown = uno.Enum("com.sun.star.awt.MessageBoxType", "ERRORBOX" if trouble else kind)
    return _ANSWERS[toolkit.createMessageBox(window, shown, number, title, text).execute()]


@operation
def said(office: Office) -> list[str]:
    """The last texts of message boxes, shown or not; they are told once."""
    told = list(SAID)
    SAID.clear()
    return told


def _is_headless() -> bool:
    """Whether LibreOffice runs without a screen: a message box would wait for ever, and a window ends LibreOffice."""
    if os.environ.get("SAL_USE_VCLPLUGIN") == "svp":
        return True
    try:
        return "--headless" in Path("/proc/self/cmdline").read_text(encoding="utf-8", errors="replace").split("\0")
    except OSError:
        return False


# -- documents -----------------------------------------------------------------------------------------------------


@operation
def books(office: Office) -> list[dict[str, Any]]:
    """All open spreadsheets."""
    return [_book(document) for document in office.documents()]


@operation
def book(office: Office, book: str) -> dict[str, Any]:
    """One open spreadsheet."""
    return _book(office.document(book))


def _book(document: Any) -> dict[str, Any]:
    return {"id": document.RuntimeUID, "path": _path(document), "title": document.getTitle()}


def _path(document: Any) -> str:
    import uno

    return str(uno.fileUrlToSystemPath(document.getURL())) if document.getURL().startswith("file:") else ""


@operation
def active_book(office: Office) -> str:
    """The number of the spreadsheet that the user looks at, else of any that is open; "" where none is."""
    current = office.desktop.getCurrentComponent()
    documents = {document.RuntimeUID: document for document in office.documents()}
    number = getattr(current, "RuntimeUID", "")
    return str(number) if number in documents else next(iter(documents), "")


@operation
def open_book(office: Office, path: str, read_only: bool = False, hidden: bool = False) -> str:
    """Open a file, or make a new spreadsheet; gives its number."""
    address = Path(path).absolute().as_uri() if path else "private:factory/scalc"
    wanted = properties(ReadOnly=read_only, Hidden=hidden or _is_headless())
    document = office.desktop.loadComponentFromURL(address, "_blank", 0, wanted)
    if document is None:
        raise MissingError(f"{path}: LibreOffice cannot open it.")
    return str(document.RuntimeUID)


@operation
def close_book(office: Office, book: str) -> None:
    """Close a document without saving it."""
    document = office.document(book)
    office.forget(book)
    document.close(True)


@operation
def save_book(office: Office, book: str, path: str = "") -> None:
    """Save a document where it is, or as another file, whose name ends with what kind it is."""
    document = office.document(book)
    if not path:
        document.store()
        return
    kind = FILTERS.get(Path(path).suffix.lower(), XLSX)
    document.storeAsURL(Path(path).absolute().as_uri(), properties(FilterName=kind, Overwrite=True))


@operation
def activate_book(office: Office, book: str) -> None:
    """Bring a document's window to the front."""
    office.document(book).getCurrentController().getFrame().activate()


@operation
def protections(office: Office, book: str) -> dict[str, Any]:
    """Whether a document is read-only, its structure protected, and which of its sheets are."""
    document = office.document(book)
    sheets = document.Sheets
    return {
        "read_only": document.isReadonly(),
        "structure": document.isProtected(),
        "sheets": [name for name in sheets.ElementNames if sheets.getByName(name).isProtected()],
    }


@operation
def first_day(office: Office, book: str) -> list[int]:
    """The day that dates count from: year, month, day."""
    date = office.document(book).NullDate
    return [date.Year, date.Month, date.Day]


# -- sheets --------------------------------------------------------------------------------------------------------


@operation
def sheets(office: Office, book: str) -> list[str]:
    """The names of all sheets."""
    return list(office.document(book).Sheets.ElementNames)


@operation
def add_sheet(office: Office, book: str, name: str, place: int) -> None:
    """A new sheet at a place counted from 0."""
    office.document(book).Sheets.insertNewByName(name, place)


@operation
def remove_sheet(office: Office, book: str, sheet: str) -> None:
    """Take a sheet away."""
    office.sheet(book, sheet)
    office.document(book).Sheets.removeByName(sheet)


@operation
def rename_sheet(office: Office, book: str, sheet: str, name: str) -> None:
    """Give a sheet another name."""
    office.sheet(book, sheet).Name = name


@operation
def move_sheet(office: Office, book: str, sheet: str, place: int) -> None:
    """Move a sheet before the one at a place counted from 0."""
    office.sheet(book, sheet)
    office.document(book).Sheets.moveByName(sheet, place)


@operation
def copy_sheet(office: Office, book: str, sheet: str, name: str, place: int) -> None:
    """A copy of a sheet in its own document."""
    office.sheet(book, sheet)
    office.document(book).Sheets.copyByName(sheet, name, place)


@operation
def sheet_visible(office: Office, book: str, sheet: str, wanted: bool | None = None) -> bool:
    """Whether a sheet is shown; may be set."""
    found = office.sheet(book, sheet)
    if wanted is not None:
        found.IsVisible = wanted
    return bool(found.IsVisible)


@operation
def print_area(office: Office, book: str, sheet: str, areas: list[list[int]] | None = None) -> list[list[int]]:
    """The areas of a sheet that are printed; may be set."""
    from addin.calc.office.operations import area_of, within

    found = office.sheet(book, sheet)
    if areas is not None:
        found.setPrintAreas(tuple(within(found, area).getRangeAddress() for area in areas))
        if found.NamedRanges.hasByName(_PRINT_AREA):  # read from a file, it would be saved as it was
            found.NamedRanges.removeByName(_PRINT_AREA)
    return [area_of(address) for address in found.getPrintAreas()]


# -- what the user looks at ----------------------------------------------------------------------------------------


@operation
def active_sheet(office: Office, book: str, sheet: str = "") -> str:
    """The name of the sheet that is shown; may be set."""
    document = office.document(book)
    controller = document.getCurrentController()
    if controller is None:
        return str(document.Sheets.ElementNames[0])
    if sheet:
        controller.setActiveSheet(office.sheet(book, sheet))
    return str(controller.getActiveSheet().Name)


@operation
def view(office: Office, book: str) -> dict[str, Any] | None:
    """The sheet that is shown, what is selected and how far it is scrolled; None where the document has no window."""
    from addin.calc.office.operations import area_of

    controller = office.document(book).getCurrentController()
    if controller is None:
        return None
    selection = controller.getSelection()
    addresses: list[Any] = []
    if selection is not None and selection.supportsService("com.sun.star.sheet.SheetCellRange"):
        addresses = [selection.getRangeAddress()]
    elif selection is not None and selection.supportsService("com.sun.star.sheet.SheetCellRanges"):
        addresses = list(selection.getRangeAddresses())
    return {
        "book": active_book(office),
        "sheet": controller.getActiveSheet().Name,
        "selected": [area_of(address) for address in addresses],
        "scroll": [[pane.getFirstVisibleRow(), pane.getFirstVisibleColumn()] for pane in _panes(controller)],
    }


@operation
def restore_view(office: Office, book: str, view: dict[str, Any]) -> None:
    """Show again what ``view`` gave; what is still so is not touched."""
    from addin.calc.office.operations import within

    document = office.document(book)
    controller = document.getCurrentController()
    if controller is None or not document.Sheets.hasByName(view["sheet"]):
        return
    sheet = document.Sheets.getByName(view["sheet"])
    if controller.getActiveSheet().Name != view["sheet"]:
        controller.setActiveSheet(sheet)
    selected = view["selected"]
    if len(selected) == 1:
        controller.select(within(sheet, selected[0]))
    elif selected:
        ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
        for area in selected:
            ranges.addRangeAddress(within(sheet, area).getRangeAddress(), False)
        controller.select(ranges)
    for pane, (row, column) in zip(_panes(controller), view["scroll"], strict=False):
        if (pane.getFirstVisibleRow(), pane.getFirstVisibleColumn()) != (row, column):
            pane.setFirstVisibleRow(row)
            pane.setFirstVisibleColumn(column)


def _panes(controller: Any) -> list[Any]:
    return [controller.getByIndex(number) for number in range(controller.getCount())]


@operation
def select(office: Office, book: str, sheet: str, area: list[int]) -> None:
    """Select an area."""
    controller = office.document(book).getCurrentController()
    if controller is not None:
        controller.select(office.cells(book, sheet, area))


# -- names ---------------------------------------------------------------------------------------------------------


@operation
def names(office: Office, book: str) -> list[list[str]]:
    """Names of the whole document with their formulas in Calc's notation."""
    found = office.document(book).NamedRanges
    return [[name, found.getByName(name).Content] for name in found.ElementNames]


@operation
def sheet_names(office: Office, book: str, sheet: str) -> list[list[str]]:
    """Names of one sheet with their formulas in Calc's notation."""
    found = office.sheet(book, sheet).NamedRanges
    return [[name, found.getByName(name).Content] for name in found.ElementNames]


@operation
def define(office: Office, book: str, names: list[list[str]], sheet: str = "") -> None:
    """Define names, or give those that are there another formula, in Calc's notation."""
    from com.sun.star.table import CellAddress

    document = office.document(book)
    found = office.sheet(book, sheet).NamedRanges if sheet else document.NamedRanges
    for name, formula in names:
        if found.hasByName(name):
            if found.getByName(name).Content != formula:
                found.getByName(name).setContent(formula)
            continue
        # Up to 7.4 and maybe later a new name may not hold a dot, but one that is there may be called so.
        found.addNewByName(_TEMPORARY_NAME, formula, CellAddress(0, 0, 0), 0)
        found.getByName(_TEMPORARY_NAME).setName(name)


@operation
def undefine(office: Office, book: str, names: list[str], sheet: str = "") -> None:
    """Take names away; those that are not there are no error."""
    found = office.sheet(book, sheet).NamedRanges if sheet else office.document(book).NamedRanges
    for name in names:
        if found.hasByName(name):
            found.removeByName(name)
