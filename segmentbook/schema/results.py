"""The tables that we write (product.md section 4)."""

from segmentbook.model.asset_lines import AssetReason
from segmentbook.schema._types import Column, Kind, Table

__all__ = [
    "ACCOUNT_SERVICES",
    "ASSET_LEDGER",
    "BAND_SUMMARY",
    "CLIENT_STACK",
    "DATA_ISSUES",
    "MEASURE_SCORES",
    "MRR_LEDGER",
    "SERVICE_COSTS",
    "SERVICE_PLAN",
    "STACK_SUMMARY",
    "TIER_SIMULATION",
    "TIER_SUMMARY",
]

MRR_LEDGER = Table(
    "MrrLedger",
    (
        Column("Client", Kind.TEXT, "Client as it is named in Clients; as typed where it is unknown.", width=26),
        Column("Client ID", Kind.TEXT, "Key of the client; blank where it is unknown.", width=10),
        Column("Contract ID", Kind.TEXT, "Key of the line.", width=12),
        Column("Product", Kind.TEXT, "What is sold.", width=24),
        Column("Start", Kind.DATE, "First day that counts.", width=12),
        Column("End", Kind.DATE, "As typed.", width=12),
        Column(
            "Amount",
            Kind.MONEY,
            "Net price of one unit for one billing period, in the line's currency.",
            width=14,
        ),
        Column("Quantity", Kind.NUMBER, "Units.", width=10),
        Column("Currency", Kind.TEXT, "Currency of the amount.", width=10),
        Column("Rate", Kind.NUMBER, "Base currency for one unit of it at the as-of date.", width=9),
        Column("Billing Period", Kind.TEXT, "What one amount pays for.", width=14),
        Column("Months", Kind.NUMBER, "Months in one billing period.", width=9),
        Column(
            "MRR",
            Kind.MONEY,
            "Amount x Quantity / Months x Rate: what the line is a month, counted or not.",
            width=14,
        ),
        Column(
            "Counted MRR",
            Kind.MONEY,
            "MRR where the line counts, else 0. Its sum is the book's MRR.",
            width=14,
        ),
        Column("Reason", Kind.TEXT, "Why the line counts or does not.", width=22),
        Column("Note", Kind.TEXT, "What else to know of the line, e.g. an overlap.", width=34),
        Column("Line", Kind.TEXT, "The line's place in the workbook, e.g. Contracts!A12.", width=16),
    ),
    "Every contract line once, counted or not, with its MRR and the reason.",
)

BAND_SUMMARY = Table(
    "BandSummary",
    (
        Column("Band", Kind.TEXT, "Health band, in its colour.", width=18),
        Column("Minimum Score", Kind.SCORE, "Lowest score of the band.", width=11),
        Column("Maximum Score", Kind.SCORE, "Where the next band begins; the highest ends at 100.", width=11),
        Column("Clients", Kind.COUNT, "Current clients in the band.", width=10),
        Column("Share of Clients", Kind.SHARE, "Of all current clients.", width=12),
        Column("MRR", Kind.MONEY, "Contract MRR of these clients.", width=14),
        Column("ARR", Kind.MONEY, "12 x their Overall Value.", width=14),
        Column("Share of ARR", Kind.SHARE, "Of all current clients' ARR.", width=12),
        Column("Overridden", Kind.COUNT, "Clients in the band by an override.", width=11),
    ),
    "Current clients by health band.",
)

TIER_SUMMARY = Table(
    "TierSummary",
    (
        Column("Tier", Kind.TEXT, "Service level.", width=22),
        Column("Accounts", Kind.COUNT, "Current clients in the tier.", width=10),
        Column("Share of Accounts", Kind.SHARE, "Of all current clients.", width=12),
        Column("ARR", Kind.MONEY, "12 x their Overall Value.", width=14),
        Column("Share of ARR", Kind.SHARE, "Of all current clients' ARR.", width=12),
        Column("Mean ARR", Kind.MONEY, "ARR / accounts.", width=14),
        Column("Median ARR", Kind.MONEY, "ARR of the typical account: the median of those that pay.", width=14),
        Column("Smallest ARR", Kind.MONEY, "Lowest ARR in the tier.", width=14),
        Column(
            "Cost to Serve", Kind.MONEY, "What the tier's services cost in a year; blank without Services.", width=14
        ),
        Column("Cost Share of ARR", Kind.SHARE, "Cost to Serve / ARR of the tier.", width=12),
        Column("Service Value", Kind.MONEY, "Assessed value of these services in a year, at your margin.", width=14),
        Column("Margin", Kind.MONEY, "ARR - Cost to Serve.", width=14),
        Column("Hours", Kind.NUMBER, "Hours of work a year.", width=10),
        Column("Heads", Kind.NUMBER, "Hours / the setting CSM Hours per Year; blank without it.", width=9),
        Column("Overridden", Kind.COUNT, "Accounts in the tier by an override.", width=11),
        Column("Touch Model", Kind.TEXT, "As in Tiers.", width=14),
        Column("Review Every", Kind.NUMBER, "Months between reviews, as in Tiers.", width=12),
    ),
    "Current clients by service tier.",
)

SERVICE_COSTS = Table(
    "ServiceCosts",
    (
        Column("Service", Kind.TEXT, "Name of the service, as in Services.", width=28),
        Column("Tier", Kind.TEXT, "Service level.", width=22),
        Column("Automated", Kind.YESNO, "Yes: needs nobody.", width=11),
        Column("Times per Year", Kind.NUMBER, "How often an account of the tier gets it; 0: not provided.", width=10),
        Column("Accounts", Kind.COUNT, "Accounts that get it: those of the tier, or 0.", width=10),
        Column("Cost per Account", Kind.MONEY, "Cost per Time x Times per Year, a year.", width=13),
        Column(
            "Value per Account",
            Kind.MONEY,
            "Assessed value a year: that cost with the margin on top, by the setting Margin Method.",
            width=13,
        ),
        Column("Value by Margin", Kind.MONEY, "Cost per Account / (1 - Margin); blank from 100% on.", width=13),
        Column("Value by Markup", Kind.MONEY, "Cost per Account x (1 + Margin).", width=13),
        Column("Value by Multiplier", Kind.MONEY, "Cost per Account x Margin.", width=13),
        Column("Cost", Kind.MONEY, "Cost per Account x accounts of the tier.", width=14),
        Column("Value", Kind.MONEY, "Value per Account x accounts of the tier.", width=14),
        Column("Hours", Kind.NUMBER, "Hours per Time x Times per Year x accounts of the tier.", width=11),
        Column("Heads", Kind.NUMBER, "Hours / the setting CSM Hours per Year; blank without it.", width=9),
        Column(
            "Value Share of ARR",
            Kind.SHARE,
            "Assessed value (where not provided: at the service's Times per Year) / the tier's Median ARR.",
            width=12,
        ),
        Column(
            "Qualifies",
            Kind.YESNO,
            "Yes: the tier's typical account (Median ARR) pays at least what the service is worth.",
            width=10,
        ),
    ),
    "One row a service and tier: how often, what it costs and what it is worth in a year.",
)

ACCOUNT_SERVICES = Table(
    "AccountServices",
    (
        Column("Client", Kind.TEXT, "Name of the client.", width=26),
        Column("Client ID", Kind.TEXT, "Key of the client.", width=10),
        Column("Tier", Kind.TEXT, "Service level.", width=20),
        Column("ARR", Kind.MONEY, "12 x Overall Value.", width=14),
        Column("Cost to Serve", Kind.MONEY, "What the services of its tier cost in a year.", width=13),
        Column("Cost Share of ARR", Kind.SHARE, "Cost to Serve / ARR; blank where ARR is 0 or less.", width=11),
        Column("Service Value", Kind.MONEY, "Assessed value of these services in a year.", width=13),
        Column("Margin", Kind.MONEY, "ARR - Cost to Serve.", width=13),
        Column("Hours", Kind.NUMBER, "Hours of work a year.", width=9),
    ),
    "One row a current client: what its services cost in a year.",
    extra="one column a service: its annual cost for the account",
)

SERVICE_PLAN = Table(
    "ServicePlan",
    (
        Column("Service", Kind.TEXT, "As in Services.", width=28),
        Column("Tier", Kind.TEXT, "Service level.", width=20),
        Column("Priority", Kind.COUNT, "1 is served first where the budget does not reach for all.", width=9),
        Column("Accounts", Kind.COUNT, "Current clients in the tier.", width=10),
        Column("Times Now", Kind.NUMBER, "Times a year by the catalogue.", width=10),
        Column(
            "Times Planned", Kind.NUMBER, "Times a year by the plan. It proposes; Services stays as it is.", width=10
        ),
        Column("Change", Kind.NUMBER, "Times Planned - Times Now; negative: cut.", width=10),
        Column(
            "Decision",
            Kind.CHOICE,
            "What the plan does with it. Lowered and Dropped: cut against the catalogue; Not provided: neither now nor planned.",
            choices=("Kept", "Lowered", "Dropped", "Raised", "Added", "Not provided"),
            width=13,
        ),
        Column("Cost Now", Kind.MONEY, "Of all accounts of the tier in a year, by the catalogue.", width=14),
        Column("Cost Planned", Kind.MONEY, "Of all accounts of the tier in a year, by the plan.", width=14),
        Column("Saving", Kind.MONEY, "Cost Now - Cost Planned; negative: the plan spends more here.", width=14),
        Column("Value Now", Kind.MONEY, "Assessed service value of a year, by the catalogue.", width=14),
        Column("Value Planned", Kind.MONEY, "Assessed service value of a year, by the plan.", width=14),
        Column("Hours Planned", Kind.NUMBER, "Hours of work a year, by the plan.", width=11),
        Column("Least Times", Kind.NUMBER, "The fewest times a year that the plan may give.", width=9),
        Column("Most Times", Kind.NUMBER, "The most times a year that the plan may give.", width=9),
        Column(
            "Next Times",
            Kind.NUMBER,
            "Times a year with the smallest larger budget that improves the plan; blank where nothing would.",
            width=9,
        ),
    ),
    "The services that fit the Service Budget: one row a service and tier.",
)

TIER_SIMULATION = Table(
    "TierSimulation",
    (
        Column("Scenario", Kind.TEXT, "What the tiers would follow from.", width=30),
        Column(
            "Kind",
            Kind.CHOICE,
            "Current: the rule in force. ARR share: other shares for the highest tier. Minimum ARR: thresholds where the ARR breaks naturally.",
            choices=("Current", "ARR share", "Minimum ARR"),
            width=13,
        ),
        Column("Current", Kind.YESNO, "Yes: the tiers as they are.", width=9),
        Column("Cuts", Kind.TEXT, "The shares or thresholds of the tiers, from the highest.", width=34),
        Column(
            "Tier 1 Share",
            Kind.SHARE,
            "Cut of the highest tier: the share of ARR that it takes; blank otherwise.",
            width=10,
        ),
        Column("Accounts", Kind.COUNT, "Current clients.", width=10),
        Column("ARR", Kind.MONEY, "Of all current clients.", width=15),
        Column(
            "ARR Covered",
            Kind.MONEY,
            "ARR of the accounts in the highest tier, which get the full service; for the chart of cost against ARR covered.",
            width=15,
        ),
        Column("ARR Covered Share", Kind.SHARE, "ARR Covered / ARR.", width=11),
        Column("Cost", Kind.MONEY, "Cost to serve of all accounts in a year.", width=14),
        Column("Cost Share of ARR", Kind.SHARE, "Cost / ARR; blank where ARR is 0 or less.", width=11),
        Column("Margin", Kind.MONEY, "ARR - Cost.", width=15),
        Column("Hours", Kind.NUMBER, "Hours of work a year.", width=11),
        Column("Heads", Kind.NUMBER, "Hours / the setting CSM Hours per Year; blank without it.", width=9),
        Column("Cost Change", Kind.MONEY, "Cost - Cost of the tiers as they are.", width=14),
    ),
    "What other cuts between the tiers would do: one row a scenario. Tier Overrides stay in force; equal ARR is never split.",
    extra=(
        "seven columns a tier, from the highest, '<tier>: Accounts', ': ARR', ': ARR Share', ': Cost', ': Margin', "
        "': Hours' and ': Heads'"
    ),
)

MEASURE_SCORES = Table(
    "MeasureScores",
    (
        Column(
            "Card Name",
            Kind.TEXT,
            "What the drop-down of Client Card calls the client: its name, with its ID where two share the name.",
            width=28,
        ),
        Column("Client ID", Kind.TEXT, "Key of the client.", width=10),
    ),
    "What each measure scores for each client, 0-100, before it is weighed: what Client Card looks up.",
    extra=(
        "one column a measure, 'Effort: <measure>' and 'Health: <measure>', blank where the client has no value for it"
    ),
)

ASSET_LEDGER = Table(
    "AssetLedger",
    (
        Column("Client", Kind.TEXT, "Client as it is named in Clients; as typed where it is unknown.", width=26),
        Column("Client ID", Kind.TEXT, "Key of the client; blank where it is unknown.", width=10),
        Column("Asset", Kind.TEXT, "What it is.", width=28),
        Column("End of Life", Kind.DATE, "As typed.", width=12),
        Column("Quantity", Kind.NUMBER, "As typed; blank is one.", width=10),
        Column("Replacement Cost", Kind.MONEY, "Of one, as typed.", width=14),
        Column("Tech Debt", Kind.MONEY, "Replacement Cost x Quantity where it is due, else 0.", width=14),
        Column(
            "Reason",
            Kind.CHOICE,
            "Why it is tech debt or not: past its End of Life, or within the setting EOL Warning of it.",
            choices=tuple(reason.value for reason in AssetReason),
            width=18,
        ),
        Column("Line", Kind.TEXT, "The asset's place in the workbook, e.g. Assets!A12.", width=14),
    ),
    "Every asset once, what is tech debt first; its sum for a client is the Tech Debt of SegmentResults.",
)

DATA_ISSUES = Table(
    "DataIssues",
    (
        Column(
            "Level",
            Kind.CHOICE,
            "error: something was not counted. warning: counted, but look at it.",
            choices=("error", "warning"),
            width=10,
        ),
        Column("Sheet", Kind.TEXT, "Where it is.", width=18),
        Column("Cell", Kind.TEXT, "The cell, as a link.", width=10),
        Column("What is wrong", Kind.TEXT, "The rule, and the value found.", width=70),
        Column("What was done", Kind.TEXT, "What the refresh did about it.", width=48),
    ),
    "Everything in the input that could not be taken as it stands.",
)

STACK_SUMMARY = Table(
    "StackSummary",
    (
        Column("Item", Kind.TEXT, "Item of the stack.", width=26),
        Column("Tags", Kind.TEXT, "Groups it belongs to.", width=22),
        Column("Applicable Clients", Kind.COUNT, "Current clients that have it or could have it.", width=11),
        Column("Aligned Clients", Kind.COUNT, "Of these, clients that have it.", width=11),
        Column("Alignment", Kind.SHARE, "Aligned / applicable clients.", width=11),
        Column("Current MRR", Kind.MONEY, "Its price a month x seats (or once) of the aligned clients.", width=14),
        Column("MRR Opportunity", Kind.MONEY, "The same of the clients that could have it.", width=14),
        Column("Non-recurring Opportunity", Kind.MONEY, "Its one-off price x seats (or once) of these.", width=14),
    ),
    "Alignment and opportunity of each item of the stack, over all current clients.",
)

CLIENT_STACK = Table(
    "ClientStack",
    (
        Column("Client", Kind.TEXT, "Name of the client.", width=26),
        Column("Client ID", Kind.TEXT, "Key of the client.", width=10),
        Column("Seats", Kind.COUNT, "Employees: what a price per seat is multiplied by; blank where unknown.", width=9),
        Column(
            "Visible",
            Kind.COUNT,
            "1 while the client is current and its row in SegmentResults is seen, else 0: the charts count what is seen.",
            width=8,
        ),
    ),
    "Which client has which item of the stack, or could have it: what the charts of the stack count.",
    extra="one column an item of the stack: Aligned, Opportunity, or blank where it does not apply",
)
