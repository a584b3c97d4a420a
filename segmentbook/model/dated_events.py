"""What time alone did to contract lines and assets between two dates: nobody edited them, their day came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.causes import Cause, CauseKind
from segmentbook.model.earlier_ledger import ledger_at, owners
from segmentbook.model.reasons import COUNTED, REASONS, Reason
from segmentbook.model.rounding import to_cent, to_cents
from segmentbook.model.snapshots import Value
from segmentbook.model.why import money

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints
    from segmentbook.model.revenue import Ledger
    from segmentbook.model.segmentation import Segmentation

__all__ = ["DatedCause", "LineEvents", "asset_events", "line_events"]

_EVENTS = {
    Reason.NOT_STARTED: ("Start", "started on"),
    Reason.ENDED: ("End", "ended after"),
    Reason.CANCELLED: ("Cancelled On", "was cancelled on"),
    Reason.SUPERSEDED: ("Supersedes", "was replaced by another"),
    Reason.NO_RATE: ("Currency", "is in a currency whose exchange rate came or went"),
}
"""What happened to a line that is not counted any more, or was not yet: the column with the date, and the verb."""

_DATES = ("Start", "End", "Cancelled On")
_CONFLICTS = (Reason.DUPLICATE.value, Reason.CONFLICTING_ID.value)


@dataclass(frozen=True, slots=True)
class DatedCause:
    """A date that came: the line's or asset's label, the column that holds the date, and the cause."""

    label: str
    column: str
    cause: Cause


@dataclass(frozen=True, slots=True, eq=False)
class LineEvents:
    """The lines of some clients at two dates: ``before`` judged at the earlier one, ``lines`` of the ledger now.

    ``of`` gives the places of a client's lines, by its place in Clients. ``then`` is the Contract MRR that the
    contracts of now gave at the earlier date, for the clients that were looked at.
    """

    lines: pd.DataFrame
    before: Ledger
    of: Mapping[int, Ints]
    then: Floats

    def causes(self, row: int) -> list[DatedCause]:
        """The client's lines that count otherwise: they started, ended, were cancelled or replaced, or the rate did."""
        counted = self.lines["Counted MRR"].to_numpy()
        places = self._places(row)
        return [self._cause(at) for at in places if to_cent(self.before.counted_mrr[at]) != to_cent(counted[at])]

    def ids(self, row: int) -> set[str]:
        """The IDs of the client's lines."""
        return self._texts(row, "Contract ID") - {""}

    def currencies(self, row: int) -> set[str]:
        """The currencies of the client's lines."""
        return self._texts(row, "Currency")

    def _texts(self, row: int, header: str) -> set[str]:
        values = self.lines[header].to_numpy(dtype=object)
        return {values[at] for at in self._places(row)}

    def _places(self, row: int) -> list[int]:
        return self.of[row].tolist() if row in self.of else []

    def _cause(self, at: int) -> DatedCause:
        line = self.lines.iloc[at]
        label = line["Contract ID"].strip() or line["Product"].strip() or f"in row {self.lines.index[at] + 1}"
        was, now = REASONS[int(self.before.reason[at])], Reason(line["Reason"])
        if was in COUNTED and now in COUNTED:
            rates = (float(self.before.rate[at]), float(line["Rate"]))
            name = f"Rates: {line['Currency'].strip().upper()}: Rate"
            why = f"{name} went from {rates[0]:.6g} to {rates[1]:.6g} on its day"
            return DatedCause(label, "Rate", Cause(CauseKind.POLICY, name, *rates, why))
        column, verb = _EVENTS[was if now in COUNTED else now]
        day: Value = line[column].date() if column in _DATES else None
        on = f" {day}" if day is not None else ""
        change = money(line["Counted MRR"] - self.before.counted_mrr[at])
        why = f"contract {label} {verb}{on} ({change} a month)"
        return DatedCause(label, column, Cause(CauseKind.DATA, f"Contract {label}: {column}", day, day, why))


def line_events(now: Segmentation, as_of: date, rows: Sequence[int]) -> LineEvents:
    """Judge the lines of some clients, by their places in Clients, at an earlier date."""
    import numpy as np

    from segmentbook.model.columns import sums

    count = len(now.clients)
    owner = owners(now.clients, now.ledger)
    asked = np.zeros(count + 1, dtype=np.bool_)  # the last: lines of nobody
    asked[list(rows)] = True
    taken = asked[owner] | _entangled(now)
    before = ledger_at(now.inputs, as_of, taken)
    lines = now.ledger[taken].assign(**{"Cancelled On": now.inputs.contracts["Cancelled On"][taken]})
    mine = owner[taken]
    known = mine >= 0
    order = np.argsort(mine, kind="stable")
    clients, first = np.unique(mine[order], return_index=True)
    groups = dict(zip(clients.tolist(), np.split(order, first[1:]), strict=True)) if len(order) else {}
    groups.pop(-1, None)
    return LineEvents(lines, before, groups, sums(mine[known], before.counted_mrr[known], count))


def asset_events(now: Segmentation, as_of: date) -> dict[int, list[DatedCause]]:
    """Which assets are tech debt now and were not at an earlier date, though nobody edited them, by row of Clients."""
    import numpy as np

    from segmentbook.model.columns import days, floats
    from segmentbook.model.debt import asset_debts

    events: dict[int, list[DatedCause]] = {}
    frame, settings = now.assets, now.inputs.settings
    if frame is None or not len(frame):
        return events
    cost, quantity, end = floats(frame["Replacement Cost"]), floats(frame["Quantity"]), days(frame["End of Life"])
    warning = settings.eol_warning_months
    before = asset_debts(cost, quantity, end, as_of, warning)
    after = asset_debts(cost, quantity, end, settings.as_of, warning)
    owner = owners(now.clients, frame)
    names = frame["Asset"].to_numpy(dtype=object)
    for at in np.flatnonzero((to_cents(before) != to_cents(after)) & (owner >= 0)).tolist():
        label, day = names[at].strip(), end[at].item()
        why = f"asset {label} came within {warning} months of its End of Life, {day}"
        cause = Cause(CauseKind.DATA, f"Asset {label}: End of Life", day, day, why)
        events.setdefault(int(owner[at]), []).append(DatedCause(label, "End of Life", cause))
    return events


def _entangled(now: Segmentation) -> Flags:
    """Lines of an ID that several lines have: each of them speaks for the others."""
    ledger = now.ledger
    several = ledger["Reason"].isin(_CONFLICTS).to_numpy(bool)
    if not several.any():
        return several
    ids = ledger["Contract ID"].str.strip().str.casefold()
    found: Flags = ids.isin(ids[several]).to_numpy(bool) & (ids != "").to_numpy(bool)
    return found
