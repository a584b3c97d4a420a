"""Cells as data: what one holds, how it looks, and which ones are meant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from segmentbook.raw import ErrorValue

__all__ = ["Cell", "CellRange", "Scalar", "Style"]

Scalar = str | float | int | bool | date | ErrorValue | None


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks; the writer appends what is missing to the workbook's styles. Colours are six hex digits."""

    number_format: str = "General"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    size: float = 10.0
    colour: str = "1F2937"
    fill: str = ""
    horizontal: Literal["", "left", "center", "right"] = ""
    vertical: Literal["", "top", "center"] = ""
    wrap: bool = False
    indent: int = 0
    top: str = ""  # colour of a thin line above, "" for none
    bottom: str = ""  # colour of a thin line below

    def but(self, **changes: object) -> Style:
        """The same style with some of it changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # checked by the dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    ``formula`` (without ``=``, in file syntax) is native Excel only and has its cached ``value`` beside it.
    ``link`` is a place in the workbook, ``'Clients'!A5``; it is written as a hyperlink, never as a formula.
    """

    value: Scalar
    style: Style = Style()
    formula: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class CellRange:
    """Rows and columns of a sheet, 1-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int
