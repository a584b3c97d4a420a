"""The filters in force: rows of the table Filters, or words of the command line."""

from __future__ import annotations

from collections.abc import Sequence

from segmentbook.checks.asked_columns import askable, column_hint, column_named
from segmentbook.checks.table import InputTable
from segmentbook.errors import PolicyError
from segmentbook.model.filters import BLANK
from segmentbook.model.inputs import CustomerList, Filter
from segmentbook.model.issues import Issue
from segmentbook.raw import RawTable
from segmentbook.schema import FILTERS

__all__ = ["read_filters"]

_SEPARATOR = ";"
_RULE = "Column must be one of SegmentResults or Clients"


def read_filters(
    raw: RawTable | None,
    words: Sequence[tuple[str, str]],
    client_columns: Sequence[str],
    lists: Sequence[CustomerList] = (),
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
    lists
        Who is in one may be filtered by, too: ``List: Onboarding`` is Yes or No.

    Raises
    ------
    PolicyError
        One of ``words`` names no column.
    """
    known = askable(client_columns, [one.name for one in lists if one.conditions])
    if words:
        return _filters_of_words(words, known), ()
    if raw is None:
        return (), ()
    table = InputTable(raw, FILTERS)
    columns, values = table.texts("Column"), table.texts("Values")
    filters = []
    for row in range(len(table)):
        column, wanted = column_named(columns[row], known), _values(values[row])
        position = int(table.rows[row])
        if column is None:
            action = f"The filter is not applied. {column_hint(columns[row], known)}"
            table.findings.warning(position, table.typed_header("Column"), _RULE, columns[row] or None, action)
        elif wanted:
            filters.append(Filter(column, wanted, position))
    return tuple(filters), table.findings.issues()


def _filters_of_words(words: Sequence[tuple[str, str]], known: Sequence[str]) -> tuple[Filter, ...]:
    filters = []
    for name, values in words:
        column, wanted = column_named(name, known), _values(values)
        if column is None:
            raise PolicyError(f"--filter: {_RULE}; got {name!r}. {column_hint(name, known)}")
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
