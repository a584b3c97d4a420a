"""What a budget buys best: HiGHS proposes, whole numbers prove (``plan_search``).

HiGHS (SciPy's ``milp``) computes in floating point: of millions to the cent it overspends by some cents or misses the
best by some. So each of its plans is counted again in whole numbers, and the search either proves that none is better
or finds the better one. Where both end without a proof, the result says how much better a plan might be at most.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from segmentbook.model.plan_search import Choice, Found, by_worth, cost_of, most_worth, search, worth_of

__all__ = ["Best", "best_options", "cheapest_better"]

_TRIES = ((30_000, 0.0), (30_000, 0.3), (30_000, 0.6), (300_000, 0.0), (100_000, 0.2), (100_000, 0.5))
"""Lengths of the lists that are searched and turns of their order, one after the other: most proofs are short."""

_NODES = 100
_SECONDS = 5.0
"""Where HiGHS stops; its proposal need not be the best one."""

_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Best:
    """The best options for a budget: worth most, then cheapest. ``worth_at_most``: no options are worth more."""

    options: tuple[int, ...]
    cost: int
    worth: int
    worth_at_most: int


def best_options(choices: Sequence[Choice], budget: int) -> Best:
    """Find the options that are worth most within a budget, and of these the cheapest.

    The same choices give the same options, whatever HiGHS proposes, unless the proof is left open.

    Examples
    --------
    >>> best_options([Choice((0, 70), 3), Choice((0, 50), 3), Choice((0, 60), 3)], 115)
    Best(options=(0, 1, 1), cost=110, worth=330, worth_at_most=330)
    """
    everything = tuple(len(choice.costs) - 1 for choice in choices)
    if cost_of(choices, everything) <= budget:
        cost, worth = cost_of(choices, everything), worth_of(choices, everything)
        return Best(everything, cost, worth, worth)
    start = by_worth(choices, budget)
    options = max(start, _proposed(choices, budget), key=lambda o: (worth_of(choices, o), -cost_of(choices, o)))

    def dearer(at: Sequence[int], longest: int, turn: float) -> Found:
        worth = worth_of(choices, at) + 1
        return search(choices, budget, worth, at, cheapest=False, longest=longest, turn=turn)

    def cheaper(at: Sequence[int], longest: int, turn: float) -> Found:
        cost, worth = cost_of(choices, at) - 1, worth_of(choices, at)
        return search(choices, cost, worth, at, cheapest=True, longest=longest, turn=turn)

    options, proven = _improved(options, dearer)
    options, _ = _improved(options, cheaper)
    cost, worth = cost_of(choices, options), worth_of(choices, options)
    # Of equal plans the one that the search meets from the same start, whatever was proposed.
    same = search(choices, cost, worth, start, cheapest=True, longest=_TRIES[0][0]).options
    return Best(same or options, cost, worth, worth if proven else most_worth(choices, budget))


def cheapest_better(choices: Sequence[Choice], best: Best) -> int | None:
    """The smallest budget that buys more worth than ``best``; None where it is all there is.

    Examples
    --------
    >>> choices = [Choice((0, 70), 3), Choice((0, 50), 3), Choice((0, 60), 3)]
    >>> cheapest_better(choices, best_options(choices, 115))
    120
    """
    steps = []
    for place, (choice, option) in enumerate(zip(choices, best.options, strict=True)):
        dearer = bisect_right(choice.costs, choice.costs[option])
        if dearer < len(choice.costs):
            steps.append((choice.costs[dearer] - choice.costs[option], place, dearer))
    if not steps:
        return None
    _, place, dearer = min(steps)
    options = (*best.options[:place], dearer, *best.options[place + 1 :])

    def cheaper(at: Sequence[int], longest: int, turn: float) -> Found:
        cost = cost_of(choices, at) - 1
        return search(choices, cost, best.worth + 1, at, cheapest=True, longest=longest, turn=turn)

    options, _ = _improved(options, cheaper)
    return cost_of(choices, options)


def _improved(
    options: tuple[int, ...], better: Callable[[Sequence[int], int, float], Found]
) -> tuple[tuple[int, ...], bool]:
    """Options that ``better`` cannot better, and whether that is proven."""
    for longest, turn in _TRIES:
        for _ in range(_ROUNDS):
            found = better(options, longest, turn)
            if found.options is None:
                if found.complete:
                    return options, True
                break
            options = found.options
            if found.complete:
                return options, True
    return options, False


def _proposed(choices: Sequence[Choice], budget: int) -> tuple[int, ...]:
    """What HiGHS finds, counted again and lowered where it costs too much."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    cost: list[float] = []
    factor: list[float] = []
    most: list[float] = []
    places: list[tuple[int, int]] = []  # choice, and its option where each option is a variable of its own (else 0)
    unit = max(choice.factor for choice in choices)
    for place, choice in enumerate(choices):
        even = isinstance(choice.costs, range)
        for option in range(1, min(2, len(choice.costs)) if even else len(choice.costs)):
            cost.append(float(choice.costs[option]))
            factor.append(choice.factor / unit)
            most.append(float(len(choice.costs) - 1) if even else 1.0)
            places.append((place, 0 if even else option))
    money = np.array(cost) / max(cost)
    one = np.zeros((len(choices), len(cost)))
    for column, (place, option) in enumerate(places):
        one[place, column] = 1.0 if option else 0.0
    rows = [LinearConstraint(money[None, :], -np.inf, budget / max(cost))]
    if (one > 0.0).any():
        rows.append(LinearConstraint(one[one.any(axis=1)], -np.inf, 1.0))
    found = milp(
        -money * np.array(factor),
        constraints=rows,
        integrality=np.ones(len(cost), dtype=np.int64),
        bounds=Bounds(np.zeros(len(cost)), np.array(most)),
        options={"mip_rel_gap": 0.0, "node_limit": _NODES, "time_limit": _SECONDS},
    )
    if found.x is None:
        return by_worth(choices, budget)
    options = [0] * len(choices)
    for (place, option), chosen in zip(places, np.rint(found.x).astype(np.int64).tolist(), strict=True):
        options[place] += chosen * (option or 1)
    options = [min(max(option, 0), len(choice.costs) - 1) for option, choice in zip(options, choices, strict=True)]
    for place in sorted(range(len(choices)), key=lambda place: choices[place].factor):
        while options[place] and cost_of(choices, options) > budget:
            options[place] -= 1
    return tuple(options)
