"""Workbooks whose cells call our formulas, and what Python and the refresh say of the same cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.formula import ArrayFormula

from segmentbook.workbook.file import refresh
from segmentbook.workbook.template import create
from tests.calc.calc import letters
from udfs import FORMULAS, CellError, ExcelError

__all__ = ["Book", "Call", "answered", "with_calls"]

Rows = list[list[Any]]


@dataclass(frozen=True)
class Call:
    """A formula as typed in Excel, what it must give, and over how many cells."""

    formula: str
    expected: Any
    rows: int = 1
    columns: int = 1

    @property
    def name(self) -> str:
        """The formula's name."""
        return self.formula.partition("(")[0]


class Book:
    """The sample workbook after a refresh, its tables as openpyxl reads them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        create(path, sample=True)
        refresh(path)

    @cached_property
    def tables(self) -> dict[str, tuple[str, int, Rows]]:
        """Name -> sheet, first row, rows with the header row."""
        found = {}
        workbook = openpyxl.load_workbook(self.path)
        for sheet in workbook:
            for table in sheet.tables.values():
                cells = sheet[table.ref]
                found[table.name] = (sheet.title, cells[0][0].row, [[_value(cell) for cell in row] for row in cells])
        workbook.close()
        return found

    def table(self, name: str) -> Rows:
        """A table's cells with its header row, as Excel hands them to a formula."""
        return self.tables[name][2]

    def column(self, name: str, header: str) -> list[Any]:
        """A column's cells without the header."""
        rows = self.table(name)
        place = rows[0].index(header)
        return [row[place] for row in rows[1:]]

    def area(self, name: str, row: int | None = None) -> str:
        """Where a table stands, or its header row (0), or one of its rows: ``Clients!$A$5:$AN$5``."""
        sheet, top, rows = self.tables[name]
        right = letters(len(rows[0]) - 1)
        first, last = (top, top + len(rows) - 1) if row is None else (top + row, top + row)
        return f"{sheet}!$A${first}:${right}${last}"

    def column_area(self, name: str, header: str) -> str:
        """Where a column stands, without its header."""
        sheet, top, rows = self.tables[name]
        letter = letters(rows[0].index(header))
        return f"{sheet}!${letter}${top + 1}:${letter}${top + len(rows) - 1}"

    def rows(self, name: str) -> Iterator[int]:
        """Numbers of a table's rows, from 1."""
        return iter(range(1, len(self.table(name))))


def _value(cell: Cell) -> Any:
    return CellError(cell.value) if cell.data_type == "e" else cell.value


def with_calls(source: Path, target: Path, calls: Sequence[Call]) -> dict[str, Call]:
    """Write ``target``: the workbook with a sheet ``Calls`` that holds the formulas; gives the cells of each."""
    workbook = openpyxl.load_workbook(source)
    sheet = workbook.create_sheet("Calls")
    places = {}
    row = 1
    for call in calls:
        area = f"A{row}:{letters(call.columns - 1)}{row + call.rows - 1}"
        if (call.rows, call.columns) == (1, 1):
            sheet[f"A{row}"] = f"={call.formula}"
        else:
            sheet[f"A{row}"] = ArrayFormula(area, f"={call.formula}")
        places[area] = call
        row += call.rows
    workbook.save(target)
    workbook.close()
    return places


def answered(name: str, *arguments: Any) -> Any:
    """What the Python function gives, as a cell of Calc shows it."""
    return _shown(FORMULAS[name].function(*arguments))


def _shown(value: Any) -> Any:
    match value:
        case ExcelError():
            return value.value
        case list() | tuple():
            return [[_shown(cell) for cell in row] for row in value]
        case None:
            return ""
        case int():
            return float(value)
    return value
