"""The result sheets of the sample book, through the checks and the calculation as a refresh goes."""

from __future__ import annotations

from datetime import date

import pytest

from segmentbook.checks import check
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.raw import RawBook, RawColumn, RawTable
from segmentbook.report.results import result_sheets
from segmentbook.report.sample import sample_frames
from segmentbook.report.spec import MapChart, SheetSpec
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
    (chart,) = (one for one in sheets["Dashboard"].charts if isinstance(one, MapChart))
    points = [point for series in chart.series if series.colour for point in series.points.values()]
    named = [point for point in points if point[3]]
    assert len(named) >= 0.85 * len(points)
    words = {text.text for text in chart.texts}
    assert {"HL", "HH", "LL", "LH", "Most profitable", "Quiet: no communication = churn"} <= words


def test_what_services_cost_is_the_same_in_every_place(refreshed: tuple[Segmentation, dict[str, SheetSpec]]) -> None:
    found, sheets = refreshed
    assert found.services is not None
    book = found.services.book
    tiers = json_summary(found, found.issues)["tiers"]
    assert sum(tier["cost"] for tier in tiers.values()) == pytest.approx(book.cost, abs=0.02)
    assert sum(tier["value"] for tier in tiers.values()) == pytest.approx(book.value, abs=0.02)
    assert found.clients["Cost to Serve"].sum() == pytest.approx(book.cost)
    assert found.clients["Service Value"].sum() == pytest.approx(book.value)
    summary = sheets["TierSummary"]
    headers = [column.header for column in summary.tables[0].columns]
    totals = {header: summary.cells[8, i] for i, header in enumerate(headers, 1) if (8, i) in summary.cells}
    assert totals["Cost to Serve"].formula == "SUM(TierSummary[Cost to Serve])"
    assert totals["Cost Share of ARR"].formula == "SUM(TierSummary[Cost to Serve])/SUM(TierSummary[ARR])"
    for header, value in (
        ("Cost to Serve", book.cost),
        ("Cost Share of ARR", book.cost_share),
        ("Service Value", book.value),
        ("Margin", book.margin),
        ("Hours", book.hours),
        ("Heads", book.heads),
    ):
        assert totals[header].value == pytest.approx(value), header
    assert totals["Median ARR"].value is None
