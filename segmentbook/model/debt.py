"""Tech debt: what replacing a client's old equipment would cost (product.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import fsum
from typing import TYPE_CHECKING

from segmentbook.model.months import add_months

if TYPE_CHECKING:
    from segmentbook.model.columns import Days, Floats

__all__ = ["asset_debts", "is_debt", "tech_debt"]


def is_debt(end_of_life: date | None, as_of: date, warning_months: int = 12) -> bool:
    """Whether an asset is past its End of Life or within the warning before it; None is never.

    Examples
    --------
    >>> is_debt(date(2026, 6, 30), date(2025, 6, 30)), is_debt(date(2026, 7, 1), date(2025, 6, 30))
    (True, False)
    """
    return end_of_life is not None and end_of_life <= add_months(as_of, warning_months)


def tech_debt(
    assets: Iterable[tuple[float | None, float | None, date | None]], as_of: date, warning_months: int = 12
) -> float:
    """Sum of replacement cost x quantity of the assets that are debt.

    ``assets`` are (replacement cost, quantity, end of life) of one client; a blank quantity is 1.

    Examples
    --------
    >>> tech_debt([(800.0, 2.0, date(2024, 1, 1)), (500.0, None, date(2031, 1, 1))], date(2025, 6, 30))
    1600.0
    """
    return fsum(
        cost * (1.0 if quantity is None else quantity)
        for cost, quantity, end_of_life in assets
        if cost is not None and is_debt(end_of_life, as_of, warning_months)
    )


def asset_debts(cost: Floats, quantity: Floats, end_of_life: Days, as_of: date, warning_months: int) -> Floats:
    """What each asset adds to ``tech_debt``; NaN and NaT are blank."""
    import numpy as np

    limit = np.datetime64(add_months(as_of, warning_months), "D")
    debt = np.where(np.isnan(quantity), 1.0, quantity) * np.where(np.isnan(cost), 0.0, cost)
    return np.where(end_of_life <= limit, debt, 0.0)
