"""What a refresh proposes beside its results: the services that fit the budget, and what other tiers would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.model.plan import best_plan
from segmentbook.model.tier_simulation import simulate_tiers

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.plan import Plan
    from segmentbook.model.segmentation import Segmentation

__all__ = ["Proposals", "plan_of", "proposals", "simulation_of"]


@dataclass(frozen=True, slots=True, eq=False)
class Proposals:
    """What is proposed; nothing of it is in force.

    Parameters
    ----------
    plan
        Services that fit the budget; None without services or without a Service Budget.
    simulation
        The columns of the schema's TIER_SIMULATION, one row a scenario; None without services or with one tier only.
    """

    plan: Plan | None
    simulation: pd.DataFrame | None


def proposals(segmentation: Segmentation, budget: float | None = None) -> Proposals:
    """Propose for a computed book; ``budget`` (money a year) goes before the setting Service Budget."""
    inputs = segmentation.inputs
    if not inputs.services:
        return Proposals(None, None)
    money = inputs.settings.service_budget if budget is None else budget
    return Proposals(
        plan=None if money is None else plan_of(segmentation, money),
        simulation=simulation_of(segmentation) if len(inputs.tiers) > 1 else None,
    )


def plan_of(segmentation: Segmentation, budget: float) -> Plan:
    """Find the services of a computed book that fit a budget (money a year).

    Raises
    ------
    PolicyError
        A budget that is not a number of 0 or more.
    """
    inputs = segmentation.inputs
    names, numbers = segmentation.tiers["Tier"].tolist(), segmentation.tiers["Accounts"].tolist()
    accounts = {str(name): int(number) for name, number in zip(names, numbers, strict=True)}
    return best_plan(inputs.services, inputs.tiers, accounts, budget, margin_method=inputs.settings.margin_method)


def simulation_of(segmentation: Segmentation) -> pd.DataFrame:
    """Simulate other tiers for a computed book that has two tiers or more."""
    import numpy as np

    from segmentbook.model.columns import coded, floats, looked_up, texts

    inputs, clients = segmentation.inputs, segmentation.clients
    current = np.flatnonzero(texts(clients["Status"]) == "Current")
    places = {tier.name: place for place, tier in enumerate(inputs.tiers)}
    codes, names = coded(texts(clients["Tier"])[current])
    tier = looked_up([places[name] for name in names], codes, np.int64)
    overridden = np.asarray(texts(clients["Tier Source"])[current] == "Override", dtype=np.bool_)
    arr = floats(clients["ARR"])[current]
    return simulate_tiers(arr, tier, overridden, inputs.tiers, inputs.services, inputs.settings)
