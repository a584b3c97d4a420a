"""The sample for all tests here, and the engines of the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.books import sample
from tests.live.contract import EngineUnderTest, dump_state
from tests.live.double import open_in_double


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, refreshed by file. Not to be written to."""
    return sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(params=["double"])
def engine(request: pytest.FixtureRequest) -> EngineUnderTest:
    """An engine of the contract. Another one overrides this fixture: ``tests/calc/test_live.py``."""

    def edit(book: object, sheet: str, row: int, column: int, value: object) -> None:
        state = book.impl.state  # type: ignore[attr-defined]
        found = next(one for one in state.sheets if one.name == sheet)
        state.cell(found, (row, column)).value = value

    return EngineUnderTest("double", open_in_double, lambda book: dump_state(book.impl.state), edit)
