"""How clients have moved, worked out by hand: gaps, new clients, months with several snapshots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.model.snapshots import Snapshot
from segmentbook.model.trends import MOST_POINTS, Points, trends

NAN = float("nan")
AS_OF = date(2024, 2, 29)

Figures = Mapping[str, tuple[float, float]]


def frame(figures: Figures) -> pd.DataFrame:
    """ARR and Health Score by Client ID."""
    arr, health = ([pair[place] for pair in figures.values()] for place in (0, 1))
    return pd.DataFrame(
        {
            "Client ID": pd.Series(list(figures), dtype=object),
            "ARR": pd.Series(arr, dtype=float),
            "Health Score": pd.Series(health, dtype=float),
        }
    )


def snapshot(day: date, figures: Figures, *, taken: bool = True) -> Snapshot:
    """One that was back-filled knows the MRR of contracts alone."""
    made = frame(figures)
    if not taken:
        made = made.assign(**{"Contract MRR": made["ARR"] / 12, "ARR": NAN, "Health Score": NAN})
    return Snapshot(day, taken, made)


def told(points: Points) -> list[tuple[date, list[float | None]]]:
    rows = [[None if np.isnan(value) else float(value) for value in day] for day in points.figures]
    return list(zip(points.days, rows, strict=True))


def plain(values: Sequence[float]) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in values]


NOW = {"K-1": (12_000.0, 72.5), "K-2": (6_000.0, NAN), "K-3": (0.0, 40.0), "K-4": (2_400.0, 55.0)}
JANUARY = {"K-1": (10_000.0, 75.1), "K-2": (6_000.0, 50.0), " k-3 ": (3_600.0, NAN), "K-9": (1.0, 1.0)}


def test_changes_are_against_the_compared_snapshot_by_client() -> None:
    january = snapshot(date(2024, 1, 31), JANUARY)
    found = trends(frame(NOW), AS_OF, [january], january)
    assert found.compared == date(2024, 1, 31)
    # K-2 has not moved, K-3 is known though its ID was typed otherwise, K-4 is new.
    assert plain(found.arr_change) == [2_000.0, 0.0, -3_600.0, None]
    assert plain(found.health_change) == [-2.6, None, None, None]


def test_without_a_snapshot_to_compare_nothing_has_changed_and_nothing_is_drawn() -> None:
    found = trends(frame(NOW), AS_OF, [], None)
    assert found.compared is None
    assert plain(found.arr_change) == plain(found.health_change) == [None] * 4
    assert (found.arr.days, found.health.days) == ((), ())


def test_a_month_has_one_point_its_last_snapshot_and_the_present_stands_for_its_own() -> None:
    days = [date(2023, 12, 1), date(2023, 12, 30), date(2024, 2, 1), AS_OF, date(2024, 3, 31)]
    found = trends(frame(NOW), AS_OF, [snapshot(day, {"K-1": (float(day.day), 1.0)}) for day in days], None)
    # January had none; the points of 1 December, of 1 February and of later days do not count.
    assert told(found.arr) == [
        (date(2023, 12, 30), [30.0, None, None, None]),
        (AS_OF, [12_000.0, 6_000.0, 0.0, 2_400.0]),
    ]


def test_points_at_which_nothing_is_known_are_left_out_figure_by_figure() -> None:
    back_filled = snapshot(date(2023, 11, 30), {"K-1": (9_000.0, NAN)}, taken=False)
    strangers = snapshot(date(2023, 12, 31), {"K-9": (5.0, 5.0)})
    january = snapshot(date(2024, 1, 31), JANUARY)
    found = trends(frame(NOW), AS_OF, [back_filled, strangers, january], january)
    assert found.arr.days == (date(2023, 11, 30), date(2024, 1, 31), AS_OF)
    assert found.health.days == (date(2024, 1, 31), AS_OF)
    assert trends(frame(NOW), AS_OF, [back_filled], None).health.days == ()


def test_a_back_filled_point_of_arr_follows_from_contracts_unless_a_value_is_typed() -> None:
    now = frame(NOW).assign(**{"Value Source": ["Contracts", "Segment Value", "Contracts", "Contracts"]})
    filled = snapshot(date(2023, 11, 30), {"K-1": (9_000.0, NAN), "K-2": (7_000.0, NAN)}, taken=False)
    found = trends(now, AS_OF, [filled], filled)
    assert plain(found.arr.figures[0].tolist()) == [9_000.0, None, None, None]
    assert plain(found.arr_change.tolist()) == [3_000.0, None, None, None]
    assert found.health.days == ()


def test_the_newest_points_are_kept() -> None:
    months = [date(2022 + number // 12, number % 12 + 1, 28) for number in range(25)]
    found = trends(frame(NOW), AS_OF, [snapshot(day, JANUARY) for day in months], None)
    assert found.arr.days == (*months[-MOST_POINTS + 1 :], AS_OF)
    assert found.arr.days[0] == date(2023, 3, 28)


def test_no_clients() -> None:
    found = trends(frame({}), AS_OF, [snapshot(date(2024, 1, 31), JANUARY)], snapshot(date(2024, 1, 31), JANUARY))
    assert len(found.arr_change) == 0
    assert found.arr.days == ()


@pytest.mark.parametrize(("was", "now", "change"), [(0.1, 0.3, 0.2), (1.005, 1.0, 0.0), (7.2, 7.25, 0.1)])
def test_what_is_seen_of_a_change_is_its_sign(was: float, now: float, change: float) -> None:
    """Noise of binary fractions has no direction; scores are rounded to a decimal as they are shown."""
    before = snapshot(date(2024, 1, 31), {"K": (was, was)})
    found = trends(frame({"K": (now, now)}), AS_OF, [before], before)
    assert found.health_change.tolist() == [change]
    assert np.copysign(1.0, found.health_change[0]) == 1.0


DAYS = st.lists(st.integers(0, 800), unique=True, max_size=12).map(sorted)
IDS = st.dictionaries(st.sampled_from("ABCDE"), st.floats(0.0, 100.0).map(lambda x: round(x, 2)), max_size=5)


@given(DAYS, st.data(), IDS)
def test_points_are_as_a_naive_reading_has_them(days: list[int], data: st.DataObject, now: dict[str, float]) -> None:
    books = [(AS_OF - timedelta(days=800 - day), data.draw(IDS)) for day in days]
    snapshots = [snapshot(day, {key: (value, value) for key, value in book.items()}) for day, book in books]
    found = trends(frame({key: (value, value) for key, value in now.items()}), AS_OF, snapshots, None).arr
    naive: list[tuple[date, dict[str, float]]] = []
    for place, (day, book) in enumerate(books):
        later = books[place + 1][0] if place + 1 < len(books) else AS_OF
        last_of_month = (day.year, day.month) not in {(later.year, later.month), (AS_OF.year, AS_OF.month)}
        if last_of_month and set(book) & set(now):
            naive.append((day, book))
    naive = [*naive, (AS_OF, now)][-MOST_POINTS:]
    wanted = [(day, [book.get(key) for key in now]) for day, book in naive] if len(naive) > 1 else []
    assert told(found) == wanted
