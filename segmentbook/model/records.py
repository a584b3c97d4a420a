"""A row of a table as one short text, ``Amount=720; Start=2024-01-01``: readable in a cell, and read again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

__all__ = ["fields_of", "plain_value", "record_text", "value_text"]

_BETWEEN, _IS = "; ", "="


def record_text(fields: Iterable[tuple[str, object]]) -> str:
    """Name and value of each field that is not blank.

    Examples
    --------
    >>> record_text([("Amount", 720.0), ("End", None), ("Start", date(2024, 1, 1)), ("Status", "Active; paid")])
    'Amount=720; Start=2024-01-01; Status=Active, paid'
    """
    shown = ((name, value_text(value)) for name, value in fields)
    return _BETWEEN.join(f"{name}{_IS}{text}" for name, text in shown if text)


def fields_of(text: str) -> dict[str, str]:
    """The fields of a ``record_text``.

    Examples
    --------
    >>> fields_of("Amount=720; Start=2024-01-01")
    {'Amount': '720', 'Start': '2024-01-01'}
    """
    pairs = (part.partition(_IS) for part in text.split(_BETWEEN.strip()))
    return {name.strip(): value for name, _, value in pairs if name.strip()}


def value_text(value: object) -> str:
    """A value in a record; "" for a blank one.

    Examples
    --------
    >>> value_text(0.1 + 0.2), value_text(True), value_text(float("nan")), value_text(date(2024, 2, 29))
    ('0.3', 'Yes', '', '2024-02-29')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return f"{value:.15g}"
    return " ".join(str(value).replace(";", ",").split())


def plain_value(text: object) -> float | str | date | None:
    """What a remembered value was: a number, a date, a text; None where blank.

    Examples
    --------
    >>> plain_value("720"), plain_value("2024-01-01"), plain_value("Annual"), plain_value("")
    (720.0, datetime.date(2024, 1, 1), 'Annual', None)
    """
    if text is None or text == "":
        return None
    if isinstance(text, (int, float)):
        return float(text)
    shown = str(text)
    try:
        return date.fromisoformat(shown) if len(shown) == len("2024-01-01") else float(shown)
    except ValueError:
        return shown
