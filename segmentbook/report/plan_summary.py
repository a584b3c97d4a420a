"""A plan of services as one JSON object."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segmentbook.model.inputs import Settings
    from segmentbook.model.plan import NextMoney, Plan, PlanChange

__all__ = ["plan_summary"]


def plan_summary(plan: Plan, settings: Settings) -> dict[str, Any]:
    """What ``plan --json`` prints, but for the output file: plain values, money and hours a year.

    ``services`` has one object a service and tier that the plan or the catalogue provides; ``next`` is the smallest
    larger budget with which there is a better plan (None: more money buys nothing), ``next_step`` the cheapest step up
    that takes nothing away.
    """
    rows = plan.table[(plan.table["Times Now"] > 0.0) | (plan.table["Times Planned"] > 0.0)]
    keys = {
        "service": "Service",
        "tier": "Tier",
        "decision": "Decision",
        "times_now": "Times Now",
        "times_planned": "Times Planned",
        "cost_now": "Cost Now",
        "cost_planned": "Cost Planned",
    }
    return {
        "as_of": settings.as_of.isoformat(),
        "currency": settings.base_currency,
        "budget": _cents(plan.budget),
        "cost_now": _cents(plan.cost_now),
        "cost": _cents(plan.cost),
        "left": _cents(plan.left),
        "value_now": _cents(plan.value_now),
        "value": _cents(plan.value),
        "hours_now": _cents(plan.hours_now),
        "hours": _cents(plan.hours),
        "cuts": [_change(change, "saving", -1.0) for change in plan.cuts],
        "additions": [_change(change, "cost", 1.0) for change in plan.additions],
        "next": _more(plan.next_money),
        "next_step": _more(plan.next_step),
        "notes": list(plan.notes),
        "services": [
            {key: _plain(value) for key, value in zip(keys, row, strict=True)}
            for row in rows[list(keys.values())].to_numpy().tolist()
        ],
    }


def _more(following: NextMoney | None) -> dict[str, Any] | None:
    if following is None:
        return None
    return {
        "budget": _cents(following.budget),
        "extra": _cents(following.extra),
        "value": _cents(following.value),
        "changes": [_change(change, "cost", 1.0) for change in following.changes],
    }


def _change(change: PlanChange, name: str, sign: float) -> dict[str, Any]:
    return {
        "service": change.service,
        "tier": change.tier,
        "from": change.before,
        "to": change.after,
        name: _cents(sign * change.cost),
    }


def _plain(value: object) -> object:
    return _cents(value) if isinstance(value, float) else value


def _cents(number: float) -> float | None:
    return None if math.isnan(number) else round(number, 2) + 0.0  # never -0.0
