"""Where filled cells end."""

from __future__ import annotations

from typing import Any

from addin.calc.engine.addresses import Area

__all__ = ["end_of", "grown"]


def end_of(filled: list[bool], here: int, *, forward: bool, last: int) -> int:
    """Where Ctrl+arrow leads on a line, counted from 0."""

    def is_filled(place: int) -> bool:
        return place < len(filled) and filled[place]

    step = 1 if forward else -1
    limit = last if forward else 0
    if here == limit:
        return here
    place = here + step
    if is_filled(here) and is_filled(place):
        while place != limit and is_filled(place + step):
            place += step
        return place
    while place != limit and not is_filled(place):
        if forward and place >= len(filled):
            return limit
        place += step
    return place


def grown(area: Area, rows: list[list[Any]], used: Area) -> Area:
    """An area and the filled cells that touch it."""

    def any_filled(top: int, left: int, bottom: int, right: int) -> bool:
        return any(
            rows[r - used[0]][c - used[1]] is not None
            for r in range(max(top, used[0]), min(bottom, used[2]) + 1)
            for c in range(max(left, used[1]), min(right, used[3]) + 1)
        )

    top, left, bottom, right = area
    wide = max(left - 1, 1), right + 1
    tall = max(top - 1, 1), bottom + 1
    return (
        top - 1 if top > 1 and any_filled(top - 1, wide[0], top - 1, wide[1]) else top,
        left - 1 if left > 1 and any_filled(tall[0], left - 1, tall[1], left - 1) else left,
        bottom + 1 if any_filled(bottom + 1, wide[0], bottom + 1, wide[1]) else bottom,
        right + 1 if any_filled(tall[0], right + 1, tall[1], right + 1) else right,
    )
