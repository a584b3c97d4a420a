"""How Calc sees a formula: a method of one UNO interface, with a type for each argument."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from udfs._registry import ArgumentKind, Formula

__all__ = ["DOCUMENT", "Parameter", "Passed", "identifier", "method_name", "parameters"]


class Passed(StrEnum):
    """How an argument arrives, by its UNO type.

    Calc gives ``any`` as a number, a text, rows of both, or nothing where it is left out; the formula is Err:504 where
    a cell of such a range holds an error, and a reference to one blank cell is 0. A cell range arrives as itself, so
    that its error cells and blank cells can be told; it may neither be left out nor be typed as ``{1;2}``.
    """

    VALUE = "any"
    RANGE = "com::sun::star::table::XCellRange"
    DOCUMENT = "com::sun::star::beans::XPropertySet"  # Calc fills it in; users do not see it


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a method. ``kind`` is that of the formula's argument."""

    name: str
    passed: Passed
    kind: ArgumentKind
    optional: bool

    @property
    def identifier(self) -> str:
        """The name as UNO's language allows it, without underscores: ``asOf``."""
        return identifier(self.name)


DOCUMENT = Parameter("document", Passed.DOCUMENT, "value", False)
"""The document whose cell calls: it knows the day that dates are counted from. Last, where a formula reads dates."""

_RANGES = frozenset({"row", "table", "column"})
_WITH_DATES = frozenset({"contracts", "assets", "rates", "as_of"})


def method_name(formula: Formula) -> str:
    """Name of a formula's method; the programmatic name of the formula in files ends with it."""
    return formula.name.lower()


def identifier(argument: str) -> str:
    """An argument's name as UNO's language allows it.

    Examples
    --------
    >>> identifier("value_cut")
    'valueCut'
    """
    first, *others = argument.split("_")
    return first + "".join(other.capitalize() for other in others)


def parameters(formula: Formula) -> tuple[Parameter, ...]:
    """The method's parameters: those of the formula, and the document where the formula reads dates.

    Examples
    --------
    >>> from udfs._registry import Argument, Formula
    >>> names = [("client", False, "value"), ("contracts", False, "table"), ("as_of", True, "date")]
    >>> arguments = tuple(Argument(name, "", optional, kind) for name, optional, kind in names)
    >>> [p.passed.name for p in parameters(Formula("F", max, "", arguments, "value"))]
    ['VALUE', 'RANGE', 'VALUE', 'DOCUMENT']
    """
    own = tuple(
        Parameter(
            argument.name,
            Passed.RANGE if argument.kind in _RANGES and not argument.optional else Passed.VALUE,
            argument.kind,
            argument.optional,
        )
        for argument in formula.arguments
    )
    return (*own, DOCUMENT) if any(argument.name in _WITH_DATES for argument in formula.arguments) else own
