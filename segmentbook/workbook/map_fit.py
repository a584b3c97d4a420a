"""The segment map that is there already: bands, points, axes and crossings follow the results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from segmentbook.report.spec import Axis, BubbleSeries, MapChart
from segmentbook.workbook.chart_fitting import Caches, Fit
from segmentbook.workbook.chart_pieces import Dialect
from segmentbook.workbook.map_chart_xml import Places

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["MapFit"]


class MapFit(Fit):
    """The work on the map."""

    def __init__(self, root: _Element, chart: MapChart, dialect: Dialect, places: Places, caches: Caches) -> None:
        super().__init__(root, chart, dialect, places, caches)
        self.chart = chart

    def series(self) -> None:
        """One series a band: known by its name where that is still a band's, else by its place."""
        plot = self.root.find(f".//{self.c('bubbleChart')}")
        if plot is None:  # the user has made another kind of chart of it, which keeps what it shows
            return
        old = plot.findall(self.c("ser"))
        by_name = {self.name(element): element for element in old}
        spare = [element for element in old if self.name(element) not in {one.name for one in self.chart.series}]
        wanted = []
        for place, (series, fresh) in enumerate(zip(self.chart.series, self.fresh, strict=True)):
            element = by_name.get(series.name)
            if element is None and spare and series.colour:
                element = spare.pop(0)
            if element is None:
                element = fresh
            else:
                self._fit_series(element, fresh, place, series)
            wanted.append(element)
        if old == wanted:
            return
        first = list(plot).index(old[0]) if old else 1
        for element in old:
            plot.remove(element)
        plot[first:first] = wanted
        self._legend()

    def _legend(self) -> None:
        """Entries of the legend are left out by number: that of the unseen series has changed."""
        for entry in self.root.findall(f".//{self.c('legendEntry')}"):
            index = entry.find(self.c("idx"))
            hidden = [place for place, series in enumerate(self.chart.series) if not series.colour]
            if index is not None and hidden:
                index.set("val", str(hidden[0]))

    def _fit_series(self, element: _Element, fresh: _Element, place: int, series: BubbleSeries) -> None:
        for name in ("idx", "order"):
            own = element.find(self.c(name))
            if own is not None:
                own.set("val", str(place))
        own = element.find(self.c("spPr"))
        if own is None:
            self.replace(element, fresh, "spPr")
        elif series.colour:
            self.fill(own, series.colour, fresh.find(f"{self.c('spPr')}/{self.a('solidFill')}"))
        for name in ("tx", "xVal", "yVal", "bubbleSize"):
            self.replace(element, fresh, name)
        if series.colour:
            self.labels(element, fresh)
            self.label_cells(element, fresh)

    def axes(self) -> bool:
        """Scale and crossing of both axes; whether one of them moved."""
        changed = False
        for element in self.root.iter(self.c("valAx")):
            place = element.find(self.c("axPos"))
            across = place is not None and place.get("val") in ("b", "t")
            axis, other = (self.chart.x, self.chart.y) if across else (self.chart.y, self.chart.x)
            changed |= self._axis(element, axis, other)
            self._axis_title(element, axis)
        return changed

    def _axis(self, element: _Element, axis: Axis, other: Axis) -> bool:
        scaling = element.find(self.c("scaling"))
        if scaling is None:
            return False
        crossing = element.find(self.c("crossesAt"))
        if crossing is None and (old := element.find(self.c("crosses"))) is not None:
            crossing = etree.Element(self.c("crossesAt"), val="")
            element.replace(old, crossing)
        figures = (
            (scaling.find(self.c("max")), axis.maximum),
            (scaling.find(self.c("min")), axis.minimum),
            (element.find(self.c("majorUnit")), axis.major_unit),
            (crossing, other.crosses_at),
        )
        changed = [self.set_figure(figure, value) for figure, value in figures]
        return any(changed)

    def _axis_title(self, element: _Element, axis: Axis) -> None:
        """Between money and money a seat the words must follow; a title of the user's own is not ours to change."""
        title = element.find(self.c("title"))
        if title is not None and self.said(title) != axis.title and self.said(title).startswith("MRR"):
            self.say(title, axis.title)
