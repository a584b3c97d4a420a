"""Which kind of client succeeds and which fades: clients summed up by the values of a column (ClientAnalysis)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.model.clients import CHURNED, CURRENT
from segmentbook.model.filters import BLANK
from segmentbook.model.keys import text_key
from segmentbook.model.months import MONTHS_PER_YEAR, add_months
from segmentbook.model.rounding import to_cents
from segmentbook.model.segments import UNPLACED

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.columns import Flags, Floats, Ints, Texts
    from segmentbook.model.segmentation import Segmentation
    from segmentbook.model.since import Earlier

__all__ = ["ANALYSIS_COLUMNS", "MOST_VALUES", "churned_in_a_year", "client_analysis"]

ANALYSIS_COLUMNS = (
    "By",
    "Value",
    "Clients",
    "Share of Clients",
    "MRR",
    "Share of MRR",
    "Mean Health",
    "Mean Effort",
    "Seat Utilisation",
    "Key Feature Usage",
    "MRR Growth",
    "Churned Clients",
    "Churned ARR",
)

MOST_VALUES = 200
"""Rows of one column: of more values those with the largest MRR, and one row for all others."""

_OF_POLICY = frozenset({"Tier", "Segment"})
"""Columns that are blank for clients who are not current; the history may know the last value."""


def churned_in_a_year(segmentation: Segmentation) -> Flags:
    """Which clients were lost in the 12 months up to and including the as-of date.

    Those whose Churned On lies in them (from the day after the same day a year ago), and those that paid a year ago and
    pay nothing now, whatever their status.
    """
    import numpy as np

    from segmentbook.model.columns import days, floats

    clients, as_of = segmentation.clients, segmentation.inputs.settings.as_of
    after = np.datetime64(add_months(as_of, -MONTHS_PER_YEAR), "D")
    left_on = days(segmentation.inputs.clients["Churned On"])
    said = (clients["Status"] == CHURNED).to_numpy(bool) & (left_on > after)
    paid = to_cents(floats(clients["MRR a Year Ago"])) > 0.0
    lost: Flags = said | (paid & ~(to_cents(floats(clients["Contract MRR"])) > 0.0))
    return lost


def client_analysis(segmentation: Segmentation, earlier: Sequence[Earlier] = ()) -> pd.DataFrame:
    """One row a value of each column in ``inputs.analysed``: `ANALYSIS_COLUMNS`.

    Clients, MRR, means, Seat Utilisation (sum of Active Seats / sum of Licensed Seats) and Key Feature Usage are of
    current clients; each of them is in exactly one row of each column. MRR Growth is the MRR now of all clients of the
    value that paid a year ago, churned ones included, / their MRR then - 1: net revenue retention - 1. Churned ARR is
    12 x the MRR a year ago of the churned clients (`churned_in_a_year`). Clients who are not current have no tier and
    no segment: they count under the last one that the history (``earlier``) knows, else under (blank).

    Rows stand in the order of the columns, then by the policy's order (tiers, segments, stages, bands), else by MRR;
    blank values last.
    """
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import text_series

    figures = _figures(segmentation)
    parts = []
    for column in segmentation.inputs.analysed:
        texts = _values(segmentation, column, earlier)
        order = _policy_order(segmentation, column)
        parts.append(_rows(column, texts, order, figures))
    if not parts:
        rows = pd.RangeIndex(0)
        empty = pd.DataFrame({header: np.zeros(0) for header in ANALYSIS_COLUMNS}, index=rows)
        return empty.assign(By=text_series([], rows), Value=text_series([], rows))
    return pd.concat(parts, ignore_index=True)


def _figures(segmentation: Segmentation) -> dict[str, Floats]:
    """What is summed up, one entry a client: numbers of clients and sums of figures, 0 where a client has no part."""
    import numpy as np

    from segmentbook.model.columns import floats

    clients, frame = segmentation.clients, segmentation.inputs.clients
    current = (clients["Status"] == CURRENT).to_numpy(bool)
    then, now = floats(clients["MRR a Year Ago"]), floats(clients["Contract MRR"])
    paid, lost = to_cents(then) > 0.0, churned_in_a_year(segmentation)
    active, licensed = floats(frame["Active Seats"]), floats(frame["Licensed Seats"])
    seated = current & ~np.isnan(active) & (licensed > 0.0)
    found = {
        "clients": current.astype(np.float64),
        "mrr": np.where(current, now, 0.0),
        "active": np.where(seated, active, 0.0),
        "licensed": np.where(seated, licensed, 0.0),
        "then": np.where(paid, then, 0.0),
        "now": np.where(paid, now, 0.0),
        "lost": lost.astype(np.float64),
        "lost arr": np.where(lost & paid, MONTHS_PER_YEAR * then, 0.0),
    }
    for name, values in (
        ("health", floats(clients["Health Score"])),
        ("effort", floats(clients["Effort Score"])),
        ("usage", floats(frame["Key Feature Usage"])),
    ):
        known = current & ~np.isnan(values)
        found[name] = np.where(known, values, 0.0)
        found[f"{name} known"] = known.astype(np.float64)
    return found


def _rows(column: str, texts: Texts, order: Sequence[str], figures: dict[str, Floats]) -> pd.DataFrame:
    """The rows of one column, those of ``order`` first."""
    import numpy as np
    import pandas as pd

    from segmentbook.model.columns import sums, text_series

    group, names = _grouped(texts)
    total = {name: sums(group, values, len(names)) for name, values in figures.items()}
    ranked = _ranked(names, order, total)
    if len(ranked) > MOST_VALUES:
        kept, rest = ranked[: MOST_VALUES - 1], ranked[MOST_VALUES - 1 :]
        total = {name: np.append(values[kept], values[rest].sum()) for name, values in total.items()}
        names = [*(names[place] for place in kept), f"({len(rest):,} others)"]
    else:
        total = {name: values[ranked] for name, values in total.items()}
        names = [names[place] for place in ranked]
    count = len(names)

    def ratio(part: Floats, whole: Floats) -> Floats:
        found: Floats = np.divide(part, whole, out=np.full(count, np.nan), where=whole > 0.0)
        return found

    def share(part: Floats) -> Floats:
        return ratio(part, np.full(count, part.sum()))

    rows = pd.RangeIndex(count)
    return pd.DataFrame(
        {
            "By": text_series([column] * count, rows),
            "Value": text_series(names, rows),
            "Clients": total["clients"],
            "Share of Clients": share(total["clients"]),
            "MRR": total["mrr"],
            "Share of MRR": share(total["mrr"]),
            "Mean Health": ratio(total["health"], total["health known"]),
            "Mean Effort": ratio(total["effort"], total["effort known"]),
            "Seat Utilisation": ratio(total["active"], total["licensed"]),
            "Key Feature Usage": ratio(total["usage"], total["usage known"]),
            "MRR Growth": ratio(total["now"], total["then"]) - 1.0,
            "Churned Clients": total["lost"],
            "Churned ARR": total["lost arr"],
        },
        index=rows,
    )


def _grouped(texts: Texts) -> tuple[Ints, list[str]]:
    """The group of each client and the groups' names; of several spellings the first by alphabet names the group."""
    import numpy as np

    from segmentbook.model.columns import coded, looked_up

    codes, distinct = coded(texts)
    spelt: dict[str, str] = {}
    for text in sorted(distinct):
        spelt.setdefault(text_key(text), text.strip())
    places = {key: place for place, key in enumerate(spelt)}
    group = looked_up([places[text_key(text)] for text in distinct], codes, np.int64)
    return group, [name or BLANK for name in spelt.values()]


def _ranked(names: Sequence[str], order: Sequence[str], total: dict[str, Floats]) -> Ints:
    """Places of the groups that have something to show, as they stand below each other."""
    import numpy as np

    rank = {text_key(name): place for place, name in enumerate(order)}
    keys = [text_key(name) for name in names]
    blank_last = np.array([name == BLANK for name in names], dtype=np.bool_)
    by_policy = np.array([rank.get(key, len(rank)) for key in keys], dtype=np.int64)
    by_name = np.argsort(np.argsort(np.array(keys, dtype=np.object_), kind="stable"))
    places = np.lexsort((by_name, -to_cents(total["mrr"]), by_policy, blank_last))
    seen = (total["clients"] > 0.0) | (total["lost"] > 0.0) | (total["then"] > 0.0)
    ranked: Ints = places[seen[places]]
    return ranked


def _policy_order(segmentation: Segmentation, column: str) -> list[str]:
    """The values of a column in the order that the policy gives them; none for other columns."""
    inputs = segmentation.inputs
    match column:
        case "Tier":
            return [tier.name for tier in inputs.tiers]
        case "Segment":
            return [*(cell.code for cell in inputs.segments), UNPLACED]
        case "Lifecycle Stage":
            return [stage.name for stage in inputs.stages]
        case "Health Band":
            return [band.name for band in inputs.bands]
    return []


def _values(segmentation: Segmentation, column: str, earlier: Sequence[Earlier]) -> Texts:
    """The value of each client as a text, "" where it is blank."""
    import numpy as np

    from segmentbook.model.columns import coded, looked_up, texts

    clients = segmentation.clients
    cells = texts(clients[column] if column in clients else segmentation.inputs.clients[column])
    codes, distinct = coded(cells)  # -1: None and NaN
    values = looked_up([*(_text(value) for value in distinct), ""], codes, np.object_)
    if column in _OF_POLICY and earlier:
        left = np.flatnonzero(((clients["Status"] != CURRENT) & (values == "")).to_numpy(bool))
        values[left] = _last_known(texts(clients["Client ID"])[left], column, earlier)
    return values


def _last_known(ids: Texts, column: str, earlier: Sequence[Earlier]) -> Texts:
    """The last value that the history knows of each client, "" where it knows none."""
    import numpy as np

    from segmentbook.model.columns import texts

    found = np.full(len(ids), "", dtype=np.object_)
    keys = np.array([text_key(text) for text in ids.tolist()], dtype=np.object_)
    for snapshot in earlier:
        open_ = np.flatnonzero(found == "")
        rows = snapshot.places(keys[open_])
        there = rows >= 0
        found[open_[there]] = texts(snapshot.clients[column])[rows[there]]
    return found


def _text(value: object) -> str:
    """A cell as it is named in a table.

    Examples
    --------
    >>> _text(True), _text(3.0), _text(0.25), _text(" North ")
    ('Yes', '3', '0.25', 'North')
    """
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return f"{value:.15g}" if isinstance(value, float) else str(value).strip()
