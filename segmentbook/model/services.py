"""What a service costs us in a year, and what it is worth at our price (product.md section 3, "Service cost")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.errors import PolicyError

if TYPE_CHECKING:
    from segmentbook.model.columns import Floats

__all__ = [
    "METHODS",
    "annual_cost",
    "annual_costs",
    "assessed_value",
    "assessed_values",
    "margin_limit",
    "sells_below_cost",
]

MARGIN, MARKUP, MULTIPLIER = "Margin", "Markup", "Multiplier"

METHODS = (MARGIN, MARKUP, MULTIPLIER)
"""How a value follows from a cost: as the setting Margin Method says."""


def annual_cost(cost_per_time: float, times_per_year: float) -> float:
    """Cost of a service for one account in a year: ``cost per time x times a year``.

    Raises
    ------
    PolicyError
        A cost or a number of times below 0.

    Examples
    --------
    >>> annual_cost(640.0, 4)
    2560.0
    """
    for header, number in (("Cost per Time", cost_per_time), ("Times per Year", times_per_year)):
        if not number >= 0.0:  # NaN is not
            raise PolicyError(f"Services: {header} must be 0 or more; got {number:g}. Correct it.")
    return cost_per_time * times_per_year


def assessed_value(cost: float, margin: float, method: str = MARGIN) -> float:
    """What a service is worth with the margin on top: Margin ``c / (1 - m)``, Markup ``c (1 + m)``, Multiplier ``c m``.

    ``cost`` and the result are money a year; ``margin`` is a share (0.35), or the factor where it multiplies. A NaN
    margin (blank) adds nothing: the value is the cost.

    Raises
    ------
    PolicyError
        No such method; a margin of 1 or more, which no price gives; a markup below -1 or a multiplier below 0, which
        give a price below 0.

    Examples
    --------
    >>> assessed_value(70.0, 0.3), assessed_value(125.0, 0.2, "Markup"), assessed_value(640.0, 1.5, "Multiplier")
    (100.0, 150.0, 960.0)
    """
    if method not in METHODS:
        raise PolicyError(f"Settings: Margin Method must be one of {', '.join(METHODS)}; got {method!r}. Correct it.")
    limit = margin_limit(margin, method)
    if limit:
        raise PolicyError(
            f"Services: Margin must be {limit} where Margin Method is {method}; got {margin:g}. Correct it."
        )
    if margin != margin:
        return cost
    if method == MARGIN:
        return cost / (1.0 - margin)
    return cost * (1.0 + margin) if method == MARKUP else cost * margin


def margin_limit(margin: float, method: str) -> str:
    """What a margin must be, where it is something that no price gives; "" where it is well or NaN (blank).

    Examples
    --------
    >>> margin_limit(1.0, "Margin"), margin_limit(1.0, "Markup"), margin_limit(-0.1, "Multiplier")
    ('less than 1', '', '0 or more')
    """
    if method == MARGIN:
        return "less than 1" if margin >= 1.0 else ""
    if method == MARKUP:
        return "-1 or more" if margin < -1.0 else ""
    return "0 or more" if margin < 0.0 else ""


def sells_below_cost(margin: float, method: str) -> bool:
    """Whether the value is less than the cost: a margin or markup below 0, a multiplier below 1.

    Examples
    --------
    >>> sells_below_cost(0.35, "Margin"), sells_below_cost(0.35, "Multiplier")
    (False, True)
    """
    return margin < (1.0 if method == MULTIPLIER else 0.0)


def annual_costs(cost_per_time: Floats, times_per_year: Floats) -> Floats:
    """``annual_cost`` for arrays of one shape, or shapes that broadcast; what is below 0 is NaN."""
    import numpy as np

    good = (cost_per_time >= 0.0) & (times_per_year >= 0.0)
    return np.where(good, cost_per_time * times_per_year, np.nan)


def assessed_values(cost: Floats, margin: Floats, method: str = MARGIN) -> Floats:
    """``assessed_value`` for arrays of one shape, or shapes that broadcast; NaN where a margin gives no price.

    Raises
    ------
    PolicyError
        No such method.
    """
    import numpy as np

    if method not in METHODS:
        assessed_value(0.0, 0.0, method)  # says what is wrong
    with np.errstate(divide="ignore", invalid="ignore"):
        if method == MARGIN:
            value, good = cost / (1.0 - margin), margin < 1.0
        elif method == MARKUP:
            value, good = cost * (1.0 + margin), margin >= -1.0
        else:
            value, good = cost * margin, margin >= 0.0
    return np.where(np.isnan(margin), cost, np.where(good, value, np.nan))
