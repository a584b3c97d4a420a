"""Copies of a refreshed workbook in which only the wanted pages are printed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from segmentbook.workbook.book import Book, Sheet
from segmentbook.workbook.package import Package
from segmentbook.workbook.render import write_sheets
from segmentbook.workbook.styles import Styles

if TYPE_CHECKING:
    from segmentbook.report.spec import SheetSpec

__all__ = ["CardCopies", "print_only"]

_NOT_PRINTED = ("_xlnm.Print_Area", "_xlnm.Print_Titles")
_CELL = re.compile(r"([A-Z]+)([0-9]+)")
_HARMLESS = frozenset({"drawing", "image", "printerSettings", "vmlDrawing", "comments", "threadedComment", "hyperlink"})
"""What may stand on a sheet and shows the same without the workbook around it."""


def print_only(book: Book, wanted: Collection[str]) -> None:
    """Hide all sheets but some, and take the hidden ones' print ranges away: LibreOffice prints those even so.

    Links to places in the workbook, which lead nowhere from a page, go too.
    """
    root = book.package.tree(book.package.main)
    entries = list(root.iter("{*}sheet"))
    shown = [position for position, entry in enumerate(entries) if entry.get("name") in wanted]
    for position, entry in enumerate(entries):
        if position in shown:
            entry.attrib.pop("state", "")
        else:
            entry.set("state", "hidden")
    for view in root.iter("{*}workbookView"):  # a hidden sheet that is the active one would be shown, and printed
        view.set("activeTab", str(shown[0]))
        view.set("firstSheet", str(shown[0]))
    for name in list(root.iter("{*}definedName")):
        local = name.get("localSheetId") or ""
        if name.get("name") in _NOT_PRINTED and local.isdecimal() and int(local) not in shown:
            name.getparent().remove(name)  # type: ignore[union-attr]  # it was found below one
    for sheet in book.sheets:
        if sheet.part:
            _select(book, sheet, sheet.name in wanted)
            if sheet.name in wanted:
                _unlink(book, sheet)


def _select(book: Book, sheet: Sheet, selected: bool) -> None:
    for view in book.package.tree(sheet.part).iter("{*}sheetView"):
        if selected:
            view.set("tabSelected", "1")
        else:
            view.attrib.pop("tabSelected", "")


def _unlink(book: Book, sheet: Sheet) -> None:
    root = book.package.tree(sheet.part)
    for links in list(root.iterchildren("{*}hyperlinks")):
        for link in list(links):
            if link.get("location") and not link.get(f"{{{book.rel_ns}}}id"):
                links.remove(link)
        if len(links) == 0:
            root.remove(links)


class CardCopies:
    """A refreshed workbook from which copies are saved, each with the Client Card of one client.

    The engine computes a card's figures, so that a copy needs nothing of the workbook but that one sheet, and is small.
    Where something on the sheet is the user's own and looks elsewhere, such as a formula or a chart, the copies are
    whole, and LibreOffice recalculates them.

    Parameters
    ----------
    path
        The refreshed workbook, in which the sheet stands; it is not changed.
    card
        The sheet, of any client.
    """

    def __init__(self, path: Path, card: SheetSpec) -> None:
        self.book = Book(Package.open(path))
        sheet = self.book.owned_sheet(card.key)
        if sheet is None:
            raise AssertionError("the refresh has written the sheet")
        self.sheet = sheet
        self.alone = _stands_alone(self.book, sheet, card)
        self.styles = Styles(self.book)
        if self.alone:
            _empty_others(self.book, sheet)

    def save(self, card: SheetSpec, path: Path) -> None:
        """Save a copy with the card of a client."""
        if self.alone:
            card = replace(card, cells={at: replace(cell, formula="") for at, cell in card.cells.items()})
        write_sheets(self.book, self.styles, (card,))
        print_only(self.book, {self.sheet.name})
        self.book.package.save(path)

    def close(self) -> None:
        """Let go of the workbook."""
        self.book.package.close()


def _stands_alone(book: Book, sheet: Sheet, card: SheetSpec) -> bool:
    """Whether all that the sheet shows is known without the rest of the workbook."""
    package = book.package
    parts, seen = [sheet.part], set()
    while parts:
        part = parts.pop()
        seen.add(part)
        for link in package.relationships(part):
            if link.kind not in _HARMLESS:
                return False
            if not link.external and package.has(link.target) and link.target not in seen:
                parts.append(link.target)
    ours = {at for at, cell in card.cells.items() if cell.formula}
    root = package.tree(sheet.part)
    if any(_place(cell.get("r") or "") not in ours for cell in root.iter("{*}c") if cell.find("{*}f") is not None):
        return False
    return not any(
        "!" in (formula.text or "") for rule in root.iter("{*}cfRule") for formula in rule.iter("{*}formula")
    )


def _place(reference: str) -> tuple[int, int]:
    found = _CELL.fullmatch(reference)
    if found is None:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return int(found[2]), column


def _empty_others(book: Book, kept: Sheet) -> None:
    """Leave of all other worksheets nothing but their names, and of the package what is still needed."""
    package = book.package
    blank = f'<worksheet xmlns="{book.ns}"><sheetData/></worksheet>'.encode()
    for sheet in book.sheets:
        if sheet.part and sheet.part != kept.part and sheet.kind == "worksheet":
            for link in package.relationships(sheet.part):
                package.unrelate(sheet.part, link.id)
            package.put(sheet.part, blank)
    for link in package.relationships(package.main):
        if link.kind in ("calcChain", "pivotCacheDefinition", "externalLink", "vbaProject", "connections"):
            package.unrelate(package.main, link.id)
    for kind in ("pivotCaches", "externalReferences"):
        for element in list(package.tree(package.main).iterchildren(f"{{*}}{kind}")):
            element.getparent().remove(element)  # type: ignore[union-attr]  # it was found below one
    needed = _reachable(package, "")
    for part in package.names():
        if part not in needed and not part.endswith(".rels") and part != "[Content_Types].xml":
            package.remove(part)


def _reachable(package: Package, start: str) -> set[str]:
    found: set[str] = set()
    waiting: list[str] = [start]
    while waiting:
        targets: Iterable[str] = (link.target for link in package.relationships(waiting.pop()) if not link.external)
        new = {target for target in targets if package.has(target)} - found
        found |= new
        waiting += new
    return found
