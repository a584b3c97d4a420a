"""Areas of a sheet in A1 notation."""

from __future__ import annotations

import re

from segmentbook.raw import column_letters

__all__ = ["COLUMNS", "ROWS", "Area", "area_of", "area_text"]

Area = tuple[int, int, int, int]
"""Top, left, bottom, right; 1-based, both ends included."""

ROWS = 1_048_576
COLUMNS = 16_384
"""A sheet's size in Excel; Calc 7.4 and later has as many."""

_AREA = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]+)?(?::\$?([A-Za-z]{1,3})?\$?([0-9]+)?)?")


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


def area_of(text: str) -> Area | None:
    """The area that an address without a sheet names; None where it is no address.

    Examples
    --------
    >>> area_of("B3"), area_of("$A$1:C4"), area_of("12:15"), area_of("A:B"), area_of("Total")
    ((3, 2, 3, 2), (1, 1, 4, 3), (12, 1, 15, 16384), (1, 1, 1048576, 2), None)
    """
    found = _AREA.fullmatch(text)
    if not found or not text:
        return None
    left, top, right, bottom = found.groups()
    if ":" not in text:
        if left is None or top is None:
            return None
        right, bottom = left, top
    if (left is None) != (right is None) or (top is None) != (bottom is None):
        return None
    columns = sorted((_number(left), _number(right))) if left and right else [1, COLUMNS]
    rows = sorted((int(top), int(bottom))) if top and bottom else [1, ROWS]
    return rows[0], columns[0], rows[1], columns[1]


def area_text(area: Area, rows_fixed: bool = True, columns_fixed: bool = True) -> str:
    """An area as Excel writes it.

    Examples
    --------
    >>> area_text((3, 2, 3, 2)), area_text((1, 1, 4, 3), False, False), area_text((12, 1, 15, COLUMNS))
    ('$B$3', 'A1:C4', '$12:$15')
    """
    top, left, bottom, right = area
    row, column = "$" * rows_fixed, "$" * columns_fixed
    if (left, right) == (1, COLUMNS) and (top, bottom) != (1, ROWS):
        return f"{row}{top}:{row}{bottom}"
    if (top, bottom) == (1, ROWS):
        return f"{column}{column_letters(left)}:{column}{column_letters(right)}"
    first = f"{column}{column_letters(left)}{row}{top}"
    last = f"{column}{column_letters(right)}{row}{bottom}"
    return first if first == last else f"{first}:{last}"
