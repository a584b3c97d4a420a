"""Recurring revenue from one date to the next, in five parts (product.md section 4, RecurringBridge).

Opening + new + expansion + contraction + churn + reactivation = closing; contraction and churn are negative. A client
pays where its Contract MRR is above 0 to the cent. A change of less than a cent is nobody's, but is summed where its
sign belongs, so that the parts always come to the difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import fsum, nan
from typing import TYPE_CHECKING

from segmentbook.model.keys import text_key
from segmentbook.model.months import MONTHS_PER_YEAR
from segmentbook.model.rounding import to_cent, to_cents

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints
    from segmentbook.model.snapshots import Snapshot

__all__ = [
    "BRIDGE_COLUMNS",
    "PARTS",
    "bridge_part",
    "bridge_parts",
    "gross_retention",
    "month_ends",
    "net_retention",
    "paid_before",
    "recurring_bridge",
]

PARTS = ("New", "Expansion", "Contraction", "Churn", "Reactivation")
_NEW, _EXPANSION, _CONTRACTION, _CHURN, _REACTIVATION = range(len(PARTS))

BRIDGE_COLUMNS = (
    "Month",
    "As of",
    "Opening",
    *PARTS,
    "Closing",
    "Paying Clients",
    "Gross Revenue Retention",
    "Net Revenue Retention",
    "Closing ARR",
)


def bridge_part(opening: float, closing: float, paid_before: bool = False) -> str:
    """The part that one client's change of MRR belongs to; "" without a change to the cent.

    Examples
    --------
    >>> bridge_part(0.0, 50.0), bridge_part(0.0, 50.0, paid_before=True), bridge_part(50.0, 0.0)
    ('New', 'Reactivation', 'Churn')
    >>> bridge_part(50.0, 80.0), bridge_part(80.0, 50.0), bridge_part(0.0, -5.0), bridge_part(50.0, 50.001)
    ('Expansion', 'Contraction', 'Contraction', '')
    """
    before, after = to_cent(opening), to_cent(closing)
    if before == after:
        return ""
    if before > 0.0 >= after:
        return PARTS[_CHURN]
    if after > 0.0 >= before:
        return PARTS[_REACTIVATION if paid_before else _NEW]
    return PARTS[_EXPANSION if after > before else _CONTRACTION]


def bridge_parts(opening: Floats, closing: Floats, paid_before: Flags) -> Ints:
    """``bridge_part`` for columns, as positions in ``PARTS``; -1 without a change."""
    import numpy as np

    before, after = to_cents(opening), to_cents(closing)
    part = np.where(after > before, _EXPANSION, _CONTRACTION)
    part = np.where((before > 0.0) & (after <= 0.0), _CHURN, part)
    part = np.where((before <= 0.0) & (after > 0.0), np.where(paid_before, _REACTIVATION, _NEW), part)
    return np.where(before == after, -1, part)


def gross_retention(opening: float, contraction: float, churn: float) -> float:
    """Gross revenue retention: what is left of the opening without any growth, 0-1; NaN where nothing was paid.

    ``(opening + contraction + churn) / opening``, contraction and churn negative.

    Examples
    --------
    >>> gross_retention(27_000.0, -1_000.0, -5_000.0)
    0.7777777777777778
    """
    return (opening + contraction + churn) / opening if to_cent(opening) > 0.0 else nan


def net_retention(opening: float, expansion: float, contraction: float, churn: float) -> float:
    """Net revenue retention: what the clients who paid at the opening pay now, as a share of what they paid then.

    ``(opening + expansion + contraction + churn) / opening``: neither new clients nor those who came back count. NaN
    where nothing was paid.

    Examples
    --------
    >>> round(net_retention(27_000.0, 8_000.0, 0.0, -5_000.0), 3)
    1.111
    """
    return (opening + expansion + contraction + churn) / opening if to_cent(opening) > 0.0 else nan


def recurring_bridge(snapshots: Sequence[Snapshot], first_paid: Mapping[str, date] | None = None) -> pd.DataFrame:
    """The bridge by month: ``BRIDGE_COLUMNS``, money a month.

    A row a month that has a snapshot, by the month's last one; what it opens with is what the row before closed with,
    so that the first snapshot gives an opening and no row.

    Parameters
    ----------
    snapshots
        In any order; two of one date are not allowed.
    first_paid
        The day from which a client's contracts first count, by the client's key: who paid before the first snapshot
        and not at it comes back, and is not new.
    """
    import numpy as np
    import pandas as pd

    closings = month_ends(snapshots)
    places: dict[str, int] = {}
    mrr = [_spread(snapshot, places) for snapshot in closings]
    count = len(places)
    before = np.zeros(count)
    ever = np.zeros(count, dtype=np.bool_)
    rows = []
    for number, (snapshot, found) in enumerate(zip(closings, mrr, strict=True)):
        after = np.zeros(count)
        after[: len(found)] = found
        if number:
            rows.append(_row(snapshot.as_of, before, after, ever))
        else:
            for key, day in (first_paid or {}).items():
                if key in places and day < snapshot.as_of:
                    ever[places[key]] = True
        ever |= to_cents(after) > 0.0
        before = after
    frame = pd.DataFrame(rows, columns=list(BRIDGE_COLUMNS))
    frame["As of"] = frame["As of"].to_numpy().astype("datetime64[s]")
    return frame.astype(dict.fromkeys(BRIDGE_COLUMNS[2:], np.float64) | {"Month": object})


def month_ends(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """The last snapshot of each month, in order."""
    last: dict[tuple[int, int], Snapshot] = {}
    for snapshot in sorted(snapshots, key=lambda one: one.as_of):
        last[snapshot.as_of.year, snapshot.as_of.month] = snapshot
    return list(last.values())


def paid_before(snapshots: Sequence[Snapshot], first_paid: Mapping[str, date] | None = None) -> frozenset[str]:
    """Keys of the clients who paid at one of the snapshots, or by their contracts before the first of them."""
    if not snapshots:
        return frozenset()
    first = min(snapshot.as_of for snapshot in snapshots)
    paid = {key for key, day in (first_paid or {}).items() if day < first}
    for snapshot in snapshots:
        frame = snapshot.clients
        some = to_cents(frame["Contract MRR"].to_numpy(dtype="float64")) > 0.0
        paid |= {text_key(client) for client in frame["Client ID"].to_numpy(dtype=object)[some].tolist()}
    return frozenset(paid)


def _spread(snapshot: Snapshot, places: dict[str, int]) -> Floats:
    """The snapshot's MRR by the place of each client; new clients get the next places."""
    import numpy as np

    from segmentbook.model.columns import sums

    clients = snapshot.clients
    own = [places.setdefault(text_key(client), len(places)) for client in clients["Client ID"].tolist()]
    amounts = np.nan_to_num(clients["Contract MRR"].to_numpy(dtype=np.float64))
    return sums(np.array(own, dtype=np.int64), amounts, len(places))


def _row(as_of: date, before: Floats, after: Floats, ever: Flags) -> list[object]:
    opening, closing = fsum(before.tolist()), fsum(after.tolist())
    moved = before != after
    parts = _sums(before[moved], after[moved], ever[moved])
    _, expansion, contraction, churn, _ = parts
    return [
        f"{as_of:%Y-%m}",
        as_of,
        opening,
        *parts,
        closing,
        int((to_cents(after) > 0.0).sum()),
        gross_retention(opening, contraction, churn),
        net_retention(opening, expansion, contraction, churn),
        closing * MONTHS_PER_YEAR,
    ]


def _sums(before: Floats, after: Floats, ever: Flags) -> list[float]:
    """The sum of each part; changes of less than a cent go by their sign."""
    import numpy as np

    part = bridge_parts(before, after, ever)
    change = after - before
    part = np.where(part < 0, np.where(change > 0.0, _EXPANSION, _CONTRACTION), part)
    return [fsum(change[part == position].tolist()) for position in range(len(PARTS))]
