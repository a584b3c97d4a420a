"""The Clients table as a typed frame, with the user's own columns and the measures in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from segmentbook.checks.cells import text_column
from segmentbook.checks.facts import frame_of, note_foreign
from segmentbook.checks.measures import measure_column
from segmentbook.checks.places import listed
from segmentbook.checks.table import BLANKED, NUMBER_KINDS, InputTable
from segmentbook.errors import InputError
from segmentbook.model.inputs import Measure
from segmentbook.model.issues import Issue, Level
from segmentbook.raw import Kind as CellKind
from segmentbook.raw import RawBook, RawColumn, RawTable
from segmentbook.schema import CLIENTS, Kind
from segmentbook.schema.read_measures import PERCENT_POINTS

__all__ = ["clients_frame", "clients_table"]

_BLANKED = (Level.WARNING, BLANKED)


def clients_table(book: RawBook) -> RawTable:
    """The Clients table, without which there is nothing to compute.

    Raises
    ------
    InputError
        There is none; the message says what was looked for and what there is.
    """
    table = book.tables.get("Clients")
    if table is None:
        passed_over = "".join(f" {note}" for note in book.notes if "is not read as Clients" in note)
        raise InputError(
            "No Clients table: neither an Excel table named Clients nor a sheet Clients with the header Client among "
            f"its first 20 rows. Sheets: {listed(book.sheet_names)}; input tables: {listed(book.tables)}. "
            f"'segmentbook init BOOK' adds the input tables.{passed_over}"
        )
    return table


def clients_frame(
    raw: RawTable, measures: Sequence[Measure], base_currency: str
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """Clients with the schema's columns, the user's own as typed, and those that measures read ready to be scored.

    Raises
    ------
    InputError
        Two clients of one ID (or of one name, where that is the ID).
    """
    reading: dict[str, list[Measure]] = {}
    for measure in measures:
        reading.setdefault(measure.column, []).append(measure)
    table = InputTable(raw, CLIENTS, also=reading)
    columns: dict[str, npt.NDArray[np.generic]] = {}
    columns["Client"], columns["Client ID"] = _names(table)
    for column in CLIENTS:
        header = column.header
        if header in columns:
            continue
        if column.kind is Kind.TEXT:
            columns[header] = table.texts(header)
        elif column.kind in NUMBER_KINDS:
            columns[header], _, signs = table.numbers(header, *_BLANKED)
            note_foreign(table, header, signs if column.kind is Kind.MONEY else (), base_currency)
        elif column.kind is Kind.YESNO:
            columns[header] = table.yes_no(header)
        elif column.kind is Kind.ANY:
            cells = table.column(header)
            columns[header] = np.full(len(table), None, np.object_) if cells is None else as_typed(cells)
    dates = table.dates({column.header: _BLANKED for column in CLIENTS if column.kind is Kind.DATE})
    columns |= {header: values for header, (values, _) in dates.items()}
    columns = {header: columns[header] for header in CLIENTS.headers}
    for header in table.extra_headers():
        columns[header] = as_typed(table.extra_column(header))
    for header, readers in reading.items():
        _score(table, header, readers, columns)
    return frame_of(columns, table.rows), table.findings.issues()


def _names(table: InputTable) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Names and IDs, each standing for the other where it is blank; rows with neither are left out."""
    names, ids = table.texts("Client", errors=True), table.texts("Client ID")
    raw = table.column("Client")
    failed = raw.kind == CellKind.ERROR if raw is not None else np.zeros(len(table), np.bool_)
    names[failed] = ""
    for which, rule in ((names == "") & ~failed, "filled in"), (failed, "a name, not an error"):
        nameless, by_id = np.flatnonzero(which & (ids == "")), np.flatnonzero(which & (ids != ""))
        table.note(Level.ERROR, nameless, "Client", f"Client must be {rule}", "The row is left out.")
        table.note(Level.WARNING, by_id, "Client", f"Client must be {rule}", "The Client ID stands for the name.")
    known = (names != "") | (ids != "")
    if not known.all():
        table.keep(known)
        names, ids = names[known], ids[known]
    typed = ids != ""
    ids, names = np.where(typed, ids, names), np.where(names == "", ids, names)
    _refuse_doubled(table, ids, typed)
    return names, ids


def _refuse_doubled(table: InputTable, ids: npt.NDArray[np.object_], typed: npt.NDArray[np.bool_]) -> None:
    """Stop where two clients have one ID."""
    keys = pd.Series([text.casefold() for text in ids], dtype=object)
    again = np.flatnonzero(keys.duplicated().to_numpy())
    if not again.size:
        return
    row = int(again[0])
    other = int(np.flatnonzero((keys == keys[row]).to_numpy())[0])
    cell, cell_of_other = (table.place(i, "Client ID" if typed[i] else "Client") for i in (row, other))
    header = "Client ID" if typed[row] else "Client"
    rule = f"{header} must be unique" + ("" if typed[row] else " where there is no Client ID")
    count = len(again) - 1
    rest = f" {count:,} more row{'s repeat' if count > 1 else ' repeats'} an ID." if count else ""
    raise InputError(
        f"{cell}: {rule}; got {ids[row]!r}, which is also in {cell_of_other}. Give one of them another ID.{rest}"
    )


def as_typed(raw: RawColumn) -> npt.NDArray[np.object_]:
    """Cells as typed: floats, texts, dates as ISO texts, yes and no for booleans, None for blank and error cells.

    Examples
    --------
    >>> as_typed(RawColumn.from_values([1, "a", True, None])).tolist()
    [1.0, 'a', 'yes', None]
    """
    values = text_column(raw)
    numbers = raw.kind == CellKind.NUMBER
    values[numbers] = raw.number[numbers]
    truths = raw.kind == CellKind.BOOLEAN
    values[truths] = np.where(raw.number[truths] == 1, "yes", "no")
    values[values == ""] = None
    return values


def _score(
    table: InputTable, header: str, measures: Sequence[Measure], columns: dict[str, npt.NDArray[np.generic]]
) -> None:
    """Make a column that measures read ready for them, noting what they cannot score."""
    schema = next((column for column in CLIENTS if column.header == header), None)
    if schema is None and header not in table.raw.headers:
        return  # computed
    cells = table.extra_column(header) if schema is None else table.column(header)
    if schema is None or schema.kind in (Kind.ANY, Kind.TEXT):
        if cells is None:
            return
        read = measure_column(cells, measures)
        action = "The measure is left out for this client."
        table.note_unlike(Level.WARNING, cells, np.flatnonzero(read.unreadable), header, read.wanted, action)
        table.remark(header, read.remarks)
        if schema is None or schema.kind is Kind.ANY:
            columns[header] = read.cells
    _report_scale(table, header, measures, columns[header])


def _report_scale(table: InputTable, header: str, measures: Sequence[Measure], values: npt.NDArray[np.generic]) -> None:
    """Note percent cells (0.85) under a measure that runs to 100."""
    numbers = np.array([value for value in values.tolist() if isinstance(value, float) and value == value])
    numeric = [measure for measure in measures if not measure.choices]
    if not numeric or not numbers.size:
        return
    low = min(min(measure.zero_at, measure.hundred_at) for measure in numeric)
    high = max(max(measure.zero_at, measure.hundred_at) for measure in numeric)
    if (
        high > PERCENT_POINTS
        and low >= 0
        and ((numbers > 0) & (numbers < 1)).any()
        and numbers.min() >= 0
        and numbers.max() <= 1
    ):
        rule = f"{header} is scored from {low:g} to {high:g}, but no client is above 1"
        action = "The values are scored as they stand; a cell that shows 85% holds 0.85."
        table.findings.warning(None, header, rule, None, action)
