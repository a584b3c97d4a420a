"""A zip written: members that did not change are copied as they are packed, others deflated."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from segmentbook.workbook.archive import DEFLATED, LOCAL, UTF8, ZIP64_TAG, Archive, Member, without_zip64
from segmentbook.workbook.deflate import Content, deflated

__all__ = ["Entry", "write_archive"]

_CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_END = struct.Struct("<4sHHHHLLH")
_END64 = struct.Struct("<4sQHHLLQQQQ")
_LOCATOR64 = struct.Struct("<4sLQL")
_DESCRIPTOR = 0x0008
_MAX32, _MAX16 = 0xFFFFFFFF, 0xFFFF
_VERSION, _VERSION64 = 20, 45
_DOS_1980 = 0x21  # 1980-01-01, the first date a zip can hold: the same bytes on any day

Entry = tuple[str, tuple[Archive, Member] | None, Content | None]
"""A name, the member of that name that there was, and its new content: None copies the member."""


def write_archive(out: BinaryIO, entries: Iterable[Entry], comment: bytes = b"") -> None:
    """Write a zip of the entries, in their order."""
    directory: list[bytes] = []
    for name, source, content in entries:
        offset = out.tell()
        if content is None:
            if source is not None:
                directory.append(_copy(out, *source, offset))
        else:
            directory.append(_add(out, name, source and source[1], content, offset))
    start = out.tell()
    out.writelines(directory)
    size, count = out.tell() - start, len(directory)
    if start + size > _MAX32 or count > _MAX16:
        end64 = out.tell()
        out.write(_END64.pack(b"PK\6\6", _END64.size - 12, _VERSION64, _VERSION64, 0, 0, count, count, size, start))
        out.write(_LOCATOR64.pack(b"PK\6\7", 0, end64, 1))
    shown = min(count, _MAX16)
    out.write(_END.pack(b"PK\5\6", 0, 0, shown, shown, min(size, _MAX32), min(start, _MAX32), len(comment)) + comment)


def _copy(out: BinaryIO, archive: Archive, member: Member, offset: int) -> bytes:
    _, extra = archive.local(member)
    entry = _Header(member, member.flags & ~_DESCRIPTOR, member.method, member.crc, member.packed_size, member.size)
    out.write(entry.local(without_zip64(extra)))
    out.writelines(archive.raw(member))
    return entry.central(offset)


def _add(out: BinaryIO, name: str, old: Member | None, content: Content, offset: int) -> bytes:
    packed = deflated(content) if isinstance(content, bytes) else content
    member = old or _new_member(name)
    entry = _Header(member, member.flags & UTF8, DEFLATED, packed.crc, sum(map(len, packed.chunks)), packed.size)
    out.write(entry.local(b""))
    out.writelines(packed.chunks)
    return entry.central(offset)


def _new_member(name: str) -> Member:
    ascii_only = name.isascii()
    return Member(
        name, name.encode(), _VERSION, _VERSION, 0 if ascii_only else UTF8, DEFLATED, 0, _DOS_1980, 0, 0, 0,
        b"", b"", 0, 0, 0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Header:
    member: Member
    flags: int
    method: int
    crc: int
    packed_size: int
    size: int

    def _sizes(self, offset: int | None) -> tuple[int, int, int, bytes, int]:
        """Sizes and offset for the 32-bit fields, with the zip64 field for those that do not fit."""
        wide = [value for value in (self.size, self.packed_size) if value >= _MAX32]
        if offset is None and wide:
            wide = [self.size, self.packed_size]
        elif offset is not None and offset >= _MAX32:
            wide.append(offset)
        extra = struct.pack(f"<HH{len(wide)}Q", ZIP64_TAG, 8 * len(wide), *wide) if wide else b""
        both = offset is None and bool(wide)
        packed = _MAX32 if both else min(self.packed_size, _MAX32)
        size = _MAX32 if both else min(self.size, _MAX32)
        version = max(self.member.version, _VERSION64) if wide else self.member.version
        return packed, size, min(offset or 0, _MAX32), extra, version

    def local(self, extra: bytes) -> bytes:
        m = self.member
        packed, size, _, wide, version = self._sizes(None)
        extra = wide + extra
        head = LOCAL.pack(
            b"PK\3\4",
            version,
            self.flags,
            self.method,
            m.time,
            m.date,
            self.crc,
            packed,
            size,
            len(m.raw_name),
            len(extra),
        )
        return head + m.raw_name + extra

    def central(self, offset: int) -> bytes:
        m = self.member
        packed, size, at, wide, version = self._sizes(offset)
        extra = wide + m.extra
        head = _CENTRAL.pack(
            b"PK\1\2", m.made_by, version, self.flags, self.method, m.time, m.date, self.crc, packed, size,
            len(m.raw_name), len(extra), len(m.comment), 0, m.internal, m.external, at,
        )  # fmt: skip
        return head + m.raw_name + extra + m.comment
