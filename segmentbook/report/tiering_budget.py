"""Cost against budget on the Tiering sheet: a bar, its figures, and what the plan would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.money import money_scale
from segmentbook.report.page import Page
from segmentbook.report.panels import setting_link
from segmentbook.report.places import Names, absolute, cell_name, link_to
from segmentbook.report.spec import CellRange, Chart, ChartCells, Style
from segmentbook.report.tables import counted
from segmentbook.report.tiering_charts import COST, LEFT, OVER, budget_chart

if TYPE_CHECKING:
    from segmentbook.model.plan import Plan
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook
    from segmentbook.report.tiering_tables import TierCells

__all__ = ["budget_panel"]

_BAR_ROWS = 2
_ROWS = _BAR_ROWS + 4
"""Rows of the panel, with a budget or without, so that what stands below keeps its place."""
_TIERING = "Tiering"


def budget_panel(
    page: Page,
    row: int,
    column: int,
    columns: int,
    segmentation: Segmentation,
    plan: Plan | None,
    raw: RawBook,
    names: Names,
    cells: TierCells,
) -> tuple[int, tuple[Chart, ...]]:
    """The budget with what is spent and left of it, as figures and a bar; gives the next free row and the chart."""
    settings = segmentation.inputs.settings
    served = segmentation.services
    budget = settings.service_budget
    link = setting_link(raw, "Service Budget")
    if served is None or budget is None:
        page.put(row, column, "Budget", look.BLOCK, span=columns)
        words = "No Service Budget is set: type one in Settings to see what is left of it."
        page.put(row + 1, column, words, look.NOTE_LINK if link else look.NOTE, span=columns, link=link)
        return row + _ROWS, ()
    cost = served.book.cost
    scale = money_scale([cost, budget])
    figure = look.BODY.but(number_format=scale.number_format, horizontal="right", bold=True)
    half = columns // 2
    page.put(row, column, f"Budget ({scale.unit(settings.base_currency)} a year)", look.BLOCK, span=half)
    budget_cell = page.put(row, column + half, budget, figure, span=5, link=link)
    used = f'IF({budget_cell}>0,{cells.total_cost}/{budget_cell},"n/a")'
    share = look.BODY.but(number_format="0%", horizontal="right")
    value = cost / budget if budget > 0 else "n/a"
    page.put(row, column + half + 5, value, share, span=3, formula=used)
    page.put(row, column + half + 8, "used", look.NOTE.but(indent=1), span=columns - half - 8)

    total = cells.total_cost
    parts = (
        ("Spent", min(cost, budget), f"MIN({total},{budget_cell})", COST),
        ("Left", max(0.0, budget - cost), f"MAX(0,{budget_cell}-{total})", LEFT),
        ("Over", max(0.0, cost - budget), f"MAX(0,{total}-{budget_cell})", OVER),
    )
    legend = row + 1 + _BAR_ROWS
    wide = (columns + 1) // len(parts)
    plotted = []
    for place, (name, value_of, formula, colour) in enumerate(parts):
        at = column + place * wide
        page.put(legend, at, None, Style(fill=colour))
        page.put(legend, at + 1, name, look.NOTE.but(indent=1), span=2)
        over = name == "Over" and value_of > 0
        style = figure.but(bold=over, colour=look.ERROR_INK if over else look.INK)
        page.put(legend, at + 3, value_of, style, span=4, formula=formula)
        area = CellRange(legend, at + 3, legend, at + 3)
        sheet = names.sheet(_TIERING)
        name_area = CellRange(legend, at + 1, legend, at + 1)
        plotted.append((name, absolute(sheet, name_area), ChartCells(absolute(sheet, area), (value_of,))))
    label = ChartCells(absolute(names.sheet(_TIERING), CellRange(row, column, row, column)), ("Budget",))
    alt = f"Budget {look.plain_money(budget)}, cost to serve {look.plain_money(cost)}: " + (
        f"{look.plain_money(budget - cost)} left." if cost <= budget else f"{look.plain_money(cost - budget)} over."
    )
    chart = budget_chart(CellRange(row + 1, column, row + _BAR_ROWS, column + columns - 1), label, plotted, alt)
    words = _proposal(plan)
    proposal = link_to(names.sheet("ServicePlan"), cell_name(1, 1)) if words else ""
    page.put(legend + 1, column, words, look.NOTE_LINK, span=columns, link=proposal)
    return row + _ROWS, (chart,)


def _proposal(plan: Plan | None) -> str:
    """What the plan says in one line."""
    if plan is None:
        return ""
    if plan.problem:
        return "The least times a year do not fit the budget: see ServicePlan."
    cuts = counted(len(plan.cuts), "cut")
    if plan.cuts:
        return f"What fits costs {look.plain_money(plan.cost)} a year, with {cuts}: see ServicePlan."
    if plan.additions:
        return f"All of it fits, and {counted(len(plan.additions), 'service')} more would: see ServicePlan."
    return "All of it fits: see ServicePlan."
