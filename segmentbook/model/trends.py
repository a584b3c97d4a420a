"""How clients' ARR and health have moved: against one earlier date, and over the last months (product.md section 3).

A trend has one point a month: the last snapshot of each month, and the present in place of its own month's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.keys import text_key
from segmentbook.model.months import MONTHS_PER_YEAR
from segmentbook.model.rounding import to_cents, to_tenths
from segmentbook.model.why import SEGMENT_VALUE

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Floats, Ints
    from segmentbook.model.snapshots import Snapshot

__all__ = ["MOST_POINTS", "TREND_COLUMNS", "Points", "Trends", "trends"]

MOST_POINTS = 12
"""Points of a trend, the present one included."""

TREND_COLUMNS = ("ARR Change", "Health Change", "ARR Trend", "Health Trend")
"""Columns of SegmentResults that hang on the history."""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """One figure of each client at some days, in time order; there are two days at least, or none.

    ``figures`` has one array a day, with an entry a client; NaN where the figure was not known.
    """

    days: tuple[date, ...] = ()
    figures: tuple[Floats, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Trends:
    """How the clients have moved; arrays have one entry a row of ``Segmentation.clients``.

    Parameters
    ----------
    compared
        The date that the changes are against; None where there is none.
    arr_change, health_change
        Present - compared, to the cent and to one decimal; NaN where either is not known.
    arr, health
        The points of both trends.
    """

    compared: date | None
    arr_change: Floats
    health_change: Floats
    arr: Points
    health: Points


def trends(now: pd.DataFrame, as_of: date, snapshots: Sequence[Snapshot], compared: Snapshot | None) -> Trends:
    """The trends of the present clients.

    Parameters
    ----------
    now, as_of
        The present results, with the columns Client ID, ARR and Health Score, and their date.
    snapshots
        In time order. Those of the present month and of later ones do not count: the present does.
    compared
        What the changes are against.

    Examples
    --------
    >>> import pandas as pd
    >>> from segmentbook.model.snapshots import Snapshot
    >>> def book(arr, health):
    ...     return pd.DataFrame({"Client ID": ["K-1"], "ARR": [arr], "Health Score": [health]})
    >>> may = Snapshot(date(2026, 5, 31), True, book(1200.0, 70.0))
    >>> found = trends(book(1000.0, 72.5), date(2026, 6, 30), [may], may)
    >>> found.arr_change.tolist(), found.health_change.tolist()
    ([-200.0], [2.5])
    >>> [day.isoformat() for day in found.arr.days], [column.tolist() for column in found.arr.figures]
    (['2026-05-31', '2026-06-30'], [[1200.0], [1000.0]])
    """
    present = _Present(now, as_of)
    past = _month_ends(snapshots, as_of)
    return Trends(
        None if compared is None else compared.as_of,
        present.change("ARR", compared, to_cents),
        present.change("Health Score", compared, to_tenths),
        present.points("ARR", past),
        present.points("Health Score", past),
    )


def _month_ends(snapshots: Sequence[Snapshot], as_of: date) -> tuple[Snapshot, ...]:
    """The last snapshot of each month before that of ``as_of``, the newest first."""
    last: dict[tuple[int, int], Snapshot] = {}
    for one in snapshots:
        month = one.as_of.year, one.as_of.month
        if month < (as_of.year, as_of.month):
            last[month] = one
    return tuple(last[month] for month in sorted(last, reverse=True))


class _Present:
    """The present clients, who are looked up in snapshots."""

    def __init__(self, now: pd.DataFrame, as_of: date) -> None:
        self.now, self.as_of = now, as_of
        self.keys = [text_key(one) for one in now["Client ID"]]
        self._rows: dict[date, Ints] = {}
        self._typed = (now["Value Source"] == SEGMENT_VALUE).to_numpy(bool) if "Value Source" in now else False

    def change(self, header: str, compared: Snapshot | None, rounded: Callable[[Floats], Floats]) -> Floats:
        """Present - compared; what has not moved is 0, which has no sign."""
        import numpy as np

        from segmentbook.model.columns import floats

        if compared is None:
            return np.full(len(self.keys), np.nan)
        return rounded(floats(self.now[header]) - self.then(header, compared)) + 0.0

    def points(self, header: str, past: Sequence[Snapshot]) -> Points:
        """The newest points at which somebody's figure is known; ``past`` has the newest first."""
        import numpy as np

        from segmentbook.model.columns import floats

        days, values = [self.as_of], [floats(self.now[header])]
        for one in past:
            figures = self.then(header, one)
            if not np.isnan(figures).all():
                days.append(one.as_of)
                values.append(figures)
            if len(days) == MOST_POINTS:
                break
        return Points(tuple(days[::-1]), tuple(values[::-1])) if len(days) > 1 else Points()

    def then(self, header: str, snapshot: Snapshot) -> Floats:
        """A figure of a snapshot, NaN for clients that it does not know.

        One that was back-filled knows contracts alone: ARR is 12 x their MRR there, for clients with no typed value.
        """
        import numpy as np

        from segmentbook.model.columns import floats

        if snapshot.as_of not in self._rows:
            rows = {text_key(one): row for row, one in enumerate(snapshot.clients["Client ID"])}
            self._rows[snapshot.as_of] = np.array([rows.get(key, -1) for key in self.keys], dtype=np.int64)
        of_contracts = header == "ARR" and not snapshot.taken
        source = floats(snapshot.clients["Contract MRR"]) * MONTHS_PER_YEAR if of_contracts else None
        figures = floats(snapshot.clients[header]) if source is None else source
        known = np.append(figures, np.nan)[self._rows[snapshot.as_of]]  # position -1 is the last: nobody
        return np.where(self._typed, np.nan, known) if of_contracts else known
