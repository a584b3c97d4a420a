"""Rows and cells written into a user's own input table: of its sheet only what is meant changes, no row moves.

Rows are added in the blank rows below the last filled one. Where something else stands there, or a totals row, the
edit is refused rather than anything shifted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from segmentbook.errors import InputError, WorkbookError
from segmentbook.raw import Kind, RawTable, column_letters
from segmentbook.report.spec import CellRange
from segmentbook.workbook import splice
from segmentbook.workbook.new_cells import Fragments, dated_style, filled_down
from segmentbook.workbook.references import LAST_COLUMN, LAST_ROW, area_of
from segmentbook.workbook.table_extent import column_formulas, extended, merged_cells, resize_table, with_dimension

if TYPE_CHECKING:
    from lxml.etree import _Element

    from segmentbook.workbook.book import Book, TableEntry
    from segmentbook.workbook.styles import Styles

__all__ = ["edit_table", "filled_rows"]

Cells = Mapping[int, tuple[int, bytes]]
"""Style and content of a row's cells, by sheet column."""


def filled_rows(table: RawTable, calculated: Sequence[str] = ()) -> int:
    """Rows down to the last one that is not blank; columns of formulas do not count as filled."""
    import numpy as np

    last = 0
    for header, column in zip(table.headers, table.columns, strict=True):
        if header not in calculated:
            filled = np.flatnonzero(column.kind != Kind.BLANK)
            last = max(last, int(filled[-1]) + 1 if len(filled) else 0)
    return last


def edit_table(
    book: Book,
    styles: Styles,
    table: RawTable,
    *,
    append: Mapping[str, Sequence[object]] | None = None,
    rows: Sequence[int] = (),
    update: Mapping[str, Sequence[object]] | None = None,
    replace: bool = False,
) -> int:
    """Write into an input table that stands in the workbook; headers that it lacks become new columns at its right.

    Parameters
    ----------
    book, styles
        The workbook; its sheet part, the table's part and, for a new date format, the styles change.
    table
        The table as it was read from this book.
    append
        Values of the rows to add, by header, all of one length. Other columns stay blank, columns with a table
        formula are filled down.
    rows, update
        Rows to change (0-based, ascending, each once) and, by header, one value for each.
    replace
        The rows of ``append`` stand instead of the table's.

    Returns
    -------
    int
        Rows that the table holds now.

    Raises
    ------
    WorkbookError
        Something stands where rows or columns must go; a totals row, a merged cell, an array formula is in the way;
        the table is filled by a query.
    InputError
        More rows or columns than a sheet has.
    """
    return _Editing(book, styles, table, dict(append or {}), list(rows), dict(update or {}), replace).run()


class _Editing:
    """One edit: where everything goes, then the sheet's rows, then the table's part."""

    def __init__(
        self,
        book: Book,
        styles: Styles,
        table: RawTable,
        append: dict[str, Sequence[object]],
        rows: list[int],
        update: dict[str, Sequence[object]],
        replace: bool,
    ) -> None:
        self.book, self.styles, self.table = book, styles, table
        self.append, self.rows, self.update, self.replace = append, rows, update, replace
        self.sheet = book.sheet(table.sheet)
        self.entry = next((t for t in book.tables if table.display_name and t.name == table.display_name), None)
        self.element = book.package.tree(self.entry.part) if self.entry is not None else None
        self.formulas = column_formulas(self.element, table.headers)
        self.columns, self.new = self._places()
        self.filled = 0 if replace else filled_rows(table, tuple(self.formulas))
        self.count = max((len(values) for values in append.values()), default=0)
        right = table.left + len(table.headers) - 1
        self.area = CellRange(table.top + 1, table.left, self._bottom(), right)
        self.first = self.area.top + self.filled
        last = self.first + self.count - 1
        self.bottom = max(last, self.area.top) if replace else max(last, self.area.bottom)
        self.right = right + len(self.new)

    @property
    def grown(self) -> CellRange | None:
        """The rows by which the table becomes longer."""
        if self.bottom <= self.area.bottom:
            return None
        return CellRange(self.area.bottom + 1, self.area.left, self.bottom, self.area.right)

    @property
    def beside(self) -> CellRange | None:
        """The columns by which it becomes wider."""
        if not self.new:
            return None
        return CellRange(self.table.top, self.area.right + 1, max(self.bottom, self.area.bottom), self.right)

    def run(self) -> int:
        """Write, or refuse before anything is written; gives the rows that the table holds now."""
        self._refuse_too_large()
        self._refuse_ties(self.entry, self.element)
        package, part = self.book.package, self.sheet.part
        sheet = splice.split_sheet(package.read(part))
        whole = CellRange(self.table.top, self.area.left, self.bottom, self.right)
        self._refuse_merged(sheet.tail, whole)
        outcome = splice.Outcome()
        pieces = splice.rewrite_rows(sheet.rows, sheet.prefix, self._edit(sheet), outcome)
        tail = extended(sheet.tail, self.area, self.bottom) if self.grown else sheet.tail
        try:
            package.put(part, _joined(with_dimension(sheet.head, whole), pieces, tail))
        except splice.OccupiedError as error:
            raise WorkbookError(self._occupied(error.address)) from None
        if outcome.shared_masters:
            self._refuse_orphans(outcome.shared_masters)
        if self.element is not None:
            resize_table(self.element, whole, self.new)
        if outcome.formulas_removed:
            self.book.sheet_changed(self.sheet)
        self.book.recalculate_on_load()
        return self.filled + self.count

    def _bottom(self) -> int:
        """The last row that the table has now, blank ones included; a table has one at least."""
        place = area_of(self.entry.ref) if self.entry is not None else None
        last = self.table.top + len(self.table)
        if place is not None and self.entry is not None:
            last = max(last, place.bottom - self.entry.totals_rows)
        return max(last, self.table.top + 1)

    def _places(self) -> tuple[dict[str, int], list[str]]:
        """The sheet column of each header that is written, and the headers that are new."""
        own = {header.casefold(): self.table.left + i for i, header in reversed(list(enumerate(self.table.headers)))}
        columns: dict[str, int] = {}
        new: list[str] = []
        for header in dict.fromkeys((*self.update, *self.append)):
            place = own.get(header.casefold())
            if place is None:
                new.append(header)
                place = self.table.left + len(self.table.headers) + len(new) - 1
            columns[header] = place
        return columns, new

    # -- what is written ------------------------------------------------------------------------------------------

    def _edit(self, sheet: splice.SheetBytes) -> splice.Edit:
        """Everything that changes among the sheet's rows."""
        model_row = self.table.top + (len(self.table) if self.replace else self.filled)
        model = splice.row_cells(sheet.rows, sheet.prefix, max(model_row, self.area.top))
        cells = self._cells(sheet, model, max(model_row, self.area.top))
        targets = [self.area.top + row for row in self.rows] + list(range(self.first, self.first + self.count))
        if self.new:
            header_row = splice.row_cells(sheet.rows, sheet.prefix, self.table.top)
            style = header_row.get(self.area.right, (0, b""))[0]
            titles = Fragments(sheet.prefix, self.table.date1904).headers(self.new, style)
            cells = {c: [titles.get(c - self.area.right, splice.LEAVE), *column] for c, column in cells.items()}
            targets.insert(0, self.table.top)
        return splice.Edit(
            rows=targets,
            cells=cells,
            styles={c: style for c, (style, _) in model.items() if self.area.left <= c <= self.area.right},
            date_style=self._date_styles(),
            clear=self.area if self.replace else None,
            empty=tuple(area for area in (self.grown, self.beside) if area is not None),
        )

    def _cells(self, sheet: splice.SheetBytes, model: Cells, model_row: int) -> dict[int, Sequence[str]]:
        """Fragments of every column, one for each row to be written."""
        write = Fragments(sheet.prefix, self.table.date1904)
        leave_updated, leave_added = [splice.LEAVE] * len(self.rows), [splice.LEAVE] * self.count
        cells: dict[int, Sequence[str]] = {}
        for header, column in self.columns.items():
            updated = write.all(self.update[header]) if header in self.update else leave_updated
            added = write.all(self.append[header]) if header in self.append else leave_added
            cells[column] = updated + added
        for place, header in enumerate(self.table.headers):
            column = self.table.left + place
            if column in cells or not self.count:
                continue
            if header in self.formulas:
                # Rows that the table has already have the formula.
                keep = 0 if self.replace else min(max(self.area.bottom - self.first + 1, 0), self.count)
                body = model.get(column, (0, b""))[1]
                origin = (column, model_row)
                texts = filled_down(self.formulas[header], body, origin, sheet, self.first + keep, self.count - keep)
                added = [splice.LEAVE] * keep + [write.formula(text) for text in texts]
            else:
                added = [splice.BLANK] * self.count if self.replace else leave_added
            cells[column] = leave_updated + added
        return cells

    def _date_styles(self) -> Callable[[int], int]:
        known: dict[int, int] = {}

        def dated(style: int) -> int:
            if style not in known:
                known[style] = dated_style(self.book, self.styles, style)
            return known[style]

        return dated

    # -- what is refused ------------------------------------------------------------------------------------------

    def _refuse_too_large(self) -> None:
        if self.bottom > LAST_ROW or self.right > LAST_COLUMN:
            raise InputError(
                f"{self.table.name}: {self.count:,} more rows and {len(self.new):,} more columns would go beyond the "
                f"sheet's {LAST_ROW:,} rows and {LAST_COLUMN:,} columns; nothing was written."
            )

    def _refuse_ties(self, entry: TableEntry | None, element: _Element | None) -> None:
        """A query behind the table, a totals row below it, another table in its way."""
        table = self.table
        if element is not None and element.get("tableType") in ("queryTable", "xml"):
            raise WorkbookError(
                f"{table.name} is filled by a query (Data > Queries & Connections), which would undo what is written "
                "here; change the query instead."
            )
        if entry is not None and entry.totals_rows and (self.grown or self.replace):
            place = f"{table.sheet}!{column_letters(table.left)}{self.area.bottom + 1}"
            raise WorkbookError(
                f"{table.name} has a totals row ({place}) where rows must go; switch it off (Table Design > Total "
                "Row), try again, and switch it on afterwards."
            )
        for other in self.book.tables:
            place_of_other = area_of(other.ref)
            if place_of_other is None or other.sheet != table.sheet or (entry is not None and other.part == entry.part):
                continue
            if any(area is not None and _touch(area, place_of_other) for area in (self.grown, self.beside)):
                raise WorkbookError(
                    f"{table.name} cannot grow: the table {other.name} stands at {table.sheet}!{other.ref}, where "
                    "rows or columns must go; move it, then try again."
                )

    def _refuse_merged(self, tail: bytes, whole: CellRange) -> None:
        for reference in merged_cells(tail):
            area = area_of(reference)
            if area is not None and _touch(area, whole):
                raise WorkbookError(
                    f"{self.table.sheet}!{reference} is a merged cell where {self.table.name} is written; unmerge it, "
                    "then try again."
                )

    def _refuse_orphans(self, masters: set[bytes]) -> None:
        """Formulas that are kept as copies of one that is gone would be lost."""
        data = self.book.package.read(self.sheet.part)
        for group in masters:
            if re.search(rb"""\ssi\s*=\s*["']""" + group + rb"""["']""", data):
                raise WorkbookError(
                    f"{self.table.sheet}: formulas outside the rows to be written are kept as copies of one that "
                    "would be overwritten; clear that column's formulas in Excel, then try again."
                )

    def _occupied(self, address: str) -> str:
        table, grown = self.table, self.grown
        if grown is not None and int(re.sub(r"\D", "", address)) >= grown.top:
            return (
                f"{table.sheet}!{address} is not empty, and {table.name} needs the rows {grown.top} to {grown.bottom} "
                "there; move what stands below the table, then try again."
            )
        return (
            f"{table.sheet}!{address} is not empty, and {table.name} needs a new column there; move what stands "
            "beside the table, then try again."
        )


def _joined(head: bytes, pieces: Iterator[bytes], tail: bytes) -> Iterator[bytes]:
    yield head
    yield from pieces
    yield tail


def _touch(one: CellRange, other: CellRange) -> bool:
    return one.top <= other.bottom and other.top <= one.bottom and one.left <= other.right and other.left <= one.right
