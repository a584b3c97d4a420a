"""New workbooks: the template with its sample, an empty one, and the input tables that a user's workbook lacks.

``python -m segmentbook.workbook.template`` writes workbook_template.xlsx into the current folder; the same bytes in
every part on any day and any machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from segmentbook.report.formulas_sheet import FORMULAS, formulas_sheet
from segmentbook.report.inputs import LAID_OUT, empty_frame, input_sheet, list_source
from segmentbook.report.places import Names
from segmentbook.report.sample import sample_frames
from segmentbook.report.services import services_frame
from segmentbook.report.stack import alignment_frame
from segmentbook.report.start import START, start_sheet
from segmentbook.schema import CLIENTS, CONTRACTS, SERVICES, STACK_ALIGNMENT, STACK_ITEMS, TIERS, Table

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.raw import RawBook, RawTable
    from segmentbook.report.spec import SheetSpec
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.styles import Styles

__all__ = ["TEMPLATE", "add_missing", "build", "create"]

TEMPLATE = "workbook_template.xlsx"
"""The committed template, at the root of the repository."""


def build(path: str | Path) -> None:
    """Write the template: the sample in its input sheets, the start sheet, the formulas, the results of a refresh."""
    create(path, sample=True)


def create(path: str | Path, sample: bool = False) -> None:
    """Write a new workbook over ``path``: input sheets, the start sheet, examples of the formulas, and the results.

    Parameters
    ----------
    path
        Where to.
    sample
        With the sample; else Clients, Contracts, Assets and Rates are empty and the policy is the default one.

    Raises
    ------
    WorkbookError
        The file cannot be written.
    """
    from segmentbook.report.results import RESULT_SHEETS
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.file import refresh
    from segmentbook.workbook.package import Package
    from segmentbook.workbook.render import write_sheet
    from segmentbook.workbook.sample_past import write_past
    from segmentbook.workbook.styles import Styles

    inputs = [table.name for table in LAID_OUT]
    order = [START, *RESULT_SHEETS, *inputs, FORMULAS]
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / Path(path).name
        book = Book(Package.new())
        styles = Styles(book)
        write_sheet(book, styles, start_sheet(order, sample=sample))
        _write_inputs(book, styles, _sheets(LAID_OUT, sample))
        write_sheet(book, styles, formulas_sheet())
        if sample:
            write_past(book, styles)
        book.package.save(draft)
        refresh(draft)
        with Package.open(draft) as package:
            book = Book(package)
            _put_in_order(book, order)
            # Of the results it names those that there are: without a budget there is no plan.
            there = [sheet.name for sheet in book.sheets]
            write_sheet(book, Styles(book), start_sheet(there, sample=sample))
            package.save(path)


def add_missing(book: Book, styles: Styles, sample: bool = False) -> tuple[str, ...]:
    """Add a sheet for each input table that a workbook lacks, touching nothing else; the tables that were added.

    Policy tables get their default rows, the others none, unless the sample is wanted; it comes whole or not at all,
    so that no line of it is booked on a user's client: only where there are neither Clients nor Contracts. Where the
    user has a sheet or a table of that name that is something else, ours is called ``Settings (Segmentbook)``.

    Raises
    ------
    WorkbookError
        The workbook's structure is protected.
    """
    from segmentbook.workbook.reading import read_book

    raw = read_book(book, styles)
    missing = tuple(table for table in LAID_OUT if table.name not in raw.tables)
    names = Names(
        {table.name: book.free_sheet_name(table.name) for table in missing},
        {table.name: book.free_table_name(table.name) for table in missing},
    )
    lists = _lists(missing, names, raw)
    sample = sample and not {CLIENTS.name, CONTRACTS.name} & set(raw.tables)
    _write_inputs(
        book,
        styles,
        _sheets(missing, sample, names, lists, _named(raw, TIERS, "Tier"), _named(raw, STACK_ITEMS, "Item")),
    )
    return tuple(table.name for table in missing)


def _sheets(
    tables: tuple[Table, ...],
    sample: bool,
    names: Names | None = None,
    lists: Mapping[tuple[str, str], str] | None = None,
    tiers: Sequence[str] | None = None,
    items: Sequence[str] | None = None,
) -> tuple[SheetSpec, ...]:
    """The sheets of these tables; the user's own ``tiers`` are columns of Services, ``items`` of StackAlignment."""
    frames: dict[str, pd.DataFrame] = (
        sample_frames() if sample else {table.name: empty_frame(table) for table in tables}
    )
    if tiers is not None:
        frames[SERVICES.name] = services_frame(tiers)
    if items is not None and not sample:
        frames[STACK_ALIGNMENT.name] = alignment_frame(items)
    return tuple(input_sheet(table, frames[table.name], names=names, lists=lists) for table in tables)


def _named(raw: RawBook, schema: Table, header: str) -> tuple[str, ...] | None:
    """The user's own tiers, or items; None where there are none yet."""
    from segmentbook.checks.cells import text_column

    table = raw.tables.get(schema.name)
    position = None if table is None else schema.match(table.headers).get(header)
    if table is None or position is None:
        return None
    return tuple(str(name) for name in text_column(table.columns[position]) if name) or None


def _lists(missing: tuple[Table, ...], names: Names, raw: RawBook) -> dict[tuple[str, str], str]:
    """Where each drop-down's values stand: in a sheet that is being added, or in the user's own table."""
    by_name = {table.name: table for table in LAID_OUT}
    wanted = {column.list_from for table in missing for column in table if column.list_from}
    found: dict[tuple[str, str], str] = {}
    for name, header in sorted(wanted):
        if name in raw.tables:
            place = _place(raw.tables[name], by_name[name], header)
            if place is not None:
                found[name, header] = place
        elif name in by_name:
            found[name, header] = list_source(names.sheet(name), by_name[name].headers.index(header) + 1)
    return found


def _place(raw: RawTable, table: Table, header: str) -> str | None:
    """A column of a table that the user has, from its first row to the one it ends with now."""
    position = table.match(raw.headers).get(header)
    if position is None:
        return None
    first = raw.top + 1
    return list_source(raw.sheet, raw.left + position, first, first + max(len(raw), 1) - 1)


def _write_inputs(book: Book, styles: Styles, sheets: tuple[SheetSpec, ...]) -> None:
    """Sheets that are the user's from then on: no mark of ours, so that no refresh ever writes to them."""
    from segmentbook.workbook.render import resolve_names, write_sheets

    # Given names are not translated: the specifications name everything as it is called in this workbook.
    write_sheets(book, styles, sheets, names=resolve_names(book, sheets, owned=False), owned=False)


def _put_in_order(book: Book, order: Sequence[str]) -> None:
    """Tabs in the order in which they are read; names and views that know a sheet by its position follow."""
    root = book.package.tree(book.package.main)
    (parent,) = root.iterchildren("{*}sheets")
    entries = list(parent)
    wanted = sorted(entries, key=lambda entry: order.index(entry.get("name") or ""))
    for entry in wanted:
        parent.append(entry)
    for name in root.iter("{*}definedName"):
        position = name.get("localSheetId")
        if position is not None:
            name.set("localSheetId", str(wanted.index(entries[int(position)])))


if __name__ == "__main__":
    build(TEMPLATE)
