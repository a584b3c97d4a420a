"""ARR from the compared date to now, by part and by what moved it (product.md section 3, "History").

ARR here is 12 x Contract MRR, whatever was typed as Segment Value, so that it ties to the ledger at both dates. Of each
client, what its contracts of now would have brought at the earlier date splits its change in two: from there to now
lines started, ended, were cancelled or replaced on their dates; up to there something was edited.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from segmentbook.model.bridge import PARTS, bridge_parts
from segmentbook.model.months import MONTHS_PER_YEAR
from segmentbook.model.rounding import to_cents
from segmentbook.model.status_causes import GONE, NEW

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints
    from segmentbook.model.comparison import Comparison
    from segmentbook.model.pairing import Pairs

__all__ = ["ARR_BRIDGE_COLUMNS", "CLOSING", "OPENING", "arr_bridge"]

OPENING, CLOSING = "Opening", "Closing"
ARR_BRIDGE_COLUMNS = ("Part", "Clients", "ARR", "By Date", "Edited", "Policy", "Not Known")

_POLICY_SETTINGS = ("End Date Counts", "Base Currency")


def arr_bridge(book: Comparison, pairs: Pairs, paid_before: frozenset[str]) -> pd.DataFrame:
    """``ARR_BRIDGE_COLUMNS``: Opening, the five parts and Closing; ARR is signed, so that the rows add up.

    ``By Date`` + ``Edited`` + ``Policy`` + ``Not Known`` = ``ARR`` of each part. Edited are contract lines and rows of
    Clients; policy are rates and settings. Where both changed, what a client's lines do counts as edited.
    """
    import numpy as np
    import pandas as pd

    before, after = pairs.mrr_then, pairs.mrr_now
    ever = np.zeros(len(before), dtype=np.bool_)
    starting = np.flatnonzero((to_cents(before) <= 0.0) & (to_cents(after) > 0.0))
    ever[starting] = [pairs.keys[at] in paid_before for at in starting.tolist()]
    part = bridge_parts(before, after, ever)
    change = (after - before) * MONTHS_PER_YEAR
    filed = np.where(part < 0, np.where(change > 0.0, PARTS.index("Expansion"), PARTS.index("Contraction")), part)
    by_date = _by_date(book, pairs, part >= 0) * MONTHS_PER_YEAR
    cause = _cause(book, pairs, part >= 0)
    rows: list[list[object]] = [[OPENING, *_total(before), *[np.nan] * 4]]
    for position, name in enumerate(PARTS):
        mine = filed == position
        edited = [fsum((change - by_date)[mine & (cause == place)].tolist()) for place in range(3)]
        clients = int((part == position).sum())
        rows.append([name, clients, fsum(change[mine].tolist()), fsum(by_date[mine].tolist()), *edited])
    rows.append([CLOSING, *_total(after), *[np.nan] * 4])
    frame = pd.DataFrame(rows, columns=list(ARR_BRIDGE_COLUMNS))
    return frame.astype({header: object if header == "Part" else np.float64 for header in ARR_BRIDGE_COLUMNS})


def _total(mrr: Floats) -> tuple[int, float]:
    """Paying clients, and the ARR of all."""
    return int((to_cents(mrr) > 0.0).sum()), fsum(mrr.tolist()) * MONTHS_PER_YEAR


def _by_date(book: Comparison, pairs: Pairs, moved: Flags) -> Floats:
    """What the dates of contract lines alone did to each client's MRR."""
    import numpy as np

    found = np.zeros(len(moved))
    at = np.flatnonzero(moved & (pairs.here >= 0))
    if len(at):
        found[at] = pairs.mrr_now[at] - book.lines.then[pairs.here[at]]
    return found


def _cause(book: Comparison, pairs: Pairs, moved: Flags) -> Ints:
    """What the rest of each client's change is: 0 edited, 1 policy, 2 not known."""
    import numpy as np

    policy = book.known.setting(*_POLICY_SETTINGS) or book.known.of_table("Rates", "Currency", "Rate", "From")
    found = np.full(len(moved), 1 if policy else 2, dtype=np.int64)
    found[(pairs.was["Status"] == NEW) | (pairs.now["Status"] == GONE)] = 0
    for at in np.flatnonzero(moved).tolist():
        if book.known.of_client(pairs.keys[at], "Contracts"):
            found[at] = 0
    return found
