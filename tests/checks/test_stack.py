"""StackItems and StackAlignment: what is sold, and who has it."""

from __future__ import annotations

import numpy as np

from segmentbook.checks.stack import read_alignment, read_stack_items
from segmentbook.model.inputs import StackItem
from segmentbook.model.issues import Issue
from segmentbook.raw import RawColumn, RawTable

ITEMS = (StackItem("Backup", ("Standard",), 4.0, 100.0, True, 0), StackItem("Firewall", (), 200.0, 900.0, False, 1))


def table(name: str, headers: tuple[str, ...], *rows: tuple[object, ...]) -> RawTable:
    columns = tuple(RawColumn.from_values([row[i] for row in rows]) for i in range(len(headers)))
    return RawTable(name, name, 4, 1, headers, columns)


def texts(issues: tuple[Issue, ...], raw: RawTable) -> list[str]:
    return [issue.text(f"{raw.sheet}!{raw.address(issue.row, issue.column)}") for issue in issues]


def test_items_with_their_prices_and_tags() -> None:
    raw = table(
        "StackItems",
        ("Item", "Tags", "MRR Price", "Non-recurring Price", "Per"),
        ("Backup", "Standard; Premium;standard", 4.5, 100, "seat"),
        (None, None, None, None, None),
        ("Firewall", None, "200.00", None, None),
    )
    items, issues = read_stack_items(raw)
    assert items == (
        StackItem("Backup", ("Standard", "Premium"), 4.5, 100.0, True, 0),
        StackItem("Firewall", (), 200.0, 0.0, False, 2),
    )
    assert issues == ()
    assert read_stack_items(None) == ((), ())


def test_what_is_wrong_with_an_item_is_said_with_its_cell() -> None:
    raw = table(
        "StackItems",
        ("Item", "MRR Price", "Per"),
        ("Backup", "four", "Head"),
        ("backup ", 7, "Seat"),
        (None, 9, None),
        ("Firewall", -1, "Client"),
    )
    items, issues = read_stack_items(raw)
    assert [(item.name, item.mrr_price, item.per_seat) for item in items] == [
        ("Backup", 0.0, False),
        ("Firewall", 0.0, False),
    ]
    assert texts(issues, raw) == [
        "StackItems!B5: MRR Price must be a number; got 'four'. "
        "The price is taken as 0: its opportunity is not counted.",
        "StackItems!C5: Per must be Seat or Client; got 'Head'. It is taken as Client.",
        "StackItems!A6: Item must be there once; got 'backup '. The first row of that name counts. The row is skipped.",
        "StackItems!A7: Item must be filled in. The row is skipped.",
        "StackItems!B8: MRR Price must be 0 or more; got -1. The price is taken as 0: its opportunity is not counted.",
    ]


def test_what_each_item_is_to_each_client() -> None:
    raw = table(
        "StackAlignment",
        ("Customer", "firewall", "BACKUP", "Comment"),
        ("Acme", "Aligned", "opportunity", "since May"),
        ("Bolt", "n/a", None, None),
        (None, None, None, "nothing here"),
        ("Coda", "Not applicable", "ALIGNED ", "x"),
    )
    frame, state, issues = read_alignment(raw, ITEMS)
    assert (frame["Client"].tolist(), frame.index.tolist()) == (["Acme", "Bolt", "Coda"], [0, 1, 3])
    assert state.tolist() == [[2, 1], [0, 0], [1, 0]]
    assert issues == ()


def test_words_columns_and_clients_that_are_not_understood_are_said() -> None:
    raw = table(
        "StackAlignment",
        ("Client", "Backup", "Fire Wal", "Old Thing", "Notes"),
        ("Acme", "maybe", "Aligned", "Opportunity", "aligned with head office"),
        (None, "Aligned", None, None, None),
    )
    frame, state, issues = read_alignment(raw, ITEMS)
    assert (frame["Client"].tolist(), state.tolist()) == (["Acme"], [[0, 0]])
    assert texts(issues, raw) == [
        "StackAlignment!B5: Backup must be Aligned, Opportunity, N/A or blank; got 'maybe'. "
        "It is taken as not applicable.",
        "StackAlignment!A6: Client must be filled in. The row is skipped.",
        "StackAlignment!C4: A column must be called as an item of StackItems is; got 'Fire Wal'. "
        "The column is not counted. Did you mean Firewall?",
        "StackAlignment!D4: A column must be called as an item of StackItems is; got 'Old Thing'. "
        "The column is not counted. Add it to StackItems, with its prices.",
        "StackAlignment!A4: StackAlignment should have a column for each item; it has none for Firewall. "
        "The item applies to no client. Add a column of that name.",
    ]


def test_without_the_table_nobody_has_anything() -> None:
    frame, state, issues = read_alignment(None, ITEMS)
    assert (len(frame), state.shape, state.dtype, issues) == (0, (0, 2), np.int8, ())
