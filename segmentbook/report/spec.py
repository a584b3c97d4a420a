"""What a sheet holds and how it looks, as data: the file writer and the live workbook both draw from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from segmentbook.report.cell_spec import Cell, CellRange, Scalar, Style
from segmentbook.report.chart_spec import (
    Axis,
    BubbleSeries,
    CategoryChart,
    CategorySeries,
    Chart,
    ChartCells,
    MapChart,
    PlottedSeries,
    Ring,
    RingChart,
    TextBox,
    ValueAxis,
    XYChart,
    XYSeries,
    plotted,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Axis",
    "BubbleSeries",
    "CategoryChart",
    "CategorySeries",
    "Cell",
    "CellRange",
    "Chart",
    "ChartCells",
    "ColourRule",
    "MapChart",
    "Note",
    "PlottedSeries",
    "Print",
    "Ring",
    "RingChart",
    "Scalar",
    "SheetSpec",
    "SignRule",
    "Slicer",
    "Sparklines",
    "Style",
    "TableColumn",
    "TableSpec",
    "TextBox",
    "Validation",
    "ValueAxis",
    "XYChart",
    "XYSeries",
    "plotted",
]


@dataclass(frozen=True, slots=True)
class Note:
    """The note on a header cell."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class ColourRule:
    """A native conditional format: cells of ``range`` equal to ``equals`` take the fill and the text colour."""

    range: CellRange
    equals: str
    fill: str
    colour: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class SignRule:
    """A pair of native conditional formats: numbers of ``range`` above 0 take one text colour, those below another.

    The file writer makes them, and the user may have them in other colours; a refresh of an open workbook leaves them
    to the spreadsheet, which lets them grow with their table.
    """

    range: CellRange
    above: str
    below: str


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
class Sparklines:
    """Native sparklines in the cells of a table column, each over other columns of its own row.

    So sorting the table shows no client another's line: sparklines stay in their cells, and so do the points.

    Parameters
    ----------
    colour
        Of the line or the columns.
    first, last
        Headers of the table's first and last column of points; those between belong to them. "": there are none now.
    marked, marked_colour
        Points with a marker, or as columns of a colour of their own; "": in ``colour``.
    minimum, maximum
        Ends of the vertical axis of all; None: each has its own.
    """

    colour: str
    first: str = ""
    last: str = ""
    kind: Literal["line", "column"] = "line"
    marked: tuple[Literal["first", "last", "high", "low"], ...] = ("last",)
    marked_colour: str = ""
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a native table: header, look, note on the header, and where its cells link to.

    ``links`` has one place a row ("" for none), or is empty. ``styles`` gives cells of certain values another style.
    ``formula`` is a calculated column (file syntax), its values in the data being the cache. A column with
    ``sparklines`` holds nothing else.
    """

    header: str
    style: Style = field(default_factory=Style)
    header_style: Style | None = None
    width: float = 14.0
    note: str = ""
    links: tuple[str, ...] = ()
    styles: Mapping[object, Style] = field(default_factory=dict)
    formula: str = ""
    sparklines: Sparklines | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TableSpec:
    """A native Excel table: header row at (``top``, ``left``), one data row a row of ``data``.

    ``data`` has one column a ``columns`` entry, in order and of that name: float64 (NaN blank), datetime64 (NaT
    blank), bool, or object (str, None or "" blank, ErrorValue, numbers, dates). A table without rows gets one blank
    row, as Excel wants. ``key`` names the column that rows are known by; where given, columns that the user added to
    the table follow their key through a refresh. ``changing`` says that its columns are others from time to time (a
    column a service): those that we wrote once and write no more go, instead of being taken for the user's.
    ``filters`` are criteria of the table's native filter that we set: header -> the texts that are shown, or ``()``
    for none; criteria of other columns are the user's and stay.
    """

    name: str
    top: int
    left: int
    columns: tuple[TableColumn, ...]
    data: pd.DataFrame
    key: str = ""
    style_name: str = "TableStyleLight1"
    changing: bool = False
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Slicer:
    """A native slicer: buttons that filter a native table by one of its columns.

    ``key`` is what it is known by, on its sheet. ``table`` is the specification's name of a table of any sheet that is
    written with it, ``column`` a header in it. It stands over the cells of ``place``; its buttons, ``columns`` of them
    beside each other, are ``row_height`` points high, and it scrolls where there are more than it has room for.
    """

    key: str
    table: str
    column: str
    place: CellRange
    caption: str
    columns: int = 1
    row_height: float = 19.0
    style_name: str = "SlicerStyleLight1"
    alt_text: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """Print set-up. ``title_rows`` (first, last) and ``title_columns`` (first, last) repeat on each page.

    ``fit_width`` and ``fit_height`` are pages; 0 for as many as it takes. ``former_right`` are last columns that the
    area had in other layouts of ours: an area that still ends there becomes ``area``.
    """

    landscape: bool = True
    fit_width: int = 1
    fit_height: int = 0
    title_rows: tuple[int, int] | None = None
    title_columns: tuple[int, int] | None = None
    area: CellRange | None = None
    footer: str = "&L&8&A&R&8Page &P of &N"
    former_right: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class SheetSpec:
    """One sheet. ``key`` is what it is known by (its mark in the workbook); ``name`` what it is called if free.

    ``names`` are defined names of single cells, by which formulas of the workbook find them. ``kept`` are cells of ours
    that the user types into, by a key: a refresh reads them first (``RawBook.kept``), and the specification's value is
    what they are to hold from then on.
    """

    key: str
    name: str
    tab_colour: str = ""
    cells: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    merges: tuple[CellRange, ...] = ()
    widths: Mapping[int, float] = field(default_factory=dict)
    heights: Mapping[int, float] = field(default_factory=dict)
    tables: tuple[TableSpec, ...] = ()
    colour_rules: tuple[ColourRule, ...] = ()
    sign_rules: tuple[SignRule, ...] = ()
    validations: tuple[Validation, ...] = ()
    notes: tuple[Note, ...] = ()
    charts: tuple[Chart, ...] = ()
    slicers: tuple[Slicer, ...] = ()
    freeze: tuple[int, int] | None = None  # first row and column that scroll, 1-based
    gridlines: bool = True
    headings: bool = True
    zoom: int = 100
    print: Print = field(default_factory=Print)
    names: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    kept: Mapping[str, tuple[int, int]] = field(default_factory=dict)
