"""ARR -> tiers: by cumulative share, by minimum ARR or employees, by rules; an override wins (product.md section 3).

Tiers are ordered from the highest. ARR is compared to the cent, shares to nine decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.errors import PolicyError
from segmentbook.model.conditions import holds_column
from segmentbook.model.keys import header_key, text_key
from segmentbook.model.rounding import to_cent, to_cents, to_share, to_shares

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints, Texts
    from segmentbook.model.inputs import Tier, TierRule

__all__ = [
    "ArrShares",
    "arr_shares",
    "median_arr",
    "tier_of",
    "tier_overrides",
    "tiers_by_arr",
    "tiers_by_employees",
    "tiers_by_rules",
    "tiers_by_share",
    "tiers_by_share_column",
]

_CROSSING = ("Up", "Down")


@dataclass(frozen=True, slots=True, eq=False)
class ArrShares:
    """Where each account stands by ARR: rank (equal ARR, equal rank) and cumulative shares of the positive total.

    ``before`` ends above the account's group of equal ARR, ``through`` with it; both 0-1, NaN without positive ARR.
    """

    rank: Floats
    before: Floats
    through: Floats


def tier_of(arr: float, tiers: Sequence[Tier]) -> str:
    """Name of the first tier whose Minimum ARR (blank: 0) an ARR reaches; the last where it reaches none.

    Examples
    --------
    >>> from segmentbook.model.inputs import Tier
    >>> tiers = [Tier("Gold", minimum_arr=100_000.0), Tier("Silver", minimum_arr=20_000.0), Tier("Basic")]
    >>> [tier_of(arr, tiers) for arr in (100_000.0, 99_999.99, -5.0)]
    ['Gold', 'Silver', 'Basic']
    """
    rounded = to_cent(arr)
    return next((t.name for t in tiers if rounded >= to_cent(t.minimum_arr or 0.0)), tiers[-1].name)


def tiers_by_arr(arr: Floats, tiers: Sequence[Tier]) -> Ints:
    """``tier_of`` for a column, as positions in ``tiers``."""
    return _by_minimum(to_cents(arr), [to_cent(tier.minimum_arr or 0.0) for tier in tiers])


def tiers_by_employees(employees: Floats, tiers: Sequence[Tier]) -> Ints:
    """Position of the first tier whose Minimum Employees (blank: 0) is reached; the last without employees."""
    return _by_minimum(employees, [tier.minimum_employees or 0.0 for tier in tiers])


def tiers_by_share(arr: Sequence[float], tiers: Sequence[Tier], crossing: str = "Up") -> list[str]:
    """Tiers of accounts by their cumulative share of ARR; equal ARR is one group and never split.

    Up: a tier takes groups while the share before them is below its cut. Down: while the share including them is at
    most its cut. An ARR of 0 or less is in the last tier. A blank cut is the rest.

    Examples
    --------
    >>> from segmentbook.model.inputs import Tier
    >>> tiers = [Tier("A", 0.2), Tier("B", 0.7), Tier("C")]
    >>> tiers_by_share([50.0, 30.0, 10.0, 10.0, 0.0], tiers), tiers_by_share([50.0, 30.0, 10.0, 10.0], tiers, "Down")
    (['A', 'B', 'C', 'C', 'C'], ['B', 'C', 'C', 'C'])
    """
    up = _is_up(crossing)
    cuts = _cuts(tiers)
    rounded = [to_cent(a) for a in arr]
    sums: dict[float, float] = {}
    for value in sorted((a for a in rounded if a > 0.0), reverse=True):
        sums[value] = sums.get(value, 0.0) + 1.0
    total = before = 0.0
    for value, count in sums.items():
        total += value * count
    position: dict[float, int] = {}
    for value, count in sums.items():
        through = before + value * count
        share = to_share((before if up else through) / total)
        position[value] = next((i for i, cut in enumerate(cuts) if (share < cut if up else share <= cut)), len(cuts))
        before = through
    return [tiers[position.get(value, len(cuts))].name for value in rounded]


def arr_shares(arr: Floats) -> ArrShares:
    """Rank and cumulative share of each account; an ARR of 0 or less adds nothing."""
    import numpy as np

    values, group, size = np.unique(-to_cents(arr), return_inverse=True, return_counts=True)
    rank = (np.cumsum(size) - size + 1).astype(np.float64)[group]
    positive = np.where(values < 0.0, -values, 0.0)
    through: Floats = np.cumsum(positive * size)
    before: Floats = np.concatenate(([0.0], through[:-1])) if len(size) else through
    total = float(through[-1]) if len(through) else 0.0
    if total <= 0.0:
        nothing = np.full(len(arr), np.nan)
        return ArrShares(rank, nothing, nothing)
    return ArrShares(rank, (before / total)[group], (through / total)[group])


def median_arr(arr: Floats, tier: Ints, count: int) -> Floats:
    """Median of the positive ARR of each of ``count`` tiers: what its typical account pays; NaN where none pays."""
    import numpy as np

    paying = to_cents(arr) > 0.0
    groups = (arr[paying & (tier == position)] for position in range(count))
    return np.array([np.median(group) if len(group) else np.nan for group in groups], dtype=np.float64)


def tiers_by_share_column(arr: Floats, shares: ArrShares, tiers: Sequence[Tier], crossing: str = "Up") -> Ints:
    """``tiers_by_share`` for a column and its ``arr_shares``, as positions in ``tiers``."""
    import numpy as np

    up = _is_up(crossing)
    cuts = _cuts(tiers)
    share = to_shares(shares.before if up else shares.through)
    positions = np.full(len(arr), len(cuts), dtype=np.int64)
    for position, cut in reversed(list(enumerate(cuts))):
        positions[share < cut if up else share <= cut] = position
    positions[~(to_cents(arr) > 0.0)] = len(cuts)
    return positions


def tiers_by_rules(frame: pd.DataFrame, tiers: Sequence[Tier], rules: Sequence[TierRule]) -> Ints:
    """Position of the first tier all of whose rules a client fulfils; the last where none matches.

    ``frame`` holds the columns that rules may name, of Clients and of SegmentResults; a tier without rules matches
    nobody.

    Raises
    ------
    PolicyError
        A rule names a column that is not there.
    """
    import numpy as np

    found = {header_key(str(header)): str(header) for header in reversed(list(frame.columns))}
    positions = np.full(len(frame), len(tiers) - 1, dtype=np.int64)
    for position, tier in reversed(list(enumerate(tiers))):
        own = [rule for rule in rules if text_key(rule.tier) == text_key(tier.name)]
        match = np.full(len(frame), bool(own))
        for rule in own:
            header = rule.column if rule.column in frame.columns else found.get(header_key(rule.column))
            if header is None:
                raise PolicyError(
                    "TierRules: Column must be a column of Clients, or one of SegmentResults that does not follow "
                    f"from the tier; got {rule.column!r} for {rule.tier!r}. Name another column."
                )
            match &= holds_column(frame[header], rule.operator, rule.value)
        positions[match] = position
    return positions


def tier_overrides(names: Texts, tiers: Sequence[Tier]) -> tuple[Ints, Flags]:
    """Position of the tier that Tier Override names (-1 where none), and where it names no tier."""
    import numpy as np

    from segmentbook.model.columns import coded, looked_up

    places = {text_key(tier.name): position for position, tier in reversed(list(enumerate(tiers)))}
    codes, distinct = coded(names)
    position = looked_up([places.get(text_key(text), -1) for text in distinct], codes, np.int64)
    named = looked_up([text_key(text) != "" for text in distinct], codes, np.bool_)
    return position, named & (position < 0)


def _by_minimum(values: Floats, minima: Sequence[float]) -> Ints:
    import numpy as np

    positions = np.full(len(values), len(minima) - 1, dtype=np.int64)
    for position, minimum in reversed(list(enumerate(minima))):
        positions[values >= minimum] = position
    return positions


def _cuts(tiers: Sequence[Tier]) -> list[float]:
    """Cuts of all tiers but the last, which takes the rest."""
    return [float("inf") if tier.arr_share is None else to_share(tier.arr_share) for tier in tiers[:-1]]


def _is_up(crossing: str) -> bool:
    if crossing not in _CROSSING:
        raise PolicyError(f"Settings: Crossing Account must be Up or Down; got {crossing!r}. Correct it.")
    return crossing == "Up"
