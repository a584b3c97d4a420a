"""The best services that fit a budget (product.md, ``plan BOOK [--budget N]``): what a plan is, and how one is made.

A plan proposes times a year for each service and tier; it never changes the catalogue. Whole times a year, or exactly
a number that was typed (0.5: every second year), between the least and the most times; never over the budget, not by a
cent. Priority 1 gets all it can use before priority 2 gets anything beyond its minima; within a priority the assessed
service value is the largest possible. Of plans of equal value the cheaper counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, inf, nan
from typing import TYPE_CHECKING

from segmentbook.errors import PolicyError
from segmentbook.model.plan_cells import MONEY_UNITS, PlanCell, Stage, money_units, plan_cells, stages
from segmentbook.model.plan_solver import Best, best_options, cheapest_better
from segmentbook.model.plan_table import costs_of, plan_table, values_of
from segmentbook.model.plan_words import contradiction, notes, shortfall

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.inputs import Service, Tier

__all__ = ["NextMoney", "Plan", "PlanChange", "best_plan"]

_CENT = MONEY_UNITS // 100


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
    """What more money would buy.

    Parameters
    ----------
    budget
        The smallest budget that buys it, rounded up to the cent. As ``Plan.next_money``: the smallest with which there
        is a better plan at all.
    extra
        ``budget`` - the budget of the plan.
    changes
        What is done otherwise then, against the plan; what is bought goes before what is given up for it.
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
    next_step
        The cheapest single step up that takes nothing away, and the budget that it needs; None likewise.
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
    next_step: NextMoney | None
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
    """Find the services that fit a budget and are worth most.

    ``maximise sum(value x times) such that sum(cost x times) <= budget``, by priority, 1 first: what a priority leaves
    is for the next. Minima are paid for before all. A service whose assessed value is 0 (a multiplier of 0) comes after
    the others of its priority and counts at its cost. What costs nothing stays on. Of equal plans the cheaper counts;
    of equally cheap ones higher tiers, then service names, decide: the rows' order in the catalogue does not.

    Parameters
    ----------
    services, tiers
        The catalogue, and the tiers from the highest.
    accounts_by_tier
        Current accounts by tier name; a tier that is no key has none.
    budget
        Money a year, 0 or more.
    margin_method
        The setting Margin Method.

    Raises
    ------
    PolicyError
        A budget that is not a number of 0 or more; a margin that gives no price.

    Examples
    --------
    >>> from segmentbook.model.inputs import Service, Tier
    >>> review = Service("Review", "", 100.0, 4.0, 2.0, 0.2, False, {"Gold": 4.0, "Basic": 1.0})
    >>> plan = best_plan([review], [Tier("Gold"), Tier("Basic")], {"Gold": 1, "Basic": 5}, 850.0)
    >>> plan.cost, plan.table["Times Planned"].tolist(), plan.next_money.extra
    (800.0, [3.0, 1.0], 50.0)
    """
    if not 0.0 <= budget < inf:
        raise PolicyError(f"Service Budget must be 0 or more; got {budget:g}. Correct it.")
    cells = plan_cells(services, tiers, accounts_by_tier, margin_method)
    money = money_units(budget)
    now = [cell.now for cell in cells]
    problem = contradiction(cells) or shortfall(cells, money)
    if problem:
        return _unplanned(cells, budget, problem, margin_method)
    to_choose = stages(cells)
    bests = _spent(to_choose, money)
    times = _times(cells, to_choose, bests)
    following = _next_money(cells, to_choose, bests, times, budget, margin_method)
    next_times = times if following is None else following[1]
    changes = _changes(cells, now, times)
    gap = fsum(
        (best.worth_at_most - best.worth) * stage.worth_unit for stage, best in zip(to_choose, bests, strict=True)
    )
    plan = Plan(
        budget=budget,
        problem="",
        table=plan_table(cells, times, None if following is None else next_times, margin_method),
        cost_now=_cost(cells, now),
        value_now=_value(cells, now, margin_method),
        hours_now=_hours(cells, now),
        cost=_cost(cells, times),
        value=_value(cells, times, margin_method),
        hours=_hours(cells, times),
        cuts=tuple(sorted((c for c in changes if c.after < c.before), key=lambda change: change.cost)),
        additions=tuple(sorted((c for c in changes if c.after > c.before), key=lambda change: -change.cost)),
        next_money=None if following is None else following[0],
        next_step=_next_step(to_choose, bests, money, margin_method),
        notes=(),
    )
    return replace(plan, notes=notes(plan, cells, gap))


def _spent(to_choose: Sequence[Stage], money: int) -> list[Best]:
    """The best of each stage, with what those before it leave; minima are set aside."""
    left = money - sum(stage.least for stage in to_choose)
    bests = []
    for stage in to_choose:
        best = best_options(stage.choices, left // stage.unit)
        left -= best.cost * stage.unit
        bests.append(best)
    if left < 0:
        raise ArithmeticError("a plan must not cost more than its budget")
    return bests


def _times(cells: Sequence[PlanCell], to_choose: Sequence[Stage], bests: Sequence[Best]) -> list[float]:
    """Times a year of each cell."""
    chosen = {
        cell.place: float(cell.times[option])
        for stage, best in zip(to_choose, bests, strict=True)
        for cell, option in zip(stage.cells, best.options, strict=True)
    }
    return [chosen.get(cell.place, cell.stays) for cell in cells]


def _next_money(
    cells: Sequence[PlanCell],
    to_choose: Sequence[Stage],
    bests: Sequence[Best],
    times: Sequence[float],
    budget: float,
    margin_method: str,
) -> tuple[NextMoney, list[float]] | None:
    """The smallest larger budget that improves the plan, and the times then: one stage buys more than it did."""
    spent = sum(stage.least for stage in to_choose)
    needed = []
    for stage, best in zip(to_choose, bests, strict=True):
        cost = cheapest_better(stage.choices, best)
        if cost is not None:
            needed.append(spent + cost * stage.unit)
        spent += best.cost * stage.unit
    money = money_units(budget)
    needed = [cost for cost in needed if cost > money]
    if not needed:
        return None
    cents = -(-min(needed) // _CENT)
    better = _times(cells, to_choose, _spent(to_choose, cents * _CENT))
    changes = _changes(cells, times, better)
    value = _value(cells, better, margin_method) - _value(cells, times, margin_method)
    ordered = sorted(changes, key=lambda change: -change.cost)  # what is bought before what is given up for it
    return NextMoney(cents / 100, (cents * _CENT - money) / MONEY_UNITS, tuple(ordered), value), better


def _next_step(to_choose: Sequence[Stage], bests: Sequence[Best], money: int, margin_method: str) -> NextMoney | None:
    """The cheapest step up of one service in one tier; of equal ones that of the first stage, then the higher tier."""
    spent = sum(stage.least + best.cost * stage.unit for stage, best in zip(to_choose, bests, strict=True))
    steps: list[tuple[int, int, PlanCell, float, float]] = []
    for stage, best in zip(to_choose, bests, strict=True):
        for cell, option in zip(stage.cells, best.options, strict=True):
            now, more = cell.times[option], cell.times[option + 1 : option + 2]
            if len(more):
                steps.append((cell.cost(more[0]) - cell.cost(now), len(steps), cell, float(now), float(more[0])))
    if not steps:
        return None
    cost, _, cell, before, after = min(steps)
    cents = -(-(spent + cost) // _CENT)
    value = _value([cell], [after], margin_method) - _value([cell], [before], margin_method)
    return NextMoney(
        cents / 100, (cents * _CENT - money) / MONEY_UNITS, tuple(_changes([cell], [before], [after])), value
    )


def _changes(cells: Sequence[PlanCell], before: Sequence[float], after: Sequence[float]) -> list[PlanChange]:
    return [
        PlanChange(cell.service.name, cell.tier, old, new, _cost([cell], [new]) - _cost([cell], [old]))
        for cell, old, new in zip(cells, before, after, strict=True)
        if old != new
    ]


def _cost(cells: Sequence[PlanCell], times: Sequence[float]) -> float:
    return fsum(costs_of(cells, times))


def _value(cells: Sequence[PlanCell], times: Sequence[float], margin_method: str) -> float:
    return fsum(values_of(cells, times, margin_method))


def _hours(cells: Sequence[PlanCell], times: Sequence[float]) -> float:
    return fsum(cell.accounts * cell.service.hours_per_time * often for cell, often in zip(cells, times, strict=True))


def _unplanned(cells: Sequence[PlanCell], budget: float, problem: str, margin_method: str) -> Plan:
    now = [cell.now for cell in cells]
    return Plan(
        budget=budget,
        problem=problem,
        table=plan_table(cells, None, None, margin_method),
        cost_now=_cost(cells, now),
        value_now=_value(cells, now, margin_method),
        hours_now=_hours(cells, now),
        cost=nan,
        value=nan,
        hours=nan,
        cuts=(),
        additions=(),
        next_money=None,
        next_step=None,
        notes=(problem,),
    )
