"""A refresh of an open workbook: everything is read, computed and worked out before the first cell is written.

What is written is noted, so that a refresh that fails half way is taken back. The application's state is brought back
in any case.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from segmentbook.errors import SegmentbookError, WorkbookError
from segmentbook.report.places import Names as PlacedNames
from segmentbook.workbook.book import mark_name
from segmentbook.workbook.computing import (
    REPORTING_SHEETS,
    Computed,
    Filters,
    Progress,
    compute,
    cut_names,
    require_open_structure,
)
from segmentbook.workbook.file import CheckedFile, Refreshed
from segmentbook.workbook.kept import place_names
from segmentbook.workbook.live.beyond_excel import REJECTED
from segmentbook.workbook.live.charts import missing_charts
from segmentbook.workbook.live.openbook import OpenBook, beyond_of
from segmentbook.workbook.live.patch import SheetPatch
from segmentbook.workbook.live.reading import read_open
from segmentbook.workbook.live.sheet import SheetPlan, plan_sheet
from segmentbook.workbook.live.state import Journal, quiet
from segmentbook.workbook.names import sheet_of
from segmentbook.workbook.ownership import resolve_names
from segmentbook.workbook.remarks import Remark

if TYPE_CHECKING:
    import xlwings

    from segmentbook.report.spec import SheetSpec
    from segmentbook.workbook.live.beyond import Beyond
    from segmentbook.workbook.references import Names

__all__ = ["check_open", "refresh_open"]


def _no_progress(step: str) -> None:
    """Nobody watches."""


def check_open(book: xlwings.Book, *, as_of: date | None = None) -> CheckedFile:
    """Read and compute an open workbook without writing anything, for its data issues.

    Raises
    ------
    WorkbookError
        A cell is being edited.
    InputError, PolicyError
        As for `refresh_open`.
    """
    beyond = beyond_of(book)
    _require_idle(book, beyond)
    computed = compute(read_open(OpenBook(book, beyond), remembered=True), as_of)
    return CheckedFile(computed.segmentation, computed.issues, computed.raw)


def refresh_open(
    book: xlwings.Book,
    *,
    as_of: date | None = None,
    filters: Filters = (),
    progress: Progress = _no_progress,
) -> Refreshed:
    """Compute an open workbook's results and write them into it, in place; it is not saved.

    Parameters
    ----------
    book
        The workbook, with at least a Clients table.
    as_of
        The date the book is computed for; None: its Setting As of, else today.
    filters
        Columns and ``;``-separated values to show; where there are some the table Filters is passed over.
    progress
        Is told each step as it begins.

    Raises
    ------
    WorkbookError
        The workbook cannot be written: a cell is being edited, it was never saved, is read-only or protected, a table
        of the user's is in the way. Or writing failed half way, and what had been written was taken back.
    InputError, PolicyError
        What product.md section 9 says stops a refresh. The workbook is unchanged.
    """
    began = time.perf_counter()
    progress("Reading")
    beyond = beyond_of(book)
    _require_idle(book, beyond)
    _require_file(book, beyond)
    opened = OpenBook(book, beyond)
    raw = read_open(opened, remembered=True)
    was_read = time.perf_counter()
    progress("Computing")
    work = _Work(opened, compute(raw, as_of, filters).proposing())
    work.prepare()
    was_computed = time.perf_counter()
    progress("Writing")
    work.write()
    seconds = {
        "read": was_read - began,
        "compute": was_computed - was_read,
        "write": time.perf_counter() - was_computed,
    }
    return Refreshed(work.computed.segmentation, work.computed.issues, raw, Path(book.fullname), seconds)


# -- refusals -------------------------------------------------------------------------------------------------------


def _require_idle(book: xlwings.Book, beyond: Beyond) -> None:
    try:
        busy = beyond.is_busy(book.app)
    except Exception as error:
        if not (error.args and error.args[0] in REJECTED):
            raise
        busy = True
    if busy:
        raise WorkbookError(
            "Excel is busy: a cell is being edited or a dialogue is open. Finish it (Enter or Esc), then try again."
        )


def _require_file(book: xlwings.Book, beyond: Beyond) -> None:
    """Results belong into a file that can be saved."""
    if not {"/", "\\"} & set(book.fullname):
        raise WorkbookError(
            f"{book.name}: the workbook has never been saved. Save it (File > Save As), then refresh. "
            "Nothing was written."
        )
    if beyond.is_read_only(book):
        raise WorkbookError(
            f"{book.name}: the workbook is open read-only, so that its results could not be saved. "
            "Open it for editing, or save it under another name, then refresh. Nothing was written."
        )


# -- the work -------------------------------------------------------------------------------------------------------


class _Work:
    """A refresh between reading and the end of writing."""

    def __init__(self, opened: OpenBook, computed: Computed) -> None:
        self.opened, self.computed = opened, computed
        self.beyond = opened.beyond
        self.specs: dict[str, SheetSpec] = {}
        self.plans: dict[str, SheetPlan] = {}
        self.names: Names
        self.missing: tuple[str, ...] = ()
        self.lost_charts: Mapping[str, tuple[str, ...]] = {}
        self.names_before = opened.names
        self._complete = True

    def prepare(self) -> None:
        """Work out all that is to be written, and refuse what cannot be."""
        from segmentbook.report.results import RESULT_SHEETS

        opened = self.opened
        existing = frozenset(key for key in RESULT_SHEETS if opened.owned_sheet(key) is not None)
        specs = self.computed.sheets(existing=existing)
        self.names = resolve_names(opened, specs)
        self.missing = tuple(spec.key for spec in specs if opened.owned_sheet(spec.key) is None)
        locked = self.beyond.structure_protected(opened.book)
        require_open_structure(opened.book.name, locked=locked, complete=not self.missing)
        there = [spec for spec in specs if spec.key not in self.missing]
        plans = {spec.key: plan_sheet(opened, spec, self.names) for spec in there if spec.key not in REPORTING_SHEETS}
        remarks: list[Remark] = [remark for plan in plans.values() for remark in plan.remarks]
        if remarks:
            specs = self.computed.with_remarks(remarks).sheets(existing=existing)
        for spec in specs:
            if spec.key in REPORTING_SHEETS and spec.key not in self.missing:
                plans[spec.key] = plan_sheet(opened, spec, self.names)
                remarks += plans[spec.key].remarks
        self.computed = self.computed.with_remarks(remarks)
        self.specs = {spec.key: spec for spec in specs}
        self.plans = {spec.key: plans[spec.key] for spec in specs if spec.key in plans}
        self.lost_charts = {
            key: names
            for key, plan in self.plans.items()
            if plan.spec.charts and (names := missing_charts(plan.spec, self.names, self.beyond.charts(plan.sheet)))
        }

    def write(self) -> None:
        """Write; where that fails, take back what was written and say so."""
        book = self.opened.book
        journal = Journal()
        place = ["the sheets"]
        try:
            with quiet(book, self.beyond):
                try:
                    self._write(journal, place)
                except BaseException:
                    self._complete = journal.take_back()
                    raise
        except SegmentbookError:
            raise
        except Exception as error:
            outcome = (
                "What had been written was taken back."
                if self._complete
                else "Not all that had been written could be taken back: close the workbook without saving it."
            )
            raise WorkbookError(
                f"{book.name}: the refresh stopped while it was writing {place[0]} ({_reason(error)}). {outcome}"
            ) from error

    def _write(self, journal: Journal, place: list[str]) -> None:
        journal.do(lambda: None, self._restore_marks)  # noted first, and so taken back after all that changes shapes
        with tempfile.TemporaryDirectory(prefix="segmentbook") as folder:
            if self.missing or self.lost_charts:
                place[0] = "new sheets"
                self._take(Path(folder) / "segmentbook.xlsx", journal)
            marks: dict[str, str] = {}
            for key in [*(key for key in self.plans if key not in REPORTING_SHEETS), *REPORTING_SHEETS]:
                if key not in self.plans:
                    continue
                place[0] = f"the sheet {self.plans[key].sheet.name}"
                patch = SheetPatch(self.plans[key], journal)
                patch.write()
                marks |= patch.marks()
            place[0] = "names"
            self._define(marks, journal)

    def _take(self, path: Path, journal: Journal) -> None:
        """Take sheets and charts that are not there from the file writer."""
        _write_book(path, self.computed, self.names, date1904=self.opened.date1904)
        opened, beyond, book = self.opened, self.beyond, self.opened.book
        keys = list(self.specs)
        position = 0
        while position < len(keys):
            group = []
            while position < len(keys) and keys[position] in self.missing:
                group.append(self.names.sheets[keys[position]])
                position += 1
            if group:
                following = [key for key in keys[position:] if key not in self.missing]
                before = self.plans[following[0]].sheet.name if following else None
                journal.do(
                    lambda group=group, before=before: beyond.take_sheets(book, path, group, before),  # type: ignore[misc]
                    lambda group=group: _delete_sheets(book, group),  # type: ignore[misc]
                )
            position += 1
        if self.missing:
            opened.reload()
            taken = {key: plan_sheet(opened, self.specs[key], self.names, taken=True) for key in self.missing}
            self.plans = {key: (taken | self.plans)[key] for key in self.specs}
        for key, names in self.lost_charts.items():
            with suppress(NotImplementedError):
                beyond.take_charts(self.plans[key].sheet, path, self.names.sheets[key], names)

    def _restore_marks(self) -> None:
        """Give our marks the places back that they had.

        One loses the last column of a table with it, and does not grow when that column is added again.
        """
        beyond, book = self.beyond, self.opened.book
        there = {name.casefold(): text for name, text in beyond.names(book).items()}
        ours = mark_name("").casefold()
        lost = {
            name: text
            for name, text in self.names_before.items()
            if name.casefold().startswith(ours) and not _same(there.get(name.casefold(), ""), text)
        }
        if lost:
            beyond.define(book, lost, hidden=True)

    def _define(self, marks: Mapping[str, str], journal: Journal) -> None:
        """Keep the marks of what is ours, and the names of the cuts in force."""
        opened, beyond, book = self.opened, self.beyond, self.opened.book
        there = {name.casefold(): (name, text) for name, text in opened.names.items()}
        hidden = {mark_name(key): text for key, text in marks.items()}
        shown: dict[str, str] = {}
        for name, (formula, mark) in cut_names(self.computed.segmentation, list(opened.names), opened.marked).items():
            shown[name] = formula
            hidden[mark_name(mark)] = "TRUE"
        called = {key: plan.sheet.name for key, plan in self.plans.items()}
        places, found = place_names(list(self.specs.values()), called.__getitem__, list(opened.names), opened.marked)
        shown |= places
        hidden |= {mark_name(mark): reference for mark, reference in found.items()}
        for names, secret in ((hidden, True), (shown, False)):
            changes = {
                name: text for name, text in names.items() if not _same(there.get(name.casefold(), ("", ""))[1], text)
            }
            if not changes:
                continue
            before = {
                there[name.casefold()][0]: there[name.casefold()][1] for name in changes if name.casefold() in there
            }
            new = [name for name in changes if name.casefold() not in there]

            def take_back(before: dict[str, str] = before, new: Sequence[str] = new, secret: bool = secret) -> None:
                beyond.undefine(book, new)
                beyond.define(book, before, hidden=secret)

            journal.do(lambda changes=changes, secret=secret: beyond.define(book, changes, hidden=secret), take_back)  # type: ignore[misc]


def _same(one: str, other: str) -> bool:
    """Whether two names' formulas are the same, with quotes about a sheet's name or without."""
    if one == other:
        return True
    with suppress(ValueError):
        return float(one) == float(other)
    return sheet_of(one) == sheet_of(other) != "" and _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return text.replace("'", "").replace(" ", "")


def _write_book(path: Path, computed: Computed, names: Names, *, date1904: bool) -> None:
    """All result sheets as a workbook file, under the names that they have in the open one."""
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.package import Package
    from segmentbook.workbook.references import Names
    from segmentbook.workbook.render import write_sheets
    from segmentbook.workbook.styles import Styles

    book = Book(Package.new())
    if date1904:
        book.count_from_1904()
    specs = computed.sheets(PlacedNames(names.sheets, names.tables))
    # Specified under the names that they have, so that each is called as it is specified.
    as_called = Names(
        {**names.sheets, **{name: name for name in names.sheets.values()}},
        {**names.tables, **{name: name for name in names.tables.values()}},
    )
    write_sheets(book, Styles(book), specs, names=as_called, owned=False)
    book.package.save(path)


def _delete_sheets(book: xlwings.Book, names: Sequence[str]) -> None:
    there = {sheet.name: sheet for sheet in book.sheets}
    for name in names:
        if name in there:
            there[name].delete()


def _reason(error: Exception) -> str:
    """What went wrong, in one line; a spreadsheet's own words come last among a failed call's parts."""
    parts = (
        [error.args[2][2]]
        if len(error.args) > 2 and isinstance(error.args[2], tuple) and len(error.args[2]) > 2
        else []
    )
    text = str(parts[0] if parts and parts[0] else error) or type(error).__name__
    return text.strip().splitlines()[0].rstrip(".") if text.strip() else type(error).__name__
