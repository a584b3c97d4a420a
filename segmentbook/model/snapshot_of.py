"""A computed book as a snapshot of its history (product.md section 3, "History")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.model.alerts import risk_flags
from segmentbook.model.snapshots import SNAPSHOT_COLUMNS, TAKEN, Snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segmentbook.model.columns import Texts
    from segmentbook.model.lists import FoundList
    from segmentbook.model.segmentation import Segmentation

__all__ = ["snapshot_of"]


def snapshot_of(segmentation: Segmentation) -> Snapshot:
    """What a refresh remembers: one row a client, in the order of Clients, and the lists that the client is in.

    Of lists, those that flag a risk and those of the table CustomerLists, by name, with "; " between them; not the
    list that every account manager has.
    """
    import numpy as np
    import pandas as pd

    clients, as_of = segmentation.clients, segmentation.inputs.settings.as_of
    flags = risk_flags(segmentation)
    plain = [one for one in segmentation.lists if not one.by_manager and one not in flags]
    own = {
        "As of": np.full(len(clients), np.datetime64(as_of, "s")),
        "Kind": np.full(len(clients), TAKEN, dtype=np.object_),
        "Lists": _lists([*flags, *plain], len(clients)),
    }
    frame = pd.DataFrame({h: clients[h].to_numpy() if h not in own else own[h] for h in SNAPSHOT_COLUMNS})
    return Snapshot(as_of, True, frame)


def _lists(lists: Sequence[FoundList], count: int) -> Texts:
    """The names of the lists that each client is in: clients in the same ones share one text."""
    import numpy as np

    from segmentbook.model.columns import looked_up

    said = [""]
    code = np.zeros(count, dtype=np.int64)
    for found in lists:
        member = np.zeros(count, dtype=np.int64)
        member[found.members] = 1
        distinct, code = np.unique(2 * code + member, return_inverse=True)
        name = found.rule.name
        said = ["; ".join(filter(None, (said[c // 2], name if c % 2 else ""))) for c in distinct.tolist()]
    return looked_up(said, code, np.object_)
