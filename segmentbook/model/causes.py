"""Why something moved: one cause, and which of several things that moved together decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from segmentbook.model.snapshots import InputChange, Value
from segmentbook.model.why import money

__all__ = ["Cause", "CauseKind", "changed", "decisive", "distinct_causes", "not_known", "said"]


class CauseKind(StrEnum):
    """Whose doing a move is."""

    DATA = "Data"
    POLICY = "Policy"
    OVERRIDE = "Override"
    PEERS = "Peers"
    NOT_KNOWN = "Not known"


@dataclass(frozen=True, slots=True)
class Cause:
    """One input, setting or cut that moved something: what it is called, its values at the two dates, and a clause."""

    kind: CauseKind
    input: str
    was: Value
    now: Value
    why: str


def decisive(
    outcome: Callable[[frozenset[str]], object], moved: Sequence[str], before: object, after: object
) -> tuple[str, ...]:
    """Which of the factors that moved decided an outcome.

    A factor is named where it alone gives what came out, or where without it something else would have come out; all
    of them where no single one does. ``moved`` that holds one factor gives that factor.

    Parameters
    ----------
    outcome
        What comes out with the factors of the set as they are now and all others as they were; None where that cannot
        be said.
    before, after
        What came out at the two dates.

    Examples
    --------
    >>> def band(new: frozenset[str]) -> str:
    ...     score = 60 if "score" in new else 80
    ...     minimum = 65 if "minimum" in new else 70
    ...     return "Good" if score >= minimum else "Poor"
    >>> decisive(band, ["score", "minimum"], "Good", "Poor")
    ('score',)
    """
    if len(moved) < 2 or before == after:
        return tuple(moved)
    every = frozenset(moved)
    named = tuple(f for f in moved if outcome(frozenset({f})) == after or outcome(every - {f}) != after)
    return named or tuple(moved)


def changed(kind: CauseKind, change: InputChange, name: str = "") -> Cause:
    """An edit as a cause; ``name`` where it is called otherwise than in its table."""
    name = name or change.name
    return Cause(kind, name, change.was, change.now, f"{name} {_went(change.was, change.now)}")


def not_known(what: str) -> Cause:
    """A cause that is not known, said honestly."""
    return Cause(CauseKind.NOT_KNOWN, "", None, None, what)


def distinct_causes(causes: Sequence[Cause]) -> list[Cause]:
    """Each input once, the first that names it."""
    found: dict[tuple[CauseKind, str], Cause] = {}
    for cause in causes:
        found.setdefault((cause.kind, cause.input), cause)
    return list(found.values())


def said(value: Value) -> str:
    """A value in a sentence.

    Examples
    --------
    >>> said(4800.0), said(0.35), said(True), said(None), said(date(2026, 6, 30)), said("Partly")
    ('4,800', '0.35', 'Yes', 'blank', '2026-06-30', 'Partly')
    """
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (int, float)):
        if value != value:
            return "blank"
        return f"{value:,.0f}" if value == int(value) else money(value) if abs(value) >= 1_000 else f"{value:.6g}"
    if isinstance(value, date):
        return value.isoformat()
    return (value or "").strip() or "blank"


def _went(was: Value, now: Value) -> str:
    if was is None or was == "":
        return f"was blank and is now {said(now)}"
    if now is None or now == "":
        return f"was {said(was)} and is now blank"
    return f"went from {said(was)} to {said(now)}"
