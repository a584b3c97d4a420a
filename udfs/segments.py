"""Value x effort: =SEGMENT, =SEGMENTWHY of one client, =SEGMENTTABLE of all."""

from __future__ import annotations

from datetime import date
from typing import Any

from segmentbook.model.clients import CURRENT
from segmentbook.model.inputs import Settings
from segmentbook.model.segments import UNPLACED, segment_of
from segmentbook.model.why import outside_why, segment_why
from udfs import _policy
from udfs._arguments import date_of, is_blank, limited, number_of
from udfs._clients import MINIMUM_COVERAGE, client_of
from udfs._clienttable import Policy, segment_table
from udfs._help import helped
from udfs._registry import formula

__all__ = ["SEGMENT", "SEGMENTTABLE", "SEGMENTWHY"]

_DEFAULTS = Settings(date.min)
_HIGHEST_SCORE = 100.0

_OF_A_ROW = helped(
    "row",
    "headers",
    "value_cut",
    "effort_cut",
    "effort_measures",
    "segments",
    "contracts",
    "as_of",
    "rates",
)


@formula(_OF_A_ROW)
def SEGMENT(
    row: Any,
    headers: Any = None,
    value_cut: Any = None,
    effort_cut: Any = None,
    effort_measures: Any = None,
    segments: Any = None,
    contracts: Any = None,
    as_of: Any = None,
    rates: Any = None,
) -> Any:
    """The code of the segment that a client falls in: its value and its effort score, each against its cut.

    The value is the row's Segment Value, else its Overall Value or Contract MRR, else that of the contracts; the effort
    is the row's Effort Score, else that of its measures. A client who is not current at the date has no segment (""),
    one whose measures cover too little of the scorecard is Unplaced, as in SegmentResults. Where the setting Value
    Basis is MRR per Seat, give two cells: Value per Seat and Effort Score.

    Returns
    -------
    str or ExcelError
        "" for a wholly blank row; #N/A where the row and the tables do not say what is needed; #VALUE! for text where
        a number is due, or as many cells as neither the headers nor the template have; #NUM! for segments or measures
        that contradict themselves, or a cut out of range.

    Examples
    --------
    >>> SEGMENT([12400.0, 61.5]), SEGMENT([4999.99, 50.0]), SEGMENT([None, None])
    ('HH', 'LH', '')
    >>> SEGMENT([["Acme", 12400.0, 61.5]], ["Client", "Overall Value", "Effort Score"], 20000.0, 70.0)
    'LL'
    """
    client = client_of(row, headers, contracts, as_of, rates)
    if client is None:
        return ""
    cuts = _cuts(value_cut, effort_cut)
    cells = _policy.segments(segments)
    measures = _policy.effort_measures(effort_measures)
    if client.status() != CURRENT:
        return ""
    value = client.value().amount
    score = client.score(client.layout.effort_score, measures).score
    cell = segment_of(value, score, *cuts, cells)
    return UNPLACED if cell is None else cell.code


@formula(_OF_A_ROW)
def SEGMENTWHY(
    row: Any,
    headers: Any = None,
    value_cut: Any = None,
    effort_cut: Any = None,
    effort_measures: Any = None,
    segments: Any = None,
    contracts: Any = None,
    as_of: Any = None,
    rates: Any = None,
) -> Any:
    """Why a client is in its segment, in words: its value and its effort, each against its cut.

    The arguments, and the errors, are those of =SEGMENT.

    Examples
    --------
    >>> SEGMENTWHY([12400.0, 61.5])
    'High value: 12,400.00 a month, cut 5,000.00. High effort: 61.5, cut 50.0.'
    """
    client = client_of(row, headers, contracts, as_of, rates)
    if client is None:
        return ""
    cuts = _cuts(value_cut, effort_cut)
    _policy.segments(segments)
    measures = _policy.effort_measures(effort_measures)
    status = client.status()
    if status != CURRENT:
        day = client.last_day(status)
        mrr = 0.0 if client.layout.contract_mrr is None and is_blank(contracts) else client.contract_mrr()
        return outside_why(status, day, mrr)
    value = client.value()
    effort = client.score(client.layout.effort_score, measures)
    return segment_why(
        value.amount,
        effort.score,
        *cuts,
        source=value.source,
        most_by=effort.most_by,
        coverage=effort.coverage,
        minimum_coverage=MINIMUM_COVERAGE,
    )


def _cuts(value_cut: object, effort_cut: object) -> tuple[float, float]:
    """The cuts in force; those of the settings' defaults where they are left out."""
    value, effort = number_of(value_cut, _DEFAULTS.value_cut), number_of(effort_cut, _DEFAULTS.effort_cut)
    return limited(value or 0.0, 0.0), limited(effort or 0.0, 0.0, _HIGHEST_SCORE)


@formula(
    helped(
        "clients",
        "contracts",
        "effort_measures",
        "health_measures",
        "bands",
        "segments",
        "as_of",
        "value_cut",
        "effort_cut",
        "rates",
    ),
    returns="array",
)
def SEGMENTTABLE(
    clients: Any,
    contracts: Any = None,
    effort_measures: Any = None,
    health_measures: Any = None,
    bands: Any = None,
    segments: Any = None,
    as_of: Any = None,
    value_cut: Any = None,
    effort_cut: Any = None,
    rates: Any = None,
) -> Any:
    """Client, Overall Value, Effort Score, Health Score, Health Band and Segment of every client, spilled with headers.

    One call in place of one a row, with as many rows as the table of clients has. Health overrides count, as in
    SegmentResults.

    Returns
    -------
    list of lists, or ExcelError
        What cannot be computed of one client is an error in that client's cells; a wholly blank row is "". #N/A where
        there is no Client column; #VALUE! for no table; #NUM! for policy tables that contradict themselves, or two
        clients of one ID.

    Examples
    --------
    >>> card = [["Measure", "Weight"], ["Work", 1.0]]
    >>> table = SEGMENTTABLE([["Client", "Overall Value", "Work", "CSAT"], ["Acme", 9000.0, 20.0, 80.0]],
    ...                      effort_measures=card, health_measures=[["Measure", "Weight"], ["CSAT", 1.0]])
    >>> table[1]
    ['Acme', 9000.0, 20.0, 80.0, 'Healthy', 'HL']
    """
    value, effort = _cuts(value_cut, effort_cut)
    policy = Policy(
        value,
        effort,
        _policy.effort_measures(effort_measures),
        _policy.health_measures(health_measures),
        _policy.bands(bands),
        _policy.segments(segments),
    )
    return segment_table(clients, contracts, date_of(as_of), rates, policy)
