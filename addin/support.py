"""What a command leaves outside the workbook: a log for support, and a lock so that one runs at a time.

The folder holds nothing of customers but what a message says. It is removed when the add-in is uninstalled.
"""

from __future__ import annotations

import hashlib
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from addin.install.system import System

__all__ = ["GUIDE_NAME", "LOG_NAME", "OWN_FILES", "log", "log_file", "one_at_a_time", "state_folder"]

LOG_NAME = "segmentbook.log"
"""The log's file in ``state_folder``; older ones end in ``.1`` and ``.2``."""

GUIDE_NAME = "guide.html"
"""The guide that Help opens, in ``state_folder``."""

OWN_FILES = (f"{LOG_NAME}*", "*.lock", GUIDE_NAME)
"""All that is ever left in ``state_folder``, as patterns: what uninstalling removes."""

LARGEST_LOG = 500_000
OLDER_LOGS = 2


def state_folder(system: System | None = None) -> Path:
    """Give the folder of this user's log, which need not be there: ``Segmentbook`` in LOCALAPPDATA on Windows."""
    system = system or System.here()
    if system.platform == "windows":
        return Path(system.environment.get("LOCALAPPDATA") or system.home / "AppData" / "Local") / "Segmentbook"
    if system.platform == "macos":
        return system.home / "Library" / "Logs" / "Segmentbook"
    return Path(system.environment.get("XDG_STATE_HOME") or system.home / ".local" / "state") / "segmentbook"


def log_file() -> Path:
    """Give the log's path."""
    return state_folder() / LOG_NAME


def log() -> logging.Logger:
    """Give the log; where it cannot be written, nothing is: a full disk must not stop a refresh."""
    logger = logging.getLogger("segmentbook.addin")
    path = log_file()
    if not any(getattr(handler, "baseFilename", None) == str(path.absolute()) for handler in logger.handlers):
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
            handler.close()
        logger.addHandler(_handler(path))
        logger.setLevel(logging.INFO)
        logger.propagate = False
    return logger


def _handler(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return logging.NullHandler()
    handler = _Quiet(path, maxBytes=LARGEST_LOG, backupCount=OLDER_LOGS, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler


class _Quiet(RotatingFileHandler):
    """Says nothing where it cannot write, e.g. because another process is turning the log over."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is logging's
        """Let it go."""


@contextmanager
def one_at_a_time(name: str) -> Iterator[bool]:
    """Hold the lock of a workbook; gives False where another process or command holds it.

    The system lets it go when a process ends, however it ends. Where no lock can be made, there is none.
    """
    key = hashlib.sha256(name.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:16]
    path = state_folder() / f"{key}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError:
        yield True
        return
    with file:
        if not _locked(file):
            yield False
            return
        try:
            yield True
        finally:
            if sys.platform != "win32":  # there a file that is open cannot be removed
                path.unlink(missing_ok=True)


if sys.platform == "win32":
    import msvcrt

    def _locked(file: IO[bytes]) -> bool:
        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True
