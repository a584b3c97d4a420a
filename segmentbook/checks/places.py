"""Where in the workbook something stands, and what was probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from segmentbook.raw import RawTable
from segmentbook.schema import header_key

__all__ = ["listed", "nearest", "place"]

_PLAIN_SHEET = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_LISTED = 12


def place(table: RawTable, row: int | None, header: str | None = None) -> str:
    """Name a cell as a formula would: sheet and address. ``header`` is one as typed in the table.

    Examples
    --------
    >>> place(RawTable("Clients", "My clients", 3, 2, ("Client", "Client ID"), ()), 0, "Client ID")
    "'My clients'!C4"
    """
    sheet = table.sheet
    if not _PLAIN_SHEET.fullmatch(sheet):
        doubled = sheet.replace("'", "''")
        sheet = f"'{doubled}'"
    return f"{sheet}!{table.address(row, header)}"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Find the one of ``words`` that ``word`` is most like; None where none is near.

    Examples
    --------
    >>> nearest("Efort cut", ["Value Cut", "Effort Cut"])
    'Effort Cut'
    """
    by_key = {key: candidate for candidate in words if (key := header_key(candidate))}
    found = difflib.get_close_matches(header_key(word), by_key, n=1, cutoff=0.7)
    return by_key[found[0]] if found else None


def listed(words: Iterable[str], last: str = ", ") -> str:
    """List what there is, the first dozen of it; ``last`` stands before the last one.

    Examples
    --------
    >>> listed(["Clients", "Contracts"]), listed(["a", "b", "c"], " and "), listed([])
    ('Clients, Contracts', 'a, b and c', 'none')
    """
    every = list(words)
    if len(every) > _LISTED:
        return f"{', '.join(every[:_LISTED])} and {len(every) - _LISTED} more"
    *head, tail = every or ["none"]
    return f"{', '.join(head)}{last}{tail}" if head else tail
