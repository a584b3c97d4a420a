"""The Dashboard: tiles, the segment map, and the small tables beside it, on one screen and one landscape page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.model.filters import filter_text
from segmentbook.model.issues import Issue, Level
from segmentbook.report import look
from segmentbook.report.issues import issue_summary, uncounted
from segmentbook.report.page import COLUMN_PIXELS, COLUMN_WIDTH, Page, pixels_high
from segmentbook.report.panels import band_panel, policy_panel, segment_panel, tier_panel
from segmentbook.report.places import Names, link_to
from segmentbook.report.segment_map import MapLayout, crowding, map_chart
from segmentbook.report.segment_results import status_words
from segmentbook.report.spec import CellRange, MapChart, Print, SheetSpec
from segmentbook.report.tables import counted, joined, long_date
from segmentbook.schema.defaults import UNPLACED

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = ["KEY", "MAP_SIZE", "MRR_CELL", "dashboard"]

KEY = "Dashboard"

# The grid: column A and the last one are margins.
LEFT = 2
MAP_COLUMNS = 42
PANEL = LEFT + MAP_COLUMNS + 1
PANEL_COLUMNS = 22
RIGHT = PANEL + PANEL_COLUMNS - 1

TITLE, SUBTITLE = 2, 3
TILE_LABEL, TILE_FIGURE, TILE_NOTE = 5, 6, 7
BODY = 9
MAP_ROWS = 27
MAP_END = BODY + MAP_ROWS - 1
_ROW, _REMARK, _THIN = 15.0, 13.5, 6.0
_HEIGHTS = {
    1: _THIN,
    TITLE: 27.0,
    SUBTITLE: _ROW,
    4: _THIN,
    TILE_LABEL: 15.0,
    TILE_FIGURE: 27.0,
    TILE_NOTE: 13.5,
    8: 9.0,
}

MAP_PLACE = CellRange(BODY, LEFT, MAP_END, LEFT + MAP_COLUMNS - 1)
MAP_SIZE = (MAP_COLUMNS * COLUMN_PIXELS, MAP_ROWS * pixels_high(_ROW))
"""Width and height of the map in pixels."""

_TILE_COLUMNS = 12
MRR_CELL = "$O$6"
"""The cell that shows the book's MRR."""


def dashboard(
    segmentation: Segmentation,
    layout: MapLayout,
    issues: tuple[Issue, ...],
    raw: RawBook,
    names: Names,
    generated_by: str,
) -> SheetSpec:
    """The Dashboard; each figure is a formula over a result table and links to it."""
    settings = segmentation.inputs.settings
    page = Page(heights=dict(_HEIGHTS))
    page.put(TITLE, LEFT, "Customer segments", look.TITLE, span=MAP_COLUMNS)
    as_of = look.TITLE.but(bold=False, horizontal="right", colour=look.MUTED)
    page.put(TITLE, PANEL, long_date(settings.as_of), as_of, span=PANEL_COLUMNS)
    lines = counted(len(segmentation.ledger), "contract line")
    subtitle = f"{status_words(segmentation)}, {lines}; money in {settings.base_currency}"
    if filters := segmentation.inputs.filters:
        subtitle = f"Map filtered by {filter_text(filters)}; totals of {subtitle}"
    page.put(SUBTITLE, LEFT, subtitle, look.SUBTITLE, span=MAP_COLUMNS)
    maker = look.SUBTITLE.but(size=9, horizontal="right")
    page.put(SUBTITLE, PANEL, f"Prepared with {generated_by}" if generated_by else "", maker, span=PANEL_COLUMNS)

    _tiles(page, segmentation, issues, names)
    charts = _map(page, segmentation, layout, names)
    row = segment_panel(page, BODY, PANEL, segmentation, names)
    row = band_panel(page, row + 1, PANEL, segmentation, names)
    row = tier_panel(page, row + 1, PANEL, segmentation, names)
    row = policy_panel(page, row + 1, PANEL, segmentation, raw)
    bottom = max(_remarks(page, segmentation, layout, issues, names), row - 1)
    for body_row in range(BODY, bottom + 1):
        page.heights[body_row] = _ROW if body_row <= MAP_END else _REMARK
    area = CellRange(1, 1, bottom, RIGHT + 1)
    made_by = generated_by.replace("&", "&&")
    return SheetSpec(
        KEY,
        names.sheet(KEY),
        look.TAB_PRESENTATION,
        cells=page.cells,
        merges=tuple(page.merges),
        widths=dict.fromkeys(range(1, RIGHT + 2), COLUMN_WIDTH),
        heights=page.heights,
        charts=charts,
        gridlines=False,
        headings=False,
        print=Print(fit_width=1, fit_height=1, area=area, footer=f"&L&8{made_by}&R&8&A"),
    )


def _tiles(page: Page, segmentation: Segmentation, issues: tuple[Issue, ...], names: Names) -> None:
    """Five figures, each over the table that it comes from."""
    currency = segmentation.inputs.settings.base_currency
    clients, ledger, found = names.table("SegmentResults"), names.table("MrrLedger"), names.table("DataIssues")
    results, lines, issue_sheet = (names.sheet(key) for key in ("SegmentResults", "MrrLedger", "DataIssues"))
    status = segmentation.clients["Status"]
    current = int((status == "Current").sum())
    errors = sum(issue.level is Level.ERROR for issue in issues)
    levels = joined([counted(n, word) for n, word in ((errors, "error"), (len(issues) - errors, "warning")) if n])
    mrr_note = "counted lines of the ledger, a month"
    tiles = (
        ("Clients", current, f'COUNTIF({clients}[Status],"Current")', look.COUNT, "current at the date", results),
        (f"MRR ({currency})", segmentation.mrr, f"SUM({ledger}[Counted MRR])", look.MONEY_TILE, mrr_note, lines),
        (f"ARR ({currency})", segmentation.arr, f"12*{MRR_CELL}", look.MONEY_TILE, "12 x MRR", lines),
        (
            "Paying clients",
            segmentation.paying_clients,
            f"SUMPRODUCT(--(ROUND({clients}[Contract MRR],2)>0))",
            look.COUNT,
            "with contract MRR above 0",
            results,
        ),
        (
            "Data issues",
            len(set(issues)),
            f"COUNTA({found}[Level])",
            look.COUNT,
            levels or "nothing to report",
            issue_sheet,
        ),
    )
    for position, (label, value, formula, number_format, note, sheet) in enumerate(tiles):
        column = LEFT + position * (_TILE_COLUMNS + 1)
        link = link_to(sheet, "A1")
        span = _TILE_COLUMNS if position < len(tiles) - 1 else RIGHT - column + 1
        page.put(TILE_LABEL, column, label, look.TILE_LABEL, span=span)
        figure = look.TILE.but(number_format=number_format)
        page.put(TILE_FIGURE, column, value, figure, span=span, formula=formula, link=link)
        page.put(TILE_NOTE, column, note, look.NOTE, span=span)


def _map(page: Page, segmentation: Segmentation, layout: MapLayout, names: Names) -> tuple[MapChart, ...]:
    """The segment map, or a sentence that says why there is none."""
    if layout.placed.any():
        return (map_chart(segmentation, layout, names, MAP_PLACE),)
    status = segmentation.clients["Status"]
    if status.empty:
        why = "There are no clients yet: add them to the Clients table, then refresh."
    elif not (status == "Current").any():
        why = f"No client is current on {long_date(segmentation.inputs.settings.as_of)}, so the map is empty."
    else:
        why = "No client has both a value and an effort score yet, so the map is empty: see SegmentResults."
    page.put(BODY, LEFT, "Segment map", look.BLOCK, span=MAP_COLUMNS)
    link = link_to(names.sheet("SegmentResults"), "A1")
    page.put(BODY + 1, LEFT, why, look.LINK, span=MAP_COLUMNS, link=link)
    return ()


def _remarks(page: Page, segmentation: Segmentation, layout: MapLayout, issues: tuple[Issue, ...], names: Names) -> int:
    """Sentences below the map; gives the last row that is used."""
    results = link_to(names.sheet("SegmentResults"), "A1")
    remarks = [(crowding(segmentation, layout), results)]
    off = segmentation.segment_counts.get(UNPLACED, 0)
    if off and layout.placed.any():
        are = "client is" if off == 1 else "clients are"
        remarks.append(
            (f"{off:,} {are} not on the map, without a value or an effort score: see SegmentResults.", results)
        )
    if issues:
        sheet = names.sheet("MrrLedger" if uncounted(segmentation) else "DataIssues")
        remarks.append((issue_summary(segmentation, issues), link_to(sheet, "A1")))
    remarks.append(("Figures link to the tables behind them.", ""))
    row = MAP_END
    for text, link in remarks:
        if text:
            row += 1
            page.put(row, LEFT, text, look.NOTE_LINK if link else look.NOTE, span=MAP_COLUMNS, link=link)
    return row
