"""The sample's past: what its workbook remembers of the review before, and the month-ends in between."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.report.places import Names
from segmentbook.report.sample import AS_OF
from segmentbook.report.sample_past import PAST_AS_OF, past_frames

if TYPE_CHECKING:
    from segmentbook.model.inputs import Inputs
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.styles import Styles

__all__ = ["write_past"]

_MONTHS = [(2025, month) for month in range(3, 13)] + [(2026, month) for month in range(1, 6)]


def write_past(book: Book, styles: Styles) -> None:
    """Write the sheets Snapshots and HistoryInputs of a sample workbook, as earlier refreshes would have left them.

    Parameters
    ----------
    book
        The workbook, with the sample in its input sheets.
    styles
        Its styles.
    """
    from segmentbook.model.history import History
    from segmentbook.model.past import Past
    from segmentbook.model.segmentation import segment
    from segmentbook.report.history_sheets import history_inputs_sheet, history_sheet
    from segmentbook.workbook.render import write_sheets

    def remembered(past: Past | None) -> Past:
        if past is None:
            raise AssertionError("a checked book has a history")
        return past

    month_ends = tuple(date(year, month, monthrange(year, month)[1]) for year, month in _MONTHS)
    then = remembered(segment(_inputs_then()).past)
    now = segment(replace(_inputs(book), history=then.history), month_ends)
    past = remembered(now.past)
    before = [day for day in past.history.dates() if day < AS_OF]
    log = past.history.inputs
    kept = History(past.history.of(before).snapshots, log[log["As of"].dt.date < AS_OF].reset_index(drop=True))
    shown = replace(now, past=replace(past, history=kept))
    write_sheets(book, styles, (history_sheet(shown, Names()), history_inputs_sheet(shown, Names())))


def _inputs(book: Book, as_of: date = AS_OF) -> Inputs:
    from segmentbook.checks import check
    from segmentbook.workbook.reading import read_book

    return check(read_book(book), today=as_of).inputs


def _inputs_then() -> Inputs:
    """The sample's inputs of the review before."""
    from segmentbook.report.inputs import LAID_OUT, input_sheet
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.package import Package
    from segmentbook.workbook.render import resolve_names, write_sheets
    from segmentbook.workbook.styles import Styles

    book = Book(Package.new())
    frames = past_frames()
    sheets = tuple(input_sheet(table, frames[table.name]) for table in LAID_OUT)
    write_sheets(book, Styles(book), sheets, names=resolve_names(book, sheets, owned=False), owned=False)
    return _inputs(book, PAST_AS_OF)
