"""What a sheet holds and how it looks, as data: the file writer and the live workbook both draw from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from segmentbook.raw import ErrorValue

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Axis",
    "BubbleSeries",
    "Cell",
    "CellRange",
    "ColourRule",
    "MapChart",
    "Note",
    "Print",
    "SheetSpec",
    "Style",
    "TableColumn",
    "TableSpec",
    "TextBox",
    "Validation",
]

Scalar = str | float | int | bool | date | ErrorValue | None


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks; the writer appends what is missing to the workbook's styles. Colours are six hex digits."""

    number_format: str = "General"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    size: float = 10.0
    colour: str = "1F2937"
    fill: str = ""
    horizontal: Literal["", "left", "center", "right"] = ""
    vertical: Literal["", "top", "center"] = ""
    wrap: bool = False
    indent: int = 0
    top: str = ""  # colour of a thin line above, "" for none
    bottom: str = ""  # colour of a thin line below

    def but(self, **changes: object) -> Style:
        """The same style with some of it changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # checked by the dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    ``formula`` (without ``=``, in file syntax) is native Excel only and has its cached ``value`` beside it.
    ``link`` is a place in the workbook, ``'Clients'!A5``; it is written as a hyperlink, never as a formula.
    """

    value: Scalar
    style: Style = Style()
    formula: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """The note on a header cell."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class CellRange:
    """Rows and columns of a sheet, 1-based, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class ColourRule:
    """A native conditional format: cells of ``range`` equal to ``equals`` take the fill and the text colour."""

    range: CellRange
    equals: str
    fill: str
    colour: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Validation:
    """A drop-down or a bound on what may be typed into ``range``.

    ``kind`` list: ``first`` is ``"a,b,c"`` in quotes or a range; decimal, date: between ``first`` and ``second``.
    ``strict`` refuses other values; else Excel only warns.
    """

    range: CellRange
    kind: Literal["list", "decimal", "date"]
    first: str
    second: str = ""
    title: str = ""
    message: str = ""
    strict: bool = False


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a native table: header, look, note on the header, and where its cells link to.

    ``links`` has one place a row ("" for none), or is empty. ``styles`` gives cells of certain values another style.
    ``formula`` is a calculated column (file syntax), its values in the data being the cache.
    """

    header: str
    style: Style = Style()
    header_style: Style | None = None
    width: float = 14.0
    note: str = ""
    links: tuple[str, ...] = ()
    styles: Mapping[object, Style] = field(default_factory=dict)
    formula: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class TableSpec:
    """A native Excel table: header row at (``top``, ``left``), one data row a row of ``data``.

    ``data`` has one column a ``columns`` entry, in order and of that name: float64 (NaN blank), datetime64 (NaT
    blank), bool, or object (str, None or "" blank, ErrorValue, numbers, dates). A table without rows gets one blank
    row, as Excel wants. ``key`` names the column that rows are known by; where given, columns that the user added to
    the table follow their key through a refresh.
    """

    name: str
    top: int
    left: int
    columns: tuple[TableColumn, ...]
    data: pd.DataFrame
    key: str = ""
    style_name: str = "TableStyleLight1"


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of the map. ``crosses_at`` is where the *other* axis crosses this one, in this axis's units."""

    title: str
    minimum: float
    maximum: float
    major_unit: float
    crosses_at: float
    number_format: str


@dataclass(frozen=True, slots=True)
class BubbleSeries:
    """One health band on the map: references to whole table columns, with the cached values of its points.

    ``points`` maps the position in the referenced column to (x, y, size, label); all other positions are not
    plotted. References are ``'Sheet'!$A$2:$A$37``; ``name`` is the cached name.
    """

    name: str
    name_reference: str
    x_reference: str
    y_reference: str
    size_reference: str
    label_reference: str
    length: int
    colour: str  # "" draws nothing: the reference bubble that holds the book's maximum
    points: Mapping[int, tuple[float, float, float, str]]


@dataclass(frozen=True, slots=True)
class TextBox:
    """Words inside the chart's plot area; ``x``, ``y`` in shares of the chart's width and height."""

    text: str
    x: float
    y: float
    width: float
    height: float
    style: Style
    note: str = ""


@dataclass(frozen=True, slots=True)
class MapChart:
    """The value x effort map as a native bubble chart, anchored over cells ``place``.

    ``plot`` is the inner plot area (left, top, width, height in shares of the chart): the manual layout by which
    ``texts`` stand where they belong.
    """

    key: str
    place: CellRange
    title: str
    alt_text: str
    x: Axis
    y: Axis
    series: tuple[BubbleSeries, ...]
    texts: tuple[TextBox, ...]
    bubble_scale: int = 60
    plot: tuple[float, float, float, float] = (0.06, 0.13, 0.91, 0.73)


@dataclass(frozen=True, slots=True)
class Print:
    """Print set-up. ``title_rows`` (first, last) and ``title_columns`` (first, last) repeat on each page.

    ``fit_width`` and ``fit_height`` are pages; 0 for as many as it takes.
    """

    landscape: bool = True
    fit_width: int = 1
    fit_height: int = 0
    title_rows: tuple[int, int] | None = None
    title_columns: tuple[int, int] | None = None
    area: CellRange | None = None
    footer: str = "&L&8&A&R&8Page &P of &N"


@dataclass(frozen=True, slots=True, eq=False)
class SheetSpec:
    """One sheet. ``key`` is what it is known by (its mark in the workbook); ``name`` what it is called if free."""

    key: str
    name: str
    tab_colour: str = ""
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    merges: tuple[CellRange, ...] = ()
    widths: Mapping[int, float] = field(default_factory=dict)
    heights: Mapping[int, float] = field(default_factory=dict)
    tables: tuple[TableSpec, ...] = ()
    colour_rules: tuple[ColourRule, ...] = ()
    validations: tuple[Validation, ...] = ()
    notes: tuple[Note, ...] = ()
    charts: tuple[MapChart, ...] = ()
    freeze: tuple[int, int] | None = None  # first row and column that scroll, 1-based
    gridlines: bool = True
    headings: bool = True
    zoom: int = 100
    print: Print = field(default_factory=Print)
