"""What bringing a chart up to date is made of, for every kind: series and their data, colours, labels and titles.

The caches of 100,000 points are nine tenths of a chart. They are taken out as bytes before the rest is parsed, and the
new ones are put in after it is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from segmentbook.report.spec import Chart
from segmentbook.workbook.chart_pieces import RANGE_URI, Dialect
from segmentbook.workbook.chart_xml import series_parts
from segmentbook.workbook.map_chart_xml import Places
from segmentbook.workbook.references import whole_number
from segmentbook.workbook.xmlparts import parse

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Caches", "Fit"]

_CACHE = re.compile(rb"<(c:numCache|c15:dlblRangeCache)>(.*?)</\1>", re.DOTALL)
_USUAL = re.compile(rb"<c:chartSpace\s")
_WORD = b"[cache of Segmentbook "
_WORDS = re.compile(re.escape(_WORD) + rb"(\d+)]")

# Children of a series in the schema's order (ECMA-376 part 1, 21.2.2.24 and following), those of all kinds in one.
_ORDER = (
    "idx", "order", "tx", "spPr", "invertIfNegative", "pictureOptions", "marker", "explosion", "dPt", "dLbls",
    "trendline", "errBars", "cat", "val", "xVal", "yVal", "bubbleSize", "bubble3D", "shape", "smooth", "extLst",
)  # fmt: skip
_FILLS = ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill")


class Caches:
    """Cached numbers and labels of series, with a word in the place of each.

    A chart that another program wrote may call the namespace otherwise than we do; its caches are parsed with the rest.
    """

    def __init__(self, content: bytes) -> None:
        self._taken: list[bytes] = []
        self._ours = _USUAL.search(content) is not None

    def take(self, content: bytes) -> bytes:
        """The content with a word in the place of each cache."""
        return _CACHE.sub(self._word, content) if self._ours else content

    def _word(self, found: re.Match[bytes]) -> bytes:
        self._taken.append(found[2])
        return b"<%b>%b%d]</%b>" % (found[1], _WORD, len(self._taken) - 1, found[1])

    def give_back(self, content: bytes) -> bytes:
        """The content with every cache in its place."""
        return _WORDS.sub(lambda found: self._taken[int(found[1])], content)


class Fit:
    """The work on one chart: ``root`` is its part, ``chart`` what it should show now."""

    def __init__(self, root: _Element, chart: Chart, dialect: Dialect, places: Places, caches: Caches) -> None:
        self.root, self.dialect, self.caches = root, dialect, caches
        self.heading = chart.title
        self.fresh = [self._parsed(text) for text in series_parts(chart, dialect, places)]

    def c(self, name: str) -> str:
        """The tag of an element of charts."""
        return f"{{{self.dialect.chart}}}{name}"

    def a(self, name: str) -> str:
        """The tag of an element of DrawingML."""
        return f"{{{self.dialect.drawing}}}{name}"

    def _parsed(self, text: str) -> _Element:
        return parse(self.caches.take(f"<x {self.dialect.declarations()}>{text}</x>".encode()))[0]

    def name(self, series: _Element) -> str:
        """The name of a series, as cached."""
        return series.findtext(f"{self.c('tx')}//{self.c('v')}") or ""

    def replace(self, element: _Element, fresh: _Element, name: str) -> None:
        """Let a series have the fresh one's child of that name."""
        new, old = fresh.find(self.c(name)), element.find(self.c(name))
        if new is None:
            return
        if old is None:
            self.insert(element, new, name)
        else:
            element.replace(old, new)

    def insert(self, element: _Element, child: _Element, name: str) -> None:
        """Put a child where the schema wants one of that name, after its like."""
        later = {self.c(other) for other in _ORDER[_ORDER.index(name) + 1 :]}
        follower = next((other for other in element if other.tag in later), None)
        if follower is None:
            element.append(child)
        else:
            follower.addprevious(child)

    def fill(self, own: _Element, colour: str, fresh: _Element | None) -> None:
        """Fill a shape or line with a colour; how opaque it is, and the edge, are the user's."""
        solid = own.find(self.a("solidFill"))
        old = None if solid is None else solid.find(self.a("srgbClr"))
        if old is not None:
            old.set("val", colour)
        elif fresh is not None:
            for kind in _FILLS:
                for other in own.findall(self.a(kind)):
                    own.remove(other)
            own.insert(0, fresh)

    def labels(self, element: _Element, fresh: _Element) -> None:
        """Which points have a label; the labels' type and place, and whether there are any, are the user's."""
        labels, new = element.find(self.c("dLbls")), fresh.find(self.c("dLbls"))
        if labels is None or new is None:
            return
        points, wanted = labels.findall(self.c("dLbl")), new.findall(self.c("dLbl"))
        if [self._label_key(point) for point in points] == [self._label_key(point) for point in wanted]:
            for point, other in zip(points, wanted, strict=True):
                side, fresh_side = point.find(self.c("dLblPos")), other.find(self.c("dLblPos"))
                moved = point.find(self.c("layout")) is not None  # by hand
                if side is not None and fresh_side is not None and not moved:
                    side.set("val", fresh_side.get("val", ""))
            return
        for point in points:
            labels.remove(point)
        labels[0:0] = wanted

    def _label_key(self, label: _Element) -> tuple[int, bool]:
        """Which point a label is of, and whether there is to be none."""
        return self.index(label), label.find(self.c("delete")) is not None

    def index(self, point: _Element) -> int:
        """The position that a point, or its label, says it has."""
        index = point.find(self.c("idx"))
        return -1 if index is None else whole_number(index.get("val"), -1)

    def label_cells(self, element: _Element, fresh: _Element) -> None:
        """The cells that a series' labels come from."""
        tag = f"{self.c('ext')}[@uri='{RANGE_URI}']"
        extensions = element.find(self.c("extLst"))
        new = fresh.find(f"{self.c('extLst')}/{tag}")
        if extensions is None:
            self.replace(element, fresh, "extLst")
        elif new is not None:
            old = extensions.find(tag)
            if old is None:
                extensions.insert(0, new)
            else:
                extensions.replace(old, new)

    def say(self, title: _Element, text: str) -> None:
        """Let a title say something else, in the type of its first words."""
        words = title.findall(f".//{self.a('t')}")
        if words:
            words[0].text = text
            for word in words[1:]:
                word.text = ""

    def said(self, title: _Element) -> str:
        """What a title says."""
        return "".join(word.text or "" for word in title.findall(f".//{self.a('t')}"))

    def title(self, written: str) -> None:
        """The chart's title, unless the user has given it another than was ``written``, or none."""
        title = self.root.find(f"{self.c('chart')}/{self.c('title')}")
        if title is not None and self.said(title) == written:
            self.say(title, self.heading)

    def set_figure(self, element: _Element | None, value: float | None) -> bool:
        """Set an end, unit or crossing of an axis; whether it is another now.

        A scale that the user has left to Excel (no such element) stays so.
        """
        if element is None or value is None or _float(element.get("val", "")) == float(value):
            return False
        element.set("val", repr(float(value)).removesuffix(".0"))
        return True


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
