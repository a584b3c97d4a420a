"""Books for the tests of the calculation: typed frames from rows that name only what matters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from segmentbook import schema
from segmentbook.model.inputs import Inputs, Settings
from segmentbook.schema import Kind, Table, defaults

_NUMBERS = {Kind.NUMBER, Kind.MONEY, Kind.COUNT, Kind.SHARE, Kind.SCORE}
_NO_POLICY: dict[str, Any] = {"effort_measures": (), "health_measures": ()}

__all__ = ["AS_OF", "make_book", "typed_frame"]

AS_OF = date(2025, 6, 30)


def typed_frame(table: Table, rows: Sequence[dict[str, Any]], index: Sequence[int] | None = None) -> pd.DataFrame:
    """Rows as the checks give them: dtypes by the schema's kinds, a column the user does not have blank."""
    labels = pd.Index(range(len(rows)) if index is None else index, dtype=np.int64)
    extra = list(dict.fromkeys(key for row in rows for key in row if key not in table.headers))
    kinds = {column.header: column.kind for column in table} | dict.fromkeys(extra, Kind.ANY)
    frame = pd.DataFrame(index=labels)
    for header, kind in kinds.items():
        cells = [row.get(header) for row in rows]
        if kind in _NUMBERS:
            frame[header] = np.array([np.nan if c is None else c for c in cells], dtype=np.float64)
        elif kind is Kind.DATE:
            days = ["NaT" if c is None else c for c in cells]
            frame[header] = np.array(days, dtype="datetime64[D]").astype("datetime64[s]")
        else:
            blank = None if kind in (Kind.YESNO, Kind.ANY, Kind.MEASURE) else ""
            values = np.empty(len(rows), dtype=object)
            values[:] = [blank if c is None else c for c in cells]
            frame[header] = pd.Series(values, index=labels, dtype=object)
    return frame


def make_book(
    clients: Sequence[dict[str, Any]] = (),
    contracts: Sequence[dict[str, Any]] = (),
    *,
    assets: Sequence[dict[str, Any]] = (),
    rates: Sequence[dict[str, Any]] = (),
    settings: dict[str, Any] | None = None,
    contract_rows: Sequence[int] | None = None,
    client_rows: Sequence[int] | None = None,
    **policy: Any,
) -> Inputs:
    """Inputs of a book; scorecards are empty unless given, all else as the schema's defaults."""
    frame = typed_frame(schema.CONTRACTS, contracts, contract_rows)
    if "Unreadable" not in frame:
        frame["Unreadable"] = pd.Series([""] * len(frame), index=frame.index, dtype=object)
    frame["Unreadable"] = pd.Series([c or "" for c in frame["Unreadable"]], index=frame.index, dtype=object)
    return Inputs(
        settings=Settings(**({"as_of": AS_OF} | (settings or {}))),
        clients=typed_frame(schema.CLIENTS, clients, client_rows),
        contracts=frame,
        assets=typed_frame(schema.ASSETS, assets),
        rates=typed_frame(schema.RATES, rates),
        **(
            _NO_POLICY
            | {"bands": defaults.BANDS, "segments": defaults.SEGMENTS, "tiers": defaults.TIERS, "tier_rules": ()}
            | policy
        ),
    )
