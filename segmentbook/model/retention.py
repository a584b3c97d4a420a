"""Gross and net revenue retention by cohort: what the clients of a year ago pay today (product.md section 4)."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from segmentbook.model.bridge import PARTS, bridge_parts, gross_retention, net_retention
from segmentbook.model.earlier_ledger import owners
from segmentbook.model.reasons import Reason
from segmentbook.model.rounding import to_cents

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Days, Floats, Ints
    from segmentbook.model.segmentation import Segmentation

__all__ = ["RETENTION_COLUMNS", "UNKNOWN_COHORT", "first_recurring", "retention"]

RETENTION_COLUMNS = (
    "Cohort",
    "Clients Then",
    "Clients Kept",
    "Opening MRR",
    "Expansion",
    "Contraction",
    "Churn",
    "Closing MRR",
    "Gross Revenue Retention",
    "Net Revenue Retention",
    "Client Retention",
)

UNKNOWN_COHORT = "Not known"
"""Cohort of clients whose first recurring revenue has no date."""

_EVER_COUNTED = (Reason.COUNTED, Reason.AUTO_RENEWED, Reason.ENDED, Reason.CANCELLED, Reason.SUPERSEDED)


def first_recurring(segmentation: Segmentation) -> Days:
    """The day from which each client first paid recurring revenue; NaT where it never did.

    The earliest Start of its recurring lines that bring something and count on some day, cancelled before their first
    day left out.
    """
    import numpy as np

    from segmentbook.model.columns import days

    ledger, contracts = segmentation.ledger, segmentation.inputs.contracts
    first = np.full(len(segmentation.clients), np.datetime64("NaT"), dtype="datetime64[D]")
    if not len(ledger):
        return first
    start, cancelled = days(ledger["Start"]), days(contracts["Cancelled On"])
    some_day = ledger["Reason"].isin([reason.value for reason in _EVER_COUNTED]).to_numpy(bool)
    counts = some_day & (to_cents(ledger["MRR"].to_numpy(np.float64)) > 0.0) & ~(cancelled <= start)
    owner = owners(segmentation.clients, ledger)
    counts &= (owner >= 0) & ~np.isnat(start)
    order = np.argsort(start[counts], kind="stable")[::-1]
    at = owner[counts][order]
    first[at] = start[counts][order]  # of a client's lines the last to be written is the earliest
    return first


def retention(segmentation: Segmentation) -> pd.DataFrame:
    """``RETENTION_COLUMNS``, a row a cohort that paid a year ago, the earliest first; money a month.

    Of the clients who paid then: opening + expansion + contraction + churn = closing, by the ledger at both dates. Who
    came since, or came back, is not in it. A client's cohort is the year of its first recurring revenue, else that of
    its Client Since.
    """
    import numpy as np
    import pandas as pd

    past = segmentation.year_ago
    now = segmentation.clients["Contract MRR"].to_numpy(np.float64)
    then = np.zeros(len(now)) if past is None else past.mrr
    paid = to_cents(then) > 0.0
    cohort = _cohorts(segmentation)[paid]
    then, now = then[paid], now[paid]
    part = bridge_parts(then, now, np.ones(len(then), dtype=np.bool_))
    rows = []
    for year in np.unique(cohort).tolist():
        mine = cohort == year
        rows.append([str(year) if year else UNKNOWN_COHORT, *_row(then[mine], now[mine], part[mine])])
    rows.sort(key=lambda row: (row[0] == UNKNOWN_COHORT, row[0]))
    frame = pd.DataFrame(rows, columns=list(RETENTION_COLUMNS))
    return frame.astype({header: object if header == "Cohort" else np.float64 for header in RETENTION_COLUMNS})


def _row(then: Floats, now: Floats, part: Ints) -> list[float]:
    change = now - then
    opening, closing = fsum(then.tolist()), fsum(now.tolist())
    contraction, churn = (fsum(change[part == PARTS.index(name)].tolist()) for name in ("Contraction", "Churn"))
    expansion = closing - opening - contraction - churn
    kept = int((to_cents(now) > 0.0).sum())
    return [
        len(then),
        kept,
        opening,
        expansion,
        contraction,
        churn,
        closing,
        gross_retention(opening, contraction, churn),
        net_retention(opening, expansion, contraction, churn),
        kept / len(then),
    ]


def _cohorts(segmentation: Segmentation) -> Ints:
    """The year of each client's cohort; 0 where it is not known."""
    import numpy as np

    from segmentbook.model.columns import days

    since = days(segmentation.inputs.clients["Client Since"])
    first = first_recurring(segmentation)
    first = np.where(np.isnat(first), since, first)
    years = first.astype("datetime64[Y]").astype(np.int64) + 1970
    return np.where(np.isnat(first), 0, years)
