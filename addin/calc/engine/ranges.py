"""Ranges of cells in Calc."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from addin.calc.engine.addresses import COLUMNS, ROWS, Area, area_text
from addin.calc.engine.edges import end_of, grown
from addin.calc.engine.fonts import Font, colour_number, rgb
from addin.calc.engine.notation import from_calc, to_calc
from addin.calc.engine.values import ERRORS, typed, typed_rows, values

if TYPE_CHECKING:
    from addin.calc.engine.sheets import Sheet

__all__ = ["Range"]

_POINTS_A_CHARACTER = 5.25
_POINTS_AROUND = 3.75
"""Excel counts a column's width in characters of its standard font, Calibri 11: 7 pixels each and 5 around."""


class Range(base_classes.Range):
    """An area of a sheet."""

    options: dict[str, Any]

    def __init__(self, sheet: Sheet, area: Sequence[int]) -> None:
        self._sheet = sheet
        top, left, bottom, right = area
        self.area: Area = (top, left, bottom, right)

    def ask(self, what: str, /, **arguments: Any) -> Any:
        """An operation on this area; on none where it has no cells."""
        return self._sheet.ask(what, area=list(self.area), **arguments)

    # -- where it is ----------------------------------------------------------------------------------------------

    @property
    def api(self) -> Any:
        """The line to LibreOffice, None where there are no cells."""
        return self._sheet.api if len(self) else None

    @property
    def sheet(self) -> Sheet:
        """Its sheet."""
        return self._sheet

    @property
    def coords(self) -> tuple[Any, int, int, int, int]:
        """Sheet, row, column, number of rows and of columns."""
        return (self._sheet, self.row, self.column, *self.shape)

    @property
    def row(self) -> int:
        """Its first row."""
        return self.area[0]

    @property
    def column(self) -> int:
        """Its first column."""
        return self.area[1]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return max(self.area[2] - self.area[0] + 1, 0), max(self.area[3] - self.area[1] + 1, 0)

    def __len__(self) -> int:
        rows, columns = self.shape
        return rows * columns

    def __call__(self, first: int, second: int | None = None) -> Range:
        """A cell, by row and column or by number, from 1."""
        columns = self.shape[1]
        row, column = ((first - 1) // columns + 1, (first - 1) % columns + 1) if second is None else (first, second)
        place = self.area[0] + row - 1, self.area[1] + column - 1
        return Range(self._sheet, (*place, *place))

    @property
    def rows(self) -> Range:
        """Itself: xlwings takes it apart."""
        return self

    columns = rows

    @property
    def address(self) -> str:
        """``$A$1:$B$2``."""
        return area_text(self.area)

    def get_address(self, row_absolute: bool, column_absolute: bool, external: bool) -> str:
        """The address; with ``external`` with workbook and sheet."""
        text = area_text(self.area, row_absolute, column_absolute)
        if not external:
            return text
        return f"'[{self._sheet.book.name}]{self._sheet.name}'!{text}"

    # -- what it holds --------------------------------------------------------------------------------------------

    @property
    def raw_value(self) -> Any:
        """Rows of values; of one cell its value."""
        if not len(self):
            return None
        rows = values(self.ask("read"), self._sheet.book.shift)
        rows += [[None] * self.shape[1] for _ in range(self.shape[0] - len(rows))]
        return rows[0][0] if self.shape == (1, 1) else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if not len(self):
            return
        shift = self._sheet.book.shift
        if isinstance(data, list | tuple):
            rows = data if data and isinstance(data[0], list | tuple) else [data]
            plain, formulas = typed_rows(rows, shift)
        else:
            one = typed(data, shift)
            if one.formula:
                self.formula = one.formula
                return
            plain, formulas = [[one.value] * self.shape[1]] * self.shape[0], []
        self._sheet.ask(
            "write",
            corner=[self.row, self.column],
            rows=plain,
            formulas=[[r, c, self._to_calc(formula)] for r, c, formula in formulas],
        )

    def _to_calc(self, formula: str) -> str:
        table = self.table.name if "[@" in formula and self.table else ""
        return to_calc(formula, table)

    @property
    def formula(self) -> Any:
        """Formulas as Excel writes them, and what cells without one hold; rows of them, of one cell its text."""
        if not len(self):
            return None
        told = self.ask("formulas")
        rows = [list(row) for row in told["rows"]]
        for top, left, bottom, right in told["formulas"]:
            for r in range(top - self.row, bottom - self.row + 1):
                for c in range(left - self.column, right - self.column + 1):
                    told_of = from_calc(rows[r][c])
                    rows[r][c] = told_of[1:] if told_of[1:] in ERRORS else told_of
        width = self.shape[1]
        rows = [row + [""] * (width - len(row)) for row in rows]
        rows += [[""] * width for _ in range(self.shape[0] - len(rows))]
        return rows[0][0] if self.shape == (1, 1) else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, wanted: Any) -> None:
        if not len(self):
            return
        rows = _filled(wanted, self) if isinstance(wanted, str) or wanted is None else wanted
        if not isinstance(rows[0], list | tuple):
            rows = [rows]
        told = [[self._to_calc(_text(cell)) for cell in row] for row in rows]
        self._sheet.ask("enter", corner=[self.row, self.column], rows=told)

    formula2 = formula

    @property
    def formula_array(self) -> str:
        """The formula that gives all of its cells."""
        return from_calc(self.ask("array_formula")).strip("{}")

    @formula_array.setter
    def formula_array(self, wanted: str) -> None:
        self.ask("array_formula", formula=self._to_calc(wanted))

    @property
    def has_array(self) -> bool:
        """Whether one formula gives all of its cells."""
        return bool(self.ask("array_formula"))

    def clear_contents(self) -> None:
        """Take away what the cells hold; notes and looks stay."""
        if len(self):
            self.ask("clear")

    def clear_formats(self) -> None:
        """Take away how the cells look."""
        self.ask("clear", contents=False, formats=True)

    def clear(self) -> None:
        """Take away what the cells hold, how they look, and their notes."""
        if len(self):
            self.ask("clear", contents=True, formats=True)

    # -- other ranges ---------------------------------------------------------------------------------------------

    def end(self, direction: str) -> Range:
        """Where Ctrl+arrow goes from the first cell."""
        top, left = self.area[:2]
        used = self._sheet.used_range.area
        down, right = direction[0] == "d", direction[0] == "r"
        vertical = direction[0] in "du"
        bottom, last = max(used[2], top), max(used[3], left)
        line = Range(self._sheet, (1, left, bottom, left) if vertical else (top, 1, top, last)).raw_value
        cells = [row[0] for row in line] if vertical and isinstance(line, list) else line
        cells = cells[0] if isinstance(cells, list) and cells and isinstance(cells[0], list) else cells
        filled = [cell is not None for cell in (cells if isinstance(cells, list) else [cells])]
        here = (top if vertical else left) - 1
        end = end_of(filled, here, forward=down or right, last=ROWS - 1 if vertical else COLUMNS - 1)
        place = (end + 1, left) if vertical else (top, end + 1)
        return Range(self._sheet, (*place, *place))

    @property
    def current_region(self) -> Range:
        """The area around that blank rows and columns bound."""
        used = self._sheet.used_range
        data = used.raw_value
        rows = data if isinstance(data, list) else [[data]]
        top, left, bottom, right = self.area
        while True:
            wider = grown((top, left, bottom, right), rows, used.area)
            if wider == (top, left, bottom, right):
                return Range(self._sheet, wider)
            top, left, bottom, right = wider

    @property
    def table(self) -> Any:
        """The table that its first cell is in, if any."""
        for table in self._sheet.tables:
            top, left, bottom, right = table.range.area
            if top <= self.row <= bottom and left <= self.column <= right:
                return table
        return None

    @property
    def name(self) -> Any:
        """The name that is defined for exactly these cells, if any."""
        for name in self._sheet.book.names:
            if name.area == (self._sheet.name, self.area):
                return name
        return None

    @name.setter
    def name(self, wanted: str) -> None:
        sheet = self._sheet.name.replace("'", "''")
        self._sheet.book.names.add(wanted, f"='{sheet}'!{self.address}")

    def insert(self, shift: str | None = None, copy_origin: str = "") -> None:
        """Insert blank cells; what is there goes down or right."""
        whole = "rows" if self.shape[1] >= COLUMNS else "columns" if self.shape[0] >= ROWS else ""
        self.ask("insert_cells", shift=whole or shift or "down")

    def delete(self, shift: str | None = None) -> None:
        """Take the cells away; what is beyond comes up or left."""
        whole = "rows" if self.shape[1] >= COLUMNS else "columns" if self.shape[0] >= ROWS else ""
        self.ask("delete_cells", shift=whole or shift or "up")

    def move(self, destination: Any) -> None:
        """Move the cells with all that hangs on them; formulas follow."""
        self.ask("move_cells", corner=[destination.row, destination.column])

    def select(self) -> None:
        """Select it."""
        self.ask("select")

    # -- how it looks ---------------------------------------------------------------------------------------------

    @property
    def number_format(self) -> str | None:
        """The number format, None where cells differ."""
        codes = {code for _, code in self.ask("number_formats")}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, wanted: str) -> None:
        self.ask("set_number_format", code=wanted)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The fill of the first cell, None where there is none."""
        first = self(1, 1)
        told = first.ask("fills")
        return rgb(told[0][1]) if told else None

    @color.setter
    def color(self, wanted: Any) -> None:
        self._sheet.ask("fill", areas=[[list(self.area), colour_number(wanted)]])

    def set_colors(self, colors: Sequence[Sequence[Any]]) -> None:
        """A fill for each cell; an ellipsis leaves one as it is."""
        top, left = self.area[:2]
        areas = [
            [[top + r, left + c, top + r, left + c], colour_number(colour)]
            for r, row in enumerate(colors)
            for c, colour in enumerate(row)
            if colour is not ...
        ]
        self._sheet.ask("fill", areas=areas)

    @property
    def font(self) -> Font:
        """Its font."""
        return Font(self)

    @property
    def wrap_text(self) -> bool | None:
        """Whether text wraps."""
        wraps: bool | None = self.ask("wrap")
        return wraps

    @wrap_text.setter
    def wrap_text(self, wanted: bool) -> None:
        self.ask("wrap", wanted=wanted)

    @property
    def column_width(self) -> float | None:
        """The width of its columns in characters, None where they differ."""
        points = self.ask("extent", what="columns")
        return None if points is None else round(max(points - _POINTS_AROUND, 0) / _POINTS_A_CHARACTER, 2)

    @column_width.setter
    def column_width(self, wanted: float) -> None:
        self.ask("extent", what="columns", points=wanted * _POINTS_A_CHARACTER + _POINTS_AROUND)

    @property
    def row_height(self) -> float | None:
        """The height of its rows in points, None where they differ."""
        points = self.ask("extent", what="rows")
        return None if points is None else round(points, 2)

    @row_height.setter
    def row_height(self, wanted: float) -> None:
        self.ask("extent", what="rows", points=wanted)

    def autofit(self, axis: str | None = None) -> None:
        """Give rows, columns or both the size that their content needs."""
        if axis not in ("r", "rows"):
            self.ask("fit", what="columns")
        if axis not in ("c", "columns"):
            self.ask("fit", what="rows")

    @property
    def row_hidden(self) -> bool | None:
        """Whether its rows are hidden, None where they differ."""
        told: bool | None = self.ask("hidden", what="rows")
        return told

    @row_hidden.setter
    def row_hidden(self, wanted: bool) -> None:
        self.ask("hidden", what="rows", wanted=wanted)

    @property
    def column_hidden(self) -> bool | None:
        """Whether its columns are hidden, None where they differ."""
        told: bool | None = self.ask("hidden", what="columns")
        return told

    @column_hidden.setter
    def column_hidden(self, wanted: bool) -> None:
        self.ask("hidden", what="columns", wanted=wanted)

    def _place(self, what: str) -> float:
        return float(self.ask("place")[what])

    @property
    def left(self) -> float:
        """Points from the sheet's left edge."""
        return self._place("left")

    @property
    def top(self) -> float:
        """Points from the sheet's upper edge."""
        return self._place("top")

    @property
    def width(self) -> float:
        """Points."""
        return self._place("width")

    @property
    def height(self) -> float:
        """Points."""
        return self._place("height")

    # -- what hangs on it -----------------------------------------------------------------------------------------

    @property
    def merge_area(self) -> Range:
        """The merged cell that its first cell belongs to."""
        return Range(self._sheet, self.ask("merged"))

    @property
    def merge_cells(self) -> bool:
        """Whether its first cell is part of a merged one."""
        return len(self.merge_area) > 1

    def merge(self, across: bool) -> None:
        """Make it one cell, or with ``across`` one a row."""
        top, left, bottom, right = self.area
        areas = [[row, left, row, right] for row in range(top, bottom + 1)] if across else [list(self.area)]
        self._sheet.ask("merge", areas=areas, wanted=True)

    def unmerge(self) -> None:
        """Make its cells single again."""
        self._sheet.ask("merge", areas=[list(self.area)], wanted=False)

    @property
    def note(self) -> Any:
        """The note on its first cell, if any."""
        from addin.calc.engine.notes import Note

        for row, column, text, author in self._sheet.ask("notes"):
            if (row, column) == self.area[:2]:
                return Note(self(1, 1), text, author)
        return None

    def add_note(self, text: str) -> Any:
        """A note on its first cell."""
        from addin.calc.engine.notes import Note

        self._sheet.ask("set_note", row=self.row, column=self.column, text=text)
        return Note(self(1, 1), text, "")

    @property
    def hyperlink(self) -> str:
        """The link of its first cell."""
        told = self(1, 1).ask("links")
        if not told:
            raise Exception("The cell doesn't seem to contain a hyperlink!")
        return str(told[0][2])

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """A link on its first cell."""
        self(1, 1).raw_value = "'" + (text_to_display or address)
        self._sheet.ask("set_links", links=[[self.row, self.column, address]])


def _text(cell: Any) -> str:
    """One input as it is typed."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    return cell if isinstance(cell, str) else repr(cell)


def _filled(formula: str | None, cells: Range) -> list[list[str]]:
    """A formula for every cell, its relative references moved along as Excel does."""
    text = formula or ""
    rows, columns = cells.shape
    if not text.startswith("=") or (rows, columns) == (1, 1):
        return [[text] * columns] * rows
    from openpyxl.formula.translate import Translator

    here = area_text((cells.row, cells.column, cells.row, cells.column), False, False)
    if Translator(text, origin=here).translate_formula(row_delta=1, col_delta=1) == text:
        return [[text] * columns] * rows
    translator = Translator(text, origin=here)
    return [[translator.translate_formula(row_delta=r, col_delta=c) for c in range(columns)] for r in range(rows)]
