"""The clients of two dates side by side, by their IDs, and who moved from where to where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from segmentbook.model.bands import UNSCORED
from segmentbook.model.clients import CHURNED, CURRENT, NOT_STARTED
from segmentbook.model.keys import text_key
from segmentbook.model.segments import UNPLACED
from segmentbook.model.status_causes import GONE, NEW

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from segmentbook.model.columns import Floats, Ints, Texts
    from segmentbook.model.inputs import Inputs

__all__ = ["ASPECTS", "Matrix", "Pairs", "band_matrix", "pair", "segment_matrix"]

ASPECTS = ("Status", "Segment", "Health Band", "Tier")
"""What is compared, in this order."""

_OUTSIDE = (NOT_STARTED, CHURNED)


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """How many clients, and how much ARR, went from each place (``rows``) to each place (``columns``).

    ARR is that of now; of clients that are current no more, that of then. ``clients`` and ``arr`` are rows x columns.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    clients: npt.NDArray[np.int64]
    arr: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """One entry a client of either date, those of now first: its place in each frame (-1: not there), and its figures.

    ``was`` and ``now`` are the places by aspect: a segment, band or tier for who is current, else the status; New and
    Gone where one of the dates does not have the client. ``arr`` is that of now, or of then for who is not current now.
    """

    keys: list[str]
    then: Ints
    here: Ints
    was: dict[str, Texts]
    now: dict[str, Texts]
    arr: Floats
    mrr_then: Floats
    mrr_now: Floats


def pair(then: pd.DataFrame, now: pd.DataFrame) -> Pairs:
    """Match two frames of clients by Client ID, case and surrounding spaces ignored; of two of one ID the first."""
    import numpy as np

    before: dict[str, int] = {}
    for place, client in enumerate(then["Client ID"].tolist()):
        before.setdefault(text_key(client), place)
    keys = [text_key(client) for client in now["Client ID"].tolist()]
    matched = [before.pop(key, -1) for key in keys]
    keys += before
    at_then = np.array([*matched, *before.values()], dtype=np.int64)
    at_now = np.concatenate([np.arange(len(now)), np.full(len(before), -1)]).astype(np.int64)
    is_current = _taken(_texts(now, "Status"), at_now, GONE) == CURRENT
    arr = np.where(is_current, _figures(now, "ARR", at_now), _figures(then, "ARR", at_then))
    arr = np.where(np.isnan(arr), _figures(now, "ARR", at_now), arr)
    return Pairs(
        keys=keys,
        then=at_then,
        here=at_now,
        was={aspect: _places(then, aspect, at_then, NEW) for aspect in ASPECTS},
        now={aspect: _places(now, aspect, at_now, GONE) for aspect in ASPECTS},
        arr=np.nan_to_num(arr),
        mrr_then=np.nan_to_num(_figures(then, "Contract MRR", at_then)),
        mrr_now=np.nan_to_num(_figures(now, "Contract MRR", at_now)),
    )


def segment_matrix(pairs: Pairs, inputs: Inputs) -> Matrix:
    """From segment to segment."""
    return _matrix(pairs, "Segment", [cell.code for cell in inputs.segments], UNPLACED)


def band_matrix(pairs: Pairs, inputs: Inputs) -> Matrix:
    """From health band to health band."""
    return _matrix(pairs, "Health Band", [band.name for band in inputs.bands], UNSCORED)


def _matrix(pairs: Pairs, aspect: str, known: Sequence[str], nowhere: str) -> Matrix:
    """All places of the policy; others where somebody is or was."""
    import numpy as np

    from segmentbook.model.columns import coded, sums

    was, from_names = coded(pairs.was[aspect])
    now, to_names = coded(pairs.now[aspect])
    former = [name for name in from_names if name not in {*known, nowhere, *_OUTSIDE, NEW}]
    order = [*known, *former, nowhere, *_OUTSIDE]

    def places(codes: Ints, names: list[str], last: str) -> tuple[tuple[str, ...], Ints]:
        kept = [name for name in (*order, last) if name in known or name in names]
        return tuple(kept), np.array([kept.index(name) for name in names], dtype=np.int64)[codes]

    rows, row = places(was, from_names, NEW)
    columns, column = places(now, to_names, GONE)
    cell = row * len(columns) + column
    size, shape = len(rows) * len(columns), (len(rows), len(columns))
    return Matrix(
        rows,
        columns,
        np.bincount(cell, minlength=size).reshape(shape),
        sums(cell, pairs.arr, size).reshape(shape),
    )


def _places(frame: pd.DataFrame, aspect: str, at: Ints, absent: str) -> Texts:
    import numpy as np

    status = _texts(frame, "Status")
    if aspect == "Status":
        return _taken(status, at, absent)
    placed: Texts = np.where(status == CURRENT, _texts(frame, aspect), status)
    return _taken(placed, at, absent)


def _texts(frame: pd.DataFrame, header: str) -> Texts:
    import numpy as np

    return frame[header].to_numpy(dtype=np.object_)


def _taken(values: Texts, at: Ints, absent: str) -> Texts:
    import numpy as np

    return np.append(values, absent)[at]


def _figures(frame: pd.DataFrame, header: str, at: Ints) -> Floats:
    import numpy as np

    figures: Floats = np.append(frame[header].to_numpy(dtype=np.float64), np.nan)[at]
    return figures
