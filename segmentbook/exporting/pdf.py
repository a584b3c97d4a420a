"""Pages for a business review as PDF files: the Dashboard and Tiering of the book, or the Client Card of clients."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from segmentbook.errors import WorkbookError
from segmentbook.exporting.choice import Choice, chosen_rows
from segmentbook.exporting.file_names import file_name, file_names
from segmentbook.exporting.office import OfficeMissingError, find_office, print_files, this_platform

if TYPE_CHECKING:
    from segmentbook.model.issues import Issue
    from segmentbook.report.spec import SheetSpec
    from segmentbook.workbook.file import Refreshed

__all__ = ["Exported", "export_pdf"]

_PAGES = ("Dashboard", "Tiering")
"""Keys of the sheets that show the whole book."""


@dataclass(frozen=True, slots=True, eq=False)
class Exported:
    """What an export wrote.

    Parameters
    ----------
    files
        The PDF files, in the order of the clients.
    failures
        Why, for each file that could not be written.
    as_of
        The day that the pages are of.
    issues
        What is to be said of the book's data.
    """

    files: tuple[Path, ...]
    failures: Mapping[Path, str] = field(default_factory=dict)
    as_of: date = date.min
    issues: tuple[Issue, ...] = ()


def export_pdf(
    path: str | Path,
    folder: str | Path,
    choice: Choice | None = None,
    as_of: date | None = None,
    progress: Callable[[str], None] = lambda step: None,
    office: Path | None = None,
) -> Exported:
    """Print pages of a workbook into a folder, which is made if need be; the workbook is not changed.

    They are printed from a copy that is refreshed first. An earlier file of the same name is replaced.

    Parameters
    ----------
    path
        The workbook.
    folder
        Where the files go: ``<workbook> dashboard <date>.pdf``, or ``<client> <date>.pdf`` for each client.
    choice
        The clients; None or nobody: the pages of the whole book.
    as_of
        As for a refresh.
    progress
        Is told each step as it begins.
    office
        LibreOffice; None: where it is found.

    Raises
    ------
    OfficeMissingError
        There is no LibreOffice on this computer.
    InputError
        A client, segment or manager that is not there; or what stops a refresh.
    WorkbookError
        The workbook cannot be read, or the folder cannot be made.
    """
    from segmentbook.workbook.file import refresh

    program = office or find_office()
    if program is None:
        raise OfficeMissingError(this_platform())
    path, folder = Path(path), Path(folder)
    with tempfile.TemporaryDirectory(prefix="segmentbook-pages-", ignore_cleanup_errors=True) as made:
        work = Path(made)
        copy = work / f"book{path.suffix.lower()}"
        refreshed = refresh(path, copy, as_of, progress)
        progress("Laying out the pages")
        if choice is None or choice.none:
            wanted = _book_pages(path, refreshed, work)
        else:
            wanted = _client_pages(choice, refreshed, work)
        _make(folder)

        def tell(printed: int) -> None:
            progress(f"Printing {min(printed + 1, len(wanted)):,} of {len(wanted):,}")

        tell(0)
        printed = work / "printed"
        printed.mkdir()
        problems = print_files(program, list(wanted), printed, tell)
        files, failures = [], {}
        for page, name in wanted.items():
            target = folder / name
            problem = problems.get(page) or _put(printed / f"{page.stem}.pdf", target)
            if problem:
                failures[target] = problem
            else:
                files.append(target)
    return Exported(tuple(files), failures, refreshed.segmentation.inputs.settings.as_of, refreshed.issues)


def _book_pages(path: Path, refreshed: Refreshed, work: Path) -> dict[Path, str]:
    """The copy in which the pages of the book are printed, and what the file is called."""
    from segmentbook.exporting.print_copies import print_only
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.package import Package

    copy = work / f"1{refreshed.output.suffix}"
    with Package.open(refreshed.output) as package:
        book = Book(package)
        print_only(book, [sheet.name for key in _PAGES if (sheet := book.owned_sheet(key)) is not None])
        package.save(copy)
    return {copy: f"{file_name(f'{path.stem} dashboard')} {refreshed.segmentation.inputs.settings.as_of}.pdf"}


def _client_pages(choice: Choice, refreshed: Refreshed, work: Path) -> dict[Path, str]:
    """A copy for each chosen client, and what its file is called."""
    from segmentbook import __version__
    from segmentbook.exporting.print_copies import CardCopies
    from segmentbook.report.client_card import client_card
    from segmentbook.report.client_sheets import card_list
    from segmentbook.report.places import Names

    segmentation = refreshed.segmentation
    rows = chosen_rows(segmentation, choice)
    listed = card_list(segmentation)
    names = file_names(listed.names, segmentation.clients["Client ID"].tolist())

    def card(row: int) -> SheetSpec:
        return client_card(segmentation, listed, row, refreshed.raw, Names(), f"Segmentbook {__version__}")

    wanted: dict[Path, str] = {}
    copies = CardCopies(refreshed.output, card(rows[0]))
    try:
        for number, row in enumerate(rows, 1):
            copy = work / f"{number}{refreshed.output.suffix}"
            copies.save(card(row), copy)
            wanted[copy] = f"{names[row]} {segmentation.inputs.settings.as_of}.pdf"
    finally:
        copies.close()
    return wanted


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkbookError(f"{folder}: cannot be made: {error.strerror}. Nothing was written.") from error


def _put(page: Path, target: Path) -> str:
    """Put a file in its place, in one step; gives why it could not be."""
    beside = target.with_name(f".{target.name}.new")
    try:
        shutil.copyfile(page, beside)
        beside.replace(target)
    except PermissionError:
        beside.unlink(missing_ok=True)
        return "it is open in another program, or may not be written; close it, and export again"
    except OSError as error:
        beside.unlink(missing_ok=True)
        return error.strerror or str(error)
    return ""
