"""Finding the input tables of a workbook: native tables by name, else sheets of that name with a header row.

A workbook is a `Source`: a file (``reading``) or what is open in a spreadsheet (``live.reading``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Protocol

import numpy as np

from segmentbook import schema
from segmentbook.raw import Kind, RawBook, RawColumn, RawTable, column_letters
from segmentbook.report.spec import CellRange
from segmentbook.schema import Table, header_key
from segmentbook.workbook.book import TableEntry
from segmentbook.workbook.cells import SheetArea
from segmentbook.workbook.references import LAST_COLUMN, LAST_ROW, area_of

__all__ = ["RESULT_KEYS", "Source", "find_tables"]

HEADER_ROWS = 20
"""A header row of a sheet without a native table is looked for in so many rows."""

RESULT_KEYS = (
    "Dashboard",
    "Client Card",
    "Tiering",
    "Churn Watch",
    "What Moved",
    "Snapshots",
    "ChartData",
    *(table.name for table in schema.RESULT_TABLES if table is not schema.HISTORY),
)
"""Keys of sheets that may be ours, where no input table is looked for."""

_OURS = "_Segmentbook", " (Segmentbook)"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an input table stands: header row, columns, and the last row that may be its."""

    table: Table
    sheet: str
    area: CellRange
    display_name: str = ""
    headers: tuple[str, ...] = ()  # of a native table, as its own part says


class Source(Protocol):
    """A workbook as the finder wants it; sheets are known by name."""

    @property
    def sheet_names(self) -> Sequence[str]:
        """All sheets, in the order of their tabs."""

    @property
    def sheets(self) -> Sequence[str]:
        """Worksheets that are not ours, in that order."""

    @property
    def tables(self) -> Sequence[TableEntry]:
        """All native tables."""

    @property
    def date1904(self) -> bool:
        """Whether dates count from 1904."""

    def top(self, sheet: str, area: CellRange) -> SheetArea:
        """Cells at the top of what may be a large sheet."""

    def cells(self, sheet: str, area: CellRange, *, coloured: bool) -> SheetArea:
        """Cells of an area, up to the last row and column that hold something; ``coloured``: fills are asked for."""

    def fills(self, sheet: str, data: SheetArea, column: int, length: int) -> Sequence[str]:
        """Solid fills of the first so many cells of a column (from 0) of a part of what ``cells`` gave."""


def find_tables(source: Source, tables: Sequence[Table] = schema.INPUT_TABLES) -> RawBook:
    """Read every input table that a workbook has (of those that are asked for), each cell as it was typed.

    A table is a native one of that name (or ``<name>_Segmentbook``) anywhere, with all required headers; else a
    worksheet of that name (or ``<name> (Segmentbook)``) with a header row among its first 20 that has them all.
    Product.md section 2.
    """
    return _Finder(source).read(tables)


class _Finder:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._notes: list[str] = []
        self._sheets = source.sheets
        names = set(self._sheets)
        self._entries = [entry for entry in source.tables if entry.sheet in names]

    def read(self, wanted: Sequence[Table]) -> RawBook:
        """Find the tables, read each sheet that has some once, and cut the tables out of it."""
        places = [place for table in wanted if (place := self._find(table))]
        tables: dict[str, RawTable] = {}
        for sheet in dict.fromkeys(place.sheet for place in places):
            here = [place for place in places if place.sheet == sheet]
            coloured = any(column.kind == schema.Kind.COLOUR for place in here for column in place.table)
            area = self._source.cells(sheet, _around(place.area for place in here), coloured=coloured)
            for place in here:
                tables[place.table.name] = self._cut(place, area)
        in_order = {table.name: tables[table.name] for table in wanted if table.name in tables}
        return RawBook(in_order, tuple(self._source.sheet_names), tuple(self._notes))

    # -- finding ------------------------------------------------------------------------------------------------

    def _find(self, table: Table) -> _Place | None:
        """Where a table stands; what else might have been meant is noted."""
        lacking: list[str] = []
        native = list(self._native(table, lacking))
        if native:
            found = native + list(self._on_sheets(table, [], besides=native[0].sheet))
        else:
            found = list(self._on_sheets(table, lacking))
        if not found or not _is_ours(found[0]):  # beside one that we have named, the user's own is not meant
            self._notes += lacking
        if not found:
            return None
        chosen, *others = found
        for other in others:
            self._notes.append(
                f"{_address(other)}: could be {table.name} as well; {_address(chosen)} is read. "
                f"Rename the {'table' if other.display_name else 'sheet'} that is not meant."
            )
        return chosen

    def _native(self, table: Table, lacking: list[str]) -> Iterator[_Place]:
        """Native tables of the name with all required headers, one that we have named first; the others are noted."""
        names = table.name.casefold() + _OURS[0].casefold(), table.name.casefold()
        for name in names:
            for entry in self._entries:
                if entry.name.casefold() != name:
                    continue
                area = area_of(entry.ref)
                if area is None or entry.header_rows != 1:
                    lacking.append(
                        f"{entry.sheet}: table {entry.name} has no header row and is not read. "
                        "Switch its header row on (Table Design, Header Row)."
                    )
                elif _lacks(table, entry.headers):
                    lacking.append(_lacking(table, f"{entry.sheet}!{entry.ref}: table {entry.name}", entry.headers))
                else:
                    yield self._placed(table, entry, area)

    def _placed(self, table: Table, entry: TableEntry, area: CellRange) -> _Place:
        bottom = max(area.top, area.bottom - entry.totals_rows)
        kept = CellRange(area.top, area.left, bottom, area.right)
        return _Place(table, entry.sheet, kept, entry.name, entry.headers)

    def _on_sheets(self, table: Table, lacking: list[str], besides: str | None = None) -> Iterator[_Place]:
        """Worksheets of the name with a header row, one that we have named first; the others are noted."""
        for name in (table.name + _OURS[1], table.name):
            for sheet in self._sheets:
                if sheet.casefold() != name.casefold() or sheet == besides:
                    continue
                if place := self._on_sheet(table, sheet, lacking):
                    yield place

    def _on_sheet(self, table: Table, sheet: str, lacking: list[str]) -> _Place | None:
        top = CellRange(1, 1, HEADER_ROWS, LAST_COLUMN)
        area = self._source.top(sheet, top)
        likely: tuple[str, ...] = ()  # of the rows that are no header row, the one most like it
        for row in range(area.top, area.bottom + 1):
            filled = [c for c in range(area.left, area.left + len(area.columns)) if area.cell(row, c) is not None]
            if not filled:
                continue
            left, right = filled[0], filled[-1]
            headers = tuple(_header(area.cell(row, c)) for c in range(left, right + 1))
            if _lacks(table, headers):
                likely = max(likely, headers, key=lambda found: len(table.match(found)))
                continue
            for entry in self._entries:  # a native table of another name ends where it says
                place = area_of(entry.ref) if entry.sheet == sheet and entry.header_rows == 1 else None
                if place and place.top == row and not _lacks(table, entry.headers):
                    return self._placed(table, entry, place)
            return _Place(table, sheet, CellRange(row, left, LAST_ROW, right))
        if table.match(likely) or table.required:
            lacking.append(_lacking(table, f"{sheet}: the sheet", likely))
        return None

    # -- cutting ------------------------------------------------------------------------------------------------

    def _cut(self, place: _Place, sheet: SheetArea) -> RawTable:
        """A table out of its sheet's cells, without blank rows at its end."""
        area = place.area
        headers = tuple(self._headers(place, sheet))
        data = sheet.part(CellRange(area.top + 1, area.left, min(area.bottom, max(sheet.bottom, area.top)), area.right))
        length = max((_length(column) for column in data.columns), default=0)
        coloured = {
            position
            for header, position in place.table.match(headers).items()
            if place.table[header].kind == schema.Kind.COLOUR
        }
        columns = []
        for position, column in enumerate(data.columns):
            fills = self._source.fills(place.sheet, data, position, length) if position in coloured else None
            columns.append(RawColumn(column.kind[:length], column.number[:length], column.pool, fills))
        return RawTable(
            place.table.name,
            place.sheet,
            area.top,
            area.left,
            headers,
            tuple(columns),
            place.display_name,
            self._source.date1904,
        )

    def _headers(self, place: _Place, sheet: SheetArea) -> Iterator[str]:
        """The headers as typed; of a native table what its part says where the cell holds no text."""
        area = place.area
        seen: dict[str, int] = {}
        for position, number in enumerate(range(area.left, area.right + 1)):
            value = sheet.cell(area.top, number)
            header = _header(value)
            if place.headers and not (isinstance(value, str) and header):
                header = place.headers[position].strip() if position < len(place.headers) else header
            first = seen.setdefault(header_key(header), number)
            if header_key(header) and first != number:
                self._notes.append(
                    f"{place.sheet}!{column_letters(number)}{area.top}: a second column is called {header!r}; "
                    f"{column_letters(first)}{area.top} is the one that is read. Rename one of them."
                )
            yield header


def _header(value: object) -> str:
    """A header cell as text: 2024 is ``2024``, a date its ISO form.

    Examples
    --------
    >>> _header(2024.0), _header(" Client "), _header(None), _header(True), _header(0.5)
    ('2024', 'Client', '', 'TRUE', '0.5')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _lacks(table: Table, headers: Sequence[str]) -> list[str]:
    """The required headers that are missing."""
    found = table.match(headers)
    return [header for header in table.required_headers if header not in found]


def _lacking(table: Table, what: str, headers: Sequence[str]) -> str:
    """Which required headers are missing, and which of those that are there may be meant."""
    keys = {header_key(header): header for header in headers if header}
    hints = []
    for missing in _lacks(table, headers):
        near = get_close_matches(header_key(missing), keys, 1, 0.6)
        hints.append(f"{missing!r}" + (f" (is it {keys[near[0]]!r}?)" if near else ""))
    many = len(hints) > 1
    return (
        f"{what} is not read as {table.name}: it lacks the {'headers' if many else 'header'} {', '.join(hints)}. "
        f"Name the {'columns' if many else 'column'} so."
    )


def _is_ours(place: _Place) -> bool:
    """Whether the table or sheet has the name that we give where the plain one is taken."""
    name = place.display_name or place.sheet
    return name.casefold().endswith(tuple(ending.casefold() for ending in _OURS))


def _length(column: RawColumn) -> int:
    """Rows up to the last that is not blank."""
    filled = np.flatnonzero(column.kind != Kind.BLANK)
    return int(filled[-1]) + 1 if len(filled) else 0


def _around(areas: Iterable[CellRange]) -> CellRange:
    """The smallest area that holds all of these."""
    all_of_them = list(areas)
    return CellRange(
        min(area.top for area in all_of_them),
        min(area.left for area in all_of_them),
        max(area.bottom for area in all_of_them),
        max(area.right for area in all_of_them),
    )


def _address(place: _Place) -> str:
    area = place.area
    cell = f"{place.sheet}!{column_letters(area.left)}{area.top}"
    return f"{cell} (table {place.display_name})" if place.display_name else cell
