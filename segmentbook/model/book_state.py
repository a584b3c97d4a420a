"""All that decides about value, scores, segment, band and tier of a book, as plain names and values.

What of it has changed since the snapshot before is what Movement names as the cause (product.md section 3,
"History"). A value is a number or a text; dates are texts in ISO 8601, a row of another table is a `record_text`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

from segmentbook.model.keys import header_key, text_key
from segmentbook.model.rates import rates_from
from segmentbook.model.records import record_text, value_text

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.inputs import Inputs, Measure
    from segmentbook.model.segmentation import Segmentation

__all__ = [
    "CONTRACT",
    "CUT_IN_FORCE",
    "CUT_SOURCE",
    "EFFORT_CUT_IN_FORCE",
    "SETTINGS_KEPT",
    "BookState",
    "Facts",
    "book_state",
    "packed",
    "unpacked",
]

Facts: TypeAlias = "dict[str, float | str]"
"""Names and values of one client, or of the policy."""

CONTRACT = "Contracts: "
"""What a contract line's name begins with: its ID follows, or its product where it has none."""

CUT_IN_FORCE, CUT_SOURCE, EFFORT_CUT_IN_FORCE = "Value Cut in force", "Value Cut source", "Effort Cut in force"

SETTINGS_KEPT = {
    "Base Currency": "base_currency",
    "Value Basis": "value_basis",
    "Value Cut": "value_cut",
    "Value Cut per Seat": "value_cut_per_seat",
    "Effort Cut": "effort_cut",
    "Missing Measures": "missing_measures",
    "Minimum Coverage": "minimum_coverage",
    "Tier By": "tier_by",
    "Crossing Account": "crossing_account",
    "End Date Counts": "end_date_counts",
    "EOL Warning": "eol_warning_months",
}
"""Settings that decide, by their name in the table: their fields."""

_CLIENT_COLUMNS = (
    "Client Since",
    "Churned On",
    "Segment Value",
    "Employees",
    "Tier Override",
    "Health Override",
    "Override Until",
)
_UTILISATION = ("Licensed Seats", "Active Seats")
_FROM_CONTRACTS = frozenset(
    header_key(header) for header in ("Contract MRR", "Overall Value", "ARR", "Value per Seat", "Non-recurring Revenue")
)
_LONGEST_TEXT = 400
"""Characters of a typed text: what decides is a word, not an essay."""


@dataclass(frozen=True, slots=True)
class BookState:
    """The facts of the policy, and of each client by the key of its ID, `packed` or not; ``called``: name and ID."""

    policy: Facts = field(default_factory=dict)
    clients: dict[str, str | Facts] = field(default_factory=dict)
    called: dict[str, tuple[str, str]] = field(default_factory=dict)


def packed(facts: Mapping[str, float | str]) -> str:
    """Facts as one text.

    Examples
    --------
    >>> packed({"CSAT": 85.0, "Segment Value": 1200.5})
    '{"CSAT": 85, "Segment Value": 1200.5}'
    """
    whole = {n: int(v) if isinstance(v, float) and v.is_integer() and abs(v) < 1e15 else v for n, v in facts.items()}
    return json.dumps(whole, ensure_ascii=False)


def unpacked(text: object) -> Facts:
    """The facts of a ``packed`` text; of one that somebody has damaged, none.

    Examples
    --------
    >>> unpacked('{"CSAT": 85}'), unpacked("?")
    ({'CSAT': 85.0}, {})
    """
    if isinstance(text, dict):
        return text
    try:
        found = json.loads(str(text))
    except (ValueError, RecursionError):
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    known = ((name, _canonical(value)) for name, value in pairs if isinstance(value, (int, float, str)))
    return {name: value for name, value in known if value is not None}


def book_state(segmentation: Segmentation) -> BookState:
    """What decides, as it stands now."""
    clients = segmentation.clients
    names, ids = clients["Client"].tolist(), clients["Client ID"].tolist()
    keys = [text_key(one) for one in ids]
    columns = _client_columns(segmentation)
    headers = list(columns)
    rows: list[Facts] = [
        {header: value for header, value in zip(headers, values, strict=True) if value is not None}
        for values in zip(*columns.values(), strict=True)
    ]
    _add_contracts(rows, segmentation)
    return BookState(
        _policy(segmentation),
        {key: packed(facts) for key, facts in zip(keys, rows, strict=True)},
        dict(zip(keys, zip(names, ids, strict=True), strict=True)),
    )


def _canonical(value: object) -> float | str | None:
    """A cell as it is kept and compared; None where blank."""
    if isinstance(value, bool) or value is None:
        return value_text(value) or None
    if isinstance(value, (int, float)):
        return float(f"{value:.15g}") if isfinite(value) else None
    text = str(value).strip()
    return text[:_LONGEST_TEXT] or None


def _listed(column: pd.Series[Any]) -> list[float | str | None]:
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        days = column.to_numpy().astype("datetime64[D]").astype(str)
        return [None if text == "NaT" else text for text in days.tolist()]
    return [_canonical(value) for value in column.tolist()]


def _client_columns(segmentation: Segmentation) -> dict[str, list[float | str | None]]:
    """The columns of Clients that decide, and of what is computed what has no column there."""
    inputs, results = segmentation.inputs, segmentation.clients
    own = {header_key(str(header)): str(header) for header in reversed(list(inputs.clients.columns))}
    wanted = dict.fromkeys(_CLIENT_COLUMNS)
    computed: dict[str, None] = {}
    asked = [measure.column for measure in (*inputs.effort_measures, *inputs.health_measures)]
    if inputs.settings.tier_by == "Rules":
        asked += [rule.column for rule in inputs.tier_rules]
    made = {header_key(str(header)): str(header) for header in results.columns}
    for column in asked:
        key = header_key(column)
        if key in own:
            wanted[own[key]] = None
        elif key == header_key("Seat Utilisation"):
            wanted |= dict.fromkeys(_UTILISATION)
        elif key.startswith(header_key("Tech Debt")):
            computed["Tech Debt"] = None
        elif key in made and key not in _FROM_CONTRACTS:
            computed[made[key]] = None
    scores = ("Effort Score", "Health Score", "Health Band", "Segment", "Effort Coverage", "Health Coverage")
    found = {header: _listed(inputs.clients[header]) for header in wanted if header in inputs.clients}
    return found | {header: _listed(results[header]) for header in computed if header not in scores}


_LINE_FIELDS = (
    ("Amount", None),
    ("Quantity", 1.0),
    ("Currency", ""),
    ("Billing Period", ""),
    ("Start", None),
    ("End", None),
    ("Auto Renew", False),
    ("Aligned", True),
    ("Status", "Active"),
    ("Cancelled On", None),
    ("Kind", "Recurring"),
    ("Supersedes", ""),
)
"""Fields of a contract line, and the value that says nothing."""


def _add_contracts(rows: list[Facts], segmentation: Segmentation) -> None:
    """Each line of a known client, as one fact of it."""
    contracts = segmentation.inputs.contracts
    if contracts.empty or not rows:
        return
    position = {label: place for place, label in enumerate(segmentation.inputs.clients.index.tolist())}
    owners = segmentation.ledger["Client Row"].tolist()
    ids, products = contracts["Contract ID"].tolist(), contracts["Product"].tolist()
    fields = [_field_texts(header, usual, contracts[header]) for header, usual in _LINE_FIELDS]
    said = [texts for texts in fields if any(texts)]
    for owner, own_id, product, *parts in zip(owners, ids, products, *said, strict=True):
        if owner < 0:
            continue
        facts = rows[position[owner]]
        name = key = f"{CONTRACT}{' '.join((own_id or product or 'line').split())}"
        number = 1
        while key in facts:
            number += 1
            key = f"{name} ({number})"
        facts[key] = "; ".join(filter(None, parts))


def _field_texts(header: str, usual: object, column: pd.Series[Any]) -> list[str]:
    """One field of each line as in a `record_text`, "" where it says nothing."""
    if column.dtype.kind == "M":
        days = column.to_numpy().astype("datetime64[D]").astype(str).tolist()
        return ["" if text == "NaT" else f"{header}={text}" for text in days]
    if column.dtype.kind == "f":
        return ["" if x != x or x == usual else f"{header}={x:.15g}" for x in column.tolist()]
    texts = {value: f"{header}={text}" for value in set(column.tolist()) if (text := value_text(value))}
    texts.pop(usual, None)
    return [texts.get(value, "") for value in column.tolist()]


def _policy(segmentation: Segmentation) -> Facts:
    """Settings by name, rows of policy tables by table and row, rates by currency."""
    inputs = segmentation.inputs
    settings = inputs.settings
    found: dict[str, object] = {name: getattr(settings, field) for name, field in SETTINGS_KEPT.items()}
    found[CUT_IN_FORCE] = segmentation.value_cut
    found[CUT_SOURCE] = segmentation.value_cut_source
    found[EFFORT_CUT_IN_FORCE] = segmentation.effort_cut
    for table, measures in (("EffortMeasures", inputs.effort_measures), ("HealthMeasures", inputs.health_measures)):
        for measure in measures:
            found[f"{table}: {measure.name}"] = record_text(_measure_fields(measure))
    for band in inputs.bands:
        found[f"HealthBands: {band.name}"] = record_text([("Minimum Score", band.minimum)])
    for cell in inputs.segments:
        place = f"{'High' if cell.value_high else 'Low'} value, {'high' if cell.effort_high else 'low'} effort"
        found[f"Segments: {place}"] = record_text([("Code", cell.code)])
    for tier in inputs.tiers:
        found[f"Tiers: {tier.name}"] = record_text(
            [
                ("Place", float(inputs.tiers.index(tier) + 1)),
                ("ARR Share", tier.arr_share),
                ("Minimum ARR", tier.minimum_arr),
                ("Minimum Employees", tier.minimum_employees),
            ]
        )
    found |= dict(_tier_rules(inputs))
    rates = rates_from(inputs.rates, settings.as_of, settings.base_currency)
    for currency, rate in rates.per_unit.items():
        found[f"Rates: {currency.upper()}"] = record_text([("Rate", rate)])
    known = ((name, _canonical(value)) for name, value in found.items())
    return {name: value for name, value in known if value is not None}


def _measure_fields(measure: Measure) -> Sequence[tuple[str, object]]:
    choices = ", ".join(f"{word} {score:g}" for word, score in measure.choices.items())
    ends = [] if choices else [("Scores 0 at", measure.zero_at), ("Scores 100 at", measure.hundred_at)]
    return [("Weight", float(measure.weight)), *ends, ("Choices", choices), ("Source", measure.source)]


def _tier_rules(inputs: Inputs) -> Iterable[tuple[str, str]]:
    if inputs.settings.tier_by != "Rules":
        return
    count: dict[str, int] = {}
    for rule in inputs.tier_rules:
        count[rule.tier] = count.get(rule.tier, 0) + 1
        asked = f"{rule.column} {rule.operator} {value_text(rule.value)}"
        yield f"TierRules: {rule.tier} {count[rule.tier]}", record_text([("Rule", asked)])
