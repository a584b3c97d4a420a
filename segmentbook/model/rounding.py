"""Half-up rounding through integers: scores to one decimal, money to the cent (product.md section 3).

Figures are rounded once and then compared, so that what is seen is what was decided. The noise of binary
fractions goes first: 7.2499999999 is 7.25. Each rule has a form for one number and one for a column; they agree
to the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segmentbook.model.columns import Floats

__all__ = ["to_cent", "to_cents", "to_share", "to_shares", "to_tenth", "to_tenths"]

_FINE = 1_000_000_000
"""Scores and shares: noise lies below the ninth decimal."""

_FINE_MONEY = 1_000_000
"""Money is added from many lines: its noise is larger, and amounts of 1e12 must fit 64 bits."""

_TENTH = _FINE // 10
_CENT = _FINE_MONEY // 100
_LARGEST = 9e18  # what 64-bit integers hold; a double so large has no cents left to round


def to_tenth(score: float) -> float:
    """A score to one decimal, half-up.

    Examples
    --------
    >>> to_tenth(7.2499999999), to_tenth(7.25), to_tenth(7.24)
    (7.3, 7.3, 7.2)
    """
    fine = score * _FINE
    return (round(fine) + _TENTH // 2) // _TENTH / 10 if -_LARGEST < fine < _LARGEST else score


def to_tenths(scores: Floats) -> Floats:
    """Scores to one decimal, half-up; NaN stays."""
    return _half_up(scores, _FINE, _TENTH, 10)


def to_cent(money: float) -> float:
    """Money to the cent, half-up.

    Examples
    --------
    >>> to_cent(4999.9949), to_cent(4999.99499999999), to_cent(-0.0)
    (4999.99, 5000.0, 0.0)
    """
    fine = money * _FINE_MONEY
    return (round(fine) + _CENT // 2) // _CENT / 100 if -_LARGEST < fine < _LARGEST else money


def to_cents(money: Floats) -> Floats:
    """Money to the cent, half-up; NaN stays."""
    return _half_up(money, _FINE_MONEY, _CENT, 100)


def to_share(share: float) -> float:
    """A share without the noise below its ninth decimal, to be compared with a limit.

    Examples
    --------
    >>> to_share(0.1 + 0.2) == to_share(0.3)
    True
    """
    fine = share * _FINE
    return round(fine) / _FINE if -_LARGEST < fine < _LARGEST else share


def to_shares(shares: Floats) -> Floats:
    """Shares without the noise below their ninth decimal; NaN stays."""
    return _half_up(shares, _FINE, 1, _FINE)


def _half_up(x: Floats, fine: int, step: int, steps_per_unit: int) -> Floats:
    import numpy as np

    with np.errstate(over="ignore"):
        scaled = x * float(fine)
    usable = np.abs(scaled) < _LARGEST  # NaN is not
    whole = np.rint(np.where(usable, scaled, 0.0)).astype(np.int64)
    return np.where(usable, (whole + step // 2) // step / steps_per_unit, x)
