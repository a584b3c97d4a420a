"""The services that fit a budget, written into a workbook file: the sheet ServicePlan and its marks, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from segmentbook.errors import InputError, PolicyError
from segmentbook.workbook.computing import Progress, compute, require_open_structure

if TYPE_CHECKING:
    from segmentbook.model.issues import Issue
    from segmentbook.model.plan import Plan
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.workbook.book import Book

__all__ = ["PlannedFile", "plan_file"]


@dataclass(frozen=True, slots=True, eq=False)
class PlannedFile:
    """A plan, and where it was written: ``place`` is the first cell of the table, such as ServicePlan!A12."""

    segmentation: Segmentation
    issues: tuple[Issue, ...]
    plan: Plan
    output: Path
    table: str
    place: str


def _no_progress(step: str) -> None:
    """Nobody watches."""


def plan_file(path: str | Path, budget: float | None = None, progress: Progress = _no_progress) -> PlannedFile:
    """Find the services that fit a budget and write them into the sheet ServicePlan; atomically, all else as it was.

    Parameters
    ----------
    path
        An .xlsx or .xlsm workbook with Clients and Services.
    budget
        Money a year; None: the setting Service Budget.
    progress
        Is told each step as it begins.

    Raises
    ------
    WorkbookError
        The file cannot be read or written.
    InputError, PolicyError
        There is nothing to plan, minima that do not fit, or what stops a refresh. The file is untouched in each case.
    """
    from segmentbook.report.places import Names, place
    from segmentbook.report.proposal_sheets import PLAN_KEY, PLAN_ROW, service_plan
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.package import Package
    from segmentbook.workbook.reading import read_book
    from segmentbook.workbook.render import resolve_names, write_sheets
    from segmentbook.workbook.styles import Styles

    source = Path(path)
    progress("Reading")
    with Package.open(source) as package:
        book = Book(package)
        computed = compute(read_book(book, remembered=True))
        progress("Planning")
        plan = _planned(computed.segmentation, budget, source)
        progress("Writing")
        owned = book.owned_sheet(PLAN_KEY)
        require_open_structure(source.name, locked=book.structure_locked, complete=owned is not None)
        spec = service_plan(computed.segmentation, plan, Names())
        names = resolve_names(book, (spec,))
        remarks = write_sheets(book, Styles(book), (spec,), _next_sheet(book))
        book.recalculate_on_load()
        package.save(source)
    computed = computed.with_remarks(remarks)
    return PlannedFile(
        computed.segmentation,
        computed.issues,
        plan,
        source,
        names.tables[PLAN_KEY],
        place(names.sheets[PLAN_KEY], f"A{PLAN_ROW}"),
    )


def _planned(segmentation: Segmentation, budget: float | None, source: Path) -> Plan:
    from segmentbook.model.proposals import plan_of

    if not segmentation.inputs.services:
        raise InputError(
            "Services: there must be at least one service to plan; got none. Fill the table Services; "
            f"'segmentbook init \"{source}\"' adds it where it is missing."
        )
    money = segmentation.inputs.settings.service_budget if budget is None else budget
    if money is None:
        raise PolicyError(
            "Settings: Service Budget must be filled in to plan for it; it is blank. Fill it in, or name a budget: "
            f'segmentbook plan "{source}" --budget 200000'
        )
    plan = plan_of(segmentation, money)
    if plan.problem:
        raise PolicyError(plan.problem)
    return plan


def _next_sheet(book: Book) -> str | None:
    """The sheet before which ServicePlan stands, as a refresh would have it."""
    from segmentbook.report.proposal_sheets import PLAN_KEY
    from segmentbook.report.results import RESULT_SHEETS

    following = RESULT_SHEETS[RESULT_SHEETS.index(PLAN_KEY) + 1 :]
    return next((sheet.name for key in following if (sheet := book.owned_sheet(key))), None)
