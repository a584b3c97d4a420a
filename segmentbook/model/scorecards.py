"""Weighted measures -> score and coverage, for effort and health alike (product.md section 3).

A number scores ``clip((x - zero_at) / (hundred_at - zero_at), 0, 1)``; a text scores by the measure's choices. The
score is ``100 x sum(w s) / sum(w)`` over the measures that have a value, to one decimal, half-up; coverage is their
share of all weight. Under the minimum coverage there is no score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segmentbook.model.bands import HIGHEST_SCORE
from segmentbook.model.keys import text_key
from segmentbook.model.rounding import to_share, to_shares, to_tenth, to_tenths

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Floats, Ints, Texts
    from segmentbook.model.inputs import Measure

__all__ = ["Score", "ScoreColumns", "measure_score", "measure_scores", "score_column", "score_one"]


@dataclass(frozen=True, slots=True)
class Score:
    """A scorecard's result for one client.

    ``score`` 0-100 or None, ``coverage`` 0-1, ``most_by`` the measure that adds most to the score ("" where none).
    """

    score: float | None
    coverage: float
    most_by: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ScoreColumns:
    """The same for a column of clients: NaN without a score; ``most_by`` a position in the measures, -1 for none.

    ``shares`` is what each measure scores (0-1, NaN where missing), clients x measures.
    """

    score: Floats
    coverage: Floats
    most_by: Ints
    shares: Floats


def measure_score(value: object, measure: Measure) -> float | None:
    """Share (0-1) that a measure's value scores; None where it is missing: blank, or a text that is no choice.

    A number that is one of the choices scores as that choice; True and False are the choices yes and no, else 1 and 0.

    Raises
    ------
    ZeroDivisionError
        ``zero_at`` equals ``hundred_at``; the checks refuse such a measure.

    Examples
    --------
    >>> from segmentbook.model.inputs import Measure
    >>> measure_score(30.0, Measure("Days Past Due", 1, 60.0, 0.0)), measure_score("n/a", Measure("Sites", 1))
    (0.5, None)
    >>> measure_score("Partly ", Measure("Sponsor", 1, choices={"no": 0.0, "partly": 50.0, "yes": 100.0}))
    0.5
    """
    if isinstance(value, bool):
        value = ("yes" if value else "no") if measure.choices else float(value)
    if isinstance(value, str):
        points = measure.choices.get(text_key(value))
        return None if points is None else points / HIGHEST_SCORE
    if not isinstance(value, (int, float)) or value != value:
        return None
    if measure.choices:
        points = measure.choices.get(word := _word(value))
        if points is not None and float(word) == value:
            return points / HIGHEST_SCORE
    share = (value - measure.zero_at) / (measure.hundred_at - measure.zero_at)
    return min(max(share, 0.0), 1.0)


def score_one(
    values: Sequence[object],
    measures: Sequence[Measure],
    *,
    missing_as_zero: bool = False,
    minimum_coverage: float = 0.0,
) -> Score:
    """Score one client: ``values`` are those of ``measures``, in their order.

    Parameters
    ----------
    missing_as_zero
        A missing measure scores 0; else its weight goes to the others.
    minimum_coverage
        Below this share of the weight there is no score.

    Examples
    --------
    >>> from segmentbook.model.inputs import Measure
    >>> card = [Measure("Tickets", 3, 0.0, 2.0), Measure("Sites", 1, 1.0, 11.0)]
    >>> score_one([1.5, 2], card)
    Score(score=58.8, coverage=1.0, most_by='Tickets')
    >>> score_one([None, 2], card, minimum_coverage=0.5)
    Score(score=None, coverage=0.25, most_by='Sites')
    """
    gained = weighed = whole = most = 0.0
    most_by = ""
    for value, measure in zip(values, measures, strict=True):
        weight = float(measure.weight)
        whole += weight
        share = measure_score(value, measure)
        if share is None:
            continue
        gain = weight * share
        gained += gain
        weighed += weight
        if gain > most:
            most, most_by = gain, measure.name
    coverage = weighed / whole if whole > 0.0 else 0.0
    base = whole if missing_as_zero else weighed
    if base <= 0.0 or to_share(coverage) < to_share(minimum_coverage):
        return Score(None, coverage, most_by)
    return Score(to_tenth(HIGHEST_SCORE * gained / base), coverage, most_by)


def measure_scores(column: pd.Series[Any] | Floats | Texts, measure: Measure) -> Floats:
    """``measure_score`` for a column of numbers, texts, True, False and blanks; NaN where missing."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import looked_up

    values = np.asarray(column)
    if values.dtype.kind in "iu":
        values = values.astype(np.float64)
    if values.dtype.kind == "f":
        return _number_scores(values, measure)
    if values.dtype.kind != "O":  # dates score nothing
        return np.full(len(values), np.nan)
    kinds = list(map(type, values.tolist()))
    if not set(kinds) - _NUMBERS:
        return _number_scores(values.astype(np.float64), measure)  # None becomes NaN
    scores = np.full(len(values), np.nan)
    is_number = np.array([kind in _NUMBERS for kind in kinds], dtype=np.bool_)
    scores[is_number] = _number_scores(values[is_number].astype(np.float64), measure)
    codes, words = pd.factorize(values[~is_number], use_na_sentinel=False)
    points = [np.nan if (share := measure_score(word, measure)) is None else share for word in words]
    scores[~is_number] = looked_up(points, codes, np.float64)
    return scores


_NUMBERS = frozenset({float, int, type(None)})
"""Types of cells that become a number or NaN at once; of all others each distinct value is scored once."""


def score_column(
    columns: Mapping[str, pd.Series[Any] | Floats | Texts],
    measures: Sequence[Measure],
    length: int,
    *,
    missing_as_zero: bool = False,
    minimum_coverage: float = 0.0,
) -> ScoreColumns:
    """``score_one`` for a column of clients: ``columns`` are by measure name; a measure without one is missing."""
    import numpy as np

    gained, weighed, most = np.zeros(length), np.zeros(length), np.zeros(length)
    most_by = np.full(length, -1, dtype=np.int64)
    shares = np.full((length, len(measures)), np.nan)
    whole = 0.0
    for position, measure in enumerate(measures):
        weight = float(measure.weight)
        whole += weight
        if measure.name not in columns:
            continue
        shares[:, position] = share = measure_scores(columns[measure.name], measure)
        present = ~np.isnan(share)
        gain = np.where(present, weight * share, 0.0)
        gained += gain
        weighed += np.where(present, weight, 0.0)
        more = gain > most
        most[more] = gain[more]
        most_by[more] = position
    coverage = weighed / whole if whole > 0.0 else np.zeros(length)
    base = np.full(length, whole) if missing_as_zero else weighed
    scored = (base > 0.0) & (to_shares(coverage) >= to_share(minimum_coverage))
    score = np.divide(HIGHEST_SCORE * gained, base, out=np.full(length, np.nan), where=scored)
    return ScoreColumns(to_tenths(score), coverage, most_by, shares)


def _number_scores(numbers: Floats, measure: Measure) -> Floats:
    import numpy as np

    with np.errstate(over="ignore", invalid="ignore"):
        scores = np.clip((numbers - measure.zero_at) / (measure.hundred_at - measure.zero_at), 0.0, 1.0)
    for word, points in measure.choices.items():
        try:
            number = float(word)
        except ValueError:
            continue
        if _word(number) == word:
            scores[numbers == number] = points / HIGHEST_SCORE
    return scores


def _word(number: float) -> str:
    """A number as it is written among the choices: 2, 2.5."""
    return f"{number + 0.0:.15g}"
