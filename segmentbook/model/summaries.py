"""Current clients by health band and by tier: BandSummary and TierSummary (product.md section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING

from segmentbook.model.bands import UNSCORED, band_maxima
from segmentbook.model.tiers import median_arr

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints
    from segmentbook.model.inputs import Band, Tier
    from segmentbook.model.service_costs import ServiceCosts

__all__ = ["BAND_COLUMNS", "TIER_COLUMNS", "band_summary", "tier_summary"]

BAND_COLUMNS = (
    "Band",
    "Minimum Score",
    "Maximum Score",
    "Clients",
    "Share of Clients",
    "MRR",
    "ARR",
    "Share of ARR",
    "Overridden",
)
TIER_COLUMNS = (
    "Tier",
    "Accounts",
    "Share of Accounts",
    "ARR",
    "Share of ARR",
    "Mean ARR",
    "Median ARR",
    "Smallest ARR",
    "Cost to Serve",
    "Cost Share of ARR",
    "Service Value",
    "Margin",
    "Hours",
    "Heads",
    "Overridden",
    "Touch Model",
    "Review Every",
)


_OF_SERVICES = {
    "Cost to Serve": "cost",
    "Cost Share of ARR": "cost_share",
    "Service Value": "value",
    "Margin": "margin",
    "Hours": "hours",
    "Heads": "heads",
}
"""Columns of TierSummary, and the fields of ServiceTotals that they show."""


def band_summary(bands: Sequence[Band], band: Ints, overridden: Flags, mrr: Floats, arr: Floats) -> pd.DataFrame:
    """One row a band, and Unscored last where there are such clients; arrays are of current clients, -1 unscored."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import sums, text_series

    names = [b.name for b in bands]
    minima, maxima = [b.minimum for b in bands], band_maxima(bands)
    group = np.where(band < 0, len(bands), band)
    if (band < 0).any():
        names, minima, maxima = [*names, UNSCORED], [*minima, np.nan], [*maxima, np.nan]
    rows = pd.RangeIndex(len(names))
    clients = np.bincount(group, minlength=len(names)).astype(np.float64)
    arr_of = sums(group, arr, len(names))
    frame = pd.DataFrame(index=rows)
    frame["Band"] = text_series(names, rows)
    frame["Minimum Score"] = np.array(minima, dtype=np.float64)
    frame["Maximum Score"] = np.array(maxima, dtype=np.float64)
    frame["Clients"] = clients
    frame["Share of Clients"] = _shares(clients)
    frame["MRR"] = sums(group, mrr, len(names))
    frame["ARR"] = arr_of
    frame["Share of ARR"] = _shares(arr_of)
    frame["Overridden"] = np.bincount(group[overridden], minlength=len(names)).astype(np.float64)
    return frame


def tier_summary(
    tiers: Sequence[Tier], tier: Ints, overridden: Flags, arr: Floats, services: ServiceCosts | None = None
) -> pd.DataFrame:
    """One row a tier; arrays are of current clients. What services come to is blank where the book knows none."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import sums, text_series

    rows = pd.RangeIndex(len(tiers))
    accounts = np.bincount(tier, minlength=len(tiers)).astype(np.float64)
    arr_of = sums(tier, arr, len(tiers))
    smallest = np.full(len(tiers), np.inf)
    np.minimum.at(smallest, tier, arr)
    empty = np.full(len(tiers), np.nan)
    frame = pd.DataFrame(index=rows)
    frame["Tier"] = text_series([t.name for t in tiers], rows)
    frame["Accounts"] = accounts
    frame["Share of Accounts"] = _shares(accounts)
    frame["ARR"] = arr_of
    frame["Share of ARR"] = _shares(arr_of)
    frame["Mean ARR"] = np.divide(arr_of, accounts, out=empty.copy(), where=accounts > 0)
    frame["Median ARR"] = median_arr(arr, tier, len(tiers))
    frame["Smallest ARR"] = np.where(accounts > 0, smallest, np.nan)
    totals = () if services is None else services.tiers
    for header, field in _OF_SERVICES.items():
        frame[header] = np.array([getattr(total, field) for total in totals], dtype=np.float64) if totals else empty
    frame["Overridden"] = np.bincount(tier[overridden], minlength=len(tiers)).astype(np.float64)
    frame["Touch Model"] = text_series([t.touch_model for t in tiers], rows)
    rhythms = [nan if tier.review_months is None else tier.review_months for tier in tiers]
    frame["Review Every"] = np.array(rhythms, dtype=np.float64)
    return frame


def _shares(parts: Floats) -> Floats:
    """Of their sum; NaN where that is not positive."""
    import numpy as np

    total = parts.sum()
    return parts / total if total > 0.0 else np.full(len(parts), np.nan)
