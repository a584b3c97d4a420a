"""Columns of a table argument, read by the rules of a refresh (``segmentbook.checks``) without numpy.

A cell that cannot be read does not fail the formula by itself: its position is told, and the caller decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite
from typing import TypeVar

from segmentbook.schema import Column, Kind
from segmentbook.schema.read_dates import DateText, Orders, day_of_number, day_order, read_date
from segmentbook.schema.read_numbers import NumberText, read_number
from segmentbook.schema.read_words import read_choice, read_yes_no, tidy
from udfs._arguments import Cells, error_of, number_text

__all__ = [
    "NUMBER_KINDS",
    "PERCENT_KINDS",
    "Numbers",
    "choices",
    "dates",
    "numbers",
    "plain_numbers",
    "texts",
    "yes_no",
]

NUMBER_KINDS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.COUNT, Kind.SHARE, Kind.SCORE})
"""Columns that hold numbers."""

PERCENT_KINDS = frozenset({Kind.NUMBER, Kind.SHARE, Kind.SCORE})
"""Columns in which 45% is a number."""

_PLAIN = frozenset({float, type(None)})
_WORDS = frozenset({str, type(None)})

_Read = TypeVar("_Read")


@dataclass(slots=True)
class Numbers:
    """A column of numbers: None where blank or unreadable; ``out`` are those beyond the column's limits.

    ``signs`` holds the currency written beside a number, by position.
    """

    values: list[float | None]
    bad: set[int] = field(default_factory=set)
    out: set[int] = field(default_factory=set)
    signs: dict[int, str] = field(default_factory=dict)


def plain_numbers(cells: Cells) -> bool:
    """Whether a column holds nothing but floats and blanks that are None."""
    return _PLAIN.issuperset(map(type, cells))


def numbers(cells: Cells, column: Column) -> Numbers:
    """A column of numbers; a text that can be read in two ways is read as the rest of the column tells.

    Examples
    --------
    >>> from segmentbook.schema import CONTRACTS
    >>> read = numbers([12.0, "1.234,50", "1.234", "?", "", True], CONTRACTS["Amount"])
    >>> read.values, read.bad
    ([12.0, 1234.5, 1234.0, None, None, None], {3, 5})
    """
    whole, percent = column.kind is Kind.COUNT, column.kind in PERCENT_KINDS
    read = Numbers(list(cells))
    values = read.values
    if not plain_numbers(cells):
        known: dict[str, NumberText | None] = {}
        held: list[tuple[int, NumberText]] = []
        commas = points = 0
        for i, cell in enumerate(cells):
            kind = type(cell)
            if kind is float or cell is None:
                continue
            values[i] = None
            if isinstance(cell, str):
                if cell not in known:
                    known[cell] = _number_text(cell, percent, whole)
                number = known[cell]
                if number is None:
                    if tidy(cell):
                        read.bad.add(i)
                    continue
                held.append((i, number))
                commas += number.decimal_comma is True
                points += number.decimal_comma is False
                if number.currency:
                    read.signs[i] = number.currency
            elif kind is bool or not hasattr(cell, "__float__"):
                read.bad.add(i)
            else:
                values[i] = float(cell)
        swap = commas > points and not whole
        for i, number in held:
            values[i] = number.other if swap and number.other is not None else number.value
    _check(read, column)
    return read


def _number_text(cell: str, percent: bool, whole: bool) -> NumberText | None:
    number = None if error_of(cell) is not None else read_number(cell)
    if number is None or (number.percent and not percent):
        return None
    return number.whole() if whole else number


def _check(read: Numbers, column: Column) -> None:
    """Take out what is beyond the limits, and fill in what a blank means."""
    values, low, high = read.values, column.minimum, column.maximum
    known = [value for value in values if value is not None]
    fits = not known or (
        isfinite(sum(known)) and (low is None or min(known) >= low) and (high is None or max(known) <= high)
    )
    for i, value in enumerate(() if fits else values):
        if value is None:
            continue
        if not isfinite(value):
            read.bad.add(i)
            values[i] = None
        elif (low is not None and value < low) or (high is not None and value > high):
            read.out.add(i)
            values[i] = None
    if column.default is not None and len(known) < len(values):
        default = float(str(column.default))
        for i, value in enumerate(values):
            if value is None and i not in read.bad and i not in read.out:
                values[i] = default


def dates(columns: Mapping[str, Cells]) -> dict[str, tuple[list[date | None], set[int]]]:
    """The date columns of one table, and the positions of the cells that are no dates.

    A text such as 03/04/2025 is read as the others of its column, else of the table, can only be read; else with the
    day first.

    Examples
    --------
    >>> found, bad = dates({"Start": ["12/31/2025", "03/04/2025", 45000.0, "?"]})["Start"]
    >>> [str(day) for day in found], bad
    (['2025-12-31', '2025-03-04', '2023-03-15', 'None'], {3})
    """
    read = {header: _date_texts(cells) for header, cells in columns.items()}
    table = sum((orders for _, orders in read.values()), Orders())
    return {header: _days(cells, *read[header], table) for header, cells in columns.items()}


def _date_texts(cells: Cells) -> tuple[dict[str, DateText | None], Orders]:
    known: dict[str, DateText | None] = {}
    day_first = month_first = 0
    for cell in cells:
        if isinstance(cell, str):
            if cell not in known:
                known[cell] = None if error_of(cell) is not None else read_date(cell)
            found = known[cell]
            if found is not None and found.day_first is not None:
                day_first += found.day_first
                month_first += not found.day_first
    return known, Orders(day_first, month_first)


def _days(
    cells: Cells, known: dict[str, DateText | None], orders: Orders, table: Orders
) -> tuple[list[date | None], set[int]]:
    if cells.count(None) == len(cells):
        return [None] * len(cells), set()
    day_first, _ = day_order(orders, table)
    days: list[date | None] = []
    bad: set[int] = set()
    numbers: dict[float, date | None] = {}
    for i, cell in enumerate(cells):
        day: date | None = None
        if cell is None:
            pass
        elif isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
        elif isinstance(cell, str):
            text = known[cell]
            if text is not None:
                day = text.month_first if text.month_first is not None and not day_first else text.day
            elif tidy(cell):
                bad.add(i)
        elif isinstance(cell, bool) or not hasattr(cell, "__float__"):
            bad.add(i)
        elif cell != 0:
            if cell not in numbers:
                numbers[cell] = day_of_number(float(cell))
            day = numbers[cell]
            if day is None:
                bad.add(i)
        days.append(day)
    return days, bad


def texts(cells: Cells, *, errors: bool = False) -> list[str]:
    """A column of texts, "" where blank; error cells are "" unless ``errors`` asks for their text."""
    return _memoised(cells, lambda cell: _text(cell, errors))


def _text(cell: object, errors: bool) -> str:
    if isinstance(cell, str):
        return "" if not errors and cell[:1] == "#" and error_of(cell) is not None else tidy(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return number_text(float(cell)) if hasattr(cell, "__float__") else str(cell)


def yes_no(cells: Cells, default: object) -> list[bool | None]:
    """A column of yes and no; blank and unreadable cells hold the default.

    Examples
    --------
    >>> yes_no(["x", 0.0, None, "maybe", True], False)
    [True, False, False, False, True]
    """
    taken = None if default is None else bool(default)

    def read(cell: object) -> bool | None:
        if isinstance(cell, str):
            answer = read_yes_no(cell)
        else:
            answer = cell == 1 if cell is not None and cell in (0, 1) else None
        return taken if answer is None else answer

    return _memoised(cells, read)


def choices(cells: Cells, column: Column) -> tuple[list[str], set[int]]:
    """A column of one of a few words, as typed where it is none of them, and the positions of those.

    Examples
    --------
    >>> from segmentbook.schema import CONTRACTS
    >>> choices(["setup", None, "?"], CONTRACTS["Kind"])
    (['One-off', 'Recurring', '?'], {2})
    """
    typed = texts(cells, errors=True)
    chosen = {
        text: read_choice(text, column.choices, column.header) if text else str(column.default or "")
        for text in set(typed)
    }
    bad = {text for text, choice in chosen.items() if choice is None}
    return [chosen[text] or text for text in typed], {
        i for i, text in enumerate(typed) if text in bad
    } if bad else set()


def _memoised(cells: Cells, read: Callable[[object], _Read]) -> list[_Read]:
    """``read`` of each cell; of texts and blanks each distinct one is read once."""
    if _WORDS.issuperset(map(type, cells)):
        known = {cell: read(cell) for cell in set(cells)}
        return [known[cell] for cell in cells]
    return [read(cell) for cell in cells]
