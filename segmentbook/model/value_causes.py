"""Why a client is worth another amount: its own inputs, dates that came, or rates and settings of the whole book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.model.causes import Cause, CauseKind, changed, distinct_causes
from segmentbook.model.keys import text_key
from segmentbook.model.known_changes import column_of, row_of

if TYPE_CHECKING:
    from segmentbook.model.comparison import Comparison, Mover
    from segmentbook.model.snapshots import InputChange

__all__ = ["line_causes", "mrr_causes", "value_causes"]

_RATES = ("Currency", "Rate", "From")
_NOT_MONEY = frozenset({"Product", "Renewal Date"})
"""Columns of Contracts that no MRR follows from."""


def value_causes(book: Comparison, mover: Mover, *, per_seat: bool = False) -> list[Cause]:
    """Why Overall Value, ARR or (``per_seat``) Value per Seat is another."""
    causes = []
    typed = book.known.input(mover.key, "Segment Value")
    if typed is not None:
        causes.append(changed(CauseKind.DATA, typed))
    if mover.moved("Contract MRR") and (typed is None or typed.now is None) and mover.moved("Overall Value"):
        causes += mrr_causes(book, mover)
    if per_seat:
        seats = book.known.input(mover.key, "Employees")
        causes += [changed(CauseKind.DATA, seats)] if seats is not None else []
    return causes


def mrr_causes(book: Comparison, mover: Mover) -> list[Cause]:
    """Why Contract MRR is another: lines that were edited, came or went, whose day came; rates; settings."""
    edits = [c for c in book.known.of_client(mover.key, "Contracts") if column_of(c) not in _NOT_MONEY]
    causes = [_line(change) for change in edits]
    edited = {(text_key(row_of(change)), column_of(change)) for change in edits}
    for event in book.lines.causes(mover.row):
        label = text_key(event.label)
        if (label, "") not in edited and (label, event.column) not in edited:
            causes.append(event.cause)
    causes += _book_causes(book, mover)
    if not causes:  # a line of the same ID that another client has, or had: it speaks for this one's
        ids = sorted(book.lines.ids(mover.row))
        causes = [_line(change) for contract in ids for change in book.known.of_contract(contract)]
    return distinct_causes(causes)


def line_causes(book: Comparison, mover: Mover) -> list[Cause]:
    """What was edited of the client's contract lines, and of what counts for all of them."""
    return [_line(change) for change in book.known.of_client(mover.key, "Contracts")] + _book_causes(book, mover)


def _line(change: InputChange) -> Cause:
    return changed(CauseKind.DATA, change, f"Contract {change.name}")


def _book_causes(book: Comparison, mover: Mover) -> list[Cause]:
    """Rates of the client's currencies, and the settings that MRR follows from."""
    currencies = {text_key(currency) for currency in book.lines.currencies(mover.row)}
    base = book.known.setting("Base Currency")
    ends = book.known.setting("End Date Counts")
    rates = [
        change
        for change in book.known.of_table("Rates", *_RATES)
        if base or _currency(change) in currencies or _currency(change) == ""
    ]
    causes = [changed(CauseKind.POLICY, change) for change in (*base, *ends)]
    return causes + [changed(CauseKind.POLICY, change, f"Rates: {change.name}") for change in rates]


def _currency(change: InputChange) -> str:
    """The currency of a changed rate: the first word of its row."""
    words = row_of(change).split()
    return text_key(words[0].rstrip(",;")) if words else ""
