"""The stack in the whole picture: whose row is whose, what measures may read of it, and what is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from segmentbook.model.inputs import Measure, StackItem, StackTables
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.schema import STACK_ALIGNMENT
from tests.model.books import make_book, typed_frame

ITEMS = (StackItem("Backup", ("Standard",), 4.0, 100.0, True, 0), StackItem("Firewall", (), 200.0, 900.0, False, 1))
CLIENTS = [
    {"Client": "Acme", "Client ID": "C-1", "Employees": 50.0},
    {"Client": "Bolt", "Client ID": "C-2"},
    {"Client": "Coda", "Client ID": "C-3", "Employees": 10.0},
    {"Client": "Coda", "Client ID": "C-4", "Employees": 10.0},
]


def stack(rows: list[tuple[str, int, int]]) -> StackTables:
    clients = typed_frame(STACK_ALIGNMENT, [{"Client": name} for name, *_ in rows])
    return StackTables(ITEMS, clients, np.array([cells for _, *cells in rows], np.int8).reshape(len(rows), 2))


def found(rows: list[tuple[str, int, int]], **policy: Any) -> Segmentation:
    return segment(make_book(CLIENTS, stack=stack(rows), **policy))


def said(segmentation: Segmentation, table: str) -> list[str]:
    return [issue.text(f"{table}!{issue.row}") for issue in segmentation.issues if issue.table == table]


def test_clients_are_found_by_id_or_name_and_have_their_figures() -> None:
    rows = found([("acme ", 2, 1), ("C-3", 1, 2)]).clients
    assert rows["Stack Alignment"].tolist() == pytest.approx([0.5, np.nan, 0.5, np.nan], nan_ok=True)
    assert rows["MRR Opportunity"].tolist() == [200.0, 0.0, 200.0, 0.0]
    assert rows["Non-recurring Opportunity"].tolist() == [5_000.0, 0.0, 900.0, 0.0]


def test_rows_that_name_nobody_or_a_client_twice_are_said_and_the_first_counts() -> None:
    segmentation = found([("C-1", 2, 1), ("Acme", 1, 1), ("Coda", 1, 1), ("Dune", 1, 1), ("Bolt", 2, 0)])
    assert segmentation.clients["Stack Alignment"].iloc[0] == 0.5
    assert said(segmentation, "StackAlignment") == [
        "StackAlignment!3: Client must be the ID or the name of a row of Clients; got 'Dune'. The row is not counted. "
        "Add the client to Clients, or correct the name.",
        "StackAlignment!2: Client must name one client; several have this name; got 'Coda'. The row is not counted. "
        "Write the client's ID instead.",
        "StackAlignment!1: A client must be there once; got 'Acme'. Its first row counts; this one does not.",
    ]
    assert said(segmentation, "Clients")[:1] == [
        "Clients!1: Employees must be known for the prices per seat of the client's stack. "
        "These items count as 0 in its opportunity. Fill the cell in."
    ]


def test_alignment_may_be_a_measure_and_one_column_for_both_scorecards_is_said() -> None:
    card = (Measure("Stack", 1.0, 0.0, 1.0, source="Stack Alignment"),)
    segmentation = found([("C-1", 1, 1), ("C-3", 2, 1)], effort_measures=card, health_measures=card)
    assert segmentation.clients["Effort Score"].tolist() == pytest.approx([100.0, np.nan, 50.0, np.nan], nan_ok=True)
    assert [issue.text("HealthMeasures!A5") for issue in segmentation.issues if issue.table == "HealthMeasures"] == [
        "HealthMeasures!A5: A column should feed one scorecard, effort or health, and not both; got 'Stack Alignment'. "
        "It counts in both. Leave it out of one of them."
    ]


def test_without_a_stack_the_columns_are_blank() -> None:
    segmentation = segment(make_book(CLIENTS))
    assert segmentation.stack is None
    assert segmentation.clients["Stack Alignment"].isna().all()
    assert segmentation.clients["MRR Opportunity"].isna().all()
