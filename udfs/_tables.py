"""Table arguments: a range with its header row, understood once however many cells pass it.

A table is known again by its content, or, where it is a tuple of tuples (which nobody can change), by being the same
object: a host that keeps the tuples of a range it has read before pays nothing for a table of 50,000 rows.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from segmentbook.errors import SegmentbookError
from segmentbook.schema import Table
from udfs._arguments import Cells, is_blank, is_filled, refuse, rows_of, table_of
from udfs._errors import ExcelError, FormulaError

__all__ = ["Given", "Memo"]

_Read = TypeVar("_Read")


class Given:
    """A table argument: typed headers, and the rows in which a column of the schema is filled in.

    ``needed`` are the headers that the formula cannot do without.

    Raises
    ------
    FormulaError
        #VALUE! for a single cell; #N/A where a needed column is missing (also where the header row is).
    """

    def __init__(self, value: object, schema: Table, needed: Sequence[str]) -> None:
        rows = table_of(value)
        self.headers = tuple(cell.strip() if isinstance(cell, str) else "" for cell in rows[0])
        self.positions = schema.match(self.headers)
        if any(header not in self.positions for header in needed):
            raise refuse(ExcelError.NA)
        self.schema = schema
        wanted = sorted(self.positions.values())
        first = wanted[0]
        self.rows = [
            row
            for row in rows[1:]
            if (type(row[first]) is str and row[first][:1].isalnum())  # what most rows begin with: the fast way
            or is_filled([row[position] for position in wanted])
        ]

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, header: str) -> bool:
        return header in self.positions

    def column(self, header: str) -> Cells:
        """The cells of a column of the schema; blank where the table has it not."""
        position = self.positions.get(header)
        return [None] * len(self.rows) if position is None else [row[position] for row in self.rows]

    def keep_named(self, header: str) -> None:
        """Leave out the rows in which a column is blank; #N/A where none is left."""
        position = self.positions[header]
        self.rows = [row for row in self.rows if not is_blank(row[position])]
        if not self.rows:
            raise refuse(ExcelError.NA)


class Memo(Generic[_Read]):
    """What was read from the table arguments met last, refusals too.

    Parameters
    ----------
    read
        Understands a table argument; what it refuses is refused again without reading.
    size
        How many tables are remembered.
    """

    def __init__(self, read: Callable[[Any], _Read], size: int) -> None:
        self._read = read
        self._size = size
        self._entries: list[_Entry[_Read]] = []  # the last one met first
        self._by_identity: OrderedDict[int, tuple[object, _Read | FormulaError]] = OrderedDict()

    def __call__(self, value: object) -> _Read:
        """What the table says; raises what reading it raises."""
        held = self._by_identity.get(id(value))
        if held is not None and held[0] is value:  # it is held, so that its id is nobody else's
            return _unwrapped(held[1])
        found = self._known(value)
        if _is_fixed(value):
            self._by_identity[id(value)] = (value, found)
            if len(self._by_identity) > self._size:
                self._by_identity.popitem(last=False)
        return _unwrapped(found)

    def _known(self, value: object) -> _Read | FormulaError:
        entries = self._entries
        for place, entry in enumerate(entries):
            if entry.content == value and entry.says(value):
                if place:
                    entries.insert(0, entries.pop(place))
                return entry.found
        entries.insert(0, _Entry(value, self._understood(value)))
        del entries[self._size :]
        return entries[0].found

    def _understood(self, value: object) -> _Read | FormulaError:
        try:
            return self._read(value)
        except FormulaError as refusal:
            return FormulaError(refusal.error)
        except SegmentbookError:  # what contradicts itself
            return FormulaError(ExcelError.NUM)


class _Entry(Generic[_Read]):
    """A table as it was given, and what was found.

    Python takes TRUE for 1 and FALSE for 0 where it compares; a table does not. The cells that this could concern are
    few, and held.
    """

    __slots__ = ("_truths", "content", "found")

    def __init__(self, value: object, found: _Read | FormulaError) -> None:
        self.found = found
        self.content = value
        if isinstance(value, (list, tuple)) and not _is_fixed(value):
            self.content = type(value)(row.copy() if isinstance(row, list) else row for row in value)
        self._truths = [
            (i, j, type(cell) is bool)
            for i, row in enumerate(rows_of(value))
            if _may_hold_a_truth(row)
            for j, cell in enumerate(row)
            if not isinstance(cell, str) and cell in (0, 1)
        ]

    def says(self, value: object) -> bool:
        """Whether an equal table also has TRUE and FALSE where this one has."""
        if self._truths:
            rows = rows_of(value)
            for i, j, truth in self._truths:
                if (type(rows[i][j]) is bool) is not truth:
                    return False
        return True


_TRUTHS = frozenset({0, 1})


def _may_hold_a_truth(row: Cells) -> bool:
    """Whether a row has a cell that Python takes for TRUE or FALSE."""
    try:
        return not _TRUTHS.isdisjoint(row)
    except TypeError:  # it holds something that is no cell
        return True


def _unwrapped(found: _Read | FormulaError) -> _Read:
    if isinstance(found, FormulaError):
        raise FormulaError(found.error)
    return found


def _is_fixed(value: object) -> bool:
    """Whether nobody can change a range: a tuple of tuples, or of cells."""
    return type(value) is tuple and not any(isinstance(row, list) for row in value)
