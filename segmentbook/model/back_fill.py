"""A snapshot made afterwards: what contracts, assets and dates say of an earlier day (product.md section 3, "History").

Scores are typed without a date: they, and what hangs on them, stay blank.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import nan
from typing import TYPE_CHECKING

from segmentbook.model.snapshots import BACK_FILLED, SNAPSHOT_COLUMNS, Snapshot

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.inputs import Inputs
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.model.stages import People

__all__ = ["back_filled", "dated_facts"]

_DATED = ("Client", "Client ID", "Status", "Contract MRR", "Tech Debt", "Renewal Date")


def dated_facts(segmentation: Segmentation) -> Snapshot:
    """A refresh for an earlier day, as far as it is told by dated facts."""
    import numpy as np

    columns = {header: segmentation.clients[header].to_numpy() for header in _DATED}
    as_of = segmentation.inputs.settings.as_of
    frame = _blank(len(segmentation.clients), as_of).assign(**columns)
    frame["Renewal Date"] = frame["Renewal Date"].to_numpy().astype("datetime64[s]")
    frame["As of"] = np.datetime64(as_of, "s")
    return Snapshot(as_of, False, frame[list(SNAPSHOT_COLUMNS)])


def back_filled(inputs: Inputs, people: People, as_of: date) -> Snapshot:
    """The snapshot of a day, from the tables as they are now.

    Parameters
    ----------
    inputs
        The book.
    people
        Its clients; who is current is asked for that day.
    as_of
        The day.
    """
    import numpy as np

    from segmentbook.model.clients import client_statuses
    from segmentbook.model.columns import days, floats, sums, texts
    from segmentbook.model.debt import asset_debts
    from segmentbook.model.rates import rates_from
    from segmentbook.model.revenue import ledger, per_client
    from segmentbook.model.reviews import earliest, renewal_dates

    then = replace(inputs, settings=replace(inputs.settings, as_of=as_of))
    count = len(people.names)
    found = ledger(then, people.keys, rates_from(inputs.rates, as_of, inputs.settings.base_currency))
    lines, at = found.lines, np.flatnonzero(found.counted)
    renewals = renewal_dates(as_of, lines.start[at], lines.stop[at], lines.renewal_date[at], lines.auto_renew[at])
    assets = inputs.assets
    debt = np.full(count, nan)
    if len(assets):
        owner = people.keys.find_all(texts(assets["Client"]))
        warning = inputs.settings.eol_warning_months
        money = floats(assets["Replacement Cost"]), floats(assets["Quantity"])
        known = owner >= 0
        debt = sums(owner[known], asset_debts(*money, days(assets["End of Life"]), as_of, warning)[known], count)
    status = client_statuses(as_of, days(inputs.clients["Client Since"]), days(inputs.clients["Churned On"]))
    frame = _blank(count, as_of)
    frame["Client"], frame["Client ID"], frame["Status"] = people.names, people.ids, status
    frame["Contract MRR"] = per_client(found, found.counted_mrr, count)
    frame["Tech Debt"] = debt
    frame["Renewal Date"] = earliest(renewals, found.client[at], count).astype("datetime64[s]")
    return Snapshot(as_of, False, frame[list(SNAPSHOT_COLUMNS)])


def _blank(count: int, as_of: date) -> pd.DataFrame:
    """A snapshot that knows nothing."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.history import NUMBERS

    known: dict[str, object] = dict.fromkeys(NUMBERS, np.full(count, nan))
    known["As of"] = np.full(count, np.datetime64(as_of, "s"))
    known["Renewal Date"] = np.full(count, np.datetime64("NaT", "s"))
    nothing = np.full(count, "", dtype=np.object_)
    frame = pd.DataFrame({header: known.get(header, nothing) for header in SNAPSHOT_COLUMNS})
    frame["Kind"] = pd.Series([BACK_FILLED] * count, dtype=object)
    return frame
