"""Why a client is in another health band: its score, an override, or the bands themselves (product.md section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from segmentbook.model.bands import UNSCORED, band_of
from segmentbook.model.causes import Cause, CauseKind, changed, decisive, distinct_causes, not_known
from segmentbook.model.keys import text_key
from segmentbook.model.known_changes import column_of
from segmentbook.model.rounding import to_tenth
from segmentbook.model.score_causes import score_causes

if TYPE_CHECKING:
    from datetime import date

    from segmentbook.model.comparison import Comparison, Mover
    from segmentbook.model.snapshots import InputChange

__all__ = ["band_causes"]


def band_causes(book: Comparison, mover: Mover) -> list[Cause]:
    """Which of the client's score, its override and the bands moved it."""

    def outcome(new: frozenset[str]) -> object:
        override = _override(mover.now if "override" in new else mover.then)
        if override:
            return override
        score = _score(mover.now if "score" in new else mover.then)
        bands = book.inputs.bands if "bands" in new else book.policy.bands
        if score is None:
            return UNSCORED
        return None if bands is None else band_of(score, bands)

    policy = _policy(book, mover)
    moved = []
    if _score(mover.then) != _score(mover.now):
        moved.append("score")
    if _override(mover.then) != _override(mover.now):
        moved.append("override")
    if policy:
        moved.append("bands")
    causes: list[Cause] = []
    for factor in decisive(outcome, moved, mover.then["Health Band"], mover.now["Health Band"]):
        if factor == "override":
            causes += _override_causes(book, mover)
        elif factor == "bands":
            causes += [changed(CauseKind.POLICY, change, f"HealthBands: {change.name}") for change in policy]
        else:
            causes += score_causes(book, mover, "Health", lambda score: band_of(score, book.inputs.bands))
    causes += book.doubts(outcome, mover.then["Health Band"])
    return distinct_causes(causes) or [not_known("nothing that health bands go by is known to have changed")]


def _override(side: Mapping[str, Any]) -> str:
    return str(side["Health Band"]) if side["Band Source"] == "Override" else ""


def _score(side: Mapping[str, Any]) -> float | None:
    score = float(side["Health Score"])
    return None if score != score else score


def _policy(book: Comparison, mover: Mover) -> list[InputChange]:
    """The minima that moved across the client's score, and bands that came or went; else whatever changed."""
    changes = book.known.of_table("HealthBands", "Minimum Score")
    scores = [score for side in (mover.then, mover.now) if (score := _score(side)) is not None]
    across = [change for change in changes if not column_of(change) or any(_crosses(change, s) for s in scores)]
    return across or changes


def _crosses(change: InputChange, score: float) -> bool:
    was, now = (to_tenth(float(v)) if isinstance(v, (int, float)) else 0.0 for v in (change.was, change.now))
    return min(was, now) <= to_tenth(score) < max(was, now)


def _override_causes(book: Comparison, mover: Mover) -> list[Cause]:
    """The override was edited, or lapsed after its date."""
    edits = [book.known.input(mover.key, header) for header in ("Health Override", "Override Until")]
    causes = [changed(CauseKind.OVERRIDE, edit) for edit in edits if edit is not None]
    if causes:
        return causes
    band = _override(mover.then)
    until: date | None = _day(book.cell(mover, "Override Until"))
    if band and until is not None and book.days[0] <= until < book.days[1]:
        why = f"the override to {band} lapsed after {until}"
        return [Cause(CauseKind.OVERRIDE, "Override Until", until, until, why)]
    names = {text_key(name) for name in (band, _override(mover.now), str(book.cell(mover, "Health Override"))) if name}
    renamed = [c for c in book.known.of_table("HealthBands") if text_key(c.name) in names]
    return [changed(CauseKind.POLICY, change, f"HealthBands: {change.name}") for change in renamed] or [
        not_known("the Health Override is not known to have changed")
    ]


def _day(cell: Any) -> date | None:
    return None if cell != cell else cell.date()  # NaT differs from itself
