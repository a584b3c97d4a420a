"""What may be opened as a workbook, and what is said of what may not."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from segmentbook.errors import WorkbookError
from segmentbook.workbook.opc import CONTENT_TYPES, STRICT_TYPES

if TYPE_CHECKING:
    from segmentbook.workbook.package import Package

__all__ = ["lock_file", "main_part", "open_workbook", "refuse_locked", "refuse_signed"]

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, and of every encrypted .xlsx
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\3\4"
_LOCK = "~$"
_BLOCK = 1 << 20
_MAIN_TYPE = re.compile(r"(sheet|template|addin)\.(macroEnabled\.)?main\+xml$")
_BINARY_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
_SAVE_AS = "Open it in the program it comes from and save it as .xlsx."


def lock_file(path: Path) -> Path:
    """The file that Excel keeps beside a workbook that it has open."""
    return path.with_name(_LOCK + path.name)


def _calc_lock_file(path: Path) -> Path:
    return path.with_name(f".~lock.{path.name}#")


def open_workbook(path: Path, read_only: bool) -> int:
    """Open a file that looks like a zip and give its descriptor, or refuse it in one line.

    Raises
    ------
    WorkbookError
        The path is missing, a folder, a lock file, open in Excel, or no .xlsx.
    """
    if path.name.startswith(_LOCK):
        book = path.name.removeprefix(_LOCK)
        raise WorkbookError(f"{path}: is Excel's mark that {book} is open, not a workbook. Name {book} itself.")
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise WorkbookError(f"{path}: there is no such file. Check its name and folder.") from None
    except OSError as error:
        raise _unreadable(path, error) from error
    if path.is_dir():
        raise WorkbookError(f"{path}: is a folder, not a workbook. Name the .xlsx file in it.")
    if not path.is_file():
        raise WorkbookError(f"{path}: is not an ordinary file. Name an .xlsx file.")
    if not read_only:
        refuse_locked(path)
    try:
        with path.open("rb") as file:
            _refuse_other_formats(path, file)
        return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except WorkbookError:
        raise
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> WorkbookError:
    return WorkbookError(
        f"{path}: cannot be read ({error.strerror}). Close it in other programs and check that you may read it."
    )


def refuse_locked(path: Path) -> None:
    """Refuse to write to a workbook that is open in Excel or LibreOffice.

    Raises
    ------
    WorkbookError
        A lock file is beside it.
    """
    for program, lock in (("Excel", lock_file(path)), ("LibreOffice", _calc_lock_file(path))):
        if lock.exists():
            raise WorkbookError(
                f"{path}: is open in {program} ({lock.name} is beside it). "
                f"Close it there; if {program} is not running, delete {lock.name}."
            )


def _refuse_other_formats(path: Path, file: BinaryIO) -> None:
    start = file.read(8)
    if start == _COMPOUND:
        if _holds(file, _ENCRYPTED_STREAM):
            raise WorkbookError(
                f"{path}: is password-protected. Open it in Excel, remove the password and save it, then try again."
            )
        raise WorkbookError(f"{path}: is an old Excel workbook (.xls). Open it in Excel and save it as .xlsx.")
    if not start:
        raise WorkbookError(f"{path}: is empty. Get a fresh copy.")
    if not start.startswith(_ZIP):
        raise WorkbookError(f"{path}: is not an Excel workbook, whatever its name says. {_SAVE_AS}")


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    rest = b""
    while block := file.read(_BLOCK):
        if wanted in rest + block:
            return True
        rest = block[-len(wanted) :]
    return False


def main_part(package: Package) -> tuple[str, bool]:
    """The workbook part, and whether the package is of the strict kind.

    Raises
    ------
    WorkbookError
        There is none, or it is binary.
    """
    if not package.has(CONTENT_TYPES):
        raise WorkbookError(f"{package.label}: is a zip file, but not a workbook. {_SAVE_AS}")
    for link in package.relationships(""):
        if link.kind == "officeDocument" and not link.external and package.has(link.target):
            type_ = package.content_type(link.target)
            if type_ == _BINARY_TYPE:
                raise WorkbookError(
                    f"{package.label}: is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx."
                )
            if _MAIN_TYPE.search(type_):
                return link.target, link.type.startswith(STRICT_TYPES)
    raise WorkbookError(f"{package.label}: holds no Excel workbook. {_SAVE_AS}")


def refuse_signed(package: Package) -> None:
    """Refuse to write to a package whose signature that would break.

    Raises
    ------
    WorkbookError
        It is signed.
    """
    if any(link.type.endswith("/digital-signature/origin") for link in package.relationships("")):
        raise WorkbookError(
            f"{package.label}: is digitally signed, and writing to it would break the signature. "
            "Save an unsigned copy in Excel and use that."
        )
