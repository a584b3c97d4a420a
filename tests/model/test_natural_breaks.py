"""Natural breaks: the least squared deviations of all ways to cut, by listing them all."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.model.natural_breaks import natural_breaks


def deviations(values: list[float], thresholds: list[float]) -> float:
    """Squared deviations within the classes that thresholds make."""
    bounds = [-np.inf, *sorted(thresholds), np.inf]
    total = 0.0
    for low, high in itertools.pairwise(bounds):
        inside = [v for v in values if low <= v < high]
        mean = sum(inside) / len(inside)
        total += sum((v - mean) ** 2 for v in inside)
    return total


@given(st.lists(st.integers(0, 60).map(float), min_size=2, max_size=9), st.integers(2, 4))
def test_no_other_cut_has_less_deviation(values: list[float], classes: int) -> None:
    found = natural_breaks(np.array(values), classes)
    distinct = sorted(set(values))
    if len(distinct) < classes:
        assert found == []
        return
    best = min(deviations(values, list(cuts)) for cuts in itertools.combinations(distinct[1:], classes - 1))
    assert len(found) == classes - 1
    assert found == sorted(found, reverse=True)
    assert deviations(values, found) == pytest.approx(best, abs=1e-9)


@given(st.lists(st.floats(0.01, 1e12), min_size=3, max_size=40), st.randoms(use_true_random=False))
def test_order_and_unit_do_not_matter(values: list[float], chance: object) -> None:
    found = natural_breaks(np.array(values), 3)
    assert natural_breaks(np.array(values[::-1]), 3) == found
    assert [2.0 * v for v in found] == natural_breaks(2.0 * np.array(values), 3)


def test_a_hundred_thousand_values_as_the_textbook_recurrence_gives_them() -> None:
    """The same as the quadratic programme on 400 values; on many, no neighbouring cut is better."""
    values = np.round(np.random.default_rng(7).lognormal(9.0, 1.4, 400), 2)
    assert natural_breaks(values, 4) == quadratic(np.unique(values), 4)
    many = np.round(np.random.default_rng(8).lognormal(9.0, 1.4, 100_000), 2)
    high, low = natural_breaks(many, 3)
    distinct = np.unique(many)
    best = spread(many, [high, low])
    for place, other in ((0, low), (1, high)):
        at = int(np.searchsorted(distinct, (high, low)[place]))
        for neighbour in (at - 1, at + 1):
            assert spread(many, [float(distinct[neighbour]), other]) >= best


def spread(values: np.ndarray, thresholds: list[float]) -> float:
    cuts = np.searchsorted(np.sort(values), sorted(thresholds))
    return float(sum(((part - part.mean()) ** 2).sum() for part in np.split(np.sort(values), cuts)))


def quadratic(values: np.ndarray, classes: int) -> list[float]:
    size = len(values)
    total, square = np.concatenate(([0.0], values.cumsum())), np.concatenate(([0.0], (values**2).cumsum()))

    def inside(i: int, j: int) -> float:
        return float(square[j] - square[i] - (total[j] - total[i]) ** 2 / (j - i))

    best = [[inside(0, j) if j else 0.0 for j in range(size + 1)]]
    starts: list[list[int]] = []
    for k in range(1, classes):
        row, start = [np.inf] * (size + 1), [0] * (size + 1)
        for j in range(k + 1, size + 1):
            row[j], start[j] = min((best[-1][i] + inside(i, j), i) for i in range(k, j))
        best.append(row)
        starts.append(start)
    found, j = [], size
    for start in reversed(starts):
        j = start[j]
        found.append(float(values[j]))
    return found
