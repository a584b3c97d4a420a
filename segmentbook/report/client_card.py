"""The sheet Client Card: one client, chosen from a drop-down, on one page.

Everything on it is a native formula that finds the chosen client's rows in the result tables, so that it needs no
refresh to show another client. What is between us and the client stands on the printed page; how the client is judged
and what serving it costs stands beside it, outside the print area.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.client_card_cells import (
    BEHIND,
    CHOICE,
    CHOSEN_ID,
    Card,
    Figure,
    at_cell,
)
from segmentbook.report.client_card_page import contracts_block, equipment_block
from segmentbook.report.client_card_panel import (
    PANEL_COLUMNS,
    decision_block,
    id_place,
    measures_block,
    panel_tiles,
    sources_block,
)
from segmentbook.report.client_card_services import services_block
from segmentbook.report.client_card_stack import stack_block
from segmentbook.report.client_sheets import SCORES_KEY, CardList
from segmentbook.report.page import COLUMN_WIDTH
from segmentbook.report.places import Names, absolute, cell_name, link_to
from segmentbook.report.spec import CellRange, Print, SheetSpec, Style, Validation
from segmentbook.report.tables import HEADER_ROW, band_styles, colour_rules, long_date
from segmentbook.report.tiles import Tile, put_tiles

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = ["KEY", "client_card"]

KEY = "Client Card"
"""Key and name of the sheet."""

# The grid: column A is a margin; then the page, what its services cost, the inner side, and what is behind it all.
LEFT, PAGE_COLUMNS = 2, 50
RIGHT = LEFT + PAGE_COLUMNS - 1
SERVICES_LEFT = LEFT + 29
COST = RIGHT + 2
PANEL = COST + 5
KIND, NAME, FACTS, TILES, BODY, LOWER = 2, 3, 4, 6, 10, 29
BOTTOM = LOWER + 16
CHOICE_PLACE = NAME, LEFT

_ROW, _THIN = 15.0, 6.0
_HEIGHTS = {
    1: _THIN,
    KIND: _ROW,
    NAME: 42.0,
    FACTS: _ROW,
    5: _THIN,
    TILES: _ROW,
    TILES + 1: 27.0,
    TILES + 2: 13.5,
    9: 9.0,
}
_INPUT_FILL = "EFF4FB"
_INNER_FILL = "F3F4F6"
_BEHIND_WIDTHS = (30.0, *([11.0] * 9))
_CHOSEN = Style(
    size=16.0,
    bold=True,
    colour=look.INPUT_BLUE,
    fill=_INPUT_FILL,
    vertical="center",
    wrap=True,
    number_format=look.TEXT,
    bottom=look.INPUT_BLUE,
)


def client_card(
    segmentation: Segmentation, listed: CardList, chosen: int, raw: RawBook, names: Names, generated_by: str = ""
) -> SheetSpec:
    """The Client Card.

    Parameters
    ----------
    segmentation
        What was computed.
    listed
        What the drop-down lists.
    chosen
        Position of the client that is chosen, -1 for none: see `chosen_client`.
    raw
        Where the input tables stand.
    names
        What our sheets and tables are called.
    generated_by
        Name and version of what made the book.
    """
    card = Card(segmentation, listed, chosen, names, raw)
    page = card.page
    page.heights |= _HEIGHTS
    card.choice = at_cell(*CHOICE_PLACE)
    card.client_id = at_cell(*id_place(BODY, PANEL))
    _title(card, generated_by)
    page.put(2, BEHIND, "Behind the page", look.BLOCK)
    words = "Where the client's rows are, and prices and weights at the refresh; the page reads them here."
    page.put(TILES, BEHIND, words, look.NOTE)
    card.find_rows()
    _facts(card)
    _tiles(card)
    contracts_block(card, BODY, LEFT)
    services_block(card, BODY, SERVICES_LEFT, COST)
    stack_block(card, LOWER, LEFT)
    equipment_block(card, LOWER + 5, SERVICES_LEFT)
    _footer(card, generated_by)
    bottom = _panel(card)
    for row in range(BODY, max(bottom, BOTTOM) + 1):
        page.heights.setdefault(row, _ROW)
    made_by = generated_by.replace("&", "&&")
    bands = band_styles(segmentation.inputs)
    validations: tuple[Validation, ...] = ()
    if listed.names:
        rows = CellRange(HEADER_ROW + 1, 1, HEADER_ROW + len(listed.names), 1)
        validations = (
            Validation(
                CellRange(*CHOICE_PLACE, *CHOICE_PLACE),
                "list",
                absolute(names.sheet(SCORES_KEY), rows),
                title="Client",
                message="Choose a client from the list: the whole page follows, without a refresh.",
                strict=True,
            ),
        )
    widths = dict.fromkeys(range(1, BEHIND - 1), COLUMN_WIDTH) | {BEHIND - 1: COLUMN_WIDTH}
    widths |= dict(enumerate(_BEHIND_WIDTHS, BEHIND))
    return SheetSpec(
        KEY,
        names.sheet(KEY),
        look.TAB_PRESENTATION,
        cells=page.cells,
        merges=tuple(page.merges),
        widths=widths,
        heights=page.heights,
        colour_rules=colour_rules(card.band_cell, bands) if card.band_cell else (),
        validations=validations,
        gridlines=False,
        headings=False,
        print=Print(fit_width=1, fit_height=1, area=CellRange(1, 1, BOTTOM, RIGHT + 1), footer=f"&L&8{made_by}"),
        names={CHOSEN_ID: id_place(BODY, PANEL)},
        kept={CHOICE: CHOICE_PLACE, CHOSEN_ID: id_place(BODY, PANEL)},
    )


def _title(card: Card, generated_by: str) -> None:
    page = card.page
    as_of = long_date(card.segmentation.inputs.settings.as_of)
    muted = look.SUBTITLE
    page.put(KIND, LEFT, "Business review", muted, span=25)
    page.put(KIND, LEFT + 25, as_of, muted.but(horizontal="right"), span=25)
    name = card.listed.names[card.at] if card.at >= 0 else None
    page.put(NAME, LEFT, name, _CHOSEN, span=PAGE_COLUMNS)


def _facts(card: Card) -> None:
    """Who the client is, in one line."""
    if card.at < 0:
        link = link_to(card.raw.tables["Clients"].sheet, "A1") if "Clients" in card.raw.tables else ""
        words = "There are no clients yet: add them to the table Clients, then refresh."
        card.page.put(FACTS, LEFT, words, look.LINK if link else look.SUBTITLE, span=PAGE_COLUMNS, link=link)
        return
    parts, values = [], []
    for header, before, after in (
        ("Industry", "", ""),
        ("Region", "", ""),
        ("Employees", "", " employees"),
        ("Account Manager", "account manager ", ""),
    ):
        cell = card.text(header)
        parts.append(f'IF({cell}="","","; {before}"&{cell}&"{after}")')
        value = card.results[header]
        said = f"{value:.15g}" if isinstance(value, float) else str(value)
        values += [f"{before}{said}{after}"] if said else []
    status = card.text("Status")
    parts.append(f'IF({status}="Current","","; "&LOWER({status}))')
    if card.results["Status"] != "Current":
        values.append(str(card.results["Status"]).lower())
    formula = f'IF({card.behind.results_row}=0,"{_NONE_CHOSEN}",MID({"&".join(parts)},3,500))'
    card.page.put(FACTS, LEFT, "; ".join(values), look.SUBTITLE, span=PAGE_COLUMNS, formula=formula)


_NONE_CHOSEN = "Choose a client from the list above."


def _tiles(card: Card) -> None:
    """What is agreed, what comes next, and how much of the stack is in place."""
    settings, names = card.segmentation.inputs.settings, card.names
    currency = settings.base_currency
    ledger = link_to(names.sheet("MrrLedger"), "A1")
    results = link_to(names.sheet("SegmentResults"), cell_name(HEADER_ROW, 1))
    mrr = card.result("Contract MRR")
    value = 12 * mrr.value if isinstance(mrr.value, float) else ""
    yearly = Figure(value, f'IF({card.behind.results_row}=0,"",12*{mrr.formula})')
    tiles = [
        (f"MRR ({currency})", mrr, look.MONEY_TILE, "counted contract lines, a month", ledger),
        (f"A year ({currency})", yearly, look.MONEY_TILE, "12 x MRR", ledger),
        (f"One-off ({currency})", card.result("Non-recurring Revenue"), look.MONEY_TILE, "last 12 months", ledger),
        ("Renewal", card.result("Renewal Date"), look.DATE, "the next of its contracts", results),
        ("Next review", card.result("Next Review"), look.DATE, "by its review rhythm", results),
    ]
    if card.segmentation.stack is not None:
        aligned = card.result("Stack Alignment")
        tiles.append(("Stack in place", aligned, look.SHARE, "of the items that apply", results))
    put_tiles(
        card.page,
        TILES,
        LEFT,
        RIGHT,
        [
            Tile(label, figure.value, figure.formula, number_format, note, link)  # type: ignore[arg-type]  # dates are shown too
            for label, figure, number_format, note, link in tiles
        ],
    )


def _footer(card: Card, generated_by: str) -> None:
    settings = card.segmentation.inputs.settings
    words = f"Money in {settings.base_currency}. Contract lines as they count on {long_date(settings.as_of)}."
    if generated_by:
        words += f" Prepared with {generated_by}."
    card.page.put(BOTTOM, LEFT, words, look.NOTE, span=PAGE_COLUMNS)


def _panel(card: Card) -> int:
    """The inner side; gives its last row."""
    page = card.page
    inner = look.NOTE.but(bold=True, colour=look.WARNING_INK, fill=_INNER_FILL, vertical="center")
    wide = PANEL + PANEL_COLUMNS - COST
    page.put(KIND, COST, "Internal: not on the printed page", inner.but(indent=1, horizontal="left"), span=wide)
    card.band_cell = panel_tiles(card, TILES, PANEL)
    row = decision_block(card, BODY, PANEL) + 1
    row = measures_block(card, "Health", row, PANEL) + 1
    row = measures_block(card, "Effort", row, PANEL) + 1
    places = [
        (table, link_to(raw.sheet, raw.address(None, None)))
        for table in ("Clients", "Contracts", "Assets")
        if (raw := card.raw.tables.get(table)) is not None
    ]
    return sources_block(card, row, PANEL, places) - 1
