"""The table SegmentResults: one row a client, everything that was computed (product.md section 4)."""

from segmentbook.schema._types import Column, Kind, Table
from segmentbook.schema.results_trends import TREND_COLUMNS

__all__ = ["SEGMENT_RESULTS"]

SEGMENT_RESULTS = Table(
    "SegmentResults",
    (
        Column("Client", Kind.TEXT, "Name of the client; links to its row in Clients.", width=26),
        Column(
            "Client ID",
            Kind.TEXT,
            "Key of the client. Columns that you add to this table follow it through a refresh.",
            width=10,
        ),
        Column("CRM ID", Kind.TEXT, "Record ID in the CRM."),
        Column("Account Manager", Kind.TEXT, "Who looks after the client.", width=17),
        Column("Account Group", Kind.TEXT, "Team or region the account belongs to.", width=15),
        Column("Industry", Kind.TEXT, "The client's industry.", width=17),
        Column("Region", Kind.TEXT, "Region or country.", width=12),
        Column("Lifecycle Stage", Kind.TEXT, "Where the client is in its life with you.", width=15),
        Column(
            "Status",
            Kind.CHOICE,
            "Current; Churned or Not started: listed, but outside the map, cuts, tiers and summaries.",
            choices=("Current", "Churned", "Not started"),
            width=11,
        ),
        Column("Employees", Kind.COUNT, "Seats: the divisor of per-seat figures.", width=11),
        Column("Contract MRR", Kind.MONEY, "Sum of the client's counted lines in MrrLedger, a month.", width=14),
        Column("Overall Value", Kind.MONEY, "Segment Value where typed, else Contract MRR, a month.", width=14),
        Column(
            "Value Source",
            Kind.CHOICE,
            "Where Overall Value comes from.",
            choices=("Contracts", "Segment Value"),
            width=14,
        ),
        Column("ARR", Kind.MONEY, "12 x Overall Value.", width=14),
        Column(
            "MRR a Year Ago",
            Kind.MONEY,
            "Contract MRR of the same contracts on the same day a year before, a month; 0: nothing was paid then.",
            width=14,
        ),
        Column(
            "MRR Growth",
            Kind.SHARE,
            "Contract MRR / MRR a Year Ago - 1; blank for a client that paid nothing then.",
            width=11,
        ),
        Column("Value per Seat", Kind.MONEY, "Overall Value / Employees; blank without employees.", width=14),
        Column(
            "Non-recurring Revenue",
            Kind.MONEY,
            "One-off lines that start in the 12 months up to the as-of date; never in MRR or ARR.",
            width=14,
        ),
        Column(
            "Tech Debt",
            Kind.MONEY,
            "Replacement cost of assets past End of Life or within the warning.",
            width=13,
        ),
        Column("Tech Debt per Seat", Kind.MONEY, "Tech Debt / Employees.", width=13),
        Column("Seat Utilisation", Kind.SHARE, "Active Seats / Licensed Seats.", width=12),
        Column(
            "Stack Alignment", Kind.SHARE, "Share of the applicable items of the stack that the client has.", width=12
        ),
        Column("MRR Opportunity", Kind.MONEY, "What the other applicable items would bring, a month.", width=13),
        Column("Non-recurring Opportunity", Kind.MONEY, "What they would bring once.", width=14),
        Column(
            "Opportunity Rank",
            Kind.COUNT,
            "1 = the current client with the largest MRR opportunity, then the largest non-recurring one; blank without.",
            width=12,
        ),
        Column("Effort Score", Kind.SCORE, "0-100; more is more work.", width=11),
        Column("Effort Coverage", Kind.SHARE, "Share of the scorecard's weight that had a value.", width=11),
        Column("Health Score", Kind.SCORE, "0-100; more is healthier.", width=11),
        Column("Health Coverage", Kind.SHARE, "Share of the scorecard's weight that had a value.", width=11),
        Column("Health Band", Kind.TEXT, "Band of the score, or the override.", width=16),
        Column(
            "Band Source",
            Kind.CHOICE,
            "Score, or Override while one counts.",
            choices=("Score", "Override"),
            width=12,
        ),
        Column(
            "Segment",
            Kind.TEXT,
            "Code of the cell of the value x effort map; Unplaced without a value or an effort score.",
            width=10,
        ),
        Column("Segment Name", Kind.TEXT, "What the segment means.", width=30),
        Column(
            "ARR Rank",
            Kind.COUNT,
            "1 for the highest ARR of current clients; equal ARR, equal rank.",
            width=9,
        ),
        Column(
            "Cumulative ARR Share",
            Kind.SHARE,
            "Share of positive ARR down to and including this account's group.",
            width=12,
        ),
        Column("Tier", Kind.TEXT, "Service level.", width=20),
        Column("Tier Source", Kind.CHOICE, "Rule, or Override.", choices=("Rule", "Override"), width=12),
        Column(
            "Cost to Serve",
            Kind.MONEY,
            "What the services of its tier cost you in a year; blank without the table Services.",
            width=13,
        ),
        Column("Cost Share of ARR", Kind.SHARE, "Cost to Serve / ARR; blank where ARR is 0 or less.", width=11),
        Column("Service Value", Kind.MONEY, "Assessed value of these services in a year, at your margin.", width=13),
        *TREND_COLUMNS,
        Column("Renewal Date", Kind.DATE, "Earliest renewal of counted contracts after the as-of date.", width=13),
        Column("Next Review", Kind.DATE, "Last Review + the shortest rhythm of segment, band and tier.", width=13),
        Column("Review Overdue", Kind.YESNO, "Yes when Next Review is before the as-of date.", width=10),
        Column("Last Interaction", Kind.DATE, "When somebody last spoke with the client, as typed.", width=13),
        Column("Cancellation Requested", Kind.YESNO, "Yes when the client has asked to cancel.", width=13),
        Column("Retention Plan", Kind.YESNO, "Yes when a plan to keep the client is agreed.", width=11),
        Column(
            "Lists",
            Kind.TEXT,
            "Customer lists that the client is in, with ; between them; ListMembers has their details.",
            width=30,
        ),
        Column(
            "In Filter",
            Kind.YESNO,
            "Yes where the client passes the filters in force (table Filters); the others are hidden here and on the map.",
            width=9,
        ),
        Column("Flags", Kind.TEXT, "What to look at, in short.", width=34),
        Column("Why", Kind.TEXT, "The decision in words.", width=90),
        Column(
            "Visible",
            Kind.COUNT,
            "1 while the row is seen, 0 while a filter or a slicer hides it: the charts count what is seen.",
            width=8,
        ),
        Column(
            "Map Value",
            Kind.MONEY,
            "Horizontal place on the segment map: Overall Value or Value per Seat; #N/A: not on the map.",
            width=12,
        ),
        Column("Map Size", Kind.NUMBER, "Bubble area: employees / mean employees, or 1.", width=10),
        Column(
            "Map Label",
            Kind.TEXT,
            "Name beside the bubble; blank where there are too many to read.",
            width=20,
        ),
    ),
    "One row a client: everything that was computed, and why.",
    extra=(
        "one column 'Map: <band>' a health band: the effort score of its clients, #N/A for the others (the map's "
        "series); and, once there is a history, one column 'ARR 2026-05' and 'Health 2026-05' a month: the points of "
        "ARR Trend and Health Trend"
    ),
)
