"""The pipeline: Inputs -> Segmentation. Each rule stands in a module of its own; here is their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum, nan
from typing import TYPE_CHECKING

from segmentbook.model.asset_lines import asset_frame
from segmentbook.model.changes import Changes, changes
from segmentbook.model.client_issues import report_clients
from segmentbook.model.client_stack import client_stack, report_shared_measures, stack_columns
from segmentbook.model.clients import CHURNED, NOT_STARTED, ClientKeys, client_statuses
from segmentbook.model.filters import columns_asked, filter_issues
from segmentbook.model.findings import Findings
from segmentbook.model.growth import YearAgo, growth_columns, year_ago
from segmentbook.model.issues import Issue
from segmentbook.model.judging import judgement_of, worth_of
from segmentbook.model.lifecycle_issues import report_stages
from segmentbook.model.line_issues import ledger_notes, rate_issues, report_lines
from segmentbook.model.lists import find_lists
from segmentbook.model.measures import measure_frame
from segmentbook.model.months import MONTHS_PER_YEAR
from segmentbook.model.past import Past, past
from segmentbook.model.placing import calendar_of, client_renewals, services_of, tier_places
from segmentbook.model.rates import rates_from
from segmentbook.model.results import (
    decided_columns,
    results_frame,
    service_columns,
)
from segmentbook.model.revenue import ledger, ledger_frame
from segmentbook.model.segments import UNPLACED
from segmentbook.model.service_costs import ServiceCosts
from segmentbook.model.service_issues import report_services
from segmentbook.model.stages import Decided, People
from segmentbook.model.summaries import band_summary, tier_summary
from segmentbook.model.trends import Trends, trends

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from segmentbook.model.inputs import Inputs
    from segmentbook.model.lists import FoundList
    from segmentbook.model.stack import Stack

__all__ = ["Segmentation", "segment"]


@dataclass(frozen=True, slots=True, eq=False)
class Segmentation:
    """What a refresh computed, for the whole book at one as-of date.

    Parameters
    ----------
    clients
        One row a client, index as ``inputs.clients``: the columns of SegmentResults up to Why.
    ledger
        One row a contract line, index as ``inputs.contracts``: the columns of MrrLedger without Line, and
        ``Client Row``, the label of the client's row in ``inputs.clients`` (-1: unknown).
    bands, tiers
        BandSummary (Unscored last, where there are such clients) and TierSummary.
    segment_counts
        Current clients by code, in the order of the Segments table, then Unplaced if any.
    value_cut, value_cut_source
        The cut in force for the Value Basis; "typed" or "median".
    mrr, arr
        Sum of the counted lines' MRR, that of churned clients included; 12 x that.
    paying_clients
        Clients whose Contract MRR is above 0.
    mean_employees
        Of the current clients that have employees; NaN where none has.
    issues
        What only the calculation can see.
    services
        What the services come to; None where the book knows none.
    stack
        Alignment and opportunity; None where the book knows no stack.
    measures
        What each measure scores, 0-100, NaN where it is missing: one row a client, one column a measure, those of the
        effort scorecard first, called by `measure_header`.
    assets
        One row an asset, index as ``inputs.assets``: the columns of AssetLedger without Line, and ``Client Row``.
    lists
        Every customer list with its members.
    past
        What the workbook remembers, and what the present is compared with; None where nobody asked.
    changes
        What has moved since, and how revenue went; None as ``past``.
    year_ago
        What each client paid a year before the as-of date.
    trends
        How the clients have moved; None where there is no history.
    """

    inputs: Inputs
    clients: pd.DataFrame
    ledger: pd.DataFrame
    bands: pd.DataFrame
    tiers: pd.DataFrame
    segment_counts: dict[str, int]
    value_cut: float
    value_cut_source: str
    effort_cut: float
    mrr: float
    arr: float
    paying_clients: int
    mean_employees: float
    issues: tuple[Issue, ...]
    services: ServiceCosts | None = None
    stack: Stack | None = None
    measures: pd.DataFrame | None = None
    assets: pd.DataFrame | None = None
    lists: tuple[FoundList, ...] = ()
    past: Past | None = None
    changes: Changes | None = None
    year_ago: YearAgo | None = None
    trends: Trends | None = None


def segment(inputs: Inputs, back_fill: Sequence[date] = ()) -> Segmentation:
    """Compute the whole book at its as-of date; ``back_fill`` are earlier days that its history is to know, too.

    Raises
    ------
    InputError
        Two clients of one ID.
    PolicyError
        One of the four segments is missing, or a tier rule names a column or an operator that is not there.
    """
    settings = inputs.settings
    findings = Findings()
    people = _people(inputs)
    rates = rates_from(inputs.rates, settings.as_of, settings.base_currency)
    found = ledger(inputs, people.keys, rates)
    worth = worth_of(inputs, people, found)
    stack = client_stack(inputs, people, findings)
    before = year_ago(inputs, found, worth.contract_mrr)
    computed = stack_columns(stack, len(people.names)) | growth_columns(before)
    renewal = client_renewals(inputs, people, found)
    if settings.tier_by == "Rules":  # which may ask for scores: these cannot follow from what a tier costs
        judgement = judgement_of(inputs, people, worth, found, findings, computed, renewal)
        tiers = tier_places(inputs, people, worth, renewal, judgement)
        served = services_of(inputs, people, worth, tiers)
    else:
        tiers = tier_places(inputs, people, worth, renewal)
        served = services_of(inputs, people, worth, tiers)
        also = computed | service_columns(served, len(people.names))
        judgement = judgement_of(inputs, people, worth, found, findings, also, renewal)
    calendar = calendar_of(inputs, people, renewal, judgement, tiers)
    decided = Decided(inputs, people, found, worth, judgement, tiers, calendar, served)
    rate_issues(findings, rates)
    report_lines(findings, found, inputs, people.keys, rates)
    report_clients(findings, decided)
    report_shared_measures(findings, inputs)
    report_stages(findings, inputs, people.current)
    if served is not None:
        report_services(findings, decided, served)
    return _with_past(_segmentation(decided, findings, stack, before), people, back_fill)


def _with_past(found: Segmentation, people: People, back_fill: Sequence[date]) -> Segmentation:
    """The same with what the workbook remembers, and what has moved since."""
    history = found.inputs.history
    if history is None:
        return found
    remembered = past(found, people, history, back_fill)
    as_of = found.inputs.settings.as_of
    return replace(
        found,
        past=remembered,
        trends=trends(found.clients, as_of, remembered.snapshots[:-1], remembered.compared),
        changes=changes(found, remembered.snapshots, remembered.changes, remembered.compared),
        issues=(*found.issues, *remembered.issues),
    )


def _people(inputs: Inputs) -> People:
    import numpy as np

    from segmentbook.model.columns import days, floats, texts

    frame = inputs.clients
    names, typed = texts(frame["Client"]), texts(frame["Client ID"])
    blank = np.array([not text.strip() for text in typed], dtype=np.bool_)
    status = client_statuses(inputs.settings.as_of, days(frame["Client Since"]), days(frame["Churned On"]))
    return People(
        names=names,
        ids=np.where(blank, names, typed),
        keys=ClientKeys(names.tolist(), typed.tolist()),
        status=status,
        current=(status != CHURNED) & (status != NOT_STARTED),
        employees=floats(frame["Employees"]),
    )


def _segmentation(decided: Decided, findings: Findings, stack: Stack | None, before: YearAgo) -> Segmentation:
    import numpy as np

    from segmentbook.model.rounding import to_cents

    inputs, people, found, worth = decided.inputs, decided.people, decided.ledger, decided.worth
    judgement, tiers, current = decided.judgement, decided.tiers, decided.people.current
    notes = ledger_notes(found, people.status == CHURNED, people.status == NOT_STARTED)
    staffed = people.employees[current & (people.employees > 0.0)]
    mrr = fsum(found.counted_mrr.tolist())
    counts = dict.fromkeys((cell.code for cell in inputs.segments), 0)
    for position, cell in enumerate(inputs.segments):
        counts[cell.code] += int((judgement.cell == position).sum())
    if unplaced := int((current & (judgement.cell < 0)).sum()):
        counts[UNPLACED] = unplaced
    columns = decided_columns(decided)
    lists = find_lists(inputs, columns, current)
    clients = results_frame(columns, lists, inputs)
    of_filters = filter_issues(
        columns_asked({str(header): clients[header] for header in clients}, inputs, lists),
        inputs,
        clients["In Filter"].to_numpy(dtype=np.bool_),
    )
    return Segmentation(
        inputs=inputs,
        clients=clients,
        ledger=ledger_frame(found, inputs, people.names, people.ids, notes),
        bands=band_summary(
            inputs.bands,
            judgement.band[current],
            judgement.overridden[current],
            worth.contract_mrr[current],
            worth.arr[current],
        ),
        tiers=tier_summary(
            inputs.tiers, tiers.tier[current], tiers.overridden[current], worth.arr[current], decided.services
        ),
        segment_counts=counts,
        value_cut=worth.cut,
        value_cut_source=worth.cut_source,
        effort_cut=inputs.settings.effort_cut,
        mrr=mrr,
        arr=mrr * MONTHS_PER_YEAR,
        paying_clients=int((to_cents(worth.contract_mrr) > 0.0).sum()),
        mean_employees=float(np.mean(staffed)) if len(staffed) else nan,
        issues=(*findings.all(), *of_filters),
        services=decided.services,
        stack=stack,
        measures=measure_frame(inputs, judgement),
        assets=asset_frame(inputs, people, judgement.assets),
        year_ago=before,
        lists=lists,
    )
