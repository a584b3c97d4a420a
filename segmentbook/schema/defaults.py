"""What holds where a policy table is missing: default bands, segments and tiers (product.md sections 2 and 3)."""

from segmentbook.model.bands import UNSCORED
from segmentbook.model.inputs import Band, Measure, SegmentCell, Tier
from segmentbook.model.segments import UNPLACED

__all__ = [
    "BANDS",
    "EFFORT_MEASURES",
    "HEALTH_MEASURES",
    "SEGMENTS",
    "TIERS",
    "UNPLACED",
    "UNSCORED",
    "UNSCORED_COLOUR",
]

UNSCORED_COLOUR = "9CA3AF"

BANDS = (
    Band("Needs attention", 0.0, "C0392B", 1),
    Band("Satisfactory", 50.0, "E6A100", 3),
    Band("Healthy", 75.0, "2E8B57", 6),
)

SEGMENTS = (
    SegmentCell(
        True,
        False,
        "HL",
        "Most profitable",
        "High value for little effort: keep them, ask for references.",
        6,
    ),
    SegmentCell(True, True, "HH", "Meet most often", "High value and much work: agree a plan, meet often.", 3),
    SegmentCell(
        False,
        False,
        "LL",
        "Quiet: no communication = churn",
        "Little value, little effort: stay in touch, or they leave unheard.",
        12,
    ),
    SegmentCell(
        False,
        True,
        "LH",
        "Reprice, or cut service time",
        "Little value for much work: reprice, or serve them with less time.",
        6,
    ),
)

TIERS = (
    Tier(
        "Tier 1 - Strategic",
        0.20,
        120_000.0,
        250.0,
        "High touch",
        3,
        "Named CSM, quarterly business reviews, executive sponsor.",
    ),
    Tier(
        "Tier 2 - Mid-market",
        0.70,
        36_000.0,
        50.0,
        "Mid touch",
        6,
        "Pooled CSM, two reviews a year, programmes.",
    ),
    Tier("Tier 3 - Long tail", None, 0.0, 0.0, "Tech touch", 12, "Automated programmes, help on request."),
)

EFFORT_MEASURES = (
    Measure("Tickets per Seat", 3, 0.0, 2.0, {}, "", "Support tickets a seat and month: more is more work."),
    Measure("Sites", 2, 1.0, 10.0, {}, "", "Places to look after."),
    Measure(
        "After-hours Support",
        2,
        0.0,
        100.0,
        {"no": 0.0, "partly": 50.0, "yes": 100.0},
        "",
        "Do they call outside office hours?",
    ),
    Measure(
        "Old Devices",
        2,
        0.0,
        50.0,
        {},
        "",
        "Share of devices past their end of life, in %: they make work.",
    ),
    Measure(
        "Standardisation",
        1,
        100.0,
        0.0,
        {},
        "",
        "Share of your standard that they follow, in %: fewer is more work.",
    ),
)

HEALTH_MEASURES = (
    Measure("CSAT", 3, 60.0, 100.0, {}, "", "Customer satisfaction, in %."),
    Measure("Relationship", 3, 1.0, 5.0, {}, "", "Account manager's view, 1 to 5."),
    Measure("Seat Utilisation", 2, 0.3, 0.9, {}, "Seat Utilisation", "Active seats / licensed seats. Computed."),
    Measure(
        "Executive Sponsor",
        1,
        0.0,
        100.0,
        {"no": 0.0, "partly": 50.0, "yes": 100.0},
        "",
        "Do we know someone who decides?",
    ),
    Measure("Days Past Due", 1, 60.0, 0.0, {}, "", "Oldest unpaid invoice, in days: fewer is better."),
)
