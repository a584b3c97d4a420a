"""Health bands and segments: what the score and the map mean. What contradicts itself stops a refresh."""

from __future__ import annotations

import re

import numpy as np

from segmentbook.checks.cells import text_column
from segmentbook.checks.policy_table import PolicyTable, known
from segmentbook.checks.table import BLANKED
from segmentbook.model.inputs import Band, SegmentCell
from segmentbook.model.issues import Issue, Level
from segmentbook.model.policy import band_fault, segment_fault
from segmentbook.raw import Kind as CellKind
from segmentbook.raw import RawTable
from segmentbook.schema import HEALTH_BANDS, SEGMENTS, defaults

__all__ = ["read_bands", "read_colour", "read_segments"]

_HEX = re.compile(r"#?(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})|#([0-9A-Fa-f]{3})")
_NOT_A_COLOUR = ("", "FFFFFF")  # white cannot be seen on the map
_HIGH = "High"


def read_bands(raw: RawTable | None) -> tuple[tuple[Band, ...], tuple[Issue, ...]]:
    """Health bands, ascending by minimum; without the table the default ones.

    Raises
    ------
    PolicyError
        No bands, none that starts at 0, a minimum that is no number from 0 to 100 or is there twice, a doubled name.
    """
    if raw is None:
        return defaults.BANDS, ()
    table = PolicyTable(raw, HEALTH_BANDS)
    table.keep_named("Band")
    table.require_rows("a band that starts at 0")
    names = table.texts("Band")
    minima = table.strict_numbers("Minimum Score", "Give the lowest score of the band.")
    table.require(band_fault(names.tolist(), known(minima)))
    review, _, _ = table.numbers("Review Every", Level.WARNING, BLANKED)
    order = np.argsort(minima)
    colours = _colours(table, [int(row) for row in order])
    bands = tuple(
        Band(str(names[row]), float(minima[row]), colours[row], None if np.isnan(review[row]) else float(review[row]))
        for row in order.tolist()
    )
    return bands, table.findings.issues()


def read_colour(text: str) -> str | None:
    """Read a hex code, with or without ``#``, of six digits, of eight (the first two ignored) or of three.

    Examples
    --------
    >>> read_colour("#2e8b57"), read_colour("FF2E8B57"), read_colour("#0A8"), read_colour("green")
    ('2E8B57', '2E8B57', '00AA88', None)
    """
    match = _HEX.fullmatch(text)
    if match is None:
        return None
    return (match[1] or "".join(digit * 2 for digit in match[2])).upper()


def _colours(table: PolicyTable, order: list[int]) -> dict[int, str]:
    """The colour of each row: the cell's fill, else a hex code in it, else a default one with a warning."""
    cells = table.column("Colour")
    texts = [""] * len(table) if cells is None else text_column(cells).tolist()
    if cells is not None:  # a code of digits only, such as 008000, is a number in Excel
        for number in np.flatnonzero(cells.kind == CellKind.NUMBER).tolist():
            texts[number] = texts[number].zfill(6)
    colours: dict[int, str] = {}
    for rank, row in enumerate(order):
        typed, fill = read_colour(texts[row]), table.fills("Colour")[row]
        only = np.array([row], np.intp)
        if fill in _NOT_A_COLOUR:
            fill = ""
        if typed and fill not in ("", typed):
            rule = f"Colour should be one; the cell is filled with {fill}"
            table.note(Level.WARNING, only, "Colour", rule, "The fill counts. Clear the code, or type the fill's.")
        if typed or fill:
            colours[row] = fill or str(typed)
            continue
        ranks = len(defaults.BANDS) - 1
        colours[row] = defaults.BANDS[round(rank / max(len(order) - 1, 1) * ranks)].colour
        rule = "Colour must be a fill of the cell or a hex code such as 2E8B57"
        table.note(Level.WARNING, only, "Colour", rule, f"{colours[row]} is used.")
    return colours


def read_segments(raw: RawTable | None) -> tuple[tuple[SegmentCell, ...], tuple[Issue, ...]]:
    """The four cells of the map in the table's order; without the table the default ones.

    Raises
    ------
    PolicyError
        Not each of the four cells exactly once; codes of more than 3 characters, blank or doubled.
    """
    if raw is None:
        return defaults.SEGMENTS, ()
    table = PolicyTable(raw, SEGMENTS)
    table.require_rows("the four cells of value and effort")
    values, efforts = (table.strict_choices(header, "Type High or Low.") for header in ("Value", "Effort"))
    codes = table.texts("Code")
    table.require(segment_fault((values == _HIGH).tolist(), (efforts == _HIGH).tolist(), codes.tolist()))
    names = table.texts("Name")
    table.note(Level.WARNING, np.flatnonzero(names == ""), "Name", "Name must be filled in", "The code stands for it.")
    descriptions = table.texts("Description")
    review, _, _ = table.numbers("Review Every", Level.WARNING, BLANKED)
    segments = tuple(
        SegmentCell(
            values[row] == _HIGH,
            efforts[row] == _HIGH,
            str(codes[row]),
            str(names[row] or codes[row]),
            str(descriptions[row]),
            None if np.isnan(review[row]) else float(review[row]),
        )
        for row in range(len(table))
    )
    return segments, table.findings.issues()
