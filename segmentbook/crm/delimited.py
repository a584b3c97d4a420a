"""CSV files that a CRM can import and a spreadsheet can open without running anything.

Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV injection"; CWE-1236).
Figures are no text: -5.00 stays -5.00. RFC 4180: comma, CRLF, quotes doubled.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from segmentbook.model.rounding import to_cent, to_share

__all__ = ["Figure", "csv_bytes", "decimal_text", "exact", "is_dangerous", "money", "neutral", "whole"]

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BYTE_ORDER_MARK = "\ufeff"


class Figure(str):
    """The text of a number."""

    __slots__ = ()


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet may take a text for a formula."""
    return text.startswith(_DANGEROUS)


def neutral(text: str) -> str:
    """A text as no spreadsheet runs it; a figure stays.

    Examples
    --------
    >>> neutral("=cmd|' /C calc'!A0"), neutral("@home"), neutral("O'Brien"), neutral(Figure("-5.00"))
    ("'=cmd|' /C calc'!A0", "'@home", "O'Brien", '-5.00')
    """
    return "'" + text if is_dangerous(text) and not isinstance(text, Figure) else text


def money(amount: float) -> str:
    """Money to the cent, with a point; "" for NaN.

    Examples
    --------
    >>> money(1234.5), money(-0.001), money(float("nan"))
    ('1234.50', '0.00', '')
    """
    return "" if amount != amount else Figure(f"{to_cent(amount) + 0.0:.2f}")


def exact(number: float) -> str:
    """A number to nine decimals, as rules compare it; at least two are shown.

    Examples
    --------
    >>> exact(62.5), exact(1 / 3), exact(-0.0)
    ('62.50', '0.333333333', '0.00')
    """
    if number != number:
        return ""
    units, _, decimals = decimal_text(number).partition(".")
    return Figure(f"{units}.{decimals.rstrip('0').ljust(2, '0')}")


def decimal_text(number: float) -> str:
    """The shortest decimal that is this number to nine decimals: binary noise would move an account over an edge.

    Examples
    --------
    >>> decimal_text(1e11 + 0.01), decimal_text(1e-9), decimal_text(1e22)
    ('100000000000.01', '0.000000001', '10000000000000000000000')
    """
    return format(Decimal(repr(to_share(number) + 0.0)), "f")


def whole(number: float) -> str:
    """A count without decimals; what is no whole number as ``exact`` shows it.

    Examples
    --------
    >>> whole(140.0), whole(0.5)
    ('140', '0.50')
    """
    return Figure(f"{number:.0f}") if number == number and float(number).is_integer() else exact(number)


def csv_bytes(headers: Sequence[str], rows: Iterable[Sequence[str]], *, byte_order_mark: bool) -> bytes:
    """The file: UTF-8, every text neutral."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([neutral(header) for header in headers])
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    # A lone surrogate, which a damaged workbook may hold, must not stop the export.
    return ((_BYTE_ORDER_MARK if byte_order_mark else "") + buffer.getvalue()).encode("utf-8", "replace")
