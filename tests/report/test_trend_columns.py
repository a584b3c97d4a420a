"""How SegmentResults shows what has moved: arrows, sparklines and their points."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from segmentbook.model.segmentation import Segmentation
from segmentbook.model.trends import TREND_COLUMNS, Points, Trends
from segmentbook.report import look, trend_columns
from segmentbook.report.places import Names
from segmentbook.report.segment_map import lay_out, map_columns
from segmentbook.report.segment_results import segment_results
from segmentbook.report.spec import CellRange, SheetSpec, SignRule, Sparklines, TableColumn
from segmentbook.schema import SEGMENT_RESULTS
from tests.report.books import AS_OF, raw, segmentation

MAY, MARCH = date(2026, 5, 31), date(2026, 3, 31)
NAN = float("nan")
COUNT = 6


def moved(**changes: object) -> Segmentation:
    arr = np.array([96_000.0, 72_000.0, 18_000.0, 6_000.0, 0.0, 3_000.0])
    health = np.array([80.0, 60.0, 40.0, NAN, 75.0, 10.0])
    found = Trends(
        MARCH,
        np.array([1_200.0, -600.5, 0.0, NAN, 0.0, 0.0]),
        np.array([5.0, NAN, -2.5, NAN, 0.0, 0.0]),
        Points((MARCH, MAY, AS_OF), (arr * 0.9, arr * 0.95, arr)),
        Points((MAY, AS_OF), (health - 1.0, health)),
    )
    return replace(segmentation(), trends=replace(found, **changes))


def sheet(found: Segmentation) -> SheetSpec:
    return segment_results(found, lay_out(found, 900, 600), raw(), Names())


def columns(spec: SheetSpec) -> dict[str, TableColumn]:
    return {column.header: column for column in spec.tables[0].columns}


def test_changes_have_arrows_and_colours_by_sign() -> None:
    spec = sheet(moved())
    data, own = spec.tables[0].data, columns(spec)
    assert data["ARR Change"].tolist()[:3] == [1_200.0, -600.5, 0.0]
    assert math.isnan(data["ARR Change"].iloc[3])
    assert own["ARR Change"].style.number_format == '"▲" #,##0.00;"▼" #,##0.00;"►"'
    assert own["Health Change"].style.number_format == '"▲" 0.0;"▼" 0.0;"►"'
    assert own["ARR Change"].style.colour == look.MUTED
    places = [SEGMENT_RESULTS.headers.index(header) + 1 for header in ("ARR Change", "Health Change")]
    assert spec.sign_rules == tuple(SignRule(CellRange(5, at, 10, at), "2E8B57", "C0392B") for at in places)
    assert str(spec.cells[2, 2].value).endswith("; changes since 31 March 2026")


def test_sparklines_show_the_points_of_their_row() -> None:
    spec = sheet(moved())
    own = columns(spec)
    bars = Sparklines("CBD5E1", kind="column", marked_colour=look.NAVY, minimum=0.0)
    assert own["ARR Trend"].sparklines == replace(bars, first="ARR 2026-03", last="ARR 2026-06")
    of_health = replace(bars, first="Health 2026-05", last="Health 2026-06", maximum=100.0)
    assert own["Health Trend"].sparklines == of_health
    assert spec.tables[0].data["ARR 2026-06"].tolist() == segmentation().clients["ARR"].tolist()
    assert set(spec.tables[0].data["ARR Trend"]) == {None}
    assert own["ARR 2026-03"].note == "ARR at 31 March 2026: a point of ARR Trend."
    assert own["Health 2026-05"].style.number_format == look.SCORE


def test_the_points_stand_behind_the_map_which_stays_where_it_is() -> None:
    found = moved()
    layout = lay_out(found, 900, 600)
    headers = list(columns(sheet(found)))
    assert headers[-5:] == ["ARR 2026-03", "ARR 2026-05", "ARR 2026-06", "Health 2026-05", "Health 2026-06"]
    assert [headers.index(header) + 1 for header in map_columns(layout)] == list(map_columns(layout).values())
    assert len(headers) == len(set(headers)) == len(map_columns(layout)) + 5


def test_an_arr_below_nothing_is_seen() -> None:
    arr = np.full(COUNT, -1.0)
    spec = sheet(moved(arr=Points((MAY, AS_OF), (arr, arr + 2.0))))
    line = columns(spec)["ARR Trend"].sparklines
    assert line is not None
    assert line.minimum is None


def test_without_a_history_the_columns_are_blank() -> None:
    spec = sheet(segmentation())
    own, data = columns(spec), spec.tables[0].data
    assert data[list(TREND_COLUMNS)].isna().all(axis=None)
    assert own["ARR Trend"].sparklines == Sparklines("CBD5E1", kind="column", marked_colour=look.NAVY)
    assert not [header for header in own if header.startswith(("ARR 2", "Health 2"))]
    assert "changes since" not in str(spec.cells[2, 2].value)


def test_a_large_book_has_the_changes_but_no_sparklines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trend_columns, "MOST_SPARKLINES", COUNT - 1)
    spec = sheet(moved())
    assert spec.tables[0].data["ARR Change"].iloc[0] == 1_200.0
    line = columns(spec)["ARR Trend"].sparklines
    assert line is not None
    assert line.first == ""
    assert not [header for header in columns(spec) if header.startswith(("ARR 2", "Health 2"))]
