"""The contract of every way of refreshing, in a real Calc: a live refresh leaves what a refresh of the file leaves.

Both are compared as Calc shows them: the file is opened beside the workbook that was refreshed in Calc.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings

from tests.calc.dumps import dump
from tests.live import test_contract as contract
from tests.live.books import edited, sample
from tests.live.contract import EngineUnderTest
from tests.live.test_contract import (  # noqa: F401 - pytest finds them here, with the engine below
    agree,
    test_a_workbook_without_results,
    test_another_date,
    test_checking_writes_nothing,
    test_columns_of_the_users_follow_their_clients,
)

CHOSEN = ("a contract", "an added health band", "a cut from the median", "fewer clients", "bad data")
"""Edits that each change something else: a workbook of this size takes Calc seconds to open. The double does all."""


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, refreshed by file. Not to be written to."""
    return sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def engine(app: xlwings.App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[EngineUnderTest]:
    """Calc; what a refresh by file leaves is opened in Calc too, to be compared."""
    opened: list[xlwings.Book] = []

    def open_book(path: Path) -> xlwings.Book:
        copy = tmp_path / "In Calc" / path.name  # LibreOffice locks what it has open
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(path, copy)
        opened.append(app.books.open(copy))
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


@pytest.mark.parametrize("edit", CHOSEN)
def test_what_users_edit(engine: EngineUnderTest, base: Path, tmp_path: Path, edit: str) -> None:
    agree(engine, edited(base, edit, tmp_path), tmp_path)
