"""The stages of the clients' lives: how many are in each, how they fare, and since when (product.md, "Lifecycle")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.model.bands import UNSCORED
from segmentbook.model.clients import CURRENT
from segmentbook.model.keys import text_key
from segmentbook.model.lifecycle_issues import NO_STAGE, UNKNOWN_STAGE, stage_places
from segmentbook.model.since import unbroken_since

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Days, Flags, Floats, Ints, Texts
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.model.since import Earlier

__all__ = ["NO_STAGE_ROW", "STAGE_COLUMNS", "UNKNOWN_ROW", "Lifecycle", "lifecycle"]

NO_STAGE_ROW, UNKNOWN_ROW = "No stage", "Unknown"
"""Rows of clients whose cell is blank, and of those whose stage is not in LifecycleStages."""

STAGE_COLUMNS = (
    "Stage",
    "Order",
    "Clients",
    "Share of Clients",
    "MRR",
    "ARR",
    "Mean Health",
    "Median Days in Stage",
    "Mean Days in Stage",
    "Longer than History",
    "Not Current",
)


@dataclass(frozen=True, slots=True, eq=False)
class Lifecycle:
    """Clients by stage.

    Parameters
    ----------
    names
        The rows: the stages in order, then No stage and Unknown where there are such clients.
    place
        Each client's row (in the order of Clients).
    since, longer
        The first snapshot since which each current client has been in its stage without interruption, NaT where the
        history does not know; and whether it was in it at the oldest snapshot already: then at least since that day.
    days
        From ``since`` to the as-of date; NaN where unknown.
    summary
        One row a stage: `STAGE_COLUMNS`, then one column a health band and Unscored, ``Band: <name>``, and one a tier,
        ``Tier: <name>``: current clients.
    """

    names: tuple[str, ...]
    place: Ints
    since: Days
    longer: Flags
    days: Floats
    summary: pd.DataFrame

    @property
    def dated(self) -> bool:
        """Whether the history knows since when any client is in its stage."""
        import numpy as np

        return not bool(np.isnat(self.since).all())


def lifecycle(segmentation: Segmentation, earlier: Sequence[Earlier] = ()) -> Lifecycle:
    """Sum up the clients by stage; ``earlier`` is the history, as `earlier_taken` gives it.

    Counts and means are of current clients. A change of stage is seen at the next snapshot, so that days in a stage
    are known to within the time between two of them.
    """
    import numpy as np

    from segmentbook.model.columns import texts

    clients, stages = segmentation.clients, segmentation.inputs.stages
    as_of = segmentation.inputs.settings.as_of
    typed = texts(clients["Lifecycle Stage"])
    found = stage_places(typed, stages)
    names = [stage.name for stage in stages]
    place = found.copy()
    for which, name in ((NO_STAGE, NO_STAGE_ROW), (UNKNOWN_STAGE, UNKNOWN_ROW)):
        if (found == which).any():
            place[found == which] = len(names)
            names.append(name)
    current = (clients["Status"] == CURRENT).to_numpy(bool)
    keys = _keys(typed)
    before = [_keys(texts(snapshot.clients["Lifecycle Stage"])) for snapshot in earlier]

    def held(position: int, rows: Ints, who: Ints) -> Flags:
        same: Flags = before[position][rows] == keys[who]
        return same

    ids = texts(clients["Client ID"])
    since, longer = unbroken_since(ids, current & (found != NO_STAGE), earlier, as_of, held)
    days = (np.datetime64(as_of, "D") - since).astype(np.float64)
    days[np.isnat(since)] = np.nan
    summary = _summary(segmentation, names, len(stages), place, current, days, longer)
    return Lifecycle(tuple(names), place, since, longer, days, summary)


def _keys(typed: Texts) -> Texts:
    """Stages as they are compared."""
    import numpy as np

    from segmentbook.model.columns import coded, looked_up

    codes, distinct = coded(typed)
    return looked_up([text_key(text) for text in distinct], codes, np.object_)


def _summary(
    segmentation: Segmentation,
    names: Sequence[str],
    stages: int,
    place: Ints,
    current: Flags,
    days: Floats,
    longer: Flags,
) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import floats, sums, text_series, texts

    clients, inputs = segmentation.clients, segmentation.inputs
    count, mine = len(names), place[current]
    rows = pd.RangeIndex(count)

    def number(which: Flags) -> Floats:
        return np.bincount(place[which], minlength=count).astype(np.float64)

    def mean(values: Floats, of: Flags) -> Floats:
        known = of & ~np.isnan(values)
        weight = number(known)
        total = sums(place[known], values[known], count)
        found: Floats = np.divide(total, weight, out=np.full(count, np.nan), where=weight > 0)
        return found

    here = number(current)
    median = pd.Series(days[current]).groupby(mine).median().reindex(rows)
    columns: dict[str, Floats] = {
        "Order": np.array([*range(1, stages + 1), *[np.nan] * (count - stages)], dtype=np.float64),
        "Clients": here,
        "Share of Clients": here / here.sum() if here.any() else here * np.nan,
        "MRR": sums(mine, floats(clients["Contract MRR"])[current], count),
        "ARR": sums(mine, floats(clients["ARR"])[current], count),
        "Mean Health": mean(floats(clients["Health Score"]), current),
        "Median Days in Stage": floats(median),
        "Mean Days in Stage": mean(days, current),
        "Longer than History": np.where(np.isnan(days[current]).all(), np.nan, number(current & longer)),
        "Not Current": number(~current),
    }
    bands, tiers = [*(band.name for band in inputs.bands), UNSCORED], [tier.name for tier in inputs.tiers]
    band, tier = texts(clients["Health Band"]), texts(clients["Tier"])
    columns |= {f"Band: {name}": number(current & (band == name)) for name in bands}
    columns |= {f"Tier: {name}": number(current & (tier == name)) for name in tiers}
    frame = pd.DataFrame({"Stage": text_series(names, rows)}, index=rows)
    return pd.concat([frame, pd.DataFrame(columns, index=rows)], axis=1)
