"""The table HistoryInputs: what decides about a client when it is first seen, then each value that changes.

``(all inputs)`` holds all facts of a client as one text; a later row holds one value, or none where it has gone. So
the state of any snapshot that was taken can be told again, and two of them compared (product.md section 3, "History").
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.book_state import CONTRACT, BookState, packed, unpacked
from segmentbook.model.history import INPUT_COLUMNS
from segmentbook.model.keys import text_key
from segmentbook.model.records import fields_of, plain_value
from segmentbook.model.snapshots import InputChange

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.book_state import Facts
    from segmentbook.model.snapshots import Value

__all__ = ["ALL_INPUTS", "input_changes", "log_with", "rebased", "redated", "state_at"]

ALL_INPUTS = "(all inputs)"

_LONGEST_CELL = 32_000  # characters; Excel takes 32,767
_POLICY_TABLES = ("EffortMeasures", "HealthMeasures", "HealthBands", "Segments", "Tiers", "TierRules", "Rates")
_BETWEEN = ": "

_Row = tuple[str, str, str, "float | str | None"]  # client, ID, column, value


def state_at(log: pd.DataFrame, day: date) -> BookState:
    """What decided at a date, of a log in time order.

    Examples
    --------
    >>> import pandas as pd
    >>> first = ("2025-05-31", "Acme", "A", ALL_INPUTS, '{"CSAT": 80, "Sites": 2}')
    >>> log = pd.DataFrame([first, ("2025-06-30", "Acme", "A", "CSAT", 60.0)], columns=list(INPUT_COLUMNS))
    >>> log["As of"] = pd.to_datetime(log["As of"])
    >>> state_at(log, date(2025, 6, 30)).clients["a"]
    {'CSAT': 60.0, 'Sites': 2.0}
    """
    state = BookState()
    seen: dict[str, object] = {}  # the date of a client's last ``(all inputs)``
    for when, client, own_id, column, value in _rows_until(log, day):
        key = text_key(own_id)
        if not key:
            _put(state.policy, column, value)
            continue
        if column != ALL_INPUTS:
            facts = state.clients[key] = unpacked(state.clients.get(key, {}))
            _put(facts, column, value)
        elif value is None:
            state.clients.pop(key, None)
            state.called.pop(key, None)
            continue
        elif key in state.clients and seen.get(key) == when:  # what did not fit into one cell
            state.clients[key] = unpacked(state.clients[key]) | unpacked(value)
        else:
            state.clients[key] = str(value)
            seen[key] = when
        state.called[key] = (client, own_id)
    return state


def _rows_until(log: pd.DataFrame, day: date) -> Iterator[tuple[date, str, str, str, float | str | None]]:
    if log.empty:
        return
    days = log["As of"].to_numpy().astype("datetime64[D]").tolist()
    columns = [log[header].tolist() for header in INPUT_COLUMNS[1:]]
    for when, client, own_id, column, value in zip(days, *columns, strict=True):
        if when <= day:
            blank = value is None or value == "" or value != value
            yield when, str(client), str(own_id), str(column), None if blank else value


def _put(facts: Facts, name: str, value: float | str | None) -> None:
    if value is None:
        facts.pop(name, None)
    else:
        facts[name] = value


def log_with(log: pd.DataFrame, state: BookState, day: date) -> pd.DataFrame:
    """The log with the changes of ``day`` since the snapshot before; what it has from that date on is replaced."""
    import pandas as pd

    days = log["As of"].to_numpy().astype("datetime64[D]")
    earlier = log[days < pd.Timestamp(day).to_datetime64()] if len(log) else log
    added = _frame(_log_rows(state_at(earlier, day), state), day)
    return pd.concat([earlier, added], ignore_index=True) if len(earlier) and len(added) else _longer(earlier, added)


def _longer(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    return (one if len(one) else other).reset_index(drop=True)


def _frame(rows: Iterable[_Row], day: date) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    found = {
        header: pd.Series(list(values), dtype=object) for header, values in zip(INPUT_COLUMNS[1:], columns, strict=True)
    }
    dates = pd.Series(np.full(len(columns[0]), np.datetime64(day, "s")), dtype="datetime64[s]")
    return pd.DataFrame({INPUT_COLUMNS[0]: dates, **found})


def _log_rows(before: BookState, after: BookState) -> Iterator[_Row]:
    for name, _, now in _differences(before.policy, after.policy):
        yield "", "", name, now
    for key, facts in after.clients.items():
        client, own_id = after.called[key]
        was = before.clients.get(key)
        if was is None:
            yield from ((client, own_id, ALL_INPUTS, text) for text in _chunks(facts))
        elif was != facts:
            for name, _, now in _differences(unpacked(was), unpacked(facts)):
                yield client, own_id, name, now
    for key in before.clients:
        if key not in after.clients:
            client, own_id = before.called[key]
            yield client, own_id, ALL_INPUTS, None


def _chunks(facts: str | Facts) -> Iterator[str]:
    """A client's facts in texts that fit into a cell."""
    text = facts if isinstance(facts, str) else packed(facts)
    if len(text) <= _LONGEST_CELL:
        yield text
        return
    part: Facts = {}
    size = 0
    for name, value in unpacked(facts).items():
        longer = len(packed({name: value})) + 1
        if part and size + longer > _LONGEST_CELL:
            yield packed(part)
            part, size = {}, 0
        part[name] = value
        size += longer
    yield packed(part)


def _differences(
    before: Mapping[str, float | str], after: Mapping[str, float | str]
) -> Iterator[tuple[str, float | str | None, float | str | None]]:
    for name in (*after, *(name for name in before if name not in after)):
        was, now = before.get(name), after.get(name)
        if was != now:
            yield name, was, now


def input_changes(before: BookState, after: BookState) -> tuple[InputChange, ...]:
    """All that differs between two states: the policy's first, then each client's, in the order of the later one.

    A client that is new or gone is a change of its ``Client``.
    """
    found: list[InputChange] = []
    for name, was, now in _differences(before.policy, after.policy):
        found += _changed("", name, was, now)
    for key, facts in after.clients.items():
        client, own_id = after.called[key]
        earlier = before.clients.get(key)
        if earlier is None:
            found.append(InputChange(own_id, "Clients", "Client", None, client))
        elif earlier != facts:
            for name, was, now in _differences(unpacked(earlier), unpacked(facts)):
                found += _changed(own_id, name, was, now)
    for key in before.clients:
        if key not in after.clients:
            client, own_id = before.called[key]
            found.append(InputChange(own_id, "Clients", "Client", client, None))
    return tuple(found)


def _changed(own_id: str, name: str, was: float | str | None, now: float | str | None) -> Iterator[InputChange]:
    table, between, row = name.partition(_BETWEEN)
    if not between or table not in (*_POLICY_TABLES, CONTRACT.removesuffix(_BETWEEN)):
        yield InputChange(own_id, "Clients" if own_id else "Settings", name, _typed(was), _typed(now))
    elif was is None or now is None:
        yield InputChange(own_id, table, row, was, now)
    else:
        one, other = fields_of(str(was)), fields_of(str(now))
        for field in (*other, *(field for field in one if field not in other)):
            if one.get(field) != other.get(field):
                values = plain_value(one.get(field)), plain_value(other.get(field))
                yield InputChange(own_id, table, f"{row}{_BETWEEN}{field}", *values)


def _typed(value: float | str | None) -> Value:
    """A cell of Clients or Settings: ISO texts were dates."""
    if isinstance(value, str):
        found = plain_value(value)
        return found if isinstance(found, date) else value
    return value


def redated(log: pd.DataFrame, days: Sequence[date]) -> pd.DataFrame:
    """The log when only the snapshots of ``days`` are kept: a change is of the first of them that knew it."""
    import pandas as pd

    if log.empty or not days:
        return log
    kept = sorted(days)
    distinct = log["As of"].unique()
    moved = {}
    for stamp in distinct:
        place = bisect_left(kept, pd.Timestamp(stamp).date())
        moved[stamp] = pd.Timestamp(kept[min(place, len(kept) - 1)])
    found = log.copy()
    found["As of"] = log["As of"].map(moved).astype("datetime64[s]")
    return found.reset_index(drop=True)


def rebased(log: pd.DataFrame, day: date) -> pd.DataFrame:
    """The log with the state of ``day`` as what is first seen: shorter, but nothing earlier can be told."""
    import pandas as pd

    first = _frame(_log_rows(BookState(), state_at(log, day)), day)
    later = log[log["As of"].to_numpy().astype("datetime64[D]") > pd.Timestamp(day).to_datetime64()]
    return pd.concat([first, later], ignore_index=True) if len(later) else first
