"""On which side of its bubble a client's name is written, so that names cover neither each other nor other bubbles.

Excel and LibreOffice both draw labels where the file says (`c:dLblPos`); neither of them moves one out of the way.
"""

from __future__ import annotations

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
_PREFERENCE = {"r": 0.0, "l": 12.0, "t": 20.0, "b": 20.0}

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
    placed: Boxes = np.empty((0, 4))
    places: dict[tuple[int, int], str] = {}
    order = sorted(labelled, key=lambda i: (-radius[i], i))
    for i in order:
        boxes = _boxes(x[i], y[i], radius[i], len(points[i][3]))
        others = np.delete(bubbles, i, axis=0)
        costs = {
            side: _PREFERENCE[side]
            + _ROUND * _overlap(box, others)
            + _OVER_LABEL * _overlap(box, placed)
            + _OVER_AXIS * _overlap(box, axes)
            + _OUTSIDE * (_area(box) - _overlap(box, frame[None, :]))
            for side, box in boxes.items()
        }
        side = min(SIDES, key=lambda one: costs[one])
        places[places_of[i]] = side
        placed = np.vstack([placed, boxes[side]])
    return places


def _boxes(x: float, y: float, radius: float, length: int) -> dict[str, Boxes]:
    wide = _CHARACTER * length
    near, far = radius + _GAP, radius + _GAP + wide
    return {
        "r": np.array([x + near, y - _LINE / 2, x + far, y + _LINE / 2]),
        "l": np.array([x - far, y - _LINE / 2, x - near, y + _LINE / 2]),
        "t": np.array([x - wide / 2, y - radius - _LINE, x + wide / 2, y - radius]),
        "b": np.array([x - wide / 2, y + radius, x + wide / 2, y + radius + _LINE]),
    }


def _area(box: Boxes) -> float:
    return float((box[2] - box[0]) * (box[3] - box[1]))


def _overlap(box: Boxes, others: Boxes) -> float:
    """Area that a box has in common with others, summed."""
    wide = np.minimum(others[:, 2], box[2]) - np.maximum(others[:, 0], box[0])
    tall = np.minimum(others[:, 3], box[3]) - np.maximum(others[:, 1], box[1])
    return float((np.clip(wide, 0, None) * np.clip(tall, 0, None)).sum())
