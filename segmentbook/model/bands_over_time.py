"""How many clients were in each health band, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.model.bands import UNSCORED
from segmentbook.model.bridge import month_ends
from segmentbook.model.clients import CURRENT

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.inputs import Band
    from segmentbook.model.snapshots import Snapshot

__all__ = ["FORMER", "bands_over_time"]

FORMER = "Former bands"
"""Clients whose band of then is none of today's."""


def bands_over_time(snapshots: Sequence[Snapshot], bands: Sequence[Band]) -> pd.DataFrame:
    """Month, As of, and the number of current clients in each band of today; then Unscored and Former bands, if any.

    A row a month whose last snapshot was taken; back-filled ones know no bands.
    """
    import pandas as pd

    names = [band.name for band in bands]
    taken = month_ends([one for one in snapshots if one.taken])
    rows = []
    for snapshot in taken:
        frame = snapshot.clients
        counts = frame.loc[frame["Status"] == CURRENT, "Health Band"].value_counts()
        known = [int(counts.get(name, 0)) for name in (*names, UNSCORED)]
        rows.append([f"{snapshot.as_of:%Y-%m}", snapshot.as_of, *known, int(counts.sum()) - sum(known)])
    found = pd.DataFrame(rows, columns=["Month", "As of", *names, UNSCORED, FORMER])
    found["As of"] = found["As of"].to_numpy().astype("datetime64[s]")
    empty = [header for header in (UNSCORED, FORMER) if not found[header].any()]
    return found.drop(columns=empty)
