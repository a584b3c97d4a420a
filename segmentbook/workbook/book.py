"""The workbook inside the package: its sheets, names and tables, and what must change there when we add ours."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.errors import WorkbookError
from segmentbook.workbook.names import free_sheet_name, free_table_name, sheet_of, unescaped
from segmentbook.workbook.package import Package, detach

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Book", "DefinedName", "Sheet", "TableEntry", "mark_name"]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONSHIPS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_KINDS = {"xlMacrosheet": "macrosheet", "xlIntlMacrosheet": "macrosheet"}
_MARK = "_Segmentbook."
_NOT_IN_MARKS = re.compile(r"\W", re.ASCII)
_TRUE = ("1", "true", "on")
_LARGEST_SHEET_ID = 65534
# Children of workbook in the schema's order (ECMA-376 part 1, 18.2.27), as far as we add any.
_ORDER = (
    "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize",
    "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr",
    "webPublishObjects", "extLst",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. ``kind`` is worksheet, chartsheet, dialogsheet, macrosheet, or "" where its part is missing."""

    name: str
    part: str
    sheet_id: int
    state: str = "visible"
    kind: str = "worksheet"


@dataclass(frozen=True, slots=True)
class DefinedName:
    """One defined name; ``sheet`` is "" where the whole workbook knows it."""

    name: str
    text: str
    sheet: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One native table: where it is and what its columns are called. ``ref`` includes header and totals rows."""

    name: str
    sheet: str
    part: str
    ref: str
    headers: tuple[str, ...]
    table_id: int
    header_rows: int = 1
    totals_rows: int = 0


class Book:
    """A workbook's sheets, tables and names.

    Parameters
    ----------
    package
        The file. Changes are made in it; `Package.save` writes them.

    Raises
    ------
    WorkbookError
        The workbook part is not one.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        root = package.tree(package.main)
        self.ns = root.nsmap.get(root.prefix) or ""
        if self.ns not in (MAIN, STRICT_MAIN) or root.tag != self._q("workbook"):
            raise WorkbookError(
                f"{package.label}: is damaged: {package.main} is not a workbook. Open it in Excel and save it again."
            )
        self.strict = self.ns == STRICT_MAIN
        self.rel_ns = STRICT_RELATIONSHIPS if self.strict else RELATIONSHIPS

    def _q(self, name: str) -> str:
        return f"{{{self.ns}}}{name}"

    @property
    def _root(self) -> _Element:
        return self.package.tree(self.package.main)

    def _child(self, name: str) -> _Element | None:
        return self._root.find(self._q(name))

    def _made(self, name: str) -> _Element:
        """The workbook's child of a name, made in its place where missing."""
        from lxml import etree

        found = self._child(name)
        if found is not None:
            return found
        root = self._root
        later = {self._q(other) for other in _ORDER[_ORDER.index(name) + 1 :]}
        follower = next((child for child in root if child.tag in later), None)
        made = etree.SubElement(root, self._q(name))
        if follower is not None:
            follower.addprevious(made)
        return made

    def _flag(self, child: str, attribute: str) -> bool:
        found = self._child(child)
        return found is not None and (found.get(attribute) or "").lower() in _TRUE

    # -- settings -----------------------------------------------------------------------------------------------

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904."""
        return self._flag("workbookPr", "date1904")

    def count_from_1904(self) -> None:
        """Let dates count from 1904."""
        self._made("workbookPr").set("date1904", "1")

    @property
    def structure_locked(self) -> bool:
        """Whether the user has protected the workbook's structure: no sheet may be added, moved or renamed."""
        return self._flag("workbookProtection", "lockStructure")

    def recalculate_on_load(self) -> None:
        """Ask Excel to compute every formula when it opens the workbook."""
        self._made("calcPr").set("fullCalcOnLoad", "1")

    # -- sheets -------------------------------------------------------------------------------------------------

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """All sheets in the order of their tabs, hidden ones and charts too."""
        links = {link.id: link for link in self.package.relationships(self.package.main) if not link.external}
        found = []
        for entry in self._sheet_entries():
            link = links.get(entry.get(f"{{{self.rel_ns}}}id") or "")
            there = link is not None and self.package.has(link.target)
            found.append(
                Sheet(
                    entry.get("name") or "",
                    link.target if link and there else "",
                    _number(entry.get("sheetId")),
                    entry.get("state") or "visible",
                    _KINDS.get(link.kind, link.kind) if link and there else "",
                )
            )
        return tuple(found)

    def _sheet_entries(self) -> list[_Element]:
        sheets = self._child("sheets")
        return [] if sheets is None else list(sheets.iterchildren(self._q("sheet")))

    def sheet(self, name: str) -> Sheet:
        """The sheet of a name, compared as Excel does, without case.

        Raises
        ------
        WorkbookError
            There is none.
        """
        sheets = self.sheets
        for sheet in sheets:
            if sheet.name.casefold() == name.casefold():
                return sheet
        names = ", ".join(sheet.name for sheet in sheets) or "none"
        raise WorkbookError(f"{self.package.label}: has no sheet {name!r}. It has: {names}.")

    def add_sheet(self, name: str, before: str | None = None) -> Sheet:
        """Register a sheet, last or before another; its part is still to be put.

        Raises
        ------
        WorkbookError
            The name is taken or not allowed, or the workbook's structure is protected.
        """
        from lxml import etree

        taken = [sheet.name for sheet in self.sheets]
        if free_sheet_name(name, taken) != name:
            raise WorkbookError(f"{self.package.label}: a sheet cannot be called {name!r}; it is taken or not allowed.")
        if self.structure_locked:
            raise WorkbookError(
                f"{self.package.label}: its structure is protected, so that no sheet may be added. "
                "Unprotect it in Excel (Review, Protect Workbook), then try again."
            )
        folder = posixpath.dirname(self.package.main)
        part = self.package.free_name(posixpath.join(folder, "worksheets/sheet%d.xml"))
        self.package.set_content_type(part, _SHEET_TYPE)
        relationship = self.package.relate(self.package.main, "worksheet", part)
        position = len(taken) if before is None else taken.index(self.sheet(before).name)
        sheet_id = self._free_sheet_id()
        parent = self._made("sheets")
        known = self.rel_ns in self._root.nsmap.values()
        entry = etree.SubElement(parent, self._q("sheet"), nsmap=None if known else {"r": self.rel_ns})
        entry.set("name", name)
        entry.set("sheetId", str(sheet_id))
        entry.set(f"{{{self.rel_ns}}}id", relationship)
        if position < len(taken):
            self._sheet_entries()[position].addprevious(entry)
            self._shift_positions(position)
        return Sheet(name, part, sheet_id)

    def _free_sheet_id(self) -> int:
        used = {sheet.sheet_id for sheet in self.sheets}
        if (following := max(used, default=0) + 1) <= _LARGEST_SHEET_ID:
            return following
        return next(number for number in range(1, _LARGEST_SHEET_ID) if number not in used)

    def _shift_positions(self, position: int) -> None:
        """Names and views know sheets by position: those at or after a new one have moved by one."""
        for entry in self._name_entries():
            _shift(entry, "localSheetId", position)
        views = self._child("bookViews")
        for view in () if views is None else views.iterchildren(self._q("workbookView")):
            _shift(view, "activeTab", position, 0)
            # A view that is not scrolled stays so: the new first sheet is to be seen.
            if _number(view.get("firstSheet")) > 0:
                _shift(view, "firstSheet", position)

    def activate(self, name: str) -> None:
        """Let the workbook open at a sheet."""
        from lxml import etree

        views = self._made("bookViews")
        view = views.find(self._q("workbookView"))
        if view is None:
            view = etree.SubElement(views, self._q("workbookView"))
        names = [sheet.name for sheet in self.sheets]
        view.set("activeTab", str(names.index(self.sheet(name).name)))

    def free_sheet_name(self, wanted: str) -> str:
        """``wanted`` where no sheet is called so, else marked as ours: ``Dashboard (Segmentbook)``."""
        return free_sheet_name(wanted, (sheet.name for sheet in self.sheets))

    # -- defined names ------------------------------------------------------------------------------------------

    def _name_entries(self) -> list[_Element]:
        parent = self._child("definedNames")
        return [] if parent is None else list(parent.iterchildren(self._q("definedName")))

    @property
    def defined_names(self) -> tuple[DefinedName, ...]:
        """All defined names in the order of the file, hidden ones too."""
        sheets = [entry.get("name") or "" for entry in self._sheet_entries()]
        found = []
        for entry in self._name_entries():
            local = entry.get("localSheetId")
            position = _number(local) if local is not None else -1
            sheet = sheets[position] if 0 <= position < len(sheets) else ""
            hidden = (entry.get("hidden") or "").lower() in _TRUE
            found.append(DefinedName(entry.get("name") or "", _all_text(entry), sheet, hidden))
        return tuple(found)

    def _global_name(self, name: str) -> _Element | None:
        return self._known_name(name, None)

    def _known_name(self, name: str, local: str | None) -> _Element | None:
        for entry in self._name_entries():
            if entry.get("localSheetId") == local and (entry.get("name") or "").casefold() == name.casefold():
                return entry
        return None

    def define(self, name: str, ref: str, hidden: bool = False, sheet: str = "") -> None:
        """Define a name for the whole workbook or for one sheet, or give the one that is there another reference."""
        from lxml import etree

        local = str([one.name for one in self.sheets].index(self.sheet(sheet).name)) if sheet else None
        entry = self._known_name(name, local)
        if entry is None:
            entry = etree.SubElement(self._made("definedNames"), self._q("definedName"))
            entry.set("name", name)
            if local is not None:
                entry.set("localSheetId", local)
            if hidden:
                entry.set("hidden", "1")
        if entry.text != ref:
            entry.text = ref

    def undefine(self, name: str) -> None:
        """Take a name of the whole workbook away, if it is there."""
        entry = self._global_name(name)
        if entry is None:
            return
        parent = self._made("definedNames")
        detach(entry)
        if len(parent) == 0:
            detach(parent)

    def mark(self, key: str, ref: str) -> None:
        """Mark a place as ours by a hidden name, which follows when the user renames or moves the sheet."""
        self.define(mark_name(key), ref, hidden=True)

    def marked(self, key: str) -> str:
        """Where the place marked with ``key`` now is, "" when there is no such mark."""
        entry = self._global_name(mark_name(key))
        return "" if entry is None else _all_text(entry)

    def owned_sheet(self, key: str) -> Sheet | None:
        """The sheet that is marked as ours; None when there is none or the user has deleted it."""
        name = sheet_of(self.marked(key))
        return next((sheet for sheet in self.sheets if name and sheet.name.casefold() == name.casefold()), None)

    # -- tables -------------------------------------------------------------------------------------------------

    @property
    def tables(self) -> tuple[TableEntry, ...]:
        """All native tables, sheet by sheet."""
        return tuple(entry for sheet in self.sheets if sheet.part for entry in self.tables_on(sheet))

    def tables_on(self, sheet: Sheet) -> Iterator[TableEntry]:
        """The native tables of a sheet."""
        for link in self.package.relationships(sheet.part):
            if link.kind != "table" or link.external or not self.package.has(link.target):
                continue
            root = self.package.tree(link.target)
            columns = root.iter("{*}tableColumn")
            yield TableEntry(
                root.get("displayName") or root.get("name") or "",
                sheet.name,
                link.target,
                root.get("ref") or "",
                tuple(unescaped(column.get("name") or "") for column in columns),
                _number(root.get("id")),
                _number(root.get("headerRowCount"), 1),
                _number(root.get("totalsRowCount"), 0),
            )

    def free_table_name(self, wanted: str) -> str:
        """``wanted`` where no table or name is called so, else marked as ours: ``Settings_Segmentbook``."""
        taken = [table.name for table in self.tables]
        return free_table_name(wanted, [*taken, *(name.name for name in self.defined_names)])

    def next_table_id(self) -> int:
        """The first table id above all that are used, also by tables that no sheet refers to."""
        highest = 0
        for name in self.package.parts_of_type(_TABLE_TYPE):
            highest = max(highest, _number(self.package.tree(name).get("id")))
        return highest + 1

    # -- calculation chain --------------------------------------------------------------------------------------

    def sheet_changed(self, sheet: Sheet) -> None:
        """Take a rewritten sheet's cells out of the calculation chain; Excel builds the rest of it anew."""
        for link in self.package.relationships(self.package.main):
            if link.kind != "calcChain" or not self.package.has(link.target):
                continue
            root = self.package.tree(link.target)
            current, gone = "", []
            for cell in root.iterchildren(self._q("c")):
                current = cell.get("i") or current  # left out where it is that of the cell before
                if current == str(sheet.sheet_id):
                    gone.append(cell)
            for cell in gone:
                detach(cell)
            if gone and root.find(self._q("c")) is None:
                self.package.remove(link.target)
                self.package.unrelate(self.package.main, link.id)


def mark_name(key: str) -> str:
    """The hidden name that marks a place as ours."""
    return _MARK + _NOT_IN_MARKS.sub("_", key)


def _all_text(entry: _Element) -> str:
    return "".join(str(text) for text in entry.itertext())


def _number(text: str | None, default: int = 0) -> int:
    """A whole number of an untrusted file."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


def _shift(element: _Element, attribute: str, position: int, default: int | None = None) -> None:
    text = element.get(attribute)
    if text is None and default is None:
        return
    number = _number(text, default or 0)
    if number >= position:
        element.set(attribute, str(number + 1))
