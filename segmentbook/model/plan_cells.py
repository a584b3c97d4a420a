"""The choices of a plan: how often a year each service may be given to each tier, and what that costs to the cent.

Money counts in millionths, as whole numbers: the cost of doing a service once is taken to the millionth, that of all
accounts is rounded up, the budget down, so that no plan overspends. Ratios of value to cost are exact fractions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd, lcm
from typing import TYPE_CHECKING

from segmentbook.model.plan_search import Choice
from segmentbook.model.services import assessed_value

if TYPE_CHECKING:
    from segmentbook.model.inputs import Service, Tier

__all__ = ["MONEY_UNITS", "PlanCell", "Stage", "money_units", "plan_cells", "stages"]

MONEY_UNITS = 1_000_000
"""Units of money in one of base currency."""

_MOST_STEPS = 400
"""Beyond so many whole times a year a service that is typed in fractions too is given as often as typed, or not."""

_SIMPLE = 1_000_000
"""Ratios are the simplest fraction with a denominator up to this: 1 / (1 - 0.35) is 20/13."""


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One service in one tier: ``times`` are all numbers of times a year that a plan may give it, rising.

    ``now`` is the catalogue's number, ``cost`` and ``value`` are of all accounts of the tier for one time a year.
    ``unit_cost`` is the cost for one account and time in millionths. ``place`` is (service, tier).
    """

    service: Service
    tier: str
    place: tuple[int, int]
    accounts: int
    now: float
    least: float
    most: float
    unit_cost: int
    factor: Fraction

    @property
    def free(self) -> bool:
        """Whether giving it costs nothing: it stays on, as often as the catalogue says."""
        return self.unit_cost == 0 or self.accounts == 0

    @property
    def stays(self) -> float:
        """The catalogue's times a year, held between the least and the most."""
        return min(max(self.now, self.least), self.most)

    @property
    def whole(self) -> bool:
        """Whether all numbers of times are whole."""
        return all(times.is_integer() for times in (self.least, self.most, self.stays))

    @property
    def times(self) -> Sequence[float]:
        """Whole times a year from the least to the most, and the numbers that were typed."""
        whole: Sequence[int] = range(ceil(self.least), floor(self.most) + 1)
        if self.whole:
            return whole
        return sorted({self.least, self.most, self.stays, *(map(float, whole) if len(whole) <= _MOST_STEPS else ())})

    def cost(self, times: float) -> int:
        """Cost of all accounts in a year, in millionths, rounded up."""
        return ceil(self.accounts * self.unit_cost * _exact(times))


@dataclass(frozen=True, slots=True)
class Stage:
    """Cells that are planned together: those of one priority, what is worth nothing by its margin after the rest.

    ``least`` is what their least times cost, in millionths; ``choices`` are in the order of ``cells``, their costs in
    units of ``unit`` millionths above that, their worth in ``worth_unit`` of base currency.
    """

    cells: tuple[PlanCell, ...]
    choices: tuple[Choice, ...]
    least: int
    unit: int
    worth_unit: float


def money_units(money: float) -> int:
    """Money in millionths, rounded down.

    Examples
    --------
    >>> money_units(0.1), money_units(1e12)
    (100000, 1000000000000000000)
    """
    return floor(_exact(money) * MONEY_UNITS)


def plan_cells(
    services: Sequence[Service], tiers: Sequence[Tier], accounts_by_tier: Mapping[str, int], margin_method: str
) -> tuple[PlanCell, ...]:
    """Each service in each tier, in the catalogue's order, tiers from the highest.

    Without a maximum the catalogue's number of times is the most, or the minimum where that is larger.

    Raises
    ------
    PolicyError
        A margin that gives no price.
    """
    cells = []
    for row, service in enumerate(services):
        factor = Fraction(assessed_value(1.0, service.margin, margin_method)).limit_denominator(_SIMPLE)
        unit_cost = round(_exact(service.cost_per_time) * MONEY_UNITS)
        for column, tier in enumerate(tiers):
            now = float(service.times.get(tier.name, 0.0))
            least = float(service.minimum.get(tier.name, 0.0))
            most = float(service.maximum.get(tier.name, max(now, least)))
            accounts = int(accounts_by_tier.get(tier.name, 0))
            place = (row, column)
            cells.append(PlanCell(service, tier.name, place, accounts, now, least, most, unit_cost, factor))
    return tuple(cells)


def stages(cells: Sequence[PlanCell]) -> tuple[Stage, ...]:
    """What there is to choose, in the order in which the money goes; what costs nothing is no choice."""
    groups: dict[tuple[int, bool], list[PlanCell]] = {}
    for cell in cells:
        if not cell.free:
            groups.setdefault((cell.service.priority, not cell.factor), []).append(cell)
    return tuple(_stage(groups[key]) for key in sorted(groups))


def _stage(cells: Sequence[PlanCell]) -> Stage:
    """Ties go to the higher tier, then by the service's name: never by the rows of the catalogue."""
    ordered = sorted(
        cells, key=lambda cell: (cell.place[1], cell.service.name.casefold(), cell.service.name, cell.unit_cost)
    )
    unit = gcd(*(cell.cost(times) for cell in ordered for times in _ends(cell)))
    factors = [cell.factor or Fraction(1) for cell in ordered]
    scale = lcm(*(factor.denominator for factor in factors))
    whole = [int(factor * scale) for factor in factors]
    common = gcd(*whole)
    choices = tuple(Choice(_costs(cell, unit), factor // common) for cell, factor in zip(ordered, whole, strict=True))
    least = sum(cell.cost(cell.least) for cell in ordered)
    return Stage(tuple(ordered), choices, least, unit, float(Fraction(unit * common, scale * MONEY_UNITS)))


def _ends(cell: PlanCell) -> Sequence[float]:
    """Numbers of times whose costs every other one is a sum of."""
    return (cell.least, 1.0) if cell.whole else cell.times


def _costs(cell: PlanCell, unit: int) -> Sequence[int]:
    """Costs of the cell's numbers of times above that of the least."""
    least = cell.cost(cell.least)
    if cell.whole:
        step = cell.cost(1.0) // unit
        return range(0, step * int(cell.most - cell.least) + 1, step)
    return tuple((cell.cost(times) - least) // unit for times in cell.times)


def _exact(number: float) -> Fraction:
    """The number as it is written in decimals: 0.1 is 1/10."""
    return Fraction(repr(float(number)))
