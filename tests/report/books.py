"""A small book worked out by hand, and what is put together from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from segmentbook.model.history import empty_history
from segmentbook.model.inputs import Inputs, Settings
from segmentbook.model.issues import Issue, Level
from segmentbook.model.past import Past
from segmentbook.model.segmentation import Segmentation
from segmentbook.model.snapshot_of import snapshot_of
from segmentbook.model.snapshots import Snapshot
from segmentbook.model.trends import TREND_COLUMNS
from segmentbook.raw import RawBook, RawColumn, RawTable
from segmentbook.schema import BAND_SUMMARY, MRR_LEDGER, SEGMENT_RESULTS, TIER_SUMMARY, Kind, Table, defaults
from segmentbook.schema import CLIENTS as CLIENTS_TABLE
from tests.model.books import typed_frame

AS_OF = date(2026, 6, 30)
NAN = float("nan")

_UP_TO_WHY = SEGMENT_RESULTS.headers[: SEGMENT_RESULTS.headers.index("Why") + 1]
RESULT_COLUMNS = tuple(header for header in _UP_TO_WHY if header not in TREND_COLUMNS)

# Row 2 of the Clients table (0-based) is blank, so that positions and labels differ.
CLIENTS: dict[int, dict[str, Any]] = {
    0: {"Client": "Acme", "Employees": 100, "Contract MRR": 8000, "Overall Value": 8000, "Effort Score": 30.0,
        "Health Score": 80.0, "Health Band": "Healthy", "Segment": "HL", "Tier": "Tier 1 - Strategic"},
    1: {"Client": "Bolt", "Employees": 50, "Contract MRR": 6000, "Overall Value": 6000, "Effort Score": 70.0,
        "Health Score": 60.0, "Health Band": "Satisfactory", "Segment": "HH", "Tier": "Tier 2 - Mid-market",
        "Review Overdue": True},
    3: {"Client": "Coda", "Contract MRR": 1000, "Overall Value": 1500, "Value Source": "Segment Value",
        "Effort Score": 20.0, "Health Score": 40.0, "Health Band": "Needs attention", "Segment": "LL",
        "Tier": "Tier 3 - Long tail", "Review Overdue": False},
    4: {"Client": "Dune", "Employees": 0, "Contract MRR": 500, "Overall Value": 500, "Effort Score": 60.0,
        "Health Band": "Unscored", "Segment": "LH", "Tier": "Tier 3 - Long tail"},
    5: {"Client": "Echo", "Employees": 30, "Contract MRR": 0, "Overall Value": 0, "Health Score": 75.0,
        "Health Band": "Healthy", "Segment": "Unplaced", "Tier": "Tier 3 - Long tail"},
    6: {"Client": "Fern", "Employees": 10, "Contract MRR": 250, "Overall Value": 250, "Effort Score": 50.0,
        "Health Score": 10.0, "Health Band": "Needs attention", "Status": "Churned", "Segment": "", "Tier": ""},
}  # fmt: skip
LINES: dict[int, dict[str, Any]] = {
    0: {"Client Row": 0, "Amount": 96_000, "Billing Period": "Annual", "Months": 12, "MRR": 8000, "Reason": "counted"},
    1: {"Client Row": 1, "Amount": 6000, "MRR": 6000, "Reason": "counted: auto-renewed"},
    2: {"Client Row": 3, "Amount": 1000, "MRR": 1000, "Reason": "counted"},
    3: {"Client Row": 4, "Amount": 500, "MRR": 500, "Reason": "counted"},
    4: {"Client Row": 6, "Amount": 250, "MRR": 250, "Reason": "counted"},
    6: {"Client Row": -1, "Client": "Nobody", "Amount": 400, "MRR": 400, "Reason": "unknown client"},
    7: {"Client Row": 1, "Amount": 100, "MRR": 100, "Start": None, "Reason": "no start date"},
    8: {"Client Row": 0, "Amount": 2000, "MRR": NAN, "Reason": "one-off"},
}  # fmt: skip

MRR = 8000.0 + 6000 + 1000 + 500 + 250
ARR_OF_CURRENT = 12.0 * (8000 + 6000 + 1500 + 500)

ISSUES = (
    Issue(
        Level.WARNING, "Clients", 3, "Segment Value", "Segment Value is typed", 1500.0, "It wins over the contracts."
    ),
    Issue(Level.ERROR, "Contracts", 7, "Start", "Start must be a date", None, "The line is not counted."),
    Issue(Level.ERROR, "Contracts", 6, "Client", "Client must be in Clients", "Nobody", "The line is not counted."),
    Issue(Level.WARNING, "Tiers", None, None, "There is no Tiers table", None, "The default tiers are used."),
)


def frame(table_headers: tuple[str, ...], table: Table, rows: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Rows given by header, typed as the calculation types them."""
    columns = {}
    for header in table_headers:
        kind = table[header].kind
        values = [row.get(header) for row in rows.values()]
        if kind is Kind.DATE:
            columns[header] = pd.Series(
                pd.to_datetime(pd.Series(values, dtype=object)).astype("datetime64[s]").to_numpy()
            )
        elif kind is Kind.YESNO:
            columns[header] = pd.Series(values, dtype=object)
        elif kind in (Kind.TEXT, Kind.CHOICE):
            columns[header] = pd.Series(["" if value is None else value for value in values], dtype=object)
        else:
            columns[header] = pd.Series([NAN if value is None else value for value in values], dtype=float)
    made = pd.DataFrame(columns)
    made.index = pd.Index(list(rows), dtype=np.int64)
    return made


def results(rows: Mapping[int, Mapping[str, Any]]) -> pd.DataFrame:
    """Rows of SegmentResults with what follows from what is given."""
    full = {}
    for position, row in rows.items():
        value = row.get("Overall Value", NAN)
        employees = row.get("Employees") or NAN
        usual = {
            "Client ID": row["Client"].upper(),
            "Status": "Current",
            "Value Source": "Contracts",
            "ARR": 12 * value,
            "Value per Seat": value / employees,
            "Tier Source": "Rule",
            "Band Source": "Score",
            "In Filter": True,
            "Why": f"{row['Client']} is worth {value:,.0f} a month.",
        }
        full[position] = usual | dict(row)
    return frame(RESULT_COLUMNS, SEGMENT_RESULTS, full)


def ledger(rows: Mapping[int, Mapping[str, Any]], clients: pd.DataFrame) -> pd.DataFrame:
    """Rows of MrrLedger with what follows from what is given."""
    full = {}
    for position, row in rows.items():
        client = row["Client Row"]
        known = client in clients.index
        usual = {
            "Client": clients["Client"][client] if known else "",
            "Client ID": clients["Client ID"][client] if known else "",
            "Contract ID": f"K-{position}",
            "Product": "Managed service",
            "Start": date(2025, 1, 1),
            "Quantity": 1,
            "Currency": "USD",
            "Rate": 1,
            "Billing Period": "Monthly",
            "Months": 1,
            "Counted MRR": row["MRR"] if str(row["Reason"]).startswith("counted") else 0.0,
        }
        full[position] = usual | dict(row)
    headers = tuple(header for header in MRR_LEDGER.headers if header != "Line")
    made = frame(headers, MRR_LEDGER, full)
    made["Client Row"] = np.array([row["Client Row"] for row in rows.values()], np.int64)
    return made


def remembering(segmentation: Segmentation, snapshots: Sequence[Snapshot]) -> Segmentation:
    """The same in a workbook that remembers earlier snapshots, the last of which it is compared with."""
    known = (*snapshots, snapshot_of(segmentation))
    past = Past(empty_history(), known, snapshots[-1], None, behind=False, filled=(), left=(), dropped=(), issues=())
    return replace(segmentation, past=past)


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row has that is typed into Clients and not computed."""
    return {header: row[header] for header in ("Last Review", "Primary Contact") if header in row}


def segmentation(
    clients: Mapping[int, Mapping[str, Any]] = CLIENTS,
    lines: Mapping[int, Mapping[str, Any]] = LINES,
    **changes: Any,
) -> Segmentation:
    """The hand-worked book, or other clients and lines summed up here by the plainest loops."""
    settings = replace(Settings(AS_OF), **changes)
    table = results(clients)
    book = ledger(lines, table)
    current = table[table["Status"] == "Current"]
    bands = []
    for band in (*defaults.BANDS, None):
        name = band.name if band else defaults.UNSCORED
        mine = current[current["Health Band"] == name]
        if band or len(mine):
            bands.append(
                {
                    "Band": name,
                    "Minimum Score": band.minimum if band else NAN,
                    "Clients": len(mine),
                    "Share of Clients": len(mine) / max(1, len(current)),
                    "MRR": mine["Contract MRR"].sum(),
                    "ARR": mine["ARR"].sum(),
                    "Share of ARR": mine["ARR"].sum() / max(1.0, current["ARR"].sum()),
                    "Overridden": 0,
                }
            )
    tiers = []
    for tier in defaults.TIERS:
        mine = current[current["Tier"] == tier.name]
        tiers.append(
            {
                "Tier": tier.name,
                "Accounts": len(mine),
                "Share of Accounts": len(mine) / max(1, len(current)),
                "ARR": mine["ARR"].sum(),
                "Share of ARR": mine["ARR"].sum() / max(1.0, current["ARR"].sum()),
                "Mean ARR": mine["ARR"].mean() if len(mine) else NAN,
                "Smallest ARR": mine["ARR"].min() if len(mine) else NAN,
                "Overridden": 0,
                "Touch Model": tier.touch_model,
                "Review Every": tier.review_months,
            }
        )
    codes = [cell.code for cell in defaults.SEGMENTS]
    counts = {code: int((current["Segment"] == code).sum()) for code in codes}
    unplaced = int((current["Segment"] == "Unplaced").sum())
    if unplaced:
        counts["Unplaced"] = unplaced
    employees = current["Employees"].to_numpy(float)
    employees = employees[employees > 0]
    mrr = float(book["Counted MRR"].sum())
    inputs = Inputs(
        settings=settings,
        clients=typed_frame(CLIENTS_TABLE, [_typed(row) for row in clients.values()], list(clients)),
        contracts=pd.DataFrame(index=book.index),
        assets=pd.DataFrame(),
        rates=pd.DataFrame(),
        effort_measures=(),
        health_measures=(),
        bands=defaults.BANDS,
        segments=defaults.SEGMENTS,
        tiers=defaults.TIERS,
    )
    return Segmentation(
        inputs=inputs,
        clients=table,
        ledger=book,
        bands=frame(BAND_SUMMARY.headers, BAND_SUMMARY, dict(enumerate(bands))),
        tiers=frame(TIER_SUMMARY.headers, TIER_SUMMARY, dict(enumerate(tiers))),
        segment_counts=counts,
        value_cut=5000.0 if settings.value_cut is None else settings.value_cut,
        value_cut_source="median" if settings.value_cut is None else "typed",
        effort_cut=settings.effort_cut,
        mrr=mrr,
        arr=12 * mrr,
        paying_clients=int((table["Contract MRR"] > 0).sum()),
        mean_employees=float(employees.mean()) if employees.size else NAN,
        issues=(),
    )


def raw(clients: int = 7, lines: int = 9, sheet: str = "Clients") -> RawBook:
    """The input tables: Clients from A1, Contracts from B3, and a Settings table."""
    names = RawColumn.from_values([f"client {i}" for i in range(clients)])
    values = RawColumn.from_values([1.0] * clients)
    text = RawColumn.from_values(["x"] * lines)
    settings = RawColumn.from_values(["As of", "Value Cut", "effort cut"])
    return RawBook(
        {
            "Clients": RawTable("Clients", sheet, 1, 1, ("Client", "Value Override"), (names, values)),
            "Contracts": RawTable("Contracts", "Contracts", 3, 2, ("Customer", "Start", "Amount"), (text, text, text)),
            "Settings": RawTable("Settings", "Settings", 1, 1, ("Setting", "Value"), (settings, settings)),
        },
        (sheet, "Contracts", "Settings"),
    )
