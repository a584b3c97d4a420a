"""Cell styles of a workbook: ours are appended to what is there, equal ones are used again, nothing is renumbered."""

from __future__ import annotations

import posixpath
from functools import cached_property
from typing import TYPE_CHECKING

from segmentbook.errors import WorkbookError
from segmentbook.workbook.book import Book
from segmentbook.workbook.colours import Palette
from segmentbook.workbook.formats import BUILTIN, FIRST_CUSTOM, is_date_format, shows_date

if TYPE_CHECKING:
    from lxml.etree import _Element

    from segmentbook.report.spec import Style

__all__ = ["Styles"]

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
# Children of styleSheet in the schema's order (ECMA-376 part 1, 18.8.39).
_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors",
    "extLst",
)  # fmt: skip
# What an index means before anything of ours is added: cells without a style use the first of each, and the first
# two fills are Excel's own.
_PLAIN = {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0"}
_DEFAULTS: dict[str, tuple[tuple[str, dict[str, str], dict[str, dict[str, str]]], ...]] = {
    "fonts": (("font", {}, {"sz": {"val": "11"}, "name": {"val": "Calibri"}, "family": {"val": "2"}}),),
    "fills": (
        ("fill", {}, {"patternFill": {"patternType": "none"}}),
        ("fill", {}, {"patternFill": {"patternType": "gray125"}}),
    ),
    "borders": (("border", {}, {side: {} for side in ("left", "right", "top", "bottom", "diagonal")}),),
    "cellStyleXfs": (("xf", _PLAIN, {}),),
    "cellXfs": (("xf", {**_PLAIN, "xfId": "0"}, {}),),
    "cellStyles": (("cellStyle", {"name": "Normal", "xfId": "0", "builtinId": "0"}, {}),),
}
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_FONT = "Calibri"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_MOST_FORMATS = 65_490  # Excel opens no workbook with more cell formats

Key = tuple[object, ...]


class Styles:
    """The styles of a workbook.

    Parameters
    ----------
    book
        The workbook; a styles part is made for it when the first style is added, where it has none.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._q = f"{{{book.ns}}}"
        self._known: dict[str, dict[Key, int]] = {}
        self._sizes: dict[str, int] = {}
        self._styles: dict[Style, int] = {}
        self._dxfs: dict[tuple[str, str, bool], int] = {}

    # -- reading ------------------------------------------------------------------------------------------------

    @cached_property
    def _root(self) -> _Element | None:
        package = self._book.package
        for link in package.relationships(package.main):
            if link.kind == "styles" and not link.external and package.has(link.target):
                return package.tree(link.target)
        return None

    def _list(self, name: str) -> _Element | None:
        return None if self._root is None else self._root.find(self._q + name)

    def _items(self, name: str) -> list[_Element]:
        """What the indices of a list count; of alternatives, the one for programs without extensions."""
        parent = self._list(name)
        items: list[_Element] = []
        for child in () if parent is None else parent.iterchildren("*"):
            fallback = child.find(_FALLBACK) if child.tag == _ALTERNATIVES else None
            items.extend((child,) if fallback is None else fallback.iterchildren("*"))
        return items

    @cached_property
    def _palette(self) -> Palette:
        package = self._book.package
        links = package.relationships(package.main)
        theme = next((link.target for link in links if link.kind == "theme" and package.has(link.target)), "")
        colours = self._items("colors")
        own = [c.get("rgb") or "" for group in colours if group.tag == self._q + "indexedColors" for c in group]
        return Palette(package.tree(theme) if theme else None, own)

    @cached_property
    def _looks(self) -> list[tuple[str, bool]]:
        """The solid fill of each cell format, and whether it shows a date."""
        codes = {entry.get("numFmtId") or "": entry.get("formatCode") or "" for entry in self._items("numFmts")}
        fills = [self._solid(fill) for fill in self._items("fills")]
        looks = []
        for xf in self._items("cellXfs"):
            number_format, fill = xf.get("numFmtId") or "0", _index(xf.get("fillId"))
            code = codes.get(number_format)
            is_date = is_date_format(_index(number_format)) if code is None else shows_date(code)
            looks.append((fills[fill] if 0 <= fill < len(fills) else "", is_date))
        return looks

    def _solid(self, fill: _Element) -> str:
        pattern = fill.find(self._q + "patternFill")
        if pattern is None or pattern.get("patternType") != "solid":
            return ""
        return self._palette.colour(pattern.find(self._q + "fgColor"))

    def fill_of(self, xf_index: int) -> str:
        """Six hex digits of the solid fill of a cell format, "" where it has none."""
        return self._looks[xf_index][0] if 0 <= xf_index < len(self._looks) else ""

    def is_date(self, xf_index: int) -> bool:
        """Whether a cell format shows a date."""
        return 0 <= xf_index < len(self._looks) and self._looks[xf_index][1]

    # -- adding -------------------------------------------------------------------------------------------------

    def xf(self, style: Style) -> int:
        """The index of the cell format for a style: that of an equal one, or of a new last one."""
        if (known := self._styles.get(style)) is not None:
            return known
        xf = self._new("xf", self._xf_attributes(style))
        if style.horizontal or style.vertical or style.wrap or style.indent:
            self._child(xf, "alignment", _alignment(style))
        for name in ("cellStyleXfs", "cellStyles"):  # what xfId 0 refers to
            self._made(name)
        index = self._styles[style] = self._place("cellXfs", xf)
        return index

    def _xf_attributes(self, style: Style) -> dict[str, str]:
        number_format = self._number_format(style.number_format)
        font = self._place("fonts", self._font(style))
        fill = self._place("fills", self._fill(style.fill)) if style.fill else 0
        border = self._place("borders", self._border(style)) if style.top or style.bottom else 0
        attributes = {
            "numFmtId": str(number_format),
            "fontId": str(font),
            "fillId": str(fill),
            "borderId": str(border),
            "xfId": "0",
        }
        for name, used in (
            ("applyNumberFormat", number_format),
            ("applyFont", True),
            ("applyFill", fill),
            ("applyBorder", border),
            ("applyAlignment", style.horizontal or style.vertical or style.wrap or style.indent),
        ):
            if used:
                attributes[name] = "1"
        return attributes

    def dxf(self, fill: str = "", colour: str = "", bold: bool = False) -> int:
        """The index of a differential format, as conditional formats use it; colours are six hex digits."""
        if (known := self._dxfs.get((fill, colour, bold))) is not None:
            return known
        dxf = self._new("dxf")
        if colour or bold:
            font = self._child(dxf, "font")
            if bold:
                self._child(font, "b")
            if colour:
                self._child(font, "color", {"rgb": "FF" + colour.upper()})
        if fill:
            # In a differential format the background is the colour of a solid fill.
            pattern = self._child(self._child(dxf, "fill"), "patternFill")
            self._child(pattern, "bgColor", {"rgb": "FF" + fill.upper()})
        index = self._dxfs[fill, colour, bold] = self._place("dxfs", dxf)
        return index

    def _number_format(self, code: str) -> int:
        entries = self._items("numFmts")
        redefined = {entry.get("numFmtId"): entry.get("formatCode") for entry in entries}
        # Some programs give built-in numbers a meaning of their own, which all then follow.
        if code in BUILTIN and redefined.get(str(BUILTIN[code]), code) == code:
            return BUILTIN[code]
        for entry in entries:
            if entry.get("formatCode") == code:
                return _index(entry.get("numFmtId"))
        number = max(FIRST_CUSTOM - 1, *(_index(entry.get("numFmtId")) for entry in entries), 0) + 1
        entry = self._child(self._made("numFmts"), "numFmt", {"numFmtId": str(number), "formatCode": code})
        _count(entry.getparent())
        return number

    def _font(self, style: Style) -> _Element:
        font = self._new("font")
        for name, used in (("b", style.bold), ("i", style.italic), ("u", style.underline)):
            if used:
                self._child(font, name)
        self._child(font, "sz", {"val": f"{style.size:g}"})
        self._child(font, "color", {"rgb": "FF" + style.colour.upper()})
        self._child(font, "name", {"val": _FONT})
        self._child(font, "family", {"val": "2"})
        return font

    def _fill(self, colour: str) -> _Element:
        fill = self._new("fill")
        pattern = self._child(fill, "patternFill", {"patternType": "solid"})
        self._child(pattern, "fgColor", {"rgb": "FF" + colour.upper()})
        self._child(pattern, "bgColor", {"indexed": "64"})
        return fill

    def _border(self, style: Style) -> _Element:
        border = self._new("border")
        colours = {"top": style.top, "bottom": style.bottom}
        for name in ("left", "right", "top", "bottom", "diagonal"):
            colour = colours.get(name)
            side = self._child(border, name, {"style": "thin"} if colour else {})
            if colour:
                self._child(side, "color", {"rgb": "FF" + colour.upper()})
        return border

    # -- the part -----------------------------------------------------------------------------------------------

    def _part(self) -> _Element:
        if self._root is None:
            package = self._book.package
            folder = posixpath.dirname(package.main)
            part = posixpath.join(folder, "styles.xml")
            if package.has(part):
                part = package.free_name(posixpath.join(folder, "styles%d.xml"))
            package.put(part, f'{_HEAD}<styleSheet xmlns="{self._book.ns}"/>'.encode())
            package.set_content_type(part, _TYPE)
            package.relate(package.main, "styles", part)
            del self.__dict__["_root"]
        root = self._root
        if root is None:
            raise LookupError("the styles part that was just made")
        return root

    def _new(self, name: str, attributes: dict[str, str] | None = None) -> _Element:
        """An element of the part's namespace and prefix, not yet in its place."""
        root = self._part()
        from lxml import etree

        made = etree.SubElement(root, self._q + name)
        root.remove(made)
        for attribute, value in (attributes or {}).items():
            made.set(attribute, value)
        return made

    def _child(self, parent: _Element, name: str, attributes: dict[str, str] | None = None) -> _Element:
        from lxml import etree

        made = etree.SubElement(parent, self._q + name)
        for attribute, value in (attributes or {}).items():
            made.set(attribute, value)
        return made

    def _made(self, name: str) -> _Element:
        """A list of the part, made in its place with what must stand first in it where missing."""
        root = self._part()
        parent = root.find(self._q + name)
        if parent is None:
            later = {self._q + other for other in _ORDER[_ORDER.index(name) + 1 :]}
            follower = next((child for child in root if child.tag in later), None)
            parent = self._child(root, name)
            if follower is not None:
                follower.addprevious(parent)
        for tag, attributes, children in _DEFAULTS.get(name, ())[len(parent) :]:
            item = self._child(parent, tag, attributes)
            for child, values in children.items():
                self._child(item, child, values)
            _count(parent)
        return parent

    def _place(self, name: str, item: _Element) -> int:
        """The index of an equal item of a list, or of the item itself after it was appended."""
        parent = self._made(name)
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = {}
            items = self._items(name)
            self._sizes[name] = len(items)
            for index, there in enumerate(items):
                known.setdefault(_key(there), index)
        key = _key(item)
        if key not in known:
            index = self._sizes[name]
            if name == "cellXfs" and index >= _MOST_FORMATS:
                raise WorkbookError(
                    f"{self._book.package.label}: has {index:,} cell formats, as many as Excel allows. "
                    "Remove unused cell styles in Excel, save it, and try again."
                )
            parent.append(item)
            known[key] = index
            self._sizes[name] = index + 1
            parent.set("count", str(index + 1))
        return known[key]


def _alignment(style: Style) -> dict[str, str]:
    given = {
        "horizontal": style.horizontal or ("left" if style.indent else ""),
        "vertical": style.vertical,
        "wrapText": "1" if style.wrap else "",
        "indent": str(style.indent) if style.indent else "",
    }
    return {name: value for name, value in given.items() if value}


def _key(element: _Element) -> Key:
    """What makes two elements equal: name, attributes in any order, children."""
    attributes = tuple(sorted((str(name), str(value)) for name, value in element.items()))
    return (element.tag, attributes, *(_key(child) for child in element if isinstance(child.tag, str)))


def _count(parent: _Element | None) -> None:
    if parent is not None:
        parent.set("count", str(sum(1 for child in parent if isinstance(child.tag, str))))


def _index(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
