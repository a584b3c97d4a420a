"""A file written whole or not at all: beside the target first, then moved over it."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from segmentbook.errors import WorkbookError
from segmentbook.workbook.opening import refuse_locked

__all__ = ["fingerprint", "replace_file"]

Fingerprint = tuple[int, int, int, int]


def fingerprint(path: Path) -> Fingerprint | None:
    """What tells whether a file was written since: None when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def replace_file(target: Path, write: Callable[[BinaryIO], None], before_move: Callable[[], None]) -> None:
    """Let ``write`` fill a temporary file beside ``target``, make sure it is on the disk, and move it over.

    The file's mode is kept (and its owner, where the system lets us); a link is followed. ``before_move`` is called
    when the new file is whole: the place to close the old one.

    Raises
    ------
    WorkbookError
        It is a folder, read-only, open in Excel, or the system refuses; the target is as it was.
    """
    shown, target = target, Path(os.path.realpath(target))
    if target.is_dir():
        raise WorkbookError(f"{shown}: is a folder, not a workbook. Name the .xlsx file to write.")
    if not target.parent.is_dir():
        raise WorkbookError(f"{shown}: there is no folder {shown.parent}. Create it first.")
    refuse_locked(target)
    old = target.stat() if target.exists() else None
    if old is not None and not old.st_mode & stat.S_IWUSR:
        raise WorkbookError(f"{shown}: is read-only. Allow writing to it, or name another file to write to.")
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            with temporary.open("xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            if old is not None:
                temporary.chmod(stat.S_IMODE(old.st_mode))
                if hasattr(os, "chown"):
                    with contextlib.suppress(OSError):
                        os.chown(temporary, old.st_uid, old.st_gid)
            before_move()
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except WorkbookError:
        raise
    except OSError as error:
        raise WorkbookError(f"{shown}: {_reason(error)} It is as it was.") from error


def _reason(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "cannot be written: another program has it open, or the folder may not be written to. Close it there."
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "cannot be written: the disk is full. Make room and try again."
    return f"cannot be written ({error.strerror or error}). Try again, or write to another folder."
