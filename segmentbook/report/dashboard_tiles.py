"""The Dashboard's tiles: clients and money shown, and what to watch - renewals, cancellations, reviews, data issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.model.issues import Issue, Level
from segmentbook.report import look
from segmentbook.report.chart_data_clients import Shown
from segmentbook.report.money import money_scale
from segmentbook.report.page import Page
from segmentbook.report.places import Names, cell_name, link_to
from segmentbook.report.tables import counted, joined, long_date

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation

__all__ = ["TILE_COLUMNS", "dashboard_tiles", "ledger_note"]

TILE_COLUMNS = 8
_GAP = 2


@dataclass(frozen=True, slots=True)
class _Tile:
    """A figure, its label above, and a note below that may be a figure in words of its number format."""

    label: str
    value: float
    formula: str
    number_format: str
    sheet: str
    note: float | str = ""
    note_formula: str = ""
    note_format: str = "General"


def ledger_note(row: int, left: int) -> str:
    """The cell that shows the book's MRR: the note of the second tile.

    Examples
    --------
    >>> ledger_note(7, 2)
    '$L$7'
    """
    name = cell_name(row, left + TILE_COLUMNS + _GAP)
    letters = name.rstrip("0123456789")
    return f"${letters}${row}"


def dashboard_tiles(
    page: Page, row: int, left: int, segmentation: Segmentation, shown: Shown, issues: tuple[Issue, ...], names: Names
) -> None:
    """Put eight tiles in three rows; the figures are those of ChartData and follow what is seen."""
    currency = segmentation.inputs.settings.base_currency
    ledger, found = names.table("MrrLedger"), names.table("DataIssues")
    results = names.sheet("SegmentResults")
    clients = names.table("SegmentResults")
    errors = sum(issue.level is Level.ERROR for issue in issues)
    levels = joined([counted(n, word) for n, word in ((errors, "error"), (len(issues) - errors, "warning")) if n])
    current = segmentation.clients[segmentation.clients["Status"] == "Current"]
    arr = float(current["ARR"].sum())
    scale = money_scale([segmentation.mrr, segmentation.arr, arr])
    unit = scale.unit(currency)
    plain = scale.number_format.partition(";")[0]

    def tile(label: str, figure: str, number_format: str = look.COUNT, **note: float | str) -> _Tile:
        return _Tile(label, shown.values[figure], shown.cells[figure], number_format, results, **note)  # type: ignore[arg-type]

    tiles = (
        tile(
            "Clients shown",
            "Clients shown",
            note=shown.values["Current clients"],
            note_formula=shown.cells["Current clients"],
            note_format='[=1]"of 1 current client";"of "#,##0" current clients"',
        ),
        tile(
            f"MRR shown ({unit})",
            "MRR shown",
            scale.number_format,
            note=segmentation.mrr,
            note_formula=f"SUM({ledger}[Counted MRR])",
            note_format=f'"of "{plain}" in MrrLedger"',
        ),
        tile(
            f"ARR shown ({unit})",
            "ARR shown",
            scale.number_format,
            note=arr,
            note_formula=f'SUMPRODUCT(--({clients}[Status]="Current"),{clients}[ARR])',
            note_format=f'"of "{plain}", 12 x value"',
        ),
        tile("Renewals this quarter", "Renewals this quarter", note=f"by {long_date(shown.last_day)}"),
        tile("of which in a retention plan", "In a retention plan", note="of these renewals"),
        tile(
            "Cancellation requests",
            "Cancellation requests",
            note=shown.values["MRR of cancellation requests"],
            note_formula=shown.cells["MRR of cancellation requests"],
            note_format=f'{plain}" MRR at stake"',
        ),
        tile("Overdue reviews", "Overdue reviews", note=f"on {long_date(segmentation.inputs.settings.as_of)}"),
        _Tile(
            "Data issues",
            len(set(issues)),
            f"COUNTA({found}[Level])",
            look.COUNT,
            names.sheet("DataIssues"),
            levels or "nothing to report",
        ),
    )
    for position, one in enumerate(tiles):
        column = left + position * (TILE_COLUMNS + _GAP)
        span = TILE_COLUMNS if position < len(tiles) - 1 else TILE_COLUMNS - 1
        link = link_to(one.sheet, "A1")
        page.put(row, column, one.label, look.TILE_LABEL, span=span)
        figure = look.TILE.but(number_format=one.number_format)
        page.put(row + 1, column, one.value, figure, span=span, formula=one.formula, link=link)
        style = look.NOTE.but(number_format=one.note_format, horizontal="left")
        linked = link_to(names.sheet("MrrLedger"), "A1") if position == 1 else link if one.note_formula else ""
        page.put(row + 2, column, one.note, style, span=span, formula=one.note_formula, link=linked)
