"""Tables of ours that a refresh reads again: what a workbook remembers.

They are known by their sheet's mark, whatever the sheet and the table are called by now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from segmentbook.errors import WorkbookError
from segmentbook.schema import HISTORY, HISTORY_INPUTS
from segmentbook.workbook.finding import Source, find_tables

if TYPE_CHECKING:
    from segmentbook.raw import RawTable
    from segmentbook.workbook.book import Sheet

__all__ = ["OWN_TABLES", "read_own_tables"]

OWN_TABLES = {"Snapshots": HISTORY, "HistoryInputs": HISTORY_INPUTS}
"""Result tables that are read before a refresh, by the key of their sheet."""


def read_own_tables(source: Source, owned: Callable[[str], Sheet | None]) -> dict[str, RawTable]:
    """What stands in our tables that are read again, by the schema's name; without those whose sheet is not there.

    Parameters
    ----------
    source
        The workbook.
    owned
        The sheet that is marked with a key; None where there is none.

    Raises
    ------
    WorkbookError
        A sheet of ours has lost its headers, so that what it remembers cannot be read, and would be lost.
    """
    found = {}
    for key, table in OWN_TABLES.items():
        sheet = owned(key)
        if sheet is None:
            continue
        entries = [entry for entry in source.tables if entry.sheet == sheet.name]
        called = next(
            (e.name for e in entries if set(table.required_headers) <= set(table.match(e.headers))), sheet.name
        )
        raw = find_tables(_Only(source, sheet.name), [replace(table, name=called)]).tables.get(called)
        if raw is None:
            headers = ", ".join(table.required_headers)
            raise WorkbookError(
                f"'{sheet.name}': the table {table.name} must have the headers {headers}, and can no longer be read. "
                "Put them back, or delete the sheet to let the history begin anew. Nothing was written."
            )
        found[table.name] = replace(raw, name=table.name)
    return found


class _Only:
    """A workbook as if it had one sheet."""

    def __init__(self, source: Source, sheet: str) -> None:
        self.sheet_names: Sequence[str] = (sheet,)
        self.sheets: Sequence[str] = (sheet,)
        self.tables = [entry for entry in source.tables if entry.sheet == sheet]
        self.date1904 = source.date1904
        self.top, self.cells, self.fills = source.top, source.cells, source.fills
