"""The stack: what each client has of what we sell, and what the rest would bring (product.md section 3, "Opportunity").

An item that a client has is *aligned*; one that it could have is an *opportunity*, worth the item's price times the
client's seats (or once). An item with two tags shows under both; totals count it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats
    from segmentbook.model.inputs import StackItem

__all__ = ["ALIGNED", "NOT_APPLICABLE", "OPPORTUNITY", "UNTAGGED", "Stack", "alignment", "opportunity", "stack_of"]

NOT_APPLICABLE, ALIGNED, OPPORTUNITY = 0, 1, 2
"""What an item is to a client."""

UNTAGGED = "Untagged"
"""Where the rings show an item without a tag."""


def opportunity(price: float, per_seat: bool, seats: float) -> float:
    """What an item that a client does not have yet would bring: price x (seats or 1).

    ``seats`` are the client's employees; NaN or 0 of them bring nothing where the price is per seat.

    Examples
    --------
    >>> opportunity(12.0, True, 40.0), opportunity(450.0, False, 40.0), opportunity(12.0, True, float("nan"))
    (480.0, 450.0, 0.0)
    """
    if not per_seat:
        return price
    return price * seats if seats > 0 else 0.0


def alignment(aligned: float, applicable: float) -> float:
    """Share of the applicable items that a client has: aligned / applicable; NaN where none applies.

    Examples
    --------
    >>> alignment(3, 4), alignment(0, 0)
    (0.75, nan)
    """
    return aligned / applicable if applicable > 0 else nan


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """What the stack comes to.

    Parameters
    ----------
    items
        The items, in the order of StackItems.
    state
        int8 array clients x items of ``NOT_APPLICABLE``, ``ALIGNED``, ``OPPORTUNITY``; all clients.
    current
        Which clients are current: sums over items, tags and bands are of these.
    quantity
        float array clients x items: what the prices are multiplied by, seats or 1.
    applicable, aligned
        Items a client; float arrays.
    alignment
        Share a client, NaN where nothing applies.
    mrr_opportunity, one_off_opportunity
        Money a month and once, a client.
    aligned_mrr
        What the aligned items come to at list price, a month.
    """

    items: tuple[StackItem, ...]
    state: npt.NDArray[np.int8]
    current: Flags
    quantity: Floats
    applicable: Floats
    aligned: Floats
    alignment: Floats
    mrr_opportunity: Floats
    one_off_opportunity: Floats
    aligned_mrr: Floats

    @property
    def rank(self) -> Floats:
        """1 = the current client with the largest MRR opportunity, then one-off opportunity, then order; NaN: none.

        Each number is there once, so that a chart can ask for the client of a rank.
        """
        import numpy as np

        has = self.current & ((self.mrr_opportunity > 0) | (self.one_off_opportunity > 0))
        order = np.lexsort((np.arange(len(has)), -self.one_off_opportunity, -self.mrr_opportunity, ~has))
        rank = np.full(len(has), nan)
        rank[order[: int(has.sum())]] = np.arange(1, int(has.sum()) + 1)
        return rank

    @property
    def summary(self) -> pd.DataFrame:
        """One row an item, of current clients: the columns of StackSummary."""
        return self.summary_of(self.current)

    def summary_of(self, clients: Flags) -> pd.DataFrame:
        """``summary`` of some clients only (those that a filter shows)."""
        import numpy as np
        import pandas as pd

        state, quantity = self.state[clients], self.quantity[clients]
        has, could = state == ALIGNED, state == OPPORTUNITY
        prices = np.array([item.mrr_price for item in self.items], dtype=np.float64)
        once = np.array([item.one_off_price for item in self.items], dtype=np.float64)
        wanted, held = np.where(could, quantity, 0.0).sum(axis=0), np.where(has, quantity, 0.0).sum(axis=0)
        applicable = (has | could).sum(axis=0).astype(np.float64)
        share = np.full(len(self.items), nan)
        np.divide(has.sum(axis=0), applicable, out=share, where=applicable > 0)
        return pd.DataFrame(
            {
                "Item": pd.Series([item.name for item in self.items], dtype=object),
                "Tags": pd.Series(["; ".join(item.tags) for item in self.items], dtype=object),
                "Applicable Clients": applicable,
                "Aligned Clients": has.sum(axis=0).astype(np.float64),
                "Alignment": share,
                "Current MRR": held * prices,
                "MRR Opportunity": wanted * prices,
                "Non-recurring Opportunity": wanted * once,
            }
        )

    def tagged(self) -> list[tuple[str, int]]:
        """Tag and position of each item under each of its tags: tags in order of appearance, items as listed."""
        tags: dict[str, list[int]] = {}
        for position, item in enumerate(self.items):
            for tag in item.tags or (UNTAGGED,):
                tags.setdefault(tag, []).append(position)
        if UNTAGGED in tags:
            tags[UNTAGGED] = tags.pop(UNTAGGED)  # last
        return [(tag, position) for tag, positions in tags.items() for position in positions]


def stack_of(items: Sequence[StackItem], state: npt.NDArray[np.int8], employees: Floats, current: Flags) -> Stack:
    """What the stack comes to for each client.

    Parameters
    ----------
    items
        The items.
    state
        int8 array clients x items.
    employees
        Seats of each client; NaN is unknown.
    current
        Which clients are current.
    """
    import numpy as np

    has, could = state == ALIGNED, state == OPPORTUNITY
    seats = np.where(employees > 0, employees, 0.0)[:, None]
    per_seat = np.array([item.per_seat for item in items], dtype=np.bool_)
    quantity = np.where(per_seat, seats, 1.0) if len(items) else np.zeros(state.shape)
    prices = np.array([item.mrr_price for item in items], dtype=np.float64)
    once = np.array([item.one_off_price for item in items], dtype=np.float64)
    aligned = has.sum(axis=1).astype(np.float64)
    applicable = aligned + could.sum(axis=1)
    share = np.full(len(state), nan)
    np.divide(aligned, applicable, out=share, where=applicable > 0)
    wanted = np.where(could, quantity, 0.0)
    return Stack(
        tuple(items),
        state,
        current,
        quantity,
        applicable,
        aligned,
        share,
        wanted @ prices,
        wanted @ once,
        np.where(has, quantity, 0.0) @ prices,
    )
