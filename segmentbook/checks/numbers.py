"""Whole columns of numbers as people and other systems write them (``schema.read_numbers`` reads one text)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from segmentbook.checks.cells import Remark, text_counts
from segmentbook.raw import Kind, RawColumn
from segmentbook.schema.read_numbers import read_number

__all__ = ["NumberColumn", "number_column"]


@dataclass(frozen=True, slots=True, eq=False)
class NumberColumn:
    """A column read as numbers: NaN where blank or unreadable.

    ``currencies`` holds, for each sign or code found beside a number, the rows where it stands.
    """

    values: npt.NDArray[np.float64]
    unreadable: npt.NDArray[np.bool_]
    remarks: tuple[Remark, ...] = ()
    currencies: tuple[tuple[str, npt.NDArray[np.intp]], ...] = ()


def number_column(raw: RawColumn, *, percent: bool = True, whole: bool = False) -> NumberColumn:
    """Read a column as numbers.

    Texts that could be read in two ways (``1,234``) are read as the rest of the column tells, else with the comma for
    thousands and the point for decimals, and reported. Booleans, dates and error cells are unreadable.

    Parameters
    ----------
    raw
        The cells.
    percent
        Whether ``45%`` is a number here (0.45); not where an amount of money is meant.
    whole
        Whether things are counted here, so that ``1,234`` can only be 1234.

    Examples
    --------
    >>> column = number_column(RawColumn.from_values([12, "1.234,50", "1.234", "?", None]))
    >>> column.values.tolist(), column.unreadable.tolist()
    ([12.0, 1234.5, 1234.0, nan, nan], [False, False, False, True, False])
    >>> column.remarks[0].rule, column.remarks[0].action
    ('should be a number, not text with a decimal comma', 'Read as 1234.5; 1 more cell alike.')
    """
    kind = raw.kind
    numbers = kind == Kind.NUMBER
    values = np.where(numbers, raw.number, np.nan)
    unreadable = (kind >= Kind.BOOLEAN) | (numbers & ~np.isfinite(raw.number))
    texts = text_counts(raw)
    if texts is None:
        return NumberColumn(values, unreadable)
    read = {int(c): read_number(raw.pool[c]) for c in texts.used}
    good = {c: r for c, r in read.items() if r is not None and (percent or not r.percent)}
    if whole:
        good = {c: r.whole() for c, r in good.items()}
    counts = texts.counts
    commas = sum(int(counts[c]) for c, r in good.items() if r.decimal_comma)
    points = sum(int(counts[c]) for c, r in good.items() if r.decimal_comma is False)
    swap = commas > points
    lookup = np.full(len(raw.pool), np.nan)
    for c, r in good.items():
        lookup[c] = r.other if swap and r.other is not None and not whole else r.value
    values[texts.rows] = lookup[texts.codes]
    blank = [c for c, r in read.items() if r is None and not raw.pool[c].strip()]
    unreadable[texts.rows] = np.isnan(lookup)[texts.codes]
    if blank:
        unreadable[texts.rows[np.isin(texts.codes, blank)]] = False
    remarks = []
    in_two_ways = [c for c, r in good.items() if r.other is not None]
    with_comma = [c for c, r in good.items() if r.decimal_comma or (r.other is not None and swap and not points)]
    if with_comma:
        rows = texts.rows_of(with_comma)
        remarks.append(_remark("should be a number, not text with a decimal comma", raw, rows, values))
    # where the rest of the column speaks with one voice, the text is not read in two ways any more
    if in_two_ways and (bool(commas) == bool(points)):
        rows = texts.rows_of(in_two_ways)
        first = good[int(raw.number[rows[0]])]
        other = f", not {first.value if swap else first.other:.15g}"
        remarks.append(_remark("should be a number, not text that can be read in two ways", raw, rows, values, other))
    signs: dict[str, list[int]] = {}
    for c, r in good.items():
        if r.currency:
            signs.setdefault(r.currency, []).append(c)
    return NumberColumn(
        values,
        unreadable,
        tuple(remarks),
        tuple((sign, texts.rows_of(positions)) for sign, positions in signs.items()),
    )


def _remark(
    rule: str, raw: RawColumn, rows: npt.NDArray[np.intp], values: npt.NDArray[np.float64], because: str = ""
) -> Remark:
    return Remark.read_as(rule, raw, rows, f"{values[rows[0]]:.15g}", because)
