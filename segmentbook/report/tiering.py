"""The Tiering sheet: tiers, which services they get, what that costs and is worth, and whether it fits the budget.

One screen and one landscape page; each figure is a formula over a result table and links to it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.money import money_scale
from segmentbook.report.page import COLUMN_WIDTH, Page
from segmentbook.report.places import Names, cell_name, link_to
from segmentbook.report.spec import CellRange, Chart, Print, SheetSpec
from segmentbook.report.tables import HEADER_ROW, counted, joined, long_date
from segmentbook.report.tiering_accounts import account_table
from segmentbook.report.tiering_budget import budget_panel
from segmentbook.report.tiering_charts import cost_chart, share_chart, simulation_chart
from segmentbook.report.tiering_tables import (
    COLUMNS,
    NOT_QUALIFIED,
    beyond_means,
    service_table,
    tier_table,
)
from segmentbook.report.tiles import Tile, put_tiles

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.proposals import Proposals
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = ["TIERING", "tiering"]

TIERING = "Tiering"
"""Key and name of the sheet."""

# The grid: column A and the last one are margins.
LEFT = 2
PANEL = LEFT + COLUMNS + 1
PANEL_COLUMNS = 23
RIGHT = PANEL + PANEL_COLUMNS - 1

TITLE, SUBTITLE, TILES, BODY = 2, 3, 5, 9
_ROW, _THIN = 15.0, 6.0
_HEIGHTS = {1: _THIN, TITLE: 27.0, SUBTITLE: _ROW, 4: _THIN, TILES: _ROW, TILES + 1: 27.0, TILES + 2: 13.5, 8: 9.0}
_SMALLEST_CHART, _A_TIER = 9, 1.3  # rows of a bar chart, and of each tier above three
_FEW_TIERS = 3


def tiering(
    segmentation: Segmentation, proposed: Proposals, raw: RawBook, names: Names, generated_by: str = ""
) -> SheetSpec:
    """The Tiering sheet.

    Parameters
    ----------
    segmentation
        Its tiers and, where there are some, its services.
    proposed
        The plan that fits the budget, and what other cuts would do.
    raw
        Where the settings stand.
    names
        What our sheets and tables are called.
    generated_by
        Name and version of what made the book.
    """
    settings = segmentation.inputs.settings
    page = Page(heights=dict(_HEIGHTS))
    page.put(TITLE, LEFT, "Service tiers", look.TITLE, span=COLUMNS)
    as_of = look.TITLE.but(bold=False, horizontal="right", colour=look.MUTED)
    page.put(TITLE, PANEL, long_date(settings.as_of), as_of, span=PANEL_COLUMNS)
    page.put(SUBTITLE, LEFT, _subtitle(segmentation), look.SUBTITLE, span=COLUMNS)
    maker = look.SUBTITLE.but(size=9, horizontal="right")
    page.put(SUBTITLE, PANEL, f"Prepared with {generated_by}" if generated_by else "", maker, span=PANEL_COLUMNS)
    _tiles(page, segmentation, names)

    cells = tier_table(page, BODY, LEFT, segmentation, names)
    row = cells.next_row + 1
    if segmentation.services is None:
        row = _no_services(page, row, raw, names)
    else:
        row = service_table(page, row, LEFT, segmentation, cells, names) + 1
    row = account_table(page, row, LEFT, segmentation, cells, names)
    left_bottom = _remarks(page, row, segmentation, names)

    charts: list[Chart] = []
    row = BODY
    if segmentation.services is not None:
        row, bar = budget_panel(page, row, PANEL, PANEL_COLUMNS, segmentation, proposed.plan, raw, names, cells)
        charts += bar
    bottom = _charts(charts, row, left_bottom, segmentation, proposed, names)
    bottom = max(bottom, left_bottom)
    for body_row in range(BODY, bottom + 1):
        page.heights.setdefault(body_row, _ROW)
    made_by = generated_by.replace("&", "&&")
    return SheetSpec(
        TIERING,
        names.sheet(TIERING),
        look.TAB_PRESENTATION,
        cells=page.cells,
        merges=tuple(page.merges),
        widths=dict.fromkeys(range(1, RIGHT + 2), COLUMN_WIDTH),
        heights=page.heights,
        charts=tuple(charts),
        gridlines=False,
        headings=False,
        print=Print(fit_width=1, fit_height=1, area=CellRange(1, 1, bottom, RIGHT + 1), footer=f"&L&8{made_by}&R&8&A"),
    )


def _subtitle(segmentation: Segmentation) -> str:
    settings, inputs = segmentation.inputs.settings, segmentation.inputs
    by = {
        "ARR share": "cumulative share of ARR",
        "ARR": "minimum ARR",
        "Employees": "employees",
        "Rules": "rules",
    }.get(settings.tier_by, settings.tier_by)
    overridden = int(segmentation.tiers["Overridden"].sum())
    words = [
        counted(int(segmentation.tiers["Accounts"].sum()), "current client"),
        f"{counted(len(inputs.tiers), 'tier')} by {by}" + (f", {overridden:,} overridden" if overridden else ""),
    ]
    if segmentation.services is not None:
        words.append(f"{counted(len(segmentation.services.services), 'service')} by {settings.margin_method}")
    return f"{'; '.join(words)}; money in {settings.base_currency} a year"


def _tiles(page: Page, segmentation: Segmentation, names: Names) -> None:
    """Accounts and ARR; what serving them costs, is worth, and takes."""
    settings, tiers, served = segmentation.inputs.settings, segmentation.tiers, segmentation.services
    table = names.table("TierSummary")
    link = link_to(names.sheet("TierSummary"), cell_name(HEADER_ROW, 1))

    def money(label: str, header: str, note: str) -> Tile:
        value = math.fsum(tiers[header])
        scale = money_scale([value])
        unit = scale.unit(settings.base_currency)
        return Tile(f"{label} ({unit})", value, f"SUM({table}[{header}])", scale.number_format, note, link)

    accounts = int(tiers["Accounts"].sum())
    made = [
        Tile("Accounts", accounts, f"SUM({table}[Accounts])", look.COUNT, "current clients", link),
        money("ARR", "ARR", "12 x their value a month"),
    ]
    if served is not None:
        book = served.book
        made += [
            money("Cost to serve", "Cost to Serve", "a year, all services of all accounts"),
            money("Service value", "Service Value", f"the same at your price, by {settings.margin_method}"),
        ]
        if settings.csm_hours_per_year:
            per_head = f"{look.plain_money(book.arr_per_head)} ARR a head" if book.heads > 0 else ""
            made.append(Tile("Heads", book.heads, f"SUM({table}[Heads])", "0.0", per_head, link))
        else:
            note = "a year; heads need the setting CSM Hours per Year"
            made.append(Tile("Hours", book.hours, f"SUM({table}[Hours])", look.COUNT, note, link))
    put_tiles(page, TILES, LEFT, RIGHT if served is not None else LEFT + COLUMNS // 2 - 1, made)


def _no_services(page: Page, row: int, raw: RawBook, names: Names) -> int:
    """What to fill in where nothing is known of services."""
    page.put(row, LEFT, "Services", look.BLOCK, span=COLUMNS)
    table = raw.tables.get("Services")
    link = link_to(table.sheet, "A1") if table else ""
    lines = (
        "There are no services yet, so nothing can be said of what the tiers cost to serve.",
        "Fill in the table Services: a row a service, its Cost per Time and Hours per Time, and a column a tier with",
        "how often a year the tier gets it. Then refresh.",
    )
    for line in lines:
        row += 1
        page.put(row, LEFT, line, look.LINK if link else look.BODY, span=COLUMNS, link=link)
    return row + 2


def _remarks(page: Page, row: int, segmentation: Segmentation, names: Names) -> int:
    """Sentences below the tables; gives the last row that is used."""
    remarks: list[tuple[str, str]] = []
    served = segmentation.services
    if served is not None:
        accounts = link_to(names.sheet("AccountServices"), cell_name(HEADER_ROW, 1))
        costs = link_to(names.sheet("ServiceCosts"), cell_name(HEADER_ROW, 1))
        poor = len(served.unprofitable)
        if poor:
            pay = "account pays" if poor == 1 else "accounts pay"
            remarks.append((f"{poor:,} {pay} less than its services cost: sort AccountServices by Margin.", accounts))
        unpaid = len(served.unpaid)
        if unpaid:
            get = "account without ARR gets" if unpaid == 1 else "accounts without ARR get"
            remarks.append((f"{unpaid:,} {get} services that cost something: see AccountServices.", accounts))
        if served.unused:
            unused = [served.services[place].name for place in served.unused]
            shown = joined(unused if len(unused) <= 4 else [*unused[:3], f"{len(unused) - 3} more"])
            remarks.append((f"No tier gets {shown}.", costs))
        if any(map(any, beyond_means(segmentation))):
            remarks.append(("", costs))
    automated = served is not None and any(service.automated for service in served.services)
    remarks.append((f"Figures link to the tables behind them{'; auto: needs nobody' if automated else ''}.", ""))
    row -= 1
    for text, link in remarks:
        row += 1
        if text:
            page.put(row, LEFT, text, look.NOTE_LINK if link else look.NOTE, span=COLUMNS, link=link)
        else:
            words = "The tier gets it, though its typical account pays less than the service is worth: see Qualifies."
            page.put(row, LEFT, None, look.NOTE.but(fill=NOT_QUALIFIED))
            page.put(row, LEFT + 1, words, look.NOTE_LINK.but(indent=1), span=COLUMNS - 1, link=link)
    return row


def _can_be_drawn(simulation: pd.DataFrame) -> bool:
    """Whether the tiers as they are have a place on the chart: a share of no ARR is none."""
    now = simulation[simulation["Current"].astype(bool)]
    return bool(len(now)) and math.isfinite(float(now["ARR Covered Share"].iloc[0]))


def _charts(
    charts: list[Chart],
    row: int,
    bottom: int,
    segmentation: Segmentation,
    proposed: Proposals,
    names: Names,
) -> int:
    """Charts below each other, together as high as the tables beside them; gives their last row."""
    simulation = proposed.simulation
    tiers = len(segmentation.tiers)
    least = _SMALLEST_CHART + max(0, round((tiers - _FEW_TIERS) * _A_TIER))
    wanted = [least] if segmentation.tiers["Accounts"].sum() else []
    if wanted and segmentation.services is not None:
        wanted.append(least)
    simulated = simulation is not None and bool(wanted) and _can_be_drawn(simulation)
    if simulated:
        wanted.append(_SMALLEST_CHART + 3)
    spare = max(0, bottom - row + 1 - sum(wanted) - (len(wanted) - 1))
    each = min(spare // len(wanted), 5) if wanted else 0
    places = []
    for rows in wanted:
        places.append(CellRange(row, PANEL, row + rows + each - 1, RIGHT))
        row += rows + each + 1
    if places:
        charts.append(share_chart(segmentation, names, places[0]))
    if len(places) > 1:
        charts.append(cost_chart(segmentation, names, places[1]))
    if simulated and simulation is not None:
        charts.append(simulation_chart(segmentation, simulation, names, places[2]))
    return row - 2
