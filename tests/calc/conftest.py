"""One LibreOffice with the extension for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwings

from addin.calc.build import build_oxt
from addin.calc.engine import connect, disconnect
from tests.calc.calc import Calc, available, started


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built extension."""
    return build_oxt(tmp_path_factory.mktemp("extension"))


@pytest.fixture(scope="session")
def calc(extension: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calc]:
    """LibreOffice Calc with the extension."""
    available()
    with started(extension, tmp_path_factory.mktemp("calc")) as office:
        yield office


@pytest.fixture(scope="session")
def app(calc: Calc) -> Iterator[xlwings.App]:
    """The same LibreOffice as xlwings has it, over the bridge."""
    port, token = calc.ask("bridge").split()
    found = connect(int(port), token)
    yield found
    disconnect(found)


@pytest.fixture
def book(app: xlwings.App) -> Iterator[xlwings.Book]:
    """A new workbook in Calc; what a test opens beside it is closed too."""
    there = {one.impl.number for one in app.books}
    made = app.books.add()
    yield made
    for one in app.books:
        if one.impl.number not in there:
            one.close()
