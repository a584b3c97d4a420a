"""All sheets that a refresh writes, from one Segmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.report.dashboard import KEY as DASHBOARD
from segmentbook.report.dashboard import MAP_SIZE, MRR_CELL, dashboard
from segmentbook.report.issues import data_issues
from segmentbook.report.ledger import mrr_ledger
from segmentbook.report.places import Names, link_to
from segmentbook.report.segment_map import lay_out
from segmentbook.report.segment_results import segment_results
from segmentbook.report.summaries import band_summary, tier_summary

if TYPE_CHECKING:
    from segmentbook.model.issues import Issue
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook
    from segmentbook.report.spec import SheetSpec

__all__ = ["RESULT_SHEETS", "Names", "result_sheets"]

RESULT_SHEETS = ("Dashboard", "SegmentResults", "MrrLedger", "BandSummary", "TierSummary", "DataIssues")
"""Keys of the result sheets, in the workbook's order."""


def result_sheets(
    segmentation: Segmentation,
    issues: tuple[Issue, ...],
    raw: RawBook,
    *,
    names: Names | None = None,
    generated_by: str = "",
) -> tuple[SheetSpec, ...]:
    """Describe every result sheet, in the order of ``RESULT_SHEETS``; the same inputs give the same sheets.

    Parameters
    ----------
    segmentation
        What was computed.
    issues
        All issues, of the checks and of the calculation.
    raw
        The input tables, for links to their cells.
    names
        What our sheets and tables are called where their own name is taken; formulas and links follow.
    generated_by
        Name and version of what made the book; no date of today and no machine in it.
    """
    names = names or Names()
    layout = lay_out(segmentation, *MAP_SIZE)
    mrr_cell = link_to(names.sheet(DASHBOARD), MRR_CELL)
    return (
        dashboard(segmentation, layout, issues, raw, names, generated_by),
        segment_results(segmentation, layout, raw, names),
        mrr_ledger(segmentation, raw, names, mrr_cell),
        band_summary(segmentation, names),
        tier_summary(segmentation, names),
        data_issues(segmentation, issues, raw, names),
    )
