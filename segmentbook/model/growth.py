"""What each client paid a year ago by the ledger of the same contracts, and how its revenue has grown since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.months import MONTHS_PER_YEAR, add_months
from segmentbook.model.rates import rates_from
from segmentbook.model.revenue import counted_mrr_at, per_client
from segmentbook.model.rounding import to_cents

if TYPE_CHECKING:
    from segmentbook.model.columns import Flags, Floats
    from segmentbook.model.inputs import Inputs
    from segmentbook.model.revenue import Ledger

__all__ = ["YearAgo", "growth_columns", "mrr_growth", "year_ago"]


@dataclass(frozen=True, slots=True, eq=False)
class YearAgo:
    """The book a year before its as-of date: arrays with one entry a row of Clients.

    Parameters
    ----------
    day
        The same day a year ago; 28 February where that year has no 29 February.
    mrr
        Sum of the client's counted lines at that day, in base currency at that day's rates, a month.
    growth
        MRR now / MRR then - 1; NaN where nothing was paid then.
    new
        Pays now and did not pay then.
    """

    day: date
    mrr: Floats
    growth: Floats
    new: Flags


def year_ago(inputs: Inputs, found: Ledger, mrr: Floats) -> YearAgo:
    """Look a year back from the as-of date; ``found`` is the ledger and ``mrr`` each client's Contract MRR now."""
    settings = inputs.settings
    day = add_months(settings.as_of, -MONTHS_PER_YEAR)
    rates = rates_from(inputs.rates, day, settings.base_currency)
    then = per_client(found, counted_mrr_at(found, day, rates), len(mrr))
    return YearAgo(day, then, mrr_growth(mrr, then), (to_cents(mrr) > 0.0) & ~(to_cents(then) > 0.0))


def mrr_growth(now: Floats, then: Floats) -> Floats:
    """Growth: now / then - 1, NaN where ``then`` is not at least a cent.

    Examples
    --------
    >>> import numpy as np
    >>> mrr_growth(np.array([150.0, 0.0, 80.0, 5.0]), np.array([100.0, 50.0, 0.0, -5.0])).tolist()
    [0.5, -1.0, nan, nan]
    """
    import numpy as np

    paid = to_cents(then) > 0.0
    grown: Floats = np.divide(now, then, out=np.full(len(now), np.nan), where=paid) - 1.0
    return grown


def growth_columns(past: YearAgo) -> dict[str, Floats]:
    """The columns of SegmentResults, which measures, tier rules and filters may read."""
    return {"MRR a Year Ago": past.mrr, "MRR Growth": past.growth}
