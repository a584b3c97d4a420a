"""Deflate, by isal where it is installed: some five times as fast as zlib; and streams made of blocks."""

from __future__ import annotations

import contextlib
import io
import threading
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from queue import Queue
from typing import Any, BinaryIO

_fast: Any = None
with contextlib.suppress(ImportError):
    from isal import isal_zlib as _fast

__all__ = ["BLOCK", "INFLATE_ERRORS", "Content", "Packed", "deflated", "inflater", "pack", "stream_of"]

BLOCK = 1 << 18
_LARGE = 1 << 20  # from here on isal deflates, where installed; below, zlib: the same bytes on any machine
_LEVEL = 6
_FAST_LEVEL = 2
_QUEUED = 4
_RAW = -15  # window bits of a deflate stream without a header, as a zip holds it
INFLATE_ERRORS: tuple[type[Exception], ...] = (zlib.error,) if _fast is None else (zlib.error, _fast.error)


def inflater() -> Any:
    """An inflater with the interface of ``zlib.decompressobj``."""
    return (_fast or zlib).decompressobj(_RAW)


def _deflater(large: bool) -> Any:
    if large and _fast is not None:
        return _fast.compressobj(_FAST_LEVEL, _fast.DEFLATED, _RAW)
    return zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)


def deflated(content: bytes) -> Packed:
    """Small content, deflated."""
    deflater = _deflater(large=False)
    return Packed((deflater.compress(content), deflater.flush()), len(content), zlib.crc32(content))


def stream_of(blocks: Iterator[bytes]) -> BinaryIO:
    """Blocks of bytes as a stream."""
    return io.BufferedReader(_Stream(blocks), BLOCK)


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


@dataclass(frozen=True, slots=True)
class Packed:
    """Deflated content, in memory: a 300 MB sheet is some 30 MB of it."""

    chunks: tuple[bytes, ...]
    size: int
    crc: int

    def open(self) -> BinaryIO:
        """The content as a stream."""
        return stream_of(self._inflate())

    def _inflate(self) -> Iterator[bytes]:
        inflater = zlib.decompressobj(_RAW)
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
        if size >= BLOCK:
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
        while True:
            data = self._queue.get()
            if self._error is None:  # after an error the queue is still emptied, or the caller would wait for ever
                self._pack(deflater, data)
            if data is None:
                return

    def _pack(self, deflater: Any, data: bytes | None) -> None:
        try:
            self._chunks.append(deflater.flush() if data is None else deflater.compress(data))
            self._size += len(data or b"")
            self._crc = zlib.crc32(data or b"", self._crc)
        except BaseException as error:  # it is raised again in the caller's thread
            self._error = error

    def result(self) -> Packed:
        if self._error is not None:
            raise self._error
        return Packed(tuple(filter(None, self._chunks)), self._size, self._crc)
