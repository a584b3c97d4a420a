"""A small table of policy: what contradicts itself there stops a refresh."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
import numpy.typing as npt

from segmentbook.checks.table import InputTable
from segmentbook.errors import PolicyError
from segmentbook.model.issues import Issue, Level
from segmentbook.model.policy import Fault
from segmentbook.raw import RawColumn

__all__ = ["CellPolicyError", "PolicyTable", "known"]


class CellPolicyError(PolicyError):
    """A policy refused because of one cell; ``issue`` says the same as a row of DataIssues."""

    def __init__(self, place: str, issue: Issue) -> None:
        super().__init__(issue.text(place))
        self.issue = issue


class PolicyTable(InputTable):
    """An input table whose errors are exceptions, each with its cell, the value and what to do."""

    def stop(self, row: int | None, header: str, rule: str, todo: str, value: object = None) -> NoReturn:
        """Refuse the policy because of one cell; ``row`` None for the table as a whole."""
        place = self.raw.sheet if row is None else self.place(row, header)
        position = None if row is None else int(self.rows[row])
        raise CellPolicyError(place, Issue(Level.ERROR, self.schema.name, position, header, rule, value, todo))

    def strict_numbers(self, header: str, todo: str) -> npt.NDArray[np.float64]:
        """A column of numbers, NaN where blank; an unreadable or impossible one stops."""
        values, _, _ = self.numbers(header, Level.ERROR, todo)
        self.stop_on_error()
        return values

    def strict_choices(self, header: str, todo: str) -> npt.NDArray[np.object_]:
        """A column of choices; another word, or none, stops."""
        values, _ = self.choices(header, Level.ERROR, todo)
        self.stop_on_error()
        for row in np.flatnonzero(values == ""):
            self.stop(int(row), header, f"{header} must be filled in", todo)
        return values

    def require(self, fault: Fault | None) -> None:
        """Stop at a fault, naming its cell and the other one that it speaks of."""
        if fault is not None:
            also = "" if fault.also is None else self.place(fault.also, fault.column)
            self.stop(fault.row, fault.column, fault.rule + also, fault.todo, fault.value)

    def stop_on_error(self) -> None:
        """Stop where an error was noted."""
        issue = self.findings.first_error()
        if issue is not None and issue.row is not None:
            row = int(np.flatnonzero(self.rows == issue.row)[0])
            raise CellPolicyError(self.place(row, issue.column or ""), issue)

    def keep_named(self, header: str) -> None:
        """Leave out rows without a name; those with other content are noted."""
        blank = self.texts(header) == ""
        self.note(Level.WARNING, np.flatnonzero(blank), header, f"{header} must be filled in", "The row is skipped.")
        self.keep(~blank)

    def require_rows(self, what: str) -> None:
        """Stop where the table has no rows."""
        if not len(self):
            self.stop(
                None,
                "",
                f"the table {self.schema.name} has no rows",
                f"Give {what}, or delete the table: the defaults hold where it is missing.",
            )

    def fills(self, header: str) -> list[str]:
        """The fills of a column's cells, six hex digits or ""."""
        position = self.positions.get(header)
        cells: RawColumn | None = None if position is None else self.raw.columns[position]
        if cells is None or cells.fills is None:
            return [""] * len(self)
        return [cells.fills[row] for row in self.rows]


def known(numbers: npt.NDArray[np.float64]) -> list[float | None]:
    """Numbers as plain values, None where blank."""
    return [None if number != number else number for number in numbers.tolist()]
