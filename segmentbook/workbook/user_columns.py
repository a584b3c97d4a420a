"""Columns that the user added to a table of ours follow their client through a refresh, with formulas and looks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

import numpy as np

from segmentbook.raw import column_letters
from segmentbook.workbook.column_xml import Fragments, escaped
from segmentbook.workbook.old_sheet import OldCell
from segmentbook.workbook.references import moved_formula
from segmentbook.workbook.remarks import Remark
from segmentbook.workbook.strings import unescaped_text
from segmentbook.workbook.table_xml import header_key

__all__ = [
    "OldTable",
    "UserColumns",
    "cell_text_of",
    "expand_shared",
    "fragment_cell",
    "key_text",
    "user_columns",
    "user_positions",
    "value_of",
]

SHOWN_VALUES = 20
"""Values of lost rows that a note spells out."""
SHOWN_LENGTH = 120
SAME_KEY_SHARE = 0.8
"""A column is the key under another header where at least this share of its values are keys of today."""

_TEXT = re.compile(r"<(?:[\w.-]+:)?t\b[^>]*?(?:/>|>(.*?)</(?:[\w.-]+:)?t>)", re.DOTALL)
_VALUE = re.compile(r"<(?:[\w.-]+:)?v\b[^>]*>(.*?)</(?:[\w.-]+:)?v>", re.DOTALL)
_TYPE = re.compile(r"""\st\s*=\s*["'](\w+)["']""")


@dataclass(frozen=True, slots=True)
class OldTable:
    """A table as it stood: header row, last data row, and the formulas of calculated columns by header.

    ``written`` are the headers that we wrote, where the table's columns are others from time to time.
    """

    top: int
    left: int
    bottom: int
    headers: tuple[str, ...]
    formulas: Mapping[str, str] = field(default_factory=dict)
    has_totals: bool = False
    written: tuple[str, ...] = ()

    def wanted(self, ours: Sequence[str], key: str) -> frozenset[int]:
        """Sheet columns that must be read to bring the user's things along: his columns, and the key."""
        theirs = [self.left + place for place in user_positions(self, ours)]
        own = self.column(key) if key else None
        return frozenset(theirs if own is None else [*theirs, own])

    def column(self, header: str) -> int | None:
        """The sheet column of a header."""
        keys = [header_key(one) for one in self.headers]
        return self.left + keys.index(header_key(header)) if header_key(header) in keys else None


@dataclass(frozen=True, slots=True)
class UserColumns:
    """The user's columns for the new rows, and what could not follow.

    ``moves`` says of each cell that holds something where it is now.
    """

    headers: tuple[str, ...] = ()
    header_cells: tuple[OldCell | None, ...] = ()
    fragments: tuple[Fragments, ...] = ()
    formulas: tuple[str, ...] = ()
    notes: tuple[Remark, ...] = ()
    moves: Mapping[tuple[int, int], tuple[int, int] | None] = field(default_factory=dict)
    rows: Mapping[int, int] | None = None  # old sheet row -> new one; None where rows are not known again


def user_positions(old: OldTable, ours: Sequence[str]) -> list[int]:
    """Places in the old table of the columns that are not ours and never were; where a header is ours, ours wins."""
    known = {header_key(header) for header in (*ours, *old.written)}
    return [place for place, header in enumerate(old.headers) if header_key(header) not in known]


def cell_text_of(cell: OldCell, strings: Callable[[], Sequence[str]]) -> str:
    """What a cell shows, as text: shared and inline texts, numbers in their shortest form."""
    kind = _TYPE.search(cell.attributes)
    if kind and kind[1] == "inlineStr":
        return unescaped_text("".join(unescape(text) for text in _TEXT.findall(cell.content)))
    found = _VALUE.search(cell.content)
    if found is None:
        return ""
    text = unescape(found[1])
    if kind and kind[1] == "s":
        pool = strings()
        return pool[int(text)] if text.strip().isdigit() and int(text) < len(pool) else ""
    if kind is None or kind[1] == "n":
        try:
            return repr(float(text)).removesuffix(".0")
        except ValueError:
            return text
    return unescaped_text(text)


def fragment_cell(fragment: str) -> OldCell:
    """A cell's XML behind its reference as attributes and content."""
    attributes, _, content = fragment.partition(">")
    return OldCell(attributes.removesuffix("/"), content.removesuffix("</c>"))


def value_of(cell: OldCell, strings: Callable[[], Sequence[str]]) -> object:
    """What a cell holds: a text, a number, or None."""
    text = cell_text_of(cell, strings)
    kind = _TYPE.search(cell.attributes)
    if text and (kind is None or kind[1] == "n"):
        try:
            return float(text)
        except ValueError:
            return text
    return text or None


def key_text(value: object) -> str:
    """A key as keys are compared: case and surrounding spaces do not count."""
    text = repr(value).removesuffix(".0") if isinstance(value, float) else str("" if value is None else value)
    return text.strip().casefold()


def expand_shared(cells: Mapping[tuple[int, int], OldCell]) -> dict[tuple[int, int], OldCell]:
    """The same cells, each with its own formula where several shared one."""
    masters: dict[str, tuple[tuple[int, int], str]] = {}
    for place, cell in cells.items():
        if "shared" in cell.content:
            said = cell.formula_attributes
            if said.get("t") == "shared" and cell.formula:
                masters[said.get("si", "")] = place, cell.formula
    expanded = dict(cells)
    for place, cell in cells.items():
        said = cell.formula_attributes if "shared" in cell.content else {}
        if said.get("t") != "shared":
            continue
        (row, column), formula = masters.get(said.get("si", ""), (place, cell.formula))
        if formula:
            own = _copied(formula, place[0] - row, place[1] - column)
            expanded[place] = cell.with_formula(f"<f>{escaped(own)}</f>")
    return expanded


def _copied(formula: str, rows: int, columns: int) -> str:
    """A formula as Excel fills it from one cell into another."""
    if not (rows or columns):
        return formula
    from openpyxl.formula.translate import Translator

    start = (max(1, 1 - rows), max(1, 1 - columns))
    origin = f"{column_letters(start[1])}{start[0]}"
    target = f"{column_letters(start[1] + columns)}{start[0] + rows}"
    return str(Translator("=" + formula, origin).translate_formula(target))[1:]


def user_columns(
    old: OldTable,
    cells: Mapping[tuple[int, int], OldCell],
    ours: Sequence[str],
    key: str,
    keys: Sequence[object],
    top: int,
    left: int,
    strings: Callable[[], Sequence[str]],
    table_name: str,
    *,
    annotated: bool = False,
) -> UserColumns:
    """Bring the user's columns to the new order of rows.

    Parameters
    ----------
    old, cells
        The table as it stood, and its cells in the user's columns and in the key's.
    ours, key, keys
        Our headers, the one that rows are known by, and its new values, one a row.
    top, left
        Header row and first column of the table as it will stand; the user's columns come after ours.
    strings
        The workbook's shared strings, asked for only where a cell refers to them.
    table_name
        For the notes.
    annotated
        Whether rows must be known again though there is no column of the user's, because he has notes on cells.
    """
    positions = user_positions(old, ours)
    if not positions and not annotated:
        return UserColumns()
    rows = range(old.top + 1, old.bottom + 1)
    wanted = [key_text(value) for value in keys]
    key_column = old.column(key) if key else None
    if key_column is None and key:
        key_column = _renamed_key(old, cells, positions, set(wanted), strings)
    known = [cells.get((row, key_column)) if key_column is not None else None for row in rows]
    was = _counted(key_text(cell_text_of(cell, strings)) if cell else "" for cell in known)
    row_of = {one: row for row, one in zip(rows, was, strict=True) if one[0]}
    sources = [row_of.get(one, 0) for one in _counted(wanted)]
    new_row_of = {source: top + 1 + place for place, source in enumerate(sources) if source}
    columns_now = _columns_now(old, ours, positions, left)
    followed: list[Fragments] = []
    notes: list[Remark] = []
    moves: dict[tuple[int, int], tuple[int, int] | None] = {}
    formulas: list[str] = []
    for position in positions:
        column = old.left + position
        lost = []
        for row in rows:
            cell = cells.get((row, column))
            if cell is None or cell.is_blank:
                continue
            moves[row, column] = (new_row_of[row], columns_now[column]) if row in new_row_of else None
            if row not in new_row_of and not cell.formula:
                key_cell = cells.get((row, key_column)) if key_column is not None else None
                owner = cell_text_of(key_cell, strings) if key_cell else ""
                lost.append((owner or f"row {row}", cell_text_of(cell, strings)))
        if lost:
            notes.append(_lost_note(table_name, old.headers[position], lost, keyed=bool(key)))
        formula = old.formulas.get(old.headers[position], "")
        moved = {was_at: is_at for was_at, is_at in columns_now.items() if was_at != is_at}
        formulas.append(moved_formula(formula, 0, moved))
        followed.append(_followed(old, cells, column, sources, top, formula, moved))
    return UserColumns(
        tuple(old.headers[position] for position in positions),
        tuple(cells.get((old.top, old.left + position)) for position in positions),
        tuple(followed),
        tuple(formulas),
        tuple(notes),
        moves,
        new_row_of if key_column is not None else None,
    )


def _counted(keys: Iterable[str]) -> list[tuple[str, int]]:
    """Each key with how often it has come before: of rows with one key the first goes with the first."""
    seen: dict[str, int] = {}
    counted = []
    for key in keys:
        counted.append((key, seen.get(key, 0)))
        seen[key] = seen.get(key, 0) + 1
    return counted


def _columns_now(old: OldTable, ours: Sequence[str], positions: Sequence[int], left: int) -> dict[int, int]:
    """Where each column of the old table stands now."""
    places = {header_key(header): left + place for place, header in enumerate(ours)}
    places |= {header_key(old.headers[p]): left + len(ours) + place for place, p in enumerate(positions)}
    return {
        old.left + place: places[header_key(header)]
        for place, header in enumerate(old.headers)
        if header_key(header) in places
    }


def _renamed_key(
    old: OldTable,
    cells: Mapping[tuple[int, int], OldCell],
    positions: Sequence[int],
    wanted: set[str],
    strings: Callable[[], Sequence[str]],
) -> int | None:
    """The column that holds the keys though its header is another now."""
    for position in positions:
        column = old.left + position
        texts = [
            key_text(cell_text_of(cells[row, column], strings))
            for row in range(old.top + 1, old.bottom + 1)
            if (row, column) in cells
        ]
        if texts and len(set(texts)) == len(texts) and sum(t in wanted for t in texts) >= SAME_KEY_SHARE * len(texts):
            return column
    return None


def _followed(
    old: OldTable,
    cells: Mapping[tuple[int, int], OldCell],
    column: int,
    sources: Sequence[int],
    top: int,
    formula: str,
    moved: Mapping[int, int],
) -> Fragments:
    """One column's cells in the new order; rows that are new take the column's look and its calculated formula."""
    present = [(row, cells[row, column]) for row in range(old.top + 1, old.bottom + 1) if (row, column) in cells]
    style = next((cell.style for _, cell in present), "")
    example = next(((row, cell.formula) for row, cell in present if cell.formula), (0, formula))
    new = []
    for place, source in enumerate(sources):
        row = top + 1 + place
        cell = cells.get((source, column))
        if cell is not None:
            text = cell.formula
            if text and (row != source or moved):
                cell = _with_moved(cell, moved_formula(text, row - source, moved), row, column, moved)
            new.append(cell.fragment)
        elif formula and not source:
            own = moved_formula(example[1], row - example[0] if example[0] else 0, moved)
            new.append(f"{style}><f>{escaped(own)}</f></c>")
        else:
            new.append(f"{style}/>")
    pool = np.fromiter(new, dtype=object, count=len(new))
    return Fragments(pool, np.arange(len(new), dtype=np.int64))


def _with_moved(cell: OldCell, formula: str, row: int, column: int, moved: Mapping[int, int]) -> OldCell:
    attributes = cell.formula_attributes
    if attributes.get("t") == "array":
        place = f"{column_letters(moved.get(column, column))}{row}"
        return cell.with_formula(f'<f t="array" ref="{place}">{escaped(formula)}</f>')
    return cell.with_formula(f"<f>{escaped(formula)}</f>")


def _lost_note(table_name: str, header: str, lost: Sequence[tuple[str, str]], *, keyed: bool) -> Remark:
    """What was in rows whose client is gone."""
    shown = "; ".join(f"{owner}: {text[:SHOWN_LENGTH]!r}" for owner, text in lost[:SHOWN_VALUES])
    more = f"; and {len(lost) - SHOWN_VALUES} more" if len(lost) > SHOWN_VALUES else ""
    rows = "1 row" if len(lost) == 1 else f"{len(lost)} rows"
    why = "had no client any more" if keyed else "could not follow, because this table's rows have no key"
    return Remark(f"{table_name}: {rows} of your column '{header}' {why}: {shown}{more}")
