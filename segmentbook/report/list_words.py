"""What a customer list asks for, in words."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.tables import long_date
from segmentbook.schema import CLIENTS, SEGMENT_RESULTS, Kind

if TYPE_CHECKING:
    from segmentbook.model.inputs import CustomerList, ListCondition

__all__ = ["list_words"]

_KINDS = {column.header: column.kind for table in (SEGMENT_RESULTS, CLIENTS) for column in table}


def list_words(rule: CustomerList) -> str:
    """What a list asks for; "" where it is not computed.

    Examples
    --------
    >>> from segmentbook.model.inputs import CustomerList, ListCondition
    >>> usage, due = ListCondition("Key Feature Usage", "<", 0.3), ListCondition("Renewal Date", "in next", "90 days")
    >>> list_words(CustomerList("Watched", (usage, due)))
    'Key Feature Usage < 30% and Renewal Date in next 90 days'
    >>> list_words(CustomerList("Watched", (usage, ListCondition("CRM ID", "blank", group="2"))))
    'Key Feature Usage < 30%; or CRM ID blank'
    """
    groups: dict[str, list[str]] = {}
    for condition in rule.conditions:
        groups.setdefault(condition.group, []).append(_words(condition))
    return "; or ".join(" and ".join(group) for group in groups.values())


def _words(condition: ListCondition) -> str:
    value = _value(condition.value, _KINDS.get(condition.column))
    return " ".join(part for part in (condition.column, condition.operator, value) if part)


def _value(value: object, kind: Kind | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        if kind is Kind.SHARE:
            return f"{value * 100:.4g}%"
        return look.plain_money(value) if kind is Kind.MONEY else f"{value:,.10g}"
    if isinstance(value, (date, datetime)):
        return long_date(value)
    return str(value)
