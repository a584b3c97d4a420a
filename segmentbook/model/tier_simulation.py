"""What other cuts between the tiers would do: accounts, ARR, hours, cost, margin and heads of each scenario.

One row a scenario: other ARR shares for the highest tier (the other tiers' cuts as they are, kept rising), thresholds
where the ARR breaks naturally, and the tiers in force, marked. Tier Overrides stay in force in each; equal ARR is never
split. ARR covered is the ARR of the highest tier: of the accounts that get the full service.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum, nan
from typing import TYPE_CHECKING

from segmentbook.model.natural_breaks import natural_breaks
from segmentbook.model.rounding import to_cents, to_share, to_shares
from segmentbook.model.service_costs import tier_totals
from segmentbook.model.tiers import arr_shares, tiers_by_arr, tiers_by_share_column

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints
    from segmentbook.model.inputs import Service, Settings, Tier
    from segmentbook.model.service_costs import ServiceTotals

__all__ = ["KINDS", "SIMULATION_COLUMNS", "TIER_FIGURES", "simulate_tiers", "tier_headers"]

SHARES = (0.10, 0.15, 0.20, 0.25, 0.30)
"""ARR shares of the highest tier that are tried."""

CURRENT, BY_SHARE, BY_ARR = KINDS = ("Current", "ARR share", "Minimum ARR")

SIMULATION_COLUMNS = (
    "Scenario",
    "Kind",
    "Current",
    "Cuts",
    "Tier 1 Share",
    "Accounts",
    "ARR",
    "ARR Covered",
    "ARR Covered Share",
    "Cost",
    "Cost Share of ARR",
    "Margin",
    "Hours",
    "Heads",
    "Cost Change",
)

TIER_FIGURES = ("Accounts", "ARR", "ARR Share", "Cost", "Margin", "Hours", "Heads")
"""What each scenario says of each tier."""


@dataclass(frozen=True, slots=True, eq=False)
class _Scenario:
    name: str
    kind: str
    cuts: str
    share: float
    tier: Ints


def tier_headers(tiers: Sequence[Tier]) -> tuple[str, ...]:
    """Headers of the tiers' columns, from the highest tier.

    Examples
    --------
    >>> from segmentbook.model.inputs import Tier
    >>> tier_headers([Tier("Gold")])[:3]
    ('Gold: Accounts', 'Gold: ARR', 'Gold: ARR Share')
    """
    return tuple(f"{tier.name}: {figure}" for tier in tiers for figure in TIER_FIGURES)


def simulate_tiers(
    arr: Floats,
    tier: Ints,
    overridden: Flags,
    tiers: Sequence[Tier],
    services: Sequence[Service],
    settings: Settings,
) -> pd.DataFrame:
    """Compute each scenario: one row, ``SIMULATION_COLUMNS``, then those of ``tier_headers``.

    Parameters
    ----------
    arr
        ARR of the current accounts, money a year.
    tier, overridden
        Position of their tier in force, and whether an override put them there.
    tiers
        From the highest, two or more.
    services, settings
        The catalogue, and the settings for hours and the rule in force.
    """
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import sums, text_series

    scenarios = _scenarios(arr, tier, tiers, settings)
    rows = pd.RangeIndex(len(scenarios))
    figures: dict[str, list[float]] = {header: [] for header in (*SIMULATION_COLUMNS[5:-1], *tier_headers(tiers))}
    for scenario in scenarios:
        place = np.where(overridden, tier, scenario.tier)
        accounts = np.bincount(place, minlength=len(tiers))
        totals = tier_totals(services, tiers, accounts.tolist(), sums(place, arr, len(tiers)).tolist(), settings)
        for header, figure in _figures(totals, tiers).items():
            figures[header].append(figure)
    current = [scenario.kind == CURRENT for scenario in scenarios]
    frame = pd.DataFrame(index=rows)
    frame["Scenario"] = text_series([scenario.name for scenario in scenarios], rows)
    frame["Kind"] = text_series([scenario.kind for scenario in scenarios], rows)
    frame["Current"] = pd.Series(current, index=rows, dtype=object)
    frame["Cuts"] = text_series([scenario.cuts for scenario in scenarios], rows)
    frame["Tier 1 Share"] = np.array([scenario.share for scenario in scenarios], dtype=np.float64)
    for header in SIMULATION_COLUMNS[5:-1]:
        frame[header] = np.array(figures[header], dtype=np.float64)
    frame["Cost Change"] = frame["Cost"] - float(frame["Cost"].to_numpy()[current.index(True)])
    for header in tier_headers(tiers):
        frame[header] = np.array(figures[header], dtype=np.float64)
    return frame


def _scenarios(arr: Floats, tier: Ints, tiers: Sequence[Tier], settings: Settings) -> list[_Scenario]:
    """The tiers in force among the shares, where they follow from one, else before them; then natural breaks."""
    shares = [tier_.arr_share for tier_ in tiers[:-1]] if settings.tier_by == "ARR share" else []
    in_force = shares[0] if shares and shares[0] is not None else nan
    found = [_Scenario("As it is", CURRENT, _rule_text(tiers, settings), in_force, tier)]
    if not (to_cents(arr) > 0.0).any():
        return found
    standing = arr_shares(arr)
    others = _other_cuts(arr, tier, tiers, shares)
    for share in SHARES:
        cuts = [share, *(max(share, cut) for cut in others)]
        if shares and [to_share(cut) for cut in cuts] == [to_share(1.0 if s is None else s) for s in shares]:
            continue  # the tiers in force
        cut_tiers = [replace(one, arr_share=cut) for one, cut in zip(tiers, [*cuts, None], strict=True)]
        placed = tiers_by_share_column(arr, standing, cut_tiers, settings.crossing_account)
        found.append(_Scenario(f"{tiers[0].name} at {_percent(share)}", BY_SHARE, _shares_text(cuts), share, placed))
    if shares:
        found.sort(key=lambda scenario: scenario.share)
    positive = to_cents(arr)
    thresholds = natural_breaks(positive[positive > 0.0], len(tiers))
    if thresholds:
        cut_tiers = [replace(one, minimum_arr=cut) for one, cut in zip(tiers, [*thresholds, None], strict=True)]
        text = _minima_text(thresholds)
        found.append(_Scenario("Natural breaks of ARR", BY_ARR, text, nan, tiers_by_arr(arr, cut_tiers)))
    return found


def _other_cuts(arr: Floats, tier: Ints, tiers: Sequence[Tier], shares: Sequence[float | None]) -> list[float]:
    """Cuts of the tiers between the first and the last; where they have none, the shares that they take today."""
    import numpy as np

    if shares:
        return [1.0 if share is None else share for share in shares[1:]]
    taken = np.bincount(tier, weights=np.maximum(arr, 0.0), minlength=len(tiers))
    return [float(share) for share in to_shares(np.cumsum(taken) / taken.sum())[1:-1]]


def _figures(totals: Sequence[ServiceTotals], tiers: Sequence[Tier]) -> dict[str, float]:
    """What a scenario comes to, by header."""
    arr = fsum(total.arr for total in totals)
    cost = fsum(total.cost for total in totals)
    figures = {
        "Accounts": fsum(total.accounts for total in totals),
        "ARR": arr,
        "ARR Covered": totals[0].arr,
        "ARR Covered Share": totals[0].arr / arr if arr > 0.0 else nan,
        "Cost": cost,
        "Cost Share of ARR": cost / arr if arr > 0.0 else nan,
        "Margin": arr - cost,
        "Hours": fsum(total.hours for total in totals),
        "Heads": fsum(total.heads for total in totals),
    }
    for one, total in zip(tiers, totals, strict=True):
        share = total.arr / arr if arr > 0.0 else nan
        values = (total.accounts, total.arr, share, total.cost, total.margin, total.hours, total.heads)
        figures |= {f"{one.name}: {figure}": float(value) for figure, value in zip(TIER_FIGURES, values, strict=True)}
    return figures


def _rule_text(tiers: Sequence[Tier], settings: Settings) -> str:
    """The rule in force in a few words."""
    above = tiers[:-1]
    if settings.tier_by == "Rules":
        return "by the table TierRules"
    if settings.tier_by == "Employees":
        return " / ".join([f"from {one.minimum_employees or 0.0:,.0f} employees" for one in above] + ["rest"])
    if settings.tier_by == "ARR":
        return _minima_text([one.minimum_arr or 0.0 for one in above])
    return _shares_text([1.0 if one.arr_share is None else one.arr_share for one in above])


def _shares_text(cuts: Sequence[float]) -> str:
    return " / ".join([*map(_percent, cuts), "rest"])


def _minima_text(minima: Sequence[float]) -> str:
    return " / ".join([*(f"from {minimum:,.2f}".removesuffix(".00") for minimum in minima), "rest"])


def _percent(share: float) -> str:
    return f"{share * 100.0:.6g}%"
