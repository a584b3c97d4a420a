"""What the catalogue's services come to: per service and tier, account, tier and book (product.md, "Service cost")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, nan
from typing import TYPE_CHECKING

from segmentbook.model.rounding import to_cent
from segmentbook.model.service_prices import prices_of
from segmentbook.model.service_tables import account_table, cost_table, service_headers
from segmentbook.model.tiers import median_arr

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints, Texts
    from segmentbook.model.inputs import Service, Settings, Tier
    from segmentbook.model.service_prices import Prices

__all__ = [
    "ServiceCosts",
    "ServiceTotals",
    "service_costs",
    "service_headers",
    "tier_totals",
]


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
        return self.cost / self.arr if to_cent(self.arr) > 0.0 else nan

    @property
    def accounts_per_head(self) -> float:
        """Accounts that one person looks after; NaN without heads."""
        return self.accounts / self.heads if self.heads > 0.0 else nan

    @property
    def arr_per_head(self) -> float:
        """ARR that one person looks after; NaN without heads."""
        return self.arr / self.heads if self.heads > 0.0 else nan


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


def tier_totals(
    services: Sequence[Service],
    tiers: Sequence[Tier],
    accounts: Sequence[int],
    arr: Sequence[float],
    settings: Settings,
) -> tuple[ServiceTotals, ...]:
    """Totals of each tier from its number of accounts and its ARR (money a year): all that they depend on.

    Examples
    --------
    >>> from datetime import date
    >>> from segmentbook.model.inputs import Service, Settings, Tier
    >>> review = Service("Review", "", 300.0, 4.0, 5.0, 0.4, False, {"Gold": 4.0, "Basic": 0.0})
    >>> settings = Settings(date(2026, 6, 30), csm_hours_per_year=1_000.0)
    >>> gold, basic = tier_totals([review], [Tier("Gold"), Tier("Basic")], [10, 90], [400_000.0, 90_000.0], settings)
    >>> gold.cost, gold.value, gold.hours, gold.heads, gold.cost_share, basic.cost
    (12000.0, 20000.0, 200.0, 0.2, 0.03, 0.0)
    """
    prices = prices_of(services, tiers, settings)
    return _totals(prices, accounts, arr, settings)


def service_costs(
    services: Sequence[Service],
    tiers: Sequence[Tier],
    tier_of: Ints,
    arr: Floats,
    settings: Settings,
    names: Texts,
    ids: Texts,
    index: pd.Index[int] | None = None,
) -> ServiceCosts:
    """Cost every service for every account: times a year in its tier x cost, hours and value each time.

    Parameters
    ----------
    tier_of
        Position in ``tiers`` for each client, -1 for those outside (not current).
    arr
        Money a year of each client.
    names, ids
        What AccountServices calls them.
    index
        Labels of the clients' rows; None: their positions.
    """
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import sums
    from segmentbook.model.rounding import to_cents

    prices = prices_of(services, tiers, settings)
    current = np.flatnonzero(tier_of >= 0)
    place = tier_of[current]
    accounts = np.bincount(place, minlength=len(tiers))
    totals = _totals(prices, accounts.tolist(), sums(place, arr[current], len(tiers)).tolist(), settings)
    book = _book(totals)
    cost, value, hours = (_per_client(each.sum(axis=0), tier_of) for each in (prices.cost, prices.value, prices.hours))
    paying = to_cents(arr) > 0.0
    share = np.full(len(arr), nan)
    np.divide(cost, arr, out=share, where=(tier_of >= 0) & paying)
    medians = median_arr(arr[current], place, len(tiers))
    offered = np.where(prices.times > 0.0, prices.value, prices.offer)
    with np.errstate(invalid="ignore"):
        qualifies = to_cents(offered) <= to_cents(medians)
        short = to_cents(cost) > to_cents(arr)
        costly = to_cents(cost) > 0.0
    budget = settings.service_budget
    labels = pd.RangeIndex(len(arr)) if index is None else index
    return ServiceCosts(
        services=tuple(services),
        table=cost_table(services, tiers, prices, accounts, settings, offered / medians, qualifies, medians),
        cost=cost,
        value=value,
        hours=hours,
        cost_share=share,
        accounts=account_table(services, tiers, prices, current, place, arr, share, names, ids, labels),
        tiers=totals,
        book=book,
        budget=budget,
        budget_used=book.cost / budget if budget else nan,
        budget_left=nan if budget is None else budget - book.cost,
        qualifies=qualifies,
        unused=tuple(np.flatnonzero(~(prices.times > 0.0).any(axis=1)).tolist()),
        unprofitable=np.flatnonzero(short & paying),
        unpaid=np.flatnonzero(costly & ~paying),
    )


def _totals(
    prices: Prices, accounts: Sequence[int], arr: Sequence[float], settings: Settings
) -> tuple[ServiceTotals, ...]:
    per_account = (prices.cost.sum(axis=0), prices.value.sum(axis=0), prices.hours.sum(axis=0))
    year = settings.csm_hours_per_year
    return tuple(
        ServiceTotals(
            accounts=int(count),
            arr=float(money),
            cost=float(cost * count),
            value=float(value * count),
            hours=float(hours * count),
            heads=float(hours * count) / year if year else nan,
        )
        for count, money, cost, value, hours in zip(accounts, arr, *per_account, strict=True)
    )


def _book(totals: Sequence[ServiceTotals]) -> ServiceTotals:
    return ServiceTotals(
        accounts=sum(total.accounts for total in totals),
        arr=fsum(total.arr for total in totals),
        cost=fsum(total.cost for total in totals),
        value=fsum(total.value for total in totals),
        hours=fsum(total.hours for total in totals),
        heads=sum(total.heads for total in totals),
    )


def _per_client(per_tier: Floats, tier_of: Ints) -> Floats:
    """What a tier's account has, for each client; NaN outside the tiers."""
    import numpy as np

    return np.append(per_tier, nan)[tier_of]  # position -1 is the last
