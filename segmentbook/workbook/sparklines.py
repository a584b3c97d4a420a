"""A sheet's sparklines: ours stand in columns of our tables and follow these, the user's own stay or follow their cell.

Ours are made once and then the user's, as charts are: they keep the look that he gives them, and only what they show
and where they stand is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.raw import column_letters
from segmentbook.report.spec import CellRange, Sparklines
from segmentbook.workbook.names import quoted_sheet, sheet_of
from segmentbook.workbook.placed_table import PlacedTable
from segmentbook.workbook.references import area_of, area_text, cell_text
from segmentbook.workbook.sheet_xml import Shell, inside
from segmentbook.workbook.sparkline_xml import Line, add_group, dates_of, drop_groups, groups_of, set_dates

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Surroundings", "attach_sparklines"]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a user's sparklines on a sheet of ours must follow.

    Parameters
    ----------
    sheet
        Its name.
    tables
        Its tables, as they were and as they will stand.
    grown
        The large table, as it was and as it is.
    push
        By how many rows and columns the user's cells below and beside that table have given way.
    """

    sheet: str
    tables: Sequence[PlacedTable]
    grown: tuple[CellRange, CellRange] | None = None
    push: tuple[int, int] = (0, 0)

    def moved(self, line: Line) -> Line | None:
        """A sparkline of the user's where it stands now; None where its client, or its column, has gone."""
        place = area_of(line.place)
        if place is None:
            return line
        row, column = place.top, place.left
        table = self._table_of(place)
        if table is None:
            now = _room(self._pushed(place), self.tables, self.grown)
            return Line(self.reference(line.points), area_text(now))
        rows = table.rows if table.rows is not None else {row: row}
        if row not in rows or column not in table.moved_columns:
            return None
        return Line(self.reference(line.points), cell_text(rows[row], table.moved_columns[column]))

    def reference(self, text: str) -> str:
        """Cells that a sparkline shows, where they are now."""
        area = area_of(text)
        if area is None or sheet_of(text).casefold() not in ("", self.sheet.casefold()):
            return text
        table = self._table_of(area)
        now = self._pushed(area) if table is None else _followed(area, table)
        if now == area:
            return text
        sheet, mark, _ = text.rpartition("!")
        return f"{sheet}{mark}{area_text(now, fixed='$' in text.removeprefix(sheet))}"

    def _table_of(self, area: CellRange) -> PlacedTable | None:
        """The table in whose data rows an area lay."""
        return next((one for one in self.tables if one.was is not None and inside(area, one.was_data)), None)

    def _pushed(self, area: CellRange) -> CellRange:
        if self.grown is None:
            return area
        was, (down, right) = self.grown[0], self.push
        return _shifted(area, down * (area.top > was.bottom), right * (area.left > was.right))


def _shifted(area: CellRange, down: int, right: int) -> CellRange:
    return CellRange(area.top + down, area.left + right, area.bottom + down, area.right + right)


def _room(place: CellRange, tables: Sequence[PlacedTable], grown: tuple[CellRange, CellRange] | None) -> CellRange:
    """A cell that a table has grown over, below the table or at its right, as far as the table has grown."""
    if grown is None or not any(inside(place, table.whole) for table in tables):
        return place
    was, now = grown
    if place.top > was.bottom:
        return _shifted(place, now.bottom - was.bottom, 0)
    return _shifted(place, 0, now.right - was.right) if place.left > was.right else place


def _followed(area: CellRange, table: PlacedTable) -> CellRange:
    """Cells of a table's data rows: those of a row go with it, whole columns grow, and columns move."""
    was, columns = table.was_data, table.moved_columns
    top, bottom = area.top, area.bottom
    if top == bottom:
        top = bottom = top if table.rows is None else table.rows.get(top, top)
    elif (top, bottom) == (was.top, was.bottom):
        top, bottom = table.data.top, table.data.bottom
    left, right = columns.get(area.left), columns.get(area.right)
    if left is None or right is None or left > right:  # months that have passed: the same number of them, up to today
        left, right = area.left, area.right
    return CellRange(top, left, bottom, right)


# -- ours -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of sparklines of ours: its cells, the columns of their points, and its cells as they were."""

    look: Sparklines
    cells: CellRange
    points: tuple[int, int] | None
    was: CellRange | None

    def lines(self, sheet: str) -> list[Line]:
        """Each row's sparkline."""
        if self.points is None:
            return []
        name, own = quoted_sheet(sheet), column_letters(self.cells.left)
        left, right = (column_letters(column) for column in self.points)
        rows = range(self.cells.top, self.cells.bottom + 1)
        return [Line(f"{name}!{left}{row}:{right}{row}", f"{own}{row}") for row in rows]

    def had(self, place: CellRange | None) -> bool:
        """Whether a sparkline stood in this column."""
        return place is not None and self.was is not None and inside(place, self.was)

    def had_below(self, place: CellRange | None) -> bool:
        """Whether a sparkline stood under this column, from which rows have gone while nobody looked."""
        return place is not None and self.was is not None and place.left == self.was.left and place.top > self.was.top


def _columns(tables: Iterable[PlacedTable]) -> Iterator[_Column]:
    for table in tables:
        places = {column.header: place for place, column in enumerate(table.spec.columns, table.spec.left)}
        before = {now: old for old, now in table.moved_columns.items()}
        for column in table.spec.columns:
            look, place = column.sparklines, places[column.header]
            if look is None:
                continue
            cells = CellRange(table.data.top, place, table.data.bottom, place)
            drawn = bool(look.first and len(table.spec.data))
            points = (places[look.first], places[look.last]) if drawn else None
            was, old = table.was_data, before.get(place)
            there = CellRange(was.top, old, was.bottom, old) if table.was is not None and old is not None else None
            yield _Column(look, cells, points, there)


def attach_sparklines(shell: Shell, around: Surroundings) -> None:
    """Write the sparklines of a sheet's tables in place of those that were there; the user's others stay."""
    sheet, lists = around.sheet, shell.sparklines
    columns = list(_columns(around.tables))
    groups = list(groups_of(shell.root))
    found = [[(line, area_of(line.place)) for line in lists.lines(group)] for group in groups]
    homes = {number: home for number, one in enumerate(columns) if (home := _home(one, found)) is not None}
    emptied: list[_Element] = []
    for place, (group, there) in enumerate(zip(groups, found, strict=True)):
        mine = [columns[number] for number, home in homes.items() if home == place]
        lines = []
        for line, cell in there:
            if any(one.had(cell) for one in columns) or any(one.had_below(cell) for one in mine):
                continue
            if (moved := around.moved(line)) is not None:
                lines.append(moved)
        for one in mine:
            lines += one.lines(sheet)
        set_dates(group, around.reference(dates_of(group)))
        if lines != [line for line, _ in there]:
            lists.set_lines(group, lines)
        if there and not lines:
            emptied.append(group)
    for number, one in enumerate(columns):
        if number not in homes and (lines := one.lines(sheet)):
            group = add_group(shell.made("extLst"), one.look)
            lists.set_lines(group, lines)
    drop_groups(shell.root, emptied)


def _home(column: _Column, groups: Sequence[Sequence[tuple[Line, CellRange | None]]]) -> int | None:
    """The group that a column's sparklines are in; most of them, where the user has parted them."""
    counts = [sum(column.had(cell) for _, cell in lines) for lines in groups]
    most = max(counts, default=0)
    return counts.index(most) if most else None
