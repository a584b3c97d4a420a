"""What changed since an earlier snapshot, and how revenue went: all that the sheets of the history show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.arr_bridge import arr_bridge
from segmentbook.model.bands_over_time import bands_over_time
from segmentbook.model.bridge import paid_before, recurring_bridge
from segmentbook.model.comparison import Comparison
from segmentbook.model.keys import text_key
from segmentbook.model.known_changes import KnownChanges
from segmentbook.model.movement import Movement, movement
from segmentbook.model.pairing import Matrix, band_matrix, pair, segment_matrix
from segmentbook.model.retention import first_recurring, retention
from segmentbook.model.rounding import to_cents
from segmentbook.model.snapshot_of import snapshot_of

if TYPE_CHECKING:
    import pandas as pd

    from segmentbook.model.segmentation import Segmentation
    from segmentbook.model.snapshots import InputChange, Snapshot

__all__ = ["Changes", "Moves", "changes", "compared_snapshot"]


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """What moved since ``then``; ``taken`` is False where that snapshot was back-filled.

    Against a back-filled snapshot there are no ``segments`` and ``bands``: it knows no scores. ``inputs_known`` says
    whether it is known which inputs changed since.
    """

    then: date
    taken: bool
    inputs_known: bool
    movement: Movement
    segments: Matrix | None
    bands: Matrix | None
    arr_bridge: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What moved (None where there is nothing to compare with), the recurring-revenue bridge by month, retention.

    ``retained_from`` is where the year of the retention starts; ``bands`` are the clients by health band and month.
    """

    moves: Moves | None
    recurring: pd.DataFrame
    retention: pd.DataFrame
    retained_from: date
    bands: pd.DataFrame


def compared_snapshot(snapshots: Sequence[Snapshot], as_of: date, compare_with: date | None = None) -> Snapshot | None:
    """The snapshot to compare a book with: the last one before it, or the last one up to ``compare_with``.

    Examples
    --------
    >>> compared_snapshot([], date(2026, 6, 30)) is None
    True
    """
    earlier = [one for one in snapshots if one.as_of < as_of and (compare_with is None or one.as_of <= compare_with)]
    return max(earlier, key=lambda one: one.as_of, default=None)


def changes(
    segmentation: Segmentation,
    snapshots: Sequence[Snapshot],
    input_changes: Sequence[InputChange] | None,
    compared: Snapshot | None,
) -> Changes:
    """Compare a book with one of its snapshots, and follow its revenue through all of them.

    Parameters
    ----------
    segmentation
        The book now.
    snapshots
        Its history; what lies after the as-of date or at it is not looked at.
    input_changes
        All inputs and settings that differ between ``compared`` and now; None where that is not known.
    compared
        The snapshot to compare with, `compared_snapshot`.
    """
    as_of = segmentation.inputs.settings.as_of
    earlier = [one for one in snapshots if one.as_of < as_of]
    present = snapshot_of(segmentation)
    days = zip(segmentation.clients["Client ID"].tolist(), first_recurring(segmentation).tolist(), strict=True)
    first_paid = {text_key(client): day for client, day in days if day is not None}
    moves = None
    if compared is not None:
        until = [one for one in earlier if one.as_of <= compared.as_of]
        moves = _moves(segmentation, compared, input_changes, paid_before([*until, compared], first_paid))
    return Changes(
        moves=moves,
        recurring=recurring_bridge([*earlier, present], first_paid),
        retention=retention(segmentation),
        retained_from=segmentation.year_ago.day if segmentation.year_ago is not None else as_of,
        bands=bands_over_time([*earlier, present], segmentation.inputs.bands),
    )


def _moves(
    segmentation: Segmentation,
    compared: Snapshot,
    input_changes: Sequence[InputChange] | None,
    paid: frozenset[str],
) -> Moves:
    import numpy as np

    pairs = pair(compared.clients, segmentation.clients)
    unsettled = (to_cents(pairs.mrr_then) != to_cents(pairs.mrr_now)) & (pairs.here >= 0)
    known = KnownChanges.of(input_changes)
    book = Comparison(compared, segmentation, known, pairs.here[np.flatnonzero(unsettled)].tolist())
    inputs = segmentation.inputs
    return Moves(
        then=compared.as_of,
        taken=compared.taken,
        inputs_known=input_changes is not None,
        movement=movement(book, pairs),
        segments=segment_matrix(pairs, inputs) if compared.taken else None,
        bands=band_matrix(pairs, inputs) if compared.taken else None,
        arr_bridge=arr_bridge(book, pairs, paid),
    )
