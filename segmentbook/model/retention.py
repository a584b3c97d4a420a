"""Gross and net revenue retention by cohort: what the clients of a year ago pay today (product.md section 4)."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from segmentbook.model.bridge import PARTS, bridge_parts, gross_retention, net_retention
from segmentbook.model.earlier_ledger import mrr_at, owners
from segmentbook.model.months import MONTHS_PER_YEAR, add_months
from segmentbook.model.reasons import Reason
from segmentbook.model.rounding import to_cents

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from segmentbook.model.columns import Days, Floats, Ints
    from segmentbook.model.segmentation import Segmentation

__all__ = ["RETENTION_COLUMNS", "UNKNOWN_COHORT", "first_recurring", "mrr_a_year_ago", "retention", "year_before"]

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


def year_before(as_of: date) -> date:
    """Where the year of the retention starts: twelve months before the as-of date."""
    return add_months(as_of, -MONTHS_PER_YEAR)


def mrr_a_year_ago(segmentation: Segmentation) -> Floats:
    """Contract MRR of each client twelve months before the as-of date, by the ledger at that date."""
    inputs = segmentation.inputs
    return mrr_at(inputs, year_before(inputs.settings.as_of))


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


def retention(segmentation: Segmentation, then: Floats) -> pd.DataFrame:
    """``RETENTION_COLUMNS``, a row a cohort that paid then, the earliest first; money a month.

    Of the clients who paid at the start: opening + expansion + contraction + churn = closing. Who came since, or came
    back, is not in it. A client's cohort is the year of its first recurring revenue, else that of its Client Since.

    Parameters
    ----------
    then
        Contract MRR of each client at the start, `mrr_a_year_ago`.
    """
    import numpy as np
    import pandas as pd

    now = segmentation.clients["Contract MRR"].to_numpy(np.float64)
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
