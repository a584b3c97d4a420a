"""A refresh of a workbook file: bytes -> raw tables -> Inputs -> Segmentation -> parts -> bytes, one way.

Source: architecture.md, "A refresh, as data flows".
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from segmentbook import __version__
from segmentbook.errors import WorkbookError

if TYPE_CHECKING:
    from segmentbook.model.issues import Issue
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook
    from segmentbook.report.spec import SheetSpec
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.remarks import Remark

__all__ = ["CheckedFile", "Refreshed", "check_file", "refresh"]

Progress = Callable[[str], None]
"""Is told each step of the work as it begins, for a progress bar."""

Filters = Sequence[tuple[str, str]]

REPORTING_SHEETS = ("Dashboard", "DataIssues")
"""Result sheets, by key, that tell of what happened while the others were written."""

CUT_NAMES = {"ValueCut": "value_cut", "EffortCut": "effort_cut"}
"""Defined names that hold the cuts in force, for the formulas (product.md section 5)."""


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
) -> Refreshed:
    """Compute a workbook's results and write them into it, or into ``out``; atomically, all else byte for byte.

    Parameters
    ----------
    path
        An .xlsx or .xlsm workbook with at least a Clients table.
    out
        Where to write; None: in place.
    as_of
        The date the book is computed for; None: its Setting As of, else today.
    progress
        Is told each step as it begins.
    filters
        Columns and ``;``-separated values to show; where there are some the table Filters is passed over.

    Raises
    ------
    WorkbookError
        The file cannot be read or written.
    InputError, PolicyError
        What product.md section 9 says stops a refresh. The file is untouched in each case.
    """
    from segmentbook.report.results import result_sheets
    from segmentbook.workbook.render import write_sheets
    from segmentbook.workbook.styles import Styles

    began = time.perf_counter()
    progress("Reading")
    book, raw = _read(Path(path))
    _require_open_structure(book, Path(path))
    was_read = time.perf_counter()
    progress("Computing")
    segmentation, issues = _computed(raw, as_of, filters)
    was_computed = time.perf_counter()
    progress("Writing")
    generated_by = f"Segmentbook {__version__}"

    def revised(notes: tuple[Remark, ...]) -> tuple[SheetSpec, ...]:
        return result_sheets(segmentation, issues + _lost(notes), raw, generated_by=generated_by)

    specs = result_sheets(segmentation, issues, raw, generated_by=generated_by)
    notes = write_sheets(book, Styles(book), specs, last=REPORTING_SHEETS, revise=revised)
    issues += _lost(notes)
    _define_cuts(book, segmentation)
    book.recalculate_on_load()
    target = Path(path if out is None else out)
    book.package.save(target)
    seconds = {
        "read": was_read - began,
        "compute": was_computed - was_read,
        "write": time.perf_counter() - was_computed,
    }
    return Refreshed(segmentation, issues, raw, target, seconds)


def check_file(path: str | Path, as_of: date | None = None) -> CheckedFile:
    """Read and compute a workbook without writing anything, for its data issues; raises as ``refresh`` does."""
    _, raw = _read(Path(path))
    segmentation, issues = _computed(raw, as_of)
    return CheckedFile(segmentation, issues, raw)


def _read(path: Path) -> tuple[Book, RawBook]:
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.package import Package
    from segmentbook.workbook.reading import read_book

    book = Book(Package.open(path))
    return book, read_book(book)


def _computed(raw: RawBook, as_of: date | None, filters: Filters = ()) -> tuple[Segmentation, tuple[Issue, ...]]:
    from segmentbook.checks import check
    from segmentbook.model.issues import capped
    from segmentbook.model.segmentation import segment

    checked = check(raw, today=date.today(), as_of=as_of, filters=filters)
    segmentation = segment(checked.inputs)
    return segmentation, capped((*checked.issues, *segmentation.issues))


def _lost(notes: tuple[Remark, ...]) -> tuple[Issue, ...]:
    """What happened to the user's own things on our sheets, such as his remark on a client that is gone."""
    from segmentbook.model.issues import Issue, Level

    said = ((*note.partition(": "), note.done) for note in notes)
    return tuple(Issue(Level.WARNING, table, None, None, what, None, done) for table, _, what, done in said)


def _require_open_structure(book: Book, path: Path) -> None:
    """Adding a sheet to a workbook whose structure its owner locked would go against the owner's wish."""
    if book.structure_locked and book.owned_sheet("Dashboard") is None:
        raise WorkbookError(
            f"{path.name}: the workbook's structure is protected, so that no sheet may be added. "
            "Unprotect it (Review > Protect Workbook), refresh, and protect it again."
        )


def _define_cuts(book: Book, segmentation: Segmentation) -> None:
    """Keep the names of the cuts in force, unless the user has names of his own so called."""
    taken = {defined.name.casefold() for defined in book.defined_names if not defined.sheet}
    for name, attribute in CUT_NAMES.items():
        mark = f"name.{name}"
        if name.casefold() in taken and not book.marked(mark):
            continue
        book.define(name, repr(float(getattr(segmentation, attribute))))
        book.mark(mark, "TRUE")
