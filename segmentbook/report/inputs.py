"""The sheets that users fill: one a table, with notes, drop-downs and room to type (look.md).

A sheet has its title in row 1, what the table is in row 2, and the table's header in row 4. The reader finds tables
by name, so all of it may be moved, renamed, sorted and extended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.colours import contrast
from segmentbook.report.places import Names, absolute
from segmentbook.report.policy import measure_columns, policy_frame
from segmentbook.report.services import service_columns
from segmentbook.report.spec import CellRange, Print, SheetSpec, Style, TableColumn, TableSpec, Validation
from segmentbook.report.stack import alignment_columns
from segmentbook.report.tables import HEADER_ROW, HEIGHTS, header_width, title_cells
from segmentbook.schema import (
    ASSETS,
    CLIENTS,
    CONTRACTS,
    CUSTOMER_LISTS,
    EFFORT_MEASURES,
    FILTERS,
    HEALTH_BANDS,
    HEALTH_MEASURES,
    INPUT_TABLES,
    LIFECYCLE_STAGES,
    RATES,
    SEGMENTS,
    SERVICES,
    SETTINGS_TABLE,
    STACK_ALIGNMENT,
    STACK_ITEMS,
    TIER_RULES,
    TIERS,
    Column,
    Kind,
    Setting,
    Table,
    setting,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIRST_ROW", "LAID_OUT", "empty_frame", "input_sheet", "list_source"]

LAID_OUT = (
    CLIENTS,
    CONTRACTS,
    ASSETS,
    STACK_ALIGNMENT,
    RATES,
    EFFORT_MEASURES,
    HEALTH_MEASURES,
    HEALTH_BANDS,
    SEGMENTS,
    TIERS,
    TIER_RULES,
    SERVICES,
    STACK_ITEMS,
    LIFECYCLE_STAGES,
    CUSTOMER_LISTS,
    SETTINGS_TABLE,
    FILTERS,
)
"""The input tables that a new workbook has, in the order of its sheets."""

FIRST_ROW = HEADER_ROW + 1
LAST_ROW = 1_048_576
"""Excel's last row: drop-downs reach down to it, so that rows added below have them too."""

_FACTS = (CLIENTS, CONTRACTS, ASSETS, STACK_ALIGNMENT, RATES)
_OPEN_CHOICES = frozenset({"Billing Period", "Touch Model", "Column"})
"""Columns whose choices are the usual ones, not the only ones."""
_OPEN_OPERATORS = frozenset({CUSTOMER_LISTS.name})
"""Tables whose Operator may have a length of time behind it."""
_OPEN_LISTS = frozenset({("Clients", "Client")})
"""Lists that need not hold what is typed: a client may be named by ID."""

_FIRST_DAY, _LAST_DAY = "1", "2958465"
"""Excel's first and last day, as serials: about what is no date at all Excel asks."""
_MOST = 1e12

_WIDE = {CLIENTS.name: 4, CONTRACTS.name: 2}
"""Pages that a table wider than one is printed on."""

_HOW = "Type below the last row. Each header has a note."
_NOTES = {
    HEALTH_BANDS.name: "Fill the Colour cell as you like.",
    RATES.name: "",
    STACK_ALIGNMENT.name: "Add one column for each item of StackItems.",
    FILTERS.name: "Then refresh. Blank values: no filter.",
    SETTINGS_TABLE.name: "Choose from the drop-downs where there are any.",
    SERVICES.name: "The figures are examples: put in your own. One column a tier says how often a year it gets each.",
    CUSTOMER_LISTS.name: "The rows of a list must all hold, or those of one Group. Those that are here come ready.",
    SEGMENTS.name: "Four rows: change codes, names and rhythms, not the combinations.",
}

_MAXIMUM = (
    'IF(COUNTIF({table}[Minimum Score],">"&{table}[[#This Row],[Minimum Score]])=0,100,'
    'SMALL({table}[Minimum Score],COUNTIF({table}[Minimum Score],"<="&{table}[[#This Row],[Minimum Score]])+1))'
)
"""Where the next band begins: the smallest minimum above the row's own, 100 for the highest band."""


def list_source(sheet: str, column: int, first_row: int = FIRST_ROW, last_row: int = LAST_ROW) -> str:
    """The filled part of a column as the source of a drop-down, without blank entries at its end.

    A reference and not ``INDIRECT``, so that it follows when the sheet is renamed or the table moved; Excel and
    LibreOffice both take ``range:INDEX(...)`` for a list.

    Examples
    --------
    >>> list_source("Tiers", 1, 5, 9)
    "'Tiers'!$A$5:INDEX('Tiers'!$A$5:$A$9,MAX(1,COUNTA('Tiers'!$A$5:$A$9)))"
    """
    cells = absolute(sheet, CellRange(first_row, column, last_row, column))
    first = cells.partition(":")[0]
    return f"{first}:INDEX({cells},MAX(1,COUNTA({cells})))"


def empty_frame(table: Table) -> pd.DataFrame:
    """A new table: default rows where it is policy, else no row; Clients has the default measures' columns."""
    import pandas as pd

    if table in _FACTS or table is STACK_ITEMS:
        extra = [column.header for column in measure_columns()] if table is CLIENTS else []
        return pd.DataFrame({header: [] for header in (*table.headers, *extra)}, dtype=object)
    return policy_frame(table)


def input_sheet(
    table: Table,
    frame: pd.DataFrame | None = None,
    *,
    names: Names | None = None,
    lists: Mapping[tuple[str, str], str] | None = None,
) -> SheetSpec:
    """The sheet of an input table, filled or empty.

    Parameters
    ----------
    table
        One of ``LAID_OUT``.
    frame
        The cells, as ``sample_frames`` and ``policy_frame`` give them; None: ``empty_frame``.
    names
        What the sheet and its table are called, where that is not the schema's name.
    lists
        Sources of the drop-downs that offer another table's column (table, column); what is not there has no
        drop-down. None: the sheets of this module.
    """
    frame = empty_frame(table) if frame is None else frame
    columns = list(table)
    if table is CLIENTS:
        columns += [column for column in measure_columns() if column.header in frame.columns]
    elif table is SERVICES:
        columns += service_columns(list(frame.columns))
    elif table is STACK_ALIGNMENT:
        columns += alignment_columns(list(frame.columns))
    sources = _own_sources() if lists is None else lists
    names = names or Names()
    note = f"{table.note} {_NOTES.get(table.name, _HOW)}".rstrip()
    frozen = 2 if table in _FACTS else 1
    return SheetSpec(
        key=table.name,
        name=names.sheet(table.name),
        tab_colour=look.TAB_INPUT if table in _FACTS else look.TAB_POLICY,
        cells=title_cells(_title(table.name), note),
        heights=HEIGHTS,
        tables=(
            TableSpec(
                name=names.table(table.name),
                top=HEADER_ROW,
                left=1,
                columns=tuple(_set_apart(_table_column(table, column, frame, names) for column in columns)),
                data=frame[[column.header for column in columns]],
            ),
        ),
        validations=tuple(_validations(table, columns, frame, sources)),
        freeze=(FIRST_ROW, frozen),
        print=Print(
            fit_width=_WIDE.get(table.name, 1),
            title_rows=(HEADER_ROW, HEADER_ROW),
            title_columns=(1, 1) if table.name in _WIDE else None,
        ),
    )


def _own_sources() -> dict[tuple[str, str], str]:
    """Where the lists are in a workbook that has only our sheets, each under its own name."""
    wanted = {column.list_from for table in INPUT_TABLES for column in table if column.list_from}
    by_name = {table.name: table for table in LAID_OUT}
    return {
        (name, header): list_source(name, by_name[name].headers.index(header) + 1)
        for name, header in wanted
        if name in by_name
    }


def _title(name: str) -> str:
    """A table's name in words.

    Examples
    --------
    >>> _title("EffortMeasures"), _title("Clients")
    ('Effort measures', 'Clients')
    """
    words = "".join(f" {c.lower()}" if c.isupper() and i else c for i, c in enumerate(name))
    return words[:1].upper() + words[1:]


def _set_apart(columns: Iterable[TableColumn]) -> Iterator[TableColumn]:
    """Text that follows figures begins a little to the right, so that the two do not run into each other."""
    after_figures = False
    for column in columns:
        header = column.header_style or look.HEADER
        figures = header.horizontal == "right"
        if after_figures and not figures and column.style.horizontal != "center":
            yield replace(
                column, style=column.style.but(indent=1, horizontal="left"), header_style=header.but(indent=1)
            )
        else:
            yield column
        after_figures = figures


def _table_column(table: Table, column: Column, frame: pd.DataFrame, names: Names) -> TableColumn:
    typed, formula = look.style_of(column, typed=True, presented=table is TIERS), ""
    styles: dict[object, Style] = {}
    if table is HEALTH_BANDS and column.header == "Maximum Score":
        typed, formula = look.style_of(column), _MAXIMUM.format(table=names.table(table.name))
    elif table is SERVICES and column.header == "Margin":
        typed = typed.but(number_format=look.SHARE)
    elif table is SERVICES and column.kind is Kind.ANY:
        typed = typed.but(horizontal="center")
    elif table is CUSTOMER_LISTS and column.header == "Value":
        typed = typed.but(horizontal="left")
    elif table is RATES and column.header == "Rate":
        typed = typed.but(number_format=look.RATE)
    elif column.kind is Kind.COLOUR:
        typed = typed.but(horizontal="center")
        styles = {code: _swatch(str(code)) for code in frame[column.header]}
    elif table is SETTINGS_TABLE:
        typed = {"Value": typed.but(horizontal="left")}.get(column.header, look.BODY)
        if column.header == "Value":
            styles = _setting_styles(frame, typed)
    return TableColumn(
        header=column.header,
        style=typed,
        header_style=_header_style(table, column),
        width=max(column.width, header_width(column.header)),
        note=column.note,
        styles=styles,
        formula=formula,
    )


def _header_style(table: Table, column: Column) -> Style:
    """Measures are numbers for the most part, and stand at the right; what a tier gets stands in the middle."""
    if table is SERVICES and column.kind is Kind.ANY:
        return look.HEADER.but(horizontal="center")
    return look.HEADER_RIGHT if column.kind is Kind.MEASURE else look.header_style(column)


def _swatch(colour: str) -> Style:
    """A cell filled with a band's colour, its code readable on it."""
    ink = max((look.WHITE, look.INK), key=lambda candidate: contrast(candidate, colour))
    return Style(fill=colour, colour=ink, horizontal="center")


def _setting_styles(frame: pd.DataFrame, typed: Style) -> dict[object, Style]:
    """The number formats of the settings' values, of which no two look different and are equal."""
    styles: dict[object, Style] = {}
    for name, value in zip(frame["Setting"], frame["Value"], strict=True):
        known = setting(str(name))
        if value is not None and known is not None:
            number_format = look.number_format(known.kind, presented=True)
            styles[value] = typed.but(number_format=number_format)
    return styles


def _validations(
    table: Table, columns: list[Column], frame: pd.DataFrame, sources: Mapping[tuple[str, str], str]
) -> list[Validation]:
    if table is SETTINGS_TABLE:
        left = table.headers.index("Value") + 1
        known = {row: setting(str(name)) for row, name in enumerate(frame["Setting"])}
        cells = {row: CellRange(FIRST_ROW + row, left, FIRST_ROW + row, left) for row in known}
        found = [_bounded(known[row], cells[row]) for row in known]
    else:
        found = [
            _validation(table, column, CellRange(FIRST_ROW, position, LAST_ROW, position), sources)
            for position, column in enumerate(columns, start=1)
        ]
    return [validation for validation in found if validation is not None]


def _validation(
    table: Table, column: Column, place: CellRange, sources: Mapping[tuple[str, str], str]
) -> Validation | None:
    if column.list_from is not None:
        source = sources.get(column.list_from)
        if source is None:
            return None
        return Validation(place, "list", source, strict=column.list_from not in _OPEN_LISTS)
    is_open = column.header in _OPEN_CHOICES or (column.header == "Operator" and table.name in _OPEN_OPERATORS)
    return _bounded(column, place, strict=not is_open)


def _bounded(known: Column | Setting | None, place: CellRange, strict: bool = True) -> Validation | None:
    """A drop-down of known values, or bounds, at which Excel asks whether the value is meant."""
    if known is None:
        return None
    choices = ("Yes", "No") if known.kind is Kind.YESNO else known.choices
    if choices:
        return Validation(place, "list", '"' + ",".join(choices) + '"', strict=strict)
    if known.kind is Kind.DATE:
        return Validation(place, "date", _FIRST_DAY, _LAST_DAY)
    if known.minimum is not None:
        most = _MOST if known.maximum is None else known.maximum
        return Validation(place, "decimal", f"{known.minimum:.15g}", f"{most:.15g}")
    return None
