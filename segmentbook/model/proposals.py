"""What a refresh proposes beside its results: the services that fit the budget, and what other tiers would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.plan import Plan
    from segmentbook.model.segmentation import Segmentation

__all__ = ["Proposals", "proposals"]


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
    return Proposals(None, None)
