"""What a client is worth a month, per seat, and from what value on it is of high value (product.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import TYPE_CHECKING

from segmentbook.model.rounding import to_cent, to_cents

if TYPE_CHECKING:
    from segmentbook.model.columns import Flags, Floats

__all__ = [
    "MEDIAN",
    "TYPED",
    "is_high_value",
    "is_high_value_column",
    "median_cut",
    "median_cut_column",
    "overall_value",
    "overall_values",
    "value_per_seat",
    "values_per_seat",
]

TYPED = "typed"
MEDIAN = "median"


def overall_value(segment_value: float | None, contract_mrr: float) -> float:
    """Overall Value, a month: Segment Value where typed (0 counts as typed), else Contract MRR.

    Examples
    --------
    >>> overall_value(None, 1200.0), overall_value(0.0, 1200.0)
    (1200.0, 0.0)
    """
    return contract_mrr if segment_value is None else segment_value


def overall_values(segment_value: Floats, contract_mrr: Floats) -> Floats:
    """``overall_value`` for columns; a NaN Segment Value is blank."""
    import numpy as np

    return np.where(np.isnan(segment_value), contract_mrr, segment_value)


def value_per_seat(value: float, employees: float | None) -> float | None:
    """Value per seat, a month: ``value / employees``; None without employees, never infinite.

    Examples
    --------
    >>> value_per_seat(1200.0, 40.0), value_per_seat(1200.0, 0.0)
    (30.0, None)
    """
    return value / employees if employees is not None and employees > 0.0 else None


def values_per_seat(value: Floats, employees: Floats) -> Floats:
    """``value_per_seat`` for columns; NaN without employees."""
    import numpy as np

    some = employees > 0.0
    per_seat: Floats = np.divide(value, employees, out=np.full(len(value), np.nan), where=some)
    return per_seat


def median_cut(values: Iterable[float | None]) -> float:
    """The cut where none is typed: the median of the positive values of all current clients, to the cent.

    0 where no value is positive: then every client is of low value.

    Examples
    --------
    >>> median_cut([100.0, 300.0, 0.0, None, -50.0, 200.0])
    200.0
    """
    positive = [v for v in values if v is not None and to_cent(v) > 0.0]
    return to_cent(median(positive)) if positive else 0.0


def median_cut_column(values: Floats) -> float:
    """``median_cut`` for a column."""
    import numpy as np

    positive = values[to_cents(values) > 0.0]
    return to_cent(float(np.median(positive))) if len(positive) else 0.0


def is_high_value(value: float, cut: float) -> bool:
    """Whether a value is high: at least the cut, both to the cent; a value of 0 or less is low.

    Examples
    --------
    >>> is_high_value(4999.996, 5000.0), is_high_value(4999.99, 5000.0), is_high_value(0.0, 0.0)
    (True, False, False)
    """
    rounded = to_cent(value)
    return rounded > 0.0 and rounded >= to_cent(cut)


def is_high_value_column(values: Floats, cut: float) -> Flags:
    """``is_high_value`` for a column; NaN is not high."""
    rounded = to_cents(values)
    return (rounded > 0.0) & (rounded >= to_cent(cut))
