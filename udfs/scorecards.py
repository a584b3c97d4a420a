"""Scorecards of one client's row: =EFFORTSCORE and =HEALTHSCORE."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from segmentbook.model.inputs import Measure
from udfs import _policy
from udfs._arguments import refuse
from udfs._clients import client_of
from udfs._errors import ExcelError
from udfs._help import helped
from udfs._registry import formula

__all__ = ["EFFORTSCORE", "HEALTHSCORE"]

_ARGUMENTS = helped("row", "headers", "measures")


@formula(_ARGUMENTS)
def EFFORTSCORE(row: Any, headers: Any = None, measures: Any = None) -> Any:
    """How much work a client is, 0-100: the weighted effort measures of its row.

    A blank measure's weight goes to the others; the row must have a column for each measure.

    Returns
    -------
    float or ExcelError
        "" for a wholly blank row; #N/A where a measure has no column, or the measures that have a value are under half
        of the weight; #VALUE! for a value that cannot be scored.

    Examples
    --------
    >>> card = [["Measure", "Weight", "Scores 0 at", "Scores 100 at"], ["Tickets", 3, 0, 2], ["Sites", 1, 1, 11]]
    >>> EFFORTSCORE([1.5, 2.0], ["Tickets", "Sites"], card)
    58.8
    """
    return _score(row, headers, _policy.effort_measures(measures))


@formula(_ARGUMENTS)
def HEALTHSCORE(row: Any, headers: Any = None, measures: Any = None) -> Any:
    """How well a client is, 0-100: the weighted health measures of its row.

    A blank measure's weight goes to the others; the row must have a column for each measure. Seat Utilisation is
    computed from Active Seats and Licensed Seats.

    Returns
    -------
    float or ExcelError
        As =EFFORTSCORE.

    Examples
    --------
    >>> card = [["Measure", "Weight", "Choices"], ["Sponsor", 1, "No=0; Partly=50; Yes=100"]]
    >>> HEALTHSCORE(["partly", 7.0], ["Sponsor", "Something else"], card)
    50.0
    """
    return _score(row, headers, _policy.health_measures(measures))


def _score(row: object, headers: object, measures: Sequence[Measure]) -> float | str:
    client = client_of(row, headers)
    if client is None:
        return ""
    score = client.scored(measures).score
    if score is None:
        raise refuse(ExcelError.NA)
    return score
