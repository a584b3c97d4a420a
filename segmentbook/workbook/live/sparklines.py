"""Sparklines of an open sheet: ours follow their table, in the look that the user has given them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from segmentbook.report.spec import CellRange, Sparklines

if TYPE_CHECKING:
    from segmentbook.workbook.live.sheet import SheetPlan
    from segmentbook.workbook.live.state import Journal
    from segmentbook.workbook.live.table import TablePlan

__all__ = ["place_sparklines"]


def place_sparklines(plan: SheetPlan, journal: Journal) -> None:
    """Bring the sparklines of a sheet's tables up to date, where the engine can; a refresh of the file does it else."""
    for table in plan.tables:
        for number, column in enumerate(table.spec.columns, table.area.left):
            if column.sparklines is not None:
                with suppress(NotImplementedError):
                    _place(plan, journal, table, number, column.sparklines)


def _place(plan: SheetPlan, journal: Journal, table: TablePlan, column: int, look: Sparklines) -> None:
    beyond, sheet = plan.book.beyond, plan.sheet
    bottom = max(table.area.bottom, table.was.bottom if table.was else 0)
    whole = CellRange(table.area.top + 1, column, bottom, column)
    was = beyond.sparklines(sheet, whole)
    wanted = _wanted(table, column, look)
    if was == wanted:
        return

    def back() -> None:
        beyond.set_sparklines(sheet, whole, was, look)

    journal.do(lambda: beyond.set_sparklines(sheet, whole, wanted, look), back)


def _wanted(table: TablePlan, column: int, look: Sparklines) -> tuple[CellRange, CellRange] | None:
    """The cells of the sparklines, and those of their points; None where there are none."""
    if not (look.first and len(table.spec.data)):
        return None
    headers = [one.header for one in table.spec.columns]
    left, right = (table.area.left + headers.index(header) for header in (look.first, look.last))
    top, bottom = table.data.top, table.data.bottom
    return CellRange(top, column, bottom, column), CellRange(top, left, bottom, right)
