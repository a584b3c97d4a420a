"""The Dashboard: one screen and one landscape page, laid out for a book with a stack and for one without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.model.filters import filter_text
from segmentbook.model.issues import Issue
from segmentbook.report import look
from segmentbook.report.client_slicers import client_slicers
from segmentbook.report.dashboard_charts import (
    alignment_chart,
    customer_chart,
    health_chart,
    opportunity_chart,
    ring_chart,
    selected_chart,
)
from segmentbook.report.dashboard_tiles import dashboard_tiles, ledger_note
from segmentbook.report.issues import issue_summary, uncounted
from segmentbook.report.list_panel import list_panel
from segmentbook.report.money import money_scale
from segmentbook.report.page import COLUMN_PIXELS, COLUMN_WIDTH, Page, pixels_high
from segmentbook.report.panels import NARROW, TIERS_NARROW, WIDE, policy_panel, segment_panel, tier_panel
from segmentbook.report.places import Names, link_to
from segmentbook.report.segment_map import MapLayout, crowding, map_chart
from segmentbook.report.segment_results import status_words
from segmentbook.report.spec import CellRange, Chart, Print, SheetSpec, Style
from segmentbook.report.stack_sheets import LOOKED_UP
from segmentbook.report.tables import counted, long_date
from segmentbook.schema.defaults import UNPLACED

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook
    from segmentbook.report.chart_data import ChartTables, StackTables

__all__ = ["KEY", "MRR_CELL", "dashboard", "map_size"]

KEY = "Dashboard"

# The grid: column A and the last one are margins.
LEFT, RIGHT = 2, 78
TITLE, SUBTITLE, TILES, BODY, END = 2, 3, 5, 9, 37
_ROW, _REMARK, _THIN = 15.0, 13.5, 6.0
_HEIGHTS = {1: _THIN, TITLE: 27.0, SUBTITLE: _ROW, 4: _THIN, TILES: 15.0, TILES + 1: 27.0, TILES + 2: 13.5, 8: 9.0}
_DATE_COLUMNS = 20
_FORMER_RIGHT = 67
SLICERS_LEFT, SLICERS_RIGHT = RIGHT + 3, RIGHT + 10
"""Where the slicers stand: beside the page, so that they are not printed with it."""
_ZOOM = 90
"""In per cent: page and slicers side by side on a screen 1920 pixels wide."""
_FORMER_MAP = CellRange(9, 2, 35, 43)
"""Where the map stood, and where the page ended, before the other charts came."""
MRR_CELL = ledger_note(TILES + 2, LEFT)
"""The cell that shows the book's MRR."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where everything stands: columns of the panels, places of the charts, and the room for remarks."""

    map: CellRange
    health: CellRange
    panels: int  # column of the panels, and the row of the first
    panel_row: int
    policy: tuple[int, int, int]  # row, column, columns
    remarks: tuple[tuple[int, int], ...]  # column, columns


_WITH_STACK = _Layout(
    CellRange(BODY, 2, 28, 32), CellRange(BODY, 34, 18, 45), 2, 30, (31, 59, 20), ((2, 31), (34, 24), (59, 20))
)
_PLAIN = _Layout(
    CellRange(BODY, 2, END, 52), CellRange(BODY, 54, 16, 78), 54, 18, (32, 54, 25), ((2, 31), (34, 19), (54, 25))
)

_OPPORTUNITY = CellRange(BODY, 46, 18, 58)
_RINGS = CellRange(BODY, 59, 18, 66)
_KEY_COLUMN, _KEY_TEXT = 67, 5
_CUSTOMERS = CellRange(19, 34, 30, 57)
_ALIGNMENT = CellRange(19, 59, 30, 78)
_TOTALS, _TOTAL_LABEL, _TOTAL_FIGURE = (31, 34), 7, 4
_SELECTED_TITLE, _SELECTED = (31, 46, 12), CellRange(32, 46, END, 57)


def map_size(segmentation: Segmentation) -> tuple[int, int]:
    """Width and height of the map in pixels."""
    place = _layout(segmentation).map
    rows, columns = place.bottom - place.top + 1, place.right - place.left + 1
    return columns * COLUMN_PIXELS, rows * pixels_high(_ROW)


def _layout(segmentation: Segmentation) -> _Layout:
    return _PLAIN if segmentation.stack is None else _WITH_STACK


def dashboard(
    segmentation: Segmentation,
    layout: MapLayout,
    tables: ChartTables,
    issues: tuple[Issue, ...],
    raw: RawBook,
    names: Names,
    generated_by: str,
) -> SheetSpec:
    """The Dashboard; each figure is a formula over a result table and links to it.

    Parameters
    ----------
    segmentation, layout
        What was computed, and who stands where on the map.
    tables
        The cells of ChartData that the other charts show.
    issues, raw, names
        As for all result sheets.
    generated_by
        Name and version of what made the book.
    """
    places = _layout(segmentation)
    page = Page(heights=dict(_HEIGHTS))
    _title(page, segmentation, generated_by)
    dashboard_tiles(page, TILES, LEFT, segmentation, tables.shown, issues, names)
    charts = [*_map(page, segmentation, layout, places, names), *_health(page, segmentation, tables, places, names)]
    row, column = places.panel_row, places.panels
    if tables.stack is None:
        row = segment_panel(page, row, column, segmentation, names, WIDE) + 1
        row = tier_panel(page, row, column, segmentation, names, WIDE) + 1
        policy_row = max(row, places.policy[0])
        bottom = 0
    else:
        bottom = segment_panel(page, row, column, segmentation, names, NARROW)
        column += NARROW.columns + 1
        bottom = max(bottom, tier_panel(page, row, column, segmentation, names, TIERS_NARROW))
        charts += _stack(page, segmentation, tables.stack, names)
        policy_row = places.policy[0]
    bottom = max(bottom, policy_panel(page, policy_row, *places.policy[1:], segmentation, raw))
    end = max(END, bottom - 1)
    free = list_panel(page, end + 2, LEFT, RIGHT - LEFT + 1, segmentation, names)
    if free > end + 2:
        page.heights |= {end + 1: _THIN, free: _THIN}
        end = free
    bottom = _remarks(page, end + 1, segmentation, layout, issues, names)
    for body_row in range(BODY, bottom + 1):
        page.heights.setdefault(body_row, _ROW if body_row <= end else _REMARK)
    made_by = generated_by.replace("&", "&&")
    return SheetSpec(
        KEY,
        names.sheet(KEY),
        look.TAB_PRESENTATION,
        cells=page.cells,
        merges=tuple(page.merges),
        widths=dict.fromkeys(range(1, SLICERS_RIGHT + 2), COLUMN_WIDTH),
        heights=page.heights,
        charts=tuple(charts),
        slicers=client_slicers(segmentation, CellRange(BODY, SLICERS_LEFT, END, SLICERS_RIGHT), names),
        zoom=_ZOOM,
        gridlines=False,
        headings=False,
        print=Print(
            fit_width=1,
            fit_height=1,
            area=CellRange(1, 1, bottom, RIGHT + 1),
            footer=f"&L&8{made_by}&R&8&A",
            former_right=(_FORMER_RIGHT,),
        ),
    )


def _title(page: Page, segmentation: Segmentation, generated_by: str) -> None:
    settings = segmentation.inputs.settings
    date_column = RIGHT - _DATE_COLUMNS + 1
    page.put(TITLE, LEFT, "Customer segments", look.TITLE, span=date_column - LEFT)
    as_of = look.TITLE.but(bold=False, horizontal="right", colour=look.MUTED)
    page.put(TITLE, date_column, long_date(settings.as_of), as_of, span=_DATE_COLUMNS)
    lines = counted(len(segmentation.ledger), "contract line")
    subtitle = f"{status_words(segmentation)}, {lines}; money in {settings.base_currency}"
    if filters := segmentation.inputs.filters:
        subtitle = f"Filtered by {filter_text(filters)}; segments and tiers of {subtitle}"
    page.put(SUBTITLE, LEFT, subtitle, look.SUBTITLE, span=date_column - LEFT)
    maker = look.SUBTITLE.but(size=9, horizontal="right")
    made = f"Prepared with {generated_by}" if generated_by else ""
    page.put(SUBTITLE, date_column, made, maker, span=_DATE_COLUMNS)


def _instead(page: Page, place: CellRange, title: str, why: str, link: str) -> None:
    """A sentence where a chart would be empty."""
    span = place.right - place.left + 1
    page.put(place.top, place.left, title, look.BLOCK, span=span)
    page.put(place.top + 1, place.left, why, look.LINK if link else look.BODY, span=span, link=link)


def _nobody(segmentation: Segmentation) -> str:
    """Why no client is shown; "" where one is."""
    clients = segmentation.clients
    current = clients["Status"] == "Current"
    if clients.empty:
        return "There are no clients yet: add them to the Clients table, then refresh."
    if not current.any():
        return f"No client is current on {long_date(segmentation.inputs.settings.as_of)}"
    if not clients.loc[current, "In Filter"].any():
        return "No client passes the filters in force"
    return ""


def _map(page: Page, segmentation: Segmentation, layout: MapLayout, places: _Layout, names: Names) -> tuple[Chart, ...]:
    """The segment map, or a sentence that says why there is none."""
    place = places.map
    former = tuple(other for other in (_WITH_STACK.map, _PLAIN.map, _FORMER_MAP) if other != place)
    if layout.shown.any():
        return (map_chart(segmentation, layout, names, place, former),)
    why = _nobody(segmentation)
    if why and not segmentation.clients.empty:
        why += ", so the map is empty."
        if segmentation.inputs.filters and "filters" in why:
            why = "No client passes the filters in force, so the map is empty: change the Filters table, or clear it."
    elif not why:
        why = "No client has both a value and an effort score yet, so the map is empty: see SegmentResults."
        if layout.placed.any():
            why = "No client shown has both a value and an effort score, so the map is empty: see SegmentResults."
    _instead(page, place, "Segment map", why, link_to(names.sheet("SegmentResults"), "A1"))
    return ()


def _health(
    page: Page, segmentation: Segmentation, tables: ChartTables, places: _Layout, names: Names
) -> tuple[Chart, ...]:
    place = places.health
    if tables.health.total:
        former = tuple(other for other in (_WITH_STACK.health, _PLAIN.health) if other != place)
        return (health_chart(segmentation, tables, place, former),)
    why = _nobody(segmentation).split(":")[0]
    _instead(page, place, "Clients by health", f"{why.rstrip('.')}.", link_to(names.sheet("SegmentResults"), "A1"))
    return ()


def _stack(page: Page, segmentation: Segmentation, stack: StackTables, names: Names) -> list[Chart]:
    """Opportunity by health, by customer and by tag, alignment by item; sentences where there is nothing to show."""
    charts: list[Chart] = []
    nobody = _nobody(segmentation).split(":")[0].rstrip(".")
    nothing = f"{nobody}." if nobody else "Nothing is open: clients have all that applies to them."
    summary = link_to(names.sheet("StackSummary"), "A1")

    def draw(there: bool, place: CellRange, title: str, make: Callable[[CellRange], Chart], why: str = nothing) -> None:
        if there:
            charts.append(make(place))
        else:
            _instead(page, place, title, why, summary)

    opportunity, applicable = stack.opportunity.total > 0, isinstance(stack.items.alignment.value, float)
    draw(
        opportunity,
        _OPPORTUNITY,
        "Opportunity by health",
        lambda place: opportunity_chart(segmentation, stack, place),
        nothing.split(":")[0].rstrip(".") + ".",
    )
    ring_place = _RINGS if opportunity else CellRange(_RINGS.top, _RINGS.left, _RINGS.bottom, RIGHT)
    draw(opportunity, ring_place, "Stack opportunity", lambda place: ring_chart(segmentation, stack, place))
    if opportunity:
        _key(page, stack)
    draw(
        bool(stack.customers.number),
        _CUSTOMERS,
        "Stack by customer",
        lambda place: customer_chart(segmentation, stack, place),
    )
    draw(
        applicable,
        _ALIGNMENT,
        "Stack alignment",
        lambda place: alignment_chart(segmentation, stack, place),
        f"{nobody}." if nobody else "No item applies to a client: fill in StackAlignment, then refresh.",
    )
    _totals(page, stack, segmentation, names)
    row, column, span = _SELECTED_TITLE
    cell, text = stack.selected.title, stack.selected.title_text
    page.put(row, column, text, look.BODY.but(bold=True, colour=look.NAVY), span=span, formula=cell)
    if segmentation.clients["Opportunity Rank"].notna().any():  # another client may be chosen without a refresh
        charts.append(selected_chart(segmentation, stack, _SELECTED))
    return charts


def _key(page: Page, stack: StackTables) -> None:
    """What the colours of the two rings stand for, in two columns."""
    rows = _RINGS.bottom - _RINGS.top + 1
    for place, line in enumerate(stack.rings.lines):
        row, column = _RINGS.top + place % rows, _KEY_COLUMN + place // rows * (_KEY_TEXT + 1)
        page.put(row, column, "", Style(fill=line.colour))
        style = look.NOTE.but(size=8, bold=line.is_tag, colour=look.INK if line.is_tag else look.MUTED, indent=1)
        page.put(row, column + 1, line.text, style.but(vertical="center"), span=_KEY_TEXT, formula=line.cell)


def _totals(page: Page, stack: StackTables, segmentation: Segmentation, names: Names) -> None:
    """What the stack comes to for all clients shown."""
    row, column = _TOTALS
    totals = stack.customers
    scale = money_scale(value for label, value in totals.total_values.items() if value and label != "Alignment")
    unit = scale.unit(segmentation.inputs.settings.base_currency)
    page.put(row, column, f"All clients shown ({unit})", look.BODY.but(bold=True, colour=look.NAVY), span=11)
    link = link_to(names.sheet("StackSummary"), "A1")
    for label, cell in totals.totals.items():
        row += 1
        share = label == "Alignment"
        code = look.SHARE if share else scale.number_format
        value = totals.total_values[label]
        page.put(row, column, label, look.BODY, span=_TOTAL_LABEL)
        style = look.BODY.but(number_format=code, horizontal="right")
        shown = "" if value is None else value
        page.put(row, column + _TOTAL_LABEL, shown, style, span=_TOTAL_FIGURE, formula=cell, link=link)


def _remarks(
    page: Page, row: int, segmentation: Segmentation, layout: MapLayout, issues: tuple[Issue, ...], names: Names
) -> int:
    """Sentences at the foot of the page, side by side; gives the last row that is used."""
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
    if segmentation.stack is not None and len(segmentation.clients) > LOOKED_UP:
        remarks.append((f"Beyond {LOOKED_UP:,} clients the stack by item and tag is as of the refresh.", ""))
    remarks.append(("Figures link to the tables behind them; charts follow the filters of SegmentResults.", ""))
    said = [(text, link) for text, link in remarks if text]
    for (text, link), (column, span) in zip(said, _layout(segmentation).remarks, strict=False):
        page.put(row, column, text, look.NOTE_LINK if link else look.NOTE, span=span, link=link)
    return row
