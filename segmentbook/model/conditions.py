"""One comparison of a rule: a column's value, an operator, what it is compared with. Nothing is evaluated as code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any

from segmentbook.errors import PolicyError
from segmentbook.model.date_windows import day_of
from segmentbook.model.keys import text_key
from segmentbook.model.rounding import to_share, to_shares

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints

__all__ = ["OPERATORS", "distinct_cells", "holds", "holds_column", "one_holds"]

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
    _require_known(operator)
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


def one_holds(cell: object, operator: str, value: object) -> bool:
    """``holds``, where a text with ; in it stands for several values: one of them is enough, for <> none may be it.

    Examples
    --------
    >>> one_holds("Standard; Premium", "=", "premium"), one_holds("Standard; Premium", "<>", "Standard")
    (True, False)
    """
    if not isinstance(cell, str) or _SEPARATOR not in cell or operator not in ("=", "<>", "in"):
        return holds(cell, operator, value)
    asked = "=" if operator == "<>" else operator
    found = any(holds(one, asked, value) for one in (cell, *cell.split(_SEPARATOR)))
    return found == (operator != "<>")


def holds_column(column: pd.Series[Any], operator: str, value: object, *, several: bool = False) -> Flags:
    """``holds`` for a column, or ``one_holds`` where cells may hold ``several`` values.

    Numbers compare at once, of anything else each distinct value is asked once.
    """
    import numpy as np

    if column.dtype.kind == "f" and operator != "contains":
        return _numbers_hold(column.to_numpy(dtype=np.float64), operator, value)
    codes, cells = distinct_cells(column)
    asked = one_holds if several else holds
    return np.array([asked(cell, operator, value) for cell in (*cells, None)], dtype=np.bool_)[codes]


def distinct_cells(column: pd.Series[Any]) -> tuple[Ints, list[object]]:
    """The distinct cells of a column that are not blank, and the place of each cell among them, -1 for a blank one."""
    import numpy as np
    import pandas as pd

    values = column.to_numpy(dtype=np.object_) if column.dtype.kind == "O" else column
    kinds = set(map(type, column.tolist())) - {type(None)} if column.dtype.kind == "O" else set()
    if bool in kinds and len(kinds) > 1:  # True and 1.0 are one to pandas
        known: dict[tuple[type, object], int] = {}
        keys = [(type(cell), cell) for cell in column.tolist()]
        codes = [-1 if pd.isna(cell) else known.setdefault((kind, cell), len(known)) for kind, cell in keys]
        return np.array(codes, dtype=np.int64), [cell for _, cell in known]
    codes_of, distinct = pd.factorize(values)
    return codes_of, list(distinct)


def _numbers_hold(numbers: Floats, operator: str, value: object) -> Flags:
    """``holds`` for numbers, blanks being NaN."""
    import numpy as np

    _require_known(operator)
    if operator in ("blank", "not blank"):
        return np.asarray(np.isnan(numbers) == (operator == "blank"))
    fine = to_shares(numbers)
    if operator == "in":
        wanted = value.split(_SEPARATOR) if isinstance(value, str) else [value]
        known = [right for one in wanted if (right := _number(_plain(one))) is not None]
        return np.isin(fine, np.array([to_share(right) for right in known], dtype=np.float64))
    right = _number(_plain(value))
    if right is None or right != right:
        return np.full(len(numbers), operator == "<>")
    if operator in ("=", "<>"):
        return np.asarray((fine == to_share(right)) == (operator == "="))
    return np.asarray(_ORDER[operator](fine, to_share(right)), dtype=np.bool_)


def _require_known(operator: str) -> None:
    if operator not in OPERATORS:
        raise PolicyError(f"TierRules: Operator must be one of {', '.join(OPERATORS)}; got {operator!r}. Correct it.")


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
        return left, day_of(right)
    if isinstance(left, str) and isinstance(right, date):
        return day_of(left), right
    return left, right


def _equal(left: object, right: object) -> bool:
    one, other = _alike(left, right)
    return one is not None and type(one) is type(other) and bool(one == other)


def _shown(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
