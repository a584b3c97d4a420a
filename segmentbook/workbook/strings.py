"""Texts of a workbook: the shared strings, and the texts that stand in the cells themselves."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from segmentbook.workbook.feed import Expat, Items, feed
from segmentbook.workbook.names import unescaped

if TYPE_CHECKING:
    from segmentbook.workbook.book import Book

__all__ = ["SharedStrings", "Texts", "decoded", "unescaped_text"]

_ITEMS = Items(before=b"<si>", is_item=True, close=b"</si>", after=b"</sst>")
_ITEM = re.compile(rb'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_TAGS_AN_ITEM = 4
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|lt|gt|quot|apos|amp);")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_KNOWN_LIMIT = 200_000


def unescaped_text(text: str) -> str:
    r"""A cell's text with its ``_xHHHH_`` escapes resolved (ECMA-376 part 1, 22.9.2.19).

    Examples
    --------
    >>> unescaped_text("two_x000D_lines"), unescaped_text("_x005F_x000D_"), unescaped_text("_xD83D__xDE00_")
    ('two\rlines', '_x000D_', '😀')
    """
    if "_x" not in text:
        return text
    text = unescaped(text)
    if _LONE_SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _referred(match: re.Match[str]) -> str:
    """What a reference stands for."""
    digits = match[1] or match[2]
    if not digits:
        return dict(_ENTITIES)[match[0]]
    code = int(digits, 16 if match[1] else 10)
    legal = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    if not legal:
        raise ValueError("a character that XML does not have")
    return chr(code)


def decoded(items: Sequence[bytes]) -> list[str]:
    r"""The texts that pieces of UTF-8 XML without tags stand for.

    Raises
    ------
    ValueError
        They are not legal XML, or refer to entities other than XML's own five.

    Examples
    --------
    >>> decoded([b"R&amp;D", b"a\r\nb", b"&#8364; 5", b"_x0041_"])
    ['R&D', 'a\nb', '€ 5', 'A']
    """
    if not items:
        return []
    joined = b"\0".join(items).decode()  # one call instead of one an item; XML has no NUL
    if "\r" in joined:
        joined = joined.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in joined:
        if joined.count("&") != sum(1 for _ in _REFERENCE.finditer(joined)):
            raise ValueError("an entity that XML does not have")
        if "&#" in joined:
            joined = _REFERENCE.sub(_referred, joined)
        else:
            for entity, character in _ENTITIES:
                joined = joined.replace(entity, character)
    texts = joined.split("\0")
    if len(texts) != len(items):
        raise ValueError("a character that XML does not have")
    if "_x" in joined:
        texts = [unescaped_text(text) for text in texts]
    return texts


class Texts:
    """The texts that stand in a sheet's own cells. Each gets a number; equal texts mostly the same one.

    What is known is forgotten from time to time, so that a column of different texts does not cost twice its memory.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers = array("q")  # of each text, rising
        self._following = 0
        self._known: dict[str, int] = {}
        self._known_raw: dict[str, int] = {}

    def add(self, text: str) -> int:
        """The number of a text."""
        number = self._known.get(text)
        if number is None:
            if len(self._known) >= _KNOWN_LIMIT:
                self._known.clear()
            number = self._known[text] = self._following
            self._following += 1
            self._numbers.append(number)
            self.texts.append(text)
        return number

    def add_raw(self, items: list[str]) -> list[int]:
        """The numbers of texts as they stand in the file, each byte a character.

        Raises
        ------
        ValueError
            See `decoded`.
        """
        known = self._known_raw
        if len(known) >= _KNOWN_LIMIT:
            known.clear()
        first, self._following = self._following, self._following + len(items)
        # No loop of ours: at a million texts each of its steps would count.
        numbers = list(map(known.setdefault, items, range(first, self._following)))
        fresh = np.flatnonzero(np.array(numbers, np.int64) == np.arange(first, self._following))
        try:
            self.texts += _from_bytes([items[i] for i in fresh.tolist()])
        except ValueError:
            known.clear()
            raise
        self._numbers.frombytes((fresh + first).tobytes())
        return numbers

    def positions(self, numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The positions in ``texts`` of the texts that have these numbers."""
        return np.searchsorted(np.array(self._numbers, np.int64), numbers.astype(np.int64))


def _from_bytes(items: list[str]) -> list[str]:
    """The texts that pieces of XML stand for, given each byte as a character."""
    joined = "".join(items)
    if joined.isascii() and not any(mark in joined for mark in ("&", "_x", "\r", "\0")):
        return items
    return decoded([item.encode("latin-1") for item in items])


class _StringParser(Expat):
    """Reads the shared strings that are not plain: rich runs, phonetic readings, anything legal."""

    def __init__(self, label: str, part: str, texts: list[str]) -> None:
        super().__init__(label, part)
        self._texts = texts
        self._depth = 0
        self._item: list[str] = []
        self._in_strings = self._in_item = self._collect = self._rich = False
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    @property
    def among_items(self) -> bool:
        """Whether the next thing may be a string, and strings are written without a prefix."""
        return self._in_strings and self._depth == 1 and self.plain

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        local = self.local(name)
        if depth == 1:
            self._in_strings = local == "sst"
        elif depth == 2:
            self._item, self._in_item = [], self._in_strings and local == "si"
        elif self._in_item and depth == 3:
            self._collect, self._rich = local == "t", local == "r"
        elif depth == 4 and self._rich:
            self._collect = local == "t"

    def _characters(self, data: str) -> None:
        if self._collect:
            self._item.append(data)

    def _end(self, _name: str) -> None:
        self._collect = False
        if self._depth == 2 and self._in_item:
            self._texts.append(unescaped_text("".join(self._item)))
        elif self._depth == 3:
            self._rich = False
        self._depth -= 1


class SharedStrings:
    """The workbook's table of shared strings, read when it is first asked for.

    Rich runs are joined, phonetic readings left out, ``_xHHHH_`` resolved. A workbook without the part has none.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._texts: list[str] | None = None

    @property
    def texts(self) -> list[str]:
        """All strings, in the order of the file; not to be changed.

        Raises
        ------
        WorkbookError
            The part is damaged or too large.
        """
        if self._texts is None:
            self._texts = self._read()
        return self._texts

    @cached_property
    def empty(self) -> list[int]:
        """Positions of the strings without a character."""
        return [position for position, text in enumerate(self.texts) if not text]

    def _read(self, exactly: bool = False) -> list[str]:
        texts: list[str] = []
        package = self._book.package
        for link in package.relationships(package.main):
            if link.kind == "sharedStrings" and not link.external and package.has(link.target):
                parser = _StringParser(package.label, link.target, texts)

                def scan(piece: bytes) -> bool:
                    found = _ITEM.findall(piece)
                    if piece.count(b"<") != _TAGS_AN_ITEM * len(found):
                        return False
                    try:
                        texts.extend(decoded(found))
                    except ValueError:
                        return False
                    return True

                with package.stream(link.target) as stream:
                    feed(stream, parser, _ITEMS, None if exactly else scan)
                break
        return texts
