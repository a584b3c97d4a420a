"""One sheet of a specification: everything that was there is read, what is ours is replaced, and all of it written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.errors import WorkbookError
from segmentbook.report.spec import CellRange, SheetSpec, TableSpec
from segmentbook.workbook.attachments import attach_notes, define_print_names
from segmentbook.workbook.charts import attach_charts
from segmentbook.workbook.column_xml import Block, cell_fragment
from segmentbook.workbook.names import as_list, listed, quoted_sheet
from segmentbook.workbook.note_moves import annotated_cells, move_notes
from segmentbook.workbook.old_sheet import OldCell, OldSheet, read_old_sheet
from segmentbook.workbook.ownership import columns_mark, our_tables
from segmentbook.workbook.placed_table import PlacedTable, old_table, place_table, row_key
from segmentbook.workbook.references import Names, area_of, area_text
from segmentbook.workbook.remarks import REAPPLY, Remark
from segmentbook.workbook.rows_xml import Rows
from segmentbook.workbook.sheet_xml import Shell
from segmentbook.workbook.slicers import attach_slicers, retie_slicers
from segmentbook.workbook.sparklines import Surroundings, attach_sparklines
from segmentbook.workbook.strings import SharedStrings
from segmentbook.workbook.table_filters import hidden_rows
from segmentbook.workbook.table_xml import fit_table, new_table
from segmentbook.workbook.territory import Territory, cells_of, kept_cells, pushed
from segmentbook.workbook.user_columns import OldTable, cell_text_of, expand_shared

if TYPE_CHECKING:
    from lxml.etree import _Element

    from segmentbook.workbook.book import Book, Sheet, TableEntry
    from segmentbook.workbook.styles import Styles

__all__ = ["SheetWriter"]

TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_CELLS = "Cells"


@dataclass(slots=True)
class SheetWriter:
    """The work on one sheet.

    ``spoken`` translates references; ``names`` says what things are called; ``fresh`` names tables and sheets (by key)
    that were not there before.
    """

    book: Book
    styles: Styles
    spec: SheetSpec
    names: Names
    spoken: Names
    owned: bool
    fresh: Collection[str] = ()

    def write(self, sheet: Sheet, existing: bool) -> list[Remark]:
        """Write the sheet; what of the user's could not follow."""
        book, spec = self.book, self.spec
        entries = our_tables(book, sheet, spec) if existing else {}
        annotated = annotated_cells(book, sheet) if existing else set()
        old = self._read(sheet, entries, annotated) if existing else None
        strings = SharedStrings(book)
        tables = [
            place_table(
                table,
                self.styles,
                self.spoken,
                self._old_table(table, entries.get(table.name)),
                old.cells if old else {},
                lambda: strings.texts,
                date1904=book.date1904,
                annotated=_inside(annotated, entries.get(table.name)),
            )
            for table in spec.tables
        ]
        notes = [note for table in tables for note in table.notes]
        self._refuse_tables_in_the_way(sheet, entries, tables)

        rows, ours = self._own_cells(tables)
        ours |= {place for merge in spec.merges if (merge.top, merge.left) in ours for place in cells_of(merge)}
        new = Territory.of(ours, [table.whole for table in tables])
        push = (0, 0)
        was = Territory((CellRange(1, 1, 1, 1),))
        if old:
            was = self._marked(sheet, entries, new)
            theirs = self._theirs(old, tables)
            filled = [place for place, cell in theirs.items() if not (cell.is_blank or was.has(*place))]
            push = pushed(filled, new, _grown(tables))
            kept, lost = kept_cells(
                theirs, was, new, _grown(tables), sheet.name, lambda cell: cell_text_of(cell, lambda: strings.texts)
            )
            notes += lost
            moves: dict[tuple[int, int], tuple[int, int] | None] = {}
            for table in tables:
                moves |= table.note_moves(annotated)
            notes += move_notes(book, sheet, moves)
            for place, cell in kept.items():
                rows.put(*place, cell.fragment)
            rows.attributes |= old.rows
        shell = Shell(old.shell if old else None, book.ns, book.rel_ns)
        self._mark("", f"{quoted_sheet(sheet.name)}!$A$1")
        self._mark(_CELLS, new.text(sheet.name))
        self._dress(sheet, shell, tables, rows, was, fresh=old is None)
        notes += self._write_tables(sheet, shell, tables, entries, rows, lambda: strings.texts)
        attach_charts(book, sheet, shell, spec, self.spoken, self._widths(), owned=self.owned)
        if not book.strict:  # whose extensions Excel has not been seen to read back
            attach_sparklines(shell, Surroundings(sheet.name, tables, _grown(tables), push))
        if self.owned:
            attach_slicers(book, sheet, shell, spec, self.names, self._widths(), fresh=self.fresh)
        start, end = shell.halves()
        book.package.put(sheet.part, _joined(start, rows, end))
        book.sheet_changed(sheet)
        return notes

    def _mark(self, what: str, reference: str) -> None:
        if self.owned:
            self.book.mark(f"{self.spec.key}.{what}" if what else self.spec.key, reference)

    # -- what was there -----------------------------------------------------------------------------------------

    def _read(
        self, sheet: Sheet, entries: Mapping[str, TableEntry], annotated: Collection[tuple[int, int]]
    ) -> OldSheet:
        """The sheet as it was; of its longest table only what is needed."""
        data, wanted = None, frozenset[int]()
        for table in self.spec.tables:
            entry = entries.get(table.name)
            old = self._old_table(table, entry)
            if old is None or (data is not None and old.bottom - old.top <= data.bottom - data.top + 1):
                continue
            data = CellRange(old.top + 1, old.left, old.bottom, old.left + len(old.headers) - 1)
            key = row_key(table, old, annotated=_inside(annotated, entry))
            wanted = old.wanted([column.header for column in table.columns], key)
        with self.book.package.stream(sheet.part) as stream:
            return read_old_sheet(stream, data, wanted)

    def _old_table(self, table: TableSpec, entry: TableEntry | None) -> OldTable | None:
        """A table as it stands, with the headers that we wrote where these change."""
        if entry is None:
            return None
        return old_table(
            self.book, entry, listed(self.book.marked(columns_mark(self.spec, table))) if table.changing else ()
        )

    def _marked(self, sheet: Sheet, entries: Mapping[str, TableEntry], new: Territory) -> Territory:
        """What was ours; where the mark is lost, the tables and what is ours now."""
        marked = Territory.marked(self.book.marked(f"{self.spec.key}.{_CELLS}"))
        if marked.areas:
            return marked
        areas = [area for entry in entries.values() if (area := area_of(entry.ref)) is not None]
        return Territory((*new.areas, *areas))

    def _theirs(self, old: OldSheet, tables: Sequence[PlacedTable]) -> dict[tuple[int, int], OldCell]:
        """All old cells but those of our tables, whose users' columns have been taken care of."""
        areas = [table.was for table in tables if table.was is not None]
        outside = {
            (row, column): cell
            for (row, column), cell in old.cells.items()
            if not any(a.top <= row <= a.bottom and a.left <= column <= a.right for a in areas)
        }
        return expand_shared(outside)

    def _refuse_tables_in_the_way(
        self, sheet: Sheet, entries: Mapping[str, TableEntry], tables: Sequence[PlacedTable]
    ) -> None:
        places = [table.whole for table in tables]
        territory = Territory.of(((row, column) for row, column in self.spec.cells), places)
        ours = {entry.part for entry in entries.values()}
        for entry in self.book.tables_on(sheet):
            area = area_of(entry.ref)
            if entry.part not in ours and area and territory.touches(area):
                raise WorkbookError(
                    f"{quoted_sheet(sheet.name)}!{entry.ref}: your table {entry.name} stands where Segmentbook writes. "
                    "Move it to another sheet (cut and paste), then refresh again. Nothing was written."
                )

    # -- what is ours -------------------------------------------------------------------------------------------

    def _own_cells(self, tables: Sequence[PlacedTable]) -> tuple[Rows, set[tuple[int, int]]]:
        rows, filled, date1904 = Rows(), set[tuple[int, int]](), self.book.date1904
        for table in tables:
            rows.put_block(Block(table.area.top + 1, table.area.left, table.columns))
        for table in tables:
            for column, fragment in enumerate(table.headers, table.area.left):
                rows.put(table.area.top, column, fragment)
            for column, fragment in table.totals.items():
                rows.put(table.area.bottom + 1, column, fragment)
        for (row, column), cell in self.spec.cells.items():
            formula = self.spoken.formula(cell.formula)
            xf = self.styles.xf(cell.style)
            rows.put(row, column, cell_fragment(cell.value, xf, date1904=date1904, formula=formula))
            if cell.value not in (None, "") or cell.formula or cell.link:
                filled.add((row, column))
        for row, height in self.spec.heights.items():
            rows.attributes[row] = f' ht="{height:g}" customHeight="1"'
        return rows, filled

    def _dress(
        self,
        sheet: Sheet,
        shell: Shell,
        tables: Sequence[PlacedTable],
        rows: Rows,
        was: Territory,
        *,
        fresh: bool,
    ) -> None:
        """The sheet's shell: its look where it is new, and in any case what depends on the results."""
        spec = self.spec
        widths = self._widths()
        moved: dict[int, int] = {}
        moves: dict[tuple[int, int], tuple[int, int] | None] = {}
        for table in tables:
            moved |= table.moved_columns
            moves |= table.moves
        if fresh:
            shell.dress(spec)
        define_print_names(self.book, sheet, spec, fresh=fresh)
        shell.add_widths(widths, {} if all(a == b for a, b in moved.items()) else moved)
        for table in tables:
            if table.was is not None:
                shell.follow(table.was_data, table.data, table.moved_columns)
        shell.set_dimension(_used(rows))
        shell.set_merges(spec.merges, was.bounds)
        signs = [(rule, self.styles.dxf("", rule.above), self.styles.dxf("", rule.below)) for rule in spec.sign_rules]
        shell.set_sign_rules(signs)
        styles = [self.styles.dxf(rule.fill, rule.colour, rule.bold) for rule in spec.colour_rules]
        rules = list(zip(spec.colour_rules, styles, strict=True))
        # Rules have grown with their tables by now.
        shell.set_colour_rules(rules, frozenset(styles), _around([was.bounds, *(table.whole for table in tables)]))
        shell.set_validations(spec.validations, self.spoken)
        shell.set_links(self._links(tables), was, moves)
        attach_notes(self.book, sheet, shell, spec, widths, fresh=fresh)

    def _widths(self) -> dict[int, float]:
        tables = self.spec.tables
        own = {column: one.width for table in tables for column, one in enumerate(table.columns, table.left)}
        return own | dict(self.spec.widths)

    def _links(self, tables: Sequence[PlacedTable]) -> Iterator[tuple[int, int, str]]:
        for (row, column), cell in self.spec.cells.items():
            if cell.link:
                yield row, column, self.spoken.formula(cell.link)
        for table in tables:
            yield from table.links

    def _write_tables(
        self,
        sheet: Sheet,
        shell: Shell,
        tables: Sequence[PlacedTable],
        entries: Mapping[str, TableEntry],
        rows: Rows,
        strings: Callable[[], Sequence[str]],
    ) -> list[Remark]:
        package = self.book.package
        relationships: list[str] = []
        notes: list[Remark] = []
        for table in tables:
            entry = entries.get(table.spec.name)
            if entry:
                root = package.tree(entry.part)
                fit_table(root, table.area, table.xml_columns, table.spec.filters)
                part = entry.part
                notes += retie_slicers(self.book, root, table.spec.name)
            else:
                folder = re.sub(r"[^/]*$", "", package.main)
                part = package.free_name(f"{folder}tables/table%d.xml")
                name = self.names.tables[table.spec.name]
                look = table.spec.style_name, table.spec.filters
                content = new_table(self.book.ns, self.book.next_table_id(), name, table.area, table.xml_columns, *look)
                package.put(part, content)
                package.set_content_type(part, TABLE_TYPE)
                root = package.tree(part)
            notes += self._filter(table, root.find(f"{{{self.book.ns}}}autoFilter"), rows, strings)
            relationships.append(package.relate(sheet.part, "table", part))
            corner = area_text(CellRange(table.area.top, table.area.left, table.area.top, table.area.left), fixed=True)
            self._mark(table.spec.name, f"{quoted_sheet(sheet.name)}!{corner}")
            if table.spec.changing and self.owned:
                self.book.mark(columns_mark(self.spec, table.spec), as_list([one.header for one in table.spec.columns]))
        if relationships:
            shell.set_tables(relationships)
        return notes

    def _filter(
        self, table: PlacedTable, criteria: _Element | None, rows: Rows, strings: Callable[[], Sequence[str]]
    ) -> list[Remark]:
        """Hide the rows that the user's filter hides."""
        if criteria is None or len(criteria) == 0:
            return []
        hidden, unknown = hidden_rows(criteria, lambda place: table.values(place, strings), len(table.spec.data))
        for row in hidden:
            rows.attributes[table.area.top + 1 + row] = ' hidden="1"'
        kind = "is of a kind that only Excel can apply; choose Data, Reapply"
        headers = [table.xml_columns[place].header for place in unknown]
        return [Remark(f"{table.spec.name}: the filter on '{header}' {kind}", REAPPLY) for header in headers]


def _around(areas: Sequence[CellRange]) -> CellRange:
    """The smallest area that holds all of these."""
    return CellRange(
        min(area.top for area in areas),
        min(area.left for area in areas),
        max(area.bottom for area in areas),
        max(area.right for area in areas),
    )


def _inside(places: Collection[tuple[int, int]], entry: TableEntry | None) -> bool:
    """Whether some of the cells are data cells of a table."""
    area = area_of(entry.ref) if entry else None
    return area is not None and any(
        area.top < row <= area.bottom and area.left <= column <= area.right for row, column in places
    )


def _grown(tables: Sequence[PlacedTable]) -> tuple[CellRange, CellRange] | None:
    """The longest table that was there before, as it was and as it is."""
    known = [(table.was, table.whole) for table in tables if table.was is not None]
    return max(known, key=lambda pair: pair[1].bottom - pair[1].top, default=None)


def _used(rows: Rows) -> CellRange:
    """The area that holds cells."""
    block = rows.block
    tops, bottoms = list(rows.cells), list(rows.cells)
    columns = [column for cells in rows.cells.values() for column in cells]
    if block is not None:
        tops.append(block.top)
        bottoms.append(block.bottom)
        columns += [block.left, block.left + len(block.columns) - 1]
    if not tops:
        return CellRange(1, 1, 1, 1)
    return CellRange(min(tops), min(columns), max(bottoms), max(columns))


def _joined(start: bytes, rows: Rows, end: bytes) -> Iterator[bytes]:
    yield start
    yield from rows.xml()
    yield end
