"""Exchange rates into the base currency at a date (product.md section 3, "What counts")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.keys import text_key

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Rates", "rates_at", "rates_from"]

_LARGEST_RATE = 1e12  # no currency is worth so much of another; keeps every MRR finite


@dataclass(frozen=True, slots=True)
class Rates:
    """What one unit of a currency is in base currency at one date; a blank currency is the base currency.

    ``conflicting`` holds the currencies that have two different rates from one day: none of them is used.
    """

    base_currency: str
    per_unit: dict[str, float]
    conflicting: frozenset[str] = frozenset()

    def rate(self, currency: str) -> float | None:
        """Rate of a currency; None where there is none.

        Examples
        --------
        >>> rates = rates_at([("EUR", 1.08, None), ("EUR", 1.10, date(2025, 7, 1))], date(2025, 6, 30), "USD")
        >>> rates.rate("eur"), rates.rate("USD"), rates.rate(""), rates.rate("GBP")
        (1.08, 1.0, 1.0, None)
        """
        key = text_key(currency)
        return 1.0 if key in ("", text_key(self.base_currency)) else self.per_unit.get(key)


def rates_at(rows: Iterable[tuple[str, float | None, date | None]], as_of: date, base_currency: str) -> Rates:
    """Of each currency the latest rate from a day not after ``as_of`` (None: since ever).

    ``rows`` are (currency, base currency per unit, from). A rate that is blank or not above 0 is none.
    """
    latest: dict[str, date] = {}
    per_unit: dict[str, float] = {}
    conflicting: set[str] = set()
    for currency, rate, since in rows:
        if rate is None or not 0.0 < rate < _LARGEST_RATE:  # NaN too
            continue
        key, day = text_key(currency), since or date.min
        if day > as_of or day < latest.get(key, date.min):
            continue
        if key in per_unit and day == latest[key]:
            if rate != per_unit[key]:
                conflicting.add(key)
            continue
        latest[key], per_unit[key] = day, rate
        conflicting.discard(key)
    return Rates(base_currency, {k: r for k, r in per_unit.items() if k not in conflicting}, frozenset(conflicting))


def rates_from(frame: pd.DataFrame, as_of: date, base_currency: str) -> Rates:
    """``rates_at`` for the Rates table."""
    from segmentbook.model.columns import days, floats, texts

    rows = zip(
        texts(frame["Currency"]).tolist(), floats(frame["Rate"]).tolist(), days(frame["From"]).tolist(), strict=True
    )
    return rates_at(rows, as_of, base_currency)
