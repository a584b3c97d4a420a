"""The SegmentResults sheet: one row a client, all that was computed, and the columns that the map is drawn from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.model.filters import filter_text
from segmentbook.model.trends import TREND_COLUMNS
from segmentbook.raw import ErrorValue
from segmentbook.report import look
from segmentbook.report.client_links import client_links
from segmentbook.report.places import Names, link_to
from segmentbook.report.segment_map import (
    REFERENCE,
    REFERENCE_ROW,
    MapLayout,
    map_columns,
    map_header,
    reference_bubble,
)
from segmentbook.report.spec import Cell, CellRange, Print, SheetSpec, Style, TableColumn, TableSpec
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    band_styles,
    colour_rules,
    counted,
    header_width,
    long_date,
    spaced,
    table_column,
    tier_styles,
    title_cells,
    yes_no,
)
from segmentbook.report.trend_columns import moving_columns, point_columns, sign_rules, trend_data
from segmentbook.schema import SEGMENT_RESULTS

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = ["KEY", "segment_results", "status_words"]

KEY = "SegmentResults"
NOT_ON_MAP = ErrorValue("#N/A")
_PAGES_WIDE = 3


def segment_results(segmentation: Segmentation, layout: MapLayout, raw: RawBook, names: Names) -> SheetSpec:
    """The SegmentResults sheet, in the order of the Clients table."""
    settings, inputs = segmentation.inputs.settings, segmentation.inputs
    data = _data(segmentation, layout)
    bands, tiers = band_styles(inputs), tier_styles(inputs)
    pale: dict[object, Style] = {NOT_ON_MAP: look.NOT_APPLICABLE.but(horizontal="right")}
    quiet = look.BODY.but(colour=look.MUTED)
    styles: dict[str, dict[object, Style]] = {
        "Health Band": bands,
        "Tier": tiers,
        "Status": {"Churned": quiet, "Not started": quiet},
        "Map Value": pale,
    }
    links = {"Client": client_links(raw, segmentation.clients.index.tolist(), len(data))}
    columns = [
        table_column(column, data[column.header], links=links.get(column.header, ()), styles=styles.get(column.header))
        for column in SEGMENT_RESULTS
    ]
    seen = f"SUBTOTAL(103,{names.table(KEY)}[[#This Row],[Client]])"
    columns = [replace(column, formula=seen) if column.header == "Visible" else column for column in columns]
    columns = list(spaced(_sized(column, data) for column in moving_columns(columns, segmentation.trends, len(data))))
    for band, _ in layout.bands:
        header = map_header(band)
        style = look.BODY.but(number_format=look.SCORE, horizontal="right")
        note = f"Effort score of the clients in {band}, #N/A for all others: a series of the segment map."
        width = max(header_width(header), 9.0)
        columns.append(TableColumn(header, style, look.HEADER_RIGHT, width, note, styles=pale))
    columns += point_columns(segmentation.trends, data)
    position = {column.header: i for i, column in enumerate(columns, 1)}
    bottom = HEADER_ROW + max(1, len(data))

    def body(header: str) -> CellRange:
        return CellRange(HEADER_ROW + 1, position[header], bottom, position[header])

    shown = ("Yes",) if inputs.filters else ()
    cells = title_cells("Segment results", f"as of {long_date(settings.as_of)}") | _reference_cells(layout, names)
    # In the second column: the first one is repeated on each printed page, and too narrow for it.
    units = f"money in {settings.base_currency} (MRR and value a month, ARR a year), {status_words(segmentation)}"
    if segmentation.trends is not None and segmentation.trends.compared is not None:
        units += f"; changes since {long_date(segmentation.trends.compared)}"
    if inputs.filters:
        units += f"; filtered by {filter_text(inputs.filters)}"
    cells[2, 2] = Cell(units, look.SUBTITLE)
    card = link_to(names.sheet("Client Card"), "B3")
    cells[1, 2] = Cell("One client on a page: Client Card", look.LINK.but(vertical="center"), link=card)
    return SheetSpec(
        KEY,
        names.sheet(KEY),
        look.TAB_RESULT,
        cells=cells,
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS | {REFERENCE_ROW: 12.0},
        tables=(
            TableSpec(
                names.table(KEY),
                HEADER_ROW,
                1,
                tuple(columns),
                data,
                key="Client ID",
                changing=True,
                filters={"In Filter": shown},
            ),
        ),
        colour_rules=colour_rules(body("Health Band"), bands) + colour_rules(body("Tier"), tiers),
        sign_rules=sign_rules(position, HEADER_ROW + 1, bottom),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(
            fit_width=_PAGES_WIDE,
            title_rows=(HEADER_ROW, HEADER_ROW),
            title_columns=(1, 1),
            area=CellRange(1, 1, bottom, position["Flags"]),
            former_right=(position["Flags"] - len(TREND_COLUMNS),),
        ),
    )


def status_words(segmentation: Segmentation) -> str:
    """How many clients there are: ``36 current clients (and 1 churned, 2 not started, listed only)``."""
    status = segmentation.clients["Status"]
    numbers = {word: int((status == word).sum()) for word in ("Current", "Churned", "Not started")}
    others = [f"{numbers[word]:,} {word.lower()}" for word in ("Churned", "Not started") if numbers[word]]
    listed = f" (and {', '.join(others)}, listed only)" if others else ""
    return counted(numbers["Current"], "current client") + listed


def _data(segmentation: Segmentation, layout: MapLayout) -> pd.DataFrame:
    """The results, then the columns of the map and of the trends."""
    clients = segmentation.clients
    data = clients.copy(deep=False)
    for header in ("Review Overdue", "Cancellation Requested", "Retention Plan", "In Filter"):
        data[header] = yes_no(clients[header])
    moved = trend_data(segmentation.trends, clients.index)
    for header, values in moved.items():
        data[header] = values
    data["Visible"] = clients["In Filter"].to_numpy(dtype=bool).astype(float)
    data["Map Value"] = _or_not_available(layout.value, clients.index)
    data["Map Size"] = pd.Series(layout.size, index=clients.index, dtype=float)
    data["Map Label"] = pd.Series(list(layout.label), index=clients.index, dtype=object)
    for band, _ in layout.bands:
        effort = np.where(layout.band == band, layout.effort, np.nan)
        data[map_header(band)] = _or_not_available(effort, clients.index)
    points = [header for header in moved if header not in SEGMENT_RESULTS.headers]
    return data.loc[:, [*SEGMENT_RESULTS.headers, *(map_header(band) for band, _ in layout.bands), *points]]


def _or_not_available(values: np.ndarray[tuple[int], np.dtype[np.float64]], index: pd.Index) -> pd.Series:
    """Numbers, and #N/A where there is none: what Excel leaves off a chart."""
    cells = values.astype(object)
    cells[np.isnan(values)] = NOT_ON_MAP
    return pd.Series(cells, index=index, dtype=object)


def _sized(column: TableColumn, data: pd.DataFrame) -> TableColumn:
    """The width of the column that holds both numbers and #N/A."""
    if column.header == "Map Value":
        numbers = [value for value in data["Map Value"] if isinstance(value, float)]
        longest = max((len(f"{value:,.2f}") for value in numbers), default=0) + 4.0
        return replace(column, width=max(column.width, longest))
    return column


def _reference_cells(layout: MapLayout, names: Names) -> dict[tuple[int, int], Cell]:
    """The bubble that is not seen, above the columns that it belongs to."""
    column = map_columns(layout)
    value, effort, size = reference_bubble(layout)
    pale = look.NOTE.but(size=8, colour=look.PALE, horizontal="right")
    sizes = f"{names.table(KEY)}[Map Size]"
    largest = f"{layout.reference_times}*IF(COUNT({sizes})=0,1,MAX({sizes}))"
    return {
        (REFERENCE_ROW, column["Map Value"]): Cell(value, pale.but(number_format=look.COUNT)),
        (REFERENCE_ROW, column["Map Size"]): Cell(size, pale.but(number_format=look.DECIMAL), largest),
        (REFERENCE_ROW, column["Map Label"]): Cell(REFERENCE, pale.but(horizontal="left")),
        (REFERENCE_ROW, column[map_header(layout.bands[0][0])]): Cell(effort, pale.but(number_format=look.COUNT)),
    }
