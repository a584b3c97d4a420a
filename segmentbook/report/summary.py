"""What a refresh found, as one JSON object (product.md section 6)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from segmentbook.model.issues import Issue, Level

if TYPE_CHECKING:
    from segmentbook.model.segmentation import Segmentation

__all__ = ["json_summary"]


def json_summary(segmentation: Segmentation, issues: Iterable[Issue]) -> dict[str, Any]:
    """What ``refresh --json`` prints, but for the output file and the seconds.

    Parameters
    ----------
    segmentation
        The result. ``clients``, ``segments``, ``bands`` and ``tiers`` count current clients; ``mrr`` and
        ``paying_clients`` are of the ledger.
    issues
        All issues, of the checks and of the calculation.

    Returns
    -------
    dict
        Plain values only; money rounded to the cent, what does not exist None.
    """
    levels = [issue.level for issue in issues]
    bands, tiers = segmentation.bands, segmentation.tiers
    return {
        "as_of": segmentation.inputs.settings.as_of.isoformat(),
        "clients": int((segmentation.clients["Status"] == "Current").sum()),
        "paying_clients": int(segmentation.paying_clients),
        "contracts": len(segmentation.ledger),
        "mrr": _cents(segmentation.mrr),
        "arr": _cents(segmentation.arr),
        "value_cut": _cents(segmentation.value_cut),
        "effort_cut": float(segmentation.effort_cut),
        "segments": {code: int(number) for code, number in segmentation.segment_counts.items()},
        "bands": {str(band): int(number) for band, number in zip(bands["Band"], bands["Clients"], strict=True)},
        "tiers": {
            str(tier): {
                "accounts": int(accounts),
                "arr": _cents(arr),
                "cost": _cents(cost),  # None where the book knows no services
                "value": _cents(value),
            }
            for tier, accounts, arr, cost, value in zip(
                *(tiers[header] for header in ("Tier", "Accounts", "ARR", "Cost to Serve", "Service Value")),
                strict=True,
            )
        },
        "issues": {level.value: levels.count(level) for level in (Level.ERROR, Level.WARNING)},
    }


def _cents(money: float) -> float | None:
    return None if math.isnan(money) else round(float(money), 2) + 0.0  # never -0.0
