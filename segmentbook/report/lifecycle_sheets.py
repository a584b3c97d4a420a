"""The sheets StageSummary and ClientStages: clients by the stage of their lives, and since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.model.clients import CURRENT
from segmentbook.report import look
from segmentbook.report.places import Names, absolute
from segmentbook.report.service_sheets import TOTAL_ROW, no_rows, pages_wide, sums_above
from segmentbook.report.spec import (
    CategoryChart,
    CategorySeries,
    CellRange,
    ChartCells,
    Print,
    SheetSpec,
    Style,
    TableColumn,
    TableSpec,
    ValueAxis,
)
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    band_styles,
    colour_rules,
    column_width,
    counted,
    joined,
    long_date,
    spaced,
    table_column,
    tier_styles,
    title_cells,
    yes_no,
)
from segmentbook.schema import CLIENT_STAGES, STAGE_SUMMARY
from segmentbook.schema.defaults import UNSCORED, UNSCORED_COLOUR

if TYPE_CHECKING:
    from segmentbook.model.lifecycle import Lifecycle
    from segmentbook.model.segmentation import Segmentation

__all__ = ["STAGES_KEY", "TIMES_KEY", "stage_summary", "stage_times", "stages_known"]

STAGES_KEY, TIMES_KEY = STAGE_SUMMARY.name, CLIENT_STAGES.name

NO_STAGES = "No client has a stage yet: fill in the column Lifecycle Stage of Clients, then refresh."
NO_HISTORY = "There is no earlier snapshot yet: since when clients are in their stage is known from the next one on."
_WIDEST_COUNT = 14.0
_ROOM_FOR_STAGES, _CHART_ROWS, _CHART_COLUMNS = 9, 18, 9
_HEIGHTS = HEIGHTS | {TOTAL_ROW: 18.0, HEADER_ROW: 43.0}  # three lines: Tier 1 - Strategic
_NOTHING = '#,##0;-#,##0;"-"'
"""A dash where no client of the stage is in a band or tier."""


def stages_known(segmentation: Segmentation) -> bool:
    """Whether any client has a stage."""
    return bool(segmentation.clients["Lifecycle Stage"].str.strip().astype(bool).any())


def stage_summary(segmentation: Segmentation, found: Lifecycle, names: Names) -> SheetSpec:
    """The StageSummary sheet: a row a stage, then a column a health band and one a tier."""
    settings, inputs = segmentation.inputs.settings, segmentation.inputs
    data = found.summary
    known = stages_known(segmentation)
    current = int(data["Clients"].sum())
    subtitle = (
        f"as of {long_date(settings.as_of)}, money in {settings.base_currency} (MRR a month, ARR a year), "
        f"{counted(current, 'current client')}; columns at the right: how many are in which band and tier"
    )
    if not known:
        data, subtitle = no_rows(STAGE_SUMMARY, STAGE_SUMMARY.headers), NO_STAGES
    columns = [table_column(one, data[one.header], presented=True) for one in STAGE_SUMMARY]
    own = [str(header) for header in data.columns[len(STAGE_SUMMARY.headers) :]]
    fills: Mapping[object, Style] = {
        **{f"Band: {name}": style for name, style in band_styles(inputs).items()},
        **{f"Tier: {name}": style for name, style in tier_styles(inputs).items()},
    }
    columns += [_count_column(header, data[header], fills[header]) for header in own]
    cells = title_cells("Lifecycle", subtitle)
    if known:
        totals, columns = sums_above(columns, data, ("Clients", "MRR", "ARR", "Not Current"))
        cells |= totals
    return SheetSpec(
        STAGES_KEY,
        names.sheet(STAGES_KEY),
        look.TAB_RESULT,
        cells=cells,
        widths=_widths(spaced(columns)),
        heights=_HEIGHTS,
        tables=(TableSpec(names.table(STAGES_KEY), HEADER_ROW, 1, spaced(columns), data, key="Stage", changing=True),),
        charts=_chart(segmentation, data, names) if known else (),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(fit_width=pages_wide(columns), title_rows=(HEADER_ROW, HEADER_ROW), title_columns=(1, 1)),
    )


def _chart(segmentation: Segmentation, data: pd.DataFrame, names: Names) -> tuple[CategoryChart, ...]:
    """Current clients by stage, coloured by health band, below the table."""
    if not data["Clients"].sum():
        return ()
    sheet = names.sheet(STAGES_KEY)
    headers = [str(header) for header in data.columns]
    colours = {UNSCORED: UNSCORED_COLOUR} | {band.name: band.colour for band in segmentation.inputs.bands}

    def cells(header: str) -> ChartCells:
        column = headers.index(header) + 1
        area = CellRange(HEADER_ROW + 1, column, HEADER_ROW + len(data), column)
        return ChartCells(absolute(sheet, area), tuple(data[header].tolist()))

    # Unscored first: a series that a new band adds to a chart comes last
    series = tuple(CategorySeries(name, cells(f"Band: {name}"), colour) for name, colour in colours.items())
    said = joined([f"{stage}: {number:,.0f}" for stage, number in zip(data["Stage"], data["Clients"], strict=True)])
    title = f"Clients by stage, coloured by health - {long_date(segmentation.inputs.settings.as_of)}"
    top = HEADER_ROW + max(len(data), _ROOM_FOR_STAGES) + 2
    chart = CategoryChart(
        "Clients by stage",
        CellRange(top, 1, top + _CHART_ROWS, _CHART_COLUMNS),
        title,
        f"{title}. Column chart. {said}.",
        cells("Stage"),
        series,
        axis=ValueAxis("Current clients", look.COUNT),
        stacked=True,
    )
    return (chart,)


def stage_times(segmentation: Segmentation, found: Lifecycle, names: Names) -> SheetSpec:
    """The ClientStages sheet: since when each current client has been in its stage, by the history."""
    clients, inputs = segmentation.clients, segmentation.inputs
    current = np.flatnonzero((clients["Status"] == CURRENT).to_numpy(bool))
    days = np.nan_to_num(found.days[current], nan=-1.0)
    who = current[np.lexsort((current, -days, found.place[current]))]
    taken = clients.iloc[who]
    data = pd.DataFrame(
        {
            "Client": taken["Client"],
            "Client ID": taken["Client ID"],
            "Stage": pd.Series([found.names[place] for place in found.place[who]], index=taken.index, dtype=object),
            "In Stage Since": pd.Series(found.since[who].astype("datetime64[s]"), index=taken.index),
            "Longer": _longer(found, who, taken.index),
            "Days in Stage": found.days[who],
            **{header: taken[header] for header in ("Health Band", "Tier", "ARR", "Account Manager")},
        }
    )
    as_of = inputs.settings.as_of
    said = f"as of {long_date(as_of)}, ARR in {inputs.settings.base_currency}; {counted(len(who), 'current client')}"
    styles: dict[str, Mapping[object, Style]] = {"Health Band": band_styles(inputs), "Tier": tier_styles(inputs)}
    columns = spaced(table_column(one, data[one.header], styles=styles.get(one.header)) for one in CLIENT_STAGES)
    rules = [rule for header, style in styles.items() for rule in colour_rules(_area(header, len(data)), style)]
    return SheetSpec(
        TIMES_KEY,
        names.sheet(TIMES_KEY),
        look.TAB_RESULT,
        cells=title_cells("Time in stage", said if found.dated else NO_HISTORY),
        widths=_widths(columns),
        heights=HEIGHTS,
        tables=(TableSpec(names.table(TIMES_KEY), HEADER_ROW, 1, columns, data, key="Client ID"),),
        colour_rules=tuple(rules),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW)),
    )


def _longer(found: Lifecycle, who: np.ndarray[tuple[int], np.dtype[np.int64]], index: pd.Index) -> pd.Series:
    """Yes or No; blank where nothing is known."""
    answers = [
        None if np.isnan(days) else bool(longer)
        for days, longer in zip(found.days[who], found.longer[who], strict=True)
    ]
    return yes_no(pd.Series(answers, index=index, dtype=object))


def _area(header: str, rows: int) -> CellRange:
    place = CLIENT_STAGES.headers.index(header) + 1
    return CellRange(HEADER_ROW + 1, place, HEADER_ROW + max(1, rows), place)


def _count_column(header: str, values: pd.Series, fill: Style) -> TableColumn:
    """A column of counts, under the colour of its band or tier."""
    style = look.BODY.but(number_format=_NOTHING, horizontal="right")
    head = look.HEADER_RIGHT.but(fill=fill.fill, colour=fill.colour)
    width = min(column_width(header, values, look.COUNT), _WIDEST_COUNT)
    kind, _, name = header.partition(": ")
    where = "health band" if kind == "Band" else "tier"
    return TableColumn(header, style, head, width, f"Current clients of the stage in the {where} {name}.")


def _widths(columns: Sequence[TableColumn]) -> dict[int, float]:
    return {place: column.width for place, column in enumerate(columns, 1)}
