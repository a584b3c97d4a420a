"""What a refresh of a file and one of an open workbook have in common: from raw tables to specified sheets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from segmentbook import __version__
from segmentbook.errors import WorkbookError

if TYPE_CHECKING:
    from segmentbook.model.issues import Issue
    from segmentbook.model.proposals import Proposals
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook
    from segmentbook.report.places import Names
    from segmentbook.report.spec import SheetSpec
    from segmentbook.workbook.remarks import Remark

__all__ = ["REPORTING_SHEETS", "Computed", "Filters", "Progress", "compute", "cut_names", "require_open_structure"]

Progress = Callable[[str], None]
"""Is told each step of the work as it begins, for a progress bar."""

Filters = Sequence[tuple[str, str]]
"""Columns and ``;``-separated values."""

REPORTING_SHEETS = ("Dashboard", "DataIssues")
"""Result sheets, by key, that tell of what happened while the others were written."""

_CUTS = {"ValueCut": "value_cut", "EffortCut": "effort_cut"}


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """The results of a workbook's tables, and all that is to be said of its data.

    ``proposed`` is the plan and the simulation; None where nobody has asked for them yet.
    """

    segmentation: Segmentation
    issues: tuple[Issue, ...]
    raw: RawBook
    proposed: Proposals | None = None

    def proposing(self, budget: float | None = None) -> Computed:
        """The same with its proposals, which take their time; ``budget`` goes before the setting Service Budget."""
        from segmentbook.model.proposals import proposals

        return replace(self, proposed=proposals(self.segmentation, budget))

    def with_remarks(self, remarks: Sequence[Remark]) -> Computed:
        """What happened to the user's own things on our sheets, such as his remark on a client that is gone, too."""
        from segmentbook.model.issues import Issue, Level

        said = ((*remark.partition(": "), remark.done) for remark in remarks)
        lost = tuple(Issue(Level.WARNING, table, None, None, what, None, done) for table, _, what, done in said)
        return replace(self, issues=self.issues + lost)

    def sheets(self, names: Names | None = None, existing: Collection[str] = ()) -> tuple[SheetSpec, ...]:
        """The result sheets, as they are called in a workbook where every name is free, or as ``names`` say.

        ``existing`` are the keys of our sheets that the workbook has: one that has nothing to show any more is emptied.
        """
        from segmentbook.report.results import result_sheets

        return result_sheets(
            self.segmentation,
            self.issues,
            self.raw,
            names=names,
            generated_by=f"Segmentbook {__version__}",
            proposed=self.proposed,
            existing=existing,
        )


def compute(raw: RawBook, as_of: date | None = None, filters: Filters = (), back_fill: Sequence[date] = ()) -> Computed:
    """Check and compute; ``back_fill`` are earlier days that the history is to know, too.

    Raises
    ------
    InputError, PolicyError
        What product.md section 9 says stops a refresh.
    """
    from segmentbook.checks import check
    from segmentbook.model.issues import capped
    from segmentbook.model.segmentation import segment

    checked = check(raw, today=date.today(), as_of=as_of, filters=filters)
    segmentation = segment(checked.inputs, back_fill)
    return Computed(segmentation, capped((*checked.issues, *segmentation.issues)), raw)


def cut_names(
    segmentation: Segmentation, taken: Sequence[str], marked: Callable[[str], object]
) -> dict[str, tuple[str, str]]:
    """Defined names that hold the cuts in force, for the formulas: their formula, and the mark that says they are ours.

    Product.md section 5. A name that the user has given to something else stays his.

    Parameters
    ----------
    taken
        Names of the whole workbook.
    marked
        Whether a mark is there.
    """
    known = {name.casefold() for name in taken}
    return {
        name: (repr(float(getattr(segmentation, attribute))), f"name.{name}")
        for name, attribute in _CUTS.items()
        if name.casefold() not in known or marked(f"name.{name}")
    }


def require_open_structure(label: str, *, locked: bool, complete: bool) -> None:
    """Refuse where a sheet must be added to a workbook whose structure its owner locked, against the owner's wish."""
    if locked and not complete:
        raise WorkbookError(
            f"{label}: the workbook's structure is protected, so that no sheet may be added. "
            "Unprotect it (Review > Protect Workbook), refresh, and protect it again."
        )
