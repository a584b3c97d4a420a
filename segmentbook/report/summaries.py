"""The BandSummary and TierSummary sheets: current clients by health band and by service tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from segmentbook.report import look
from segmentbook.report.places import Names
from segmentbook.report.spec import Cell, CellRange, Print, SheetSpec, Style, TableColumn, TableSpec
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    band_styles,
    colour_rules,
    column_width,
    counted,
    long_date,
    spaced,
    table_column,
    tier_styles,
    title_cells,
)
from segmentbook.schema import BAND_SUMMARY, TIER_SUMMARY

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.schema import Table

__all__ = ["band_summary", "tier_summary"]


def band_summary(segmentation: Segmentation, names: Names) -> SheetSpec:
    """The BandSummary sheet, with its totals below the table."""
    bands = segmentation.bands
    sums = ("Clients", "Share of Clients", "MRR", "ARR", "Share of ARR", "Overridden")
    total = {header: f"SUM({names.table('BandSummary')}[{header}])" for header in sums}
    values = {header: float(bands[header].sum()) for header in sums}
    styles = band_styles(segmentation.inputs)
    return _summary(segmentation, names, BAND_SUMMARY, "Health bands", bands, styles, total, values)


def tier_summary(segmentation: Segmentation, names: Names) -> SheetSpec:
    """The TierSummary sheet, with its totals below the table."""
    tiers = segmentation.tiers
    table = names.table("TierSummary")
    of_services = ("Cost to Serve", "Service Value", "Margin", "Hours", "Heads")
    known = [header for header in of_services if tiers[header].notna().any()]
    sums = ("Accounts", "Share of Accounts", "ARR", "Share of ARR", *known, "Overridden")
    total = {header: f"SUM({table}[{header}])" for header in sums}
    values = {header: float(tiers[header].sum()) for header in sums}
    accounts, arr, smallest = values["Accounts"], values["ARR"], tiers["Smallest ARR"].min()
    total["Mean ARR"] = f"IF(SUM({table}[Accounts])=0,0,SUM({table}[ARR])/SUM({table}[Accounts]))"
    values["Mean ARR"] = arr / accounts if accounts else 0.0
    total["Smallest ARR"] = f"MIN({table}[Smallest ARR])"
    values["Smallest ARR"] = 0.0 if pd.isna(smallest) else float(smallest)
    if known and arr > 0.0:
        total["Cost Share of ARR"] = f"SUM({table}[Cost to Serve])/SUM({table}[ARR])"
        values["Cost Share of ARR"] = values["Cost to Serve"] / arr
    styles = tier_styles(segmentation.inputs)
    return _summary(segmentation, names, TIER_SUMMARY, "Service tiers", tiers, styles, total, values)


def _summary(
    segmentation: Segmentation,
    names: Names,
    table: Table,
    title: str,
    data: pd.DataFrame,
    styles: Mapping[object, Style],
    total: Mapping[str, str],
    values: Mapping[str, float],
) -> SheetSpec:
    """A summary table whose first column is filled, and a row of totals under a thin line."""
    settings = segmentation.inputs.settings
    number = int(data[table.headers[3 if table is BAND_SUMMARY else 1]].sum())
    subtitle = (
        f"as of {long_date(settings.as_of)}, money in {settings.base_currency} (MRR a month, ARR a year), "
        f"{counted(number, 'current client')}"
    )
    cells = title_cells(title, subtitle)
    first = table.headers[0]
    columns = tuple(
        table_column(column, data[column.header], styles=styles if column.header == first else None, presented=True)
        for column in table
    )
    columns = spaced(_holding(column, values.get(column.header)) for column in columns)
    bottom = HEADER_ROW + max(1, len(data))
    for position, column in enumerate(columns, 1):
        style = column.style.but(bold=True, top=look.MUTED)
        value = values.get(column.header)
        cells[bottom + 1, position] = Cell(value, style, total.get(column.header, ""))
    cells[bottom + 1, 1] = Cell("Total", look.TOTAL)
    area = CellRange(HEADER_ROW + 1, 1, bottom, 1)
    return SheetSpec(
        table.name,
        names.sheet(table.name),
        look.TAB_RESULT,
        cells=cells,
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS,
        tables=(TableSpec(names.table(table.name), HEADER_ROW, 1, columns, data[list(table.headers)]),),
        colour_rules=colour_rules(area, styles),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW)),
    )


def _holding(column: TableColumn, total: float | None) -> TableColumn:
    """The column, wide enough for the total below it too."""
    if total is None:
        return column
    width = column_width(column.header, pd.Series([total]), column.style.number_format)
    return replace(column, width=max(column.width, width))
