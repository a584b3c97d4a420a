"""All current clients of a date, asked what a relative cut would be if one of them had another value.

Whether a client moved by its own doing or because the others did is told by taking its value of one date among the
others of the other date; each question takes the logarithm of their number.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from segmentbook.model.rounding import to_cent, to_cents

if TYPE_CHECKING:
    from segmentbook.model.columns import Floats

__all__ = ["ArrPopulation", "ValuePopulation"]


class ValuePopulation:
    """The values of current clients, for the median of the positive ones.

    Examples
    --------
    >>> import numpy as np
    >>> values = ValuePopulation(np.array([100.0, 300.0, 200.0, 0.0]))
    >>> values.cut(), values.cut(100.0, 250.0), values.cut(0.0, 400.0), values.cut(300.0, -1.0)
    (200.0, 250.0, 250.0, 150.0)
    """

    def __init__(self, values: Floats) -> None:
        import numpy as np

        self._positive: list[float] = np.sort(values[to_cents(values) > 0.0]).tolist()

    def cut(self, out: float = 0.0, instead: float = 0.0) -> float:
        """The median to the cent with the value ``instead`` in place of ``out``, which is one of them; 0 for none."""
        values = self._positive
        gone = bisect_left(values, out) if _counts(out) else len(values)
        if gone < len(values) and values[gone] != out:
            gone = len(values)
        added = _counts(instead)
        count = len(values) - (gone < len(values)) + added
        if not count:
            return 0.0
        place = bisect_left(values, instead) if added else count
        if added and place > gone:
            place -= 1

        def at(rank: int) -> float:
            if added and rank == place:
                return instead
            rank -= added and rank > place
            return values[rank + (rank >= gone)]

        low, high = at((count - 1) // 2), at(count // 2)
        return to_cent(low if low == high else (low + high) / 2)


class ArrPopulation:
    """The ARR of current clients, for ranks and cumulative shares; in whole cents.

    Examples
    --------
    >>> import numpy as np
    >>> arr = ArrPopulation(np.array([500.0, 300.0, 200.0, -5.0]))
    >>> arr.share(300.0, 300.0, through=False), arr.share(300.0, 300.0, through=True), arr.rank(300.0, 300.0)
    (0.5, 0.8, 2)
    >>> arr.share(200.0, 700.0, through=False), arr.rank(200.0, 700.0)  # the last one grows
    (0.0, 1)
    """

    def __init__(self, arr: Floats) -> None:
        import numpy as np

        cents = np.sort(np.rint(to_cents(arr[~np.isnan(arr)]) * 100.0).astype(np.int64))
        self._all: list[int] = cents.tolist()
        positive = cents[cents > 0]
        self._positive: list[int] = positive.tolist()
        self._sums: list[int] = [0, *np.cumsum(positive).tolist()]

    def share(self, out: float, own: float, *, through: bool) -> float:
        """The share before (or through) the group of an account of ARR ``own`` that had ``out``; 0-1."""
        was, now = _cents(out), _cents(own)
        total = self._sums[-1] - max(was, 0) + max(now, 0)
        if total <= 0:
            return 0.0
        first = (bisect_left if through else bisect_right)(self._positive, now)
        above = self._sums[-1] - self._sums[first]
        if was > 0 and (was >= now if through else was > now):
            above -= was
        return (above + (max(now, 0) if through else 0)) / total

    def rank(self, out: float, own: float) -> int:
        """The rank of an account of ARR ``own`` that had ``out``: 1 + the number of larger ones."""
        was, now = _cents(out), _cents(own)
        return 1 + len(self._all) - bisect_right(self._all, now) - (was > now)


def _counts(value: float) -> bool:
    return value == value and to_cent(value) > 0.0


def _cents(money: float) -> int:
    return 0 if money != money else round(to_cent(money) * 100.0)
