"""Customer lists: who is in which (product.md section 3, "Lists")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from segmentbook.model.columns import Ints
    from segmentbook.model.inputs import CustomerList

__all__ = ["FoundList"]


@dataclass(frozen=True, slots=True, eq=False)
class FoundList:
    """A list and its members: positions in the Clients frame, in the frame's order."""

    rule: CustomerList
    members: Ints
