"""A matrix of moves on a presentation page: from the places of then, down, to those of now, across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.labels import shorten
from segmentbook.report.page import COLUMN_PIXELS, Page
from segmentbook.report.places import cell_name

if TYPE_CHECKING:
    from segmentbook.model.pairing import Matrix

__all__ = ["HALF", "put_matrix"]

HALF = 32
"""Grid columns of a block."""

_LABEL = 7
_CHARACTER = 5.2  # width of a character of 9 pt Calibri, in pixels
_HEAD = look.NOTE.but(horizontal="right", vertical="center", bottom=look.HAIRLINE, wrap=True)
_TWO_LINES = 26.0
_STAYED = look.BODY.but(horizontal="right", colour=look.MUTED, fill="F3F4F6")
_MOVED = look.BODY.but(horizontal="right", bold=True)
_NOBODY = look.BODY.but(horizontal="right", colour=look.PALE)


def put_matrix(page: Page, row: int, column: int, title: str, matrix: Matrix, money: str | None) -> None:
    """Title, headers, a line a place with its total, and a line of totals; sums are formulas.

    ``money`` is the number format of the ARR; None shows clients.
    """
    figures = matrix.clients if money is None else matrix.arr
    code = f"{money or look.COUNT}".partition(";")[0]
    shown = f'{code};-{code};"-"' if money is None else f'{money or ""};"-"{"_)" if "_)" in code else ""}'
    count = len(matrix.columns) + 1
    wide = max(1, (HALF - _LABEL) // count)
    longest = int(wide * COLUMN_PIXELS / _CHARACTER)
    page.put(row, column, title, look.BLOCK, span=HALF)
    page.put(row + 1, column, "", _HEAD, span=_LABEL)
    for place, name in enumerate((*matrix.columns, "Total")):
        page.put(row + 1, column + _LABEL + place * wide, shorten(name, 2 * longest), _HEAD, span=wide)
        if len(name) > longest:
            page.heights[row + 1] = _TWO_LINES
    first, last = row + 2, row + 1 + len(matrix.rows)

    def at(line: int, place: int) -> str:
        return cell_name(line, column + _LABEL + place * wide)

    for line, name in enumerate(matrix.rows, first):
        page.put(line, column, name, look.BODY, span=_LABEL)
        for place, to in enumerate(matrix.columns):
            value = figures[line - first, place].item()
            style = (_STAYED if name == to else _MOVED) if value else _NOBODY
            page.put(line, column + _LABEL + place * wide, value, style.but(number_format=shown), span=wide)
        total = look.BODY.but(horizontal="right", number_format=shown)
        page.put(
            line,
            column + _LABEL + (count - 1) * wide,
            figures[line - first].sum().item(),
            total,
            span=wide,
            formula=f"SUM({at(line, 0)}:{at(line, count - 2)})",
        )
    under = look.TOTAL.but(horizontal="right", number_format=shown)
    page.put(last + 1, column, "Total", look.TOTAL, span=_LABEL)
    for place in range(count):
        value = (figures[:, place] if place < count - 1 else figures).sum().item()
        formula = f"SUM({at(first, place)}:{at(last, place)})"
        page.put(last + 1, column + _LABEL + place * wide, value, under, span=wide, formula=formula)
