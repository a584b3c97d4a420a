"""Decimal numbers read out of a byte buffer, eight digits a machine word, without a Python object each.

A word holds eight bytes of the buffer, the first in its lowest byte, whatever the machine's own order.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

__all__ = ["PAD", "Bytes", "Floats", "Places", "Words", "leading_digits", "number", "numbers", "words_of"]

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Words = np.ndarray[Any, np.dtype[np.uint64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Places = np.ndarray[Any, np.dtype[np.int64]]

PAD = 32
"""Bytes that a buffer must have on either side of the text, so that a word may be read at any place of it."""

_ASCII_ZEROS = np.uint64(0x3030303030303030)
_LOW_SEVEN = np.uint64(0x7F7F7F7F7F7F7F7F)
_TEN_TO_HIGH_BIT = np.uint64(0x7676767676767676)
_HIGH_BITS = np.uint64(0x8080808080808080)
_ONES = np.uint64(0x0101010101010101)
_PAIRS = np.uint64(0x000000FF000000FF)
_HUNDRED_MILLION = np.uint64(0x000F424000000064)
_TEN_THOUSAND_ONE = np.uint64(0x0000271000000001)
_U0, _U1, _U7, _U8, _U10 = (np.uint64(n) for n in (0, 1, 7, 8, 10))
_U16, _U32, _U56 = (np.uint64(n) for n in (16, 32, 56))

_POWERS = 10.0 ** np.arange(23)  # each exact in binary
_INTEGER_POWERS = np.array([10**k for k in range(17)], np.int64)
_EXACT_DIGITS = 15  # a mantissa of so many digits is below 2**53, so that mantissa / 10**k is correctly rounded

_MINUS, _DOT = 0x2D, 0x2E
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)


def words_of(buffer: Bytes) -> Words:
    """All words of a buffer, one starting at each byte."""
    return np.ndarray((len(buffer) - 7,), np.dtype("<u8"), buffer, 0, (1,))


def leading_digits(words: Words) -> tuple[Places, Words]:
    """How many of each word's bytes, from the first on, are digits, and the number they make.

    Examples
    --------
    >>> buffer = np.frombuffer(b'120" spa' + b"12345678", np.uint8)
    >>> count, value = leading_digits(words_of(buffer)[[0, 8]])
    >>> count.tolist(), value.tolist()
    ([3, 8], [120, 12345678])
    """
    digits = words ^ _ASCII_ZEROS
    other = (((digits & _LOW_SEVEN) + _TEN_TO_HIGH_BIT) | digits) & _HIGH_BITS
    below_first = (other & (~other + _U1)) - _U1  # all bits below the first byte that is no digit
    count = (((below_first & _ONES) * _ONES) >> _U56) - _U1
    count[other == _U0] = _U8
    digits = digits << ((_U8 - count) * _U8)
    digits = digits * _U10 + (digits >> _U8)
    value = ((digits & _PAIRS) * _HUNDRED_MILLION + ((digits >> _U16) & _PAIRS) * _TEN_THOUSAND_ONE) >> _U32
    return count.view(np.int64), value


def number(text: str) -> float | None:
    """The number that a cell's text is, None where it is none; ``inf`` and ``1_000`` are none.

    Examples
    --------
    >>> number(" 1E3 "), number("-.5"), number("1,5"), number("inf"), number("1e999")
    (1000.0, -0.5, None, None, None)
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) != float("inf") else None


def numbers(text: bytes, buffer: Bytes, words: Words, start: Places, end: Places) -> Floats:
    """The correctly rounded numbers that stand at [start, end) of a text, of which ``buffer`` holds the bytes.

    Up to 15 digits with at most one dot are computed as mantissa / 10**k; whatever else there is goes through
    ``float``.

    Raises
    ------
    ValueError
        One of them is no number.
    """
    negative = buffer[start] == _MINUS
    begin = start + negative
    count, value = leading_digits(words[begin])
    place = begin + count
    result = value.astype(np.float64)
    longer = np.flatnonzero((place != end) | (count == 0))
    if len(longer):
        exact, found = _decimals(buffer, words, place[longer], end[longer], count[longer], value[longer])
        result[longer] = found
        odd = longer[~exact]
        if len(odd):
            parsed = _by_float(text, start[odd].tolist(), end[odd].tolist())
            result[odd] = np.where(negative[odd], -parsed, parsed)
    np.negative(result, out=result, where=negative)
    return result


def _decimals(
    buffer: Bytes, words: Words, place: Places, end: Places, count: Places, value: Words
) -> tuple[np.ndarray[Any, np.dtype[np.bool_]], Floats]:
    """Go on with numbers that did not end within their first word; say which of them are exact."""
    mantissa = value.view(np.int64)
    digits = count

    def read_on(which: Places) -> Places:
        extra, added = leading_digits(words[place[which]])
        mantissa[which] = mantissa[which] * _INTEGER_POWERS[extra] + added.view(np.int64)
        place[which] += extra
        digits[which] += extra
        return extra

    # Mantissas of too many digits wrap around; their count of digits then keeps them out.
    read_on(np.flatnonzero(count == 8))
    dotted = np.flatnonzero((place < end) & (buffer[place] == _DOT))
    place[dotted] += 1
    point = digits.copy()
    extra = read_on(dotted)
    read_on(dotted[extra == 8])
    exact = (place == end) & (digits > 0) & (digits <= _EXACT_DIGITS)
    return exact, mantissa / _POWERS[np.where(exact, digits - point, 0)]


def _by_float(text: bytes, start: list[int], end: list[int]) -> Floats:
    """The numbers at these places, one at a time."""
    pieces = [text[s:e] for s, e in zip(start, end, strict=True)]
    values = np.array(list(map(float, pieces)))
    # float takes 1_000, nan and 1e999 as well; Excel does not.
    if b"_" in b"".join(pieces) or not np.isfinite(values).all():
        raise ValueError("not a number")
    return values
