"""Money where there is little room: of a few cents or of billions, it is read without ####."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["SHORT", "MoneyScale", "money_scale"]

SHORT = '[>=1000000]#,##0.0,,"M";[>=1000]#,##0,"k";General'
"""Money at a chart's axis and bars: 1.2M, 350k, 80."""

_FITS = 1e8
_SMALL = 1e3


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
