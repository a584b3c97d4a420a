"""Assets line by line: whose each is, what it adds to the tech debt, and why (product.md section 3, "Tech debt")."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from segmentbook.model.clients import AMBIGUOUS
from segmentbook.model.months import add_months

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.inputs import Inputs
    from segmentbook.model.stages import Assets, People

__all__ = ["AssetReason", "asset_frame"]


class AssetReason(StrEnum):
    """Why an asset is tech debt, or is not."""

    PAST = "past end of life"
    SOON = "end of life soon"
    LATER = "not due"
    NO_DATE = "no end of life"
    UNKNOWN = "unknown client"
    AMBIGUOUS = "ambiguous client"


def asset_frame(inputs: Inputs, people: People, assets: Assets) -> pd.DataFrame:
    """The AssetLedger without ``Line``, and ``Client Row``: the label of the client's row, -1 where unknown.

    The sum of ``Tech Debt`` of a client is its Tech Debt in SegmentResults.
    """
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import days, text_series, texts

    frame, index, settings = inputs.assets, inputs.assets.index, inputs.settings
    owner, end = assets.owner, days(frame["End of Life"])
    known = owner >= 0
    as_of = np.datetime64(settings.as_of, "D")
    limit = np.datetime64(add_months(settings.as_of, settings.eol_warning_months), "D")
    reason = np.full(len(frame), AssetReason.LATER.value, dtype=np.object_)
    reason[np.isnat(end)] = AssetReason.NO_DATE.value
    reason[end <= limit] = AssetReason.SOON.value
    reason[end <= np.minimum(as_of, limit)] = AssetReason.PAST.value
    reason[~known] = AssetReason.UNKNOWN.value
    reason[owner == AMBIGUOUS] = AssetReason.AMBIGUOUS.value
    label = inputs.clients.index.to_numpy()
    typed = texts(frame["Client"])
    anybody = len(people.names) > 0
    found = pd.DataFrame(index=index)
    found["Client"] = text_series(np.where(known, people.names[owner], typed) if anybody else typed, index)
    found["Client ID"] = text_series(
        np.where(known, people.ids[owner], "") if anybody else np.full(len(frame), ""), index
    )
    for header in ("Asset", "End of Life", "Quantity", "Replacement Cost"):
        found[header] = frame[header]
    found["Tech Debt"] = np.where(known, assets.debt, 0.0)
    found["Reason"] = text_series(reason, index)
    found["Client Row"] = np.where(known, label[owner], -1) if anybody else np.full(len(frame), -1)
    return found
