"""How a measure's choices are read, and which columns are computed for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from segmentbook.model.measures import FROM_TIER
from segmentbook.schema.read_numbers import read_number
from segmentbook.schema.read_words import tidy

__all__ = ["COMPUTED", "PERCENT_POINTS", "read_choices", "read_measure"]

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
    "MRR Opportunity",
    "Non-recurring Opportunity",
    *FROM_TIER,
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


def read_measure(cell: object, choices: Mapping[str, float], scale: float) -> float | str | None:
    """Read a cell as its measure scores it; None where it is blank.

    A text that is one of the choices stays; any other text must be a number. A number that is written as one of the
    choices is that choice, and so are TRUE and FALSE (yes and no). ``85%`` is 85 where the measure runs in percent
    points.

    Parameters
    ----------
    cell
        A float, a text, a truth value or None.
    choices
        As ``read_choices`` gives them; empty where a number is expected.
    scale
        The larger of the values, without sign, at which the measure scores 0 and 100.

    Raises
    ------
    ValueError
        The cell is neither a number nor one of the choices.

    Examples
    --------
    >>> yes_no = {"no": 0.0, "yes": 100.0}
    >>> read_measure("Yes ", yes_no, 0.0), read_measure(True, yes_no, 0.0), read_measure("85%", {}, 100.0)
    ('yes', 'yes', 85.0)
    """
    if cell is None:
        return None
    if isinstance(cell, bool):
        word = next((word for word in (("yes", "true") if cell else ("no", "false")) if word in choices), None)
    elif isinstance(cell, str):
        text = tidy(cell)
        if not text:
            return None
        word = text.casefold()
        if word not in choices:
            read = read_number(cell)
            if read is None:
                raise ValueError(cell)
            return round(read.value * 100, 9) if read.percent and scale > PERCENT_POINTS else read.value
    elif isinstance(cell, (int, float)):
        for word in choices:
            read = read_number(word)
            if read is not None and read.value == cell:
                return word
        return float(cell)
    else:
        word = None
    if word is None:
        raise ValueError(cell)
    return word
