"""What a customer list depends on: a condition may ask for another list, by the column ``List: <its name>``."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from segmentbook.model.keys import text_key
from segmentbook.model.measures import FROM_TIER

if TYPE_CHECKING:
    from segmentbook.model.inputs import CustomerList

__all__ = ["AFTER_SCORES", "AFTER_TIERS", "chain_text", "chain_to", "circle", "list_asked", "list_header", "list_named"]

AFTER_TIERS = ("Tier", "Tier Source", *FROM_TIER, "Next Review", "Review Overdue", "Flags", "Why")
"""Columns that are computed after the tiers: no tier rule may ask for them, not by way of a list either."""

AFTER_SCORES = (
    "Effort Score",
    "Effort Coverage",
    "Health Score",
    "Health Coverage",
    "Health Band",
    "Band Source",
    "Segment",
    "Segment Name",
    *AFTER_TIERS,
)
"""Columns that are computed after the scores: no measure may read a list that asks for them."""

_LIST = re.compile(r"\s*list\s*:\s*(?P<name>.*\S)\s*", re.IGNORECASE | re.DOTALL)


def list_header(name: str) -> str:
    """The column that says who is in a list, Yes or No."""
    return f"List: {name}"


def list_asked(column: str) -> str:
    """The list that a column of ``list_header`` is of; "" for any other column.

    Examples
    --------
    >>> list_asked("list:At risk "), list_asked("Price List")
    ('At risk', '')
    """
    match = _LIST.fullmatch(column)
    return match["name"] if match else ""


def list_named(lists: Sequence[CustomerList], name: str) -> CustomerList | None:
    """The list of that name, case and surrounding spaces ignored."""
    return next((one for one in lists if text_key(one.name) == text_key(name)), None)


def chain_to(lists: Sequence[CustomerList], name: str, columns: Collection[str]) -> tuple[str, ...]:
    """How a list comes to ask for one of ``columns``: its name, those of the lists between, the column; () for never.

    Examples
    --------
    >>> from segmentbook.model.inputs import CustomerList, ListCondition
    >>> unwell = CustomerList("Unwell", (ListCondition("Health Score", "<", 50.0),))
    >>> watched = CustomerList("Watched", (ListCondition("List: Unwell", "=", True),))
    >>> chain_to([unwell, watched], "watched", ["Health Score"])
    ('Watched', 'Unwell', 'Health Score')
    """
    seen: set[str] = set()

    def follow(asked: str) -> tuple[str, ...]:
        rule = list_named(lists, asked)
        if rule is None or text_key(asked) in seen:
            return ()
        seen.add(text_key(asked))
        for condition in rule.conditions:
            if condition.column in columns:
                return rule.name, condition.column
            further = follow(list_asked(condition.column)) if list_asked(condition.column) else ()
            if further:
                return rule.name, *further
        return ()

    return follow(name)


def chain_text(chain: Sequence[str]) -> str:
    """A chain in words, to be read after what uses the first list.

    Examples
    --------
    >>> chain_text(("Watched", "Unwell", "Health Score"))
    "the list 'Watched', which asks for the list 'Unwell', which asks for Health Score"
    """
    *lists, column = chain
    return ", which asks for ".join([*(f"the list {name!r}" for name in lists), column])


def circle(lists: Sequence[CustomerList]) -> tuple[str, ...]:
    """Names of lists that ask for each other in a circle, the first again at the end; () where none do.

    Examples
    --------
    >>> from segmentbook.model.inputs import CustomerList, ListCondition
    >>> lists = [CustomerList(a, (ListCondition(f"List: {b}", "=", True),)) for a, b in ("AB", "BC", "CB")]
    >>> circle(lists)
    ('B', 'C', 'B')
    """
    done: set[str] = set()

    def follow(rule: CustomerList, path: tuple[str, ...]) -> tuple[str, ...]:
        keys = [text_key(name) for name in path]
        if text_key(rule.name) in keys:
            return (*path[keys.index(text_key(rule.name)) :], rule.name)
        if text_key(rule.name) not in done:
            for condition in rule.conditions:
                asked = list_named(lists, list_asked(condition.column)) if list_asked(condition.column) else None
                found = follow(asked, (*path, rule.name)) if asked is not None else ()
                if found:
                    return found
            done.add(text_key(rule.name))
        return ()

    return next((found for rule in lists if (found := follow(rule, ()))), ())
