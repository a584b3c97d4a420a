"""Numbers as people and other systems write them.

A cell that Excel holds as a number is taken as it is. A text is read where it can be read in one way only; a text
with a decimal comma, or one that could be read in two ways, is read and reported. Anything else is unreadable.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from segmentbook.schema.currencies import CODES, SIGNS, currencies_of

__all__ = ["NumberText", "read_number"]


@dataclass(frozen=True, slots=True)
class NumberText:
    """One text read as a number.

    Parameters
    ----------
    value
        The number, a comma being taken for thousands where both readings are possible.
    other
        The other reading of ``1,234`` or ``1.234``; None where there is only one.
    decimal_comma
        True or False where the text can only be read with a decimal comma or point; None where it does not tell.
    percent
        Whether it ended in ``%``; the value is already divided by 100.
    currency
        The sign or code written beside it, ``"$"`` or ``"EUR"``; "" for none.
    """

    value: float
    other: float | None = None
    decimal_comma: bool | None = None
    percent: bool = False
    currency: str = ""

    def whole(self) -> NumberText:
        """Of two readings the one without decimals; only the comma for thousands is beyond doubt.

        Examples
        --------
        >>> read_number("1.234").whole()
        NumberText(value=1234.0, other=1.234, decimal_comma=None, percent=False, currency='')
        """
        if self.other is None:
            return self
        if self.value.is_integer():
            return replace(self, other=None)
        return replace(self, value=self.other, other=self.value)


_LONGEST = 64  # characters
_COMMA_GROUPS = frozenset({"USD", "GBP", "AUD", "NZD", "CAD", "SGD", "HKD", "JPY", "CNY", "INR"})
"""Currencies of countries where the comma is for thousands: $1,200 can be read in one way only."""

_CHARACTERS = str.maketrans(
    {
        "\u2212": "-",  # minus sign
        "\u2013": "-",  # en dash
        "\uff0d": "-",  # full-width minus
        "\u2019": "'",
        "\u02bc": "'",
        "\u00b4": "'",
        "\u200b": None,  # zero-width space
        "\ufeff": None,
        "\u200e": None,  # left-to-right and right-to-left marks
        "\u200f": None,
    }
)
_SPACES = re.compile(r"\s+")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]{1,2})?")  # what most texts are: the fast way
_SCIENTIFIC = re.compile(r"([0-9]+(?:[.,][0-9]*)?)[eE]([+-]?[0-9]{1,4})")
_SPACED = re.compile(r"([1-9][0-9]{0,2}(?:[ '][0-9]{3})+)(?:([.,])([0-9]*))?")
_GROUPS = {
    ",": re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}"),  # also 12,34,567
    ".": re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+"),
}
_SIGN_BEFORE = re.compile("|".join(re.escape(sign) for sign in SIGNS))
_SIGN_AFTER = re.compile(f"(?:{'|'.join(re.escape(sign) for sign in SIGNS)})$")
_CODE_BEFORE = re.compile(r"[A-Za-z]{3}(?=[\s0-9.,+(-])")
_CODE_AFTER = re.compile(r"(?<=[\s0-9.,)%-])[A-Za-z]{3}$")


def read_number(text: str) -> NumberText | None:
    """Read a number written as text; None where it is none.

    Thousands may be grouped by comma, point, space or apostrophe, the decimals set off by point or comma; a currency,
    a percent sign, and minus before, behind or as parentheses are understood.

    Examples
    --------
    >>> read_number("1,234.50").value, read_number("(1.200,00 €)").value, read_number("45 %").value
    (1234.5, -1200.0, 0.45)
    >>> read_number("1,234")
    NumberText(value=1234.0, other=1.234, decimal_comma=None, percent=False, currency='')
    >>> read_number("twelve") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    rest = text.strip()
    if _PLAIN.fullmatch(rest):
        return NumberText(float(rest), decimal_comma=False if "." in rest else None)
    rest = _SPACES.sub(" ", rest if rest.isascii() else rest.translate(_CHARACTERS)).strip()
    rest, currency = _take_currency(rest, "")
    minus = ""
    if rest.startswith("(") and rest.endswith((")", ")%", ") %")):
        minus, rest = "-", (rest[1:].replace(")", "", 1)).strip()
        rest, currency = _take_currency(rest, currency)
    percent = rest.endswith("%")
    if percent:
        rest = rest[:-1].rstrip()
    if rest[:1] in ("-", "+") or rest[-1:] == "-":
        if minus:
            return None
        minus = "-" if "-" in (rest[0], rest[-1]) else ""
        rest = (rest[1:] if rest[0] in "+-" else rest[:-1]).strip()
        rest, currency = _take_currency(rest, currency)
    if currency is None:
        return None
    digits = _digits(rest)
    if digits is None:
        return None
    value, other, decimal_comma = digits
    if "." not in value and set(currencies_of(currency)) & _COMMA_GROUPS:
        other = None
    return _finite(value, other, decimal_comma, minus, "%" if percent else "", currency)


def _finite(
    value: str, other: str | None, decimal_comma: bool | None, minus: str, percent: str, currency: str
) -> NumberText | None:
    """Make numbers of digits; a number beyond what Excel can hold is none."""
    # e-2 in the text and not / 100 behind it: rounded once
    suffix = "e-2" if percent and "e" not in value else ""
    number = float(f"{minus}{value}{suffix}")
    if percent and not suffix:
        number /= 100
    if not math.isfinite(number):
        return None
    return NumberText(
        number,
        None if other is None else float(f"{minus}{other}{suffix}"),
        decimal_comma,
        bool(percent),
        currency,
    )


def _take_currency(text: str, known: str | None) -> tuple[str, str | None]:
    """Take a currency sign or code off either end; None where two of them contradict each other."""
    for pattern in (_SIGN_BEFORE, _SIGN_AFTER, _CODE_BEFORE, _CODE_AFTER):
        found = pattern.match(text) if pattern in (_SIGN_BEFORE, _CODE_BEFORE) else pattern.search(text)
        if found is None:
            continue
        sign = found.group()
        if pattern in (_CODE_BEFORE, _CODE_AFTER):
            sign = sign.upper()
            if sign not in CODES:
                continue
        text = (text[: found.start()] + text[found.end() :]).strip()
        known = _one_currency(known, sign)
    return text, known


def _one_currency(known: str | None, sign: str) -> str | None:
    """Of ``$`` and ``USD`` beside one number the more exact; None where they differ."""
    if known is None:
        return None
    if not known or (len(currencies_of(known)) > 1 and set(currencies_of(sign)) <= set(currencies_of(known))):
        return sign
    return known if set(currencies_of(known)) <= set(currencies_of(sign)) else None


def _digits(text: str) -> tuple[str, str | None, bool | None] | None:
    """Unsigned digits with their separators -> (digits with a decimal point, the other reading, decimal comma?)."""
    if text.isdecimal() and text.isascii():
        return text, None, None
    if match := _SCIENTIFIC.fullmatch(text):
        comma = True if "," in match[1] else False if "." in match[1] else None
        return f"{match[1].replace(',', '.')}e{match[2]}", None, comma
    if match := _SPACED.fullmatch(text):
        whole = match[1].replace(" ", "").replace("'", "")
        return (f"{whole}.{match[3]}", None, match[2] == ",") if match[2] else (whole, None, None)
    commas, points = text.count(","), text.count(".")
    if not (commas or points) or not text.replace(",", "").replace(".", "").isdecimal() or not text.isascii():
        return None
    if commas and points:
        decimal, group = (",", ".") if text.rfind(",") > text.rfind(".") else (".", ",")
        whole, _, decimals = text.rpartition(decimal)
        if decimal in whole or not _GROUPS[group].fullmatch(whole):
            return None
        return f"{whole.replace(group, '')}.{decimals}", None, decimal == ","
    separator = "," if commas else "."
    if commas + points > 1:
        return (text.replace(separator, ""), None, commas == 0) if _GROUPS[separator].fullmatch(text) else None
    whole, _, decimals = text.partition(separator)
    point = f"{whole}.{decimals}"
    if _GROUPS[separator].fullmatch(text):
        return (whole + decimals, point, None) if commas else (point, whole + decimals, None)
    return point, None, bool(commas)
