"""The printed side of Client Card: the chosen client's contracts and equipment."""

from __future__ import annotations

from segmentbook.report import look
from segmentbook.report.client_card_cells import ASSETS, LINES, Card, plain
from segmentbook.report.client_card_look import DATE, HEAD, LINE, RIGHT, SMALL, TOTAL, TOTAL_RIGHT, more
from segmentbook.report.client_sheets import ASSETS_LEDGER_KEY
from segmentbook.report.page import Page
from segmentbook.report.places import cell_name, link_to
from segmentbook.report.spec import Style
from segmentbook.report.tables import HEADER_ROW

__all__ = ["contracts_block", "equipment_block"]

_LEDGER = '#,##0.00_);(#,##0.00);"–"_)'
_MONEY = '#,##0_);(#,##0);"–"_)'
_AFTER_DATE = 1  # indent of a text after a date
_NO_LINES, _NO_EQUIPMENT = "No contract lines.", "None is listed."

Columns = tuple[tuple[str, int, Style], ...]


def contracts_block(card: Card, row: int, column: int) -> None:
    """The first contract lines, counted and not, and what the counted ones come to."""
    page, segmentation = card.page, card.segmentation
    currency = segmentation.inputs.settings.base_currency
    columns: Columns = (
        ("Product", 9, LINE),
        ("Contract ID", 4, SMALL),
        ("Start", 3, DATE),
        ("End", 3, DATE),
        ("Counted MRR", 4, RIGHT.but(number_format=_LEDGER)),
        ("Reason", 5, SMALL.but(horizontal="left", indent=_AFTER_DATE)),
    )
    wide = _wide(columns)
    link = link_to(card.names.sheet("MrrLedger"), "A1")
    page.put(row, column, f"Contracts ({currency} a month)", look.BLOCK, span=wide, link=link)
    titles = {"Contract ID": "Contract", "Counted MRR": "MRR", "Reason": "Counts"}
    _heads(page, row + 1, column, columns, titles)
    at = column
    numbers = card.behind.lines
    for header, span, style in columns:
        text = header in ("Product", "Contract ID", "Reason")
        for place in range(LINES):
            line = card.behind.line_rows[place]
            value = plain(card.lines[header].iloc[place]) if place < len(card.lines) else ""
            formula = card.looked_up("MrrLedger", header, line, text=text)
            if place == 0 and header == "Product" and card.at >= 0 and len(card.lines) == 0:
                value = _NO_LINES
            if place == 0 and header == "Product":
                formula = f'IF(AND({card.client_id}<>"",{numbers}=0),"{_NO_LINES}",{formula})'
            page.put(row + 2 + place, at, value, style, span=span, formula=formula)
        at += span
    total = row + 2 + LINES
    page.put(total, column, "Counted", TOTAL, span=19)
    mrr = card.result("Contract MRR")
    money = TOTAL_RIGHT.but(number_format=look.MONEY_LEDGER)
    page.put(total, column + 19, mrr.value, money, span=4, formula=mrr.formula, link=link)
    page.put(total, column + 23, None, TOTAL, span=5)
    rest = more(len(card.lines), LINES, "more lines", numbers)
    page.put(total + 1, column, rest.value, look.NOTE_LINK, span=wide, formula=rest.formula, link=link)


def equipment_block(card: Card, row: int, column: int) -> None:
    """Assets, those that are due for replacement first, and what these would cost."""
    page, assets = card.page, card.assets
    currency = card.segmentation.inputs.settings.base_currency
    columns: Columns = (
        ("Asset", 9, LINE),
        ("End of Life", 4, DATE),
        ("Quantity", 3, RIGHT.but(number_format=look.NUMBER)),
        ("Tech Debt", 5, RIGHT.but(number_format=_MONEY)),
    )
    wide = _wide(columns)
    link = link_to(card.names.sheet(ASSETS_LEDGER_KEY), cell_name(HEADER_ROW, 1)) if assets is not None else ""
    page.put(row, column, "Equipment", look.BLOCK, span=wide, link=link)
    if assets is None:
        words = "No equipment is known: list it in the table Assets, then refresh."
        page.put(row + 1, column, words, look.NOTE, span=wide)
        return
    _heads(page, row + 1, column, columns, {"Tech Debt": f"To replace ({currency})", "End of Life": "End of life"})
    at = column
    for header, span, style in columns:
        for place in range(ASSETS):
            value = plain(assets[header].iloc[place]) if place < len(assets) else ""
            formula = card.looked_up(ASSETS_LEDGER_KEY, header, card.behind.asset_rows[place], text=header == "Asset")
            if place == 0 and header == "Asset":
                formula = f'IF(AND({card.client_id}<>"",{card.behind.assets}=0),"{_NO_EQUIPMENT}",{formula})'
                value = _NO_EQUIPMENT if card.at >= 0 and len(assets) == 0 else value
            page.put(row + 2 + place, at, value, style, span=span, formula=formula)
        at += span
    bottom = row + 2 + ASSETS
    page.put(bottom, column, "Due for replacement", TOTAL, span=16)
    debt = card.result("Tech Debt")
    money = TOTAL_RIGHT.but(number_format=look.MONEY)
    page.put(bottom, column + 16, debt.value, money, span=5, formula=debt.formula, link=link)
    rest = more(len(assets), ASSETS, "more", card.behind.assets)
    page.put(bottom + 1, column, rest.value, look.NOTE_LINK, span=wide, formula=rest.formula, link=link)


def _wide(columns: Columns) -> int:
    return sum(span for _, span, _ in columns)


def _heads(page: Page, row: int, column: int, columns: Columns, titles: dict[str, str]) -> None:
    """Headers of a small table, each standing as its column does."""
    for header, span, style in columns:
        head = HEAD.but(horizontal=style.horizontal, indent=style.indent)
        page.put(row, column, titles.get(header, header), head, span=span)
        column += span
