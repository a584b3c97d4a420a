"""Filters show a part of the book; they never change a score, a cut, a tier or a total."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.model.filters import shown_rows
from segmentbook.model.inputs import Filter, Measure
from segmentbook.model.segmentation import segment
from tests.model.books import make_book
from tests.model.strategies import clients

NPS = pd.Series([9.0, float("nan"), 7.0, 9.0])
MANAGER = pd.Series(["Ann", " ann ", "", "Bo"])
OVERDUE = pd.Series([True, False, None, True], dtype=object)
COLUMNS = {"NPS": NPS, "Account Manager": MANAGER, "Review Overdue": OVERDUE}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([], [True, True, True, True]),
        ([("Account Manager", ("ANN",))], [True, True, False, False]),
        ([("Account Manager", ("Bo", ""))], [False, False, True, True]),
        ([("NPS", ("9",))], [True, False, False, True]),
        ([("NPS", ("",))], [False, True, False, False]),
        ([("Review Overdue", ("yes",))], [True, False, False, True]),
        ([("Account Manager", ("Ann",)), ("NPS", ("9",))], [True, False, False, False]),
        ([("Account Manager", ("Ann",)), ("Account Manager", ("Bo",))], [True, True, False, True]),
        ([("Account Manager", ("Cy",))], [False, False, False, False]),
    ],
)
def test_who_is_shown(filters: list[tuple[str, tuple[str, ...]]], expected: list[bool]) -> None:
    given_filters = [Filter(column, texts) for column, texts in filters]
    assert shown_rows(COLUMNS, given_filters, 4).tolist() == expected


MEASURES = (Measure("Sites", 1.0, 0.0, 10.0), Measure("Sponsor", 1.0, choices={"yes": 0.0, "no": 100.0}))


@given(clients(), st.sampled_from(["Status", "Segment", "Health Band", "Tier", "Client"]), st.data())
@settings(max_examples=40, deadline=None)
def test_a_filter_changes_nothing_but_what_is_shown(
    rows: list[dict[str, Any]], column: str, data: st.DataObject
) -> None:
    book = make_book(rows, effort_measures=MEASURES, health_measures=MEASURES)
    whole = segment(book)
    values = [value for value in whole.clients[column].unique().tolist() if ";" not in value] or ["x"]
    chosen = data.draw(st.lists(st.sampled_from(values), min_size=1, unique=True))
    part = segment(replace(book, filters=(Filter(column, tuple(value.strip() for value in chosen)),)))
    assert whole.clients["In Filter"].all()
    pd.testing.assert_frame_equal(part.clients.drop(columns="In Filter"), whole.clients.drop(columns="In Filter"))
    for name in ("ledger", "bands", "tiers"):
        pd.testing.assert_frame_equal(getattr(part, name), getattr(whole, name))
    figures = ("segment_counts", "value_cut", "effort_cut", "mrr", "arr", "paying_clients")
    assert [getattr(part, name) for name in figures] == [getattr(whole, name) for name in figures]
    wanted = {value.strip().casefold() for value in chosen}
    shown = [value.strip().casefold() in wanted for value in whole.clients[column]]
    assert part.clients["In Filter"].tolist() == shown
