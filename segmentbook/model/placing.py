"""Tiers, the services that follow, renewals and reviews: the rules of each, put together."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING

from segmentbook.model.list_chains import AFTER_TIERS, list_asked
from segmentbook.model.lists import list_answers
from segmentbook.model.results import (
    known_before_tiers,
)
from segmentbook.model.reviews import earliest, next_reviews, renewal_dates
from segmentbook.model.service_costs import ServiceCosts, service_costs
from segmentbook.model.stages import Calendar, Judgement, People, TierPlaces, Worth
from segmentbook.model.tiers import (
    arr_shares,
    tier_overrides,
    tiers_by_arr,
    tiers_by_employees,
    tiers_by_rules,
    tiers_by_share_column,
)

if TYPE_CHECKING:
    from segmentbook.model.columns import Days, Flags, Floats, Ints
    from segmentbook.model.inputs import Inputs
    from segmentbook.model.results import Columns
    from segmentbook.model.revenue import Ledger
    from segmentbook.model.tiers import ArrShares

__all__ = ["arr_ranks", "calendar_of", "client_renewals", "services_of", "tier_places"]


def arr_ranks(shares: ArrShares, current: Flags) -> dict[str, Floats]:
    """Rank and cumulative share by ARR of the current clients, whose ``shares`` they are; NaN for the others."""
    import numpy as np

    columns = {header: np.full(len(current), nan) for header in ("ARR Rank", "Cumulative ARR Share")}
    columns["ARR Rank"][current] = shares.rank
    columns["Cumulative ARR Share"][current] = shares.through
    return columns


def tier_places(
    inputs: Inputs, people: People, worth: Worth, renewal: Days, judgement: Judgement | None = None
) -> TierPlaces:
    """Tiers by what Tier By says; rules ask for the ``judgement``, too, and for lists that ask for no tier."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import texts

    settings, tiers, current = inputs.settings, inputs.tiers, people.current
    count = len(people.names)
    shares = arr_shares(worth.arr[current])
    ranked = arr_ranks(shares, current)
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


def services_of(inputs: Inputs, people: People, worth: Worth, tiers: TierPlaces) -> ServiceCosts | None:
    """What the services of the tiers come to; None where the book knows none."""
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


def client_renewals(inputs: Inputs, people: People, found: Ledger) -> Days:
    """The renewal date of each client."""
    import numpy as np

    as_of, lines = inputs.settings.as_of, found.lines
    at = np.flatnonzero(found.counted)
    renewals = renewal_dates(as_of, lines.start[at], lines.stop[at], lines.renewal_date[at], lines.auto_renew[at])
    return earliest(renewals, found.client[at], len(people.names))


def calendar_of(inputs: Inputs, people: People, renewal: Days, judgement: Judgement, tiers: TierPlaces) -> Calendar:
    """Renewal and next review of each client, by the shortest rhythm of its segment, band and tier."""
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
