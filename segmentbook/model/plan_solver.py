"""What a budget buys best, proven: by the search in whole numbers, else by HiGHS.

Where both end without a proof (millions to the cent, spent to the last ones), the result says how much better a plan
might be at most.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from segmentbook.model.plan_highs import best_by_highs
from segmentbook.model.plan_search import Choice, Found, by_worth, cost_of, most_worth, search, worth_of

__all__ = ["Best", "best_options", "cheapest_better"]

_TRIES = (
    *((30_000, turn) for turn in (0.0, 0.3, 0.6, 0.15, 0.45, 0.75, 0.9)),
    *((100_000, turn) for turn in (0.2, 0.5, 0.8)),
    (200_000, 0.0),
)
"""Lengths of the lists that are searched and turns of their order, one after the other: most proofs are short."""

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

    The same choices give the same options, in whatever order they are found.

    Examples
    --------
    >>> best_options([Choice((0, 70), 3), Choice((0, 50), 3), Choice((0, 60), 3)], 115)
    Best(options=(0, 1, 1), cost=110, worth=330, worth_at_most=330)
    """
    everything = tuple(len(choice.costs) - 1 for choice in choices)
    if cost_of(choices, everything) <= budget:
        cost, worth = cost_of(choices, everything), worth_of(choices, everything)
        return Best(everything, cost, worth, worth)
    start = options = by_worth(choices, budget)

    def dearer(at: Sequence[int], longest: int, turn: float) -> Found:
        worth = worth_of(choices, at) + 1
        return search(choices, budget, worth, at, cheapest=False, longest=longest, turn=turn)

    def cheaper(at: Sequence[int], longest: int, turn: float) -> Found:
        cost, worth = cost_of(choices, at) - 1, worth_of(choices, at)
        return search(choices, cost, worth, at, cheapest=True, longest=longest, turn=turn)

    options, proven = _improved(options, dearer)
    while not proven:
        other = _cheapest_better(choices, options)
        if other is None or cost_of(choices, other) > budget:
            break
        options, proven = _improved(other, dearer)
    if not proven and (second := best_by_highs(choices, budget)):
        options, proven = second, True
    options, _ = _improved(options, cheaper)
    cost, worth = cost_of(choices, options), worth_of(choices, options)
    # Of equal plans the one that the search meets from the same start, however these were found.
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
    options = _cheapest_better(choices, best.options)
    return None if options is None else cost_of(choices, options)


def _cheapest_better(choices: Sequence[Choice], than: Sequence[int]) -> tuple[int, ...] | None:
    """The cheapest options found that are worth more, from the cheapest step up; None where there is no step."""
    worth = worth_of(choices, than) + 1
    steps = []
    for place, (choice, option) in enumerate(zip(choices, than, strict=True)):
        dearer = bisect_right(choice.costs, choice.costs[option])
        if dearer < len(choice.costs):
            steps.append((choice.costs[dearer] - choice.costs[option], place, dearer))
    if not steps:
        return None
    _, place, dearer = min(steps)
    options = (*than[:place], dearer, *than[place + 1 :])

    def cheaper(at: Sequence[int], longest: int, turn: float) -> Found:
        return search(choices, cost_of(choices, at) - 1, worth, at, cheapest=True, longest=longest, turn=turn)

    return _improved(options, cheaper)[0]


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
