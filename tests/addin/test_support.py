"""The log and the lock: small, quiet, and gone when nobody needs them."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from addin import support
from addin.install.system import System
from addin.support import LARGEST_LOG, LOG_NAME, OLDER_LOGS, OWN_FILES, log, log_file, one_at_a_time, state_folder


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of the test's own, and a log that is closed again."""
    monkeypatch.setattr(support, "state_folder", lambda system=None: tmp_path / "state")
    yield tmp_path / "state"
    logger = logging.getLogger("segmentbook.addin")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("windows", {"LOCALAPPDATA": "/local"}, "/local/Segmentbook"),
        ("windows", {}, "/home/ann/AppData/Local/Segmentbook"),
        ("macos", {}, "/home/ann/Library/Logs/Segmentbook"),
        ("linux", {"XDG_STATE_HOME": "/state"}, "/state/segmentbook"),
        ("linux", {"XDG_STATE_HOME": ""}, "/home/ann/.local/state/segmentbook"),
    ],
)
def test_the_folder_of_each_platform(platform: str, environment: dict[str, str], expected: str) -> None:
    system = System(platform, Path("/home/ann"), environment, Path("/python"))  # type: ignore[arg-type]
    assert state_folder(system) == Path(expected)


def test_the_log_is_bounded_and_its_files_are_ours(folder: Path) -> None:
    line = "x" * 1_000
    for _ in range((OLDER_LOGS + 2) * LARGEST_LOG // 1_000):
        log().info(line)
    files = sorted(path.name for path in folder.iterdir())
    assert files == [LOG_NAME, f"{LOG_NAME}.1", f"{LOG_NAME}.2"]
    assert all(path.stat().st_size <= LARGEST_LOG for path in folder.iterdir())
    assert {path.name for pattern in OWN_FILES for path in folder.glob(pattern)} == set(files)


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(support, "state_folder", lambda system=None: tmp_path / "file" / "state")
    log().error("said to nobody")
    assert not log_file().exists()
    with one_at_a_time("book") as free:
        assert free


def test_two_commands_do_not_work_on_one_workbook(folder: Path) -> None:
    with one_at_a_time("C:/Books/Book.xlsx") as first, one_at_a_time("c:/books/BOOK.xlsx") as second:
        assert (first, second) == (True, False)
        with one_at_a_time("C:/Books/other.xlsx") as other:
            assert other
    with one_at_a_time("C:/Books/Book.xlsx") as again:
        assert again
    assert list(folder.iterdir()) == []


def test_a_process_that_died_holds_no_lock(folder: Path) -> None:
    dying = (
        "import os, sys; from pathlib import Path; from addin import support;"
        f"support.state_folder = lambda system=None: Path({str(folder)!r});"
        "lock = support.one_at_a_time('book'); print(lock.__enter__(), flush=True); os._exit(9)"
    )
    done = subprocess.run([sys.executable, "-c", dying], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (9, "True"), done.stderr
    assert len(list(folder.glob("*.lock"))) == 1
    with one_at_a_time("book") as free:
        assert free
