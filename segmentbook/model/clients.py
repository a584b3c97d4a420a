"""Which client a text names, and whether a client is current at a date (product.md sections 2 and 3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from segmentbook.errors import InputError
from segmentbook.model.keys import text_key

if TYPE_CHECKING:
    from segmentbook.model.columns import Days, Ints, Texts

__all__ = [
    "AMBIGUOUS",
    "CHURNED",
    "CURRENT",
    "NOT_STARTED",
    "UNKNOWN",
    "ClientKeys",
    "client_status",
    "client_statuses",
]

CURRENT = "Current"
CHURNED = "Churned"
NOT_STARTED = "Not started"

UNKNOWN = -1
"""What ``ClientKeys.find`` gives for a text that names no client."""

AMBIGUOUS = -2
"""What ``ClientKeys.find`` gives for a name that several clients have."""

_CANDIDATES = 2_000  # names that a misspelt one is compared with: difflib takes some 10 microseconds each


class ClientKeys:
    """The clients of a book by their IDs and names, case and surrounding spaces ignored.

    Parameters
    ----------
    names, ids
        As in the Clients table; a blank ID is the name.

    Raises
    ------
    InputError
        Two clients of one ID.

    Examples
    --------
    >>> keys = ClientKeys(["Acme", "Bolt", "Bolt"], ["C-1", "C-2", "C-3"])
    >>> keys.find("c-1 "), keys.find("ACME"), keys.find("Bolt") == AMBIGUOUS, keys.find("Cole") == UNKNOWN
    (0, 0, True, True)
    >>> keys.nearest("Acne")
    ('Acme',)
    """

    def __init__(self, names: Sequence[str], ids: Sequence[str]) -> None:
        self._names = names
        self._by_id: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        self._by_initials: dict[str, list[str]] = {}
        for position, (name, own_id) in enumerate(zip(names, ids, strict=True)):
            name_key = name.strip().casefold()  # text_key, for each of 100,000 clients
            key = own_id.strip().casefold() or name_key
            if not key:
                continue
            first = self._by_id.setdefault(key, position)
            if first != position:
                raise InputError(
                    f"Clients: two clients have one ID; got {own_id.strip() or name.strip()!r} in data rows "
                    f"{first + 1} and {position + 1}. Give each client an ID of its own."
                )
            if name_key and self._by_name.setdefault(name_key, position) != position:
                self._by_name[name_key] = AMBIGUOUS
        for key in [key for key, position in self._by_name.items() if position == AMBIGUOUS]:
            owner = self._by_id.get(key)
            if owner is not None and text_key(names[owner]) == key:  # its ID, for want of one: it names the others too
                self._by_id[key] = AMBIGUOUS

    def find(self, text: str) -> int:
        """Position of the client that ``text`` names by ID or, failing that, by name; ``UNKNOWN`` or ``AMBIGUOUS``."""
        key = text_key(text)
        position = self._by_id.get(key)
        return self._by_name.get(key, UNKNOWN) if position is None else position

    def find_all(self, texts: Texts) -> Ints:
        """``find`` for a column: each distinct text is looked up once."""
        import numpy as np

        from segmentbook.model.columns import coded, looked_up

        codes, distinct = coded(texts)
        return looked_up([self.find(text) for text in distinct], codes, np.int64)

    def nearest(self, text: str) -> tuple[str, ...]:
        """Up to three clients' names like ``text``, among those with the same first letter (a bounded number)."""
        if not self._by_initials:
            for name in self._names:
                self._by_initials.setdefault(text_key(name)[:1], []).append(name)
        key = text_key(text)
        candidates = {text_key(name): name.strip() for name in self._by_initials.get(key[:1], ())[:_CANDIDATES]}
        return tuple(candidates[match] for match in get_close_matches(key, candidates, n=3, cutoff=0.7))


def client_status(as_of: date, client_since: date | None = None, churned_on: date | None = None) -> str:
    """Whether a client is current: churned from Churned On on, not started before Client Since.

    Examples
    --------
    >>> client_status(date(2025, 6, 30), churned_on=date(2025, 6, 30)), client_status(date(2025, 6, 30))
    ('Churned', 'Current')
    """
    if churned_on is not None and churned_on <= as_of:
        return CHURNED
    return NOT_STARTED if client_since is not None and client_since > as_of else CURRENT


def client_statuses(as_of: date, client_since: Days, churned_on: Days) -> Texts:
    """``client_status`` for columns; NaT is blank."""
    import numpy as np

    day = np.datetime64(as_of, "D")
    statuses = np.full(len(churned_on), CURRENT, dtype=np.object_)
    statuses[client_since > day] = NOT_STARTED
    statuses[churned_on <= day] = CHURNED
    return statuses
