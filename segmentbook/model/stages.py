"""What each stage of the pipeline found out of every client: arrays with one entry a row of Clients.

Positions (``band``, ``cell``, ``tier``) are places in the policy's tuples, -1 for none. ``cell`` and ``tier`` are -1
for clients who are not current.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segmentbook.model.clients import ClientKeys
    from segmentbook.model.columns import Days, Flags, Floats, Ints, Texts
    from segmentbook.model.inputs import Inputs
    from segmentbook.model.overrides import HealthOverrides
    from segmentbook.model.revenue import Ledger
    from segmentbook.model.scorecards import ScoreColumns
    from segmentbook.model.service_costs import ServiceCosts

__all__ = ["Calendar", "Decided", "Judgement", "People", "TierPlaces", "Worth"]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Who the clients are."""

    names: Texts
    ids: Texts
    keys: ClientKeys
    status: Texts
    current: Flags
    employees: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What they are worth a month. ``basis`` is what the cut is held against: the value, or the value per seat."""

    contract_mrr: Floats
    typed: Flags  # Segment Value decides
    value: Floats
    per_seat: Floats
    arr: Floats
    basis: Floats
    by_seat: bool
    cut: float
    cut_source: str


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """How much work they are, how well they are, and the segment that follows."""

    computed: dict[str, Floats | Texts]  # the columns that measures may read beside those of Clients
    effort: ScoreColumns
    health: ScoreColumns
    overrides: HealthOverrides
    overridden: Flags
    band: Ints
    cell: Ints
    assets: Assets


@dataclass(frozen=True, slots=True, eq=False)
class Assets:
    """Whose the assets are (a position in Clients, or why there is none) and what each adds to the tech debt."""

    owner: Ints
    debt: Floats


@dataclass(frozen=True, slots=True, eq=False)
class TierPlaces:
    """Their tiers. ``rank`` and ``through`` (cumulative share of ARR) are NaN for clients who are not current."""

    tier: Ints
    overridden: Flags
    unknown_override: Flags
    rank: Floats
    through: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """When their contracts renew and when they are reviewed."""

    renewal: Days
    review: Days
    overdue: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """All of it."""

    inputs: Inputs
    people: People
    ledger: Ledger
    worth: Worth
    judgement: Judgement
    tiers: TierPlaces
    calendar: Calendar
    services: ServiceCosts | None
