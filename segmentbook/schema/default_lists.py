"""The seven lists that come ready: rows of a new table CustomerLists, and what holds where there is none.

A severity makes a list a flag of risk. A renewal ahead and a new account are no risks by themselves, and who has
churned is lost already.
"""

from segmentbook.model.inputs import CustomerList, ListCondition

__all__ = ["LISTS"]

LISTS = (
    CustomerList(
        "At risk: little key-feature usage",
        (ListCondition("Key Feature Usage", "<", 0.3),),
        severity="High",
        ready=True,
    ),
    CustomerList(
        "No interaction for 30 days",
        (ListCondition("Last Interaction", "not in last", "30 days"),),
        severity="Medium",
        ready=True,
    ),
    CustomerList("Unpaid invoices", (ListCondition("Overdue Invoices", ">", 0.0),), severity="Medium", ready=True),
    CustomerList("Renewal within 90 days", (ListCondition("Renewal Date", "in next", "90 days"),), ready=True),
    CustomerList("Onboarding", (ListCondition("Lifecycle Stage", "=", "Onboarding"),), ready=True),
    CustomerList("New accounts", (ListCondition("Client Since", "in last", "7 days"),), ready=True),
    CustomerList("Churned in the last 60 days", (ListCondition("Churned On", "in last", "60 days"),), ready=True),
)
"""Those that need somebody first."""
