"""What all result sheets share: title block, columns of a schema table, widths that fit, dates in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from segmentbook.report import look
from segmentbook.report.spec import Cell, CellRange, ColourRule, Style, TableColumn
from segmentbook.schema import Column, Kind

if TYPE_CHECKING:
    from segmentbook.model.inputs import Inputs

__all__ = [
    "HEADER_ROW",
    "HEIGHTS",
    "band_styles",
    "colour_rules",
    "column_width",
    "counted",
    "header_width",
    "joined",
    "long_date",
    "month_name",
    "spaced",
    "table_column",
    "tier_styles",
    "title_cells",
    "yes_no",
]

HEADER_ROW = 4
"""Result tables begin in this row, below title and subtitle."""

HEIGHTS = {1: 27.0, 2: 15.0, 3: 7.5, HEADER_ROW: 30.0}

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip  # not from the locale: the same inputs give the same words everywhere

_SAMPLE = 2_000
_FILTER_BUTTON = 3.5  # characters that a header's filter button hides
_BOLD = 1.12  # how much wider bold capitals and small letters are than figures
_MARGIN = 1.5
_ALWAYS = 24  # a text of so many characters is shown whole, be it ever so rare
_INDENT = 1.3  # in characters
_USUAL = 0.95  # the longest usual text: what this share of cells fits in
_NARROWEST, _WIDEST = 8.0, 36.0
_DATE_WIDTH = 11.5  # 30/06/2026 in any country's short form


def long_date(day: date) -> str:
    """A date in words.

    Examples
    --------
    >>> long_date(date(2026, 6, 30))
    '30 June 2026'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_name(day: date) -> str:
    """A month in words, short.

    Examples
    --------
    >>> month_name(date(2026, 6, 30))
    'Jun 2026'
    """
    return f"{_MONTHS[day.month - 1][:3]} {day.year}"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    Examples
    --------
    >>> counted(1, "client"), counted(1200, "client"), counted(0, "entry", "entries")
    ('1 client', '1,200 clients', '0 entries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def joined(words: Sequence[str]) -> str:
    """Words as a list in a sentence.

    Examples
    --------
    >>> joined(["one"]), joined(["one", "two", "three"])
    ('one', 'one, two and three')
    """
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def title_cells(title: str, subtitle: str, column: int = 1) -> dict[tuple[int, int], Cell]:
    """The title block of a result sheet: rows 1 and 2."""
    return {(1, column): Cell(title, look.TITLE), (2, column): Cell(subtitle, look.SUBTITLE)}


def table_column(
    column: Column,
    values: pd.Series,
    *,
    links: tuple[str, ...] = (),
    styles: Mapping[object, Style] | None = None,
    presented: bool = False,
) -> TableColumn:
    """A schema column as a column of a native table, as wide as its values want."""
    style = look.style_of(column, presented=presented)
    if column.header == "Rate":
        style = style.but(number_format=look.RATE)
    elif column.kind is Kind.NUMBER:
        style = style.but(number_format=_plain_or_decimals(values))
    if links:
        style = style.but(colour=look.LINK_GREEN)
    return TableColumn(
        column.header,
        style,
        look.header_style(column),
        column_width(column.header, values, style.number_format, widest=max(column.width, _WIDEST)),
        column.note,
        links,
        styles or {},
    )


def spaced(columns: Iterable[TableColumn]) -> tuple[TableColumn, ...]:
    """The columns with room between a number and the text at its right."""
    done: list[TableColumn] = []
    for column in columns:
        if done and done[-1].style.horizontal == "right" and column.style.horizontal != "right":
            apart = {"indent": 1, "horizontal": "left"}
            header = column.header_style.but(**apart) if column.header_style else None
            styles = {value: style.but(**apart) for value, style in column.styles.items()}
            width = round(column.width + _INDENT, 1)
            column = replace(column, style=column.style.but(**apart), header_style=header, styles=styles, width=width)
        done.append(column)
    return tuple(done)


def column_width(header: str, values: pd.Series, number_format: str, *, widest: float = _WIDEST) -> float:
    """A width, in characters, that shows every number and date and the longest usual text; bounded for texts.

    Numbers are never cut (Excel would show ``####``), so there the longest decides.
    """
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        needed = _DATE_WIDTH
    elif pd.api.types.is_numeric_dtype(values.dtype):
        needed = _number_width(values.to_numpy(float), number_format)
    else:
        texts = values.to_numpy(object)[:_SAMPLE].tolist()
        lengths = np.array([len(value) for value in texts if isinstance(value, str)])
        usual = float(np.quantile(lengths, _USUAL, method="higher")) if len(lengths) else 0.0
        needed = max(min(usual, widest), float(lengths[lengths <= _ALWAYS].max(initial=0)))
    return round(max(needed + _MARGIN, header_width(header), _NARROWEST), 1)


def header_width(header: str) -> float:
    """The width at which a bold header and its filter button take two lines at most.

    Examples
    --------
    >>> header_width("Non-recurring Revenue"), header_width("ARR")
    (18.1, 6.9)
    """
    words = header.split()
    splits = range(1, len(words)) or range(1)
    narrowest = min(max(len(" ".join(words[:i])), len(" ".join(words[i:]))) for i in splits)
    return round(narrowest * _BOLD + _FILTER_BUTTON, 1)


def band_styles(inputs: Inputs) -> dict[object, Style]:
    """Name of each health band, and Unscored -> its cell: the band's colour lightened, under dark text."""
    from segmentbook.schema.defaults import UNSCORED, UNSCORED_COLOUR

    colours = {UNSCORED: UNSCORED_COLOUR} | {band.name: band.colour for band in inputs.bands}
    return {name: look.BODY.but(fill=look.band_fill(colour)) for name, colour in colours.items()}


def tier_styles(inputs: Inputs) -> dict[object, Style]:
    """Name of each tier -> its cell, in a shade of navy."""
    fills = look.tier_fills(len(inputs.tiers))
    return {
        tier.name: look.BODY.but(fill=fill, colour=colour)
        for tier, (fill, colour) in zip(inputs.tiers, fills, strict=True)
    }


def colour_rules(area: CellRange, styles: Mapping[object, Style]) -> tuple[ColourRule, ...]:
    """The native conditional formats that recolour a cell when it is edited."""
    return tuple(ColourRule(area, str(name), style.fill, style.colour) for name, style in styles.items())


def yes_no(values: pd.Series) -> pd.Series:
    """True, False, None as the words that a reader expects."""
    words = {True: "Yes", False: "No"}
    return pd.Series([words.get(value, "") for value in values], index=values.index, dtype=object)


def _plain_or_decimals(values: pd.Series) -> str:
    """Whole numbers without decimals; a column that has others, with two."""
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(float)
    numbers = numbers[np.isfinite(numbers)]
    return look.COUNT if bool((numbers == np.rint(numbers)).all()) else look.DECIMAL


def _number_width(numbers: np.ndarray[tuple[int], np.dtype[np.float64]], number_format: str) -> float:
    finite = np.abs(numbers[np.isfinite(numbers)])
    largest = float(finite.max()) if finite.size else 0.0
    decimals = len(number_format.partition(";")[0].partition(".")[2].rstrip("_)%"))
    signs = 2 if ";" in number_format else 1  # parentheses or a minus
    if number_format == look.SHARE:
        return len(f"{largest * 100:,.0f}%") + signs
    return len(f"{largest:,.{decimals}f}") + signs
