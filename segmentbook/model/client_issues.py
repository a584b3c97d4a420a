"""What only the calculation can see of clients, overrides, cuts and tiers, as issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.model.clients import CHURNED, NOT_STARTED
from segmentbook.model.issues import Level
from segmentbook.model.keys import text_key
from segmentbook.model.rounding import to_cents
from segmentbook.model.segments import is_high_effort_column
from segmentbook.model.value import is_high_value_column
from segmentbook.model.why import money

if TYPE_CHECKING:
    from segmentbook.model.columns import Flags
    from segmentbook.model.findings import Findings
    from segmentbook.model.stages import Decided

__all__ = ["report_clients"]

FEWEST_ACCOUNTS = 3
"""A tier with fewer accounts is hardly a service level."""

LARGEST_SHARE = 0.5
"""A tier with a larger share of the accounts hardly tells them apart."""


def report_clients(findings: Findings, decided: Decided) -> None:
    """Note everything of the clients and of the policy's effect on them that a person should look at."""
    _report_outside(findings, decided)
    _report_overrides(findings, decided)
    _report_cuts(findings, decided)
    _report_tiers(findings, decided)


def _report_outside(findings: Findings, decided: Decided) -> None:
    frame, mrr, status = decided.inputs.clients, decided.worth.contract_mrr, decided.people.status
    paying = to_cents(mrr) != 0.0
    for word, column, rule in (
        (CHURNED, "Churned On", "A churned client should have no counted contract"),
        (NOT_STARTED, "Client Since", "A client that has not started should have no counted contract"),
    ):
        dates = frame[column]
        findings.rows(
            Level.WARNING,
            frame,
            (status == word) & paying,
            "Clients",
            column,
            rule,
            lambda i, dates=dates: dates.iloc[i].date(),  # type: ignore[misc]  # bound now, not at the loop's end
            lambda i: (
                f"Its {money(float(mrr[i]))} a month is in the MRR all the same. Check its contracts and this date."
            ),
        )


def _report_overrides(findings: Findings, decided: Decided) -> None:
    import numpy as np

    frame, current, judgement = decided.inputs.clients, decided.people.current, decided.judgement

    def rows(level: Level, wrong: Flags, column: str, shown: str, rule: str, action: str) -> None:
        values = frame[shown]

        def value(i: int) -> object:
            found = values.iloc[i]
            return found.date() if values.dtype.kind == "M" else found or None

        findings.rows(level, frame, wrong, "Clients", column, rule, value, action)

    bands = ", ".join(band.name for band in decided.inputs.bands)
    tiers = ", ".join(tier.name for tier in decided.inputs.tiers)
    no_reason = np.array([not text_key(text) for text in frame["Override Reason"]], dtype=np.bool_)
    rows(
        Level.ERROR,
        current & judgement.overrides.unknown,
        "Health Override",
        "Health Override",
        f"Health Override must be a band: {bands}",
        "The score decides.",
    )
    rows(
        Level.WARNING,
        current & judgement.overridden & no_reason,
        "Override Reason",
        "Override Reason",
        "A Health Override needs a reason",
        "The override counts.",
    )
    rows(
        Level.WARNING,
        current & judgement.overrides.lapsed,
        "Override Until",
        "Override Until",
        "The Health Override has lapsed",
        "The score decides. Remove the override, or give it a new date.",
    )
    rows(
        Level.ERROR,
        current & decided.tiers.unknown_override,
        "Tier Override",
        "Tier Override",
        f"Tier Override must be a tier: {tiers}",
        "The rule decides.",
    )


def _report_cuts(findings: Findings, decided: Decided) -> None:
    worth, settings = decided.worth, decided.inputs.settings
    placed = decided.judgement.cell >= 0
    count = int(placed.sum())
    if count < 2:  # one client is always on one side
        return
    value_name = "Value Cut per Seat" if worth.by_seat else "Value Cut"
    high = is_high_value_column(worth.basis[placed], worth.cut)
    much = is_high_effort_column(decided.judgement.effort.score[placed], settings.effort_cut)
    for setting, upper, cut, noun in (
        (value_name, high, worth.cut, "value"),
        ("Effort Cut", much, settings.effort_cut, "effort"),
    ):
        if upper.all() or not upper.any():
            side = "high" if upper.all() else "low"
            findings.add(
                Level.WARNING,
                "Settings",
                "Value",
                f"{setting} should have clients on both sides",
                cut,
                f"All {count} clients on the map are of {side} {noun}.",
            )


def _report_tiers(findings: Findings, decided: Decided) -> None:
    import numpy as np

    tiers, current = decided.inputs.tiers, decided.people.current
    whole = int(current.sum())
    if not whole:
        return
    accounts = np.bincount(decided.tiers.tier[current], minlength=len(tiers)).tolist()
    for tier, count in zip(tiers, accounts, strict=True):
        few, many = count < FEWEST_ACCOUNTS, count > LARGEST_SHARE * whole
        if few or many:
            findings.add(
                Level.WARNING,
                "Tiers",
                "Tier",
                f"A tier should have at least {FEWEST_ACCOUNTS} accounts and at most half of them; "
                f"{tier.name} has {count} of {whole}",
                None,
                "The accounts stay in it. Check where the tiers begin.",
            )
