"""What the double gives beyond xlwings' public model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xlwings

from segmentbook.raw import ErrorValue, Kind, RawColumn
from segmentbook.report.spec import CellRange, ColourRule, Sparklines, Style
from segmentbook.workbook.formats import shows_date
from segmentbook.workbook.live.beyond import DrawnChart
from segmentbook.workbook.names import free_sheet_name
from tests.live.double_file import load
from tests.live.model import CellState, RefusedError, SheetState, TableState, WorkbookState

if TYPE_CHECKING:
    from tests.live.double import Double

Place = tuple[int, int]
DAYS_1904 = 1_462


class DoubleBeyond:
    """`Beyond` on a model in memory."""

    def __init__(self, double: Double, state: WorkbookState, most_links: int = 10_000) -> None:
        self.double, self.state = double, state
        self.most_links = most_links

    def _sheet(self, sheet: xlwings.Sheet) -> SheetState:
        found: SheetState = sheet.impl.state
        return found

    def _table(self, table: Any) -> tuple[SheetState, TableState]:
        return table.impl.sheet.state, table.impl.state

    # -- application and workbook -------------------------------------------------------------------------------

    def is_busy(self, app: xlwings.App) -> bool:
        self.double.tick("get", "is_busy")
        return self.state.busy

    def is_read_only(self, book: xlwings.Book) -> bool:
        self.double.tick("get", "is_read_only")
        return self.state.read_only

    def date1904(self, book: xlwings.Book) -> bool:
        self.double.tick("get", "date1904")
        return self.state.date1904

    def structure_protected(self, book: xlwings.Book) -> bool:
        self.double.tick("get", "structure_protected")
        return self.state.locked

    def sheet_protected(self, sheet: xlwings.Sheet) -> bool:
        self.double.tick("get", "sheet_protected")
        return self._sheet(sheet).protected

    def sheet_names(self, book: xlwings.Book) -> Sequence[str]:
        self.double.tick("get", "sheet_names")
        return [sheet.name for sheet in self.state.sheets]

    def names(self, book: xlwings.Book) -> Mapping[str, str]:
        self.double.tick("get", "names")
        return {name: text for name, (text, _) in self.state.names.items()}

    def define(self, book: xlwings.Book, names: Mapping[str, str], *, hidden: bool = False) -> None:
        self.double.tick("do", "define")
        for name, text in names.items():
            self.state.define(name, text, hidden)

    def undefine(self, book: xlwings.Book, names: Collection[str]) -> None:
        self.double.tick("do", "undefine")
        for name in names:
            self.state.names.pop(name, None)

    def view(self, book: xlwings.Book) -> object:
        self.double.tick("get", "view")
        return self.double.view

    def restore_view(self, book: xlwings.Book, view: Any) -> None:
        self.double.tick("do", "restore_view")
        self.double.view = view

    def take_sheets(self, book: xlwings.Book, path: Path, names: Sequence[str], before: str | None) -> None:
        self.double.tick("do", "take_sheets")
        if self.state.locked:
            raise RefusedError("Workbook is protected and cannot be changed.")
        self.double.view = ("somewhere else", "A1", 1)  # copying a sheet activates it
        other = load(path)
        if other.date1904 != self.state.date1904:
            raise RefusedError("Dates would be four years off.")
        taken = [next(sheet for sheet in other.sheets if sheet.name == name) for name in names]
        position = len(self.state.sheets)
        if before is not None:
            position = next(i for i, sheet in enumerate(self.state.sheets) if sheet.name == before)
        for sheet in taken:
            if free_sheet_name(sheet.name, [one.name for one in self.state.sheets]) != sheet.name:
                raise RefusedError(f"There is a sheet {sheet.name} already.")
            for table in sheet.tables:
                self.state.require_free_name(table.name)
            for place, cell in sheet.cells.items():  # formulas over other sheets lead to the file
                if cell.formula and not all(one in names for one in _sheets_of(cell.formula, other)):
                    sheet.cells[place] = replace(cell, formula="#REF!")
        self.state.sheets[position:position] = taken

    # -- cells --------------------------------------------------------------------------------------------------

    def cells(self, sheet: xlwings.Sheet, area: CellRange) -> tuple[RawColumn, ...]:
        self.double.tick("get", "cells")
        state = self._sheet(sheet)
        bottom = min(area.bottom, state.used.bottom)
        return tuple(self._column(state, column, area.top, bottom) for column in range(area.left, area.right + 1))

    def _column(self, state: SheetState, column: int, top: int, bottom: int) -> RawColumn:
        count = max(0, bottom - top + 1)
        kind, number, pool = np.zeros(count, np.uint8), np.zeros(count), dict[str, int]()
        for row in range(count):
            cell = state.cells.get((top + row, column))
            value = None if cell is None else cell.value
            if cell is None or value is None or value == "":
                continue
            if isinstance(value, str):
                kind[row] = Kind.ERROR if isinstance(value, ErrorValue) else Kind.TEXT
                number[row] = pool.setdefault(str(value), len(pool))
            elif isinstance(value, bool):
                kind[row], number[row] = Kind.BOOLEAN, value
            elif isinstance(value, float):
                dated = shows_date(cell.number_format)
                kind[row] = Kind.DATE if dated else Kind.NUMBER
                number[row] = value + (DAYS_1904 if dated and self.state.date1904 else 0)
            else:
                raise TypeError(value)
        return RawColumn(kind, number, tuple(pool))

    def fills(self, sheet: xlwings.Sheet, area: CellRange) -> list[list[str]]:
        self.double.tick("get", "fills")
        cells, blank = self._sheet(sheet).cells, CellState()
        return [
            [cells.get((row, column), blank).fill for column in range(area.left, area.right + 1)]
            for row in range(area.top, area.bottom + 1)
        ]

    def dress(self, sheet: xlwings.Sheet, looks: Sequence[tuple[CellRange, Style]]) -> None:
        self.double.tick("do", "dress")
        state = self._sheet(sheet)
        self.state.require_open(state)
        for area, style in looks:
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    self.state.cell(state, (row, column)).style = style

    def dress_values(self, sheet: xlwings.Sheet, area: CellRange, styles: Mapping[str, Style]) -> None:
        self.double.tick("do", "dress_values")
        state = self._sheet(sheet)
        self.state.require_open(state)
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                cell = state.cells.get((row, column))
                if cell and isinstance(cell.value, str) and cell.value in styles:
                    cell.style = styles[cell.value]

    def merges(self, sheet: xlwings.Sheet, area: CellRange) -> Collection[CellRange]:
        self.double.tick("get", "merges")
        return {
            merge
            for merge in self._sheet(sheet).merges
            if area.top <= merge.top <= area.bottom and area.left <= merge.left <= area.right
        }

    def set_merges(self, sheet: xlwings.Sheet, gone: Collection[CellRange], new: Collection[CellRange]) -> None:
        self.double.tick("do", "set_merges")
        state = self._sheet(sheet)
        self.state.require_open(state)
        state.merges = (state.merges - set(gone)) | set(new)
        for merge in new:
            for place in list(state.cells):
                inside = merge.top <= place[0] <= merge.bottom and merge.left <= place[1] <= merge.right
                if inside and place != (merge.top, merge.left):
                    state.cells[place] = CellState(style=state.cells[place].style)

    def links(self, sheet: xlwings.Sheet, area: CellRange) -> Mapping[Place, str]:
        self.double.tick("get", "links")
        return {
            place: link
            for place, link in self._sheet(sheet).links.items()
            if area.top <= place[0] <= area.bottom and area.left <= place[1] <= area.right
        }

    def set_links(self, sheet: xlwings.Sheet, links: Mapping[Place, str]) -> None:
        self.double.tick("do", "set_links")
        state = self._sheet(sheet)
        self.state.require_open(state)
        for place, link in links.items():
            state.links.pop(place, None)
            if link:
                state.links[place] = link

    def colour_rules(self, sheet: xlwings.Sheet) -> tuple[ColourRule, ...]:
        self.double.tick("get", "colour_rules")
        return tuple(self._sheet(sheet).rules)

    def set_colour_rules(self, sheet: xlwings.Sheet, gone: Sequence[ColourRule], new: Sequence[ColourRule]) -> None:
        self.double.tick("do", "set_colour_rules")
        state = self._sheet(sheet)
        self.state.require_open(state)
        for rule in gone:
            state.rules.remove(rule)
        state.rules += new

    # -- tables -------------------------------------------------------------------------------------------------

    def show_all_rows(self, table: Any) -> None:
        self.double.tick("do", "show_all_rows")
        sheet, state = self._table(table)
        sheet.hidden_rows -= set(range(state.data.top, state.data.bottom + 1))

    def filter_criteria(self, table: Any) -> Mapping[str, tuple[str, ...] | None]:
        self.double.tick("get", "filter_criteria")
        return dict(self._table(table)[1].criteria)

    def filter_rows(self, table: Any, changes: Mapping[str, tuple[str, ...]]) -> None:
        self.double.tick("do", "filter_rows")
        sheet, state = self._table(table)
        for header, values in changes.items():
            if header not in state.headers:
                raise RefusedError(f"The table has no column {header}.")
            state.criteria.pop(header, None)
            if values:
                state.criteria[header] = tuple(values)
        self.state.apply_filter(sheet, state)

    # -- charts -------------------------------------------------------------------------------------------------

    def charts(self, sheet: xlwings.Sheet) -> tuple[DrawnChart, ...]:
        self.double.tick("get", "charts")
        return tuple(self._sheet(sheet).charts)

    def redraw(self, sheet: xlwings.Sheet, was: DrawnChart, wanted: DrawnChart) -> None:
        self.double.tick("do", "redraw")
        state = self._sheet(sheet)
        self.state.require_open(state)
        state.charts[[chart.name for chart in state.charts].index(was.name)] = wanted

    def take_charts(self, sheet: xlwings.Sheet, path: Path, source: str, names: Sequence[str]) -> None:
        self.double.tick("do", "take_charts")
        other = next(one for one in load(path).sheets if one.name == source)
        self._sheet(sheet).charts += [chart for chart in other.charts if chart.name in names]

    # -- sparklines ---------------------------------------------------------------------------------------------

    def sparklines(self, sheet: xlwings.Sheet, column: CellRange) -> tuple[CellRange, CellRange] | None:
        self.double.tick("get", "sparklines")
        return next((one for one in self._sheet(sheet).sparklines if _meet(one[0], column)), None)

    def set_sparklines(
        self, sheet: xlwings.Sheet, column: CellRange, wanted: tuple[CellRange, CellRange] | None, look: Sparklines
    ) -> None:
        self.double.tick("do", "set_sparklines")
        state = self._sheet(sheet)
        self.state.require_open(state)
        state.sparklines = [one for one in state.sparklines if not _meet(one[0], column)]
        if wanted is not None:
            place, points = wanted
            if place.bottom - place.top != points.bottom - points.top:
                raise RefusedError("The location is not valid because its cells are not as many as the rows of data.")
            state.sparklines.append(wanted)


def _meet(one: CellRange, other: CellRange) -> bool:
    return one.left == other.left and one.top <= other.bottom and other.top <= one.bottom


def _sheets_of(formula: str, book: WorkbookState) -> list[str]:
    """The sheets whose cells or tables a formula names."""
    return [
        sheet.name
        for sheet in book.sheets
        if f"{sheet.name}!" in formula
        or f"'{sheet.name}'!" in formula
        or any(table.name in formula for table in sheet.tables)
    ]
