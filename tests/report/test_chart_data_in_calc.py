"""The chart tables mean in LibreOffice Calc what their cached values say, whatever rows a filter hides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from segmentbook.model.inputs import Filter, StackItem
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.report.results import result_sheets
from segmentbook.report.spec import Cell, SheetSpec
from tests.report import books, serviced, stacked
from tests.report.test_formulas_in_calc import compared
from tests.tools import Office

FILTERS = {
    "all rows": (),
    "one manager": (Filter("Account Manager", ("Priya Raman", "Tom Ashby")),),
    "bands": (Filter("Health Band", ("Needs attention", "Unscored")),),
    "one client": (Filter("Client ID", ("C-008",)),),
    "nobody": (Filter("Client ID", ("C-999",)),),
}


def book(filters: tuple[Filter, ...]) -> Segmentation:
    return segment(replace(serviced.inputs(), filters=filters))


@pytest.mark.parametrize("name", FILTERS)
def test_calc_computes_what_is_cached(name: str, office: Office, tmp_path: Path) -> None:
    sheets = result_sheets(book(FILTERS[name]), (), serviced.raw())
    kept = tuple(sheet for sheet in sheets if sheet.key in ("SegmentResults", "ClientStack", "ChartData"))
    assert compared(kept, office, tmp_path) > 200


def evil_stack() -> Segmentation:
    """Names of bands, items, tags and clients that would be conditions, wildcards or formulas."""
    items = (
        StackItem("a*", ("<5",), 2.0, 0.0, per_seat=True),
        StackItem('="x"', ("*", "<5"), 100.0, 500.0),
        StackItem("[x]#'", (), 0.0, 300.0),
    )
    book = stacked.book(None, items)
    clients, bands = book.clients.copy(), book.bands.copy()
    clients["Client"] = ["*", "a?", "=1", "<>x", "~b", "ab"]
    clients["Client ID"] = ["*", "a?", "1", "<>1", "~*", "ab"]  # as patterns, some would match others
    bands["Band"] = ["<5", "a*", '="x"', "Unscored"]
    clients["Health Band"] = ["a*", "<5", '="x"', "Unscored", "a*", "<5"]
    return replace(book, clients=clients, bands=bands)


def few(book: Segmentation, raw: books.RawBook) -> tuple[SheetSpec, ...]:
    """The sheets that the chart tables stand on."""
    sheets = result_sheets(book, (), raw)
    return tuple(
        sheet for sheet in sheets if sheet.key in ("SegmentResults", "ClientStack", "StackSummary", "ChartData")
    )


@pytest.mark.parametrize("name", ["hand-worked", "evil", "one item", "empty"])
def test_calc_computes_what_is_cached_of_small_books(name: str, office: Office, tmp_path: Path) -> None:
    book = {
        "hand-worked": stacked.book,
        "evil": evil_stack,
        "one item": lambda: stacked.book(None, stacked.ITEMS[:1], {key: of[:1] for key, of in stacked.LETTERS.items()}),
        "empty": lambda: books.segmentation({}, {}),
    }[name]()
    assert compared(few(book, books.raw()), office, tmp_path) > 10


def test_rows_that_the_user_has_sorted_are_still_counted_right(office: Office, tmp_path: Path) -> None:
    """A native sort of SegmentResults moves its rows and not those of ClientStack."""
    filters = FILTERS["one manager"]
    book = segment(replace(serviced.inputs(), filters=filters))
    results, *others = few(book, serviced.raw())
    (table,) = results.tables
    turned = replace(table, data=table.data.iloc[::-1])
    data = next(sheet for sheet in others if sheet.key == "ChartData")
    cells = {place: from_below(cell, len(table.data)) for place, cell in data.cells.items()}
    assert cells != data.cells
    sheets = [replace(sheet, cells=cells) if sheet is data else sheet for sheet in others]
    assert compared((replace(results, tables=(turned,)), *sheets), office, tmp_path) > 200


def from_below(cell: Cell, rows: int) -> Cell:
    """The rows of SegmentResults that are named there are others now."""
    if "SegmentResults[Opportunity Rank],0)" in cell.formula and isinstance(cell.value, int):
        return replace(cell, value=rows + 1 - cell.value)
    return cell
