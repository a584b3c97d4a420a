"""How a measure's choices are read, and which columns are computed for it."""

from __future__ import annotations

import re

from segmentbook.schema.read_numbers import read_number
from segmentbook.schema.read_words import tidy

__all__ = ["COMPUTED", "PERCENT_POINTS", "read_choices"]

COMPUTED = (
    "Contract MRR",
    "Overall Value",
    "ARR",
    "Value per Seat",
    "Non-recurring Revenue",
    "Tech Debt",
    "Tech Debt per Seat",
    "Seat Utilisation",
    "Stack Alignment",
)
"""Columns that a measure may read without their being in Clients: a refresh computes them."""

PERCENT_POINTS = 10.0
"""A measure that runs beyond this is in percent points rather than in shares of 1."""

_PAIR = re.compile(r"\s*(?P<word>.+?)\s*[=:]\s*(?P<score>[^=:]+?)\s*")


def read_choices(text: str) -> dict[str, float] | str:
    """Read ``No=0; Partly=50; Yes=100`` into scores; the pair that cannot be read where there is one.

    Pairs are set off by ``;`` or new lines, word and score by ``=`` or ``:``.

    Examples
    --------
    >>> read_choices("No=0; Partly: 50"), read_choices("No=0; Yes=150")
    ({'no': 0.0, 'partly': 50.0}, 'Yes=150')
    """
    scores: dict[str, float] = {}
    for pair in re.split(r"[;\n\r]+", text):
        if not pair.strip():
            continue
        match = _PAIR.fullmatch(pair)
        number = read_number(match["score"].removesuffix("%")) if match else None
        if match is None or number is None or not 0 <= number.value <= 100:
            return pair.strip()
        word = tidy(match["word"]).casefold()
        if scores.setdefault(word, number.value) != number.value:
            return pair.strip()
    return scores
