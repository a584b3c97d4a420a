"""The tables of policy: scorecards, bands, segments, tiers, services, stack, lists (product.md section 2)."""

from segmentbook.schema._types import Column, Kind, Table

__all__ = [
    "CUSTOMER_LISTS",
    "EFFORT_MEASURES",
    "FILTERS",
    "HEALTH_BANDS",
    "HEALTH_MEASURES",
    "LIFECYCLE_STAGES",
    "OPERATORS",
    "SEGMENTS",
    "SERVICES",
    "SETTINGS_TABLE",
    "STACK_ALIGNMENT",
    "STACK_ITEMS",
    "TIERS",
    "TIER_RULES",
]

OPERATORS = ("=", "<>", ">", ">=", "<", "<=", "contains", "in", "blank", "not blank")
"""Operators of TierRules."""

LIST_OPERATORS = (*OPERATORS, "in next", "in last", "not in last", "this quarter")
"""Operators of CustomerLists: those of TierRules and the dates (``in next 90 days`` ...)."""

_REVIEW = Column(
    "Review Every",
    Kind.NUMBER,
    "Months between reviews, e.g. 3. Blank: no rhythm of its own.",
    aliases=("Review Every (months)", "Cadence", "Review Months"),
    minimum=0,
    width=13,
)

_MEASURE_COLUMNS = (
    Column(
        "Measure",
        Kind.TEXT,
        "Name of the measure; the Clients column of that name is read unless Source says otherwise.",
        required=True,
        width=24,
    ),
    Column(
        "Weight",
        Kind.NUMBER,
        "How much the measure counts beside the others, e.g. 2. 0: not at all.",
        required=True,
        minimum=0,
        width=9,
    ),
    Column(
        "Scores 0 at",
        Kind.NUMBER,
        "The value that scores 0. May be above 'Scores 100 at': fewer is better. Blank: 0.",
        default=0.0,
        aliases=("Zero At",),
        width=12,
    ),
    Column(
        "Scores 100 at",
        Kind.NUMBER,
        "The value that scores 100. Blank: 100.",
        default=100.0,
        aliases=("Hundred At",),
        width=13,
    ),
    Column(
        "Choices",
        Kind.TEXT,
        "Scores of words, e.g. No=0; Partly=50; Yes=100. Blank: a number is expected.",
        width=30,
    ),
    Column(
        "Source",
        Kind.TEXT,
        "Clients column or computed column to read. Blank: the column named like the measure.",
        aliases=("Source Column",),
        width=20,
    ),
    Column("Description", Kind.TEXT, "What the measure tells, in a few words.", width=44),
)

EFFORT_MEASURES = Table("EffortMeasures", _MEASURE_COLUMNS, "What makes a client much work, as a weighted scorecard.")
HEALTH_MEASURES = Table(
    "HealthMeasures", _MEASURE_COLUMNS, "What shows that a client is well, as a weighted scorecard."
)

HEALTH_BANDS = Table(
    "HealthBands",
    (
        Column(
            "Band",
            Kind.TEXT,
            "Name of the band, e.g. Healthy.",
            required=True,
            aliases=("Health Band", "Name"),
            width=18,
        ),
        Column(
            "Minimum Score",
            Kind.SCORE,
            "Lowest score in the band, 0-100. Exactly one band starts at 0; a score equal to it is in this band.",
            required=True,
            aliases=("Minimum", "Min Score", "From Score"),
            minimum=0,
            maximum=100,
            width=14,
        ),
        Column(
            "Maximum Score",
            Kind.SCORE,
            "Computed: where the next band begins. Typing here changes nothing.",
            aliases=("Maximum", "Max Score"),
            width=14,
        ),
        Column(
            "Colour",
            Kind.COLOUR,
            "The cell's own fill, or a hex code such as 2E8B57.",
            required=True,
            aliases=("Color",),
            width=12,
        ),
        _REVIEW,
    ),
    "Health bands: any number, any names, any colours.",
)

SEGMENTS = Table(
    "Segments",
    (
        Column(
            "Value",
            Kind.CHOICE,
            "High or Low: is the client's value at or above the cut?",
            required=True,
            choices=("High", "Low"),
            width=9,
        ),
        Column(
            "Effort",
            Kind.CHOICE,
            "High or Low: is the effort score at or above the cut?",
            required=True,
            choices=("High", "Low"),
            width=9,
        ),
        Column(
            "Code",
            Kind.TEXT,
            "1-3 characters: what =SEGMENT() shows.",
            required=True,
            aliases=("Segment", "Segment Code"),
            width=8,
        ),
        Column(
            "Name",
            Kind.TEXT,
            "What the segment means for you.",
            required=True,
            aliases=("Segment Name",),
            width=42,
        ),
        Column("Description", Kind.TEXT, "What to do with it.", width=60),
        _REVIEW,
    ),
    "The four cells of the value x effort map.",
)

TIERS = Table(
    "Tiers",
    (
        Column(
            "Tier",
            Kind.TEXT,
            "Name of the service level, highest first.",
            required=True,
            aliases=("Service Tier", "Tier Name"),
            width=20,
        ),
        Column(
            "ARR Share",
            Kind.SHARE,
            "Cumulative share of ARR down to which accounts are in this tier, e.g. 20%, 70%. Blank: the rest.",
            aliases=("Share of ARR", "Cumulative Share"),
            minimum=0,
            maximum=1,
            width=11,
        ),
        Column(
            "Minimum ARR",
            Kind.MONEY,
            "Lowest ARR of the tier, where Tier By is ARR. Blank: 0.",
            aliases=("Min ARR",),
        ),
        Column(
            "Minimum Employees",
            Kind.COUNT,
            "Fewest employees of the tier, where Tier By is Employees. Blank: 0.",
            aliases=("Min Employees",),
            minimum=0,
        ),
        Column("Touch Model", Kind.TEXT, "High touch, mid touch, low touch or tech touch.", aliases=("Touch",)),
        _REVIEW,
        Column("Definition", Kind.TEXT, "In your own words.", width=50),
    ),
    "Service levels, highest first.",
)

TIER_RULES = Table(
    "TierRules",
    (
        Column("Tier", Kind.TEXT, "Name of the tier.", required=True, list_from=("Tiers", "Tier"), width=20),
        Column("Column", Kind.TEXT, "Column of Clients or SegmentResults.", required=True, width=20),
        Column(
            "Operator",
            Kind.CHOICE,
            "How the column is compared: " + ", ".join(OPERATORS) + ".",
            required=True,
            choices=OPERATORS,
            width=11,
        ),
        Column("Value", Kind.ANY, "What it is compared with; several with ; for 'in'.", required=True, width=20),
    ),
    "Conditions of a tier, ANDed; the first tier that matches wins. Used where Tier By is Rules.",
)

SERVICES = Table(
    "Services",
    (
        Column("Service", Kind.TEXT, "Name of the service.", required=True, width=28),
        Column("Definition", Kind.TEXT, "What it is.", width=44),
        Column(
            "Cost per Time",
            Kind.MONEY,
            "What doing it once for one account costs you.",
            required=True,
            aliases=("Unit Cost",),
            minimum=0,
        ),
        Column("Times per Year", Kind.NUMBER, "How often a year where a tier says Yes.", minimum=0),
        Column("Hours per Time", Kind.NUMBER, "Hours of work each time.", minimum=0),
        Column("Margin", Kind.NUMBER, "Margin, markup or multiplier, by the Setting Margin Method."),
        Column("Automated", Kind.YESNO, "Yes: stays on for tiers without service.", default=False),
    ),
    "Catalogue of services.",
    extra="one column a tier: blank = not provided, Yes = at Times per Year, a number = that many times a year",
)

STACK_ITEMS = Table(
    "StackItems",
    (
        Column("Item", Kind.TEXT, "Product or service of your stack.", required=True, width=28),
        Column("Tags", Kind.TEXT, "Groups it belongs to, with ; between them, e.g. Standard; Premium.", width=22),
        Column("MRR Price", Kind.MONEY, "Price a month.", aliases=("Monthly Price",)),
        Column("Non-recurring Price", Kind.MONEY, "One-off price.", aliases=("One-off Price",)),
        Column(
            "Per",
            Kind.CHOICE,
            "Seat or Client: what the price is for.",
            default="Client",
            choices=("Seat", "Client"),
            width=9,
        ),
    ),
    "The stack: what you sell.",
)

STACK_ALIGNMENT = Table(
    "StackAlignment",
    (Column("Client", Kind.TEXT, "The client's ID or name, as in Clients.", required=True, width=26),),
    "Which client has which item of the stack.",
    extra="one column an item: Aligned, Opportunity, blank or N/A = not applicable",
)

LIFECYCLE_STAGES = Table(
    "LifecycleStages",
    (
        Column("Stage", Kind.TEXT, "Name of the stage.", required=True, width=18),
        Column("Order", Kind.NUMBER, "Its place in a client's life.", width=9),
        Column("Description", Kind.TEXT, "What it means.", width=44),
    ),
    "Stages of a client's life with you.",
)

CUSTOMER_LISTS = Table(
    "CustomerLists",
    (
        Column("List", Kind.TEXT, "Name of the list.", required=True, width=26),
        Column("Owner", Kind.TEXT, "Whose list it is."),
        Column("Visible To", Kind.TEXT, "Who sees it."),
        Column("Column", Kind.TEXT, "Column of Clients or SegmentResults.", required=True, width=20),
        Column(
            "Operator",
            Kind.TEXT,
            "How the column is compared: " + ", ".join(LIST_OPERATORS) + ".",
            required=True,
        ),
        Column("Value", Kind.ANY, "What it is compared with."),
        Column("Group", Kind.ANY, "Rows of one group are ANDed; groups are ORed.", width=9),
    ),
    "Conditions of the customer lists.",
)

SETTINGS_TABLE = Table(
    "Settings",
    (
        Column("Setting", Kind.TEXT, "Name of the setting; do not change it.", required=True, width=26),
        Column("Value", Kind.ANY, "Your choice.", required=True, width=18),
        Column("Note", Kind.TEXT, "What it does.", width=78),
    ),
    "How the book is computed.",
)

FILTERS = Table(
    "Filters",
    (
        Column("Column", Kind.TEXT, "Column of Clients or SegmentResults.", required=True, width=20),
        Column("Values", Kind.TEXT, "Values shown, with ; between them. Blank: all.", required=True, width=44),
    ),
    "Which part of the book is shown.",
)
