"""Who moved between two dates, and why: one row a client, aspect and cause (product.md section 4, Movement)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from segmentbook.model.band_causes import band_causes
from segmentbook.model.causes import Cause
from segmentbook.model.comparison import Mover
from segmentbook.model.pairing import ASPECTS
from segmentbook.model.segment_causes import segment_causes, value_cut
from segmentbook.model.snapshots import Value
from segmentbook.model.status_causes import status_causes
from segmentbook.model.tier_causes import RULES, tier_causes
from segmentbook.model.tier_rule_causes import tier_rule_causes
from segmentbook.model.why import money

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Ints
    from segmentbook.model.comparison import Comparison
    from segmentbook.model.pairing import Pairs

__all__ = ["MAX_ROWS", "MOVEMENT_COLUMNS", "Movement", "movement"]

MOVEMENT_COLUMNS = (
    "Client",
    "Client ID",
    "Account Manager",
    "What",
    "From",
    "To",
    "Cause",
    "Input",
    "Was",
    "Is",
    "ARR",
    "Why",
)

MAX_ROWS = 50_000
"""More rows of movers are not listed: the matrices count them all."""

_STATUS, _SEGMENT, _BAND, _TIER = ASPECTS
_DECIMALS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Movement:
    """The rows (``MOVEMENT_COLUMNS``, by ARR descending), and how many clients moved in each aspect and in any.

    ``left_out`` clients moved and are not listed, because of ``MAX_ROWS``.
    """

    rows: pd.DataFrame
    counts: dict[str, int]
    movers: int
    left_out: int


def movement(book: Comparison, pairs: Pairs) -> Movement:
    """List who moved.

    A client whose status is another has that one row: its segment, band and tier begin or end with it. Against a
    back-filled snapshot only statuses are compared: it knows no scores.
    """
    import numpy as np
    import pandas as pd

    moved = {aspect: pairs.was[aspect] != pairs.now[aspect] for aspect in ASPECTS}
    for aspect in ASPECTS[1:]:
        moved[aspect] &= ~moved[_STATUS] & book.then.taken
    somehow = np.logical_or.reduce(list(moved.values()))
    order = np.flatnonzero(somehow)
    order = order[np.argsort(-pairs.arr[order], kind="stable")]
    rows: list[list[Any]] = []
    listed = 0
    sides = _sides(book, pairs, order[:MAX_ROWS])
    for mover, at in zip(sides, order[:MAX_ROWS].tolist(), strict=True):
        mine = _rows(book, mover, [aspect for aspect in ASPECTS if moved[aspect][at]], pairs, at)
        if len(rows) + len(mine) > MAX_ROWS:
            break
        rows += mine
        listed += 1
    frame = pd.DataFrame(rows, columns=list(MOVEMENT_COLUMNS), dtype=object).astype({"ARR": np.float64})
    return Movement(
        rows=frame,
        counts={aspect: int(moved[aspect].sum()) for aspect in ASPECTS},
        movers=len(order),
        left_out=len(order) - listed,
    )


def _sides(book: Comparison, pairs: Pairs, order: Ints) -> list[Mover]:
    """The movers with their columns at both dates; an empty one where they are not there."""

    def columns(frame: pd.DataFrame, at: Ints) -> list[dict[str, Any]]:
        there = at[at >= 0]
        records: Iterator[dict[Any, Any]] = iter(frame.iloc[there].to_dict("records"))
        return [next(records) if place >= 0 else {} for place in at.tolist()]

    then, now = columns(book.then.clients, pairs.then[order]), columns(book.now.clients, pairs.here[order])
    return [
        Mover(pairs.keys[at], int(pairs.here[at]), was, is_now)
        for at, was, is_now in zip(order.tolist(), then, now, strict=True)
    ]


def _rows(book: Comparison, mover: Mover, aspects: Sequence[str], pairs: Pairs, at: int) -> list[list[Any]]:
    side = mover.now or mover.then
    who = [side["Client"], side["Client ID"], side["Account Manager"]]
    rows = []
    for aspect in aspects:
        was, now = str(pairs.was[aspect][at]), str(pairs.now[aspect][at])
        lead = _lead(book, mover, aspect) or f"{was} to {now}"
        for cause in _causes(book, mover, aspect, was, now):
            values = [_cell(cause.was), _cell(cause.now)]
            rows.append(
                [*who, aspect, was, now, cause.kind.value, cause.input, *values, pairs.arr[at], f"{lead}: {cause.why}."]
            )
    return rows


def _causes(book: Comparison, mover: Mover, aspect: str, was: str, now: str) -> list[Cause]:
    if aspect == _STATUS:
        return status_causes(book, mover.key, was, now, mover.row)
    if aspect == _SEGMENT:
        return segment_causes(book, mover)
    if aspect == _BAND:
        return band_causes(book, mover)
    by_rules = RULES in (book.settings.tier_by, book.policy.settings.tier_by)
    return tier_rule_causes(book, mover) if by_rules else tier_causes(book, mover)


def _lead(book: Comparison, mover: Mover, aspect: str) -> str:
    """The figures that were held against something, at both dates; "" where there are none."""
    if aspect == _BAND:
        return _then_and_now("Health score", mover, "Health Score", 1)
    if aspect == _TIER:
        by_employees = book.settings.tier_by == "Employees"
        return _then_and_now("Employees" if by_employees else "ARR", mover, "Employees" if by_employees else "ARR", 2)
    if aspect == _STATUS:
        return ""
    by_seat = book.settings.value_basis == "MRR per Seat"
    every = frozenset({"value", "others", "value cut"})
    cuts = [money(value_cut(book, mover, new)) for new in (frozenset[str](), every)]
    value = _then_and_now("Value", mover, "Value per Seat" if by_seat else "Overall Value", 2)
    efforts = [f"{one.effort_cut:.1f}" for one in (book.policy.settings, book.settings)]
    return (
        f"{value} ({_pair('cut', cuts)}), {_then_and_now('effort', mover, 'Effort Score', 1)} ({_pair('cut', efforts)})"
    )


def _then_and_now(name: str, mover: Mover, header: str, decimals: int) -> str:
    figures = (mover.then[header], mover.now[header])
    return _pair(name, [f"{figure:,.{decimals}f}" if figure == figure else "none" for figure in figures])


def _pair(name: str, texts: Sequence[str]) -> str:
    was, now = texts
    return f"{name} {was}" if was == now else f"{name} {was}, now {now}"


def _cell(value: Value) -> Value:
    """A value as a cell holds it: Yes and No in words, no noise of binary fractions."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return None if value != value else round(value, _DECIMALS)
    return value.date() if isinstance(value, datetime) else value
