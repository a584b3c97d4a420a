"""Errors of a cell: those that come in with an argument, and the one that a formula gives."""

from __future__ import annotations

from enum import Enum

__all__ = ["CellError", "ExcelError", "FormulaError"]


class ExcelError(Enum):
    """What a formula gives where it cannot give a value. Hosts turn it into an error of the cell, never into text.

    Examples
    --------
    >>> ExcelError("#N/A"), ExcelError.NUM.value
    (<ExcelError.NA: '#N/A'>, '#NUM!')
    """

    NULL = "#NULL!"
    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"


class CellError(str):
    """An error cell among the arguments, where the host can tell it from text: ``CellError("#DIV/0!")``."""

    __slots__ = ()


class FormulaError(Exception):
    """Inside a formula: why it gives an error. Never leaves ``udfs``."""

    def __init__(self, error: ExcelError) -> None:
        super().__init__(error.value)
        self.error = error
