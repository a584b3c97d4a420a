"""A chart that is there already: its data, colours and axes follow the results, everything else is the user's.

The caches of 100,000 points are nine tenths of a chart. They are taken out as bytes before the rest is parsed, and the
new ones are put in after it is written.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from segmentbook.errors import WorkbookError
from segmentbook.report.spec import Axis, BubbleSeries, MapChart
from segmentbook.workbook.chart_xml import RANGE_URI, Dialect, Places, labels_xml, series_xml
from segmentbook.workbook.references import whole_number
from segmentbook.workbook.xmlparts import parse, rewrite

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["fit_chart"]

_CACHE = re.compile(rb"<(c:numCache|c15:dlblRangeCache)>(.*?)</\1>", re.DOTALL)
_USUAL = re.compile(rb"<c:chartSpace\s")
_WORD = b"[cache of Segmentbook "
_WORDS = re.compile(re.escape(_WORD) + rb"(\d+)]")

# Children of a bubble series in the schema's order (ECMA-376 part 1, 21.2.2.24).
_ORDER = (
    "idx", "order", "tx", "spPr", "invertIfNegative", "dPt", "dLbls", "trendline", "errBars", "xVal", "yVal",
    "bubbleSize", "bubble3D", "extLst",
)  # fmt: skip


class _Caches:
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


def fit_chart(
    content: bytes, chart: MapChart, dialect: Dialect, places: Places, written_title: str
) -> tuple[bytes, bool]:
    """Bring a chart's series, axes and title up to date.

    Parameters
    ----------
    content
        The chart part.
    chart, dialect, places
        As for a new chart.
    written_title
        The title as we last wrote it: one that says otherwise is the user's own and stays.

    Returns
    -------
    tuple
        The chart part, and whether an axis has another scale or crossing now, so that texts beside it must move.
    """
    caches = _Caches(content)
    bare = caches.take(content)
    try:
        root = parse(bare)
    except etree.XMLSyntaxError as error:
        raise WorkbookError(
            f"the map's chart is damaged ({error.msg}); delete it, and a refresh draws it anew."
        ) from None
    fit = _Fit(root, chart, dialect, places, caches)
    fit.series()
    fit.title(written_title)
    moved = fit.axes()
    return caches.give_back(rewrite(bare, root)), moved


class _Fit:
    def __init__(self, root: _Element, chart: MapChart, dialect: Dialect, places: Places, caches: _Caches) -> None:
        self.root, self.chart, self.dialect, self.places, self.caches = root, chart, dialect, places, caches

    def _c(self, name: str) -> str:
        return f"{{{self.dialect.chart}}}{name}"

    def _a(self, name: str) -> str:
        return f"{{{self.dialect.drawing}}}{name}"

    # -- series -------------------------------------------------------------------------------------------------

    def series(self) -> None:
        """One series a band: known by its name where that is still a band's, else by its place."""
        plot = self.root.find(f".//{self._c('bubbleChart')}")
        if plot is None:  # the user has made another kind of chart of it, which keeps what it shows
            return
        old = plot.findall(self._c("ser"))
        by_name = {self._name(element): element for element in old}
        spare = [element for element in old if self._name(element) not in {one.name for one in self.chart.series}]
        wanted = []
        for number, series in enumerate(self.chart.series):
            fresh = self._fresh(number, series)
            element = by_name.get(series.name)
            if element is None and spare and series.colour:
                element = spare.pop(0)
            if element is None:
                element = fresh
            else:
                self._fit_series(element, fresh, number, series)
            wanted.append(element)
        if old == wanted:
            return
        place = list(plot).index(old[0]) if old else 1
        for element in old:
            plot.remove(element)
        plot[place:place] = wanted
        self._legend()

    def _legend(self) -> None:
        """Entries of the legend are left out by number: that of the unseen series has changed."""
        for entry in self.root.findall(f".//{self._c('legendEntry')}"):
            index = entry.find(self._c("idx"))
            hidden = [number for number, series in enumerate(self.chart.series) if not series.colour]
            if index is not None and hidden:
                index.set("val", str(hidden[0]))

    def _name(self, series: _Element) -> str:
        return series.findtext(f"{self._c('tx')}//{self._c('v')}") or ""

    def _fresh(self, number: int, series: BubbleSeries) -> _Element:
        text = series_xml(number, series, self.dialect, self.places)
        return parse(self.caches.take(f"<x {self.dialect.declarations()}>{text}</x>".encode()))[0]

    def _fit_series(self, element: _Element, fresh: _Element, number: int, series: BubbleSeries) -> None:
        for name in ("idx", "order"):
            own = element.find(self._c(name))
            if own is not None:
                own.set("val", str(number))
        self._colour(element, fresh, series)
        for name in ("tx", "xVal", "yVal", "bubbleSize"):
            self._replace(element, fresh, name)
        if series.colour:
            self._labels(element, number, series)
            self._label_cells(element, fresh)

    def _replace(self, element: _Element, fresh: _Element, name: str) -> None:
        new, old = fresh.find(self._c(name)), element.find(self._c(name))
        if new is None:
            return
        if old is None:
            later = {self._c(other) for other in _ORDER[_ORDER.index(name) + 1 :]}
            follower = next((child for child in element if child.tag in later), None)
            if follower is None:
                element.append(new)
            else:
                follower.addprevious(new)
        else:
            element.replace(old, new)

    def _colour(self, element: _Element, fresh: _Element, series: BubbleSeries) -> None:
        """The band's colour; how opaque it is, and the edge, are the user's."""
        own = element.find(self._c("spPr"))
        if own is None:
            self._replace(element, fresh, "spPr")
            return
        if not series.colour:
            return
        fill = own.find(self._a("solidFill"))
        colour = None if fill is None else fill.find(self._a("srgbClr"))
        if colour is not None:
            colour.set("val", series.colour)
            return
        new = fresh.find(f"{self._c('spPr')}/{self._a('solidFill')}")
        if new is None:
            return
        for kind in ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"):
            for other in own.findall(self._a(kind)):
                own.remove(other)
        own.insert(0, new)

    def _labels(self, element: _Element, number: int, series: BubbleSeries) -> None:
        """Which points have a label; the labels' type and place, and whether there are any, are the user's."""
        labels = element.find(self._c("dLbls"))
        if labels is None:
            return
        wanted = [point for point, values in sorted(series.points.items()) if values[3]]
        points = labels.findall(self._c("dLbl"))
        if [self._index(point) for point in points] == wanted:
            for point, index in zip(points, wanted, strict=True):
                side = point.find(self._c("dLblPos"))
                if side is not None and point.find(self._c("layout")) is None:  # not moved by hand
                    side.set("val", self.places.get((number, index), "r"))
            return
        for point in points:
            labels.remove(point)
        text = f"<x {self.dialect.declarations()}>{labels_xml(number, series, self.places)}</x>"
        labels[0:0] = etree.fromstring(text)[0].findall(self._c("dLbl"))

    def _index(self, point: _Element) -> int:
        index = point.find(self._c("idx"))
        return -1 if index is None else whole_number(index.get("val"), -1)

    def _label_cells(self, element: _Element, fresh: _Element) -> None:
        tag = f"{self._c('ext')}[@uri='{RANGE_URI}']"
        extensions = element.find(self._c("extLst"))
        new = fresh.find(f"{self._c('extLst')}/{tag}")
        if extensions is None or new is None:
            if extensions is None:
                self._replace(element, fresh, "extLst")
            return
        old = extensions.find(tag)
        if old is None:
            extensions.insert(0, new)
        else:
            extensions.replace(old, new)

    # -- axes and title -----------------------------------------------------------------------------------------

    def axes(self) -> bool:
        """Scale and crossing of both axes; whether one of them moved."""
        changed = False
        for element in self.root.iter(self._c("valAx")):
            place = element.find(self._c("axPos"))
            across = place is not None and place.get("val") in ("b", "t")
            axis, other = (self.chart.x, self.chart.y) if across else (self.chart.y, self.chart.x)
            changed |= self._axis(element, axis, other)
            self._axis_title(element, axis)
        return changed

    def _axis(self, element: _Element, axis: Axis, other: Axis) -> bool:
        scaling = element.find(self._c("scaling"))
        if scaling is None:
            return False
        # A scale that the user has left to Excel (no such element) stays so; ours always has both ends.
        figures = [
            (scaling.find(self._c("max")), axis.maximum),
            (scaling.find(self._c("min")), axis.minimum),
            (element.find(self._c("majorUnit")), axis.major_unit),
        ]
        crossing = element.find(self._c("crossesAt"))
        if crossing is None and (old := element.find(self._c("crosses"))) is not None:
            crossing = etree.Element(self._c("crossesAt"), val="")
            element.replace(old, crossing)
        figures.append((crossing, other.crosses_at))
        changed = False
        for figure, value in figures:
            if figure is not None and _float(figure.get("val", "")) != float(value):
                figure.set("val", repr(float(value)).removesuffix(".0"))
                changed = True
        return changed

    def _axis_title(self, element: _Element, axis: Axis) -> None:
        """Between money and money a seat the words must follow; a title of the user's own is not ours to change."""
        words = element.findall(f"{self._c('title')}//{self._a('t')}")
        said = "".join(word.text or "" for word in words)
        if words and said != axis.title and said.startswith("MRR"):
            words[0].text = axis.title
            for word in words[1:]:
                word.text = ""

    def title(self, written: str) -> None:
        """The title, unless the user has given the chart another or none."""
        words = self.root.findall(f"{self._c('chart')}/{self._c('title')}//{self._a('t')}")
        if words and "".join(word.text or "" for word in words) == written:
            words[0].text = self.chart.title
            for word in words[1:]:
                word.text = ""


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
