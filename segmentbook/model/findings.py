"""Issues of many rows at once: the first thousand of a rule are listed, the rest are one row that says how many."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from segmentbook.model.issues import ISSUES_SHOWN, Issue, Level, more

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags

__all__ = ["Findings"]


class Findings:
    """Collects the issues of one refresh; a million wrong rows cost no more than a thousand."""

    def __init__(self) -> None:
        self._issues: list[Issue] = []

    def add(self, level: Level, table: str, column: str | None, rule: str, value: object, action: str) -> None:
        """Note what is wrong with a whole table."""
        self._issues.append(Issue(level, table, None, column, rule, value, action))

    def at(self, level: Level, table: str, row: int | None, column: str, rule: str, value: object, action: str) -> None:
        """Note what is wrong with one cell of a table that is no frame; ``row`` None where its row is not known."""
        self._issues.append(Issue(level, table, row, column, rule, value, action))

    def rows(
        self,
        level: Level,
        frame: pd.DataFrame,
        wrong: Flags,
        table: str,
        column: str | None,
        rule: str,
        value: Callable[[int], object],
        action: str | Callable[[int], str],
    ) -> None:
        """Note what is wrong with rows of a frame, whose index are positions in the table.

        ``value`` and ``action`` are asked for the position in the frame of the rows that are listed.
        """
        import numpy as np

        at = np.flatnonzero(wrong)
        labels = frame.index.to_numpy()
        for i in at[:ISSUES_SHOWN].tolist():
            done = action if isinstance(action, str) else action(i)
            self._issues.append(Issue(level, table, int(labels[i]), column, rule, value(i), done))
        if len(at) > ISSUES_SHOWN:
            self._issues.append(more(self._issues[-1], len(at) - ISSUES_SHOWN))

    def all(self) -> tuple[Issue, ...]:
        """All issues, in the order in which the rules were applied."""
        return tuple(self._issues)
