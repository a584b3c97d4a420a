"""Rows of another workbook, as typed there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from segmentbook.errors import InputError
from segmentbook.importing.source import Source
from segmentbook.raw import ErrorValue, Kind, RawColumn, column_letters
from segmentbook.schema import Table, header_key
from segmentbook.workbook.book import Book
from segmentbook.workbook.cells import SheetArea, read_area
from segmentbook.workbook.package import Package
from segmentbook.workbook.references import area_of
from segmentbook.workbook.styles import Styles

__all__ = ["read_spreadsheet"]

_HEADER_ROWS = 20
_DAY_ZERO = datetime(1899, 12, 30)
_LEAP_BUG = 60  # serials up to here count from 1899-12-31: Excel has a 29 February 1900


def read_spreadsheet(path: Path, table: Table, wanted: Sequence[str] = ()) -> Source:
    """Read the Excel table of the input table's name, else the first visible sheet that has a header row.

    A header row is, of the first 20 rows, the one that knows most of the input table's headers; of equal ones the one
    with most texts, then the first. Values come as typed: ``"00001"`` stays text, dates are dates, formulas give
    their last value.

    Raises
    ------
    WorkbookError
        The file cannot be read.
    InputError
        No sheet has a header row with rows below it; a header stands twice.
    """
    with Package.open(path, read_only=True) as package:
        book = Book(package)
        styles = Styles(book)
        entry = next((t for t in book.tables if header_key(t.name) == header_key(table.name)), None)
        if entry is not None:
            area = read_area(book, styles, book.sheet(entry.sheet), area_of(entry.ref))
            return _source(path.name, f"table {entry.name}", area, 0, totals=entry.totals_rows)
        for sheet in book.sheets:
            if sheet.state == "visible" and sheet.kind == "worksheet":
                area = read_area(book, styles, sheet)
                header = _header_row(area, table, wanted)
                if header is not None:
                    return _source(path.name, f"sheet {sheet.name}", area, header)
    raise InputError(f"{path.name} has no visible sheet with a header row in its first {_HEADER_ROWS} rows.")


def _header_row(area: SheetArea, table: Table, wanted: Sequence[str]) -> int | None:
    known = {header_key(name) for column in table for name in (column.header, *column.aliases)}
    known |= {header_key(name) for name in wanted}
    best: tuple[int, int, int] | None = None
    rows = len(area.columns[0]) if area.columns else 0
    for row in range(min(rows, _HEADER_ROWS)):
        cells = [column.cell(row) for column in area.columns if column.kind[row] != Kind.BLANK]
        if not cells or not all(isinstance(cell, str) and not isinstance(cell, ErrorValue) for cell in cells):
            continue
        score = (sum(header_key(str(cell)) in known for cell in cells), len(cells), -row)
        if best is None or score > best:
            best = score
    return None if best is None else -best[2]


def _source(name: str, kind: str, area: SheetArea, header: int, totals: int = 0) -> Source:
    """The rows below a header row."""
    import numpy as np

    rows = len(area.columns[0]) if area.columns else 0
    first, last = header + 1, rows - totals
    used = np.zeros(max(last - first, 0), bool)
    for column in area.columns:
        used |= column.kind[first:last] != Kind.BLANK
    keep = np.flatnonzero(used) + first
    headers: list[str] = []
    columns: list[Sequence[object]] = []
    notes: list[str] = []
    seen: dict[str, str] = {}
    for offset, column in enumerate(area.columns):
        letters = column_letters(area.left + offset)
        cell = column.cell(header)
        title = "" if cell is None else str(cell).strip()
        if not title:
            if (column.kind[keep] != Kind.BLANK).any():
                notes.append(f"column {letters} has no header and is left out")
            continue
        if title.casefold() in seen:
            raise InputError(
                f"{name} has the header {title!r} twice (columns {seen[title.casefold()]} and {letters}); rename one "
                "of them."
            )
        seen[title.casefold()] = letters
        headers.append(title)
        columns.append(_values(column, keep.tolist()))
    if not len(keep):
        raise InputError(f"{name} ({kind}) has headers but no rows.")
    lines = (keep + area.top).tolist()
    return Source(name, f"workbook, {kind}", tuple(headers), tuple(columns), lines, True, tuple(notes))


def _values(column: RawColumn, rows: Sequence[int]) -> list[object]:
    """Cells as Python values; whole days are dates."""
    kinds, numbers = column.kind.tolist(), column.number.tolist()
    return [_value(kinds[row], numbers[row], column.pool) for row in rows]


def _value(kind: int, number: float, pool: Sequence[str]) -> object:
    if kind == Kind.TEXT:
        return pool[int(number)] if pool[int(number)].strip() else None
    if kind == Kind.NUMBER:
        return number
    if kind == Kind.DATE:
        return _moment(number)
    if kind == Kind.BOOLEAN:
        return bool(number)
    return ErrorValue(pool[int(number)]) if kind == Kind.ERROR else None


def _moment(serial: float) -> date | float:
    """A date's serial as a date; with a time of day, as a datetime; what is no date stays a number."""
    if not 1 <= serial < 2_958_466 or int(serial) == _LEAP_BUG:
        return serial
    moment = _DAY_ZERO + timedelta(days=serial + (1 if serial < _LEAP_BUG else 0))
    return moment.date() if serial == int(serial) else moment
