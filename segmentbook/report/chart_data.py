"""The sheet ChartData: the small tables that the Dashboard's charts show.

They are native formulas over SegmentResults and ClientStack and count the rows that are seen there, so that a filter or
a slicer moves every chart without Python; their values at the refresh are cached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.chart_data_clients import Customers, Shown, Slices, by_health, customers, shown
from segmentbook.report.chart_data_rings import Rings, rings
from segmentbook.report.chart_data_stack import (
    Best,
    Items,
    Selected,
    best_items,
    item_block,
    selected_client,
)
from segmentbook.report.chart_grid import Grid
from segmentbook.report.places import Names
from segmentbook.report.spec import Print, SheetSpec
from segmentbook.report.stack_sheets import LOOKED_UP
from segmentbook.report.tables import long_date, title_cells

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation

__all__ = ["KEY", "ChartTables", "StackTables", "chart_tables"]

KEY = "ChartData"
_WIDTHS = (30.0, 26.0, *([18.0] * 16))


@dataclass(frozen=True, slots=True)
class StackTables:
    """What the charts of the stack show."""

    items: Items
    customers: Customers
    best: Best
    rings: Rings
    selected: Selected
    opportunity: Slices


@dataclass(frozen=True, slots=True, eq=False)
class ChartTables:
    """The sheet, and where each chart finds its cells; ``stack`` is None in a book without one."""

    sheet: SheetSpec
    shown: Shown
    health: Slices
    stack: StackTables | None


def chart_tables(segmentation: Segmentation, names: Names, selected: str = "") -> ChartTables:
    """Describe the sheet.

    Parameters
    ----------
    segmentation
        What was computed.
    names
        What our sheets and tables are called.
    selected
        Client ID that is chosen on the Client Card; "" or unknown: the first client's.
    """
    settings = segmentation.inputs.settings
    grid = Grid(KEY, names)
    said = (
        f"as of {long_date(settings.as_of)}, money in {settings.base_currency}; the tables behind the Dashboard's "
        "charts: filter SegmentResults, and they follow"
    )
    if segmentation.stack is not None and len(segmentation.clients) > LOOKED_UP:
        said += f". Beyond {LOOKED_UP:,} clients those of the stack by item are as of the refresh"
    grid.cells |= title_cells("Chart data", said)
    grid.heights |= {1: 27.0, 2: 15.0}
    grid.row = 4
    tiles = shown(grid, segmentation)
    health, opportunity = by_health(grid, segmentation)
    made = None
    stack = segmentation.stack
    if stack is not None and opportunity is not None:
        items, place = item_block(grid, segmentation, stack, selected)
        by_customer = customers(grid, segmentation, items.alignment)
        made = StackTables(
            items,
            by_customer,
            best_items(grid, items),
            rings(grid, stack, items),
            selected_client(grid, items, place),
            opportunity,
        )
    sheet = SheetSpec(
        KEY,
        names.sheet(KEY),
        look.TAB_RESULT,
        cells=grid.cells,
        widths=dict(enumerate(_WIDTHS, 1)),
        heights=grid.heights,
        freeze=(4, 2),
        print=Print(),
    )
    return ChartTables(sheet, tiles, health, made)
