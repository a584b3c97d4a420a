"""Cells of our own sheets that the user types into: what stands there is read before a refresh, and written again.

Each is marked by a hidden name (``_Segmentbook.Kept_...``), which follows it when rows are inserted above.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from segmentbook.report.spec import CellRange, SheetSpec
from segmentbook.workbook.book import mark_name
from segmentbook.workbook.names import quoted_sheet, sheet_of
from segmentbook.workbook.references import area_of, area_text

if TYPE_CHECKING:
    from segmentbook.workbook.cells import SheetArea

__all__ = ["kept_mark", "kept_texts", "place_names"]

_KEPT = "Kept."


def kept_mark(key: str) -> str:
    """The mark of a cell that the user types into."""
    return f"{_KEPT}{key}"


def kept_texts(names: Mapping[str, str], cells: Callable[[str, CellRange], SheetArea | None]) -> dict[str, str]:
    """What stands in the cells that are marked as the user's to type into, by their key; without those that are gone.

    Parameters
    ----------
    names
        The workbook's defined names, hidden ones too, with their formulas.
    cells
        Gives the cells of an area of a sheet; None where there is no such sheet.
    """
    start = mark_name(_KEPT).casefold()
    found = {}
    for name, text in names.items():
        place = area_of(text)
        if not name.casefold().startswith(start) or place is None or not sheet_of(text):
            continue
        area = cells(sheet_of(text), CellRange(place.top, place.left, place.top, place.left))
        value = area.cell(place.top, place.left) if area else None
        if isinstance(value, float):
            value = f"{value:.15g}"
        found[name[len(start) :]] = value if isinstance(value, str) else ""
    return found


def place_names(
    specs: Sequence[SheetSpec],
    sheets: Callable[[str], str],
    taken: Sequence[str],
    marked: Callable[[str], object],
) -> tuple[dict[str, str], dict[str, str]]:
    """Names of cells that specifications ask for: those that are seen, and marks; each with its reference.

    Parameters
    ----------
    specs
        The sheets as they have been written.
    sheets
        What the sheet of a key is called.
    taken
        Names of the whole workbook: one that the user has given to something else stays his.
    marked
        Whether a mark is there.
    """
    known = {name.casefold() for name in taken}
    shown: dict[str, str] = {}
    marks: dict[str, str] = {}
    for spec in specs:
        sheet = quoted_sheet(sheets(spec.key))

        def at(place: tuple[int, int], sheet: str = sheet) -> str:
            return f"{sheet}!{area_text(CellRange(*place, *place), fixed=True)}"

        marks |= {kept_mark(key): at(place) for key, place in spec.kept.items()}
        for name, place in spec.names.items():
            mark = f"name.{name}"
            if name.casefold() not in known or marked(mark):
                shown[name], marks[mark] = at(place), "TRUE"
    return shown, marks
