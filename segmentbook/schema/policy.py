"""The tables of policy: scorecards, bands, segments, tiers, settings (product.md section 2)."""

from segmentbook.schema._types import Column, Kind, Table

__all__ = [
    "EFFORT_MEASURES",
    "HEALTH_BANDS",
    "HEALTH_MEASURES",
    "OPERATORS",
    "SEGMENTS",
    "SETTINGS_TABLE",
    "TIERS",
    "TIER_RULES",
]

OPERATORS = ("=", "<>", ">", ">=", "<", "<=", "contains", "in", "blank", "not blank")
"""Operators of TierRules."""

_REVIEW = Column(
    "Review Every",
    Kind.NUMBER,
    "Months between two reviews of a client, e.g. 3; the shortest of segment, band and tier counts. Blank: no rhythm of its own.",
    aliases=("Review Every (months)", "Review Months", "Cadence", "Cadence (months)"),
    minimum=0,
    width=13,
)

_MEASURE_COLUMNS = (
    Column(
        "Measure",
        Kind.TEXT,
        "Name of the measure, e.g. CSAT; the Clients column of that name is read unless Source says otherwise. Blank: the row is skipped.",
        required=True,
        aliases=("Metric", "Criterion", "Indicator", "KPI"),
        width=24,
    ),
    Column(
        "Weight",
        Kind.NUMBER,
        "How much the measure counts beside the others, e.g. 3 counts three times as much as 1. 0 or blank: not at all.",
        required=True,
        aliases=("Weighting",),
        minimum=0,
        width=9,
    ),
    Column(
        "Scores 0 at",
        Kind.NUMBER,
        "The value that scores 0, e.g. 60 for a CSAT of 60%. It may be above 'Scores 100 at': fewer is better. Blank: 0.",
        default=0.0,
        aliases=("Score 0 at", "Zero At"),
        width=12,
    ),
    Column(
        "Scores 100 at",
        Kind.NUMBER,
        "The value that scores 100, e.g. 100; between the two a score is in proportion, beyond them it is 0 or 100. Blank: 100.",
        default=100.0,
        aliases=("Score 100 at", "Hundred At"),
        width=13,
    ),
    Column(
        "Choices",
        Kind.TEXT,
        "Where words are typed: the score of each, e.g. No=0; Partly=50; Yes=100. Blank: a number is expected.",
        width=30,
    ),
    Column(
        "Source",
        Kind.TEXT,
        "Column to read: one of Clients, or a computed one such as Tech Debt per Seat or Seat Utilisation. Blank: the Clients column of the measure's name.",
        aliases=("Source Column",),
        width=20,
    ),
    Column(
        "Description",
        Kind.TEXT,
        "What the measure tells, e.g. 'Customer satisfaction, in %'. Blank: nothing shown.",
        width=68,
    ),
)

EFFORT_MEASURES = Table(
    "EffortMeasures", _MEASURE_COLUMNS, "What makes a client much work, as a weighted scorecard: 100 is most work."
)
HEALTH_MEASURES = Table(
    "HealthMeasures", _MEASURE_COLUMNS, "What shows that a client is well, as a weighted scorecard: 100 is healthiest."
)

HEALTH_BANDS = Table(
    "HealthBands",
    (
        Column(
            "Band",
            Kind.TEXT,
            "Name of the band, e.g. Healthy. Blank: the row is skipped.",
            required=True,
            aliases=("Health Band", "Band Name", "Name"),
            width=18,
        ),
        Column(
            "Minimum Score",
            Kind.SCORE,
            "Lowest score in the band, 0-100, e.g. 75; a score equal to it is in this band. Exactly one band starts at 0. Blank stops a refresh.",
            required=True,
            aliases=("Minimum", "Min Score", "From Score", "Score From"),
            minimum=0,
            maximum=100,
            width=14,
        ),
        Column(
            "Maximum Score",
            Kind.SCORE,
            "Computed: where the next band begins, 100 for the highest. Typing here changes nothing; blank is fine.",
            aliases=("Maximum", "Max Score", "To Score", "Score To"),
            width=14,
        ),
        Column(
            "Colour",
            Kind.COLOUR,
            "Colour of the band: fill the cell with it, or type a hex code such as 2E8B57 (a fill goes before the code). Blank and unfilled: a default colour.",
            required=True,
            aliases=("Color",),
            width=12,
        ),
        _REVIEW,
    ),
    "Any number of bands, with names and colours of your own.",
)

SEGMENTS = Table(
    "Segments",
    (
        Column(
            "Value",
            Kind.CHOICE,
            "High or Low: is the client's value at or above the value cut? Blank stops a refresh.",
            required=True,
            choices=("High", "Low"),
            width=9,
        ),
        Column(
            "Effort",
            Kind.CHOICE,
            "High or Low: is the client's effort score at or above the effort cut? Blank stops a refresh.",
            required=True,
            choices=("High", "Low"),
            width=9,
        ),
        Column(
            "Code",
            Kind.TEXT,
            "1-3 characters that stand for the segment, e.g. HL: what =SEGMENT() shows. Blank stops a refresh.",
            required=True,
            aliases=("Segment", "Segment Code"),
            width=8,
        ),
        Column(
            "Name",
            Kind.TEXT,
            "What the segment means for you, e.g. Meet most often; written in the corner of the map. Blank: the code is shown.",
            required=True,
            aliases=("Segment Name",),
            width=42,
        ),
        Column(
            "Description",
            Kind.TEXT,
            "What to do with these clients, e.g. 'Agree a plan, meet often'. Blank: nothing shown.",
            width=68,
        ),
        _REVIEW,
    ),
    "The four cells of the value x effort map, one row each.",
)

TIERS = Table(
    "Tiers",
    (
        Column(
            "Tier",
            Kind.TEXT,
            "Name of the service level, e.g. Tier 1 - Strategic; the highest first. Blank: the row is skipped.",
            required=True,
            aliases=("Service Tier", "Tier Name"),
            width=20,
        ),
        Column(
            "ARR Share",
            Kind.SHARE,
            "Share of all ARR down to which accounts, from the largest on, are in this tier or a higher one, e.g. 20%, then 70%. Blank: the rest.",
            aliases=("Share of ARR", "Cumulative Share"),
            minimum=0,
            maximum=1,
            width=11,
        ),
        Column(
            "Minimum ARR",
            Kind.MONEY,
            "Lowest ARR of the tier in base currency, e.g. 120,000; used where the setting Tier By is ARR. Blank: 0.",
            aliases=("Min ARR", "ARR From"),
            width=13,
        ),
        Column(
            "Minimum Employees",
            Kind.COUNT,
            "Fewest employees of the tier, e.g. 250; used where the setting Tier By is Employees. Blank: 0.",
            aliases=("Min Employees", "Minimum Seats", "Employees From"),
            minimum=0,
            width=12,
        ),
        Column(
            "Touch Model",
            Kind.TEXT,
            "How these accounts are looked after, e.g. High touch. Blank: not said.",
            choices=("High touch", "Mid touch", "Low touch", "Tech touch"),
            aliases=("Touch",),
            width=13,
        ),
        _REVIEW,
        Column(
            "Definition",
            Kind.TEXT,
            "What the tier gets, in your own words, e.g. 'Named CSM, quarterly reviews'. Blank: nothing shown.",
            width=60,
        ),
    ),
    "Service levels, highest first. The setting Tier By says which column decides.",
)

TIER_RULES = Table(
    "TierRules",
    (
        Column(
            "Tier",
            Kind.TEXT,
            "Name of the tier that the rule leads to, as in Tiers, e.g. Tier 1 - Strategic. Blank: the row is skipped.",
            required=True,
            list_from=("Tiers", "Tier"),
            width=22,
        ),
        Column(
            "Column",
            Kind.TEXT,
            "Column of Clients or SegmentResults that is looked at, e.g. Industry. Blank stops a refresh.",
            required=True,
            width=22,
        ),
        Column(
            "Operator",
            Kind.CHOICE,
            "How the column is compared: " + ", ".join(OPERATORS) + ". Blank stops a refresh.",
            required=True,
            choices=OPERATORS,
            width=12,
        ),
        Column(
            "Value",
            Kind.ANY,
            "What it is compared with, e.g. 250; for 'in' several with ; between them. Blank: only for blank and not blank.",
            required=True,
            width=30,
        ),
    ),
    "Used where the setting Tier By is Rules: all rows of a tier must hold; the first tier that matches wins.",
)

SETTINGS_TABLE = Table(
    "Settings",
    (
        Column(
            "Setting",
            Kind.TEXT,
            "Name of the setting, e.g. Effort Cut; do not change it. Blank: the row is skipped.",
            required=True,
            width=24,
        ),
        Column(
            "Value",
            Kind.ANY,
            "Your choice, e.g. 60. Blank: what the note beside it says, else the default.",
            required=True,
            width=16,
        ),
        Column(
            "Note",
            Kind.TEXT,
            "What the setting does; yours to change, e.g. to say who decided it. Blank: nothing shown.",
            width=124,
        ),
    ),
    "How the book is computed. Change a value, then refresh.",
)
