"""Billing periods as people type them: how many months one amount pays for (product.md section 3)."""

from __future__ import annotations

import re

from segmentbook.model.months import MONTHS_PER_YEAR, WEEKS_PER_YEAR

__all__ = ["LONGEST_PERIOD_MONTHS", "TOTAL", "period_months"]

TOTAL = 0.0
"""What ``period_months`` gives for Total: the amount pays for the whole term, whatever its length."""

LONGEST_PERIOD_MONTHS = 1_200
"""A longer period is a slip (a date's serial number, a price in the wrong column), not a contract."""

_WORDS = {
    "": 1.0,
    "month": 1.0,
    "monthly": 1.0,
    "m": 1.0,
    "mo": 1.0,
    "mth": 1.0,
    "mthly": 1.0,
    "quarter": 3.0,
    "quarterly": 3.0,
    "q": 3.0,
    "qtr": 3.0,
    "qtrly": 3.0,
    "semi annual": 6.0,
    "semi annually": 6.0,
    "semiannual": 6.0,
    "semiannually": 6.0,
    "half year": 6.0,
    "half yearly": 6.0,
    "halfyear": 6.0,
    "halfyearly": 6.0,
    "six months": 6.0,
    "annual": 12.0,
    "annually": 12.0,
    "annum": 12.0,
    "year": 12.0,
    "yearly": 12.0,
    "y": 12.0,
    "yr": 12.0,
    "a": 12.0,
    "pa": 12.0,
    "p.a.": 12.0,
    "week": MONTHS_PER_YEAR / WEEKS_PER_YEAR,
    "weekly": MONTHS_PER_YEAR / WEEKS_PER_YEAR,
    "w": MONTHS_PER_YEAR / WEEKS_PER_YEAR,
    "wk": MONTHS_PER_YEAR / WEEKS_PER_YEAR,
    "total": TOTAL,
    "term": TOTAL,
    "total term": TOTAL,
    "whole term": TOTAL,
    "full term": TOTAL,
    "contract term": TOTAL,
    "one time total": TOTAL,
    "total contract value": TOTAL,
    "tcv": TOTAL,
}
_MONTHS_IN = {
    "month": 1.0,
    "mo": 1.0,
    "mth": 1.0,
    "m": 1.0,
    "quarter": 3.0,
    "year": 12.0,
    "yr": 12.0,
    "y": 12.0,
    "week": MONTHS_PER_YEAR / WEEKS_PER_YEAR,
    "wk": MONTHS_PER_YEAR / WEEKS_PER_YEAR,
}
_COUNTED = re.compile(r"(?P<count>[0-9]{1,6}(?:\.[0-9]{1,6})?)(?: ?(?P<unit>[a-z]+?)(?:s|ly)?)?")
_HYPHENS = re.compile(r"(?<=\w)[-_](?=\w)")
_LEAD = re.compile(r"^(?:/ ?|per |each |every |an? )+")


def period_months(text: str) -> float | None:
    """Months that one amount pays for; ``TOTAL`` for the whole term; None where the words are not known.

    Monthly 1 (also blank), Quarterly 3, Semi-annual 6, Annual 12, Weekly 12/52, N months N, N years 12 N, a bare
    number that many months. "Biannual", "bimonthly" and "biweekly" are not known: they mean two things.

    Examples
    --------
    >>> [period_months(t) for t in ("Monthly", "per quarter", "Semi-annual", "24 months", "2 years", "18", "")]
    [1.0, 3.0, 6.0, 24.0, 24.0, 18.0, 1.0]
    >>> period_months("Weekly") == 12 / 52, period_months("Total") == TOTAL, period_months("biannual")
    (True, True, None)
    """
    words = " ".join(_HYPHENS.sub(" ", text.casefold()).split())
    if words not in _WORDS:
        words = _LEAD.sub("", words)
    if words in _WORDS:
        return _WORDS[words]
    counted = _COUNTED.fullmatch(words)
    if counted is None:
        return None
    unit = _MONTHS_IN.get(counted["unit"] or "month")
    total = 0.0 if unit is None else float(counted["count"]) * unit
    return total if 0.0 < total <= LONGEST_PERIOD_MONTHS else None
