"""Axes of the segment map: round limits that hold every bubble, its label, and the cut."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from segmentbook.report.spec import Axis

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[Any, np.dtype[np.float64]]

__all__ = ["Room", "effort_axis", "nice_step", "value_axis"]

_INTERVALS = 9
_STRIP = 32.0  # pixels
_SMALLEST = 1e-4  # of money: nothing to be told apart
_BESIDE_CUT = 0.12  # of the axis, kept on both sides of the cut so that there are four quadrants to see


@dataclass(frozen=True, slots=True)
class Room:
    """What one bubble needs around its centre, in pixels: ``before`` it and ``after`` it on the axis."""

    before: Floats
    after: Floats


def nice_step(raw: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not below ``raw``.

    Examples
    --------
    >>> nice_step(1), nice_step(1300), nice_step(2100), nice_step(0.04), nice_step(6)
    (1.0, 2000.0, 2500.0, 0.05, 10.0)
    """
    power = 10.0 ** math.floor(math.log10(raw))
    factor = next((f for f in (1.0, 2.0, 2.5, 5.0) if f * power >= raw * (1 - 1e-9)), 10.0)
    return float(f"{factor * power:.12g}")


def value_axis(title: str, values: Floats, room: Room, cut: float, length: float) -> Axis:
    """The horizontal axis: linear, with round ends, holding all ``values`` with their ``room``, zero and the cut.

    Parameters
    ----------
    title
        With its unit.
    values
        Of the clients on the map; may be empty.
    room
        Pixels that each of them needs to its left and right.
    cut
        Where the effort axis crosses; NaN (no cut can be had) crosses at zero.
    length
        Of the plot, in pixels.
    """
    crossing = 0.0 if math.isnan(cut) else cut
    low = min(0.0, crossing, float(values.min()) if values.size else 0.0)
    high = max(0.0, crossing, float(values.max()) if values.size else 0.0)
    if high - low < _SMALLEST:
        high = low + 1.0
    minimum, maximum, step = low, high, 0.0
    for _ in range(4):  # a wider axis makes the same bubble span more money; this settles at once
        per_pixel = (maximum - minimum) / length
        beside = _BESIDE_CUT * (high - low)
        need_low = min(low, float((values - room.before * per_pixel).min()) if values.size else low)
        need_high = max(high, float((values + room.after * per_pixel).max()) if values.size else high)
        need_low = min(need_low, crossing if crossing > low else crossing - beside)
        need_high = max(need_high, crossing + beside)
        step = nice_step((need_high - need_low) / _INTERVALS)
        minimum = math.floor(need_low / step + 1e-9) * step
        maximum = math.ceil(need_high / step - 1e-9) * step
    negative = (bool(values.size) and float(values.min()) < 0) or crossing < 0
    return Axis(title, _clean(minimum), _clean(maximum), step, crossing, _money_format(step, minimum, negative))


def effort_axis(
    efforts: Floats, room: Floats, cut: float, length: float, *, below: bool = False, above: bool = False
) -> Axis:
    """The vertical axis, 0-100; a step longer where a bubble or the cut lies at an end, without figures there.

    ``room`` is each bubble's radius in pixels, ``length`` the plot's height; ``below`` and ``above`` ask for a strip in
    which words can stand: a step, two where the plot is low.
    """
    step = 10.0
    radius = room * (100.0 / length)
    strip = step * max(1, math.ceil(_STRIP * (100.0 + 2 * step) / (length * step)))
    below_by, above_by = (strip if asked else step for asked in (below, above))
    below = below or cut <= 0 or (bool(efforts.size) and float((efforts - radius).min()) < 0)
    above = above or cut >= 100 or (bool(efforts.size) and float((efforts + radius).max()) > 100)
    minimum, maximum = (-below_by if below else 0.0), (100.0 + above_by if above else 100.0)
    number_format = '[<0]"";[>100]"";0' if below or above else "0"
    return Axis("Effort score (0-100)", minimum, maximum, step, float(cut), number_format)


def _money_format(step: float, minimum: float, negative: bool) -> str:
    """Figures at the axis: as many decimals as the step has; below zero nothing where no client is."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if step >= 1 and step != int(step):
        decimals = 1
    elif step < 1 and round(step * 10**decimals, 6) != round(step * 10**decimals):
        decimals += 1
    figure = "#,##0" + ("." + "0" * decimals if decimals else "")
    if negative:
        return f"{figure};({figure})"
    return f"{figure};;{figure}" if minimum < 0 else figure


def _clean(number: float) -> float:
    """Without the dust of a division."""
    return float(f"{number:.12g}") + 0.0
