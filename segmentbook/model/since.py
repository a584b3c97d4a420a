"""Since when something has been so of each client, by the snapshots of the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.keys import text_key

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Days, Flags, Ints, Texts
    from segmentbook.model.snapshots import Snapshot

__all__ = ["Earlier", "earlier_taken", "unbroken_since"]


@dataclass(frozen=True, slots=True, eq=False)
class Earlier:
    """A snapshot that was taken before the as-of date; ``keys`` are its clients' IDs as they are compared.

    ``rows`` are the keys' rows in ``clients``: of several rows of one client the first.
    """

    day: date
    clients: pd.DataFrame
    keys: pd.Index
    rows: Ints

    def places(self, keys: Texts) -> Ints:
        """The row of each client; -1 where it is not there."""
        import numpy as np
        import pandas as pd

        found: Ints = np.append(self.rows, -1)[self.keys.get_indexer(pd.Index(keys, dtype=object))]  # -1 is the last
        return found


def earlier_taken(snapshots: Sequence[Snapshot], as_of: date) -> tuple[Earlier, ...]:
    """The snapshots taken before a date, the newest first; the back-filled ones do not know what was typed then."""
    import numpy as np
    import pandas as pd

    found = []
    taken = (snapshot for snapshot in snapshots if snapshot.taken and snapshot.as_of < as_of)
    for snapshot in sorted(taken, key=lambda one: one.as_of, reverse=True):
        keys = pd.Index([text_key(text) for text in snapshot.clients["Client ID"].tolist()], dtype=object)
        first = np.flatnonzero(~keys.duplicated())
        found.append(Earlier(snapshot.as_of, snapshot.clients, keys[first], first))
    return tuple(found)


def unbroken_since(
    ids: Texts,
    now: Flags,
    earlier: Sequence[Earlier],
    as_of: date,
    held: Callable[[int, Ints, Ints], Flags],
) -> tuple[Days, Flags]:
    """The first snapshot since which something has been so without interruption, and whether it was before, too.

    Parameters
    ----------
    ids, now
        The clients, and of which of them it is so at ``as_of``.
    earlier
        As `earlier_taken` gives them.
    held
        Whether it was so: position of an earlier snapshot, rows in it, and the clients (positions) whose rows they are.

    Returns
    -------
    tuple
        Days: ``as_of`` where it was not so at the snapshot before, NaT where it is not so now, and for all where there
        is no earlier snapshot. True where it was so at the oldest snapshot: it may have been so before.
    """
    import numpy as np

    since = np.full(len(ids), np.datetime64("NaT", "D"))
    longer = np.zeros(len(ids), dtype=np.bool_)
    if not earlier:
        return since, longer
    since[now] = np.datetime64(as_of, "D")
    keys = np.array([text_key(text) for text in ids.tolist()], dtype=np.object_)
    unbroken = np.flatnonzero(now)
    for position, snapshot in enumerate(earlier):
        rows = snapshot.places(keys[unbroken])
        there = np.flatnonzero(rows >= 0)
        unbroken, rows = unbroken[there], rows[there]
        unbroken = unbroken[held(position, rows, unbroken)]
        since[unbroken] = np.datetime64(snapshot.day, "D")
    longer[unbroken] = True
    return since, longer
