"""The stack of the chosen client on Client Card: what it has, and what it could add and what that would bring."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from segmentbook.model.stack import ALIGNED, OPPORTUNITY, Stack
from segmentbook.report import look
from segmentbook.report.client_card_cells import BEHIND, HELPER, Card, Figure, at_cell
from segmentbook.report.client_card_look import HEAD, HEAD_RIGHT, LINE, RIGHT, TOTAL, TOTAL_RIGHT, more
from segmentbook.report.places import cell_name, link_to
from segmentbook.report.spec import Scalar
from segmentbook.report.stack_sheets import FIRST_ITEM, MATRIX_KEY, item_headers, matching_text
from segmentbook.report.tables import HEADER_ROW

__all__ = ["ITEMS", "stack_block"]

ITEMS = 12
"""Items of either kind that the card has room for."""

_OPEN = 12  # columns from what is in place to what could be added
_WORDS = {ALIGNED: "Aligned", OPPORTUNITY: "Opportunity"}
_NO_ITEMS, _ALL_ITEMS = "Nothing of the stack applies.", "All that applies is in place."
# What stands behind the page, a row an item, by its column from `BEHIND` on.
_ITEM, _COLUMN, _PRICE, _ONE_OFF, _PER, _STATE, _MONTHLY, _ONCE, _HAS, _COULD = range(10)
_HEADERS = ("Column", "MRR Price", "Once", "Per", "State", "MRR", "Once", "Has", "Could")


@dataclass(frozen=True)
class _Items:
    """What the items are to the chosen client, by position."""

    stack: Stack
    at: int
    seats: float

    @cached_property
    def states(self) -> list[int]:
        """What each is to it."""
        if self.at < 0:
            return [0] * len(self.stack.items)
        return [int(state) for state in self.stack.state[self.at]]

    def _worth(self, prices: list[float]) -> list[float]:
        times = [self.seats if item.per_seat else 1.0 for item in self.stack.items]
        return [
            price * many if state == OPPORTUNITY else 0.0
            for price, many, state in zip(prices, times, self.states, strict=True)
        ]

    @cached_property
    def monthly(self) -> list[float]:
        """What each would bring a month."""
        return self._worth([item.mrr_price for item in self.stack.items])

    @cached_property
    def once(self) -> list[float]:
        """What each would bring once."""
        return self._worth([item.one_off_price for item in self.stack.items])

    @cached_property
    def owned(self) -> list[int]:
        """Those that it has, as listed."""
        return [i for i, state in enumerate(self.states) if state == ALIGNED]

    @cached_property
    def open(self) -> list[int]:
        """Those that it could have, the largest first."""
        missing = [i for i, state in enumerate(self.states) if state == OPPORTUNITY]
        return sorted(missing, key=lambda i: (-self.monthly[i], -self.once[i], i))


def stack_block(card: Card, row: int, column: int) -> None:
    """Items that the client has, and those that it could have with what they would bring."""
    page, stack = card.page, card.segmentation.stack
    link = link_to(card.names.sheet(MATRIX_KEY), cell_name(HEADER_ROW, 1)) if stack is not None else ""
    page.put(row, column, "Stack", look.BLOCK, span=28, link=link)
    if stack is None:
        words = "There is no stack yet: fill in StackItems and StackAlignment, then refresh."
        page.put(row + 1, column, words, look.NOTE, span=28)
        return
    seats = card.results["Employees"]
    seats_here = float(seats) if isinstance(seats, (int, float)) and seats > 0 else 0.0
    items = _Items(stack, card.at, seats_here)
    first = _items_behind(card, items)
    _lists(card, items, first, row, column, link)


def _items_behind(card: Card, items: _Items) -> int:
    """What the client's row of ClientStack says of each item, and what follows from it; gives the first item's row."""
    table, own_row = card.names.table(MATRIX_KEY), card.behind.stack_row
    headers = item_headers(items.stack.items)
    head = card.heads("Stack items", *_HEADERS)
    found = f"MAX(0,N(INDEX({table}[Seats],MAX(1,{own_row}))))"
    seats = card.helper_at(head, "Seats", items.seats, f"IF({own_row}=0,0,{found})")
    table_headers, table_rows = card.grid(MATRIX_KEY, len(card.segmentation.clients), FIRST_ITEM - 1 + len(headers))
    first = head + 1
    for place, (header, item, state) in enumerate(zip(headers, items.stack.items, items.states, strict=True)):
        here = first + place

        def mine(column: int, here: int = here) -> str:
            return at_cell(here, BEHIND + column)

        def every(column: int) -> str:
            return _whole(first, len(headers), column)

        states, monthly, once = every(_STATE), every(_MONTHLY), every(_ONCE)
        is_open = f'{mine(_STATE)}="Opportunity"'
        times = f'IF({mine(_PER)}="Seat",{seats},1)'
        so_far = f"{at_cell(first, BEHIND + _STATE)}:{mine(_STATE)}"
        same_once = f"({once}={mine(_ONCE)})*(ROW({once})<ROW({mine(_ONCE)}))"
        same = f"({monthly}={mine(_MONTHLY)})*(({once}>{mine(_ONCE)})+{same_once})"
        larger = f'SUMPRODUCT(({states}="Opportunity")*(({monthly}>{mine(_MONTHLY)})+{same}))'
        cells: dict[int, tuple[Scalar, str]] = {
            _ITEM: (header, ""),
            _COLUMN: (place + FIRST_ITEM, f"IFERROR(MATCH({matching_text(mine(_ITEM))},{table_headers},0),0)"),
            _PRICE: (item.mrr_price, ""),
            _ONE_OFF: (item.one_off_price, ""),
            _PER: ("Seat" if item.per_seat else "Client", ""),
            _STATE: (
                _WORDS.get(state, ""),
                f'IF({own_row}*{mine(_COLUMN)}=0,"",INDEX({table_rows},{own_row},{mine(_COLUMN)})&"")',
            ),
            _MONTHLY: (items.monthly[place], f"IF({is_open},{mine(_PRICE)}*{times},0)"),
            _ONCE: (items.once[place], f"IF({is_open},{mine(_ONE_OFF)}*{times},0)"),
            _HAS: (
                items.owned.index(place) + 1 if place in items.owned else "",
                f'IF({mine(_STATE)}="Aligned",COUNTIF({so_far},"Aligned"),"")',
            ),
            _COULD: (items.open.index(place) + 1 if place in items.open else "", f'IF({is_open},1+{larger},"")'),
        }
        for column, (value, formula) in cells.items():
            style = look.NOTE if column == _ITEM else HELPER
            card.page.put(here, BEHIND + column, value, style, formula=formula)
    card.next_row = first + len(headers)
    return first


def _whole(first: int, count: int, column: int) -> str:
    """A column of the items behind the page."""
    return f"{at_cell(first, BEHIND + column)}:{at_cell(first + count - 1, BEHIND + column)}"


def _lists(card: Card, items: _Items, first: int, row: int, column: int, link: str) -> None:
    """What is in place, and what could be added."""
    page, currency = card.page, card.segmentation.inputs.settings.base_currency
    headers, at_open = item_headers(items.stack.items), column + _OPEN

    def every(which: int) -> str:
        return _whole(first, len(headers), which)

    def nth(which: int, number: int, among: int) -> str:
        return f'IFERROR(INDEX({every(which)},MATCH({number},{every(among)},0)),"")'

    page.put(row + 1, column, "In place", HEAD, span=_OPEN - 1)
    page.put(row + 1, at_open, "Could add", HEAD, span=8)
    page.put(row + 1, at_open + 8, f"MRR ({currency})", HEAD_RIGHT, span=4)
    page.put(row + 1, at_open + 12, f"Once ({currency})", HEAD_RIGHT, span=4)
    has, could = (f'COUNTIF({every(_STATE)},"{word}")' for word in _WORDS.values())
    money = RIGHT.but(number_format=look.MONEY)
    for place in range(ITEMS):
        here = row + 2 + place
        own, own_formula = _listed(headers, items.owned, place), nth(_ITEM, place + 1, _HAS)
        name, name_formula = _listed(headers, items.open, place), nth(_ITEM, place + 1, _COULD)
        if place == 0:
            own = own or ("Nothing yet." if items.open else _NO_ITEMS if card.at >= 0 else "")
            nothing = f'IF({could}=0,"{_NO_ITEMS}","Nothing yet.")'
            own_formula = f'IF({card.client_id}="","",IF({has}=0,{nothing},{own_formula}))'
            name = name or (_ALL_ITEMS if items.owned else "")
            complete = f'IF({has}=0,"","{_ALL_ITEMS}")'
            name_formula = f'IF({card.client_id}="","",IF({could}=0,{complete},{name_formula}))'
        page.put(here, column, own, LINE, span=_OPEN - 1, formula=own_formula)
        page.put(here, at_open, name, LINE, span=8, formula=name_formula)
        for offset, figures, which in ((8, items.monthly, _MONTHLY), (12, items.once, _ONCE)):
            value: Scalar = figures[items.open[place]] if place < len(items.open) else ""
            page.put(here, at_open + offset, value, money, span=4, formula=nth(which, place + 1, _COULD))
    bottom = row + 2 + ITEMS
    rest = more(len(items.owned), ITEMS, "more", has)
    quiet = look.NOTE_LINK.but(top=look.MUTED)
    page.put(bottom, column, rest.value, quiet, span=_OPEN - 1, formula=rest.formula, link=link)
    rest = more(len(items.open), ITEMS, "more; in all", could)
    total = Figure(
        rest.value or ("In all" if items.open else ""),
        f'IF({could}>{ITEMS},{rest.formula},IF({could}=0,"","In all"))',
    )
    page.put(bottom, at_open, total.value, TOTAL, span=8, formula=total.formula, link=link)
    for offset, header in ((8, "MRR Opportunity"), (12, "Non-recurring Opportunity")):
        figure = card.result(header)
        style = TOTAL_RIGHT.but(number_format=look.MONEY)
        page.put(bottom, at_open + offset, figure.value, style, span=4, formula=figure.formula)


def _listed(headers: tuple[str, ...], positions: list[int], place: int) -> str:
    return headers[positions[place]] if place < len(positions) else ""
