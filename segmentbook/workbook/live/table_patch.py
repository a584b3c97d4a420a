"""The steps by which a table of ours in an open sheet becomes what was worked out for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from segmentbook.report.spec import CellRange, Style
from segmentbook.schema import header_key
from segmentbook.workbook.live.cells import rectangles
from segmentbook.workbook.live.openbook import area_of_range, cells_at
from segmentbook.workbook.live.table import TablePlan
from segmentbook.workbook.live.values import changed, one_cell

if TYPE_CHECKING:
    import xlwings

    from segmentbook.workbook.live.patch import SheetPatch

__all__ = ["TablePatch"]

HEADER_STYLE = Style(bold=True)
"""Of a header for which the specification names none."""

Flags = np.ndarray[Any, np.dtype[np.bool_]]


class TablePatch:
    """The work on one table."""

    def __init__(self, sheet: SheetPatch, plan: TablePlan, *, recoloured: bool) -> None:
        self._recoloured = recoloured
        self.on, self.plan = sheet, plan
        self.sheet, self.journal, self.beyond = sheet.sheet, sheet.journal, sheet.beyond
        self.writer = sheet.writer

    def write(self) -> None:
        """Bring shape, cells, looks and filter up to date, where they are not."""
        plan = self.plan
        if plan.entry is None:
            self._make()
            return
        table = self.on.plan.book.table(plan.entry)
        changes = _Changes(plan)
        reshaped = plan.was != plan.whole or plan.old is None or tuple(plan.old.headers) != plan.headers
        filters = self._filters(table)
        if not (reshaped or changes.any() or filters):
            return
        criteria = self.beyond.filter_criteria(table)
        if criteria and (reshaped or changes.any()):
            self.journal.do(lambda: self.beyond.show_all_rows(table), lambda: self.beyond.filter_rows(table, {}))
        if reshaped:
            self._reshape(table)
        self._write(changes)
        if criteria or filters:
            before = {header: tuple(criteria.get(header) or ()) for header in filters}
            self.journal.do(
                lambda: self.beyond.filter_rows(table, filters), lambda: self.beyond.filter_rows(table, before)
            )

    # -- shape --------------------------------------------------------------------------------------------------

    def _make(self) -> None:
        """A table that is not there: the user has turned it into cells, or deleted it."""
        plan = self.plan
        self._write_headers(())
        self._write(_Changes(plan))
        tables = self.sheet.tables
        self.journal.do(
            lambda: tables.add(
                source=cells_at(self.sheet, plan.area),
                name=self.on.names.tables[plan.spec.name],
                has_headers=True,
                table_style_name=plan.spec.style_name,
            ),
            lambda: None,
        )

    def _reshape(self, table: xlwings.main.Table) -> None:
        """Columns and rows as they are to be."""
        plan = self.plan
        old = plan.old
        if old is None:
            return
        if not plan.entry or not plan.entry.header_rows:
            self._switch(table, "show_headers", True)
        if old.has_totals:
            self._switch(table, "show_totals", False)
        headers = list(old.headers)
        if (old.top, old.left) != (plan.area.top, plan.area.left):
            self._move(table)
        current = headers
        for step in plan.steps or ():
            self._column(table, step.kind, step.place, step.header)
            current = list(plan.headers)
        was = area_of_range(table.range)
        if was != plan.area:
            if was.bottom < plan.area.bottom or was.right < plan.area.right:
                self.on.about_to_write()
            self.journal.do(
                lambda: table.resize(cells_at(self.sheet, plan.area)),
                lambda: table.resize(cells_at(self.sheet, was)),
            )
        if tuple(current) != plan.headers:
            self._write_headers(current)
        elif plan.steps:
            self._dress_headers()
        if was.bottom > plan.area.bottom:
            self.writer.clear(
                CellRange(plan.area.bottom + 1, plan.area.left, was.bottom, max(was.right, plan.area.right))
            )
        if was.right > plan.area.right:
            self.writer.clear(CellRange(plan.area.top, plan.area.right + 1, plan.area.bottom, was.right))
        if old.has_totals:
            self._switch(table, "show_totals", True)

    def _switch(self, table: xlwings.main.Table, name: str, value: bool) -> None:
        self.journal.do(lambda: setattr(table, name, value), lambda: setattr(table, name, not value))

    def _move(self, table: xlwings.main.Table) -> None:
        """Bring the table back to its place; the user has put rows or columns before it, or moved it."""
        plan, was = self.plan, area_of_range(table.range)

        def move(top: int, left: int, to_top: int, to_left: int) -> None:
            height, width = was.bottom - was.top, was.right - was.left
            cells = self.sheet.range((top, left), (top + height, left + width))
            cells.move(self.sheet.range((to_top, to_left)))

        here, there = (was.top, was.left), (plan.area.top, plan.area.left)
        self.journal.do(lambda: move(*here, *there), lambda: move(*there, *here))

    def _column(self, table: xlwings.main.Table, kind: str, place: int, header: str) -> None:
        if kind == "add":
            self.on.about_to_write()
            self.journal.do(lambda: table.columns.add(header, place + 1), lambda: table.columns[place].delete())
            width = self.plan.spec.columns[place].width if place < len(self.plan.spec.columns) else 0
            if width:
                column = self.plan.area.left + place
                self.sheet.range((1, column)).column_width = width
        elif kind == "drop":
            self.on.about_to_write()
            name = table.columns[place].name
            self.journal.do(lambda: table.columns[place].delete(), lambda: table.columns.add(name, place + 1))
        else:
            row, column = self.plan.area.top, self.plan.area.left + place
            self.writer.row(row, column, [one_cell(header)])

    def _write_headers(self, current: Sequence[str]) -> None:
        """Write the header row; by way of other names, where one would be there twice for a moment."""
        plan = self.plan
        top, left = plan.area.top, plan.area.left
        if current and {header_key(one) for one in current} & {header_key(one) for one in plan.headers}:
            passing = [one_cell(f"Segmentbook column {number}") for number in range(1, len(plan.headers) + 1)]
            self.writer.row(top, left, passing)
        self.writer.row(top, left, [one_cell(header) for header in plan.headers])
        self._dress_headers()

    def _dress_headers(self) -> None:
        top, left = self.plan.area.top, self.plan.area.left
        looks = [
            (CellRange(top, left + number, top, left + number), column.header_style or HEADER_STYLE)
            for number, column in enumerate(self.plan.spec.columns)
        ]
        self.beyond.dress(self.sheet, looks)

    # -- content ------------------------------------------------------------------------------------------------

    def _write(self, changes: _Changes) -> None:
        """Write what differs: our columns in rectangles, calculated columns and the user's one by one."""
        plan = self.plan
        top, left = plan.area.top + 1, plan.area.left
        plain = [
            flags if not column.formula else np.zeros(len(flags), bool)
            for flags, column in zip(changes.ours, plan.spec.columns, strict=True)
        ]
        for first, end, start, stop in rectangles(plain):
            begin = start
            for number in range(start, stop + 1):
                if number == stop or plan.spec.columns[number].formula:
                    if number > begin:
                        self.writer.columns(top, left + begin, plan.columns[begin:number], first, end)
                    begin = number + 1
        for number, column in enumerate(plan.spec.columns):
            if column.formula and changes.ours[number].any():
                place = CellRange(top, left + number, plan.area.bottom, left + number)
                self.writer.formula(place, self.on.names.formula(column.formula))
        for number, cells in enumerate(plan.theirs):
            place_of = left + len(plan.spec.columns) + number
            for first, end in changes.theirs[number]:
                written = [(cell.value, cell.formula) for cell in cells[first:end]]
                self.writer.mixed(top + first, place_of, written)
        known = {header_key(header) for header in plan.old.headers} if plan.old else set[str]()
        styled = [
            number
            for number, column in enumerate(plan.spec.columns)
            if plan.steps is None
            or header_key(column.header) not in known
            or (column.styles and (changes.ours[number].any() or self._recoloured))
            or (changes.ours[number].any() and self._has_other_format(number))
        ]
        first_new = plan.old_rows if plan.entry else 0
        if first_new < len(plan.columns[0]) or styled:
            self._dress(first_new, styled)
        if 0 < first_new < len(plan.columns[0]):
            self._extend_formats(first_new)

    def _extend_formats(self, first: int) -> None:
        """Give new rows of the user's columns (from ``first``, from 0) the number format of the row above them."""
        area, own = self.plan.data, len(self.plan.spec.columns)
        for place in range(area.left + own, area.left + own + len(self.plan.theirs)):
            above = self.sheet.range((area.top + first - 1, place)).number_format
            if above and above != "General":
                self.sheet.range((area.top + first, place), (area.bottom, place)).number_format = above

    def _dress(self, first: int, columns: Sequence[int]) -> None:
        """Give data rows from ``first`` (from 0) their look, and some columns (from 0) that of their values."""
        table = self.plan
        area, looks = table.data, list[tuple[CellRange, Style]]()
        for number, column in enumerate(table.spec.columns):
            top = area.top if number in columns else area.top + first
            if top <= area.bottom:
                looks.append((CellRange(top, area.left + number, area.bottom, area.left + number), column.style))
        if looks:
            self.beyond.dress(self.sheet, looks)
        for number, column in enumerate(table.spec.columns):
            top = area.top if number in columns else area.top + first
            if column.styles and top <= area.bottom:
                place = CellRange(top, area.left + number, area.bottom, area.left + number)
                self.beyond.dress_values(self.sheet, place, {str(key): style for key, style in column.styles.items()})

    def _has_other_format(self, number: int) -> bool:
        """Whether a column shows more or fewer decimals than it is to: its numbers were whole before, or are so now."""
        plan = self.plan
        there = self.sheet.range((plan.area.top + 1, plan.area.left + number)).number_format
        differs = _decimals(str(there or "")) != _decimals(plan.spec.columns[number].style.number_format)
        self.on.reformatted |= differs
        return differs

    def _filters(self, table: xlwings.main.Table) -> dict[str, tuple[str, ...]]:
        """Criteria of the table's filter that are to be others than they are."""
        wanted = self.plan.spec.filters
        if not wanted:
            return {}
        there = self.beyond.filter_criteria(table)
        found = {header_key(header): set(values or ()) for header, values in there.items()}
        return {
            header: values for header, values in wanted.items() if found.get(header_key(header), set()) != set(values)
        }


def _decimals(number_format: str) -> int:
    """Decimals that a format shows.

    Examples
    --------
    >>> _decimals("#,##0.00_);(#,##0.00)"), _decimals("General")
    (2, 0)
    """
    found = re.search(r"\.([0#?]+)", number_format.partition(";")[0])
    return len(found[1]) if found else 0


class _Changes:
    """Which rows of a table's columns hold something else than they are to."""

    def __init__(self, plan: TablePlan) -> None:
        rows = len(plan.columns[0])
        rewritten = plan.entry is None or plan.steps is None
        known = {header_key(header) for header in plan.old.headers} if plan.old else set[str]()
        self.ours: list[Flags] = []
        for number, column in enumerate(plan.spec.columns):
            if rewritten or header_key(column.header) not in known:
                flags = np.ones(rows, np.bool_)
            elif column.formula:
                flags = np.full(rows, not plan.calculated[number], np.bool_)
            else:
                flags = changed(plan.old_of[number], plan.columns[number])
            flags[plan.old_rows :] = True  # whatever stood below the table, blank cells of ours are blank
            self.ours.append(flags)
        self.theirs: list[list[tuple[int, int]]] = [
            [(0, rows)] if rewritten else list(plan.user_rows(number)) for number in range(len(plan.theirs))
        ]

    def any(self) -> bool:
        """Whether there is something to write."""
        return any(flags.any() for flags in self.ours) or any(self.theirs)
