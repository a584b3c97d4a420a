"""Zoho CRM: a formula field that returns a string.

A formula whose field is empty gives nothing, but an empty number that is added counts as 0 (Zoho's announcement of
May 2023): every number is written as ``field+0``, every text inside ``Concat``. So an empty number cannot be told
from 0, and what would need that is refused. Zoho documents no way to write a quotation mark inside a text.
"""

from __future__ import annotations

from collections.abc import Sequence

from segmentbook.crm.dialect import Dialect, characters, plain_number
from segmentbook.crm.ladder import BlankTest, DateTest, Kind, NumberTest, Refused, TextTest, holds

__all__ = ["MODULE", "Zoho"]

CHARACTERS = 5_000
MODULE = "Accounts"
_NOT_IN_NAMES = frozenset("${}'\"\\")
_NOT_IN_TEXTS = frozenset("'\"\\")


class Zoho(Dialect):
    """``If``, ``And``, ``Or``, ``Not``, ``Lower``, ``Trim``, ``Concat``, ``Contains``, ``Len``."""

    title = "a Zoho formula field"

    def _require_limits(self, formula: str) -> None:
        self._require_characters(formula, CHARACTERS)

    def measured(self, formula: str) -> str:
        """How much of the limits a formula uses."""
        return f"{characters(formula):,} of {CHARACTERS:,} characters."

    def _literal(self, text: str) -> str:
        if _NOT_IN_TEXTS & set(self._printable(text)) or "${" in text:
            raise Refused(f"Zoho documents no way to write {text!r}; take the quotation mark, backslash or ${{ out")
        return f"'{text}'"

    def _field(self, column: str) -> str:
        label = self._printable(self.names[column])
        if _NOT_IN_NAMES & set(label):
            raise Refused(f"the field {label!r} cannot be named in a formula; give another with --field")
        return f"${{{MODULE}.{label}}}"

    def _number(self, test: NumberTest) -> str:
        if holds(test, {test.column: 0.0}) != test.if_blank:
            raise Refused(f"Zoho takes an empty {test.column} for 0, where the rule does not")
        operator = {"=": "==", "<>": "!="}.get(test.operator, test.operator)
        value = plain_number(test.value)
        return f"({self._field(test.column)}+0){operator}{f'(0{value})' if value.startswith('-') else value}"

    def _words(self, test: TextTest) -> str:
        value = self._trimmed(test.column, lower=True)
        words = [self._literal(word) for word in test.words]
        found = self._any([f"Contains({value},{word})" if test.part else f"{value}=={word}" for word in words])
        return f"Not({found})" if test.negated else found

    def _blank(self, test: BlankTest) -> str:
        if test.kind is not Kind.TEXT:
            raise Refused(f"Zoho cannot ask whether {test.column}, a {test.kind.value}, is empty")
        return f"Len({self._trimmed(test.column)}){'==' if test.blank else '>'}0"

    def _guarded(self, blank: BlankTest, comparison: str, if_blank: bool) -> str:
        return comparison  # an empty number is 0 already

    def _date_guard(self, test: DateTest) -> str:
        return self._date(test)

    def _all(self, conditions: Sequence[str]) -> str:
        return conditions[0] if len(conditions) == 1 else f"And({','.join(conditions)})"

    def _any(self, conditions: Sequence[str]) -> str:
        return conditions[0] if len(conditions) == 1 else f"Or({','.join(conditions)})"

    def _chain(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        opened = "".join(f"If({condition},{tier},\n" for condition, tier in branches)
        return opened + self._literal(otherwise) + ")" * len(branches)

    def _blank_or(self, blank: BlankTest, if_blank: str, rest: str) -> str:
        return rest

    def _trimmed(self, column: str, *, lower: bool = False) -> str:
        trimmed = f"Trim(Concat('',{self._field(column)}))"
        return f"Lower({trimmed})" if lower else trimmed
