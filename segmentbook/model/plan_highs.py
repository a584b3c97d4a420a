"""HiGHS as the second opinion on a plan whose proof the search in whole numbers leaves open.

HiGHS (SciPy's ``milp``) computes in floating point with a tolerance of a millionth. Asked for plans of millions to the
cent it overspends by some cents or misses the best one by some, after many seconds; so it does not come first. Where
the amounts are so small that its tolerances cannot add up to one unit, what it proves is proven.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from segmentbook.model.plan_search import Choice, cost_of

__all__ = ["best_by_highs"]

_SAFE = 400_000
"""Units that one step of every choice may cost together: times a millionth, they stay below half a unit."""

_EXACT = 2**50
"""Worth up to which floating point knows every unit, and some more."""

_SECONDS = 10.0


def best_by_highs(choices: Sequence[Choice], budget: int) -> tuple[int, ...] | None:
    """Options that are worth most within a budget, proven; None where HiGHS cannot prove any.

    Examples
    --------
    >>> best_by_highs([Choice((0, 70), 3), Choice((0, 50), 3), Choice(range(0, 121, 60), 3)], 115)
    (0, 1, 1)
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    cost: list[int] = []
    worth: list[int] = []
    most: list[int] = []
    places: list[tuple[int, int]] = []  # choice, and its option where each option is a variable of its own (else 1)
    for place, choice in enumerate(choices):
        even = isinstance(choice.costs, range)
        for option in range(1, min(2, len(choice.costs)) if even else len(choice.costs)):
            cost.append(choice.costs[option])
            worth.append(choice.costs[option] * choice.factor)
            most.append(len(choice.costs) - 1 if even else 1)
            places.append((place, option))
    if sum(cost) > _SAFE or sum(choice.costs[-1] * choice.factor for choice in choices) > _EXACT:
        return None
    one_each = np.zeros((len(choices), len(cost)))
    for column, (place, _) in enumerate(places):
        one_each[place, column] = 0.0 if isinstance(choices[place].costs, range) else 1.0
    rows = [LinearConstraint(np.array([cost], dtype=np.float64), -np.inf, budget)]
    if one_each.any():
        rows.append(LinearConstraint(one_each[one_each.any(axis=1)], -np.inf, 1.0))
    with _quiet():
        found = milp(
            -np.array(worth, dtype=np.float64),
            constraints=rows,
            integrality=np.ones(len(cost), dtype=np.int64),
            bounds=Bounds(np.zeros(len(cost)), np.array(most, dtype=np.float64)),
            options={"mip_rel_gap": 0.0, "time_limit": _SECONDS},
        )
    if found.status != 0 or found.mip_gap != 0.0:
        return None
    options = [0] * len(choices)
    for (place, option), chosen in zip(places, np.rint(found.x).astype(np.int64).tolist(), strict=True):
        options[place] += chosen * option
    return tuple(options) if cost_of(choices, options) <= budget else None


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on stdout: HiGHS prints there now and then, whatever it is told, into what a command answers."""
    import ctypes
    import sys

    try:
        library = ctypes.CDLL("ucrtbase" if os.name == "nt" else None)
        kept = os.dup(1)
    except OSError:  # no stdout, as in a program with windows only
        yield
        return
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
        library.fflush(None)
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, no path
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        library.fflush(None)  # what it printed waits in C's own buffer
        os.dup2(kept, 1)
        os.close(kept)
