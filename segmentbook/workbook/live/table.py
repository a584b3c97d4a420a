"""A table of ours in an open workbook: what it holds and is to hold, and the steps from one to the other.

The table itself is never deleted, and its columns move as Excel moves them, so that formulas, pivots and charts of the
user's that refer to it keep doing so. The user's own columns follow their client by the rules of the file writer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from segmentbook.raw import ErrorValue, RawColumn
from segmentbook.report.spec import CellRange, TableSpec
from segmentbook.schema import header_key
from segmentbook.workbook.column_xml import cell_fragment
from segmentbook.workbook.live.cells import Place
from segmentbook.workbook.live.values import one_cell, typed_column
from segmentbook.workbook.old_sheet import OldCell
from segmentbook.workbook.placed_table import row_key
from segmentbook.workbook.references import Names, area_of, moved_formula
from segmentbook.workbook.user_columns import OldTable, UserColumns, fragment_cell, user_columns

if TYPE_CHECKING:
    from segmentbook.workbook.book import TableEntry
    from segmentbook.workbook.cells import SheetArea

_THIS_ROW = re.compile(r"\w*\[\[#This Row\],\s*\[([^\]]*)\]\]")
_AT = re.compile(r"\w*\[@\[?([^\[\]]*)\]?\]")
_SPACES = re.compile(r"\s+")

__all__ = ["ColumnStep", "TablePlan", "UserCell", "column_steps", "plan_table", "same_formula"]


@dataclass(frozen=True, slots=True)
class UserCell:
    """What a cell of the user's is to hold, and the sheet row that it comes from (None: it is new)."""

    value: object = None
    formula: str = ""
    source: int | None = None


@dataclass(frozen=True, slots=True)
class ColumnStep:
    """One change to a table's columns: ``place`` (from 0) is ``add`` ed, ``drop`` ped, or given another header."""

    kind: str
    place: int
    header: str


@dataclass(frozen=True, slots=True, eq=False)
class TablePlan:
    """A table as it was and as it is to be.

    ``columns`` are ours, ``theirs`` the cells of the user's columns after ours. ``area`` is header row and data rows;
    ``was`` all of the table as it stands, None where there is none. ``old_of`` gives for each of our columns what its
    cells hold now, ``calculated`` whether they have the formula that they are to have. ``steps`` lead from the columns
    that are there to these; None where cells must be written anew.
    """

    spec: TableSpec
    entry: TableEntry | None
    area: CellRange
    headers: tuple[str, ...]
    columns: tuple[RawColumn, ...]
    old_of: tuple[RawColumn, ...]
    theirs: tuple[tuple[UserCell, ...], ...]
    was: CellRange | None
    old: OldTable | None
    user: UserColumns
    links: tuple[Mapping[Place, str], ...]
    steps: list[ColumnStep] | None
    calculated: tuple[bool, ...]

    @property
    def data(self) -> CellRange:
        """Its data rows."""
        return CellRange(self.area.top + 1, self.area.left, self.area.bottom, self.area.right)

    @property
    def whole(self) -> CellRange:
        """The table with its totals row."""
        totals = bool(self.old and self.old.has_totals)
        return CellRange(self.area.top, self.area.left, self.area.bottom + totals, self.area.right)

    @property
    def old_rows(self) -> int:
        """Data rows that it has now."""
        return 0 if self.old is None else self.old.bottom - self.old.top

    def note_moves(self, places: Iterable[Place]) -> dict[Place, tuple[int, int] | None]:
        """Where cells of the data rows, with notes of the user's on them, are now; None where they are no more."""
        old, rows = self.old, self.user.rows
        if old is None or rows is None or self.was is None:
            return {}
        columns = {header_key(header): number for number, header in enumerate(self.headers, self.area.left)}
        now = {old.left + n: columns.get(header_key(header)) for n, header in enumerate(old.headers)}
        moves: dict[Place, tuple[int, int] | None] = {}
        for row, column in places:
            if old.top < row <= old.bottom and self.was.left <= column <= self.was.right:
                to_row, to_column = rows.get(row), now.get(column)
                moves[row, column] = (to_row, to_column) if to_row and to_column else None
        return moves

    def user_rows(self, number: int) -> Iterator[tuple[int, int]]:
        """Runs of rows (from 0; the end not included) of one of the user's columns that are to be written."""
        first: int | None = None
        cells = self.theirs[number]
        for place, cell in enumerate(cells):
            stays = cell.source == self.area.top + 1 + place or (cell == UserCell() and place >= self.old_rows)
            if stays and first is not None:
                yield first, place
                first = None
            elif not stays and first is None:
                first = place
        if first is not None:
            yield first, len(cells)


def plan_table(
    spec: TableSpec,
    entry: TableEntry | None,
    names: Names,
    sheet: SheetArea,
    formulas: Mapping[Place, str],
    *,
    annotated: bool,
    written: Sequence[str] = (),
) -> TablePlan:
    """Say what a table is to hold.

    Parameters
    ----------
    spec, entry
        The table, and where it stands; None where there is none yet.
    names
        What sheets and tables are called in this workbook.
    sheet, formulas
        What the sheet holds.
    annotated
        Whether the user has notes on cells of the table.
    written
        Headers that were ours, whether they still are or not.
    """
    count = len(spec.data)
    ours = [column.header for column in spec.columns]
    old = _old_table(entry, formulas, ours, written) if entry else None
    user = UserColumns()
    listed: list[object] = []
    if old is not None:
        key = row_key(spec, old, annotated=annotated)
        cells = _old_cells(old, ours, key, sheet, formulas, listed)
        keys = spec.data[key].tolist() if key else [None] * count
        user = user_columns(old, cells, ours, key, keys, spec.top, spec.left, tuple, spec.name, annotated=annotated)
    rows = max(count, 1)  # a table without rows has one blank row, as Excel wants
    columns = tuple(typed_column(spec.data[header]) if count else one_cell(None) for header in ours)
    theirs = tuple(
        tuple(_user_cell(fragments[row], listed) for row in range(count)) if count else (UserCell(),)
        for fragments in user.fragments
    )
    headers = (*ours, *user.headers)
    area = CellRange(spec.top, spec.left, spec.top + rows, spec.left + len(headers) - 1)
    was = None
    if old is not None:
        right = old.left + len(old.headers) - 1
        was = CellRange(old.top, old.left, old.bottom + old.has_totals, right)
    links = tuple(
        {(spec.top + 1 + row, place): link for row, link in enumerate(names.each(column.links)) if link}
        for place, column in enumerate(spec.columns, spec.left)
    )
    calculated = tuple(
        not column.formula or _has_formula(old, column.header, names.formula(column.formula), formulas)
        for column in spec.columns
    )
    steps = column_steps(old.headers, headers) if old else None
    old_of = _old_of(old, ours, sheet)
    return TablePlan(spec, entry, area, headers, columns, old_of, theirs, was, old, user, links, steps, calculated)


def _has_formula(old: OldTable | None, header: str, formula: str, formulas: Mapping[Place, str]) -> bool:
    """Whether every cell of a column has a formula."""
    column = old.column(header) if old else None
    if old is None or column is None:
        return False
    there = {formulas.get((row, column), "") for row in range(old.top + 1, old.bottom + 1)}
    return all(same_formula(one, formula) for one in there)


def same_formula(one: str, other: str) -> bool:
    """Whether two formulas are the same, however a spreadsheet writes them.

    Examples
    --------
    >>> same_formula("SUBTOTAL(103, [@Client])", "SUBTOTAL(103,SegmentResults[[#This Row],[Client]])")
    True
    """
    return one == other or _plain(one) == _plain(other)


def _plain(formula: str) -> str:
    """A formula without what does not matter in it: spaces outside texts, case, the table that a row is of."""
    parts = formula.split('"')
    for number in range(0, len(parts), 2):  # every other part is a text
        part = _AT.sub(r"[@\1]", _THIS_ROW.sub(r"[@\1]", parts[number]))
        parts[number] = _SPACES.sub("", part).replace("$", "").replace("'", "").casefold()
    return '"'.join(parts)


def column_steps(old: Sequence[str], new: Sequence[str]) -> list[ColumnStep] | None:
    """How the columns of a table become others while those that stay keep their order.

    None where they do not keep it: the user has moved columns of ours, and cells must be written anew.

    Examples
    --------
    >>> column_steps(["A", "Map: Red", "Mine"], ["A", "Map: Green", "Map: Blue", "Mine"])
    [ColumnStep(kind='name', place=1, header='Map: Green'), ColumnStep(kind='add', place=2, header='Map: Blue')]
    """
    current, steps = [header_key(header) for header in old], list[ColumnStep]()
    wanted = [header_key(header) for header in new]
    common = [key for key in wanted if key in current]
    if common != [key for key in current if key in wanted] or len(set(current)) < len(current):
        return None
    for place, key in enumerate(wanted):
        here = current[place] if place < len(current) else ""
        while here and here != key and here not in wanted and key in current:
            steps.append(ColumnStep("drop", place, ""))
            del current[place]
            here = current[place] if place < len(current) else ""
        if here == key:
            continue
        if here and here not in wanted:
            steps.append(ColumnStep("name", place, new[place]))
            current[place] = key
        else:
            steps.append(ColumnStep("add", place, new[place]))
            current.insert(place, key)
    steps += [ColumnStep("drop", len(wanted), "") for _ in current[len(wanted) :]]
    return steps


def _old_table(
    entry: TableEntry, formulas: Mapping[Place, str], ours: Sequence[str], written: Sequence[str]
) -> OldTable | None:
    """The table as it stands, with the formulas that fill a whole column of the user's."""
    area = area_of(entry.ref)
    if area is None:
        return None
    top = area.top if entry.header_rows else area.top - 1
    old = OldTable(
        top, area.left, area.bottom - entry.totals_rows, entry.headers, {}, bool(entry.totals_rows), tuple(written)
    )
    known = {header_key(header) for header in (*ours, *written)}
    filled = {
        header: formula
        for place, header in enumerate(entry.headers)
        if header_key(header) not in known and (formula := _column_formula(old, area.left + place, formulas))
    }
    return replace(old, formulas=filled)


def _column_formula(old: OldTable, column: int, formulas: Mapping[Place, str]) -> str:
    """The formula that every cell of a column has, each for its own row; "" where there is none."""
    first = formulas.get((old.top + 1, column), "")
    if not first:
        return ""
    for row in range(old.top + 2, old.bottom + 1):
        formula = formulas.get((row, column), "")
        if formula != first and formula != moved_formula(first, row - old.top - 1, {}):
            return ""
    return first


def _old_cells(
    old: OldTable,
    ours: Sequence[str],
    key: str,
    sheet: SheetArea,
    formulas: Mapping[Place, str],
    listed: list[object],
) -> dict[Place, OldCell]:
    """The user's cells and the keys in the form in which the file writer's rules take them.

    Where a file's cell has its style, ours has its place in ``listed``: what it holds, and the row where it was.
    """
    cells: dict[Place, OldCell] = {}
    for column in old.wanted(ours, key):
        for row in range(old.top, old.bottom + 1):
            value = sheet.cell(row, column)
            formula = formulas.get((row, column), "")
            if value is None and not formula:
                continue
            listed.append((value, row))
            shown = value if not isinstance(value, ErrorValue) or formula else str(value)
            cells[row, column] = fragment_cell(cell_fragment(shown, len(listed) - 1, formula=formula))
    return cells


def _user_cell(fragment: str, listed: Sequence[object]) -> UserCell:
    """What a cell is to hold, from the file writer's words for it."""
    cell = fragment_cell(fragment)
    if cell.is_blank:
        return UserCell()
    value, row = None, None
    if cell.style and (found := listed[int(cell.style[4:-1])]) is not None:
        value, row = found  # type: ignore[misc]  # as _old_cells put it there
    return UserCell(None if cell.formula else value, cell.formula, row)


def _old_of(old: OldTable | None, ours: Sequence[str], sheet: SheetArea) -> tuple[RawColumn, ...]:
    """What the cells of our columns hold now, by header."""
    nothing = RawColumn(np.zeros(0, np.uint8), np.zeros(0))
    if old is None:
        return (nothing,) * len(ours)
    found = []
    first, end = old.top + 1 - sheet.top, old.bottom + 1 - sheet.top
    for header in ours:
        column = old.column(header)
        place = -1 if column is None else column - sheet.left
        if not 0 <= place < len(sheet.columns):
            found.append(nothing)
            continue
        there = sheet.columns[place]
        found.append(RawColumn(there.kind[first:end], there.number[first:end], there.pool))
    return tuple(found)
