"""All sheets that a refresh writes, from one Segmentation."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from segmentbook.model.alerts import alerts
from segmentbook.model.analysis import client_analysis
from segmentbook.model.lifecycle import lifecycle
from segmentbook.model.proposals import proposals
from segmentbook.model.review_schedule import review_schedule
from segmentbook.model.since import earlier_taken
from segmentbook.report.analysis_sheets import ALERTS_KEY, ANALYSIS_KEY, alert_sheet, analysis_sheet
from segmentbook.report.chart_data import KEY as CHART_DATA
from segmentbook.report.chart_data import chart_tables
from segmentbook.report.churn_watch import CHURN, churn_watch
from segmentbook.report.client_card import KEY as CARD
from segmentbook.report.client_card import client_card
from segmentbook.report.client_card_cells import chosen_client
from segmentbook.report.client_sheets import ASSETS_LEDGER_KEY, SCORES_KEY, asset_ledger, card_list, measure_scores
from segmentbook.report.dashboard import KEY as DASHBOARD
from segmentbook.report.dashboard import MRR_CELL, dashboard, map_size
from segmentbook.report.history_sheets import HISTORY_KEY, INPUTS_KEY, history_inputs_sheet, history_sheet
from segmentbook.report.issues import data_issues
from segmentbook.report.ledger import mrr_ledger
from segmentbook.report.lifecycle_sheets import STAGES_KEY, TIMES_KEY, stage_summary, stage_times, stages_known
from segmentbook.report.list_sheets import MEMBERS_KEY, SUMMARY_KEY, list_members, list_summary
from segmentbook.report.moved_charts import moved_charts, with_cells
from segmentbook.report.movement_sheets import (
    BRIDGE_KEY,
    MOVEMENT_KEY,
    RETENTION_KEY,
    movement_sheet,
    recurring_bridge_sheet,
    retention_sheet,
)
from segmentbook.report.places import Names, link_to
from segmentbook.report.proposal_sheets import PLAN_KEY, SIMULATION_KEY, service_plan, tier_simulation
from segmentbook.report.review_calendar import CALENDAR_KEY, review_calendar
from segmentbook.report.reviews import REVIEWS_KEY, reviews
from segmentbook.report.segment_map import lay_out
from segmentbook.report.segment_results import segment_results
from segmentbook.report.service_sheets import ACCOUNTS_KEY, COSTS_KEY, account_services, service_costs
from segmentbook.report.stack_sheets import ITEMS_KEY, MATRIX_KEY, client_stack, stack_summary
from segmentbook.report.summaries import band_summary, tier_summary
from segmentbook.report.tiering import TIERING, tiering
from segmentbook.report.what_moved import MOVED_KEY, what_moved

if TYPE_CHECKING:
    from segmentbook.model.issues import Issue
    from segmentbook.model.proposals import Proposals
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook
    from segmentbook.report.spec import SheetSpec

__all__ = ["OPTIONAL_SHEETS", "RESULT_SHEETS", "Names", "result_sheets"]

RESULT_SHEETS = (
    DASHBOARD,
    CARD,
    TIERING,
    CHURN,
    MOVED_KEY,
    "SegmentResults",
    "MrrLedger",
    REVIEWS_KEY,
    CALENDAR_KEY,
    "BandSummary",
    "TierSummary",
    COSTS_KEY,
    ACCOUNTS_KEY,
    PLAN_KEY,
    SIMULATION_KEY,
    ITEMS_KEY,
    MATRIX_KEY,
    ASSETS_LEDGER_KEY,
    SCORES_KEY,
    STAGES_KEY,
    TIMES_KEY,
    ANALYSIS_KEY,
    ALERTS_KEY,
    SUMMARY_KEY,
    MEMBERS_KEY,
    MOVEMENT_KEY,
    BRIDGE_KEY,
    RETENTION_KEY,
    "DataIssues",
    HISTORY_KEY,
    INPUTS_KEY,
    CHART_DATA,
)
"""Keys of the result sheets, in the workbook's order."""

OPTIONAL_SHEETS = frozenset(
    {
        REVIEWS_KEY,
        CALENDAR_KEY,
        COSTS_KEY,
        ACCOUNTS_KEY,
        PLAN_KEY,
        SIMULATION_KEY,
        ITEMS_KEY,
        MATRIX_KEY,
        ASSETS_LEDGER_KEY,
        STAGES_KEY,
        TIMES_KEY,
        ANALYSIS_KEY,
        ALERTS_KEY,
        SUMMARY_KEY,
        MEMBERS_KEY,
        MOVED_KEY,
        MOVEMENT_KEY,
        BRIDGE_KEY,
        RETENTION_KEY,
        HISTORY_KEY,
        INPUTS_KEY,
    }
)
"""Those that a book does not get which has nothing to show there; one that is there is emptied."""


def result_sheets(
    segmentation: Segmentation,
    issues: tuple[Issue, ...],
    raw: RawBook,
    *,
    names: Names | None = None,
    generated_by: str = "",
    proposed: Proposals | None = None,
    existing: Collection[str] = (),
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
    proposed
        The plan and the simulation, where they have been computed already.
    existing
        Keys of our sheets that the workbook has: of ``OPTIONAL_SHEETS``, those without content are described only
        where they are there and must be emptied.
    """
    names = names or Names()
    proposed = proposed or proposals(segmentation)
    layout = lay_out(segmentation, *map_size(segmentation))
    mrr_cell = link_to(names.sheet(DASHBOARD), MRR_CELL)
    listed = card_list(segmentation)
    chosen = chosen_client(segmentation, listed, raw.kept)
    selected = str(segmentation.clients["Client ID"].iloc[chosen]) if chosen >= 0 else ""
    charts = chart_tables(segmentation, names, selected)
    moved = moved_charts(segmentation, names, max(row for row, _ in charts.sheet.cells) + 2)
    remembered = () if segmentation.past is None else segmentation.past.snapshots
    earlier = earlier_taken(remembered, segmentation.inputs.settings.as_of)
    staged, alerted = lifecycle(segmentation, earlier), alerts(segmentation, earlier)
    analysed = client_analysis(segmentation, earlier)
    served = segmentation.services is not None
    schedule = review_schedule(segmentation)
    filled = {
        REVIEWS_KEY: schedule.dated > 0,
        CALENDAR_KEY: schedule.dated > 0,
        COSTS_KEY: served,
        ACCOUNTS_KEY: served,
        PLAN_KEY: proposed.plan is not None,
        SIMULATION_KEY: proposed.simulation is not None,
        ITEMS_KEY: segmentation.stack is not None,
        MATRIX_KEY: segmentation.stack is not None,
        **dict.fromkeys((MOVED_KEY, MOVEMENT_KEY, BRIDGE_KEY, RETENTION_KEY), segmentation.changes is not None),
        HISTORY_KEY: segmentation.past is not None,
        INPUTS_KEY: segmentation.past is not None,
        ASSETS_LEDGER_KEY: segmentation.assets is not None and len(segmentation.assets) > 0,
        STAGES_KEY: stages_known(segmentation),
        TIMES_KEY: staged.dated,
        ANALYSIS_KEY: len(analysed) > 0,
        ALERTS_KEY: len(alerted) > 0,
        SUMMARY_KEY: bool(segmentation.lists),
        MEMBERS_KEY: bool(segmentation.lists),
    }
    sheets = (
        dashboard(segmentation, layout, charts, issues, raw, names, generated_by),
        client_card(segmentation, listed, chosen, raw, names, generated_by),
        tiering(segmentation, proposed, raw, names, generated_by),
        churn_watch(segmentation, alerted, names, generated_by),
        what_moved(segmentation, names, generated_by, moved.charts),
        segment_results(segmentation, layout, raw, names),
        mrr_ledger(segmentation, raw, names, mrr_cell),
        reviews(segmentation, schedule, raw, names),
        review_calendar(segmentation, schedule, names),
        band_summary(segmentation, names),
        tier_summary(segmentation, names),
        service_costs(segmentation, names),
        account_services(segmentation, names),
        service_plan(segmentation, proposed.plan, names),
        tier_simulation(segmentation, proposed.simulation, names),
        stack_summary(segmentation, names),
        client_stack(segmentation, names),
        asset_ledger(segmentation, raw, names),
        measure_scores(segmentation, listed, names),
        stage_summary(segmentation, staged, names),
        stage_times(segmentation, staged, names),
        analysis_sheet(segmentation, analysed, names),
        alert_sheet(segmentation, alerted, raw, names),
        list_summary(segmentation, names),
        list_members(segmentation, raw, names),
        movement_sheet(segmentation, raw, names),
        recurring_bridge_sheet(segmentation, names),
        retention_sheet(segmentation, names),
        data_issues(segmentation, issues, raw, names),
        history_sheet(segmentation, names),
        history_inputs_sheet(segmentation, names),
        with_cells(charts.sheet, moved),
    )
    return tuple(sheet for sheet in sheets if filled.get(sheet.key, True) or sheet.key in existing)
