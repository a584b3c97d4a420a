"""A sheet of chart tables while it is laid out: blocks of plain cells below each other, as a reader can follow them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from segmentbook.raw import ErrorValue
from segmentbook.report import look
from segmentbook.report.places import Names, absolute, cell_name, link_to
from segmentbook.report.spec import Cell, CellRange, ChartCells, Scalar, Style

__all__ = ["NOT_PLOTTED", "Figure", "Grid", "percent_text", "short_money_formula", "short_money_text", "whole_text"]

NOT_PLOTTED = ErrorValue("#N/A")
"""What a chart leaves out; a blank would be drawn as 0."""

_NINE = 1e-9
_BILLION, _MILLION, _TEN_THOUSAND, _THOUSAND = 1e9, 1e6, 1e4, 1e3
_HEAD = look.BODY.but(bold=True, colour=look.NAVY, wrap=True, vertical="center", bottom=look.MUTED)


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: its cached value and the formula behind it; without one it is a value as of the refresh."""

    value: Scalar
    formula: str = ""


@dataclass(slots=True)
class Grid:
    """Collects the cells of the sheet ``key``, from the top; ``row`` is the next free one."""

    key: str
    names: Names
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    row: int = 1
    head: int = 0  # row of the headers of the block at hand

    def block(self, title: str, note: str, headers: Sequence[str]) -> None:
        """The title, the explanation and the header row of a block; leaves ``row`` at its first line."""
        self.cells[self.row, 1] = Cell(title, look.BLOCK)
        self.cells[self.row + 1, 1] = Cell(note, look.NOTE)
        for column, header in enumerate(headers, 1):
            style = _HEAD if column == 1 else _HEAD.but(horizontal="right")
            self.cells[self.row + 2, column] = Cell(header, style)
        self.heights |= {self.row: 18.0, self.row + 2: 30.0}
        self.head = self.row + 2
        self.row += 3

    def line(self, *figures: Figure | Scalar, formats: Sequence[str] = (), style: Style = look.BODY) -> int:
        """One row of cells from the first column on; gives its number.

        ``formats`` are number formats by column; a column without one holds texts, which stand left, header and all.
        """
        for column, figure in enumerate(figures, 1):
            one = figure if isinstance(figure, Figure) else Figure(figure)
            code = formats[column - 1] if column <= len(formats) else ""
            wanted = style.but(number_format=code, horizontal="left" if column == 1 else "right") if code else style
            if not code and column > 1:
                wanted = wanted.but(indent=1)
                head = self.cells.get((self.head, column))
                if head is not None and self.row == self.head + 1:
                    self.cells[self.head, column] = Cell(head.value, _HEAD.but(indent=1, horizontal="left"))
            if one.value == NOT_PLOTTED:
                wanted = wanted.but(colour=look.PALE)
            self.cells[self.row, column] = Cell(one.value, wanted, one.formula)
        self.row += 1
        return self.row - 1

    def skip(self) -> None:
        """A free row between blocks."""
        self.row += 1

    def here(self, row: int, column: int, last: int | None = None) -> str:
        """The absolute name of a cell, or of the cells down to row ``last``, for formulas on this sheet."""
        return absolute("", CellRange(row, column, row if last is None else last, column)).removeprefix("''!")

    def place(self, row: int, column: int) -> str:
        """The cell as formulas on other sheets want it."""
        return link_to(self.names.sheet(self.key), f"{self.here(row, column)}")

    def value(self, row: int, column: int) -> Scalar:
        """The cached value of a cell."""
        return self.cells[row, column].value

    def chart_cells(self, column: int, first: int, last: int) -> ChartCells:
        """Cells of a column for a chart, with their cached values; what is not plotted is None."""
        area = CellRange(first, column, last, column)
        values = tuple(self._plotted(row, column) for row in range(first, last + 1))
        return ChartCells(absolute(self.names.sheet(self.key), area), values)

    def name_reference(self, row: int, column: int) -> str:
        """A header's cell, for the name of a series."""
        return absolute(self.names.sheet(self.key), CellRange(row, column, row, column))

    def _plotted(self, row: int, column: int) -> float | str | None:
        value = self.value(row, column)
        if isinstance(value, (int, float)):
            return float(value)
        return value if isinstance(value, str) and value != NOT_PLOTTED and value else None

    def link(self, row: int, column: int = 1) -> str:
        """The place of a cell as a hyperlink."""
        return link_to(self.names.sheet(self.key), cell_name(row, column))


def percent_text(share: float) -> str:
    """A share as ``TEXT(share,"0%")`` gives it, halves upwards.

    Examples
    --------
    >>> percent_text(0.125), percent_text(0.0)
    ('13%', '0%')
    """
    return f"{_rounded(share * 100)}%"


def whole_text(number: float) -> str:
    """A figure as ``FIXED(number,0)`` gives it.

    Examples
    --------
    >>> whole_text(1234.5), whole_text(0)
    ('1,235', '0')
    """
    return f"{_rounded(number):,}"


def short_money_text(money: float) -> str:
    """Money in a label.

    Examples
    --------
    >>> [short_money_text(money) for money in (2e9, 1_250_000.0, 45_600.0, 9_999.5, 12.0)]
    ['2.0bn', '1.3M', '46k', '10,000', '12']
    """
    for unit, word in ((_BILLION, "bn"), (_MILLION, "M")):
        if money >= unit:
            tenths = _rounded(money / unit * 10)
            return f"{tenths // 10:,}.{tenths % 10}{word}"
    return f"{whole_text(money / _THOUSAND)}k" if money >= _TEN_THOUSAND else whole_text(money)


def short_money_formula(cell: str) -> str:
    """The same as a formula: FIXED writes figures as the reader's country does, which TEXT does not.

    Examples
    --------
    >>> short_money_formula("A1")
    'IF(A1>=1E9,FIXED(A1/1E9,1)&"bn",IF(A1>=1E6,FIXED(A1/1E6,1)&"M",IF(A1>=1E4,FIXED(A1/1E3,0)&"k",FIXED(A1,0))))'
    """
    small = f'IF({cell}>=1E4,FIXED({cell}/1E3,0)&"k",FIXED({cell},0))'
    return f'IF({cell}>=1E9,FIXED({cell}/1E9,1)&"bn",IF({cell}>=1E6,FIXED({cell}/1E6,1)&"M",{small}))'


def _rounded(number: float) -> int:
    """To the next whole number, halves upwards, without the noise of binary fractions."""
    return int(number + 0.5 + _NINE)
