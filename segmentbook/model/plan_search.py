"""An exact search in whole numbers: which choices cost at most so much and are worth at least so much.

Each choice is one service in one tier: it has options of rising cost, and its worth is its cost times a factor of its
own. The best of two halves of all choices are listed, pruned by what the rest can add at most, and joined (meet in the
middle; E. Horowitz and S. Sahni, 1974; the pruning is that of dynamic programming with bounds, D. Pisinger, 2000).
No step of it rounds, so that a plan it calls best is best to the last unit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Choice", "Found", "by_worth", "cost_of", "most_worth", "search", "worth_of"]

_WHOLE_OPTIONS = 4
"""Choices of more options than these are searched as sums of parts: 12 steps are 1 + 2 + 4 + 5."""

_INT64 = 2**62


@dataclass(frozen=True, slots=True)
class Choice:
    """Options by their cost above the least one (``costs[0]`` is 0, rising); worth = cost x ``factor``."""

    costs: Sequence[int]
    factor: int


@dataclass(frozen=True, slots=True)
class Found:
    """The options chosen, one a choice; None: none fulfils what was asked.

    ``complete``: everything was searched, so that None means there is none, and what was found is the best there is.
    """

    options: tuple[int, ...] | None
    complete: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A choice, or a part of one: ``options[k]`` of its options cost ``costs[k]``."""

    choice: int
    options: tuple[int, ...]
    costs: tuple[int, ...]
    factor: int


def cost_of(choices: Sequence[Choice], options: Sequence[int]) -> int:
    """What the chosen options cost."""
    return sum(choice.costs[option] for choice, option in zip(choices, options, strict=True))


def worth_of(choices: Sequence[Choice], options: Sequence[int]) -> int:
    """What the chosen options are worth."""
    return sum(choice.costs[option] * choice.factor for choice, option in zip(choices, options, strict=True))


def by_worth(choices: Sequence[Choice], budget: int) -> tuple[int, ...]:
    """Options chosen greedily: the largest that still fits, choices of the highest factor first.

    Examples
    --------
    >>> by_worth([Choice((0, 40, 80), 1), Choice((0, 70), 2)], 120)
    (1, 1)
    """
    options = [0] * len(choices)
    for place in sorted(range(len(choices)), key=lambda place: -choices[place].factor):
        costs = choices[place].costs
        options[place] = bisect_right(costs, budget) - 1
        budget -= costs[options[place]]
    return tuple(options)


def most_worth(choices: Sequence[Choice], budget: int) -> int:
    """What a budget buys at most if options could be had in any fraction: no choice is worth more.

    Examples
    --------
    >>> most_worth([Choice((0, 40, 80), 1), Choice((0, 70), 2)], 120)
    190
    """
    worth = 0
    for choice in sorted(choices, key=lambda choice: -choice.factor):
        spent = min(budget, choice.costs[-1])
        worth += spent * choice.factor
        budget -= spent
    return worth


def search(
    choices: Sequence[Choice],
    budget: int,
    worth: int,
    start: Sequence[int],
    *,
    cheapest: bool,
    longest: int,
    turn: float = 0.0,
) -> Found:
    """Find options that cost at most ``budget`` and are worth at least ``worth``.

    Parameters
    ----------
    choices
        In the order in which those of one factor go before one another where the rest is equal.
    budget, worth
        What the options may cost and must be worth.
    start
        Options that fit. Where the lists grow too long, some choices stay at them.
    cheapest
        Whether the cheapest of those found is wanted (of these the one worth most), or the one worth most (of these
        the cheapest).
    longest
        How long a list may grow.
    turn
        Share of the choices that go to the end of the order, so that others stay at ``start``.

    Examples
    --------
    >>> choices = [Choice((0, 70), 2), Choice((0, 40, 80), 1)]
    >>> search(choices, 150, 0, (0, 0), cheapest=False, longest=100)
    Found(options=(1, 2), complete=True)
    >>> search(choices, 149, 181, (0, 0), cheapest=False, longest=100)
    Found(options=None, complete=True)
    """
    if budget < 0 or most_worth(choices, budget) < worth:
        return Found(None, complete=True)
    parts = _parts(choices)
    turned = round(turn * len(parts))
    parts = parts[turned:] + parts[:turned]
    most = sum(choice.costs[-1] * choice.factor for choice in choices)
    dtype = "int64" if max(most, budget, worth, 1) < _INT64 else "object"
    first, last = _List(dtype, 1), _List(dtype, -1)
    low, high = 0, len(parts)
    while low < high and not (first.full and last.full):
        front = last.full or (not first.full and len(first.cost) <= len(last.cost))
        if front:
            grown = first.grow(parts[low], parts[low + 1 :], budget, worth, longest)
            low += grown
        else:
            grown = last.grow(parts[high - 1], parts[: high - 1], budget, worth, longest)
            high -= grown
        if not len(first.cost) or not len(last.cost):
            return Found(None, complete=True)
    fixed = _at_start(parts[low:high], choices, start, parts)
    pair = _joined(first, last, budget - fixed.cost, worth - fixed.worth, cheapest=cheapest)
    if pair is None:
        return Found(None, complete=low == high)
    options = list(fixed.options)
    for one, place in ((first, pair[0]), (last, pair[1])):
        for part, option in one.chosen(place):
            options[part.choice] += part.options[option]
    return Found(tuple(options), complete=low == high)


@dataclass(frozen=True, slots=True)
class _Fixed:
    options: tuple[int, ...]
    cost: int
    worth: int


class _List:
    """Combinations of the parts so far: none is dearer than another that is worth as much."""

    def __init__(self, dtype: str, direction: int) -> None:
        import numpy as np

        self.dtype = dtype
        self.direction = direction  # 1: later parts give way where all is equal; -1: earlier ones
        self.cost: npt.NDArray[Any] = np.zeros(1, dtype)
        self.worth: npt.NDArray[Any] = np.zeros(1, dtype)
        self.full = False
        self.history: list[tuple[_Part, npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []

    def grow(self, part: _Part, rest: Sequence[_Part], budget: int, worth: int, longest: int) -> bool:
        """Add a part; ``rest`` is what is not in the list then. False where the list would grow too long."""
        import numpy as np

        most = _Most(rest, self.dtype)
        costs, worths, places, chosen = [], [], [], []
        for option in range(len(part.costs))[:: self.direction]:
            cost = self.cost + part.costs[option]
            gained = self.worth + part.costs[option] * part.factor
            fits = np.flatnonzero(np.asarray(cost <= budget, dtype=np.bool_))
            enough = np.asarray(gained[fits] + most(budget - cost[fits]) >= worth, dtype=np.bool_)
            fits = fits[enough]
            costs.append(cost[fits])
            worths.append(gained[fits])
            places.append(fits)
            chosen.append(np.full(len(fits), option, dtype=np.int64))
        cost, gained = np.concatenate(costs), np.concatenate(worths)
        place, option_of = np.concatenate(places), np.concatenate(chosen)
        kept = _undominated(cost, gained)
        if len(kept) > longest:
            self.full = True
            return False
        self.cost, self.worth = cost[kept], gained[kept]
        self.history.append((part, place[kept], option_of[kept]))
        return True

    def chosen(self, place: int) -> list[tuple[_Part, int]]:
        """The parts' options that make up one combination."""
        found = []
        for part, places, options in reversed(self.history):
            found.append((part, int(options[place])))
            place = int(places[place])
        return found


class _Most:
    """``most_worth`` of some parts for many budgets at once."""

    def __init__(self, parts: Sequence[_Part], dtype: str) -> None:
        import numpy as np

        ordered = sorted(parts, key=lambda part: -part.factor)
        spent, worth = [0], [0]
        for part in ordered:
            spent.append(spent[-1] + part.costs[-1])
            worth.append(worth[-1] + part.costs[-1] * part.factor)
        self.spent = np.array(spent, dtype)
        self.worth = np.array(worth, dtype)
        self.factor = np.array([*(part.factor for part in ordered), 0], dtype)

    def __call__(self, budgets: npt.NDArray[Any]) -> npt.NDArray[Any]:
        import numpy as np

        place = np.searchsorted(self.spent, budgets, side="right") - 1
        most: npt.NDArray[Any] = self.worth[place] + self.factor[place] * (budgets - self.spent[place])
        return most


def _undominated(cost: npt.NDArray[Any], worth: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Places, by rising cost, of what is worth more than all that is as cheap; the first of equals."""
    import numpy as np

    order = np.argsort(-worth, kind="stable")
    order = order[np.argsort(cost[order], kind="stable")]
    if not len(order):
        return order
    sorted_worth = worth[order]
    before = np.maximum.accumulate(sorted_worth)[:-1]
    return order[np.concatenate(([True], np.asarray(sorted_worth[1:] > before, dtype=np.bool_)))]


def _joined(first: _List, last: _List, budget: int, worth: int, *, cheapest: bool) -> tuple[int, int] | None:
    """The best pair of combinations; of equal ones that with more of the first list."""
    import numpy as np

    if cheapest:
        partner = np.searchsorted(last.worth, worth - first.worth, side="left")
        there = partner < len(last.worth)
    else:
        partner = np.searchsorted(last.cost, budget - first.cost, side="right") - 1
        there = partner >= 0
    place = np.flatnonzero(there)
    cost = first.cost[place] + last.cost[partner[place]]
    gained = first.worth[place] + last.worth[partner[place]]
    usable = np.flatnonzero(np.asarray((cost <= budget) & (gained >= worth), dtype=np.bool_))
    if not len(usable):
        return None
    keys = (cost, -gained) if cheapest else (-gained, cost)
    for key in keys:
        usable = usable[np.asarray(key[usable] == key[usable].min(), dtype=np.bool_)]
    found = int(place[usable[-1]])
    return found, int(partner[found])


def _parts(choices: Sequence[Choice]) -> list[_Part]:
    """The choices by falling factor, those with many even steps as sums of parts."""
    parts = []
    for place in sorted(range(len(choices)), key=lambda place: -choices[place].factor):
        choice = choices[place]
        parts += [
            _Part(place, steps, tuple(choice.costs[step] for step in steps), choice.factor) for steps in _steps(choice)
        ]
    return parts


def _steps(choice: Choice) -> list[tuple[int, ...]]:
    """The options of each part of a choice, larger parts first."""
    last = len(choice.costs) - 1
    even = isinstance(choice.costs, range)
    if last <= _WHOLE_OPTIONS or not even:
        return [tuple(range(last + 1))]
    sizes: list[int] = []
    while last > 0:
        sizes.append(min(2 ** len(sizes), last))
        last -= sizes[-1]
    return [(0, size) for size in sorted(sizes, reverse=True)]


def _at_start(
    middle: Sequence[_Part], choices: Sequence[Choice], start: Sequence[int], parts: Sequence[_Part]
) -> _Fixed:
    """What the parts between the lists are at the start."""
    options = [0] * len(choices)
    cost = worth = 0
    left = list(start)
    inside = {id(part) for part in middle}
    for part in sorted(parts, key=lambda part: -part.options[-1]):  # any number is a sum of the largest that fit
        option = max(k for k, taken in enumerate(part.options) if taken <= left[part.choice])
        left[part.choice] -= part.options[option]
        if id(part) in inside:
            options[part.choice] += part.options[option]
            cost += part.costs[option]
            worth += part.costs[option] * part.factor
    return _Fixed(tuple(options), cost, worth)
