"""Tables as they stand in a workbook, before anything is understood: each cell with the kind it was typed as.

The file reader and the live workbook both give these; ``checks`` turns them into typed Inputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

__all__ = ["ErrorValue", "Kind", "RawBook", "RawColumn", "RawTable", "column_letters"]


class Kind(IntEnum):
    """What a cell holds, as typed."""

    BLANK = 0
    NUMBER = 1
    TEXT = 2
    BOOLEAN = 3
    ERROR = 4  # #N/A and its like
    DATE = 5  # a number shown as a date, or an ISO 8601 cell


class ErrorValue(str):
    """An error cell's text: ``#N/A``, ``#DIV/0!`` ..."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class RawColumn:
    """One column of a table, column-wise so that 500,000 rows cost megabytes and not gigabytes.

    Parameters
    ----------
    kind
        uint8 array of ``Kind``, one a row.
    number
        float64 array: the number; 0 or 1 for a boolean; the serial in the 1900 date system for a date (a 1904
        workbook's dates are already shifted); for text and error the position in ``pool``; 0 for blank.
    pool
        Distinct texts (and error texts). Distinct positions may hold equal texts.
    fills
        The cells' solid fill as six hex digits, "" where there is none; None where it was not asked for.
    """

    kind: np.ndarray[Any, np.dtype[np.uint8]]
    number: np.ndarray[Any, np.dtype[np.float64]]
    pool: Sequence[str] = ()
    fills: Sequence[str] | None = None

    def __len__(self) -> int:
        return len(self.kind)

    def cell(self, row: int) -> object:
        """One cell as a Python value: None, float, str, bool, ErrorValue, date or datetime."""
        kind, number = Kind(self.kind[row]), float(self.number[row])
        match kind:
            case Kind.BLANK:
                return None
            case Kind.TEXT:
                return self.pool[int(number)]
            case Kind.ERROR:
                return ErrorValue(self.pool[int(number)])
            case Kind.BOOLEAN:
                return bool(number)
            case Kind.DATE:
                from openpyxl.utils.datetime import from_excel

                moment = from_excel(number)
                return moment.date() if isinstance(moment, datetime) and number == int(number) else moment
            case Kind.NUMBER:
                return number

    @classmethod
    def from_values(cls, values: Sequence[object], fills: Sequence[str] | None = None) -> RawColumn:
        """Build a column from Python values as Excel or openpyxl gives them (for the live workbook and for tests).

        Examples
        --------
        >>> column = RawColumn.from_values(["a", 2, None, True, ErrorValue("#N/A"), "a"])
        >>> [column.cell(i) for i in range(6)]
        ['a', 2.0, None, True, '#N/A', 'a']
        """
        import numpy as np
        from openpyxl.utils.datetime import to_excel

        kinds = np.zeros(len(values), np.uint8)
        numbers = np.zeros(len(values), np.float64)
        pool: dict[str, int] = {}
        for i, value in enumerate(values):
            if value is None or value == "":
                continue
            if isinstance(value, bool):
                kinds[i], numbers[i] = Kind.BOOLEAN, value
            elif isinstance(value, str):
                kinds[i] = Kind.ERROR if isinstance(value, ErrorValue) else Kind.TEXT
                numbers[i] = pool.setdefault(str(value), len(pool))
            elif isinstance(value, (date, datetime)):
                kinds[i], numbers[i] = Kind.DATE, to_excel(value)  # type: ignore[no-untyped-call]  # openpyxl has no hint there
            else:
                kinds[i], numbers[i] = Kind.NUMBER, float(value)  # type: ignore[arg-type]  # numbers of any make
        return cls(kinds, numbers, tuple(pool), fills)


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """One input table, wherever in the workbook it stands.

    ``headers`` are as typed (stripped). ``top`` and ``left`` are the header row's first cell, 1-based. ``columns``
    all have the same length. ``name`` is the schema's name of the table; ``display_name`` the ListObject's, or ""
    where the table is a sheet with a header row. ``date1904`` says how a plain number is to be taken as a date.
    """

    name: str
    sheet: str
    top: int
    left: int
    headers: tuple[str, ...]
    columns: tuple[RawColumn, ...]
    display_name: str = ""
    date1904: bool = False

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def address(self, row: int | None, header: str | None) -> str:
        """The cell of a data row (0-based; None: the header row) and a header as typed (None: the first column).

        Examples
        --------
        >>> RawTable("Contracts", "Contracts", 1, 1, ("Client", "Start"), ()).address(10, "Start")
        'B12'
        """
        column = self.headers.index(header) if header in self.headers else 0
        return f"{column_letters(self.left + column)}{self.top if row is None else self.top + 1 + row}"


@dataclass(frozen=True, slots=True)
class RawBook:
    """All input tables of a workbook that were found, by the schema's name.

    ``kept`` is what the user has typed into cells of our own sheets that are his to type into, by their key. ``own``
    are the tables of ours that are read again, by the schema's name: what the workbook remembers.
    """

    tables: Mapping[str, RawTable]
    sheet_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    kept: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, RawTable] = field(default_factory=dict)


def column_letters(number: int) -> str:
    """Letters of a 1-based column number.

    Examples
    --------
    >>> column_letters(1), column_letters(28), column_letters(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
