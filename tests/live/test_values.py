"""Values on their way into cells: text stays text, and only what differs is written."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.raw import ErrorValue, RawColumn
from segmentbook.workbook.book import Book
from segmentbook.workbook.editing import edit_table
from segmentbook.workbook.live import refresh_open
from segmentbook.workbook.live.cells import rectangles, runs
from segmentbook.workbook.live.excel_cells import halves, typed_cells
from segmentbook.workbook.live.table import column_steps
from segmentbook.workbook.live.values import as_typed, changed, excel_values, typed_column
from segmentbook.workbook.package import Package
from segmentbook.workbook.reading import read_book
from segmentbook.workbook.styles import Styles
from tests.live.double import Double, open_in_double
from tests.live.model import CellRange, SheetState, WorkbookState


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12))
@settings(max_examples=50, deadline=None)
def test_text_stays_text(text: str) -> None:
    book = WorkbookState("Book.xlsx")
    sheet = SheetState("Sheet")
    book.sheets.append(sheet)
    book.put(sheet, CellRange(1, 1, 1, 1), [[as_typed(text)]], formulas=False)
    assert sheet.cells[1, 1].value == text
    assert not isinstance(sheet.cells[1, 1].value, ErrorValue)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-", "@a", "1/2", "00123", "#N/A", "TRUE", "wahr", "'quoted", "3 May", "5%"]
)
def test_what_excel_would_read_otherwise_is_marked(text: str) -> None:
    assert as_typed(text) == "'" + text


def test_columns_become_typed_cells() -> None:
    values = [None, "a", ErrorValue("#N/A"), True, 2, 2.5, date(2026, 1, 31), float("nan"), "", float("inf")]
    column = typed_column(pd.Series(values, dtype=object))
    assert [column.cell(row) for row in range(len(values))] == [
        None, "a", "#N/A", True, 2.0, 2.5, date(2026, 1, 31), None, None, "#NUM!",
    ]  # fmt: skip
    assert isinstance(column.cell(2), ErrorValue)
    moments = pd.Series(np.array(["1900-01-01", "1900-03-01", "NaT", "9999-12-31"], "datetime64[s]"))
    assert typed_column(moments).number.tolist() == [1.0, 61.0, 0.0, 2958465.0]


def test_dates_of_a_workbook_that_counts_from_1904() -> None:
    column = typed_column(pd.Series([datetime(2026, 1, 31), 5.0], dtype=object))
    assert excel_values(column, 0, 2, date1904=False) == [46053.0, 5.0]
    assert excel_values(column, 0, 2, date1904=True) == [46053.0 - 1462, 5.0]


def test_a_date_and_its_number_are_the_same_value() -> None:
    dates = typed_column(pd.Series([date(2026, 1, 31)], dtype=object))
    assert not changed(typed_column(pd.Series([46053.0])), dates).any()


@given(st.lists(st.sampled_from([None, "a", "b", 1.0, 2.0, True, ErrorValue("#N/A")]), max_size=8))
@settings(max_examples=50, deadline=None)
def test_nothing_differs_from_itself(values: list[object]) -> None:
    column = RawColumn.from_values(values)
    assert not changed(column, RawColumn.from_values(list(values))).any()


def test_what_differs_is_found() -> None:
    old = RawColumn.from_values(["a", 1.0, None, "b", True, ErrorValue("#N/A")])
    new = RawColumn.from_values(["a", 2.0, "x", None, 1.0, "#N/A", "more"])
    assert changed(old, new).tolist() == [False, True, True, True, True, True, True]


@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_rectangles_hold_every_changed_cell(flags: list[list[bool]]) -> None:
    covered = {
        (row, column)
        for first, end, left, right in rectangles([np.array(one) for one in flags])
        for row in range(first, end)
        for column in range(left, right)
    }
    assert {(row, column) for column, one in enumerate(flags) for row, flag in enumerate(one) if flag} <= covered


@given(st.sets(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=20))
@settings(max_examples=50, deadline=None)
def test_runs_hold_exactly_the_cells(places: set[tuple[int, int]]) -> None:
    found = [
        (row, column)
        for area in runs(list(places))
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    ]
    assert sorted(found) == sorted(places)


@given(st.permutations(list("ABCDEF")), st.integers(0, 6), st.sets(st.sampled_from(list("ABCDEFXYZ"))))
@settings(max_examples=50, deadline=None)
def test_steps_lead_from_the_old_columns_to_the_new(old: list[str], cut: int, keep: set[str]) -> None:
    new = [one for one in old if one in keep]
    new[min(cut, len(new)) : min(cut, len(new))] = sorted(keep - set(old))
    if not new:
        return
    steps = column_steps(old, new)
    assert steps is not None
    current = list(old)
    for step in steps:
        if step.kind == "add":
            current.insert(step.place, step.header)
        elif step.kind == "drop":
            del current[step.place]
        else:
            current[step.place] = step.header
    assert current == new


def test_columns_that_the_user_has_moved_are_written_anew() -> None:
    assert column_steps(["B", "A"], ["A", "B"]) is None


def test_cells_as_excel_gives_them() -> None:
    exact = (None, "a", True, 2.0, -2146826246, 46053.0)
    shown = (None, "a", True, 2.0, -2146826246, datetime(2026, 1, 31))
    column = typed_cells(exact, shown, 0)
    assert [column.cell(row) for row in range(6)] == [None, "a", True, 2.0, "#N/A", date(2026, 1, 31)]
    assert halves(CellRange(1, 1, 1, 4)) == (CellRange(1, 1, 1, 2), CellRange(1, 3, 1, 4))


def test_many_rows_take_no_more_calls_than_few(base: Path, tmp_path: Path) -> None:
    def calls(count: int) -> int:
        path = tmp_path / f"{count}.xlsx"
        with Package.open(base) as package:
            book = Book(package)
            raw = read_book(book).tables["Clients"]
            new = {"Client": [f"New {n}" for n in range(count)], "Segment Value": [1000.0 + n for n in range(count)]}
            edit_table(book, Styles(book), raw, append=new)
            package.save(path)
        double = Double()
        refresh_open(open_in_double(path, double))
        return len(double.calls)

    assert calls(400) <= calls(40) * 1.2
