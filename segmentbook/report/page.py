"""A presentation sheet on a grid of equal narrow columns: cells that span several of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from segmentbook.report.places import cell_name
from segmentbook.report.spec import Cell, CellRange, Scalar, Style

__all__ = ["COLUMN_PIXELS", "COLUMN_WIDTH", "Page", "pixels_high"]

COLUMN_WIDTH = 3.42578125
"""In characters, padding included, as the file has it: 24 pixels with Calibri 11, Excel's usual default font."""
COLUMN_PIXELS = 24
_POINTS_TO_PIXELS = 4 / 3


def pixels_high(points: float) -> int:
    """The height of a row in pixels at 100%.

    Examples
    --------
    >>> pixels_high(15)
    20
    """
    return round(points * _POINTS_TO_PIXELS)


@dataclass(slots=True)
class Page:
    """Collects the cells of one presentation sheet while it is laid out."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[CellRange] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)

    def put(
        self,
        row: int,
        column: int,
        value: Scalar,
        style: Style,
        *,
        span: int = 1,
        formula: str = "",
        link: str = "",
    ) -> str:
        """Put a value in a cell that spans so many columns; gives the cell's name.

        A formula that shows nothing leads nowhere: LibreOffice would show the place of its link instead.
        """
        if formula and value in (None, ""):
            link = ""
        self.cells[row, column] = Cell(value, style, formula, link)
        for other in range(column + 1, column + span):
            self.cells[row, other] = Cell(None, style)  # lines and fills run through
        if span > 1:
            self.merges.append(CellRange(row, column, row, column + span - 1))
        return cell_name(row, column)
