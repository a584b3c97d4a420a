"""Writing cells of an open sheet: in rectangles, each written at once and able to be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from segmentbook.raw import RawColumn
from segmentbook.report.spec import CellRange
from segmentbook.workbook.live.openbook import cells_at
from segmentbook.workbook.live.values import excel_values, one_cell

if TYPE_CHECKING:
    import xlwings

__all__ = ["CellWriter", "formulas_of", "rectangles", "runs"]

LARGEST_WRITE = 400_000
"""Cells written in one call: some ten megabytes on their way."""

LONGEST_IN_BULK = 8_000
"""Excel takes longer texts one by one only."""

# Two neighbouring columns are written together where that writes at most so many times the cells that have changed.
_WORTH_IT = 2.0
_CALL = 2_000  # what a call costs, in cells

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Place = tuple[int, int]


def rectangles(changed: Sequence[Flags]) -> Iterator[tuple[int, int, int, int]]:
    """Rectangles (first row, end row, first column, end column; from 0) that hold every changed cell of columns.

    Examples
    --------
    >>> import numpy as np
    >>> yes, no = np.array([False, True, True]), np.zeros(3, bool)
    >>> list(rectangles([yes, yes, no]))
    [(1, 3, 0, 2)]
    """
    pending: tuple[int, int, int, int] | None = None
    for number, flags in enumerate(changed):
        rows = np.flatnonzero(flags)
        if not len(rows):
            continue
        first, end = int(rows[0]), int(rows[-1]) + 1
        if pending is None:
            pending = first, end, number, number + 1
            continue
        both = min(first, pending[0]), max(end, pending[1]), pending[2], number + 1
        apart = _size(pending) + (end - first)
        if _size(both) <= _WORTH_IT * apart + _CALL:
            pending = both
        else:
            yield pending
            pending = first, end, number, number + 1
    if pending is not None:
        yield pending


def _size(rectangle: tuple[int, int, int, int]) -> int:
    top, bottom, left, right = rectangle
    return (bottom - top) * (right - left)


def runs(places: Sequence[Place]) -> Iterator[CellRange]:
    """Cells as rectangles: neighbours in a row, and rows of the same columns below each other.

    Examples
    --------
    >>> list(runs([(1, 1), (1, 2), (2, 1), (2, 2), (4, 1)]))
    [CellRange(top=1, left=1, bottom=2, right=2), CellRange(top=4, left=1, bottom=4, right=1)]
    """
    from segmentbook.workbook.territory import Territory

    yield from Territory.of(places, []).areas


def formulas_of(sheet: xlwings.Sheet, area: CellRange) -> dict[Place, str]:
    """The formulas in an area, without ``=``, by row and column."""
    if area.bottom < area.top or area.right < area.left:
        return {}
    found = _formulas(cells_at(sheet, area))
    rows: Sequence[Sequence[object]] = found if isinstance(found, (tuple, list)) else ((found,),)
    return {
        (row, column): text[1:]
        for row, line in enumerate(rows, area.top)
        for column, text in enumerate(line if isinstance(line, (tuple, list)) else (line,), area.left)
        if isinstance(text, str) and text.startswith("=") and len(text) > 1
    }


def _formulas(cells: xlwings.Range) -> object:
    try:
        return cells.formula2  # an array formula of its own says the same when it is written back
    except (AttributeError, NotImplementedError):
        return cells.formula


class CellWriter:
    """Writes cells of a sheet in as few calls as it takes.

    Parameters
    ----------
    sheet
        Where to write.
    date1904
        Of its workbook.
    about_to
        Is called before each write.
    """

    def __init__(self, sheet: xlwings.Sheet, about_to: Callable[[], None], *, date1904: bool) -> None:
        self._sheet, self._date1904, self._about_to = sheet, date1904, about_to

    def columns(self, top: int, left: int, columns: Sequence[RawColumn], first: int, end: int) -> None:
        """Write rows ``first`` to ``end`` of columns whose first rows stand at (``top``, ``left``)."""
        step = max(1, LARGEST_WRITE // len(columns))
        for start in range(first, end, step):
            stop = min(start + step, end)
            listed = [excel_values(column, start, stop, date1904=self._date1904) for column in columns]
            area = CellRange(top + start, left, top + stop - 1, left + len(columns) - 1)
            self._put(area, [list(row) for row in zip(*listed, strict=True)])

    def row(self, row: int, left: int, cells: Sequence[RawColumn]) -> None:
        """Write cells of one row."""
        self.columns(row, left, cells, 0, 1)

    def formula(self, area: CellRange, text: str) -> None:
        """Write one formula (without ``=``) into every cell of an area, as Excel fills it."""
        self._about_to()
        self._set_formula(area, f"={text}")

    def mixed(self, top: int, left: int, cells: Sequence[tuple[object, str]]) -> None:
        """Write values, or formulas (without ``=``) where there are some, below each other."""
        self._about_to()
        area = CellRange(top, left, top + len(cells) - 1, left)
        content = [
            [f"={formula}" if formula else excel_values(one_cell(value), 0, 1, date1904=self._date1904)[0]]
            for value, formula in cells
        ]
        self._set_formula(area, content)

    def clear(self, area: CellRange) -> None:
        """Take away content and look."""
        self._about_to()
        cells_at(self._sheet, area).clear()

    def _put(self, area: CellRange, rows: list[list[object]]) -> None:
        self._about_to()
        long = {
            (area.top + i, area.left + j): text
            for i, row in enumerate(rows)
            for j, text in enumerate(row)
            if isinstance(text, str) and len(text) > LONGEST_IN_BULK
        }
        for row, column in long:
            rows[row - area.top][column - area.left] = None
        cells_at(self._sheet, area).raw_value = rows
        for (row, column), text in long.items():
            self._sheet.range((row, column)).raw_value = [[text]]

    def _set_formula(self, area: CellRange, content: object) -> None:
        cells = cells_at(self._sheet, area)
        try:
            cells.formula2 = content
        except (AttributeError, NotImplementedError):  # Excel before 2020
            cells.formula = content
