"""The zip container of a workbook: members read within bounds, written raw where they did not change.

Python's zipfile reads the directory. Inflating is our own, because a member's declared size is not to be trusted;
writing is our own, because zipfile cannot copy a member without inflating and deflating it.
"""

from __future__ import annotations

import io
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import Queue
from typing import Any, BinaryIO

from segmentbook.errors import WorkbookError

__all__ = ["Archive", "Content", "Limits", "Member", "Packed", "pack", "write_archive"]

_LOCAL = struct.Struct("<4sHHHHHLLLHH")
_CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_END = struct.Struct("<4sHHHHLLH")
_END64 = struct.Struct("<4sQHHLLQQQQ")
_LOCATOR64 = struct.Struct("<4sLQL")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_DESCRIPTOR = 0x0008
_UTF8 = 0x0800
_ZIP64_TAG = 1
_MAX32, _MAX16 = 0xFFFFFFFF, 0xFFFF
_VERSION, _VERSION64 = 20, 45
_DOS_1980 = 0x21  # 1980-01-01, the first date a zip can hold: the same bytes on any day
_CHUNK = 1 << 18
_LARGE = 1 << 20  # from here on isal deflates, where installed; below, zlib: the same bytes on any machine
_LEVEL = 6
_ISAL_LEVEL = 2
_QUEUED = 4


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
    volume: int
    internal: int
    external: int
    offset: int

    @property
    def is_folder(self) -> bool:
        """Whether the entry is a folder and not a part."""
        return self.name.endswith(("/", "\\"))


class Archive:
    """The members of a zip file, in their order; closed when nobody refers to it any more.

    Raises
    ------
    WorkbookError
        The directory or a member is damaged, encrypted, or more than ``limits`` allow.
    """

    def __init__(self, file: BinaryIO, label: str, limits: Limits | None = None) -> None:
        self.label = label
        self.limits = limits or Limits()
        self._file = file
        self._lock = threading.Lock()
        self._inflated: dict[str, int] = {}
        try:
            with zipfile.ZipFile(file) as directory:
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
        self._file.close()

    def whole(self) -> Iterator[bytes]:
        """The file as it is."""
        position = 0
        while data := self.read_at(position, _CHUNK):
            yield data
            position += len(data)

    def read_at(self, offset: int, size: int) -> bytes:
        """Bytes of the file; several readers may be under way at once."""
        with self._lock:
            self._file.seek(offset)
            return self._file.read(size)

    def local(self, member: Member) -> tuple[int, bytes]:
        """Where the member's data start, and the extra field of its local header."""
        header = self.read_at(member.offset, _LOCAL.size)
        if len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
            raise self.damaged(f"{member.name} is missing")
        names, extras = header_lengths(header)
        extra = self.read_at(member.offset + _LOCAL.size + names, extras)
        return member.offset + _LOCAL.size + names + extras, extra

    def raw(self, member: Member) -> Iterator[bytes]:
        """The member's data as they are packed."""
        position, _ = self.local(member)
        left = member.packed_size
        while left:
            data = self.read_at(position, min(left, _CHUNK))
            if not data:
                raise self.damaged(f"{member.name} ends early")
            yield data
            position += len(data)
            left -= len(data)

    def open(self, member: Member) -> BinaryIO:
        """The member's content as a stream, inflated as it is read, within the limits."""
        return io.BufferedReader(_Stream(self._inflate(member)), _CHUNK)

    def _inflate(self, member: Member) -> Iterator[bytes]:
        if member.method not in (_STORED, _DEFLATED):
            raise self.damaged(f"{member.name} is compressed in a way that Excel does not use")
        inflater: Any = None if member.method == _STORED else _inflater()
        limits, size, crc, used = self.limits, 0, 0, 0
        others = sum(self._inflated.values()) - self._inflated.get(member.name, 0)
        for data in self.raw(member):
            used += len(data)
            while data:
                if inflater is None:
                    out, data = data, b""
                else:
                    try:
                        out = inflater.decompress(data, _CHUNK)
                    except Exception as error:  # zlib.error, isal's error: both say that the data are not deflated
                        raise self.damaged(f"{member.name} cannot be inflated") from error
                    data = b"" if inflater.eof else inflater.unconsumed_tail
                size += len(out)
                crc = zlib.crc32(out, crc)
                if size > limits.part:
                    raise self._bomb(f"{member.name} is larger than {limits.part >> 20:,} MB")
                if size > limits.ratio_from and size > limits.ratio * used:
                    raise self._bomb(f"{member.name} is packed more than {limits.ratio:,} times smaller")
                if others + size > limits.total:
                    raise self._bomb(f"it is larger than {limits.total >> 20:,} MB")
                yield out
        while inflater is not None and not inflater.eof:
            out = inflater.decompress(b"", _CHUNK)
            if not out:
                raise self.damaged(f"{member.name} ends early")
            size += len(out)
            crc = zlib.crc32(out, crc)
            yield out
        if crc != member.crc or size != member.size:
            raise self.damaged(f"{member.name} is not what its checksum says")
        self._inflated[member.name] = size


def _fast() -> Any:
    try:
        from isal import isal_zlib
    except ImportError:
        return None
    return isal_zlib


def _inflater() -> Any:
    return (_fast() or zlib).decompressobj(-15)


def _deflater(large: bool) -> Any:
    fast = _fast() if large else None
    if fast is not None:
        return fast.compressobj(_ISAL_LEVEL, fast.DEFLATED, -15)
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, -15)


class _Stream(io.RawIOBase):
    """A generator of bytes as a raw stream."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def header_lengths(header: bytes) -> tuple[int, int]:
    """Lengths of the name and of the extra field that follow a local header."""
    fields = _LOCAL.unpack(header)
    return fields[9], fields[10]


def _member(info: zipfile.ZipInfo) -> Member:
    flags = info.flag_bits
    year, month, day, hour, minute, second = info.date_time
    return Member(
        name=info.orig_filename,
        raw_name=info.orig_filename.encode("utf-8" if flags & _UTF8 else "cp437"),
        version=info.extract_version,
        made_by=info.create_system << 8 | info.create_version,
        flags=flags,
        method=info.compress_type,
        time=hour << 11 | minute << 5 | second >> 1,
        date=(year - 1980) << 9 | month << 5 | day,
        crc=info.CRC,
        packed_size=info.compress_size,
        size=info.file_size,
        extra=_without_zip64(info.extra),
        comment=info.comment,
        volume=info.volume,
        internal=info.internal_attr,
        external=info.external_attr,
        offset=info.header_offset,
    )


def _without_zip64(extra: bytes) -> bytes:
    """Drop the field that holds 64-bit sizes: it is written anew where it is needed."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        if tag != _ZIP64_TAG:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept + extra[at:]


@dataclass(frozen=True, slots=True)
class Packed:
    """Deflated content, in memory: a 300 MB sheet is some 30 MB of it."""

    chunks: tuple[bytes, ...]
    size: int
    crc: int

    def open(self) -> BinaryIO:
        """The content as a stream."""
        return io.BufferedReader(_Stream(self._inflate()), _CHUNK)

    def _inflate(self) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-15)
        for chunk in self.chunks:
            yield inflater.decompress(chunk)
        yield inflater.flush()


Content = bytes | Packed


def pack(chunks: Iterable[bytes]) -> Content:
    """Take a part's content: small as it is, large deflated by a worker while the caller renders the next chunk."""
    source, small, size = iter(chunks), [], 0
    for chunk in source:
        small.append(chunk)
        size += len(chunk)
        if size > _LARGE:
            break
    else:
        return b"".join(small)
    queue: Queue[bytes | None] = Queue(_QUEUED)
    packer = _Packer(queue)
    worker = threading.Thread(target=packer.run, name="deflate", daemon=True)
    worker.start()
    try:
        for chunk in _batched(small, source):
            queue.put(chunk)
    finally:
        queue.put(None)
        worker.join()
    return packer.result()


def _batched(first: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    """Chunks of a size worth handing to another thread."""
    waiting, size = first, sum(map(len, first))
    for chunk in rest:
        waiting.append(chunk)
        size += len(chunk)
        if size >= _CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


class _Packer:
    def __init__(self, queue: Queue[bytes | None]) -> None:
        self._queue = queue
        self._chunks: list[bytes] = []
        self._size = self._crc = 0
        self._error: BaseException | None = None

    def run(self) -> None:
        deflater = _deflater(large=True)
        while (data := self._queue.get()) is not None:
            if self._error is not None:
                continue
            try:
                self._size += len(data)
                self._crc = zlib.crc32(data, self._crc)
                self._chunks.append(deflater.compress(data))
            except BaseException as error:  # it is raised again in the caller's thread
                self._error = error
        self._chunks.append(deflater.flush())

    def result(self) -> Packed:
        if self._error is not None:
            raise self._error
        return Packed(tuple(filter(None, self._chunks)), self._size, self._crc)


Source = tuple[Archive, Member]


def write_archive(
    out: BinaryIO, entries: Iterable[tuple[str, Source | None, Content | None]], comment: bytes = b""
) -> None:
    """Write a zip: each entry is (name, the member it was, its new content); without new content it is copied raw."""
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
    entry = _Entry(member, member.flags & ~_DESCRIPTOR, member.method, member.crc, member.packed_size, member.size)
    out.write(entry.local(_without_zip64(extra)))
    out.writelines(archive.raw(member))
    return entry.central(offset)


def _add(out: BinaryIO, name: str, old: Member | None, content: Content, offset: int) -> bytes:
    if isinstance(content, bytes):
        deflater = _deflater(large=False)
        chunks: tuple[bytes, ...] = (deflater.compress(content), deflater.flush())
        size, crc = len(content), zlib.crc32(content)
    else:
        chunks, size, crc = content.chunks, content.size, content.crc
    member = old or _new_member(name)
    flags = member.flags & _UTF8
    entry = _Entry(member, flags, _DEFLATED, crc, sum(map(len, chunks)), size)
    out.write(entry.local(b""))
    out.writelines(chunks)
    return entry.central(offset)


def _new_member(name: str) -> Member:
    ascii_only = name.isascii()
    return Member(
        name, name.encode(), _VERSION, _VERSION, 0 if ascii_only else _UTF8, _DEFLATED, 0, _DOS_1980, 0, 0, 0,
        b"", b"", 0, 0, 0, 0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
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
        extra = struct.pack(f"<HH{len(wide)}Q", _ZIP64_TAG, 8 * len(wide), *wide) if wide else b""
        both = offset is None and bool(wide)
        packed = _MAX32 if both else min(self.packed_size, _MAX32)
        size = _MAX32 if both else min(self.size, _MAX32)
        version = max(self.member.version, _VERSION64) if wide else self.member.version
        return packed, size, min(offset or 0, _MAX32), extra, version

    def local(self, extra: bytes) -> bytes:
        m = self.member
        packed, size, _, wide, version = self._sizes(None)
        extra = wide + extra
        head = _LOCAL.pack(
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
