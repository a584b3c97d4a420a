"""The issues of one table as they are found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from segmentbook.model.issues import ISSUES_SHOWN, Issue, Level, more

__all__ = ["Findings", "one_of"]


class Findings:
    """The issues of one table; of a rule that a whole column breaks no more are made than are shown."""

    def __init__(self, table: str) -> None:
        self.table = table
        self._issues: list[Issue] = []

    def error(self, row: int | None, column: str | None, rule: str, value: object, action: str) -> None:
        """Note that something is not counted."""
        self._issues.append(Issue(Level.ERROR, self.table, row, column, rule, value, action))

    def warning(self, row: int | None, column: str | None, rule: str, value: object, action: str) -> None:
        """Note what is counted but should be looked at."""
        self._issues.append(Issue(Level.WARNING, self.table, row, column, rule, value, action))

    def cells(
        self,
        level: Level,
        rows: npt.NDArray[np.intp],
        column: str,
        rule: str,
        action: str,
        value: Callable[[int], object],
    ) -> None:
        """Note one issue a row, and how many more there are beyond those that are shown.

        ``value`` gives the value to be shown for a position in ``rows``.
        """
        made = [
            Issue(level, self.table, int(row), column, rule, value(i), action)
            for i, row in enumerate(rows[:ISSUES_SHOWN])
        ]
        self._issues += made
        if len(rows) > len(made):
            self._issues.append(more(made[-1], len(rows) - len(made)))

    def first_error(self) -> Issue | None:
        """The first issue that leaves something uncounted."""
        return next((issue for issue in self._issues if issue.level is Level.ERROR), None)

    def issues(self) -> tuple[Issue, ...]:
        """All issues by row, those of the whole table last."""
        return tuple(sorted(self._issues, key=lambda issue: (issue.row is None, issue.row or 0)))


def one_of(words: tuple[str, ...] | list[str]) -> str:
    """List words for a sentence.

    Examples
    --------
    >>> one_of(["High", "Low"]), one_of(["a", "b", "c"])
    ('High or Low', 'a, b or c')
    """
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
