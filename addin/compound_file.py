"""A compound file, the container of a VBA project: storages and streams in sectors of 512 bytes ([MS-CFB] version 3).

Written to the letter of the specification with the standard library; the same contents give the same bytes anywhere.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

__all__ = ["Storage", "compound_file"]

Storage: TypeAlias = "Mapping[str, bytes | Storage]"
"""A folder: streams are bytes, folders within it are mappings again."""

_SECTOR = 512
_MINI_SECTOR = 64
_MINI_CUTOFF = 4096  # shorter streams share sectors
_ENTRY = 128
_FREE, _END, _FAT_SECTOR, _NOTHING = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_FAT_SECTORS_IN_HEADER = 109  # more would need a table of their own; a VBA project of 7 MB does not exist
_NUMBERS_A_SECTOR = _SECTOR // 4
_LONGEST_NAME = 31
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_BLACK = 1


@dataclass
class _Entry:
    """One line of the directory: siblings form a binary tree by name, ``child`` is the root of those within."""

    name: str
    kind: int
    content: bytes = b""
    left: int = _NOTHING
    right: int = _NOTHING
    child: int = _NOTHING
    start: int = 0


@dataclass
class _Sectors:
    """Sectors of one size, and for each the one that follows it."""

    size: int
    data: bytearray = field(default_factory=bytearray)
    following: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """Append a chain; its first sector."""
        if not content:
            return _END
        first = len(self.following)
        count = -(-len(content) // self.size)
        self.following += [*range(first + 1, first + count), _END]
        self.data += content.ljust(count * self.size, b"\0")
        return first


def compound_file(root: Storage) -> bytes:
    """Write a compound file.

    Parameters
    ----------
    root
        What it holds.

    Raises
    ------
    ValueError
        A name is longer than 31 characters, or everything together larger than about 7 MB.

    Examples
    --------
    >>> file = compound_file({"VBA": {"dir": b"12"}})
    >>> file[:4].hex(), len(file) % 512
    ('d0cf11e0', 0)
    """
    entries = _directory(root)
    large, small = _Sectors(_SECTOR), _Sectors(_MINI_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.start = (small if len(entry.content) < _MINI_CUTOFF else large).add(entry.content)
    entries[0].content = bytes(small.data)
    entries[0].start = large.add(entries[0].content)
    mini_table = _numbers(small.following)
    mini_table_start = large.add(mini_table)
    directory_start = large.add(_written(entries))
    return _header(large, directory_start, mini_table_start, len(mini_table) // _SECTOR) + bytes(large.data)


def _directory(root: Storage) -> list[_Entry]:
    entries = [_Entry("Root Entry", _ROOT)]
    contents: list[Storage | None] = [root]
    position = 0
    while position < len(entries):
        storage = contents[position]
        if storage is not None:
            siblings = []
            for name in sorted(storage, key=lambda name: (len(name), name.upper())):
                if len(name) > _LONGEST_NAME:
                    raise ValueError(f"{name!r}: a name has at most {_LONGEST_NAME} characters")
                siblings.append(len(entries))
                content = storage[name]
                if isinstance(content, bytes):
                    entries.append(_Entry(name, _STREAM, content))
                    contents.append(None)
                else:
                    entries.append(_Entry(name, _STORAGE))
                    contents.append(content)
            entries[position].child = _tree(entries, siblings)
        position += 1
    return entries


def _tree(entries: Sequence[_Entry], siblings: Sequence[int]) -> int:
    """Balanced, every node black: allowed by 2.6.4, and found by halving as readers do."""
    if not siblings:
        return _NOTHING
    middle = len(siblings) // 2
    node = entries[siblings[middle]]
    node.left = _tree(entries, siblings[:middle])
    node.right = _tree(entries, siblings[middle + 1 :])
    return siblings[middle]


def _written(entries: Sequence[_Entry]) -> bytes:
    lines = bytearray()
    for entry in entries:
        name = (entry.name + "\0").encode("utf-16-le")
        lines += name.ljust(64, b"\0") + struct.pack("<HBB", len(name), entry.kind, _BLACK)
        lines += struct.pack("<III", entry.left, entry.right, entry.child)
        lines += bytes(36)  # no class, no flags, no times
        lines += struct.pack("<IQ", entry.start, len(entry.content))
    unused = bytes(68) + struct.pack("<III", _NOTHING, _NOTHING, _NOTHING) + bytes(48)
    while len(lines) % _SECTOR:
        lines += unused
    return bytes(lines)


def _header(large: _Sectors, directory: int, mini_table: int, mini_table_sectors: int) -> bytes:
    """Append the table of sectors, which covers itself too, and give the header that says where everything starts."""
    used = len(large.following)
    count = 1
    while count * _NUMBERS_A_SECTOR < used + count:
        count += 1
    if count > _FAT_SECTORS_IN_HEADER:
        raise ValueError("too large for a compound file without a second table")
    table = [*large.following, *[_FAT_SECTOR] * count]
    large.data += _numbers(table)
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)  # version 3, little-endian, 2**9 and 2**6 bytes
    header += struct.pack("<IIII", 0, count, directory, 0)
    header += struct.pack("<IIIII", _MINI_CUTOFF, mini_table, mini_table_sectors, _END, 0)
    places = struct.pack(f"<{count}I", *range(used, used + count))
    return header + places.ljust(_FAT_SECTORS_IN_HEADER * 4, b"\xff")


def _numbers(values: Sequence[int]) -> bytes:
    """Sector numbers, filled up with free ones to whole sectors."""
    free = -len(values) % _NUMBERS_A_SECTOR
    return struct.pack(f"<{len(values) + free}I", *values, *[_FREE] * free)
