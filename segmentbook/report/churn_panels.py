"""The lists of the Churn Watch sheet: renewals, alerts, cancellations, seats in use, shrinking revenue."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.model.clients import CURRENT
from segmentbook.model.rounding import to_cents
from segmentbook.report import look
from segmentbook.report.analysis_sheets import ALERTS_KEY, SEVERITY_STYLES
from segmentbook.report.labels import shorten
from segmentbook.report.money import money_scale
from segmentbook.report.page import COLUMN_PIXELS, Page
from segmentbook.report.places import Names, cell_name, link_to
from segmentbook.report.spec import Scalar, Style
from segmentbook.report.tables import HEADER_ROW, counted, long_date

if TYPE_CHECKING:
    from segmentbook.model.columns import Ints
    from segmentbook.model.renewing import Renewing
    from segmentbook.model.segmentation import Segmentation

__all__ = [
    "ALERT_ROWS",
    "Seats",
    "Shrinking",
    "alert_panel",
    "cancelling_panel",
    "renewal_panel",
    "seat_figures",
    "shrinking",
    "shrinking_panel",
    "utilisation_panel",
]

ALERT_ROWS = 10
"""Alerts shown at least; where there is room, more."""
_RENEWALS, _BESIDE = 12, 8  # rows of the lists

_CHARACTER = 5.9  # width of a character of 10 pt Calibri, in pixels
_HEADER = look.NOTE.but(vertical="center", bottom=look.HAIRLINE)
_RIGHT = look.BODY.but(horizontal="right")
_YES = look.BODY.but(horizontal="right")
_ASKED = look.BODY.but(horizontal="right", colour=look.ERROR_INK, bold=True)


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of a list: header, grid columns, cells, and their style or, a row each, their styles."""

    header: str
    span: int
    cells: Sequence[Scalar]
    style: Style | Sequence[Style] = look.BODY


@dataclass(frozen=True, slots=True, eq=False)
class Seats:
    """Current clients with seats, the least used first (then the larger ARR); active / licensed of all together."""

    who: Ints
    share: np.ndarray[tuple[int], np.dtype[np.float64]]
    total: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Shrinking:
    """Current clients that pay less than a year ago, the largest loss a month first."""

    who: Ints
    lost: np.ndarray[tuple[int], np.dtype[np.float64]]


def seat_figures(segmentation: Segmentation) -> Seats:
    """How much of the seats that clients pay for is in use."""
    clients, frame = segmentation.clients, segmentation.inputs.clients
    active, licensed = (frame[header].to_numpy(float) for header in ("Active Seats", "Licensed Seats"))
    who = np.flatnonzero(_current(segmentation) & ~np.isnan(active) & (licensed > 0.0))
    share = active[who] / licensed[who]
    order = np.lexsort((who, -clients["ARR"].to_numpy(float)[who], share))
    total = float(active[who].sum() / licensed[who].sum()) if len(who) else None
    return Seats(who[order], share[order], total)


def shrinking(segmentation: Segmentation) -> Shrinking:
    """Who pays less than a year ago."""
    clients = segmentation.clients
    lost = clients["MRR a Year Ago"].to_numpy(float) - clients["Contract MRR"].to_numpy(float)
    who = np.flatnonzero(_current(segmentation) & (to_cents(lost) > 0.0))
    who = who[np.lexsort((who, -lost[who]))]
    return Shrinking(who, lost[who])


def renewal_panel(page: Page, row: int, column: int, segmentation: Segmentation, due: Renewing, names: Names) -> int:
    """The quarter's renewals by date; gives the next free row."""
    shown = due.due[:_RENEWALS]
    taken = segmentation.clients.iloc[shown]
    planned, asked = due.planned[shown], due.cancelling[shown]
    fields = (
        _name_field(taken, 12),
        _text_field("Tier", taken["Tier"], 9),
        _text_field("Account manager", taken["Account Manager"], 7),
        _date_field("Renewal", taken["Renewal Date"], 4),
        _money_field(segmentation, "ARR", taken["ARR"], 5),
        _Field("Plan", 2, ["Yes" if one else "-" for one in planned], _YES),
        _Field("Cancel", 3, ["asked" if one else "-" for one in asked], [_ASKED if one else _YES for one in asked]),
    )
    title = f"Renewals from {long_date(due.first)} to {long_date(due.last)}"
    return _listed(page, row, column, title, "No contract renews in this quarter.", fields, shown, len(due.due), names)


def alert_panel(
    page: Page, row: int, column: int, segmentation: Segmentation, alerts: pd.DataFrame, names: Names, most: int
) -> int:
    """The most severe alerts; gives the next free row."""
    table = alerts.iloc[:most]
    dated = bool(alerts["Since"].notna().any())
    fields = [
        _Field("Severity", 4, list(table["Severity"]), [SEVERITY_STYLES[word] for word in table["Severity"]]),
        _text_field("Flag", table["Flag"], 10),
        _name_field(table, 12),
        _text_field("Tier", table["Tier"], 7 if dated else 11),
        *([_date_field("Since", table["Since"], 4)] if dated else []),
        _money_field(segmentation, "ARR", table["ARR at Stake"], 5),
    ]
    link = link_to(names.sheet(ALERTS_KEY), cell_name(HEADER_ROW, 1))
    nothing = "No account in the tiers watched is under a risk flag."
    title = "Alerts, the most severe first"
    return _listed(
        page, row, column, title, nothing, fields, table.index.to_numpy(), len(alerts), names, more=("Alerts", link)
    )


def cancelling_panel(page: Page, row: int, column: int, segmentation: Segmentation, due: Renewing, names: Names) -> int:
    """All who asked to cancel, the larger ARR first; gives the next free row."""
    clients = segmentation.clients
    who = np.flatnonzero(due.cancelling)
    who = who[np.lexsort((who, -clients["ARR"].to_numpy(float)[who]))]
    shown = who[:_BESIDE]
    taken = clients.iloc[shown]
    fields = (
        _name_field(taken, 12),
        _date_field("Renewal", taken["Renewal Date"], 4),
        _money_field(segmentation, "ARR", taken["ARR"], 5),
        _Field("Plan", 2, ["Yes" if one else "-" for one in due.planned[shown]], _YES),
    )
    nothing = "No current client has asked to cancel."
    return _listed(page, row, column, "Asked to cancel", nothing, fields, shown, len(who), names)


def utilisation_panel(page: Page, row: int, column: int, segmentation: Segmentation, names: Names) -> int:
    """The clients that use the smallest share of the seats they pay for; gives the next free row."""
    seats, frame = seat_figures(segmentation), segmentation.inputs.clients
    shown = seats.who[:_BESIDE]
    taken = segmentation.clients.iloc[shown]
    count = _RIGHT.but(number_format=look.COUNT)
    fields = (
        _name_field(taken, 12),
        _Field("Active", 4, frame["Active Seats"].to_numpy(float)[shown].tolist(), count),
        _Field("Licensed", 4, frame["Licensed Seats"].to_numpy(float)[shown].tolist(), count),
        _Field("In use", 3, seats.share[:_BESIDE].tolist(), _RIGHT.but(number_format=look.SHARE)),
    )
    nothing = "No client has both Licensed Seats and Active Seats."
    return _listed(page, row, column, "Least used seats", nothing, fields, shown, len(seats.who), names)


def shrinking_panel(page: Page, row: int, column: int, segmentation: Segmentation, names: Names) -> int:
    """The clients that lost most revenue in a year; gives the next free row."""
    found = shrinking(segmentation)
    shown = found.who[:_BESIDE]
    taken = segmentation.clients.iloc[shown]
    fields = (
        _name_field(taken, 11),
        _money_field(segmentation, "MRR a year ago", taken["MRR a Year Ago"], 5, currency=False),
        _money_field(segmentation, "Now", taken["Contract MRR"], 4, currency=False),
        _Field("Growth", 3, taken["MRR Growth"].tolist(), _RIGHT.but(number_format=look.SHARE)),
    )
    past = segmentation.year_ago
    title = f"Shrinking revenue since {long_date(past.day)}" if past is not None else "Shrinking revenue"
    nothing = "No current client pays less than a year ago."
    return _listed(page, row, column, title, nothing, fields, shown, len(found.who), names)


def _current(segmentation: Segmentation) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return (segmentation.clients["Status"] == CURRENT).to_numpy(bool)


def _name_field(rows: pd.DataFrame, span: int) -> _Field:
    return _text_field("Client", rows["Client"], span, look.LINK)


def _text_field(header: str, texts: pd.Series, span: int, style: Style = look.BODY) -> _Field:
    room = int(span * COLUMN_PIXELS / _CHARACTER)
    return _Field(header, span, [shorten(str(text), room) for text in texts], style)


def _date_field(header: str, days: pd.Series, span: int) -> _Field:
    values: list[date | None] = [None if pd.isna(day) else day.date() for day in days]
    return _Field(header, span, values, _RIGHT.but(number_format=look.DATE))


def _money_field(
    segmentation: Segmentation, header: str, amounts: pd.Series, span: int, *, currency: bool = True
) -> _Field:
    values = [float(amount) for amount in amounts]
    scale = money_scale(values)
    unit = scale.unit(segmentation.inputs.settings.base_currency) if currency else scale.word
    said = f"{header} ({unit})" if unit else header
    return _Field(
        said,
        span,
        [value if math.isfinite(value) else None for value in values],
        _RIGHT.but(number_format=scale.number_format),
    )


def _listed(
    page: Page,
    row: int,
    column: int,
    title: str,
    nothing: str,
    fields: Sequence[_Field],
    who: Ints,
    number: int,
    names: Names,
    more: tuple[str, str] = ("SegmentResults", ""),
) -> int:
    """A list under its title, each row with a link to the client's row in SegmentResults; gives the next free row."""
    width = sum(field.span for field in fields)
    page.put(row, column, title, look.BLOCK, span=width)
    row += 1
    if not number:
        page.put(row, column, nothing, look.BODY.but(colour=look.MUTED), span=width)
        return row + 1
    at = column
    for field in fields:
        right = (field.style if isinstance(field.style, Style) else field.style[0]).horizontal == "right"
        page.put(row, at, field.header, _HEADER.but(horizontal="right" if right else "left"), span=field.span)
        at += field.span
    sheet = names.sheet("SegmentResults")
    for place, client in enumerate(who.tolist()):
        at = column
        for field in fields:
            style = field.style if isinstance(field.style, Style) else field.style[place]
            link = link_to(sheet, cell_name(HEADER_ROW + 1 + client, 1)) if field.header == "Client" else ""
            page.put(row + 1 + place, at, field.cells[place], style, span=field.span, link=link)
            at += field.span
    row += len(who) + 1
    if number > len(who):
        where, link = more[0], more[1] or link_to(sheet, cell_name(HEADER_ROW, 1))
        words = f"and {counted(number - len(who), 'other')}: see {where}"
        page.put(row, column, words, look.NOTE_LINK, span=width, link=link)
        row += 1
    return row
