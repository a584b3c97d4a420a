"""A health band set by hand: it counts with a reason until its date, then lapses by itself (product.md section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from segmentbook.model.keys import text_key

if TYPE_CHECKING:
    from segmentbook.model.columns import Days, Flags, Ints, Texts
    from segmentbook.model.inputs import Band

__all__ = ["NO_BAND", "HealthOverrides", "health_override", "health_overrides"]

NO_BAND = -1


@dataclass(frozen=True, slots=True, eq=False)
class HealthOverrides:
    """The overrides of a column of clients; ``band`` is a position in the bands where an override counts."""

    band: Ints
    lapsed: Flags
    unknown: Flags


def health_override(band: str, until: date | None, as_of: date, bands: Sequence[Band]) -> int | None:
    """Position of the band that an override sets at a date; ``NO_BAND`` where it names none; None where none counts.

    ``until`` is the last day on which it counts; None: open.

    Examples
    --------
    >>> from segmentbook.model.inputs import Band
    >>> bands = [Band("Poor", 0.0, "C0392B"), Band("Good", 50.0, "2E8B57")]
    >>> day = date(2025, 6, 30)
    >>> health_override("good", day, day, bands), health_override("Good", date(2025, 6, 29), day, bands)
    (1, None)
    >>> health_override("Great", None, day, bands) == NO_BAND
    True
    """
    key = text_key(band)
    if not key:
        return None
    position = next((i for i, b in enumerate(bands) if text_key(b.name) == key), NO_BAND)
    return None if position != NO_BAND and until is not None and until < as_of else position


def health_overrides(band: Texts, until: Days, as_of: date, bands: Sequence[Band]) -> HealthOverrides:
    """``health_override`` for columns; NaT is open."""
    import numpy as np

    from segmentbook.model.columns import coded, looked_up

    codes, distinct = coded(band)
    named = looked_up([text_key(text) != "" for text in distinct], codes, np.bool_)
    positions = [NO_BAND if (at := health_override(t, None, as_of, bands)) is None else at for t in distinct]
    position = looked_up(positions, codes, np.int64)
    unknown = named & (position == NO_BAND)
    lapsed = (position != NO_BAND) & (until < np.datetime64(as_of, "D"))
    return HealthOverrides(np.where(lapsed, NO_BAND, position), lapsed, unknown)
