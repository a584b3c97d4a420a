"""What a live refresh needs of an open workbook and xlwings' public object model does not reach."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import xlwings

    from segmentbook.raw import RawColumn
    from segmentbook.report.spec import CellRange, ColourRule, PlottedSeries, Sparklines, Style

__all__ = ["Beyond", "DrawnAxis", "DrawnChart", "DrawnText"]


@dataclass(frozen=True, slots=True)
class DrawnAxis:
    """Scale of an axis; None where Excel chooses it. ``crosses_at``: where on it the *other* axis crosses.

    ``title`` is "" where there is none.
    """

    title: str = ""
    minimum: float | None = None
    maximum: float | None = None
    major_unit: float | None = None
    crosses_at: float | None = None


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A text box inside a chart: its words, and where its upper left corner is, in shares of the chart's size."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart as it stands on a sheet, or is to stand there.

    Parameters
    ----------
    name
        Of its frame (``Segmentbook: Map``), as the user may have changed it.
    kind
        ``bubble``, ``xy``, ``category`` (columns, bars, lines and mixtures of them), ``ring``, or ``other``.
    title
        Its title's words, "" where it has none.
    series
        In the order of drawing, with references as ``'Sheet'!$A$2:$A$37`` (the sheet's name always in quotes, the
        apostrophes in it doubled). Roles are those of `report.spec.plotted`: ``name, x, y, size, label`` or
        ``name, categories, values, label``. ``colour`` is the fill (of a line its line), six upper-case hex digits, ""
        where nothing is drawn. A role that the engine cannot read is left out, and is then not compared.
    x, y
        The two axes; None where the chart has none or the engine cannot tell. Of a chart with categories ``y`` is the
        first axis of values, whichever way it lies, and ``x`` need not be told.
    texts
        The text boxes inside the chart whose names begin with ``Segmentbook text``, in the order of their numbers; None
        where the engine cannot reach them.
    labels
        Single points that have a label, by number of the series and of the point (from 0): the side it stands at,
        ``r``, ``l``, ``t``, ``b`` or ``ctr``; None where the engine cannot tell.
    alt_title, alt_text
        Title and description of its frame, for those who do not see it; None where the engine cannot tell.
    visible
        Whether it is shown: a chart without anything to show is hidden and comes back as it was.
    """

    name: str
    kind: str
    title: str
    series: tuple[PlottedSeries, ...]
    x: DrawnAxis | None = None
    y: DrawnAxis | None = None
    texts: tuple[DrawnText, ...] | None = None
    labels: Mapping[tuple[int, int], str] | None = None
    alt_title: str | None = None
    alt_text: str | None = None
    visible: bool = True


class Beyond(Protocol):
    """The rest of an engine. Rows and columns are 1-based everywhere; colours are six hex digits, "" for none.

    Whatever goes wrong is raised as the engine raises it; the caller says it in plain words and puts back what it can.
    """

    most_links: int
    """As many links of a table's cells are written in one refresh; beyond, rows from there on have none."""

    # -- application and workbook -------------------------------------------------------------------------------

    def is_busy(self, app: xlwings.App) -> bool:
        """Whether a cell is being edited or a dialogue is open, so that nothing can be written now."""

    def is_read_only(self, book: xlwings.Book) -> bool:
        """Whether the workbook was opened read-only (or its file is), so that what is written could not be saved."""

    def date1904(self, book: xlwings.Book) -> bool:
        """Whether its dates count from 1904."""

    def structure_protected(self, book: xlwings.Book) -> bool:
        """Whether no sheet may be added to it."""

    def sheet_protected(self, sheet: xlwings.Sheet) -> bool:
        """Whether its cells are protected."""

    def sheet_names(self, book: xlwings.Book) -> Sequence[str]:
        """The names of all its sheets in the order of their tabs, hidden ones and sheets that are charts too."""

    def names(self, book: xlwings.Book) -> Mapping[str, str]:
        """Names of the whole workbook, hidden ones too, with their formula without ``=``: ``'Dashboard'!$A$1``.

        A place that was deleted reads ``#REF!$A$1`` or ``#REF!``; a union is parted by commas.
        """

    def define(self, book: xlwings.Book, names: Mapping[str, str], *, hidden: bool = False) -> None:
        """Define names of the whole workbook (formulas without ``=``), or give those that are there another formula.

        Names may hold dots. A formula is a place, a union of places parted by commas (up to 8,000 characters), a
        number, TRUE, or an array of texts (``{"Renewal","Other"}``), and is told of by ``names`` as it was given.
        """

    def undefine(self, book: xlwings.Book, names: Collection[str]) -> None:
        """Take names of the whole workbook away; those that are not there are no error."""

    def view(self, book: xlwings.Book) -> object:
        """The active workbook and sheet, the selection and the scroll position, to be given to ``restore_view``."""

    def restore_view(self, book: xlwings.Book, view: object) -> None:
        """Bring back what the user was looking at; without screen noise where it has not changed."""

    def take_sheets(self, book: xlwings.Book, path: Path, names: Sequence[str], before: str | None) -> None:
        """Copy worksheets of another workbook file into this one, in their order, before a sheet (None: at the end).

        The file is opened in the same application, unseen, and closed without saving; all sheets are taken in one go.
        Cells, formulas, formats, tables (by their names, which are free in ``book``), links, notes, conditional
        formats, validations, charts with their text boxes, print set-up and column widths come along. Formulas, links
        and chart references between the sheets that are taken lead to these; those to other sheets may still lead
        to the file (or be broken) when this returns, and are then set right by the caller. No defined name of the file
        may be left behind in ``book`` but those local to a sheet for printing.
        """

    # -- cells --------------------------------------------------------------------------------------------------

    def cells(self, sheet: xlwings.Sheet, area: CellRange) -> tuple[RawColumn, ...]:
        """The cells of an area as typed, column-wise, in one bulk read; values of formulas are what they show.

        Numbers in full double precision whatever their format (no currency type with four decimals); dates are
        numbers shown as a date: kind DATE, serial of the 1900 system, a 1904 workbook's shifted; errors by their
        English text. ``fills`` of the columns is None. Rows beyond the used range may be left out at the end, for
        all columns alike.
        """

    def fills(self, sheet: xlwings.Sheet, area: CellRange) -> list[list[str]]:
        """Row by row the colours of the cells' own solid fills, not of conditional formats."""

    def dress_values(self, sheet: xlwings.Sheet, area: CellRange, styles: Mapping[str, Style]) -> None:
        """Give each cell of an area that holds one of these texts, as a value and exactly, the text's look."""

    def dress(self, sheet: xlwings.Sheet, looks: Sequence[tuple[CellRange, Style]]) -> None:
        """Give areas a look: number format, font (Calibri), fill ("" takes it away), alignment, borders.

        Values and conditional formats stay.
        """

    def merges(self, sheet: xlwings.Sheet, area: CellRange) -> Collection[CellRange]:
        """Areas of merged cells that begin inside an area."""

    def set_merges(self, sheet: xlwings.Sheet, gone: Collection[CellRange], new: Collection[CellRange]) -> None:
        """Part merged cells, then merge others; what the first cell of each holds stays."""

    def links(self, sheet: xlwings.Sheet, area: CellRange) -> Mapping[tuple[int, int], str]:
        """Links of cells to places in this workbook, by row and column: ``'Clients'!A5``."""

    def set_links(self, sheet: xlwings.Sheet, links: Mapping[tuple[int, int], str]) -> None:
        """Give cells a link to a place, or take it away (""); what they show and how they look stays."""

    def colour_rules(self, sheet: xlwings.Sheet) -> tuple[ColourRule, ...]:
        """Conditional formats of the kind "equal to a text" with a fill; other kinds are not told of.

        One with several areas is told of once an area.
        """

    def set_colour_rules(self, sheet: xlwings.Sheet, gone: Sequence[ColourRule], new: Sequence[ColourRule]) -> None:
        """Take away conditional formats that ``colour_rules`` told of, and add others; all else stays as it is."""

    # -- tables -------------------------------------------------------------------------------------------------

    def show_all_rows(self, table: xlwings.main.Table) -> None:
        """Show the rows that the table's filter hides, keeping its criteria, so that cells can be written safely."""

    def filter_criteria(self, table: xlwings.main.Table) -> Mapping[str, tuple[str, ...] | None]:
        """Headers of the filtered columns, with the values that are shown (None: a criterion of another kind)."""

    def filter_rows(self, table: xlwings.main.Table, changes: Mapping[str, tuple[str, ...]]) -> None:
        """Change the criteria of some columns, by header (() takes a column's away), then apply all that there are.

        Criteria of other columns stay the user's. Values are compared as Excel's list of values does, without case.
        """

    # -- charts -------------------------------------------------------------------------------------------------

    def charts(self, sheet: xlwings.Sheet) -> tuple[DrawnChart, ...]:
        """The charts of a sheet, in the order of drawing."""

    def redraw(self, sheet: xlwings.Sheet, was: DrawnChart, wanted: DrawnChart) -> None:
        """Change a chart in place where ``wanted`` differs from ``was``.

        Of series: references, name, colour (fill only: how opaque it is, and its edge, are the user's), point colours.
        Of axes: scale, crossing, title. Of texts: words and place, those of one number belong together; there may be
        more or fewer. All else stays as the user has it. Series of one number belong together; where ``wanted`` has
        more, the last ones are new and drawn like the one before them; where it has fewer, the last ones go. What is
        None in ``was`` is None in ``wanted``.
        """

    def take_charts(self, sheet: xlwings.Sheet, path: Path, source: str, names: Sequence[str]) -> None:
        """Copy charts, by the names of their frames, from a sheet of another workbook file to the same places here.

        References may still lead to that file when this returns; the caller sets them right.

        Raises
        ------
        NotImplementedError
            The engine cannot do this.
        """

    # -- sparklines ---------------------------------------------------------------------------------------------

    def sparklines(self, sheet: xlwings.Sheet, column: CellRange) -> tuple[CellRange, CellRange] | None:
        """The cells of the first group of sparklines that stand in a column, and the cells that they show.

        None where there are none, or the engine cannot tell.
        """

    def set_sparklines(
        self, sheet: xlwings.Sheet, column: CellRange, wanted: tuple[CellRange, CellRange] | None, look: Sparklines
    ) -> None:
        """Let a column have one group of sparklines, in these cells and over those; None: let it have none.

        A group that stands there keeps its look; a new one looks as specified, but for headers of points.

        Raises
        ------
        NotImplementedError
            The engine cannot do this.
        """
