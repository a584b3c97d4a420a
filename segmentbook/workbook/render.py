"""Specified sheets become parts of the workbook, or patch the parts they have become in an earlier refresh."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from segmentbook.report.spec import SheetSpec
from segmentbook.workbook.ownership import resolve_names
from segmentbook.workbook.references import Names
from segmentbook.workbook.remarks import Remark
from segmentbook.workbook.sheet_writer import SheetWriter
from segmentbook.workbook.sheet_xml import Shell
from segmentbook.workbook.slicers import filters_others

if TYPE_CHECKING:
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.styles import Styles

__all__ = ["resolve_names", "write_sheet", "write_sheets"]

Notes = tuple[Remark, ...]


def write_sheets(
    book: Book,
    styles: Styles,
    specs: Sequence[SheetSpec],
    before: str | None = None,
    names: Names | None = None,
    *,
    owned: bool = True,
    last: Collection[str] = (),
    revise: Callable[[Notes], Sequence[SheetSpec]] | None = None,
) -> Notes:
    """Write all sheets of a refresh, or input sheets that are the user's from then on.

    Parameters
    ----------
    book, styles
        The workbook.
    specs
        The sheets, in the order of their tabs. They refer to each other by the names the specifications give them;
        where ours are called otherwise here, references are translated.
    before
        The sheet before which new ones stand; None: at the end.
    names
        Where given, references in ``specs`` are by these names already and stay as they are.
    owned
        Whether the sheets are ours: marked, and patched when they are there. Else each is written as a new sheet,
        whatever stands in the workbook.
    last, revise
        Sheets (by key) that report what happened to the others, such as DataIssues, are written last. Where
        something of the user's could not follow, ``revise`` is given these notes and gives all sheets anew.

    Returns
    -------
    tuple of Remark
        What happened to the user's own things: one line each, and what was done, for DataIssues.

    Raises
    ------
    WorkbookError
        A table of the user's stands where a sheet of ours is written, or a part of a sheet of ours is damaged.
    """
    actual = names or resolve_names(book, specs, owned=owned)
    spoken = Names() if names else actual
    there = {spec.key: book.owned_sheet(spec.key) if owned else None for spec in specs}
    tables = {entry.name for entry in book.tables}
    fresh = {key for key, sheet in there.items() if sheet is None}
    fresh |= {name for name in actual.tables.values() if name not in tables}
    sheets = dict(there)
    for spec in specs:
        if sheets[spec.key] is None:
            following = [one.key for one in specs[specs.index(spec) + 1 :] if there[one.key]]
            anchor = actual.sheets[following[0]] if following else before
            added = sheets[spec.key] = book.add_sheet(actual.sheets[spec.key], anchor)
            # Its place is taken at once: the name of its part is free only until there is one.
            book.package.put(added.part, b"".join(Shell(None, book.ns, book.rel_ns).halves()))

    def write(some: Sequence[SheetSpec]) -> Notes:
        notes: list[Remark] = []
        for spec in sorted(some, key=filters_others):  # the tables that slicers filter must be there
            sheet = sheets[spec.key]
            if sheet is not None:
                writer = SheetWriter(book, styles, spec, actual, spoken, owned, fresh)
                notes += writer.write(sheet, there[spec.key] is not None)
        return tuple(notes)

    notes = write([spec for spec in specs if spec.key not in last])
    if notes and revise:
        specs = revise(notes)
    return notes + write([spec for spec in specs if spec.key in last])


def write_sheet(book: Book, styles: Styles, spec: SheetSpec, before: str | None = None) -> Notes:
    """Write one sheet; as `write_sheets`."""
    return write_sheets(book, styles, (spec,), before)
