"""Where numbers break naturally into classes: least squares within them (W. D. Fisher, 1958; G. F. Jenks, 1967)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from segmentbook.model.columns import Floats, Ints

__all__ = ["natural_breaks"]


def natural_breaks(values: Floats, classes: int) -> list[float]:
    """Smallest value of each class but the lowest, from the highest: classes with the least squared deviations in all.

    ``minimise sum over classes of sum((value - mean of its class)^2)``: the optimum, whatever the number of values, in
    time ``classes x n log n`` for n distinct values. Equal values are in one class; of equal optima the one whose lower
    classes are smaller counts.

    Parameters
    ----------
    values
        Numbers, none NaN, in any order.
    classes
        How many, 2 or more.

    Returns
    -------
    list of float
        ``classes - 1`` thresholds, falling; empty where there are fewer different values than classes.

    Examples
    --------
    >>> import numpy as np
    >>> natural_breaks(np.array([1.0, 2.0, 1.0, 30.0, 31.0, 90.0]), 3)
    [90.0, 30.0]
    """
    import numpy as np

    distinct, counts = np.unique(values, return_counts=True)
    size = len(distinct)
    if size < classes:
        return []
    centred = distinct - np.average(distinct, weights=counts)
    scaled = centred / (np.abs(centred).max() or 1.0)  # sums of squares of large money keep their last digits
    ends = _Sums(np.concatenate(([0.0], np.cumsum(counts * scaled))), np.concatenate(([0.0], np.cumsum(counts))))
    to = np.arange(size + 1)
    best = np.concatenate(([-np.inf], ends.between(np.zeros(size, dtype=np.int64), to[1:])))
    starts: list[Ints] = []
    for _ in range(classes - 2):
        best, start = _next_class(best, ends)
        starts.append(start)
    last = int(np.argmax(best[:-1] + ends.between(to[:-1], np.full(size, size))))
    thresholds = [float(distinct[last])]
    for start in reversed(starts):
        last = int(start[last])
        thresholds.append(float(distinct[last]))
    return thresholds


class _Sums:
    """Sums and numbers of the values before each place."""

    def __init__(self, total: Floats, number: Floats) -> None:
        self.total = total
        self.number = number

    def between(self, start: npt.NDArray[np.int64], end: npt.NDArray[np.int64]) -> Floats:
        """What a class from ``start`` to before ``end`` takes off the squared deviations: sum^2 / number."""
        total = self.total[end] - self.total[start]
        taken: Floats = total * total / (self.number[end] - self.number[start])
        return taken


def _next_class(best: Floats, ends: _Sums) -> tuple[Floats, Ints]:
    """One class more: what is best up to each place, and where the last class starts then.

    The further a place, the later its last class starts: so places are found by halves, each between the starts of
    its neighbours, all of one distance at once.
    """
    import numpy as np

    size = len(best) - 1
    found = np.full(size + 1, -np.inf)
    start = np.zeros(size + 1, dtype=np.int64)
    step = 1 << size.bit_length()
    while step := step >> 1:
        place = np.arange(step, size + 1, 2 * step)
        right = place + step
        low = start[place - step]
        high = np.where(right <= size, start[np.minimum(right, size)], size)
        high = np.minimum(high, place - 1)
        length = high - low + 1
        begin = np.cumsum(length) - length
        group = np.repeat(np.arange(len(place)), length)
        at = np.arange(len(group)) - begin[group] + low[group]
        worth = best[at] + ends.between(at, place[group])
        top = np.maximum.reduceat(worth, begin)
        first = np.flatnonzero(worth == top[group])
        first = first[np.searchsorted(group[first], np.arange(len(place)))]
        found[place], start[place] = top, at[first]
    return found, start
