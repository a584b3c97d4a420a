"""The charts of the page What Moved, and the cells of ChartData that they draw: formulas over the page's figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from segmentbook.model.arr_bridge import CLOSING, OPENING
from segmentbook.report import look
from segmentbook.report.chart_data import KEY as CHART_DATA
from segmentbook.report.history_charts import BridgeStep, HistoryChart, bands_over_time_chart, bridge_chart
from segmentbook.report.places import Names, cell_name, link_to
from segmentbook.report.spec import Cell, Chart, SheetSpec
from segmentbook.report.tables import long_date
from segmentbook.report.what_moved import MOST_MONTHS, MOVED_KEY, MovedPlaces, moved_places
from segmentbook.schema.defaults import UNSCORED, UNSCORED_COLOUR

if TYPE_CHECKING:
    from segmentbook.model.changes import Changes, Moves
    from segmentbook.model.segmentation import Segmentation

__all__ = ["MovedCharts", "moved_charts", "with_cells"]


@dataclass(frozen=True, slots=True, eq=False)
class MovedCharts:
    """The charts, and what stands on ChartData for them."""

    charts: tuple[Chart, ...] = ()
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)


def moved_charts(segmentation: Segmentation, names: Names, row: int) -> MovedCharts:
    """The ARR bridge and the bands over time; nothing where there is nothing to compare.

    Parameters
    ----------
    segmentation
        The book, with its ``changes``.
    names
        What our sheets are called.
    row
        The first free row of ChartData.
    """
    changes = segmentation.changes
    places = None if changes is None else moved_places(changes)
    if changes is None or changes.moves is None or places is None:
        return MovedCharts()
    note = "The chart on What Moved, as steps: what is drawn from where to where."
    cells: dict[tuple[int, int], Cell] = {(row, 1): Cell("ARR bridge", look.BLOCK), (row + 1, 1): Cell(note, look.NOTE)}
    bridge = _bridge(segmentation, changes.moves, places, names, row + 2)
    charts, made = [bridge.chart], [bridge]
    if places.bands_chart is not None:
        row = max(place[0] for place in bridge.cells) + 2
        cells[row, 1] = Cell("Clients by health band over time", look.BLOCK)
        cells[row + 1, 1] = Cell("The chart on What Moved: the last snapshot of each month.", look.NOTE)
        bands = _bands(segmentation, changes, places, names, row + 2)
        charts, made = [*charts, bands.chart], [*made, bands]
    for one in made:
        cells |= one.cells
    return MovedCharts(tuple(charts), cells)


def with_cells(sheet: SheetSpec, moved: MovedCharts) -> SheetSpec:
    """ChartData with the cells of these charts, too."""
    return replace(sheet, cells={**sheet.cells, **moved.cells})


def _bridge(segmentation: Segmentation, moves: Moves, places: MovedPlaces, names: Names, row: int) -> HistoryChart:
    settings = segmentation.inputs.settings
    first, column = places.bridge_arr.top, places.bridge_arr.left
    lines = zip(moves.arr_bridge["Part"].tolist(), moves.arr_bridge["ARR"].tolist(), strict=True)
    steps = [
        BridgeStep(
            str(part),
            float(arr),
            link_to(names.sheet(MOVED_KEY), cell_name(line, column)),
            total=part in (OPENING, CLOSING),
        )
        for line, (part, arr) in enumerate(lines, first)
    ]
    title = f"ARR bridge, {long_date(moves.then)} to {long_date(settings.as_of)} ({settings.base_currency})"
    return bridge_chart(title, steps, sheet=names.sheet(CHART_DATA), corner=(row, 1), place=places.bridge_chart)


def _bands(segmentation: Segmentation, changes: Changes, places: MovedPlaces, names: Names, row: int) -> HistoryChart:
    if places.bands_chart is None:
        raise AssertionError("asked for only where there is a place")
    data = changes.bands.tail(MOST_MONTHS)
    days = data["As of"].to_numpy().astype("datetime64[D]").tolist()
    counts = {str(header): [int(value) for value in data[header]] for header in data.columns[2:]}
    colours = {band.name: band.colour for band in segmentation.inputs.bands} | {UNSCORED: UNSCORED_COLOUR}
    return bands_over_time_chart(
        days, counts, colours, sheet=names.sheet(CHART_DATA), corner=(row, 1), place=places.bands_chart
    )
