"""A snapshot of what a refresh has found (product.md section 3, "History")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.model.snapshots import SNAPSHOT_COLUMNS, TAKEN, Snapshot

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation

__all__ = ["snapshot_of"]


def snapshot_of(segmentation: Segmentation) -> Snapshot:
    """What is remembered of a book: one row a client, in the order of Clients.

    ``Lists`` names the lists of the table that the client is in; those of account managers follow from its manager.
    """
    import numpy as np
    import pandas as pd

    clients, as_of = segmentation.clients, segmentation.inputs.settings.as_of
    columns = {header: clients[header] for header in SNAPSHOT_COLUMNS if header in clients}
    frame = pd.DataFrame(columns).reset_index(drop=True)
    frame["As of"] = np.datetime64(as_of, "s")
    frame["Kind"] = TAKEN
    if "Lists" not in frame:
        frame["Lists"] = ""
    return Snapshot(as_of, True, frame[list(SNAPSHOT_COLUMNS)])
