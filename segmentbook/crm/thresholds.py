"""Tiers by ARR share, ARR or employees as a ladder of minima.

A cumulative share depends on all accounts, which a formula cannot see. Equal ARR is never split, and a larger ARR is
never in a lower tier, so that the smallest positive ARR of a tier is a minimum that gives every account of today its
tier.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.crm.ladder import Branch, Ladder, NumberTest
from segmentbook.model.rounding import to_cent, to_cents

if TYPE_CHECKING:
    from segmentbook.crm.accounts import Accounts
    from segmentbook.model.columns import Floats, Ints
    from segmentbook.model.inputs import Tier

__all__ = ["minimum_ladder", "share_thresholds", "tiers_with"]


def share_thresholds(arr: Floats, tier: Ints, tiers: Sequence[Tier]) -> list[float | None]:
    """Smallest positive ARR of each tier, to the cent; None in the last tier, and where a tier has no such account.

    Parameters
    ----------
    arr, tier
        Of the current accounts; ``tier`` is the position that the share rule gives.

    Examples
    --------
    >>> import numpy as np
    >>> from segmentbook.model.inputs import Tier
    >>> tiers = [Tier("A", 0.2), Tier("B", 0.7), Tier("C")]
    >>> share_thresholds(np.array([50.0, 30.0, 10.0, 10.0, 0.0]), np.array([0, 1, 2, 2, 2]), tiers)
    [50.0, 30.0, None]
    """
    cents = to_cents(arr)
    lowest: list[float | None] = []
    before: float | None = None
    for position in range(len(tiers) - 1):
        own = cents[tier == position]  # an ARR of 0 or less is always in the last tier
        lowest.append(float(own.min()) if len(own) and (before is None or own.min() < before) else None)
        before = before if lowest[-1] is None else lowest[-1]
    return [*lowest, None]


def tiers_with(tiers: Sequence[Tier], minima: Sequence[float | None]) -> tuple[Tier, ...]:
    """The tiers as tiers by minimum ARR; those without a minimum are left out, but for the last."""
    from dataclasses import replace

    kept = [replace(t, minimum_arr=m) for t, m in zip(tiers[:-1], minima[:-1], strict=True) if m is not None]
    return (*kept, replace(tiers[-1], minimum_arr=None))


def minimum_ladder(accounts: Accounts) -> Ladder:
    """The ladder of minima where Tier By is not Rules."""
    settings, tiers = accounts.inputs.settings, accounts.inputs.tiers
    if settings.tier_by == "Employees":
        people = [(t.name, t.minimum_employees or 0.0, False) for t in tiers[:-1]]
        said = "By employees: the table's Minimum Employees. Without employees: the last tier."
        return _ladder("Employees", people, tiers[-1].name, (said,))
    if settings.tier_by == "ARR":
        minima = [(t.name, to_cent(t.minimum_arr or 0.0)) for t in tiers[:-1]]
        said = "By ARR: the table's Minimum ARR. A blank ARR counts as 0."
        return _ladder("ARR", [(n, m, m <= 0.0) for n, m in minima], tiers[-1].name, (said,))
    arr = accounts.frame["ARR"].to_numpy()
    cuts = share_thresholds(arr, accounts.by_rule, tiers)
    as_of = settings.as_of.isoformat()
    shares = ", ".join(f"{t.name} {t.arr_share * 100:.10g}%" for t in tiers if t.arr_share is not None)
    sentences = [
        f"By cumulative ARR share ({shares}; Crossing Account {settings.crossing_account}), which depends on all "
        f"accounts: written as the ARR thresholds that give every account its tier as of {as_of}.",
        "They hold for that day: export again after each refresh.",
    ]
    for tier, cut in zip(tiers[:-1], cuts, strict=False):
        if cut is None:
            sentences.append(f"No account is in {tier.name} by the rule of that day: the formula never gives it.")
    known = [(t.name, c, False) for t, c in zip(tiers, cuts, strict=True) if c is not None]
    return _ladder("ARR", known, tiers[-1].name, tuple(sentences))


def _ladder(column: str, minima: Sequence[tuple[str, float, bool]], last: str, said: tuple[str, ...]) -> Ladder:
    branches = tuple(Branch(name, (NumberTest(column, ">=", least, blank),)) for name, least, blank in minima)
    return Ladder(branches, last, said)
