"""The Dashboard's charts beside the map: health, opportunity by health, the stack by customer, tag and item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.chart_grid import short_money_text
from segmentbook.report.money import short_money
from segmentbook.report.spec import (
    CategoryChart,
    CategorySeries,
    CellRange,
    ChartCells,
    Ring,
    RingChart,
    ValueAxis,
)
from segmentbook.report.tables import counted, joined, long_date

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.report.chart_data import ChartTables, StackTables
    from segmentbook.report.chart_data_clients import Slices

__all__ = [
    "alignment_chart",
    "customer_chart",
    "health_chart",
    "opportunity_chart",
    "ring_chart",
    "selected_chart",
]

OPEN, OPEN_ONCE, CURRENT, CURRENT_ONCE, LINE = "C77B3B", "EBC8A6", look.NAVY, "9FB1C8", look.INK
"""Colours of money that could come and money that comes, a month and once, and of alignment."""

_COLOURS = {
    "Current MRR": CURRENT,
    "Current non-recurring": CURRENT_ONCE,
    "MRR opportunity": OPEN,
    "Non-recurring opportunity": OPEN_ONCE,
}
_DOUGHNUT, _LEGEND = (0.03, 0.16, 0.45, 0.78), (0.5, 0.2, 0.5, 0.7)
"""Where the doughnut and its legend stand in the chart: left, top, width, height."""
_WIDE_DOUGHNUT, _WIDE_LEGEND, _WIDE = (0.06, 0.15, 0.3, 0.82), (0.44, 0.2, 0.3, 0.72), 18
"""The same in a chart of more than so many columns."""
_COLUMNS, _NARROW_COLUMNS = (0.085, 0.25, 0.825, 0.46), (0.1, 0.25, 0.79, 0.46)
_ABOVE, _NARROW_ABOVE = (0.04, 0.105, 0.94, 0.1), (0.02, 0.105, 0.96, 0.1)
_TURNED = -45  # degrees: ten names do not fit beside each other
_GAP, _WIDEST_GAP = 50, 400  # per cent of a column
_LISTED = 6  # in words for those who do not see the chart


def _date(segmentation: Segmentation) -> str:
    return long_date(segmentation.inputs.settings.as_of)


def _currency(segmentation: Segmentation) -> str:
    return segmentation.inputs.settings.base_currency


def _doughnut(
    key: str, title: str, name: str, slices: Slices, place: CellRange, former: tuple[CellRange, ...] = ()
) -> RingChart:
    said = [text for text in slices.labels.values if isinstance(text, str)]
    ring = Ring(name, slices.labels, slices.sizes, slices.colours)
    alt = f"{title}. Doughnut. {joined([' '.join(text.split()) for text in said])}."
    wide = place.right - place.left > _WIDE
    plot, legend = (_WIDE_DOUGHNUT, _WIDE_LEGEND) if wide else (_DOUGHNUT, _LEGEND)
    return RingChart(key, place, title, alt, (ring,), legend_side="r", plot=plot, legend_place=legend, former=former)


def health_chart(
    segmentation: Segmentation, tables: ChartTables, place: CellRange, former: tuple[CellRange, ...]
) -> RingChart:
    """Clients shown by health band, with their numbers and shares in the legend."""
    title = f"Clients by health - {_date(segmentation)}"
    return _doughnut("Clients by health", title, "Clients", tables.health, place, former)


def opportunity_chart(segmentation: Segmentation, stack: StackTables, place: CellRange) -> RingChart:
    """MRR and non-recurring opportunity by health band, with money and shares in the legend."""
    title = f"Opportunity by health ({_currency(segmentation)}) - {_date(segmentation)}"
    return _doughnut("Opportunity by health", title, "Opportunity", stack.opportunity, place)


def ring_chart(segmentation: Segmentation, stack: StackTables, place: CellRange) -> RingChart:
    """Opportunity by tag inside, by item of each tag outside; the key beside it says what is what."""
    tables = stack.rings
    title = f"Stack opportunity ({_currency(segmentation)})"
    said = [line.text for line in tables.lines if line.is_tag]
    alt = (
        f"{title}, {_date(segmentation)}. Two rings: MRR and non-recurring opportunity by tag inside, by item of "
        f"each tag outside. {joined(said)}."
    )
    inside = Ring("Tags", tables.tags, tables.tag_values, tables.tag_colours, labels=tables.tag_labels)
    outside = Ring("Items", tables.items, tables.item_values, tables.item_colours, labels=tables.item_labels)
    return RingChart("Stack opportunity", place, title, alt, (inside, outside), hole=30, legend=False)


def customer_chart(segmentation: Segmentation, stack: StackTables, place: CellRange) -> CategoryChart:
    """The ten clients with the largest opportunity: what they pay, what they could, and how aligned they are."""
    tables = stack.customers
    currency = _currency(segmentation)
    title = f"Stack by customer, largest opportunity first - {_date(segmentation)}"
    said = _listing(tables.names, tables.money["MRR opportunity"])
    alt = (
        f"{title}. Stacked columns of current and possible MRR and non-recurring revenue ({currency}) of "
        f"{counted(tables.number, 'client')}, alignment as a line on a second axis. MRR opportunity: {said}."
    )
    series = [
        CategorySeries(label, tables.money[label], colour, tables.references[label])
        for label, colour in _COLOURS.items()
    ]
    line = CategorySeries(
        "Alignment", tables.alignment, LINE, tables.references["Alignment"], kind="line", secondary=True
    )
    return CategoryChart(
        "Stack by customer",
        place,
        title,
        alt,
        tables.names,
        (*series, line),
        axis=ValueAxis(currency, _format(*tables.money.values())),
        secondary=ValueAxis("Alignment", look.SHARE, 0.0, 1.0, 0.25),
        stacked=True,
        gap=_gap(tables.names),
        plot=_COLUMNS,
        legend_place=_ABOVE,
        turned=_TURNED,
    )


def alignment_chart(segmentation: Segmentation, stack: StackTables, place: CellRange) -> CategoryChart:
    """The ten items with the largest opportunity: what they bring, what they could, and how many clients have them."""
    tables = stack.best
    currency = _currency(segmentation)
    title = f"Stack alignment, largest opportunity first - {_date(segmentation)}"
    alt = (
        f"{title}. Stacked columns of current MRR, MRR and non-recurring opportunity ({currency}) by item, the share "
        f"of clients aligned as a line on a second axis. MRR opportunity: "
        f"{_listing(tables.names, tables.money['MRR opportunity'])}."
    )
    series = [
        CategorySeries(label, tables.money[label], _COLOURS[label], tables.references[label]) for label in tables.money
    ]
    line = CategorySeries(
        "Clients aligned", tables.alignment, LINE, tables.references["Clients aligned"], kind="line", secondary=True
    )
    return CategoryChart(
        "Stack alignment",
        place,
        title,
        alt,
        tables.names,
        (*series, line),
        axis=ValueAxis(currency, _format(*tables.money.values())),
        secondary=ValueAxis("Clients aligned", look.SHARE, 0.0, 1.0, 0.25),
        stacked=True,
        gap=_gap(tables.names),
        plot=_NARROW_COLUMNS,
        legend_place=_NARROW_ABOVE,
        turned=_TURNED,
    )


def selected_chart(segmentation: Segmentation, stack: StackTables, place: CellRange) -> CategoryChart:
    """The selected client's opportunity by item, in the colours of the chart above; its title stands in a cell."""
    tables = stack.selected
    title = "Opportunity of the selected client"
    alt = (
        f"{title} by item, MRR and non-recurring ({_currency(segmentation)}), as of {_date(segmentation)}. "
        f"{tables.title_text}. Choose the client on the sheet Client Card."
    )
    series = (
        CategorySeries("MRR opportunity", tables.monthly, OPEN, tables.references[0], kind="bars"),
        CategorySeries("Non-recurring opportunity", tables.once, OPEN_ONCE, tables.references[1], kind="bars"),
    )
    return CategoryChart(
        "Opportunity of the selected client",
        place,
        "",
        alt,
        tables.names,
        series,
        axis=ValueAxis("", _format(tables.monthly, tables.once)),
        stacked=True,
        gap=40,
        legend=False,
    )


def _gap(names: ChartCells) -> int:
    """Wider between few columns, so that one alone is no wall."""
    return min(_WIDEST_GAP, max(_GAP, _WIDEST_GAP // len(names.values)))


def _format(*cells: ChartCells) -> str:
    return short_money(value for one in cells for value in one.values if isinstance(value, float))


def _listing(names: ChartCells, money: ChartCells) -> str:
    """The first few in words."""
    pairs = [(name, value) for name, value in zip(names.values, money.values, strict=True) if isinstance(name, str)]
    said = [f"{name} {short_money_text(value if isinstance(value, float) else 0.0)}" for name, value in pairs]
    rest = [f"{len(said) - _LISTED + 1} more"] if len(said) > _LISTED else []
    return joined([*said[: _LISTED - 1], *rest] if rest else said)
