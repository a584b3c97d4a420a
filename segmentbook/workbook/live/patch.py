"""The steps by which an open sheet becomes what was worked out for it, each noted so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from segmentbook.raw import RawColumn
from segmentbook.report.spec import CellRange, ColourRule, Style
from segmentbook.workbook.live.beyond import DrawnChart
from segmentbook.workbook.live.cells import CellWriter, Place, runs
from segmentbook.workbook.live.charts import chart_changes
from segmentbook.workbook.live.notes import place_notes
from segmentbook.workbook.live.openbook import cells_at
from segmentbook.workbook.live.sparklines import place_sparklines
from segmentbook.workbook.live.table import same_formula
from segmentbook.workbook.live.table_patch import TablePatch
from segmentbook.workbook.live.values import one_cell, same_value
from segmentbook.workbook.names import as_list, quoted_sheet
from segmentbook.workbook.ownership import columns_mark
from segmentbook.workbook.references import area_of, area_text

if TYPE_CHECKING:
    from segmentbook.workbook.live.sheet import SheetPlan
    from segmentbook.workbook.live.state import Journal

__all__ = ["SheetPatch"]

_NOTHING = one_cell(None)


class SheetPatch:
    """The work on one sheet.

    Parameters
    ----------
    plan
        What it holds and is to hold.
    journal
        Takes what was done.
    """

    def __init__(self, plan: SheetPlan, journal: Journal) -> None:
        self.plan, self.journal = plan, journal
        self.sheet, self.spec, self.beyond = plan.sheet, plan.spec, plan.book.beyond
        self.names = plan.names
        self.writer = CellWriter(self.sheet, self.about_to_write, date1904=plan.book.date1904)
        self._noted = False
        self._rules: tuple[ColourRule, ...] = ()
        self.reformatted = False
        """Whether a column of a table shows more or fewer decimals now: so do the totals above it."""

    def write(self) -> None:
        """Bring everything on the sheet up to date."""
        self._rules = self.beyond.colour_rules(self.sheet)
        recoloured = self._recoloured()
        self._move_their_cells()
        for table in self.plan.tables:
            TablePatch(self, table, recoloured=recoloured).write()
        restyle = self._merge() or self.reformatted
        restyle |= self._clear_stale(restyle)
        restyle |= self._write_cells()
        restyle |= self._fills_differ()
        if restyle:
            self._dress_cells()
        self._colour()
        self._link()
        place_notes(self.plan, self.journal)
        self._chart()
        place_sparklines(self.plan, self.journal)
        self._print_area()

    # -- cells --------------------------------------------------------------------------------------------------

    def about_to_write(self) -> None:
        """Note, before the first cell is written, how cells get back what they held."""
        if not self._noted:
            self._noted = True
            self.journal.before_cells(self._restore_cells)

    def _restore_cells(self) -> None:
        """Write back what our cells held."""
        plan = self.plan
        writer = CellWriter(self.sheet, lambda: None, date1904=plan.book.date1904)
        # What we have written where nothing of ours was goes, too.
        areas = [*plan.was.areas, *(table.was for table in plan.tables if table.was), *plan.new.areas]
        for area in dict.fromkeys(areas):
            part = plan.cells.part(area)
            writer.columns(area.top, area.left, part.columns, 0, area.bottom - area.top + 1)
        for row, column in [*plan.formulas]:
            if any(a.top <= row <= a.bottom and a.left <= column <= a.right for a in areas):
                writer.formula(CellRange(row, column, row, column), plan.formulas[row, column])

    def _move_their_cells(self) -> None:
        """Make room: whole rows and columns where that moves nothing of ours, so that references follow; else cells."""
        moved = self.plan.moved
        if not moved:
            return
        alone = sum(entry.sheet == self.sheet.name for entry in self.plan.book.tables) == 1
        table = next((one for one in self.plan.tables if one.was), None)
        down = {to[0] - at[0] for at, to in moved.items()} - {0}
        right = {to[1] - at[1] for at, to in moved.items()} - {0}
        if alone and table and table.was and len(self.plan.tables) == 1 and len(down) <= 1 and len(right) <= 1:
            for count in down:
                self._insert(f"{table.was.bottom + 1}:{table.was.bottom + count}", "down")
            for count in right:
                first, last = (
                    area_text(CellRange(1, c, 1, c))[:-1] for c in (table.was.right + 1, table.was.right + count)
                )
                self._insert(f"{first}:{last}", "right")
            return
        self.about_to_write()
        contents = {at: self._their_content(at) for at in moved}
        gone = [at for at in moved if at not in moved.values()]

        def back() -> None:
            for area in runs(list(moved.values())):
                cells_at(self.sheet, area).clear()
            for (row, column), content in contents.items():
                self.writer.mixed(row, column, [content])

        def forth() -> None:
            for area in runs(gone):
                cells_at(self.sheet, area).clear()
            for at, (row, column) in moved.items():
                self.writer.mixed(row, column, [contents[at]])

        self.journal.do(forth, back)

    def _their_content(self, place: Place) -> tuple[object, str]:
        return self.plan.cells.cell(*place), self.plan.formulas.get(place, "")

    def _insert(self, reference: str, shift: str) -> None:
        back = "up" if shift == "down" else "left"
        self.journal.do(
            lambda: self.sheet.range(reference).insert(shift), lambda: self.sheet.range(reference).delete(back)
        )

    def _write_cells(self) -> bool:
        """Write the cells outside tables that hold something else than they are to; whether there were some."""
        plan, pending = self.plan, dict[Place, RawColumn]()
        written = False
        for (row, column), cell in self.spec.cells.items():
            formula = self.names.formula(cell.formula)
            there = plan.formulas.get((row, column), "")
            if formula:
                if not same_formula(there, formula):
                    self.writer.formula(CellRange(row, column, row, column), formula)
                    written = True
                continue
            value = one_cell(cell.value)
            place = column - plan.cells.left
            inside = 0 <= place < len(plan.cells.columns) and plan.cells.top <= row <= plan.cells.bottom
            old = plan.cells.columns[place] if inside else _NOTHING
            if there or not same_value(old, row - plan.cells.top if inside else 0, value):
                pending[row, column] = value
        for area in runs(list(pending)):
            columns = [
                [pending[row, column] for row in range(area.top, area.bottom + 1)]
                for column in range(area.left, area.right + 1)
            ]
            for row in range(area.top, area.bottom + 1):
                self.writer.row(row, area.left, [column[row - area.top] for column in columns])
        return written or bool(pending)

    def _clear_stale(self, restyle: bool) -> bool:
        """Clear cells that were ours and are so no more."""
        plan = self.plan
        tables = [table.whole for table in plan.tables] + [table.was for table in plan.tables if table.was]
        taken = set(plan.moved.values())

        def ours_no_more(row: int, column: int) -> bool:
            return not (
                (row, column) in self.spec.cells
                or plan.new.has(row, column)
                or (row, column) in taken
                or any(t.top <= row <= t.bottom and t.left <= column <= t.right for t in tables)
            )

        stale = [
            (row, column)
            for area in plan.was.areas
            if area not in tables
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
            if ours_no_more(row, column)
        ]
        if restyle and not plan.tables:  # blank cells of the old arrangement have their fills and lines
            bounds = plan.was.bounds
            theirs = plan.their_places
            known = set(stale) | theirs
            stale += [
                (row, column)
                for row in range(bounds.top, bounds.bottom + 1)
                for column in range(bounds.left, bounds.right + 1)
                if (row, column) not in known and ours_no_more(row, column)
            ]
        for area in runs(stale):
            self.writer.clear(area)
        return bool(stale)

    # -- looks --------------------------------------------------------------------------------------------------

    def _merge(self) -> bool:
        """Merge cells as they are to be; whether something was changed."""
        bounds = self.plan.was.bounds
        there = set(self.beyond.merges(self.sheet, bounds))
        wanted = set(self.spec.merges)
        gone = {merge for merge in there - wanted if merge.bottom <= bounds.bottom and merge.right <= bounds.right}
        new = wanted - there
        if not (gone or new):
            return False
        self.journal.do(
            lambda: self.beyond.set_merges(self.sheet, gone, new), lambda: self.beyond.set_merges(self.sheet, new, gone)
        )
        return True

    def _fills_differ(self) -> bool:
        """Whether a cell of ours outside tables has another fill than it is to have: the policy has other colours."""
        filled = {place: cell.style.fill for place, cell in self.spec.cells.items() if cell.style.fill}
        if not filled:
            return False
        area = _bounds(filled)
        fills = self.beyond.fills(self.sheet, area)
        return any(
            fills[row - area.top][column - area.left].upper() != fill.upper() for (row, column), fill in filled.items()
        )

    def _dress_cells(self) -> None:
        """Give the cells outside tables, and their rows, their look."""
        by_style: dict[Style, list[Place]] = {}
        for place, cell in self.spec.cells.items():
            by_style.setdefault(cell.style, []).append(place)
        looks = [(area, style) for style, places in by_style.items() for area in runs(places)]
        self.beyond.dress(self.sheet, looks)
        heights = sorted(self.spec.heights.items())
        first = 0
        for number, (row, height) in enumerate(heights):
            following = heights[number + 1] if number + 1 < len(heights) else (0, 0.0)
            if following != (row + 1, height):
                self.sheet.range(f"{heights[first][0]}:{row}").row_height = height
                first = number + 1

    def _recoloured(self) -> bool:
        """Whether the policy has other colours than the rules that are there."""
        ours = {(rule.equals, *_look(rule)) for rule in self._ours()}
        return ours != {(rule.equals, *_look(rule)) for rule in self.spec.colour_rules}

    def _ours(self) -> list[ColourRule]:
        """Rules that lie where we write, compare with a text, and have a text or a look that ours have."""
        was, new = self.plan.was.bounds, self.plan.new.bounds
        texts = {rule.equals for rule in self.spec.colour_rules}
        looks = {_look(rule) for rule in self.spec.colour_rules}
        return [
            rule
            for rule in self._rules
            if (_inside(rule.range, was) or _inside(rule.range, new)) and (rule.equals in texts or _look(rule) in looks)
        ]

    def _colour(self) -> None:
        """Native conditional formats: ours follow the policy and the tables, the user's stay."""
        self._rules = self.beyond.colour_rules(self.sheet)  # the tables' shape may have changed them
        ours, wanted = self._ours(), self.spec.colour_rules
        same = {_rule(rule) for rule in ours} & {_rule(rule) for rule in wanted}
        gone = [rule for rule in ours if _rule(rule) not in same]
        added = [rule for rule in wanted if _rule(rule) not in same]
        if gone or added:
            self.journal.do(
                lambda: self.beyond.set_colour_rules(self.sheet, gone, added),
                lambda: self.beyond.set_colour_rules(self.sheet, added, gone),
            )

    # -- links --------------------------------------------------------------------------------------------------

    def _link(self) -> None:
        """Links of our cells; those that the user has put on cells of his own stay."""
        wanted = {place: self.names.formula(cell.link) for place, cell in self.spec.cells.items() if cell.link}
        linked: list[CellRange] = [_bounds(self.spec.cells)] if self.spec.cells else []
        for table in self.plan.tables:
            if table.area.bottom == table.area.top + 1:  # emptied, perhaps: what the blank row had linked is past
                linked.append(CellRange(table.area.bottom, table.area.left, table.area.bottom, table.area.right))
            for number, links in enumerate(table.links):
                wanted |= links
                if links:
                    column = table.area.left + number
                    linked.append(CellRange(table.area.top + 1, column, table.area.bottom, column))
        there: dict[Place, str] = {}
        for area in linked:
            there |= self.beyond.links(self.sheet, area)
        theirs = self.plan.their_places
        changes = {place: link for place, link in wanted.items() if there.get(place, "") != link}
        gone = {
            place: "" for place in there if place not in wanted and place not in theirs and self.plan.new.has(*place)
        }
        budget = self.beyond.most_links
        kept = dict(list(changes.items())[:budget])
        # A row whose link is not written has none, rather than that of another client.
        rest = {place: "" for place in changes if place not in kept and place in there}
        done = kept | rest | gone
        if done:
            before = {place: there.get(place, "") for place in done}
            self.journal.do(
                lambda: self.beyond.set_links(self.sheet, done), lambda: self.beyond.set_links(self.sheet, before)
            )

    # -- charts and print ---------------------------------------------------------------------------------------

    def _chart(self) -> None:
        """Charts show what they are to show."""
        for was, wanted in chart_changes(self.spec, self.names, self.beyond.charts(self.sheet)):
            self._redraw(was, wanted)

    def _redraw(self, was: DrawnChart, wanted: DrawnChart) -> None:
        self.journal.do(
            lambda: self.beyond.redraw(self.sheet, was, wanted), lambda: self.beyond.redraw(self.sheet, wanted, was)
        )

    def _print_area(self) -> None:
        """The print area grows and shrinks with the results, where it still is as wide as ours."""
        new = self.spec.print.area
        if new is None:
            return
        text = self.sheet.page_setup.print_area or ""
        old = area_of(text)
        if old and old != new and (old.top, old.left, old.right) == (new.top, new.left, new.right):
            wanted = area_text(new, fixed=True)
            setup = self.sheet.page_setup
            self.journal.do(lambda: setattr(setup, "print_area", wanted), lambda: setattr(setup, "print_area", text))

    def marks(self) -> dict[str, str]:
        """The marks that say what on this sheet is ours."""
        name, key = quoted_sheet(self.sheet.name), self.spec.key
        marks = {key: f"{name}!$A$1", f"{key}.Cells": self.plan.new.text(self.sheet.name)}
        for table in self.plan.tables:
            corner = CellRange(table.area.top, table.area.left, table.area.top, table.area.left)
            marks[f"{key}.{table.spec.name}"] = f"{name}!{area_text(corner, fixed=True)}"
            if table.spec.changing:
                headers = [column.header for column in table.spec.columns]
                marks[columns_mark(self.spec, table.spec)] = as_list(headers)
        return marks


def _bounds(places: Iterable[Place]) -> CellRange:
    rows, columns = zip(*places, strict=True)
    return CellRange(min(rows), min(columns), max(rows), max(columns))


def _look(rule: ColourRule) -> tuple[str, str, bool]:
    return rule.fill.upper(), rule.colour.upper(), rule.bold


def _rule(rule: ColourRule) -> tuple[object, ...]:
    return rule.range, rule.equals, *_look(rule)


def _inside(area: CellRange, other: CellRange) -> bool:
    return (
        other.top <= area.top and area.bottom <= other.bottom and other.left <= area.left and area.right <= other.right
    )
