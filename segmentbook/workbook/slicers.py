"""A sheet's slicers: made once with all their parts, then the user's, while their table is followed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from segmentbook.errors import WorkbookError
from segmentbook.report.spec import SheetSpec, Slicer
from segmentbook.workbook import slicer_xml
from segmentbook.workbook.attachments import box_placer, new_part, target_part
from segmentbook.workbook.chart_pieces import Dialect
from segmentbook.workbook.charts import made_drawing
from segmentbook.workbook.names import as_list, listed, unescaped
from segmentbook.workbook.references import Names, whole_number
from segmentbook.workbook.remarks import Remark
from segmentbook.workbook.sheet_xml import Shell
from segmentbook.workbook.table_xml import header_key

if TYPE_CHECKING:
    from lxml.etree import _Element

    from segmentbook.workbook.book import Book, Sheet

__all__ = ["attach_slicers", "filters_others", "retie_slicers"]

_EMU_A_PIXEL = 9_525
_NOT_IN_NAMES = re.compile(r"\W")
_RETIED = "Its column has gone from the table; delete the slicer, or leave it as it is."


def filters_others(spec: SheetSpec) -> bool:
    """Whether a sheet has slicers over tables of other sheets, which must be written before."""
    own = {table.name for table in spec.tables}
    return any(slicer.table not in own for slicer in spec.slicers)


def attach_slicers(
    book: Book,
    sheet: Sheet,
    shell: Shell,
    spec: SheetSpec,
    names: Names,
    widths: Mapping[int, float],
    *,
    fresh: Collection[str],
) -> None:
    """Give a sheet its slicers where they have not been before, and let those that are there follow their table.

    A slicer that we made is the user's from then on: where it stands, how it looks and what is chosen in it. One that
    was deleted stays away, as controls are a matter of taste, until its sheet or its table is made anew; one that
    another program has lost comes back. What tells the two apart is the cache's defined name, which Excel takes away
    together with the slicer. Where the user has a slicer over the same column on the sheet, ours is left out.

    Parameters
    ----------
    fresh
        Names of the tables, and keys of the sheets, that this refresh has made.
    """
    if book.strict:  # Excel saves no slicers in strict workbooks
        return
    tables = {entry.name: entry for entry in book.tables}
    for slicer in spec.slicers:
        entry = tables.get(names.tables.get(slicer.table, slicer.table))
        column = _column_id(book.package.tree(entry.part), slicer.column) if entry else 0
        if entry is None or column == 0:
            continue
        mark = f"{spec.key}.Slicer.{slicer.key}"
        was = next(iter(listed(book.marked(mark))), "")
        caches = _shown_caches(book)
        if was.casefold() in caches:
            root = book.package.tree(caches[was.casefold()])
            slicer_xml.fit_cache(root, slicer.column, entry.table_id, column)
            if spec.key not in fresh:
                continue
        there = _cache_of(book, caches.values(), entry.table_id, column)
        lost = was in {one.name for one in book.defined_names}
        if was and not (lost or spec.key in fresh or entry.name in fresh):
            continue
        cache = there or (was if lost else _free_cache_name(book, slicer))
        if not there:
            _add_cache(book, slicer_xml.cache_part(cache, slicer.column, entry.table_id, column), cache)
        book.mark(mark, as_list([cache]))
        if not there or there not in _caches_on(book, sheet):
            beside = sheet.name == entry.sheet
            _Place(book, sheet, shell, spec, widths).show(replace(slicer, table=entry.name), cache, beside_table=beside)


@dataclass(frozen=True, slots=True)
class _Place:
    """A sheet that takes slicers."""

    book: Book
    sheet: Sheet
    shell: Shell
    spec: SheetSpec
    widths: Mapping[int, float]

    def show(self, slicer: Slicer, cache: str, *, beside_table: bool) -> None:
        """Put a slicer on the sheet, over a cache that is there."""
        book, dialect = self.book, Dialect(self.book.strict)
        name = _free_slicer_name(book, slicer)
        slicer_xml.add_slicer(book.package.tree(self._part()), slicer, name, cache)
        drawing = book.package.tree(made_drawing(book, self.sheet, self.shell, dialect))
        slicer_xml.drop_stand_in(drawing, slicer, dialect)
        size = self._size(slicer)
        slicer_xml.add_slicer_frame(drawing, slicer, name, size, dialect, beside_table=beside_table)

    def _part(self) -> str:
        """The part with the sheet's slicers over tables, made where there is none."""
        book, extensions = self.book, self.shell.made("extLst")
        for relationship in slicer_xml.listed_slicers(extensions, book.rel_ns):
            if relationship and (part := target_part(book, self.sheet.part, "slicer", relationship)):
                return part
        part = new_part(book, "slicers", "slicer%d.xml", slicer_xml.SLICER_TYPE, slicer_xml.slicers_part())
        relationship = book.package.relate(self.sheet.part, slicer_xml.SLICER_KIND, part)
        slicer_xml.list_slicers(extensions, relationship, book.rel_ns)
        return part

    def _size(self, slicer: Slicer) -> tuple[int, int]:
        """Width and height in EMU."""
        place, placer = slicer.place, box_placer(self.spec, self.widths)
        wide = sum(placer.column_width(column) for column in range(place.left, place.right + 1))
        high = sum(placer.row_height(row) for row in range(place.top, place.bottom + 1))
        return wide * _EMU_A_PIXEL, high * _EMU_A_PIXEL


def retie_slicers(book: Book, table: _Element, name: str) -> list[Remark]:
    """Keep a workbook whole where a column has gone that a slicer filters: let that filter the first column instead.

    A slicer that leads nowhere is a damaged workbook to Excel; taking the user's away would be worse than to say so.
    """
    columns = [(column.get("id"), column.get("name", "")) for column in table.iter("{*}tableColumn")]
    table_id, known = whole_number(table.get("id")), {whole_number(one) for one, _ in columns}
    remarks = []
    for _, root in _readable(book, book.package.parts_of_type(slicer_xml.CACHE_TYPE)):
        tied = slicer_xml.table_of_cache(root)
        if tied is None or tied[0] != table_id or tied[1] in known:
            continue
        gone, (first, header) = root.get("sourceName", ""), columns[0]
        slicer_xml.fit_cache(root, header, table_id, whole_number(first))
        remarks.append(Remark(f"{name}: the slicer on '{gone}' filters by '{unescaped(header)}' now", _RETIED))
    return remarks


def _column_id(table: _Element, header: str) -> int:
    """The id of a table's column, 0 when there is none of that header."""
    for column in table.iter("{*}tableColumn"):
        if header_key(unescaped(column.get("name", ""))) == header_key(header):
            return whole_number(column.get("id"))
    return 0


def _readable(book: Book, parts: Collection[str]) -> Iterator[tuple[str, _Element]]:
    """Parts with what is in them; one of the user's that is damaged is none of a refresh's business."""
    for part in parts:
        with suppress(WorkbookError):
            yield part, book.package.tree(part)


def _views(book: Book, parts: Collection[str]) -> Iterator[tuple[str, str]]:
    for _, root in _readable(book, parts):
        yield from slicer_xml.views(root)


def _caches_on(book: Book, sheet: Sheet) -> set[str]:
    """The caches whose slicers stand on a sheet."""
    links = [link for link in book.package.relationships(sheet.part) if link.kind == "slicer" and not link.external]
    return {cache for _, cache in _views(book, [link.target for link in links if book.package.has(link.target)])}


def _shown_caches(book: Book) -> dict[str, str]:
    """Parts of the caches that some slicer shows, by name without case."""
    shown = {cache.casefold() for _, cache in _views(book, book.package.parts_of_type(slicer_xml.SLICER_TYPE))}
    parts = book.package.parts_of_type(slicer_xml.CACHE_TYPE)
    caches = {root.get("name", "").casefold(): part for part, root in _readable(book, parts)}
    return {name: part for name, part in caches.items() if name in shown}


def _cache_of(book: Book, parts: Collection[str], table_id: int, column_id: int) -> str:
    """The cache that a column of a table has already, "" when it has none: slicers of one column share it."""
    for _, root in _readable(book, parts):
        if slicer_xml.table_of_cache(root) == (table_id, column_id):
            return root.get("name", "")
    return ""


def _add_cache(book: Book, content: bytes, name: str) -> None:
    part = new_part(book, "slicerCaches", "slicerCache%d.xml", slicer_xml.CACHE_TYPE, content)
    relationship = book.package.relate(book.package.main, slicer_xml.CACHE_KIND, part)
    slicer_xml.list_cache(book.package.tree(book.package.main), relationship, book.rel_ns)
    book.define(name, "#N/A")


def _free_cache_name(book: Book, slicer: Slicer) -> str:
    """``Slicer_Account_Manager``, with a number where something is called so; it becomes a defined name too."""
    taken = {table.name.casefold() for table in book.tables} | {one.name.casefold() for one in book.defined_names}
    for _, root in _readable(book, book.package.parts_of_type(slicer_xml.CACHE_TYPE)):
        taken.add(root.get("name", "").casefold())
    return _numbered(f"Slicer_{_NOT_IN_NAMES.sub('_', slicer.column)}", "", taken)


def _free_slicer_name(book: Book, slicer: Slicer) -> str:
    """What a slicer is called among all of the workbook's: its caption, with a number where one is called so."""
    views = _views(book, book.package.parts_of_type(slicer_xml.SLICER_TYPE))
    return _numbered(slicer.caption, " ", {name.casefold() for name, _ in views})


def _numbered(wanted: str, between: str, taken: Collection[str]) -> str:
    name, number = wanted, 0
    while name.casefold() in taken:
        number += 1
        name = f"{wanted}{between}{number}"
    return name
