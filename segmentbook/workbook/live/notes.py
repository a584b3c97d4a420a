"""Notes on an open sheet: ours on headers say what columns mean, the user's go where their client goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.workbook.notes_xml import AUTHOR

if TYPE_CHECKING:
    import xlwings

    from segmentbook.workbook.live.cells import Place
    from segmentbook.workbook.live.sheet import SheetPlan
    from segmentbook.workbook.live.state import Journal

__all__ = ["place_notes"]


def place_notes(plan: SheetPlan, journal: Journal) -> None:
    """Move the user's notes with their rows, and ours with their columns; notes that he has deleted stay deleted."""
    if not plan.notes:
        return
    moves = {place: target for place, target in plan.note_moves.items() if target != place}
    wanted = {(note.row, note.column): note.text for note in plan.spec.notes}
    headers: set[int] = set()
    for table in plan.tables:
        if table.old is None or tuple(table.old.headers) == table.headers:
            continue
        headers.add(table.area.top)
        for column, one in enumerate(table.spec.columns, table.area.left):
            if one.note:
                wanted[table.area.top, column] = one.note
    if not (moves or headers):
        return
    there = {(note.location.row, note.location.column): note.text for note in plan.sheet.notes}
    ours = set(wanted.values()) | {note.text for note in plan.sheet.notes if _author(note) == AUTHOR}
    changes: dict[Place, str] = {}
    for place, text in there.items():
        if place[0] in headers and text in ours and wanted.get(place) != text:
            changes[place] = ""
    for place, text in wanted.items():
        if place[0] in headers and there.get(place) != text and (place not in there or place in changes):
            changes[place] = text
    for place, target in moves.items():
        # Where its column has moved, the note has moved along already.
        along = (place[0], target[1]) if target else place
        changes |= {at: "" for at in (place, along) if there.get(at) == plan.notes[place]}
    changes |= {target: plan.notes[place] for place, target in moves.items() if target is not None}
    before = {place: there.get(place, "") for place in changes}
    if changes != before:
        journal.do(lambda: _set(plan.sheet, changes), lambda: _set(plan.sheet, before))


def _author(note: xlwings.main.Note) -> str:
    """Who wrote a note, where the engine can tell."""
    try:
        return str(note.author or "")
    except (AttributeError, NotImplementedError):
        return ""


def _set(sheet: xlwings.Sheet, notes: dict[Place, str]) -> None:
    for place, text in notes.items():
        cell = sheet.range(place)
        note = cell.note
        if note is not None and text:
            if note.text != text:
                note.text = text
        elif note is not None:
            note.delete()
        elif text:
            cell.add_note(text)
