"""A formula as Calc calls it: Calc's arguments in, what the cell shows out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from addin.calc.office.cells import Cells, contents, result, result_rows, used_part
from addin.calc.office.signatures import DOCUMENT, Parameter, Passed, parameters
from segmentbook.schema import ASSETS, CLIENTS, CONTRACTS, RATES, Kind, Table
from udfs._errors import ExcelError
from udfs._layout import template_headers
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
                arguments = _moved({p.name: value for p, value in zip(own, arguments, strict=True)}, days)
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


def _moved(arguments: Mapping[str, Any], days: int) -> list[object]:
    """The arguments with their dates counted from the usual first day."""
    moved = dict(arguments)
    if isinstance(moved.get("as_of"), float):
        moved["as_of"] += days
    for name, schema in _TABLES_WITH_DATES.items():
        table = moved.get(name)
        if isinstance(table, tuple):
            moved[name] = (table[0], *_moved_rows(table[1:], table[0], schema, days))
    if "row" in moved:
        given = moved.get("headers")
        headers = [cell for line in given for cell in line] if isinstance(given, tuple) else template_headers()
        moved["row"] = _moved_rows(moved["row"], headers, CLIENTS, days)
    return list(moved.values())


def _moved_rows(rows: Cells, headers: Sequence[object], schema: Table, days: int) -> Cells:
    found = schema.match([str(header) for header in headers])
    dates = {place for header, place in found.items() if schema[header].kind is Kind.DATE}
    return tuple(
        tuple(cell + days if place in dates and isinstance(cell, float) else cell for place, cell in enumerate(row))
        for row in rows
    )
