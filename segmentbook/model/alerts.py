"""Who is at risk among the accounts that matter most: risk flags, and the alerts that they raise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.model.inputs import CustomerList
from segmentbook.model.keys import text_key
from segmentbook.model.lists import FoundList
from segmentbook.model.since import unbroken_since

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Days, Flags, Ints
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.model.since import Earlier

__all__ = [
    "ALERT_COLUMNS",
    "CANCELLATION_REQUESTED",
    "REVIEW_OVERDUE",
    "SEVERITIES",
    "alerts",
    "risk_flags",
    "watched_tiers",
]

SEVERITIES = ("High", "Medium", "Low")

CANCELLATION_REQUESTED = CustomerList("Cancellation requested", (), severity="High", ready=True)
REVIEW_OVERDUE = CustomerList("Review overdue", (), severity="Low", ready=True)
"""The flags that need no list: their conditions are columns of SegmentResults that say Yes."""

ALERT_COLUMNS = (
    "Severity",
    "Flag",
    "Tier",
    "Client",
    "Client ID",
    "Account Manager",
    "Since",
    "ARR at Stake",
    "Renewal Date",
    "Retention Plan",
    "Cancellation Requested",
)
_SEPARATOR = ";"


def risk_flags(segmentation: Segmentation) -> tuple[FoundList, ...]:
    """The customer lists that have a severity, then the flags of our own that no list of the same name replaces.

    A flag's members are positions in Clients. These are the names that a snapshot's column Lists must hold for an alert
    to know since when it stands.
    """
    import numpy as np

    clients = segmentation.clients
    flags = [found for found in segmentation.lists if found.rule.severity in SEVERITIES]
    taken = {text_key(found.rule.name) for found in flags}
    for rule, column in ((CANCELLATION_REQUESTED, "Cancellation Requested"), (REVIEW_OVERDUE, "Review Overdue")):
        if text_key(rule.name) not in taken:
            says_yes = np.array([value is True for value in clients[column].tolist()], dtype=np.bool_)
            flags.append(FoundList(rule, np.flatnonzero(says_yes)))
    return tuple(flags)


def watched_tiers(segmentation: Segmentation) -> tuple[str, ...]:
    """The tiers whose accounts raise alerts: as many from the highest as Alert Tiers says, else all but the last."""
    names = [tier.name for tier in segmentation.inputs.tiers]
    number = segmentation.inputs.settings.alert_tiers
    return tuple(names[: max(1, len(names) - 1) if number is None else number])


def alerts(segmentation: Segmentation, earlier: Sequence[Earlier] = ()) -> pd.DataFrame:
    """One row a flag of a current client in the watched tiers: `ALERT_COLUMNS`, the most severe first, then by ARR.

    ``Since`` is the first snapshot since which the client has been in the list without interruption, the as-of date
    where it was not in it at the snapshot before; NaT where no earlier snapshot was taken, or none knows the list
    (``earlier`` is the history, as `earlier_taken` gives it).
    ``ARR at Stake`` is the client's ARR: a client under two flags is there twice, and must be summed up once. The index
    is the position in Clients.
    """
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import floats, looked_up, text_series, texts

    clients, tiers = segmentation.clients, watched_tiers(segmentation)
    watched = np.isin(texts(clients["Tier"]), np.array(tiers, dtype=np.object_))
    flags = risk_flags(segmentation)
    members = [found.members[watched[found.members]] for found in flags]
    since = [_since(segmentation, earlier, found, who) for found, who in zip(flags, members, strict=True)]
    who: Ints = np.concatenate([*members, np.zeros(0, dtype=np.int64)]).astype(np.int64)
    flag: Ints = np.repeat(np.arange(len(flags)), [len(one) for one in members])
    severity: Ints = np.array([SEVERITIES.index(found.rule.severity) for found in flags], dtype=np.int64)[flag]
    arr = floats(clients["ARR"])[who]
    days: Days = np.concatenate([*since, np.zeros(0, dtype="datetime64[D]")])
    order = np.lexsort((flag, who, -arr, severity))
    who, flag, severity, arr, days = who[order], flag[order], severity[order], arr[order], days[order]
    index = pd.Index(who, dtype=np.int64)
    taken = clients.iloc[who].set_axis(index)
    columns: dict[str, pd.Series] = {
        "Severity": text_series(looked_up(SEVERITIES, severity, np.object_), index),
        "Flag": text_series(looked_up([found.rule.name for found in flags], flag, np.object_), index),
        "Since": pd.Series(days.astype("datetime64[s]"), index=index),
        "ARR at Stake": pd.Series(arr, index=index),
    }
    return pd.DataFrame({header: columns.get(header, taken.get(header)) for header in ALERT_COLUMNS}, index=index)


def _since(segmentation: Segmentation, earlier: Sequence[Earlier], found: FoundList, who: Ints) -> Days:
    """Since when each member has been in a list, NaT where the history has never heard of it."""
    import numpy as np

    from segmentbook.model.columns import texts

    key = text_key(found.rule.name)
    holding = [_holding(snapshot, key) for snapshot in earlier]
    if not any(one.any() for one in holding):
        return np.full(len(who), np.datetime64("NaT", "D"))

    def held(position: int, rows: Ints, _: Ints) -> Flags:
        return holding[position][rows]

    ids = texts(segmentation.clients["Client ID"])[who]
    as_of = segmentation.inputs.settings.as_of
    since, _ = unbroken_since(ids, np.ones(len(who), dtype=np.bool_), earlier, as_of, held)
    return since


def _holding(snapshot: Earlier, key: str) -> Flags:
    """Which rows of a snapshot are in a list."""
    import numpy as np

    from segmentbook.model.columns import coded, looked_up, texts

    codes, distinct = coded(texts(snapshot.clients["Lists"]))
    holds = [key in {text_key(name) for name in text.split(_SEPARATOR)} for text in distinct]
    return looked_up(holds, codes, np.bool_)
