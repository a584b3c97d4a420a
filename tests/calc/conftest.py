"""One LibreOffice with the extension for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from addin.calc.build import build_oxt
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
