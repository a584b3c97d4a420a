"""The services that the chosen client's tier gets, on Client Card: how often a year, and what each costs us."""

from __future__ import annotations

from segmentbook.report import look
from segmentbook.report.client_card_cells import BEHIND, HELPER, Card, at_cell
from segmentbook.report.client_card_look import HEAD, HEAD_RIGHT, LINE, RIGHT, TOTAL_RIGHT, more
from segmentbook.report.places import cell_name, link_to
from segmentbook.report.service_sheets import COSTS_KEY
from segmentbook.report.spec import Scalar
from segmentbook.report.tables import HEADER_ROW

__all__ = ["SERVICES", "services_block"]

SERVICES = 20
"""Services that the card has room for."""


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

    number_head = HEAD_RIGHT
    page.put(row + 1, column, "Service", HEAD, span=16)
    page.put(row + 1, column + 16, "Times a year", number_head, span=5)
    page.put(row + 1, cost_column, f"Cost ({currency})", HEAD_RIGHT, span=4)
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
        page.put(here, column, values[0], LINE, span=16, formula=formulas[0])
        page.put(here, column + 16, values[1], RIGHT.but(number_format=look.NUMBER), span=5, formula=formulas[1])
        page.put(here, cost_column, values[2], RIGHT.but(number_format=look.MONEY), span=4, formula=formulas[2])
    bottom = row + 2 + SERVICES
    rest = more(len(got), SERVICES, "more services", count)
    page.put(bottom, column, rest.value, look.NOTE_LINK, span=wide, formula=rest.formula, link=link)
    cost = card.result("Cost to Serve")
    money = TOTAL_RIGHT.but(number_format=look.MONEY)
    page.put(bottom, cost_column, cost.value, money, span=4, formula=cost.formula, link=link)
