"""Why a client is in another segment: its value, its effort, or one of the cuts (product.md section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.model.causes import Cause, CauseKind, changed, decisive, distinct_causes, not_known
from segmentbook.model.score_causes import score_causes
from segmentbook.model.segments import UNPLACED, is_high_effort
from segmentbook.model.value import is_high_value
from segmentbook.model.value_causes import value_causes
from segmentbook.model.why import money

if TYPE_CHECKING:
    from segmentbook.model.comparison import Comparison, Mover
    from segmentbook.model.inputs import Settings

__all__ = ["segment_causes", "value_cut"]

_CELL_COLUMNS = ("Code", "Value", "Effort")


def segment_causes(book: Comparison, mover: Mover) -> list[Cause]:
    """Which of the client's value and effort, the other clients' values, the cuts and the segments moved it."""

    def outcome(new: frozenset[str]) -> object:
        value = _value(book, mover, new)
        effort = float((mover.now if "effort" in new else mover.then)["Effort Score"])
        if value != value or effort != effort:
            return UNPLACED
        high_value = is_high_value(value, value_cut(book, mover, new))
        high_effort = is_high_effort(effort, _settings(book, new, "effort cut").effort_cut)
        return _code(book, (high_value, high_effort), new)

    moved = [factor for factor, did in _moved(book, mover).items() if did]
    causes: list[Cause] = []
    for factor in decisive(outcome, moved, mover.then["Segment"], mover.now["Segment"]):
        causes += _causes_of(book, mover, factor)
    causes += book.doubts(outcome, mover.then["Segment"])
    return distinct_causes(causes) or [not_known("nothing that segments go by is known to have changed")]


def value_cut(book: Comparison, mover: Mover, new: frozenset[str]) -> float:
    """The cut that the client's value is held against: as typed, or the median of its own and the others' values."""
    settings = _settings(book, new, "value cut")
    by_seat = _by_seat(settings)
    typed = settings.value_cut_per_seat if by_seat else settings.value_cut
    if typed is not None:
        return float(typed)
    others_new = "others" in new
    population = (book.values_now if others_new else book.values_then)[by_seat]
    header = "Value per Seat" if by_seat else "Overall Value"
    out = float((mover.now if others_new else mover.then)[header])
    return population.cut(out, _value(book, mover, new))


def _moved(book: Comparison, mover: Mover) -> dict[str, bool]:
    """What is another now of all that a segment follows from."""
    settings = (book.policy.settings, book.settings)
    headers = {"Value per Seat" if _by_seat(one) else "Overall Value" for one in settings}
    was, now = float(mover.then["Effort Score"]), float(mover.now["Effort Score"])
    cuts = (value_cut(book, mover, frozenset(new)) for new in ((), ("others",)))
    new_cuts = (value_cut(book, mover, frozenset(new)) for new in (("value cut",), ("value cut", "others")))
    return {
        "value": any(mover.moved(header) for header in headers),
        "effort": was != now and (was == was or now == now),
        "value cut": bool(book.known.setting(*_value_settings(book))),
        "effort cut": bool(book.known.setting("Effort Cut")),
        "others": len(set(cuts)) > 1 or len(set(new_cuts)) > 1,
        "segments": bool(book.known.of_table("Segments", *_CELL_COLUMNS)),
    }


def _causes_of(book: Comparison, mover: Mover, factor: str) -> list[Cause]:
    if factor == "value":
        per_seat = any(map(_by_seat, (book.policy.settings, book.settings)))
        return value_causes(book, mover, per_seat=per_seat) or [not_known("why its value changed is not known")]
    if factor == "effort":
        cut = book.settings.effort_cut
        return score_causes(book, mover, "Effort", lambda score: None if score is None else is_high_effort(score, cut))
    if factor == "others":
        return [_median(book, mover)]
    if factor == "segments":
        changes = book.known.of_table("Segments", *_CELL_COLUMNS)
        return [changed(CauseKind.POLICY, change, f"Segments: {change.name}") for change in changes]
    names = ("Effort Cut",) if factor == "effort cut" else _value_settings(book)
    return [changed(CauseKind.POLICY, change) for change in book.known.setting(*names)]


def _value_settings(book: Comparison) -> tuple[str, ...]:
    """The settings of the value cut that count under the basis of either date."""
    by_seat = {_by_seat(one) for one in (book.policy.settings, book.settings)}
    return ("Value Basis", *("Value Cut per Seat" if seat else "Value Cut" for seat in sorted(by_seat)))


def _median(book: Comparison, mover: Mover) -> Cause:
    was = value_cut(book, mover, frozenset())
    now = value_cut(book, mover, frozenset({"value", "others", "value cut"}))
    why = f"the median, which is the value cut, went from {money(was)} to {money(now)}"
    return Cause(CauseKind.PEERS, "Value Cut (median)", was, now, why)


def _value(book: Comparison, mover: Mover, new: frozenset[str]) -> float:
    side = mover.now if "value" in new else mover.then
    return float(side["Value per Seat" if _by_seat(_settings(book, new, "value cut")) else "Overall Value"])


def _settings(book: Comparison, new: frozenset[str], factor: str) -> Settings:
    return book.settings if factor in new else book.policy.settings


def _by_seat(settings: Settings) -> bool:
    return settings.value_basis == "MRR per Seat"


def _code(book: Comparison, place: tuple[bool, bool], new: frozenset[str]) -> str | None:
    """The code of a cell of the map; None where its code of then is not known."""
    code = next(cell.code for cell in book.inputs.segments if (cell.value_high, cell.effort_high) == place)
    if "segments" in new:
        return code
    return None if book.policy.codes is None else book.policy.codes[code]
