"""On which side of its bubble a client's name is written, so that names cover neither each other nor other bubbles.

Excel and LibreOffice both draw labels where the file says (`c:dLblPos`); neither of them moves one out of the way.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from segmentbook.report.spec import MapChart

__all__ = ["SIDES", "label_places"]

SIDES = ("r", "l", "t", "b")
"""Right, left, above and below, as the format calls them; to the right where it makes no difference."""

_CHARACTER, _LINE, _GAP = 5.2, 12.0, 4.0  # of 8 pt Calibri, in pixels
_LARGEST = 0.25  # the largest bubble, at scale 100, is a quarter as wide as the chart's shorter side
_ROUND = 0.785  # share of a square that its circle fills
_OVER_LABEL, _OVER_AXIS, _OUTSIDE = 3.0, 1.5, 5.0  # how much worse than a pixel of a bubble
_PREFERENCE = (0.0, 12.0, 20.0, 20.0)  # a side of SIDES costs this much by itself
_PASSES = 8  # it rests after two or three

Boxes = np.ndarray[Any, np.dtype[np.float64]]


def label_places(chart: MapChart, width: float, height: float) -> dict[tuple[int, int], str]:
    """The side of each label, by number of the series and of the point in it.

    Parameters
    ----------
    chart
        The map.
    width, height
        Of the chart in pixels.
    """
    drawn = [(number, series.points) for number, series in enumerate(chart.series) if series.colour]
    places_of = [(number, point) for number, points in drawn for point in points]
    points = [values for _, points in drawn for values in points.values()]
    labelled = [i for i, values in enumerate(points) if values[3]]
    if not labelled:
        return {}
    left, top, plot_width, plot_height = (
        share * side for share, side in zip(chart.plot, (width, height, width, height), strict=True)
    )
    x = left + plot_width * (np.array([p[0] for p in points]) - chart.x.minimum) / (chart.x.maximum - chart.x.minimum)
    y = top + plot_height * (
        1 - (np.array([p[1] for p in points]) - chart.y.minimum) / (chart.y.maximum - chart.y.minimum)
    )
    sizes = np.clip([p[2] for p in points], 0.0, None)
    largest = max((value[2] for series in chart.series for value in series.points.values()), default=1.0)
    radius = _LARGEST * chart.bubble_scale / 100 * min(width, height) / 2 * np.sqrt(sizes / max(largest, 1e-9))
    bubbles = np.column_stack([x - radius, y - radius, x + radius, y + radius])
    frame = np.array([left, top, left + plot_width, top + plot_height])
    at_x = left + plot_width * (chart.x.crosses_at - chart.x.minimum) / (chart.x.maximum - chart.x.minimum)
    at_y = top + plot_height * (1 - (chart.y.crosses_at - chart.y.minimum) / (chart.y.maximum - chart.y.minimum))
    axes = np.array([[at_x - 1, frame[1], at_x + 1, frame[3]], [frame[0], at_y - 1, frame[2], at_y + 1]])
    order = sorted(labelled, key=lambda i: (-radius[i], i))
    boxes = np.array([_boxes(x[i], y[i], radius[i], len(points[i][3])) for i in order])
    alone = np.array([_PREFERENCE] * len(order))
    for row, i in enumerate(order):
        others = np.delete(bubbles, i, axis=0)
        inside = _overlaps(boxes[row], frame[None, :])[:, 0]
        alone[row] += _ROUND * _overlaps(boxes[row], others).sum(axis=1)
        alone[row] += _OVER_AXIS * _overlaps(boxes[row], axes).sum(axis=1)
        alone[row] += _OUTSIDE * (_areas(boxes[row]) - inside)
    count = len(order)
    flat = boxes.reshape(-1, 4)
    together = _OVER_LABEL * _overlaps(flat, flat).reshape(count, len(SIDES), count, len(SIDES))
    sides = _least(alone, together)
    return {places_of[i]: SIDES[side] for i, side in zip(order, sides, strict=True)}


def _least(alone: Boxes, together: Boxes) -> list[int]:
    """Sides of little cost in all: two names at a time take their best sides beside the others, until none moves.

    ``alone`` is the cost of (name, side), ``together`` that of two names on certain sides.
    """
    count = len(alone)
    sides = [int(side) for side in alone.argmin(axis=1)]
    if count == 1:
        return sides
    for _ in range(_PASSES):
        before = list(sides)
        for i, j in combinations(range(count), 2):
            rest = [k for k in range(count) if k not in (i, j)]
            beside = [sides[k] for k in rest]
            first = alone[i] + together[i][:, rest, beside].sum(axis=1)
            second = alone[j] + together[j][:, rest, beside].sum(axis=1)
            costs = first[:, None] + second[None, :] + together[i][:, j, :]
            if costs[sides[i], sides[j]] > costs.min():
                sides[i], sides[j] = divmod(int(costs.argmin()), len(SIDES))
        if sides == before:
            break
    return sides


def _boxes(x: float, y: float, radius: float, length: int) -> list[tuple[float, float, float, float]]:
    """Where a name would be drawn on each of the ``SIDES``: left, top, right, bottom."""
    wide = _CHARACTER * length
    near, far = radius + _GAP, radius + _GAP + wide
    return [
        (x + near, y - _LINE / 2, x + far, y + _LINE / 2),
        (x - far, y - _LINE / 2, x - near, y + _LINE / 2),
        (x - wide / 2, y - radius - _LINE, x + wide / 2, y - radius),
        (x - wide / 2, y + radius, x + wide / 2, y + radius + _LINE),
    ]


def _areas(boxes: Boxes) -> Boxes:
    areas: Boxes = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return areas


def _overlaps(boxes: Boxes, others: Boxes) -> Boxes:
    """Area that each box has in common with each of the others."""
    wide = np.minimum(boxes[:, None, 2], others[None, :, 2]) - np.maximum(boxes[:, None, 0], others[None, :, 0])
    tall = np.minimum(boxes[:, None, 3], others[None, :, 3]) - np.maximum(boxes[:, None, 1], others[None, :, 1])
    common: Boxes = np.clip(wide, 0, None) * np.clip(tall, 0, None)
    return common
