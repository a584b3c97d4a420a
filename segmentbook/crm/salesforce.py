"""Salesforce: a formula field that returns Text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from segmentbook.crm.dialect import Dialect, characters, plain_number
from segmentbook.crm.ladder import BlankTest, DateTest, Kind, NumberTest, Refused, TextTest

__all__ = ["PICKLISTS", "Salesforce", "api_name"]

CHARACTERS, SAVED_BYTES, COMPILED_BYTES = 3_900, 4_000, 5_000

PICKLISTS = frozenset({"Industry", "Type", "Rating", "Ownership", "AccountSource"})
"""Standard picklists of accounts: a formula reads them through TEXT."""

_API_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")
_CUSTOM = "__c"
_LONGEST_CUSTOM = 40


def api_name(column: str) -> str:
    """The API name of a custom field for a column.

    Examples
    --------
    >>> api_name("Health Band"), api_name("Öl & Gas"), api_name("3rd party")
    ('Health_Band__c', 'l_Gas__c', 'X3rd_party__c')
    """
    name = re.sub(r"[^A-Za-z0-9]+", "_", column).strip("_")
    if not name[:1].isalpha():
        name = f"X{name}"
    return name[:_LONGEST_CUSTOM].rstrip("_") + _CUSTOM


class Salesforce(Dialect):
    """``IF``, ``AND``, ``OR``, ``NOT``, ``ISBLANK``, ``TEXT``, ``LOWER``, ``TRIM``, ``CONTAINS``, ``DATE``."""

    title = "a Salesforce formula field"

    def _require_limits(self, formula: str) -> None:
        self._require_characters(formula, CHARACTERS)
        size = len(formula.encode("utf-8"))
        if size > SAVED_BYTES:
            raise Refused(f"the formula has {size:,} bytes, and {self.title} saves {SAVED_BYTES:,}. {self._shorten}")

    def measured(self, formula: str) -> str:
        """How much of the limits a formula uses."""
        return (
            f"{characters(formula):,} of {CHARACTERS:,} characters, "
            f"{len(formula.encode()):,} of {SAVED_BYTES:,} bytes. "
            f"Compiled it must not exceed {COMPILED_BYTES:,} bytes, which only Salesforce can tell: Check Syntax says."
        )

    def _literal(self, text: str) -> str:
        escaped = self._printable(text).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'

    def _field(self, column: str) -> str:
        name = self.names[column]
        if not _API_NAME.fullmatch(name):
            raise Refused(f"{name!r} is no API name of a field")
        return name

    def _number(self, test: NumberTest) -> str:
        return f"{self._field(test.column)} {test.operator} {plain_number(test.value)}"

    def _date(self, test: DateTest) -> str:
        day = test.value
        return f"{self._field(test.column)} {test.operator} DATE({day.year}, {day.month}, {day.day})"

    def _words(self, test: TextTest) -> str:
        value = f"LOWER(TRIM({self._as_text(test.column)}))"
        words = [self._literal(word) for word in test.words]
        found = self._any([f"CONTAINS({value}, {w})" if test.part else f"{value} = {w}" for w in words])
        blank = self._blank(BlankTest(test.column, Kind.TEXT))
        return f"OR({blank}, NOT({found}))" if test.negated else f"AND(NOT({blank}), {found})"

    def _blank(self, test: BlankTest) -> str:
        value = self._as_text(test.column) if test.kind is Kind.TEXT else self._field(test.column)
        return f"ISBLANK({value})" if test.blank else f"NOT(ISBLANK({value}))"

    def _guarded(self, blank: BlankTest, comparison: str, if_blank: bool) -> str:
        asked = self._blank(blank)
        return f"OR({asked}, {comparison})" if if_blank else f"AND(NOT({asked}), {comparison})"

    def _all(self, conditions: Sequence[str]) -> str:
        return conditions[0] if len(conditions) == 1 else f"AND({', '.join(conditions)})"

    def _any(self, conditions: Sequence[str]) -> str:
        return conditions[0] if len(conditions) == 1 else f"OR({', '.join(conditions)})"

    def _chain(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        opened = "".join(f"IF({condition}, {tier},\n" for condition, tier in branches)
        return opened + self._literal(otherwise) + ")" * len(branches)

    def _blank_or(self, blank: BlankTest, if_blank: str, rest: str) -> str:
        return f"IF({self._blank(blank)}, {if_blank},\n{rest})"

    def _as_text(self, column: str) -> str:
        name = self._field(column)
        return f"TEXT({name})" if name in PICKLISTS else name
