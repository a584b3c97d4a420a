"""Half-up rounding through integers: scores to one decimal, money to the cent (product.md section 3).

Figures are rounded once and then compared, so that what is seen is what was decided. The noise of binary
fractions goes first: 7.2499999999 is 7.25. Each rule has a form for one number and one for a column; they agree
to the last bit.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segmentbook.model.columns import Floats

__all__ = ["to_cent", "to_cents", "to_share", "to_shares", "to_tenth", "to_tenths"]

_SCORE_UNITS = 1e9  # a score's noise is below its ninth decimal
_MONEY_UNITS = 1e6  # money is added from many lines: its noise is larger, and amounts of 1e12 must fit 64 bits
_SHARE_UNITS = 1e9
_LARGEST = 9e18  # what 64-bit integers hold; a double so large has no cents left to round


def _half_up(x: float, units: float, decimals: int) -> float:
    scaled = x * units
    if not isfinite(scaled) or abs(scaled) >= _LARGEST:
        return x
    step = int(units) // 10**decimals
    whole: int = (round(scaled) + step // 2) // step
    return whole / int(10**decimals)


def _half_up_column(x: Floats, units: float, decimals: int) -> Floats:
    import numpy as np

    with np.errstate(over="ignore"):
        scaled = x * units
    usable = np.abs(scaled) < _LARGEST
    whole = np.rint(np.where(usable, scaled, 0.0)).astype(np.int64)
    step = int(units) // 10**decimals
    return np.where(usable, (whole + step // 2) // step / 10**decimals, x)


def to_tenth(score: float) -> float:
    """A score to one decimal, half-up.

    Examples
    --------
    >>> to_tenth(7.2499999999), to_tenth(7.25), to_tenth(7.24)
    (7.3, 7.3, 7.2)
    """
    return _half_up(score, _SCORE_UNITS, 1)


def to_tenths(scores: Floats) -> Floats:
    """Scores to one decimal, half-up; NaN stays."""
    return _half_up_column(scores, _SCORE_UNITS, 1)


def to_cent(money: float) -> float:
    """Money to the cent, half-up.

    Examples
    --------
    >>> to_cent(4999.994999999), to_cent(4999.995), to_cent(-0.0)
    (4999.99, 5000.0, 0.0)
    """
    return _half_up(money, _MONEY_UNITS, 2)


def to_cents(money: Floats) -> Floats:
    """Money to the cent, half-up; NaN stays."""
    return _half_up_column(money, _MONEY_UNITS, 2)


def to_share(share: float) -> float:
    """A share without the noise below its ninth decimal, to be compared with a limit.

    Examples
    --------
    >>> to_share(0.1 + 0.2) == to_share(0.3)
    True
    """
    return _half_up(share, _SHARE_UNITS, 9)


def to_shares(shares: Floats) -> Floats:
    """Shares without the noise below their ninth decimal; NaN stays."""
    return _half_up_column(shares, _SHARE_UNITS, 9)
