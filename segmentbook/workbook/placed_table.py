"""A table of a specification on its sheet: our columns rendered, the user's columns and totals row beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from segmentbook.report.spec import CellRange, Style, TableColumn, TableSpec
from segmentbook.workbook.column_xml import Fragments, cell_fragment, column_fragments
from segmentbook.workbook.names import unescaped
from segmentbook.workbook.old_sheet import OldCell
from segmentbook.workbook.references import Names, area_of
from segmentbook.workbook.remarks import Remark
from segmentbook.workbook.table_xml import TableColumnXml, header_key
from segmentbook.workbook.user_columns import (
    OldTable,
    UserColumns,
    expand_shared,
    fragment_cell,
    key_text,
    user_columns,
    user_positions,
    value_of,
)

if TYPE_CHECKING:
    from segmentbook.workbook.book import Book, TableEntry
    from segmentbook.workbook.styles import Styles

__all__ = ["PlacedTable", "old_table", "place_table", "row_key"]

HEADER_STYLE = Style(bold=True)
"""Of a header for which the specification names none."""


@dataclass(frozen=True, slots=True, eq=False)
class PlacedTable:
    """A table as it will stand. ``area`` is its header row and data rows, ``was`` all of it as it stood."""

    spec: TableSpec
    area: CellRange
    columns: tuple[Fragments, ...]
    headers: tuple[str, ...]
    xml_columns: tuple[TableColumnXml, ...]
    links: tuple[tuple[int, int, str], ...]
    totals: Mapping[int, str] = field(default_factory=dict)
    was: CellRange | None = None
    moved_columns: Mapping[int, int] = field(default_factory=dict)
    moves: Mapping[tuple[int, int], tuple[int, int] | None] = field(default_factory=dict)
    rows: Mapping[int, int] | None = None
    notes: tuple[Remark, ...] = ()

    def values(self, place: int, strings: Callable[[], Sequence[str]]) -> list[object]:
        """What the cells of a column hold, the user's columns too; ``place`` counts from 0."""
        if place < len(self.spec.columns):
            listed: list[object] = self.spec.data[self.spec.columns[place].header].tolist()
            return listed
        column = self.columns[place]
        return [value_of(fragment_cell(column[row]), strings) for row in range(len(self.spec.data))]

    @property
    def whole(self) -> CellRange:
        """The table with its totals row."""
        return CellRange(self.area.top, self.area.left, self.area.bottom + bool(self.totals), self.area.right)

    @property
    def data(self) -> CellRange:
        """Its data rows."""
        return CellRange(self.area.top + 1, self.area.left, self.area.bottom, self.area.right)

    def note_moves(self, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, int] | None]:
        """Where cells of the data rows are now; None where they are no more."""
        if self.rows is None or self.was is None:
            return {}
        old, moves = self.was_data, dict[tuple[int, int], tuple[int, int] | None]()
        for row, column in places:
            if old.top <= row <= old.bottom and old.left <= column <= old.right:
                now = self.rows.get(row), self.moved_columns.get(column)
                moves[row, column] = (now[0], now[1]) if now[0] is not None and now[1] is not None else None
        return moves

    @property
    def was_data(self) -> CellRange:
        """Its data rows as they were."""
        was = self.was or self.area
        return CellRange(was.top + 1, was.left, was.bottom - bool(self.totals), was.right)


def old_table(book: Book, entry: TableEntry, written: Sequence[str] = ()) -> OldTable | None:
    """A table as it stands in the file, the user's calculated columns included; None where its area makes no sense.

    ``written`` are headers that were ours, whether they still are or not.
    """
    area = area_of(entry.ref)
    if area is None:
        return None
    formulas = {}
    for column in book.package.tree(entry.part).iter(f"{{{book.ns}}}tableColumn"):
        formula = column.findtext(f"{{{book.ns}}}calculatedColumnFormula")
        if formula:
            formulas[unescaped(column.get("name", ""))] = formula
    top = area.top if entry.header_rows else area.top - 1
    bottom = area.bottom - entry.totals_rows
    return OldTable(top, area.left, bottom, entry.headers, formulas, bool(entry.totals_rows), tuple(written))


def place_table(
    spec: TableSpec,
    styles: Styles,
    names: Names,
    old: OldTable | None,
    cells: Mapping[tuple[int, int], OldCell],
    strings: Callable[[], Sequence[str]],
    *,
    date1904: bool,
    annotated: bool = False,
) -> PlacedTable:
    """Render a table.

    Parameters
    ----------
    spec
        The table.
    styles, names
        Of the workbook.
    old, cells
        The table as it stood and the sheet's cells, where it is there already.
    strings
        The shared strings, asked for only where the user's cells refer to them.
    annotated
        Whether the user has notes on cells of the table.
    """
    count = len(spec.data)
    ours = [column.header for column in spec.columns]
    theirs = UserColumns()
    if old is not None:
        key = row_key(spec, old, annotated=annotated)
        keys = spec.data[key].tolist() if key else [None] * count
        theirs = user_columns(
            old,
            expand_shared(_data_cells(old, cells)),
            ours,
            key,
            keys,
            spec.top,
            spec.left,
            strings,
            spec.name,
            annotated=annotated,
        )
    columns = [
        _fragments(column, spec, styles, names, date1904=date1904) if count else _blank_row(column, styles, names)
        for column in spec.columns
    ]
    columns += theirs.fragments if count else [_one_blank() for _ in theirs.headers]
    header_style = styles.xf(_header_style(spec.columns[-1]))
    headers = [cell_fragment(column.header, styles.xf(_header_style(column))) for column in spec.columns]
    for header, cell in zip(theirs.headers, theirs.header_cells, strict=True):
        look = cell.style if cell else ""
        headers.append(cell_fragment(header, int(look[4:-1]) if look else header_style))
    area = CellRange(spec.top, spec.left, spec.top + max(count, 1), spec.left + len(headers) - 1)
    xml_columns = [TableColumnXml(column.header, names.formula(column.formula)) for column in spec.columns]
    moved = _moved_columns(old, [*ours, *theirs.headers], spec.left) if old else {}
    shifted = any(was_at != is_at for was_at, is_at in moved.items())
    for header, formula in zip(theirs.headers, theirs.formulas, strict=True):
        xml_columns.append(TableColumnXml(header, formula if formula and shifted else None))
    was = None
    totals: dict[int, str] = {}
    if old is not None:
        bottom = old.bottom + old.has_totals
        was = CellRange(old.top, old.left, bottom, old.left + len(old.headers) - 1)
        if old.has_totals:
            row = {place: cell for place, cell in cells.items() if place[0] == bottom}
            totals = {moved[column]: cell.fragment for (_, column), cell in row.items() if column in moved}
            totals = totals or {spec.left: "/>"}
    return PlacedTable(
        spec,
        area,
        tuple(columns),
        tuple(headers),
        tuple(xml_columns),
        tuple(_links(spec, names)),
        totals,
        was,
        moved,
        theirs.moves,
        theirs.rows,
        theirs.notes,
    )


def row_key(spec: TableSpec, old: OldTable, *, annotated: bool) -> str:
    """The column that rows are known by; where none is named the first, if no two rows have the same there.

    "" where nobody asks: the user has no columns in the table and no notes on it.
    """
    if not (annotated or user_positions(old, [column.header for column in spec.columns])):
        return ""
    if spec.key or not len(spec.data):
        return spec.key
    first = spec.columns[0].header
    keys = [key_text(value) for value in spec.data[first].tolist()]
    return first if len(set(keys)) == len(keys) and "" not in keys else ""


def _header_style(column: TableColumn) -> Style:
    return column.header_style or HEADER_STYLE


def _fragments(column: TableColumn, spec: TableSpec, styles: Styles, names: Names, *, date1904: bool) -> Fragments:
    return column_fragments(
        spec.data[column.header],
        styles.xf(column.style),
        styles={value: styles.xf(style) for value, style in column.styles.items()},
        date1904=date1904,
        formula=names.formula(column.formula),
    )


def _blank_row(column: TableColumn, styles: Styles, names: Names) -> Fragments:
    """The one row of a table without rows, which Excel wants."""
    return _one(cell_fragment(None, styles.xf(column.style)))


def _one_blank() -> Fragments:
    return _one("/>")


def _one(fragment: str) -> Fragments:
    return Fragments(np.array([fragment], dtype=object), np.zeros(1, np.int64))


def _links(spec: TableSpec, names: Names) -> Iterator[tuple[int, int, str]]:
    """Links of the cells, row by row: where there are too many for a sheet, the first rows have theirs."""
    linked = [(column, names.each(one.links)) for column, one in enumerate(spec.columns, spec.left) if one.links]
    for place in range(len(spec.data)):
        for column, links in linked:
            if links[place]:
                yield spec.top + 1 + place, column, links[place]


def _data_cells(old: OldTable, cells: Mapping[tuple[int, int], OldCell]) -> dict[tuple[int, int], OldCell]:
    """Header and data cells of a table as it stood."""
    right = old.left + len(old.headers) - 1
    return {
        (row, column): cell
        for (row, column), cell in cells.items()
        if old.top <= row <= old.bottom and old.left <= column <= right
    }


def _moved_columns(old: OldTable, headers: Sequence[str], left: int) -> dict[int, int]:
    """Old sheet column -> new one, of the columns that still are in the table."""
    places = {header_key(header): left + place for place, header in enumerate(headers)}
    return {
        old.left + place: places[header_key(header)]
        for place, header in enumerate(old.headers)
        if header_key(header) in places
    }
