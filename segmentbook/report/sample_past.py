"""What the sample's input tables held on 31 March 2026, a quarter earlier, where it was something else.

So that the sample shows what has moved, and why: scores that fell or rose, an override that was typed and one that
lapsed, a client that left and one that came, and a cut that was lowered.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from segmentbook.report.sample import sample_frames, sample_rows, typed_cell
from segmentbook.schema import CLIENTS, Column, Kind

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PAST_AS_OF", "past_frames"]

PAST_AS_OF = date(2026, 3, 31)
"""The day of the review before."""

_QUARTER = timedelta(days=91)
_SEEN = ("Last Interaction", "Last Review")
"""Dates of a rhythm: a quarter earlier they were about a quarter earlier."""

_CLIENTS = """
Client ID | Column                 | Value
C-008     | CSAT                   | 81
C-008     | Relationship           | 3
C-008     | Active Seats           | 246
C-008     | Days Past Due          | 12
C-011     | Key Feature Usage      | 0.29
C-011     | Sites                  | 11
C-011     | Tickets per Seat       | 0.7
C-012     | CSAT                   | 83
C-012     | Relationship           | 3
C-012     | Lifecycle Stage        | Mature
C-014     | Tickets per Seat       | 1.0
C-014     | Old Devices            | 24
C-016     | CSAT                   | 79
C-016     | Days Past Due          | 14
C-016     | Lifecycle Stage        | Renewal
C-016     | Cancellation Requested |
C-016     | Retention Plan         |
C-017     | Tickets per Seat       | 1.5
C-021     | CSAT                   | 82
C-021     | Active Seats           | 21
C-021     | Lifecycle Stage        | Onboarding
C-022     | Cancellation Requested |
C-023     | CSAT                   | 74
C-023     | Relationship           | 2
C-024     | Relationship           | 3
C-024     | Active Seats           | 118
C-024     | Lifecycle Stage        | Mature
C-024     | Retention Plan         |
C-026     | Relationship           | 4
C-026     | Tickets per Seat       | 0.8
C-029     | CSAT                   |
C-030     | Lifecycle Stage        | Onboarding
C-031     | Tier Override          |
C-033     | Tickets per Seat       | 1.2
C-034     | Segment Value          |
C-035     | Churned On             |
C-035     | Lifecycle Stage        | At risk
"""

_SETTINGS = {"Effort Cut": 55.0}


def past_frames() -> dict[str, pd.DataFrame]:
    """The input tables of the sample a quarter earlier, as typed.

    Examples
    --------
    >>> clients = past_frames()["Clients"].set_index("Client ID")
    >>> clients.loc["C-008", "CSAT"], clients.loc["C-035", "Churned On"]
    (81.0, None)
    """
    import pandas as pd

    frames = sample_frames()
    clients = frames[CLIENTS.name]
    columns = {column.header: column for column in CLIENTS}
    for row in sample_rows(_CLIENTS):
        header = row["Column"]
        value = typed_cell(columns.get(header, Column(header, Kind.MEASURE, "")), row["Value"])
        cells = zip(clients["Client ID"], clients[header], strict=True)
        clients[header] = pd.Series([value if own == row["Client ID"] else cell for own, cell in cells], dtype=object)
    for header in _SEEN:
        clients[header] = [None if day is None else day - _QUARTER for day in clients[header]]
    settings = frames["Settings"]
    settings.loc[settings["Setting"] == "As of", "Value"] = PAST_AS_OF
    for name, figure in _SETTINGS.items():
        settings.loc[settings["Setting"] == name, "Value"] = figure
    return frames
