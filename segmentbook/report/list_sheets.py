"""The sheets ListSummary and ListMembers: what each customer list comes to, and who is in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.report import look
from segmentbook.report.client_links import client_links
from segmentbook.report.list_words import list_words
from segmentbook.report.places import MAX_LINKS, Names, cell_name, link_to
from segmentbook.report.service_sheets import no_rows
from segmentbook.report.spec import CellRange, Print, SheetSpec, Style, TableColumn, TableSpec
from segmentbook.report.tables import (
    HEADER_ROW,
    HEIGHTS,
    band_styles,
    colour_rules,
    counted,
    long_date,
    spaced,
    table_column,
    tier_styles,
    title_cells,
)
from segmentbook.schema import LIST_MEMBERS, LIST_SUMMARY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from segmentbook.model.lists import FoundList
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.raw import RawBook

__all__ = ["MEMBERS_KEY", "MEMBERS_SHOWN", "SEVERITY_STYLES", "SUMMARY_KEY", "list_members", "list_summary"]

SUMMARY_KEY, MEMBERS_KEY = LIST_SUMMARY.name, LIST_MEMBERS.name
MEMBERS_SHOWN = 1_000
"""Clients of one list on ListMembers, those with the largest ARR: of more, nobody calls each."""

SEVERITY_STYLES: dict[object, Style] = {
    "High": look.BODY.but(colour=look.ERROR_INK, bold=True),
    "Medium": look.BODY.but(colour=look.WARNING_INK, bold=True),
    "Low": look.BODY.but(colour=look.MUTED, bold=True),
}

NO_LISTS = "There are no lists: add rows to the table CustomerLists, then refresh."
_MOST_ROWS = 1_000_000
"""Excel's rows, and room above the table."""
_WHO = "of current clients, where they do not ask for Status or Churned On"


def list_summary(segmentation: Segmentation, names: Names) -> SheetSpec:
    """The ListSummary sheet: one row a list, those without clients too."""
    settings, lists = segmentation.inputs.settings, segmentation.lists
    arr = segmentation.clients["ARR"].to_numpy(float)
    data = no_rows(LIST_SUMMARY, LIST_SUMMARY.headers)
    subtitle = NO_LISTS
    if lists:
        rules = [one.rule for one in lists]
        data = pd.DataFrame(
            {
                "List": _texts([rule.name for rule in rules]),
                "Owner": _texts([rule.owner for rule in rules]),
                "Visible To": _texts([rule.visible_to for rule in rules]),
                "Severity": _texts([rule.severity for rule in rules]),
                "Clients": np.array([len(one.members) for one in lists], dtype=float),
                "ARR": np.array([math.fsum(_known(arr[one.members])) for one in lists], dtype=float),
                "Asks for": _texts([list_words(rule) for rule in rules]),
                "Note": _texts([_note(segmentation, one) for one in lists]),
            }
        )
        subtitle = f"as of {long_date(settings.as_of)}, ARR in {settings.base_currency} a year; {_WHO}"
    links = {"List": _first_rows(lists, names)}
    styles: dict[str, Mapping[object, Style]] = {
        "Severity": SEVERITY_STYLES,
        "Clients": {0.0: look.BODY.but(number_format=look.COUNT, colour=look.PALE)},
        "Note": {_BROKEN: look.BODY.but(colour=look.WARNING_INK)},
    }
    columns = spaced(
        table_column(
            column,
            data[column.header],
            links=links.get(column.header, ()),
            styles=styles.get(column.header),
            presented=True,
        )
        for column in LIST_SUMMARY
    )
    return _sheet(segmentation, names, LIST_SUMMARY.name, "Customer lists", subtitle, columns, data)


def list_members(segmentation: Segmentation, raw: RawBook, names: Names) -> SheetSpec:
    """The ListMembers sheet: list by list, the largest ARR first."""
    settings, inputs = segmentation.inputs.settings, segmentation.inputs
    of_list, rows = _rows(segmentation)
    data = no_rows(LIST_MEMBERS, LIST_MEMBERS.headers)
    links: dict[str, tuple[str, ...]] = {}
    subtitle = NO_LISTS if not segmentation.lists else "No client is in a list."
    if len(rows):
        data = _members(segmentation, of_list, rows)
        links["Client"] = client_links(raw, segmentation.clients.index[rows].tolist(), len(rows))
        subtitle = (
            f"as of {long_date(settings.as_of)}, ARR in {settings.base_currency} a year; "
            f"{counted(len(rows), 'row')} of {counted(len(set(of_list.tolist())), 'list')}, {_WHO}"
        )
        if any(len(one.members) > MEMBERS_SHOWN for one in segmentation.lists):
            subtitle += f"; of each list the {MEMBERS_SHOWN:,} clients with the largest ARR"
    bands, tiers = band_styles(inputs), tier_styles(inputs)
    styles: dict[str, Mapping[object, Style]] = {"Severity": SEVERITY_STYLES, "Tier": tiers, "Health Band": bands}
    columns = spaced(
        table_column(column, data[column.header], links=links.get(column.header, ()), styles=styles.get(column.header))
        for column in LIST_MEMBERS
    )
    spec = _sheet(segmentation, names, LIST_MEMBERS.name, "Clients of the lists", subtitle, columns, data)
    place = {column.header: i for i, column in enumerate(columns, 1)}
    bottom = HEADER_ROW + max(1, len(data))
    areas = {
        header: CellRange(HEADER_ROW + 1, place[header], bottom, place[header]) for header in ("Tier", "Health Band")
    }
    rules = colour_rules(areas["Health Band"], bands) + colour_rules(areas["Tier"], tiers)
    return replace(spec, colour_rules=rules)


_BROKEN = "Not computed, as a row of it cannot be used: see DataIssues."


def _note(segmentation: Segmentation, found: FoundList) -> str:
    """Why nobody is in a list, and what is not shown of it."""
    rule, clients = found.rule, segmentation.clients
    if not rule.conditions:
        return _BROKEN
    if len(found.members) > MEMBERS_SHOWN:
        return f"ListMembers shows the {MEMBERS_SHOWN:,} with the largest ARR."
    if len(found.members) or clients.empty:
        return ""
    for condition in rule.conditions:
        column = condition.column
        frame = clients if column in clients else segmentation.inputs.clients
        if column in frame and frame[column].replace("", None).isna().all():
            return f"No client has a {column}."
    return ""


def _rows(
    segmentation: Segmentation,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """For each row of ListMembers its list and its client, as positions."""
    arr = segmentation.clients["ARR"].to_numpy(float)
    rank = np.empty(len(arr), dtype=np.int64)
    rank[np.argsort(-np.where(np.isnan(arr), -np.inf, arr), kind="stable")] = np.arange(len(arr))
    ordered = [one.members[np.argsort(rank[one.members])][:MEMBERS_SHOWN] for one in segmentation.lists]
    rows = np.concatenate([*ordered, np.array([], dtype=np.int64)]).astype(np.int64)
    of_list = np.repeat(np.arange(len(ordered)), [len(one) for one in ordered])
    return of_list[:_MOST_ROWS], rows[:_MOST_ROWS]


def _members(
    segmentation: Segmentation,
    of_list: np.ndarray[tuple[int], np.dtype[np.int64]],
    rows: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> pd.DataFrame:
    rules = [one.rule for one in segmentation.lists]
    of_rule = {
        "List": _texts([rule.name for rule in rules]),
        "Owner": _texts([rule.owner for rule in rules]),
        "Visible To": _texts([rule.visible_to for rule in rules]),
        "Severity": _texts([rule.severity for rule in rules]),
    }
    results, clients = segmentation.clients, segmentation.inputs.clients
    columns: dict[str, object] = {header: values.to_numpy(dtype=object)[of_list] for header, values in of_rule.items()}
    for header in LIST_MEMBERS.headers[len(columns) :]:
        values = results[header] if header in results else clients[header]
        columns[header] = values.iloc[rows].reset_index(drop=True)
    return pd.DataFrame({header: pd.Series(columns[header]) for header in LIST_MEMBERS.headers})


def _first_rows(lists: Sequence[FoundList], names: Names) -> tuple[str, ...]:
    """The row of each list's first client on ListMembers; the top of the sheet for a list without clients."""
    sheet, row = names.sheet(MEMBERS_KEY), HEADER_ROW + 1
    links: list[str] = []
    for one in lists:
        shown = min(len(one.members), MEMBERS_SHOWN)
        links.append(link_to(sheet, cell_name(row if shown else 1, 1)) if len(links) < MAX_LINKS else "")
        row += shown
    return tuple(links)


def _sheet(
    segmentation: Segmentation,
    names: Names,
    key: str,
    title: str,
    subtitle: str,
    columns: tuple[TableColumn, ...],
    data: pd.DataFrame,
) -> SheetSpec:
    return SheetSpec(
        key,
        names.sheet(key),
        look.TAB_RESULT,
        cells=title_cells(title, subtitle),
        widths={i: column.width for i, column in enumerate(columns, 1)},
        heights=HEIGHTS,
        tables=(TableSpec(names.table(key), HEADER_ROW, 1, columns, data),),
        freeze=(HEADER_ROW + 1, 2),
        print=Print(title_rows=(HEADER_ROW, HEADER_ROW), title_columns=(1, 1)),
    )


def _known(
    values: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return values[~np.isnan(values)]


def _texts(values: Sequence[str]) -> pd.Series:
    return pd.Series(list(values), dtype=object)
