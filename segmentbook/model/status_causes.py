"""Why a client came, went, or is current no more: its row, and the dates in it (product.md section 3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from segmentbook.model.causes import Cause, CauseKind, changed, not_known
from segmentbook.model.clients import CHURNED, NOT_STARTED

if TYPE_CHECKING:
    from segmentbook.model.comparison import Comparison

__all__ = ["GONE", "NEW", "status_causes"]

NEW, GONE = "New", "Gone"
"""Where a client comes from that the earlier date did not have, and where one went that the later does not have."""

_ROW = "Row of Clients"
_DATES = {CHURNED: "Churned On", NOT_STARTED: "Client Since"}
"""The column that decides on a status, beside Current."""


def status_causes(book: Comparison, key: str, was: str, now: str, row: int) -> list[Cause]:
    """Why a client's status is another.

    ``row`` is its place in Clients now, -1 where it is gone.
    """
    if was == NEW:
        return [Cause(CauseKind.DATA, _ROW, "", "added", f"it has a row in Clients since {book.days[0]}")]
    if now == GONE:
        return [Cause(CauseKind.DATA, _ROW, "there", "removed", f"its row in Clients is gone since {book.days[0]}")]
    headers = [header for status, header in _DATES.items() if status in (was, now)]
    edits = [book.known.input(key, header) for header in headers]
    causes = [changed(CauseKind.DATA, edit) for edit in edits if edit is not None]
    if causes:
        return causes
    for header in headers:
        day: date | None = _day(book.inputs.clients[header].iloc[row])
        if day is not None and book.days[0] < day <= book.days[1]:
            return [Cause(CauseKind.DATA, header, day, day, f"its {header}, {day}, was reached")]
    return [not_known(f"{' and '.join(headers)} {'is' if len(headers) == 1 else 'are'} not known to have changed")]


def _day(cell: Any) -> date | None:
    return None if cell != cell else cell.date()  # NaT differs from itself
