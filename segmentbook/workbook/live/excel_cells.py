"""Cells as Excel's object model gives them. Unproven, as `beyond_excel` is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from segmentbook.raw import Kind, RawColumn
from segmentbook.report.spec import CellRange

__all__ = ["halves", "rows_of", "typed_cells"]

# Errors as Value2 gives them: HRESULTs of CVErr (xlErrNull = 2000 ...).
ERRORS = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826238: "#CALC!",
}


def rows_of(values: Any) -> Sequence[Sequence[Any]]:
    """What a range gives: one cell's value is not in a tuple."""
    return values if isinstance(values, tuple) else ((values,),)


def typed_cells(values: Sequence[Any], shown: Sequence[Any], shift: int) -> RawColumn:
    """A column of Value2, with what Value says of the same cells; dates are shifted by so many days."""
    count = len(values)
    kind, number, pool = np.zeros(count, np.uint8), np.zeros(count), dict[str, int]()
    for row, value in enumerate(values):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            kind[row], number[row] = Kind.TEXT, pool.setdefault(value, len(pool))
        elif isinstance(value, bool):
            kind[row], number[row] = Kind.BOOLEAN, value
        elif isinstance(value, int):  # numbers are floats: a whole number is an error's code
            kind[row], number[row] = Kind.ERROR, pool.setdefault(ERRORS.get(value, "#VALUE!"), len(pool))
        elif isinstance(shown[row], datetime):
            kind[row], number[row] = Kind.DATE, value + shift
        else:
            kind[row], number[row] = Kind.NUMBER, value
    return RawColumn(kind, number, tuple(pool))


def halves(area: CellRange) -> tuple[CellRange, CellRange]:
    """The two halves of an area of several cells."""
    height, width = area.bottom - area.top, area.right - area.left
    if height >= width:
        middle = area.top + height // 2
        return (
            CellRange(area.top, area.left, middle, area.right),
            CellRange(middle + 1, area.left, area.bottom, area.right),
        )
    middle = area.left + width // 2
    return CellRange(area.top, area.left, area.bottom, middle), CellRange(area.top, middle + 1, area.bottom, area.right)
