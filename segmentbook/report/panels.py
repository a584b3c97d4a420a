"""The small tables beside the map: segments, health bands, tiers, and the policy in force."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.model.filters import filter_text
from segmentbook.report import look
from segmentbook.report.page import Page
from segmentbook.report.places import Names, cell_name, link_to
from segmentbook.report.spec import Style
from segmentbook.report.tables import HEADER_ROW, counted
from segmentbook.schema import header_key
from segmentbook.schema.defaults import UNPLACED, UNSCORED, UNSCORED_COLOUR

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = ["band_panel", "policy_panel", "segment_panel", "setting_link", "tier_panel"]

# Columns of a panel, as offset and span: number, its share, ARR, its share.
_NAME_COLUMNS = 11  # with the mark before it
_NUMBER, _NUMBER_SHARE, _ARR, _ARR_SHARE = (11, 3), (14, 2), (16, 4), (20, 2)
_CODE_COLUMNS, _CHIP_COLUMNS = 3, 1
_COLUMNS = 22

_HEADER = look.NOTE.but(horizontal="right", vertical="center")
_RIGHT = look.BODY.but(horizontal="right")
_LABEL_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a panel: a code or a chip of colour, a name, and two figures."""

    mark: str
    name: str
    number: int
    arr: float
    mark_style: Style


def segment_panel(page: Page, row: int, column: int, segmentation: Segmentation, names: Names) -> int:
    """Segments with their clients and ARR, by formulas over SegmentResults; gives the next free row."""
    clients = segmentation.clients
    current = clients[clients["Status"] == "Current"]
    arr = current.groupby("Segment")["ARR"].sum()
    titles = {cell.code: cell.name for cell in segmentation.inputs.segments}
    code_style = look.BODY.but(bold=True, colour=look.NAVY)
    rows = []
    for code, number in segmentation.segment_counts.items():
        unplaced = code == UNPLACED
        mark_style = look.BODY.but(colour=look.MUTED) if unplaced else code_style
        name = "without a value or an effort score" if unplaced else titles.get(code, "")
        rows.append(_Row(code, name, number, float(arr.get(code, 0.0)), mark_style))
    table = names.table("SegmentResults")
    mine = f'({table}[Status]="Current")*({table}[Segment]={{mark}})'
    # SUMPRODUCT compares as it stands: in COUNTIFS a code such as <1 or * would be a condition of its own.
    formulas = f"SUMPRODUCT({mine})", f"SUMPRODUCT({mine},{table}[ARR])"
    link = link_to(names.sheet("SegmentResults"), cell_name(HEADER_ROW, 1))
    currency = segmentation.inputs.settings.base_currency
    return _panel(page, row, column, "Segments", "Clients", currency, rows, formulas, link, _CODE_COLUMNS)


def band_panel(page: Page, row: int, column: int, segmentation: Segmentation, names: Names) -> int:
    """Health bands with a chip of their colour, by formulas over BandSummary; gives the next free row."""
    colours = {UNSCORED: UNSCORED_COLOUR} | {band.name: band.colour for band in segmentation.inputs.bands}
    bands = segmentation.bands
    rows = [
        _Row("", str(band), int(number), float(arr), Style(fill=colours.get(str(band), UNSCORED_COLOUR)))
        for band, number, arr in zip(bands["Band"], bands["Clients"], bands["ARR"], strict=True)
    ]
    table = names.table("BandSummary")
    mine = f"--({table}[Band]={{name}})"
    formulas = f"SUMPRODUCT({mine},{table}[Clients])", f"SUMPRODUCT({mine},{table}[ARR])"
    link = link_to(names.sheet("BandSummary"), cell_name(HEADER_ROW, 1))
    currency = segmentation.inputs.settings.base_currency
    return _panel(page, row, column, "Health", "Clients", currency, rows, formulas, link, _CHIP_COLUMNS)


def tier_panel(page: Page, row: int, column: int, segmentation: Segmentation, names: Names) -> int:
    """Tiers in shades of navy, by formulas over TierSummary; gives the next free row."""
    tiers = segmentation.tiers
    fills = look.tier_fills(len(tiers))
    rows = [
        _Row("", str(tier), int(number), float(arr), Style(fill=fill))
        for tier, number, arr, (fill, _) in zip(tiers["Tier"], tiers["Accounts"], tiers["ARR"], fills, strict=True)
    ]
    table = names.table("TierSummary")
    mine = f"--({table}[Tier]={{name}})"
    formulas = f"SUMPRODUCT({mine},{table}[Accounts])", f"SUMPRODUCT({mine},{table}[ARR])"
    link = link_to(names.sheet("TierSummary"), cell_name(HEADER_ROW, 1))
    currency = segmentation.inputs.settings.base_currency
    return _panel(page, row, column, "Tiers", "Accounts", currency, rows, formulas, link, _CHIP_COLUMNS)


def policy_panel(page: Page, row: int, column: int, segmentation: Segmentation, raw: RawBook) -> int:
    """The cuts in force, where they come from, and what else shapes the picture; gives the next free row."""
    settings = segmentation.inputs.settings
    per_seat = settings.value_basis == "MRR per Seat"
    cut_setting = "Value Cut per Seat" if per_seat else "Value Cut"
    basis = f"{settings.value_basis}, {settings.base_currency} a month"
    if math.isnan(segmentation.value_cut):
        cut, cut_words = "none", "no client has a positive value"
    else:
        cut = look.plain_money(segmentation.value_cut)
        median = segmentation.value_cut_source == "median"
        cut_words = "median of the positive values" if median else "typed in Settings"
    sizes = "area by employees" if settings.size_by_employees else "all of one size"
    entries = [
        ("Value cut", f"{cut}  ({cut_words}; {basis})", cut_setting),
        ("Effort cut", f"{segmentation.effort_cut:g}  (Settings)", "Effort Cut"),
        ("Bubbles", sizes, "Size by Employees"),
        ("Filters", _filters_in_force(segmentation), ""),
    ]
    difference = _arr_difference(segmentation)
    if difference:
        entries.append(("ARR here", difference, ""))
    page.put(row, column, "In force", look.BLOCK, span=_COLUMNS)
    for label, words, setting in entries:
        row += 1
        link = _filters_link(raw) if label == "Filters" else setting_link(raw, setting)
        page.put(row, column, label, look.NOTE, span=_LABEL_COLUMNS)
        page.put(
            row,
            column + _LABEL_COLUMNS,
            words,
            look.NOTE_LINK if link else look.NOTE,
            span=_COLUMNS - _LABEL_COLUMNS,
            link=link,
        )
    return row + 1


def _filters_in_force(segmentation: Segmentation) -> str:
    """How many filters there are, what they say, and how many clients they show."""
    filters, clients = segmentation.inputs.filters, segmentation.clients
    if not filters:
        return "none"
    current = clients[clients["Status"] == "Current"]
    shown = f"{int(current['In Filter'].sum()):,} of {counted(len(current), 'client')}"
    return f"{len(filters)} in force, {shown} on the map  ({filter_text(filters)})"


def _filters_link(raw: RawBook) -> str:
    table = raw.tables.get("Filters")
    return link_to(table.sheet, table.address(0, None)) if table else ""


def _panel(
    page: Page,
    row: int,
    column: int,
    title: str,
    number_header: str,
    currency: str,
    rows: Sequence[_Row],
    formulas: tuple[str, str],
    link: str,
    mark_columns: int,
) -> int:
    """Title, header, rows and totals of one panel; gives the next free row.

    ``formulas`` give number and ARR; ``{mark}`` and ``{name}`` in them stand for the cells of the row.
    """

    def at(place: tuple[int, int]) -> int:
        return column + place[0]

    page.put(row, column, title, look.BLOCK, span=_NAME_COLUMNS)
    for place, header in (
        (_NUMBER, number_header),
        (_NUMBER_SHARE, "Share"),
        (_ARR, f"ARR ({currency})"),
        (_ARR_SHARE, "Share"),
    ):
        page.put(row, at(place), header, _HEADER, span=place[1])
    first, last = row + 1, row + len(rows)
    total = last + 1
    numbers = sum(entry.number for entry in rows)
    arrs = math.fsum(entry.arr for entry in rows)
    counts, money, shares = (_RIGHT.but(number_format=code) for code in (look.COUNT, look.MONEY_TILE, look.SHARE))
    number_total, arr_total = cell_name(total, at(_NUMBER)), cell_name(total, at(_ARR))
    for position, entry in enumerate(rows):
        here = first + position
        mark = page.put(here, column, entry.mark, entry.mark_style, span=mark_columns)
        name_style = look.BODY if entry.mark else look.BODY.but(indent=1)
        name_columns = _NAME_COLUMNS - mark_columns
        name = page.put(here, column + mark_columns, entry.name, name_style, span=name_columns)
        number_formula, arr_formula = (text.format(mark=mark, name=name) for text in formulas)
        number = page.put(here, at(_NUMBER), entry.number, counts, span=_NUMBER[1], formula=number_formula, link=link)
        arr = page.put(here, at(_ARR), entry.arr, money, span=_ARR[1], formula=arr_formula, link=link)
        for place, part, whole, value, of in (
            (_NUMBER_SHARE, number, number_total, entry.number, numbers),
            (_ARR_SHARE, arr, arr_total, entry.arr, arrs),
        ):
            formula = f"IF({whole}=0,0,{part}/{whole})"
            page.put(here, at(place), value / of if of else 0.0, shares, span=place[1], formula=formula)
    line = {"top": look.MUTED, "bold": True}
    page.put(total, column, "Total", look.BODY.but(**line), span=_NAME_COLUMNS)
    for place, value, style in ((_NUMBER, numbers, counts), (_ARR, arrs, money)):
        area = f"{cell_name(first, at(place))}:{cell_name(last, at(place))}"
        page.put(total, at(place), value, style.but(**line), span=place[1], formula=f"SUM({area})", link=link)
    for place in (_NUMBER_SHARE, _ARR_SHARE):
        page.put(total, at(place), None, shares.but(**line), span=place[1])
    return total + 1


def _arr_difference(segmentation: Segmentation) -> str:
    """Why the panels' ARR is not 12 x MRR, where it is not: typed values, and lines of clients that are not current."""
    clients = segmentation.clients
    current = clients["Status"] == "Current"
    shown = float(clients.loc[current, "ARR"].sum())
    if abs(shown - segmentation.arr) < 0.5:
        return ""
    typed = int((current & (clients["Value Source"] == "Segment Value")).sum())
    reasons = [counted(typed, "typed value")] if typed else []
    left = float(clients.loc[~current, "Contract MRR"].sum())
    if abs(left) >= 0.005:
        reasons.append("clients not current")
    because = f" ({', '.join(reasons)})" if reasons else ""
    apart = f"{look.plain_money(abs(shown - segmentation.arr))} {'more' if shown > segmentation.arr else 'less'}"
    return f"{apart} than 12 x MRR{because}"


def setting_link(raw: RawBook, name: str) -> str:
    """The row of a setting in the Settings table; "" where there is none."""
    table = raw.tables.get("Settings")
    if table is None or not name or not table.columns:
        return ""
    for row in range(len(table)):
        value = table.columns[0].cell(row)
        if isinstance(value, str) and header_key(value) == header_key(name):
            return link_to(table.sheet, table.address(row, None))
    return ""
