"""The tables of lifecycle, analysis and churn watch that we write (product.md section 4)."""

from segmentbook.model.alerts import SEVERITIES
from segmentbook.schema._types import Column, Kind, Table

__all__ = ["ALERTS", "CLIENT_ANALYSIS", "CLIENT_STAGES", "STAGE_SUMMARY"]

STAGE_SUMMARY = Table(
    "StageSummary",
    (
        Column("Stage", Kind.TEXT, "Stage of LifecycleStages; No stage: blank. Unknown: not in that table.", width=18),
        Column("Order", Kind.COUNT, "Its place in a client's life.", width=8),
        Column("Clients", Kind.COUNT, "Current clients in the stage.", width=10),
        Column("Share of Clients", Kind.SHARE, "Of all current clients.", width=12),
        Column("MRR", Kind.MONEY, "Contract MRR of these clients.", width=14),
        Column("ARR", Kind.MONEY, "12 x their Overall Value.", width=14),
        Column("Mean Health", Kind.SCORE, "Mean Health Score of those that have one.", width=11),
        Column(
            "Median Days in Stage",
            Kind.COUNT,
            "Days since the first snapshot since which a client has been in the stage without interruption: of half the "
            "clients at most so many. Blank: no earlier snapshot.",
            width=12,
        ),
        Column("Mean Days in Stage", Kind.COUNT, "The mean of these days.", width=12),
        Column(
            "Longer than History",
            Kind.COUNT,
            "Clients that were in the stage at the oldest snapshot already: their days count from there, and are more.",
            width=12,
        ),
        Column(
            "Not Current", Kind.COUNT, "Churned clients, and those not started, of the stage: not counted.", width=10
        ),
    ),
    "Current clients by the stage of their life with you.",
    extra=(
        "one column a health band and Unscored, 'Band: <band>', and one a tier, 'Tier: <tier>': current clients of the stage in it"
    ),
)

CLIENT_STAGES = Table(
    "ClientStages",
    (
        Column("Client", Kind.TEXT, "Name of the client.", width=26),
        Column("Client ID", Kind.TEXT, "Key of the client.", width=10),
        Column("Stage", Kind.TEXT, "Stage it is in; No stage, or Unknown.", width=18),
        Column(
            "In Stage Since",
            Kind.DATE,
            "First snapshot since which it has been in the stage without interruption. Blank: no stage.",
            width=13,
        ),
        Column(
            "Longer",
            Kind.YESNO,
            "Yes: it was in the stage at the oldest snapshot already, so at least since that day.",
            width=9,
        ),
        Column("Days in Stage", Kind.COUNT, "From In Stage Since to the as-of date.", width=10),
        Column("Health Band", Kind.TEXT, "Band of the score, or the override.", width=16),
        Column("Tier", Kind.TEXT, "Service level.", width=20),
        Column("ARR", Kind.MONEY, "12 x Overall Value.", width=14),
        Column("Account Manager", Kind.TEXT, "Who looks after the client.", width=17),
    ),
    "Since when each current client has been in its stage, by the history; the longest of each stage first.",
)

CLIENT_ANALYSIS = Table(
    "ClientAnalysis",
    (
        Column("By", Kind.TEXT, "Column that the clients are summed up by (setting Analyse By).", width=16),
        Column(
            "Value",
            Kind.TEXT,
            "Its value; (blank) where a client has none. Clients who are not current have no tier and no segment: they "
            "count under the last one that the history knows.",
            width=26,
        ),
        Column("Clients", Kind.COUNT, "Current clients of the value.", width=10),
        Column("Share of Clients", Kind.SHARE, "Of all current clients.", width=12),
        Column("MRR", Kind.MONEY, "Contract MRR of these clients.", width=14),
        Column("Share of MRR", Kind.SHARE, "Of all current clients' MRR.", width=12),
        Column("Mean Health", Kind.SCORE, "Mean Health Score of those that have one.", width=11),
        Column("Mean Effort", Kind.SCORE, "Mean Effort Score of those that have one.", width=11),
        Column("Seat Utilisation", Kind.SHARE, "Their Active Seats together / their Licensed Seats.", width=12),
        Column("Key Feature Usage", Kind.SHARE, "Mean of those that have one.", width=12),
        Column(
            "MRR Growth",
            Kind.SHARE,
            "MRR now of the clients that paid a year ago, the lost ones included, / their MRR then - 1: net revenue "
            "retention - 1. New clients do not count. Blank: none paid then.",
            width=11,
        ),
        Column(
            "Churned Clients",
            Kind.COUNT,
            "Clients whose Churned On lies in the 12 months to the as-of date, and those that paid a year ago and pay "
            "nothing now.",
            width=11,
        ),
        Column("Churned ARR", Kind.MONEY, "12 x what these clients paid a month a year ago.", width=14),
    ),
    "Clients summed up by tier, segment, stage, industry, region or another column: which kind succeeds, which fades.",
)

ALERTS = Table(
    "Alerts",
    (
        Column(
            "Severity",
            Kind.CHOICE,
            "That of the list; a cancellation request is High, an overdue review Low.",
            choices=SEVERITIES,
            width=11,
        ),
        Column("Flag", Kind.TEXT, "The customer list that has a severity, or a flag of our own.", width=26),
        Column("Tier", Kind.TEXT, "Service level: the setting Alert Tiers says which are watched.", width=20),
        Column("Client", Kind.TEXT, "Name of the client; links to its row in Clients.", width=26),
        Column("Client ID", Kind.TEXT, "Key of the client.", width=10),
        Column("Account Manager", Kind.TEXT, "Who looks after the client.", width=17),
        Column(
            "Since",
            Kind.DATE,
            "First snapshot since which the flag has stood without interruption; the as-of date: it is new. Blank: no "
            "earlier snapshot, or none that knows the flag.",
            width=13,
        ),
        Column("ARR at Stake", Kind.MONEY, "The client's ARR; a client under two flags is there twice.", width=14),
        Column("Renewal Date", Kind.DATE, "Earliest renewal of counted contracts after the as-of date.", width=13),
        Column("Retention Plan", Kind.YESNO, "Yes when a plan to keep the client is agreed.", width=11),
        Column("Cancellation Requested", Kind.YESNO, "Yes when the client has asked to cancel.", width=13),
    ),
    "Risk flags of the current clients in the higher tiers, the most severe first, then by ARR.",
)
