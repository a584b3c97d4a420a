"""The hand-worked book with a stack: two tags, a price per seat, no tag, and cells that do not apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from segmentbook.model.client_stack import stack_columns
from segmentbook.model.inputs import StackItem
from segmentbook.model.segmentation import Segmentation
from segmentbook.model.stack import stack_of
from tests.report import books

__all__ = ["ITEMS", "LETTERS", "book"]

ITEMS = (
    StackItem("Backup", ("Standard",), 2.0, 0.0, per_seat=True),
    StackItem("Firewall", ("Standard", "Security"), 100.0, 500.0),
    StackItem("Audit", (), 0.0, 300.0),
)

# One letter an item: Aligned, Opportunity, or a point where it does not apply.
LETTERS = {
    "Acme": "AO.",  # 100 seats; Firewall: 100 a month, 500 once
    "Bolt": "OAO",  # 50 seats; Backup 100 a month, Audit 300 once
    "Coda": "OO.",  # seats unknown, so Backup brings nothing; Firewall: 100 a month, 500 once
    "Dune": "...",
    "Echo": "O.A",  # 30 seats; Backup 60 a month
    "Fern": "OOO",  # has churned: not counted
}


def book(
    shown: Sequence[str] | None = None,
    items: Sequence[StackItem] = ITEMS,
    letters: dict[str, str] | None = None,
) -> Segmentation:
    """The book, of which a filter shows only some clients."""
    plain = books.segmentation()
    clients = plain.clients
    letters = LETTERS if letters is None else letters
    state = np.array([[".AO".index(letter) for letter in letters[name]] for name in clients["Client"]], np.int8)
    current = (clients["Status"] == "Current").to_numpy(bool)
    stack = stack_of(items, state.reshape(len(clients), len(items)), clients["Employees"].to_numpy(float), current)
    columns = stack_columns(stack, len(clients))
    if shown is not None:
        columns |= {"In Filter": clients["Client"].isin(list(shown)).to_numpy(bool)}  # type: ignore[dict-item]
    return replace(plain, clients=clients.assign(**columns), stack=stack)
