"""HubSpot: a calculation property of companies, in the two languages that HubSpot has for it.

The equation editor takes ``if(condition, a, b)`` with ``[properties.name]``; the properties API (calculationFormula)
takes ``if condition then a elseif ... else b`` with bare names, and knows functions for texts that the editor's help
does not. Neither documents how to write a quotation mark inside a text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from segmentbook.crm.dialect import Dialect, characters, plain_number
from segmentbook.crm.ladder import BlankTest, Kind, NumberTest, Refused, TextTest

__all__ = ["HubSpotApi", "HubSpotEditor", "property_name"]

DEPTH = 70
_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")


def property_name(label: str) -> str:
    """The internal name that HubSpot makes of a property's label.

    Examples
    --------
    >>> property_name("Health Band"), property_name("3rd party")
    ('health_band', 'n3rd_party')
    """
    name = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")
    return name if name[:1].isalpha() else f"n{name}"


class _HubSpot(Dialect):
    """What both languages share."""

    def _literal(self, text: str) -> str:
        self._printable(text)
        if "\\" in text or ('"' in text and "'" in text):
            raise Refused(f"HubSpot documents no way to write {text!r}; take the quotation mark or backslash out")
        quote = "'" if '"' in text else '"'
        return f"{quote}{text}{quote}"

    def _checked_name(self, column: str) -> str:
        """The property's internal name."""
        name = self.names[column]
        if not _NAME.fullmatch(name):
            raise Refused(f"{name!r} is no internal name of a property")
        return name

    def _require_limits(self, formula: str) -> None:
        deepest = _depth(formula)
        if deepest > DEPTH:
            raise Refused(f"the formula opens {deepest:,} parentheses in each other, and HubSpot takes {DEPTH}")

    def measured(self, formula: str) -> str:
        """How much of the limits a formula uses."""
        return f"{characters(formula):,} characters, {_depth(formula)} of {DEPTH} parentheses in each other."


class HubSpotEditor(_HubSpot):
    """The equation editor: ``if``, ``is_known``, comparisons, ``&&`` and ``||``."""

    title = "HubSpot's equation editor"

    def _field(self, column: str) -> str:
        return f"[properties.{self._checked_name(column)}]"

    def _number(self, test: NumberTest) -> str:
        operator = {"=": "==", "<>": "!="}.get(test.operator, test.operator)
        return f"{self._field(test.column)} {operator} {plain_number(test.value)}"

    def _words(self, test: TextTest) -> str:
        raise Refused(
            f"{test.column} is a text, and the editor's help names no function that ignores capitals; create the "
            "property through the API"
        )

    def _blank(self, test: BlankTest) -> str:
        known = f"is_known({self._field(test.column)})"
        return f"if({known}, false, true)" if test.blank else known

    def _guarded(self, blank: BlankTest, comparison: str, if_blank: bool) -> str:
        return f"if(is_known({self._field(blank.column)}), {comparison}, {'true' if if_blank else 'false'})"

    def _all(self, conditions: Sequence[str]) -> str:
        return " && ".join(conditions)

    def _any(self, conditions: Sequence[str]) -> str:
        return conditions[0] if len(conditions) == 1 else f"({' || '.join(conditions)})"

    def _chain(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        opened = "".join(f"if({condition}, {tier},\n" for condition, tier in branches)
        return opened + self._literal(otherwise) + ")" * len(branches)

    def _blank_or(self, blank: BlankTest, if_blank: str, rest: str) -> str:
        return f"if(is_known({self._field(blank.column)}),\n{rest},\n{if_blank})"


class HubSpotApi(_HubSpot):
    """The API's calculationFormula: ``if ... then``, ``is_present``, ``to_lower_case``, ``contains``."""

    title = "HubSpot's properties API"

    def _field(self, column: str) -> str:
        return self._checked_name(column)

    def _number(self, test: NumberTest) -> str:
        operator = {"<>": "!="}.get(test.operator, test.operator)
        return f"{self._field(test.column)} {operator} {plain_number(test.value)}"

    def _words(self, test: TextTest) -> str:
        value = f"to_lower_case({self._reference(test.column, Kind.TEXT)})"
        words = [self._literal(word) for word in test.words]
        if test.negated:
            different = " and ".join(f"{value} != {word}" for word in words)
            return f"({self._blank(BlankTest(test.column, Kind.TEXT))} or ({different}))"
        found = self._any([f"contains({value}, {w})" if test.part else f"{value} = {w}" for w in words])
        return f"({self._blank(BlankTest(test.column, Kind.TEXT, False))} and {found})"

    def _blank(self, test: BlankTest) -> str:
        present = f"is_present({self._reference(test.column, test.kind)})"
        return f"not {present}" if test.blank else present

    def _guarded(self, blank: BlankTest, comparison: str, if_blank: bool) -> str:
        reference = self._reference(blank.column, blank.kind)
        if if_blank:
            return f"(not is_present({reference}) or {comparison})"
        return f"(is_present({reference}) and {comparison})"

    def _all(self, conditions: Sequence[str]) -> str:
        return " and ".join(conditions)

    def _any(self, conditions: Sequence[str]) -> str:
        return conditions[0] if len(conditions) == 1 else f"({' or '.join(conditions)})"

    def _chain(self, branches: Sequence[tuple[str, str]], otherwise: str) -> str:
        if not branches:
            return self._literal(otherwise)
        steps = [f"{'if' if i == 0 else 'elseif'} {c} then {tier}" for i, (c, tier) in enumerate(branches)]
        return "\n".join([*steps, f"else {self._literal(otherwise)}"])

    def _blank_or(self, blank: BlankTest, if_blank: str, rest: str) -> str:
        return f"if is_present({self._reference(blank.column, blank.kind)}) then\n{rest}\nelse {if_blank}"

    def _reference(self, column: str, kind: Kind) -> str:
        name = self._field(column)
        return f"string({name})" if kind is Kind.TEXT else name


def _depth(formula: str) -> int:
    """Parentheses that are open at once; those inside texts count too, which errs on the safe side."""
    deepest = depth = 0
    for character in formula:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest
