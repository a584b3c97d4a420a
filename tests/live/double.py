"""An in-memory double of xlwings' object model: the real `xlwings.Book`, `Sheet`, `Range` and `Table` run on it.

It counts every call that would reach a spreadsheet, can fail at any of them, and refuses what Excel refuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes
from xlwings.main import Engine as XlwingsEngine

from segmentbook.report.spec import CellRange, Style
from segmentbook.workbook.references import area_of, area_text, column_number
from tests.live.double_beyond import DoubleBeyond
from tests.live.double_file import load
from tests.live.model import CellState, RefusedError, SheetState, TableState, WorkbookState, places

__all__ = ["Double", "FailureError", "open_in_double"]


class FailureError(Exception):
    """What the double raises where it was told to."""


class Double:
    """One application.

    ``calls`` lists what reached it: (kind, name), kind ``get``, ``set`` or ``do``. With ``fail_at`` set it raises at
    the call of that number (from 1), once.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.fail_at = 0
        self.states: list[WorkbookState] = []
        self.active = 0
        self.view = ("", "A1", 1)
        self.settings: dict[str, object] = {
            "screen_updating": True,
            "display_alerts": True,
            "enable_events": True,
            "calculation": "automatic",
        }

    def tick(self, kind: str, name: str) -> None:
        self.calls.append((kind, name))
        if self.fail_at and len(self.calls) == self.fail_at:
            raise FailureError("The call was rejected.")

    def written(self) -> list[str]:
        """The calls that changed a workbook."""
        outside = {"screen_updating", "display_alerts", "enable_events", "calculation", "restore_view"}
        return [name for kind, name in self.calls if kind != "get" and name not in outside]


def open_in_double(path: Path, double: Double | None = None) -> xlwings.Book:
    """Open a workbook file."""
    double = double or Double()
    double.states.append(load(path))
    double.view = (double.states[-1].sheets[0].name, "B7", 5)
    engine = _Engine(double)
    app = XlwingsEngine(impl=engine).apps[0]
    return app.books[len(double.states) - 1]


class _Engine:
    name = "double"
    type = "desktop"

    def __init__(self, double: Double) -> None:
        self.apps = _Apps(double, self)

    @staticmethod
    def prepare_xl_data_element(x: object, options: object) -> object:
        return x

    @staticmethod
    def clean_value_data(data: Any, *args: object) -> Any:
        return data


class _Apps(base_classes.Apps):  # type: ignore[misc]
    def __init__(self, double: Double, engine: _Engine) -> None:
        self._app = _App(double, engine)

    def keys(self) -> list[int]:
        return [1]

    def __iter__(self) -> Iterator[_App]:
        return iter([self._app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, pid: int) -> _App:
        return self._app


def _setting(name: str) -> property:
    def get(self: _App) -> object:
        self.double.tick("get", name)
        return self.double.settings[name]

    def put(self: _App, value: object) -> None:
        self.double.tick("set", name)
        self.double.settings[name] = value

    return property(get, put)


class _App(base_classes.App):  # type: ignore[misc]
    def __init__(self, double: Double, engine: _Engine) -> None:
        self.double, self.engine = double, engine

    screen_updating = _setting("screen_updating")
    display_alerts = _setting("display_alerts")
    enable_events = _setting("enable_events")
    calculation = _setting("calculation")
    pid = 1

    @property
    def books(self) -> _Books:
        return _Books(self)


class _Books(base_classes.Books):  # type: ignore[misc]
    api: Any = None

    def __init__(self, app: _App) -> None:
        self.app = app

    def __call__(self, index: int | str) -> _Book:
        if isinstance(index, str):
            return next(
                _Book(self.app, state) for state in self.app.double.states if Path(state.fullname).name == index
            )
        return _Book(self.app, self.app.double.states[index - 1])

    def __len__(self) -> int:
        return len(self.app.double.states)

    def __iter__(self) -> Iterator[_Book]:
        return (_Book(self.app, state) for state in self.app.double.states)


class _Book(base_classes.Book):  # type: ignore[misc]
    api: Any = None
    app: Any = None

    def __init__(self, app: _App, state: WorkbookState) -> None:
        self.app, self.state, self.double = app, state, app.double
        self.api = state

    @property
    def beyond(self) -> DoubleBeyond:
        return DoubleBeyond(self.double, self.state)

    @property
    def name(self) -> str:
        return Path(self.state.fullname).name

    @property
    def fullname(self) -> str:
        return self.state.fullname

    @property
    def sheets(self) -> _Sheets:
        return _Sheets(self)


class _Sheets(base_classes.Sheets):  # type: ignore[misc]
    def __init__(self, book: _Book) -> None:
        self.book = book

    def __call__(self, index: int | str) -> _Sheet:
        self.book.double.tick("get", "sheet")
        for number, state in enumerate(self.book.state.sheets, 1):
            if index == number or (isinstance(index, str) and state.name.casefold() == index.casefold()):
                return _Sheet(self.book, state)
        raise RefusedError(f"no sheet {index!r}")

    def __len__(self) -> int:
        return len(self.book.state.sheets)

    def __iter__(self) -> Iterator[_Sheet]:
        self.book.double.tick("get", "sheets")
        return iter([_Sheet(self.book, state) for state in self.book.state.sheets])


class _Sheet(base_classes.Sheet):  # type: ignore[misc]
    api: Any = None

    def __init__(self, book: _Book, state: SheetState) -> None:
        self._book, self.state, self.double = book, state, book.double
        self.api = state

    @property
    def book(self) -> _Book:
        return self._book

    @property
    def name(self) -> str:
        return self.state.name

    @name.setter
    def name(self, value: str) -> None:
        self._book.state.rename_sheet(self.state, value)

    @property
    def index(self) -> int:
        return self._book.state.sheets.index(self.state) + 1

    def range(self, arg1: Any, arg2: Any = None) -> _Range:
        self.double.tick("get", "range")
        return _Range(self, _area(arg1, arg2))

    @property
    def used_range(self) -> _Range:
        self.double.tick("get", "used_range")
        return _Range(self, self.state.used)

    @property
    def tables(self) -> _Tables:
        return _Tables(self)

    @property
    def notes(self) -> list[_Note]:
        self.double.tick("get", "notes")
        return [_Note(self, place) for place in self.state.notes]

    @property
    def page_setup(self) -> _PageSetup:
        return _PageSetup(self)

    def delete(self) -> None:
        self.double.tick("do", "sheet.delete")
        self._book.state.remove_sheet(self.state)


def _area(arg1: Any, arg2: Any) -> CellRange:
    if isinstance(arg1, str):
        first, _, last = arg1.partition(":")
        if first.isdigit():
            return CellRange(int(first), 1, int(last or first), 16_384)
        if first.isalpha():
            return CellRange(1, column_number(first), 1_048_576, column_number(last or first))
        found = area_of(arg1)
        if found is None:
            raise RefusedError(arg1)
        return found
    top, left = (arg1.row, arg1.column) if hasattr(arg1, "row") else arg1
    bottom, right = (top, left) if arg2 is None else (arg2.row, arg2.column) if hasattr(arg2, "row") else arg2
    if bottom < top or right < left:
        raise RefusedError("a range upside down")
    return CellRange(top, left, bottom, right)


class _PageSetup(base_classes.PageSetup):  # type: ignore[misc]
    def __init__(self, sheet: _Sheet) -> None:
        self.sheet = sheet

    @property
    def print_area(self) -> str | None:
        self.sheet.double.tick("get", "print_area")
        return self.sheet.state.print_area or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        self.sheet.double.tick("set", "print_area")
        self.sheet.state.print_area = value or ""


class _Note(base_classes.Note):  # type: ignore[misc]
    def __init__(self, sheet: _Sheet, place: tuple[int, int]) -> None:
        self.sheet, self.place = sheet, place

    @property
    def author(self) -> str:
        return self.sheet.state.authors.get(self.place, "The user")

    @property
    def location(self) -> _Range:
        return _Range(self.sheet, CellRange(*self.place, *self.place))

    @property
    def text(self) -> str:
        return self.sheet.state.notes[self.place]

    @text.setter
    def text(self, value: str) -> None:
        self.sheet.double.tick("set", "note")
        self.sheet.state.notes[self.place] = value

    def delete(self) -> None:
        self.sheet.double.tick("do", "note.delete")
        del self.sheet.state.notes[self.place]


class _Range(base_classes.Range):  # type: ignore[misc]
    api: Any = None

    def __init__(self, sheet: _Sheet, area: CellRange) -> None:
        self.sheet, self.area, self.double = sheet, area, sheet.double
        self.api = area
        self.options: dict[str, object] = {}

    @property
    def _model(self) -> WorkbookState:
        return self.sheet._book.state

    @property
    def row(self) -> int:
        return self.area.top

    @property
    def column(self) -> int:
        return self.area.left

    @property
    def shape(self) -> tuple[int, int]:
        return self.area.bottom - self.area.top + 1, self.area.right - self.area.left + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def address(self) -> str:
        return area_text(self.area, fixed=True)

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        return self.address

    def __call__(self, row: int, column: int | None = None) -> _Range:
        if column is None:
            width = self.shape[1]
            row, column = divmod(row - 1, width)[0] + 1, (row - 1) % width + 1
        top, left = self.area.top + row - 1, self.area.left + column - 1
        return _Range(self.sheet, CellRange(top, left, top, left))

    @property
    def max_cells_per_write(self) -> None:
        return None

    @property
    def raw_value(self) -> object:
        raise RefusedError("values are read by beyond.cells")

    @raw_value.setter
    def raw_value(self, rows: list[list[object]]) -> None:
        self.double.tick("set", "raw_value")
        self._model.put(self.sheet.state, self.area, rows, formulas=False)

    def _read_formulas(self) -> object:
        self.double.tick("get", "formula")
        found = tuple(
            tuple(self._shown(row, column) for column in range(self.area.left, self.area.right + 1))
            for row in range(self.area.top, self.area.bottom + 1)
        )
        return found[0][0] if self.shape == (1, 1) else found

    def _shown(self, row: int, column: int) -> str:
        cell = self.sheet.state.cells.get((row, column), CellState())
        if cell.formula:
            return f"={cell.formula}"
        return "" if cell.value is None else str(cell.value)

    def _write_formulas(self, value: object) -> None:
        self.double.tick("set", "formula")
        height, width = self.shape
        rows = value if isinstance(value, (list, tuple)) else [[value] * width for _ in range(height)]
        self._model.put(self.sheet.state, self.area, [list(row) for row in rows], formulas=True)

    formula = property(_read_formulas, _write_formulas)
    formula2 = property(_read_formulas, _write_formulas)

    def clear(self) -> None:
        self.double.tick("do", "clear")
        self._model.clear(self.sheet.state, self.area)

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        self.double.tick("do", "insert")
        self._shift(1)

    def delete(self, shift: str | None = None) -> None:
        self.double.tick("do", "delete")
        self._shift(-1)

    def _shift(self, sign: int) -> None:
        height, width = self.shape
        if width == 16_384:
            self._model.shift(self.sheet.state, (self.area.top, sign * height), None)
        elif height == 1_048_576:
            self._model.shift(self.sheet.state, None, (self.area.left, sign * width))
        else:
            raise RefusedError("whole rows or columns only")

    def move(self, destination: xlwings.Range) -> None:
        self.double.tick("do", "move")
        self._model.move(self.sheet.state, self.area, (destination.row, destination.column))

    @property
    def number_format(self) -> str:
        self.double.tick("get", "number_format")
        return self.sheet.state.cells.get((self.area.top, self.area.left), CellState()).number_format

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.double.tick("set", "number_format")
        for place in places(self.area):
            cell = self.sheet.state.cells.setdefault(place, CellState())
            cell.style = (cell.style or Style()).but(number_format=value)

    @property
    def column_width(self) -> float | None:
        return self.sheet.state.widths.get(self.area.left)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.double.tick("set", "column_width")
        self.sheet.state.widths |= dict.fromkeys(range(self.area.left, self.area.right + 1), value)

    @property
    def row_height(self) -> float | None:
        return self.sheet.state.heights.get(self.area.top)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.double.tick("set", "row_height")
        self.sheet.state.heights |= dict.fromkeys(range(self.area.top, self.area.bottom + 1), value)

    @property
    def note(self) -> _Note | None:
        self.double.tick("get", "note")
        place = (self.area.top, self.area.left)
        return _Note(self.sheet, place) if place in self.sheet.state.notes else None

    def add_note(self, text: str) -> _Note:
        self.double.tick("do", "add_note")
        place = (self.area.top, self.area.left)
        if place in self.sheet.state.notes:
            raise RefusedError("There is a note already.")
        self.sheet.state.notes[place] = text
        return _Note(self.sheet, place)


class _Tables(base_classes.Tables):  # type: ignore[misc]
    def __init__(self, sheet: _Sheet) -> None:
        self.sheet = sheet

    def __iter__(self) -> Iterator[_Table]:
        self.sheet.double.tick("get", "tables")
        return iter([_Table(self.sheet, state) for state in self.sheet.state.tables])

    def __len__(self) -> int:
        return len(self.sheet.state.tables)

    def __call__(self, index: int | str) -> _Table:
        for number, state in enumerate(self.sheet.state.tables, 1):
            if index in (number, state.name):
                return _Table(self.sheet, state)
        raise KeyError(index)

    def add(
        self,
        source_type: object = None,
        source: Any = None,
        has_headers: object = None,
        table_style_name: str = "",
        name: str = "",
        **other: Any,
    ) -> _Table:
        self.sheet.double.tick("do", "tables.add")
        area = source.area if isinstance(source, _Range) else source.impl.area
        model = self.sheet._book.state
        return _Table(self.sheet, model.add_table(self.sheet.state, area, name, table_style_name))


def _property(name: str) -> property:
    def get(self: _Table) -> object:
        self.double.tick("get", f"table.{name}")
        return getattr(self.state, name)

    def put(self: _Table, value: bool) -> None:
        self.double.tick("set", f"table.{name}")
        if name == "show_totals":
            self.sheet._book.state.switch_totals(self.sheet.state, self.state, value)
        else:
            setattr(self.state, name, value)

    return property(get, put)


class _Table(base_classes.Table):  # type: ignore[misc]
    api: Any = None

    def __init__(self, sheet: _Sheet, state: TableState) -> None:
        self.sheet, self.state, self.double = sheet, state, sheet.double
        self.api = state

    show_headers = _property("show_headers")
    show_totals = _property("show_totals")

    @property
    def name(self) -> str:
        return self.state.name

    @name.setter
    def name(self, value: str) -> None:
        self.double.tick("set", "table.name")
        if value != self.state.name:
            self.sheet._book.state.require_free_name(value)
        self.state.name = value

    @property
    def parent(self) -> _Sheet:
        return self.sheet

    @property
    def range(self) -> _Range:
        self.double.tick("get", "table.range")
        return _Range(self.sheet, self.state.area)

    def resize(self, range: Any) -> None:  # noqa: A002  # as xlwings calls it
        self.double.tick("do", "table.resize")
        area = range.area if isinstance(range, _Range) else range.impl.area
        self.sheet._book.state.resize(self.sheet.state, self.state, area)

    @property
    def columns(self) -> _Columns:
        return _Columns(self)


class _Columns(base_classes.TableColumns):  # type: ignore[misc]
    def __init__(self, table: _Table) -> None:
        self.table = table

    def __len__(self) -> int:
        return len(self.table.state.headers)

    def __iter__(self) -> Iterator[_Column]:
        return (_Column(self.table, number) for number in range(1, len(self) + 1))

    def __call__(self, index: int) -> _Column:
        return _Column(self.table, index)

    def add(self, name: str, index: int | None) -> _Column:
        table = self.table
        table.double.tick("do", "columns.add")
        place = index or len(self) + 1
        table.sheet._book.state.add_column(table.sheet.state, table.state, name, place)
        return _Column(table, place)


class _Column(base_classes.TableColumn):  # type: ignore[misc]
    index: Any = None

    def __init__(self, table: _Table, index: int) -> None:
        self.table, self.index = table, index

    @property
    def name(self) -> str:
        return self.table.state.headers[self.index - 1]

    def delete(self) -> None:
        self.table.double.tick("do", "columns.delete")
        self.table.sheet._book.state.drop_column(self.table.sheet.state, self.table.state, self.index)
