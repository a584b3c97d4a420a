"""Cuts -> health bands: a band is ``[minimum, next minimum)`` (product.md section 3)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.model.rounding import to_tenth

if TYPE_CHECKING:
    from segmentbook.model.columns import Floats, Ints
    from segmentbook.model.inputs import Band

__all__ = ["HIGHEST_SCORE", "UNSCORED", "band_maxima", "band_of", "bands_of"]

UNSCORED = "Unscored"
"""The band of a client without a health score."""

HIGHEST_SCORE = 100.0


def band_of(score: float | None, bands: Sequence[Band]) -> str:
    """Name of the band of a score; a score equal to a minimum is in the upper band; ``UNSCORED`` without a score.

    ``bands`` ascend from a minimum of 0. Scores and minima are compared to one decimal, as they are shown.

    Examples
    --------
    >>> from segmentbook.model.inputs import Band
    >>> bands = [Band("Poor", 0.0, "C0392B"), Band("Good", 50.0, "2E8B57")]
    >>> band_of(49.9, bands), band_of(49.95, bands), band_of(None, bands)
    ('Poor', 'Good', 'Unscored')
    """
    if score is None:
        return UNSCORED
    return bands[max(bisect_right(_minima(bands), to_tenth(score)) - 1, 0)].name


def bands_of(scores: Floats, bands: Sequence[Band]) -> Ints:
    """``band_of`` for a column, as positions in ``bands``; -1 without a score."""
    import numpy as np

    from segmentbook.model.rounding import to_tenths

    positions = np.maximum(np.searchsorted(_minima(bands), to_tenths(scores), side="right") - 1, 0)
    return np.where(np.isnan(scores), -1, positions).astype(np.int64)


def band_maxima(bands: Sequence[Band]) -> list[float]:
    """Where each band ends: the next band's minimum, 100 for the highest.

    Examples
    --------
    >>> from segmentbook.model.inputs import Band
    >>> band_maxima([Band("Poor", 0.0, "C0392B"), Band("Good", 50.0, "2E8B57")])
    [50.0, 100.0]
    """
    return [*(band.minimum for band in bands[1:]), HIGHEST_SCORE]


def _minima(bands: Sequence[Band]) -> list[float]:
    return [to_tenth(band.minimum) for band in bands]
