"""Snapshots of the history written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from segmentbook.model.snapshots import SNAPSHOT_COLUMNS, Snapshot

__all__ = ["snapshot"]

_FIGURES = ("Employees", "Contract MRR", "Overall Value", "ARR", "Value per Seat", "Effort Score", "Health Score")


def snapshot(day: date, rows: Mapping[str, Mapping[str, Any]], *, taken: bool = True) -> Snapshot:
    """A snapshot of clients by their IDs: of each what is given, all else not known."""
    columns: dict[str, Any] = {}
    for header in SNAPSHOT_COLUMNS:
        values = [dict(row).get(header) for row in rows.values()]
        if header in (*_FIGURES, "Tech Debt"):
            columns[header] = np.array([np.nan if value is None else value for value in values], dtype=float)
        else:
            columns[header] = pd.Series(["" if value is None else value for value in values], dtype=object)
    columns["Client ID"] = pd.Series(list(rows), dtype=object)
    return Snapshot(day, taken, pd.DataFrame(columns))
