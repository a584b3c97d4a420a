"""What is remembered of a book at a date: a row a client, and what changed among its inputs (product.md, "History")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BACK_FILLED", "SNAPSHOT_COLUMNS", "TAKEN", "InputChange", "Snapshot", "Value"]

TAKEN, BACK_FILLED = "Taken", "Back-filled"
"""Kinds of snapshots: of a refresh at its day, with all that was typed; and of dated facts alone, made afterwards."""

SNAPSHOT_COLUMNS = (
    "As of",
    "Kind",
    "Client",
    "Client ID",
    "Status",
    "Account Manager",
    "Lifecycle Stage",
    "Employees",
    "Contract MRR",
    "Overall Value",
    "ARR",
    "Value per Seat",
    "Effort Score",
    "Health Score",
    "Health Band",
    "Band Source",
    "Segment",
    "Tier",
    "Tier Source",
    "Tech Debt",
    "Renewal Date",
    "Lists",
)
"""Columns of the table History: texts are "" and figures NaN where a snapshot does not know them."""

Value: TypeAlias = "float | str | bool | date | None"


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One as-of date of the history; ``clients`` has the columns of `SNAPSHOT_COLUMNS`, a row a client."""

    as_of: date
    taken: bool
    clients: pd.DataFrame


@dataclass(frozen=True, slots=True)
class InputChange:
    """An input or a setting that is another at the later of two dates.

    Parameters
    ----------
    client_id
        Whose input it is; "" for a setting and for all that belongs to the whole book.
    table
        Where it stands: Clients, Contracts, Assets, Rates, Settings, HealthBands, EffortMeasures, HealthMeasures,
        Segments, Tiers, TierRules.
    name
        What it is called there: the header in Clients (``CSAT``); for others the row and the column
        (``K-12: Amount``, ``Healthy: Minimum Score``), for a setting its name.
    was, now
        Its value at the two dates; None is blank, or not there.
    """

    client_id: str
    table: str
    name: str
    was: Value
    now: Value
