"""Two workbooks compared cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

from addin.acceptance.running import Cells

__all__ = ["MOST", "differences", "same"]

MOST = 20
"""More differences than these nobody reads."""
_RELATIVE, _ABSOLUTE = 1e-9, 1e-9


def differences(live: Cells, file: Cells) -> list[str]:
    """Say where two workbooks differ, one cell a line, at most the first ``MOST``; empty where they do not.

    Numbers are the same within a billionth part: one was computed by Excel, the other read from a file.

    Examples
    --------
    >>> differences({"A": (1, 1, [[1.0, "x"]])}, {"A": (1, 1, [[1.0, "y"]])})
    ["A!B1: live 'x', file 'y'"]
    """
    return list(islice(_all(live, file), MOST))


def _all(live: Cells, file: Cells) -> Iterator[str]:
    if list(live) != list(file):
        yield f"sheets: live {', '.join(live)}; file {', '.join(file)}"
    for sheet in live:
        if sheet in file:
            left, right = _by_place(live[sheet]), _by_place(file[sheet])
            for place in sorted(left.keys() | right.keys()):
                if not same(left.get(place), right.get(place)):
                    row, column = place
                    yield f"{sheet}!{_letters(column)}{row}: live {left.get(place)!r}, file {right.get(place)!r}"


def _by_place(area: tuple[int, int, Any]) -> dict[tuple[int, int], Any]:
    top, left, rows = area
    return {
        (top + r, left + c): value
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value is not None and value != ""
    }


def same(left: Any, right: Any) -> bool:
    """Whether two values show the same; a blank is a blank, whether it is nothing or an empty text."""
    if left in (None, "") or right in (None, ""):
        return left in (None, "") and right in (None, "")
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return math.isclose(left, right, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE)
    return bool(left == right)


def _letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
