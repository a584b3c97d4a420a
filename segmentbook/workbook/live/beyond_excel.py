"""What xlwings' own engine for Excel on Windows gives beyond its public model, through Excel's object model (COM).

UNPROVEN: written from Microsoft's documentation of Excel's object model and never run in Excel. It stays so until
``addin/windows_acceptance.py`` has been run by someone who has Excel. Nothing of Windows is imported here: the objects
come from the workbook.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from segmentbook.errors import WorkbookError
from segmentbook.raw import RawColumn
from segmentbook.report.spec import CellRange, ColourRule, Sparklines, Style
from segmentbook.workbook.column_xml import DAYS_1904
from segmentbook.workbook.live.beyond import Beyond, DrawnChart
from segmentbook.workbook.live.excel_cells import halves, rows_of, typed_cells
from segmentbook.workbook.live.excel_charts import charts_of, redraw_chart
from segmentbook.workbook.live.excel_looks import dress_range, excel_colour, hex_colour
from segmentbook.workbook.live.excel_sparklines import set_sparklines_of, sparklines_of
from segmentbook.workbook.references import area_of, area_text

if TYPE_CHECKING:
    import xlwings

__all__ = ["REJECTED", "ExcelBeyond", "beyond_excel"]

REJECTED = (-2147418111, -2146777998)
"""What a call gives while Excel is busy: RPC_E_CALL_REJECTED, and VBA_E_IGNORE while a cell is being edited."""

# Microsoft's constants (Excel's object model).
_EQUAL, _CELL_VALUE, _EXCEL_LINKS, _FILTER_VALUES, _OR, _RANGE_LINK = 3, 1, 1, 7, 2, 0
_NO_FILL = -4142
_LONGEST_ADDRESS = 240
"""Excel takes addresses of up to 255 characters."""

Place = tuple[int, int]


def beyond_excel(book: xlwings.Book) -> Beyond:
    """What there is for a workbook of one of xlwings' own engines.

    Raises
    ------
    WorkbookError
        It is not Excel on Windows.
    """
    if sys.platform == "darwin":
        raise WorkbookError(
            f"{book.name}: on a Mac, Excel does not let another program change charts, hidden names and conditional "
            "formats, so that the open workbook cannot be refreshed. Save and close it, then run: "
            f'segmentbook refresh "{book.name}"'
        )
    if getattr(book.app.engine, "name", "") != "excel":
        raise WorkbookError(f"{book.name}: a workbook that is open in {book.app.engine.name} cannot be refreshed.")
    return ExcelBeyond()


class ExcelBeyond:
    """`Beyond` by COM. Calls that would be one a cell are one an area where Excel has a way."""

    # Hyperlinks can only be added one by one, at about a millisecond each.
    most_links = 2_000

    # -- application and workbook -------------------------------------------------------------------------------

    def is_busy(self, app: xlwings.App) -> bool:
        """Whether a cell is being edited or a dialogue is open."""
        try:
            return not app.api.Ready
        except Exception as error:
            if error.args and error.args[0] in REJECTED:
                return True
            raise

    def is_read_only(self, book: xlwings.Book) -> bool:
        """Whether it was opened read-only."""
        return bool(book.api.ReadOnly)

    def date1904(self, book: xlwings.Book) -> bool:
        """Whether dates count from 1904."""
        return bool(book.api.Date1904)

    def structure_protected(self, book: xlwings.Book) -> bool:
        """Whether no sheet may be added."""
        return bool(book.api.ProtectStructure)

    def sheet_protected(self, sheet: xlwings.Sheet) -> bool:
        """Whether cells are protected, also against programs."""
        return bool(sheet.api.ProtectContents) and not sheet.api.ProtectionMode

    def sheet_names(self, book: xlwings.Book) -> Sequence[str]:
        """All sheets."""
        return [sheet.Name for sheet in book.api.Sheets]

    def names(self, book: xlwings.Book) -> Mapping[str, str]:
        """Names of the whole workbook: those of a sheet have its name before an exclamation mark."""
        found = ((name.Name, name.RefersTo) for name in book.api.Names)
        return {name: str(text).removeprefix("=") for name, text in found if "!" not in name}

    def define(self, book: xlwings.Book, names: Mapping[str, str], *, hidden: bool = False) -> None:
        """Define names; one that is there gets another formula."""
        for name, text in names.items():
            book.api.Names.Add(Name=name, RefersTo=f"={text}", Visible=not hidden)

    def undefine(self, book: xlwings.Book, names: Collection[str]) -> None:
        """Take names away."""
        for name in names:
            with suppress(Exception):  # not there
                book.api.Names.Item(name).Delete()

    def view(self, book: xlwings.Book) -> object:
        """What is active, selected and scrolled to."""
        app = book.app.api
        window, selection = app.ActiveWindow, app.Selection
        address = getattr(selection, "Address", "")
        return (
            app.ActiveWorkbook.Name,
            app.ActiveSheet.Name,
            address if isinstance(address, str) else "",
            window.ScrollRow,
            window.ScrollColumn,
        )

    def restore_view(self, book: xlwings.Book, view: object) -> None:
        """Go back to it."""
        if self.view(book) == view or not isinstance(view, tuple):
            return
        workbook, sheet, address, row, column = view
        app = book.app.api
        app.Workbooks(workbook).Activate()
        app.ActiveWorkbook.Sheets(sheet).Activate()
        if address:
            app.ActiveSheet.Range(address).Select()
        app.ActiveWindow.ScrollRow, app.ActiveWindow.ScrollColumn = row, column

    @contextmanager
    def _opened(self, book: xlwings.Book, path: Path) -> Iterator[Any]:
        other = book.app.api.Workbooks.Open(str(path), UpdateLinks=0, ReadOnly=True, AddToMru=False)
        try:
            yield other
        finally:
            other.Close(SaveChanges=False)

    def _own_links(self, book: xlwings.Book, path: Path) -> None:
        """Let what leads to the other file lead to this workbook."""
        sources = book.api.LinkSources(_EXCEL_LINKS) or ()
        for source in sources:
            if Path(source).name.casefold() == path.name.casefold():
                book.api.ChangeLink(Name=source, NewName=book.api.FullName, Type=_EXCEL_LINKS)

    def take_sheets(self, book: xlwings.Book, path: Path, names: Sequence[str], before: str | None) -> None:
        """Copy sheets one by one: Excel does not copy several at once where one has a table."""
        with self._opened(book, path) as other:
            for name in names:
                sheets = book.api.Sheets
                if before is None:
                    other.Worksheets(name).Copy(After=sheets(sheets.Count))
                else:
                    other.Worksheets(name).Copy(Before=sheets(before))
        self._own_links(book, path)

    # -- cells --------------------------------------------------------------------------------------------------

    def _range(self, sheet: xlwings.Sheet, area: CellRange) -> Any:
        return sheet.api.Range(area_text(area))

    def _ranges(self, sheet: xlwings.Sheet, areas: Iterable[CellRange]) -> Iterator[Any]:
        """Areas as ranges of several areas, as many in one as an address holds."""
        address = ""
        for area in areas:
            text = area_text(area)
            if address and len(address) + len(text) + 1 > _LONGEST_ADDRESS:
                yield sheet.api.Range(address)
                address = ""
            address = f"{address},{text}" if address else text
        if address:
            yield sheet.api.Range(address)

    def cells(self, sheet: xlwings.Sheet, area: CellRange) -> tuple[RawColumn, ...]:
        """Two bulk reads: Value2 for exact numbers and errors, Value for which of them are dates."""
        cells = self._range(sheet, area)
        exact = rows_of(cells.Value2)
        try:
            shown = rows_of(cells.Value)
        except Exception:  # a cell shows a date that Windows does not know
            shown = exact
        shift = DAYS_1904 if sheet.book.api.Date1904 else 0
        return tuple(
            typed_cells(values, dates, shift)
            for values, dates in zip(zip(*exact, strict=True), zip(*shown, strict=True), strict=True)
        )

    def fills(self, sheet: xlwings.Sheet, area: CellRange) -> list[list[str]]:
        """A fill that an area shares is read at once; an area of several is halved."""
        found = [[""] * (area.right - area.left + 1) for _ in range(area.bottom - area.top + 1)]
        pending = [area]
        while pending:
            part = pending.pop()
            interior = self._range(sheet, part).Interior
            index, colour = interior.ColorIndex, interior.Color
            if index is not None and colour is not None:
                if index != _NO_FILL:
                    for row in range(part.top, part.bottom + 1):
                        for column in range(part.left, part.right + 1):
                            found[row - area.top][column - area.left] = hex_colour(colour)
                continue
            pending += halves(part)
        return found

    def dress(self, sheet: xlwings.Sheet, looks: Sequence[tuple[CellRange, Style]]) -> None:
        """One range of many areas a style."""
        by_style: dict[Style, list[CellRange]] = {}
        for area, style in looks:
            by_style.setdefault(style, []).append(area)
        for style, areas in by_style.items():
            for cells in self._ranges(sheet, areas):
                dress_range(cells, style)

    def dress_values(self, sheet: xlwings.Sheet, area: CellRange, styles: Mapping[str, Style]) -> None:
        """Runs of cells that hold a text, as ranges of many areas."""
        rows = rows_of(self._range(sheet, area).Value2)
        looks: list[tuple[CellRange, Style]] = []
        for number, column in enumerate(zip(*rows, strict=True), area.left):
            first = 0
            for row in range(1, len(column) + 1):
                if row == len(column) or column[row] != column[first]:
                    style = styles.get(column[first]) if isinstance(column[first], str) else None
                    if style is not None:
                        looks.append((CellRange(area.top + first, number, area.top + row - 1, number), style))
                    first = row
        self.dress(sheet, looks)

    def merges(self, sheet: xlwings.Sheet, area: CellRange) -> Collection[CellRange]:
        """Rows without any are passed over."""
        found: set[CellRange] = set()
        for row in range(area.top, area.bottom + 1):
            if self._range(sheet, CellRange(row, area.left, row, area.right)).MergeCells is False:
                continue
            column = area.left
            while column <= area.right:
                there = area_of(sheet.api.Cells(row, column).MergeArea.Address) or CellRange(row, column, row, column)
                if (there.top, there.left) == (row, column) and (there.bottom, there.right) != (row, column):
                    found.add(there)
                column = max(there.right, column) + 1
        return found

    def set_merges(self, sheet: xlwings.Sheet, gone: Collection[CellRange], new: Collection[CellRange]) -> None:
        """Part, then merge."""
        for area in gone:
            self._range(sheet, area).UnMerge()
        for area in new:
            self._range(sheet, area).Merge()

    def links(self, sheet: xlwings.Sheet, area: CellRange) -> Mapping[Place, str]:
        """Links of cells that leave the workbook have an address of their own."""
        found: dict[Place, str] = {}
        for link in self._range(sheet, area).Hyperlinks:
            if link.Type == _RANGE_LINK and not link.Address and link.SubAddress:
                cell = link.Range
                found[cell.Row, cell.Column] = link.SubAddress
        return found

    def set_links(self, sheet: xlwings.Sheet, links: Mapping[Place, str]) -> None:
        """A link that is there gets another place; a new one would change the cell's look, which is put back."""
        gone = []
        for (row, column), place in links.items():
            cell = sheet.api.Cells(row, column)
            if not place:
                gone.append(CellRange(row, column, row, column))
            elif cell.Hyperlinks.Count:
                cell.Hyperlinks(1).SubAddress = place
            else:
                font = cell.Font
                look = [
                    (name, getattr(font, name)) for name in ("Name", "Size", "Bold", "Italic", "Underline", "Color")
                ]
                sheet.api.Hyperlinks.Add(Anchor=cell, Address="", SubAddress=place)
                for name, value in look:
                    setattr(cell.Font, name, value)
        for cells in self._ranges(sheet, gone):
            cells.ClearHyperlinks()

    def colour_rules(self, sheet: xlwings.Sheet) -> tuple[ColourRule, ...]:
        """Conditions "cell value equal to a text"."""
        return tuple(rule for _, rules in self._conditions(sheet) for rule in rules)

    def _conditions(self, sheet: xlwings.Sheet) -> Iterator[tuple[Any, list[ColourRule]]]:
        for condition in sheet.api.Cells.FormatConditions:
            if condition.Type != _CELL_VALUE or condition.Operator != _EQUAL:
                continue
            text = str(condition.Formula1)
            if not text.startswith('="') or not text.endswith('"'):
                continue
            fill = "" if condition.Interior.Color is None else hex_colour(condition.Interior.Color)
            colour = "" if condition.Font.Color is None else hex_colour(condition.Font.Color)
            bold = bool(condition.Font.Bold)
            areas = [area_of(one.Address) for one in condition.AppliesTo.Areas]
            words = text[2:-1].replace('""', '"')
            yield condition, [ColourRule(area, words, fill, colour, bold) for area in areas if area]

    def set_colour_rules(self, sheet: xlwings.Sheet, gone: Sequence[ColourRule], new: Sequence[ColourRule]) -> None:
        """A condition that keeps some of its areas is cut down to them."""
        for condition, rules in list(self._conditions(sheet)):
            kept = [rule for rule in rules if rule not in gone]
            if len(kept) == len(rules):
                continue
            if kept:
                condition.ModifyAppliesToRange(next(self._ranges(sheet, (rule.range for rule in kept))))
            else:
                condition.Delete()
        for rule in new:
            words = rule.equals.replace('"', '""')
            conditions = self._range(sheet, rule.range).FormatConditions
            condition = conditions.Add(Type=_CELL_VALUE, Operator=_EQUAL, Formula1=f'="{words}"')
            if rule.fill:
                condition.Interior.Color = excel_colour(rule.fill)
            if rule.colour:
                condition.Font.Color = excel_colour(rule.colour)
            if rule.bold:
                condition.Font.Bold = True
            condition.StopIfTrue = False

    # -- tables -------------------------------------------------------------------------------------------------

    def show_all_rows(self, table: xlwings.main.Table) -> None:
        """Rows are shown while the criteria stay; applying the filter hides them again."""
        table.api.Range.EntireRow.Hidden = False

    def filter_criteria(self, table: xlwings.main.Table) -> Mapping[str, tuple[str, ...] | None]:
        """Criteria of the columns that have one."""
        if not table.api.ShowAutoFilter:
            return {}
        headers = [column.Name for column in table.api.ListColumns]
        found: dict[str, tuple[str, ...] | None] = {}
        for number, header in enumerate(headers, 1):
            one = table.api.AutoFilter.Filters(number)
            if one.On:
                found[header] = _ticked(one)
        return found

    def filter_rows(self, table: xlwings.main.Table, changes: Mapping[str, tuple[str, ...]]) -> None:
        """Change criteria, then apply all."""
        headers = [column.Name.casefold() for column in table.api.ListColumns]
        for header, values in changes.items():
            field = headers.index(header.casefold()) + 1
            if values:
                ticked = [value or "=" for value in values]
                table.api.Range.AutoFilter(Field=field, Criteria1=ticked, Operator=_FILTER_VALUES)
            else:
                table.api.Range.AutoFilter(Field=field)
        if table.api.ShowAutoFilter:
            table.api.AutoFilter.ApplyFilter()

    # -- charts -------------------------------------------------------------------------------------------------

    def charts(self, sheet: xlwings.Sheet) -> tuple[DrawnChart, ...]:
        """The charts of a sheet."""
        return charts_of(sheet.api)

    def redraw(self, sheet: xlwings.Sheet, was: DrawnChart, wanted: DrawnChart) -> None:
        """Change what differs."""
        redraw_chart(sheet.api, was, wanted)

    def take_charts(self, sheet: xlwings.Sheet, path: Path, source: str, names: Sequence[str]) -> None:
        """By the clipboard, to the same place and in the same size."""
        with self._opened(sheet.book, path) as other:
            for name in names:
                chart = other.Worksheets(source).ChartObjects(name)
                place = chart.Left, chart.Top, chart.Width, chart.Height
                chart.Copy()
                sheet.api.Paste()
                charts = sheet.api.ChartObjects()
                pasted = charts(charts.Count)
                pasted.Name = name
                pasted.Left, pasted.Top, pasted.Width, pasted.Height = place
        sheet.book.app.api.CutCopyMode = False
        self._own_links(sheet.book, path)

    # -- sparklines ---------------------------------------------------------------------------------------------

    def sparklines(self, sheet: xlwings.Sheet, column: CellRange) -> tuple[CellRange, CellRange] | None:
        """The first group of a column."""
        return sparklines_of(sheet.api, column)

    def set_sparklines(
        self, sheet: xlwings.Sheet, column: CellRange, wanted: tuple[CellRange, CellRange] | None, look: Sparklines
    ) -> None:
        """Move it, make it, or take it away."""
        set_sparklines_of(sheet.api, column, wanted, look)


def _ticked(criterion: Any) -> tuple[str, ...] | None:
    """The values that a filter shows; None where it is of another kind."""
    operator = criterion.Operator
    if operator == _FILTER_VALUES:
        values = criterion.Criteria1
        listed = values if isinstance(values, (tuple, list)) else (values,)
    elif operator in (0, _OR):
        listed = (criterion.Criteria1, *((criterion.Criteria2,) if operator == _OR else ()))
    else:
        return None
    if not all(isinstance(value, str) and value.startswith("=") for value in listed):
        return None
    return tuple(value[1:] for value in listed)
