"""A data issue: one row of the DataIssues table (product.md section 9)."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Issue", "Level"]


class Level(StrEnum):
    """How much an issue matters: errors leave something uncounted, warnings count it and say so."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong with one cell, row or table, and what was done about it.

    Parameters
    ----------
    level
        Error (something is not counted) or warning (counted, but look at it).
    table
        Name of the input table, as in the schema: ``"Contracts"``.
    row
        Position of the row in the table, 0 for the first row below the header; None for the whole table.
    column
        Header of the column as in the schema; None for the whole row.
    rule
        The rule, as a sentence without its full stop: ``"Start must be a date"``.
    value
        The value as it stands in the cell; None where no value is to be shown.
    action
        What was done, as a whole sentence: ``"The line is not counted."``.
    """

    level: Level
    table: str
    row: int | None
    column: str | None
    rule: str
    value: object
    action: str

    def text(self, place: str) -> str:
        """Say the issue in one line.

        Examples
        --------
        >>> Issue(Level.ERROR, "Contracts", 10, "Start", "Start must be a date", "31/02/2026",
        ...       "The line is not counted.").text("Contracts!F12")
        "Contracts!F12: Start must be a date; got '31/02/2026'. The line is not counted."
        """
        got = "" if self.value is None else f"; got {_shown(self.value)}"
        return f"{place}: {self.rule}{got}. {self.action}"


def _shown(value: object) -> str:
    """Text in quotes, numbers plainly."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value) if isinstance(value, str) else str(value)
