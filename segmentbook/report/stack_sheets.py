"""The sheets StackSummary and ClientStack: what the stack comes to by item, and which client has what of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.model.stack import ALIGNED, NOT_APPLICABLE, OPPORTUNITY, alignment
from segmentbook.report import look
from segmentbook.report.places import Names, cell_name
from segmentbook.report.service_sheets import TOTAL_ROW, no_rows, sums_above
from segmentbook.report.spec import Cell, CellRange, Print, SheetSpec, TableColumn, TableSpec
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    column_width,
    counted,
    long_date,
    spaced,
    table_column,
    title_cells,
)
from segmentbook.schema import CLIENT_STACK, STACK_SUMMARY, header_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segmentbook.model.inputs import StackItem
    from segmentbook.model.segmentation import Segmentation

__all__ = [
    "FIRST_ITEM",
    "ITEMS_KEY",
    "LOOKED_UP",
    "MATRIX_KEY",
    "client_stack",
    "item_headers",
    "matching_text",
    "seen_clients",
    "stack_summary",
]

ITEMS_KEY, MATRIX_KEY = STACK_SUMMARY.name, CLIENT_STACK.name
FIRST_ITEM = len(CLIENT_STACK.headers) + 1
"""Column of the first item on ClientStack."""
LOOKED_UP = 20_000
"""Up to so many clients each looks up whether its row in SegmentResults is seen: after a native sort that is as many
comparisons as the square of their number. Beyond, the column has what was seen at the refresh."""

NO_STACK = "There is no stack yet: add its items to the table StackItems and fill in StackAlignment, then refresh."
_WORDS = np.array(["", "Aligned", "Opportunity"], dtype=object)  # by state
_LONGEST_HEADER = 240  # characters; Excel takes 255
_WIDEST_ITEM = 16.0
_HEIGHTS = HEIGHTS | {TOTAL_ROW: 18.0}
_BOLD = look.BODY.but(bold=True)


def stack_summary(segmentation: Segmentation, names: Names) -> SheetSpec:
    """The StackSummary sheet; without a stack, an empty table and what to do."""
    stack, settings = segmentation.stack, segmentation.inputs.settings
    headers = list(STACK_SUMMARY.headers)
    cells = title_cells("Stack", NO_STACK)
    data = no_rows(STACK_SUMMARY, headers)
    if stack is not None:
        data = stack.summary
        subtitle = (
            f"as of {long_date(settings.as_of)}, money in {settings.base_currency} (MRR a month) at list prices; "
            f"{counted(len(stack.items), 'item')}, {counted(int(stack.current.sum()), 'current client')}"
        )
        cells = title_cells("Stack", subtitle)
    columns = [table_column(one, data[one.header]) for one in STACK_SUMMARY]
    if stack is not None:
        counts = ("Applicable Clients", "Aligned Clients")
        money = ("Current MRR", "MRR Opportunity", "Non-recurring Opportunity")
        totals, columns = sums_above(columns, data, (*counts, *money))
        applicable, aligned = (headers.index(header) + 1 for header in counts)
        share = cell_name(TOTAL_ROW, applicable), cell_name(TOTAL_ROW, aligned)
        place = headers.index("Alignment") + 1
        total = alignment(data["Aligned Clients"].sum(), data["Applicable Clients"].sum())
        totals[TOTAL_ROW, place] = Cell(
            None if np.isnan(total) else float(total),
            columns[place - 1].style.but(bold=True),
            f'IF({share[0]}=0,"",{share[1]}/{share[0]})',
        )
        cells |= totals
    columns = list(spaced(columns))
    return SheetSpec(
        ITEMS_KEY,
        names.sheet(ITEMS_KEY),
        look.TAB_RESULT,
        cells=cells,
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=_HEIGHTS,
        tables=(TableSpec(names.table(ITEMS_KEY), HEADER_ROW, 1, tuple(columns), data[headers]),),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW)),
    )


def client_stack(segmentation: Segmentation, names: Names) -> SheetSpec:
    """The ClientStack sheet, a row a client in the order of Clients, a column an item."""
    stack = segmentation.stack
    clients = segmentation.clients
    items = item_headers(stack.items) if stack is not None else ()
    data, subtitle = no_rows(CLIENT_STACK, CLIENT_STACK.headers), NO_STACK
    if stack is not None:
        employees = clients["Employees"].to_numpy(float)
        data = pd.DataFrame(
            {
                "Client": clients["Client"],
                "Client ID": clients["Client ID"],
                "Seats": np.where(employees > 0, employees, np.nan),
                "Visible": seen_clients(segmentation).astype(float),
            }
        )
        states = {header: _WORDS[stack.state[:, place]] for place, header in enumerate(items)}
        data = pd.concat([data, pd.DataFrame(states, index=data.index, dtype=object)], axis=1)
        subtitle = f"as of {long_date(segmentation.inputs.settings.as_of)}; {_legend(stack.state)}"
    columns = [table_column(one, data[one.header]) for one in CLIENT_STACK]
    if len(clients) <= LOOKED_UP:
        visible = _visible_formula(names)
        columns = [replace(one, formula=visible) if one.header == "Visible" else one for one in columns]
    aligned, offered = look.BODY, look.BODY.but(colour=look.LINK_GREEN)
    for header in items:
        width = min(column_width(header, data[header], look.TEXT), _WIDEST_ITEM)
        note = "Aligned: the client has it. Opportunity: it could have it. Blank: it does not apply."
        columns.append(TableColumn(header, aligned, look.HEADER, width, note, styles={"Opportunity": offered}))
    columns = list(spaced(columns))
    return SheetSpec(
        MATRIX_KEY,
        names.sheet(MATRIX_KEY),
        look.TAB_RESULT,
        cells=title_cells("Stack by client", subtitle),
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS,
        tables=(
            TableSpec(names.table(MATRIX_KEY), HEADER_ROW, 1, tuple(columns), data, key="Client ID", changing=True),
        ),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(
            title_rows=(HEADER_ROW, HEADER_ROW),
            title_columns=(1, 1),
            area=CellRange(1, 1, HEADER_ROW + max(1, len(data)), len(columns)),
        ),
    )


def seen_clients(segmentation: Segmentation) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Current clients that pass the filters in force: those that the charts show."""
    clients = segmentation.clients
    current = (clients["Status"] == "Current").to_numpy(bool)
    shown: np.ndarray[tuple[int], np.dtype[np.bool_]] = current & clients["In Filter"].to_numpy(dtype=np.bool_)
    return shown


def item_headers(items: Sequence[StackItem]) -> tuple[str, ...]:
    """The header of each item's column: its name, told apart from the table's own columns.

    Examples
    --------
    >>> from segmentbook.model.inputs import StackItem
    >>> item_headers([StackItem("Backup"), StackItem("Seats")])
    ('Backup', 'Seats (item)')
    """
    taken = {header_key(header) for header in CLIENT_STACK.headers}
    headers = []
    for item in items:
        header = " ".join(item.name.split())[:_LONGEST_HEADER]
        while header_key(header) in taken:
            header += " (item)"
        taken.add(header_key(header))
        headers.append(header)
    return tuple(headers)


def matching_text(cell: str) -> str:
    """The text of a cell as MATCH wants it: wildcards in it stand for themselves.

    Examples
    --------
    >>> matching_text("A1")
    'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(A1,"~","~~"),"*","~*"),"?","~?")'
    """
    return f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({cell},"~","~~"),"*","~*"),"?","~?")'


def _visible_formula(names: Names) -> str:
    """Whether the client is current and seen; its own row is asked first, so that only a sorted table is searched."""
    own, results = names.table(MATRIX_KEY), names.table("SegmentResults")
    place = f"ROW()-ROW({own}[[#Headers],[Client ID]])"
    key = f"{own}[[#This Row],[Client ID]]"
    beside = f"INDEX({results}[Client ID],{place})={key}"
    row = f"IF(IFERROR({beside},FALSE),{place},MATCH({matching_text(key)},{results}[Client ID],0))"
    return f'IFERROR((INDEX({results}[Status],{row})="Current")*INDEX({results}[Visible],{row}),0)'


def _legend(state: np.ndarray[tuple[int, int], np.dtype[np.int8]]) -> str:
    """How many cells say what."""
    has, could = (int((state == one).sum()) for one in (ALIGNED, OPPORTUNITY))
    return f"{has:,} aligned, {could:,} open, {int((state == NOT_APPLICABLE).sum()):,} do not apply"
