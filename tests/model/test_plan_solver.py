"""The solver behind the plan: agrees with HiGHS, proves what it says, and says where it cannot."""

from __future__ import annotations

import ctypes
import itertools
import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.model import plan_highs, plan_solver
from segmentbook.model.plan_highs import best_by_highs
from segmentbook.model.plan_search import Choice, by_worth, cost_of, most_worth, search, worth_of
from segmentbook.model.plan_solver import best_options, cheapest_better

choices = st.lists(
    st.builds(
        Choice,
        st.one_of(
            st.tuples(st.integers(1, 9), st.integers(0, 6)).map(lambda both: range(0, both[0] * both[1] + 1, both[0])),
            st.lists(st.integers(1, 60), max_size=4, unique=True).map(lambda costs: (0, *sorted(costs))),
        ),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=4,
)


def all_options(some: list[Choice]) -> list[tuple[int, ...]]:
    return list(itertools.product(*(range(len(choice.costs)) for choice in some)))


@given(choices, st.integers(0, 200))
def test_the_best_and_the_next_of_all(some: list[Choice], budget: int) -> None:
    best = best_options(some, budget)
    outcomes = [(worth_of(some, one), -cost_of(some, one)) for one in all_options(some)]
    worth, cost = max(outcome for outcome in outcomes if -outcome[1] <= budget)
    assert (best.worth, -best.cost, best.worth_at_most) == (worth, cost, worth)
    assert (cost_of(some, best.options), worth_of(some, best.options)) == (best.cost, best.worth)
    dearer = [-outcome[1] for outcome in outcomes if outcome[0] > worth]
    assert cheapest_better(some, best) == (min(dearer) if dearer else None)


@given(choices, st.integers(0, 200), st.integers(0, 400), st.booleans(), st.sampled_from([0.0, 0.4, 0.8]))
def test_a_complete_search_knows(some: list[Choice], budget: int, worth: int, cheapest: bool, turn: float) -> None:
    found = search(some, budget, worth, by_worth(some, budget), cheapest=cheapest, longest=10_000, turn=turn)
    fitting = [one for one in all_options(some) if cost_of(some, one) <= budget and worth_of(some, one) >= worth]
    assert found.complete
    if found.options is None:
        assert fitting == []
    elif cheapest:
        assert cost_of(some, found.options) == min(cost_of(some, one) for one in fitting)
    else:
        assert worth_of(some, found.options) == max(worth_of(some, one) for one in fitting)
    assert most_worth(some, budget) >= max((worth_of(some, one) for one in fitting), default=0)


@given(choices, st.integers(0, 200), st.integers(1, 4))
def test_a_search_cut_short_never_lies(some: list[Choice], budget: int, longest: int) -> None:
    start = by_worth(some, budget)
    found = search(some, budget, worth_of(some, start) + 1, start, cheapest=False, longest=longest)
    best = max(worth_of(some, one) for one in all_options(some) if cost_of(some, one) <= budget)
    if found.options is not None:
        assert cost_of(some, found.options) <= budget
        assert worth_of(some, found.options) > worth_of(some, start)
    elif found.complete:
        assert worth_of(some, start) == best


def large(seed: int, factors: tuple[int, ...], step: int = 5) -> list[Choice]:
    chance = random.Random(seed)  # noqa: S311 - sample data
    made = []
    for _ in range(60):
        cost = chance.randrange(step, 400, step) // step * chance.randrange(2, 25)
        made.append(Choice(range(0, cost * chance.randrange(1, 13) + 1, cost), chance.choice(factors)))
    return made


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("factors", [(1,), (2, 3), (20, 25, 27, 31, 40)])
def test_the_search_and_highs_agree(seed: int, factors: tuple[int, ...]) -> None:
    some = large(seed, factors)
    budget = int(sum(choice.costs[-1] for choice in some) * 0.55)
    by_highs = best_by_highs(some, budget)
    assert by_highs is not None
    best = best_options(some, budget)
    assert best.worth == best.worth_at_most == worth_of(some, by_highs)
    assert best.cost <= budget
    shuffled = some[:]
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - sample data
    assert best_options(shuffled, budget).worth == best.worth


def test_amounts_beyond_64_bits_are_counted_too() -> None:
    huge = 10**18
    some = [Choice((0, 7 * huge + 1), 10**6), Choice((0, 5 * huge), 10**6 + 1), Choice((0, 2 * huge), 10**6)]
    assert best_options(some, 7 * huge).options == (0, 1, 1)
    assert best_options(some, 7 * huge + 1).options == (0, 1, 1)
    assert best_options(some, 9 * huge + 1).options == (1, 0, 1)


def test_highs_proves_what_the_search_leaves_open(monkeypatch: pytest.MonkeyPatch) -> None:
    some = large(1, (20, 25, 27))
    budget = int(sum(choice.costs[-1] for choice in some) * 0.4)
    proven = best_options(some, budget)
    monkeypatch.setattr(plan_solver, "_TRIES", ((2, 0.0),))
    second = best_options(some, budget)
    assert (second.worth, second.worth_at_most) == (proven.worth, proven.worth)


def test_without_any_proof_the_result_says_how_much_better_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    some = large(1, (20, 25, 27))
    budget = int(sum(choice.costs[-1] for choice in some) * 0.4)
    proven = best_options(some, budget)
    monkeypatch.setattr(plan_solver, "_TRIES", ((2, 0.0),))
    monkeypatch.setattr(plan_solver, "best_by_highs", lambda choices, budget: None)
    found = best_options(some, budget)
    assert found.cost <= budget
    assert found.worth <= proven.worth <= found.worth_at_most
    assert found.worth_at_most == most_worth(some, budget)


def test_highs_is_not_asked_what_its_tolerances_blur() -> None:
    assert best_by_highs([Choice((0, 1_000_000), 1), Choice((0, 999_999), 1)], 1_000_000) is None
    assert best_by_highs([Choice((0, 10), 2**50)], 5) is None


def test_what_highs_prints_does_not_reach_stdout(capfd: pytest.CaptureFixture[str]) -> None:
    os.write(1, b"before\n")
    with plan_highs._quiet():
        os.write(1, b"HighsMipSolverData\n")
        if os.name != "nt":
            ctypes.CDLL(None).puts(b"HighsMipSolverData")
    os.write(1, b"after\n")
    assert capfd.readouterr().out == "before\nafter\n"
