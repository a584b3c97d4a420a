"""The columns that clients are analysed by: the setting Analyse By."""

from __future__ import annotations

from collections.abc import Sequence

from segmentbook.checks.asked_columns import SHORT_NAMES
from segmentbook.checks.places import nearest
from segmentbook.checks.table import InputTable
from segmentbook.model.inputs import Settings
from segmentbook.model.issues import Issue, Level
from segmentbook.raw import RawTable
from segmentbook.schema import CLIENTS, SEGMENT_RESULTS, SETTINGS_TABLE, Kind, header_key
from segmentbook.schema.default_stages import ANALYSED

__all__ = ["read_analysed"]

_SETTING = "Analyse By"
_SEPARATOR = ";"
_FIGURES = frozenset({Kind.NUMBER, Kind.MONEY, Kind.COUNT, Kind.SHARE, Kind.SCORE, Kind.DATE})
_NAMES_OR_WORDS = frozenset({"Client", "Client ID", "CRM ID", "Flags", "Why", "In Filter", "Map Label"})
"""Columns of texts that hold another text for each client, or depend on the filters."""
_PASSED_OVER = "It is passed over."


def read_analysed(
    settings: Settings, raw: RawTable | None, client_columns: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    """Columns to analyse by, in the setting's order; a name of no column, or of figures, is noted and passed over.

    Parameters
    ----------
    settings
        Its Analyse By has the names, with ; between them.
    raw
        The table Settings, for the cell.
    client_columns
        Columns of the Clients frame.
    """
    wanted = [name for part in settings.analyse_by.split(_SEPARATOR) if (name := part.strip())]
    if not wanted:
        return ANALYSED, ()
    figures = {column.header for table in (SEGMENT_RESULTS, CLIENTS) for column in table if column.kind in _FIGURES}
    headers = list(dict.fromkeys((*SEGMENT_RESULTS.headers, *client_columns)))
    usable = [header for header in headers if header not in figures and header not in _NAMES_OR_WORDS]
    known = {header_key(header): header for header in reversed(headers)}
    row = _row(raw)
    found: dict[str, None] = {}
    issues = []
    for name in wanted:
        column = known.get(header_key(name)) or _other_name(name, known)
        if column in usable:
            found[column] = None
            continue
        if column is None:
            near = nearest(name, usable)
            rule = f"{_SETTING} must name columns of Clients or SegmentResults"
            action = f"{_PASSED_OVER} Did you mean {near}?" if near else f"{_PASSED_OVER} Name one of their headers."
        else:
            rule = f"{_SETTING} must name columns of texts that clients share"
            action = _PASSED_OVER
        issues.append(Issue(Level.WARNING, SETTINGS_TABLE.name, row, "Value", rule, name, action))
    return tuple(found) or ANALYSED, tuple(issues)


def _other_name(name: str, known: dict[str, str]) -> str | None:
    """The column by another name that the reader knows for it, or by a short one."""
    also = next(iter(CLIENTS.match([name])), SHORT_NAMES.get(header_key(name)))
    return known.get(header_key(also)) if also else None


def _row(raw: RawTable | None) -> int | None:
    """The data row of the setting."""
    if raw is None:
        return None
    table = InputTable(raw, SETTINGS_TABLE)
    names = table.texts("Setting").tolist()
    rows = (int(table.rows[i]) for i, name in enumerate(names) if header_key(name) == header_key(_SETTING))
    return next(rows, None)
