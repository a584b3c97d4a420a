"""The rule of the tiers as a ladder of tests that a formula can make of one account: the first that holds wins.

Texts are compared in small letters without surrounding spaces, numbers to nine decimals; each test says what a blank
gives, so that a formula can say it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from operator import eq, ge, gt, le, lt, ne
from typing import Any, TypeAlias

from segmentbook.model.rounding import to_share

__all__ = [
    "AnyOf",
    "BlankTest",
    "Branch",
    "DateTest",
    "Kind",
    "Ladder",
    "NumberTest",
    "Refused",
    "Test",
    "TextTest",
    "Value",
    "columns_of",
    "holds",
    "only_column",
    "tier_for",
]

Value: TypeAlias = float | str | date | None
"""What a field of an account holds; None, or "" for a text, is blank."""

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {"=": eq, "<>": ne, ">": gt, ">=": ge, "<": lt, "<=": le}


class Refused(Exception):  # noqa: N818 - it is told, not raised at the user
    """Why a rule cannot be a formula, in a sentence."""


class Kind(Enum):
    """What a field holds."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class NumberTest:
    """``column operator value``; ``if_blank`` is the answer where the field is blank."""

    column: str
    operator: str
    value: float
    if_blank: bool = False


@dataclass(frozen=True, slots=True)
class DateTest:
    """``column operator value`` for a date."""

    column: str
    operator: str
    value: date
    if_blank: bool = False


@dataclass(frozen=True, slots=True)
class TextTest:
    """The text is one of ``words`` (``part``: holds one of them); ``negated``: is none of them, as a blank is not."""

    column: str
    words: tuple[str, ...]
    part: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class BlankTest:
    """The field is blank, or (``blank`` False) is not."""

    column: str
    kind: Kind
    blank: bool = True


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the tests holds; none where there is none."""

    tests: tuple[NumberTest | DateTest, ...]


Test: TypeAlias = NumberTest | DateTest | TextTest | BlankTest | AnyOf


@dataclass(frozen=True, slots=True)
class Branch:
    """All tests of a tier must hold."""

    tier: str
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """Tiers from the highest; ``otherwise`` is the last one. ``said`` tells in sentences where the rule comes from."""

    branches: tuple[Branch, ...]
    otherwise: str
    said: tuple[str, ...] = ()


def holds(test: Test, values: Mapping[str, Value]) -> bool:
    """Whether an account with these values, by column, passes a test.

    Examples
    --------
    >>> holds(NumberTest("ARR", ">=", 10.0), {"ARR": 10.0}), holds(TextTest("Region", ("north",)), {"Region": " North"})
    (True, True)
    """
    if isinstance(test, AnyOf):
        return any(holds(one, values) for one in test.tests)
    value = values[test.column]
    if isinstance(test, BlankTest):
        return _is_blank(value) == test.blank
    if isinstance(test, TextTest):
        text = str(value or "").strip().lower()
        found = any(word in text if test.part else word == text for word in test.words) if text else False
        return found != test.negated
    if _is_blank(value):
        return test.if_blank
    if isinstance(value, float) and isinstance(test.value, float):
        return _COMPARE[test.operator](to_share(value), to_share(test.value))
    return _COMPARE[test.operator](value, test.value)


def tier_for(ladder: Ladder, values: Mapping[str, Value]) -> str:
    """The tier of an account with these values, by column."""
    for branch in ladder.branches:
        if all(holds(test, values) for test in branch.tests):
            return branch.tier
    return ladder.otherwise


def columns_of(ladder: Ladder) -> dict[str, Kind]:
    """The columns that the tests look at, and what they hold, in order of appearance."""
    return {column: kind for test in _flat(ladder) for column, kind in [_looked_at(test)]}


def only_column(ladder: Ladder) -> str | None:
    """The one column of numbers or dates that decides everything, if there is one."""
    columns = columns_of(ladder)
    plain = all(isinstance(test, (NumberTest, DateTest)) for test in _flat(ladder))
    return next(iter(columns)) if plain and len(columns) == 1 else None


def _flat(ladder: Ladder) -> Iterator[NumberTest | DateTest | TextTest | BlankTest]:
    for branch in ladder.branches:
        for test in branch.tests:
            if isinstance(test, AnyOf):
                yield from test.tests
            else:
                yield test


def _looked_at(test: NumberTest | DateTest | TextTest | BlankTest) -> tuple[str, Kind]:
    match test:
        case BlankTest():
            return test.column, test.kind
        case NumberTest():
            return test.column, Kind.NUMBER
        case DateTest():
            return test.column, Kind.DATE
        case TextTest():
            return test.column, Kind.TEXT


def _is_blank(value: Value) -> bool:
    return value is None or value != value or (isinstance(value, str) and not value.strip())
