"""The accounts of an export: current clients, in the order of their value, with the tier and the rule's own tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from segmentbook.model.columns import Flags, Floats, Ints, floats, text_series, texts
from segmentbook.model.keys import header_key, text_key
from segmentbook.model.list_chains import list_header
from segmentbook.model.lists import asked_lists
from segmentbook.model.tiers import (
    arr_shares,
    tiers_by_arr,
    tiers_by_employees,
    tiers_by_rules,
    tiers_by_share_column,
)

if TYPE_CHECKING:
    from segmentbook.model.inputs import Inputs
    from segmentbook.model.segmentation import Segmentation

__all__ = ["Accounts", "accounts_of"]

CURRENT = "Current"


@dataclass(frozen=True, slots=True, eq=False)
class Accounts:
    """Current clients; all arrays and the frame have one row each, in the order of the Clients table.

    Parameters
    ----------
    frame
        Columns of Clients and of SegmentResults, and of each list (``List: Onboarding``: Yes or No); index as
        ``inputs.clients``.
    by_rule
        Position of the tier that the rule gives, whatever an override says.
    overridden
        Whose tier is an override.
    value
        The value that decides the segment: Overall Value, or Value per Seat.
    outside
        Name, ID, state and row of each client that is not current.
    """

    inputs: Inputs
    frame: pd.DataFrame
    by_rule: Ints
    overridden: Flags
    value: Floats
    outside: tuple[tuple[str, str, str, int], ...]

    def __len__(self) -> int:
        return len(self.frame)

    def texts(self, header: str) -> list[str]:
        """A column of texts, surrounding spaces gone."""
        return [text.strip() for text in texts(self.frame[header])]

    def tier_names(self, positions: Ints) -> list[str]:
        """Names of tiers."""
        names = [tier.name for tier in self.inputs.tiers]
        return [names[position] for position in positions.tolist()]

    def header(self, asked: str) -> str | None:
        """The column of that name, found as headers are found: without regard to case, spaces and punctuation."""
        if asked in self.frame.columns:
            return asked
        key = header_key(asked)
        return next((str(h) for h in self.frame.columns if header_key(str(h)) == key), None)

    def order(self, keys: Sequence[str]) -> list[int]:
        """Positions by value, the highest first; equal values by key."""
        known = np.where(np.isnan(self.value), -np.inf, self.value).tolist()
        return sorted(range(len(self)), key=lambda i: (-known[i], text_key(keys[i]), keys[i], i))


def accounts_of(segmentation: Segmentation) -> Accounts:
    """The current clients of a book, whatever its filters show."""
    inputs, results = segmentation.inputs, segmentation.clients
    columns: dict[str, pd.Series[Any]] = {str(h): inputs.clients[h] for h in inputs.clients.columns}
    columns |= {str(h): results[h] for h in results.columns}
    headers = [list_header(one.rule.name) for one in segmentation.lists if one.rule.conditions and not one.by_manager]
    answers = asked_lists(segmentation.lists, headers, len(results))
    columns |= {header: text_series(who, results.index) for header, who in answers.items()}
    everyone = pd.DataFrame(columns, index=results.index)
    current = (everyone["Status"] == CURRENT).to_numpy(dtype=np.bool_)
    frame = everyone[current]
    by_seat = inputs.settings.value_basis == "MRR per Seat"
    others = everyone[~current]
    return Accounts(
        inputs=inputs,
        frame=frame,
        by_rule=_by_rule(inputs, frame),
        overridden=(frame["Tier Source"] == "Override").to_numpy(dtype=np.bool_),
        value=floats(frame["Value per Seat" if by_seat else "Overall Value"]),
        outside=tuple(
            zip(*(others[h].tolist() for h in ("Client", "Client ID", "Status")), map(int, others.index), strict=True)
        ),
    )


def _by_rule(inputs: Inputs, frame: pd.DataFrame) -> Ints:
    settings, tiers = inputs.settings, inputs.tiers
    if settings.tier_by == "Rules":
        return tiers_by_rules(frame, tiers, inputs.tier_rules)
    if settings.tier_by == "Employees":
        return tiers_by_employees(floats(frame["Employees"]), tiers)
    arr = floats(frame["ARR"])
    if settings.tier_by == "ARR":
        return tiers_by_arr(arr, tiers)
    return tiers_by_share_column(arr, arr_shares(arr), tiers, settings.crossing_account)
