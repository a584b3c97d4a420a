"""Colours of a workbook: written out, from the theme with a tint, or from a palette."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Palette", "tinted"]

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_STRICT_DRAWING = "{http://purl.oclc.org/ooxml/drawingml/main}"
# A theme index counts light and dark the other way round than the theme part lists them (ECMA-376 part 1, 18.8.3).
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", *(f"accent{i}" for i in range(1, 7)), "hlink", "folHlink")
_OFFICE = (
    *("FFFFFF", "000000", "E7E6E6", "44546A"),
    *("4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47"),
    *("0563C1", "954F72"),
)
_BASE = ("000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF")
# ECMA-376 part 1, 18.8.27: the first eight stand there twice.
_INDEXED = (
    *_BASE,
    *_BASE,
    *("800000", "008000", "000080", "808000", "800080", "008080", "C0C0C0", "808080"),
    *("9999FF", "993366", "FFFFCC", "CCFFFF", "660066", "FF8080", "0066CC", "CCCCFF"),
    *("000080", "FF00FF", "FFFF00", "00FFFF", "800080", "800000", "008080", "0000FF"),
    *("00CCFF", "CCFFFF", "CCFFCC", "FFFF99", "99CCFF", "FF99CC", "CC99FF", "FFCC99"),
    *("3366FF", "33CCCC", "99CC00", "FFCC00", "FF9900", "FF6600", "666699", "969696"),
    *("003366", "339966", "003300", "333300", "993300", "993366", "333399", "333333"),
    *("000000", "FFFFFF"),  # 64, 65: the system's text and background
)
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


def _hex(text: str | None) -> str:
    match = _HEX.fullmatch(text or "")
    return match[1].upper() if match else ""


def tinted(colour: str, tint: float) -> str:
    """A colour made darker (tint < 0) or lighter (> 0) in its luminance: L(1 + t), or L(1 - t) + t.

    Source: ECMA-376 part 1, 18.8.19.

    Examples
    --------
    >>> tinted("000000", 0.5), tinted("FFFFFF", -0.5), tinted("4472C4", 0.0)
    ('808080', '808080', '4472C4')
    """
    if not tint:
        return colour
    tint = max(-1.0, min(1.0, tint))
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{int(part * 255 + 0.5):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))


class Palette:
    """The colours that a workbook's styles may refer to.

    Parameters
    ----------
    theme
        Root of the theme part, None where there is none: Office's own colours.
    indexed
        The workbook's own palette, empty for Excel's.
    """

    def __init__(self, theme: _Element | None = None, indexed: Sequence[str] = ()) -> None:
        self._indexed = [_hex(text) or standard for text, standard in zip(indexed, _INDEXED, strict=False)]
        self._indexed += _INDEXED[len(self._indexed) :]
        self._theme = list(_OFFICE)
        for namespace in (_DRAWING, _STRICT_DRAWING) if theme is not None else ():
            scheme = next(theme.iter(f"{namespace}clrScheme"), None) if theme is not None else None
            for index, name in enumerate(_THEME_ORDER):
                entry = scheme.find(f"{namespace}{name}") if scheme is not None else None
                for colour in () if entry is None else entry:
                    self._theme[index] = _hex(colour.get("lastClr") or colour.get("val")) or self._theme[index]

    def colour(self, element: _Element | None) -> str:
        """Six hex digits of a colour element, "" where it says none or nonsense."""
        if element is None:
            return ""
        rgb = _hex(element.get("rgb"))
        if not rgb:
            for attribute, colours in (("theme", self._theme), ("indexed", self._indexed)):
                index = element.get(attribute) or ""
                if not rgb and index.isascii() and index.isdigit() and len(index) < 4 and int(index) < len(colours):
                    rgb = colours[int(index)]
        try:
            return tinted(rgb, float(element.get("tint") or 0)) if rgb else ""
        except ValueError:
            return rgb
