"""The filters in force: rows of the table Filters, or words of the command line."""

from __future__ import annotations

from collections.abc import Sequence

from segmentbook.checks.places import nearest
from segmentbook.checks.table import InputTable
from segmentbook.errors import PolicyError
from segmentbook.model.filters import BLANK
from segmentbook.model.inputs import Filter
from segmentbook.model.issues import Issue
from segmentbook.model.trends import TREND_COLUMNS
from segmentbook.raw import RawTable
from segmentbook.schema import CLIENTS, FILTERS, SEGMENT_RESULTS, header_key

__all__ = ["SHORT_NAMES", "read_filters"]

_SEPARATOR = ";"
SHORT_NAMES = {"band": "Health Band", "health": "Health Band", "id": "Client ID"}
"""What people say of a column, by its key."""
_UNFILTERED = frozenset({"In Filter", "Visible", "Map Value", "Map Size", "Map Label", *TREND_COLUMNS})
"""Columns that depend on the filters or the history, or are there for the chart alone."""


def read_filters(
    raw: RawTable | None, words: Sequence[tuple[str, str]], client_columns: Sequence[str]
) -> tuple[tuple[Filter, ...], tuple[Issue, ...]]:
    """Rows of Filters; one that names no column is noted and not applied, one without values shows all.

    Parameters
    ----------
    raw
        The table.
    words
        Columns and ``;``-separated values of the command line; where there are some the table is passed over.
    client_columns
        Columns of the Clients frame: those and the columns of SegmentResults may be filtered by.

    Raises
    ------
    PolicyError
        One of ``words`` names no column.
    """
    if words:
        return _filters_of_words(words, client_columns), ()
    if raw is None:
        return (), ()
    table = InputTable(raw, FILTERS)
    columns, values = table.texts("Column"), table.texts("Values")
    filters = []
    for row in range(len(table)):
        column, wanted = _column(columns[row], client_columns), _values(values[row])
        position = int(table.rows[row])
        if column is None:
            rule, hint = _unknown(columns[row], client_columns)
            action = f"The filter is not applied.{hint}"
            table.findings.warning(position, table.typed_header("Column"), rule, columns[row] or None, action)
        elif wanted:
            filters.append(Filter(column, wanted, position))
    return tuple(filters), table.findings.issues()


def _filters_of_words(words: Sequence[tuple[str, str]], client_columns: Sequence[str]) -> tuple[Filter, ...]:
    filters = []
    for name, values in words:
        column, wanted = _column(name, client_columns), _values(values)
        if column is None:
            rule, hint = _unknown(name, client_columns)
            raise PolicyError(f"--filter: {rule}; got {name!r}.{hint}")
        if wanted:
            filters.append(Filter(column, wanted))
    return tuple(filters)


def _values(text: str) -> tuple[str, ...]:
    """Values with ; between them; ``(blank)`` is the blank cell, here "".

    Examples
    --------
    >>> _values("Ann; Bo;;ann;(Blank)")
    ('Ann', 'Bo', '')
    """
    found: dict[str, str] = {}
    for value in (part.strip() for part in text.split(_SEPARATOR)):
        if value:
            found.setdefault(value.casefold(), "" if value.casefold() == BLANK else value)
    return tuple(found.values())


def _columns(client_columns: Sequence[str]) -> list[str]:
    both = dict.fromkeys((*SEGMENT_RESULTS.headers, *client_columns))
    return [header for header in both if header not in _UNFILTERED]


def _column(text: str, client_columns: Sequence[str]) -> str | None:
    """The column that is meant: by its name, by another name that the reader knows for it, or by a short one."""
    known = {header_key(header): header for header in reversed(_columns(client_columns))}
    key = header_key(text)
    if not key:
        return None
    if key in known:
        return known[key]
    also = next(iter(CLIENTS.match([text])), SHORT_NAMES.get(key))
    return known.get(header_key(also)) if also else None


def _unknown(text: str, client_columns: Sequence[str]) -> tuple[str, str]:
    near = nearest(text, _columns(client_columns)) if text else None
    hint = f" Did you mean {near}?" if near else " Name one of their headers."
    return "Column must be one of SegmentResults or Clients", hint
