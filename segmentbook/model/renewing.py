"""The three questions before a quarter: who renews in it, who of them has a retention plan, who asked to cancel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.clients import CURRENT
from segmentbook.model.quarters import renewal_quarter

if TYPE_CHECKING:
    from segmentbook.model.columns import Flags, Ints
    from segmentbook.model.segmentation import Segmentation

__all__ = ["Renewing", "renewing"]


@dataclass(frozen=True, slots=True, eq=False)
class Renewing:
    """Renewals of a quarter.

    Parameters
    ----------
    first, last
        The quarter's days, by the setting Fiscal Year Start Month.
    due
        Current clients whose Renewal Date lies in it (positions in Clients), the earliest first, then the larger ARR.
    planned, cancelling
        Which clients are in a retention plan, and which have asked to cancel: current ones, one entry a row of Clients.
    """

    first: date
    last: date
    due: Ints
    planned: Flags
    cancelling: Flags


def renewing(segmentation: Segmentation) -> Renewing:
    """Answer the three questions of the whole book, whatever filters are in force."""
    import numpy as np

    from segmentbook.model.columns import days, floats

    clients, settings = segmentation.clients, segmentation.inputs.settings
    first, last = renewal_quarter(settings.as_of, settings.fiscal_year_start_month)
    current = (clients["Status"] == CURRENT).to_numpy(bool)

    def says_yes(header: str) -> Flags:
        return current & np.array([value is True for value in clients[header].tolist()], dtype=np.bool_)

    renewal = days(clients["Renewal Date"])
    due = np.flatnonzero(current & (renewal >= np.datetime64(first, "D")) & (renewal <= np.datetime64(last, "D")))
    order = np.lexsort((due, -floats(clients["ARR"])[due], renewal[due]))
    return Renewing(first, last, due[order], says_yes("Retention Plan"), says_yes("Cancellation Requested"))
