"""Commands run in this process, and the sample workbook to run them on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from segmentbook.cli import app
from segmentbook.workbook.template import create


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def sb(capsys: pytest.CaptureFixture[str]) -> Command:
    """``sb("refresh", path)``: exit status, stdout, stderr."""

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            app.main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(int(left.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def made_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "book.xlsx"
    create(path, sample=True)
    return path


@pytest.fixture
def sample(made_sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample workbook."""
    return Path(shutil.copy(made_sample, tmp_path / "book.xlsx"))


@pytest.fixture(scope="session")
def made_blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "book.xlsx"
    create(path)
    return path


@pytest.fixture
def blank(made_blank: Path, tmp_path: Path) -> Path:
    """A copy of a new workbook without clients."""
    return Path(shutil.copy(made_blank, tmp_path / "book.xlsx"))
