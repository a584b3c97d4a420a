"""Whose row of StackAlignment is whose, and what the stack comes to for each client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.model.clients import AMBIGUOUS, UNKNOWN
from segmentbook.model.findings import Findings
from segmentbook.model.issues import Level
from segmentbook.model.keys import header_key
from segmentbook.model.line_issues import unknown_clients
from segmentbook.model.stack import ALIGNED, OPPORTUNITY, Stack, stack_of

if TYPE_CHECKING:
    from segmentbook.model.columns import Floats
    from segmentbook.model.inputs import Inputs
    from segmentbook.model.stages import People

__all__ = ["STACK_COLUMNS", "client_stack", "report_shared_measures", "stack_columns"]

STACK_COLUMNS = ("Stack Alignment", "MRR Opportunity", "Non-recurring Opportunity", "Opportunity Rank")
"""What the stack says of a client; NaN for all where the book knows no stack."""

_NOT_COUNTED = "The row is not counted."


def client_stack(inputs: Inputs, people: People, findings: Findings) -> Stack | None:
    """The stack of all clients; None where the book knows no items. Of two rows of one client the first counts."""
    import numpy as np

    from segmentbook.model.columns import texts

    tables = inputs.stack
    if tables is None or not tables.items:
        return None
    owners = texts(tables.clients["Client"])
    owner = people.keys.find_all(owners)
    unknown_clients(findings, tables.clients, "StackAlignment", owner == UNKNOWN, owners, people.keys, "row")
    findings.rows(
        Level.ERROR,
        tables.clients,
        owner == AMBIGUOUS,
        "StackAlignment",
        "Client",
        "Client must name one client; several have this name",
        lambda i: owners[i],
        f"{_NOT_COUNTED} Write the client's ID instead.",
    )
    known = owner >= 0
    _, first = np.unique(owner, return_index=True)
    again = known.copy()
    again[first] = False
    findings.rows(
        Level.WARNING,
        tables.clients,
        again,
        "StackAlignment",
        "Client",
        "A client must be there once",
        lambda i: owners[i],
        "Its first row counts; this one does not.",
    )
    state = np.zeros((len(people.names), len(tables.items)), dtype=np.int8)
    counted = known & ~again
    state[owner[counted]] = tables.state[counted]
    per_seat = np.array([item.per_seat for item in tables.items], dtype=np.bool_)
    asked = ((state == ALIGNED) | (state == OPPORTUNITY)) & per_seat
    findings.rows(
        Level.WARNING,
        inputs.clients,
        asked.any(axis=1) & people.current & ~(people.employees > 0),
        "Clients",
        "Employees",
        "Employees must be known for the prices per seat of the client's stack",
        lambda i: None,
        "These items count as 0 in its opportunity. Fill the cell in.",
    )
    return stack_of(tables.items, state, people.employees, people.current)


def stack_columns(stack: Stack | None, count: int) -> dict[str, Floats]:
    """The columns of SegmentResults that the stack gives, one value a client."""
    import numpy as np

    if stack is None:
        return {header: np.full(count, np.nan) for header in STACK_COLUMNS}
    columns = (stack.alignment, stack.mrr_opportunity, stack.one_off_opportunity, stack.rank)
    return dict(zip(STACK_COLUMNS, columns, strict=True))


def report_shared_measures(findings: Findings, inputs: Inputs) -> None:
    """A column that feeds both scorecards counts twice in the picture: what is much work then looks unwell, too."""
    effort = {header_key(measure.column): measure.column for measure in inputs.effort_measures}
    for measure in inputs.health_measures:
        if header_key(measure.column) in effort:
            findings.add(
                Level.WARNING,
                "HealthMeasures",
                "Source",
                "A column should feed one scorecard, effort or health, and not both",
                measure.column,
                "It counts in both. Leave it out of one of them.",
            )
