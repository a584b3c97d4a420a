"""The default policy as rows of its input tables: what a new workbook starts from, and what the sample uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from segmentbook.model.inputs import Measure
from segmentbook.report.services import services_frame
from segmentbook.schema import (
    CLIENTS,
    CUSTOMER_LISTS,
    EFFORT_MEASURES,
    FILTERS,
    HEALTH_BANDS,
    HEALTH_MEASURES,
    LIFECYCLE_STAGES,
    SEGMENT_RESULTS,
    SEGMENTS,
    SERVICES,
    SETTINGS,
    SETTINGS_TABLE,
    TIER_RULES,
    TIERS,
    Column,
    Kind,
    Setting,
    Table,
    default_lists,
    defaults,
    header_key,
)
from segmentbook.schema.default_stages import STAGES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["POLICY_TABLES", "measure_columns", "policy_frame"]

POLICY_TABLES = (
    EFFORT_MEASURES,
    HEALTH_MEASURES,
    HEALTH_BANDS,
    SEGMENTS,
    TIERS,
    TIER_RULES,
    SERVICES,
    LIFECYCLE_STAGES,
    CUSTOMER_LISTS,
    SETTINGS_TABLE,
    FILTERS,
)
"""The tables of policy that are laid out in a workbook, in the order of its sheets."""

LATER_SETTINGS = ("Compare With",)
"""Settings that nothing reads yet (history): not laid out, so that no switch is without effect."""

_FILTERED_BY = ("Account Manager", "Account Group", "Health Band", "Segment", "Tier")
"""Rows of a new table Filters, without values: none is in force."""

_HIGHEST = 100.0
"""Where the highest band ends."""


def policy_frame(table: Table) -> pd.DataFrame:
    """The default rows of a policy table, as typed: one object column a header, None for a blank cell.

    Raises
    ------
    KeyError
        The table is not one of ``POLICY_TABLES``.

    Examples
    --------
    >>> from segmentbook.schema import HEALTH_BANDS
    >>> policy_frame(HEALTH_BANDS)[["Band", "Minimum Score", "Maximum Score"]].values.tolist()
    [['Needs attention', 0.0, 50.0], ['Satisfactory', 50.0, 75.0], ['Healthy', 75.0, 100.0]]
    """
    import pandas as pd

    if table is SERVICES:
        return services_frame()
    tables: dict[str, list[dict[str, object]]] = {
        EFFORT_MEASURES.name: [_measure_row(measure) for measure in defaults.EFFORT_MEASURES],
        HEALTH_MEASURES.name: [_measure_row(measure) for measure in defaults.HEALTH_MEASURES],
        HEALTH_BANDS.name: _band_rows(),
        SEGMENTS.name: [
            {
                "Value": "High" if cell.value_high else "Low",
                "Effort": "High" if cell.effort_high else "Low",
                "Code": cell.code,
                "Name": cell.name,
                "Description": cell.description,
                "Review Every": cell.review_months,
            }
            for cell in defaults.SEGMENTS
        ],
        TIERS.name: [
            {
                "Tier": tier.name,
                "ARR Share": tier.arr_share,
                "Minimum ARR": tier.minimum_arr,
                "Minimum Employees": tier.minimum_employees,
                "Touch Model": tier.touch_model,
                "Review Every": tier.review_months,
                "Definition": tier.definition,
            }
            for tier in defaults.TIERS
        ],
        TIER_RULES.name: [],
        LIFECYCLE_STAGES.name: [
            {"Stage": stage.name, "Order": stage.order, "Description": stage.description} for stage in STAGES
        ],
        SETTINGS_TABLE.name: [
            {"Setting": setting.name, "Value": _setting_value(setting), "Note": setting.note} for setting in SETTINGS
        ],
        CUSTOMER_LISTS.name: _list_rows(),
        FILTERS.name: [{"Column": column} for column in _FILTERED_BY],
    }
    rows = tables[table.name]
    return pd.DataFrame({h: [_cell(row.get(h)) for row in rows] for h in table.headers}, dtype=object)


def measure_columns(measures: Sequence[Measure] | None = None) -> tuple[Column, ...]:
    """The columns that the measures add to Clients: those that are neither in its schema nor computed.

    Examples
    --------
    >>> [column.header for column in measure_columns()][:3]
    ['Tickets per Seat', 'Sites', 'After-hours Support']
    """
    known = {header_key(header) for header in (*CLIENTS.headers, *SEGMENT_RESULTS.headers)}
    columns: dict[str, Column] = {}
    for measure in (*defaults.EFFORT_MEASURES, *defaults.HEALTH_MEASURES) if measures is None else measures:
        if header_key(measure.column) not in known:
            columns.setdefault(header_key(measure.column), _measure_column(measure))
    return tuple(columns.values())


def _measure_column(measure: Measure) -> Column:
    scale = (
        f"One of {', '.join(_words(measure.choices))}."
        if measure.choices
        else f"{measure.zero_at:g} scores 0, {measure.hundred_at:g} scores 100."
    )
    return Column(
        measure.column,
        Kind.CHOICE if measure.choices else Kind.MEASURE,
        f"{measure.description} {scale} Blank: not scored; the other measures count more.",
        choices=tuple(_words(measure.choices)),
        width=max(11.0, min(len(measure.column), 15)),
    )


def _words(choices: Mapping[str, float]) -> list[str]:
    """The words of a measure's choices as one would type them."""
    return [word[:1].upper() + word[1:] for word in choices]


def _measure_row(measure: Measure) -> dict[str, object]:
    ends: dict[str, object] = {"Scores 0 at": measure.zero_at, "Scores 100 at": measure.hundred_at}
    return {
        "Measure": measure.name,
        "Weight": measure.weight,
        **({} if measure.choices else ends),
        "Choices": "; ".join(
            f"{word}={score:g}" for word, score in zip(_words(measure.choices), measure.choices.values(), strict=True)
        ),
        "Source": measure.source,
        "Description": measure.description,
    }


def _band_rows() -> list[dict[str, object]]:
    bands = defaults.BANDS
    ends = [*(band.minimum for band in bands[1:]), _HIGHEST]
    return [
        {
            "Band": band.name,
            "Minimum Score": band.minimum,
            "Maximum Score": end,
            "Colour": band.colour,
            "Review Every": band.review_months,
        }
        for band, end in zip(bands, ends, strict=True)
    ]


def _list_rows() -> list[dict[str, object]]:
    """The ready lists; who owns a list and how grave it is stands on its first row."""
    rows: list[dict[str, object]] = []
    for rule in default_lists.LISTS:
        once: dict[str, object] = {"Owner": rule.owner, "Visible To": rule.visible_to, "Severity": rule.severity}
        for condition in rule.conditions:
            share = any(column.header == condition.column and column.kind is Kind.SHARE for column in CLIENTS)
            value = f"{condition.value:.0%}" if share else condition.value
            asked = {"Column": condition.column, "Operator": condition.operator, "Value": value}
            rows.append({"List": rule.name, **once, **asked, "Group": condition.group})
            once = {}
    return rows


def _setting_value(setting: Setting) -> object:
    if setting.kind is Kind.YESNO:
        return "Yes" if setting.default else "No"
    return setting.default


def _cell(value: object) -> object:
    """A blank is None, and numbers are floats, as in every frame of cells."""
    if value is None or value == "":
        return None
    return float(value) if isinstance(value, int | float) else value
