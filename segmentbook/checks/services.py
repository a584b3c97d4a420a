"""The catalogue of services: what each costs, and which tier gets it how often. One bad row never stops a refresh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segmentbook.checks.cells import blank_cells, cell_shown, text_column
from segmentbook.checks.numbers import number_column
from segmentbook.checks.places import listed, nearest
from segmentbook.checks.table import BLANKED, InputTable
from segmentbook.checks.words import yes_no_column
from segmentbook.model.inputs import Service, Settings, Tier
from segmentbook.model.issues import Issue, Level
from segmentbook.model.services import margin_limit, sells_below_cost
from segmentbook.raw import RawColumn, RawTable
from segmentbook.schema import SERVICES, header_key
from segmentbook.schema.catalogue import MOST_TIMES

__all__ = ["MAXIMUM", "MINIMUM", "read_services"]

MINIMUM, MAXIMUM = "Minimum", "Maximum"
"""What follows a tier's name in the headers of what a plan may give it."""

_RANGE = f"from 0 to {MOST_TIMES}"
_NOT_COUNTED = "The service is not counted."
_NOT_SAID = frozenset({"-", "–", "—", "n/a", "none"})
_MOST_COST = 1e12
_SHORTEST_PART = 3
"""Characters from which the beginning of a tier's name is taken for it."""

_Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _TierColumns:
    """The headers as typed of each tier's columns, by the tier's name."""

    times: Mapping[str, str]
    minimum: Mapping[str, str]
    maximum: Mapping[str, str]

    def headers(self) -> tuple[str, ...]:
        return (*self.times.values(), *self.minimum.values(), *self.maximum.values())


def read_services(
    raw: RawTable | None, settings: Settings, tiers: Sequence[Tier]
) -> tuple[tuple[Service, ...], tuple[Issue, ...]]:
    """Services in the order of their rows; without the table none: a cost that nobody typed is not counted.

    Parameters
    ----------
    raw
        The table Services.
    settings
        For the Margin Method, and the CSM Hourly Cost of services that have hours and no cost.
    tiers
        Each has a column of its name: blank or No is not provided, Yes is at Times per Year, a number is that many
        times a year. A tier that gets nothing that is done by people keeps what is Automated, but for a No.
    """
    if raw is None:
        return (), ()
    columns = _tier_columns(raw, tiers)
    table = InputTable(raw, SERVICES, columns.headers())
    _report_columns(table, columns, tiers)
    names = table.texts("Service", action="The row is skipped.")
    good = names != ""
    table.note(Level.WARNING, np.flatnonzero(~good), "Service", "Service must be filled in", "The row is skipped.")
    good &= ~_doubled(table, names)
    table.keep(good)
    names = table.texts("Service")
    definitions, automated = table.texts("Definition"), table.yes_no("Automated")
    a_year, bad_times, _ = table.numbers("Times per Year", Level.ERROR, _NOT_COUNTED)
    cells = {tier.name: _entitlement(table, columns.times.get(tier.name), a_year) for tier in tiers}
    hours, bad_hours, _ = table.numbers("Hours per Time", Level.ERROR, "The service counts without hours of work.")
    costs, bad_costs = _costs(table, hours, settings)
    margins = _margins(table, settings)
    priority, _, _ = table.numbers("Priority", Level.WARNING, "Its priority is taken as 1.")
    priority = _whole(table, priority)
    minimum, maximum = _limits(table, columns, tiers)
    counted = ~(bad_times | bad_costs)
    by_itself = np.array([answer is True for answer in automated.tolist()], np.bool_)
    times = {tier: _staying_on(cell, counted, by_itself, a_year) for tier, cell in cells.items()}
    _report_hours(table, counted & ~bad_hours & np.isnan(hours) & ~by_itself, times)
    services = tuple(
        Service(
            name=str(names[row]),
            definition=str(definitions[row]),
            cost_per_time=float(costs[row]),
            times_per_year=float(a_year[row]),
            hours_per_time=0.0 if np.isnan(hours[row]) else float(hours[row]),
            margin=float(margins[row]),
            automated=bool(by_itself[row]),
            times={tier: float(column[row]) for tier, column in times.items()},
            priority=int(priority[row]),
            minimum=_given(minimum, row),
            maximum=_given(maximum, row),
            row=int(table.rows[row]),
        )
        for row in np.flatnonzero(counted).tolist()
    )
    return services, table.findings.issues()


# -- which column is which tier's -----------------------------------------------------------------------------------


def _tier_columns(raw: RawTable, tiers: Sequence[Tier]) -> _TierColumns:
    taken = {raw.headers[position] for position in SERVICES.match(raw.headers).values()}
    typed: dict[str, str] = {}
    for header in raw.headers:
        if header not in taken:
            typed.setdefault(header_key(header), header)

    def found(suffix: str = "") -> dict[str, str]:
        keys = {tier.name: header_key(tier.name + suffix) for tier in tiers}
        return {name: typed[key] for name, key in keys.items() if key in typed}

    return _TierColumns(found(), found(MINIMUM), found(MAXIMUM))


def _report_columns(table: InputTable, columns: _TierColumns, tiers: Sequence[Tier]) -> None:
    """Columns that were meant for a tier that there is not, and tiers that have no column."""
    names = [tier.name for tier in tiers]
    known = set(columns.headers())
    for header in table.extra_headers():
        if header in known:
            continue
        meant = _meant(header, names, table.extra_column(header))
        if meant is not None:
            hint = f"Did you mean {meant}?" if meant else f"There are {listed(names, ' and ')}."
            rule = "A column must be called as a tier is"
            table.findings.error(None, header, rule, header, f"The column is not counted. {hint}")
    for name in names:
        if name not in columns.times:
            rule = f"Services should have a column for each tier; it has none for {name}"
            table.findings.warning(
                None, None, rule, None, "The tier gets only what is Automated. Add a column of that name."
            )


def _meant(header: str, names: Sequence[str], cells: RawColumn) -> str | None:
    """The column that was probably meant, "" where there is no telling which; None for a column of the user's own."""
    if blank_cells(cells).all():
        return None
    base, suffix = header, ""
    for word in (MINIMUM, MAXIMUM):
        if header_key(header).endswith(header_key(word)):
            base, suffix = header[: -len(word)].strip(), f" {word}"
    key = header_key(base)
    if not key:
        return None
    beginning = [name for name in names if header_key(name).startswith(key) and len(key) >= _SHORTEST_PART]
    near = beginning[0] if len(beginning) == 1 else nearest(base, names)
    if near is not None:
        return near + suffix
    first = {name.split()[0].casefold() for name in names if name.split()}
    return "" if base.split()[0].casefold() in first and _like_entitlements(cells) else None


def _like_entitlements(cells: RawColumn) -> bool:
    """Whether every filled cell is a number, Yes or No."""
    numbers, words = number_column(cells, percent=False), yes_no_column(cells, None)
    return not (numbers.unreadable & words.unreadable).any()


# -- what the cells say ---------------------------------------------------------------------------------------------


def _doubled(table: InputTable, names: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Rows whose service is there before."""
    again = np.zeros(len(names), np.bool_)
    first: dict[str, int] = {}
    for row, name in enumerate(names):
        other = first.setdefault(name.casefold(), row)
        if name and other != row:
            again[row] = True
            rule = f"Service must be unique; {name} is also in {table.place(other, 'Service')}"
            table.findings.error(
                int(table.rows[row]), "Service", rule, None, f"{_NOT_COUNTED} Give each a name of its own."
            )
    return again


@dataclass(frozen=True, slots=True, eq=False)
class _Entitlement:
    """Times a year that a tier gets each service, 0 where it is not provided, and where nothing is said."""

    times: _Numbers
    blank: npt.NDArray[np.bool_]


def _entitlement(table: InputTable, header: str | None, a_year: _Numbers) -> _Entitlement:
    if header is None:
        return _Entitlement(np.zeros(len(table)), np.ones(len(table), np.bool_))
    cells = table.extra_column(header)
    times, unreadable = _numbers(table, header, cells)
    words = yes_no_column(cells, None)
    yes = unreadable & (words.values == True)  # noqa: E712 - objects
    dashes = np.array([text.casefold() in _NOT_SAID for text in text_column(cells).tolist()], np.bool_)
    wrong = unreadable & words.unreadable & ~dashes
    wanted = "blank, Yes, No or a number of times a year"
    table.note_unlike(Level.ERROR, cells, np.flatnonzero(wrong), header, wanted, "The tier does not get the service.")
    out = _out_of_range(times)
    rule, action = f"{header} must be {_RANGE}", "The tier does not get the service."
    table.note_cells(Level.ERROR, cells, np.flatnonzero(out), header, rule, action)
    times = np.where(yes, a_year, times)
    return _Entitlement(np.where(np.isnan(times) | out, 0.0, times), blank_cells(cells))


def _staying_on(
    cells: _Entitlement, counted: npt.NDArray[np.bool_], automated: npt.NDArray[np.bool_], a_year: _Numbers
) -> _Numbers:
    """A tier's times a year: where people do nothing for it, what is automated stays on."""
    if (cells.times[counted & ~automated] > 0.0).any():
        return cells.times
    return np.where(cells.blank & automated, a_year, cells.times)


def _out_of_range(times: _Numbers) -> npt.NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        return np.asarray((times < 0.0) | (times > MOST_TIMES), np.bool_)


def _numbers(table: InputTable, header: str, cells: RawColumn) -> tuple[_Numbers, npt.NDArray[np.bool_]]:
    read = number_column(cells, percent=False)
    table.remark(header, read.remarks)
    return read.values, read.unreadable


def _costs(table: InputTable, hours: _Numbers, settings: Settings) -> tuple[_Numbers, npt.NDArray[np.bool_]]:
    """Cost of each time, and where there is none: where it is blank, hours at the CSM Hourly Cost."""
    costs, bad, _ = table.numbers("Cost per Time", Level.ERROR, _NOT_COUNTED)
    blank = np.isnan(costs) & ~bad
    hourly = settings.csm_hourly_cost
    if hourly is not None:
        costs = np.where(blank, hours * hourly, costs)
    with np.errstate(invalid="ignore"):
        large = costs > _MOST_COST
    table.note(
        Level.ERROR,
        np.flatnonzero(large),
        "Cost per Time",
        f"Cost per Time must be at most {_MOST_COST:,.0f}",
        _NOT_COUNTED,
    )
    missing = blank & np.isnan(costs)
    timed = missing & ~np.isnan(hours)
    rule = "Cost per Time must be filled in"
    table.note(
        Level.ERROR,
        np.flatnonzero(timed),
        "Cost per Time",
        rule,
        f"{_NOT_COUNTED} Give its cost, or the setting CSM Hourly Cost: the hours then cost that much.",
    )
    table.note(
        Level.ERROR,
        np.flatnonzero(missing & ~timed),
        "Cost per Time",
        rule,
        f"{_NOT_COUNTED} Give its cost: 0 where it costs nothing.",
    )
    return costs, bad | missing | large


def _margins(table: InputTable, settings: Settings) -> _Numbers:
    """Margins as the method takes them, NaN where blank or impossible: the value is the cost then."""
    method = settings.margin_method
    action = "No margin is added: the service is worth what it costs."
    margins, _, _ = table.numbers("Margin", Level.ERROR, action)
    limits = np.array([margin_limit(margin, method) for margin in margins.tolist()], np.object_)
    impossible = limits != ""
    below = np.array([sells_below_cost(margin, method) for margin in margins.tolist()], np.bool_) & ~impossible
    for limit in sorted(set(limits[impossible].tolist())):
        rule = f"Margin must be {limit} where the setting Margin Method is {method}"
        table.note(Level.ERROR, np.flatnonzero(limits == limit), "Margin", rule, action)
    least = "1 or more" if method == "Multiplier" else "0 or more"
    rule = f"Margin should be {least} where the setting Margin Method is {method}"
    table.note(Level.WARNING, np.flatnonzero(below), "Margin", rule, "The service is worth less than it costs.")
    return np.where(impossible, np.nan, margins)


def _whole(table: InputTable, priority: _Numbers) -> _Numbers:
    """Priorities are whole numbers from 1 on."""
    priority = np.where(np.isnan(priority), 1.0, priority)
    broken = priority != np.floor(priority)
    table.note(
        Level.WARNING, np.flatnonzero(broken), "Priority", "Priority must be a whole number", "It is rounded down."
    )
    return np.floor(priority)


def _limits(
    table: InputTable, columns: _TierColumns, tiers: Sequence[Tier]
) -> tuple[dict[str, _Numbers], dict[str, _Numbers]]:
    """What a plan must and may give each tier, NaN where blank; a minimum above its maximum is not applied."""
    minimum = {name: _limit(table, header) for name, header in columns.minimum.items()}
    maximum = {name: _limit(table, header) for name, header in columns.maximum.items()}
    for tier in tiers:
        if tier.name not in minimum or tier.name not in maximum:
            continue
        low, high = minimum[tier.name], maximum[tier.name]
        with np.errstate(invalid="ignore"):
            above = low > high
        header = columns.minimum[tier.name]
        cells = table.extra_column(header)
        for row in np.flatnonzero(above).tolist():
            rule = f"{header} must be at most {columns.maximum[tier.name]}, {high[row]:g}"
            shown = cell_shown(cells, row)
            table.findings.error(int(table.rows[row]), header, rule, shown, "The minimum is not applied.")
        minimum[tier.name] = np.where(above, np.nan, low)
    return minimum, maximum


def _limit(table: InputTable, header: str) -> _Numbers:
    cells = table.extra_column(header)
    values, unreadable = _numbers(table, header, cells)
    table.note_unlike(Level.WARNING, cells, np.flatnonzero(unreadable), header, "a number of times a year", BLANKED)
    out = _out_of_range(values)
    table.note_cells(Level.WARNING, cells, np.flatnonzero(out), header, f"{header} must be {_RANGE}", BLANKED)
    return np.where(out, np.nan, values)


def _given(limits: Mapping[str, _Numbers], row: int) -> dict[str, float]:
    return {tier: float(column[row]) for tier, column in limits.items() if not np.isnan(column[row])}


def _report_hours(table: InputTable, blank: npt.NDArray[np.bool_], times: Mapping[str, _Numbers]) -> None:
    """People do what is not automated: it takes hours."""
    provided = np.zeros(len(table), np.bool_)
    for column in times.values():
        provided |= column > 0.0
    rows = np.flatnonzero(blank & provided)
    rule = "Hours per Time should be filled in for a service that is not Automated"
    action = "It counts with its cost, and without hours or heads."
    if table.column("Hours per Time") is not None:
        table.note(Level.WARNING, rows, "Hours per Time", rule, action)
    elif rows.size:
        table.findings.warning(None, None, rule, None, action)
