"""The sheet that shows every formula at work: what to type, what it gives in the sample, what it says.

Formulas stand there as text, never live: a workbook with a formula of ours in it shows ``#NAME?`` wherever the add-in
is not loaded.
"""

from __future__ import annotations

import math

from segmentbook.report import look
from segmentbook.report.formula_examples import EXAMPLES
from segmentbook.report.places import Names
from segmentbook.report.spec import Cell, CellRange, Print, SheetSpec, Style
from segmentbook.report.tables import HEADER_ROW, HEIGHTS, title_cells

__all__ = ["FORMULAS", "formulas_sheet"]

FORMULAS = "Formulas"
"""Key and name of the sheet."""

_HEADERS = ("Formula", "Type this", "Gives in the sample", "What it says")
_WIDTHS = (17.0, 66.0, 40.0, 66.0)
_SUBTITLE = (
    "Every rule as a formula of its own, for Excel with the add-in and LibreOffice Calc with the extension. To try "
    "one: click it, press F2, then Enter. Each is explained in docs/formulas.md."
)
_LINE_HEIGHT = 13.5
_ROOM = 4.5  # above and below the lines of a row
_CHARACTERS = 1.05  # of a line, by its column's width: letters are narrower than figures, but words are not cut

_CELL = look.BODY.but(wrap=True, vertical="top", horizontal="left", bottom=look.HAIRLINE)
_NAME = _CELL.but(bold=True, colour=look.NAVY)


def formulas_sheet(*, names: Names | None = None) -> SheetSpec:
    """The sheet of worked examples, the same in every workbook: they are about the sample."""
    names = names or Names()
    cells = title_cells("Formulas", _SUBTITLE)
    cells |= {(HEADER_ROW, left): Cell(text, look.HEADER) for left, text in enumerate(_HEADERS, start=1)}
    heights = dict(HEIGHTS)
    row, last = HEADER_ROW, ""
    for row, (name, formula, value, words) in enumerate(EXAMPLES, start=HEADER_ROW + 1):
        texts = (name if name != last else "", formula, value, words)
        for left, text in enumerate(texts, start=1):
            cells[row, left] = Cell(text or None, _style(left, text))
        lines = max(_lines(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
        heights[row] = lines * _LINE_HEIGHT + _ROOM
        last = name
    return SheetSpec(
        key=FORMULAS,
        name=names.sheet(FORMULAS),
        tab_colour=look.TAB_PRESENTATION,
        cells=cells,
        widths=dict(enumerate(_WIDTHS, start=1)),
        heights=heights,
        freeze=(HEADER_ROW + 1, 2),
        gridlines=False,
        print=Print(fit_height=1, area=CellRange(1, 1, row, len(_HEADERS))),
    )


def _style(left: int, text: str | float) -> Style:
    """A figure has the decimals that it needs: none, that of a score, or those of money."""
    if isinstance(text, str):
        return _NAME if left == 1 else _CELL
    needed = look.COUNT if text.is_integer() else look.SCORE if round(text, 1) == text else look.DECIMAL
    return _CELL.but(number_format=needed)


def _lines(text: str | float, width: float) -> int:
    return math.ceil(len(text) / (width * _CHARACTERS)) if isinstance(text, str) and text else 1
