"""Cells of any legal sheet XML, through the XML parser: slower than ``scan.py``, and the measure of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from segmentbook.workbook.digits import number
from segmentbook.workbook.feed import Expat
from segmentbook.workbook.scan import LAST_COLUMN, LAST_ROW, Batch, Holds
from segmentbook.workbook.strings import unescaped_text

__all__ = ["CellParser"]

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})", re.ASCII)
_TRUTH = {"1": 1.0, "true": 1.0, "0": 0.0, "false": 0.0}
_BATCH = 1 << 16


class _Cell(NamedTuple):
    row: int
    column: int
    type: str
    style: int


class CellParser(Expat):
    """Reads sheet XML and hands its cells on in batches.

    Parameters
    ----------
    label, part
        The file and the part, for errors.
    text
        Gives a text its number among the sheet's own texts.
    take
        Gets each batch of cells; those with neither content nor style are left out.
    """

    def __init__(self, label: str, part: str, text: Callable[[str], int], take: Callable[[Batch], None]) -> None:
        super().__init__(label, part)
        self._text, self._take = text, take
        self._depth = 0
        self._in_data = self._in_row = self._in_cell = False
        self._parts: list[str] | None = None  # of the value or text that is being read
        self._value: list[str] = []
        self._inline: list[str] | None = None
        self._inside = ""  # "is", or "r" in a rich run of it
        self.row = 0  # of the last row read, by whoever read it
        self._column = 0
        self._cell = _Cell(0, 0, "", 0)
        self._found: list[tuple[int, int, int, float, int]] = []
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    @property
    def among_items(self) -> bool:
        """Whether the next thing may be a row, and rows are written without a prefix."""
        return self._in_data and self._depth == 2 and self.plain

    def parse(self, data: bytes, final: bool = False) -> None:
        """Read on, and hand on what was read."""
        super().parse(data, final)
        self._flush()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        local = self.local(name)
        if self._in_cell:
            if depth == 5:
                if local == "v":
                    self._parts = self._value = []
                elif local == "is":
                    self._inline, self._inside = [], "is"
            elif depth == 6 and self._inside:
                if local == "t":
                    self._parts = self._inline
                elif local == "r":
                    self._inside = "r"
            elif depth == 7 and self._inside == "r" and local == "t":
                self._parts = self._inline
        elif depth == 4:
            if self._in_row and local == "c":
                self._begin_cell(attributes)
        elif depth == 3:
            if self._in_data and local == "row":
                self._begin_row(attributes)
        elif depth == 2 and local == "sheetData":
            self._in_data = True

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._in_row, self._column = True, 0
        given = attributes.get("r")
        row = self.row + 1 if given is None else int(given) if given.isascii() and given.isdigit() else 0
        if not 0 < row <= LAST_ROW:
            raise self.damaged(f"has a row {row if given is None else given!r}")
        self.row = row

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._in_cell = True
        self._value, self._inline, self._parts = [], None, None
        row, column = self.row, self._column + 1
        reference = attributes.get("r")
        if reference is not None:
            match = _REFERENCE.fullmatch(reference)
            column = 0
            if match:
                for letter in match[1].upper():
                    column = column * 26 + ord(letter) - 64
                row = int(match[2])
        if not (0 < column <= LAST_COLUMN and 0 < row <= LAST_ROW):
            raise self.damaged(f"has a cell {reference!r} in row {self.row}")
        self._column = column
        style = attributes.get("s", "")
        self._cell = _Cell(
            row,
            column,
            attributes.get("t", "n"),
            int(style) if style.isascii() and style.isdigit() and len(style) < 8 else 0,
        )

    def _characters(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(data)

    def _end(self, _name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if self._in_cell:
            self._parts = None
            if depth == 6 and self._inside:
                self._inside = "is"
            elif depth == 5:
                self._inside = ""
            elif depth == 4:
                self._in_cell = False
                self._end_cell()
        elif depth == 3:
            self._in_row = False
        elif depth == 2:
            self._in_data = False

    def _end_cell(self) -> None:
        row, column, kind, style = self._cell
        inline = kind == "inlineStr" and self._inline is not None
        text = "".join(self._inline if inline and self._inline is not None else self._value)
        holds, value = self._understood(kind, text)
        if holds or style:
            self._found.append((row, column, holds, value, style))
            if len(self._found) >= _BATCH:
                self._flush()

    def _understood(self, kind: str, text: str) -> tuple[Holds, float]:
        """What a cell of a type and text holds. A number or truth value that is none is the text it is."""
        if not text:
            return Holds.BLANK, 0.0
        if kind == "s":
            position = number(text)
            if position is None or position < 0 or position != int(position):
                raise self.damaged(f"has a cell in row {self._cell.row} that refers to no shared string")
            return Holds.SHARED, position
        if kind in ("str", "inlineStr"):
            return Holds.TEXT, self._text(unescaped_text(text))
        if kind == "e":
            return Holds.ERROR, self._text(unescaped_text(text))
        if kind == "d":
            return Holds.ISO_DATE, self._text(unescaped_text(text))
        if not text.strip():
            return Holds.BLANK, 0.0
        if kind == "b" and (truth := _TRUTH.get(text.strip().lower())) is not None:
            return Holds.BOOLEAN, truth
        value = number(text)
        return (Holds.TEXT, self._text(unescaped_text(text))) if value is None else (Holds.NUMBER, value)

    def _flush(self) -> None:
        if not self._found:
            return
        row, column, holds, value, style = zip(*self._found, strict=True)
        self._found = []
        self._take(
            Batch(
                np.array(row, np.int32),
                np.array(column, np.int32),
                np.array(holds, np.uint8),
                np.array(value, np.float64),
                np.array(style, np.int32),
                self.row,
            )
        )
