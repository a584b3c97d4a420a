"""What the catalogue's services come to: per service and tier, account, tier and book (product.md, "Service cost")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints, Texts
    from segmentbook.model.inputs import Service, Settings, Tier

__all__ = ["ServiceCosts", "ServiceTotals", "service_costs", "service_headers", "tier_totals"]


@dataclass(frozen=True, slots=True)
class ServiceTotals:
    """What the services of a group of accounts (a tier, the book) come to in a year.

    Parameters
    ----------
    accounts
        Current accounts in the group.
    arr, cost, value, margin
        Money a year: ARR, cost to serve, assessed service value, ``arr - cost``.
    hours, heads
        Hours of work, and hours / CSM Hours per Year (NaN where that setting is blank).
    cost_share
        ``cost / arr``, 0-1 or above; NaN where ARR is 0 or less.
    accounts_per_head, arr_per_head
        NaN without heads.
    """

    accounts: int
    arr: float
    cost: float
    value: float
    hours: float
    heads: float

    @property
    def margin(self) -> float:
        """ARR - cost, money a year."""
        return self.arr - self.cost

    @property
    def cost_share(self) -> float:
        """Cost / ARR; NaN where ARR is 0 or less."""
        return self.cost / self.arr if self.arr > 0.0 else float("nan")

    @property
    def accounts_per_head(self) -> float:
        """Accounts that one person looks after; NaN without heads."""
        return self.accounts / self.heads if self.heads > 0.0 else float("nan")

    @property
    def arr_per_head(self) -> float:
        """ARR that one person looks after; NaN without heads."""
        return self.arr / self.heads if self.heads > 0.0 else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class ServiceCosts:
    """What every service, account, tier and the book costs in a year.

    Parameters
    ----------
    services
        The catalogue that was counted.
    table
        One row a service and tier, services in the catalogue's order, tiers from the highest: the columns of the
        schema's SERVICE_COSTS. ``Automated`` and ``Qualifies`` are object True/False/None, numbers float64.
    cost, value, hours
        One entry a row of Clients, in its order: money a year, money a year, hours a year; NaN for clients without a
        tier (not current).
    cost_share
        Likewise: cost / ARR; NaN where ARR is 0 or less, too.
    accounts
        One row a current client, index and order as the Clients frame: the columns of ACCOUNT_SERVICES, then one
        column a service (``service_headers``) with its annual cost, money; 0 where it is not provided.
    tiers
        The totals of each tier, from the highest.
    book
        Those of all current clients.
    budget, budget_used, budget_left
        The setting Service Budget (None: none), the share of it that the book's cost takes (NaN without a budget or
        with one of 0), and money left (negative: over; NaN without).
    qualifies
        Services x tiers: whether the tier's typical account (median of positive ARR) pays at least what the service is
        worth in a year, at the tier's times or, where it is not provided, at the catalogue's.
    unused
        Positions in ``services`` of those that no tier gets.
    unprofitable
        Positions in Clients of the accounts with ARR > 0 whose services cost more than they pay.
    unpaid
        Positions in Clients of the accounts with an ARR of 0 or less that get services which cost something.
    """

    services: tuple[Service, ...]
    table: pd.DataFrame
    cost: Floats
    value: Floats
    hours: Floats
    cost_share: Floats
    accounts: pd.DataFrame
    tiers: tuple[ServiceTotals, ...]
    book: ServiceTotals
    budget: float | None
    budget_used: float
    budget_left: float
    qualifies: Flags
    unused: tuple[int, ...]
    unprofitable: Ints
    unpaid: Ints


def service_headers(services: Sequence[Service]) -> tuple[str, ...]:
    """Headers of the services' columns in AccountServices: their names, with `` (service)`` where one is taken."""
    raise NotImplementedError


def tier_totals(
    services: Sequence[Service],
    tiers: Sequence[Tier],
    accounts: Sequence[int],
    arr: Sequence[float],
    settings: Settings,
) -> tuple[ServiceTotals, ...]:
    """Totals of each tier from its number of accounts and its ARR (money a year): all that they depend on."""
    raise NotImplementedError


def service_costs(
    services: Sequence[Service],
    tiers: Sequence[Tier],
    tier_of: Ints,
    arr: Floats,
    settings: Settings,
    names: Texts,
    ids: Texts,
) -> ServiceCosts:
    """Cost every service for every account.

    Parameters
    ----------
    tier_of
        Position in ``tiers`` for each client, -1 for those outside (not current).
    arr
        Money a year of each client.
    names, ids
        What AccountServices calls them.
    """
    raise NotImplementedError
