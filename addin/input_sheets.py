"""An input table that an open workbook lacks, laid out by the file writer and brought in as a sheet."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from segmentbook.errors import WorkbookError
from segmentbook.report.inputs import input_sheet
from segmentbook.report.places import Names
from segmentbook.schema import SETTINGS_TABLE, Table

if TYPE_CHECKING:
    from segmentbook.report.spec import SheetSpec
    from segmentbook.workbook.live.openbook import OpenBook

__all__ = ["lay_out"]


def lay_out(book: OpenBook, table: Table) -> None:
    """Add the sheet of an input table, with its default rows; it is the user's from then on, with no mark of ours.

    It stands behind the sheet Settings, else at the end. Its drop-downs offer no other table's values: those would
    lead to the file that it comes from.

    Raises
    ------
    WorkbookError
        The workbook's structure is protected.
    """
    if book.beyond.structure_protected(book.book):
        raise WorkbookError(
            f"{book.book.name}: the workbook's structure is protected, so that the sheet {table.name} cannot be "
            "added. Unprotect it (Review > Protect Workbook), and try again."
        )
    names = Names(
        {table.name: book.free_sheet_name(table.name)},
        {table.name: book.free_table_name(table.name)},
    )
    spec = input_sheet(table, names=names, lists={})
    with TemporaryDirectory(prefix="segmentbook-") as folder:
        path = Path(folder) / "sheet.xlsx"
        _write(spec, path)
        book.beyond.take_sheets(book.book, path, [spec.name], _following(book.sheet_names))


def _write(spec: SheetSpec, path: Path) -> None:
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.package import Package
    from segmentbook.workbook.render import resolve_names, write_sheets
    from segmentbook.workbook.styles import Styles

    with Package.new() as package:
        book = Book(package)
        write_sheets(book, Styles(book), (spec,), names=resolve_names(book, (spec,), owned=False), owned=False)
        package.save(path)


def _following(sheets: tuple[str, ...]) -> str | None:
    """The sheet behind Settings."""
    behind = [sheets[i + 1] for i, name in enumerate(sheets[:-1]) if name.casefold() == SETTINGS_TABLE.name.casefold()]
    return behind[0] if behind else None
