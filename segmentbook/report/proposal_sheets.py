"""The sheets ServicePlan and TierSimulation: services that fit the budget, and what other tiers would do."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from segmentbook.report import look
from segmentbook.report.places import Names, cell_name
from segmentbook.report.service_sheets import NO_SERVICES, counted_times, no_rows, pages_wide, sums_above
from segmentbook.report.spec import Cell, CellRange, Print, SheetSpec, Style, TableColumn, TableSpec
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    colour_rules,
    column_width,
    counted,
    header_width,
    long_date,
    spaced,
    table_column,
    tier_styles,
    title_cells,
    yes_no,
)
from segmentbook.schema import SERVICE_PLAN, TIER_SIMULATION

if TYPE_CHECKING:
    from segmentbook.model.plan import Plan
    from segmentbook.model.segmentation import Segmentation

__all__ = ["PLAN_KEY", "PLAN_ROW", "SIMULATION_KEY", "service_plan", "tier_simulation"]

PLAN_KEY, SIMULATION_KEY = SERVICE_PLAN.name, TIER_SIMULATION.name

_FIGURES_ROW, _FIGURE = 4, 2  # of the first of the plan's figures, and their column
_NOTES, _NOTE_ROWS = 4, 6  # column and number of the sentences beside them
_MOST_LINES = 4  # of one of them
PLAN_ROW = _FIGURES_ROW + _NOTE_ROWS + 2
"""Header row of ServicePlan."""

_DECISIONS: dict[object, Style] = {
    "Lowered": look.BODY.but(colour=look.WARNING_INK),
    "Dropped": look.BODY.but(colour=look.ERROR_INK),
    "Raised": look.BODY.but(colour=look.LINK_GREEN),
    "Added": look.BODY.but(colour=look.LINK_GREEN),
    "Not provided": look.BODY.but(colour=look.PALE),
}
_TIER_PARTS = {
    "Accounts": look.COUNT,
    "ARR": look.MONEY_LEDGER,
    "ARR Share": look.SHARE,
    "Cost": look.MONEY_LEDGER,
    "Margin": look.MONEY_LEDGER,
    "Hours": look.DECIMAL,
    "Heads": look.DECIMAL,
}


def service_plan(segmentation: Segmentation, plan: Plan | None, names: Names) -> SheetSpec:
    """The ServicePlan sheet: what fits the budget, what is cut for it, and what the next money would buy.

    Without a plan, an empty table and what to do.
    """
    settings = segmentation.inputs.settings
    headers = SERVICE_PLAN.headers
    table = names.table(PLAN_KEY)
    data = no_rows(SERVICE_PLAN, headers) if plan is None else plan.table
    styles: dict[str, Mapping[object, Style]] = {
        "Tier": tier_styles(segmentation.inputs),
        "Decision": _DECISIONS,
    }
    columns = [
        counted_times(table_column(one, data[one.header], styles=styles.get(one.header))) for one in SERVICE_PLAN
    ]
    if plan is None:
        why = "Set a Service Budget in Settings, then refresh." if segmentation.services else NO_SERVICES
        cells = title_cells("Service plan", why)
    else:
        subtitle = (
            f"as of {long_date(settings.as_of)}, money in {settings.base_currency} a year; it proposes, and never "
            "changes Services"
        )
        cells = title_cells("Service plan", subtitle) | _plan_figures(plan, table) | _sentences(plan)
        summed = ("Cost Now", "Cost Planned", "Saving", "Value Now", "Value Planned", "Hours Planned")
        totals, columns = sums_above(columns, data, summed, PLAN_ROW - 1)
        cells |= totals
    columns = list(spaced(columns))
    heights = {1: 27.0, 2: 15.0, 3: 7.5, PLAN_ROW: 30.0, PLAN_ROW - 1: 18.0}
    merges = []
    room = sum(column.width for column in columns[_NOTES - 1 :])
    for row in range(_FIGURES_ROW, _FIGURES_ROW + _NOTE_ROWS):
        said = cells.get((row, _NOTES))
        if said is not None:
            merges.append(CellRange(row, _NOTES, row, len(columns)))
            heights[row] = 13.5 * min(_MOST_LINES, math.ceil(len(str(said.value)) / room)) + 1.5
    place = headers.index("Tier") + 1
    area = CellRange(PLAN_ROW + 1, place, PLAN_ROW + max(1, len(data)), place)
    return SheetSpec(
        PLAN_KEY,
        names.sheet(PLAN_KEY),
        look.TAB_RESULT,
        cells=cells,
        widths={i: column.width for i, column in enumerate(columns, 1)},
        merges=tuple(merges),
        heights=heights,
        tables=(TableSpec(table, PLAN_ROW, 1, tuple(columns), data[list(headers)]),),
        colour_rules=colour_rules(area, tier_styles(segmentation.inputs)),
        freeze=(PLAN_ROW + 1, 2),
        print=Print(title_rows=(PLAN_ROW, PLAN_ROW)),
    )


def _plan_figures(plan: Plan, table: str) -> dict[tuple[int, int], Cell]:
    """Budget, cost before and after, and what is left, beside what the plan says in words."""
    budget, planned = (cell_name(_FIGURES_ROW + i, _FIGURE) for i in (0, 2))
    rows: list[tuple[str, float, str]] = [
        ("Budget", plan.budget, ""),
        ("Cost now", plan.cost_now, f"SUM({table}[Cost Now])"),
    ]
    if not plan.problem:
        rows += [
            ("Cost planned", plan.cost, f"SUM({table}[Cost Planned])"),
            ("Left", plan.left, f"{budget}-{planned}"),
            ("Value now", plan.value_now, f"SUM({table}[Value Now])"),
            ("Value planned", plan.value, f"SUM({table}[Value Planned])"),
        ]
    money = look.BODY.but(number_format=look.MONEY_LEDGER, horizontal="right")
    cells: dict[tuple[int, int], Cell] = {}
    for row, (label, value, formula) in enumerate(rows, _FIGURES_ROW):
        bold = label in ("Cost planned", "Left")
        cells[row, 1] = Cell(label, look.BODY.but(bold=bold, vertical="top"))
        cells[row, _FIGURE] = Cell(value, money.but(bold=bold, vertical="top"), formula)
    return cells


def _sentences(plan: Plan) -> dict[tuple[int, int], Cell]:
    """What the plan says, a sentence a row; the last row holds the rest."""
    said = [plan.problem] if plan.problem else list(plan.notes)
    lines = [*said[: _NOTE_ROWS - 1], " ".join(said[_NOTE_ROWS - 1 :])]
    style = look.BODY.but(colour=look.ERROR_INK if plan.problem else look.INK, wrap=True, vertical="top")
    return {(row, _NOTES): Cell(line, style) for row, line in enumerate(lines, _FIGURES_ROW) if line}


def tier_simulation(segmentation: Segmentation, simulation: pd.DataFrame | None, names: Names) -> SheetSpec:
    """The TierSimulation sheet: a row a scenario, the tiers as they are in bold; empty where there is none."""
    settings = segmentation.inputs.settings
    headers = TIER_SIMULATION.headers
    if simulation is None:
        data = no_rows(TIER_SIMULATION, headers)
        two = "There is one tier only: add another to the Tiers table, then refresh."
        subtitle = two if segmentation.services else NO_SERVICES
    else:
        data = simulation.copy(deep=False)
        subtitle = (
            f"as of {long_date(settings.as_of)}, money in {settings.base_currency} a year; "
            f"{counted(len(data) - 1, 'other way', 'other ways')} to cut the tiers, overrides as they are"
        )
    now = data["Current"].tolist().index(True) if simulation is not None and data["Current"].any() else -1
    data["Current"] = yes_no(data["Current"])
    columns = [
        table_column(one, data[one.header], styles=_marked(data[one.header], now) if one.header == "Scenario" else None)
        for one in TIER_SIMULATION
    ]
    columns = list(spaced([*columns, *_tier_columns(data, headers)]))
    return SheetSpec(
        SIMULATION_KEY,
        names.sheet(SIMULATION_KEY),
        look.TAB_RESULT,
        cells=title_cells("Tier simulation", subtitle),
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS,
        tables=(
            TableSpec(
                names.table(SIMULATION_KEY),
                HEADER_ROW,
                1,
                tuple(columns),
                data[[column.header for column in columns]],
                changing=True,
            ),
        ),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(fit_width=pages_wide(columns), title_rows=(HEADER_ROW, HEADER_ROW), title_columns=(1, 1)),
    )


def _marked(scenarios: pd.Series, now: int) -> dict[object, Style]:
    return {scenarios.iloc[now]: look.BODY.but(bold=True, colour=look.NAVY)} if now >= 0 else {}


def _tier_columns(data: pd.DataFrame, headers: Sequence[str]) -> Iterable[TableColumn]:
    """Seven columns a tier."""
    for header in (str(one) for one in data.columns if one not in headers):
        number_format = _TIER_PARTS.get(header.rpartition(": ")[2], look.DECIMAL)
        style = look.BODY.but(number_format=number_format, horizontal="right")
        width = max(column_width("", data[header], number_format), min(header_width(header), 20.0))
        yield TableColumn(header, style, look.HEADER_RIGHT, width, "What this tier would have.")
