"""Cells as sheet XML: one value at a time, and whole columns at the speed of C.

A *fragment* is what follows ``<c r="B7"`` in a cell's XML, up to and with its end: the same for every row that holds
the same value, so that each distinct value of a column is put into words once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, repeat
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np

from segmentbook.raw import ErrorValue, column_letters

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Block",
    "Fragments",
    "cell_fragment",
    "column_fragments",
    "escaped",
    "fitting_text",
    "serial",
    "text_element",
]

Objects = np.ndarray[Any, np.dtype[np.object_]]
Integers = np.ndarray[Any, np.dtype[np.int64]]

TEXT_LIMIT = 32_767
"""Most characters that Excel keeps in a cell."""

CHUNK_ROWS = 4_000
"""Rows put into one piece of XML: some megabytes, so that another thread can deflate it meanwhile."""

SECONDS_A_DAY = 86_400
EPOCH_SERIAL = 25_569
"""1 January 1970, from which datetime64 counts, in the 1900 date system."""
FEIGNED_LEAP_DAY = 60
"""Serial of 29 February 1900, which never was; what comes before it counts from one day later."""
DAYS_1904 = 1_462

_UNSAFE = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_UNSAFE_BUT_ENTITIES = re.compile(_UNSAFE.pattern.replace("&<>", "", 1))
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_"}


def _safe(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":  # half a character: no encoding has it
        return "\ufffd"
    return _ENTITIES.get(character) or f"_x{ord(character):04X}_"


def escaped(text: str) -> str:
    r"""Text as it stands between two tags: XML's own characters, and those that only ``_x000D_`` can write.

    Examples
    --------
    >>> escaped("R&D\r _x0041_")
    'R&amp;D_x000D_ _x005F_x0041_'
    """
    return _UNSAFE.sub(_safe, text)


def fitting_text(text: str) -> str:
    """The text, cut with an ellipsis where it is longer than Excel keeps in a cell (counted in UTF-16 units)."""
    if len(text) > TEXT_LIMIT:
        text = text[: TEXT_LIMIT - 1] + "…"
    if len(text) * 2 > TEXT_LIMIT and len(text.encode("utf-16-le", "replace")) // 2 > TEXT_LIMIT:
        text = text.encode("utf-16-le", "replace")[: 2 * TEXT_LIMIT - 2].decode("utf-16-le", "ignore") + "…"
    return text


def text_element(text: str) -> str:
    """The ``<t>`` of a text, as far as a cell can hold it.

    Examples
    --------
    >>> text_element("=1+1"), text_element(" a")
    ('<t>=1+1</t>', '<t xml:space="preserve"> a</t>')
    """
    text = fitting_text(text)
    keep = ' xml:space="preserve"' if "\n" in text or text != text.strip(" \t\r") else ""
    return f"<t{keep}>{escaped(text)}</t>"


def serial(seconds: float, *, date1904: bool) -> float | None:
    """Excel's serial of a moment given in seconds since 1970; None where it is before the first day Excel has.

    Source: the 1900 system counts a 29 February 1900 that never was; the 1904 system is 1,462 days later.

    Examples
    --------
    >>> serial(0, date1904=False), serial(0, date1904=True), serial(-3e9, date1904=False)
    (25569.0, 24107.0, None)
    """
    days = EPOCH_SERIAL + seconds / SECONDS_A_DAY
    if date1904:
        days -= DAYS_1904
    elif days < FEIGNED_LEAP_DAY + 1:
        days -= 1
    return days if days >= 0 else None


def _number(value: float) -> str:
    """The shortest figure that reads back as the same number."""
    return float(value).__repr__().removesuffix(".0")


def _seconds(moment: date) -> float:
    """Seconds since 1970 of a date or moment, whatever clock the machine runs on."""
    stamp = np.datetime64(moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment, "us")
    return float(stamp.astype(np.int64)) / 1e6


def _iso(moment: date) -> str:
    """A day or moment in words, without a midnight that nobody typed."""
    return moment.isoformat().removesuffix("T00:00:00")


def _typed(value: object, date1904: bool) -> tuple[str, str]:
    """Type attribute and content of a value that is not blank, in the form for a cell without a formula."""
    match value:
        case ErrorValue():
            return ' t="e"', f"<v>{escaped(value)}</v>"
        case str():
            return ' t="inlineStr"', f"<is>{text_element(value)}</is>"
        case bool() | np.bool_():
            return ' t="b"', f"<v>{int(value)}</v>"
        case Integral():
            return "", f"<v>{int(value)}</v>"
        case Real():
            number = float(value)
            return ("", f"<v>{_number(number)}</v>") if np.isfinite(number) else (' t="e"', "<v>#NUM!</v>")
        case date():
            days = serial(_seconds(value), date1904=date1904)
            return ("", f"<v>{_number(days)}</v>") if days is not None else _typed(_iso(value), date1904)
    raise TypeError(f"a cell cannot hold {type(value).__name__}: {value!r}")


def _is_blank(value: object) -> bool:
    # NaN and NaT differ from themselves; pandas.NA does not even say that.
    return (
        value is None or (isinstance(value, str) and value == "") or type(value).__name__ == "NAType" or value != value
    )


def cell_fragment(value: object, xf: int, *, date1904: bool = False, formula: str = "") -> str:
    """One cell's XML behind its reference; with ``formula`` (without ``=``) the value is its cache.

    Examples
    --------
    >>> cell_fragment("=SUM(A1)", 3)
    ' s="3" t="inlineStr"><is><t>=SUM(A1)</t></is></c>'
    >>> cell_fragment(2.0, 3, formula="1+1"), cell_fragment(None, 3)
    (' s="3"><f>1+1</f><v>2</v></c>', ' s="3"/>')
    """
    start = f' s="{xf}"'
    if _is_blank(value):
        # A formula's cache of "" is text of no length: without it a reader would take the cell for zero.
        if formula and isinstance(value, str):
            return f'{start} t="str"><f>{escaped(formula)}</f><v></v></c>'
        return f"{start}><f>{escaped(formula)}</f></c>" if formula else f"{start}/>"
    kind, content = _typed(value, date1904)
    if not formula:
        return f"{start}{kind}>{content}</c>"
    if "inlineStr" in kind:
        kind, content = ' t="str"', f"<v>{escaped(str(value)[:TEXT_LIMIT])}</v>"
    return f"{start}{kind}><f>{escaped(formula)}</f>{content}</c>"


@dataclass(frozen=True, slots=True, eq=False)
class Fragments:
    """A column of cells: distinct fragments, and for each row which one it has.

    What all fragments of the column begin and end with may be kept apart as ``head`` and ``tail``.
    """

    pool: Objects
    codes: Integers
    head: str = ""
    tail: str = ""

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str:
        return f"{self.head}{self.pool[self.codes[row]]}{self.tail}"

    def rows(self, start: int, stop: int) -> list[str]:
        """Fragments of some rows, without head and tail."""
        chosen: list[str] = self.pool.take(self.codes[start:stop]).tolist()
        return chosen


def _pool(fragments: Iterable[str], count: int, blank: str) -> Objects:
    """Fragments as an array, that of blank cells last, where code -1 finds it."""
    return np.fromiter(chain(fragments, (blank,)), dtype=object, count=count + 1)


def _framed(contents: Iterable[str], codes: Integers, count: int, frame: tuple[str, str], blank: str) -> Fragments:
    """A column whose cells differ in nothing but their content: the frame goes into the row's template."""
    if count and (codes >= 0).all():
        return Fragments(np.fromiter(contents, dtype=object, count=count), codes, *frame)
    head, tail = (part.replace("%", "%%") for part in frame)
    return Fragments(_pool(map(f"{head}%s{tail}".__mod__, contents), count, blank), codes)


_SEPARATOR = "\u205e"
"""A printable character that hardly any text has; where one has it, the slow way is taken."""
_SPACES = tuple(f"{_SEPARATOR}{space}" for space in " \t\r") + tuple(f"{space}{_SEPARATOR}" for space in " \t\r")


def _plain_texts(texts: list[str]) -> list[str] | None:
    """Texts escaped, all at once as one long text; None where one of them needs more than that."""
    joined = f"{_SEPARATOR}{_SEPARATOR.join(texts)}{_SEPARATOR}"
    if (
        joined.count(_SEPARATOR) != len(texts) + 1
        or "\n" in joined
        or any(space in joined for space in _SPACES)
        or max(map(len, texts), default=0) > TEXT_LIMIT // 2
    ):
        return None
    escapes = [character for character in "&<>" if character in joined]
    # What is printable has no control characters and no halves of characters: no need to search for them.
    if "_x" in joined or not joined.isprintable():
        joined = _UNSAFE_BUT_ENTITIES.sub(_safe, joined)
    elif not escapes:
        return texts
    for character in escapes:
        joined = joined.replace(character, _ENTITIES[character])
    return joined[1:-1].split(_SEPARATOR)


def column_fragments(
    values: pd.Series[Any],
    xf: int,
    *,
    styles: Mapping[object, int] | None = None,
    date1904: bool = False,
    formula: str = "",
) -> Fragments:
    """A whole column as fragments: each distinct value is put into words once.

    Parameters
    ----------
    values
        float64 (NaN blank), datetime64 (NaT blank), bool, integers, or object (str, None, ErrorValue, numbers, dates).
    xf
        The cells' style; ``styles`` gives cells of certain values another.
    formula
        Of a calculated column; the values are its caches.
    """
    import pandas as pd

    look = styles or {}
    plain = not (look or formula)
    blank = cell_fragment(None, xf, formula=formula)
    items: Sequence[object]
    if values.dtype.kind in "fiu":
        codes, distinct = pd.factorize(values.to_numpy(np.float64))
        items = distinct.tolist()
        if plain and np.isfinite(distinct).all():
            figures = map(str.removesuffix, map(float.__repr__, distinct.tolist()), repeat(".0"))
            return _framed(figures, codes, len(items), (f' s="{xf}"><v>', "</v></c>"), blank)
    elif values.dtype.kind == "M":
        codes, distinct = pd.factorize(values.to_numpy("datetime64[us]"))
        items = distinct.astype("datetime64[us]").tolist()
    else:
        objects = values.to_numpy(object)
        kinds = set(map(type, objects.tolist()))
        if kinds & {bool, np.bool_} or {str, ErrorValue} <= kinds:
            codes, items = _distinct_by_type(objects)
        else:
            codes, distinct = pd.factorize(objects)
            items = distinct.tolist()
            if str in kinds and not formula and "" in items:
                codes = np.where(codes == items.index(""), -1, codes)
        if plain and kinds <= {str, type(None)} and (texts := _plain_texts(list(map(str, items)))) is not None:
            frame = (f' s="{xf}" t="inlineStr"><is><t>', "</t></is></c>")
            return _framed(texts, codes, len(items), frame, blank)
    fragments = (
        cell_fragment(item, look.get(item, xf) if look else xf, date1904=date1904, formula=formula) for item in items
    )
    return Fragments(_pool(fragments, len(items), blank), np.asarray(codes, np.int64))


def _distinct_by_type(objects: Objects) -> tuple[Integers, list[object]]:
    """Distinct values where True, 1 and 1.0, and the text and the error #N/A, are different things."""
    listed = objects.tolist()
    seen: dict[tuple[type, object], int] = {}
    codes = np.fromiter(
        (-1 if _is_blank(value) else seen.setdefault((type(value), value), len(seen)) for value in listed),
        np.int64,
        len(listed),
    )
    return codes, [value for _, value in seen]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A rectangle of cells, ``columns[0]`` in sheet column ``left``, the first row in sheet row ``top``."""

    top: int
    left: int
    columns: tuple[Fragments, ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    @property
    def bottom(self) -> int:
        """The last row."""
        return self.top + len(self.columns[0]) - 1

    def cells(self, row: int) -> dict[int, str]:
        """The fragments of one sheet row, by sheet column."""
        position = row - self.top
        return {self.left + place: column[position] for place, column in enumerate(self.columns)}

    def pieces(self, attributes: Mapping[int, str]) -> Iterator[tuple[int, list[str], int]]:
        """Rows as XML, some thousands at a time: the first row, the text in bits, and how many bits make a row.

        A bit is what differs from row to row or stands between. Lists are filled slice by slice and joined by the
        caller: no step of Python for a cell. ``attributes`` holds what rows carry beside their number
        (`` hidden="1"``); most carry nothing.
        """
        letters = [column_letters(self.left + place) for place in range(len(self.columns))]
        width = 3 + 4 * len(self.columns)
        bits: list[str] = []
        for start in range(0, len(self), CHUNK_ROWS):
            stop = min(start + CHUNK_ROWS, len(self))
            count, first = stop - start, self.top + start
            if len(bits) != count * width:
                bits = [""] * (count * width)
                bits[0::width] = ['<row r="'] * count
                for place, column in enumerate(self.columns):
                    before = f'{self.columns[place - 1].tail if place else ""}<c r="{letters[place]}'
                    bits[2 + 4 * place :: width] = [before if place else f'">{before}'] * count
                    bits[4 + 4 * place :: width] = [f'"{column.head}'] * count
                bits[width - 1 :: width] = [f"{self.columns[-1].tail}</row>"] * count
            numbers = list(map(str, range(first, self.top + stop)))
            bits[1::width] = numbers
            if attributes:
                said = [attributes.get(row, "") for row in range(first, self.top + stop)]
                bits[2::width] = [f'"{attribute}><c r="{letters[0]}' for attribute in said]
            for place, column in enumerate(self.columns):
                bits[3 + 4 * place :: width] = numbers
                bits[5 + 4 * place :: width] = column.rows(start, stop)
            yield first, bits, width
