"""What clients are worth, how much work they are and how well they are: the rules of each, put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import nan
from typing import TYPE_CHECKING

from segmentbook.model.bands import bands_of
from segmentbook.model.clients import AMBIGUOUS, UNKNOWN
from segmentbook.model.debt import asset_debts
from segmentbook.model.findings import Findings
from segmentbook.model.issues import Level
from segmentbook.model.line_issues import unknown_clients
from segmentbook.model.list_chains import AFTER_SCORES, list_asked
from segmentbook.model.lists import list_answers
from segmentbook.model.measures import measure_columns, report_missing_measures
from segmentbook.model.months import MONTHS_PER_YEAR
from segmentbook.model.overrides import NO_BAND, health_overrides
from segmentbook.model.placing import arr_ranks
from segmentbook.model.results import known_before_scores
from segmentbook.model.revenue import per_client
from segmentbook.model.scorecards import score_column
from segmentbook.model.segments import segments_of
from segmentbook.model.stages import Assets, Judgement, People, Worth
from segmentbook.model.tiers import arr_shares
from segmentbook.model.value import MEDIAN, TYPED, median_cut_column, overall_values, values_per_seat

if TYPE_CHECKING:
    from segmentbook.model.columns import Days, Floats, Texts
    from segmentbook.model.inputs import Inputs, Measure
    from segmentbook.model.revenue import Ledger
    from segmentbook.model.scorecards import ScoreColumns

__all__ = ["judgement_of", "worth_of"]


def worth_of(inputs: Inputs, people: People, found: Ledger) -> Worth:
    """Value, ARR and value per seat of each client, and the cut that divides high from low."""
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


def judgement_of(
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
        known |= arr_ranks(arr_shares(worth.arr[people.current]), people.current)
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
