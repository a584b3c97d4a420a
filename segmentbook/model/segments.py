"""Value x effort -> segment: the cell of the map that a client falls in (product.md section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.errors import PolicyError
from segmentbook.model.rounding import to_tenth
from segmentbook.model.value import is_high_value, is_high_value_column

if TYPE_CHECKING:
    from segmentbook.model.columns import Flags, Floats, Ints
    from segmentbook.model.inputs import SegmentCell

__all__ = ["UNPLACED", "is_high_effort", "is_high_effort_column", "segment_of", "segments_of"]

UNPLACED = "Unplaced"
"""The segment of a client without a value or an effort score."""


def is_high_effort(score: float, cut: float) -> bool:
    """Whether an effort score is high: at least the cut, both to one decimal.

    Examples
    --------
    >>> is_high_effort(50.0, 50.0), is_high_effort(49.9, 50.0)
    (True, False)
    """
    return to_tenth(score) >= to_tenth(cut)


def is_high_effort_column(scores: Floats, cut: float) -> Flags:
    """``is_high_effort`` for a column; NaN is not high."""
    from segmentbook.model.rounding import to_tenths

    return to_tenths(scores) >= to_tenth(cut)


def segment_of(
    value: float | None, effort: float | None, value_cut: float, effort_cut: float, cells: Sequence[SegmentCell]
) -> SegmentCell | None:
    """The segment of a value a month and an effort score; None (unplaced) where either is missing.

    Raises
    ------
    PolicyError
        ``cells`` lacks one of the four.

    Examples
    --------
    >>> from segmentbook.model.inputs import SegmentCell
    >>> cells = [SegmentCell(v, e, "LH"[v] + "LH"[e], "") for v in (False, True) for e in (False, True)]
    >>> segment_of(5_000.0, 49.9, 5_000.0, 50.0, cells).code, segment_of(None, 49.9, 5_000.0, 50.0, cells)
    ('HL', None)
    """
    if value is None or effort is None:
        return None
    return cells[_place(cells, is_high_value(value, value_cut), is_high_effort(effort, effort_cut))]


def segments_of(
    values: Floats, efforts: Floats, value_cut: float, effort_cut: float, cells: Sequence[SegmentCell]
) -> Ints:
    """``segment_of`` for columns, as positions in ``cells``; -1 where a value or an effort score is missing."""
    import numpy as np

    value_high = is_high_value_column(values, value_cut).astype(np.int64)
    effort_high = is_high_effort_column(efforts, effort_cut).astype(np.int64)
    places = np.array([[_place(cells, v, e) for e in (False, True)] for v in (False, True)], dtype=np.int64)
    return np.where(np.isnan(values) | np.isnan(efforts), -1, places[value_high, effort_high])


def _place(cells: Sequence[SegmentCell], value_high: bool, effort_high: bool) -> int:
    for position, cell in enumerate(cells):
        if cell.value_high == value_high and cell.effort_high == effort_high:
            return position
    value, effort = ("High" if high else "Low" for high in (value_high, effort_high))
    raise PolicyError(
        f"Segments: there must be a row for each of the four cells; none is of {value} value and {effort} effort. "
        "Add it."
    )
