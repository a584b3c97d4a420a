"""The pipeline: Inputs -> Segmentation. Each rule stands in a module of its own; here is their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum, nan
from typing import TYPE_CHECKING

from segmentbook.model.asset_lines import asset_frame
from segmentbook.model.bands import bands_of
from segmentbook.model.changes import Changes, changes
from segmentbook.model.client_issues import report_clients
from segmentbook.model.client_stack import client_stack, report_shared_measures, stack_columns
from segmentbook.model.clients import AMBIGUOUS, CHURNED, NOT_STARTED, UNKNOWN, ClientKeys, client_statuses
from segmentbook.model.debt import asset_debts
from segmentbook.model.filters import columns_asked, filter_issues
from segmentbook.model.findings import Findings
from segmentbook.model.growth import YearAgo, growth_columns, year_ago
from segmentbook.model.issues import Issue, Level
from segmentbook.model.lifecycle_issues import report_stages
from segmentbook.model.line_issues import ledger_notes, rate_issues, report_lines, unknown_clients
from segmentbook.model.list_chains import AFTER_SCORES, AFTER_TIERS, list_asked
from segmentbook.model.lists import find_lists, list_answers
from segmentbook.model.measures import measure_columns, measure_frame, report_missing_measures
from segmentbook.model.months import MONTHS_PER_YEAR
from segmentbook.model.overrides import NO_BAND, health_overrides
from segmentbook.model.past import Past, past
from segmentbook.model.rates import rates_from
from segmentbook.model.results import (
    decided_columns,
    known_before_scores,
    known_before_tiers,
    results_frame,
    service_columns,
)
from segmentbook.model.revenue import ledger, ledger_frame, per_client
from segmentbook.model.reviews import earliest, next_reviews, renewal_dates
from segmentbook.model.scorecards import score_column
from segmentbook.model.segments import UNPLACED, segments_of
from segmentbook.model.service_costs import ServiceCosts, service_costs
from segmentbook.model.service_issues import report_services
from segmentbook.model.stages import Assets, Calendar, Decided, Judgement, People, TierPlaces, Worth
from segmentbook.model.summaries import band_summary, tier_summary
from segmentbook.model.tiers import (
    arr_shares,
    tier_overrides,
    tiers_by_arr,
    tiers_by_employees,
    tiers_by_rules,
    tiers_by_share_column,
)
from segmentbook.model.trends import Trends, trends
from segmentbook.model.value import MEDIAN, TYPED, median_cut_column, overall_values, values_per_seat

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from segmentbook.model.columns import Days, Flags, Floats, Ints, Texts
    from segmentbook.model.inputs import Inputs, Measure
    from segmentbook.model.lists import FoundList
    from segmentbook.model.results import Columns
    from segmentbook.model.revenue import Ledger
    from segmentbook.model.scorecards import ScoreColumns
    from segmentbook.model.stack import Stack
    from segmentbook.model.tiers import ArrShares

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
    worth = _worth(inputs, people, found)
    stack = client_stack(inputs, people, findings)
    before = year_ago(inputs, found, worth.contract_mrr)
    computed = stack_columns(stack, len(people.names)) | growth_columns(before)
    renewal = _renewals(inputs, people, found)
    if settings.tier_by == "Rules":  # which may ask for scores: these cannot follow from what a tier costs
        judgement = _judgement(inputs, people, worth, found, findings, computed, renewal)
        tiers = _tiers(inputs, people, worth, renewal, judgement)
        served = _services(inputs, people, worth, tiers)
    else:
        tiers = _tiers(inputs, people, worth, renewal)
        served = _services(inputs, people, worth, tiers)
        also = computed | service_columns(served, len(people.names))
        judgement = _judgement(inputs, people, worth, found, findings, also, renewal)
    calendar = _calendar(inputs, people, renewal, judgement, tiers)
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


def _worth(inputs: Inputs, people: People, found: Ledger) -> Worth:
    import numpy as np

    from segmentbook.model.columns import floats

    settings = inputs.settings
    segment_value = floats(inputs.clients["Segment Value"])
    mrr = per_client(found, found.counted_mrr, len(people.names))
    value = overall_values(segment_value, mrr)
    per_seat = values_per_seat(value, people.employees)
    by_seat = settings.value_basis == "MRR per Seat"
    basis = per_seat if by_seat else value
    typed_cut = settings.value_cut_per_seat if by_seat else settings.value_cut
    return Worth(
        contract_mrr=mrr,
        typed=~np.isnan(segment_value),
        value=value,
        per_seat=per_seat,
        arr=value * MONTHS_PER_YEAR,
        basis=basis,
        by_seat=by_seat,
        cut=median_cut_column(basis[people.current]) if typed_cut is None else typed_cut,
        cut_source=MEDIAN if typed_cut is None else TYPED,
    )


def _judgement(
    inputs: Inputs,
    people: People,
    worth: Worth,
    found: Ledger,
    findings: Findings,
    also: Mapping[str, Floats],
    renewal: Days,
) -> Judgement:
    """Scores, bands and segments; measures may read the columns of ``also``, and lists that ask for no score."""
    import numpy as np

    from segmentbook.model.columns import days, floats, texts

    frame, settings = inputs.clients, inputs.settings
    assets = _assets(inputs, people, findings)
    debt = _tech_debt(assets, len(frame))
    computed: dict[str, Floats | Texts] = {
        "Contract MRR": worth.contract_mrr,
        "Overall Value": worth.value,
        "ARR": worth.arr,
        "Value per Seat": worth.per_seat,
        "Non-recurring Revenue": per_client(found, found.one_off_revenue, len(people.names)),
        "Tech Debt": debt,
        "Tech Debt per Seat": values_per_seat(debt, people.employees),
        "Seat Utilisation": values_per_seat(floats(frame["Active Seats"]), floats(frame["Licensed Seats"])),
        **also,
    }
    read = [measure.column for measure in (*inputs.effort_measures, *inputs.health_measures)]
    if any(map(list_asked, read)):
        known = known_before_scores(inputs, people, worth, computed)
        known |= _ranked(arr_shares(worth.arr[people.current]), people.current)
        known["Renewal Date"] = renewal.astype("datetime64[s]")
        computed |= list_answers(inputs, read, known, people.current, AFTER_SCORES)

    def scores(table: str, measures: Sequence[Measure]) -> ScoreColumns:
        columns = measure_columns(frame, computed, measures)
        as_zero = settings.missing_measures == "Count as zero"
        report_missing_measures(findings, table, measures, columns, people.current, as_zero)
        return score_column(
            columns,
            measures,
            len(frame),
            missing_as_zero=as_zero,
            minimum_coverage=settings.minimum_coverage,
        )

    effort = scores("EffortMeasures", inputs.effort_measures)
    health = scores("HealthMeasures", inputs.health_measures)
    overrides = health_overrides(
        texts(frame["Health Override"]), days(frame["Override Until"]), settings.as_of, inputs.bands
    )
    overridden = overrides.band != NO_BAND
    cell = segments_of(worth.basis, effort.score, worth.cut, settings.effort_cut, inputs.segments)
    return Judgement(
        computed=computed,
        effort=effort,
        health=health,
        overrides=overrides,
        overridden=overridden,
        band=np.where(overridden, overrides.band, bands_of(health.score, inputs.bands)),
        cell=np.where(people.current, cell, -1),
        assets=assets,
    )


def _assets(inputs: Inputs, people: People, findings: Findings) -> Assets:
    """Whose each asset is, and what it adds to the tech debt."""
    from segmentbook.model.columns import days, floats, texts

    assets = inputs.assets
    owners = texts(assets["Client"])
    owner = people.keys.find_all(owners)
    unknown_clients(findings, assets, "Assets", owner == UNKNOWN, owners, people.keys, "asset")
    findings.rows(
        Level.ERROR,
        assets,
        owner == AMBIGUOUS,
        "Assets",
        "Client",
        "Client must name one client; several have this name",
        lambda i: owners[i],
        "The asset is not counted. Write the client's ID instead.",
    )
    debts = asset_debts(
        floats(assets["Replacement Cost"]),
        floats(assets["Quantity"]),
        days(assets["End of Life"]),
        inputs.settings.as_of,
        inputs.settings.eol_warning_months,
    )
    return Assets(owner, debts)


def _tech_debt(assets: Assets, count: int) -> Floats:
    """Tech debt of each client; NaN for all where the book knows no assets."""
    import numpy as np

    from segmentbook.model.columns import sums

    if not len(assets.owner):
        return np.full(count, nan)
    known = assets.owner >= 0
    return sums(assets.owner[known], assets.debt[known], count)


def _ranked(shares: ArrShares, current: Flags) -> dict[str, Floats]:
    """Rank and cumulative share by ARR of the current clients, whose ``shares`` they are; NaN for the others."""
    import numpy as np

    columns = {header: np.full(len(current), nan) for header in ("ARR Rank", "Cumulative ARR Share")}
    columns["ARR Rank"][current] = shares.rank
    columns["Cumulative ARR Share"][current] = shares.through
    return columns


def _tiers(
    inputs: Inputs, people: People, worth: Worth, renewal: Days, judgement: Judgement | None = None
) -> TierPlaces:
    """Tiers by what Tier By says; rules ask for the ``judgement``, too, and for lists that ask for no tier."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import texts

    settings, tiers, current = inputs.settings, inputs.tiers, people.current
    count = len(people.names)
    shares = arr_shares(worth.arr[current])
    ranked = _ranked(shares, current)
    if judgement is not None:
        columns: Columns = {str(header): inputs.clients[header] for header in inputs.clients.columns}
        columns |= known_before_tiers(inputs, people, worth, judgement)
        columns |= ranked
        read = [rule.column for rule in inputs.tier_rules]
        if any(map(list_asked, read)):
            known = columns | {"Renewal Date": renewal.astype("datetime64[s]")}
            columns |= list_answers(inputs, read, known, current, AFTER_TIERS)
        asked = pd.DataFrame(columns, index=inputs.clients.index)
        by_rule = tiers_by_rules(asked, tiers, inputs.tier_rules)[current]
    elif settings.tier_by == "Employees":
        by_rule = tiers_by_employees(people.employees[current], tiers)
    elif settings.tier_by == "ARR":
        by_rule = tiers_by_arr(worth.arr[current], tiers)
    else:
        by_rule = tiers_by_share_column(worth.arr[current], shares, tiers, settings.crossing_account)
    override, unknown = tier_overrides(texts(inputs.clients["Tier Override"]), tiers)
    overridden = current & (override >= 0)
    tier = np.full(count, -1, dtype=np.int64)
    tier[current] = by_rule
    return TierPlaces(np.where(overridden, override, tier), overridden, unknown, *ranked.values())


def _services(inputs: Inputs, people: People, worth: Worth, tiers: TierPlaces) -> ServiceCosts | None:
    if not inputs.services:
        return None
    return service_costs(
        inputs.services,
        inputs.tiers,
        tiers.tier,
        worth.arr,
        inputs.settings,
        people.names,
        people.ids,
        inputs.clients.index,
    )


def _renewals(inputs: Inputs, people: People, found: Ledger) -> Days:
    """The renewal date of each client."""
    import numpy as np

    as_of, lines = inputs.settings.as_of, found.lines
    at = np.flatnonzero(found.counted)
    renewals = renewal_dates(as_of, lines.start[at], lines.stop[at], lines.renewal_date[at], lines.auto_renew[at])
    return earliest(renewals, found.client[at], len(people.names))


def _calendar(inputs: Inputs, people: People, renewal: Days, judgement: Judgement, tiers: TierPlaces) -> Calendar:
    import numpy as np

    from segmentbook.model.columns import days, looked_up

    def rhythm(months: Sequence[float | None], positions: Ints) -> Floats:
        known = [nan if m is None else float(m) for m in months]
        return looked_up([*known, nan], positions, np.float64)  # position -1 is the last: no rhythm

    rhythms = (
        rhythm([cell.review_months for cell in inputs.segments], judgement.cell),
        rhythm([band.review_months for band in inputs.bands], judgement.band),
        rhythm([tier.review_months for tier in inputs.tiers], tiers.tier),
    )
    review = next_reviews(days(inputs.clients["Last Review"]), rhythms)
    review = np.where(people.current, review, np.datetime64("NaT", "D"))
    return Calendar(
        renewal=renewal,
        review=review,
        overdue=review < np.datetime64(inputs.settings.as_of, "D"),
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
