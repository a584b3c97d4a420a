"""Two dates of a book side by side: what the causes of a move are asked of (product.md section 3, "History")."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from segmentbook.model.causes import Cause, not_known
from segmentbook.model.clients import CURRENT
from segmentbook.model.dated_events import DatedCause, LineEvents, asset_events, line_events
from segmentbook.model.keys import header_key
from segmentbook.model.known_changes import KnownChanges, PolicyThen, policy_then
from segmentbook.model.populations import ArrPopulation, ValuePopulation
from segmentbook.model.rounding import to_cent

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from segmentbook.model.columns import Floats
    from segmentbook.model.inputs import Inputs, Settings
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.model.snapshots import Snapshot

__all__ = ["Comparison", "Mover"]


@dataclass(frozen=True, slots=True)
class Mover:
    """A client at both dates: its key, its row's place in Clients, and its columns then and now."""

    key: str
    row: int
    then: Mapping[str, Any]
    now: Mapping[str, Any]

    def moved(self, header: str) -> bool:
        """Whether a figure is another, to the cent."""
        was, now = self.then[header], self.now[header]
        if was != was or now != now:
            return bool((was == was) != (now == now))
        return to_cent(was) != to_cent(now)


@dataclass(frozen=True, eq=False)
class Comparison:
    """An earlier snapshot, the book now, and what is known to have changed.

    ``unsettled`` are the rows of Clients whose Contract MRR differs: their contract lines are looked at.
    """

    then: Snapshot
    now: Segmentation
    known: KnownChanges
    unsettled: Sequence[int] = ()

    @property
    def inputs(self) -> Inputs:
        """The inputs now."""
        return self.now.inputs

    @property
    def settings(self) -> Settings:
        """The settings now."""
        return self.now.inputs.settings

    @property
    def days(self) -> tuple[date, date]:
        """The two as-of dates."""
        return self.then.as_of, self.settings.as_of

    @cached_property
    def policy(self) -> PolicyThen:
        """The policy then."""
        inputs = self.inputs
        return policy_then(self.known, inputs.settings, inputs.bands, inputs.tiers, inputs.segments)

    @cached_property
    def headers(self) -> dict[str, str]:
        """The columns of Clients, by their key."""
        return {header_key(str(header)): str(header) for header in reversed(list(self.inputs.clients.columns))}

    @cached_property
    def lines(self) -> LineEvents:
        """What happened to contract lines by their dates alone."""
        return line_events(self.now, self.then.as_of, self.unsettled)

    @cached_property
    def assets(self) -> Mapping[int, Sequence[DatedCause]]:
        """Which assets became due by their dates alone, by row of Clients."""
        return asset_events(self.now, self.then.as_of)

    def cell(self, mover: Mover, header: str) -> Any:
        """A cell of Clients now."""
        return self.inputs.clients[header].iloc[mover.row]

    def doubts(self, outcome: Callable[[frozenset[str]], object], before: object) -> list[Cause]:
        """Where the inputs of then are not known, and those of now do not give what came out then: that something is.

        ``outcome`` as `decisive` takes it.
        """
        if self.known.complete or outcome(frozenset()) in (before, None):
            return []
        return [not_known(f"the policy and the inputs of {self.then.as_of} are not known")]

    @cached_property
    def values_then(self) -> dict[bool, ValuePopulation]:
        """All current clients' values then: by seat (True) and overall."""
        return _values(self.then.clients)

    @cached_property
    def values_now(self) -> dict[bool, ValuePopulation]:
        """The same now."""
        return _values(self.now.clients)

    @cached_property
    def arr_then(self) -> ArrPopulation:
        """All current clients' ARR then."""
        return ArrPopulation(_current(self.then.clients, "ARR"))

    @cached_property
    def arr_now(self) -> ArrPopulation:
        """The same now."""
        return ArrPopulation(_current(self.now.clients, "ARR"))


def _values(clients: pd.DataFrame) -> dict[bool, ValuePopulation]:
    overall, by_seat = (_current(clients, header) for header in ("Overall Value", "Value per Seat"))
    return {False: ValuePopulation(overall), True: ValuePopulation(by_seat)}


def _current(clients: pd.DataFrame, header: str) -> Floats:
    import numpy as np

    current = (clients["Status"] == CURRENT).to_numpy(bool)
    found: Floats = clients[header].to_numpy(dtype=np.float64)[current]
    return found
