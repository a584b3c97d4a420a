"""The tables in which a workbook remembers: snapshots, and the inputs and settings that changed between them."""

from segmentbook.schema._types import Column, Kind, Table

__all__ = ["HISTORY", "HISTORY_INPUTS"]

HISTORY = Table(
    "History",
    (
        Column("As of", Kind.DATE, "Date of the snapshot.", required=True, width=12),
        Column(
            "Kind",
            Kind.CHOICE,
            "Taken: by a refresh at that date, with all that was typed then. Back-filled: made afterwards from dated facts "
            "alone (contracts, assets, renewals); what was typed, and what hangs on it, stays blank.",
            choices=("Taken", "Back-filled"),
            width=11,
        ),
        Column("Client", Kind.TEXT, "Name of the client at that date.", width=26),
        Column("Client ID", Kind.TEXT, "Key of the client.", required=True, width=10),
        Column("Status", Kind.TEXT, "Current, Churned or Not started.", width=11),
        Column("Account Manager", Kind.TEXT, "Who looked after the client.", width=17),
        Column("Lifecycle Stage", Kind.TEXT, "Where the client was in its life with you.", width=15),
        Column("Employees", Kind.COUNT, "Seats.", width=11),
        Column("Contract MRR", Kind.MONEY, "Sum of the client's counted lines, a month.", width=14),
        Column("Overall Value", Kind.MONEY, "Segment Value where typed, else Contract MRR, a month.", width=14),
        Column("ARR", Kind.MONEY, "12 x Overall Value.", width=14),
        Column("Value per Seat", Kind.MONEY, "Overall Value / Employees.", width=14),
        Column("Effort Score", Kind.SCORE, "0-100; more is more work.", width=11),
        Column("Health Score", Kind.SCORE, "0-100; more is healthier.", width=11),
        Column("Health Band", Kind.TEXT, "Band of the score, or the override.", width=16),
        Column("Band Source", Kind.TEXT, "Score or Override.", width=12),
        Column("Segment", Kind.TEXT, "Code of the segment.", width=10),
        Column("Tier", Kind.TEXT, "Service level.", width=20),
        Column("Tier Source", Kind.TEXT, "Rule or Override.", width=12),
        Column("Tech Debt", Kind.MONEY, "Replacement cost of assets that were due.", width=13),
        Column("Renewal Date", Kind.DATE, "Next renewal after that date.", width=13),
        Column("Lists", Kind.TEXT, "Customer lists that the client was in.", width=40),
    ),
    "One row a client and snapshot: what a refresh found at that date. Do not edit it: what has moved is read from here.",
)

HISTORY_INPUTS = Table(
    "HistoryInputs",
    (
        Column("As of", Kind.DATE, "Date of the snapshot that first saw the value.", required=True, width=12),
        Column("Client", Kind.TEXT, "Name of the client; blank for a setting.", width=26),
        Column("Client ID", Kind.TEXT, "Key of the client; blank for a setting.", required=True, width=10),
        Column(
            "Column",
            Kind.TEXT,
            "Header in Clients, name of a setting, or table and row, e.g. Contracts: K-12. (all inputs): all that decides "
            "about a client when it was first seen.",
            required=True,
            width=34,
        ),
        Column("Value", Kind.ANY, "The value from that date on; blank: none any more.", required=True, width=60),
    ),
    "The inputs and settings that changed from one snapshot to the next, so that Movement can say why.",
)
