"""The sheets ClientAnalysis and Alerts: which kind of client succeeds, and which accounts are at risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from segmentbook.model.alerts import watched_tiers
from segmentbook.report import look
from segmentbook.report.client_links import client_links
from segmentbook.report.places import Names
from segmentbook.report.service_sheets import no_rows
from segmentbook.report.spec import CellRange, ColourRule, Print, SheetSpec, Style, TableColumn, TableSpec
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    colour_rules,
    counted,
    joined,
    long_date,
    spaced,
    table_column,
    tier_styles,
    title_cells,
    yes_no,
)
from segmentbook.schema import ALERTS, CLIENT_ANALYSIS

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook
    from segmentbook.schema import Table

__all__ = ["ALERTS_KEY", "ANALYSIS_KEY", "SEVERITY_STYLES", "alert_sheet", "analysis_sheet"]

ALERTS_KEY, ANALYSIS_KEY = ALERTS.name, CLIENT_ANALYSIS.name

NO_CLIENTS = "There are no clients to analyse yet: fill in Clients, then refresh."
_COUNT_OR_DASH, _MONEY_OR_DASH = f'{look.COUNT};-{look.COUNT};"-"', f'{look.MONEY};"-"_)'
SEVERITY_STYLES: Mapping[object, Style] = {
    "High": look.BODY.but(colour=look.ERROR_INK, bold=True),
    "Medium": look.BODY.but(colour=look.WARNING_INK),
    "Low": look.BODY.but(colour=look.MUTED),
}


def analysis_sheet(segmentation: Segmentation, table: pd.DataFrame, names: Names) -> SheetSpec:
    """The ClientAnalysis sheet; ``table`` is what the calculation gives."""
    settings = segmentation.inputs.settings
    past = segmentation.year_ago
    data, subtitle = table, NO_CLIENTS
    if len(table):
        columns = joined([str(column) for column in table["By"].unique()])
        since = f", growth since {long_date(past.day)}" if past is not None else ""
        subtitle = (
            f"as of {long_date(settings.as_of)}, money in {settings.base_currency} (MRR a month, ARR a year){since}; "
            f"by {columns} (setting Analyse By)"
        )
    else:
        data = no_rows(CLIENT_ANALYSIS, CLIENT_ANALYSIS.headers)
    styles: dict[str, Mapping[object, Style]] = {
        "By": {value: look.BODY.but(colour=look.MUTED) for value in data["By"]},
    }
    shown = [
        table_column(one, data[one.header], styles=styles.get(one.header), presented=True) for one in CLIENT_ANALYSIS
    ]
    shown = [_dashed(column) if column.header in ("Churned Clients", "Churned ARR") else column for column in shown]
    return _sheet(CLIENT_ANALYSIS, "Client analysis", subtitle, shown, data, names, frozen=3)


def _dashed(column: TableColumn) -> TableColumn:
    """A column of figures with a dash for nothing."""
    return replace(
        column, style=column.style.but(number_format=_MONEY_OR_DASH if "ARR" in column.header else _COUNT_OR_DASH)
    )


def alert_sheet(segmentation: Segmentation, table: pd.DataFrame, raw: RawBook, names: Names) -> SheetSpec:
    """The Alerts sheet; ``table`` is what the calculation gives, its index positions in Clients."""
    settings = segmentation.inputs.settings
    watched = joined(watched_tiers(segmentation))
    data = table.copy(deep=False)
    for header in ("Retention Plan", "Cancellation Requested"):
        data[header] = yes_no(data[header])
    accounts = counted(int(table["Client ID"].nunique()), "account")
    subtitle = f"as of {long_date(settings.as_of)}: no current client of {watched} is under a risk flag."
    if len(table):
        subtitle = (
            f"as of {long_date(settings.as_of)}, ARR in {settings.base_currency}; "
            f"{counted(len(table), 'alert')} of {accounts} in {watched} (setting Alert Tiers)"
        )
    else:
        data = no_rows(ALERTS, ALERTS.headers)
    tiers = tier_styles(segmentation.inputs)
    asked: dict[object, Style] = {"Yes": look.BODY.but(colour=look.ERROR_INK)}
    styles: dict[str, Mapping[object, Style]] = {
        "Severity": SEVERITY_STYLES,
        "Tier": tiers,
        "Cancellation Requested": asked,
    }
    rows = segmentation.clients.index[table.index.to_numpy()]
    links = {"Client": client_links(raw, rows.tolist(), len(rows))}
    columns = [
        table_column(one, data[one.header], styles=styles.get(one.header), links=links.get(one.header, ()))
        for one in ALERTS
    ]
    place = ALERTS.headers.index("Tier") + 1
    area = CellRange(HEADER_ROW + 1, place, HEADER_ROW + max(1, len(data)), place)
    rules = colour_rules(area, tiers)
    return _sheet(ALERTS, "Alerts", subtitle, columns, data.reset_index(drop=True), names, frozen=1, rules=rules)


def _sheet(
    table: Table,
    title: str,
    subtitle: str,
    columns: Sequence[TableColumn],
    data: pd.DataFrame,
    names: Names,
    frozen: int,
    rules: tuple[ColourRule, ...] = (),
) -> SheetSpec:
    columns = spaced(columns)
    return SheetSpec(
        table.name,
        names.sheet(table.name),
        look.TAB_RESULT,
        cells=title_cells(title, subtitle),
        widths={place: column.width for place, column in enumerate(columns, 1)},
        heights=HEIGHTS,
        tables=(TableSpec(names.table(table.name), HEADER_ROW, 1, columns, data[list(table.headers)]),),
        colour_rules=rules,
        freeze=(HEADER_ROW + 1, frozen),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW)),
    )
