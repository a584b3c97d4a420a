"""Books with services for the tests of the Tiering sheet: the sample, and awkward ones made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from segmentbook.checks import check
from segmentbook.model.inputs import Inputs, Service, Tier
from segmentbook.model.proposals import Proposals
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.raw import RawBook, RawColumn, RawTable
from segmentbook.report.sample import sample_frames
from segmentbook.schema import TIER_SIMULATION

__all__ = ["NAMED", "book", "inputs", "none_proposed", "raw", "simulated"]

AS_OF = date(2026, 6, 30)
NAMED = {
    "sample": {},
    "no budget": {"budget": None},
    "budget of nothing": {"budget": 0.0},
    "one tier": {"tiers": 1},
    "five tiers": {"tiers": 5},
    "eight tiers": {"tiers": 8},
    "forty services": {"services": 40},
    "eight tiers, forty services": {"tiers": 8, "services": 40},
    "no services": {"services": 0},
    "long names": {"names": "Worldwide Strategic Partnership and Transformation Programme, Level {}", "tiers": 5},
    "billions": {"times": 1e6},
    "cents": {"times": 1e-5},
    "no clients": {"clients": 0},
    "nobody pays": {"times": 0.0},
}  # fmt: skip
"""Kinds of books, by what is unusual about them."""


@cache
def raw() -> RawBook:
    """The sample's tables."""
    tables = {
        name: RawTable(
            name, name, 1, 1, tuple(frame.columns), tuple(RawColumn.from_values(frame[c].tolist()) for c in frame), name
        )
        for name, frame in sample_frames().items()
    }
    return RawBook(tables, tuple(tables))


@cache
def inputs() -> Inputs:
    """The sample, checked."""
    return check(raw(), today=AS_OF).inputs


def book(
    *,
    tiers: int = 3,
    services: int | None = None,
    budget: float | None = 210_000.0,
    names: str = "",
    times: float = 1.0,
    clients: int | None = None,
    **settings: Any,
) -> Segmentation:
    """The sample with other tiers and services, another budget, other names, or all money so many times as much."""
    given = inputs()
    of_three = [tier.name for tier in given.tiers]
    made = _tiers(tiers, names) if tiers != len(of_three) or names else given.tiers
    catalogue = [_service(one, of_three, made, times) for one in given.services]
    if services is not None:
        catalogue = [replace(catalogue[i % len(catalogue)], name=f"{_named(catalogue, i)}") for i in range(services)]
    if names:
        catalogue = [replace(one, name=f"{one.name}: {names.format(i)}") for i, one in enumerate(catalogue)]
    contracts = given.contracts.copy()
    contracts["Amount"] = contracts["Amount"] * times
    people = given.clients if clients is None else given.clients.iloc[:clients]
    people = people.assign(**{"Segment Value": people["Segment Value"] * times, "Tier Override": ""})
    budget = budget if budget is None else budget * (times or 1.0)
    kept = contracts if clients is None else contracts.iloc[:0]
    changed = replace(
        given,
        clients=people,
        contracts=kept,
        tiers=made,
        services=tuple(catalogue),
        settings=replace(given.settings, service_budget=budget, **settings),
    )
    return segment(changed)


def _named(catalogue: Sequence[Service], place: int) -> str:
    again = place // len(catalogue)
    return catalogue[place % len(catalogue)].name + (f" {again + 1}" if again else "")


def _tiers(count: int, names: str) -> tuple[Tier, ...]:
    """Tiers of equal shares."""
    name = names or "Tier {}"
    return tuple(
        Tier(name.format(i + 1), (i + 1) / count if i + 1 < count else None, touch_model="High touch")
        for i in range(count)
    )


def _service(one: Service, of_three: Sequence[str], tiers: Sequence[Tier], times: float) -> Service:
    """The service for other tiers: the highest have what the highest had."""
    old = [one.times[name] for name in of_three]
    spread = {tier.name: old[min(2, i * 3 // len(tiers))] for i, tier in enumerate(tiers)}
    cost = one.cost_per_time * (times if times else 1.0)
    return replace(one, times=spread, cost_per_time=cost, minimum={}, maximum={})


def none_proposed() -> Proposals:
    """Neither a plan nor a simulation."""
    return Proposals(None, None)


def simulated(found: Segmentation, scenarios: int = 9) -> pd.DataFrame:
    """A small simulation worked out by the plainest sums: the book as it is, some shares and some thresholds."""
    totals = found.tiers
    book_arr = float(totals["ARR"].sum())
    rows = []
    for place in range(scenarios):
        kind = "Current" if place == 0 else "ARR share" if place <= 5 else "Minimum ARR"
        share = 0.05 * (place + 1) if kind == "ARR share" else np.nan
        covered = book_arr * (0.2 if place == 0 else 0.05 * (place + 1))
        rows.append(
            {
                "Scenario": f"Scenario {place}",
                "Kind": kind,
                "Current": place == 0,
                "Cuts": "20%, 70%",
                "Tier 1 Share": share,
                "Accounts": float(totals["Accounts"].sum()),
                "ARR": book_arr,
                "ARR Covered": covered,
                "ARR Covered Share": covered / book_arr if book_arr > 0 else np.nan,
                "Cost": 100_000.0 + 10_000.0 * place,
                "Cost Share of ARR": 0.1,
                "Margin": book_arr - 100_000.0,
                "Hours": 1_000.0,
                "Heads": np.nan,
                "Cost Change": 10_000.0 * place,
            }
        )
    frame = pd.DataFrame(rows)[list(TIER_SIMULATION.headers)]
    for tier in totals["Tier"]:
        for part in ("Accounts", "ARR", "ARR Share", "Cost", "Margin", "Hours", "Heads"):
            frame[f"{tier}: {part}"] = 1.0
    return frame
