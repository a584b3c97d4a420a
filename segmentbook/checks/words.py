"""Columns of words: yes or no, and one of a few choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from segmentbook.checks.cells import Remark, text_column, text_counts
from segmentbook.checks.findings import one_of
from segmentbook.raw import Kind, RawColumn
from segmentbook.schema import header_key
from segmentbook.schema.read_words import NEAR_SYNONYMS, read_choice, read_yes_no, tidy

__all__ = ["WordColumn", "choice_column", "yes_no_column"]


@dataclass(frozen=True, slots=True, eq=False)
class WordColumn:
    """A column of objects, and which of its cells could not be read."""

    values: npt.NDArray[np.object_]
    unreadable: npt.NDArray[np.bool_]
    remarks: tuple[Remark, ...] = ()


def yes_no_column(raw: RawColumn, default: object) -> WordColumn:
    """Read a column as True and False; blank and unreadable cells hold the default.

    Examples
    --------
    >>> column = yes_no_column(RawColumn.from_values(["x", 0, None, "maybe"]), None)
    >>> column.values.tolist(), column.unreadable.tolist()
    ([True, False, None, None], [False, False, False, True])
    """
    values = np.full(len(raw), default, np.object_)
    unreadable = raw.kind != Kind.BLANK
    truths = ((raw.kind == Kind.BOOLEAN) | (raw.kind == Kind.NUMBER)) & ((raw.number == 0) | (raw.number == 1))
    values[truths] = raw.number[truths] == 1
    unreadable &= ~truths
    texts = text_counts(raw)
    if texts is not None:
        lookup = np.full(len(raw.pool), default, np.object_)
        bad = np.zeros(len(raw.pool), np.bool_)
        for position in texts.used:
            text = raw.pool[position]
            read = read_yes_no(text)
            lookup[position] = default if read is None else read
            bad[position] = read is None and bool(tidy(text))
        values[texts.rows] = lookup[texts.codes]
        unreadable[texts.rows] = bad[texts.codes]
    return WordColumn(values, unreadable)


def choice_column(raw: RawColumn, choices: Sequence[str], header: str, default: object) -> WordColumn:
    """Read a column as one of its choices; blank is the default, anything else stays as typed and is unreadable.

    Examples
    --------
    >>> raw = RawColumn.from_values(["setup", None, "?"])
    >>> column = choice_column(raw, ("Recurring", "One-off"), "Kind", "Recurring")
    >>> column.values.tolist(), column.unreadable.tolist()
    (['One-off', 'Recurring', '?'], [False, False, True])
    """
    typed = text_column(raw, errors=True)
    codes, distinct = pd.factorize(typed)
    chosen = [read_choice(text, choices, header) if text else str(default or "") for text in distinct]
    values = np.array([choice or text for choice, text in zip(chosen, distinct, strict=True)], np.object_)[codes]
    unreadable = np.array([choice is None for choice in chosen], np.bool_)[codes]
    remarks = []
    near = {key for keys in NEAR_SYNONYMS.get(header, {}).values() for key in keys.split()}
    for code, (choice, text) in enumerate(zip(chosen, distinct, strict=True)):
        if choice and header_key(text) in near:
            rows = np.flatnonzero(codes == code)
            remarks.append(Remark.read_as(f"should be {one_of(list(choices))}", raw, rows, choice))
    return WordColumn(values, unreadable, tuple(remarks))
