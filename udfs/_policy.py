"""The policy of a formula: measures, bands, segments and tiers, given as tables or at their defaults.

A fault of the table is #NUM!, a text where a number is due #VALUE!, a missing column #N/A.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from segmentbook.model.inputs import Band, Measure, SegmentCell, Tier
from segmentbook.model.policy import (
    Fault,
    band_fault,
    doubled,
    measure_fault,
    segment_fault,
    tier_minimum_fault,
    tier_share_fault,
)
from segmentbook.schema import EFFORT_MEASURES, HEALTH_BANDS, HEALTH_MEASURES, SEGMENTS, TIERS, Table, defaults
from segmentbook.schema.read_measures import read_choices
from udfs._arguments import error_of, is_blank, refuse
from udfs._columns import choices, numbers, texts
from udfs._errors import ExcelError
from udfs._tables import Given, Memo

__all__ = ["bands", "effort_measures", "health_measures", "segments", "tiers_by_minimum", "tiers_by_share"]

_REMEMBERED = 32
"""Policy tables: more than a workbook has, even where people compare variants."""


def _require(fault: Fault | None) -> None:
    if fault is not None:
        raise refuse(ExcelError.NUM)


def _numbers(given: Given, header: str) -> list[float | None]:
    """A column in which every filled cell must be a number within its limits."""
    cells = given.column(header)
    read = numbers(cells, given.schema[header])
    for i in sorted(read.bad):
        raise refuse(error_of(cells[i]) or ExcelError.VALUE)
    if read.out:
        raise refuse(ExcelError.NUM)
    return read.values


def _texts(given: Given, header: str) -> list[str]:
    """A column of texts; an error cell is the formula's error."""
    cells = given.column(header)
    for cell in cells:
        error = error_of(cell)
        if error is not None:
            raise refuse(error)
    return texts(cells)


def _bands(value: object) -> tuple[Band, ...]:
    given = Given(value, HEALTH_BANDS, ("Band", "Minimum Score"))
    given.keep_named("Band")
    names, minima = _texts(given, "Band"), _numbers(given, "Minimum Score")
    _require(band_fault(names, minima))
    ordered = sorted((minimum or 0.0, name) for minimum, name in zip(minima, names, strict=True))
    return tuple(Band(name, minimum, "") for minimum, name in ordered)


def _segments(value: object) -> tuple[SegmentCell, ...]:
    given = Given(value, SEGMENTS, ("Value", "Effort", "Code"))
    high: dict[str, list[bool]] = {}
    for header in ("Value", "Effort"):
        cells = given.column(header)
        chosen, bad = choices(cells, SEGMENTS[header])
        for i in sorted(bad):
            raise refuse(error_of(cells[i]) or ExcelError.VALUE)
        if "" in chosen:
            raise refuse(ExcelError.NUM)
        high[header] = [choice == "High" for choice in chosen]
    codes, names = _texts(given, "Code"), _texts(given, "Name")
    _require(segment_fault(high["Value"], high["Effort"], codes))
    return tuple(
        SegmentCell(value_high, effort_high, code, name or code)
        for value_high, effort_high, code, name in zip(high["Value"], high["Effort"], codes, names, strict=True)
    )


def _measures(schema: Table, value: object) -> tuple[Measure, ...]:
    given = Given(value, schema, ("Measure", "Weight"))
    given.keep_named("Measure")
    names, sources = _texts(given, "Measure"), _texts(given, "Source")
    weights = [weight or 0.0 for weight in _numbers(given, "Weight")]
    zeros = [zero or 0.0 for zero in _numbers(given, "Scores 0 at")]
    hundreds = [hundred or 0.0 for hundred in _numbers(given, "Scores 100 at")]
    scores = []
    for text in _texts(given, "Choices"):
        read = read_choices(text)
        if isinstance(read, str):
            raise refuse(ExcelError.VALUE)
        scores.append(read)
    _require(measure_fault(names, weights, zeros, hundreds, [bool(words) for words in scores]))
    return tuple(
        Measure(name, weight, zero, hundred, words, source)
        for name, weight, zero, hundred, words, source in zip(
            names, weights, zeros, hundreds, scores, sources, strict=True
        )
    )


def _tiers(header: str, fault: Callable[[list[float | None]], Fault | None], value: object) -> tuple[Tier, ...]:
    given = Given(value, TIERS, ("Tier", header))
    given.keep_named("Tier")
    names, limits = _texts(given, "Tier"), _numbers(given, header)
    _require(doubled("Tier", names, "") or fault(limits))
    by_share = header == "ARR Share"
    return tuple(
        Tier(name, arr_share=limit) if by_share else Tier(name, minimum_arr=limit)
        for name, limit in zip(names, limits, strict=True)
    )


_bands_given = Memo(_bands, _REMEMBERED)
_segments_given = Memo(_segments, _REMEMBERED)
_effort_given = Memo(partial(_measures, EFFORT_MEASURES), _REMEMBERED)
_health_given = Memo(partial(_measures, HEALTH_MEASURES), _REMEMBERED)
_minima_given = Memo(partial(_tiers, "Minimum ARR", partial(tier_minimum_fault, "Minimum ARR")), _REMEMBERED)
_shares_given = Memo(partial(_tiers, "ARR Share", tier_share_fault), _REMEMBERED)


def bands(value: object = None) -> tuple[Band, ...]:
    """Health bands, ascending from 0; the default ones where no table is given."""
    return defaults.BANDS if is_blank(value) else _bands_given(value)


def segments(value: object = None) -> tuple[SegmentCell, ...]:
    """The four cells of the map; the default ones where no table is given."""
    return defaults.SEGMENTS if is_blank(value) else _segments_given(value)


def effort_measures(value: object = None) -> tuple[Measure, ...]:
    """The effort scorecard; the default one where no table is given."""
    return defaults.EFFORT_MEASURES if is_blank(value) else _effort_given(value)


def health_measures(value: object = None) -> tuple[Measure, ...]:
    """The health scorecard; the default one where no table is given."""
    return defaults.HEALTH_MEASURES if is_blank(value) else _health_given(value)


def tiers_by_minimum(value: object = None) -> tuple[Tier, ...]:
    """Tiers with their Minimum ARR, the highest first; the default ones where no table is given."""
    return defaults.TIERS if is_blank(value) else _minima_given(value)


def tiers_by_share(value: object = None) -> tuple[Tier, ...]:
    """Tiers with their cumulative ARR Share, the highest first; the default ones where no table is given."""
    return defaults.TIERS if is_blank(value) else _shares_given(value)
