"""A sheet of ours in an open workbook: all that is to change on it is worked out first, and then done.

Nothing is written while a sheet is worked out. What is done goes into a journal, so that it can be taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from segmentbook.errors import WorkbookError
from segmentbook.raw import Kind
from segmentbook.report.spec import CellRange, SheetSpec
from segmentbook.workbook.book import Sheet
from segmentbook.workbook.column_xml import cell_fragment
from segmentbook.workbook.live.cells import Place, formulas_of
from segmentbook.workbook.live.openbook import OpenBook
from segmentbook.workbook.live.reading import sheet_area
from segmentbook.workbook.live.table import plan_table
from segmentbook.workbook.names import listed, quoted_sheet
from segmentbook.workbook.old_sheet import OldCell
from segmentbook.workbook.ownership import columns_mark, our_tables
from segmentbook.workbook.references import Names, area_of, cell_text
from segmentbook.workbook.remarks import Remark
from segmentbook.workbook.territory import Territory, cells_of, kept_cells
from segmentbook.workbook.user_columns import cell_text_of, fragment_cell

if TYPE_CHECKING:
    import xlwings

__all__ = ["SheetPlan", "plan_sheet"]

SMALL = 30_000
"""Cells of a sheet whose formulas are read in one go."""


class SheetPlan:
    """What a sheet holds and is to hold.

    ``cells`` and ``formulas`` are what it holds; ``kept`` the user's own cells that must move, by their old place.
    """

    def __init__(self, book: OpenBook, spec: SheetSpec, names: Names, sheet: xlwings.Sheet, *, taken: bool) -> None:
        self.book, self.spec, self.names, self.sheet = book, spec, names, sheet
        self.entries = our_tables(book, _known(sheet), spec)
        self.cells = sheet_area(book, sheet.name)
        self.notes = {(note.location.row, note.location.column): note.text for note in sheet.notes}
        self.formulas = self._formulas()
        self.tables = tuple(
            plan_table(
                table,
                self.entries.get(table.name),
                names,
                self.cells,
                self.formulas,
                annotated=self._annotated(self.entries.get(table.name)),
                written=listed(book.marked(columns_mark(spec, table))) if table.changing else (),
            )
            for table in spec.tables
        )
        self.filled = {
            place for place, cell in spec.cells.items() if cell.value not in (None, "") or cell.formula or cell.link
        }
        ours = self.filled | {
            place for merge in spec.merges if (merge.top, merge.left) in self.filled for place in cells_of(merge)
        }
        self.new = Territory.of(ours, [table.whole for table in self.tables])
        self.was = self.new if taken else self._marked()
        self.moved: dict[Place, Place] = {}
        self.their_places: set[Place] = set()
        self.remarks = [remark for table in self.tables for remark in table.user.notes]
        self.remarks += self._their_cells()
        self.note_moves: dict[Place, Place | None] = {}
        for planned in self.tables:
            self.note_moves |= planned.note_moves(self.notes)
        for place, target in self.note_moves.items():
            if target is None:
                said = "the note on a client that is not there any more was taken out; it said"
                self.remarks.append(Remark(f"{self.sheet.name}!{cell_text(*place)}: {said} {self.notes[place]!r}"))

    # -- what is there ------------------------------------------------------------------------------------------

    def _annotated(self, entry: object) -> bool:
        area = area_of(getattr(entry, "ref", ""))
        return area is not None and any(
            area.top < row <= area.bottom and area.left <= column <= area.right for row, column in self.notes
        )

    def _formulas(self) -> dict[Place, str]:
        """Formulas of all cells but those of our columns in a large table, which are written as values."""
        cells = self.cells
        height, width = cells.bottom - cells.top + 1, len(cells.columns)
        whole = CellRange(cells.top, cells.left, cells.bottom, cells.left + width - 1)
        areas = [entry for table in self.spec.tables if (entry := self.entries.get(table.name))]
        if height * width <= SMALL or len(areas) != 1:
            return formulas_of(self.sheet, whole)
        table = self.spec.tables[[one.name in self.entries for one in self.spec.tables].index(True)]
        place = area_of(areas[0].ref) or whole
        ours = {column.header.casefold() for column in table.columns if not column.formula}
        first = [number for number, header in enumerate(areas[0].headers) if header.casefold() not in ours]
        found = formulas_of(self.sheet, CellRange(whole.top, whole.left, place.top, whole.right))
        found |= formulas_of(self.sheet, CellRange(place.bottom, whole.left, whole.bottom, whole.right))
        for number in first:
            column = place.left + number
            found |= formulas_of(self.sheet, CellRange(place.top + 1, column, place.bottom, column))
        found |= formulas_of(self.sheet, CellRange(place.top, place.right + 1, place.bottom, whole.right))
        return found

    def _marked(self) -> Territory:
        """What was ours; where the mark is lost, the tables and what is ours now."""
        marked = Territory.marked(self.book.marked(f"{self.spec.key}.Cells"))
        if marked.areas:
            return marked
        areas = [area for entry in self.entries.values() if (area := area_of(entry.ref)) is not None]
        return Territory((*self.new.areas, *areas))

    # -- what is the user's -------------------------------------------------------------------------------------

    def _their_cells(self) -> list[Remark]:
        """Find the user's own cells that must give way, where they go, and what is said of it."""
        theirs = self._theirs()
        self.their_places = set(theirs)
        if not any(self.new.has(*place) for place in theirs):
            return []
        places = {id(cell): place for place, cell in theirs.items()}
        kept, remarks = kept_cells(
            theirs, self.was, self.new, self._grown(), self.sheet.name, lambda cell: cell_text_of(cell, tuple)
        )
        self.moved = {places[id(cell)]: place for place, cell in kept.items() if places[id(cell)] != place}
        return remarks

    def _theirs(self) -> dict[Place, OldCell]:
        """Filled cells that are not ours, in the form in which the file writer's rules take them."""
        ours = [*self.was.areas, *(table.was for table in self.tables if table.was)]
        found: dict[Place, OldCell] = {}
        for number, column in enumerate(self.cells.columns, self.cells.left):
            filled = column.kind != Kind.BLANK
            for area in ours:
                if area.left <= number <= area.right:
                    filled[max(0, area.top - self.cells.top) : max(0, area.bottom + 1 - self.cells.top)] = False
            for row in np.flatnonzero(filled).tolist():
                place = row + self.cells.top, number
                fragment = cell_fragment(column.cell(row), 0, formula=self.formulas.get(place, ""))
                found[place] = fragment_cell(fragment)
        for place, formula in self.formulas.items():  # one that shows nothing, too
            if place not in found and not any(_holds(area, place) for area in ours):
                found[place] = fragment_cell(cell_fragment("", 0, formula=formula))
        return found

    def _grown(self) -> tuple[CellRange, CellRange] | None:
        """The longest table that was there before, as it was and as it is."""
        known = [(table.was, table.whole) for table in self.tables if table.was is not None]
        return max(known, key=lambda pair: pair[1].bottom - pair[1].top, default=None)

    # -- refusals -----------------------------------------------------------------------------------------------

    def refuse(self) -> None:
        """Say what keeps the sheet from being written.

        Raises
        ------
        WorkbookError
            It is protected, or a table of the user's stands where we write.
        """
        label = self.book.book.name
        if self.book.beyond.sheet_protected(self.sheet):
            raise WorkbookError(
                f"{label}: the sheet {self.sheet.name} is protected, so that its results cannot be brought up to date. "
                "Unprotect it (Review > Unprotect Sheet), refresh, and protect it again. Nothing was written."
            )
        territory = Territory.of(self.spec.cells, [table.whole for table in self.tables])
        ours = {entry.part for entry in self.entries.values()}
        for entry in self.book.tables:
            area = area_of(entry.ref)
            if entry.sheet == self.sheet.name and entry.part not in ours and area and territory.touches(area):
                raise WorkbookError(
                    f"{quoted_sheet(entry.sheet)}!{entry.ref}: your table {entry.name} stands where Segmentbook "
                    "writes. Move it to another sheet (cut and paste), then refresh again. Nothing was written."
                )


def plan_sheet(book: OpenBook, spec: SheetSpec, names: Names, *, taken: bool = False) -> SheetPlan:
    """Work out what is to change on a sheet that is there; ``taken``: it has just come from the file writer.

    Raises
    ------
    WorkbookError
        It cannot be written.
    """
    plan = SheetPlan(book, spec, names, book.sheets[names.sheets[spec.key]], taken=taken)
    plan.refuse()
    return plan


def _known(sheet: xlwings.Sheet) -> Sheet:
    return Sheet(sheet.name, "", 0)


def _holds(area: CellRange, place: Place) -> bool:
    return area.top <= place[0] <= area.bottom and area.left <= place[1] <= area.right
