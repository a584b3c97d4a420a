"""References as text: cells and areas, formulas that follow a row or a renamed sheet.

Specifications name our own sheets and tables as they are called in a workbook where every name is free. `Names`
says what they are called in this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from segmentbook.raw import column_letters
from segmentbook.report.spec import CellRange
from segmentbook.workbook.names import quoted_sheet

__all__ = ["Names", "area_of", "area_text", "areas_of", "cell_text", "column_number", "moved_formula", "whole_number"]

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})", re.ASCII)
# A text in a formula, a sheet's name in quotes or plain, a table's name, anything in brackets.
_PART = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |'(?P<quoted>(?:[^']|'')*)'!
    |(?<![\w.\]!:'])(?P<sheet>[^\W\d][\w.]*)!
    |(?<![\w.\]!'$])(?P<table>[^\W\d][\w.]*)(?![\w.(!])
    |(?P<bracket>\[(?:[^\[\]']|'.)*\])""",
    re.VERBOSE,
)
_REFERENCE = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<elsewhere>(?:'(?:[^']|'')*'|[^\W\d][\w.]*)!\$?[A-Z0-9$]+(?::\$?[A-Z0-9$]+)?)
    |(?P<bracket>\[(?:[^\[\]']|'.)*\])
    |(?<![\w.$!:'\]])(?P<cells>\$?[A-Z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Z]{1,3}\$?[0-9]{1,7})?)(?![\w.(!\[])
    |(?<![\w.$!:'\]])(?P<columns>\$?[A-Z]{1,3}:\$?[A-Z]{1,3})(?![\w.(!\[:])""",
    re.VERBOSE,
)
_CORNER = re.compile(r"(\$?)([A-Z]{1,3})(?:(\$?)([0-9]{1,7}))?")


def whole_number(text: str | None, default: int = 0) -> int:
    """A whole number of an untrusted file.

    Examples
    --------
    >>> whole_number("12"), whole_number("many"), whole_number(None, -1)
    (12, 0, -1)
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


@lru_cache(maxsize=1_000)
def column_number(letters: str) -> int:
    """The number of a column's letters.

    Examples
    --------
    >>> column_number("A"), column_number("xfd")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_text(row: int, column: int) -> str:
    """A cell's reference, ``B7``."""
    return f"{column_letters(column)}{row}"


def area_text(area: CellRange, *, fixed: bool = False) -> str:
    """An area's reference; one cell is written as a cell.

    Examples
    --------
    >>> area_text(CellRange(1, 2, 3, 4)), area_text(CellRange(1, 2, 1, 2)), area_text(CellRange(1, 1, 2, 2), fixed=True)
    ('B1:D3', 'B1', '$A$1:$B$2')
    """
    dollar = "$" if fixed else ""
    corners = [
        f"{dollar}{column_letters(column)}{dollar}{row}"
        for row, column in ((area.top, area.left), (area.bottom, area.right))
    ]
    return corners[0] if corners[0] == corners[1] else ":".join(corners)


def area_of(reference: str) -> CellRange | None:
    """The area of a reference such as ``B1:$D$3``, with or without its sheet; None where it is none (``#REF!``).

    Examples
    --------
    >>> area_of("'My sheet'!$A$1:$B$2"), area_of("#REF!")
    (CellRange(top=1, left=1, bottom=2, right=2), None)
    """
    corners = [_CELL.fullmatch(corner) for corner in reference.rsplit("!", 1)[-1].split(":")]
    if len(corners) == 1 and corners[0]:  # most are: a sheet has a link in every row
        row, column = int(corners[0][2]), column_number(corners[0][1])
        return CellRange(row, column, row, column) if 1 <= row <= LAST_ROW and column <= LAST_COLUMN else None
    if not 1 <= len(corners) <= 2 or None in corners:
        return None
    rows = sorted(int(corner[2]) for corner in corners if corner)
    columns = sorted(column_number(corner[1]) for corner in corners if corner)
    if not (rows[0] >= 1 and rows[-1] <= LAST_ROW and columns[-1] <= LAST_COLUMN):
        return None
    return CellRange(rows[0], columns[0], rows[-1], columns[-1])


def areas_of(references: str) -> list[CellRange]:
    """The areas of a list of references, as in ``sqref``; what is no area is left out."""
    return [area for reference in references.split() if (area := area_of(reference))]


@dataclass(frozen=True)  # without slots: it remembers whether there is anything to translate
class Names:
    r"""What our sheets and tables are called in this workbook, by what the specification calls them.

    Examples
    --------
    >>> names = Names({"Dashboard": "Dashboard (Segmentbook)"}, {"SegmentResults": "My_Results"})
    >>> names.formula('Dashboard!A1&"Dashboard!A1"&ROWS(SegmentResults)/SUM(SegmentResults[ARR])')
    '\'Dashboard (Segmentbook)\'!A1&"Dashboard!A1"&ROWS(My_Results)/SUM(My_Results[ARR])'
    >>> names.formula("'Clients'!$A$5")
    "'Clients'!$A$5"
    """

    sheets: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _differ(self) -> bool:
        return any(nominal != actual for names in (self.sheets, self.tables) for nominal, actual in names.items())

    def formula(self, text: str) -> str:
        """A formula or reference with our names as they are here; texts in quotes stay as they are."""
        return _PART.sub(self._actual, text) if self._differ else text

    def _actual(self, found: re.Match[str]) -> str:
        if found["quoted"] is not None:
            nominal = found["quoted"].replace("''", "'")
            actual = self.sheets.get(nominal, nominal)
            return found[0] if actual == nominal else f"{quoted_sheet(actual)}!"
        if found["sheet"] is not None:
            actual = self.sheets.get(found["sheet"], found["sheet"])
            return found[0] if actual == found["sheet"] else f"{quoted_sheet(actual)}!"
        if found["table"] is not None:
            return self.tables.get(found["table"], found["table"])
        return found[0]

    def each(self, references: Iterable[str]) -> list[str]:
        """Several references."""
        if not self._differ:
            return list(references)
        return [self.formula(reference) for reference in references]


def moved_formula(formula: str, rows: int, columns: Mapping[int, int]) -> str:
    """A formula of a row that has moved by ``rows`` on its sheet, some of whose columns have moved too.

    References to the same sheet move as if the cell had been copied; those to other sheets and tables stay, because
    they are about the client and not about his place.

    Examples
    --------
    >>> moved_formula("N5*2+$N$1+SUM(N$2:N5)+Notes!B5", 2, {})
    'N7*2+$N$1+SUM(N$2:N7)+Notes!B5'
    >>> moved_formula("N5*LOG10(AT5)", 0, {46: 47})
    'N5*LOG10(AU5)'
    """

    def corner(found: re.Match[str]) -> str:
        column = column_number(found[2])
        letters = column_letters(columns.get(column, column))
        if found[4] is None:
            return f"{found[1]}{letters}"
        row = int(found[4]) + (0 if found[3] else rows)
        return f"{found[1]}{letters}{found[3]}{row}" if 1 <= row <= LAST_ROW else "#REF!"

    def moved(found: re.Match[str]) -> str:
        text = found["cells"] or found["columns"]
        return _CORNER.sub(corner, text) if text else found[0]

    replace: Callable[[re.Match[str]], str] = moved
    return _REFERENCE.sub(replace, formula) if rows or columns else formula
