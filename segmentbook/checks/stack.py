"""The stack: the items that are sold, and what each is to each client (Aligned, Opportunity, not applicable)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from segmentbook.checks.cells import blank_cells, text_column
from segmentbook.checks.facts import frame_of
from segmentbook.checks.places import nearest
from segmentbook.checks.table import InputTable
from segmentbook.model.inputs import StackItem, StackTables
from segmentbook.model.issues import Issue, Level
from segmentbook.model.stack import ALIGNED, NOT_APPLICABLE, OPPORTUNITY
from segmentbook.raw import RawTable
from segmentbook.schema import STACK_ALIGNMENT, STACK_ITEMS, header_key

__all__ = ["read_alignment", "read_stack", "read_stack_items"]

_WORDS = {
    "aligned": ALIGNED,
    "opportunity": OPPORTUNITY,
    "na": NOT_APPLICABLE,
    "notapplicable": NOT_APPLICABLE,
    "": NOT_APPLICABLE,
}
_RULE = "{item} must be Aligned, Opportunity, N/A or blank"
_TAKEN = "It is taken as not applicable."
_SKIPPED = "The row is skipped."


def read_stack(items: RawTable | None, alignment: RawTable | None) -> tuple[StackTables | None, tuple[Issue, ...]]:
    """Both tables; None where there is no item."""
    known, of_items = read_stack_items(items)
    if not known:
        return None, of_items
    clients, state, of_alignment = read_alignment(alignment, known)
    return StackTables(known, clients, state), (*of_items, *of_alignment)


def read_stack_items(raw: RawTable | None) -> tuple[tuple[StackItem, ...], tuple[Issue, ...]]:
    """Items in the order of their rows; one without a name is skipped, a second of one name too."""
    if raw is None:
        return (), ()
    table = InputTable(raw, STACK_ITEMS)
    names = table.texts("Item", action=_SKIPPED)
    named = names != ""
    table.note(Level.WARNING, np.flatnonzero(~named), "Item", "Item must be filled in", _SKIPPED)
    seen: dict[str, int] = {}
    first = np.array([seen.setdefault(header_key(name), row) == row for row, name in enumerate(names)], np.bool_)
    again = named & ~first
    rule = "Item must be there once"
    table.note(Level.WARNING, np.flatnonzero(again), "Item", rule, f"The first row of that name counts. {_SKIPPED}")
    table.keep(named & first)
    names, tags = table.texts("Item"), table.texts("Tags")
    uncounted = "The price is taken as 0: its opportunity is not counted."
    prices, _, _ = table.numbers("MRR Price", Level.ERROR, uncounted)
    once, _, _ = table.numbers("Non-recurring Price", Level.ERROR, uncounted)
    per, _ = table.choices("Per", Level.WARNING, "It is taken as Client.")
    items = tuple(
        StackItem(
            name=str(names[row]),
            tags=_tags(str(tags[row])),
            mrr_price=_or_zero(prices[row]),
            one_off_price=_or_zero(once[row]),
            per_seat=per[row] == "Seat",
            row=int(table.rows[row]),
        )
        for row in range(len(table))
    )
    return items, table.findings.issues()


def read_alignment(
    raw: RawTable | None, items: Sequence[StackItem]
) -> tuple[pd.DataFrame, npt.NDArray[np.int8], tuple[Issue, ...]]:
    """Rows of StackAlignment: the client as typed, and what each item is to it.

    Returns
    -------
    frame
        Column Client; index is the row's position in the table.
    state
        int8 array rows x items.
    issues
        Cells that could not be read, columns that name no item, items that have no column.
    """
    if raw is None or not items:
        return (
            frame_of({"Client": np.empty(0, np.object_)}, np.empty(0, np.intp)),
            np.empty((0, len(items)), np.int8),
            (),
        )
    typed = {header_key(header): header for header in reversed(raw.headers) if header}
    taken = STACK_ALIGNMENT.match(raw.headers)
    client = raw.headers[taken["Client"]] if "Client" in taken else ""
    columns = {item.name: typed.get(header_key(item.name)) for item in items}
    found = [header for header in columns.values() if header and header != client]
    table = InputTable(raw, STACK_ALIGNMENT, found)
    _report_columns(table, items, columns)
    names = table.texts("Client", action=_SKIPPED)
    unnamed = np.flatnonzero(names == "")
    table.note(Level.WARNING, unnamed, "Client", "Client must be filled in", _SKIPPED)
    table.keep(names != "")
    state = np.zeros((len(table), len(items)), np.int8)
    for position, item in enumerate(items):
        if (header := columns[item.name]) and header != client:
            state[:, position] = _states(table, header)
    return frame_of({"Client": table.texts("Client")}, table.rows), state, table.findings.issues()


def _report_columns(table: InputTable, items: Sequence[StackItem], columns: dict[str, str | None]) -> None:
    names = {header_key(item.name): item.name for item in items}
    for header in table.extra_headers():
        if header_key(header) in names:
            continue
        column = table.extra_column(header)
        words = {header_key(text) for text in text_column(column) if text}
        if words & {"aligned", "opportunity"}:
            near = nearest(header, names.values())
            hint = f"Did you mean {near}?" if near else "Add it to StackItems, with its prices."
            rule = "A column must be called as an item of StackItems is"
            table.findings.error(None, header, rule, header, f"The column is not counted. {hint}")
    for name, header_of_item in columns.items():
        if header_of_item is None:
            rule = f"StackAlignment should have a column for each item; it has none for {name}"
            table.findings.warning(None, None, rule, None, "The item applies to no client. Add a column of that name.")


def _states(table: InputTable, header: str) -> npt.NDArray[np.int8]:
    column = table.extra_column(header)
    codes, distinct = pd.factorize(text_column(column, errors=True))
    read = [_WORDS.get(header_key(text)) for text in distinct]
    known = np.array([NOT_APPLICABLE if one is None else one for one in read], np.int8)
    wrong = np.array([one is None for one in read], np.bool_)
    rows = np.flatnonzero(wrong[codes] & ~blank_cells(column))
    table.note_cells(Level.ERROR, column, rows, header, _RULE.format(item=header), _TAKEN)
    return known[codes] if len(distinct) else np.zeros(len(table), np.int8)


def _tags(text: str) -> tuple[str, ...]:
    """Tags with ; between them, each once.

    Examples
    --------
    >>> _tags("Standard; Premium;standard; ")
    ('Standard', 'Premium')
    """
    found: dict[str, str] = {}
    for tag in (part.strip() for part in text.split(";")):
        if tag:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def _or_zero(number: np.float64) -> float:
    return 0.0 if np.isnan(number) else float(number)
