"""The formulas by name, with what Excel's function wizard shows; ``@formula`` puts a function among them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from math import isfinite
from typing import Any, Literal, TypeVar, cast

from segmentbook.errors import SegmentbookError
from udfs._errors import ExcelError, FormulaError

__all__ = ["FORMULAS", "KINDS", "Argument", "ArgumentKind", "Formula", "formula"]

ArgumentKind = Literal["value", "row", "table", "column", "date"]
"""One cell; one row (or a two-cell row); a range with its header row; one column; a date."""

KINDS: Mapping[str, ArgumentKind] = {
    "row": "row",
    "headers": "row",
    "clients": "table",
    "contracts": "table",
    "assets": "table",
    "rates": "table",
    "measures": "table",
    "effort_measures": "table",
    "health_measures": "table",
    "bands": "table",
    "segments": "table",
    "tiers": "table",
    "arr_column": "column",
    "as_of": "date",
}
"""An argument's kind by its name, in every formula alike; any other argument is a value."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a formula, as the function wizard shows it."""

    name: str
    help: str
    optional: bool
    kind: ArgumentKind


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula. ``function`` gives a str, a float, a list of lists or an ``ExcelError``, and never raises."""

    name: str
    function: Callable[..., Any]
    summary: str
    arguments: tuple[Argument, ...]
    returns: Literal["value", "array"]


FORMULAS: dict[str, Formula] = {}
"""Every formula by its name, sorted."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


def formula(
    arguments: Mapping[str, str], returns: Literal["value", "array"] = "value"
) -> Callable[[_Function], _Function]:
    """Register a function as a formula; what it refuses becomes the ``ExcelError`` that the cell shows.

    Parameters
    ----------
    arguments
        Help of each argument, in the order of the signature.
    """

    def register(function: _Function) -> _Function:
        @wraps(function)
        def called(*args: object, **named: object) -> object:
            try:
                result = function(*args, **named)
            except FormulaError as refusal:
                return refusal.error
            except (SegmentbookError, OverflowError):  # a policy that contradicts itself, a number beyond all bounds
                return ExcelError.NUM
            return ExcelError.NUM if type(result) is float and not isfinite(result) else result

        parameters = inspect.signature(function).parameters
        if list(parameters) != list(arguments):
            raise TypeError(f"{function.__name__}: help is for {list(arguments)}, arguments are {list(parameters)}")
        name = function.__name__
        FORMULAS[name] = Formula(
            name,
            called,
            _first_sentence(function),
            tuple(
                Argument(argument, text, parameters[argument].default is not inspect.Parameter.empty, _kind(argument))
                for argument, text in arguments.items()
            ),
            returns,
        )
        for known in sorted(FORMULAS):
            FORMULAS[known] = FORMULAS.pop(known)
        return cast(_Function, called)

    return register


def _first_sentence(function: Callable[..., Any]) -> str:
    paragraph = inspect.cleandoc(function.__doc__ or "").partition("\n\n")[0]
    return " ".join(paragraph.split())


def _kind(argument: str) -> ArgumentKind:
    return KINDS.get(argument, "value")
