"""The columns of SegmentResults, from what the stages found (product.md section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from segmentbook.model.bands import UNSCORED
from segmentbook.model.filters import columns_asked, shown_rows
from segmentbook.model.lists import LISTS, list_names
from segmentbook.model.measures import FROM_TIER
from segmentbook.model.segments import UNPLACED
from segmentbook.model.why import CONTRACTS, SEGMENT_VALUE
from segmentbook.model.words import flags, whys

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints, Texts
    from segmentbook.model.inputs import Inputs
    from segmentbook.model.lists import FoundList
    from segmentbook.model.service_costs import ServiceCosts
    from segmentbook.model.stages import Decided, Judgement, People, Worth

__all__ = [
    "RESULT_COLUMNS",
    "Columns",
    "decided_columns",
    "known_before_scores",
    "known_before_tiers",
    "results_frame",
    "service_columns",
]

RESULT_COLUMNS = (
    "Client",
    "Client ID",
    "CRM ID",
    "Account Manager",
    "Account Group",
    "Industry",
    "Region",
    "Lifecycle Stage",
    "Status",
    "Employees",
    "Contract MRR",
    "Overall Value",
    "Value Source",
    "ARR",
    "MRR a Year Ago",
    "MRR Growth",
    "Value per Seat",
    "Non-recurring Revenue",
    "Tech Debt",
    "Tech Debt per Seat",
    "Seat Utilisation",
    "Stack Alignment",
    "MRR Opportunity",
    "Non-recurring Opportunity",
    "Opportunity Rank",
    "Effort Score",
    "Effort Coverage",
    "Health Score",
    "Health Coverage",
    "Health Band",
    "Band Source",
    "Segment",
    "Segment Name",
    "ARR Rank",
    "Cumulative ARR Share",
    "Tier",
    "Tier Source",
    "Cost to Serve",
    "Cost Share of ARR",
    "Service Value",
    "Renewal Date",
    "Next Review",
    "Review Overdue",
    "Last Interaction",
    "Cancellation Requested",
    "Retention Plan",
    "Lists",
    "In Filter",
    "Flags",
    "Why",
)
_CARRIED = ("Client", "CRM ID", "Account Manager", "Account Group", "Industry", "Region", "Lifecycle Stage")

_SCORE = "Score"
_OVERRIDE = "Override"
_RULE = "Rule"

Columns: TypeAlias = "dict[str, pd.Series[Any] | npt.NDArray[Any]]"


def known_before_scores(inputs: Inputs, people: People, worth: Worth, computed: Mapping[str, Any]) -> Columns:
    """The result columns that do not depend on a score, so that lists that measures read may ask for them."""
    import numpy as np

    from segmentbook.model.columns import text_series

    frame = inputs.clients
    index = frame.index
    columns: Columns = {header: frame[header] for header in _CARRIED}
    columns["Client ID"] = text_series(people.ids, index)
    columns["Status"] = text_series(people.status, index)
    columns["Employees"] = people.employees
    columns.update(computed)
    columns["Value Source"] = text_series(np.where(worth.typed, SEGMENT_VALUE, CONTRACTS), index)
    return columns


def known_before_tiers(inputs: Inputs, people: People, worth: Worth, judgement: Judgement) -> Columns:
    """The result columns that do not depend on the tier, so that tier rules may ask for them."""
    import numpy as np

    from segmentbook.model.columns import text_series

    index = inputs.clients.index
    band_source = np.where(judgement.overridden, _OVERRIDE, np.where(judgement.band < 0, "", _SCORE))
    columns = known_before_scores(inputs, people, worth, judgement.computed)
    columns["Effort Score"] = judgement.effort.score
    columns["Effort Coverage"] = judgement.effort.coverage
    columns["Health Score"] = judgement.health.score
    columns["Health Coverage"] = judgement.health.coverage
    columns["Health Band"] = text_series(_named([b.name for b in inputs.bands], UNSCORED, judgement.band), index)
    columns["Band Source"] = text_series(band_source, index)
    code = _named([c.code for c in inputs.segments], UNPLACED, judgement.cell)
    columns["Segment"] = text_series(np.where(people.current, code, ""), index)
    columns["Segment Name"] = text_series(_named([c.name for c in inputs.segments], "", judgement.cell), index)
    return columns


def decided_columns(decided: Decided) -> Columns:
    """The columns of SegmentResults that depend on no list and no filter, so that these may ask for them."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import flags as truths
    from segmentbook.model.columns import text_series

    inputs, tiers, calendar = decided.inputs, decided.tiers, decided.calendar
    index = inputs.clients.index
    tier_source = np.where(tiers.tier < 0, "", np.where(tiers.overridden, _OVERRIDE, _RULE))
    columns = known_before_tiers(inputs, decided.people, decided.worth, decided.judgement)
    columns["ARR Rank"] = tiers.rank
    columns["Cumulative ARR Share"] = tiers.through
    columns["Tier"] = text_series(_named([t.name for t in inputs.tiers], "", tiers.tier), index)
    columns["Tier Source"] = text_series(tier_source, index)
    columns |= service_columns(decided.services, len(index))
    columns["Renewal Date"] = calendar.renewal.astype("datetime64[s]")
    columns["Next Review"] = calendar.review.astype("datetime64[s]")
    columns["Review Overdue"] = _yes_no(calendar.overdue, ~np.isnat(calendar.review), index)
    columns["Last Interaction"] = inputs.clients["Last Interaction"]
    for header in ("Cancellation Requested", "Retention Plan"):
        columns[header] = pd.Series(truths(inputs.clients[header], blank=False), index=index, dtype=object)
    columns["Flags"] = text_series(flags(decided), index)
    columns["Why"] = text_series(whys(decided), index)
    return columns


def results_frame(columns: Columns, lists: Sequence[FoundList], inputs: Inputs) -> pd.DataFrame:
    """SegmentResults up to Why: one row a client, index as the Clients frame."""
    import pandas as pd

    from segmentbook.model.columns import text_series

    index = inputs.clients.index
    columns = columns | {LISTS: text_series(list_names(lists, len(index)), index)}
    shown = shown_rows(columns_asked(columns, inputs, lists), inputs.filters, len(index))
    columns["In Filter"] = pd.Series(shown, index=index, dtype=object)
    return pd.DataFrame({header: columns[header] for header in RESULT_COLUMNS}, index=index)


def service_columns(services: ServiceCosts | None, count: int) -> dict[str, Floats]:
    """The columns that follow from the tier's services; blank where the book knows none."""
    import numpy as np

    if services is None:
        return dict.fromkeys(FROM_TIER, np.full(count, np.nan))
    return dict(zip(FROM_TIER, (services.cost, services.cost_share, services.value), strict=True))


def _named(names: Sequence[str], none: str, positions: Ints) -> Texts:
    import numpy as np

    from segmentbook.model.columns import looked_up

    return looked_up([*names, none], positions, np.object_)  # position -1 is the last name


def _yes_no(yes: Flags, known: Flags, index: pd.Index[Any]) -> pd.Series[Any]:
    import numpy as np
    import pandas as pd

    values = np.full(len(yes), None, dtype=np.object_)
    values[known] = yes[known]
    return pd.Series(values, index=index, dtype=object)
