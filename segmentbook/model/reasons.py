"""Why a contract line counts or does not: exactly one reason a line (product.md section 3).

What makes a line unusable goes before what excludes it by policy, and that before the dates. The conditions are
written once: ``LineFacts`` holds plain values for one line or arrays for a column of lines, and ``&``, ``|`` and
comparisons mean the same for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segmentbook.model.columns import Ints

__all__ = [
    "ACTIVE",
    "CANCELLED",
    "COUNTED",
    "ERRORS",
    "KINDS",
    "ONE_OFF",
    "REASONS",
    "RECURRING",
    "STATUSES",
    "UNKNOWN_WORD",
    "LineFacts",
    "Reason",
    "can_count",
    "dated_reasons",
    "first_reason",
    "first_reasons",
    "fixed_reasons",
]

STATUSES = ("Active", "Draft", "Quoted", "Cancelled")
KINDS = ("Recurring", "One-off", "Third party")
ACTIVE, DRAFT, QUOTED, CANCELLED = range(4)  # positions in STATUSES
RECURRING, ONE_OFF, THIRD_PARTY = range(3)  # positions in KINDS
UNKNOWN_WORD = -1


class Reason(StrEnum):
    """The ledger's reasons, in the order in which the first that holds is given."""

    DUPLICATE = "duplicate"
    CONFLICTING_ID = "conflicting contract id"
    UNKNOWN_CLIENT = "unknown client"
    AMBIGUOUS_CLIENT = "ambiguous client"
    UNREADABLE_AMOUNT = "unreadable amount"
    UNREADABLE_QUANTITY = "unreadable quantity"
    UNREADABLE_DATE = "unreadable date"
    UNKNOWN_STATUS = "unknown status"
    UNKNOWN_KIND = "unknown kind"
    UNKNOWN_PERIOD = "unknown billing period"
    NO_START = "no start date"
    END_BEFORE_START = "end before start"
    END_MISSING = "end missing for Total"
    CANCELLED_WITHOUT_DATE = "cancelled without date"
    NO_RATE = "no exchange rate"
    DRAFT = "draft"
    QUOTED = "quoted"
    THIRD_PARTY = "third party"
    ONE_OFF = "one-off"
    NOT_ALIGNED = "not aligned"
    NOT_STARTED = "not started"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    ENDED = "ended"
    AUTO_RENEWED = "counted: auto-renewed"
    COUNTED = "counted"


REASONS = tuple(Reason)
ERRORS = frozenset(REASONS[REASONS.index(Reason.CONFLICTING_ID) : REASONS.index(Reason.NO_RATE) + 1])
"""Reasons that leave a line uncounted although it might have been meant to count."""

COUNTED = frozenset({Reason.COUNTED, Reason.AUTO_RENEWED})


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What the reasons are decided on, of one line or of a column of lines.

    Dates that are blank are ``FAR`` (NaT in a column, which compares False with everything); ``stop`` is the first
    day after the term. ``status`` and ``kind`` are positions in ``STATUSES`` and ``KINDS`` or ``UNKNOWN_WORD``.
    """

    duplicate: Any
    conflicting_id: Any
    unknown_client: Any
    ambiguous_client: Any
    unreadable_amount: Any
    unreadable_quantity: Any
    unreadable_date: Any
    unknown_period: Any
    total_without_end: Any
    no_start: Any
    no_end: Any
    no_cancelled_on: Any
    no_rate: Any
    auto_renew: Any
    not_aligned: Any
    status: Any
    kind: Any
    start: Any
    stop: Any
    cancelled_on: Any


def fixed_reasons(line: LineFacts) -> dict[Reason, Any]:
    """Reasons for which a line never counts, whatever the date."""
    recurring = line.kind != ONE_OFF  # a one-off fee has no period and no term
    return {
        Reason.DUPLICATE: line.duplicate,
        Reason.CONFLICTING_ID: line.conflicting_id,
        Reason.UNKNOWN_CLIENT: line.unknown_client,
        Reason.AMBIGUOUS_CLIENT: line.ambiguous_client,
        Reason.UNREADABLE_AMOUNT: line.unreadable_amount,
        Reason.UNREADABLE_QUANTITY: line.unreadable_quantity,
        Reason.UNREADABLE_DATE: line.unreadable_date,
        Reason.UNKNOWN_STATUS: line.status == UNKNOWN_WORD,
        Reason.UNKNOWN_KIND: line.kind == UNKNOWN_WORD,
        Reason.UNKNOWN_PERIOD: recurring & line.unknown_period,
        Reason.NO_START: line.no_start,
        Reason.END_BEFORE_START: (line.no_end == False) & (line.stop <= line.start),  # noqa: E712 - arrays too
        Reason.END_MISSING: recurring & line.total_without_end,
        Reason.CANCELLED_WITHOUT_DATE: (line.status == CANCELLED) & line.no_cancelled_on,
        Reason.NO_RATE: line.no_rate,
        Reason.DRAFT: line.status == DRAFT,
        Reason.QUOTED: line.status == QUOTED,
        Reason.THIRD_PARTY: line.kind == THIRD_PARTY,
        Reason.ONE_OFF: line.kind == ONE_OFF,
        Reason.NOT_ALIGNED: line.not_aligned,
    }


def can_count(line: LineFacts, fixed: Any) -> Any:
    """Whether a line counts on some day: no fixed reason, and not cancelled before its first day."""
    return (fixed == False) & ((line.cancelled_on <= line.start) == False)  # noqa: E712 - arrays too


def dated_reasons(line: LineFacts, superseded: Any, as_of: Any) -> dict[Reason, Any]:
    """Reasons that depend on the date; the last one always holds."""
    past = line.stop <= as_of
    return {
        Reason.NOT_STARTED: line.start > as_of,
        Reason.CANCELLED: line.cancelled_on <= as_of,
        Reason.SUPERSEDED: superseded,
        Reason.ENDED: past & (line.auto_renew == False),  # noqa: E712 - arrays too
        Reason.AUTO_RENEWED: past,
        Reason.COUNTED: line.start <= as_of,
    }


def first_reason(conditions: Mapping[Reason, Any]) -> Reason | None:
    """Of one line's conditions the first that holds; None where none does."""
    return next((reason for reason, holds in conditions.items() if holds), None)


def first_reasons(conditions: Mapping[Reason, Any], length: int) -> Ints:
    """Of a column's conditions the first that holds, as positions in ``REASONS``; -1 where none does."""
    import numpy as np

    positions = np.full(length, -1, dtype=np.int64)
    for reason, holds in reversed(list(conditions.items())):
        positions[holds] = REASONS.index(reason)
    return positions
