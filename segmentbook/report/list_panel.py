"""The customer lists with their counts, as a band across a page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.list_sheets import MEMBERS_KEY, SUMMARY_KEY
from segmentbook.report.places import Names, link_to
from segmentbook.report.spec import Style
from segmentbook.schema.catalogue import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segmentbook.model.lists import FoundList
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.report.page import Page

__all__ = ["MOST_LINES", "list_panel"]

MOST_LINES = 3
"""Lines of the panel under its title."""

_ABREAST = 5
_NARROWEST = 12
_CHIP, _COUNT, _GAP = 1, 3, 1
_CHIPS = {"High": look.ERROR_INK, "Medium": "E6A100", "Low": look.QUADRANT_INK}
_MOST_TITLE = 6


def list_panel(page: Page, row: int, column: int, columns: int, segmentation: Segmentation, names: Names) -> int:
    """Each list and how many clients are in it, by formulas over ListSummary; gives the next free row.

    The gravest lists and the largest come first. The default lists of account managers are not among them: they are
    on ListSummary. Without lists nothing is put.

    Parameters
    ----------
    page, row, column, columns
        Where: the panel takes so many columns, and at most ``MOST_LINES`` rows below its title.
    """
    lists = [one for one in segmentation.lists if not one.by_manager]
    if not lists:
        return row
    abreast = max(1, min(_ABREAST, columns // _NARROWEST))
    lines = min(MOST_LINES, math.ceil(len(lists) / abreast))
    shown = _gravest_first(lists)
    room = lines * abreast
    over = len(shown) - room + 1 if len(shown) > room else 0
    summary = link_to(names.sheet(SUMMARY_KEY), "A1")
    page.put(row, column, "Lists", look.BLOCK, span=_MOST_TITLE)
    said = "clients in each, of the whole book; red: high severity, amber: medium, grey: low"
    if not any(one.rule.severity for one in lists):
        said = "clients in each, of the whole book"
    page.put(row, column + _MOST_TITLE, said, look.NOTE.but(vertical="center"), span=columns - _MOST_TITLE)
    width = columns // abreast
    last = columns - width * (abreast - 1)
    for place, one in enumerate(shown[: room - 1 if over else room]):
        line, beside = place % lines, place // lines
        span = last if beside == abreast - 1 else width
        _put(page, row + 1 + line, column + beside * width, span, one, names)
    if over:
        text = f"and {over:,} more: see {names.sheet(SUMMARY_KEY)}"
        at = column + (abreast - 1) * width
        page.put(row + lines, at + _CHIP, text, look.NOTE_LINK.but(indent=1), span=last - _CHIP, link=summary)
    return row + 1 + lines


def _gravest_first(lists: Sequence[FoundList]) -> list[FoundList]:
    grave = {severity: place for place, severity in enumerate(SEVERITIES)}
    return sorted(lists, key=lambda one: (grave.get(one.rule.severity, len(grave)), -len(one.members)))


def _put(page: Page, row: int, column: int, columns: int, found: FoundList, names: Names) -> None:
    """One list: a chip of its severity, its name, how many are in it."""
    chip = _CHIPS.get(found.rule.severity, "")
    page.put(row, column, "", Style(fill=chip))
    name_columns = columns - _CHIP - _COUNT - _GAP
    name = page.put(row, column + _CHIP, found.rule.name, look.BODY.but(indent=1), span=name_columns)
    table, number = names.table(SUMMARY_KEY), len(found.members)
    style = look.BODY.but(number_format=look.COUNT, horizontal="right", bold=number > 0)
    page.put(
        row,
        column + _CHIP + name_columns,
        number,
        style if number else style.but(colour=look.MUTED),
        span=_COUNT,
        formula=f"SUMPRODUCT(--({table}[List]={name}),{table}[Clients])",
        link=link_to(names.sheet(MEMBERS_KEY), "A1"),
    )
