"""How the small tables of Client Card look."""

from __future__ import annotations

from segmentbook.report import look
from segmentbook.report.client_card_cells import Figure

__all__ = ["DATE", "HEAD", "HEAD_RIGHT", "LINE", "RIGHT", "SMALL", "TOTAL", "TOTAL_RIGHT", "more"]

HEAD = look.NOTE.but(bottom=look.MUTED, vertical="center")
HEAD_RIGHT = HEAD.but(horizontal="right")
LINE = look.BODY
SMALL = look.NOTE.but(colour=look.INK)
RIGHT = LINE.but(horizontal="right")
DATE = SMALL.but(number_format=look.DATE, horizontal="right")
TOTAL = look.TOTAL
TOTAL_RIGHT = TOTAL.but(horizontal="right")


def more(number: int, room: int, words: str, count: str) -> Figure:
    """How many more there are than there is room for; "" where all are shown. ``count`` is the formula of their number.

    Examples
    --------
    >>> more(14, 12, "more lines", "A1")
    Figure(value='and 2 more lines', formula='IF(A1>12,"and "&(A1-12)&" more lines","")')
    """
    value = f"and {number - room} {words}" if number > room else ""
    return Figure(value, f'IF({count}>{room},"and "&({count}-{room})&" {words}","")')
