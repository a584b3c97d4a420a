"""Rows of sheet XML as Excel and the usual libraries write them, read with numpy and without an object a cell.

The scanner reads only what it fully recognises: every tag of the piece must be one it knows, in an order it knows,
with attributes where the usual writers put them. Anything else makes ``scan_rows`` give None, and the piece goes
through the XML parser (``exact.py``), which gives the same for every piece that both can read.

That a piece is well-formed XML is taken for granted. As it may hold no comment, CDATA section or processing
instruction, a ``<`` always begins a tag, and a closing tag closes what the grammar says it does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from segmentbook.workbook.digits import PAD, Bytes, Floats, Places, Words, leading_digits, numbers, words_of

Rows = np.ndarray[Any, np.dtype[np.int32]]
Pairs = np.ndarray[Any, np.dtype[np.uint16]]

__all__ = ["LAST_COLUMN", "LAST_ROW", "Batch", "Holds", "scan_rows"]

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


class Holds(IntEnum):
    """What a cell of the file holds, so far as the sheet says; the first five are those of ``raw.Kind``."""

    BLANK = 0
    NUMBER = 1
    TEXT = 2  # the number is the text's among the sheet's own texts
    BOOLEAN = 3
    ERROR = 4  # likewise
    SHARED = 6  # the number is the position in the shared strings
    ISO_DATE = 7  # the number is as for TEXT


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some cells of a sheet, in the order of the file; rows and columns 1-based, ``style`` the cell format's index.

    ``last_row`` is the last row that was read, be it without a cell.
    """

    row: Rows
    column: Rows
    holds: Bytes
    number: Floats
    style: Rows
    last_row: int


class _Tag(IntEnum):
    """The tags of a row."""

    UNKNOWN = 0
    ROW = 1
    ROW_END = 2
    C = 3
    C_END = 4
    V = 5
    V_EMPTY = 6
    V_END = 7
    F = 8
    F_END = 9
    IS = 10
    IS_END = 11
    T = 12
    T_END = 13


def _tag_codes() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """The tag that the first two bytes after ``<`` begin."""
    codes = np.zeros(1 << 16, np.uint8)
    for tag, starts in {
        _Tag.ROW: (b"ro",),
        _Tag.ROW_END: (b"/r",),
        _Tag.C: (b"c ",),
        _Tag.C_END: (b"/c",),
        _Tag.V: (b"v>",),
        _Tag.V_EMPTY: (b"v/", b"v "),  # one with attributes and content is told by its closing tag
        _Tag.V_END: (b"/v",),
        _Tag.F: (b"f>", b"f ", b"f/"),
        _Tag.F_END: (b"/f",),
        _Tag.IS: (b"is",),
        _Tag.IS_END: (b"/i",),
        _Tag.T: (b"t>", b"t ", b"t/"),
        _Tag.T_END: (b"/t",),
    }.items():
        for start in starts:
            codes[int.from_bytes(start, "little")] = tag
    return codes


def _allowed_pairs() -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which tag may follow which. A C or ROW before another, or before the row's end, closed itself."""
    allowed = np.zeros(1 << 8, np.bool_)
    for tag, following in {
        _Tag.ROW: (_Tag.C, _Tag.ROW_END, _Tag.ROW),
        _Tag.ROW_END: (_Tag.ROW,),
        _Tag.C: (_Tag.V, _Tag.V_EMPTY, _Tag.F, _Tag.IS, _Tag.C_END, _Tag.C, _Tag.ROW_END),
        _Tag.C_END: (_Tag.C, _Tag.ROW_END),
        _Tag.F: (_Tag.F_END, _Tag.V, _Tag.V_EMPTY, _Tag.C_END),
        _Tag.F_END: (_Tag.V, _Tag.V_EMPTY, _Tag.C_END),
        _Tag.V: (_Tag.V_END,),
        _Tag.V_END: (_Tag.C_END,),
        _Tag.V_EMPTY: (_Tag.C_END,),
        _Tag.IS: (_Tag.T,),
        _Tag.T: (_Tag.T_END, _Tag.IS_END),
        _Tag.T_END: (_Tag.IS_END,),
        _Tag.IS_END: (_Tag.C_END,),
    }.items():
        for then in following:
            allowed[tag << 4 | then] = True
    return allowed


_TAG_CODES = _tag_codes()
_ALLOWED = _allowed_pairs()
_LESS, _GREATER, _QUOTE, _SPACE, _SLASH, _A, _Z = (ord(c) for c in '<>" /AZ')
_REFERENCE = len(b'<c r="')  # also the offset of the letters of a cell's reference
_PRESERVED = b'<t xml:space="preserve">'


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text, "little"))


def _first(count: int) -> np.uint64:
    """A mask of a word's first ``count`` bytes."""
    return np.uint64((1 << 8 * count) - 1)


_ROW_START = _word(b'<row r="')
_CELL_START, _CELL_MASK = _word(b'<c r="'), _first(_REFERENCE)
_ATTRIBUTE = len(b' s="')
_STYLE, _TYPE, _ATTRIBUTE_MASK = _word(b' s="'), _word(b' t="'), _first(_ATTRIBUTE)
_FIRST = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)

_TYPES = {  # by the first two bytes of the value of t=: what the cell holds
    b's"': Holds.SHARED,
    b"st": Holds.TEXT,
    b"in": Holds.TEXT,
    b'n"': Holds.NUMBER,
    b'b"': Holds.BOOLEAN,
    b'e"': Holds.ERROR,
    b'd"': Holds.ISO_DATE,
}
_LONG_TYPES = (b'str"', b'inlineStr"')
_INLINE, _NO_TYPE = int.from_bytes(b"in", "little"), 0
_HOLDS = np.full(1 << 16, 255, np.uint8)
_HOLDS[_NO_TYPE] = Holds.NUMBER
for _text, _holds in _TYPES.items():
    _HOLDS[int.from_bytes(_text, "little")] = _holds


def scan_rows(piece: bytes, texts: Callable[[list[str]], list[int]]) -> Batch | None:
    """The cells that hold something, or have a style, in whole rows of sheet XML; None where it is not plain enough.

    Parameters
    ----------
    piece
        From the start of a ``<row`` to the end of a ``</row>``; white space around it does not matter.
    texts
        Gives each text, as it stands in the file with each byte a character, its number among the sheet's own texts.
    """
    if b"xmlns" in piece:
        return None
    text = b"".join((bytes(PAD), piece, bytes(PAD)))
    buffer = np.frombuffer(text, np.uint8)
    words = words_of(buffer)
    pairs = np.ndarray((len(buffer) - 1,), np.dtype("<u2"), buffer, 0, (1,))
    at = np.flatnonzero(buffer == _LESS)
    if not len(at):
        return None
    tags = _TAG_CODES[pairs[at + 1]]
    if tags[0] != _Tag.ROW or tags[-1] != _Tag.ROW_END or not tags.all():
        return None
    if not _ALLOWED[(tags[:-1] << np.uint8(4)) | tags[1:]].all():
        return None
    row_tags, cell_tags = np.flatnonzero(tags == _Tag.ROW), np.flatnonzero(tags == _Tag.C)
    of_row = np.diff(np.searchsorted(cell_tags, row_tags), append=len(cell_tags))
    try:
        row, digits, reference = _rows(buffer, words, at, tags, row_tags)
        column, style, kind = _heads(
            buffer, words, pairs, at[cell_tags], np.repeat(digits, of_row), np.repeat(reference, of_row)
        )
        holds, number = _values(_Piece(text, buffer, words, at, tags), cell_tags, kind, texts)
    except ValueError:
        return None
    return Batch(np.repeat(row, of_row), column, holds, number, style, int(row[-1]))


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A padded piece of XML, the words at each of its bytes, and where its tags begin and what they are."""

    text: bytes
    buffer: Bytes
    words: Words
    at: Places
    tags: Bytes


def _must(condition: Any) -> None:
    """Leave the piece to the XML parser unless all of ``condition`` holds."""
    if not np.all(condition):
        raise ValueError("not plain")


def _rows(buffer: Bytes, words: Words, at: Places, tags: Bytes, row_tags: Places) -> tuple[Rows, Places, Words]:
    """Number of each row, how many digits it has, and these digits with the closing quote as a word."""
    begin, following = at[row_tags], at[row_tags + 1]
    _must(words[begin] == _ROW_START)
    word = words[begin + 8]
    count, value = leading_digits(word)
    _must((count > 0) & (count < 8))
    _must(buffer[begin + 8 + count] == _QUOTE)
    _must((value > 0) & (value <= LAST_ROW))
    last = following - 1
    for _ in range(2):  # a line end after the tag, as Apache POI's streaming writer leaves it
        last = last - (buffer[last] <= _SPACE)
    _must((buffer[last - 1] == _SLASH) == (tags[row_tags + 1] == _Tag.ROW))
    return value.astype(np.int32), count, word & _FIRST[count + 1]


def _heads(
    buffer: Bytes, words: Words, pairs: Pairs, begin: Places, digits: Places, reference: Words
) -> tuple[Rows, Rows, Pairs]:
    """Column, style and the first two letters of the type of each cell, whose reference must be in its row."""
    _must((words[begin] & _CELL_MASK) == _CELL_START)
    place = begin + _REFERENCE
    letter = buffer[place]
    _must((letter >= _A) & (letter <= _Z))
    column = letter.astype(np.int32) - (_A - 1)
    place += 1
    more = np.arange(len(place))
    for _ in range(2):
        more = more[buffer[place[more]] >= _A]
        if not len(more):
            break
        letter = buffer[place[more]]
        _must(letter <= _Z)
        column[more] = column[more] * 26 + letter - (_A - 1)
        place[more] += 1
    _must(column <= LAST_COLUMN)
    _must((words[place] & _FIRST[digits + 1]) == reference)
    place += digits + 1
    word = words[place]
    style = np.zeros(len(place), np.int32)
    styled = np.flatnonzero((word & _ATTRIBUTE_MASK) == _STYLE)
    if len(styled):
        first = place[styled] + _ATTRIBUTE
        count, value = leading_digits(words[first])
        _must((count > 0) & (count < 8))
        first += count
        _must(buffer[first] == _QUOTE)
        first += 1
        style[styled] = value
        place[styled] = first
        word[styled] = words[first]
    kind = np.zeros(len(place), np.uint16)
    typed = np.flatnonzero((word & _ATTRIBUTE_MASK) == _TYPE)
    if len(typed):
        first = place[typed] + _ATTRIBUTE
        kind[typed] = found = pairs[first]
        first += 2
        for text in _LONG_TYPES:
            long = np.flatnonzero(found == int.from_bytes(text[:2], "little"))
            for offset in range(2, len(text)):
                _must(buffer[first[long] + offset - 2] == text[offset])
            first[long] += len(text) - 2
        place[typed] = first
    after = buffer[place]
    closing = np.flatnonzero(after != _GREATER)
    if len(closing):
        spaced = after[closing] == _SPACE
        _must(buffer[place[closing] + spaced] == _SLASH)
    return column, style, kind


def _values(
    piece: _Piece, cell_tags: Places, kind: Pairs, texts: Callable[[list[str]], list[int]]
) -> tuple[Bytes, Floats]:
    """What each cell holds, and its number."""
    at, tags, buffer = piece.at, piece.tags, piece.buffer
    place = cell_tags + 1
    first = tags[place]
    formula = np.flatnonzero(first == _Tag.F)
    if len(formula):
        place[formula] += 1
        place[formula] += tags[place[formula]] == _Tag.F_END
        first = tags[place]
    holds = _HOLDS[kind]
    _must(holds != 255)
    inline = first == _Tag.IS
    valued = first == _Tag.V
    has_inline = bool(inline.any())
    if has_inline:
        _must(~inline | (kind == _INLINE))
    _must(~valued | (kind != _INLINE))
    start = np.zeros(len(place), np.int64)
    end = np.zeros(len(place), np.int64)
    tag = place[valued]
    start[valued] = at[tag] + len(b"<v>")
    end[valued] = at[tag + 1]
    if has_inline:
        _must(buffer[at[place[inline]] + 3] == _GREATER)
        tag = place[inline] + 1
        start[inline], end[inline] = _inline_texts(buffer, piece.words, at[tag], at[tag + 1])
    holds[start == end] = Holds.BLANK
    number = np.zeros(len(place), np.float64)
    which = np.flatnonzero((holds == Holds.NUMBER) | (holds == Holds.SHARED))
    number[which] = numbers(piece.text, buffer, piece.words, start[which], end[which])
    shared = number[holds == Holds.SHARED]
    _must((shared >= 0) & (shared == np.floor(shared)))
    which = np.flatnonzero(holds == Holds.BOOLEAN)
    if len(which):
        truth = buffer[start[which]] - np.uint8(ord("0"))
        _must((truth <= 1) & (end[which] == start[which] + 1))
        number[which] = truth
    which = np.flatnonzero((holds == Holds.TEXT) | (holds == Holds.ERROR) | (holds == Holds.ISO_DATE))
    if len(which):
        text = piece.text.decode("latin-1")  # a character a byte, so that the places stay right
        spans = zip(start[which].tolist(), end[which].tolist(), strict=True)
        number[which] = texts([text[s:e] for s, e in spans])
    return holds, number


def _inline_texts(buffer: Bytes, words: Words, begin: Places, end: Places) -> tuple[Places, Places]:
    """Where the texts of ``<t>`` elements stand; where there is none, nowhere."""
    start = begin + len(b"<t>")
    after = buffer[begin + 2]
    preserved = np.flatnonzero(after == _SPACE)
    for offset in range(0, len(_PRESERVED), 8):
        _must(words[begin[preserved] + offset] == _word(_PRESERVED[offset : offset + 8]))
    start[preserved] = begin[preserved] + len(_PRESERVED)
    empty = after == _SLASH
    start[empty] = end[empty]
    return start, end
