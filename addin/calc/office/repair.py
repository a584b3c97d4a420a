"""Enter formulas of ours again that LibreOffice did not know when it opened a workbook.

Before version 25.2 LibreOffice takes ``SEGMENT(...)`` in an .xlsx file for a name that nobody defined and shows
``#NAME?``; entered again, it is known. Nor does it read ``Table[#All]``; ``Table[[#All]]`` says the same and is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["enter_block", "repair", "repaired"]

_FORMULA_CELLS = 16  # com.sun.star.sheet.CellFlags.FORMULA
_QUOTED = r""""(?:[^"]|"")*"|'(?:[^']|'')*'"""
_PART = re.compile(rf"({_QUOTED})|(?<=\w)\[#(all|data|headers|totals|this row)\]", re.IGNORECASE)
_SPELLED = {item.lower(): item for item in ("All", "Data", "Headers", "Totals", "This Row")}
_GAP = 100
_UNDO = "Repair Segmentbook formulas"


def repair(document: Any, names: Iterable[str]) -> int:
    """Repair a spreadsheet document in one step that Undo takes back; gives the number of formulas entered again.

    Only formulas that hold one of ``names``, unknown to LibreOffice, are touched; protected sheets are left out.
    """
    unknown = _unknown(names)
    document.getUndoManager().enterUndoContext(_UNDO)
    document.addActionLock()
    try:
        sheets = document.getSheets()
        return sum(_repair_sheet(sheets.getByIndex(index), unknown) for index in range(sheets.getCount()))
    finally:
        document.removeActionLock()
        document.getUndoManager().leaveUndoContext()


def repaired(formula: str, names: Iterable[str]) -> str:
    """A formula as it has to be entered; "" where none of ``names`` in it is unknown.

    Calc gives a formula that it knows by its programmatic name. What it took for a name that nobody defined stands
    there in small letters; ``TIERS`` it may have taken for the table of that name.

    Examples
    --------
    >>> repaired('=segment(A2:C2;Clients[#headers])&"segment("', ["SEGMENT"])
    '=segment(A2:C2;Clients[[#Headers]])&"segment("'
    >>> repaired('=ORG.SEGMENTBOOK.FORMULAS.SEGMENT(A2:C2)&"segment("', ["SEGMENT"])
    ''
    """
    return _repaired(formula, _unknown(names))


def _unknown(names: Iterable[str]) -> re.Pattern[str]:
    either = "|".join(map(re.escape, names))
    return re.compile(rf"{_QUOTED}|(?<![\w.])(?P<name>{either})\s*\(", re.IGNORECASE)


def _repaired(formula: str, unknown: re.Pattern[str]) -> str:
    if not any(found["name"] for found in unknown.finditer(formula)):
        return ""
    return _PART.sub(lambda found: found[1] or f"[[#{_SPELLED[found[2].lower()]}]]", formula)


def _repair_sheet(sheet: Any, unknown: re.Pattern[str]) -> int:
    if sheet.isProtected():
        return 0
    count = 0
    for address in sheet.queryContentCells(_FORMULA_CELLS).getRangeAddresses():
        area = sheet.getCellRangeByPosition(address.StartColumn, address.StartRow, address.EndColumn, address.EndRow)
        rows = [[_repaired(formula, unknown) for formula in row] for row in area.getFormulaArray()]
        if all(formula and not _is_array(formula) for row in rows for formula in row):
            enter_block(area, rows)
            count += len(rows) * len(rows[0])
        else:
            count += sum(_enter(sheet, cell, formula) for cell, formula in _wanted(area, rows))
    return count


def enter_block(area: Any, rows: list[list[str]]) -> None:
    """Enter all formulas of an area, leaving every hundredth row to the last.

    Calc joins like formulas below each other into one group, and makes a group anew for each cell that joins it: filled
    from top to bottom, a long column would take time by the square of its length.
    """
    right = len(rows[0]) - 1
    for top in range(0, len(rows), _GAP):
        block = rows[top : top + _GAP - 1]
        below = top + len(block) - 1
        area.getCellRangeByPosition(0, top, right, below).setFormulaArray(tuple(map(tuple, block)))
    for row in range(_GAP - 1, len(rows), _GAP):
        area.getCellRangeByPosition(0, row, right, row).setFormulaArray((tuple(rows[row]),))


def _wanted(area: Any, rows: list[list[str]]) -> Iterator[tuple[Any, str]]:
    for row, formulas in enumerate(rows):
        for column, formula in enumerate(formulas):
            if formula:
                yield area.getCellByPosition(column, row), formula


def _is_array(formula: str) -> bool:
    return formula.startswith("{")


def _enter(sheet: Any, cell: Any, formula: str) -> int:
    """Enter one formula; an array formula once, at its upper left cell."""
    if not _is_array(formula):
        cell.setFormula(formula)
        return 1
    cursor = sheet.createCursorByRange(cell)
    cursor.collapseToCurrentArray()
    first, here = cursor.getRangeAddress(), cell.getCellAddress()
    if (first.StartColumn, first.StartRow) != (here.Column, here.Row):
        return 0
    cursor.setArrayFormula(formula[1:-1])
    return 1
