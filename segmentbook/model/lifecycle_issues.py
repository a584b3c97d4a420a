"""Which stage each client is in, and clients in none or in one that there is not, as issues."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from segmentbook.model.issues import Level
from segmentbook.model.keys import text_key

if TYPE_CHECKING:
    from segmentbook.model.columns import Flags, Ints, Texts
    from segmentbook.model.findings import Findings
    from segmentbook.model.inputs import Inputs, LifecycleStage

__all__ = ["NO_STAGE", "UNKNOWN_STAGE", "report_stages", "stage_places"]

NO_STAGE, UNKNOWN_STAGE = -1, -2
"""What `stage_places` gives for a blank cell, and for a text that names no stage."""

_LISTED = 12


def stage_places(typed: Texts, stages: Sequence[LifecycleStage]) -> Ints:
    """Position of each client's stage, without regard to case and surrounding spaces; NO_STAGE or UNKNOWN_STAGE.

    Examples
    --------
    >>> import numpy as np
    >>> from segmentbook.model.inputs import LifecycleStage
    >>> stages = LifecycleStage("Onboarding", 1), LifecycleStage("Growth", 2)
    >>> stage_places(np.array(["growth ", "", "Grown"], dtype=object), stages).tolist()
    [1, -1, -2]
    """
    import numpy as np

    from segmentbook.model.columns import coded, looked_up

    known = {text_key(stage.name): place for place, stage in reversed(list(enumerate(stages)))}
    codes, distinct = coded(typed)
    places = [known.get(key, UNKNOWN_STAGE) if (key := text_key(text)) else NO_STAGE for text in distinct]
    return looked_up(places, codes, np.int64)


def report_stages(findings: Findings, inputs: Inputs, current: Flags) -> None:
    """Note current clients without a stage, and those in one that is none of LifecycleStages.

    A book in which no client has a stage does not use them, and nothing is said.
    """
    from segmentbook.model.columns import texts

    typed, stages = texts(inputs.clients["Lifecycle Stage"]), inputs.stages
    place = stage_places(typed, stages)
    if not stages or not (current & (place != NO_STAGE)).any():
        return
    known = {text_key(stage.name): stage.name for stage in stages}

    def action(i: int) -> str:
        near = get_close_matches(text_key(typed[i]), known, 1, 0.6)
        names = [*list(known.values())[:_LISTED], *(["..."] if len(known) > _LISTED else [])]
        hint = f"Did you mean {known[near[0]]}?" if near else f"There are {', '.join(names)}."
        return f"The client is counted as Unknown. {hint}"

    findings.rows(
        Level.WARNING,
        inputs.clients,
        current & (place == UNKNOWN_STAGE),
        "Clients",
        "Lifecycle Stage",
        "Lifecycle Stage must be one of the table LifecycleStages",
        lambda i: typed[i],
        action,
    )
    findings.rows(
        Level.WARNING,
        inputs.clients,
        current & (place == NO_STAGE),
        "Clients",
        "Lifecycle Stage",
        "Lifecycle Stage should be filled in",
        lambda i: None,
        "The client is counted under No stage.",
    )
