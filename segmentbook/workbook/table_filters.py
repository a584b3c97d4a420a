"""Which rows of a table its filter hides: criteria that the user set stay, and so the rows they hide must follow.

Excel applies a filter when it is chosen, not when a file is opened: rows say themselves that they are hidden.
Source: ECMA-376 part 1, 18.3.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from lxml import etree

from segmentbook.workbook.references import whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["hidden_rows"]

_NOT_IN_FIGURES = re.compile(r"[^0-9.()%-]")
_PARTS_OF_A_DATE = ("year", "month", "day", "hour", "minute", "second")
_TRUE = ("1", "true")
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "equal": lambda a, b: a == b,
    "notEqual": lambda a, b: a != b,
    "greaterThan": lambda a, b: a > b,
    "greaterThanOrEqual": lambda a, b: a >= b,
    "lessThan": lambda a, b: a < b,
    "lessThanOrEqual": lambda a, b: a <= b,
}

Test = Callable[[object], bool]


def hidden_rows(
    auto_filter: _Element, values: Callable[[int], Sequence[object]], rows: int
) -> tuple[set[int], list[int]]:
    """Rows (from 0) that a filter hides, and columns (from 0) whose criteria only Excel can apply.

    Parameters
    ----------
    auto_filter
        The table's ``autoFilter``.
    values
        Gives the values of a column.
    rows
        How many there are.
    """
    hidden: set[int] = set()
    unknown: list[int] = []
    for criteria in auto_filter:
        if not isinstance(criteria.tag, str) or etree.QName(criteria).localname != "filterColumn" or len(criteria) == 0:
            continue
        place = whole_number(criteria.get("colId"))
        column = values(place)
        test = _test(criteria[0], column)
        if test is None:
            unknown.append(place)
            continue
        known: dict[tuple[type, Any], bool] = {}
        for row in range(rows):
            value = column[row]
            key = (type(value), value)
            if key not in known:
                known[key] = test(value)
            if not known[key]:
                hidden.add(row)
    return hidden, unknown


def _test(criterion: _Element, column: Sequence[object]) -> Test | None:
    kind = etree.QName(criterion).localname
    if kind == "filters":
        return _among(criterion)
    if kind == "customFilters":
        tests = [_custom(one.get("operator", "equal"), one.get("val", "")) for one in criterion]
        combine = all if criterion.get("and", "").lower() in _TRUE else any
        return lambda value: combine(test(value) for test in tests)
    if kind == "top10":
        return _top(criterion, column)
    return None  # by colour, by icon, "this month", "above average"


def _among(criterion: _Element) -> Test:
    """One of the values that were ticked."""
    texts: set[str] = set()
    figures: list[tuple[float, int]] = []
    moments: list[tuple[int, ...]] = []
    for one in criterion:
        if etree.QName(one).localname == "dateGroupItem":
            count = _PARTS_OF_A_DATE.index(one.get("dateTimeGrouping", "day")) + 1
            moments.append(tuple(whole_number(one.get(part)) for part in _PARTS_OF_A_DATE[:count]))
            continue
        text = one.get("val", "")
        texts.add(text.casefold())
        if (figure := _figure(text)) is not None:
            figures.append(figure)
    blank = criterion.get("blank", "").lower() in _TRUE

    def test(value: object) -> bool:
        if _blank(value):
            return blank
        if isinstance(value, (bool, np.bool_, str)):
            return str(value).casefold() in texts
        if isinstance(value, date):
            parts = tuple(getattr(value, part, 0) for part in _PARTS_OF_A_DATE)
            return any(parts[: len(moment)] == moment for moment in moments)
        number = float(value)  # type: ignore[arg-type]  # what is left is a number of some make
        return any(abs(number - figure) <= 0.5 * 10.0**-decimals + 1e-12 for figure, decimals in figures)

    return test


def _custom(operator: str, wanted: str) -> Test:
    """A comparison; text may hold ``*`` and ``?``."""
    figure = _figure(wanted)
    compare = _COMPARISONS.get(operator, _COMPARISONS["equal"])
    pattern = re.compile(
        "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in wanted), re.IGNORECASE | re.DOTALL
    )

    def test(value: object) -> bool:
        if _blank(value):
            # "Not blank" is kept as "not equal to a space".
            return operator in ("equal", "notEqual") and (wanted.strip() == "") == (operator == "equal")
        if isinstance(value, str):
            if operator in ("equal", "notEqual"):
                return bool(pattern.fullmatch(value)) == (operator == "equal")
            return compare(*_ranks(value, wanted))
        number = _number_of(value)
        return operator == "notEqual" if figure is None else compare(number, figure[0])

    return test


def _ranks(one: str, other: str) -> tuple[float, float]:
    """Two texts in their order, as numbers."""
    a, b = one.casefold(), other.casefold()
    return (0.0, 0.0) if a == b else (1.0, 0.0) if a > b else (0.0, 1.0)


def _top(criterion: _Element, column: Sequence[object]) -> Test | None:
    """The largest or smallest so many, or so many per cent of all."""
    try:
        count = float(criterion.get("val", ""))
    except ValueError:
        return None
    numbers = sorted(_number_of(value) for value in column if not _blank(value) and not isinstance(value, (str, bool)))
    if criterion.get("percent", "").lower() in _TRUE:
        count = len(numbers) * count / 100
    taken = min(max(int(count), 1), len(numbers))
    largest = criterion.get("top", "1").lower() in _TRUE
    if not numbers:
        return lambda value: False
    edge = numbers[-taken] if largest else numbers[taken - 1]

    def test(value: object) -> bool:
        if _blank(value) or isinstance(value, (str, bool)):
            return False
        return _number_of(value) >= edge if largest else _number_of(value) <= edge

    return test


def _figure(text: str) -> tuple[float, int] | None:
    """A figure as it is shown (``1,234.50``, ``(12)``, ``45%``) and its decimals."""
    plain = _NOT_IN_FIGURES.sub("", text)
    if not re.search(r"\d", plain) or re.search(r"[A-Za-z]{2}", text):
        return None
    sign = -1 if plain.startswith(("(", "-")) else 1
    percent = plain.endswith("%")
    digits = plain.strip("()%-")
    try:
        number = float(digits)
    except ValueError:
        return None
    decimals = len(digits.partition(".")[2])
    return (sign * number / 100, decimals + 2) if percent else (sign * number, decimals)


def _number_of(value: object) -> float:
    """Dates compare as Excel's serials."""
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return (moment.replace(tzinfo=None) - datetime(1899, 12, 30)).total_seconds() / 86_400
    return float(value)  # type: ignore[arg-type]  # numbers of any make


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and value == "") or value != value
