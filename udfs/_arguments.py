"""One argument, one cell: what hosts hand over, as plain numbers, texts and dates.

A range is a list of rows (lists or tuples), or flat where it is one row; a single cell may come bare. A blank cell is
None or "", an error cell a ``CellError`` (or its plain text), a date a ``datetime``, a ``date``, a serial or text.
What is read here from text is read as a refresh reads it (``segmentbook.schema.read_*``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any

from segmentbook.schema.read_dates import day_of_number, read_date
from segmentbook.schema.read_numbers import read_number
from segmentbook.schema.read_words import tidy
from udfs._errors import ExcelError, FormulaError

__all__ = [
    "Cell",
    "Cells",
    "cell_of",
    "date_of",
    "day_in",
    "error_of",
    "errors_in",
    "is_blank",
    "is_filled",
    "limited",
    "line_of",
    "number_in",
    "number_of",
    "number_text",
    "refuse",
    "rows_of",
    "table_of",
    "text_in",
    "today",
]

Cell = Any
"""A cell as a host hands it over."""

Cells = Sequence[Cell]
"""A row or a column of cells."""

_SEQUENCES = (list, tuple)
_ERRORS = {error.value: error for error in ExcelError}


def refuse(error: ExcelError) -> FormulaError:
    """What to raise so that the formula gives ``error``."""
    return FormulaError(error)


def today() -> date:
    """The as-of date where none is given."""
    return date.today()


def rows_of(value: object) -> Sequence[Cells]:
    """A range as rows.

    Examples
    --------
    >>> rows_of(7.0), rows_of([1.0, 2.0]), rows_of(((1.0,), (2.0,)))
    ([[7.0]], [[1.0, 2.0]], ((1.0,), (2.0,)))
    """
    if not isinstance(value, _SEQUENCES):
        return [[value]]
    if value and isinstance(value[0], _SEQUENCES):
        return value
    return [value] if value else []


def table_of(value: object) -> Sequence[Cells]:
    """A range of several rows, of which the first has the headers; #VALUE! for a single cell."""
    rows = rows_of(value)
    if not isinstance(value, _SEQUENCES) or not rows or len(set(map(len, rows))) != 1:
        raise refuse(ExcelError.VALUE)
    return rows


def line_of(value: object) -> Cells:
    """A range of one row or one column as a flat list; #VALUE! for any other.

    Examples
    --------
    >>> line_of([["a", 1.0]]), line_of((("a",), (1.0,))), line_of("a")
    (['a', 1.0], ['a', 1.0], ['a'])
    """
    rows = rows_of(value)
    if len(rows) == 1:
        return rows[0]
    if any(len(row) != 1 for row in rows):
        raise refuse(ExcelError.VALUE)
    return [row[0] for row in rows]


def cell_of(value: object) -> Cell:
    """The one cell of an argument; None where it is left out, #VALUE! where it is a larger range."""
    if not isinstance(value, _SEQUENCES):
        return value
    cells = line_of(value)
    if len(cells) != 1:
        raise refuse(ExcelError.VALUE)
    return cells[0]


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not tidy(cell))


def is_filled(cells: Cells) -> bool:
    """Whether a cell of a row holds something that can be seen."""
    for cell in cells:  # noqa: SIM110 - any() over a generator takes twice the time of most rows, which begin filled
        if cell is not None and not is_blank(cell):
            return True
    return False


def error_of(cell: Cell) -> ExcelError | None:
    """The error that an error cell holds; None for any other cell.

    Examples
    --------
    >>> error_of("#DIV/0!"), error_of("no error")
    (<ExcelError.DIV0: '#DIV/0!'>, None)
    """
    if not isinstance(cell, str) or not cell.startswith("#"):
        return None
    known = _ERRORS.get(cell)
    if known is None and type(cell) is not str:
        return ExcelError.VALUE  # an error that formulas cannot give, such as #SPILL!
    return known


def errors_in(cells: Cells) -> dict[int, ExcelError]:
    """The error cells of a column, by position.

    Examples
    --------
    >>> errors_in(["a", "#N/A", None, "# of seats"])
    {1: <ExcelError.NA: '#N/A'>}
    """
    likely = [i for i, cell in enumerate(cells) if isinstance(cell, str) and cell[:1] == "#"]
    return {i: error for i in likely if (error := error_of(cells[i])) is not None}


def number_in(cell: Cell, *, percent: bool = True, whole: bool = False) -> float | None:
    """A cell as a number, None where blank; its error where it holds one, #VALUE! where it is no number.

    ``percent``: whether 45% is a number here. ``whole``: whether things are counted, so that 1.234 can only be 1234.

    Examples
    --------
    >>> number_in(" 1,234.50 "), number_in("85%"), number_in("")
    (1234.5, 0.85, None)
    """
    if type(cell) is float:
        if isfinite(cell):
            return cell
        raise refuse(ExcelError.NUM)
    if cell is None:
        return None
    if isinstance(cell, str):
        error = error_of(cell)
        if error is not None:
            raise refuse(error)
        read = read_number(cell)
        if read is not None and (percent or not read.percent):
            return (read.whole() if whole else read).value
        if not tidy(cell):
            return None
    elif not isinstance(cell, bool) and hasattr(cell, "__float__"):  # int, Decimal, numpy's numbers
        return number_in(float(cell))
    raise refuse(ExcelError.VALUE)


def number_of(value: object, default: float | None = None) -> float | None:
    """A number argument; ``default`` where it is left out or blank."""
    number = number_in(cell_of(value))
    return default if number is None else number


def limited(number: float, lowest: float, highest: float = float("inf")) -> float:
    """The number; #NUM! where it is out of range."""
    if not lowest <= number <= highest:
        raise refuse(ExcelError.NUM)
    return number


def number_text(number: float) -> str:
    """A number as Excel shows it in a cell of text: an ID typed as 1001 is "1001".

    Examples
    --------
    >>> number_text(1001.0), number_text(0.1 + 0.2)
    ('1001', '0.3')
    """
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def text_in(cell: Cell) -> str:
    """A cell as text, "" where blank; its error where it holds one."""
    if isinstance(cell, str):
        error = error_of(cell)
        if error is not None:
            raise refuse(error)
        return tidy(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    if not hasattr(cell, "__float__"):
        raise refuse(ExcelError.VALUE)
    return number_text(float(cell))


def day_in(cell: Cell, *, strict: bool = False) -> date | None:
    """A cell as a date, None where blank; its error where it holds one, #VALUE! where it is no date.

    ``strict`` refuses a text in which day and month can be swapped; else the day goes first in it.

    Examples
    --------
    >>> day_in(45000.0), day_in("2026-06-30"), day_in("03/04/2026"), day_in(None)
    (datetime.date(2023, 3, 15), datetime.date(2026, 6, 30), datetime.date(2026, 4, 3), None)
    """
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    if is_blank(cell) or (cell == 0 and not isinstance(cell, bool)):
        return None
    day = None
    if isinstance(cell, str):
        error = error_of(cell)
        if error is not None:
            raise refuse(error)
        read = read_date(cell)
        if read is not None and not (strict and read.month_first is not None):
            day = read.day
    elif not isinstance(cell, bool) and hasattr(cell, "__float__"):
        day = day_of_number(float(cell))
    if day is None:
        raise refuse(ExcelError.VALUE)
    return day


def date_of(value: object) -> date:
    """The as-of date: today where it is left out or blank; #VALUE! where it is no date, or can be read as two."""
    return day_in(cell_of(value), strict=True) or today()
