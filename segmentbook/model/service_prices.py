"""What each service costs and is worth for one account of each tier in a year: services x tiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.model.services import METHODS, annual_costs, assessed_values

if TYPE_CHECKING:
    from segmentbook.model.columns import Floats
    from segmentbook.model.inputs import Service, Settings, Tier

__all__ = ["Prices", "prices_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Services x tiers: times a year, and money and hours a year for one account; ``offer`` is services x 1."""

    times: Floats
    cost: Floats
    value: Floats
    hours: Floats
    by_method: dict[str, Floats]
    offer: Floats  # value at the catalogue's times a year


def prices_of(services: Sequence[Service], tiers: Sequence[Tier], settings: Settings) -> Prices:
    """Price the catalogue for each tier: NaN where a cost is below 0 or a margin gives no price."""
    import numpy as np

    def column(numbers: Sequence[float]) -> Floats:
        return np.array(numbers, dtype=np.float64).reshape(len(services), 1)

    each = column([service.cost_per_time for service in services])
    margin = column([service.margin for service in services])
    times = np.array([[service.times.get(tier.name, 0.0) for tier in tiers] for service in services], dtype=np.float64)
    times = times.reshape(len(services), len(tiers))
    cost = annual_costs(each, times)
    by_method = {method: assessed_values(cost, margin, method) for method in METHODS}
    catalogue = annual_costs(each, column([service.times_per_year for service in services]))
    return Prices(
        times=times,
        cost=cost,
        value=by_method[settings.margin_method],
        hours=column([service.hours_per_time for service in services]) * times,
        by_method=by_method,
        offer=assessed_values(catalogue, margin, settings.margin_method),
    )
