"""Number formats: which ones Excel has built in, and which ones show a date."""

from __future__ import annotations

import re

__all__ = ["BUILTIN", "FIRST_CUSTOM", "is_date_format", "shows_date"]

FIRST_CUSTOM = 164
# Those that look the same in every locale; and 14, which is meant to differ: the reader's own short date (look.md).
BUILTIN = {
    "General": 0,
    "0": 1,
    "0.00": 2,
    "#,##0": 3,
    "#,##0.00": 4,
    "0%": 9,
    "0.00%": 10,
    "0.00E+00": 11,
    "mm-dd-yy": 14,
    "@": 49,
}
# ECMA-376 part 1, 18.8.30: 18-21 and 45-47 are times of day; 27-36 and 50-58 are East Asian dates but for the hours
# 32 and 33; 71-81 are Thai, of them 75, 76 and 78-80 hours.
_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 37), *range(50, 59), *range(71, 82)}) - {32, 33, 75, 76, 78, 79, 80}
_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?|\\.|_.|\*.)
    |(?P<elapsed>\[(?:h+|m+|s+)\])
    |(?P<bracket>\[[^\]]*\])
    |(?P<scientific>e[+-])
    |(?P<general>general)
    |(?P<noon>am/pm|a/p)
    |(?P<part>y+|m+|d+|h+|s+|b+|e+|g+)
    |.""",
    re.I | re.S | re.X,
)


def is_date_format(number_format_id: int) -> bool:
    """Whether a built-in format shows a date.

    Examples
    --------
    >>> is_date_format(14), is_date_format(4), is_date_format(20)
    (True, False, False)
    """
    return number_format_id in _DATES


def shows_date(code: str) -> bool:
    """Whether a format code shows a day, a month or a year; times of day and elapsed hours are not dates.

    ``m`` is minutes after hours and before seconds, else the month. The section for positive numbers decides.

    Examples
    --------
    >>> shows_date("yyyy-mm-dd"), shows_date("mmm yy"), shows_date('0.0 "days"'), shows_date("[Red]0.00")
    (True, True, False, False)
    >>> shows_date("h:mm"), shows_date("mm:ss"), shows_date("[h]:mm"), shows_date("d/m h:mm")
    (False, False, False, True)
    """
    parts: list[str] = []
    for match in _TOKEN.finditer(code):
        if match["part"]:
            parts.append(match["part"][0].lower())
        elif match["elapsed"]:
            parts.append("h")
        elif match[0] == ";":
            break
    for i, part in enumerate(parts):
        if part in "ydbeg":
            return True
        if part == "m":
            after_hours = i > 0 and parts[i - 1] == "h"
            before_seconds = i + 1 < len(parts) and parts[i + 1] == "s"
            if not after_hours and not before_seconds:
                return True
    return False
