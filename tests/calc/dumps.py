"""A workbook that is open in Calc as the contract compares it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import xlwings

from segmentbook.report.spec import CellRange
from segmentbook.workbook.live.beyond import DrawnChart
from segmentbook.workbook.references import area_text
from tests.live.contract import Dump

__all__ = ["dump"]

Place = tuple[int, int]


def dump(book: xlwings.Book) -> dict[str, Dump]:
    """All sheets of a workbook, with what Calc itself makes of the formulas."""
    book.impl.ask("calculate_all")
    return {sheet.name: _dump(sheet) for sheet in book.sheets}


def _dump(sheet: xlwings.Sheet) -> Dump:
    beyond = sheet.book.impl.beyond
    used = sheet.used_range
    bottom, right = used.last_cell.row, used.last_cell.column
    area = CellRange(1, 1, bottom, right)
    merges = frozenset(beyond.merges(sheet, area))
    under = {
        (row, column)
        for merge in merges
        for row in range(merge.top, merge.bottom + 1)
        for column in range(merge.left, merge.right + 1)
    } - {(merge.top, merge.left) for merge in merges}
    cells = _cells(sheet, area)
    # LibreOffice reads error cells without their number format, and formulas give a format to cells that have none.
    formats = {place: code for place, code in _formats(sheet).items() if isinstance(cells.get(place), float | date)}
    fills = {
        (row, column): fill
        for row, line in enumerate(beyond.fills(sheet, area), 1)
        for column, fill in enumerate(line, 1)
        if fill and (row, column) not in under
    }
    hidden: set[int] = set()
    if used.rows.hidden is not False:
        hidden = {row for row in range(1, bottom + 1) if sheet.range((row, 1)).rows.hidden}
    return Dump(
        cells,
        fills,
        formats,
        {
            table.name: (
                table.range.get_address(False, False),
                tuple(column.name for column in table.columns),
                tuple(sorted(beyond.filter_criteria(table).items())),
            )
            for table in sheet.tables
        },
        beyond.links(sheet, area),
        merges,
        frozenset((area_text(r.range), r.equals, r.fill, r.colour) for r in beyond.colour_rules(sheet)),
        {(note.location.row, note.location.column): note.text for note in sheet.notes},
        frozenset(hidden),
        tuple(map(_rounded, beyond.charts(sheet))),
        sheet.page_setup.print_area or "",
    )


def _cells(sheet: xlwings.Sheet, area: CellRange) -> dict[Place, object]:
    columns = sheet.book.impl.beyond.cells(sheet, area)
    found: dict[Place, object] = {}
    for number, column in enumerate(columns, 1):
        for row in range(len(column)):
            value = column.cell(row)
            if value is not None:
                found[row + 1, number] = round(value, 9) if isinstance(value, float) else value
    inputs = sheet.range((1, 1), (area.bottom, area.right)).formula
    rows = [[inputs]] if isinstance(inputs, str) else inputs
    for r, line in enumerate(rows, 1):
        for c, text in enumerate(line, 1):
            if isinstance(text, str) and text.startswith("=") and found.get((r, c)) != text:
                found[r, c] = (text, found.get((r, c)))
    return found


def _formats(sheet: xlwings.Sheet) -> dict[Place, str]:
    last = sheet.used_range.last_cell
    told = sheet.impl.ask("number_formats", area=[1, 1, last.row, last.column])
    return {
        (row, column): code
        for (top, left, bottom, right), code in told
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }


def _rounded(chart: DrawnChart) -> DrawnChart:
    """LibreOffice keeps places in hundredths of a millimetre.

    What the labels of a hidden chart were when it was last seen is kept in a file, and told apart from nothing here.
    """
    texts = chart.texts and tuple(replace(text, x=round(text.x, 3), y=round(text.y, 3)) for text in chart.texts)
    series = chart.series
    if not chart.visible:
        plain = ({role: cells for role, cells in one.references.items() if role != "label"} for one in series)
        series = tuple(replace(one, references=roles) for one, roles in zip(series, plain, strict=True))
    return replace(chart, texts=texts, series=series)
