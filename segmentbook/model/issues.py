"""A data issue: one row of the DataIssues table (product.md section 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ISSUES_SHOWN", "Issue", "Level", "capped", "more", "shown"]

ISSUES_SHOWN = 1_000
"""Issues of one rule in one table that are listed one by one; the rest is one row that says how many."""

_LONGEST_VALUE = 80


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
        got = "" if self.value is None else f"; got {shown(self.value)}"
        return f"{place}: {self.rule}{got}. {self.action}"


def more(issue: Issue, count: int) -> Issue:
    """Sum up ``count`` further issues of the rule of ``issue`` in one that names no cell.

    Examples
    --------
    >>> issue = Issue(Level.ERROR, "Contracts", 0, "Start", "Start must be a date", "?", "Not counted.")
    >>> more(issue, 1200).text("Contracts")
    'Contracts: Start must be a date, in 1,200 more rows. Not counted.'
    """
    rows = "row" if count == 1 else "rows"
    return Issue(issue.level, issue.table, None, None, f"{issue.rule}, in {count:,} more {rows}", None, issue.action)


def capped(issues: Iterable[Issue], limit: int = ISSUES_SHOWN) -> tuple[Issue, ...]:
    """Keep the first ``limit`` issues of each rule in each table, then one that says how many more there are.

    The order stays; capping twice is capping once.

    Examples
    --------
    >>> issues = [Issue(Level.ERROR, "Contracts", row, "Start", "Start must be a date", "?", "") for row in range(5)]
    >>> [(issue.row, issue.rule) for issue in capped(issues, limit=2)]
    [(0, 'Start must be a date'), (1, 'Start must be a date'), (None, 'Start must be a date, in 3 more rows')]
    """
    kept: list[Issue] = []
    seen: dict[tuple[str, str, str], int] = {}
    left_out: dict[tuple[str, str, str], Issue] = {}
    for issue in issues:
        key = (issue.level, issue.table, issue.rule)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= limit:
            kept.append(issue)
        else:
            left_out.setdefault(key, issue)
    kept.extend(more(issue, seen[key] - limit) for key, issue in left_out.items())
    return tuple(kept)


def shown(value: object) -> str:
    """Show a cell's value in one line: text in quotes and shortened, errors, dates and numbers plainly.

    Examples
    --------
    >>> shown("31/02/2026"), shown(120.0), shown(0.5), shown(True)
    ("'31/02/2026'", '120', '0.5', 'TRUE')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if type(value) is str:  # not the subclass for error cells: #N/A has no quotes
        return repr(value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…")
    return str(value)
