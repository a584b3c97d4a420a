"""A workbook's input tables, checked in one pass: typed Inputs and every data issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from segmentbook.checks.analysis import read_analysed
from segmentbook.checks.clients import clients_frame, clients_table
from segmentbook.checks.facts import assets_frame, contracts_frame, rates_frame
from segmentbook.checks.filters import read_filters
from segmentbook.checks.history import read_history
from segmentbook.checks.lifecycle import read_stages
from segmentbook.checks.list_uses import measures_of_lists
from segmentbook.checks.lists import read_lists
from segmentbook.checks.measures import read_scorecard
from segmentbook.checks.policy import read_bands, read_segments
from segmentbook.checks.services import read_services
from segmentbook.checks.settings import read_settings
from segmentbook.checks.stack import read_stack
from segmentbook.checks.tiers import read_tier_rules, read_tiers
from segmentbook.model.inputs import Inputs
from segmentbook.model.issues import Issue, Level
from segmentbook.raw import RawBook
from segmentbook.schema import EFFORT_MEASURES, HEALTH_MEASURES, defaults

__all__ = ["Checked", "check"]


@dataclass(frozen=True, slots=True)
class Checked:
    """Typed inputs, and what could not be taken as it stands."""

    inputs: Inputs
    issues: tuple[Issue, ...]


def check(raw: RawBook, *, today: date, as_of: date | None = None, filters: Sequence[tuple[str, str]] = ()) -> Checked:
    """Type every input table; bad data become issues, a policy that contradicts itself stops.

    Parameters
    ----------
    raw
        The tables as they stand in the workbook.
    today
        The as-of date where nothing else says one.
    as_of
        The as-of date, whatever the Settings table says.
    filters
        Column and ``;``-separated values; where there are some they take the place of the table Filters.

    Raises
    ------
    InputError
        There is no Clients table, a table lacks a required column, or two clients have one ID.
    PolicyError
        Settings, bands, segments, tiers or scorecards contradict themselves; one of ``filters`` names no column.

    Examples
    --------
    >>> from segmentbook.raw import RawColumn, RawTable
    >>> clients = RawTable("Clients", "Clients", 1, 1, ("Client", "Employees"), (
    ...     RawColumn.from_values(["Acme", "Bolt"]), RawColumn.from_values(["1,200 ", "many"])))
    >>> checked = check(RawBook({"Clients": clients}), today=date(2026, 6, 30))
    >>> checked.inputs.clients["Employees"].tolist(), checked.inputs.settings.as_of
    ([1200.0, nan], datetime.date(2026, 6, 30))
    >>> [issue.text("Clients!B3") for issue in checked.issues if issue.column == "Employees"][0]
    "Clients!B3: Employees must be a number; got 'many'. The cell is taken as blank."
    """
    tables = raw.tables
    clients_raw = clients_table(raw)
    settings, issues = read_settings(tables.get("Settings"), today, as_of)
    base = settings.base_currency
    bands, of_bands = read_bands(tables.get("HealthBands"))
    segments, of_segments = read_segments(tables.get("Segments"))
    effort = read_scorecard(tables.get("EffortMeasures"), EFFORT_MEASURES, defaults.EFFORT_MEASURES, clients_raw)
    health = read_scorecard(tables.get("HealthMeasures"), HEALTH_MEASURES, defaults.HEALTH_MEASURES, clients_raw)
    clients, of_clients = clients_frame(clients_raw, (*effort.measures, *health.measures), base)
    columns = tuple(clients.columns)
    lists, of_lists = read_lists(tables.get("CustomerLists"), clients)
    tiers, of_tiers = read_tiers(tables.get("Tiers"), settings)
    rules, of_rules = read_tier_rules(tables.get("TierRules"), settings, tiers, columns, lists)
    in_force, of_filters = read_filters(tables.get("Filters"), filters, columns, lists)
    services, of_services = read_services(tables.get("Services"), settings, tiers)
    stages, of_stages = read_stages(tables.get("LifecycleStages"))
    analysed, of_analysed = read_analysed(settings, tables.get("Settings"), tuple(clients.columns))
    stack, of_stack = read_stack(tables.get("StackItems"), tables.get("StackAlignment"))
    contracts, of_contracts = contracts_frame(tables.get("Contracts"), base)
    assets, of_assets = assets_frame(tables.get("Assets"), base)
    rates, of_rates = rates_frame(tables.get("Rates"), base)
    history, of_history = read_history(raw.own)
    inputs = Inputs(
        settings,
        clients,
        contracts,
        assets,
        rates,
        measures_of_lists(tables.get("EffortMeasures"), EFFORT_MEASURES, effort.measures, lists, columns),
        measures_of_lists(tables.get("HealthMeasures"), HEALTH_MEASURES, health.measures, lists, columns),
        bands,
        segments,
        tiers,
        rules,
        services=services,
        filters=in_force,
        stack=stack,
        history=history,
        stages=stages,
        analysed=analysed,
        lists=lists,
    )
    return Checked(
        inputs,
        (
            *_of_book(raw, clients),
            *of_clients,
            *of_contracts,
            *of_assets,
            *of_rates,
            *effort.issues,
            *health.issues,
            *of_bands,
            *of_segments,
            *of_tiers,
            *of_rules,
            *of_services,
            *of_stack,
            *of_stages,
            *of_lists,
            *of_filters,
            *of_history,
            *of_analysed,
            *issues,
        ),
    )


def _of_book(raw: RawBook, clients: pd.DataFrame) -> tuple[Issue, ...]:
    """What is to be said of the workbook as a whole: the reader's notes, and a table that is probably missed."""
    # of headers that are there twice each table speaks for itself, whoever has read it
    issues = [_of_note(note) for note in raw.notes if "a second column is called" not in note]
    if "Contracts" not in raw.tables and len(clients) and not clients["Segment Value"].notna().any():
        rule = "There is no table Contracts, and no client has a Segment Value"
        issues.append(Issue(Level.WARNING, "", None, None, rule, None, "Every client's value is 0."))
    return tuple(issues)


def _of_note(note: str) -> Issue:
    """A note of the reader's: what is wrong, then what to do. A Contracts table passed over is money not counted."""
    rule, _, action = note.partition(". ")
    if "is not read as Contracts" in note:
        action = (
            "No contract line is counted. Rename the column that holds the price of one billing period to Amount, "
            "and give the Billing Period."
            if "'Amount'" in note
            else f"No contract line is counted. {action}"
        )
        return Issue(Level.ERROR, "", None, None, rule, None, action)
    return Issue(Level.WARNING, "", None, None, rule.rstrip("."), None, action or "It is passed over.")
