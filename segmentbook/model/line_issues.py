"""What only the calculation can see of contract lines: issues, and the ledger's notes.

A cell that could not be read has its issue already; here its line has only its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from typing import TYPE_CHECKING

from segmentbook.model.issues import Level
from segmentbook.model.keys import text_key
from segmentbook.model.lineage import NONE
from segmentbook.model.reasons import KINDS, REASONS, STATUSES, Reason
from segmentbook.model.why import money

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.clients import ClientKeys
    from segmentbook.model.columns import Flags, Texts
    from segmentbook.model.findings import Findings
    from segmentbook.model.inputs import Inputs
    from segmentbook.model.rates import Rates
    from segmentbook.model.revenue import Ledger

__all__ = ["ledger_notes", "rate_issues", "report_lines", "unknown_clients"]

_NOT_COUNTED = "The line is not counted."
_SUGGESTED = 5  # misspelt names for which the nearest are looked up


def _or(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def unknown_clients(
    findings: Findings, frame: pd.DataFrame, table: str, wrong: Flags, names: Texts, keys: ClientKeys, thing: str
) -> None:
    """Rows that name no client; for the first few misspelt names the nearest ones are told."""
    import numpy as np

    done = f"The {thing} is not counted."
    blank = np.array([not text.strip() for text in names], dtype=np.bool_) if wrong.any() else wrong
    findings.rows(
        Level.ERROR, frame, wrong & blank, table, "Client", f"Client is needed: who the {thing} is of", _nothing, done
    )
    told: dict[str, str] = {}

    def action(i: int) -> str:
        key = text_key(names[i])
        if key not in told and len(told) < _SUGGESTED:
            told[key] = f" Did you mean {_or_quoted(near)}?" if (near := keys.nearest(names[i])) else ""
        return f"{done} Add the client to Clients, or correct the name.{told.get(key, '')}"

    findings.rows(
        Level.ERROR,
        frame,
        wrong & ~blank,
        table,
        "Client",
        "Client must be the ID or the name of a row of Clients",
        lambda i: names[i],
        action,
    )


def report_lines(findings: Findings, found: Ledger, inputs: Inputs, keys: ClientKeys, rates: Rates) -> None:
    """Note everything of the contract lines that a person should look at."""
    _report_reasons(findings, found, inputs, keys, rates)
    _report_supersedes(findings, found, inputs)
    _report_overlaps(findings, found, inputs)


def rate_issues(findings: Findings, rates: Rates) -> None:
    """Currencies whose rates contradict each other."""
    for currency in sorted(rates.conflicting):
        findings.add(
            Level.ERROR,
            "Rates",
            "Rate",
            "A currency must have one rate from one day",
            currency.upper(),
            "None of them is used; lines in this currency are not counted.",
        )


def ledger_notes(found: Ledger, churned: Flags, not_started: Flags) -> Texts:
    """The ledger's Note: what else to know of a line. ``churned`` and ``not_started`` are by client."""
    import numpy as np

    ids = found.lines.contract_id
    notes = np.full(len(ids), "", dtype=np.object_)

    def add(where: Flags, text: str) -> None:
        at = np.flatnonzero(where)
        notes[at] = np.where(notes[at] == "", text, notes[at] + f"; {text}")

    reason = found.reason
    for i in np.flatnonzero(found.superseded_by != NONE).tolist():
        winner = ids[found.superseded_by[i]].strip()
        notes[i] = f"superseded by {winner}" if winner else "superseded by a line without Contract ID"
    add(reason == REASONS.index(Reason.AUTO_RENEWED), "past its end, renews by itself")
    add(found.overlap != NONE, "overlaps another line of this product")
    add(found.links.unknown, "supersedes an unknown line: ignored")
    add(found.links.itself, "supersedes itself: ignored")
    add(found.links.circle, "supersedes in a circle: ignored")
    known = found.client >= 0
    if len(churned):
        add(found.counted & known & churned[found.client], "counted though the client has churned")
        add(found.counted & known & not_started[found.client], "counted though the client has not started")
    return notes


def _report_reasons(findings: Findings, found: Ledger, inputs: Inputs, keys: ClientKeys, rates: Rates) -> None:
    lines, contracts = found.lines, inputs.contracts

    def report(
        reason: Reason,
        column: str,
        rule: str,
        value: Callable[[int], object],
        action: str = _NOT_COUNTED,
        level: Level = Level.ERROR,
    ) -> None:
        wrong = found.reason == REASONS.index(reason)
        if wrong.any():
            findings.rows(level, contracts, wrong & ~lines.unreadable(column), "Contracts", column, rule, value, action)

    def typed(header: str) -> Callable[[int], object]:
        return lambda i: contracts[header].iloc[i]

    def day(header: str) -> Callable[[int], object]:
        return lambda i: contracts[header].iloc[i].date()

    wrong = (found.reason == REASONS.index(Reason.UNKNOWN_CLIENT)) & ~lines.unreadable("Client")
    unknown_clients(findings, contracts, "Contracts", wrong, lines.client, keys, "line")
    report(
        Reason.AMBIGUOUS_CLIENT,
        "Client",
        "Client must name one client; several have this name",
        typed("Client"),
        "The line is not counted. Write the client's ID instead.",
    )
    report(
        Reason.CONFLICTING_ID,
        "Contract ID",
        "Different lines must have different Contract IDs",
        typed("Contract ID"),
        "None of the lines with this ID is counted.",
    )
    report(
        Reason.DUPLICATE,
        "Contract ID",
        "A line must stand once",
        typed("Contract ID"),
        "It is counted once; this repetition is not.",
        Level.WARNING,
    )
    report(
        Reason.UNREADABLE_AMOUNT,
        "Amount",
        "Amount must be a number, and Amount x Quantity of at most fifteen digits",
        lambda i: None if isnan(lines.amount[i]) else float(lines.amount[i]),
    )
    report(
        Reason.UNKNOWN_PERIOD,
        "Billing Period",
        "Billing Period must be Weekly, Monthly, Quarterly, Semi-annual, Annual, N months or Total",
        typed("Billing Period"),
    )
    report(Reason.UNKNOWN_STATUS, "Status", f"Status must be {_or(STATUSES)}", typed("Status"))
    report(Reason.UNKNOWN_KIND, "Kind", f"Kind must be {_or(KINDS)}", typed("Kind"))
    report(Reason.NO_START, "Start", "Start is needed: the first day that counts", _nothing)
    report(
        Reason.END_BEFORE_START,
        "End",
        "End must not be before Start" if inputs.settings.end_date_counts else "End must be after Start",
        day("End"),
    )
    report(Reason.END_MISSING, "End", "End is needed where Billing Period is Total", _nothing)
    report(
        Reason.CANCELLED_WITHOUT_DATE,
        "Cancelled On",
        "Cancelled On is needed where Status is Cancelled",
        _nothing,
    )
    report(
        Reason.NO_RATE,
        "Currency",
        f"Currency must be {rates.base_currency} or have one rate in Rates at {inputs.settings.as_of}",
        typed("Currency"),
    )


def _report_supersedes(findings: Findings, found: Ledger, inputs: Inputs) -> None:
    ignored = "Supersedes is ignored; both lines count by their own dates."
    for wrong, rule, action in (
        (found.links.unknown, "Supersedes must be the Contract ID of another line", "Supersedes is ignored."),
        (found.links.itself, "A line cannot supersede itself", "Supersedes is ignored."),
        (found.links.circle, "Lines cannot supersede each other in a circle", ignored),
        (
            found.links.other_client,
            "Supersedes should name a line of the same client",
            "The other line is superseded all the same.",
        ),
    ):
        findings.rows(
            Level.WARNING,
            inputs.contracts,
            wrong & ~found.lines.unreadable("Supersedes"),
            "Contracts",
            "Supersedes",
            rule,
            lambda i: found.lines.supersedes[i],
            action,
        )


def _report_overlaps(findings: Findings, found: Ledger, inputs: Inputs) -> None:
    """One warning a group, at its first line."""
    import numpy as np

    if not (found.overlap != NONE).any():
        return
    at = np.flatnonzero(found.overlap != NONE)
    _, first = np.unique(found.overlap[at], return_index=True)
    size = np.bincount(found.overlap[at])
    total = np.bincount(found.overlap[at], weights=found.counted_mrr[at])
    heads = np.zeros(len(found.overlap), dtype=np.bool_)
    heads[at[first]] = True

    def action(i: int) -> str:
        group = found.overlap[i]
        return (
            f"All {size[group]} lines are counted, {money(float(total[group]))} a month together. "
            "If one replaces another, name that one under Supersedes."
        )

    findings.rows(
        Level.WARNING,
        inputs.contracts,
        heads,
        "Contracts",
        "Product",
        "A client should have one line of a product at a time",
        lambda i: found.lines.product[i],
        action,
    )


def _or_quoted(names: tuple[str, ...]) -> str:
    return " or ".join(repr(name) for name in names)


def _nothing(_: int) -> object:
    return None
