"""Each decision in words: the sentence of =SEGMENTWHY() and the Why column (product.md sections 4 and 5)."""

from __future__ import annotations

from datetime import date

from segmentbook.model.bands import UNSCORED
from segmentbook.model.clients import CHURNED
from segmentbook.model.rounding import to_cent, to_tenth
from segmentbook.model.segments import is_high_effort
from segmentbook.model.value import MEDIAN, TYPED, is_high_value

__all__ = [
    "CONTRACTS",
    "SEGMENT_VALUE",
    "effort_why",
    "health_why",
    "money",
    "outside_why",
    "segment_why",
    "service_why",
    "tier_why",
    "value_why",
]

CONTRACTS = "Contracts"
SEGMENT_VALUE = "Segment Value"
"""Where an Overall Value comes from: the column Value Source."""

_SOURCES = {CONTRACTS: " from contracts", SEGMENT_VALUE: " as typed"}


def money(amount: float) -> str:
    """Money as it is said.

    Examples
    --------
    >>> money(12400.0), money(-0.001)
    ('12,400.00', '0.00')
    """
    return f"{to_cent(amount):,.2f}"


def value_why(
    value: float | None, cut: float, *, source: str = "", per_seat: bool = False, cut_source: str = TYPED
) -> str:
    """Why a value is high or low.

    Examples
    --------
    >>> value_why(12_400.0, 5_000.0, source="Contracts")
    'High value: 12,400.00 a month from contracts, cut 5,000.00.'
    >>> value_why(31.5, 40.0, source="Segment Value", per_seat=True, cut_source="median")
    'Low value: 31.50 a month and seat as typed, cut 40.00 (the median).'
    """
    if value is None:
        return "No value per seat: Employees is blank or 0." if per_seat else "No value."
    word = "High" if is_high_value(value, cut) else "Low"
    unit = "a month and seat" if per_seat else "a month"
    median = " (the median)" if cut_source == MEDIAN else ""
    return f"{word} value: {money(value)} {unit}{_SOURCES.get(source, '')}, cut {money(cut)}{median}."


def effort_why(
    score: float | None, cut: float, *, most_by: str = "", coverage: float = 0.0, minimum_coverage: float = 0.5
) -> str:
    """Why an effort is high or low, or why there is no score.

    Examples
    --------
    >>> effort_why(61.5, 50.0, most_by="Tickets per Seat")
    'High effort: 61.5, cut 50.0 (most by Tickets per Seat).'
    >>> effort_why(None, 50.0, coverage=0.3)
    'No effort score: 30% of the weight has values, 50% is needed.'
    """
    if score is None:
        return f"No effort score: {_coverage(coverage, minimum_coverage)}."
    word = "High" if is_high_effort(score, cut) else "Low"
    most = f" (most by {most_by})" if most_by else ""
    return f"{word} effort: {to_tenth(score):.1f}, cut {to_tenth(cut):.1f}{most}."


def health_why(
    band: str,
    score: float | None,
    *,
    overridden: bool = False,
    until: date | None = None,
    reason: str = "",
    coverage: float = 0.0,
    minimum_coverage: float = 0.5,
) -> str:
    """Why a client is in its health band.

    Examples
    --------
    >>> health_why("Healthy", 82.0)
    'Healthy: 82.0.'
    >>> health_why("Healthy", 42.0, overridden=True, until=date(2025, 12, 31), reason="new sponsor")
    'Healthy by override until 2025-12-31 (new sponsor), score 42.0.'
    """
    if overridden:
        term = f" until {until}" if until is not None else ""
        because = f" ({reason.strip().rstrip('.')})" if reason.strip() else ""
        scored = "no score" if score is None else f"score {to_tenth(score):.1f}"
        return f"{band} by override{term}{because}, {scored}."
    if score is None:
        return f"{UNSCORED} health: {_coverage(coverage, minimum_coverage)}."
    return f"{band}: {to_tenth(score):.1f}."


def tier_why(
    tier: str,
    tier_by: str,
    *,
    overridden: bool = False,
    rank: int = 0,
    arr: float = 0.0,
    employees: float | None = None,
) -> str:
    """Why an account is in its tier; ``tier_by`` as in the Setting.

    Examples
    --------
    >>> tier_why("Tier 1", "ARR share", rank=3), tier_why("Tier 2", "Employees", employees=80.0)
    ('Tier 1: number 3 by ARR.', 'Tier 2: 80 employees.')
    >>> tier_why("Tier 2", "ARR", arr=48_000.0), tier_why("Tier 2", "Rules"), tier_why("Tier 1", "ARR", overridden=True)
    ('Tier 2: ARR 48,000.00.', 'Tier 2 by the tier rules.', 'Tier 1 by override.')
    """
    if overridden:
        return f"{tier} by override."
    if tier_by == "ARR share":
        return f"{tier}: number {rank} by ARR."
    if tier_by == "ARR":
        return f"{tier}: ARR {money(arr)}."
    if tier_by == "Employees":
        return f"{tier}: {'no' if employees is None else format(employees, ',.15g')} employees."
    return f"{tier} by the tier rules."


def service_why(cost: float, share: float) -> str:
    """What an account's services cost a year, and the share of its ARR (NaN where it has none).

    Examples
    --------
    >>> service_why(1816.0, 0.0908), service_why(436.0, float("nan"))
    ('Its services cost 1,816.00 a year, 9.0% of its ARR.', 'Its services cost 436.00 a year; it has no ARR.')
    """
    said = f"Its services cost {money(cost)} a year"
    return f"{said}; it has no ARR." if share != share else f"{said}, {_percent(share)} of its ARR."


def outside_why(status: str, day: date | None, mrr: float) -> str:
    """Why a client who is not current is outside the map, the cuts and the tiers; ``day`` None where it is not known.

    Examples
    --------
    >>> outside_why("Churned", date(2025, 3, 1), 1200.0)
    'Churned on 2025-03-01: outside the map, the cuts and the tiers. Its contracts still count 1,200.00 a month.'
    """
    said = status if day is None else f"Churned on {day}" if status == CHURNED else f"Client from {day} on"
    still = f" Its contracts {'still' if status == CHURNED else 'already'} count {money(mrr)} a month."
    return f"{said}: outside the map, the cuts and the tiers.{still if to_cent(mrr) != 0.0 else ''}"


def segment_why(
    value: float | None,
    effort: float | None,
    value_cut: float,
    effort_cut: float,
    *,
    source: str = "",
    per_seat: bool = False,
    cut_source: str = TYPED,
    most_by: str = "",
    coverage: float = 0.0,
    minimum_coverage: float = 0.5,
) -> str:
    """Say why a client is in its segment: its value and its effort against their cuts.

    Examples
    --------
    >>> segment_why(12_400.0, 61.5, 5_000.0, 50.0, source="Contracts")
    'High value: 12,400.00 a month from contracts, cut 5,000.00. High effort: 61.5, cut 50.0.'
    """
    return (
        value_why(value, value_cut, source=source, per_seat=per_seat, cut_source=cut_source)
        + " "
        + effort_why(effort, effort_cut, most_by=most_by, coverage=coverage, minimum_coverage=minimum_coverage)
    )


def _coverage(coverage: float, minimum: float) -> str:
    if coverage >= minimum:
        return "no measure has a value"
    return f"{_percent(coverage)} of the weight has values, {_percent(minimum)} is needed"


def _percent(share: float) -> str:
    """A share as a percentage; one just below a limit must not be said as the limit.

    >>> _percent(0.4999), _percent(0.5)
    ('49.9%', '50%')
    """
    whole = share * 100.0
    if abs(whole - round(whole)) < 1e-7:
        return f"{round(whole)}%"
    return f"{int(whole * 10.0) / 10.0:.1f}%"
