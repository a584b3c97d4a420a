"""Columns of a table of clients as its measures score them: what ``_clients`` reads of one row, of all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from segmentbook.model.inputs import Measure
from segmentbook.model.keys import header_key
from segmentbook.model.months import MONTHS_PER_YEAR
from segmentbook.model.value import value_per_seat
from segmentbook.schema import CLIENTS, Column, Kind
from segmentbook.schema.read_measures import PERCENT_POINTS, read_measure
from segmentbook.schema.read_numbers import read_number
from segmentbook.schema.read_words import tidy
from udfs._arguments import Cells, error_of, errors_in
from udfs._clients import scale_of
from udfs._columns import NUMBER_KINDS, numbers, plain_numbers, texts, yes_no
from udfs._errors import ExcelError
from udfs._layout import Layout

__all__ = ["Figures", "figures", "measure_figures"]

_ANY_NUMBER = Column("", Kind.NUMBER, "")


@dataclass(slots=True, eq=False)
class Figures:
    """A column of values, None where blank, and the errors of the rows that have none."""

    values: list[Any]
    errors: dict[int, ExcelError]

    @classmethod
    def missing(cls, count: int) -> Figures:
        """A column that is not there."""
        return cls([None] * count, dict.fromkeys(range(count), ExcelError.NA))


def figures(cells: Cells, column: Column) -> Figures:
    """A column of numbers."""
    read = numbers(cells, column)
    errors = {i: error_of(cells[i]) or ExcelError.VALUE for i in read.bad}
    errors |= dict.fromkeys(read.out, ExcelError.NUM)
    return Figures(list(read.values), errors)


def measure_figures(
    rows: Sequence[Cells], layout: Layout, measures: Sequence[Measure], worth: Callable[[str], Figures]
) -> dict[str, Figures]:
    """The column of each measure, by the measure's name.

    Parameters
    ----------
    worth
        Gives the columns Contract MRR and Overall Value of these rows where a measure asks for them.
    """
    return {measure.name: _figures(rows, layout, measure, measures, worth) for measure in measures}


def _figures(
    rows: Sequence[Cells],
    layout: Layout,
    measure: Measure,
    measures: Sequence[Measure],
    worth: Callable[[str], Figures],
) -> Figures:
    place = layout.place(measure.column)
    if place is None:
        return _computed(rows, layout, header_key(measure.column), worth)
    cells = [row[place] for row in rows]
    column = layout.column(place)
    if column is None or column.kind is Kind.ANY:
        return _own(cells, *scale_of(measure.column, measures))
    if column.kind in NUMBER_KINDS:
        return figures(cells, column)
    errors = errors_in(cells)
    if column.kind is Kind.TEXT:
        return Figures([text or None for text in texts(cells)], errors)
    if column.kind is Kind.YESNO:
        answers = yes_no(cells, None)
        blank = [not text for text in texts(cells)]
        errors |= {i: ExcelError.VALUE for i, a in enumerate(answers) if a is None and not blank[i] and i not in errors}
        return Figures([column.default if blank[i] else answer for i, answer in enumerate(answers)], errors)
    return Figures([None] * len(rows), dict.fromkeys(range(len(rows)), ExcelError.VALUE))


def _own(cells: Cells, choices: dict[str, float], scale: float) -> Figures:
    """A column of the user's own: numbers or choices."""
    if not choices and plain_numbers(cells):
        return figures(cells, _ANY_NUMBER)
    values: list[Any] = list(cells)
    errors = errors_in(cells)
    typed: list[int] = []  # texts that are none of the choices
    words: dict[str, str | None] = {}
    for i, cell in enumerate(cells):
        if isinstance(cell, str):
            if cell not in words:
                word = tidy(cell).casefold()
                words[cell] = word if word in choices or not word else None
            values[i] = words[cell] or None
            if words[cell] is None and i not in errors:
                typed.append(i)
        elif cell is not None:
            try:
                values[i] = read_measure(cell if isinstance(cell, bool) else _plain(cell), choices, scale)
            except ValueError:
                values[i] = None
                errors[i] = ExcelError.VALUE
    read = numbers([cells[i] for i in typed], _ANY_NUMBER)
    percents = {text for text in {cells[i] for i in typed} if (n := read_number(text)) is not None and n.percent}
    for j, i in enumerate(typed):
        number = read.values[j]
        if number is None:
            errors[i] = ExcelError.VALUE
        values[i] = number
        if number is not None and cells[i] in percents and scale > PERCENT_POINTS:
            values[i] = round(number * 100, 9)
    return Figures(values, errors)


def _plain(cell: object) -> object:
    """Numbers of any make as floats; anything else, such as a date, as it is."""
    return float(cell) if hasattr(cell, "__float__") else cell


def _computed(rows: Sequence[Cells], layout: Layout, key: str, worth: Callable[[str], Figures]) -> Figures:
    """A column that follows from others of the row."""
    if key == header_key("Seat Utilisation"):
        return _per(_counted(rows, layout, "Active Seats"), _counted(rows, layout, "Licensed Seats"))
    if key in (header_key("Contract MRR"), header_key("Overall Value")):
        return worth(key)
    if key == header_key("ARR"):
        value = worth(header_key("Overall Value"))
        return Figures([None if v is None else v * MONTHS_PER_YEAR for v in value.values], value.errors)
    if key == header_key("Value per Seat"):
        return _per(worth(header_key("Overall Value")), _counted(rows, layout, "Employees"))
    return Figures.missing(len(rows))


def _counted(rows: Sequence[Cells], layout: Layout, header: str) -> Figures:
    place = layout.place(header)
    return Figures.missing(len(rows)) if place is None else figures([row[place] for row in rows], CLIENTS[header])


def _per(amount: Figures, seats: Figures) -> Figures:
    values = [None if a is None else value_per_seat(a, b) for a, b in zip(amount.values, seats.values, strict=True)]
    return Figures(values, seats.errors | amount.errors)
