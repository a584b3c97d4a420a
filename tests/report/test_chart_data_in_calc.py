"""The chart tables mean in LibreOffice Calc what their cached values say, whatever rows a filter hides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from segmentbook.model.inputs import Filter
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.report.results import result_sheets
from tests.report import serviced
from tests.report.test_formulas_in_calc import compared
from tests.tools import Office

FILTERS = {
    "all rows": (),
    "one manager": (Filter("Account Manager", ("Priya Raman", "Tom Ashby")),),
    "bands": (Filter("Health Band", ("Needs attention", "Unscored")),),
    "one client": (Filter("Client ID", ("C-008",)),),
    "nobody": (Filter("Client ID", ("C-999",)),),
}


def book(filters: tuple[Filter, ...]) -> Segmentation:
    return segment(replace(serviced.inputs(), filters=filters))


@pytest.mark.parametrize("name", FILTERS)
def test_calc_computes_what_is_cached(name: str, office: Office, tmp_path: Path) -> None:
    sheets = result_sheets(book(FILTERS[name]), (), serviced.raw())
    kept = tuple(sheet for sheet in sheets if sheet.key in ("SegmentResults", "ClientStack", "ChartData"))
    assert compared(kept, office, tmp_path) > 200
