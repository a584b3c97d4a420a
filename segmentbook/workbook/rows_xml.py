"""The rows of a sheet as pieces of XML: one large table at the speed of C, everything else cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from segmentbook.raw import column_letters
from segmentbook.workbook.column_xml import Block

__all__ = ["Rows"]


@dataclass(slots=True)
class Rows:
    """All cells of a sheet: ``block`` is its large table, ``cells`` holds the fragments of all others by row, column.

    ``attributes`` is what a row carries beside its number: `` ht="30" customHeight="1"``.
    """

    block: Block | None = None
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    attributes: dict[int, str] = field(default_factory=dict)

    def put(self, row: int, column: int, fragment: str) -> None:
        """Set one cell."""
        self.cells.setdefault(row, {})[column] = fragment

    def put_block(self, block: Block) -> None:
        """Add a table; the longest is kept whole."""
        if self.block is None or len(block) > len(self.block):
            self.block, block_to_spread = block, self.block
        else:
            block_to_spread = block
        if block_to_spread is not None:
            for row in range(block_to_spread.top, block_to_spread.bottom + 1):
                self.cells.setdefault(row, {}).update(block_to_spread.cells(row))

    def xml(self) -> Iterator[bytes]:
        """Every row once, in order."""
        rows = sorted(set(self.cells) | {row for row, attributes in self.attributes.items() if attributes})
        block = self.block
        if block is None:
            yield self._all(rows)
            return
        yield self._all(row for row in rows if row < block.top)
        within = {row: attributes for row, attributes in self.attributes.items() if block.top <= row <= block.bottom}
        beside = {row for row in self.cells if block.top <= row <= block.bottom}
        for first, bits, width in block.pieces({row: attributes for row, attributes in within.items() if attributes}):
            shared = beside.intersection(range(first, first + len(bits) // width)) if beside else beside
            if not shared:
                yield "".join(bits).encode()
                continue
            piece = ["".join(bits[start : start + width]) for start in range(0, len(bits), width)]
            for row in shared:
                piece[row - first] = self._one(row, {**block.cells(row), **self.cells[row]})
            yield "".join(piece).encode()
        yield self._all(row for row in rows if row > block.bottom)

    def _all(self, rows: Iterator[int] | list[int]) -> bytes:
        return "".join(self._one(row, self.cells.get(row, {})) for row in rows).encode()

    def _one(self, row: int, cells: Mapping[int, str]) -> str:
        start = f'<row r="{row}"{self.attributes.get(row, "")}'
        if not cells:
            return f"{start}/>"
        inner = "".join(f'<c r="{column_letters(column)}{row}"{cells[column]}' for column in sorted(cells))
        return f"{start}>{inner}</row>"
