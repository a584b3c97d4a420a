"""Notes on cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

if TYPE_CHECKING:
    from addin.calc.engine.ranges import Range

__all__ = ["Note"]


class Note(base_classes.Note):
    """The note on a cell."""

    def __init__(self, cell: Range, text: str, author: str) -> None:
        self._cell, self._text, self._author = cell, text, author

    def _set(self, text: str) -> None:
        self._cell.sheet.ask("set_note", row=self._cell.row, column=self._cell.column, text=text)

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self._cell.api

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    @text.setter
    def text(self, wanted: str) -> None:
        self._set(wanted)
        self._text = wanted

    @property
    def author(self) -> str:
        """Who wrote it."""
        return self._author

    @property
    def location(self) -> Range:
        """Its cell."""
        return self._cell

    def delete(self) -> None:
        """Take it away."""
        self._set("")
