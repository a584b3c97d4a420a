"""What only the calculation can see of services: accounts that do not pay for them, and a budget that is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.model.issues import Level
from segmentbook.model.rounding import to_cent
from segmentbook.model.why import money

if TYPE_CHECKING:
    from segmentbook.model.columns import Ints
    from segmentbook.model.findings import Findings
    from segmentbook.model.service_costs import ServiceCosts
    from segmentbook.model.stages import Decided

__all__ = ["report_services"]


def report_services(findings: Findings, decided: Decided, costs: ServiceCosts) -> None:
    """Note the accounts, services and settings that a person should look at."""
    _report_accounts(findings, decided, costs)
    _report_unused(findings, costs)
    if costs.book.accounts:
        _report_budget(findings, costs)
        _report_hours(findings, decided, costs)


def _report_accounts(findings: Findings, decided: Decided, costs: ServiceCosts) -> None:
    import numpy as np

    people, arr, tier = decided.people, decided.worth.arr, decided.tiers.tier
    names = [each.name for each in decided.inputs.tiers]

    def rows(which: Ints, rule: str, advice: str) -> None:
        wrong = np.zeros(len(people.names), dtype=np.bool_)
        wrong[which] = True
        findings.rows(
            Level.WARNING,
            decided.inputs.clients,
            wrong,
            "Clients",
            "Client",
            rule,
            lambda i: people.names[i],
            lambda i: (
                f"Its services cost {money(float(costs.cost[i]))} a year in {names[tier[i]]}, "
                f"its ARR is {money(float(arr[i]))}. {advice}"
            ),
        )

    rows(
        costs.unprofitable,
        "An account should pay more than its services cost",
        "Reprice it, or serve it in another tier.",
    )
    rows(
        costs.unpaid,
        "An account that gets services should pay for them",
        "Check its contracts, or serve it in another tier.",
    )


def _report_unused(findings: Findings, costs: ServiceCosts) -> None:
    for position in costs.unused:
        service = costs.services[position]
        rule, action = "A service should be given to some tier", "It costs nothing. Give it to a tier, or delete it."
        findings.at(
            Level.WARNING, "Services", service.row if service.row >= 0 else None, "Service", rule, service.name, action
        )


def _report_budget(findings: Findings, costs: ServiceCosts) -> None:
    cost = to_cent(costs.book.cost)
    if costs.budget is None:
        if cost > 0.0:
            rule = "Service Budget should be filled in where there are services"
            findings.add(
                Level.WARNING,
                "Settings",
                "Value",
                rule,
                None,
                f"The services cost {money(cost)} a year; no budget is held against that, and no plan is made.",
            )
    elif cost > to_cent(costs.budget):
        findings.add(
            Level.WARNING,
            "Settings",
            "Value",
            "The services should fit the Service Budget",
            costs.budget,
            f"They cost {money(cost)} a year, {money(cost - costs.budget)} too much. "
            "'segmentbook plan BOOK' proposes what fits.",
        )


def _report_hours(findings: Findings, decided: Decided, costs: ServiceCosts) -> None:
    if costs.book.hours > 0.0 and not decided.inputs.settings.csm_hours_per_year:
        findings.add(
            Level.WARNING,
            "Settings",
            "Value",
            "CSM Hours per Year should be filled in where services take hours",
            decided.inputs.settings.csm_hours_per_year,
            f"The services take {costs.book.hours:,.0f} hours a year; heads are not computed.",
        )
