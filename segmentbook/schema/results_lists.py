"""The result tables of customer lists (product.md section 4)."""

from segmentbook.schema._types import Column, Kind, Table
from segmentbook.schema.catalogue import SEVERITIES
from segmentbook.schema.results_clients import SEGMENT_RESULTS

__all__ = ["LIST_MEMBERS", "LIST_SUMMARY"]

_LIST = Column("List", Kind.TEXT, "Name of the list.", width=30)
_OWNER = Column("Owner", Kind.TEXT, "Whose list it is; blank: everybody's.", width=17)
_VISIBLE = Column("Visible To", Kind.TEXT, "Who it is made for; blank: everybody. It hides nothing.", width=15)
_SEVERITY = Column(
    "Severity", Kind.CHOICE, "How grave it is to be in the list; blank: no risk.", choices=SEVERITIES, width=11
)

LIST_SUMMARY = Table(
    "ListSummary",
    (
        Column("List", Kind.TEXT, "Name of the list; links to its first client in ListMembers.", width=30),
        _OWNER,
        _VISIBLE,
        _SEVERITY,
        Column("Clients", Kind.COUNT, "How many clients are in it.", width=10),
        Column("ARR", Kind.MONEY, "Their ARR.", width=14),
        Column("Asks for", Kind.TEXT, "Who is in it, in words.", width=60),
        Column("Note", Kind.TEXT, "What there is to know of it, such as why nobody is in it.", width=50),
    ),
    "One row a customer list, those without clients too; the lists of account managers' clients last.",
)

LIST_MEMBERS = Table(
    "ListMembers",
    (
        _LIST,
        _OWNER,
        _VISIBLE,
        _SEVERITY,
        Column("Client", Kind.TEXT, "Name of the client; links to its row in Clients.", width=26),
        Column("Client ID", Kind.TEXT, "Key of the client.", width=10),
        *(SEGMENT_RESULTS[header] for header in ("Account Manager", "Tier", "ARR", "Health Score", "Health Band")),
        SEGMENT_RESULTS["Renewal Date"],
        Column("Primary Contact", Kind.TEXT, "Whom to call, as typed.", width=20),
        SEGMENT_RESULTS["Last Interaction"],
        Column("NPS", Kind.NUMBER, "Latest answer to 'would you recommend us?', as typed.", width=8),
    ),
    "One row for each client of each customer list, the largest ARR first.",
)
