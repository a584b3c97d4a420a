"""Places in the workbook, as links and as words, and what our sheets and tables are called in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from segmentbook.raw import column_letters

if TYPE_CHECKING:
    from segmentbook.report.spec import CellRange

__all__ = ["MAX_LINKS", "Names", "absolute", "cell_name", "link_to", "place"]

MAX_LINKS = 10_000
"""Links in one column: Excel allows 65,530 hyperlinks on a sheet, and nobody clicks through more."""

_PLAIN = re.compile(r"[^\W\d]\w*\Z")
_LIKE_A_CELL = re.compile(r"([A-Za-z]{1,3}\d{1,7}|[Rr]\d*|[Cc]\d*|[Rr]\d*[Cc]\d*)\Z")


@dataclass(frozen=True, slots=True)
class Names:
    """What our sheets (by key) and tables are called in the workbook at hand, where that is not their own name."""

    sheets: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)

    def sheet(self, key: str) -> str:
        """The name of the sheet of that key."""
        return self.sheets.get(key, key)

    def table(self, name: str) -> str:
        """The name of the table in formulas."""
        return self.tables.get(name, name)


def cell_name(row: int, column: int) -> str:
    """A cell's name.

    Examples
    --------
    >>> cell_name(12, 28)
    'AB12'
    """
    return f"{column_letters(column)}{row}"


def link_to(sheet: str, cell: str) -> str:
    """The place of a cell as formulas and hyperlinks want it, the sheet's name always in quotes.

    Examples
    --------
    >>> link_to("Bob's data", "A5")
    "'Bob''s data'!A5"
    """
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


def place(sheet: str, cell: str) -> str:
    """The place of a cell as people read it: quotes only where Excel would set them.

    Examples
    --------
    >>> place("Contracts", "F12"), place("My contracts", "F12"), place("AB12", "F12")
    ('Contracts!F12', "'My contracts'!F12", "'AB12'!F12")
    """
    if _PLAIN.match(sheet) and not _LIKE_A_CELL.match(sheet):
        return f"{sheet}!{cell}"
    return link_to(sheet, cell)


def absolute(sheet: str, area: CellRange) -> str:
    """A range as a chart refers to it.

    Examples
    --------
    >>> from segmentbook.report.spec import CellRange
    >>> absolute("SegmentResults", CellRange(5, 1, 40, 1)), absolute("Dashboard", CellRange(1, 2, 1, 2))
    ("'SegmentResults'!$A$5:$A$40", "'Dashboard'!$B$1")
    """
    first = f"${column_letters(area.left)}${area.top}"
    last = f"${column_letters(area.right)}${area.bottom}"
    return link_to(sheet, first if first == last else f"{first}:{last}")
