"""Fonts of ranges, and colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

if TYPE_CHECKING:
    from addin.calc.engine.ranges import Range

__all__ = ["Font", "colour_number", "rgb"]


class Font(base_classes.Font):
    """The font of a range."""

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self._cells.api

    @property
    def bold(self) -> bool | None:
        """Whether it is bold."""
        told: bool | None = self._cells.ask("font", what="bold")
        return told

    @bold.setter
    def bold(self, wanted: bool) -> None:
        self._cells.ask("font", what="bold", wanted=wanted)

    @property
    def italic(self) -> bool | None:
        """Whether it is in italics."""
        told: bool | None = self._cells.ask("italic")
        return told

    @italic.setter
    def italic(self, wanted: bool) -> None:
        self._cells.ask("italic", wanted=wanted)

    @property
    def size(self) -> float | None:
        """Its size in points."""
        told: float | None = self._cells.ask("font", what="size")
        return told

    @size.setter
    def size(self, wanted: float) -> None:
        self._cells.ask("font", what="size", wanted=wanted)

    @property
    def name(self) -> str | None:
        """Its name."""
        told: str | None = self._cells.ask("font", what="name")
        return told

    @name.setter
    def name(self, wanted: str) -> None:
        self._cells.ask("font", what="name", wanted=wanted)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Its colour; None where it is automatic or cells differ."""
        told = self._cells.ask("font", what="color")
        return None if told is None or told < 0 else rgb(told)

    @color.setter
    def color(self, wanted: Any) -> None:
        self._cells.ask("font", what="color", wanted=colour_number(wanted))


def rgb(colour: int) -> tuple[int, int, int]:
    """A colour of LibreOffice's as xlwings gives it.

    Examples
    --------
    >>> rgb(0x1E3A5F)
    (30, 58, 95)
    """
    return colour >> 16, colour >> 8 & 0xFF, colour & 0xFF


def colour_number(wanted: Any) -> int | None:
    """A colour as xlwings takes it (a number has blue first) in LibreOffice's numbers; None for none."""
    if wanted is None:
        return None
    if isinstance(wanted, str):
        return int(wanted.removeprefix("#"), 16)
    red, green, blue = reversed(rgb(wanted)) if isinstance(wanted, int) else wanted
    return int(red) << 16 | int(green) << 8 | int(blue)
