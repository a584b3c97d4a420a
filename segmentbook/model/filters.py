"""Filters show a part of the book; they change no score, cut, tier or total (product.md section 3, "Filters")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from segmentbook.model.conditions import holds_column
from segmentbook.model.issues import Issue, Level
from segmentbook.model.keys import text_key
from segmentbook.model.list_chains import list_asked
from segmentbook.model.lists import asked_lists

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags
    from segmentbook.model.inputs import Filter, Inputs
    from segmentbook.model.lists import FoundList

__all__ = ["BLANK", "columns_asked", "filter_issues", "filter_text", "shown_rows"]

BLANK = "(blank)"
"""How a blank cell is named among the values of a filter, as in Excel's own."""
_LISTED = 3


def shown_rows(columns: Mapping[str, pd.Series[Any]], filters: Sequence[Filter], count: int) -> Flags:
    """Which of ``count`` clients pass all filters; values of one column are alternatives, also those of two filters.

    Parameters
    ----------
    columns
        The clients' columns by name: all that a filter names.
    filters
        Texts compare without regard to case and surrounding spaces, numbers by value; "" stands for a blank cell.

    Examples
    --------
    >>> import pandas as pd
    >>> from segmentbook.model.inputs import Filter
    >>> columns = {"Tier": pd.Series(["One", "Two", ""]), "Region": pd.Series(["North", "South", "South"])}
    >>> shown_rows(columns, [Filter("Tier", ("two", "")), Filter("Region", ("South",))], 3).tolist()
    [False, True, True]
    """
    import numpy as np

    shown = np.ones(count, dtype=np.bool_)
    wanted: dict[str, dict[str, None]] = {}
    for one in filters:
        wanted.setdefault(one.column, {}).update(dict.fromkeys(one.texts))
    for column, values in wanted.items():
        passes = np.zeros(count, dtype=np.bool_)
        for value in values:
            passes |= _having(columns[column], value)
        shown &= passes
    return shown


def filter_issues(columns: Mapping[str, pd.Series[Any]], inputs: Inputs, shown: Flags) -> tuple[Issue, ...]:
    """Values that no client has, with the one that was probably meant; and filters that leave nobody."""
    filters = inputs.filters
    policy: dict[str, Sequence[str]] = {
        "Health Band": [band.name for band in inputs.bands],
        "Segment": [cell.code for cell in inputs.segments],
        "Tier": [tier.name for tier in inputs.tiers],
    }
    issues = []
    for one in filters:
        column = columns[one.column]
        known = ("Yes", "No") if list_asked(one.column) else policy.get(one.column, ())
        there_may_be = {text_key(name) for name in known}
        for value in one.texts:
            if len(column) and text_key(value) not in there_may_be and not _having(column, value).any():
                rule = f"Values must be values of {one.column} that a client has"
                action = f"The filter shows nobody by it.{_hint(column, value)}"
                issues.append(Issue(Level.WARNING, "Filters", one.row, "Values", rule, value or BLANK, action))
    if len(shown) and not shown.any():
        rule = f"No client passes the filters in force ({filter_text(filters)})"
        action = "Nothing is shown on the map; totals are of the whole book. Change the filters, or clear them."
        issues.append(Issue(Level.WARNING, "Filters", None, None, rule, None, action))
    return tuple(issues)


def columns_asked(columns: Mapping[str, Any], inputs: Inputs, lists: Sequence[FoundList]) -> dict[str, pd.Series[Any]]:
    """The columns that the filters name: of ``columns`` (of SegmentResults), of the Clients table, or of a list."""
    import pandas as pd

    names = [one.column for one in inputs.filters]
    known = asked_lists(lists, names, len(inputs.clients)) | dict(columns)
    return {name: pd.Series(known[name]) if name in known else inputs.clients[name] for name in names}


def filter_text(filters: Sequence[Filter]) -> str:
    """The filters in force in words.

    Examples
    --------
    >>> from segmentbook.model.inputs import Filter
    >>> filter_text([Filter("Tier", ("One", "Two")), Filter("Region", ("",))])
    'Tier: One or Two; Region: (blank)'
    >>> filter_text([Filter("Client", ("A", "B", "C", "D"))])
    'Client: A, B, C or 1 more'
    """
    said = []
    for one in filters:
        names = [value or BLANK for value in one.texts]
        if len(names) > _LISTED:
            names = [*names[:_LISTED], f"{len(names) - _LISTED} more"]
        *most, last = names
        said.append(f"{one.column}: {', '.join(most)} or {last}" if most else f"{one.column}: {last}")
    return "; ".join(said)


def _having(column: pd.Series[Any], value: str) -> Flags:
    if not text_key(value):
        return holds_column(column, "blank", None)
    return holds_column(column, "=", value, several=True)  # the ; in a cell parts values, as it does in Filters


def _hint(column: pd.Series[Any], value: str) -> str:
    known = {text_key(text): text for text in column.unique().tolist() if isinstance(text, str) and text}
    near = get_close_matches(text_key(value), known, 1, 0.6)
    return f" Did you mean {known[near[0]]}?" if near else ""
