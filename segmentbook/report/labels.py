"""Which bubbles of the map have their name beside them, so that names can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    Floats = np.ndarray[Any, np.dtype[np.float64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]

__all__ = ["LINE", "MAX_LABELS", "candidates", "label_width", "shorten", "without_collisions"]

MAX_LABELS = 40
"""Up to so many clients all names are shown; beyond, at most so many."""
LARGEST = 10
"""Of a crowd, so many clients of the highest value are named in any case."""
LONGEST = 20
_MOST_OF_IT = 0.6  # of a shortened name that is left when it ends with a whole word
_CHARACTER = 4.7  # mean width of a character in 8 pt Calibri, in pixels
LINE = 12.0
"""Height of a line of it, in pixels."""
_GAP = 4.0  # between the bubble and its name
_TOUCHING = 3.0  # by so many pixels two names may overlap and still be read


def shorten(name: str, longest: int = LONGEST) -> str:
    """A name that fits beside a bubble, cut between words where that leaves most of it.

    Examples
    --------
    >>> shorten("Acme Ltd"), shorten("Northwind Traders International"), shorten("Donaudampfschifffahrt")
    ('Acme Ltd', 'Northwind Traders…', 'Donaudampfschifffah…')
    """
    name = " ".join(name.split())
    if len(name) <= longest:
        return name
    kept = name[: longest - 1]
    whole_words = kept.rpartition(" ")[0]
    if name[longest - 1] != " " and len(whole_words) >= _MOST_OF_IT * longest:
        kept = whole_words
    return f"{kept.rstrip(' ,;-&')}…"


def label_width(text: str) -> float:
    """About how many pixels a name takes beside its bubble, the gap included; 0 for none."""
    return _GAP + _CHARACTER * len(text) if text else 0.0


def candidates(names: Sequence[str], rows: Sequence[int], value: Floats, of_note: Flags) -> dict[int, str]:
    """Row -> shortened name of the clients that are to be named.

    Up to ``MAX_LABELS`` clients all of them; beyond, the ``LARGEST`` by value and those ``of_note`` (lowest band,
    review overdue), the larger value first, ``MAX_LABELS`` at most.

    Parameters
    ----------
    names
        Of all clients.
    rows
        Those on the map.
    value, of_note
        One entry a client.
    """
    by_value = sorted(rows, key=lambda row: (-value[row], row))
    if len(by_value) > MAX_LABELS:
        largest, others = by_value[:LARGEST], by_value[LARGEST:]
        by_value = [*largest, *(row for row in others if of_note[row])][:MAX_LABELS]
    return {row: shorten(names[row]) for row in by_value}


def without_collisions(named: Mapping[int, str], x: Floats, y: Floats, radius: Floats, right: float) -> dict[int, str]:
    """Leave out the names for which no side of their bubble is free: of two, that of the smaller bubble.

    Parameters
    ----------
    named
        Row -> name.
    x, y, radius
        The bubbles' centres and radii in pixels, one entry a client.
    right
        Where the chart ends.
    """
    boxes = np.empty((0, 4))
    kept: dict[int, str] = {}
    for row in sorted(named, key=lambda row: (-radius[row], row)):
        larger = np.array(list(kept), dtype=np.int64)
        apart = np.hypot(x[larger] - x[row], y[larger] - y[row])
        if (apart < radius[larger]).any():
            continue  # on top of a larger bubble, whose name it would seem to have
        width = label_width(named[row])
        for box in _sides(x[row], y[row], radius[row], width, right):
            overlap_x = np.minimum(boxes[:, 2], box[2]) - np.maximum(boxes[:, 0], box[0])
            overlap_y = np.minimum(boxes[:, 3], box[3]) - np.maximum(boxes[:, 1], box[1])
            if not ((overlap_x > _TOUCHING) & (overlap_y > _TOUCHING)).any():
                kept[row] = named[row]
                boxes = np.vstack([boxes, box])
                break
    return kept


def _sides(x: float, y: float, radius: float, width: float, right: float) -> Floats:
    """Where a name may stand: right of its bubble, left of it, above and below; left, top, right, bottom."""
    beside, above = (y - LINE / 2, y + LINE / 2), y - radius - LINE
    return np.array(
        [
            (x + radius, beside[0], min(x + radius + width, right), beside[1]),
            (max(x - radius - width, 0.0), beside[0], x - radius, beside[1]),
            (x - width / 2, above, x + width / 2, above + LINE),
            (x - width / 2, y + radius, x + width / 2, y + radius + LINE),
        ]
    )
