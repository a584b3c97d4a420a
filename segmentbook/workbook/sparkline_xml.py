"""Groups of sparklines as a worksheet's extension has them ([MS-XLSX] 2.6.144 to 2.6.150).

A group says how its sparklines look; each of them names the cells that it shows and the cell that it stands in. There
is one a client, and nothing in it but two references: these lists are taken out as bytes before a sheet is parsed, and
put in after it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from lxml import etree

from segmentbook.report.spec import Sparklines
from segmentbook.workbook.chart_pieces import number
from segmentbook.workbook.column_xml import escaped
from segmentbook.workbook.worksheet_extensions import SPARKLINES_URI, find_extension, made_extension

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Line", "SparklineLists", "add_group", "dates_of", "drop_groups", "groups_of", "set_dates"]

X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"

LINE_WEIGHT = "1.25"
"""In points."""

_LISTS = re.compile(
    rb"""(<((?:[\w.-]+:)?sparklines)(?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?(?<!/)>)(.*?)(</\2>)""", re.DOTALL
)
_LINES = re.compile(rb"<(?P<tag>(?:[\w.-]+:)?sparkline)\b[^>]*>(?P<content>.*?)</(?P=tag)>", re.DOTALL)
_CELLS = re.compile(rb"<(?:[\w.-]+:)?(f|sqref)\b[^>]*>([^<]*)<")
_WORD = "[sparklines of Segmentbook %d]"
_WORDS = re.compile(re.escape(_WORD).replace("%d", r"(\d+)").encode())

# What Excel draws in a colour of its own: negative points and the axis; and the markers that a user may switch on.
_MUTED, _AXIS = "6B7280", "000000"
_COLOURS = ("Series", "Negative", "Axis", "Markers", "First", "Last", "High", "Low")


@dataclass(frozen=True, slots=True)
class Line:
    """One sparkline: the cells that it shows, and where it stands."""

    points: str
    place: str


class SparklineLists:
    """The sparklines of each group of a sheet, with a word in the place of each list."""

    def __init__(self) -> None:
        self._lists: list[bytes] = []

    def take(self, content: bytes) -> bytes:
        """The content of a worksheet part with a word in the place of each list."""
        return _LISTS.sub(self._taken, content) if b"sparklines" in content else content

    def _taken(self, found: re.Match[bytes]) -> bytes:
        self._lists.append(found[3])
        return found[1] + (_WORD % (len(self._lists) - 1)).encode() + found[4]

    def give_back(self, content: bytes) -> bytes:
        """The content with every list in its place."""
        return _WORDS.sub(lambda found: self._lists[int(found[1])], content)

    def lines(self, group: _Element) -> list[Line]:
        """The sparklines of a group."""
        number = self._number(group)
        if number is None:
            return []
        lines = []
        for found in _LINES.finditer(self._lists[number]):
            cells = {kind: unescape(text.decode()) for kind, text in _CELLS.findall(found["content"])}
            lines.append(Line(cells.get(b"f", ""), cells.get(b"sqref", "")))
        return lines

    def set_lines(self, group: _Element, lines: Iterable[Line]) -> None:
        """Let a group have these sparklines."""
        holder = group.find(f"{{{X14}}}sparklines")
        if holder is None:
            holder = etree.SubElement(group, f"{{{X14}}}sparklines")
        number = self._number(group)
        if number is None:
            number = len(self._lists)
            self._lists.append(b"")
            holder.text = _WORD % number
        self._lists[number] = _written(lines, holder).encode()

    def _number(self, group: _Element) -> int | None:
        found = _WORDS.search((group.findtext(f"{{{X14}}}sparklines") or "").encode())
        return int(found[1]) if found else None


def _written(lines: Iterable[Line], holder: _Element) -> str:
    """Sparklines as XML, with the prefixes that hold in their place."""
    prefixes = {uri: f"{prefix}:" if prefix else "" for prefix, uri in holder.nsmap.items()}
    own, cells = prefixes[X14], prefixes.get(XM)
    declared = "" if cells is not None else f' xmlns:xm="{XM}"'
    xm = "xm:" if cells is None else cells
    return "".join(
        f"<{own}sparkline{declared}>{f'<{xm}f>{escaped(line.points)}</{xm}f>' if line.points else ''}"
        f"<{xm}sqref>{line.place}</{xm}sqref></{own}sparkline>"
        for line in lines
    )


# -- groups ---------------------------------------------------------------------------------------------------------


def groups_of(worksheet: _Element) -> Iterator[_Element]:
    """The groups of a worksheet, in their order."""
    extension = _extension(worksheet)
    if extension is not None:
        yield from extension.iter(f"{{{X14}}}sparklineGroup")


def _extension(worksheet: _Element) -> _Element | None:
    extensions = worksheet.find(f"{{{etree.QName(worksheet).namespace}}}extLst")
    return None if extensions is None else find_extension(extensions, SPARKLINES_URI)


def add_group(extensions: _Element, look: Sparklines) -> _Element:
    """A group without sparklines, that looks as specified.

    It does not space its points by dates: LibreOffice 7.4 ends when it draws a group that does.
    """
    extension = made_extension(extensions, SPARKLINES_URI, {"x14": X14})
    groups = extension.find(f"{{{X14}}}sparklineGroups")
    if groups is None:
        groups = etree.SubElement(extension, f"{{{X14}}}sparklineGroups", nsmap={"xm": XM})
    group = etree.SubElement(groups, f"{{{X14}}}sparklineGroup")
    for name, value in _attributes(look):
        group.set(name, value)
    plain = {"Series": look.colour, "Negative": _MUTED, "Axis": _AXIS}
    for name in _COLOURS:
        colour = plain.get(name, look.marked_colour or look.colour)
        etree.SubElement(group, f"{{{X14}}}color{name}", rgb=f"FF{colour}")
    etree.SubElement(group, f"{{{X14}}}sparklines")
    return group


def _attributes(look: Sparklines) -> Iterator[tuple[str, str]]:
    """How a group looks: what is blank is a gap, and what a filter or the user hides is drawn."""
    if look.maximum is not None:
        yield "manualMax", number(look.maximum)
    if look.minimum is not None:
        yield "manualMin", number(look.minimum)
    if look.kind == "line":
        yield "lineWeight", LINE_WEIGHT
    else:
        yield "type", look.kind
    yield "displayEmptyCellsAs", "gap"
    for point in ("high", "low", "first", "last"):
        if point in look.marked:
            yield point, "1"
    yield "displayHidden", "1"
    if look.minimum is not None:
        yield "minAxisType", "custom"
    if look.maximum is not None:
        yield "maxAxisType", "custom"


def dates_of(group: _Element) -> str:
    """The cells with the dates by which a group's points are spaced, "" where they are not."""
    return group.findtext(f"{{{XM}}}f") or ""


def set_dates(group: _Element, dates: str) -> None:
    """Let a group space its points by other cells; one that does not go by dates stays so."""
    cells = group.find(f"{{{XM}}}f")
    if cells is not None:
        cells.text = dates


def drop_groups(worksheet: _Element, groups: Iterable[_Element]) -> None:
    """Take groups away, and what held them where nothing is left: an empty list is none to Excel."""
    extension = _extension(worksheet)
    if extension is None:
        return
    for group in groups:
        parent = group.getparent()
        if parent is not None:
            parent.remove(group)
    if next(groups_of(worksheet), None) is None:
        extensions = extension.getparent()
        if extensions is not None:
            extensions.remove(extension)
            if len(extensions) == 0:
                worksheet.remove(extensions)
