"""Operators of rules and lists as people write them."""

from __future__ import annotations

import re

from segmentbook.model.date_windows import THIS_QUARTER
from segmentbook.schema.catalogue import LIST_OPERATORS
from segmentbook.schema.read_words import tidy

__all__ = ["WITHOUT_VALUE", "read_operator"]

WITHOUT_VALUE = ("blank", "not blank", THIS_QUARTER)
"""Operators that compare with nothing."""

_WORDS = {
    "=": ("==", "is", "equals", "equal to", "is equal to"),
    "<>": ("≠", "!=", "is not", "not equal to", "does not equal"),
    ">": ("after", "more than", "greater than", "above"),
    ">=": ("≥", "=>", "at least", "on or after"),
    "<": ("before", "less than", "below"),
    "<=": ("≤", "=<", "at most", "on or before"),
    "contains": ("includes", "has"),
    "in": ("one of", "is one of", "any of", "is any of"),
    "blank": ("is blank", "empty", "is empty"),
    "not blank": ("is not blank", "not empty", "is not empty"),
    THIS_QUARTER: ("in this quarter", "is this quarter", "this fiscal quarter", "in this fiscal quarter"),
}
_OTHER = {word: operator for operator, words in _WORDS.items() for word in words}
_WINDOW = re.compile(
    r"(?:is )?(?P<no>not )?(?:in |within |during )?(?:the )?(?P<way>next|coming|following|last|past|previous)"
    r"(?: (?P<span>\S.*))?"
)
_AHEAD = frozenset({"next", "coming", "following"})


def read_operator(text: str) -> tuple[str, str] | None:
    """The operator that is meant, and the length of time that stands behind it; None for none.

    Examples
    --------
    >>> read_operator("Is"), read_operator("≥"), read_operator("is  NOT blank"), read_operator("like")
    (('=', ''), ('>=', ''), ('not blank', ''), None)
    >>> read_operator("in next 90 days"), read_operator("not in the last 3 months"), read_operator("in last")
    (('in next', '90 days'), ('not in last', '3 months'), ('in last', ''))
    """
    word = " ".join(tidy(text).casefold().split())
    operator = _OTHER.get(word, word)
    if operator in LIST_OPERATORS:
        return operator, ""
    match = _WINDOW.fullmatch(word)
    if match is None:
        return None
    ahead = match["way"] in _AHEAD
    if match["no"] and ahead:
        return None
    return "in next" if ahead else "not in last" if match["no"] else "in last", match["span"] or ""
