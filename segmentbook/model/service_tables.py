"""The tables ServiceCosts and AccountServices, from what services cost (product.md section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints, Texts
    from segmentbook.model.inputs import Service, Settings, Tier
    from segmentbook.model.service_prices import Prices

__all__ = ["ACCOUNT_COLUMNS", "COST_COLUMNS", "account_table", "cost_table", "service_headers"]

COST_COLUMNS = (
    "Service",
    "Tier",
    "Automated",
    "Times per Year",
    "Accounts",
    "Cost per Account",
    "Value per Account",
    "Value by Margin",
    "Value by Markup",
    "Value by Multiplier",
    "Cost",
    "Value",
    "Hours",
    "Heads",
    "Value Share of ARR",
    "Qualifies",
)
ACCOUNT_COLUMNS = (
    "Client",
    "Client ID",
    "Tier",
    "ARR",
    "Cost to Serve",
    "Cost Share of ARR",
    "Service Value",
    "Margin",
    "Hours",
)


def service_headers(services: Sequence[Service]) -> tuple[str, ...]:
    """Headers of the services' columns in AccountServices: their names, with `` (service)`` where one is taken.

    Examples
    --------
    >>> from segmentbook.model.inputs import Service
    >>> service_headers([Service(name, "", 1.0, 1.0, 1.0, 0.3, False, {}) for name in ("Renewal", "hours")])
    ('Renewal', 'hours (service)')
    """
    taken = {header.casefold() for header in ACCOUNT_COLUMNS}
    headers = []
    for service in services:
        header = service.name
        while header.casefold() in taken:
            header += " (service)"
        taken.add(header.casefold())
        headers.append(header)
    return tuple(headers)


def cost_table(
    services: Sequence[Service],
    tiers: Sequence[Tier],
    prices: Prices,
    accounts: Ints,
    settings: Settings,
    share: Floats,
    qualifies: Flags,
    medians: Floats,
) -> pd.DataFrame:
    """ServiceCosts: one row a service and tier."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import text_series

    rows = pd.RangeIndex(len(services) * len(tiers))
    year = settings.csm_hours_per_year
    hours = prices.hours * accounts
    judged = qualifies.astype(np.object_)
    judged[:, np.isnan(medians)] = None
    numbers = {
        "Times per Year": prices.times,
        "Accounts": np.where(prices.times > 0.0, accounts, 0).astype(np.float64),
        "Cost per Account": prices.cost,
        "Value per Account": prices.value,
        **{f"Value by {method}": values for method, values in prices.by_method.items()},
        "Cost": prices.cost * accounts,
        "Value": prices.value * accounts,
        "Hours": hours,
        "Heads": hours / year if year else np.full(hours.shape, nan),
        "Value Share of ARR": share,
    }
    frame = pd.DataFrame({header: values.ravel() for header, values in numbers.items()}, index=rows)
    frame["Service"] = text_series([service.name for service in services for _ in tiers], rows)
    frame["Tier"] = text_series([tier.name for _ in services for tier in tiers], rows)
    frame["Automated"] = pd.Series([s.automated for s in services for _ in tiers], index=rows, dtype=object)
    frame["Qualifies"] = pd.Series(list(judged.ravel()), index=rows, dtype=object)
    return frame[list(COST_COLUMNS)]


def account_table(
    services: Sequence[Service],
    tiers: Sequence[Tier],
    prices: Prices,
    current: Ints,
    place: Ints,
    arr: Floats,
    share: Floats,
    names: Texts,
    ids: Texts,
    labels: pd.Index[int],
) -> pd.DataFrame:
    """AccountServices: one row a current client."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import looked_up, text_series

    index = labels[current]
    own = arr[current]
    cost = prices.cost.sum(axis=0)[place]
    columns = {
        "Client": text_series(names[current], index),
        "Client ID": text_series(ids[current], index),
        "Tier": text_series(looked_up([tier.name for tier in tiers], place, np.object_), index),
        "ARR": own,
        "Cost to Serve": cost,
        "Cost Share of ARR": share[current],
        "Service Value": prices.value.sum(axis=0)[place],
        "Margin": own - cost,
        "Hours": prices.hours.sum(axis=0)[place],
    }
    columns |= dict(zip(service_headers(services), prices.cost[:, place], strict=True))
    return pd.DataFrame(columns, index=index)
