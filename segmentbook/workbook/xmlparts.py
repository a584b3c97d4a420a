"""XML parts of an untrusted workbook: parsed without entities, and written back with only the changes changed.

lxml writes a tree in its own quoting and spacing. So that a part we only add to stays the user's own, a changed tree
is laid over the original bytes: an element that did not change keeps its bytes, new ones are written in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import zip_longest
from xml.parsers import expat

from lxml import etree

__all__ = ["UnsafeXmlError", "parse", "refuse_doctype", "rewrite"]

_TOKEN = re.compile(
    rb"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>
    |<(?P<close>/)?(?P<name>[^\s/>!?]+)(?P<attributes>(?:[^>"']|"[^"]*"|'[^']*')*?)(?P<empty>/)?>""",
    re.S | re.X,
)
_ATTRIBUTE = re.compile(rb"""\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")
_DECLARATION = re.compile(r""" xmlns(?::([^=\s]+))?="([^"]*)\"""")
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_MATCHED_WITH_CARE = 500
_LONGEST_PROLOG = 1 << 20
_ODD_ENCODING = "is in an encoding other than UTF-8 and UTF-16"
_DOCTYPE = "declares a document type (DTD), which workbooks do not need and attacks use"


class UnsafeXmlError(ValueError):
    """XML of a kind that workbooks do not have and attacks do; the text says which."""


class _RootSeenError(Exception):
    """The root element has begun, and no document type can follow."""


def refuse_doctype(chunks: Iterator[bytes]) -> bool:
    """Read up to the root element and refuse a document type declaration, in whatever encoding.

    Gives whether the root element was reached: it is not where the bytes are no XML, or not all are there.

    Raises
    ------
    UnsafeXmlError
        There is a ``<!DOCTYPE``, an odd encoding, or no element in the first megabyte. All else is left for the
        parser to say.
    """

    def doctype(*_: object) -> None:
        raise UnsafeXmlError(_DOCTYPE)

    def root(*_: object) -> None:
        raise _RootSeenError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        size = 0
        for chunk in chunks:
            parser.Parse(chunk, False)
            size += len(chunk)
            if size > _LONGEST_PROLOG:
                raise UnsafeXmlError("has no element in its first megabyte")
    except _RootSeenError:
        return True
    except expat.ExpatError:
        return False
    except (LookupError, ValueError) as error:
        if isinstance(error, UnsafeXmlError):
            raise
        # What another parser can decode and this one cannot might hide a document type.
        raise UnsafeXmlError(_ODD_ENCODING) from None
    return False


def parse(data: bytes) -> etree._Element:
    """Parse a part: no document type, no entities, no network, no bottomless nesting.

    Raises
    ------
    UnsafeXmlError
        The part declares a document type.
    lxml.etree.XMLSyntaxError
        The part is not XML.
    """
    understood = refuse_doctype(iter((data[:_LONGEST_PROLOG],)))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnsafeXmlError(_DOCTYPE)
    if not understood:
        raise UnsafeXmlError(_ODD_ENCODING)
    return root


def rewrite(original: bytes, root: etree._Element) -> bytes:
    r"""The tree as bytes, with every element that is as it was in ``original`` keeping its bytes.

    Examples
    --------
    >>> old = b"<?xml version='1.0'?><a  one='1'><b/><c></c></a>"
    >>> tree = parse(old)
    >>> _ = etree.SubElement(tree, "d", two="2")
    >>> rewrite(old, tree)
    b'<?xml version=\'1.0\'?><a  one=\'1\'><b/><c></c><d two="2"/></a>'
    """
    before = parse(original)
    if etree.tostring(before, with_tail=False) == etree.tostring(root, with_tail=False):
        return original
    declared = _ENCODING.match(original)
    plain = not original.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" not in original[:4]
    if plain and (declared is None or declared[1].lower() in (b"utf-8", b"us-ascii")):
        try:
            result = _Overlay(original).document(before, root)
            if _same(parse(result), root):
                return result
        except (_UnlikeError, etree.XMLSyntaxError):
            pass
    document = root.getroottree()
    encoding, standalone = document.docinfo.encoding or "UTF-8", document.docinfo.standalone
    whole = etree.tostring(document, encoding=encoding, xml_declaration=True, standalone=standalone)  # type: ignore[arg-type]  # None: leave it out
    return whole if isinstance(whole, bytes) else whole.encode(encoding)


def _same(one: etree._Element, other: etree._Element) -> bool:
    """Whether two trees say the same, whatever their prefixes and order of attributes."""
    pairs = zip_longest(one.iter(), other.iter())
    return all(
        a is not None
        and b is not None
        and (a.tag, len(a), a.text or "", dict(a.items())) == (b.tag, len(b), b.text or "", dict(b.items()))
        and (a is one or (a.tail or "") == (b.tail or ""))
        for a, b in pairs
    )


class _UnlikeError(Exception):
    """The bytes and the tree do not tell the same story (it never should be); the tree is written plainly."""


@dataclass(slots=True)
class _Span:
    """Where an element stands in the bytes: start tag, content, end tag."""

    start: int
    tag_end: int
    empty: bool
    close: int = 0
    end: int = 0
    children: list[_Span] = field(default_factory=list)


def _spans(data: bytes) -> _Span:
    open_: list[_Span] = []
    root: _Span | None = None
    for token in _TOKEN.finditer(data):
        if token["name"] is None:
            # Comments and instructions are children in lxml; CDATA is text.
            if open_ and not token[0].startswith(b"<![CDATA["):
                open_[-1].children.append(_Span(token.start(), token.end(), True, token.end(), token.end()))
            continue
        if token["close"]:
            if not open_:
                raise _UnlikeError
            span = open_.pop()
            span.close, span.end = token.start(), token.end()
            continue
        span = _Span(token.start(), token.end(), bool(token["empty"]), token.end(), token.end())
        if open_:
            open_[-1].children.append(span)
        else:
            root = root or span
        if not span.empty:
            open_.append(span)
    if root is None or open_:
        raise _UnlikeError
    return root


class _Overlay:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def document(self, before: etree._Element, now: etree._Element) -> bytes:
        span = _spans(self.data)
        return self.data[: span.start] + self.element(before, now, span) + self.data[span.end :]

    def element(self, before: etree._Element, now: etree._Element, span: _Span) -> bytes:
        """The element without its tail."""
        if _text(before) == _text(now):
            return self.data[span.start : span.end]
        if not isinstance(now.tag, str) or before.tag != now.tag or before.prefix != now.prefix:
            return _fresh(now)
        if len(span.children) != len(before):
            raise _UnlikeError
        tag = self._tag(before, now, span)
        content = self._content(before, now, span)
        if span.empty:
            if not content:
                return tag
            name = _name(self.data[span.start : span.tag_end])
            return tag[: tag.rindex(b"/")].rstrip() + b">" + content + b"</" + name + b">"
        return tag + content + self.data[span.close : span.end]

    def _tag(self, before: etree._Element, now: etree._Element, span: _Span) -> bytes:
        tag = self.data[span.start : span.tag_end]
        if before.nsmap != now.nsmap:
            raise _UnlikeError
        if before.items() == now.items():
            return tag
        # lxml keeps attributes in order, so the n-th of them that is not a declaration is the n-th of the tree.
        places = [m for m in _ATTRIBUTE.finditer(tag) if m[1] != b"xmlns" and not m[1].startswith(b"xmlns:")]
        if len(places) != len(before.attrib):
            raise _UnlikeError
        for place, name in reversed(list(zip(places, before.attrib, strict=True))):
            if name not in now.attrib:
                tag = tag[: place.start()] + tag[place.end() :]
            elif now.get(name) != before.get(name):
                tag = tag[: place.start(2)] + _quoted(str(now.get(name))) + tag[place.end(2) :]
        added = b"".join(
            b" " + _qualified(now, str(name)) + b"=" + _quoted(str(now.get(name)))
            for name in now.attrib
            if name not in before.attrib
        )
        at = len(tag) - (2 if span.empty else 1)
        return tag[:at].rstrip() + added + tag[at:] if added else tag

    def _content(self, before: etree._Element, now: etree._Element, span: _Span) -> bytes:
        data, ends = self.data, [child.start for child in span.children[1:]] + [span.close]
        lead = data[span.tag_end : span.children[0].start if span.children else span.close]
        out = [lead if (before.text or "") == (now.text or "") else _escaped(now.text or "")]
        there, wanted = list(before), list(now)
        for old, new in _pairs(there, wanted):
            child = wanted[new]
            if old is None:
                out.append(_fresh(child) + _escaped(child.tail or ""))
                continue
            place, was = span.children[old], there[old]
            out.append(self.element(was, child, place))
            same = (was.tail or "") == (child.tail or "")
            out.append(data[place.end : ends[old]] if same else _escaped(child.tail or ""))
        return b"".join(out)


def _pairs(before: list[etree._Element], now: list[etree._Element]) -> Iterator[tuple[int | None, int]]:
    """For each child now the one that it was: equal ones first of all, then of one name; None for a new one."""
    old, new = [_text(child) for child in before], [_text(child) for child in now]
    shorter, first, last = min(len(old), len(new)), 0, 0
    while first < shorter and old[first] == new[first]:
        first += 1
    while last < shorter - first and old[-1 - last] == new[-1 - last]:
        last += 1
    stop_old, stop_new = len(old) - last, len(new) - last
    if max(stop_old, stop_new) - first <= _MATCHED_WITH_CARE:
        blocks = SequenceMatcher(None, old[first:stop_old], new[first:stop_new], autojunk=False).get_opcodes()
    else:
        blocks = [("replace", 0, stop_old - first, 0, stop_new - first)]
    yield from ((i, i) for i in range(first))
    for kind, i1, i2, j1, j2 in blocks:
        if kind == "equal":
            yield from zip(range(first + i1, first + i2), range(first + j1, first + j2), strict=True)
        else:
            yield from _by_name(before, now, range(first + i1, first + i2), range(first + j1, first + j2))
    yield from ((stop_old + i, stop_new + i) for i in range(last))


def _by_name(
    before: list[etree._Element], now: list[etree._Element], old: range, new: range
) -> Iterator[tuple[int | None, int]]:
    waiting: dict[object, list[int]] = {}
    for i in reversed(old):
        waiting.setdefault(before[i].tag, []).append(i)
    at = old.start
    for j in new:
        same = waiting.get(now[j].tag, [])
        while same and same[-1] < at:
            same.pop()
        match = same.pop() if same else None
        at = at if match is None else match + 1
        yield match, j


def _text(element: etree._Element) -> bytes:
    return etree.tostring(element, with_tail=False)


def _fresh(element: etree._Element) -> bytes:
    """A new element, without the declarations that its place already has."""
    text = etree.tostring(element, with_tail=False, encoding="unicode")
    parent = element.getparent()
    if parent is None or not isinstance(element.tag, str):
        return text.encode()
    known = parent.nsmap
    end = text.index(">")
    tag = _DECLARATION.sub(lambda m: "" if known.get(m[1]) == m[2] else m[0], text[:end])
    return (tag + text[end:]).encode()


def _name(tag: bytes) -> bytes:
    match = _TOKEN.match(tag)
    if match is None:
        raise _UnlikeError
    return match["name"]


def _qualified(element: etree._Element, name: str) -> bytes:
    qualified = etree.QName(name)
    if not qualified.namespace:
        return qualified.localname.encode()
    for prefix, uri in element.nsmap.items():
        if uri == qualified.namespace and prefix:
            return f"{prefix}:{qualified.localname}".encode()
    if qualified.namespace == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{qualified.localname}".encode()
    raise _UnlikeError


def _escaped(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;").encode()


def _quoted(text: str) -> bytes:
    for plain, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(plain, written)
    return b'"' + text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;").encode() + b'"'
