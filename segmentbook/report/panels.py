"""The small tables beside the charts: segments, tiers, the stack of all clients shown, and the policy in force."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.model.filters import filter_text
from segmentbook.report import look
from segmentbook.report.money import money_scale
from segmentbook.report.page import Page
from segmentbook.report.places import Names, cell_name, link_to
from segmentbook.report.spec import Style
from segmentbook.report.tables import HEADER_ROW, counted
from segmentbook.schema import header_key
from segmentbook.schema.defaults import UNPLACED

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = ["NARROW", "TIERS_NARROW", "WIDE", "Spans", "policy_panel", "segment_panel", "setting_link", "tier_panel"]

_CODE_COLUMNS, _CHIP_COLUMNS = 3, 1


@dataclass(frozen=True, slots=True)
class Spans:
    """How many columns of the page a panel's name (with the mark before it), figures and shares take; 0: left out."""

    name: int
    number: int
    number_share: int
    arr: int
    arr_share: int

    @property
    def columns(self) -> int:
        """All of them."""
        return self.name + self.number + self.number_share + self.arr + self.arr_share


WIDE = Spans(13, 3, 2, 5, 2)
NARROW = Spans(12, 2, 0, 4, 0)
TIERS_NARROW = Spans(6, 2, 0, 4, 0)

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


def segment_panel(
    page: Page, row: int, column: int, segmentation: Segmentation, names: Names, spans: Spans = WIDE
) -> int:
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
    return _panel(page, row, column, "Segments", "Clients", currency, rows, formulas, link, _CODE_COLUMNS, spans)


def tier_panel(page: Page, row: int, column: int, segmentation: Segmentation, names: Names, spans: Spans = WIDE) -> int:
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
    return _panel(page, row, column, "Tiers", "Accounts", currency, rows, formulas, link, _CHIP_COLUMNS, spans)


def policy_panel(page: Page, row: int, column: int, columns: int, segmentation: Segmentation, raw: RawBook) -> int:
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
    page.put(row, column, "In force", look.BLOCK, span=columns)
    for label, words, setting in entries:
        row += 1
        link = _filters_link(raw) if label == "Filters" else setting_link(raw, setting)
        page.put(row, column, label, look.NOTE, span=_LABEL_COLUMNS)
        page.put(
            row,
            column + _LABEL_COLUMNS,
            words,
            look.NOTE_LINK if link else look.NOTE,
            span=columns - _LABEL_COLUMNS,
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
    return f"{len(filters)} in force, {shown} shown  ({filter_text(filters)})"


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
    spans: Spans,
) -> int:
    """Title, header, rows and totals of one panel; gives the next free row.

    ``formulas`` give number and ARR; ``{mark}`` and ``{name}`` in them stand for the cells of the row.
    """
    # Columns of number, its share, ARR and its share: where each begins, and how many it spans.
    starts = [column + spans.name]
    for span in (spans.number, spans.number_share, spans.arr):
        starts.append(starts[-1] + span)
    number_at, number_share_at, arr_at, arr_share_at = zip(
        starts, (spans.number, spans.number_share, spans.arr, spans.arr_share), strict=True
    )
    arrs = math.fsum(entry.arr for entry in rows)
    scale = money_scale([arrs, *(entry.arr for entry in rows)])
    page.put(row, column, title, look.BLOCK, span=spans.name)
    for (place, span), header in (
        (number_at, number_header),
        (number_share_at, "Share"),
        (arr_at, f"ARR ({scale.unit(currency)})"),
        (arr_share_at, "Share"),
    ):
        if span:
            page.put(row, place, header, _HEADER, span=span)
    first, last = row + 1, row + len(rows)
    total = last + 1
    numbers = sum(entry.number for entry in rows)
    counts, money, shares = (_RIGHT.but(number_format=code) for code in (look.COUNT, scale.number_format, look.SHARE))
    number_total, arr_total = cell_name(total, number_at[0]), cell_name(total, arr_at[0])
    for position, entry in enumerate(rows):
        here = first + position
        mark = page.put(here, column, entry.mark, entry.mark_style, span=mark_columns)
        name_style = look.BODY if entry.mark else look.BODY.but(indent=1)
        name_columns = spans.name - mark_columns
        name = page.put(here, column + mark_columns, entry.name, name_style, span=name_columns)
        number_formula, arr_formula = (text.format(mark=mark, name=name) for text in formulas)
        number = page.put(
            here, number_at[0], entry.number, counts, span=number_at[1], formula=number_formula, link=link
        )
        arr = page.put(here, arr_at[0], entry.arr, money, span=arr_at[1], formula=arr_formula, link=link)
        for (place, span), part, whole, value, of in (
            (number_share_at, number, number_total, entry.number, numbers),
            (arr_share_at, arr, arr_total, entry.arr, arrs),
        ):
            formula = f"IF({whole}=0,0,{part}/{whole})"
            if span:
                page.put(here, place, value / of if of else 0.0, shares, span=span, formula=formula)
    line = {"top": look.MUTED, "bold": True}
    page.put(total, column, "Total", look.BODY.but(**line), span=spans.name)
    for (place, span), value, style in ((number_at, numbers, counts), (arr_at, arrs, money)):
        area = f"{cell_name(first, place)}:{cell_name(last, place)}"
        page.put(total, place, value, style.but(**line), span=span, formula=f"SUM({area})", link=link)
    for place, span in (number_share_at, arr_share_at):
        if span:
            page.put(total, place, None, shares.but(**line), span=span)
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
