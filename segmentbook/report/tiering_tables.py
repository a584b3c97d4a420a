"""The tables of the Tiering sheet: tiers, and services by tier.

Figures are formulas over the result tables, with their values cached.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.labels import shorten
from segmentbook.report.money import MoneyScale, money_scale, short_money
from segmentbook.report.page import COLUMN_PIXELS, Page
from segmentbook.report.places import Names, cell_name, link_to
from segmentbook.report.spec import Style
from segmentbook.report.tables import HEADER_ROW

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.segmentation import Segmentation

__all__ = [
    "CHARACTER",
    "COLUMNS",
    "NOT_QUALIFIED",
    "TierCells",
    "beyond_means",
    "known",
    "service_table",
    "tier_table",
]

COLUMNS = 42
"""Grid columns that these tables take."""

_NAME = 11
_HEADER = look.NOTE.but(horizontal="right", vertical="center")
_RIGHT = look.BODY.but(horizontal="right")
_TOTAL = {"top": look.MUTED, "bold": True}
_NO_SHARE = "n/a"
"""Stands where there is no ARR to take a share of."""

NOT_QUALIFIED = "FBE5C8"
"""Fill of a service that a tier gets though its typical account pays less than the service is worth."""

_AUTO, _MONEY = 2, 4
_TIER_WIDTHS = {1: 5, 2: 5, 3: 5, 4: 4, 5: 3}
_NARROW = 2  # of more than five tiers
CHARACTER = 5.4
"""Width of a character of 9 pt Calibri, bold, in pixels."""
_HEADER_LINES = 2


@dataclass(frozen=True, slots=True)
class TierCells:
    """Where the tier table has what others refer to."""

    names: tuple[str, ...]  # cells with the tiers' names
    total_cost: str  # "" without services
    total_arr: str
    next_row: int


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of figures: offset and width in the grid, header, format; formula of a row, of the total row."""

    at: int
    span: int
    header: str
    number_format: str
    figures: tuple[float | str, ...]
    formula: str
    total: float | str | None = None
    total_formula: str = ""
    link: str = ""


def tier_table(page: Page, row: int, column: int, segmentation: Segmentation, names: Names) -> TierCells:
    """Each tier with its accounts, ARR and, where there are services, what they cost and are worth."""
    tiers = segmentation.tiers
    table = names.table("TierSummary")
    link = link_to(names.sheet("TierSummary"), cell_name(HEADER_ROW, 1))
    count = len(tiers)
    first, last = row + 1, row + count

    def cell(offset: int, at: int | None = None) -> str:
        return cell_name(last + 1 if at is None else at, column + offset)

    def figures(header: str) -> tuple[float, ...]:
        return tuple(known(value) for value in tiers[header])

    def summed(at: int, span: int, header: str, title: str, code: str) -> _Column:
        values = figures(header)
        area = f"{cell_name(first, column + at)}:{cell_name(last, column + at)}"
        mine = f"SUMPRODUCT(--({table}[Tier]={{name}}),{table}[{header}])"
        return _Column(at, span, title, code, values, mine, math.fsum(values), f"SUM({area})", link)

    def share(at: int, part: _Column, title: str, of: _Column | None = None) -> _Column:
        """Of the column's own total; or, row by row, of another column."""
        if of is None:
            whole = float(part.total or 0.0)
            values: tuple[float | str, ...] = tuple(_ratio(float(value), whole, 0.0) for value in part.figures)
            formula = f"IF({cell(part.at)}=0,0,{{at{part.at}}}/{cell(part.at)})"
            return _Column(at, 2, title, look.SHARE, values, formula)
        pairs = [(float(a), float(b)) for a, b in zip(part.figures, of.figures, strict=True)]
        values = tuple(a / b if b > 0 else _NO_SHARE for a, b in pairs)
        formula = f'IF({{at{of.at}}}>0,{{at{part.at}}}/{{at{of.at}}},"{_NO_SHARE}")'
        a, b = float(part.total or 0.0), float(of.total or 0.0)
        return _Column(at, 3, title, look.SHARE, values, formula, a / b if b > 0 else _NO_SHARE, formula)

    arr_scale = money_scale([*figures("ARR"), math.fsum(figures("ARR"))])
    currency = segmentation.inputs.settings.base_currency
    accounts = summed(_NAME, 3, "Accounts", "Accounts", look.COUNT)
    arr = summed(16, 4, "ARR", f"ARR ({arr_scale.unit(currency)})", arr_scale.number_format)
    columns = [accounts, share(14, accounts, "Share"), arr, share(20, arr, "Share")]
    if segmentation.services is not None:
        costs = [*figures("Cost to Serve"), *figures("Service Value"), *figures("Margin")]
        scale = money_scale([*costs, math.fsum(figures("Margin")), math.fsum(figures("Service Value"))])
        word = f" ({scale.word})" if scale.word != arr_scale.word else ""
        cost = summed(22, 4, "Cost to Serve", f"Cost to serve{word}", scale.number_format)
        value = summed(29, 4, "Service Value", f"Service value{word}", scale.number_format)
        margin = summed(33, 5, "Margin", f"ARR - cost{word}", scale.number_format)
        staffed = bool(segmentation.inputs.settings.csm_hours_per_year)
        people = summed(38, 4, *(("Heads", "Heads", "0.0") if staffed else ("Hours", "Hours", look.COUNT)))
        columns += [cost, share(26, cost, "of ARR", arr), value, margin, people]
    page.put(row, column, "Tiers", look.BLOCK, span=_NAME)
    for one in columns:
        page.put(row, column + one.at, one.header, _HEADER, span=one.span)
    name_cells = []
    for place, (tier, (fill, _)) in enumerate(zip(tiers["Tier"], look.tier_fills(count), strict=True)):
        here = first + place
        page.put(here, column, "", Style(fill=fill))
        name = page.put(here, column + 1, str(tier), _fitting(str(tier), _NAME - 1).but(indent=1), span=_NAME - 1)
        name_cells.append(name)
        places = {f"at{one.at}": cell(one.at, here) for one in columns}
        for one in columns:
            style = _RIGHT.but(number_format=one.number_format)
            formula = one.formula.format(name=name, **places)
            page.put(here, column + one.at, one.figures[place], style, span=one.span, formula=formula, link=one.link)
    page.put(last + 1, column, "Total", look.BODY.but(**_TOTAL), span=_NAME)
    places = {f"at{one.at}": cell(one.at) for one in columns}
    for one in columns:
        style = _RIGHT.but(number_format=one.number_format, **_TOTAL)
        formula = one.total_formula.format(**places)
        page.put(last + 1, column + one.at, one.total, style, span=one.span, formula=formula, link=one.link)
    used = max(one.at + one.span for one in columns)
    for offset in range(used, COLUMNS if segmentation.services is not None else used):
        page.put(last + 1, column + offset, None, look.BODY.but(**_TOTAL))
    total_cost = cell(22) if segmentation.services is not None else ""
    return TierCells(tuple(name_cells), total_cost, cell(arr.at), last + 2)


def known(value: object) -> float:
    """A figure, 0 where there is none: as SUMPRODUCT takes a blank cell."""
    number = float(value)  # type: ignore[arg-type]  # a column of numbers
    return number if math.isfinite(number) else 0.0


def _ratio(part: float, whole: float, otherwise: float) -> float:
    return part / whole if whole else otherwise


def _fitting(text: str, columns: int, style: Style = look.BODY) -> Style:
    """A style in which a text fits its cells, as far as it can still be read."""
    room = columns * COLUMN_PIXELS - 8
    for size in (10.0, 9.0, 8.0):
        if len(text) * 0.6 * size <= room:
            return style.but(size=size)
    return style.but(size=8.0)


# -- services -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the columns of the service table stand."""

    tier_width: int
    tiers: int
    name: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", COLUMNS - _AUTO - 3 * _MONEY - self.tiers * self.tier_width)

    def tier(self, place: int) -> int:
        return self.name + _AUTO + place * self.tier_width

    def money(self, place: int) -> int:
        return COLUMNS - (3 - place) * _MONEY


def service_table(page: Page, row: int, column: int, segmentation: Segmentation, cells: TierCells, names: Names) -> int:
    """Services by tier: times a year, filled by entitlement, with cost, value and margin; gives the next free row."""
    served = segmentation.services
    if served is None:
        return row
    tiers = [str(tier) for tier in segmentation.tiers["Tier"]]
    grid = _Grid(_TIER_WIDTHS.get(len(tiers), _NARROW), len(tiers))
    currency = segmentation.inputs.settings.base_currency
    table = names.table("ServiceCosts")
    link = link_to(names.sheet("ServiceCosts"), cell_name(HEADER_ROW, 1))
    costs = {header: _by_service(served.table, header, len(tiers)) for header in ("Cost", "Value")}
    totals = [math.fsum(values) for values in costs.values()]
    scale = money_scale([*costs["Cost"], *costs["Value"], *totals])
    _service_header(page, row, column, tiers, grid, scale.unit(currency))
    first = row + _HEADER_LINES
    times = served.table["Times per Year"].to_numpy(float).reshape(len(served.services), len(tiers))
    beyond = beyond_means(segmentation)
    fills = look.tier_fills(len(tiers))
    for place, service in enumerate(served.services):
        here = first + place
        name = page.put(here, column, service.name, _fitting(service.name, grid.name), span=grid.name)
        auto = look.NOTE.but(size=8, horizontal="center")
        page.put(here, column + grid.name, "auto" if service.automated else None, auto, span=_AUTO)
        for tier, cell in enumerate(cells.names):
            provided = bool(times[place, tier] > 0)
            mine = f"({table}[Service]={name})*({table}[Tier]={cell})"
            page.put(
                here,
                column + grid.tier(tier),
                known(times[place, tier]),
                _entitlement(provided, beyond[place][tier], fills[tier]),
                span=grid.tier_width,
                formula=f"SUMPRODUCT({mine},{table}[Times per Year])",
                link=link if provided else "",
            )
        _money_cells(page, here, column, grid, scale, table, name, costs, place, link)
    return _service_totals(page, first + len(served.services), column, segmentation, cells, grid, scale, totals, table)


def beyond_means(segmentation: Segmentation) -> list[list[bool]]:
    """By service and tier: it gets it, though its typical account pays less than the service is worth."""
    served = segmentation.services
    if served is None:
        return []
    table = served.table
    flags = [
        qualifies is False and times > 0
        for qualifies, times in zip(table["Qualifies"], table["Times per Year"], strict=True)
    ]
    tiers = len(segmentation.tiers)
    return [flags[first : first + tiers] for first in range(0, len(flags), tiers)]


def _entitlement(provided: bool, beyond: bool, shade: tuple[str, str]) -> Style:
    """A number of times a year: in the tier's shade where it gets the service, nothing where it does not."""
    style = look.BODY.but(number_format="General;-General;", horizontal="center", bottom=look.WHITE)
    if not provided:
        return style.but(bottom=look.HAIRLINE)
    if beyond:
        return style.but(fill=NOT_QUALIFIED)
    return style.but(fill=shade[0], colour=shade[1])


def _by_service(table: pd.DataFrame, header: str, tiers: int) -> list[float]:
    values = table[header].to_numpy(float).reshape(-1, tiers)
    return [math.fsum(known(value) for value in row) for row in values]


def _service_header(page: Page, row: int, column: int, tiers: Sequence[str], grid: _Grid, unit: str) -> None:
    """Two rows of the usual height: a higher one would stay behind when the tables above it grow."""
    page.put(row + 1, column, "Services: times a year", look.BLOCK, span=grid.name + _AUTO)
    room = int(grid.tier_width * COLUMN_PIXELS / CHARACTER)
    for place, (tier, (fill, ink)) in enumerate(zip(tiers, look.tier_fills(len(tiers)), strict=True)):
        lines = _two_lines(tier, room)
        size = 9.0 if max(map(len, lines)) <= room else 8.0
        style = Style(size=size, bold=True, fill=fill, colour=ink, horizontal="center")
        for line, (text, vertical) in enumerate(zip(lines, ("center", "top"), strict=True)):
            at = row + line, column + grid.tier(place)
            page.put(*at, text, style.but(vertical=vertical), span=grid.tier_width)
    for place, header in enumerate((f"Cost ({unit})", "Value", "Margin")):
        page.put(row + 1, column + grid.money(place), header, _HEADER, span=_MONEY)


def _two_lines(name: str, room: int) -> tuple[str, str]:
    """A name in two lines of about so many characters, the first one blank where one is enough."""
    if len(name) <= room:
        return "", name
    lines = wrap(shorten(name, _HEADER_LINES * room - 1), room, break_long_words=True) or [""]
    return (lines[0], "" if len(lines) < _HEADER_LINES else shorten(" ".join(lines[1:]), room))


def _money_cells(
    page: Page,
    row: int,
    column: int,
    grid: _Grid,
    scale: MoneyScale,
    table: str,
    name: str,
    costs: Mapping[str, Sequence[float]],
    place: int,
    link: str,
) -> None:
    """Cost, value and what is between them, of one service in all tiers."""
    style = _RIGHT.but(number_format=scale.number_format, bottom=look.HAIRLINE)
    made = []
    for at, header in enumerate(("Cost", "Value")):
        formula = f"SUMPRODUCT(--({table}[Service]={name}),{table}[{header}])"
        value = costs[header][place]
        made.append(page.put(row, column + grid.money(at), value, style, span=_MONEY, formula=formula, link=link))
    margin = costs["Value"][place] - costs["Cost"][place]
    page.put(row, column + grid.money(2), margin, style, span=_MONEY, formula=f"{made[1]}-{made[0]}")


def _service_totals(
    page: Page,
    row: int,
    column: int,
    segmentation: Segmentation,
    cells: TierCells,
    grid: _Grid,
    scale: MoneyScale,
    totals: Sequence[float],
    table: str,
) -> int:
    """Cost of one account of each tier, and the sums of all services."""
    served = segmentation.services
    if served is None:
        return row
    page.put(row, column, "Cost of one account", look.BODY.but(**_TOTAL), span=grid.name + _AUTO)
    per_account = served.table["Cost per Account"].to_numpy(float).reshape(-1, len(cells.names))
    each = [math.fsum(known(one) for one in per_account[:, tier]) for tier in range(len(cells.names))]
    for tier, (cell, value) in enumerate(zip(cells.names, each, strict=True)):
        style = look.BODY.but(number_format=short_money(each), horizontal="center", **_TOTAL)
        formula = f"SUMPRODUCT(--({table}[Tier]={cell}),{table}[Cost per Account])"
        page.put(row, column + grid.tier(tier), value, style, span=grid.tier_width, formula=formula)
    sums = []
    first = row - len(served.services)
    for at, value in enumerate(totals):
        area = f"{cell_name(first, column + grid.money(at))}:{cell_name(row - 1, column + grid.money(at))}"
        style = _RIGHT.but(number_format=scale.number_format, **_TOTAL)
        sums.append(page.put(row, column + grid.money(at), value, style, span=_MONEY, formula=f"SUM({area})"))
    style = _RIGHT.but(number_format=scale.number_format, **_TOTAL)
    margin = totals[1] - totals[0]
    page.put(row, column + grid.money(2), margin, style, span=_MONEY, formula=f"{sums[1]}-{sums[0]}")
    return row + 1
