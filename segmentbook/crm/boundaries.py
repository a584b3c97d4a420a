"""Test rows: accounts at the edges of the rule with the tier they must get, to be tried in the CRM.

The tiers come from the engine's own rule, not from the formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.crm.ladder import (
    AnyOf,
    BlankTest,
    DateTest,
    Kind,
    Ladder,
    NumberTest,
    Test,
    TextTest,
    Value,
    columns_of,
    holds,
)
from segmentbook.crm.thresholds import tiers_with
from segmentbook.model.rounding import to_cents, to_share
from segmentbook.model.tiers import tiers_by_arr, tiers_by_employees, tiers_by_rules
from segmentbook.schema import CLIENTS, SEGMENT_RESULTS
from segmentbook.schema import Kind as Column

if TYPE_CHECKING:
    from segmentbook.crm.accounts import Accounts

__all__ = ["Boundary", "boundaries"]

_CENT, _ONE = 0.01, 1.0
_ELSE = "something else"


@dataclass(frozen=True, slots=True)
class Boundary:
    """One account: what it stands for, its values by column, and its tier."""

    about: str
    values: Mapping[str, Value]
    tier: str


def boundaries(accounts: Accounts, ladder: Ladder) -> list[Boundary]:
    """Accounts at each edge: every threshold, a step below and above, blank, zero, negative.

    With rules, each column takes its edges in turn while the others fulfil a tier.
    """
    settings = accounts.inputs.settings
    if settings.tier_by == "Rules":
        asked = _crossed(ladder)
    else:
        column = "Employees" if settings.tier_by == "Employees" else "ARR"
        asked = [{column: value} for value in _edges(column, ladder)]
    seen = list(dict.fromkeys(tuple(values.items()) for values in asked))
    rows: list[dict[str, Value]] = [dict(values) for values in seen]
    tiers = _tiers(accounts, ladder, rows)
    return [Boundary(_about(values), values, tier) for values, tier in zip(rows, tiers, strict=True)]


def _edges(column: str, ladder: Ladder) -> list[float | None]:
    step = _step(column)
    values = {0.0} if column == "Employees" else {0.0, -_CENT, -1_000.0}
    for branch in ladder.branches:
        for test in branch.tests:
            if isinstance(test, NumberTest):
                values |= {test.value, test.value - step, test.value + step}
    kept = (v for v in values if v >= 0.0) if column == "Employees" else to_cents(np.array(sorted(values))).tolist()
    return [None, *sorted({float(v) + 0.0 for v in kept}, reverse=True)]


def _crossed(ladder: Ladder) -> list[dict[str, Value]]:
    """For each tier an account that fulfils it, then each column's edges in turn."""
    candidates: dict[str, list[Value]] = {}
    for column, kind in columns_of(ladder).items():
        values: dict[Value, None] = {"" if kind is Kind.TEXT else None: None}
        for branch in ladder.branches:
            for test in branch.tests:
                for one in test.tests if isinstance(test, AnyOf) else (test,):
                    if one.column == column:
                        values |= dict.fromkeys(_around(one))
        candidates[column] = list(values)
    rows: list[dict[str, Value]] = [{column: values[0] for column, values in candidates.items()}]
    for branch in ladder.branches:
        base = {column: _fulfilling(column, values, branch.tests) for column, values in candidates.items()}
        rows.append(base)
        rows += [base | {column: value} for column, values in candidates.items() for value in values]
    return rows


def _around(test: NumberTest | DateTest | TextTest | BlankTest) -> list[Value]:
    match test:
        case NumberTest():
            step = _step(test.column)
            return [test.value, to_share(test.value - step), to_share(test.value + step), 0.0]
        case DateTest():
            return [test.value, test.value - timedelta(1), test.value + timedelta(1)]
        case TextTest():
            spelt = [word for word in test.words if not word.startswith("'")]
            around: list[Value] = [*spelt, *(word.title() for word in spelt), *(word.upper() for word in spelt)]
            return [*around, *(f"x {word} x" for word in spelt), _ELSE]
        case BlankTest():
            by_kind: dict[Kind, Value] = {Kind.NUMBER: 1.0, Kind.DATE: date(2020, 1, 1), Kind.TEXT: _ELSE}
            return [by_kind[test.kind]]


def _step(column: str) -> float:
    """What lies next to a value: one more of what is counted, else a cent."""
    kinds = {c.header: c.kind for table in (SEGMENT_RESULTS, CLIENTS) for c in table}
    return _ONE if kinds.get(column) is Column.COUNT else _CENT


def _fulfilling(column: str, values: Sequence[Value], tests: Sequence[Test]) -> Value:
    own = [t for t in tests if (t.tests[0].column if isinstance(t, AnyOf) else t.column) == column]
    return next((value for value in values if all(holds(test, {column: value}) for test in own)), values[0])


def _tiers(accounts: Accounts, ladder: Ladder, rows: Sequence[Mapping[str, Value]]) -> list[str]:
    inputs = accounts.inputs
    tier_by = inputs.settings.tier_by
    tiers = inputs.tiers
    if tier_by == "Rules":
        columns = {}
        for column, kind in columns_of(ladder).items():
            cells = [row[column] for row in rows]
            if kind is Kind.NUMBER:
                columns[column] = pd.Series([np.nan if c is None else c for c in cells], dtype=np.float64)
            else:
                columns[column] = pd.Series(cells, dtype=object)
        positions = tiers_by_rules(pd.DataFrame(columns, index=range(len(rows))), tiers, inputs.tier_rules)
    elif tier_by == "Employees":
        people = [np.nan if row["Employees"] is None else row["Employees"] for row in rows]
        positions = tiers_by_employees(np.array(people, dtype=np.float64), tiers)
    else:
        if tier_by == "ARR share":
            cuts = {branch.tier: branch.tests[0] for branch in ladder.branches}
            minima = [test.value if isinstance(test := cuts.get(t.name), NumberTest) else None for t in tiers]
            tiers = tiers_with(tiers, minima)
        money = np.array([row["ARR"] or 0.0 for row in rows], dtype=np.float64)
        positions = tiers_by_arr(money, tiers)
    return [tiers[position].name for position in positions.tolist()]


def _about(values: Mapping[str, Value]) -> str:
    said = []
    for column, value in values.items():
        blank = value is None or value == ""
        shown = "blank" if blank else f"{value:,.15g}" if isinstance(value, float) else str(value)
        said.append(f"{column} {shown}")
    return ", ".join(said)
