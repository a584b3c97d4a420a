"""The columns Flags and Why: what to look at, and each decision in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat
from typing import TYPE_CHECKING, Any

from segmentbook.model.bands import UNSCORED
from segmentbook.model.clients import CHURNED, NOT_STARTED
from segmentbook.model.reasons import REASONS, Reason
from segmentbook.model.revenue import per_client
from segmentbook.model.why import CONTRACTS, SEGMENT_VALUE, health_why, outside_why, segment_why, service_why, tier_why

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
        "costs more than it pays": _short(decided),
        "review overdue": decided.calendar.overdue,
    }
    sets = np.zeros(count, dtype=np.int64)
    for bit, which in enumerate(raised.values()):
        sets |= which.astype(np.int64) << bit
    distinct, codes = np.unique(sets, return_inverse=True)
    said = ["; ".join(text for bit, text in enumerate(raised) if one >> bit & 1) for one in distinct.tolist()]
    return looked_up(said, codes, np.object_)


def whys(decided: Decided) -> list[str]:
    """Sentences on each client: value, effort, health, tier; or why it is outside all of them."""
    status, mrr = decided.people.status.tolist(), decided.worth.contract_mrr.tolist()
    days = {CHURNED: _dates(decided, "Churned On"), NOT_STARTED: _dates(decided, "Client Since")}
    return [
        outside_why(word, days[word][i], mrr[i]) if word in days else f"{placed} {well} {served}"
        for i, (word, placed, well, served) in enumerate(
            zip(status, _placed(decided), _well(decided), _tiered(decided), strict=True)
        )
    ]


def _placed(decided: Decided) -> Iterator[str]:
    """Value and effort against their cuts."""
    worth, effort, settings = decided.worth, decided.judgement.effort, decided.inputs.settings
    measures = [*(measure.name for measure in decided.inputs.effort_measures), ""]
    for value, typed, score, coverage, most in zip(
        _known(worth.basis),
        worth.typed.tolist(),
        _known(effort.score),
        effort.coverage.tolist(),
        effort.most_by.tolist(),
        strict=True,
    ):
        yield segment_why(
            value,
            score,
            worth.cut,
            settings.effort_cut,
            source=SEGMENT_VALUE if typed else CONTRACTS,
            per_seat=worth.by_seat,
            cut_source=worth.cut_source,
            most_by=measures[most],
            coverage=coverage,
            minimum_coverage=settings.minimum_coverage,
        )


def _well(decided: Decided) -> Iterator[str]:
    """The health band, by score or by override."""
    judgement, minimum = decided.judgement, decided.inputs.settings.minimum_coverage
    bands = [*(band.name for band in decided.inputs.bands), UNSCORED]
    for band, score, coverage, overridden, until, reason in zip(
        judgement.band.tolist(),
        _known(judgement.health.score),
        judgement.health.coverage.tolist(),
        judgement.overridden.tolist(),
        _dates(decided, "Override Until"),
        decided.inputs.clients["Override Reason"].tolist(),
        strict=True,
    ):
        yield health_why(
            bands[band],
            score,
            overridden=overridden,
            until=until,
            reason=reason,
            coverage=coverage,
            minimum_coverage=minimum,
        )


def _tiered(decided: Decided) -> Iterator[str]:
    """The tier, by rule or by override, and what it costs."""
    tiers, tier_by = decided.tiers, decided.inputs.settings.tier_by
    names = [*(tier.name for tier in decided.inputs.tiers), ""]
    for tier, overridden, rank, arr, employees, served in zip(
        tiers.tier.tolist(),
        tiers.overridden.tolist(),
        _known(tiers.rank),
        decided.worth.arr.tolist(),
        _known(decided.people.employees),
        _served(decided),
        strict=True,
    ):
        why = tier_why(names[tier], tier_by, overridden=overridden, rank=int(rank or 0), arr=arr, employees=employees)
        yield why + served


def _served(decided: Decided) -> Iterator[str]:
    """What the services of each client cost; nothing where the book knows none."""
    services = decided.services
    if services is None:
        return repeat("", len(decided.people.names))
    each = zip(services.cost.tolist(), services.cost_share.tolist(), strict=True)
    return (f" {service_why(cost, share)}" for cost, share in each)


def _short(decided: Decided) -> Flags:
    """Which clients pay less than their services cost."""
    import numpy as np

    short = np.zeros(len(decided.people.names), dtype=np.bool_)
    if decided.services is not None:
        short[decided.services.unprofitable] = short[decided.services.unpaid] = True
    return short


def _some(decided: Decided, lines: Flags) -> Flags:
    """Which clients have one of these lines."""
    return per_client(decided.ledger, lines.astype(float), len(decided.people.names)) > 0.0


def _known(numbers: Floats) -> list[float | None]:
    return [None if number != number else number for number in numbers.tolist()]


def _dates(decided: Decided, header: str) -> list[Any]:
    from segmentbook.model.columns import days

    column: Days = days(decided.inputs.clients[header])
    return list(column.tolist())
