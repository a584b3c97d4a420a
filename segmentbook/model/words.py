"""The columns Flags and Why: what to look at, and each decision in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from segmentbook.model.bands import UNSCORED
from segmentbook.model.clients import CHURNED, NOT_STARTED
from segmentbook.model.reasons import REASONS, Reason
from segmentbook.model.revenue import per_client
from segmentbook.model.why import CONTRACTS, SEGMENT_VALUE, health_why, outside_why, segment_why, tier_why

if TYPE_CHECKING:
    from segmentbook.model.columns import Days, Flags, Floats, Texts
    from segmentbook.model.stages import Decided

__all__ = ["flags", "whys"]


def flags(decided: Decided) -> Texts:
    """Short texts of what to look at in each client, with ; between them."""
    import numpy as np

    from segmentbook.model.columns import looked_up

    people, judgement, ledger = decided.people, decided.judgement, decided.ledger
    count = len(people.names)
    current = people.current
    paying = decided.worth.contract_mrr != 0.0
    renewed = _some(decided, ledger.reason == REASONS.index(Reason.AUTO_RENEWED))
    minimum = decided.inputs.settings.minimum_coverage
    thin = (judgement.effort.coverage < minimum) | (judgement.health.coverage < minimum)
    raised = {
        "churned, still has MRR": (people.status == CHURNED) & paying,
        "not started, has MRR": (people.status == NOT_STARTED) & paying,
        "value typed": current & decided.worth.typed,
        "no employees": current & ~(people.employees > 0.0),
        "low coverage": current & thin & (np.isnan(judgement.effort.score) | np.isnan(judgement.health.score)),
        "health overridden": current & judgement.overridden,
        "override lapsed": current & judgement.overrides.lapsed,
        "tier overridden": decided.tiers.overridden,
        "auto-renewed contract": current & renewed,
        "overlapping contracts": current & _some(decided, ledger.overlap >= 0),
        "review overdue": decided.calendar.overdue,
    }
    sets = np.zeros(count, dtype=np.int64)
    for bit, which in enumerate(raised.values()):
        sets |= which.astype(np.int64) << bit
    distinct, codes = np.unique(sets, return_inverse=True)
    said = ["; ".join(text for bit, text in enumerate(raised) if one >> bit & 1) for one in distinct.tolist()]
    return looked_up(said, codes, np.object_)


def whys(decided: Decided) -> list[str]:
    """One to three sentences on each client: value, effort, health, tier; or why it is outside all of them."""
    inputs, people, worth = decided.inputs, decided.people, decided.worth
    judgement, tiers, settings = decided.judgement, decided.tiers, decided.inputs.settings
    minimum = settings.minimum_coverage
    bands = [*(band.name for band in inputs.bands), UNSCORED]
    tier_names = [*(tier.name for tier in inputs.tiers), ""]
    measures = [*(measure.name for measure in inputs.effort_measures), ""]
    since, churned = _dates(decided, "Client Since"), _dates(decided, "Churned On")
    until = _dates(decided, "Override Until")
    reasons = inputs.clients["Override Reason"].tolist()
    said = []
    for i, (status, value, effort, most, effort_cover, health, health_cover, band, by_hand) in enumerate(
        zip(
            people.status.tolist(),
            _known(worth.basis),
            _known(judgement.effort.score),
            judgement.effort.most_by.tolist(),
            judgement.effort.coverage.tolist(),
            _known(judgement.health.score),
            judgement.health.coverage.tolist(),
            judgement.band.tolist(),
            judgement.overridden.tolist(),
            strict=True,
        )
    ):
        if not people.current[i]:
            day = churned[i] if status == CHURNED else since[i]
            said.append(outside_why(status, day, float(worth.contract_mrr[i])))
            continue
        placed = segment_why(
            value,
            effort,
            worth.cut,
            settings.effort_cut,
            source=SEGMENT_VALUE if worth.typed[i] else CONTRACTS,
            per_seat=worth.by_seat,
            cut_source=worth.cut_source,
            most_by=measures[most],
            coverage=effort_cover,
            minimum_coverage=minimum,
        )
        well = health_why(
            bands[band],
            health,
            overridden=by_hand,
            until=until[i],
            reason=reasons[i],
            coverage=health_cover,
            minimum_coverage=minimum,
        )
        tier = tier_why(
            tier_names[tiers.tier[i]],
            settings.tier_by,
            overridden=bool(tiers.overridden[i]),
            rank=int(tiers.rank[i]),
            arr=float(worth.arr[i]),
            employees=float(people.employees[i]),
        )
        said.append(f"{placed} {well} {tier}")
    return said


def _some(decided: Decided, lines: Flags) -> Flags:
    """Which clients have one of these lines."""
    return per_client(decided.ledger, lines.astype(float), len(decided.people.names)) > 0.0


def _known(numbers: Floats) -> list[float | None]:
    return [None if number != number else number for number in numbers.tolist()]


def _dates(decided: Decided, header: str) -> list[Any]:
    from segmentbook.model.columns import days

    column: Days = days(decided.inputs.clients[header])
    return list(column.tolist())
