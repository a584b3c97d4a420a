"""Charts as far as xlwings' public object model goes; what they draw from stands behind ``beyond``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from addin.calc.engine.connection import NotThereError
from addin.calc.engine.fonts import rgb

if TYPE_CHECKING:
    from addin.calc.engine.sheets import Sheet

__all__ = ["Chart", "Charts"]

_TYPES = {"bubble": "bubble", "xy": "xy_scatter", "category": "combination", "ring": "doughnut"}


class Charts(base_classes.Charts):
    """The charts of a sheet, in the order of drawing."""

    def __init__(self, sheet: Sheet) -> None:
        self.parent = sheet

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self.parent.api

    def _all(self) -> list[Chart]:
        return [Chart(self.parent, told) for told in self.parent.ask("charts")]

    def __call__(self, key: int | str) -> Chart:
        """By name, or by number from 1."""
        charts = self._all()
        if isinstance(key, int):
            return charts[key - 1]
        for chart in charts:
            if chart.name == key:
                return chart
        raise NotThereError(f"There is no chart '{key}' on sheet '{self.parent.name}'.")

    def __contains__(self, key: str) -> bool:
        return any(chart.name == key for chart in self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Chart]:
        return iter(self._all())


class Chart(base_classes.Chart):
    """A chart; what it is like is asked for once, and again after each change."""

    def __init__(self, sheet: Sheet, told: dict[str, Any]) -> None:
        self._sheet = sheet
        self.told = told

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self._sheet.api

    @property
    def parent(self) -> Sheet:
        """Its sheet."""
        return self._sheet

    @property
    def name(self) -> str:
        """The name of its frame."""
        return str(self.told["name"])

    @name.setter
    def name(self, wanted: str) -> None:
        self._sheet.ask("rename_chart", name=self.name, wanted=wanted)
        self.told = {**self.told, "name": wanted}

    @property  # type: ignore[misc]  # it is drawn as it was made
    def chart_type(self) -> str:
        """What it draws; ``combination`` for columns, bars and lines of any kind."""
        return _TYPES.get(self.told["kind"], "combination")

    @property
    def title(self) -> str | None:
        """Its title, None where it has none."""
        return self.told["title"] or None

    @title.setter
    def title(self, wanted: str | None) -> None:
        self.change({**self.told, "title": wanted or ""})

    @property
    def series(self) -> SeriesCollection:
        """What it draws."""
        return SeriesCollection(self)

    def change(self, wanted: dict[str, Any]) -> None:
        """Change it to be as told."""
        self._sheet.ask("redraw", was=self.told, wanted=wanted)
        self.told = wanted

    def _place(self, **wanted: float) -> None:
        place = {**self.told["place"], **wanted}
        self._sheet.ask("move_chart", name=self.name, place=place)
        self.told = {**self.told, "place": place}

    @property
    def left(self) -> float:
        """Points from the sheet's left edge."""
        return float(self.told["place"]["left"])

    @left.setter
    def left(self, wanted: float) -> None:
        self._place(left=wanted)

    @property
    def top(self) -> float:
        """Points from the sheet's upper edge."""
        return float(self.told["place"]["top"])

    @top.setter
    def top(self, wanted: float) -> None:
        self._place(top=wanted)

    @property
    def width(self) -> float:
        """Points."""
        return float(self.told["place"]["width"])

    @width.setter
    def width(self, wanted: float) -> None:
        self._place(width=wanted)

    @property
    def height(self) -> float:
        """Points."""
        return float(self.told["place"]["height"])

    @height.setter
    def height(self, wanted: float) -> None:
        self._place(height=wanted)

    def delete(self) -> None:
        """Take it away."""
        self._sheet.ask("delete_chart", name=self.name)


class SeriesCollection(base_classes.ChartSeriesCollection):
    """What a chart draws."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self.chart.api

    def __call__(self, key: int) -> Series:
        """By name, or by number from 1."""
        if not 1 <= key <= len(self):
            raise KeyError(key)
        return Series(self.chart, key - 1)

    def __len__(self) -> int:
        return len(self.chart.told["series"])

    def __iter__(self) -> Iterator[Series]:
        for place in range(len(self)):
            yield Series(self.chart, place)


class Series(base_classes.ChartSeries):
    """One series of a chart."""

    def __init__(self, chart: Chart, place: int) -> None:
        self._chart, self._place = chart, place

    @property
    def _told(self) -> dict[str, Any]:
        told: dict[str, Any] = self._chart.told["series"][self._place]
        return told

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self._chart.api

    @property  # type: ignore[misc]  # it is taken from a cell
    def name(self) -> str:
        """What it is called."""
        return str(self._told["name"])

    @property  # type: ignore[misc]  # `set` sets it
    def fill_color(self) -> tuple[int, int, int] | None:
        """Its fill, None where there is none."""
        colour = self._told["colour"]
        return None if colour is None else rgb(colour)

    @property  # type: ignore[misc]  # `set` sets it
    def line_color(self) -> tuple[int, int, int] | None:
        """The colour of its line, which is that of its fill in Calc."""
        return self.fill_color

    def set(
        self, *, fill_color: Any = base_classes._UNSET, line_color: Any = base_classes._UNSET, **others: Any
    ) -> None:
        """Change its colour."""
        if any(value is not base_classes._UNSET for value in others.values()):
            raise NotImplementedError("Of a series in Calc the colour can be set")
        colour = fill_color if fill_color is not base_classes._UNSET else line_color
        red, green, blue = colour
        series = [dict(one) for one in self._chart.told["series"]]
        series[self._place]["colour"] = red << 16 | green << 8 | blue
        self._chart.change({**self._chart.told, "series": series})
