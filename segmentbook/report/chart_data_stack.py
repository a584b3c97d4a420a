"""Chart tables of the stack: its items, the best of them, and the selected client's opportunity."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from segmentbook.model.keys import text_key
from segmentbook.model.stack import ALIGNED, OPPORTUNITY, Stack
from segmentbook.report import look
from segmentbook.report.chart_data_clients import OTHER, shortened, shortened_formula
from segmentbook.report.chart_grid import NOT_PLOTTED, Figure, Grid, short_money_formula, short_money_text
from segmentbook.report.places import absolute
from segmentbook.report.spec import CellRange, ChartCells
from segmentbook.report.stack_sheets import FIRST_ITEM, MATRIX_KEY, matching_text, seen_clients
from segmentbook.report.tables import HEADER_ROW

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation

__all__ = ["CARD_CLIENT", "Best", "Items", "Selected", "best_items", "item_block", "money_of_items", "selected_client"]

CARD_CLIENT = "CardClient"
"""Defined name of the Client ID that is chosen on the sheet Client Card."""
BEST_ITEMS = 10
SELECTED_ITEMS = 6
_TITLE_NAME = 20


@dataclass(frozen=True, slots=True)
class Items:
    """The block of items: its rows, and what all items come to."""

    top: int
    bottom: int
    alignment: Figure
    total: float


@dataclass(frozen=True, slots=True)
class Best:
    """The items on the chart of alignment."""

    names: ChartCells
    money: Mapping[str, ChartCells]
    alignment: ChartCells
    references: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Selected:
    """The selected client's opportunity by item; ``title`` and what it comes to, as cells."""

    names: ChartCells
    monthly: ChartCells
    once: ChartCells
    references: tuple[str, str]
    title: str
    title_text: str


# Columns of the block of items.
_ITEM, _TAGS, _PRICE, _ONE_OFF, _PER, _APPLICABLE, _ALIGNED, _SHARE, _HELD, _WANTED = range(1, 11)
_CURRENT, _MONTHLY, _ONCE, _PLACE, _STATE, _MINE, _MINE_ONCE, _MY_PLACE = range(11, 19)
_HEADERS = (
    "Item", "Tags", "MRR Price", "Non-recurring Price", "Per", "Applicable Clients", "Aligned Clients", "Alignment",
    "Aligned Seats or Clients", "Open Seats or Clients", "Current MRR", "MRR Opportunity", "Non-recurring Opportunity",
    "Place", "Selected Client", "Its MRR Opportunity", "Its Non-recurring Opportunity", "Its Place",
)  # fmt: skip
_FORMATS = (
    "", "", look.MONEY_LEDGER, look.MONEY_LEDGER, "", look.COUNT, look.COUNT, look.SHARE, look.COUNT, look.COUNT,
    look.MONEY, look.MONEY, look.MONEY, look.COUNT, "", look.MONEY, look.MONEY, look.COUNT,
)  # fmt: skip


def selected_row(segmentation: Segmentation, selected: str) -> int:
    """Position of the client that is selected on the Client Card, the first where it is unknown."""
    keys = [text_key(str(key)) for key in segmentation.clients["Client ID"]]
    wanted = text_key(selected)
    return keys.index(wanted) if wanted and wanted in keys else 0


def item_block(grid: Grid, segmentation: Segmentation, stack: Stack, selected: str) -> tuple[Items, int]:
    """Every item: who of the clients shown has it, what it brings, and what it is to the selected client.

    Gives the block, and the row that says where the selected client stands on ClientStack.
    """
    names = grid.names
    matrix, sheet = names.table(MATRIX_KEY), names.sheet(MATRIX_KEY)
    rows = max(1, len(segmentation.clients))
    who = selected_row(segmentation, selected)
    grid.block(
        "Selected client",
        f"The client of the sheet Client Card (the name {CARD_CLIENT}); the first client where none is selected.",
        ("Figure", "Value"),
    )
    ids = f"{matrix}[Client ID]"
    found = f"IFERROR(MATCH({matching_text(CARD_CLIENT)},{ids},0),1)"
    place = grid.line("Row of ClientStack", Figure(who + 1, found), formats=("", "0"))
    at = grid.here(place, 2)
    has = bool(len(segmentation.clients))
    client = str(segmentation.clients["Client"].iloc[who]) if has else ""
    seats = float(np.nan_to_num(segmentation.clients["Employees"].iloc[who])) if has else 0.0
    grid.line("Client", Figure(client, f'INDEX({matrix}[Client],{at})&""'))
    grid.line("Seats", Figure(max(seats, 0.0), f"N(INDEX({matrix}[Seats],{at}))"), formats=("", look.COUNT))
    my_seats = grid.here(place + 2, 2)
    grid.skip()

    summary = stack.summary_of(seen_clients(segmentation))
    seen = stack.state[seen_clients(segmentation)]
    quantity = stack.quantity[seen_clients(segmentation)]
    held = np.where(seen == ALIGNED, quantity, 0.0).sum(axis=0).tolist()
    wanted = np.where(seen == OPPORTUNITY, quantity, 0.0).sum(axis=0).tolist()
    current, monthly, once = (
        summary[h].tolist() for h in ("Current MRR", "MRR Opportunity", "Non-recurring Opportunity")
    )
    applicable, aligned = (summary[h].tolist() for h in ("Applicable Clients", "Aligned Clients"))
    places = _places([number > 0 for number in applicable], monthly, once)
    state = stack.state[who] if has else np.zeros(len(stack.items), np.int8)
    mine = [_offer(state[i], item.mrr_price, item.per_seat, seats) for i, item in enumerate(stack.items)]
    mine_once = [_offer(state[i], item.one_off_price, item.per_seat, seats) for i, item in enumerate(stack.items)]
    both_mine = [one + other for one, other in zip(mine, mine_once, strict=True)]
    my_places = _places([one > 0 for one in both_mine], both_mine, [0.0] * len(mine))
    grid.block(
        "Items",
        "Every item of the stack, of the clients shown (ClientStack), at the list prices of the last refresh.",
        _HEADERS,
    )
    top, bottom = grid.row, grid.row + len(stack.items) - 1
    visible = f"{matrix}[Visible]"

    def whole(column: int) -> str:
        return grid.here(top, column, bottom)

    for i, item in enumerate(stack.items):
        row = grid.row
        area = absolute(sheet, CellRange(HEADER_ROW + 1, FIRST_ITEM + i, HEADER_ROW + rows, FIRST_ITEM + i))
        cell = {column: grid.here(row, column) for column in range(1, len(_HEADERS) + 1)}
        per_seat = f'{cell[_PER]}="Seat"'
        has_it, could = (f'{visible}*({area}="{word}")' for word in ("Aligned", "Opportunity"))
        share = aligned[i] / applicable[i] if applicable[i] else NOT_PLOTTED
        ahead = (
            f"({whole(_APPLICABLE)}>0)*(({whole(_MONTHLY)}>{cell[_MONTHLY]})+({whole(_MONTHLY)}={cell[_MONTHLY]})*"
            f"(({whole(_ONCE)}>{cell[_ONCE]})+({whole(_ONCE)}={cell[_ONCE]})*(ROW({whole(_ONCE)})<ROW())))"
        )
        both = f"({whole(_MINE)}+{whole(_MINE_ONCE)})"
        mine_both = f"({cell[_MINE]}+{cell[_MINE_ONCE]})"
        my_ahead = f"({both}>{mine_both})+({both}={mine_both})*(ROW({whole(_MINE)})<ROW())"
        my_quantity = f"IF({per_seat},{my_seats},1)"
        grid.line(
            item.name,
            "; ".join(item.tags),
            item.mrr_price,
            item.one_off_price,
            "Seat" if item.per_seat else "Client",
            Figure(applicable[i], f"{cell[_ALIGNED]}+SUMPRODUCT({could})"),
            Figure(aligned[i], f"SUMPRODUCT({has_it})"),
            Figure(share, f"IF({cell[_APPLICABLE]}=0,NA(),{cell[_ALIGNED]}/{cell[_APPLICABLE]})"),
            Figure(held[i], f"IF({per_seat},SUMPRODUCT({has_it},{matrix}[Seats]),{cell[_ALIGNED]})"),
            Figure(
                wanted[i],
                f"IF({per_seat},SUMPRODUCT({could},{matrix}[Seats]),{cell[_APPLICABLE]}-{cell[_ALIGNED]})",
            ),
            Figure(current[i], f"{cell[_PRICE]}*{cell[_HELD]}"),
            Figure(monthly[i], f"{cell[_PRICE]}*{cell[_WANTED]}"),
            Figure(once[i], f"{cell[_ONE_OFF]}*{cell[_WANTED]}"),
            Figure(places[i] or "", f'IF({cell[_APPLICABLE]}=0,"",1+SUMPRODUCT({ahead}))'),
            Figure(("", "Aligned", "Opportunity")[int(state[i])], f'INDEX({area},{at})&""'),
            Figure(mine[i], f'IF({cell[_STATE]}="Opportunity",{cell[_PRICE]}*{my_quantity},0)'),
            Figure(mine_once[i], f'IF({cell[_STATE]}="Opportunity",{cell[_ONE_OFF]}*{my_quantity},0)'),
            Figure(my_places[i] or "", f'IF({mine_both}=0,"",1+SUMPRODUCT({my_ahead}))'),
            formats=_FORMATS,
        )  # fmt: skip
    counts = f"SUM({whole(_ALIGNED)})", f"SUM({whole(_APPLICABLE)})"
    together = sum(aligned) / sum(applicable) if sum(applicable) else ""
    grid.skip()
    figure = Figure(together, f'IF({counts[1]}=0,"",{counts[0]}/{counts[1]})')
    return Items(top, bottom, figure, math.fsum((*monthly, *once))), place


def _offer(state: int, price: float, per_seat: bool, seats: float) -> float:
    if state != OPPORTUNITY:
        return 0.0
    return price * (max(seats, 0.0) if per_seat else 1.0)


def _places(among: Sequence[bool], first: Sequence[float], second: Sequence[float]) -> list[int]:
    """1 for the largest of those ``among``, 0 for the others."""
    order = sorted((i for i, one in enumerate(among) if one), key=lambda i: (-first[i], -second[i], i))
    places = [0] * len(first)
    for place, i in enumerate(order, 1):
        places[i] = place
    return places


_KINDS = {"Current MRR": _CURRENT, "MRR opportunity": _MONTHLY, "Non-recurring opportunity": _ONCE}


def best_items(grid: Grid, items: Items) -> Best:
    """The ten items with the largest opportunity of the clients shown, with the clients that have them."""
    grid.block(
        "Stack alignment",
        "The items with the largest opportunity of the clients shown.",
        ("Place", "Item", *_KINDS, "Clients aligned"),
    )
    top = grid.row
    by_place = {grid.value(row, _PLACE): row for row in range(items.top, items.bottom + 1)}
    places = grid.here(items.top, _PLACE, items.bottom)
    for place in range(1, min(BEST_ITEMS, items.bottom - items.top + 1) + 1):
        row, source = grid.row, by_place.get(place)
        match = f"MATCH({grid.here(row, 1)},{places},0)"

        def taken(column: int, otherwise: str, match: str = match) -> str:
            return f"IFERROR(INDEX({grid.here(items.top, column, items.bottom)},{match}),{otherwise})"

        name = shortened(str(grid.value(source, _ITEM))) if source else ""
        full = f"INDEX({grid.here(items.top, _ITEM, items.bottom)},{match})"
        grid.line(
            place,
            Figure(name, f'IFERROR({shortened_formula(full)},"")'),
            *(Figure(grid.value(source, column) if source else "", taken(column, '""')) for column in _KINDS.values()),
            Figure(grid.value(source, _SHARE) if source else NOT_PLOTTED, taken(_SHARE, "NA()")),
            formats=("0", "", look.MONEY, look.MONEY, look.MONEY, look.SHARE),
        )
    bottom = grid.row - 1
    grid.skip()
    labels = (*_KINDS, "Clients aligned")
    return Best(
        grid.chart_cells(2, top, bottom),
        {label: grid.chart_cells(column, top, bottom) for column, label in enumerate(_KINDS, 3)},
        grid.chart_cells(6, top, bottom),
        {label: grid.name_reference(top - 1, column) for column, label in enumerate(labels, 3)},
    )


def selected_client(grid: Grid, items: Items, place: int) -> Selected:
    """The selected client's opportunity by item: the largest, and the others together."""
    headers = ("MRR opportunity", "Non-recurring opportunity")
    grid.block(
        "Opportunity of the selected client",
        "By item, the largest first; the client is chosen on the sheet Client Card.",
        ("Place", "Item", *headers),
    )
    top = grid.row
    rows = range(items.top, items.bottom + 1)
    by_place = {grid.value(row, _MY_PLACE): row for row in rows}
    places = grid.here(items.top, _MY_PLACE, items.bottom)
    number = sum(isinstance(one, int) for one in by_place)
    columns = (_MINE, _MINE_ONCE)
    totals = [math.fsum(_amount(grid.value(row, column)) for row in rows) for column in columns]
    for position in range(1, SELECTED_ITEMS + 1):
        row, source = grid.row, by_place.get(position)
        last, more = position == SELECTED_ITEMS, number > SELECTED_ITEMS
        match = f"MATCH({grid.here(row, 1)},{places},0)"
        full = f"INDEX({grid.here(items.top, _ITEM, items.bottom)},{match})"
        name = shortened(str(grid.value(source, _ITEM))) if source else ""
        name_formula = f'IFERROR({shortened_formula(full)},"")'
        figures = []
        for column, total in zip(columns, totals, strict=True):
            value = grid.value(source, column) if source else ""
            here = grid.here(items.top, column, items.bottom)
            formula = f'IFERROR(INDEX({here},{match}),"")'
            if last:
                own = 3 + columns.index(column)
                above = [_amount(grid.value(r, own)) for r in range(top, row)]
                value = total - math.fsum(above) if more else value
                rest = f"SUM({here})-SUM({grid.here(top, own, row - 1)})"
                formula = f"IF(COUNT({places})>{SELECTED_ITEMS},{rest},{formula})"
            figures.append(Figure(value, formula))
        if last:
            name = OTHER if more else name
            name_formula = f'IF(COUNT({places})>{SELECTED_ITEMS},"{OTHER}",{name_formula})'
        grid.line(position, Figure(name, name_formula), *figures, formats=("0", "", look.MONEY, look.MONEY))
    bottom = grid.row - 1
    sums = [f"SUM({grid.here(items.top, column, items.bottom)})" for column in columns]
    total = grid.line(
        "All items",
        "",
        *(Figure(value, formula) for value, formula in zip(totals, sums, strict=True)),
        formats=("", "", look.MONEY, look.MONEY),
        style=look.TOTAL,
    )
    client = str(grid.value(place + 1, 2))
    monthly, once = (grid.here(total, column) for column in (3, 4))
    words = f"{short_money_text(totals[0])} a month, {short_money_text(totals[1])} once"
    nothing = "no opportunity"
    row = grid.line(
        "Title",
        Figure(
            f"{shortened(client, _TITLE_NAME)}: {words if sum(totals) else nothing}",
            f'{shortened_formula(grid.here(place + 1, 2), _TITLE_NAME)}&": "&IF({monthly}+{once}=0,"{nothing}",'
            f'{short_money_formula(monthly)}&" a month, "&{short_money_formula(once)}&" once")',
        ),
    )
    grid.skip()
    return Selected(
        grid.chart_cells(2, top, bottom),
        grid.chart_cells(3, top, bottom),
        grid.chart_cells(4, top, bottom),
        (grid.name_reference(top - 1, 3), grid.name_reference(top - 1, 4)),
        grid.place(row, 2),
        str(grid.value(row, 2)),
    )


def _amount(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def money_of_items(grid: Grid, items: Items, positions: Sequence[int]) -> tuple[float, str]:
    """MRR and non-recurring opportunity of some items together: value and formula, a term a run of rows."""
    rows = sorted(items.top + position for position in positions)
    value = math.fsum(_amount(grid.value(row, column)) for row in rows for column in (_MONTHLY, _ONCE))
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    terms = [f"SUM({grid.here(first, _MONTHLY)}:{grid.here(last, _ONCE)})" for first, last in runs]
    return value, "+".join(terms)
