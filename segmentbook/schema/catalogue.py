"""The tables of what is sold and watched: services, stack, lifecycle, lists, filters (product.md section 2)."""

from segmentbook.model.date_windows import WINDOWS
from segmentbook.schema._types import Column, Kind, Table
from segmentbook.schema.policy import OPERATORS

__all__ = [
    "CUSTOMER_LISTS",
    "FILTERS",
    "LIFECYCLE_STAGES",
    "LIST_COLUMNS",
    "LIST_OPERATORS",
    "MOST_TIMES",
    "SERVICES",
    "SEVERITIES",
    "STACK_ALIGNMENT",
    "STACK_ITEMS",
]

LIST_OPERATORS = (*OPERATORS, *WINDOWS)
"""Operators of CustomerLists: those of TierRules and the dates (``in next 90 days`` ...)."""

LIST_COLUMNS = (
    "Renewal Date",
    "Last Interaction",
    "Client Since",
    "Churned On",
    "Lifecycle Stage",
    "Key Feature Usage",
    "Seat Utilisation",
    "Overdue Invoices",
    "NPS",
    "Health Band",
    "Segment",
    "Tier",
    "ARR",
    "Account Manager",
    "Cancellation Requested",
)
"""Columns that lists usually ask for; any other may be."""

SEVERITIES = ("High", "Medium", "Low")
"""How grave it is to be in a list, the gravest first."""

FILTER_COLUMNS = ("Client", "Account Manager", "Account Group", "Health Band", "Segment", "Tier", "Region", "Industry")
"""Columns that are usually filtered by; any other may be."""

MOST_TIMES = 8_784
"""Times a year that something can be done, and hours that it can take: the hours of a leap year."""

SERVICES = Table(
    "Services",
    (
        Column(
            "Service",
            Kind.TEXT,
            "Name of the service, e.g. Business review. Blank: the row is skipped.",
            required=True,
            aliases=("Service Name",),
            width=28,
        ),
        Column(
            "Definition",
            Kind.TEXT,
            "What it is, in your own words, e.g. 'Half a day on site'. Blank: not said.",
            width=60,
        ),
        Column(
            "Cost per Time",
            Kind.MONEY,
            "What doing it once for one account costs you, in base currency, e.g. 640.00. "
            "Blank: Hours per Time at the setting CSM Hourly Cost; without these the service is not counted.",
            required=True,
            aliases=("Unit Cost", "Cost Each"),
            minimum=0,
            width=13,
        ),
        Column(
            "Times per Year",
            Kind.NUMBER,
            "How often a year where a tier says Yes, e.g. 4. Blank: once.",
            default=1.0,
            aliases=("Frequency",),
            minimum=0,
            maximum=MOST_TIMES,
            width=11,
        ),
        Column(
            "Hours per Time",
            Kind.NUMBER,
            "Hours of work each time, for one account, e.g. 3.5. Blank: none.",
            minimum=0,
            maximum=MOST_TIMES,
            width=11,
        ),
        Column(
            "Margin",
            Kind.NUMBER,
            "Margin (e.g. 35%), markup or multiplier, as the setting Margin Method says. Blank: nothing is added to the cost.",
            maximum=1_000,
            width=10,
        ),
        Column(
            "Automated",
            Kind.YESNO,
            "Yes: needs nobody; stays on, unless it says No, for a tier that gets no other service. Blank: no.",
            default=False,
            width=11,
        ),
        Column(
            "Priority",
            Kind.NUMBER,
            "What a plan keeps first when the budget does not reach for all, e.g. 2: what has a 1 goes before it. Blank: 1.",
            minimum=1,
            maximum=1_000,
            width=9,
        ),
    ),
    "Catalogue of the services that accounts are entitled to.",
    extra="one column a tier: blank or No = not provided (what is Automated stays on where it is blank and the tier gets nothing else), Yes = at Times per Year, a number = that many times a year; "
    "and, if wanted, '<tier> Minimum' and '<tier> Maximum': times a year that a plan must and may give it",
)

STACK_ITEMS = Table(
    "StackItems",
    (
        Column(
            "Item",
            Kind.TEXT,
            "Product or service of your stack, e.g. Managed Firewall. Blank: the row is skipped.",
            required=True,
            aliases=("Stack Item", "Product"),
            width=28,
        ),
        Column(
            "Tags",
            Kind.TEXT,
            "Groups it belongs to, with ; between them, e.g. Standard; Premium. Blank: none.",
            aliases=("Tag",),
            width=22,
        ),
        Column(
            "MRR Price",
            Kind.MONEY,
            "Price a month for one seat or client, e.g. 12.00. Blank: 0.",
            aliases=("Monthly Price",),
            minimum=0,
            width=12,
        ),
        Column(
            "Non-recurring Price",
            Kind.MONEY,
            "One-off price for one seat or client, e.g. 450.00. Blank: 0.",
            aliases=("One-off Price", "Setup Price"),
            minimum=0,
            width=14,
        ),
        Column(
            "Per",
            Kind.CHOICE,
            "Seat or Client: what the prices are for. Blank: Client.",
            default="Client",
            choices=("Seat", "Client"),
            width=9,
        ),
    ),
    "The stack: what you sell.",
)

STACK_ALIGNMENT = Table(
    "StackAlignment",
    (
        Column(
            "Client",
            Kind.TEXT,
            "The client, by name or ID as in Clients, e.g. C-014. Blank or unknown: the row is not counted.",
            required=True,
            aliases=("Client ID", "Customer ID", "Account ID", "Client Name", "Account Name", "Company", "Customer"),
            list_from=("Clients", "Client"),
            width=30,
        ),
    ),
    "Which client has which item of the stack.",
    extra="one column an item: Aligned, Opportunity, blank or N/A = not applicable",
)

LIFECYCLE_STAGES = Table(
    "LifecycleStages",
    (
        Column(
            "Stage",
            Kind.TEXT,
            "Name of the stage, e.g. Onboarding. Blank: the row is skipped.",
            required=True,
            width=18,
        ),
        Column("Order", Kind.NUMBER, "Its place in a client's life, e.g. 1 for the first. Blank: as listed.", width=9),
        Column("Description", Kind.TEXT, "What it means, e.g. 'First 90 days'. Blank: not said.", width=44),
    ),
    "Stages of a client's life with you.",
)

CUSTOMER_LISTS = Table(
    "CustomerLists",
    (
        Column(
            "List",
            Kind.TEXT,
            "Name of the list, e.g. Renewal within 90 days. Blank: the row is skipped.",
            required=True,
            width=34,
        ),
        Column(
            "Owner",
            Kind.TEXT,
            "Whose list it is, e.g. Dana Whitlock; on one row of the list is enough. Blank: everybody's.",
            width=17,
        ),
        Column(
            "Visible To",
            Kind.TEXT,
            "Whom it is made for, e.g. Central; it is shown beside the list and hides nothing. Blank: everybody.",
            width=17,
        ),
        Column(
            "Severity",
            Kind.CHOICE,
            "How grave it is to be in the list: High, Medium or Low; on one row of the list is enough. Blank: no risk.",
            default="",
            choices=SEVERITIES,
            width=10,
        ),
        Column(
            "Column",
            Kind.TEXT,
            "Column of Clients or SegmentResults that is looked at, e.g. Renewal Date; or another list, Yes or No, e.g. "
            "List: Onboarding. Lists are of current clients, those that ask for Status or Churned On of all. Blank: the "
            "row asks for nothing.",
            required=True,
            choices=LIST_COLUMNS,
            width=22,
        ),
        Column(
            "Operator",
            Kind.TEXT,
            "How the column is compared, e.g. in next (90 days): the as-of date and the 90 days after it; in last: the 90 "
            "days that end with it; not in last: all else, blank too; this quarter: the fiscal one. Blank: the list is "
            "not computed.",
            required=True,
            choices=LIST_OPERATORS,
            width=14,
        ),
        Column(
            "Value",
            Kind.ANY,
            "What it is compared with, e.g. 90 days, 3 months, 30%; for 'in' several with ; between them. "
            "Blank: only where the operator needs none.",
            width=20,
        ),
        Column(
            "Group",
            Kind.ANY,
            "Rows of one group must all hold; one of the list's groups is enough, e.g. 1. Blank: one group.",
            width=9,
        ),
    ),
    "Whom to act on: each list is made anew at each refresh.",
)

FILTERS = Table(
    "Filters",
    (
        Column(
            "Column",
            Kind.TEXT,
            "Column of Clients or SegmentResults, e.g. Account Manager. Blank: the row is skipped.",
            required=True,
            choices=FILTER_COLUMNS,
            width=20,
        ),
        Column(
            "Values",
            Kind.TEXT,
            "Values shown, with ; between them, e.g. Dana Whitlock; Tom Ashby; (blank) for none. Blank: all.",
            required=True,
            width=44,
        ),
    ),
    "Which part of the book the map and SegmentResults show; scores, cuts, tiers and totals are of the whole book.",
)
