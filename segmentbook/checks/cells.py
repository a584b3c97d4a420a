"""What all columns share: the texts of a column, blank cells, and remarks on how a column was read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segmentbook.checks.serials import serial_text
from segmentbook.raw import ErrorValue, Kind, RawColumn
from segmentbook.schema.read_words import tidy

__all__ = ["Remark", "TextCounts", "blank_cells", "cell_shown", "number_text", "text_column", "text_counts"]


@dataclass(frozen=True, slots=True, eq=False)
class TextCounts:
    """The text cells of a column: their rows, their positions in the pool, and which positions occur how often."""

    rows: npt.NDArray[np.intp]
    codes: npt.NDArray[np.intp]
    used: npt.NDArray[np.intp]
    counts: npt.NDArray[np.intp]

    def rows_of(self, positions: Iterable[int]) -> npt.NDArray[np.intp]:
        """Rows whose text stands at one of these positions of the pool."""
        wanted = np.zeros(len(self.counts), np.bool_)
        wanted[list(positions)] = True
        return self.rows[wanted[self.codes]]


def text_counts(raw: RawColumn, kind: Kind = Kind.TEXT) -> TextCounts | None:
    """Find the texts that occur in a column; None where there is none. A pool may hold texts of other columns too."""
    rows = np.flatnonzero(raw.kind == kind)
    if not rows.size:
        return None
    codes = raw.number[rows].astype(np.intp)
    counts = np.bincount(codes, minlength=len(raw.pool))
    return TextCounts(rows, codes, np.flatnonzero(counts), counts)


def blank_cells(raw: RawColumn) -> npt.NDArray[np.bool_]:
    """Say which cells are empty or hold nothing but spaces."""
    blank: npt.NDArray[np.bool_] = raw.kind == Kind.BLANK
    texts = text_counts(raw)
    if texts is not None:
        empty = [position for position in texts.used.tolist() if not tidy(raw.pool[position])]
        if empty:
            blank[texts.rows_of(empty)] = True
    return blank


def number_text(number: float) -> str:
    """Show a number as Excel shows it in a cell of text.

    Examples
    --------
    >>> number_text(7.0), number_text(0.1 + 0.2)
    ('7', '0.3')
    """
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def text_column(raw: RawColumn, *, errors: bool = False) -> npt.NDArray[np.object_]:
    """Read a column as texts, "" where blank: numbers without needless decimals, dates as ISO 8601, TRUE and FALSE.

    Error cells are "" unless ``errors`` asks for their text.

    Examples
    --------
    >>> text_column(RawColumn.from_values([" a ", 7, None, True, ErrorValue("#N/A")])).tolist()
    ['a', '7', '', 'TRUE', '']
    """
    out = np.full(len(raw), "", np.object_)
    for kind in (Kind.TEXT, Kind.ERROR) if errors else (Kind.TEXT,):
        texts = text_counts(raw, kind)
        if texts is not None:
            lookup = np.full(len(raw.pool), "", np.object_)
            lookup[texts.used] = [tidy(raw.pool[position]) for position in texts.used.tolist()]
            out[texts.rows] = lookup[texts.codes]
    for kind in (Kind.NUMBER, Kind.BOOLEAN, Kind.DATE):
        rows = np.flatnonzero(raw.kind == kind)
        if rows.size:
            distinct, inverse = np.unique(raw.number[rows], return_inverse=True)
            shown = [_value_text(kind, float(number)) for number in distinct]
            out[rows] = np.array(shown, np.object_)[inverse]
    return out


def _value_text(kind: Kind, number: float) -> str:
    if kind == Kind.BOOLEAN:
        return "TRUE" if number else "FALSE"
    return serial_text(number) if kind == Kind.DATE else number_text(number)


def cell_shown(raw: RawColumn, row: int) -> object:
    """Give a cell's value as a message shows it; a date that is none, as its number."""
    kind, number = raw.kind[row], float(raw.number[row])
    if kind == Kind.DATE:
        return _Plain(serial_text(number))
    if kind == Kind.ERROR:
        return ErrorValue(raw.pool[int(number)])
    return raw.cell(row)


class _Plain(str):
    """A text that a message shows without quotes."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """How cells of a column were read, said once for all of them: the first one's row stands for the others.

    ``rule`` goes on after the column's header.
    """

    rule: str
    row: int
    value: object
    action: str

    @classmethod
    def read_as(cls, rule: str, raw: RawColumn, rows: npt.NDArray[np.intp], reading: str, because: str = "") -> Remark:
        """Say what the first of ``rows`` was read as, and how many more there are."""
        first, others = int(rows[0]), len(rows) - 1
        alike = f"; {others:,} more cell{'s' if others > 1 else ''} alike" if others else ""
        return cls(rule, first, cell_shown(raw, first), f"Read as {reading}{because}{alike}.")
