"""The printed side of Client Card: contracts, services, stack and equipment of the chosen client."""

from __future__ import annotations

from segmentbook.model.stack import ALIGNED, OPPORTUNITY
from segmentbook.report import look
from segmentbook.report.client_card_cells import ASSETS, BEHIND, HELPER, LINES, Card, Figure, at_cell, plain
from segmentbook.report.client_sheets import ASSETS_LEDGER_KEY
from segmentbook.report.page import Page
from segmentbook.report.places import cell_name, link_to
from segmentbook.report.service_sheets import COSTS_KEY
from segmentbook.report.spec import Scalar, Style
from segmentbook.report.stack_sheets import FIRST_ITEM, MATRIX_KEY, item_headers, matching_text
from segmentbook.report.tables import HEADER_ROW

__all__ = ["ITEMS", "SERVICES", "contracts_block", "equipment_block", "services_block", "stack_block"]

SERVICES, ITEMS = 16, 10
"""Services and items of the stack that the card has room for."""

_HEAD = look.NOTE.but(bottom=look.MUTED, vertical="center")
_HEAD_RIGHT = _HEAD.but(horizontal="right")
_LINE = look.BODY
_SMALL = look.NOTE.but(colour=look.INK)
_RIGHT = _LINE.but(horizontal="right")
_TOTAL = look.TOTAL.but(bottom="")
_TOTAL_RIGHT = _TOTAL.but(horizontal="right")
_LEDGER = '#,##0.00_);(#,##0.00);"–"_)'
_DATE = _SMALL.but(number_format=look.DATE, horizontal="right")
_AFTER_DATE = 1  # indent of a text after a date

Columns = tuple[tuple[str, int, Style], ...]


def contracts_block(card: Card, row: int, column: int) -> None:
    """The first contract lines, counted and not, and what the counted ones come to."""
    page, segmentation = card.page, card.segmentation
    currency = segmentation.inputs.settings.base_currency
    columns: Columns = (
        ("Product", 9, _LINE),
        ("Contract ID", 4, _SMALL),
        ("Start", 3, _DATE),
        ("End", 3, _DATE),
        ("Counted MRR", 4, _RIGHT.but(number_format=_LEDGER)),
        ("Reason", 5, _SMALL.but(horizontal="left", indent=_AFTER_DATE)),
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
    page.put(total, column, "Counted", _TOTAL, span=19)
    mrr = card.result("Contract MRR")
    money = _TOTAL_RIGHT.but(number_format=look.MONEY_LEDGER)
    page.put(total, column + 19, mrr.value, money, span=4, formula=mrr.formula, link=link)
    page.put(total, column + 23, None, _TOTAL, span=5)
    more = _more(len(card.lines), LINES, "more lines in MrrLedger", numbers)
    page.put(total + 1, column, more.value, look.NOTE_LINK, span=wide, formula=more.formula, link=link)


_NO_LINES = "No contract lines."


def services_block(card: Card, row: int, column: int, cost_column: int) -> None:
    """What the client's tier gets, and how often a year; what each costs us stands outside the page."""
    page, segmentation = card.page, card.segmentation
    served, currency = segmentation.services, segmentation.inputs.settings.base_currency
    wide = 21
    link = link_to(card.names.sheet(COSTS_KEY), cell_name(HEADER_ROW, 1)) if served is not None else ""
    page.put(row, column, "Services", look.BLOCK, span=wide, link=link)
    if served is None:
        words = "There are no services yet: fill in the table Services, then refresh."
        page.put(row + 1, column, words, look.NOTE, span=wide)
        return
    head = card.heads("Services", "Times per Year", "Cost", "Place")
    table = card.names.table(COSTS_KEY)
    tier, given = card.results["Tier"], served.table
    mine = given[given["Tier"] == tier].set_index("Service") if tier else given.iloc[:0].set_index("Service")
    own_tier = card.helper_at(head, "Tier", tier, card.result("Tier").formula)
    first = head + 1
    names, times, costs = [], [], []
    for place, service in enumerate(served.services):
        here = first + place
        name = at_cell(here, BEHIND)
        page.put(here, BEHIND, service.name, look.NOTE)
        found = f"({table}[Service]={name})*({table}[Tier]={own_tier})"
        names.append(service.name)
        times.append(float(mine["Times per Year"].get(service.name, 0.0)))
        costs.append(float(mine["Cost per Account"].get(service.name, 0.0)))
        for offset, header, figure in ((1, "Times per Year", times[-1]), (2, "Cost per Account", costs[-1])):
            formula = f'IF({own_tier}="",0,SUMPRODUCT({found}*{table}[{header}]))'
            page.put(here, BEHIND + offset, figure, HELPER, formula=formula)
        so_far = f"{at_cell(first, BEHIND + 1)}:{at_cell(here, BEHIND + 1)}"
        number = sum(one > 0 for one in times)
        formula = f'IF({at_cell(here, BEHIND + 1)}>0,COUNTIF({so_far},">0"),"")'
        page.put(here, BEHIND + 3, number if times[-1] > 0 else "", HELPER, formula=formula)
    last = first + len(names) - 1
    card.next_row = last + 1
    area = [f"{at_cell(first, BEHIND + i)}:{at_cell(last, BEHIND + i)}" for i in range(4)]

    number_head = _HEAD_RIGHT
    page.put(row + 1, column, "Service", _HEAD, span=16)
    page.put(row + 1, column + 16, "Times a year", number_head, span=5)
    page.put(row + 1, cost_column, f"Cost ({currency})", _HEAD_RIGHT, span=4)
    got = [i for i, one in enumerate(times) if one > 0]
    count = f'COUNTIF({area[1]},">0")'
    for place in range(SERVICES):
        here = row + 2 + place
        inside = place < len(got)
        shown = (names[got[place]], times[got[place]], costs[got[place]]) if inside else ("", "", "")
        found = f"MATCH({place + 1},{area[3]},0)"
        formulas = [f'IFERROR(INDEX({one},{found}),"")' for one in (area[0], area[1], area[2])]
        values: list[Scalar] = list(shown)
        if place == 0:
            none = "Its tier gets no services." if tier else "The client is in no tier."
            values[0] = values[0] or ("" if card.at < 0 else none)
            formulas[0] = (
                f'IF({card.client_id}="","",IF({own_tier}="","The client is in no tier.",'
                f'IF({count}=0,"Its tier gets no services.",{formulas[0]})))'
            )
        page.put(here, column, values[0], _LINE, span=16, formula=formulas[0])
        page.put(here, column + 16, values[1], _RIGHT.but(number_format=look.NUMBER), span=5, formula=formulas[1])
        page.put(here, cost_column, values[2], _RIGHT.but(number_format=look.MONEY), span=4, formula=formulas[2])
    bottom = row + 2 + SERVICES
    more = _more(len(got), SERVICES, "more services in ServiceCosts", count)
    page.put(bottom, column, more.value, look.NOTE_LINK, span=wide, formula=more.formula, link=link)
    cost = card.result("Cost to Serve")
    money = _TOTAL_RIGHT.but(number_format=look.MONEY)
    page.put(bottom, cost_column, cost.value, money, span=4, formula=cost.formula, link=link)


def stack_block(card: Card, row: int, column: int) -> None:
    """Items that the client has, and those that it could have with what they would bring."""
    page, segmentation, stack = card.page, card.segmentation, card.segmentation.stack
    currency = segmentation.inputs.settings.base_currency
    link = link_to(card.names.sheet(MATRIX_KEY), cell_name(HEADER_ROW, 1)) if stack is not None else ""
    page.put(row, column, "Stack", look.BLOCK, span=28, link=link)
    if stack is None:
        words = "There is no stack yet: fill in StackItems and StackAlignment, then refresh."
        page.put(row + 1, column, words, look.NOTE, span=28)
        return
    table, at = card.names.table(MATRIX_KEY), card.at
    head = card.heads("Stack items", "Column", "MRR Price", "Once", "Per", "State", "MRR", "Once", "Has", "Could")
    seats = card.results["Employees"]
    seats_here = float(seats) if isinstance(seats, (int, float)) and seats > 0 else 0.0
    own_row = card.behind.stack_row
    seats_cell = card.helper_at(
        head, "Seats", seats_here, f"IF({own_row}=0,0,MAX(0,N(INDEX({table}[Seats],MAX(1,{own_row})))))"
    )
    first = head + 1
    headers = item_headers(stack.items)
    table_headers, table_rows = card.grid(MATRIX_KEY, len(segmentation.clients), FIRST_ITEM - 1 + len(headers))
    last = first + len(headers) - 1
    states = [int(one) for one in stack.state[at]] if at >= 0 else [0] * len(headers)
    monthly, once = [], []
    for item, state in zip(stack.items, states, strict=True):
        times = (seats_here if item.per_seat else 1.0) if state == OPPORTUNITY else 0.0
        monthly.append(item.mrr_price * times)
        once.append(item.one_off_price * times)
    open_items = sorted(
        (i for i, state in enumerate(states) if state == OPPORTUNITY), key=lambda i: (-monthly[i], -once[i], i)
    )
    owned = [i for i, state in enumerate(states) if state == ALIGNED]

    def whole(offset: int) -> str:
        return f"{at_cell(first, BEHIND + offset)}:{at_cell(last, BEHIND + offset)}"

    for place, (header, item, state) in enumerate(zip(headers, stack.items, states, strict=True)):
        here = first + place

        def mine(offset: int, here: int = here) -> str:
            return at_cell(here, BEHIND + offset)

        quantity = f'IF({mine(4)}="Seat",{seats_cell},1)'
        is_open = f'{mine(5)}="Opportunity"'
        larger = f"({whole(6)}>{mine(6)})+({whole(6)}={mine(6)})*(({whole(7)}>{mine(7)})"
        before = f"({whole(7)}={mine(7)})*(ROW({whole(7)})<ROW({mine(7)}))"
        found = f"MATCH({matching_text(mine(0))},{table_headers},0)"
        cells: list[tuple[Scalar, str]] = [
            (header, ""),
            (place + FIRST_ITEM, f"IFERROR({found},0)"),
            (item.mrr_price, ""),
            (item.one_off_price, ""),
            ("Seat" if item.per_seat else "Client", ""),
            (
                {ALIGNED: "Aligned", OPPORTUNITY: "Opportunity"}.get(state, ""),
                f'IF({own_row}*{mine(1)}=0,"",INDEX({table_rows},{own_row},{mine(1)})&"")',
            ),
            (monthly[place], f"IF({is_open},{mine(2)}*{quantity},0)"),
            (once[place], f"IF({is_open},{mine(3)}*{quantity},0)"),
            (
                owned.index(place) + 1 if place in owned else "",
                f'IF({mine(5)}="Aligned",COUNTIF({at_cell(first, BEHIND + 5)}:{mine(5)},"Aligned"),"")',
            ),
            (
                open_items.index(place) + 1 if place in open_items else "",
                f'IF({is_open},1+SUMPRODUCT(({whole(5)}="Opportunity")*({larger}+{before}))),"")',
            ),
        ]
        for offset, (value, formula) in enumerate(cells):
            style = look.NOTE if offset == 0 else HELPER
            page.put(here, BEHIND + offset, value, style, formula=formula)
    card.next_row = last + 1

    page.put(row + 1, column, "In place", _HEAD, span=11)
    at_open = column + 12
    page.put(row + 1, at_open, "Could add", _HEAD, span=8)
    page.put(row + 1, at_open + 8, f"MRR ({currency})", _HEAD_RIGHT, span=4)
    page.put(row + 1, at_open + 12, f"Once ({currency})", _HEAD_RIGHT, span=4)
    has = f'COUNTIF({whole(5)},"Aligned")'
    could = f'COUNTIF({whole(5)},"Opportunity")'
    money = _RIGHT.but(number_format=look.MONEY)
    for place in range(ITEMS):
        here = row + 2 + place
        of_owned = f'IFERROR(INDEX({whole(0)},MATCH({place + 1},{whole(8)},0)),"")'
        of_open = [f'IFERROR(INDEX({whole(o)},MATCH({place + 1},{whole(9)},0)),"")' for o in (0, 6, 7)]
        held: Scalar = headers[owned[place]] if place < len(owned) else ""
        name: Scalar = headers[open_items[place]] if place < len(open_items) else ""
        if place == 0:
            held = held or ("Nothing yet." if open_items else _NO_ITEMS if at >= 0 else "")
            nothing = f'IF({could}=0,"{_NO_ITEMS}","Nothing yet.")'
            of_owned = f'IF({card.client_id}="","",IF({has}=0,{nothing},{of_owned}))'
            name = name or (_ALL_ITEMS if owned else "")
            complete = f'IF({has}=0,"","{_ALL_ITEMS}")'
            of_open[0] = f'IF({card.client_id}="","",IF({could}=0,{complete},{of_open[0]}))'
        page.put(here, column, held, _LINE, span=11, formula=of_owned)
        page.put(here, at_open, name, _LINE, span=8, formula=of_open[0])
        for offset, figures, formula in ((8, monthly, of_open[1]), (12, once, of_open[2])):
            amount: Scalar = figures[open_items[place]] if place < len(open_items) else ""
            page.put(here, at_open + offset, amount, money, span=4, formula=formula)
    bottom = row + 2 + ITEMS
    more = _more(len(owned), ITEMS, "more", has)
    page.put(bottom, column, more.value, look.NOTE_LINK.but(top=look.MUTED), span=11, formula=more.formula, link=link)
    more = _more(len(open_items), ITEMS, "more; in all", could)
    in_all = Figure(
        more.value or ("In all" if open_items else ""),
        f'IF({could}>{ITEMS},{more.formula},IF({could}=0,"","In all"))',
    )
    page.put(bottom, at_open, in_all.value, _TOTAL, span=8, formula=in_all.formula, link=link)
    for offset, header in ((8, "MRR Opportunity"), (12, "Non-recurring Opportunity")):
        figure_of = card.result(header)
        style = _TOTAL_RIGHT.but(number_format=look.MONEY)
        page.put(bottom, at_open + offset, figure_of.value, style, span=4, formula=figure_of.formula)


_NO_ITEMS, _ALL_ITEMS = "Nothing of the stack applies.", "All that applies is in place."


def equipment_block(card: Card, row: int, column: int) -> None:
    """Assets, those that are due for replacement first, and what these would cost."""
    page, assets = card.page, card.assets
    currency = card.segmentation.inputs.settings.base_currency
    columns: Columns = (
        ("Asset", 9, _LINE),
        ("End of Life", 4, _DATE),
        ("Quantity", 3, _RIGHT.but(number_format=look.NUMBER)),
        ("Tech Debt", 5, _RIGHT.but(number_format='#,##0_);(#,##0);"–"_)')),
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
    page.put(bottom, column, "Due for replacement", _TOTAL, span=16)
    debt = card.result("Tech Debt")
    money = _TOTAL_RIGHT.but(number_format=look.MONEY)
    page.put(bottom, column + 16, debt.value, money, span=5, formula=debt.formula, link=link)
    more = _more(len(assets), ASSETS, "more in AssetLedger", card.behind.assets)
    page.put(bottom + 1, column, more.value, look.NOTE_LINK, span=wide, formula=more.formula, link=link)


_NO_EQUIPMENT = "None is listed."


def _wide(columns: Columns) -> int:
    return sum(span for _, span, _ in columns)


def _heads(page: Page, row: int, column: int, columns: Columns, titles: dict[str, str]) -> None:
    """Headers of a small table, each standing as its column does."""
    for header, span, style in columns:
        head = _HEAD.but(horizontal=style.horizontal, indent=style.indent)
        page.put(row, column, titles.get(header, header), head, span=span)
        column += span


def _more(number: int, room: int, words: str, count: str) -> Figure:
    """How many more there are than there is room for; "" where all are shown."""
    value = f"and {number - room} {words}" if number > room else ""
    return Figure(value, f'IF({count}>{room},"and "&({count}-{room})&" {words}","")')
