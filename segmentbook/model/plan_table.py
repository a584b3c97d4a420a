"""A plan as a table: the rows of ServicePlan."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING

from segmentbook.model.plan_cells import PlanCell
from segmentbook.model.services import annual_cost, assessed_value

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DECISIONS", "PLAN_COLUMNS", "costs_of", "plan_table", "values_of"]

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


KEPT, LOWERED, DROPPED, RAISED, ADDED, NOT_PROVIDED = DECISIONS = (
    "Kept",
    "Lowered",
    "Dropped",
    "Raised",
    "Added",
    "Not provided",
)


def plan_table(
    cells: Sequence[PlanCell],
    times: Sequence[float] | None,
    following: Sequence[float] | None,
    margin_method: str,
) -> pd.DataFrame:
    """The rows of ServicePlan; without ``times`` all that is planned is blank."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import text_series

    rows = pd.RangeIndex(len(cells))
    blank = np.full(len(cells), nan)
    now = [cell.now for cell in cells]
    planned = blank if times is None else np.array(times, dtype=np.float64)
    frame = pd.DataFrame(index=rows)
    frame["Service"] = text_series([cell.service.name for cell in cells], rows)
    frame["Tier"] = text_series([cell.tier for cell in cells], rows)
    frame["Priority"] = np.array([cell.service.priority for cell in cells], dtype=np.float64)
    frame["Accounts"] = np.array([cell.accounts for cell in cells], dtype=np.float64)
    frame["Times Now"] = np.array(now, dtype=np.float64)
    frame["Times Planned"] = planned
    frame["Change"] = planned - frame["Times Now"]
    decisions = [""] * len(cells) if times is None else [*map(_decision, now, times)]
    frame["Decision"] = text_series(decisions, rows)
    frame["Cost Now"] = np.array(costs_of(cells, now), dtype=np.float64)
    frame["Cost Planned"] = blank if times is None else np.array(costs_of(cells, times), dtype=np.float64)
    frame["Saving"] = frame["Cost Now"] - frame["Cost Planned"]
    frame["Value Now"] = np.array(values_of(cells, now, margin_method), dtype=np.float64)
    values = blank if times is None else np.array(values_of(cells, times, margin_method), dtype=np.float64)
    frame["Value Planned"] = values
    hours = np.array([cell.accounts * cell.service.hours_per_time for cell in cells], dtype=np.float64)
    frame["Hours Planned"] = hours * planned
    frame["Least Times"] = np.array([cell.least for cell in cells], dtype=np.float64)
    frame["Most Times"] = np.array([cell.most for cell in cells], dtype=np.float64)
    frame["Next Times"] = blank if following is None else np.array(following, dtype=np.float64)
    order = np.argsort(frame["Priority"].to_numpy(), kind="stable")  # of one priority in the catalogue's order
    return frame.iloc[order].reset_index(drop=True)


def _decision(now: float, planned: float) -> str:
    """What a plan does with a service in a tier."""
    if planned == now:
        return KEPT if now > 0.0 else NOT_PROVIDED
    if planned < now:
        return LOWERED if planned > 0.0 else DROPPED
    return RAISED if now > 0.0 else ADDED


def costs_of(cells: Sequence[PlanCell], times: Sequence[float]) -> list[float]:
    """Cost of each cell a year, at so many times a year."""
    return [
        cell.accounts * annual_cost(cell.service.cost_per_time, often) for cell, often in zip(cells, times, strict=True)
    ]


def values_of(cells: Sequence[PlanCell], times: Sequence[float], margin_method: str) -> list[float]:
    """Assessed value of each cell a year, at so many times a year."""
    return [
        assessed_value(cost, cell.service.margin, margin_method)
        for cell, cost in zip(cells, costs_of(cells, times), strict=True)
    ]
