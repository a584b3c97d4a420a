"""The StackAlignment table as a workbook has it: a row a client, a column an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.schema import STACK_ALIGNMENT, Column, Kind, header_key

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["alignment_columns", "alignment_frame"]

WORDS = ("Aligned", "Opportunity", "N/A")
_NARROWEST = 12.0


def alignment_columns(headers: Sequence[str]) -> tuple[Column, ...]:
    """The columns of StackAlignment beyond the schema's: one an item of StackItems.

    Parameters
    ----------
    headers
        All headers of the table.
    """
    return tuple(
        Column(
            header,
            Kind.CHOICE,
            f"Aligned: the client has {header}. Opportunity: it could have it. Blank or N/A: it does not apply.",
            choices=WORDS,
            width=max(_NARROWEST, 3.0 + max((len(word) for word in header.split()), default=0)),
        )
        for header in headers
        if header not in STACK_ALIGNMENT.headers
    )


def alignment_frame(items: Sequence[str]) -> pd.DataFrame:
    """The table without clients, with a column for each of these items.

    Examples
    --------
    >>> list(alignment_frame(["Backup", "backup ", "Client"]).columns)
    ['Client', 'Backup']
    """
    import pandas as pd

    taken = {header_key(header) for header in STACK_ALIGNMENT.headers}
    names: dict[str, str] = {}
    for item in items:
        if (key := header_key(item)) and key not in taken:
            names.setdefault(key, item.strip())
    return pd.DataFrame({header: [] for header in (*STACK_ALIGNMENT.headers, *names.values())}, dtype=object)
