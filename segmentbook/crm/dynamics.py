"""Dynamics 365 (Dataverse): a formula column in Power Fx."""

from __future__ import annotations

import re
from collections.abc import Sequence

from segmentbook.crm.dialect import Dialect, characters, plain_number
from segmentbook.crm.ladder import BlankTest, DateTest, NumberTest, Refused, TextTest

__all__ = ["Dynamics"]

CHARACTERS = 1_000
LARGEST = 100_000_000_000.0
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RESERVED = frozenset({"true", "false", "blank", "in", "exactin", "and", "or", "not", "as", "if", "self", "parent"})


class Dynamics(Dialect):
    """``If``, ``And``, ``Or``, ``Not``, ``IsBlank``, ``Lower``, ``TrimEnds``, ``in``, ``Year``, ``Month``, ``Day``."""

    title = "a Dataverse formula column"

    def _require_limits(self, formula: str) -> None:
        self._require_characters(formula, CHARACTERS)

    def measured(self, formula: str) -> str:
        """How much of the limits a formula uses."""
        return f"{characters(formula):,} of {CHARACTERS:,} characters."

    def _literal(self, text: str) -> str:
        doubled = self._printable(text).replace('"', '""')
        return f'"{doubled}"'

    def _field(self, column: str) -> str:
        name = self._printable(self.names[column])
        if _PLAIN.fullmatch(name) and name.lower() not in _RESERVED:
            return name
        doubled = name.replace("'", "''")
        return f"'{doubled}'"

    def _number(self, test: NumberTest) -> str:
        if abs(test.value) > LARGEST:
            raise Refused(f"a formula column knows numbers up to 100,000,000,000; got {plain_number(test.value)}")
        return f"{self._field(test.column)} {test.operator} {plain_number(test.value)}"

    def _date(self, test: DateTest) -> str:
        field = self._field(test.column)
        number = f"Year({field}) * 10000 + Month({field}) * 100 + Day({field})"
        return f"{number} {test.operator} {self._day_number(test.value)}"

    def _words(self, test: TextTest) -> str:
        value = f"Lower(TrimEnds({self._field(test.column)}))"
        words = [self._literal(word) for word in test.words]
        found = self._any([f"{word} in {value}" if test.part else f"{value} = {word}" for word in words])
        blank = f"IsBlank({self._field(test.column)})"
        return f"Or({blank}, Not({found}))" if test.negated else f"And(Not({blank}), {found})"

    def _blank(self, test: BlankTest) -> str:
        asked = f"IsBlank({self._field(test.column)})"
        return asked if test.blank else f"Not({asked})"

    def _guarded(self, blank: BlankTest, comparison: str, if_blank: bool) -> str:
        asked = f"IsBlank({self._field(blank.column)})"
        return f"Or({asked}, {comparison})" if if_blank else f"And(Not({asked}), {comparison})"

    def _all(self, conditions: Sequence[str]) -> str:
        return conditions[0] if len(conditions) == 1 else f"And({', '.join(conditions)})"

    def _any(self, conditions: Sequence[str]) -> str:
        return conditions[0] if len(conditions) == 1 else f"Or({', '.join(conditions)})"

    def _chain(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        if not branches:
            return self._literal(otherwise)
        steps = "".join(f"{condition}, {tier},\n" for condition, tier in branches)
        return f"If({steps}{self._literal(otherwise)})"

    def _blank_or(self, blank: BlankTest, if_blank: str, rest: str) -> str:
        return f"If(IsBlank({self._field(blank.column)}), {if_blank},\n{rest})"
