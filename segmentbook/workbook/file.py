"""A refresh of a workbook file: bytes -> raw tables -> Inputs -> Segmentation -> parts -> bytes, one way.

Source: architecture.md, "A refresh, as data flows".
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from segmentbook.workbook.computing import (
    REPORTING_SHEETS,
    Filters,
    Progress,
    compute,
    cut_names,
    require_open_structure,
)

if TYPE_CHECKING:
    from segmentbook.model.issues import Issue
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook
    from segmentbook.report.spec import SheetSpec
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.remarks import Remark

__all__ = ["CheckedFile", "Refreshed", "check_file", "refresh"]


@dataclass(frozen=True, slots=True, eq=False)
class Refreshed:
    """What a refresh read, computed and wrote. ``seconds`` has the keys read, compute and write."""

    segmentation: Segmentation
    issues: tuple[Issue, ...]
    raw: RawBook
    output: Path
    seconds: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class CheckedFile:
    """The data issues of a file, and the raw tables that place them."""

    segmentation: Segmentation
    issues: tuple[Issue, ...]
    raw: RawBook


def _no_progress(step: str) -> None:
    """Nobody watches."""


def refresh(
    path: str | Path,
    out: str | Path | None = None,
    as_of: date | None = None,
    progress: Progress = _no_progress,
    filters: Filters = (),
    back_fill: Sequence[date] = (),
) -> Refreshed:
    """Compute a workbook's results and write them into it, or into ``out``; atomically, all else byte for byte.

    Parameters
    ----------
    path
        An .xlsx or .xlsm workbook with at least a Clients table.
    out
        Where to write; None: in place. The file itself may then be open in Excel: it is read as it was last saved.
    as_of
        The date the book is computed for; None: its Setting As of, else today.
    progress
        Is told each step as it begins.
    filters
        Columns and ``;``-separated values to show; where there are some the table Filters is passed over.
    back_fill
        Earlier days of which the history is to have a snapshot, too.

    Raises
    ------
    WorkbookError
        The file cannot be read or written.
    InputError, PolicyError
        What product.md section 9 says stops a refresh. The file is untouched in each case.
    """
    from segmentbook.report.results import RESULT_SHEETS
    from segmentbook.workbook.render import write_sheets
    from segmentbook.workbook.styles import Styles

    began = time.perf_counter()
    progress("Reading")
    book, raw = _read(Path(path), read_only=out is not None and Path(out) != Path(path))
    was_read = time.perf_counter()
    progress("Computing")
    computed = compute(raw, as_of, filters, back_fill).proposing()
    was_computed = time.perf_counter()
    progress("Writing")

    existing = frozenset(key for key in RESULT_SHEETS if book.owned_sheet(key) is not None)
    sheets = computed.sheets(existing=existing)
    complete = existing.issuperset(sheet.key for sheet in sheets)
    require_open_structure(Path(path).name, locked=book.structure_locked, complete=complete)

    def revised(remarks: tuple[Remark, ...]) -> tuple[SheetSpec, ...]:
        return computed.with_remarks(remarks).sheets(existing=existing)

    remarks = write_sheets(book, Styles(book), sheets, last=REPORTING_SHEETS, revise=revised)
    computed = computed.with_remarks(remarks)
    segmentation = computed.segmentation
    _define_cuts(book, segmentation)
    _name_places(book, sheets)
    book.recalculate_on_load()
    target = Path(path if out is None else out)
    book.package.save(target)
    seconds = {
        "read": was_read - began,
        "compute": was_computed - was_read,
        "write": time.perf_counter() - was_computed,
    }
    return Refreshed(segmentation, computed.issues, raw, target, seconds)


def check_file(path: str | Path, as_of: date | None = None, *, read_only: bool = False) -> CheckedFile:
    """Read and compute a workbook without writing anything, for its data issues; raises as ``refresh`` does.

    ``read_only`` takes one that is open in Excel or LibreOffice as it was last saved; else it is refused.
    """
    _, raw = _read(Path(path), read_only=read_only)
    computed = compute(raw, as_of)
    return CheckedFile(computed.segmentation, computed.issues, raw)


def _read(path: Path, *, read_only: bool = False) -> tuple[Book, RawBook]:
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.package import Package
    from segmentbook.workbook.reading import read_book

    book = Book(Package.open(path, read_only=read_only))
    return book, read_book(book, remembered=True)


def _name_places(book: Book, sheets: Sequence[SheetSpec]) -> None:
    """Name the cells that formulas ask for by name, and mark those that the user types into."""
    from segmentbook.workbook.kept import place_names

    called = {sheet.key: owned.name for sheet in sheets if (owned := book.owned_sheet(sheet.key))}
    taken = [defined.name for defined in book.defined_names if not defined.sheet]
    shown, marks = place_names(sheets, called.__getitem__, taken, book.marked)
    for name, reference in shown.items():
        book.define(name, reference)
    for mark, reference in marks.items():
        book.mark(mark, reference)


def _define_cuts(book: Book, segmentation: Segmentation) -> None:
    """Keep the names of the cuts in force."""
    taken = [defined.name for defined in book.defined_names if not defined.sheet]
    for name, (formula, mark) in cut_names(segmentation, taken, book.marked).items():
        book.define(name, formula)
        book.mark(mark, "TRUE")
