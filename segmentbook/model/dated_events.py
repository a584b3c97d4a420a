"""What time alone did to contract lines and assets between two dates: nobody edited them, their day came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.causes import Cause, CauseKind
from segmentbook.model.earlier_ledger import ledger_at, owners
from segmentbook.model.reasons import COUNTED, REASONS, Reason
from segmentbook.model.rounding import to_cents
from segmentbook.model.snapshots import Value
from segmentbook.model.why import money

if TYPE_CHECKING:
    from segmentbook.model.columns import Flags
    from segmentbook.model.segmentation import Segmentation

__all__ = ["AssetEvents", "DatedCause", "LineEvents", "asset_events", "line_events"]

_EVENTS = {
    Reason.NOT_STARTED: ("Start", "started on"),
    Reason.ENDED: ("End", "ended after"),
    Reason.CANCELLED: ("Cancelled On", "was cancelled on"),
    Reason.SUPERSEDED: ("Supersedes", "was replaced by another"),
    Reason.NO_RATE: ("Currency", "is in a currency whose exchange rate came or went"),
}
"""What happened to a line that is not counted any more, or was not yet: the column with the date, and the verb."""

_CONFLICTS = (Reason.DUPLICATE.value, Reason.CONFLICTING_ID.value)


@dataclass(frozen=True, slots=True)
class DatedCause:
    """A date that came: the line's or asset's label, the column that holds the date, and the cause."""

    label: str
    column: str
    cause: Cause


@dataclass(frozen=True, slots=True, eq=False)
class LineEvents:
    """By row of Clients: lines that started, ended, were cancelled, replaced or counted at another rate.

    ``then`` is the Contract MRR that the contracts of now gave at the earlier date, by row of Clients, for those rows
    that were looked at. ``labels`` are the contract IDs, and ``currencies`` the currencies of their lines.
    """

    causes: dict[int, list[DatedCause]] = field(default_factory=dict)
    then: dict[int, float] = field(default_factory=dict)
    labels: dict[int, set[str]] = field(default_factory=dict)
    currencies: dict[int, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class AssetEvents:
    """By row of Clients: assets whose End of Life came within the warning."""

    causes: dict[int, list[DatedCause]] = field(default_factory=dict)


def line_events(now: Segmentation, as_of: date, rows: Sequence[int]) -> LineEvents:
    """Judge the lines of some clients at an earlier date, and say which count otherwise now."""
    import numpy as np

    from segmentbook.model.columns import floats, sums

    events = LineEvents()
    frame = now.ledger
    if not len(rows):
        return events
    owner = owners(now.clients, frame)
    count = len(now.clients)
    asked = np.zeros(count + 1, dtype=np.bool_)  # the last: lines of nobody
    asked[list(rows)] = True
    lines = asked[owner] | _entangled(now)
    found = ledger_at(now.inputs, as_of, lines)
    of_rows = owner[lines] >= 0
    mrr = sums(owner[lines][of_rows], found.counted_mrr[of_rows], count)
    events.then.update((row, float(mrr[row])) for row in rows)
    ids, products = (frame[header].to_numpy(dtype=object)[lines] for header in ("Contract ID", "Product"))
    numbers, currencies = frame.index.to_numpy()[lines], frame["Currency"].to_numpy(dtype=object)[lines]
    before, after = found.counted_mrr, floats(frame["Counted MRR"])[lines]
    reasons_now, rates_now = frame["Reason"].to_numpy(dtype=object)[lines], floats(frame["Rate"])[lines]
    cancelled = now.inputs.contracts["Cancelled On"].to_numpy().astype("datetime64[D]")[lines]
    starts, ends = (frame[header].to_numpy().astype("datetime64[D]")[lines] for header in ("Start", "End"))
    for at in np.flatnonzero(asked[owner[lines]]).tolist():
        row = int(owner[lines][at])
        events.labels.setdefault(row, set()).add(ids[at])
        events.currencies.setdefault(row, set()).add(currencies[at])
    for at in np.flatnonzero(asked[owner[lines]] & (to_cents(before) != to_cents(after))).tolist():
        label = ids[at].strip() or products[at].strip() or f"in row {numbers[at] + 1}"
        was, is_now = REASONS[int(found.reason[at])], Reason(reasons_now[at])
        column, cause = _line_cause(
            label,
            was,
            is_now,
            before[at],
            after[at],
            {"Start": starts[at].item(), "End": ends[at].item(), "Cancelled On": cancelled[at].item()},
            (currencies[at], float(found.rate[at]), float(rates_now[at])),
        )
        events.causes.setdefault(int(owner[lines][at]), []).append(DatedCause(label, column, cause))
    return events


def asset_events(now: Segmentation, as_of: date) -> AssetEvents:
    """Which assets are tech debt now and were not at an earlier date, though nobody edited them."""
    import numpy as np

    from segmentbook.model.columns import days, floats
    from segmentbook.model.debt import asset_debts

    events = AssetEvents()
    frame, settings = now.assets, now.inputs.settings
    if frame is None or not len(frame):
        return events
    cost, quantity, end = floats(frame["Replacement Cost"]), floats(frame["Quantity"]), days(frame["End of Life"])
    warning = settings.eol_warning_months
    before = asset_debts(cost, quantity, end, as_of, warning)
    after = asset_debts(cost, quantity, end, settings.as_of, warning)
    owner = owners(now.clients, frame)
    names = frame["Asset"].to_numpy(dtype=object)
    for at in np.flatnonzero((before != after) & (owner >= 0)).tolist():
        label, day = names[at].strip(), end[at].item()
        why = f"Asset {label} came within {warning} months of its End of Life on {day}"
        cause = Cause(CauseKind.DATA, f"Asset {label}: End of Life", day, day, why)
        events.causes.setdefault(int(owner[at]), []).append(DatedCause(label, "End of Life", cause))
    return events


def _entangled(now: Segmentation) -> Flags:
    """Lines of an ID that several lines have: each of them speaks for the others."""
    ids = now.ledger["Contract ID"].str.strip().str.casefold()
    several = ids[now.ledger["Reason"].isin(_CONFLICTS)].unique()
    found: Flags = (ids.isin(several) & (ids != "")).to_numpy(bool)
    return found


def _line_cause(
    label: str,
    was: Reason,
    now: Reason,
    before: float,
    after: float,
    dates: dict[str, date | None],
    rate: tuple[str, float, float],
) -> tuple[str, Cause]:
    """The date that came, as a column and a cause."""
    if was in COUNTED and now in COUNTED:
        currency, rate_then, rate_now = rate
        why = f"the rate of {currency} went from {rate_then:.6g} to {rate_now:.6g} on its day"
        return "Rate", Cause(CauseKind.DATA, f"Rate of {currency}", rate_then, rate_now, why)
    column, verb = _EVENTS[was if now in COUNTED else now]
    day: Value = dates.get(column)
    on = f" {day}" if day is not None else ""
    why = f"contract {label} {verb}{on} ({money(after - before)} a month)"
    return column, Cause(CauseKind.DATA, f"Contract {label}: {column}", day, day, why)
