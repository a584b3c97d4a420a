"""The stages of a client's life, and what the clients are analysed by, where a workbook does not say otherwise."""

from segmentbook.model.inputs import LifecycleStage

__all__ = ["ANALYSED", "STAGES"]

STAGES = (
    LifecycleStage("Onboarding", 1, "Signed; being set up and trained."),
    LifecycleStage("Adoption", 2, "Live, and learning to use what they pay for."),
    LifecycleStage("Growth", 3, "Uses it well, and could use more."),
    LifecycleStage("Renewal", 4, "The contract is about to be renewed."),
    LifecycleStage("Mature", 5, "Settled: renews as a matter of course."),
    LifecycleStage("At risk", 6, "Something is wrong: may leave."),
    LifecycleStage("Churned", 7, "Has left."),
)

ANALYSED = ("Tier", "Segment", "Lifecycle Stage", "Industry", "Region")
"""Columns that ClientAnalysis sums up by where the setting Analyse By is blank."""
