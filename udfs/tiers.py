"""Service levels: =TIER by minimum ARR, =TIERS by share of all ARR."""

from __future__ import annotations

from typing import Any

from segmentbook.model.tiers import tier_of, tiers_by_share
from udfs import _policy
from udfs._arguments import is_blank, number_in, number_of, refuse, rows_of
from udfs._errors import ExcelError, FormulaError
from udfs._help import helped
from udfs._registry import formula

__all__ = ["TIER", "TIERS"]


@formula(helped("arr", "tiers"))
def TIER(arr: Any, tiers: Any = None) -> Any:
    """The service tier of an account by its ARR: the first tier whose Minimum ARR it reaches.

    Returns
    -------
    str or ExcelError
        "" for a blank ARR; #NUM! for minima that do not fall from tier to tier.

    Examples
    --------
    >>> TIER(120000.0), TIER(119999.99)
    ('Tier 1 - Strategic', 'Tier 2 - Mid-market')
    """
    known = _policy.tiers_by_minimum(tiers)
    number = number_of(arr)
    return "" if number is None else tier_of(number, known)


@formula(helped("arr_column", "tiers"), returns="array")
def TIERS(arr_column: Any, tiers: Any = None) -> Any:
    """The service tiers of all accounts by their share of all ARR, spilled: the largest accounts first.

    Equal ARR is never split; the account that crosses a tier's share is in the upper tier.

    Returns
    -------
    list of lists, or ExcelError
        As many cells as there are in the column: "" for a blank one, the error of a cell that is no number, which
        counts for nothing. #VALUE! for more than one column; #NUM! for shares that do not rise.

    Examples
    --------
    >>> TIERS([[50.0], [30.0], [20.0]])
    [['Tier 1 - Strategic'], ['Tier 2 - Mid-market'], ['Tier 3 - Long tail']]
    """
    known = _policy.tiers_by_share(tiers)
    rows = rows_of(arr_column)
    upright = all(len(row) == 1 for row in rows)
    if not upright and len(rows) > 1:
        raise refuse(ExcelError.VALUE)
    cells = [row[0] for row in rows] if upright else list(rows[0])
    result: list[Any] = [""] * len(cells)
    places, amounts = [], []
    for place, cell in enumerate(cells):
        try:
            number = None if is_blank(cell) else number_in(cell, percent=False)
        except FormulaError as refusal:
            result[place] = refusal.error
            continue
        if number is not None:
            places.append(place)
            amounts.append(number)
    for place, tier in zip(places, tiers_by_share(amounts, known), strict=True):
        result[place] = tier
    return [[tier] for tier in result] if upright else [result]
