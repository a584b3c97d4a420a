"""Words on the map: the four segments' codes and names in the corners, and the cuts' figures at the axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from segmentbook.report import look
from segmentbook.report.spec import Axis, Style, TextBox

if TYPE_CHECKING:
    from segmentbook.model.inputs import SegmentCell

__all__ = ["cut_texts", "quadrant_texts"]

_CODE = Style(size=20, bold=True, colour=look.PALE)
_NAME = Style(size=10, colour=look.QUADRANT_INK)
_CUT = Style(size=8, colour=look.MUTED)
_MARGIN = 6.0  # pixels between the plot's edge and a word
_CODE_HEIGHT, _LINE_HEIGHT = 34.0, 18.0
_WIDEST_NAME = 230.0
_NARROWEST_NAME = 72.0  # a narrower quadrant shows its code only
_NARROWEST_CODE = 34.0
_CHARACTER = 6.2  # mean width of a character in 10 pt, in pixels, with a little to spare
_CUT_WIDTH, _CUT_HEIGHT = 130.0, 17.0

Plot = tuple[float, float, float, float]


def quadrant_texts(
    segments: Sequence[SegmentCell], x: Axis, y: Axis, plot: Plot, width: int, height: int
) -> tuple[TextBox, ...]:
    """Each segment's code, large, and name in the outer corner of its quadrant.

    High value is to the right of the cut and high effort above it, so that HL stands at the bottom right.

    Parameters
    ----------
    segments
        The four cells.
    x, y
        The axes.
    plot
        The inner plot area, in shares of the chart.
    width, height
        Of the chart in pixels.
    """
    plot_left, plot_top = plot[0] * width, plot[1] * height
    plot_width, plot_height = plot[2] * width, plot[3] * height
    cut_x = plot_left + plot_width * (x.crosses_at - x.minimum) / (x.maximum - x.minimum)
    cut_y = plot_top + plot_height * (1 - (y.crosses_at - y.minimum) / (y.maximum - y.minimum))
    texts: list[TextBox] = []
    for cell in segments:
        left, right = (cut_x, plot_left + plot_width) if cell.value_high else (plot_left, cut_x)
        top, bottom = (plot_top, cut_y) if cell.effort_high else (cut_y, plot_top + plot_height)
        room = right - left - 2 * _MARGIN
        if room < _NARROWEST_CODE or bottom - top < _CODE_HEIGHT + _LINE_HEIGHT:
            continue
        name_width = min(room, _WIDEST_NAME)
        lines = -(-len(cell.name) * _CHARACTER // name_width) if name_width >= _NARROWEST_NAME else 0
        name_height = min(lines * _LINE_HEIGHT, bottom - top - _CODE_HEIGHT)
        align = "right" if cell.value_high else "left"
        text_left = right - _MARGIN - name_width if cell.value_high else left + _MARGIN
        # The code is at the plot's edge and the name towards the middle, above and below alike.
        code_top = top + 2 if cell.effort_high else bottom - _CODE_HEIGHT - 2
        name_top = code_top + _CODE_HEIGHT - 4 if cell.effort_high else code_top - name_height + 4
        boxes = [(cell.code, code_top, _CODE_HEIGHT, _CODE)]
        if lines:
            boxes.append((cell.name, name_top, name_height, _NAME))
        texts += [
            TextBox(
                text,
                text_left / width,
                at / height,
                name_width / width,
                tall / height,
                style.but(horizontal=align, wrap=style is _NAME),
            )
            for text, at, tall, style in boxes
        ]
    return tuple(texts)


def cut_texts(x: Axis, y: Axis, plot: Plot, width: int, height: int, figures: tuple[str, str]) -> tuple[TextBox, ...]:
    """The cuts' figures: of the value above the vertical line, of the effort at the right end of the horizontal one."""
    at_x = plot[0] + plot[2] * (x.crosses_at - x.minimum) / (x.maximum - x.minimum)
    at_y = plot[1] + plot[3] * (1 - (y.crosses_at - y.minimum) / (y.maximum - y.minimum))
    wide, tall = _CUT_WIDTH / width, _CUT_HEIGHT / height
    left = min(max(at_x - wide / 2, 0.0), 1 - wide)
    right = plot[0] + plot[2]
    return (
        TextBox(figures[0], left, plot[1] - tall, wide, tall, _CUT.but(horizontal="center")),
        TextBox(figures[1], right - wide, at_y - tall, wide, tall, _CUT.but(horizontal="right")),
    )
