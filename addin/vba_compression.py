"""The compression of VBA source and directory ([MS-OVBA] 2.4.1): chunks of 4,096 bytes, each of literals and copies."""

from __future__ import annotations

import struct
from collections import defaultdict

__all__ = ["compressed"]

_CHUNK = 4096
_SIGNATURE = 0x01
_SHORTEST_COPY = 3
_COMPRESSED, _RAW = 0xB000, 0x3000


def compressed(data: bytes) -> bytes:
    """Compress; greedy, the longest and then the nearest copy, so that the same bytes give the same result.

    Examples
    --------
    The specification's example (3.2.2):

    >>> compressed(b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa").hex(" ", 4)[:35]
    '012fb000 23616161 62636465 82660070'
    """
    chunks = (_chunk(data, start, min(start + _CHUNK, len(data))) for start in range(0, len(data), _CHUNK))
    return bytes([_SIGNATURE]) + b"".join(chunks)


def _chunk(data: bytes, start: int, end: int) -> bytes:
    tokens = bytearray()
    seen: defaultdict[bytes, list[int]] = defaultdict(list)
    position = start
    while position < end:
        flags_at, flags = len(tokens), 0
        tokens.append(0)
        for bit in range(8):
            if position >= end:
                break
            length, offset = _copy(data, position, start, end, seen)
            if length:
                offset_bits = _offset_bits(position - start)
                tokens += struct.pack("<H", (offset - 1) << (16 - offset_bits) | (length - _SHORTEST_COPY))
                flags |= 1 << bit
            else:
                tokens.append(data[position])
                length = 1
            for passed in range(position, min(position + length, end - _SHORTEST_COPY + 1)):
                seen[data[passed : passed + _SHORTEST_COPY]].append(passed)
            position += length
        tokens[flags_at] = flags
    if len(tokens) >= _CHUNK:  # it would grow: as it is, filled up
        return struct.pack("<H", _RAW | (_CHUNK - 1)) + data[start:end].ljust(_CHUNK, b"\0")
    return struct.pack("<H", _COMPRESSED | (len(tokens) - 1)) + tokens


def _copy(data: bytes, position: int, start: int, end: int, seen: dict[bytes, list[int]]) -> tuple[int, int]:
    """Length and distance of the longest earlier run that goes on here; (0, 0) where none is worth it."""
    longest = min(end - position, (0xFFFF >> _offset_bits(position - start)) + _SHORTEST_COPY)
    best, distance = 0, 0
    for candidate in reversed(seen.get(data[position : position + _SHORTEST_COPY], ())):
        length = 0
        while length < longest and data[candidate + length] == data[position + length]:
            length += 1
        if length > best:
            best, distance = length, position - candidate
        if length == longest:
            break
    return (best, distance) if best >= _SHORTEST_COPY else (0, 0)


def _offset_bits(done: int) -> int:
    """Bits of a copy's distance, by how much of the chunk is done (2.4.1.3.19.1); the rest is for its length."""
    return max(4, (done - 1).bit_length()) if done > 1 else 4
