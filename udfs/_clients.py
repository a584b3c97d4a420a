"""One client's row: whether the client is current, what it is worth, and its scores.

Only the cells that a formula needs are read; a cell elsewhere in the row may hold an error. What the row does not say
is #N/A.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from segmentbook.model.clients import CHURNED, CURRENT, NOT_STARTED, client_status
from segmentbook.model.inputs import Measure, Settings
from segmentbook.model.keys import header_key
from segmentbook.model.months import MONTHS_PER_YEAR
from segmentbook.model.scorecards import Score, score_one
from segmentbook.model.value import value_per_seat
from segmentbook.model.why import CONTRACTS, SEGMENT_VALUE
from segmentbook.schema import Column, Kind
from segmentbook.schema.read_measures import read_measure
from segmentbook.schema.read_words import read_yes_no
from udfs._arguments import (
    Cell,
    Cells,
    date_of,
    day_in,
    error_of,
    is_blank,
    is_filled,
    limited,
    line_of,
    number_in,
    refuse,
    text_in,
)
from udfs._columns import NUMBER_KINDS, PERCENT_KINDS
from udfs._contracts import contracts_given
from udfs._errors import ExcelError
from udfs._layout import Layout, layout_of
from udfs._ledgers import counted_mrr

__all__ = ["MINIMUM_COVERAGE", "Client", "Value", "client_of", "scale_of"]

MINIMUM_COVERAGE = Settings(date.min).minimum_coverage
"""Settings are no arguments of a formula: their defaults hold."""

_HIGHEST_SCORE = 100.0
_PLANS = 16

_Reader = Callable[["Client"], object]


@dataclass(frozen=True, slots=True)
class Value:
    """What a client is worth a month, and where that comes from: "Segment Value", "Contracts", or "" for unknown."""

    amount: float
    source: str


class Client:
    """A row of cells with its layout, and the tables that its value may come from."""

    __slots__ = ("as_of", "cells", "contracts", "layout", "rates")

    def __init__(self, cells: Cells, layout: Layout, contracts: object, as_of: date | None, rates: object) -> None:
        self.cells = cells
        self.layout = layout
        self.contracts = contracts
        self.as_of = as_of
        self.rates = rates

    def day(self) -> date:
        """The as-of date: today where none was given."""
        return date_of(None) if self.as_of is None else self.as_of

    def cell(self, position: int | None) -> Cell:
        """A cell; None where the row has no such column."""
        return None if position is None else self.cells[position]

    def money(self, position: int | None) -> float | None:
        """A cell of money, None where blank or absent."""
        return None if position is None else number_in(self.cells[position], percent=False)

    def count(self, position: int) -> float | None:
        """A cell in which things are counted, None where blank; #NUM! below 0."""
        number = number_in(self.cells[position], percent=False, whole=True)
        return None if number is None else limited(number, 0.0)

    def status(self) -> str:
        """Current, Churned or Not started: as the refresh wrote it, else by the row's dates."""
        layout = self.layout
        if layout.status is not None:
            written = self.cells[layout.status]
            return written if written in (CHURNED, NOT_STARTED) else CURRENT
        since, churned = self.cell(layout.client_since), self.cell(layout.churned_on)
        if is_blank(since) and is_blank(churned):
            return CURRENT
        return client_status(self.day(), day_in(since), day_in(churned))

    def last_day(self, status: str) -> date | None:
        """The day since which a client is churned, or from which on it is one; None where the row does not say."""
        layout = self.layout
        return day_in(self.cell(layout.churned_on if status == CHURNED else layout.client_since))

    def names(self) -> tuple[str, ...]:
        """What other tables may call the client; #N/A where the row has neither an ID nor a name."""
        layout = self.layout
        names = tuple(text_in(self.cell(place)) for place in (layout.client_id, layout.client) if place is not None)
        if not any(names):
            raise refuse(ExcelError.NA)
        return names

    def contract_mrr(self) -> float:
        """The row's Contract MRR, else that of the contracts; 0 for a client without lines, #N/A without contracts."""
        typed = self.money(self.layout.contract_mrr)
        if typed is not None:
            return typed
        if is_blank(self.contracts):
            raise refuse(ExcelError.NA)
        lines = contracts_given(self.contracts)
        return counted_mrr(lines, self.day(), self.rates, self.names()) or 0.0

    def value(self) -> Value:
        """Segment Value where typed, else Overall Value or Contract MRR, else from the contracts, else #N/A."""
        layout = self.layout
        typed = self.money(layout.segment_value)
        if typed is not None:
            return Value(typed, SEGMENT_VALUE)
        overall = self.money(layout.overall_value)
        if overall is not None:
            written = self.cell(layout.value_source)
            return Value(overall, written if written in (CONTRACTS, SEGMENT_VALUE) else "")
        return Value(self.contract_mrr(), CONTRACTS)

    def employees(self) -> float | None:
        """Employees, None where blank; #N/A where the row has no such column."""
        if self.layout.employees is None:
            raise refuse(ExcelError.NA)
        return self.count(self.layout.employees)

    def score(self, place: int | None, measures: Sequence[Measure]) -> Score:
        """The score that stands in the row, else that of its measures.

        ``place`` is the column of the score. A blank score beside its coverage is one that the refresh could not give.
        """
        if place is not None:
            typed = number_in(self.cells[place])
            coverage = self.layout.coverage.get(place)
            share = None if coverage is None else number_in(self.cells[coverage])
            if typed is not None:
                return Score(limited(typed, 0.0, _HIGHEST_SCORE), 1.0 if share is None else share)
            if share is not None:
                return Score(None, share)
        return self.scored(measures)

    def scored(self, measures: Sequence[Measure]) -> Score:
        """The score of the row's measures; #N/A where a measure's column is missing, #VALUE! where it cannot score."""
        weighed, readers = _plan(self.layout, measures)
        return score_one([read(self) for read in readers], weighed, minimum_coverage=MINIMUM_COVERAGE)


def client_of(
    row: object, headers: object = None, contracts: object = None, as_of: object = None, rates: object = None
) -> Client | None:
    """The client of a row argument; None where the row is wholly blank.

    Raises
    ------
    FormulaError
        #VALUE!: not one row, not as many cells as there are headers or as the template has columns, an as-of date
        that is none.
    """
    cells = line_of(row)
    if not is_filled(cells):
        return None
    day = None if is_blank(as_of) else date_of(as_of)
    return Client(cells, layout_of(headers, len(cells)), contracts, day, rates)


# -- how a measure reads a row -------------------------------------------------------------------------------------


def _plan(layout: Layout, measures: Sequence[Measure]) -> tuple[tuple[Measure, ...], tuple[_Reader, ...]]:
    """The measures that count, and how each reads a row of this layout: made once a layout and scorecard."""
    held = layout.plans.get(id(measures))
    if held is not None:  # it holds the measures, so that their id is nobody else's
        known: tuple[tuple[Measure, ...], tuple[_Reader, ...]] = held[1]
        return known
    weighed = tuple(measure for measure in measures if measure.weight > 0.0)
    plan = weighed, tuple(_reader(layout, measure, weighed) for measure in weighed)
    layout.plans[id(measures)] = (measures, plan)
    if len(layout.plans) > _PLANS:
        layout.plans.popitem(last=False)
    return plan


def _reader(layout: Layout, measure: Measure, measures: Sequence[Measure]) -> _Reader:
    place = layout.place(measure.column)
    if place is None:
        return _COMPUTED.get(header_key(measure.column), _missing)
    column = layout.column(place)
    if column is None or column.kind is Kind.ANY:
        return partial(_own, place, *scale_of(measure.column, measures))
    if column.kind is Kind.TEXT:
        return partial(_text, place)
    if column.kind is Kind.YESNO:
        return partial(_truth, place, column.default)
    if column.kind in NUMBER_KINDS:
        return partial(_number, place, column)
    return _unscored


def scale_of(header: str, measures: Sequence[Measure]) -> tuple[dict[str, float], float]:
    """What the cells of a column may say: the choices of all measures that read it, and how far its numbers run."""
    choices: dict[str, float] = {}
    scale = 0.0
    for measure in measures:
        if header_key(measure.column) == header_key(header):
            choices |= measure.choices
            if not measure.choices:
                scale = max(scale, abs(measure.zero_at), abs(measure.hundred_at))
    return choices, scale


def _own(place: int, choices: dict[str, float], scale: float, client: Client) -> object:
    """A column of the user's own: numbers or choices."""
    cell = client.cells[place]
    if type(cell) is float:
        return read_measure(number_in(cell), choices, scale) if choices else number_in(cell)
    error = error_of(cell)
    if error is not None:
        raise refuse(error)
    try:
        if isinstance(cell, (str, bool)) or cell is None:
            return read_measure(cell, choices, scale)
        return read_measure(number_in(cell), choices, scale)
    except ValueError:
        raise refuse(ExcelError.VALUE) from None


def _text(place: int, client: Client) -> object:
    return text_in(client.cells[place]) or None


def _truth(place: int, default: object, client: Client) -> object:
    cell = client.cells[place]
    if is_blank(cell):
        return default
    answer = cell == 1 if cell in (0, 1) else read_yes_no(text_in(cell))
    if answer is None:
        raise refuse(ExcelError.VALUE)
    return answer


def _number(place: int, column: Column, client: Client) -> object:
    number = number_in(client.cells[place], percent=column.kind in PERCENT_KINDS, whole=column.kind is Kind.COUNT)
    if number is None:
        return None
    lowest, highest = column.minimum, column.maximum
    return limited(number, float("-inf") if lowest is None else lowest, float("inf") if highest is None else highest)


def _unscored(client: Client) -> object:
    """A column of dates."""
    raise refuse(ExcelError.VALUE)


def _missing(client: Client) -> object:
    """A column that the row has not."""
    raise refuse(ExcelError.NA)


def _seat_utilisation(client: Client) -> object:
    active, licensed = (client.layout.place(header) for header in ("Active Seats", "Licensed Seats"))
    if active is None or licensed is None:
        raise refuse(ExcelError.NA)
    used = client.count(active)
    return None if used is None else value_per_seat(used, client.count(licensed))


_COMPUTED: dict[str, _Reader] = {
    header_key(header): read
    for header, read in {
        "Contract MRR": Client.contract_mrr,
        "Overall Value": lambda client: client.value().amount,
        "ARR": lambda client: client.value().amount * MONTHS_PER_YEAR,
        "Value per Seat": lambda client: value_per_seat(client.value().amount, client.employees()),
        "Seat Utilisation": _seat_utilisation,
    }.items()
}
"""Columns that a formula can compute from the row; any other computed column must stand in it."""
