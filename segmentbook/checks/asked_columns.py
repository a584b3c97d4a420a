"""The columns that filters and lists ask for, by the names that people call them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from segmentbook.checks.places import nearest
from segmentbook.model.keys import header_key, text_key
from segmentbook.model.list_chains import list_asked, list_header
from segmentbook.model.trends import TREND_COLUMNS
from segmentbook.schema import CLIENTS, SEGMENT_RESULTS

__all__ = ["SHORT_NAMES", "askable", "column_hint", "column_named"]

SHORT_NAMES = {"band": "Health Band", "health": "Health Band", "id": "Client ID"}
"""What people say of a column, by its key."""

_NOT_ASKED = frozenset({"In Filter", "Visible", "Map Value", "Map Size", "Map Label", *TREND_COLUMNS})
"""Columns that depend on the filters or the history, or are there for the chart alone."""


def askable(client_columns: Sequence[str], lists: Iterable[str] = (), without: Iterable[str] = ()) -> list[str]:
    """Columns of SegmentResults, of the Clients frame and of lists, but for those of ``without``."""
    both = dict.fromkeys((*SEGMENT_RESULTS.headers, *client_columns, *map(list_header, lists)))
    return [header for header in both if header not in _NOT_ASKED.union(without)]


def column_named(text: str, columns: Sequence[str]) -> str | None:
    """The column that is meant: by its name, by another name that the reader knows for it, or by a short one.

    Examples
    --------
    >>> columns = askable(["Parent", "My Column"], ["ARR > 10", "ARR < 10"])
    >>> [column_named(text, columns) for text in ("health_score", "CSM", "Band", "list: arr < 10", "List: ARR")]
    ['Health Score', 'Account Manager', 'Health Band', 'List: ARR < 10', None]
    """
    if list_asked(text):  # lists are called as they are called, signs and all
        wanted = text_key(list_header(list_asked(text)))
        found = next((header for header in columns if text_key(header) == wanted), None)
        if found is not None:
            return found
    known = {header_key(header): header for header in reversed(columns) if not list_asked(header)}
    key = header_key(text)
    if not key:
        return None
    if key in known:
        return known[key]
    also = next(iter(CLIENTS.match([text])), SHORT_NAMES.get(key))
    return known.get(header_key(also)) if also else None


def column_hint(text: str, columns: Sequence[str]) -> str:
    """What to do about a text that names none of ``columns``."""
    wanted = list_asked(text)
    if wanted:
        near = nearest(wanted, [name for name in map(list_asked, columns) if name])
        return f"Did you mean List: {near}?" if near else "Name a list of CustomerLists."
    near = nearest(text, columns) if text else None
    return f"Did you mean {near}?" if near else "Name one of their headers."
