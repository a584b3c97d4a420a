"""The sheets ServiceCosts and AccountServices: what services cost by service and tier, and by account."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from segmentbook.report import look
from segmentbook.report.places import Names, cell_name
from segmentbook.report.spec import Cell, CellRange, Print, SheetSpec, Style, TableColumn, TableSpec
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    colour_rules,
    column_width,
    counted,
    long_date,
    spaced,
    table_column,
    tier_styles,
    title_cells,
    yes_no,
)
from segmentbook.schema import ACCOUNT_SERVICES, SERVICE_COSTS

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.schema import Table

__all__ = [
    "ACCOUNTS_KEY",
    "COSTS_KEY",
    "NO_SERVICES",
    "TOTAL_ROW",
    "account_services",
    "counted_times",
    "no_rows",
    "pages_wide",
    "service_costs",
    "sums_above",
]

COSTS_KEY, ACCOUNTS_KEY = SERVICE_COSTS.name, ACCOUNT_SERVICES.name
TOTAL_ROW = HEADER_ROW - 1
"""Sums stand above the table: below 10,000 rows nobody finds them."""

_HEIGHTS = HEIGHTS | {TOTAL_ROW: 18.0}
_ENTITLED = '#,##0.00_);(#,##0.00);"-"_)'
"""Money of one service for one account: a dash where it is not provided."""
_LONGEST_HEADER = 22.0
_PAGE = 240.0  # characters of a landscape page, small but readable
_BOLD = 10.0  # times: a digit more, for figures in bold
NO_SERVICES = "There are no services yet: add them to the Services table, then refresh."


def service_costs(segmentation: Segmentation, names: Names) -> SheetSpec:
    """The ServiceCosts sheet; without services, an empty table and what to do."""
    served = segmentation.services
    settings = segmentation.inputs.settings
    if served is None:
        data, subtitle = no_rows(SERVICE_COSTS, SERVICE_COSTS.headers), NO_SERVICES
    else:
        data = served.table.copy(deep=False)
        for header in ("Automated", "Qualifies"):
            data[header] = yes_no(data[header])
        subtitle = (
            f"as of {long_date(settings.as_of)}, money in {settings.base_currency} a year, value by "
            f"{settings.margin_method}; {counted(len(served.services), 'service')} in "
            f"{counted(len(segmentation.inputs.tiers), 'tier')}"
        )
    styles: dict[str, Mapping[object, Style]] = {
        "Tier": tier_styles(segmentation.inputs),
        "Qualifies": {"No": look.BODY.but(colour=look.WARNING_INK)},
    }
    columns = [
        counted_times(table_column(one, data[one.header], styles=styles.get(one.header))) for one in SERVICE_COSTS
    ]
    summed = ("Cost", "Value", "Hours", "Heads")
    return _sheet(segmentation, names, SERVICE_COSTS, "Service costs", subtitle, columns, data, summed)


def account_services(segmentation: Segmentation, names: Names) -> SheetSpec:
    """The AccountServices sheet, a column a service; without services, an empty table and what to do."""
    served = segmentation.services
    settings = segmentation.inputs.settings
    headers = ACCOUNT_SERVICES.headers
    if served is None:
        data, subtitle = no_rows(ACCOUNT_SERVICES, headers), NO_SERVICES
    else:
        data = served.accounts
        subtitle = (
            f"as of {long_date(settings.as_of)}, money in {settings.base_currency} a year; "
            f"{counted(len(data), 'current client')}; a column a service: what it costs for the account"
        )
    own = [str(header) for header in data.columns[len(headers) :]]
    styles: dict[str, Mapping[object, Style]] = {"Tier": tier_styles(segmentation.inputs)}
    columns = [table_column(one, data[one.header], styles=styles.get(one.header)) for one in ACCOUNT_SERVICES]
    columns += [_service_column(header, data[header]) for header in own]
    summed = ("ARR", "Cost to Serve", "Service Value", "Margin", "Hours", *own)
    return _sheet(
        segmentation, names, ACCOUNT_SERVICES, "Services by account", subtitle, columns, data, summed, key="Client ID"
    )


def counted_times(column: TableColumn) -> TableColumn:
    """A column of times a year reads 4 and 0.5, not 4.00."""
    if "Times" not in column.header and column.header != "Change":
        return column
    nothing = column.style.but(number_format=look.NUMBER, colour=look.PALE)
    return replace(column, style=column.style.but(number_format=look.NUMBER), styles={0.0: nothing})


def pages_wide(columns: Sequence[TableColumn]) -> int:
    """How many pages side by side a table takes in print, so that it can be read."""
    return max(1, math.ceil(sum(column.width for column in columns) / _PAGE))


def _service_column(header: str, values: pd.Series) -> TableColumn:
    style = look.BODY.but(number_format=_ENTITLED, horizontal="right")
    width = column_width(header, values, look.MONEY_LEDGER)
    note = "What this service costs for the account in a year; a dash: its tier does not get it."
    figures = column_width("", values, look.MONEY_LEDGER)
    return TableColumn(header, style, look.HEADER_RIGHT, max(min(width, _LONGEST_HEADER), figures), note)


def no_rows(table: Table, headers: Sequence[str]) -> pd.DataFrame:
    """A result table without rows."""
    kinds = {header: float if table[header].kind in look.NUMERIC_KINDS else object for header in headers}
    return pd.DataFrame({header: pd.Series([], dtype=kind) for header, kind in kinds.items()})


def sums_above(
    columns: Sequence[TableColumn], data: pd.DataFrame, summed: Sequence[str], row: int = TOTAL_ROW
) -> tuple[dict[tuple[int, int], Cell], list[TableColumn]]:
    """Sums of some columns in the row above a table, and the columns wide enough for them too.

    They refer to the columns by place: a header may be a service's name, and no formula is written from data.
    """
    cells = {(row, 1): Cell("Total", look.BODY.but(bold=True))}
    wider = list(columns)
    for place, column in enumerate(columns, 1):
        if column.header not in summed:
            continue
        total = math.fsum(data[column.header].dropna())
        style = column.style.but(bold=True, number_format=column.style.number_format.partition(';"')[0])
        area = f"{cell_name(row + 2, place)}:{cell_name(row + 1 + max(1, len(data)), place)}"
        cells[row, place] = Cell(total, style, f"SUM({area})")
        width = column_width(column.header[:1], pd.Series([total * _BOLD]), look.MONEY_LEDGER)
        wider[place - 1] = replace(column, width=max(column.width, width))
    return cells, wider


def _sheet(
    segmentation: Segmentation,
    names: Names,
    table: Table,
    title: str,
    subtitle: str,
    columns: Sequence[TableColumn],
    data: pd.DataFrame,
    summed: Sequence[str],
    key: str = "",
) -> SheetSpec:
    place = list(table.headers).index("Tier") + 1
    area = CellRange(HEADER_ROW + 1, place, HEADER_ROW + max(1, len(data)), place)
    totals, wider = sums_above(columns, data, summed if len(data) else ())
    columns = spaced(wider)
    cells = title_cells(title, subtitle)
    if len(data):
        cells |= totals
    headers = [column.header for column in columns]
    return SheetSpec(
        table.name,
        names.sheet(table.name),
        look.TAB_RESULT,
        cells=cells,
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=_HEIGHTS,
        tables=(
            TableSpec(names.table(table.name), HEADER_ROW, 1, columns, data[headers], key=key, changing=bool(key)),
        ),
        colour_rules=colour_rules(area, tier_styles(segmentation.inputs)),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(fit_width=pages_wide(columns), title_rows=(HEADER_ROW, HEADER_ROW), title_columns=(1, 1)),
    )
