"""How parts of a package are named, typed and related (OPC, ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = [
    "CONTENT_TYPES",
    "NO_RELATIONSHIPS",
    "STRICT_TYPES",
    "Relationship",
    "add_relationship",
    "content_type",
    "detach",
    "forget_content_type",
    "key",
    "plain",
    "read_relationships",
    "registered_parts",
    "relationships_part",
    "set_content_type",
    "source_of",
    "target_of",
    "type_relationships",
    "used_ids",
]

CONTENT_TYPES = "[Content_Types].xml"
STRICT_TYPES = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
_TRANSITIONAL_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
NO_RELATIONSHIPS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<Relationships xmlns="{_RELS_NS}"/>'.encode()
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A way from one part to another; ``kind`` is the last word of its type, ``target`` a part's name or a URL."""

    id: str
    kind: str
    target: str
    external: bool
    type: str = ""


def plain(name: str) -> str:
    """A part name as we write it: forward slashes, none at the start."""
    return name.replace("\\", "/").lstrip("/")


@lru_cache(maxsize=10_000)
def key(name: str) -> str:
    r"""A part name as it is compared: case, slashes at the start, backslashes and %20 make no difference.

    Examples
    --------
    >>> key("/xl/Worksheets/My%20Sheet.xml") == key("xl\\worksheets\\my sheet.XML")
    True
    """
    return unquote(plain(name)).lower()


@lru_cache(maxsize=10_000)
def relationships_part(name: str) -> str:
    """The part that holds the relationships of a part; of the package itself for ``""``.

    Examples
    --------
    >>> relationships_part("xl/workbook.xml"), relationships_part("")
    ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, base = posixpath.split(name)
    return posixpath.join(folder, "_rels", base + ".rels")


def source_of(name: str) -> str | None:
    """The part whose relationships a part holds; None when it holds none.

    Examples
    --------
    >>> source_of("xl/_rels/workbook.xml.rels"), source_of("_rels/.rels"), source_of("xl/workbook.xml")
    ('xl/workbook.xml', '', None)
    """
    folder, base = posixpath.split(name)
    above, last = posixpath.split(folder)
    if last.lower() != "_rels" or not base.lower().endswith(".rels"):
        return None
    return posixpath.join(above, base[: -len(".rels")])


@lru_cache(maxsize=10_000)
def target_of(source: str, target: str) -> str:
    """The full name of the part that a relationship's target, relative to its source or absolute, means.

    Examples
    --------
    >>> target_of("xl/workbook.xml", "worksheets/sheet1.xml"), target_of("xl/worksheets/sheet1.xml", "../media/a.png")
    ('xl/worksheets/sheet1.xml', 'xl/media/a.png')
    >>> target_of("", "/xl/workbook.xml"), target_of("xl/worksheets/sheet1.xml", "#Clients!A1")
    ('xl/workbook.xml', 'xl/worksheets/sheet1.xml')
    """
    path = target.replace("\\", "/").split("#", 1)[0]
    if not path:
        return source
    folder = posixpath.dirname(source)
    return posixpath.normpath("/" + path if path.startswith("/") else f"/{folder}/{path}").lstrip("/")


# -- content types ----------------------------------------------------------------------------------------------


def _overrides(root: _Element, name: str) -> Iterator[_Element]:
    for entry in root.iterchildren(f"{{{_TYPES_NS}}}Override"):
        if key(entry.get("PartName") or "") == key(name):
            yield entry


def content_type(root: _Element, name: str) -> str:
    """The content type of a part, by its own entry or by its extension; "" when there is none."""
    for entry in _overrides(root, name):
        return entry.get("ContentType") or ""
    extension = posixpath.splitext(name)[1].lstrip(".").lower()
    for entry in root.iterchildren(f"{{{_TYPES_NS}}}Default"):
        if (entry.get("Extension") or "").lower() == extension:
            return entry.get("ContentType") or ""
    return ""


def set_content_type(root: _Element, name: str, type_: str) -> None:
    """Register a part's content type; nothing changes where it is that already."""
    from lxml import etree

    if content_type(root, name) == type_:
        return
    entry = next(_overrides(root, name), None)
    if entry is None:
        entry = etree.SubElement(root, f"{{{_TYPES_NS}}}Override")
        entry.set("PartName", "/" + plain(name))
    entry.set("ContentType", type_)


def type_relationships(root: _Element) -> None:
    """Give relationship parts their content type, where a package names that of each of its own instead."""
    from lxml import etree

    if not content_type(root, "_rels/any.rels"):
        etree.SubElement(root, f"{{{_TYPES_NS}}}Default", Extension="rels", ContentType=_RELATIONSHIPS_TYPE)


def registered_parts(root: _Element, type_: str = "") -> list[str]:
    """Names of the parts that have an entry of their own, with a certain content type or any."""
    entries = root.iterchildren(f"{{{_TYPES_NS}}}Override")
    return [plain(entry.get("PartName") or "") for entry in entries if type_ in ("", entry.get("ContentType"))]


def forget_content_type(root: _Element, name: str) -> None:
    """Take a part's own entry away."""
    for entry in list(_overrides(root, name)):
        detach(entry)


# -- relationships ----------------------------------------------------------------------------------------------


def read_relationships(root: _Element, source: str, written: Callable[[str], str]) -> list[Relationship]:
    """All relationships of a part; ``written`` gives the name of a part as the file writes it."""
    found = []
    for entry in root.iterchildren(f"{{{_RELS_NS}}}Relationship"):
        type_, target = entry.get("Type") or "", entry.get("Target") or ""
        external = entry.get("TargetMode") == "External"
        full = target if external else written(target_of(source, target))
        found.append(Relationship(entry.get("Id") or "", type_.rsplit("/", 1)[-1], full, external, type_))
    return found


def add_relationship(
    root: _Element, source: str, kind: str, target: str, external: bool, strict: bool, avoid: Collection[str]
) -> str:
    """Add a relationship and give its id, one that neither another has nor ``avoid``."""
    from lxml import etree

    used = {entry.get("Id") for entry in root} | set(avoid)
    number = 1
    while f"rId{number}" in used:
        number += 1
    base = STRICT_TYPES if strict else _TRANSITIONAL_TYPES
    entry = etree.SubElement(root, f"{{{_RELS_NS}}}Relationship")
    entry.set("Id", f"rId{number}")
    entry.set("Type", kind if "://" in kind else base + kind)
    entry.set("Target", target if external else posixpath.relpath("/" + target, "/" + posixpath.dirname(source)))
    if external:
        entry.set("TargetMode", "External")
    return f"rId{number}"


def used_ids(root: _Element) -> set[str]:
    """All ids of relationships that a part refers to."""
    namespaces = tuple(f"{{{types.rstrip('/')}}}" for types in (STRICT_TYPES, _TRANSITIONAL_TYPES))
    attributes = (item for element in root.iter("*") for item in element.items())
    return {str(value) for name, value in attributes if str(name).startswith(namespaces)}


def detach(entry: _Element) -> None:
    """Remove an element; the text after it stays."""
    parent = entry.getparent()
    if parent is None:
        return
    if entry.tail:
        before = entry.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + entry.tail
        else:
            parent.text = (parent.text or "") + entry.tail
    parent.remove(entry)
