"""The zip container of a workbook, read within bounds.

Python's zipfile reads the directory. Inflating is our own, because a member's declared size is not to be trusted.
"""

from __future__ import annotations

import os
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from segmentbook.errors import WorkbookError
from segmentbook.workbook.deflate import BLOCK, INFLATE_ERRORS, inflater, stream_of

__all__ = ["DEFLATED", "LOCAL", "UTF8", "ZIP64_TAG", "Archive", "Limits", "Member", "without_zip64"]

LOCAL = struct.Struct("<4sHHHHHLLLHH")
STORED, DEFLATED = 0, 8
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
UTF8 = 0x0800
ZIP64_TAG = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a workbook may inflate to. Counted while inflating; what the file declares is not believed."""

    members: int = 20_000
    part: int = 2 << 30
    total: int = 8 << 30
    ratio: int = 500
    ratio_from: int = 50 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the zip's directory as it stands there."""

    name: str
    raw_name: bytes
    version: int
    made_by: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed_size: int
    size: int
    extra: bytes
    comment: bytes
    internal: int
    external: int
    offset: int

    @property
    def is_folder(self) -> bool:
        """Whether the entry is a folder and not a part."""
        return self.name.endswith(("/", "\\"))


class Archive:
    """The members of a zip file, in their order.

    Parameters
    ----------
    descriptor
        The open file, which is closed by `close` or when nobody refers to the archive any more.
    label
        What the file is called in messages.
    limits
        How much may be inflated.

    Raises
    ------
    WorkbookError
        The directory or a member is damaged, encrypted, or more than ``limits`` allow.
    """

    def __init__(self, descriptor: int, label: str, limits: Limits | None = None) -> None:
        self.label = label
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._descriptor: int | None = descriptor
        # Only a descriptor, so that an archive left to the garbage collector is closed without a ResourceWarning.
        self._file = open(descriptor, "rb", closefd=False)  # noqa: SIM115  # pathlib opens no descriptors
        self._inflated: dict[str, int] = {}
        try:
            with zipfile.ZipFile(self._file) as directory:
                self.comment = directory.comment
                if len(directory.filelist) > self.limits.members:
                    raise self._bomb(f"it has {len(directory.filelist):,} members")
                self.members = tuple(_member(info) for info in directory.filelist)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            UnicodeDecodeError,
            ValueError,
            struct.error,
            EOFError,
        ) as error:
            raise self.damaged("its directory is missing or unreadable") from error
        size = self._file.seek(0, os.SEEK_END)
        if any(not 0 <= member.offset < size for member in self.members):
            raise self.damaged("its directory is missing or unreadable")
        if sum(member.packed_size for member in self.members) > size:
            # Members that share their bytes would make a small file into a huge one when it is copied.
            raise self.damaged("its members overlap")
        if any(member.flags & _ENCRYPTED for member in self.members):
            raise WorkbookError(
                f"{label}: is password-protected. Open it in Excel, remove the password and save it, then try again."
            )

    def damaged(self, what: str) -> WorkbookError:
        """The refusal of a file that is not whole."""
        return WorkbookError(
            f"{self.label}: is damaged: {what}. Get a fresh copy, or let Excel repair it (File, Open, Open and Repair)."
        )

    def _bomb(self, what: str) -> WorkbookError:
        return WorkbookError(
            f"{self.label}: inflates to more than a workbook should: {what}. Check where it comes from."
        )

    def close(self) -> None:
        """Let go of the file (Windows does not replace an open one)."""
        with self._lock:
            descriptor, self._descriptor = self._descriptor, None
            if descriptor is not None:
                self._file.close()
                os.close(descriptor)

    def __del__(self) -> None:
        self.close()

    def whole(self) -> Iterator[bytes]:
        """The file as it is."""
        position = 0
        while data := self.read_at(position, BLOCK):
            yield data
            position += len(data)

    def read_at(self, offset: int, size: int) -> bytes:
        """Bytes of the file; several readers may be under way at once."""
        with self._lock:
            if self._descriptor is None:
                raise ValueError(f"{self.label} is closed; open it again")
            self._file.seek(offset)
            return self._file.read(size)

    def local(self, member: Member) -> tuple[int, bytes]:
        """Where the member's data start, and the extra field of its local header."""
        header = self.read_at(member.offset, LOCAL.size)
        if len(header) < LOCAL.size or header[:4] != b"PK\3\4":
            raise self.damaged(f"{member.name} is missing")
        names, extras = _lengths(header)
        extra = self.read_at(member.offset + LOCAL.size + names, extras)
        return member.offset + LOCAL.size + names + extras, extra

    def raw(self, member: Member) -> Iterator[bytes]:
        """The member's data as they are packed."""
        position, _ = self.local(member)
        left = member.packed_size
        while left:
            data = self.read_at(position, min(left, BLOCK))
            if not data:
                raise self.damaged(f"{member.name} ends early")
            yield data
            position += len(data)
            left -= len(data)

    def open(self, member: Member) -> BinaryIO:
        """The member's content as a stream, inflated as it is read, within the limits."""
        return stream_of(self._inflate(member))

    def _inflate(self, member: Member) -> Iterator[bytes]:
        if member.method not in (STORED, DEFLATED):
            raise self.damaged(f"{member.name} is compressed in a way that Excel does not use")
        others = sum(self._inflated.values()) - self._inflated.get(member.name, 0)
        size, crc = 0, 0
        for used, out in self._blocks(member):
            size += len(out)
            crc = zlib.crc32(out, crc)
            self._refuse_bomb(member.name, size, used, others)
            self._inflated[member.name] = max(size, self._inflated.get(member.name, 0))
            yield out
        if crc != member.crc or size != member.size:
            raise self.damaged(f"{member.name} is not what its checksum says")

    def _blocks(self, member: Member) -> Iterator[tuple[int, bytes]]:
        """Inflated blocks, each with the number of packed bytes that were used up to then."""
        used, state = 0, None if member.method == STORED else inflater()
        for data in self.raw(member):
            used += len(data)
            if state is None:
                yield used, data
                continue
            while data and not state.eof:
                yield used, self._inflated_block(state, data, member)
                data = state.unconsumed_tail
        while state is not None and not state.eof:
            # All is read, but the inflater may still hold some of it back.
            if not (out := self._inflated_block(state, b"", member)):
                raise self.damaged(f"{member.name} ends early")
            yield used, out

    def _inflated_block(self, state: Any, data: bytes, member: Member) -> bytes:
        try:
            out: bytes = state.decompress(data, BLOCK)
        except INFLATE_ERRORS as error:
            raise self.damaged(f"{member.name} cannot be inflated") from error
        return out

    def _refuse_bomb(self, name: str, size: int, used: int, others: int) -> None:
        limits = self.limits
        if size > limits.part:
            raise self._bomb(f"{name} is larger than {limits.part >> 20:,} MB")
        if size > limits.ratio_from and size > limits.ratio * used:
            raise self._bomb(f"{name} is packed more than {limits.ratio:,} times smaller")
        if others + size > limits.total:
            raise self._bomb(f"it is larger than {limits.total >> 20:,} MB")


def _lengths(header: bytes) -> tuple[int, int]:
    """Lengths of the name and of the extra field that follow a local header."""
    fields = LOCAL.unpack(header)
    return fields[9], fields[10]


def _member(info: zipfile.ZipInfo) -> Member:
    flags = info.flag_bits
    year, month, day, hour, minute, second = info.date_time
    return Member(
        name=info.orig_filename,
        raw_name=info.orig_filename.encode("utf-8" if flags & UTF8 else "cp437"),
        version=info.extract_version,
        made_by=info.create_system << 8 | info.create_version,
        flags=flags,
        method=info.compress_type,
        time=hour << 11 | minute << 5 | second >> 1,
        date=(year - 1980) << 9 | month << 5 | day,
        crc=info.CRC,
        packed_size=info.compress_size,
        size=info.file_size,
        extra=without_zip64(info.extra),
        comment=info.comment,
        internal=info.internal_attr,
        external=info.external_attr,
        offset=info.header_offset,
    )


def without_zip64(extra: bytes) -> bytes:
    """Drop the field that holds 64-bit sizes: it is written anew where it is needed."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        if tag != ZIP64_TAG:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept + extra[at:]
