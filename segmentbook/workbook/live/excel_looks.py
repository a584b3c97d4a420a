"""Looks of cells in Excel's object model. Unproven, as `beyond_excel` is."""

from __future__ import annotations

from typing import Any

from segmentbook.report.spec import Style

__all__ = ["dress_range", "excel_colour", "hex_colour"]

# Microsoft's constants.
_NONE, _CONTINUOUS, _THIN = -4142, 1, 2
_TOP, _BOTTOM, _INSIDE = 8, 9, 12
_HORIZONTAL = {"": 1, "left": -4131, "center": -4108, "right": -4152}
_VERTICAL = {"": -4107, "top": -4160, "center": -4108}
_SINGLE_LINE = 2
_FONT = "Calibri"
# The format that each reader sees as the short date of his own country (number 14 of those that are built in).
_SHORT_DATE = {"mm-dd-yy": "m/d/yyyy"}


def excel_colour(colour: str) -> int:
    """Six hex digits as Excel counts colours: blue, green, red.

    Examples
    --------
    >>> excel_colour("FF0000"), excel_colour("0000FF")
    (255, 16711680)
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return red + 256 * green + 65_536 * blue


def hex_colour(colour: float) -> str:
    """Excel's colour as six hex digits.

    Examples
    --------
    >>> hex_colour(255.0), hex_colour(16711680)
    ('FF0000', '0000FF')
    """
    number = int(colour)
    return f"{number & 255:02X}{number >> 8 & 255:02X}{number >> 16 & 255:02X}"


def dress_range(cells: Any, style: Style) -> None:
    """Give a range, of one area or many, a look."""
    cells.NumberFormat = _SHORT_DATE.get(style.number_format, style.number_format)
    font = cells.Font
    font.Name, font.Size, font.Bold, font.Italic = _FONT, style.size, style.bold, style.italic
    font.Underline = _SINGLE_LINE if style.underline else _NONE
    font.Color = excel_colour(style.colour)
    if style.fill:
        cells.Interior.Color = excel_colour(style.fill)
    else:
        cells.Interior.Pattern = _NONE
    cells.HorizontalAlignment = _HORIZONTAL["left" if style.indent and not style.horizontal else style.horizontal]
    cells.VerticalAlignment = _VERTICAL[style.vertical]
    cells.WrapText = style.wrap
    cells.IndentLevel = style.indent
    for edge, colour in ((_TOP, style.top), (_BOTTOM, style.bottom), (_INSIDE, style.bottom or style.top)):
        border = cells.Borders(edge)
        if colour:
            border.LineStyle, border.Weight, border.Color = _CONTINUOUS, _THIN, excel_colour(colour)
        else:
            border.LineStyle = _NONE
