"""What a service costs us in a year, and what it is worth at our price (product.md section 3, "Service cost")."""

from __future__ import annotations

from segmentbook.errors import PolicyError

__all__ = ["METHODS", "annual_cost", "assessed_value"]

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

    ``cost`` and the result are money a year; ``margin`` is a share (0.35), or the factor where it multiplies.

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
    if method == MARGIN and margin < 1.0:
        return cost / (1.0 - margin)
    if method == MARKUP and margin >= -1.0:
        return cost * (1.0 + margin)
    if method == MULTIPLIER and margin >= 0.0:
        return cost * margin
    if method not in METHODS:
        raise PolicyError(f"Settings: Margin Method must be one of {', '.join(METHODS)}; got {method!r}. Correct it.")
    limit = {MARGIN: "less than 1", MARKUP: "-1 or more", MULTIPLIER: "0 or more"}[method]
    raise PolicyError(f"Services: Margin must be {limit} where Margin Method is {method}; got {margin:g}. Correct it.")
