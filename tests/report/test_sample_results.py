"""The result sheets of the sample book, through the checks and the calculation as a refresh goes."""

from __future__ import annotations

from datetime import date

import pytest

from segmentbook.checks import check
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.raw import RawBook, RawColumn, RawTable
from segmentbook.report.results import result_sheets
from segmentbook.report.sample import sample_frames
from segmentbook.report.spec import SheetSpec
from segmentbook.report.summary import json_summary


@pytest.fixture(scope="module")
def refreshed() -> tuple[Segmentation, dict[str, SheetSpec]]:
    tables = {
        name: RawTable(
            name, name, 1, 1, tuple(frame.columns), tuple(RawColumn.from_values(frame[c].tolist()) for c in frame), name
        )
        for name, frame in sample_frames().items()
    }
    raw = RawBook(tables, tuple(tables))
    checked = check(raw, today=date(2026, 6, 30))
    found = segment(checked.inputs)
    sheets = result_sheets(found, (*checked.issues, *found.issues), raw)
    return found, {sheet.key: sheet for sheet in sheets}


def test_every_client_and_line_is_there_and_the_totals_agree(
    refreshed: tuple[Segmentation, dict[str, SheetSpec]],
) -> None:
    found, sheets = refreshed
    frames = sample_frames()
    assert len(sheets["SegmentResults"].tables[0].data) == len(frames["Clients"])
    assert len(sheets["MrrLedger"].tables[0].data) == len(frames["Contracts"])
    assert sheets["MrrLedger"].cells[8, 1].value == "The three agree to the cent."
    summary = json_summary(found, found.issues)
    assert sum(summary["bands"].values()) == sum(summary["segments"].values()) == summary["clients"]
    assert sum(tier["accounts"] for tier in summary["tiers"].values()) == summary["clients"]


def test_the_map_names_nearly_every_client_and_names_all_quadrants(
    refreshed: tuple[Segmentation, dict[str, SheetSpec]],
) -> None:
    _, sheets = refreshed
    (chart,) = sheets["Dashboard"].charts
    points = [point for series in chart.series if series.colour for point in series.points.values()]
    named = [point for point in points if point[3]]
    assert len(named) >= 0.85 * len(points)
    words = {text.text for text in chart.texts}
    assert {"HL", "HH", "LL", "LH", "Most profitable", "Quiet: no communication = churn"} <= words
