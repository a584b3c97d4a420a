"""Columns, bars, lines, scatter charts and doughnuts that are there already: their data and our colours follow.

The kind of chart, its axes, fonts, widths and labels are the user's, and so are series that he has added.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from segmentbook.report.spec import CategoryChart, PlottedSeries, RingChart, ValueAxis, XYChart, plotted
from segmentbook.workbook.chart_fitting import Caches, Fit
from segmentbook.workbook.chart_pieces import C16, IDENTITY, Dialect
from segmentbook.workbook.references import whole_number

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["PlainFit"]

_NAMES = {"cat": "xVal", "val": "yVal"}
_SCATTERED = ("scatterChart", "bubbleChart")
_DRAWN_BY_LINE = ("lineChart", "scatterChart", "radarChart")
_CURRENCY = re.compile(r"\b[A-Z]{3}\b")


class PlainFit(Fit):
    """The work on any chart but the map."""

    def __init__(
        self, root: _Element, chart: CategoryChart | XYChart | RingChart, dialect: Dialect, caches: Caches
    ) -> None:
        super().__init__(root, chart, dialect, {}, caches)
        self.chart = chart
        self.wanted = plotted(chart)

    def series(self) -> None:
        """Each series of ours, by its name or its identity; those that are none of ours stay as they are."""
        plot = self.root.find(f".//{self.c('plotArea')}")
        if plot is None:
            return
        old = list(plot.iter(self.c("ser")))
        marked = [element for element in old if self._identity(element) >= 0]
        found = self._matched(marked or old)
        for place, (fresh, wanted) in enumerate(zip(self.fresh, self.wanted, strict=True)):
            element = found.get(place)
            if element is None:
                self._add(plot, fresh, next((one for at, one in sorted(found.items()) if at > place), None))
            else:
                self._fit_series(element, fresh, wanted, len(self._values(place)))
        for element in marked:
            parent = element.getparent()
            if parent is not None and not any(element is other for other in found.values()):
                parent.remove(element)

    def _identity(self, series: _Element) -> int:
        """The place that a series of ours was written at, -1 for another's."""
        mark = series.find(f"{self.c('extLst')}//{{{C16}}}uniqueId")
        text = "" if mark is None else mark.get("val", "")
        try:
            return int(text[1:9], 16) if text.upper().endswith(IDENTITY) else -1
        except ValueError:
            return -1

    def _matched(self, ours: list[_Element]) -> dict[int, _Element]:
        """Place in the specification -> the series that shows it: by name, else by identity, else by place."""
        names = [one.name for one in self.wanted]
        found: dict[int, _Element] = {}
        for place, name in enumerate(names):
            same = [one for one in ours if self.name(one) == name and all(one is not other for other in found.values())]
            if same:
                found[place] = same[0]
        spare = [one for one in ours if all(one is not other for other in found.values())]
        for place in range(len(names)):
            if place not in found:
                mine = [one for one in spare if self._identity(one) == place]
                if not mine and place < len(ours) and self._identity(ours[place]) < 0:
                    mine = [one for one in spare if one is ours[place]]
                if mine:
                    found[place] = mine[0]
                    spare.remove(mine[0])
        return found

    def _values(self, place: int) -> tuple[object, ...]:
        match self.chart:
            case XYChart():
                return self.chart.series[place].y.values
            case CategoryChart():
                return self.chart.series[place].values.values
            case RingChart():
                return self.chart.rings[place].values.values

    def _add(self, plot: _Element, fresh: _Element, following: _Element | None) -> None:
        """Put a new series before the one that follows it, or after the last of a group that can hold it."""
        groups = [group for group in plot if group.find(self.c("ser")) is not None]
        line = fresh.find(self.c("smooth")) is not None
        fitting = [group for group in groups if self._local(group).startswith("line") == line or len(groups) == 1]
        if not fitting:
            return
        taken = [whole_number(one.get("val"), 0) for tag in ("idx", "order") for one in plot.iter(self.c(tag))]
        for name in ("idx", "order"):
            own = fresh.find(self.c(name))
            if own is not None:
                own.set("val", str(max(taken, default=-1) + 1))
        if following is None or following.getparent() not in fitting:
            fitting[0].findall(self.c("ser"))[-1].addnext(fresh)
            return
        following.addprevious(fresh)
        place = self._order(following)
        for one in plot.iter(self.c("ser")):  # also stacked in this order
            order = one.find(self.c("order"))
            if order is not None and one is not fresh and self._order(one) >= place:
                order.set("val", str(self._order(one) + 1))
        own = fresh.find(self.c("order"))
        if own is not None:
            own.set("val", str(place))

    def _order(self, series: _Element) -> int:
        order = series.find(self.c("order"))
        return whole_number(None if order is None else order.get("val"), 0)

    def _local(self, element: _Element) -> str:
        return etree.QName(element).localname

    def _fit_series(self, element: _Element, fresh: _Element, wanted: PlottedSeries, points: int) -> None:
        group = element.getparent()
        kind = "" if group is None else self._local(group)
        self._paint(element, fresh, wanted.colour, by_line=kind in _DRAWN_BY_LINE)
        self._points(element, fresh, wanted, points)
        self._rename(fresh, scattered=kind in _SCATTERED)
        for name in ("tx", "cat", "val", "xVal", "yVal"):
            self.replace(element, fresh, name)
        if "label" in wanted.references:
            self.labels(element, fresh)
            self.label_cells(element, fresh)
        else:
            self._drop_labels(element, points)

    def _rename(self, fresh: _Element, *, scattered: bool) -> None:
        """Where the user has made a scatter chart of columns, or the other way round, data have other names."""
        for category, scatter in _NAMES.items():
            here, there = (category, scatter) if scattered else (scatter, category)
            data = fresh.find(self.c(here))
            if data is not None:
                data.tag = self.c(there)

    def _paint(self, element: _Element, fresh: _Element, colour: str, *, by_line: bool) -> None:
        """Our colour, in whatever the series is drawn with."""
        if not colour:
            return
        own = element.find(self.c("spPr"))
        if own is None:
            self.replace(element, fresh, "spPr")
        elif by_line:
            line = own.find(self.a("ln"))
            if line is not None and line.find(self.a("solidFill")) is not None:
                self.fill(line, colour, None)
        else:
            self.fill(own, colour, fresh.find(f"{self.c('spPr')}/{self.a('solidFill')}"))
        self._paint_marker(element, colour)

    def _paint_marker(self, element: _Element, colour: str) -> None:
        marker = element.find(f"{self.c('marker')}/{self.c('spPr')}")
        if marker is not None and marker.find(self.a("solidFill")) is not None:
            self.fill(marker, colour, None)

    def _points(self, element: _Element, fresh: _Element, wanted: PlottedSeries, points: int) -> None:
        """Colours of single points; those that the user gave to others stay, as long as there are such points."""
        own = {self.index(point): point for point in element.findall(self.c("dPt"))}
        for point in fresh.findall(self.c("dPt")):
            place = self.index(point)
            if place not in own:
                self.insert(element, point, "dPt")
                continue
            shape = own[place].find(self.c("spPr"))
            colour = wanted.point_colours.get(place, "")
            if shape is not None and colour:
                self.fill(shape, colour, point.find(f"{self.c('spPr')}/{self.a('solidFill')}"))
            self._paint_marker(own[place], colour)
        for place, point in own.items():
            if place >= points:
                element.remove(point)

    def _drop_labels(self, element: _Element, points: int) -> None:
        """A label of a point that is no more."""
        labels = element.find(self.c("dLbls"))
        for label in [] if labels is None else labels.findall(self.c("dLbl")):
            if labels is not None and self.index(label) >= points:
                labels.remove(label)

    def axes(self) -> None:
        """Scales that the specification has, and the currency in an axis's title."""
        elements = list(self.root.iter(self.c("valAx")))
        for element, axis in self._paired(elements):
            scaling = element.find(self.c("scaling"))
            if scaling is not None:
                self.set_figure(scaling.find(self.c("max")), axis.maximum)
                self.set_figure(scaling.find(self.c("min")), axis.minimum)
                self.set_figure(element.find(self.c("majorUnit")), axis.major_unit)
            title = element.find(self.c("title"))
            if title is not None and _CURRENCY.sub("", self.said(title)) == _CURRENCY.sub("", axis.title):
                self.say(title, axis.title)

    def _paired(self, elements: list[_Element]) -> list[tuple[_Element, ValueAxis]]:
        match self.chart:
            case CategoryChart():
                return list(zip(elements, (self.chart.axis, self.chart.secondary or ValueAxis()), strict=False))
            case XYChart():
                return [(one, self.chart.x if self._lies(one) else self.chart.y) for one in elements]
            case RingChart():
                return []

    def _lies(self, axis: _Element) -> bool:
        place = axis.find(self.c("axPos"))
        return place is not None and place.get("val") in ("b", "t")
