"""The value that a column is compared with, in the type of that column."""

from __future__ import annotations

from typing import Any

import numpy as np

from segmentbook.checks.cells import cell_shown, number_text, text_column
from segmentbook.checks.date_columns import date_columns
from segmentbook.checks.numbers import number_column
from segmentbook.checks.table import NUMBER_KINDS
from segmentbook.model.list_chains import list_asked
from segmentbook.raw import RawColumn
from segmentbook.schema import CLIENTS, SEGMENT_RESULTS, Kind
from segmentbook.schema.read_words import read_yes_no

__all__ = ["compared_value", "compared_values", "schema_kind", "wanted_words"]

_KINDS = {column.header: column.kind for table in (SEGMENT_RESULTS, CLIENTS) for column in table}


def schema_kind(column: str) -> Kind:
    """What a column holds by the schema; a list is Yes or No, and a column of the user's own may hold anything.

    Examples
    --------
    >>> schema_kind("Renewal Date"), schema_kind("List: Onboarding"), schema_kind("My column")
    (<Kind.DATE: 'date'>, <Kind.YESNO: 'yes/no'>, <Kind.ANY: 'any'>)
    """
    return _KINDS.get(column, Kind.YESNO if list_asked(column) else Kind.ANY)


def compared_value(cell: RawColumn, kind: Kind, operator: str, *, date1904: bool = False) -> Any:
    """The only cell of ``cell`` in the type of the column that it is compared with; None where it is none.

    ``contains`` and ``in`` take a text.
    """
    text = str(text_column(cell)[0])
    if operator in ("contains", "in"):
        return text
    if kind in NUMBER_KINDS:
        numbers = number_column(cell)
        return None if np.isnan(numbers.values[0]) else float(numbers.values[0])
    if kind is Kind.DATE:
        days = date_columns({"": cell}, date1904=date1904)[""]
        return None if np.isnat(days.values[0]) else days.values[0].astype("datetime64[D]").item()
    if kind is Kind.YESNO:
        return read_yes_no(text)
    shown = cell_shown(cell, 0)
    return shown if isinstance(shown, float) else text or None


def compared_values(cell: RawColumn, kind: Kind, *, date1904: bool = False) -> str | None:
    """The values of ``in``, each in the type of the column, as one text with ; between them; None where one is none.

    Examples
    --------
    >>> compared_values(RawColumn.from_values(["45%; 0.5"]), Kind.SHARE)
    '0.45; 0.5'
    """
    values = []
    for part in str(text_column(cell)[0]).split(";"):
        if part.strip():
            value = compared_value(RawColumn.from_values([part.strip()]), kind, "=", date1904=date1904)
            if value is None:
                return None
            yes_no = {True: "Yes", False: "No"}
            values.append(yes_no[value] if isinstance(value, bool) else _text(value))
    return "; ".join(values) or None


def _text(value: object) -> str:
    return number_text(value) if isinstance(value, float) else str(value)


def wanted_words(kind: Kind) -> str:
    """What a value must be, in words."""
    if kind in NUMBER_KINDS:
        return "a number"
    return {Kind.DATE: "a date", Kind.YESNO: "Yes or No"}.get(kind, "a value")
