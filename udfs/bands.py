"""=HEALTHBAND: the band of a health score."""

from __future__ import annotations

from typing import Any

from segmentbook.model.bands import HIGHEST_SCORE, band_of
from udfs import _policy
from udfs._arguments import limited, number_of
from udfs._help import helped
from udfs._registry import formula

__all__ = ["HEALTHBAND"]


@formula(helped("score", "bands"))
def HEALTHBAND(score: Any, bands: Any = None) -> Any:
    """The name of the health band that a score is in; a score equal to a minimum is in the upper band.

    Returns
    -------
    str or ExcelError
        "" for a blank score; #NUM! for a score out of 0-100, or bands of which not exactly one starts at 0.

    Examples
    --------
    >>> HEALTHBAND(74.9), HEALTHBAND(75.0), HEALTHBAND(None)
    ('Satisfactory', 'Healthy', '')
    """
    known = _policy.bands(bands)
    number = number_of(score)
    return "" if number is None else band_of(limited(number, 0.0, HIGHEST_SCORE), known)
