"""Chart tables of clients: what the tiles say, health, opportunity by health, and the stack by customer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.model.date_windows import fiscal_quarter
from segmentbook.report import look
from segmentbook.report.chart_grid import (
    NOT_PLOTTED,
    Figure,
    Grid,
    percent_text,
    short_money_formula,
    short_money_text,
    whole_text,
)
from segmentbook.report.spec import ChartCells
from segmentbook.report.stack_sheets import seen_clients
from segmentbook.schema.defaults import UNSCORED, UNSCORED_COLOUR

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation

__all__ = [
    "CUSTOMERS",
    "MOST_SLICES",
    "OTHER",
    "OTHER_COLOUR",
    "Customers",
    "Shown",
    "Slices",
    "by_health",
    "customers",
    "seen_formula",
    "shortened",
    "shortened_formula",
    "shown",
    "sliced",
]

CUSTOMERS = 10
"""So many customers on the chart of the stack."""
MOST_SLICES = 6
OTHER = "Other"
OTHER_COLOUR = "D1D5DB"
_LONGEST_NAME = 18


@dataclass(frozen=True, slots=True)
class Shown:
    """The figures of the tiles: name -> cell on ChartData and its value."""

    cells: Mapping[str, str]
    values: Mapping[str, float]
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Slices:
    """A doughnut's slices: names with figures for the legend, values, colours, and the row of the block's total."""

    labels: ChartCells
    sizes: ChartCells
    colours: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def total(self) -> float:
        """Of all slices."""
        return math.fsum(_number(value) or 0.0 for value in tuple(self.sizes.values))


@dataclass(frozen=True, slots=True)
class Customers:
    """The stack by customer: names, four kinds of money, alignment; and the row of their totals."""

    names: ChartCells
    money: Mapping[str, ChartCells]
    alignment: ChartCells
    references: Mapping[str, str]
    totals: Mapping[str, str]
    total_values: Mapping[str, float | None]

    @property
    def number(self) -> int:
        """How many customers are seen."""
        return sum(name is not None for name in tuple(self.names.values))


def seen_formula(grid: Grid) -> str:
    """An array, 1 for each current client whose row in SegmentResults is seen."""
    results = grid.names.table("SegmentResults")
    return f'{results}[Visible]*({results}[Status]="Current")'


def shown(grid: Grid, segmentation: Segmentation) -> Shown:
    """The block of the tiles."""
    clients, settings = segmentation.clients, segmentation.inputs.settings
    results, seen = grid.names.table("SegmentResults"), seen_formula(grid)
    flags = seen_clients(segmentation)
    # A renewal date lies after the as-of date: on the last day of a quarter the next one is meant.
    first, last = fiscal_quarter(settings.as_of + timedelta(days=1), settings.fiscal_year_start_month)
    grid.block("Clients shown", "Current clients whose rows in SegmentResults are seen.", ("Figure", "Value"))
    first_row = grid.line("First day of the quarter", first, formats=("", look.DATE))
    last_row = grid.line("Last day of the quarter", last, formats=("", look.DATE))
    bounds = f"({results}[Renewal Date]>={grid.here(first_row, 2)})*({results}[Renewal Date]<={grid.here(last_row, 2)})"
    renewal = clients["Renewal Date"]
    due = flags & ((renewal >= pd.Timestamp(first)) & (renewal <= pd.Timestamp(last))).to_numpy(bool)

    def said(header: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return np.array([value is True for value in clients[header]], dtype=bool)

    def money(header: str, who: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float:
        return math.fsum(clients[header].to_numpy(float)[who])

    cancelled = flags & said("Cancellation Requested")
    asked = f'({results}[Cancellation Requested]="Yes")'
    lines: tuple[tuple[str, float, str, str], ...] = (
        ("Clients shown", int(flags.sum()), f"SUMPRODUCT({seen})", look.COUNT),
        ("Current clients", int((clients["Status"] == "Current").sum()), f'COUNTIF({results}[Status],"Current")', ""),
        ("MRR shown", money("Contract MRR", flags), f"SUMPRODUCT({seen},{results}[Contract MRR])", look.MONEY),
        ("ARR shown", money("ARR", flags), f"SUMPRODUCT({seen},{results}[ARR])", look.MONEY),
        ("Renewals this quarter", int(due.sum()), f"SUMPRODUCT({seen}*{bounds})", look.COUNT),
        (
            "In a retention plan",
            int((due & said("Retention Plan")).sum()),
            f'SUMPRODUCT({seen}*{bounds}*({results}[Retention Plan]="Yes"))',
            look.COUNT,
        ),
        ("Cancellation requests", int(cancelled.sum()), f"SUMPRODUCT({seen}*{asked})", look.COUNT),
        (
            "MRR of cancellation requests",
            money("Contract MRR", cancelled),
            f"SUMPRODUCT({seen}*{asked},{results}[Contract MRR])",
            look.MONEY,
        ),
        (
            "Overdue reviews",
            int((flags & said("Review Overdue")).sum()),
            f'SUMPRODUCT({seen}*({results}[Review Overdue]="Yes"))',
            look.COUNT,
        ),
    )
    cells, values = {}, {}
    for label, value, formula, code in lines:
        row = grid.line(label, Figure(value, formula), formats=("", code or look.COUNT))
        cells[label], values[label] = grid.place(row, 2), float(value)
    grid.skip()
    return Shown(cells, values, first, last)


def sliced(names: Sequence[str], sizes: Sequence[float], most: int = MOST_SLICES) -> tuple[list[int], bool]:
    """Positions of a doughnut's slices, the largest first, and whether the rest is summed up as "Other".

    Examples
    --------
    >>> sliced(["a", "b", "c"], [1.0, 3.0, 2.0], 2), sliced(["a", "b"], [1.0, 1.0])
    (([1], True), ([0, 1], False))
    """
    order = sorted(range(len(names)), key=lambda place: (-sizes[place], place))
    return (order[: most - 1], True) if len(names) > most else (order, False)


def by_health(grid: Grid, segmentation: Segmentation) -> tuple[Slices, Slices | None]:
    """Clients by health band and, where there is a stack, its opportunity by health band."""
    clients = segmentation.clients
    results, seen = grid.names.table("SegmentResults"), seen_formula(grid)
    flags = seen_clients(segmentation)
    current = (clients["Status"] == "Current").to_numpy(bool)
    band = clients["Health Band"].to_numpy(object)
    colours = {one.name: one.colour for one in segmentation.inputs.bands} | {UNSCORED: UNSCORED_COLOUR}
    bands = [str(name) for name in segmentation.bands["Band"]]

    def part(places: Sequence[int], name: str) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], str]:
        listed = [bands[place] for place in places]
        return (flags & ~np.isin(band, listed) if name == OTHER else flags & (band == name)), name

    def coloured(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(colours.get(name, OTHER_COLOUR) for name in names)

    order, rest = sliced(bands, [float((current & (band == name)).sum()) for name in bands])
    names = [*(bands[place] for place in order), *([OTHER] if rest else [])]
    grid.block("Health", "Clients shown by health band.", ("Health Band", "Clients", "Share", "Label"))
    top, bottom = grid.row, grid.row + len(names) - 1
    everyone = f"SUMPRODUCT({seen})"
    for place, name in enumerate(names):
        row, mine = grid.row, int(part(order, name)[0].sum())
        share = mine / int(flags.sum()) if flags.any() else 0.0
        formula = f"SUMPRODUCT({seen}*({results}[Health Band]={grid.here(row, 1)}))"
        if rest and place == len(names) - 1:
            formula = f"{everyone}-SUM({grid.here(top, 2, row - 1)})"
        total = f"SUM({grid.here(top, 2, bottom)})"
        grid.line(
            name,
            Figure(mine, formula),
            Figure(share, f"IF({total}=0,0,{grid.here(row, 2)}/{total})"),
            Figure(f"{name}  {whole_text(mine)} ({percent_text(share)})", _label(grid, row, "FIXED({},0)", 2, 3)),
            formats=("", look.COUNT, look.SHARE),
        )
    health = Slices(grid.chart_cells(4, top, bottom), grid.chart_cells(2, top, bottom), coloured(names), tuple(names))
    grid.skip()
    if segmentation.stack is None:
        return health, None

    columns = ("MRR Opportunity", "Non-recurring Opportunity")
    monthly, once = (np.nan_to_num(clients[header].to_numpy(float)) for header in columns)
    order, rest = sliced(bands, [float((monthly + once)[current & (band == name)].sum()) for name in bands])
    names = [*(bands[place] for place in order), *([OTHER] if rest else [])]
    note = "MRR and non-recurring opportunity of the clients shown by health band."
    grid.block("Opportunity by health", note, ("Health Band", *columns, "Both", "Share", "Label"))
    top, bottom = grid.row, grid.row + len(names) - 1
    whole = float((monthly + once)[flags].sum())
    for place, name in enumerate(names):
        row, of_band = grid.row, part(order, name)[0]
        amounts = []
        for column, (header, amount) in enumerate(zip(columns, (monthly, once), strict=True), 2):
            formula = f"SUMPRODUCT({seen}*({results}[Health Band]={grid.here(row, 1)}),{results}[{header}])"
            if rest and place == len(names) - 1:
                formula = f"SUMPRODUCT({seen},{results}[{header}])-SUM({grid.here(top, column, row - 1)})"
            amounts.append(Figure(math.fsum(amount[of_band]), formula))
        both = math.fsum((monthly + once)[of_band])
        share = both / whole if whole else 0.0
        total = f"SUM({grid.here(top, 4, bottom)})"
        grid.line(
            name,
            *amounts,
            Figure(both, f"{grid.here(row, 2)}+{grid.here(row, 3)}"),
            Figure(share, f"IF({total}=0,0,{grid.here(row, 4)}/{total})"),
            Figure(
                f"{name}  {short_money_text(both)} ({percent_text(share)})",
                _label(grid, row, short_money_formula("{}"), 4, 5),
            ),
            formats=("", look.MONEY, look.MONEY, look.MONEY, look.SHARE),
        )
    grid.skip()
    last = bottom
    values = grid.chart_cells(4, top, last)
    return health, Slices(grid.chart_cells(6, top, last), values, coloured(names), tuple(names))


def _label(grid: Grid, row: int, figure: str, column: int, share: int) -> str:
    """``Healthy  12 (34%)`` of the cells of a row."""
    said = figure.replace("{}", grid.here(row, column))
    return f'{grid.here(row, 1)}&"  "&{said}&" ("&TEXT({grid.here(row, share)},"0%")&")"'


_MONEY = {
    "MRR opportunity": "MRR Opportunity",
    "Non-recurring opportunity": "Non-recurring Opportunity",
    "Current MRR": "Contract MRR",
    "Current non-recurring": "Non-recurring Revenue",
}
"""What the chart calls it, and its column of SegmentResults."""


def customers(grid: Grid, segmentation: Segmentation, alignment: Figure) -> Customers:
    """The ten clients shown with the largest opportunity, by the ranks in SegmentResults; below, all clients shown.

    ``alignment`` is that of all clients shown together.
    """
    clients = segmentation.clients
    results, seen = grid.names.table("SegmentResults"), seen_formula(grid)
    flags = seen_clients(segmentation)
    rank = clients["Opportunity Rank"].to_numpy(float)
    ranked = np.flatnonzero(flags & (rank > 0))
    order = ranked[np.argsort(rank[ranked], kind="stable")]
    places = min(CUSTOMERS, int((rank > 0).sum()))
    ranks = f"{results}[Opportunity Rank]"
    grid.block(
        "Stack by customer",
        "The clients shown that have the largest opportunity (Opportunity Rank of SegmentResults).",
        ("Place", "Opportunity Rank", "Row", "Customer", *_MONEY, "Alignment"),
    )
    top = grid.row
    number = f"SUMPRODUCT({results}[Visible]*({ranks}>0))"
    smallest = f"{ranks}+1E9*({results}[Visible]*({ranks}>0)=0)"
    formats = ("0", "0", "0", "", *([look.MONEY] * len(_MONEY)), look.SHARE)
    for place in range(1, max(1, places) + 1):
        row = grid.row
        who = int(order[place - 1]) if place <= len(order) else -1
        found, name_cell = grid.here(row, 3), f"INDEX({results}[Client],{grid.here(row, 3)})"
        name = str(clients["Client"].iloc[who]) if who >= 0 else ""
        share = clients["Stack Alignment"].iloc[who] if who >= 0 else NOT_PLOTTED
        grid.line(
            place,
            Figure(
                float(rank[who]) if who >= 0 else "",
                f'IF({grid.here(row, 1)}>{number},"",SUMPRODUCT(SMALL({smallest},{grid.here(row, 1)})))',
            ),
            Figure(who + 1 if who >= 0 else "", f'IF({grid.here(row, 2)}="","",MATCH({grid.here(row, 2)},{ranks},0))'),
            Figure(shortened(name), f'IF({found}="","",{shortened_formula(name_cell)})'),
            *(
                Figure(
                    _plain(clients[header].iloc[who]) if who >= 0 else "",
                    f'IF({found}="","",N(INDEX({results}[{header}],{found})))',
                )
                for header in _MONEY.values()
            ),
            Figure(share, f'IF({found}="",NA(),INDEX({results}[Stack Alignment],{found}))'),
            formats=formats,
        )
    bottom = grid.row - 1
    sums = {
        label: Figure(
            math.fsum(np.nan_to_num(clients[header].to_numpy(float))[flags]), f"SUMPRODUCT({seen},{results}[{header}])"
        )
        for label, header in _MONEY.items()
    }
    total = grid.line("Clients shown", "", "", "", *sums.values(), alignment, formats=formats, style=look.TOTAL)
    first = 5
    columns = {label: first + position for position, label in enumerate(_MONEY)}
    last = first + len(_MONEY)
    grid.skip()
    labels = (*columns, "Alignment")
    return Customers(
        grid.chart_cells(4, top, bottom),
        {label: grid.chart_cells(column, top, bottom) for label, column in columns.items()},
        grid.chart_cells(last, top, bottom),
        {label: grid.name_reference(top - 1, first + place) for place, label in enumerate(labels)},
        {label: grid.place(total, first + place) for place, label in enumerate(labels)},
        {label: _number(grid.value(total, first + place)) for place, label in enumerate(labels)},
    )


def _plain(value: float) -> float:
    return 0.0 if value != value else float(value)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def shortened_formula(cell: str, longest: int = _LONGEST_NAME) -> str:
    """A name that fits on a chart.

    Examples
    --------
    >>> shortened_formula("A1")
    'IF(LEN(A1)>18,LEFT(A1,17)&"…",A1)'
    """
    return f'IF(LEN({cell})>{longest},LEFT({cell},{longest - 1})&"…",{cell})'


def shortened(name: str, longest: int = _LONGEST_NAME) -> str:
    """The same name as a value."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
