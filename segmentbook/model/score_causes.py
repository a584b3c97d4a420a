"""Why an effort or a health score is another: the client's own measures, or the scorecard (product.md section 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from segmentbook.model.causes import Cause, CauseKind, changed, distinct_causes, not_known
from segmentbook.model.client_stack import STACK_COLUMNS
from segmentbook.model.keys import header_key, text_key
from segmentbook.model.known_changes import column_of, row_of
from segmentbook.model.measures import FROM_TIER
from segmentbook.model.scorecards import measure_score, score_one
from segmentbook.model.tier_causes import tier_causes
from segmentbook.model.value_causes import line_causes, mrr_causes, value_causes

if TYPE_CHECKING:
    from segmentbook.model.comparison import Comparison, Mover
    from segmentbook.model.inputs import Measure

__all__ = ["computed_causes", "debt_causes", "measure_causes", "score_causes"]

_MEASURE_COLUMNS = ("Measure", "Weight", "Scores 0 at", "Scores 100 at", "Choices", "Source")
_STACK = frozenset(map(header_key, STACK_COLUMNS))
_ALIGNMENT = STACK_COLUMNS[0]
_GROWTH = frozenset(map(header_key, ("MRR a Year Ago", "MRR Growth")))
_TIER = frozenset(map(header_key, FROM_TIER))
_UNKNOWN = object()


def score_causes(
    book: Comparison, mover: Mover, card: str, outcome: Callable[[float | None], object] = lambda score: score
) -> list[Cause]:
    """Why the Effort or Health Score (``card``) of a client is another.

    Of its own measures, those that moved the way the score did. Where the scorecard changed as well, ``outcome`` tells
    which of the two decided: what came of the measures of then under the scorecard of now.
    """
    was, now = (_known(side[f"{card} Score"]) for side in (mover.then, mover.now))
    measures = book.inputs.effort_measures if card == "Effort" else book.inputs.health_measures
    own = measure_causes(book, mover, measures, _sign(was, now))
    policy = _policy_causes(book, mover, card, one_missing=was is None or now is None)
    if own and policy:
        between = _score_of_then(book, mover, measures)
        if between is not _UNKNOWN:
            came = outcome(between)  # type: ignore[arg-type]  # a score or None
            if came == outcome(was):
                policy = []
            elif came == outcome(now):
                own = []
    causes = distinct_causes([*own, *policy])
    said = f"what the {card} Score is made of is not known to have changed"
    return causes or [not_known(said)]


def computed_causes(book: Comparison, mover: Mover, header: str) -> list[Cause]:
    """Why a computed column that measures or tier rules may read is another."""
    key = header_key(header)
    if key == "contractmrr":
        return mrr_causes(book, mover) if mover.moved("Contract MRR") else []
    if key in ("overallvalue", "arr"):
        return value_causes(book, mover) if mover.moved("Overall Value") else []
    if key == "valueperseat":
        return value_causes(book, mover, per_seat=True) if mover.moved("Value per Seat") else []
    if key == "nonrecurringrevenue":
        return line_causes(book, mover)
    if key in ("techdebt", "techdebtperseat"):
        causes = debt_causes(book, mover) if mover.moved("Tech Debt") else []
        return causes + (_inputs(book, mover, "Employees") if key == "techdebtperseat" else [])
    if key == "seatutilisation":
        return _inputs(book, mover, "Active Seats", "Licensed Seats")
    if key in _STACK:
        cells = [changed(CauseKind.DATA, c) for c in book.known.of_client(mover.key, "StackAlignment")]
        prices = [changed(CauseKind.POLICY, c) for c in book.known.of_table("StackItems")]
        seats = _inputs(book, mover, "Employees") if key != header_key(_ALIGNMENT) else []
        return [*cells, *prices, *seats] or _inputs(book, mover, header)
    if key in _GROWTH:
        return line_causes(book, mover) or _inputs(book, mover, header)
    return _tier_column_causes(book, mover, header) if key in _TIER else _inputs(book, mover, header)


def debt_causes(book: Comparison, mover: Mover) -> list[Cause]:
    """Why Tech Debt is another: assets that were edited, or came near their End of Life; the warning."""
    edits = book.known.of_client(mover.key, "Assets")
    edited = {(text_key(row_of(change)), column_of(change)) for change in edits}
    causes = [changed(CauseKind.DATA, change, f"Asset {change.name}") for change in edits]
    for event in book.assets.get(mover.row, ()):
        label = text_key(event.label)
        if (label, "") not in edited and (label, event.column) not in edited:
            causes.append(event.cause)
    causes += [changed(CauseKind.POLICY, change) for change in book.known.setting("EOL Warning")]
    return causes or _inputs(book, mover, "Tech Debt")


def _tier_column_causes(book: Comparison, mover: Mover, header: str) -> list[Cause]:
    """What follows from the tier is another: the tier, the services, the ARR; else the figure as it is remembered."""
    causes = [changed(CauseKind.POLICY, c) for c in book.known.of_table("Services")]
    causes += [changed(CauseKind.POLICY, c) for c in book.known.setting("Margin Method")]
    if mover.then["Tier"] != mover.now["Tier"]:
        causes += tier_causes(book, mover)
    if header_key(header) == header_key("Cost Share of ARR") and mover.moved("ARR"):
        causes += value_causes(book, mover)
    return causes or _inputs(book, mover, header)


def measure_causes(book: Comparison, mover: Mover, measures: Sequence[Measure], sign: int = 0) -> list[Cause]:
    """What changed of the measures' values: those that moved a score that way, or, if none did, all that may have.

    ``sign`` is 1 up, -1 down, 0 either way.
    """
    towards: list[Cause] = []
    against: list[Cause] = []
    neither: list[Cause] = []
    for measure in measures:
        if header_key(measure.column) in book.headers:
            change = book.known.input(mover.key, measure.column)
            if change is None:
                continue
            found = [changed(CauseKind.DATA, change)]
            effect = _effect(measure_score(change.was, measure), measure_score(change.now, measure))
        else:
            found = computed_causes(book, mover, measure.column)
            if not found:
                continue
            effect = _effect(*(_share(side, measure) for side in (mover.then, mover.now)))
        if measure.weight <= 0 or effect == 0:
            neither += found
        else:
            (towards if effect is None or sign in (0, effect) else against).extend(found)
    return towards or against or neither


def _policy_causes(book: Comparison, mover: Mover, card: str, *, one_missing: bool) -> list[Cause]:
    """What changed of the scorecard and of the settings about missing measures."""
    causes = [
        changed(CauseKind.POLICY, change, f"{card}Measures: {change.name}")
        for change in book.known.of_table(f"{card}Measures", *_MEASURE_COLUMNS)
    ]
    if mover.now[f"{card} Coverage"] < 1.0 or one_missing:
        causes += [changed(CauseKind.POLICY, change) for change in book.known.setting("Missing Measures")]
    if one_missing:
        causes += [changed(CauseKind.POLICY, change) for change in book.known.setting("Minimum Coverage")]
    return causes


def _score_of_then(book: Comparison, mover: Mover, measures: Sequence[Measure]) -> object:
    """The score that the values of then give under the scorecard of now; `_UNKNOWN` where a value is not known."""
    settings = book.settings
    values: list[Any] = []
    for measure in measures:
        header = book.headers.get(header_key(measure.column))
        if header is not None:
            change = book.known.input(mover.key, header)
            values.append(book.cell(mover, header) if change is None else change.was)
        elif not computed_causes(book, mover, measure.column):
            values.append(mover.now.get(measure.column))
        elif measure.column in mover.then:
            values.append(mover.then[measure.column])
        else:
            return _UNKNOWN
    found = score_one(
        values,
        measures,
        missing_as_zero=settings.missing_measures == "Count as zero",
        minimum_coverage=settings.minimum_coverage,
    )
    return found.score


def _inputs(book: Comparison, mover: Mover, *headers: str) -> list[Cause]:
    changes = (book.known.input(mover.key, header) for header in headers)
    return [changed(CauseKind.DATA, change) for change in changes if change is not None]


def _share(side: Any, measure: Measure) -> object:
    return measure_score(side[measure.column], measure) if measure.column in side else _UNKNOWN


def _effect(was: object, now: object) -> int | None:
    """Which way a measure's own score moved; None where it came, went, or is not known."""
    if was is _UNKNOWN or now is _UNKNOWN:
        return None
    if was is None or now is None:
        return 0 if was is now else None
    return _sign(float(was), float(now))  # type: ignore[arg-type]  # shares


def _sign(was: float | None, now: float | None) -> int:
    if was is None or now is None:
        return 0
    return (now > was) - (now < was)


def _known(score: float) -> float | None:
    return None if score != score else float(score)
