"""The best services that fit a budget (product.md, ``plan BOOK [--budget N]``): what a plan is, and how one is made.

A plan proposes times a year for each service and tier; it never changes the catalogue. Whole times a year, or exactly
a number that was typed (0.5: every second year), between the least and the most times; never over the budget, not by a
cent. Priority 1 gets all it can use before priority 2 gets anything beyond its minima; within a priority the assessed
service value is the largest possible. Of plans of equal value the cheaper counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.inputs import Service, Tier

__all__ = ["PLAN_COLUMNS", "NextMoney", "Plan", "PlanChange", "best_plan"]

PLAN_COLUMNS = (
    "Service",
    "Tier",
    "Priority",
    "Accounts",
    "Times Now",
    "Times Planned",
    "Change",
    "Decision",
    "Cost Now",
    "Cost Planned",
    "Saving",
    "Value Now",
    "Value Planned",
    "Hours Planned",
    "Least Times",
    "Most Times",
    "Next Times",
)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One service in one tier: times a year ``before`` and ``after``; ``cost`` is what it adds (negative: saves)."""

    service: str
    tier: str
    before: float
    after: float
    cost: float


@dataclass(frozen=True, slots=True)
class NextMoney:
    """What the next money would buy: the smallest budget above the plan's with which a better plan exists.

    Parameters
    ----------
    budget
        That budget, rounded up to the cent: a cent less gives no better plan.
    extra
        ``budget`` - the budget of the plan.
    changes
        What the better plan does otherwise, against the plan.
    value
        Assessed service value that it adds.
    """

    budget: float
    extra: float
    changes: tuple[PlanChange, ...]
    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """The services that fit a budget; money and hours are of a year.

    Parameters
    ----------
    budget
        What the services may cost.
    problem
        Why there is no plan, in whole sentences; "" where there is one. Then all that is planned is NaN or empty.
    table
        One row a service and tier: the columns of the schema's SERVICE_PLAN, by priority, then in the catalogue's
        order, tiers from the highest. ``Decision`` is text, all other numbers float64.
    cost_now, value_now, hours_now
        By the catalogue.
    cost, value, hours
        By the plan.
    cuts
        What is cut against the catalogue, the largest saving first; ``cost`` is negative.
    additions
        What is raised or added against the catalogue, up to the maxima.
    next_money
        None where more money buys nothing.
    notes
        What to say of the plan, a sentence each: for the sheet and the terminal.
    """

    budget: float
    problem: str
    table: pd.DataFrame
    cost_now: float
    value_now: float
    hours_now: float
    cost: float
    value: float
    hours: float
    cuts: tuple[PlanChange, ...]
    additions: tuple[PlanChange, ...]
    next_money: NextMoney | None
    notes: tuple[str, ...]

    @property
    def left(self) -> float:
        """Budget - cost of the plan."""
        return self.budget - self.cost


def best_plan(
    services: Sequence[Service],
    tiers: Sequence[Tier],
    accounts_by_tier: Mapping[str, int],
    budget: float,
    *,
    margin_method: str = "Margin",
) -> Plan:
    """Find the services that fit a budget."""
    raise NotImplementedError
