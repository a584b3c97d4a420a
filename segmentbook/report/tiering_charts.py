"""The charts of the Tiering sheet, over TierSummary and TierSimulation, and the bar that holds cost against budget."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.axes import nice_step
from segmentbook.report.labels import shorten
from segmentbook.report.money import short_money, stepped_money
from segmentbook.report.places import Names, absolute
from segmentbook.report.spec import (
    CategoryChart,
    CategorySeries,
    CellRange,
    ChartCells,
    ValueAxis,
    XYChart,
    XYSeries,
)
from segmentbook.report.tables import HEADER_ROW, joined, long_date
from segmentbook.schema import TIER_SIMULATION, TIER_SUMMARY

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.segmentation import Segmentation

__all__ = ["COST", "OVER", "budget_chart", "cost_chart", "share_chart", "simulation_chart"]

COST, LEFT, OVER = "C77B3B", look.HAIRLINE, look.ERROR_INK
"""Colours of what is spent, what is left of a budget, and what is over it."""
ACCOUNTS = "9CA3AF"

_MARKER, _NOW_MARKER = 5, 12
_LONGEST_TIER = 24
_STEPS, _BESIDE = 3, 0.25  # about so many steps of an axis, and at least so much of one beside the points
_SIDES = ("r", "l", "t", "b")
"""Where the labels stand of points that lie on each other."""


class _Columns:
    """Columns of a result table as cells of a chart."""

    def __init__(self, sheet: str, headers: Sequence[str], data: pd.DataFrame) -> None:
        self._sheet, self._headers, self._data = sheet, list(headers), data

    def name(self, header: str) -> str:
        """The header's cell."""
        column = self._headers.index(header) + 1
        return absolute(self._sheet, CellRange(HEADER_ROW, column, HEADER_ROW, column))

    def cells(self, header: str, first: int = 0, last: int | None = None) -> ChartCells:
        """The rows from ``first`` up to, not including, ``last``."""
        plotted = tuple(_plotted(value) for value in self._data[header].iloc[first:last])
        return ChartCells(self._place(header, first, len(plotted)), plotted)

    def _place(self, header: str, first: int, rows: int) -> str:
        column = self._headers.index(header) + 1
        return absolute(self._sheet, CellRange(HEADER_ROW + 1 + first, column, HEADER_ROW + first + rows, column))

    def shares(self, header: str, first: int = 0, last: int | None = None) -> ChartCells:
        """The same as labels."""
        shares = self._data[header].iloc[first:last]
        words = tuple("" if share != share else f"{share:.0%}" for share in shares)
        return ChartCells(self._place(header, first, len(words)), words)


def _plotted(value: object) -> float | str | None:
    if isinstance(value, str):
        return value
    number = float(value)  # type: ignore[arg-type]  # a column of numbers
    return number if number == number else None


def _tiers(segmentation: Segmentation, names: Names) -> _Columns:
    return _Columns(names.sheet("TierSummary"), TIER_SUMMARY.headers, segmentation.tiers)


def share_chart(segmentation: Segmentation, names: Names, place: CellRange) -> CategoryChart:
    """Accounts and ARR per tier, as shares of the book."""
    columns = _tiers(segmentation, names)
    tiers = segmentation.tiers
    title = f"Accounts and ARR per tier, share of the book - {long_date(segmentation.inputs.settings.as_of)}"
    said = joined(
        [
            f"{tier}: {accounts:,.0f} accounts, {_percent(share)} of ARR"
            for tier, accounts, share in zip(tiers["Tier"], tiers["Accounts"], tiers["Share of ARR"], strict=True)
        ]
    )
    return CategoryChart(
        "Accounts and ARR per tier",
        place,
        title,
        f"{title}. Bar chart. {said}.",
        columns.cells("Tier"),
        (
            CategorySeries(
                "Accounts",
                columns.cells("Share of Accounts"),
                ACCOUNTS,
                columns.name("Accounts"),
                "bars",
                label_format=look.SHARE,
            ),
            CategorySeries(
                "ARR", columns.cells("Share of ARR"), look.NAVY, columns.name("ARR"), "bars", label_format=look.SHARE
            ),
        ),
        axis=ValueAxis(number_format=look.SHARE, minimum=0.0, shown=False),
        gap=50,
    )


def cost_chart(segmentation: Segmentation, names: Names, place: CellRange) -> CategoryChart:
    """Cost to serve against ARR per tier, each cost labelled with its share of ARR."""
    columns = _tiers(segmentation, names)
    tiers, settings = segmentation.tiers, segmentation.inputs.settings
    short = short_money([*tiers["ARR"], *tiers["Cost to Serve"]])
    title = f"Cost to serve against ARR per tier, {settings.base_currency} a year - {long_date(settings.as_of)}"
    said = joined(
        [
            f"{tier}: cost {look.plain_money(cost)}, {_percent(share)} of ARR {look.plain_money(arr)}"
            for tier, cost, share, arr in zip(
                *(tiers[header] for header in ("Tier", "Cost to Serve", "Cost Share of ARR", "ARR")), strict=True
            )
        ]
    )
    return CategoryChart(
        "Cost to serve against ARR",
        place,
        title,
        f"{title}. Bar chart. {said}.",
        columns.cells("Tier"),
        (
            CategorySeries("ARR", columns.cells("ARR"), look.NAVY, columns.name("ARR"), "bars", label_format=short),
            CategorySeries(
                "Cost to Serve",
                columns.cells("Cost to Serve"),
                COST,
                columns.name("Cost to Serve"),
                "bars",
                labels=columns.shares("Cost Share of ARR"),
            ),
        ),
        axis=ValueAxis(number_format=short, shown=False),
        gap=50,
    )


def _percent(share: float) -> str:
    return f"{share:.0%}" if share == share else "no share"


def simulation_chart(segmentation: Segmentation, simulation: pd.DataFrame, names: Names, place: CellRange) -> XYChart:
    """Cost of all services against the ARR in the highest tier, for other cuts; the tiers as they are stand out."""
    settings = segmentation.inputs.settings
    columns = _Columns(names.sheet("TierSimulation"), TIER_SIMULATION.headers, simulation)
    across, up = "ARR Covered Share", "Cost"
    highest = shorten(str(segmentation.tiers["Tier"].iloc[0]), _LONGEST_TIER)
    by_share = simulation["Tier 1 Share"].notna().to_numpy(bool)
    now = simulation["Current"].tolist().index(True)
    series = []
    for first, last in _runs(by_share.tolist()):
        cells = columns.cells(across, first, last), columns.cells(up, first, last)
        if by_share[first]:
            shares = columns.shares("Tier 1 Share", first, last)
            # The tiers as they are have a label of their own, beside a larger marker.
            said = tuple("" if first + place == now else str(word) for place, word in enumerate(shares.values))
            labels = replace(shares, values=said)
            made = XYSeries("other shares", *cells, look.NAVY, marker=_MARKER, labels=labels)
            series.append(replace(made, label_sides=_sides(*cells, said)))
        elif last - first > 1 or first != now:
            series.append(XYSeries("natural breaks", *cells, "7F96B2", marker=_MARKER + 2))
    cells = columns.cells(across, now, now + 1), columns.cells(up, now, now + 1)
    own = columns.shares("Tier 1 Share", now, now + 1)
    series.append(XYSeries("as it is", *cells, COST, marker=_NOW_MARKER, hollow=True, labels=own))
    title = f"Other cuts: cost to serve against ARR in {highest} - {long_date(settings.as_of)}"
    costs, covered = simulation["Cost"], simulation[across]
    alt = (
        f"{title}. Scatter chart of {len(simulation)} ways to cut the tiers: cost from "
        f"{look.plain_money(float(costs.min()))} to {look.plain_money(float(costs.max()))} {settings.base_currency} a "
        f"year; as it is {look.plain_money(float(costs.iloc[now]))} with {_percent(float(covered.iloc[now]))} of ARR "
        f"in {highest}."
    )
    return XYChart(
        "Tier simulation",
        place,
        title,
        alt,
        tuple(series),
        ValueAxis("Share of ARR in the highest tier (beside a point: the cut)", look.SHARE),
        _scale(f"Cost to serve ({settings.base_currency} a year)", [float(cost) for cost in simulation[up]]),
    )


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """First place of each run of equal flags, and the one behind its last."""
    starts = [place for place in range(len(flags)) if place == 0 or flags[place] != flags[place - 1]]
    return list(pairwise([*starts, len(flags)]))


def _sides(x: ChartCells, y: ChartCells, labels: Sequence[str]) -> dict[int, str]:
    """A side of its own for each label of points that lie on each other."""
    points = [(*point, label != "") for *point, label in zip(x.values, y.values, labels, strict=True)]
    counts = {place: points[:place].count(point) for place, point in enumerate(points)}
    return {place: _SIDES[count % len(_SIDES)] for place, count in counts.items() if count and points[place][2]}


def _scale(title: str, amounts: Sequence[float]) -> ValueAxis:
    """An axis of money that shows the differences, not the distance from nothing."""
    low, high = min(amounts), max(amounts)
    if not low < high:
        return ValueAxis(title, short_money(amounts))
    step = nice_step((high - low) / _STEPS)
    bottom, top = math.floor(low / step - _BESIDE) * step, math.ceil(high / step + _BESIDE) * step
    return ValueAxis(title, stepped_money(step), bottom if low < 0 else max(0.0, bottom), top, step)


def budget_chart(
    place: CellRange, label: ChartCells, parts: Sequence[tuple[str, str, ChartCells]], alt_text: str
) -> CategoryChart:
    """One bar: what is spent within the budget, what is left of it, what is over it (name, name's cell, cells)."""
    series = tuple(
        CategorySeries(name, cells, colour, reference, "bars")
        for (name, reference, cells), colour in zip(parts, (COST, LEFT, OVER), strict=True)
    )
    return CategoryChart(
        "Budget",
        place,
        "",
        alt_text,
        label,
        series,
        axis=ValueAxis(minimum=0.0, shown=False),
        stacked=True,
        gap=20,
        legend=False,
        categories_shown=False,
    )
