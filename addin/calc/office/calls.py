"""A formula as Calc calls it: Calc's arguments in, what the cell shows out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from addin.calc.office.cells import contents, result, result_rows, used_part
from addin.calc.office.signatures import DOCUMENT, Parameter, Passed, parameters
from segmentbook.schema import ASSETS, CLIENTS, CONTRACTS, RATES, Kind, Table
from udfs._errors import ExcelError
from udfs._registry import Formula

__all__ = ["method"]

_FIRST_DAY = date(1899, 12, 30)
"""Day 0 of Calc's numbers for dates, unless the document says otherwise."""

_TABLES_WITH_DATES: Mapping[str, Table] = {
    "assets": ASSETS,
    "clients": CLIENTS,
    "contracts": CONTRACTS,
    "rates": RATES,
}
_BLANK_AS_ZERO = frozenset({"client", "as_of"})
"""Arguments for which 0 is no value: it is how Calc hands over a reference to a blank cell."""


def method(formula: Formula) -> Callable[..., object]:
    """The method for a formula. It takes the component, then Calc's arguments, and never raises for bad input."""
    function = formula.function
    expected = parameters(formula)
    own = tuple(parameter for parameter in expected if parameter is not DOCUMENT)
    dated = len(own) < len(expected)
    shown: Callable[[object], object] = result_rows if formula.returns == "array" else result

    def called(component: object, *given: Any) -> object:
        if any(not parameter.optional and value is None for parameter, value in zip(own, given, strict=False)):
            return shown(ExcelError.VALUE)  # Calc lets every argument of type any be left out
        arguments = [_read(parameter, value) for parameter, value in zip(own, given, strict=False)]
        if dated:
            days = _days_later(given[-1])
            if days:
                arguments = [_moved(parameter, value, days) for parameter, value in zip(own, arguments, strict=True)]
        return shown(function(*arguments))

    called.__name__ = formula.name
    called.__doc__ = formula.summary
    return called


def _read(parameter: Parameter, value: Any) -> object:
    if parameter.passed is Passed.RANGE:
        return contents(value if parameter.kind == "row" else used_part(value))
    if value == 0.0 and parameter.name in _BLANK_AS_ZERO:
        return ""
    return value


def _days_later(document: Any) -> int:
    """Days from Calc's usual first day to the document's: 1,462 where dates are counted from 1904."""
    first = document.NullDate
    return (date(first.Year, first.Month, first.Day) - _FIRST_DAY).days


def _moved(parameter: Parameter, value: object, days: int) -> object:
    """An argument with its dates counted from the usual first day."""
    if parameter.kind == "date":
        return value + days if isinstance(value, float) else value
    table = _TABLES_WITH_DATES.get(parameter.name)
    if table is None or not isinstance(value, tuple) or not value:
        return value
    found = table.match([str(header) for header in value[0]])
    columns = {place for header, place in found.items() if table[header].kind is Kind.DATE}
    return (
        value[0],
        *(
            tuple(
                cell + days if place in columns and isinstance(cell, float) else cell for place, cell in enumerate(row)
            )
            for row in value[1:]
        ),
    )
