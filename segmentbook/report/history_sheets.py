"""The sheets History and HistoryInputs: what the workbook remembers, and how much room that takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from segmentbook.model.history import MOST_ROWS
from segmentbook.model.snapshots import BACK_FILLED
from segmentbook.report import look
from segmentbook.report.places import Names
from segmentbook.report.service_sheets import no_rows
from segmentbook.report.spec import Print, SheetSpec, Style, TableColumn, TableSpec
from segmentbook.report.tables import HEADER_ROW, HEIGHTS, counted, long_date, spaced, table_column, title_cells
from segmentbook.schema import HISTORY, HISTORY_INPUTS, Table

if TYPE_CHECKING:
    from segmentbook.model.past import Past
    from segmentbook.model.segmentation import Segmentation

__all__ = ["HISTORY_KEY", "INPUTS_KEY", "history_inputs_sheet", "history_sheet"]

HISTORY_KEY, INPUTS_KEY = "Snapshots", HISTORY_INPUTS.name
"""Sheets; Excel keeps the name History for itself."""

_NOTHING = "Nothing is remembered yet."
_WIDEST = 60.0


def history_sheet(segmentation: Segmentation, names: Names) -> SheetSpec:
    """The History sheet: a row a client and snapshot, oldest first."""
    past = segmentation.past
    data = no_rows(HISTORY, HISTORY.headers) if past is None else past.history.snapshots
    pale = look.BODY.but(colour=look.MUTED)
    subtitle = _NOTHING if past is None else _extent(segmentation, past)
    return _sheet(HISTORY_KEY, HISTORY, data, "Snapshots", subtitle, names, {"Kind": {BACK_FILLED: pale}})


def history_inputs_sheet(segmentation: Segmentation, names: Names) -> SheetSpec:
    """The HistoryInputs sheet: what was typed when a client was first seen, then each change, oldest first."""
    past = segmentation.past
    data = no_rows(HISTORY_INPUTS, HISTORY_INPUTS.headers) if past is None else past.history.inputs
    subtitle = (
        f"what decides about segments, health and tiers: all of it when it was first seen, then what changed from one "
        f"snapshot to the next; {_room(len(data))}"
    )
    return _sheet(INPUTS_KEY, HISTORY_INPUTS, data, "Inputs and settings that changed", subtitle, names, {})


def _extent(segmentation: Segmentation, past: Past) -> str:
    dates = past.history.dates()
    if not dates:
        return _NOTHING
    filled = sum(not taken for taken in dates.values())
    kinds = f"{len(dates) - filled:,} taken by a refresh, {filled:,} back-filled" if filled else "taken by refreshes"
    settings = segmentation.inputs.settings
    rule = f"all of {counted(settings.history_days, 'day')} are kept, then the last of each month"
    if settings.history_months is not None:
        rule += f", for {counted(settings.history_months, 'month')}"
    return (
        f"{counted(len(dates), 'snapshot')} from {long_date(min(dates))} to {long_date(max(dates))} ({kinds}): "
        f"{_room(len(past.history.snapshots))}; {rule} (Settings: History Days, History Months)"
    )


def _room(rows: int) -> str:
    """How large a table is.

    Examples
    --------
    >>> _room(684)
    '684 rows of at most 1,000,000'
    """
    return f"{counted(rows, 'row')} of at most {MOST_ROWS:,}"


def _sheet(
    key: str,
    table: Table,
    data: pd.DataFrame,
    title: str,
    subtitle: str,
    names: Names,
    styles: dict[str, dict[object, Style]],
) -> SheetSpec:
    columns = [_narrowed(table_column(one, data[one.header], styles=styles.get(one.header))) for one in table]
    columns = list(spaced(columns))
    return SheetSpec(
        key,
        names.sheet(key),
        look.TAB_RESULT,
        cells=title_cells(title, subtitle),
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS,
        tables=(TableSpec(names.table(table.name), HEADER_ROW, 1, tuple(columns), data[list(table.headers)]),),
        freeze=(HEADER_ROW + 1, 4 if table is HISTORY else 2),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW)),
    )


def _narrowed(column: TableColumn) -> TableColumn:
    """Texts of a thousand letters do not make a column of that width."""
    return replace(column, width=min(column.width, _WIDEST))
