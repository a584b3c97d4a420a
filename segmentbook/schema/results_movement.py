"""The tables of what moved since a snapshot, and of how recurring revenue went."""

from segmentbook.schema._types import Column, Kind, Table

__all__ = ["MOVEMENT", "RECURRING_BRIDGE", "RETENTION"]

MOVEMENT = Table(
    "Movement",
    (
        Column("Client", Kind.TEXT, "Name of the client; links to its row in Clients.", width=26),
        Column("Client ID", Kind.TEXT, "Key of the client.", width=10),
        Column("Account Manager", Kind.TEXT, "Who looks after the client.", width=17),
        Column(
            "What",
            Kind.CHOICE,
            "What moved. A client that came, left or churned has its status here alone: segment, band and tier begin "
            "or end with it.",
            choices=("Status", "Segment", "Health Band", "Tier"),
            width=12,
        ),
        Column("From", Kind.TEXT, "Where it was at the compared snapshot; New: it was not there.", width=18),
        Column("To", Kind.TEXT, "Where it is now; Gone: its row is no longer there.", width=18),
        Column(
            "Cause",
            Kind.CHOICE,
            "Data: an input of the client, or a date in it that came. Policy: a setting, a rate or a row of a policy "
            "table. Override: typed, changed or lapsed. Peers: the others moved a relative cut. Not known: said in Why.",
            choices=("Data", "Policy", "Override", "Peers", "Not known"),
            width=10,
        ),
        Column(
            "Input", Kind.TEXT, "Which input, setting or cut, e.g. CSAT, Contract K-12: Amount, Effort Cut.", width=30
        ),
        Column("Was", Kind.ANY, "Its value at the compared snapshot; blank where it was blank.", width=14),
        Column("Is", Kind.ANY, "Its value now.", width=14),
        Column("ARR", Kind.MONEY, "12 x Overall Value now; of a client that is not current any more, then.", width=14),
        Column("Why", Kind.TEXT, "The figures at both dates, and what changed them.", width=70),
    ),
    "Who moved since the compared snapshot and why: one row a client, what moved, and cause; the largest ARR first.",
)

RECURRING_BRIDGE = Table(
    "RecurringBridge",
    (
        Column("Month", Kind.TEXT, "Year and month, e.g. 2026-06.", width=9),
        Column("As of", Kind.DATE, "Date of the month's last snapshot, with which the month closes.", width=12),
        Column("Opening", Kind.MONEY, "MRR with which the row before closed.", width=14),
        Column("New", Kind.MONEY, "MRR of clients who had never paid before.", width=14),
        Column("Expansion", Kind.MONEY, "What paying clients pay more.", width=14),
        Column("Contraction", Kind.MONEY, "What paying clients pay less; negative.", width=14),
        Column("Churn", Kind.MONEY, "What clients paid who pay nothing any more; negative.", width=14),
        Column("Reactivation", Kind.MONEY, "MRR of clients who pay again after a time without.", width=14),
        Column("Closing", Kind.MONEY, "Opening and the five parts: MRR at the month's last snapshot.", width=14),
        Column("Paying Clients", Kind.COUNT, "Clients whose MRR is above 0 at the closing.", width=10),
        Column(
            "Gross Revenue Retention",
            Kind.SHARE,
            "(Opening + Contraction + Churn) / Opening of this row.",
            width=13,
        ),
        Column(
            "Net Revenue Retention",
            Kind.SHARE,
            "(Opening + Expansion + Contraction + Churn) / Opening of this row; new and reactivated clients do not count.",
            width=13,
        ),
        Column("Closing ARR", Kind.MONEY, "12 x Closing.", width=14),
    ),
    "Recurring revenue from month to month, one row a month that has a snapshot after the first.",
)

RETENTION = Table(
    "Retention",
    (
        Column(
            "Cohort", Kind.TEXT, "Year of the client's first recurring revenue, else of its Client Since.", width=10
        ),
        Column("Clients Then", Kind.COUNT, "Clients who paid twelve months ago, by the ledger at that date.", width=10),
        Column("Clients Kept", Kind.COUNT, "Of these, clients who pay now.", width=10),
        Column("Opening MRR", Kind.MONEY, "What they paid a month twelve months ago.", width=14),
        Column("Expansion", Kind.MONEY, "What they pay more.", width=14),
        Column("Contraction", Kind.MONEY, "What they pay less and still pay; negative.", width=14),
        Column("Churn", Kind.MONEY, "What those paid who pay nothing any more; negative.", width=14),
        Column("Closing MRR", Kind.MONEY, "What the same clients pay now.", width=14),
        Column("Gross Revenue Retention", Kind.SHARE, "(Opening + Contraction + Churn) / Opening.", width=13),
        Column(
            "Net Revenue Retention",
            Kind.SHARE,
            "Closing / Opening of the same clients: growth counts, new and returning clients do not.",
            width=13,
        ),
        Column("Client Retention", Kind.SHARE, "Clients Kept / Clients Then.", width=11),
    ),
    "What the clients of twelve months ago pay today, by the year in which each first paid.",
)
