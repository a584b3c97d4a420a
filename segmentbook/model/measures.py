"""Where a measure's values come from: a column of Clients, or one that is computed (product.md section 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from segmentbook.model.bands import HIGHEST_SCORE
from segmentbook.model.issues import Level
from segmentbook.model.keys import header_key

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Texts
    from segmentbook.model.findings import Findings
    from segmentbook.model.inputs import Inputs, Measure
    from segmentbook.model.stages import Judgement

__all__ = ["FROM_TIER", "measure_columns", "measure_frame", "measure_header", "report_missing_measures"]

FROM_TIER = ("Cost to Serve", "Cost Share of ARR", "Service Value")
"""Columns that follow from the tier: measures may read them, but not where tiers follow from scores (TierRules)."""

_LONGEST_HEADER = 240  # characters; Excel takes 255


def measure_columns(
    clients: pd.DataFrame, computed: Mapping[str, Floats | Texts], measures: Sequence[Measure]
) -> dict[str, pd.Series[Any] | Floats | Texts]:
    """The column of each measure, by the measure's name; a measure without one is left out.

    Headers match without regard to case, spaces and punctuation, those of lists as they stand; a column of Clients
    goes before a computed one.
    """
    own = {header_key(str(header)): header for header in reversed(list(clients.columns))}
    made = {header_key(header): values for header, values in computed.items()}
    found: dict[str, pd.Series[Any] | Floats | Texts] = {}
    for measure in measures:
        key = header_key(measure.column)
        if key in own:
            found[measure.name] = clients[own[key]]
        elif measure.column in computed:
            found[measure.name] = computed[measure.column]
        elif key in made:
            found[measure.name] = made[key]
    return found


def measure_header(card: str, measure: Measure) -> str:
    """What the column of a measure's scores is called; ``card`` is Effort or Health.

    Examples
    --------
    >>> from segmentbook.model.inputs import Measure
    >>> measure_header("Effort", Measure("After-hours  Support", 2.0))
    'Effort: After-hours Support'
    """
    return f"{card}: {' '.join(measure.name.split())}"[:_LONGEST_HEADER]


def measure_frame(inputs: Inputs, judgement: Judgement) -> pd.DataFrame:
    """What each measure scores, 0-100, NaN where missing: one row a client, one column a measure."""
    import pandas as pd

    found = {}
    for card, measures, scores in (
        ("Effort", inputs.effort_measures, judgement.effort),
        ("Health", inputs.health_measures, judgement.health),
    ):
        for position, measure in enumerate(measures):
            found[measure_header(card, measure)] = HIGHEST_SCORE * scores.shares[:, position]
    return pd.DataFrame(found, index=inputs.clients.index)


def report_missing_measures(
    findings: Findings,
    table: str,
    measures: Sequence[Measure],
    columns: Mapping[str, pd.Series[Any] | Floats | Texts],
    current: Flags,
    missing_as_zero: bool,
) -> None:
    """One warning for each measure that has no value for any current client."""
    from pandas import isna

    if not current.any():
        return
    done = "It scores 0 for all clients." if missing_as_zero else "Its weight goes to the other measures."
    for measure in measures:
        if measure.weight <= 0:
            continue
        if measure.name not in columns and header_key(measure.column) in map(header_key, FROM_TIER):
            rule = "A measure must not read what follows from the tier where the setting Tier By is Rules"
            findings.add(Level.ERROR, table, "Source", rule, measure.column, done)
        elif measure.name not in columns:
            rule = "A measure must read a column of Clients or a computed one"
            findings.add(Level.WARNING, table, "Measure", rule, measure.column, done)
        elif isna(columns[measure.name])[current].all():
            rule = "A measure should have a value for some client"
            findings.add(Level.WARNING, table, "Measure", rule, measure.column, done)
