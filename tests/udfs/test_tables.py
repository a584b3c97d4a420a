"""Table arguments: any order and any alias, read once however many cells pass them, never mixed up."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

import udfs
from udfs import _contracts, _ledgers, _policy
from udfs._tables import Memo

AS_OF = date(2025, 6, 30)
LINES: list[list[Any]] = [
    ["Client", "Amount", "Quantity", "Billing Period", "Start", "End"],
    ["Acme", 1_200.0, 2.0, "Annual", date(2025, 1, 1), None],
    ["Acme", 50.0, None, None, date(2025, 1, 1), date(2025, 6, 30)],
    ["Bolt", 7.0, 1.0, "Monthly", date(2025, 1, 1), None],
]


def reordered(rows: list[list[Any]], order: list[int]) -> list[list[Any]]:
    return [[row[i] for i in order] for row in rows]


def test_headers_in_any_order_and_by_their_aliases() -> None:
    assert udfs.CONTRACTMRR("Acme", LINES, AS_OF) == 250.0
    assert udfs.CONTRACTMRR("Acme", reordered(LINES, [5, 3, 1, 0, 4, 2]), AS_OF) == 250.0
    other = [["Account Name", "Unit Price", "Qty", "BILLING FREQUENCY", "start-date", "Expires"], *LINES[1:]]
    assert udfs.CONTRACTMRR("Acme", other, AS_OF) == 250.0


def test_optional_columns_may_be_missing_and_others_may_be_there() -> None:
    few = reordered(LINES, [0, 1, 4])
    assert udfs.CONTRACTMRR("Acme", few, AS_OF) == 1_250.0
    more = [[*row, "mine"] for row in few]
    assert udfs.CONTRACTMRR("Acme", more, AS_OF) == 1_250.0


def test_blank_rows_of_a_table_are_passed_over() -> None:
    bands = [["Band", "Minimum Score", "Mine"], ["Poor", 0.0, 1], [None, "", "x"], ["Good", 60.0, None]]
    assert [udfs.HEALTHBAND(score, bands) for score in (59.9, 60.0)] == ["Poor", "Good"]
    assert udfs.CONTRACTMRR("Acme", [*LINES, [None] * 6, [""] * 6], AS_OF) == 250.0


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """The policy tables that were read since the test began."""
    read: list[object] = []

    def counting(value: object) -> object:
        read.append(value)
        return _policy._bands(value)

    monkeypatch.setattr(_policy, "_bands_given", Memo(counting, 4))
    yield read


def bands(minimum: float) -> list[list[Any]]:
    return [["Band", "Minimum Score"], ["Poor", 0.0], ["Good", minimum]]


def test_ten_thousand_cells_that_pass_one_table_read_it_once(reads: list[object]) -> None:
    for score in range(10_000):
        assert udfs.HEALTHBAND(score % 100, bands(50.0)) == ("Good" if score % 100 >= 50 else "Poor")
    assert len(reads) == 1


def test_what_is_refused_is_not_read_again_either(reads: list[object]) -> None:
    for _ in range(3):
        assert udfs.HEALTHBAND(50.0, bands(0.0)) is udfs.ExcelError.NUM
    assert len(reads) == 1


def test_several_tables_are_kept_apart_and_the_oldest_is_forgotten(reads: list[object]) -> None:
    for _ in range(2):
        for minimum in (10.0, 20.0, 30.0):
            assert udfs.HEALTHBAND(minimum, bands(minimum)) == "Good"
            assert udfs.HEALTHBAND(minimum - 0.1, bands(minimum)) == "Poor"
    assert len(reads) == 3
    for minimum in (40.0, 50.0):
        udfs.HEALTHBAND(0.0, bands(minimum))
    udfs.HEALTHBAND(0.0, bands(30.0))
    assert len(reads) == 5
    udfs.HEALTHBAND(0.0, bands(10.0))
    assert len(reads) == 6


def test_a_list_that_its_owner_changes_is_another_table() -> None:
    table = bands(50.0)
    assert udfs.HEALTHBAND(55.0, table) == "Good"
    table[2][1] = 60.0
    assert udfs.HEALTHBAND(55.0, table) == "Poor"
    mixed = (table[0], table[1], ("Good", 70.0))
    assert udfs.HEALTHBAND(65.0, mixed) == "Poor"
    table[1][1] = 5.0
    assert udfs.HEALTHBAND(65.0, mixed) is udfs.ExcelError.NUM


def test_tuples_of_tuples_are_known_by_being_the_same_object(reads: list[object]) -> None:
    table = tuple(map(tuple, bands(50.0)))
    for _ in range(5):
        assert udfs.HEALTHBAND(55.0, table) == "Good"
    assert len(reads) == 1
    assert udfs.HEALTHBAND(55.0, tuple(map(tuple, bands(60.0)))) == "Poor"


def test_true_is_not_one() -> None:
    def table(cell: object) -> list[list[Any]]:
        return [["Band", "Minimum Score"], ["Poor", 0.0], ["Good", cell]]

    for _ in range(2):
        assert udfs.HEALTHBAND(1.0, table(1.0)) == "Good"
        assert udfs.HEALTHBAND(1.0, table(True)) is udfs.ExcelError.VALUE
        assert udfs.HEALTHBAND(1.0, table(1)) == "Good"


def test_a_ledger_is_made_once_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    by_name = _ledgers._by_name

    def counting(*arguments: Any) -> Any:
        made.append(arguments)
        return by_name(*arguments)

    monkeypatch.setattr(_ledgers, "_by_name", counting)
    monkeypatch.setattr(_contracts.contracts_given, "_entries", [])
    for _ in range(3):
        assert udfs.CONTRACTMRR("Acme", [list(row) for row in LINES], AS_OF) == 250.0
        assert udfs.CONTRACTMRR("Bolt", [list(row) for row in LINES], AS_OF) == 7.0
        assert udfs.CONTRACTMRR("Acme", [list(row) for row in LINES], date(2025, 7, 1)) == 200.0
    assert len(made) == 2


def test_tables_that_are_forgotten_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each change of a cell makes another table: in a long session they must not pile up."""
    made: list[weakref.ref[object]] = []

    def watched(value: object) -> object:
        table = _contracts.ContractTable(value)
        made.append(weakref.ref(table))
        return table

    monkeypatch.setattr(udfs.value, "contracts_given", Memo(watched, 4))
    for amount in range(50):
        lines = [LINES[0], ["Acme", float(amount), 1.0, None, date(2025, 1, 1), None]]
        assert udfs.CONTRACTMRR("Acme", lines, AS_OF) == float(amount)
    gc.collect()
    assert len(made) == 50
    assert sum(table() is not None for table in made) == 4
