"""A long part of many like items, read piece by piece: plain pieces by a scanner, all else by the XML parser.

One parser reads the part from its first byte to its last, but is spared the pieces that a scanner has understood.
A piece is a run of whole items (rows, shared strings), so that leaving it out leaves the parser where it was. Where
a comment, a CDATA section or a processing instruction turns up, the parser gets everything from there on: within
these, what looks like an item may be none.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from xml.parsers import expat

from segmentbook.errors import WorkbookError

__all__ = ["NAMESPACES", "Items", "PartParser", "feed"]

NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_BLOCK = 1 << 20
_LONGEST_ITEM = 64 << 20
_ODD = (b"<!", b"<?")
_PLAIN_ENCODINGS = (None, "utf-8", "us-ascii", "ascii")


class PartParser(Protocol):
    """The XML parser of a part."""

    @property
    def among_items(self) -> bool:
        """Whether it is where items stand, and their elements are written without a prefix."""

    def parse(self, data: bytes, final: bool = False) -> None:
        """Read on."""


@dataclass(frozen=True, slots=True)
class Items:
    """How the items of a part are told: what stands before the first, at the end of each, and after the last."""

    before: bytes
    is_item: bool  # whether ``before`` is itself the start of the first item
    close: bytes
    after: bytes


def feed(stream: BinaryIO, parser: PartParser, items: Items, scan: Callable[[bytes], bool] | None) -> None:
    """Read a part.

    ``scan`` says whether it has understood a piece; it must refuse one with ``<!`` or ``<?`` in it. Without a scanner
    the parser reads everything.
    """
    with _Ahead(stream) as ahead:
        rest = b"" if scan is None else _up_to_items(ahead, parser, items)
        if scan is not None and parser.among_items:
            rest = _pieces(rest, ahead, parser, items, scan)
        parser.parse(rest)
        while block := ahead.read():
            parser.parse(block)
    parser.parse(b"", True)


class _Ahead:
    """The blocks of a stream; while one is being worked on, a thread inflates the next.

    The thread ends with the ``with`` statement. Left to the garbage collector, which may run in another such thread,
    its end would be waited for where it can never come.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._worker: ThreadPoolExecutor | None = None
        self._following: Future[bytes] | None = None

    def __enter__(self) -> _Ahead:
        return self

    def __exit__(self, *_: object) -> None:
        if self._worker is not None:
            self._worker.shutdown(wait=True, cancel_futures=True)

    def read(self) -> bytes:
        """The next block, empty after the last."""
        block = self._following.result() if self._following else self._stream.read(_BLOCK)
        self._following = None
        if len(block) == _BLOCK:  # a part of less than a block is not worth a thread
            self._worker = self._worker or ThreadPoolExecutor(1)
            self._following = self._worker.submit(self._stream.read, _BLOCK)
        return block


def _up_to_items(ahead: _Ahead, parser: PartParser, items: Items) -> bytes:
    """Let the parser read what stands before the items; give what was read beyond."""
    rest = b""
    while block := ahead.read():
        rest += block
        while (found := rest.find(items.before)) >= 0:
            end = found + (0 if items.is_item else len(items.before))
            parser.parse(rest[:end])
            if parser.among_items:
                return rest[end:]
            parser.parse(rest[end : found + len(items.before)])  # it stood in a comment, or elsewhere
            rest = rest[found + len(items.before) :]
        keep = max(0, len(rest) - len(items.before) + 1)
        parser.parse(rest[:keep])
        rest = rest[keep:]
    return rest


def _pieces(rest: bytes, ahead: _Ahead, parser: PartParser, items: Items, scan: Callable[[bytes], bool]) -> bytes:
    """Scan the pieces up to the end of the items, or to where the parser must have the rest, which is given."""
    searched = 0
    while True:
        end = rest.find(items.after, max(0, searched - len(items.after)))
        cut = rest.rfind(items.close, max(0, searched - len(items.close)), end if end >= 0 else len(rest))
        if cut >= 0:
            cut += len(items.close)
            piece, rest = rest[:cut], rest[cut:]
            if not scan(piece):
                if any(odd in piece for odd in _ODD):
                    return piece + rest
                parser.parse(piece)
        block = ahead.read() if end < 0 and len(rest) < _LONGEST_ITEM else b""
        if not block:
            return rest
        searched = len(rest)
        rest += block


class Expat:
    """What the parsers of parts have in common: namespaces, no document type, an error in one line."""

    def __init__(self, label: str, part: str) -> None:
        self.label, self.part = label, part
        self.prefixed = False
        self.encoding: str | None = None
        self._names: dict[str, str] = {}
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype

    def parse(self, data: bytes, final: bool = False) -> None:
        """Read on.

        Raises
        ------
        WorkbookError
            The part is no XML, or has a document type.
        """
        try:
            self.parser.Parse(data, final)
        except expat.ExpatError as error:
            raise self.damaged(f"is not XML ({error})") from None

    def damaged(self, what: str) -> WorkbookError:
        """The part's fault as an error."""
        return WorkbookError(f"{self.label}: is damaged: {self.part} {what}. Open it in Excel and save it again.")

    @property
    def plain(self) -> bool:
        """Whether bytes may be read as they stand: one byte a letter of a tag, and elements without a prefix."""
        encoding = self.encoding
        return not self.prefixed and (encoding is None or encoding.lower() in _PLAIN_ENCODINGS)

    def local(self, name: str) -> str:
        """The name of an element of a workbook part, "" for one of another namespace."""
        known = self._names.get(name)
        if known is None:
            space, _, rest = name.partition(" ")
            known, _, prefix = rest.partition(" ")
            if space not in NAMESPACES:
                known = ""
            elif prefix:
                self.prefixed = True
            self._names[name] = known
        return known

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = encoding

    def _doctype(self, *_: object) -> None:
        raise WorkbookError(
            f"{self.label}: {self.part} declares a document type (DTD), which no workbook needs and attacks use. "
            "It was not read; check where the file comes from."
        )
