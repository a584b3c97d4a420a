"""What a service costs and is worth in a year: =SERVICECOST and =SERVICEVALUE."""

from __future__ import annotations

from typing import Any

from segmentbook.model.services import METHODS, annual_cost, assessed_value
from segmentbook.schema.read_words import read_choice
from udfs._arguments import cell_of, number_of, refuse, text_in
from udfs._errors import ExcelError
from udfs._help import helped
from udfs._registry import formula

__all__ = ["SERVICECOST", "SERVICEVALUE"]


@formula(helped("cost", "times_a_year"))
def SERVICECOST(cost: Any, times_a_year: Any) -> Any:
    """What a service costs us for one account in a year: cost per time x times a year.

    Returns
    -------
    float or ExcelError
        "" where both are blank, #N/A where one is; #NUM! below 0.

    Examples
    --------
    >>> SERVICECOST(640.0, 4.0)
    2560.0
    """
    year = _year(cost, times_a_year)
    return "" if year is None else year


@formula(helped("cost", "times_a_year", "margin", "method"))
def SERVICEVALUE(cost: Any, times_a_year: Any, margin: Any, method: Any = None) -> Any:
    """What a service is worth in a year at our price: its annual cost with the margin on top.

    Margin: cost / (1 - m). Markup: cost x (1 + m). Multiplier: cost x m. A blank margin adds nothing.

    Returns
    -------
    float or ExcelError
        "" where cost and times are blank, #N/A where one is; #NUM! for a margin of 1 or more, or a price below 0;
        #VALUE! for another method.

    Examples
    --------
    >>> SERVICEVALUE(70.0, 1.0, 0.3), SERVICEVALUE(70.0, 1.0, 0.3, "Markup"), SERVICEVALUE(70.0, 1.0, None)
    (100.0, 91.0, 70.0)
    """
    word = text_in(cell_of(method))
    way = read_choice(word, METHODS) if word else METHODS[0]
    if way is None:
        raise refuse(ExcelError.VALUE)
    share = number_of(margin)
    year = _year(cost, times_a_year)
    if year is None:
        return ""
    return year if share is None else assessed_value(year, share, way)


def _year(cost: object, times_a_year: object) -> float | None:
    """Annual cost; None where both arguments are blank."""
    each, times = number_of(cost), number_of(times_a_year)
    if each is None and times is None:
        return None
    if each is None or times is None:
        raise refuse(ExcelError.NA)
    return annual_cost(each, times)
