"""What a table of policy must not say: the same for a refresh, which stops, and for a formula, which gives #NUM!.

A fault is the first thing that contradicts itself. Blank numbers are None; rows are positions in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segmentbook.model.bands import UNSCORED
from segmentbook.model.issues import shown

__all__ = [
    "LONGEST_CODE",
    "Fault",
    "band_fault",
    "doubled",
    "measure_fault",
    "segment_fault",
    "tier_minimum_fault",
    "tier_share_fault",
]

LONGEST_CODE = 3
"""Characters of a segment's code."""

_WORDS = {True: "High", False: "Low"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a table: ``row`` None for the table as a whole; ``also`` the row that ``rule`` names at its end."""

    row: int | None
    column: str
    rule: str
    todo: str
    value: object = None
    also: int | None = None


def doubled(column: str, names: Sequence[str], todo: str) -> Fault | None:
    """Whether two rows have one name, case ignored.

    Examples
    --------
    >>> doubled("Band", ["Good", "Poor", "good"], "Rename one.").rule
    "Band must be unique; got 'good', which is also in "
    """
    first: dict[str, int] = {}
    for row, name in enumerate(names):
        other = first.setdefault(name.casefold(), row)
        if other != row:
            return Fault(
                row, column, f"{column} must be unique; got {shown(name)}, which is also in ", todo, None, other
            )
    return None


def band_fault(names: Sequence[str], minima: Sequence[float | None]) -> Fault | None:
    """Bands need names of their own, and minima of which exactly one is 0 and no two are equal.

    Examples
    --------
    >>> band_fault(["Poor", "Good"], [10.0, 50.0]).rule
    'one band must start at 0; the lowest Minimum Score is 10'
    """
    header = "Minimum Score"
    for row, name in enumerate(names):
        if name.casefold() == UNSCORED.casefold():
            return Fault(
                row, "Band", f"{UNSCORED} is the band of clients without a score", "Give this band another name."
            )
    first: dict[float, int] = {}
    for row, minimum in enumerate(minima):
        if minimum is None:
            return Fault(row, header, f"{header} must be filled in", "Give the lowest score of the band.")
        other = first.setdefault(minimum, row)
        if other != row:
            rule = f"{header} must be another one for each band; got {minimum:g}, which is also in "
            return Fault(row, header, rule, "Give one of them another minimum.", None, other)
    if 0.0 in first:
        return doubled("Band", names, "Give each band a name of its own.")
    lowest = min(first)
    return Fault(first[lowest], header, f"one band must start at 0; the lowest {header} is {lowest:g}", "Set it to 0.")


def segment_fault(value_high: Sequence[bool], effort_high: Sequence[bool], codes: Sequence[str]) -> Fault | None:
    """The four cells of the map must be there once each, with codes of 1 to 3 characters of their own.

    Examples
    --------
    >>> segment_fault([True, True, False], [True, False, True], ["A", "B", "C"]).rule
    'the table Segments has no row for Low value and Low effort'
    """
    first: dict[tuple[bool, bool], int] = {}
    for row, cell in enumerate(zip(value_high, effort_high, strict=True)):
        other = first.setdefault(cell, row)
        if other != row:
            rule = f"each cell must be there once; {_cell(cell)} is also in "
            return Fault(row, "Value", rule, "Delete one of the two rows.", None, other)
    missing = [
        _cell((value, effort)) for value in (True, False) for effort in (True, False) if (value, effort) not in first
    ]
    if missing:
        cells = " or ".join([", ".join(missing[:-1]), missing[-1]]) if len(missing) > 1 else missing[0]
        rule = f"the table Segments has no row for {cells}"
        return Fault(None, "", rule, "Add it: each of the four must be there once.")
    for row, code in enumerate(codes):
        if not 1 <= len(code) <= LONGEST_CODE:
            todo = "Shorten it." if code else "Give one."
            return Fault(row, "Code", f"Code must be 1 to {LONGEST_CODE} characters", todo, code or None)
    return doubled("Code", codes, "Give each segment a code of its own.")


def measure_fault(
    names: Sequence[str],
    weights: Sequence[float],
    zero_at: Sequence[float],
    hundred_at: Sequence[float],
    has_choices: Sequence[bool],
) -> Fault | None:
    """Measures need names of their own, two different values to score between, and a weight somewhere.

    Examples
    --------
    >>> measure_fault(["CSAT"], [1.0], [50.0], [50.0], [False]).rule
    'Scores 0 at and Scores 100 at must differ; got 50 in both'
    """
    for row, (zero, hundred, words) in enumerate(zip(zero_at, hundred_at, has_choices, strict=True)):
        if zero == hundred and not words:
            rule = f"Scores 0 at and Scores 100 at must differ; got {zero:.15g} in both"
            return Fault(row, "Scores 100 at", rule, "Give two values, or Choices.")
    if not any(weight > 0.0 for weight in weights):
        return Fault(0, "Weight", "at least one Weight must be more than 0", "Give the measures weights.")
    return doubled("Measure", names, "Give each measure a name of its own.")


def tier_share_fault(shares: Sequence[float | None]) -> Fault | None:
    """Cumulative shares rise, and the last tier takes the rest.

    Examples
    --------
    >>> tier_share_fault([0.7, 0.2, None]).rule
    'ARR Share must rise from tier to tier: it is cumulative; got 0.2 after 0.7'
    """
    header, last = "ARR Share", len(shares) - 1
    before = 0.0
    for row, share in enumerate(shares):
        if share is None:
            if row < last:
                todo = "Give the cumulative share down to which accounts are in this tier."
                return Fault(row, header, f"{header} may be blank in the last tier only", todo)
        elif share <= before:
            got = f"{share:.15g} after {before:.15g}" if row else f"{share:.15g}"
            rule = f"{header} must rise from tier to tier: it is cumulative; got {got}"
            return Fault(row, header, rule, "Give a larger share, such as 20%, then 70%.")
        else:
            before = share
    if shares[last] is not None and before < 1.0:
        rule = f"{header} of the last tier must be blank (the rest) or 100%; got {before:.15g}"
        return Fault(last, header, rule, "Clear it, or add a tier for the rest.")
    return None


def tier_minimum_fault(header: str, minima: Sequence[float | None]) -> Fault | None:
    """Minima fall from the highest tier on; blank is 0.

    Examples
    --------
    >>> tier_minimum_fault("Minimum ARR", [50_000.0, 90_000.0, None]).rule
    'Minimum ARR must fall from tier to tier, the highest tier first; got 90,000 after 50,000'
    """
    filled = [minimum or 0.0 for minimum in minima]
    for row in range(1, len(filled)):
        if filled[row] >= filled[row - 1]:
            rule = f"{header} must fall from tier to tier, the highest tier first"
            got = f"{filled[row]:,.15g} after {filled[row - 1]:,.15g}"
            return Fault(row, header, f"{rule}; got {got}", "Give a smaller one, or move the row.")
    return None


def _cell(cell: tuple[bool, bool]) -> str:
    return f"{_WORDS[cell[0]]} value and {_WORDS[cell[1]]} effort"
