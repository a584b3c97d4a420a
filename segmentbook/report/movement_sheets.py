"""The sheets Movement, RecurringBridge and Retention: who moved and why, and how recurring revenue went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.model.bridge import gross_retention, net_retention
from segmentbook.report import look
from segmentbook.report.client_links import client_links
from segmentbook.report.places import Names, cell_name
from segmentbook.report.service_sheets import TOTAL_ROW, no_rows, sums_above
from segmentbook.report.spec import Cell, Print, SheetSpec, Style, TableColumn, TableSpec
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    band_styles,
    column_width,
    counted,
    long_date,
    spaced,
    table_column,
    tier_styles,
    title_cells,
)
from segmentbook.schema import MOVEMENT, RECURRING_BRIDGE, RETENTION

if TYPE_CHECKING:
    from segmentbook.model.changes import Changes, Moves
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook
    from segmentbook.schema import Table

__all__ = [
    "BRIDGE_KEY",
    "MOVEMENT_KEY",
    "RETENTION_FORMAT",
    "RETENTION_KEY",
    "moved_words",
    "movement_sheet",
    "recurring_bridge_sheet",
    "retention_sheet",
]

MOVEMENT_KEY, BRIDGE_KEY, RETENTION_KEY = MOVEMENT.name, RECURRING_BRIDGE.name, RETENTION.name

RETENTION_FORMAT = "0.0%"

_HEIGHTS = HEIGHTS | {TOTAL_ROW: 18.0}
_BOLD = look.BODY.but(bold=True)
_MIXED = look.BODY.but(horizontal="right")
_WHY_WIDTH = 110.0
_ASPECTS = {"Status": "status", "Segment": "segment", "Health Band": "health band", "Tier": "tier"}


def moved_words(segmentation: Segmentation, moves: Moves | None) -> str:
    """One sentence: what is compared, and how many clients moved."""
    as_of = segmentation.inputs.settings.as_of
    if moves is None:
        return f"This is the first snapshot: refresh again after {long_date(as_of)} to see what moved."
    since = f"since {long_date(moves.then)}"
    found = moves.movement
    counts = [f"{counted(number, _ASPECTS[one], 'statuses' if one == 'Status' else '')}"
              for one, number in found.counts.items() if number]  # fmt: skip
    said = (
        f"{counted(found.movers, 'client')} moved {since}: {', '.join(counts)}" if counts else f"Nobody moved {since}"
    )
    if not moves.taken:
        said += "; that snapshot was back-filled from dated facts and knows no scores, so only statuses are compared"
    elif not moves.inputs_known:
        said += "; which inputs changed since is not known"
    if found.left_out:
        said += f"; {counted(found.left_out, 'client')} with less ARR not listed here"
    return said


def movement_sheet(segmentation: Segmentation, raw: RawBook, names: Names) -> SheetSpec:
    """The Movement sheet: one row a client, what moved and cause."""
    moves = segmentation.changes.moves if segmentation.changes is not None else None
    data = no_rows(MOVEMENT, MOVEMENT.headers) if moves is None else moves.movement.rows.copy(deep=False)
    for header in ("Was", "Is"):
        data[header] = _undated(data[header])
    subtitle = moved_words(segmentation, moves)
    if moves is not None and moves.movement.movers:
        subtitle += f"; ARR in {segmentation.inputs.settings.base_currency} a year"
    places = band_styles(segmentation.inputs) | tier_styles(segmentation.inputs)
    styles: dict[str, Mapping[object, Style]] = {"From": places, "To": places}
    styles["Cause"] = {"Not known": look.BODY.but(colour=look.WARNING_INK)}
    rows = dict(zip(segmentation.clients["Client ID"].tolist(), segmentation.clients.index.tolist(), strict=True))
    links = {"Client": client_links(raw, map(rows.get, data["Client ID"].tolist()), len(data))}
    columns = []
    for one in MOVEMENT:
        column = table_column(one, data[one.header], links=links.get(one.header, ()), styles=styles.get(one.header))
        if one.header in ("Was", "Is"):
            column = replace(column, style=_MIXED, header_style=look.HEADER_RIGHT, width=_mixed_width(one.header, data))
        elif one.header == "Why":
            column = replace(column, width=_WHY_WIDTH)
        columns.append(column)
    return _sheet(MOVEMENT, "Who moved and why", subtitle, columns, data, {}, names, freeze=2)


def recurring_bridge_sheet(segmentation: Segmentation, names: Names) -> SheetSpec:
    """The RecurringBridge sheet: a row a month, parts that add up by formula."""
    changes = segmentation.changes
    data = no_rows(RECURRING_BRIDGE, RECURRING_BRIDGE.headers) if changes is None else changes.recurring
    settings = segmentation.inputs.settings
    subtitle = (
        f"money in {settings.base_currency} a month, Closing ARR a year; opening and parts come to the closing; "
        f"{counted(len(data), 'month')}"
        if len(data)
        else _first_month(changes, settings.as_of)
    )
    own = names.table(BRIDGE_KEY)
    closing = f"SUM({own}[[#This Row],[Opening]:[Reactivation]])"
    columns = [_precise(table_column(one, data[one.header])) for one in RECURRING_BRIDGE]
    columns = [replace(one, formula=closing) if one.header == "Closing" and len(data) else one for one in columns]
    return _sheet(RECURRING_BRIDGE, "Recurring revenue by month", subtitle, columns, data, {}, names, freeze=3)


def retention_sheet(segmentation: Segmentation, names: Names) -> SheetSpec:
    """The Retention sheet: a row a cohort, the whole book above."""
    changes = segmentation.changes
    data = no_rows(RETENTION, RETENTION.headers) if changes is None else changes.retention
    settings = segmentation.inputs.settings
    columns = [_precise(table_column(one, data[one.header])) for one in RETENTION]
    if changes is None or not len(data):
        since = "" if changes is None else f" on {long_date(changes.retained_from)}"
        return _sheet(RETENTION, "Retention", f"No client paid anything{since}.", columns, data, {}, names, freeze=2)
    subtitle = (
        f"from {long_date(changes.retained_from)} to {long_date(settings.as_of)} by the ledger at both dates, money in "
        f"{settings.base_currency} a month; gross revenue retention leaves growth out, net revenue retention counts it"
    )
    totals, columns = sums_above(columns, data, RETENTION.headers[1:8])
    totals |= _shares(columns, data)
    return _sheet(RETENTION, "Revenue retention by cohort", subtitle, columns, data, totals, names, freeze=2)


def _precise(column: TableColumn) -> TableColumn:
    """Retention is read to a tenth of a percent."""
    if not column.header.endswith("Retention"):
        return column
    return replace(column, style=column.style.but(number_format=RETENTION_FORMAT))


def _shares(columns: Sequence[TableColumn], data: pd.DataFrame) -> dict[tuple[int, int], Cell]:
    """Retention of all cohorts together, over the sums beside."""
    headers = list(RETENTION.headers)
    place = {header: cell_name(TOTAL_ROW, headers.index(header) + 1) for header in headers}
    opening, expansion, contraction, churn = (
        float(data[header].sum()) for header in ("Opening MRR", "Expansion", "Contraction", "Churn")
    )
    lost = f"{place['Contraction']}+{place['Churn']}"
    shares = {
        "Gross Revenue Retention": (
            gross_retention(opening, contraction, churn),
            f"({place['Opening MRR']}+{lost})/{place['Opening MRR']}",
        ),
        "Net Revenue Retention": (
            net_retention(opening, expansion, contraction, churn),
            f"({place['Opening MRR']}+{place['Expansion']}+{lost})/{place['Opening MRR']}",
        ),
        "Client Retention": (
            float(data["Clients Kept"].sum() / data["Clients Then"].sum()),
            f"{place['Clients Kept']}/{place['Clients Then']}",
        ),
    }
    return {
        (TOTAL_ROW, headers.index(header) + 1): Cell(
            value, columns[headers.index(header)].style.but(bold=True), formula
        )
        for header, (value, formula) in shares.items()
    }


def _first_month(changes: Changes | None, as_of: date) -> str:
    if changes is None:
        return "Nothing is remembered yet."
    return f"The month of {long_date(as_of)} is the first with a snapshot: the bridge begins with the next one."


def _undated(values: pd.Series) -> pd.Series:
    """Dates as texts: in a column of numbers, texts and dates a cell keeps the format of the value before it."""
    told = [value.isoformat() if isinstance(value, date) else value for value in values.tolist()]
    return pd.Series(told, index=values.index, dtype=object)


def _mixed_width(header: str, data: pd.DataFrame) -> float:
    """Wide enough for the numbers and the usual texts of a column that has both."""
    numbers = pd.Series([v if isinstance(v, (int, float)) else np.nan for v in data[header]], dtype=float)
    texts = pd.Series([v if isinstance(v, str) else "" for v in data[header]], dtype=object)
    return max(column_width(header, numbers, look.DECIMAL), column_width(header, texts, look.TEXT), 12.0)


def _sheet(
    table: Table,
    title: str,
    subtitle: str,
    columns: Sequence[TableColumn],
    data: pd.DataFrame,
    totals: Mapping[tuple[int, int], Cell],
    names: Names,
    *,
    freeze: int,
) -> SheetSpec:
    columns = list(spaced(columns))
    return SheetSpec(
        table.name,
        names.sheet(table.name),
        look.TAB_RESULT,
        cells=title_cells(title, subtitle) | dict(totals),
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=_HEIGHTS if totals else HEIGHTS,
        tables=(TableSpec(names.table(table.name), HEADER_ROW, 1, tuple(columns), data[list(table.headers)]),),
        freeze=(HEADER_ROW + 1, freeze),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW), title_columns=(1, 1)),
    )
