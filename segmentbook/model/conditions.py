"""One comparison of a rule: a column's value, an operator, what it is compared with. Nothing is evaluated as code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

from segmentbook.errors import PolicyError
from segmentbook.model.keys import text_key
from segmentbook.model.rounding import to_share, to_shares

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags

__all__ = ["OPERATORS", "holds", "holds_column"]

OPERATORS = ("=", "<>", ">", ">=", "<", "<=", "contains", "in", "blank", "not blank")

_ORDER: dict[str, Callable[[Any, Any], Any]] = {">": gt, ">=": ge, "<": lt, "<=": le}
_SEPARATOR = ";"


def holds(cell: object, operator: str, value: object) -> bool:
    """Whether a cell fulfils a condition.

    Texts compare without regard to case and surrounding spaces; numbers to nine decimals; a number and a text, or a
    blank cell and anything, differ. True and False are the texts yes and no. ``in`` takes values with ; between.

    Raises
    ------
    PolicyError
        No such operator.

    Examples
    --------
    >>> holds("Retail ", "=", "retail"), holds(120.0, ">=", "100"), holds(None, "<>", "x")
    (True, True, True)
    >>> holds("North", "in", "South; north")
    True
    """
    if operator not in OPERATORS:
        raise PolicyError(f"TierRules: Operator must be one of {', '.join(OPERATORS)}; got {operator!r}. Correct it.")
    left = _plain(cell)
    if operator in ("blank", "not blank"):
        return (left is None) == (operator == "blank")
    if operator == "in":
        wanted = value.split(_SEPARATOR) if isinstance(value, str) else [value]
        return any(_equal(left, _plain(one)) for one in wanted)
    if operator == "contains":
        return left is not None and text_key(str(value)) in text_key(_shown(left))
    right = _plain(value)
    if operator in ("=", "<>"):
        return _equal(left, right) == (operator == "=")
    left, right = _alike(left, right)
    return left is not None and type(left) is type(right) and bool(_ORDER[operator](left, right))


def holds_column(column: pd.Series[Any], operator: str, value: object) -> Flags:
    """``holds`` for a column: numbers compare at once, of anything else each distinct value is asked once."""
    import numpy as np
    import pandas as pd

    right = _number(_plain(value))
    if operator in _ORDER and right is not None and column.dtype.kind == "f":
        return np.asarray(
            _ORDER[operator](to_shares(column.to_numpy(dtype=np.float64)), to_share(right)), dtype=np.bool_
        )
    plain = [None if pd.isna(cell) else cell for cell in column.tolist()]  # scalars: a cell is never a list
    known: dict[tuple[type, object], bool] = {}
    answers = []
    for cell in plain:
        key = (type(cell), cell)
        if key not in known:
            known[key] = holds(cell, operator, value)
        answers.append(known[key])
    return np.array(answers, dtype=np.bool_)


def _plain(cell: object) -> float | str | date | None:
    """A cell as number, date or text; None where it is blank."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        return None if cell != cell else to_share(float(cell))
    if isinstance(cell, datetime):  # pandas' Timestamp too
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_key(str(cell)) if cell is not None else ""
    return text or None


def _number(value: float | str | date | None) -> float | None:
    if isinstance(value, str):
        try:
            return to_share(float(value))
        except ValueError:
            return None
    return value if isinstance(value, float) else None


def _alike(left: object, right: object) -> tuple[Any, Any]:
    """A text beside a number is that number where it can be, and beside a date that date."""
    if isinstance(left, float) and isinstance(right, str):
        return left, _number(right)
    if isinstance(left, str) and isinstance(right, float):
        return _number(left), right
    if isinstance(left, date) and isinstance(right, str):
        try:
            return left, date.fromisoformat(right)
        except ValueError:
            return left, right
    return left, right


def _equal(left: object, right: object) -> bool:
    one, other = _alike(left, right)
    return one is not None and type(one) is type(other) and bool(one == other)


def _shown(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
