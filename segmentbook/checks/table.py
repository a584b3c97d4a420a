"""One input table on its way from cells to typed columns, noting each issue as it comes up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from segmentbook.checks.cells import Remark, blank_cells, cell_shown, text_column
from segmentbook.checks.date_columns import date_columns
from segmentbook.checks.findings import Findings, one_of
from segmentbook.checks.numbers import number_column
from segmentbook.checks.places import listed, place
from segmentbook.checks.words import choice_column, yes_no_column
from segmentbook.errors import InputError
from segmentbook.model.issues import Level
from segmentbook.raw import Kind as CellKind
from segmentbook.raw import RawColumn, RawTable, column_letters
from segmentbook.schema import Column, Kind, Table, header_key

__all__ = ["BLANKED", "NUMBER_KINDS", "InputTable"]

NUMBER_KINDS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.COUNT, Kind.SHARE, Kind.SCORE})
"""Columns that hold numbers."""

_LOOKALIKES = {"Amount": ("ARR", "MRR", "TCV", "ACV", "Amount", "Value", "Charge", "Fee", "Price", "Revenue")}
"""What a header may hold that could be meant for a missing column but is never taken for it."""

BLANKED = "The cell is taken as blank."

_PERCENT_KINDS = frozenset({Kind.NUMBER, Kind.SHARE, Kind.SCORE})


class InputTable:
    """The cells of one table under the schema's headers; rows in which nothing of it is filled in are left out.

    Parameters
    ----------
    raw
        The table as it stands in the workbook.
    schema
        What its columns mean.
    also
        Headers as typed of further columns whose content makes a row count as filled in (measures).

    Raises
    ------
    InputError
        A required column is missing.
    """

    def __init__(self, raw: RawTable, schema: Table, also: Iterable[str] = ()) -> None:
        self.raw = raw
        self.schema = schema
        self.findings = Findings(schema.name)
        self.positions = schema.match(raw.headers)
        self._require()
        self._report_doubled()
        wanted = {*self.positions.values(), *(raw.headers.index(header) for header in also if header in raw.headers)}
        self.rows = _filled(raw, wanted)
        self._all = len(self.rows) == len(raw)

    def __len__(self) -> int:
        return len(self.rows)

    def keep(self, good: npt.NDArray[np.bool_]) -> None:
        """Leave out the rows that are not good."""
        self.rows = self.rows[good]
        self._all = len(self.rows) == len(self.raw)

    def typed_header(self, header: str) -> str | None:
        """The header as typed of a column of the schema; None where the table has it not."""
        position = self.positions.get(header)
        return None if position is None else self.raw.headers[position]

    def place(self, row: int, header: str) -> str:
        """Name the cell of a row of ``self.rows``."""
        return place(self.raw, int(self.rows[row]), self.typed_header(header))

    def extra_headers(self) -> tuple[str, ...]:
        """The user's own columns, as typed; of equal ones the first."""
        taken = {header_key(self.raw.headers[position]) for position in self.positions.values()}
        extra: list[str] = []
        for header in self.raw.headers:
            key = header_key(header) or header
            if key and key not in taken:
                taken.add(key)
                extra.append(header)
        return tuple(extra)

    def column(self, header: str) -> RawColumn | None:
        """The cells under a header of the schema; None where the table has it not."""
        position = self.positions.get(header)
        return None if position is None else self._cells(position)

    def extra_column(self, header: str) -> RawColumn:
        """The cells of a column of the user's own."""
        return self._cells(self.raw.headers.index(header))

    def _cells(self, position: int) -> RawColumn:
        raw = self.raw.columns[position]
        return raw if self._all else RawColumn(raw.kind[self.rows], raw.number[self.rows], raw.pool)

    # -- typed columns -------------------------------------------------------------------------------------------

    def texts(self, header: str, *, errors: bool = False, action: str = BLANKED) -> npt.NDArray[np.object_]:
        """A column of texts; error cells are "" and a warning, or with ``errors`` their text to be judged."""
        raw = self.column(header)
        if raw is None:
            return np.full(len(self), "", np.object_)
        if not errors:
            self.note_unlike(Level.WARNING, raw, np.flatnonzero(raw.kind == CellKind.ERROR), header, "a text", action)
        return text_column(raw, errors=errors)

    def numbers(
        self, header: str, level: Level, action: str
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], tuple[tuple[str, npt.NDArray[np.intp]], ...]]:
        """A column of numbers, its unreadable cells (also those out of range), and the currencies written in it."""
        column = self.schema[header]
        default = np.nan if column.default is None else float(str(column.default))
        raw = self.column(header)
        if raw is None:
            return np.full(len(self), default), np.zeros(len(self), np.bool_), ()
        read = number_column(raw, percent=column.kind in _PERCENT_KINDS, whole=column.kind is Kind.COUNT)
        self.remark(header, read.remarks)
        self.note_unlike(level, raw, np.flatnonzero(read.unreadable), header, "a number", action)
        values, bad = read.values, read.unreadable
        with np.errstate(invalid="ignore"):
            out = np.zeros(len(values), np.bool_)
            if column.minimum is not None:
                out |= values < column.minimum
            if column.maximum is not None:
                out |= values > column.maximum
        if out.any():
            self.note_unlike(level, raw, np.flatnonzero(out), header, _range(column), action)
            bad = bad | out
            values[out] = np.nan
        if not np.isnan(default):
            values[np.isnan(values) & ~bad] = default
        return values, bad, read.currencies

    def dates(
        self, levels: Mapping[str, tuple[Level, str]]
    ) -> dict[str, tuple[npt.NDArray[np.datetime64], npt.NDArray[np.bool_]]]:
        """The table's date columns and their unreadable cells; ``levels`` says how each column's are noted."""
        cells = {header: raw for header in levels if (raw := self.column(header)) is not None}
        read = date_columns(cells, date1904=self.raw.date1904)
        typed = {}
        for header, (level, action) in levels.items():
            if header not in read:
                nothing = np.full(len(self), np.datetime64("NaT"), "datetime64[s]")
                typed[header] = (nothing, np.zeros(len(self), np.bool_))
                continue
            column = read[header]
            self.remark(header, column.remarks)
            self.note_unlike(level, cells[header], np.flatnonzero(column.unreadable), header, "a date", action)
            typed[header] = (column.values, column.unreadable)
        return typed

    def yes_no(self, header: str) -> npt.NDArray[np.object_]:
        """A column of True, False or None; what is neither is a warning and the default."""
        default = self.schema[header].default
        raw = self.column(header)
        if raw is None:
            return np.full(len(self), default, np.object_)
        read = yes_no_column(raw, default)
        taken = "blank" if default is None else "Yes" if default else "No"
        self.note_unlike(
            Level.WARNING, raw, np.flatnonzero(read.unreadable), header, "Yes or No", f"The cell is taken as {taken}."
        )
        return read.values

    def choices(self, header: str, level: Level, action: str) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.bool_]]:
        """A column of one of a few words, as typed where it is none of them."""
        column = self.schema[header]
        raw = self.column(header)
        if raw is None:
            return np.full(len(self), column.default, np.object_), np.zeros(len(self), np.bool_)
        read = choice_column(raw, column.choices, header, column.default)
        self.remark(header, read.remarks)
        self.note_unlike(level, raw, np.flatnonzero(read.unreadable), header, one_of(column.choices), action)
        return read.values, read.unreadable

    def note(self, level: Level, rows: npt.NDArray[np.intp], header: str, rule: str, action: str) -> None:
        """Note an issue for the cells of ``rows`` in a column that the table has, showing their values."""
        raw = self.column(header)
        if raw is not None:
            self.note_cells(level, raw, rows, header, rule, action)

    def note_cells(
        self, level: Level, raw: RawColumn, rows: npt.NDArray[np.intp], header: str, rule: str, action: str
    ) -> None:
        """Note an issue for cells of ``raw``, the cells of the table under ``header`` (any header)."""
        if rows.size:
            self.findings.cells(level, self.rows[rows], header, rule, action, lambda i: _shown(raw, int(rows[i])))

    # -- what is noted -------------------------------------------------------------------------------------------

    def note_unlike(
        self, level: Level, raw: RawColumn, rows: npt.NDArray[np.intp], header: str, wanted: str, action: str
    ) -> None:
        """Note cells that are not what they must be; error cells under a rule of their own."""
        if not rows.size:
            return
        errors = raw.kind[rows] == CellKind.ERROR
        for which, rule in ((rows[~errors], wanted), (rows[errors], f"{wanted}, not an error")):
            self.note_cells(level, raw, which, header, f"{header} must be {rule}", action)

    def remark(self, header: str, remarks: Iterable[Remark]) -> None:
        """Note how cells of a column were read."""
        for remark in remarks:
            row = int(self.rows[remark.row])
            self.findings.warning(row, header, f"{header} {remark.rule}", remark.value, remark.action)

    def _require(self) -> None:
        missing = [header for header in self.schema.required_headers if header not in self.positions]
        if not missing:
            return
        header = missing[0]
        typed = [text for text in self.raw.headers if text]
        like = [
            text for text in typed if any(header_key(word) in header_key(text) for word in _LOOKALIKES.get(header, ()))
        ]
        hint = f"Give one of the columns the header {header}."
        if like:
            hint = (
                f"{listed(like, ' and ')} may mean another period, and nothing is taken for {header}: give the column "
                f"that holds the price of one billing period the header {header}, and say the Billing Period."
            )
        raise InputError(
            f"{place(self.raw, None)}: {self.schema.name} must have a column {header}; it has {listed(typed)}. {hint}"
        )

    def _report_doubled(self) -> None:
        seen: dict[str, str] = {}
        for position, header in enumerate(self.raw.headers):
            key = header_key(header)
            if key and key in seen:
                again = column_letters(self.raw.left + position)
                rule = f"Each header must be there once; {seen[key]} is there again in column {again}"
                self.findings.warning(None, seen[key], rule, None, "The first of the two columns is used.")
            elif key:
                seen[key] = header


def _shown(raw: RawColumn, row: int) -> object:
    """The value as a message shows it; None where there is nothing to be seen."""
    shown = cell_shown(raw, row)
    return None if isinstance(shown, str) and not shown.strip() else shown


def _range(column: Column) -> str:
    low, high = column.minimum, column.maximum
    if low is None:
        return f"at most {high:g}"
    return f"{low:g} or more" if high is None else f"from {low:g} to {high:g}"


def _filled(raw: RawTable, positions: set[int]) -> npt.NDArray[np.intp]:
    """Rows in which one of the columns is filled in."""
    blank = np.arange(len(raw))
    for position in sorted(positions):
        cells = raw.columns[position]
        blank = blank[blank_cells(RawColumn(cells.kind[blank], cells.number[blank], cells.pool))]
        if not blank.size:
            return np.arange(len(raw))
    filled = np.ones(len(raw), np.bool_)
    filled[blank] = False
    return np.flatnonzero(filled)
