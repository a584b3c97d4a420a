"""How one cell is read agrees with how a whole column of such cells is read: a formula with a refresh."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from segmentbook.checks.date_columns import date_columns
from segmentbook.checks.measures import measure_column
from segmentbook.model.inputs import Measure
from segmentbook.raw import RawColumn
from segmentbook.schema.read_dates import day_of_number
from segmentbook.schema.read_measures import read_measure

NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-10, 3_000_000).map(float),
    st.integers(19_000_101, 21_991_231).map(float),
    st.floats(9e8, 2e13, allow_nan=False),
    st.sampled_from(
        [0.5, 1.0, 59.0, 60.0, 61.0, 1899.0, 1900.0, 2199.0, 2200.0, 2_958_465.0, 2_958_466.0, 99_991_231.0]
    ),
)


@settings(max_examples=50, deadline=None)
@given(NUMBERS)
@example(2_958_465.5)
@example(99_991_231.0)
@example(1e9)
@example(9_999_999_999.0)
@example(2025.5)
def test_a_number_is_one_day_in_a_cell_and_in_a_column(number: float) -> None:
    column = date_columns({"Start": RawColumn.from_values([number])})["Start"]
    found = day_of_number(number)
    if np.isnat(column.values[0]):
        assert found is None
    else:
        assert found == column.values[0].astype("datetime64[D]").item()
    assert bool(column.unreadable[0]) == (found is None and number != 0)


SCORECARDS = [
    Measure("CSAT", 1, 60.0, 100.0),
    Measure("Usage", 1, 0.0, 1.0),
    Measure("Sponsor", 1, choices={"no": 0.0, "partly": 50.0, "yes": 100.0}),
    Measure("View", 1, choices={"1": 0.0, "2": 50.0, "3": 100.0}),
    Measure("Flag", 1, choices={"false": 0.0, "true": 100.0}),
]
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(-1e6, 1e6, allow_nan=False),
    st.sampled_from(
        [1.0, 2.0, 3.0, "1", "2", " Yes ", "PARTLY", "no", "85%", "0.5", "n/a", "", "  ", "1,234.5", "true"]
    ),
    st.text(max_size=6),
)


@settings(max_examples=50, deadline=None)
@given(CELLS, st.sampled_from(SCORECARDS))
def test_a_measure_reads_a_cell_as_its_column(cell: object, measure: Measure) -> None:
    column = measure_column(RawColumn.from_values([cell]), [measure])
    scale = 0.0 if measure.choices else max(abs(measure.zero_at), abs(measure.hundred_at))
    if column.unreadable[0]:
        with pytest.raises(ValueError):
            read_measure(cell, measure.choices, scale)
    else:
        found, expected = read_measure(cell, measure.choices, scale), column.cells[0]
        assert (found.casefold() if isinstance(found, str) else found) == (
            expected.casefold() if isinstance(expected, str) else expected
        )


def test_a_date_is_no_measure() -> None:
    with pytest.raises(ValueError, match="2026"):
        read_measure(date(2026, 6, 30), {}, 1.0)
