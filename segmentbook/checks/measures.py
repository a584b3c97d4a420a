"""The scorecards: what is measured, from which column of Clients, and whether its cells can be scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from segmentbook.checks.cells import Remark, number_text, text_column, text_counts
from segmentbook.checks.findings import one_of
from segmentbook.checks.numbers import number_column
from segmentbook.checks.policy_table import PolicyTable
from segmentbook.model.inputs import Measure
from segmentbook.model.issues import Issue
from segmentbook.model.policy import measure_fault
from segmentbook.raw import Kind as CellKind
from segmentbook.raw import RawColumn, RawTable
from segmentbook.schema import CLIENTS, Kind, Table, header_key
from segmentbook.schema.read_measures import COMPUTED, PERCENT_POINTS, read_choices
from segmentbook.schema.read_numbers import read_number
from segmentbook.schema.read_words import tidy

__all__ = ["MeasureColumn", "Scorecard", "measure_column", "read_scorecard"]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The measures of one scorecard, their sources named as the Clients frame names them, and what was noted."""

    measures: tuple[Measure, ...]
    issues: tuple[Issue, ...] = ()


def read_scorecard(raw: RawTable | None, schema: Table, defaults: Sequence[Measure], clients: RawTable) -> Scorecard:
    """Read a table of measures; without one the defaults hold.

    Parameters
    ----------
    raw, schema
        EffortMeasures or HealthMeasures.
    defaults
        The measures where there is no such table.
    clients
        The Clients table, for its headers.

    Raises
    ------
    PolicyError
        A weight below 0 or none above it, a measure named twice, one that scores 0 and 100 at one value, choices that
        cannot be read, a source that cannot be scored.
    """
    if raw is None:
        return Scorecard(tuple(replace(m, source=_column_of(m.column, clients) or m.source) for m in defaults))
    table = PolicyTable(raw, schema)
    table.keep_named("Measure")
    table.require_rows("at least one measure")
    names = table.texts("Measure")
    weights = table.strict_numbers("Weight", "Give it a weight of 0 or more.")
    zeros = table.strict_numbers("Scores 0 at", "Give the value that scores 0, or leave it blank for 0.")
    hundreds = table.strict_numbers("Scores 100 at", "Give the value that scores 100, or leave it blank for 100.")
    texts, sources, descriptions = (table.texts(header) for header in ("Choices", "Source", "Description"))
    measures = []
    for row, name in enumerate(names):
        choices = read_choices(texts[row])
        if isinstance(choices, str):
            rule = "Choices must be words with scores from 0 to 100, such as No=0; Partly=50; Yes=100"
            table.stop(row, "Choices", rule, f"Correct {choices!r}.", texts[row])
        column = _source(table, row, name, sources[row], clients)
        weight = 0.0 if np.isnan(weights[row]) else float(weights[row])
        measures.append(
            Measure(name, weight, float(zeros[row]), float(hundreds[row]), choices, column, descriptions[row])
        )
    given = [(m.name, m.weight, m.zero_at, m.hundred_at, bool(m.choices)) for m in measures]
    table.require(measure_fault(*zip(*given, strict=True)))
    return Scorecard(tuple(measures), table.findings.issues())


def _column_of(wanted: str, clients: RawTable) -> str | None:
    """The column of the Clients frame that a measure's source names, or a computed one; None for neither."""
    key = header_key(wanted)
    positions = CLIENTS.match(clients.headers)
    for header, position in positions.items():
        if key in (header_key(header), header_key(clients.headers[position])):
            return header
    own = next((header for header in clients.headers if header_key(header) == key), None)
    return own or next((header for header in COMPUTED if header_key(header) == key), None)


def _source(table: PolicyTable, row: int, name: str, source: str, clients: RawTable) -> str:
    """The column that a measure reads, as the Clients frame names it; one that cannot be scored stops."""
    wanted = source or name
    column = _column_of(wanted, clients)
    cell = "Source" if source else "Measure"
    if column is None:
        return source  # what has no value for any client the calculation says
    if column in CLIENTS.headers and CLIENTS[column].kind is Kind.DATE:
        rule = f"{cell} must name a column of numbers or words, not of dates"
        table.stop(row, cell, rule, "Name another column.", wanted)
    return column


@dataclass(frozen=True, slots=True, eq=False)
class MeasureColumn:
    """A column that measures read: floats, texts that are one of the choices, None for blank and unreadable."""

    cells: npt.NDArray[np.object_]
    unreadable: npt.NDArray[np.bool_]
    remarks: tuple[Remark, ...]
    wanted: str  # as a rule says what a cell must be


def measure_column(raw: RawColumn, measures: Sequence[Measure]) -> MeasureColumn:
    """Read a column as its measures score it.

    A text that is one of the choices stays; any other text must be a number. A number that is written as one of the
    choices (``1=0; 2=50; 3=100``) is that choice. ``85%`` is 85 where the measure runs in percent points.

    Examples
    --------
    >>> sponsor = Measure("Sponsor", 1, choices={"no": 0.0, "yes": 100.0})
    >>> column = measure_column(RawColumn.from_values(["Yes", True, "maybe", 50, None]), [sponsor])
    >>> column.cells.tolist(), column.unreadable.tolist(), column.wanted
    (['Yes', 'yes', None, 50.0, None], [False, False, True, False, False], 'No or Yes')
    """
    choices: dict[str, float] = {}
    for measure in measures:
        choices |= measure.choices
    numeric = [measure for measure in measures if not measure.choices]
    scale = max((max(abs(measure.zero_at), abs(measure.hundred_at)) for measure in numeric), default=0.0)
    read = number_column(raw)
    values = read.values.astype(np.object_)
    values[np.isnan(read.values)] = None
    unreadable = read.unreadable
    remarks = list(read.remarks)
    texts = text_counts(raw)
    if texts is not None:
        words = {position for position in texts.used if tidy(raw.pool[position]).casefold() in choices}
        rows = texts.rows_of(words)
        values[rows] = text_column(raw)[rows]
        unreadable[rows] = False
        remarks = [remark for remark in remarks if int(raw.number[remark.row]) not in words]
        remarks += _percent_points(raw, scale, values)
    if choices:
        _take_numbers_as_words(raw, choices, values)
    truths = np.flatnonzero(raw.kind == CellKind.BOOLEAN)
    for row in truths if choices else ():
        word = _truth(bool(raw.number[row]), choices)
        if word is not None:
            values[row], unreadable[row] = word, False
    wanted = one_of([word.capitalize() for word in choices]) if choices else "a number"
    return MeasureColumn(values, unreadable, tuple(remarks), wanted)


def _percent_points(raw: RawColumn, scale: float, values: npt.NDArray[np.object_]) -> list[Remark]:
    """Take ``85%`` as 85 where the measure runs to 100."""
    texts = text_counts(raw)
    if texts is None or scale <= PERCENT_POINTS:
        return []
    percents = [p for p in texts.used if (read := read_number(raw.pool[p])) is not None and read.percent]
    rows = texts.rows_of(percents)
    if not rows.size:
        return []
    values[rows] = [round(value * 100, 9) for value in values[rows]]
    rule = "should be a number on the scale of its measure, not text with %"
    return [Remark.read_as(rule, raw, rows, number_text(values[rows[0]]))]


def _take_numbers_as_words(raw: RawColumn, choices: Mapping[str, float], values: npt.NDArray[np.object_]) -> None:
    """Numbers written as one of the choices are that choice."""
    for word in choices:
        read = read_number(word)
        if read is not None:
            for row in np.flatnonzero((raw.kind == CellKind.NUMBER) & (raw.number == read.value)):
                values[row] = word


def _truth(value: bool, choices: Mapping[str, float]) -> str | None:
    """The choice that TRUE or FALSE stands for."""
    return next((word for word in (("yes", "true") if value else ("no", "false")) if word in choices), None)
