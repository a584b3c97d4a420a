"""The stages of a client's life, in their order. One bad row never stops a refresh."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from segmentbook.checks.table import InputTable
from segmentbook.model.inputs import LifecycleStage
from segmentbook.model.issues import Issue, Level
from segmentbook.raw import RawTable
from segmentbook.schema import LIFECYCLE_STAGES
from segmentbook.schema.default_stages import STAGES

__all__ = ["read_stages"]

_SKIPPED = "The row is skipped."


def read_stages(raw: RawTable | None) -> tuple[tuple[LifecycleStage, ...], tuple[Issue, ...]]:
    """Stages from the first to the last: by Order, else as listed; without the table the default ones.

    A stage without an Order follows the one listed before it. A stage that is there before is noted and skipped.
    """
    if raw is None:
        return STAGES, ()
    table = InputTable(raw, LIFECYCLE_STAGES)
    names = table.texts("Stage", action=_SKIPPED)
    good = names != ""
    table.note(Level.WARNING, np.flatnonzero(~good), "Stage", "Stage must be filled in", _SKIPPED)
    first: dict[str, int] = {}
    for row in np.flatnonzero(good).tolist():
        other = first.setdefault(names[row].casefold(), row)
        if other != row:
            good[row] = False
            rule = f"Stage must be unique; {names[row]} is also in {table.place(other, 'Stage')}"
            table.findings.warning(int(table.rows[row]), "Stage", rule, None, _SKIPPED)
    table.keep(good)
    names, descriptions = table.texts("Stage"), table.texts("Description")
    orders, _, _ = table.numbers("Order", Level.WARNING, "The stage follows the one above it.")
    before = -np.inf
    stages = []
    for row, order in enumerate(orders.tolist()):
        before = before if np.isnan(order) else order
        stages.append(LifecycleStage(str(names[row]), before, str(descriptions[row]), int(table.rows[row])))
    stages.sort(key=lambda stage: stage.order)
    return tuple(replace(stage, order=place) for place, stage in enumerate(stages, 1)), table.findings.issues()
