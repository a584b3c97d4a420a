"""Money where there is little room: of a few cents or of billions, it is read without ####."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["MoneyScale", "money_scale", "short_money", "stepped_money"]

_FITS = 1e8
_SMALL = 1e3
_BILLIONS = 1e10


@dataclass(frozen=True, slots=True)
class MoneyScale:
    """A number format, and the word before the currency that says what it counts: ``USD thousand``."""

    number_format: str
    word: str = ""

    def unit(self, currency: str) -> str:
        """The unit as headers say it.

        Examples
        --------
        >>> money_scale([2.5e9]).unit("USD"), money_scale([80_000.0]).unit("USD")
        ('USD thousand', 'USD')
        """
        return f"{currency} {self.word}".rstrip()


def short_money(amounts: Iterable[float]) -> str:
    """The number format of money at a chart's axis and bars: 1.2M, 350k, 80.

    It says millions, thousands and ones by itself, so that a chart keeps it as money grows.

    Examples
    --------
    >>> short_money([2_000_000.0, 350_000.0]), short_money([0.25])
    ('[>=1000000]#,##0.0,,"M";[>=1000]#,##0,"k";#,##0', '#,##0.00')
    """
    known = [abs(amount) for amount in amounts if math.isfinite(amount)]
    largest = max(known, default=0.0)
    if largest < _SMALL and any(amount != round(amount) for amount in known):
        return "#,##0.00"
    if largest >= _BILLIONS:
        return '[>=1000000000]#,##0.0,,,"bn";[>=1000000]#,##0.0,,"M";#,##0'
    return '[>=1000000]#,##0.0,,"M";[>=1000]#,##0,"k";#,##0'


def stepped_money(step: float) -> str:
    """The number format of an axis of money on which no two steps read alike.

    Examples
    --------
    >>> stepped_money(50_000.0), stepped_money(2_500.0), stepped_money(0.5)
    ('#,##0,"k"', '#,##0.0,"k"', '#,##0.00')
    """
    for size, commas, letter in ((1e9, ",,,", "bn"), (1e6, ",,", "M"), (1e3, ",", "k")):
        if step >= size:
            return f'#,##0{"" if step % size == 0 else ".0"}{commas}"{letter}"'
    return "#,##0" if step >= 1 and step == round(step) else "#,##0.00"


def money_scale(amounts: Iterable[float]) -> MoneyScale:
    """The format in which the largest of some amounts can be read in a narrow cell.

    Examples
    --------
    >>> money_scale([120_000.0]).number_format, money_scale([0.25, 12.5]).number_format
    ('#,##0;(#,##0)', '#,##0.00;(#,##0.00)')
    """
    known = [abs(amount) for amount in amounts if math.isfinite(amount)]
    largest = max(known, default=0.0)
    if largest < _SMALL and any(amount != round(amount) for amount in known):
        return MoneyScale("#,##0.00;(#,##0.00)")
    if largest < _FITS:
        return MoneyScale("#,##0;(#,##0)")
    if largest < _FITS * 1e3:
        return MoneyScale("#,##0,;(#,##0,)", "thousand")
    return MoneyScale("#,##0,,;(#,##0,,)", "million")
