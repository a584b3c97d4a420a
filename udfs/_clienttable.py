"""=SEGMENTTABLE: the whole table of clients at once, by the column forms where pandas is at hand, else row by row.

Columns are read alike for both, by the rules of a refresh: a text such as 1,234 is read as the rest of its column
tells. What cannot be computed of one client is an error in that client's cells and in no other's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from segmentbook.model.bands import UNSCORED, band_of, bands_of
from segmentbook.model.clients import CHURNED, CURRENT, NOT_STARTED, ClientKeys, client_status
from segmentbook.model.inputs import Band, Measure, SegmentCell
from segmentbook.model.keys import header_key
from segmentbook.model.overrides import NO_BAND, health_override
from segmentbook.model.scorecards import score_column, score_one
from segmentbook.model.segments import UNPLACED, segment_of, segments_of
from segmentbook.schema import CLIENTS, SEGMENT_RESULTS, Column, Kind
from udfs._arguments import Cells, error_of, errors_in, is_blank, is_filled, refuse, table_of
from udfs._clients import MINIMUM_COVERAGE
from udfs._columns import dates, plain_numbers, texts
from udfs._contracts import contracts_given
from udfs._errors import ExcelError
from udfs._layout import Layout, layout_of
from udfs._ledgers import mrr_of_clients
from udfs._measurecolumns import Figures, figures, measure_figures

__all__ = ["HEADERS", "Policy", "segment_table"]

HEADERS = ("Client", "Overall Value", "Effort Score", "Health Score", "Health Band", "Segment")
"""The columns that the formula spills."""

_FEWEST_FOR_ARRAYS = 2_000
"""Clients and contract lines together from which on loading pandas pays."""

_MONEY = SEGMENT_RESULTS["Overall Value"]
_SCORE = Column("Score", Kind.SCORE, "", minimum=0.0, maximum=100.0)
_COVERAGE = SEGMENT_RESULTS["Effort Coverage"]


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """What the formula was told of cuts, scorecards, bands and segments."""

    value_cut: float
    effort_cut: float
    effort: Sequence[Measure]
    health: Sequence[Measure]
    bands: Sequence[Band]
    cells: Sequence[SegmentCell]


def segment_table(clients: object, contracts: object, as_of: date, rates: object, policy: Policy) -> list[list[Any]]:
    """A header row, and a row for each row of ``clients``; those of a wholly blank row are "".

    Raises
    ------
    FormulaError
        #VALUE!: no table; #N/A: it names no Client column.
    InputError
        Two clients of one ID, where their contracts are asked for.
    """
    rows = table_of(clients)
    layout = layout_of(rows[0], len(rows[0]))
    if layout.client is None:
        raise refuse(ExcelError.NA)
    body = rows[1:]
    named = texts([row[layout.client] for row in body])
    blank = {i for i, name in enumerate(named) if not name and not is_filled(body[i])}
    filled = [row for i, row in enumerate(body) if i not in blank] if blank else body
    results = _results(_Book(filled, layout, contracts, as_of, rates), policy)
    if not blank:
        return [list(HEADERS), *results]
    lines = iter(results)
    return [list(HEADERS), *([""] * len(HEADERS) if i in blank else next(lines) for i in range(len(body)))]


class _Book:
    """The filled rows of the table, and where their money comes from."""

    def __init__(self, rows: Sequence[Cells], layout: Layout, contracts: object, as_of: date, rates: object) -> None:
        self.rows = rows
        self.layout = layout
        self.as_of = as_of
        self.rates = rates
        self.lines = None if is_blank(contracts) else contracts_given(contracts)
        self.arrays = _arrays_pay(len(rows) + (0 if self.lines is None else len(self.lines)))
        self._names: list[str] | None = None
        self._ids: list[str] | None = None
        self._mrr: Figures | None = None
        self._value: Figures | None = None

    def cells(self, place: int | None) -> Cells:
        """A column's cells; blank where the table has it not."""
        return [None] * len(self.rows) if place is None else [row[place] for row in self.rows]

    def names(self) -> list[str]:
        """The clients' names, "" where blank."""
        if self._names is None:
            self._names = texts(self.cells(self.layout.client))
        return self._names

    def ids(self) -> list[str]:
        """The clients' IDs, "" where blank."""
        if self._ids is None:
            self._ids = texts(self.cells(self.layout.client_id))
        return self._ids

    def contract_mrr(self) -> Figures:
        """The rows' Contract MRR, else that of the contracts."""
        if self._mrr is None:
            place = self.layout.contract_mrr
            self._mrr = _filled(figures(self.cells(place), _MONEY), self._from_lines)
        return self._mrr

    def value(self) -> Figures:
        """Segment Value where typed, else Overall Value, else Contract MRR."""
        if self._value is None:
            typed = figures(self.cells(self.layout.segment_value), CLIENTS["Segment Value"])
            overall = _filled(typed, lambda: figures(self.cells(self.layout.overall_value), _MONEY))
            self._value = _filled(overall, self.contract_mrr)
        return self._value

    def worth(self, key: str, chosen: Sequence[int]) -> Figures:
        """Contract MRR or Overall Value of some of the rows, for a measure."""
        column = self.contract_mrr() if key == header_key("Contract MRR") else self.value()
        errors = {j: column.errors[i] for j, i in enumerate(chosen) if i in column.errors}
        return Figures([column.values[i] for i in chosen], errors)

    def _from_lines(self) -> Figures:
        if self.lines is None:
            return Figures.missing(len(self.rows))
        names, ids = self.names(), self.ids()
        nameless = [i for i, (name, own) in enumerate(zip(names, ids, strict=True)) if not name and not own]
        keys = ClientKeys(names, ids)
        sums, lacking = mrr_of_clients(self.lines, self.as_of, self.rates, keys, len(self.rows), arrays=self.arrays)
        return Figures(list(sums), dict.fromkeys([*nameless, *lacking], ExcelError.NA))

    def outside(self) -> dict[int, str | ExcelError]:
        """The clients who have no segment: "" for those who are not current, an error where a date cannot be read."""
        layout = self.layout
        if layout.status is not None:
            return {i: "" for i, status in enumerate(self.cells(layout.status)) if status in (CHURNED, NOT_STARTED)}
        cells = {"since": self.cells(layout.client_since), "churned": self.cells(layout.churned_on)}
        columns = dates(cells)
        days = zip(columns["since"][0], columns["churned"][0], strict=True)
        found: dict[int, str | ExcelError] = {
            i: ""
            for i, (since, churned) in enumerate(days)
            if (since or churned) and client_status(self.as_of, since, churned) != CURRENT
        }
        for header in ("churned", "since"):
            for i in columns[header][1]:
                found[i] = error_of(cells[header][i]) or ExcelError.VALUE
        return found


def _filled(column: Figures, other: Any) -> Figures:
    """The column, its blanks taken from another one that is made only where there are blanks."""
    blank = [i for i, value in enumerate(column.values) if value is None and i not in column.errors]
    if not blank:
        return column
    more = other()
    for i in blank:
        column.values[i] = more.values[i]
        if i in more.errors:
            column.errors[i] = more.errors[i]
    return column


def _results(book: _Book, policy: Policy) -> list[list[Any]]:
    """One row of results a client."""
    layout = book.layout
    value = book.value()
    effort = _scores(book, layout.effort_score, policy.effort)
    health = _scores(book, layout.health_score, policy.health)
    bands = _bands(book, health, policy.bands)
    codes = _codes(book, value, effort, policy)
    names: list[Any] = [name or own for name, own in zip(book.names(), book.ids(), strict=True)]
    for place in (layout.client_id, layout.client):
        for i, error in errors_in(book.cells(place)).items():
            names[i] = error
    columns = [names, _shown(value), _shown(effort), _shown(health), bands, codes]
    return [list(line) for line in zip(*columns, strict=True)]


def _shown(column: Figures) -> list[Any]:
    """Numbers, and an error where there is none."""
    shown = [ExcelError.NA if value is None else value for value in column.values]
    for i, error in column.errors.items():
        shown[i] = error
    return shown


def _scores(book: _Book, place: int | None, measures: Sequence[Measure]) -> Figures:
    """The scores that stand in the rows, else those of their measures; None where there is no score by the rules."""
    typed = figures(book.cells(place), _SCORE)
    given = None if place is None else book.layout.coverage.get(place)
    covered = figures(book.cells(given), _COVERAGE).values
    chosen = [
        i
        for i, (value, share) in enumerate(zip(typed.values, covered, strict=True))
        if value is None and share is None and i not in typed.errors
    ]
    if not chosen:
        return typed
    rows = book.rows if len(chosen) == len(book.rows) else [book.rows[i] for i in chosen]
    weighed = [measure for measure in measures if measure.weight > 0.0]
    columns = measure_figures(rows, book.layout, weighed, lambda key: book.worth(key, chosen))
    scores = (_scored_by_columns if book.arrays else _scored_by_rows)(columns, weighed, len(rows))
    for i, score in zip(chosen, scores, strict=True):
        typed.values[i] = score
    for measure in reversed(weighed):  # of several errors the first measure's
        for j, error in columns[measure.name].errors.items():
            typed.errors[chosen[j]] = error
    return typed


def _scored_by_rows(columns: dict[str, Figures], measures: Sequence[Measure], count: int) -> list[float | None]:
    values = zip(*(columns[measure.name].values for measure in measures), strict=True)
    return [score_one(row, measures, minimum_coverage=MINIMUM_COVERAGE).score for row in values]


def _scored_by_columns(columns: dict[str, Figures], measures: Sequence[Measure], count: int) -> list[float | None]:
    import numpy as np

    arrays = {}
    for name, column in columns.items():
        if plain_numbers(column.values):
            arrays[name] = np.array(column.values, dtype=np.float64)  # None becomes NaN
        else:  # truth values and words score by their choices
            arrays[name] = np.empty(count, dtype=np.object_)
            arrays[name][:] = column.values
    found = score_column(arrays, measures, count, minimum_coverage=MINIMUM_COVERAGE)
    return [None if score != score else score for score in found.score.tolist()]


def _bands(book: _Book, health: Figures, bands: Sequence[Band]) -> list[Any]:
    """The bands of the scores, an override before its score."""
    named: list[Any]
    if book.arrays:
        import numpy as np

        names = [*(band.name for band in bands), UNSCORED]
        named = [names[i] for i in bands_of(np.array(health.values, dtype=np.float64), bands).tolist()]
    else:
        named = [band_of(score, bands) for score in health.values]
    for i, error in health.errors.items():
        named[i] = error
    override, until = book.layout.place("Health Override"), book.layout.place("Override Until")
    if override is not None:
        (days, _) = dates({"until": book.cells(until)})["until"]
        for i, text in enumerate(texts(book.cells(override))):
            position = health_override(text, days[i], book.as_of, bands) if text else None
            if position is not None and position != NO_BAND:
                named[i] = bands[position].name
    return named


def _codes(book: _Book, value: Figures, effort: Figures, policy: Policy) -> list[Any]:
    """The segments of the clients who are current."""
    codes: list[Any]
    if book.arrays:
        import numpy as np

        names = [*(cell.code for cell in policy.cells), UNPLACED]
        values, scores = (np.array(column.values, dtype=np.float64) for column in (value, effort))
        places = segments_of(values, scores, policy.value_cut, policy.effort_cut, policy.cells)
        codes = [names[i] for i in places.tolist()]
    else:
        cells = (
            segment_of(amount, score, policy.value_cut, policy.effort_cut, policy.cells)
            for amount, score in zip(value.values, effort.values, strict=True)
        )
        codes = [UNPLACED if cell is None else cell.code for cell in cells]
    for i, error in (effort.errors | value.errors).items():
        codes[i] = error
    for i, instead in book.outside().items():
        codes[i] = instead
    return codes


def _arrays_pay(count: int) -> bool:
    return count >= _FEWEST_FOR_ARRAYS and _arrays_at_hand()


@cache
def _arrays_at_hand() -> bool:
    """Whether numpy and pandas can be loaded: LibreOffice on Windows and macOS brings neither."""
    try:
        import numpy  # noqa: F401 - only whether it is there
        import pandas  # noqa: F401
    except ImportError:  # also where they were built for another Python
        return False
    return True
