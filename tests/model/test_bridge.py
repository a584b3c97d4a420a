"""The recurring-revenue bridge and retention, worked by hand and over random histories."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.model.bands_over_time import FORMER, bands_over_time
from segmentbook.model.bridge import PARTS, bridge_part, bridge_parts, month_ends, paid_before, recurring_bridge
from segmentbook.model.retention import first_recurring, retention
from segmentbook.model.segmentation import segment
from segmentbook.model.snapshot_of import snapshot_of
from segmentbook.model.snapshots import Snapshot
from segmentbook.schema import defaults
from tests.model.books import make_book

MONTHS = [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 5, 31)]


def snapshot(as_of: date, mrr: Mapping[str, float]) -> Snapshot:
    return Snapshot(as_of, True, pd.DataFrame({"Client ID": list(mrr), "Contract MRR": list(mrr.values())}))


def test_each_part_by_hand() -> None:
    """A grows, B shrinks, C leaves and comes back, D is new, E is gone from the book, F has a credit alone."""
    history = [
        snapshot(MONTHS[0], {"A": 100.0, "B": 80.0, "C": 50.0, "E": 10.0}),
        snapshot(date(2025, 2, 14), {"A": 999.0}),  # within the month: its last snapshot closes it
        snapshot(MONTHS[1], {"a ": 130.0, "B": 60.0, "C": 0.0, "D": 20.0, "F": -5.0}),
        snapshot(MONTHS[3], {"A": 130.0, "B": 60.0, "C": 70.0, "D": 20.0, "F": -5.0}),
    ]
    bridge = recurring_bridge(history[::-1])
    assert bridge.drop(columns=["As of", "Gross Revenue Retention", "Net Revenue Retention"]).to_numpy().tolist() == [
        ["2025-02", 240.0, 20.0, 30.0, -25.0, -60.0, 0.0, 205.0, 3.0, 2_460.0],
        ["2025-05", 205.0, 0.0, 0.0, 0.0, 0.0, 70.0, 275.0, 4.0, 3_300.0],
    ]
    assert bridge["Gross Revenue Retention"].tolist() == [pytest.approx(155 / 240), 1.0]
    assert bridge["Net Revenue Retention"].tolist() == [pytest.approx(185 / 240), 1.0]
    assert bridge["As of"].dt.date.tolist() == [MONTHS[1], MONTHS[3]]


def test_one_snapshot_gives_an_opening_and_no_row() -> None:
    assert len(recurring_bridge([snapshot(MONTHS[0], {"A": 5.0})])) == 0
    assert len(recurring_bridge([])) == 0


def test_after_a_first_snapshot_without_revenue_all_is_new() -> None:
    (row,) = recurring_bridge([snapshot(MONTHS[0], {}), snapshot(MONTHS[1], {"A": 5.0, "B": 7.0})]).to_dict("records")
    assert (row["Opening"], row["New"], row["Closing"]) == (0.0, 12.0, 12.0)
    assert np.isnan(row["Gross Revenue Retention"])
    assert np.isnan(row["Net Revenue Retention"])


def test_who_paid_before_the_first_snapshot_comes_back() -> None:
    history = [snapshot(MONTHS[0], {"A": 0.0, "B": 0.0}), snapshot(MONTHS[1], {"A": 9.0, "B": 4.0})]
    first = {"a": date(2023, 1, 1), "b": date(2025, 2, 1)}
    (row,) = recurring_bridge(history, first).to_dict("records")
    assert (row["New"], row["Reactivation"]) == (4.0, 9.0)
    assert paid_before(history[:1], first) == {"a"}
    assert paid_before(history, first) == {"a", "b"}
    assert paid_before([], first) == frozenset()


amounts = st.one_of(st.sampled_from([0.0, 0.004, 0.005, 100.0, -20.0]), st.integers(-500, 90_000).map(lambda n: n / 7))
histories = st.lists(st.dictionaries(st.sampled_from("ABCDE"), amounts, max_size=5), min_size=2, max_size=4)


@given(histories)
def test_parts_come_to_the_difference_and_every_client_is_in_one(found: list[dict[str, float]]) -> None:
    history = [snapshot(day, mrr) for day, mrr in zip(MONTHS, found, strict=False)]
    bridge = recurring_bridge(history)
    assert len(bridge) == len(history) - 1
    paid = {client for client, mrr in found[0].items() if mrr >= 0.005}
    for row, before, after in zip(bridge.to_dict("records"), found, found[1:], strict=False):
        assert row["Opening"] == pytest.approx(sum(before.values()), abs=1e-6)
        assert row["Closing"] == pytest.approx(sum(after.values()), abs=1e-6)
        assert row["Opening"] + sum(row[part] for part in PARTS) == pytest.approx(row["Closing"], abs=1e-6)
        naive = dict.fromkeys(PARTS, 0.0)
        for client in {*before, *after}:
            part = bridge_part(before.get(client, 0.0), after.get(client, 0.0), client in paid)
            if part:
                naive[part] += after.get(client, 0.0) - before.get(client, 0.0)
        paid |= {client for client, mrr in after.items() if mrr >= 0.005}
        assert [row[part] for part in PARTS] == pytest.approx(list(naive.values()), abs=0.03)


@given(st.lists(st.tuples(amounts, amounts, st.booleans()), max_size=8))
def test_the_two_speeds_agree(rows: list[tuple[float, float, bool]]) -> None:
    before, after, paid = (
        np.array([row[i] for row in rows], dtype=kind) for i, kind in enumerate((float, float, bool))
    )
    places = bridge_parts(before, after, paid)
    assert [PARTS[place] if place >= 0 else "" for place in places] == [bridge_part(*row) for row in rows]


def test_the_last_snapshot_of_a_month_closes_it() -> None:
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 30), date(2024, 2, 29)]
    ends = [one.as_of for one in month_ends([snapshot(day, {}) for day in days])]
    assert ends == [date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 30)]


def test_retention_by_cohort() -> None:
    """Of 2022: 100 grows to 150. Of 2023: 200 shrinks to 120, 80 leaves. Of 2025: not there a year ago."""
    lines = [
        {"Client": "A", "Amount": 100.0, "Start": date(2022, 5, 1)},
        {"Client": "A", "Amount": 50.0, "Start": date(2025, 1, 1)},
        {"Client": "B", "Amount": 200.0, "Start": date(2023, 2, 1), "End": date(2024, 12, 31)},
        {"Client": "B", "Amount": 120.0, "Start": date(2025, 1, 1)},
        {"Client": "C", "Amount": 80.0, "Start": date(2023, 3, 1), "End": date(2025, 1, 31)},
        {"Client": "D", "Amount": 500.0, "Start": date(2025, 2, 1)},
        {"Client": "A", "Amount": 900.0, "Start": date(2021, 1, 1), "Kind": "One-off"},
        {"Client": "B", "Amount": 900.0, "Start": date(2021, 1, 1), "Status": "Draft"},
    ]
    book = segment(make_book([{"Client": name} for name in "ABCD"], lines))
    found = retention(book)
    assert found.iloc[:, :8].to_numpy().tolist() == [
        ["2022", 1.0, 1.0, 100.0, 50.0, 0.0, 0.0, 150.0],
        ["2023", 2.0, 1.0, 280.0, 0.0, -80.0, -80.0, 120.0],
    ]
    assert found["Gross Revenue Retention"].tolist() == [1.0, pytest.approx(120 / 280)]
    assert found["Net Revenue Retention"].tolist() == [1.5, pytest.approx(120 / 280)]
    assert found["Client Retention"].tolist() == [1.0, 0.5]
    assert first_recurring(book).astype(str).tolist() == ["2022-05-01", "2023-02-01", "2023-03-01", "2025-02-01"]


def test_a_line_cancelled_before_its_first_day_begins_no_cohort() -> None:
    start = date(2022, 1, 1)
    lines = [
        {"Client": "A", "Amount": 10.0, "Start": start, "Status": "Cancelled", "Cancelled On": start},
        {"Client": "A", "Amount": 10.0, "Start": date(2024, 2, 29)},
    ]
    book = segment(make_book([{"Client": "A", "Client Since": date(2020, 1, 1)}, {"Client": "B"}], lines))
    assert first_recurring(book).astype(str).tolist() == ["2024-02-29", "NaT"]
    assert retention(book)["Cohort"].tolist() == ["2024"]


def test_bands_over_time() -> None:
    clients = [
        {"Client": name, "Health Override": band} for name, band in (("A", "Healthy"), ("B", "Healthy"), ("C", ""))
    ]
    now = snapshot_of(segment(make_book(clients)))
    old = Snapshot(date(2025, 4, 30), True, now.clients.assign(**{"Health Band": ["Healthy", "Splendid", "Unscored"]}))
    filled = Snapshot(date(2025, 5, 31), False, now.clients)
    found = bands_over_time([now, filled, old], defaults.BANDS)
    assert found["Month"].tolist() == ["2025-04", "2025-06"]
    assert found[["Healthy", "Unscored", FORMER]].to_numpy().tolist() == [[1, 1, 1], [2, 1, 0]]
    assert FORMER not in bands_over_time([now], defaults.BANDS)
