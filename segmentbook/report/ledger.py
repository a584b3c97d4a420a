"""The MrrLedger sheet: every contract line once, and control totals that tie it to the book's MRR."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.model.reasons import ERRORS
from segmentbook.report import look
from segmentbook.report.places import MAX_LINKS, Names, cell_name, link_to, place
from segmentbook.report.spec import Cell, CellRange, Print, SheetSpec, Style, TableSpec
from segmentbook.report.tables import long_date, spaced, table_column, title_cells
from segmentbook.schema import MRR_LEDGER

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook, RawTable

__all__ = ["KEY", "mrr_ledger"]

KEY = "MrrLedger"

CONTROL_ROW = 4  # of the first of the control totals
HEADER_ROW = 10
TOLERANCE = 0.005
"""Half a cent: sums of unrounded figures that differ by less are the same money."""

_LABEL, _FIGURE = 1, 2  # the figure takes two columns
_AT_LEAST = {"Client": 28.0, "Client ID": 9.0, "Contract ID": 11.0}  # the control totals stand in these columns
# Label's first and last column, and the column of the count, of each block of reasons beside the control totals.
_REASON_BLOCKS = ((5, 6, 7), (8, 10, 11), (12, 13, 14), (15, 15, 16), (18, 20, 21))
_REASON_ROWS = 5

_REASON_STYLES: dict[object, Style] = {str(reason): look.BODY.but(colour=look.ERROR_INK) for reason in ERRORS}


def mrr_ledger(segmentation: Segmentation, raw: RawBook, names: Names, mrr_cell: str) -> SheetSpec:
    """The MrrLedger sheet.

    Parameters
    ----------
    segmentation
        Its ledger is shown line by line, in the order of the Contracts table.
    raw
        Where the lines and the clients stand.
    names
        What our sheets and tables are called.
    mrr_cell
        The cell in which the Dashboard shows MRR, such as ``'Dashboard'!$Q$6``.
    """
    settings = segmentation.inputs.settings
    data = _lines(segmentation, raw)
    contracts, clients = raw.tables.get("Contracts"), raw.tables.get("Clients")
    links = {
        "Line": _links(contracts, data.index),
        "Client": _links(clients, segmentation.ledger["Client Row"]),
    }
    styles = {"Reason": _REASON_STYLES}
    made = (
        table_column(column, data[column.header], links=links.get(column.header, ()), styles=styles.get(column.header))
        for column in MRR_LEDGER
    )
    columns = spaced(replace(column, width=max(column.width, _AT_LEAST.get(column.header, 0.0))) for column in made)
    subtitle = (
        f"as of {long_date(settings.as_of)}, {len(data):,} contract lines; MRR in {settings.base_currency} a month, "
        "amounts in the line's currency"
    )
    cells = title_cells("MRR ledger", subtitle)
    cells |= _control_totals(segmentation, names, mrr_cell)
    merges = [CellRange(row, _FIGURE, row, _FIGURE + 1) for row in range(CONTROL_ROW, CONTROL_ROW + 4)]
    merges += _reasons(cells, segmentation, names)
    return SheetSpec(
        KEY,
        names.sheet(KEY),
        look.TAB_RESULT,
        cells=cells,
        merges=tuple(merges),
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights={1: 27.0, 2: 15.0, 3: 7.5, HEADER_ROW - 1: 7.5, HEADER_ROW: 30.0},
        tables=(TableSpec(names.table(KEY), HEADER_ROW, 1, columns, data),),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW)),
    )


def _lines(segmentation: Segmentation, raw: RawBook) -> pd.DataFrame:
    """The ledger with each line's place in the workbook."""
    data = segmentation.ledger.drop(columns="Client Row")
    table = raw.tables.get("Contracts")
    if table is None:
        data["Line"] = pd.Series("", index=data.index, dtype=object)
    else:
        # The place is the same for all lines but for the row's number.
        start = place(table.sheet, table.address(0, None)).rstrip("0123456789")
        first = table.top + 1
        data["Line"] = pd.Series([f"{start}{first + row}" for row in data.index], index=data.index, dtype=object)
    return data.loc[:, list(MRR_LEDGER.headers)]


def _links(table: RawTable | None, rows: pd.Series | pd.Index) -> tuple[str, ...]:
    """The places of rows of an input table; none for a negative row, and none after the first ``MAX_LINKS``."""
    if table is None:
        return ()
    positions = rows.to_numpy()
    start = link_to(table.sheet, table.address(0, None)).rstrip("0123456789")
    first = table.top + 1
    found = [f"{start}{first + int(row)}" if row >= 0 else "" for row in positions[:MAX_LINKS]]
    return (*found, *[""] * (len(positions) - len(found)))


def _control_totals(segmentation: Segmentation, names: Names, mrr_cell: str) -> dict[tuple[int, int], Cell]:
    """Three figures that must be one, each from its own table, their difference, and what follows from it."""
    ledger, results = names.table(KEY), names.table("SegmentResults")
    counted_lines = _total(segmentation.ledger["Counted MRR"])
    contract_mrr = _total(segmentation.clients["Contract MRR"])
    figures = (counted_lines, contract_mrr, segmentation.mrr)
    difference = max(figures) - min(figures)
    first, last = CONTROL_ROW, CONTROL_ROW + 2
    three = f"{cell_name(first, _FIGURE)}:{cell_name(last, _FIGURE)}"
    gap = cell_name(last + 1, _FIGURE)
    rows = (
        ("Counted lines", counted_lines, f"SUM({ledger}[Counted MRR])", link_to(names.sheet(KEY), "A10")),
        (
            "Clients' Contract MRR",
            contract_mrr,
            f"SUM({results}[Contract MRR])",
            link_to(names.sheet("SegmentResults"), "A4"),
        ),
        ("MRR shown on the Dashboard", segmentation.mrr, mrr_cell, mrr_cell.replace("$", "")),
        ("Difference", difference, f"MAX({three})-MIN({three})", ""),
    )
    money = look.BODY.but(number_format=look.MONEY_LEDGER, horizontal="right")
    cells: dict[tuple[int, int], Cell] = {}
    for row, (label, value, formula, link) in enumerate(rows, CONTROL_ROW):
        is_last = label == "Difference"
        cells[row, _LABEL] = Cell(label, look.TOTAL if is_last else look.BODY)
        style = money.but(bold=True, top=look.MUTED) if is_last else money.but(colour=look.LINK_GREEN)
        cells[row, _FIGURE] = Cell(value, style, formula, link)
        cells[row, _FIGURE + 1] = Cell(None, style)
    agree = "The three agree to the cent."
    cells[CONTROL_ROW + 4, _LABEL] = Cell(
        agree if difference < TOLERANCE else f"They differ by {difference:,.2f}.",
        look.BODY.but(bold=True),
        # FIXED, unlike TEXT, needs no format in the reader's own language.
        f'IF({gap}<{TOLERANCE},"{agree}","They differ by "&FIXED({gap},2)&".")',
    )
    return cells


def _reasons(cells: dict[tuple[int, int], Cell], segmentation: Segmentation, names: Names) -> list[CellRange]:
    """Beside the control totals, how many lines there are of each reason: counted first, then by number."""
    counts = segmentation.ledger["Reason"].value_counts()
    order = sorted(counts.items(), key=lambda entry: (not str(entry[0]).startswith("counted"), -entry[1], entry[0]))
    merges = []
    for position, (reason, lines) in enumerate(order[: len(_REASON_BLOCKS) * _REASON_ROWS]):
        left, right, figure = _REASON_BLOCKS[position // _REASON_ROWS]
        row = CONTROL_ROW + position % _REASON_ROWS
        cells[row, left] = Cell(str(reason), look.NOTE)
        cells[row, figure] = Cell(
            int(lines),
            look.NOTE.but(number_format=look.COUNT, horizontal="left"),
            f"COUNTIF({names.table(KEY)}[Reason],{cell_name(row, left)})",
        )
        if right > left:
            merges.append(CellRange(row, left, row, right))
    return merges


def _total(values: pd.Series) -> float:
    numbers = values.to_numpy(float)
    return math.fsum(numbers[np.isfinite(numbers)])
