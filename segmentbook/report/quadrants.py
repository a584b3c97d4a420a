"""Words on the map: the four segments' codes and names in the corners, and the cuts' figures at the axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from segmentbook.report import look
from segmentbook.report.spec import Axis, Style, TextBox

if TYPE_CHECKING:
    from segmentbook.model.inputs import SegmentCell

__all__ = ["cut_texts", "quadrant_texts"]

_CODE = Style(size=20, bold=True, colour=look.PALE, vertical="center")
_NAME = Style(size=9, colour=look.QUADRANT_INK, vertical="center", wrap=True)
_CUT = Style(size=8, colour=look.MUTED)
_MARGIN = 6.0  # pixels between the plot's edge and a word, and between words
_CODE_CHARACTER, _NAME_CHARACTER = 18.0, 5.8  # mean widths in pixels, with a little to spare
_STRIP, _LINE = 36.0, 15.0  # height of the code, and of a line of the name
_WIDEST_NAME, _NARROWEST_NAME = 260.0, 66.0  # a narrower quadrant shows its code only
_MOST_LINES = 3
_CUT_WIDTH, _CUT_HEIGHT = 130.0, 17.0

Plot = tuple[float, float, float, float]


def quadrant_texts(
    segments: Sequence[SegmentCell], x: Axis, y: Axis, plot: Plot, width: int, height: int
) -> tuple[TextBox, ...]:
    """Each segment's code, large, and beside it its name, in the outer corner of its quadrant.

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

    def put(text: str, style: Style, left: float, top: float, wide: float, tall: float) -> None:
        texts.append(TextBox(text, left / width, top / height, wide / width, tall / height, style))

    for cell in segments:
        left, right = (cut_x, plot_left + plot_width) if cell.value_high else (plot_left, cut_x)
        top, bottom = (plot_top, cut_y) if cell.effort_high else (cut_y, plot_top + plot_height)
        code_width = _CODE_CHARACTER * len(cell.code)
        room = right - left - 2 * _MARGIN
        if room < code_width or bottom - top < _STRIP:
            continue
        align: Literal["left", "right"] = "right" if cell.value_high else "left"
        code_left = right - _MARGIN - code_width if cell.value_high else left + _MARGIN
        code_top = top + 1 if cell.effort_high else bottom - _STRIP - 1
        put(cell.code, _CODE.but(horizontal=align), code_left, code_top, code_width, _STRIP)
        # The name stands beside the code, not below it: a low strip at the plot's edge hides the fewest clients.
        name_width = min(room - code_width - _MARGIN, _WIDEST_NAME)
        lines = _lines(cell.name, name_width / _NAME_CHARACTER)
        if name_width < _NARROWEST_NAME or lines > _MOST_LINES:
            continue
        tall = max(_STRIP, lines * _LINE)
        name_left = code_left - _MARGIN - name_width if cell.value_high else code_left + code_width + _MARGIN
        name_top = code_top if cell.effort_high else code_top + _STRIP - tall
        put(cell.name, _NAME.but(horizontal=align), name_left, name_top, name_width, tall)
    return tuple(texts)


def _lines(text: str, characters: float) -> int:
    """How many lines a text takes, broken between words."""
    lines, used = 1, 0.0
    for word in text.split():
        if used and used + 1 + len(word) > characters:
            lines, used = lines + 1, 0.0
        used += len(word) + (1 if used else 0)
    return lines


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
