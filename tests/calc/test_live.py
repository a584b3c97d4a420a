"""The contract of every way of refreshing, in a real Calc: a live refresh leaves what a refresh of the file leaves.

Both are compared as Calc shows them: the file is opened beside the workbook that was refreshed in Calc.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings

from tests.calc.dumps import dump
from tests.live import test_contract as contract
from tests.live.books import sample
from tests.live.contract import EngineUnderTest
from tests.live.test_contract import (  # noqa: F401 - pytest finds them here, with the engine below
    test_a_workbook_without_results,
    test_another_date,
    test_checking_writes_nothing,
    test_columns_of_the_users_follow_their_clients,
    test_columns_of_the_users_in_a_table_of_another_shape,
    test_the_sample,
    test_what_users_edit,
)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, refreshed by file. Not to be written to."""
    return sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def engine(app: xlwings.App, monkeypatch: pytest.MonkeyPatch) -> Iterator[EngineUnderTest]:
    """Calc; what a refresh by file leaves is opened in Calc too, to be compared."""
    opened: list[xlwings.Book] = []

    def open_book(path: Path) -> xlwings.Book:
        opened.append(app.books.open(path))
        return opened[-1]

    def edit(book: xlwings.Book, sheet: str, row: int, column: int, value: object) -> None:
        book.sheets[sheet].range((row, column)).raw_value = value

    def dump_file(path: Path) -> dict[str, object]:
        book = app.books.open(path)
        try:
            return dict(dump(book))
        finally:
            book.close()

    monkeypatch.setattr(contract, "dump_file", dump_file)
    yield EngineUnderTest("calc", open_book, dump, edit)
    for book in opened:
        book.close()
