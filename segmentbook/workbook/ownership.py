"""Which sheets and tables of a workbook are ours: a file, or what is open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from segmentbook.report.spec import CellRange, SheetSpec, TableSpec
from segmentbook.workbook.book import Sheet, TableEntry
from segmentbook.workbook.references import Names, area_of

__all__ = ["Marked", "columns_mark", "our_tables", "resolve_names"]


class Marked(Protocol):
    """A workbook with our marks in it: see `Book`."""

    @property
    def tables(self) -> Sequence[TableEntry]:
        """All native tables."""

    def marked(self, key: str) -> str:
        """Where the place marked with ``key`` now is, "" when there is no such mark."""

    def owned_sheet(self, key: str) -> Sheet | None:
        """The sheet that is marked as ours."""

    def free_sheet_name(self, wanted: str) -> str:
        """``wanted``, or a name made of it that no sheet has."""

    def free_table_name(self, wanted: str) -> str:
        """``wanted``, or a name made of it that neither a table nor a defined name has."""


def resolve_names(book: Marked, specs: Sequence[SheetSpec], *, owned: bool = True) -> Names:
    """What our sheets (by name and by key) and tables are called, or will be, in this workbook.

    A sheet or table of ours that is there keeps the name the user gave it; a new one takes a free name.
    """
    sheets: dict[str, str] = {}
    tables: dict[str, str] = {}
    for spec in specs:
        sheet = book.owned_sheet(spec.key) if owned else None
        sheets[spec.name] = sheets[spec.key] = sheet.name if sheet else book.free_sheet_name(spec.name)
        entries = our_tables(book, sheet, spec) if sheet else {}
        for table in spec.tables:
            entry = entries.get(table.name)
            tables[table.name] = entry.name if entry else book.free_table_name(table.name)
    return Names(sheets, tables)


def columns_mark(spec: SheetSpec, table: TableSpec) -> str:
    """The mark that holds the headers of a table whose columns change."""
    return f"{spec.key}.{table.name}.Columns"


def our_tables(book: Marked, sheet: Sheet, spec: SheetSpec) -> dict[str, TableEntry]:
    """Our tables on a sheet of ours, by the specification's name: known by their mark, else by their name."""
    spare = [entry for entry in book.tables if entry.sheet == sheet.name]
    found: dict[str, TableEntry] = {}
    for table in spec.tables:
        mark = area_of(book.marked(f"{spec.key}.{table.name}"))
        marked = [entry for entry in spare if mark and _holds(entry, mark)]
        named = [entry for entry in spare if entry.name.casefold() == table.name.casefold()]
        for entry in (*marked, *named)[:1]:
            found[table.name] = entry
            spare.remove(entry)
    return found


def _holds(entry: TableEntry, mark: CellRange) -> bool:
    area = area_of(entry.ref)
    if area is None:
        return False
    top = area.top if entry.header_rows else area.top - 1
    return top <= mark.top <= area.bottom and area.left <= mark.left <= area.right
