"""The tables of reviews that we write (product.md sections 3 and 4)."""

from segmentbook.model.review_schedule import CALENDAR_MONTHS, Due
from segmentbook.schema._types import Column, Kind, Table

__all__ = ["REVIEWS", "REVIEW_CALENDAR"]

REVIEWS = Table(
    "Reviews",
    (
        Column(
            "Due",
            Kind.CHOICE,
            "Overdue: Next Review is before the as-of date. Never reviewed: Last Review is blank, so there is no date. Today is the as-of date; months are calendar months.",
            choices=tuple(str(due) for due in Due),
            width=14,
        ),
        Column(
            "Client",
            Kind.TEXT,
            "Name of the client; links to its row in Clients, where Last Review is typed.",
            width=26,
        ),
        Column(
            "Client ID",
            Kind.TEXT,
            "Key of the client. Columns that you add to this table follow it through a refresh.",
            width=10,
        ),
        Column(
            "Account Manager",
            Kind.TEXT,
            "Who is to hold the review. Names that differ in capitals or spaces only are written alike.",
            width=17,
        ),
        Column("Tier", Kind.TEXT, "Service level.", width=20),
        Column("Segment", Kind.TEXT, "Code of the cell of the value x effort map.", width=10),
        Column("Health Band", Kind.TEXT, "Band of the score, or the override.", width=16),
        Column("ARR", Kind.MONEY, "12 x Overall Value.", width=14),
        Column("Last Review", Kind.DATE, "As typed in Clients; blank: never reviewed.", width=13),
        Column("Next Review", Kind.DATE, "Last Review + Review Every; blank without a Last Review.", width=13),
        Column(
            "Days Overdue",
            Kind.COUNT,
            "Days from Next Review to the as-of date; blank where it is not overdue.",
            width=10,
        ),
        Column(
            "Review Every",
            Kind.NUMBER,
            "Months between reviews: the shortest Review Every of the client's segment, health band and tier.",
            width=10,
        ),
        Column(
            "Rhythm From",
            Kind.TEXT,
            "Whose Review Every that is: segment, health band or tier; several where theirs are equal.",
            width=30,
        ),
        Column("Primary Contact", Kind.TEXT, "Whom to invite, as typed in Clients.", width=18),
    ),
    "When each current client is to be reviewed, overdue reviews first. Clients without a Review Every in their segment, band and tier are not listed. Written where at least one review has a date.",
)

REVIEW_CALENDAR = Table(
    "ReviewCalendar",
    (
        Column(
            "Account Manager", Kind.TEXT, "Who is to hold the reviews; links to the first of them in Reviews.", width=20
        ),
        Column("All Reviews", Kind.COUNT, "All reviews of the account manager.", width=9),
        Column("Overdue", Kind.COUNT, "Reviews whose date is before the as-of date.", width=9),
        Column("Never Reviewed", Kind.COUNT, "Clients without a Last Review: these have no date.", width=10),
        Column("This Month", Kind.COUNT, "Reviews due from the as-of date to the end of its month.", width=9),
        Column("Next Month", Kind.COUNT, "Reviews due in the calendar month after it.", width=9),
        *(
            Column(
                f"Month {month}",
                Kind.COUNT,
                f"Reviews due in month {month}, that of the as-of date being the first; which one stands above.",
                width=9,
            )
            for month in range(3, CALENDAR_MONTHS + 1)
        ),
        Column("Beyond", Kind.COUNT, "Reviews due after these months.", width=9),
    ),
    "How many reviews each account manager has in which month; counts the rows of Reviews.",
)
