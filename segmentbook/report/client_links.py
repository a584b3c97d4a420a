"""Links from the clients of a result table to their rows in the Clients table."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from segmentbook.report.places import MAX_LINKS, link_to

if TYPE_CHECKING:
    from segmentbook.raw import RawBook

__all__ = ["client_links"]


def client_links(raw: RawBook, rows: Iterable[int | None], count: int) -> tuple[str, ...]:
    """The place of each client in the Clients table; () where the book has no such table.

    Parameters
    ----------
    raw
        The input tables.
    rows
        Labels of rows of the Clients frame, which are positions in the table; None for a client that is gone.
    count
        How many there are: those beyond ``MAX_LINKS`` have no link.
    """
    table = raw.tables.get("Clients")
    if table is None:
        return ()
    header = "Client" if "Client" in table.headers else None
    start = link_to(table.sheet, table.address(0, header)).rstrip("0123456789")
    first = table.top + 1
    links = ["" if row is None else f"{start}{first + row}" for row in islice(rows, MAX_LINKS)]
    return (*links, *[""] * (count - len(links)))
