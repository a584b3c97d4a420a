"""Which cells of a sheet of ours are ours: what we wrote there, and nothing a user typed beside it.

The cells that we fill are kept as a hidden name, a union of rectangles, which Excel moves along when the user inserts
rows. What stands elsewhere on the sheet is the user's: it stays in its place, or gives way where our table has grown
over it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from segmentbook.report.spec import CellRange
from segmentbook.workbook.column_xml import escaped
from segmentbook.workbook.names import quoted_sheet
from segmentbook.workbook.old_sheet import OldCell
from segmentbook.workbook.references import area_of, area_text, cell_text
from segmentbook.workbook.remarks import MOVED, Remark

__all__ = ["Territory", "cells_of", "kept_cells", "pushed"]

LONGEST_NAME = 8_000
"""Excel refuses a name's formula beyond 8,192 characters."""


@dataclass(frozen=True, slots=True)
class Territory:
    """Rectangles of a sheet."""

    areas: tuple[CellRange, ...]

    @classmethod
    def of(cls, cells: Iterable[tuple[int, int]], tables: Sequence[CellRange]) -> Territory:
        """The rectangles that hold some cells and tables.

        Examples
        --------
        >>> Territory.of([(1, 1), (1, 2), (2, 1), (2, 2), (5, 1)], []).areas
        (CellRange(top=1, left=1, bottom=2, right=2), CellRange(top=5, left=1, bottom=5, right=1))
        """
        outside = [place for place in cells if not any(_holds(table, *place) for table in tables)]
        runs: list[CellRange] = []
        for row, column in sorted(outside):
            last = runs[-1] if runs else None
            if last and last.top == row and last.right == column - 1:
                runs[-1] = CellRange(row, last.left, row, column)
            else:
                runs.append(CellRange(row, column, row, column))
        open_: dict[tuple[int, int], CellRange] = {}
        done = list(tables)
        for run in runs:
            above = open_.pop((run.left, run.right), None)
            if above and above.bottom == run.top - 1:
                run = CellRange(above.top, run.left, run.bottom, run.right)
            elif above:
                done.append(above)
            open_[run.left, run.right] = run
        done += open_.values()
        return cls(tuple(sorted(done, key=lambda area: (area.top, area.left))))

    @classmethod
    def marked(cls, text: str) -> Territory:
        """The rectangles of a name's formula; those that were deleted (``#REF!``) are left out."""
        return cls(tuple(area for part in _parts(text) if (area := area_of(part)) is not None))

    def text(self, sheet: str) -> str:
        """The formula of the name."""
        name = quoted_sheet(sheet)
        whole = ",".join(f"{name}!{area_text(area, fixed=True)}" for area in self.areas)
        return whole if len(whole) <= LONGEST_NAME else f"{name}!{area_text(self.bounds, fixed=True)}"

    @property
    def bounds(self) -> CellRange:
        """From the first cell of the sheet to the last that is ours."""
        return CellRange(
            1,
            1,
            max((area.bottom for area in self.areas), default=1),
            max((area.right for area in self.areas), default=1),
        )

    def has(self, row: int, column: int) -> bool:
        """Whether a cell is ours."""
        for area in self.areas:  # noqa: SIM110 - asked for each link of a long sheet: a generator takes twice as long
            if area.top <= row <= area.bottom and area.left <= column <= area.right:
                return True
        return False

    def touches(self, area: CellRange) -> bool:
        """Whether an area has a cell of ours."""
        return any(
            own.top <= area.bottom and area.top <= own.bottom and own.left <= area.right and area.left <= own.right
            for own in self.areas
        )


def cells_of(area: CellRange) -> Iterator[tuple[int, int]]:
    """Every cell (row, column) of an area."""
    return product(range(area.top, area.bottom + 1), range(area.left, area.right + 1))


def _holds(area: CellRange, row: int, column: int) -> bool:
    return area.top <= row <= area.bottom and area.left <= column <= area.right


def _parts(text: str) -> list[str]:
    """References of a union; commas in a sheet's name do not part them."""
    parts, quoted = [""], False
    for character in text:
        quoted ^= character == "'"
        if character == "," and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def kept_cells(
    cells: Mapping[tuple[int, int], OldCell],
    old: Territory,
    new: Territory,
    grown: tuple[CellRange, CellRange] | None,
    sheet: str,
    shown: Callable[[OldCell], str],
) -> tuple[dict[tuple[int, int], OldCell], list[Remark]]:
    """The user's own cells on a sheet of ours, by their place now, and notes on those that had to give way.

    Parameters
    ----------
    cells
        What stood on the sheet, without the user's columns of a table.
    old, new
        What was ours, and what is.
    grown
        The large table as it was and as it is. Where it has grown over the user's cells below it or to its right,
        these move by as much as it has grown.
    sheet, shown
        For the notes: the sheet's name, and what a cell shows.
    """
    bounds = old.bounds
    theirs = {
        place: cell
        for place, cell in cells.items()
        if not old.has(*place) and not (cell.is_blank and _holds(bounds, *place))
    }
    notes: list[Remark] = []
    filled = [place for place, cell in theirs.items() if not cell.is_blank]
    down, right = pushed(filled, new, grown)
    if grown is not None and (down or right):
        theirs = _moved(theirs, down, right, grown[0])
        if down:
            notes.append(_moved_note(sheet, "below", down, "rows down"))
        if right:
            notes.append(_moved_note(sheet, "to the right of", right, "columns to the right"))
    kept = {}
    for place, cell in theirs.items():
        if not new.has(*place):
            kept[place] = cell
        elif not cell.is_blank:
            held = f"={cell.formula}" if cell.formula else shown(cell)
            said = f"your cell stood where Segmentbook writes and was replaced; it held {held!r}"
            notes.append(Remark(f"{sheet}!{cell_text(*place)}: {said}"))
    return kept, notes


def pushed(
    filled: Collection[tuple[int, int]], new: Territory, grown: tuple[CellRange, CellRange] | None
) -> tuple[int, int]:
    """By how many rows and columns the user's cells below and beside a table that has grown give way."""
    if grown is None:
        return 0, 0
    was, is_ = grown
    below = is_.bottom > was.bottom and any(row > was.bottom and new.has(row, column) for row, column in filled)
    beside = is_.right > was.right and any(column > was.right and new.has(row, column) for row, column in filled)
    return (is_.bottom - was.bottom) * below, (is_.right - was.right) * beside


def _moved(
    cells: Mapping[tuple[int, int], OldCell], rows: int, columns: int, table: CellRange
) -> dict[tuple[int, int], OldCell]:
    moved = {}
    for (row, column), cell in cells.items():
        down, right = rows * (row > table.bottom), columns * (column > table.right)
        moved[row + down, column + right] = _with_moved_array(cell, down, right)
    return moved


def _with_moved_array(cell: OldCell, down: int, right: int) -> OldCell:
    """The cells that a formula fills go with it."""
    if not (down or right) or 't="array"' not in cell.content:
        return cell
    area = area_of(cell.formula_attributes.get("ref", ""))
    if area is None:
        return cell
    place = area_text(CellRange(area.top + down, area.left + right, area.bottom + down, area.right + right))
    return cell.with_formula(f'<f t="array" ref="{place}">{escaped(cell.formula)}</f>')


def _moved_note(sheet: str, where: str, count: int, way: str) -> Remark:
    return Remark(f"{sheet}: your cells {where} the table were moved {count} {way}, because the table has grown", MOVED)
