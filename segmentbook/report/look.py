"""How the workbook looks: palette, number formats and styles, each once (look.md)."""

from __future__ import annotations

from segmentbook.report.colours import lighten, shades
from segmentbook.report.spec import Style
from segmentbook.schema import Column, Kind

__all__ = [
    "BAND_LIGHT",
    "BLOCK",
    "BODY",
    "COUNT",
    "DATE",
    "DECIMAL",
    "ERROR_INK",
    "GREEN",
    "HAIRLINE",
    "HEADER",
    "HEADER_RIGHT",
    "INK",
    "INPUT",
    "INPUT_BLUE",
    "LINK",
    "LINK_GREEN",
    "MONEY",
    "MONEY_LEDGER",
    "MONEY_TILE",
    "MUTED",
    "NAVY",
    "NOTE",
    "NOTE_LINK",
    "NOT_APPLICABLE",
    "NUMBER",
    "NUMERIC_KINDS",
    "PALE",
    "QUADRANT_INK",
    "RATE",
    "RED",
    "SCORE",
    "SHARE",
    "SUBTITLE",
    "TAB_INPUT",
    "TAB_POLICY",
    "TAB_PRESENTATION",
    "TAB_RESULT",
    "TEXT",
    "TILE",
    "TILE_LABEL",
    "TITLE",
    "TOTAL",
    "WARNING_INK",
    "WHITE",
    "band_fill",
    "header_style",
    "number_format",
    "plain_money",
    "style_of",
    "tier_fills",
]

INK = "1F2937"
MUTED = "6B7280"
PALE = "C3C8D0"
"""Ink of what is there but not to be read: #N/A, quadrant names."""
QUADRANT_INK = "9CA3AF"
HAIRLINE = "E5E7EB"
NAVY = "1E3A5F"
WHITE = "FFFFFF"
GREEN = "2E8B57"
RED = "C0392B"
GREY = "6B7280"
INPUT_BLUE = "1D4ED8"
LINK_GREEN = "15803D"
ERROR_INK = "B42318"
WARNING_INK = "92600A"

TAB_PRESENTATION = NAVY
TAB_RESULT = GREEN
TAB_INPUT = INPUT_BLUE
TAB_POLICY = GREY

_SECOND_TIER, _LAST_TIER = "9FB1C8", "E1E7EF"
"""Navy lightened: below the highest tier the text is dark, and readable on every shade between."""

BAND_LIGHT = 0.72
"""Share of white in a band's colour where it fills a cell under dark text."""

# Number formats. `_)` leaves the width of a parenthesis, so that positive and negative figures align.
TEXT = "@"
COUNT = "#,##0"
NUMBER = "General"
DECIMAL = "#,##0.00"
RATE = "0.0000"
MONEY = "#,##0_);(#,##0)"
"""Money where it is presented."""
MONEY_TILE = "#,##0;(#,##0)"
"""The same where nothing stands below or above it to align with."""
MONEY_LEDGER = "#,##0.00_);(#,##0.00)"
"""Money where it is accounted for."""
SCORE = "0.0"
SHARE = "0%"
DATE = "mm-dd-yy"
"""Number format 14: Excel shows the short date of the reader's own country."""

TITLE = Style(size=18, bold=True, colour=NAVY, vertical="center")
SUBTITLE = Style(colour=MUTED, vertical="center")
BLOCK = Style(size=12, bold=True, colour=NAVY)
BODY = Style()
NOTE = Style(size=9, colour=MUTED)
LINK = Style(colour=LINK_GREEN)
NOTE_LINK = Style(size=9, colour=LINK_GREEN)
INPUT = Style(colour=INPUT_BLUE)
TOTAL = Style(bold=True, top=MUTED)
NOT_APPLICABLE = Style(colour=PALE)
TILE = Style(size=18, bold=True, colour=NAVY, horizontal="left", vertical="center")
TILE_LABEL = Style(size=9, colour=MUTED, horizontal="left", vertical="center", top=HAIRLINE)
HEADER = Style(bold=True, colour=WHITE, fill=NAVY, horizontal="left", vertical="center", wrap=True)
HEADER_RIGHT = HEADER.but(horizontal="right", indent=2)
"""Its words end before the filter button, which Excel draws over the right end of a header."""

NUMERIC_KINDS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.COUNT, Kind.SHARE, Kind.SCORE, Kind.DATE})
"""Kinds that stand at the right of their column, header and all."""

_FORMATS = {
    Kind.NUMBER: NUMBER,
    Kind.MONEY: MONEY_LEDGER,
    Kind.COUNT: COUNT,
    Kind.SHARE: SHARE,
    Kind.SCORE: SCORE,
    Kind.DATE: DATE,
}


def number_format(kind: Kind, *, presented: bool = False) -> str:
    """The number format of a kind of column; money without decimals where it is ``presented``.

    Examples
    --------
    >>> number_format(Kind.MONEY), number_format(Kind.MONEY, presented=True), number_format(Kind.TEXT)
    ('#,##0.00_);(#,##0.00)', '#,##0_);(#,##0)', 'General')
    """
    if presented and kind is Kind.MONEY:
        return MONEY
    return _FORMATS.get(kind, "General")


def style_of(column: Column, *, typed: bool = False, presented: bool = False) -> Style:
    """The cells of a schema column: ``typed`` by the user (blue) or computed; numbers right, text left.

    Examples
    --------
    >>> from segmentbook.schema import CLIENTS
    >>> style = style_of(CLIENTS["Employees"], typed=True)
    >>> style.number_format, style.horizontal, style.colour
    ('#,##0', 'right', '1D4ED8')
    """
    style = INPUT if typed else BODY
    if column.kind not in NUMERIC_KINDS:
        return style
    return style.but(number_format=number_format(column.kind, presented=presented), horizontal="right")


def plain_money(money: float) -> str:
    """An amount in a sentence: no decimals where it has none or is above 1,000, else two.

    Examples
    --------
    >>> plain_money(5000), plain_money(1234.56), plain_money(12.5), plain_money(-3)
    ('5,000', '1,235', '12.50', '-3')
    """
    return f"{money:,.0f}" if abs(money) >= 1000 or money == int(money) else f"{money:,.2f}"


def header_style(column: Column) -> Style:
    """A header stands as its column does."""
    return HEADER_RIGHT if column.kind in NUMERIC_KINDS else HEADER


def band_fill(colour: str) -> str:
    """The fill of a cell that holds a band of that colour: light enough for dark text and a grey printer.

    Examples
    --------
    >>> band_fill("2E8B57")
    'C4DFD0'
    """
    return lighten(colour, BAND_LIGHT)


def tier_fills(count: int) -> tuple[tuple[str, str], ...]:
    """Fill and text colour of each of ``count`` tiers, the highest first: shades of navy, from dark to light.

    Examples
    --------
    >>> tier_fills(3)
    (('1E3A5F', 'FFFFFF'), ('9FB1C8', '1F2937'), ('E1E7EF', '1F2937'))
    """
    return ((NAVY, WHITE), *((fill, INK) for fill in shades(_SECOND_TIER, _LAST_TIER, count - 1)))[:count]
