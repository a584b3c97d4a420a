"""TierRules as a ladder: what a formula can say of one account; else the reason why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from segmentbook.crm.delimited import is_dangerous
from segmentbook.crm.ladder import AnyOf, BlankTest, Branch, DateTest, Kind, Ladder, NumberTest, Refused, Test, TextTest
from segmentbook.model.keys import text_key
from segmentbook.model.rounding import to_share

if TYPE_CHECKING:
    from segmentbook.crm.accounts import Accounts
    from segmentbook.model.inputs import TierRule

__all__ = ["field_kind", "rule_ladder", "rule_text"]

_OF_ALL_ACCOUNTS = ("ARR Rank", "Cumulative ARR Share")
_ORDER = (">", ">=", "<", "<=")
_SEPARATOR = ";"


def rule_ladder(accounts: Accounts) -> Ladder:
    """The rules in force.

    Raises
    ------
    Refused
        A rule that no formula can say; the sentence names it.
    """
    tiers, rules = accounts.inputs.tiers, accounts.inputs.tier_rules
    branches = []
    for tier in tiers[:-1]:
        own = [rule for rule in rules if text_key(rule.tier) == text_key(tier.name)]
        if own:
            branches.append(Branch(tier.name, tuple(_told(accounts, rule) for rule in own)))
    said = "By the rows of the table TierRules: all rows of a tier must hold; the first tier that matches wins."
    return Ladder(tuple(branches), tiers[-1].name, (said,))


def rule_text(rule: TierRule) -> str:
    """A rule as its row reads.

    Examples
    --------
    >>> from segmentbook.model.inputs import TierRule
    >>> rule_text(TierRule("A", "Employees", ">=", 250.0)), rule_text(TierRule("A", "Industry", "not blank", None))
    ('Employees >= 250', 'Industry not blank')
    """
    if rule.value is None:
        return f"{rule.column} {rule.operator}"
    value = f"{rule.value:.15g}" if isinstance(rule.value, float) else str(rule.value)
    return f"{rule.column} {rule.operator} {value}"


def field_kind(cells: pd.Series[Any], column: str) -> Kind:
    """What a column holds: numbers, dates or texts (Yes and No are texts).

    Raises
    ------
    Refused
        It holds several kinds at once.
    """
    if cells.dtype.kind == "f":
        return Kind.NUMBER
    if cells.dtype.kind == "M":
        return Kind.DATE
    found = {_kind_of(cell) for cell in cells.tolist() if not _is_blank(cell)}
    if len(found) > 1:
        kinds = " and ".join(sorted(f"{kind.value}s" for kind in found))
        raise Refused(f"the column {column} holds {kinds}, and a CRM's field holds one kind")
    return next(iter(found), Kind.TEXT)


def _told(accounts: Accounts, rule: TierRule) -> Test:
    try:
        return _test(accounts, rule)
    except Refused as reason:
        raise Refused(f"TierRules: '{rule_text(rule)}' of {rule.tier} cannot be a formula: {reason}") from None


def _test(accounts: Accounts, rule: TierRule) -> Test:
    column = accounts.header(rule.column) or rule.column
    if column in _OF_ALL_ACCOUNTS:
        raise Refused("it depends on all accounts, and a formula sees one. Use a Minimum ARR instead")
    if column == "CRM ID":
        raise Refused("it is the record's own ID in the CRM. Use another column")
    cells = accounts.frame[column]
    kind = field_kind(cells, column)
    if rule.operator in ("blank", "not blank"):
        return BlankTest(column, kind, rule.operator == "blank")
    if kind is Kind.TEXT:
        return _text_test(column, rule, [str(cell) for cell in cells.tolist() if not _is_blank(cell)])
    if rule.operator == "contains":
        raise Refused(f"'contains' looks into texts, and {column} holds {kind.value}s")
    read: Callable[[object], Any] = _number if kind is Kind.NUMBER else _date
    made: Callable[..., Any] = NumberTest if kind is Kind.NUMBER else DateTest
    if rule.operator == "in":
        values = [read(one) for one in _listed(rule.value)]
        tests = tuple(made(column, "=", value) for value in values if value is not None)
        if not tests:
            raise Refused(f"none of the values is a {kind.value}, as {column} is, so that it never holds")
        return AnyOf(tests)
    value = read(rule.value)
    if value is None:
        raise Refused(f"{column} holds {kind.value}s, and the value is none")
    found: Test = made(column, rule.operator, value, rule.operator == "<>")
    return found


def _text_test(column: str, rule: TierRule, texts: list[str]) -> TextTest:
    if rule.operator in _ORDER:
        raise Refused(f"{column} holds texts, and CRMs put texts in different orders")
    if isinstance(rule.value, (float, int, date)) and not isinstance(rule.value, bool):
        raise Refused(f"{column} holds texts, and the value is none")
    if isinstance(rule.value, bool):
        wanted = ["yes" if rule.value else "no"]
    else:
        text = str(rule.value or "")
        wanted = text.split(_SEPARATOR) if rule.operator == "in" else [text]
    part = rule.operator == "contains"
    words = dict.fromkeys(word for one in wanted for word in _spellings(one, () if part else texts))
    if part and any(text_key(one) != one.strip().lower() for one in [*wanted, *texts]):
        raise Refused("letters such as ß, which has no capital, make 'contains' uncertain in a CRM")
    if not words:
        raise Refused("it has no value to compare with")
    return TextTest(column, tuple(words), part, rule.operator == "<>")


def _spellings(wanted: str, texts: list[str] | tuple[str, ...]) -> Iterator[str]:
    """How a text that equals ``wanted`` may stand in the CRM, in small letters.

    Ours compares ß and ss as equal, a CRM does not; and a text that a spreadsheet would run has an apostrophe since
    it was imported.
    """
    key = text_key(wanted)
    if not key:
        return
    for text in dict.fromkeys([wanted, key, *(text for text in texts if text_key(text) == key)]):
        plain = text.strip().lower()
        yield plain
        if is_dangerous(text.strip()):
            yield f"'{plain}"


def _listed(value: object) -> list[object]:
    return [one.strip() for one in value.split(_SEPARATOR)] if isinstance(value, str) else [value]


def _kind_of(cell: object) -> Kind:
    if isinstance(cell, bool):
        return Kind.TEXT
    if isinstance(cell, (int, float)):
        return Kind.NUMBER
    return Kind.DATE if isinstance(cell, (date, datetime)) else Kind.TEXT


def _is_blank(cell: object) -> bool:
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip())


def _number(value: object) -> float | None:
    try:
        number = float(value.strip()) if isinstance(value, str) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return to_share(number) if number - number == 0.0 else None


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None
