"""Sheets of a workbook that is open in Calc."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from addin.calc.engine.addresses import COLUMNS, ROWS, area_of, area_text
from addin.calc.engine.connection import NotThereError

if TYPE_CHECKING:
    from addin.calc.engine.objects import Book
    from addin.calc.engine.ranges import Range

__all__ = ["Sheet", "Sheets"]


class Sheets(base_classes.Sheets):
    """The sheets of a workbook."""

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self.book.api

    def names(self) -> list[str]:
        """Their names, in order."""
        return list(self.book.ask("sheets"))

    @property
    def active(self) -> Sheet:
        """The one that is shown."""
        return Sheet(self.book, self.book.ask("active_sheet"))

    def __call__(self, key: int | str) -> Sheet:
        """By name, or by number from 1."""
        names = self.names()
        if isinstance(key, int):
            return Sheet(self.book, names[key - 1])
        for name in names:
            if name.casefold() == key.casefold():
                return Sheet(self.book, name)
        raise NotThereError(f"There is no sheet '{key}'.")

    def __len__(self) -> int:
        return len(self.names())

    def __iter__(self) -> Iterator[Sheet]:
        for name in self.names():
            yield Sheet(self.book, name)

    def __contains__(self, key: str) -> bool:
        return any(name.casefold() == key.casefold() for name in self.names())

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """A new sheet; without a place before the one that is shown."""
        names = self.names()
        place = names.index((before or after or self.active).name) + (before is None and after is not None)
        if name is None:
            number = len(names) + 1
            while f"Sheet{number}" in names:
                number += 1
            name = f"Sheet{number}"
        self.book.ask("add_sheet", name=name, place=place)
        return Sheet(self.book, name)


class Sheet(base_classes.Sheet):
    """A sheet, known by its name."""

    def __init__(self, book: Book, name: str) -> None:
        self._book = book
        self._name = name

    def ask(self, what: str, /, **arguments: Any) -> Any:
        """An operation on this sheet."""
        return self._book.ask(what, sheet=self._name, **arguments)

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self._book.api

    @property
    def book(self) -> Book:
        """Its workbook."""
        return self._book

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @name.setter
    def name(self, wanted: str) -> None:
        self.ask("rename_sheet", name=wanted)
        self._name = wanted

    @property
    def index(self) -> int:
        """Its place, from 1."""
        return Sheets(self._book).names().index(self._name) + 1

    @property
    def names(self) -> Any:
        """Names that are defined for this sheet only."""
        from addin.calc.engine.names import Names

        return Names(self._book, self)

    def range(self, first: Any, second: Any = None) -> Range:
        """Cells, by address, name, (row, column) or ranges; (row, column, rows, columns) is xlwings' own."""
        from addin.calc.engine.ranges import Range

        if isinstance(first, tuple) and len(first) == 4:
            row, column, rows, columns = first
            return Range(self, (row, column, row + rows - 1, column + columns - 1))
        one = self._corner(first)
        if second is None:
            return one
        other = self._corner(second)
        return Range(
            self,
            (
                min(one.area[0], other.area[0]),
                min(one.area[1], other.area[1]),
                max(one.area[2], other.area[2]),
                max(one.area[3], other.area[3]),
            ),
        )

    def _corner(self, place: Any) -> Range:
        from addin.calc.engine.names import Names
        from addin.calc.engine.ranges import Range

        if isinstance(place, Range):
            return place
        if isinstance(place, tuple):
            row, column = place
            if row < 1 or column < 1:
                raise IndexError(
                    "Attempted to access 0-based Range. xlwings/Excel Ranges are 1-based."
                    if 0 in place
                    else "Cell indices must be positive."
                )
            return Range(self, (row, column, row, column))
        area = area_of(place)
        if area is not None:
            return Range(self, area)
        names = Names(self._book)
        if names.contains(place):
            named: Range = names(place).refers_to_range
            return named
        for table in self.tables:
            body: Range | None = table.data_body_range
            if table.name.casefold() == place.casefold() and body is not None:
                return body
        raise NotThereError(f"'{place}' is neither an address nor a name.")

    @property
    def cells(self) -> Range:
        """All of its cells."""
        from addin.calc.engine.ranges import Range

        return Range(self, (1, 1, ROWS, COLUMNS))

    @property
    def used_range(self) -> Range:
        """The cells that hold something, from A1 on or from where they begin."""
        from addin.calc.engine.ranges import Range

        return Range(self, tuple(self.ask("used_area")))

    def activate(self) -> None:
        """Show it."""
        self._book.ask("active_sheet", sheet=self._name)

    select = activate

    def clear(self) -> None:
        """Clear all cells."""
        self.cells.clear()

    def clear_contents(self) -> None:
        """Clear what all cells hold."""
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        """Clear how all cells look."""
        self.cells.clear_formats()

    def autofit(self, axis: str | None = None) -> None:
        """Give rows, columns or both the size that their content needs."""
        self.used_range.autofit(axis)

    def delete(self) -> None:
        """Take it away."""
        self.ask("remove_sheet")

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """A copy in the same workbook."""
        beside = before or after
        if beside is None or beside.book.number != self._book.number:
            raise NotImplementedError("Sheets are copied within their workbook only")
        names = Sheets(self._book).names()
        number = 2
        while f"{self._name} ({number})" in names:
            number += 1
        place = names.index(beside.name) + (before is None)
        self.ask("copy_sheet", name=f"{self._name} ({number})", place=place)

    def move(self, before: Sheet | None = None, after: Sheet | None = None) -> None:
        """Move it."""
        beside = before or after
        if beside is not None:
            self.ask("move_sheet", place=Sheets(self._book).names().index(beside.name) + (before is None))

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return bool(self.ask("sheet_visible"))

    @visible.setter
    def visible(self, wanted: bool) -> None:
        self.ask("sheet_visible", wanted=bool(wanted))

    @property
    def tables(self) -> Any:
        """Its tables."""
        from addin.calc.engine.tables import Tables

        return Tables(self)

    @property
    def charts(self) -> Any:
        """Its charts."""
        from addin.calc.engine.charts import Charts

        return Charts(self)

    @property
    def notes(self) -> Any:
        """Its notes, by rows."""
        from addin.calc.engine.notes import Note
        from addin.calc.engine.ranges import Range

        return [
            Note(Range(self, (row, column, row, column)), text, author)
            for row, column, text, author in self.ask("notes")
        ]

    @property
    def page_setup(self) -> PageSetup:
        """How it is printed."""
        return PageSetup(self)


class PageSetup(base_classes.PageSetup):
    """How a sheet is printed."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self._sheet.api

    @property
    def print_area(self) -> str | None:
        """The area that is printed; None where all of it is."""
        areas = self._sheet.ask("print_area")
        return ",".join(area_text(tuple(area)) for area in areas) or None

    @print_area.setter
    def print_area(self, wanted: str | None) -> None:
        texts = wanted.split(",") if wanted else []
        areas = [area_of(text) for text in texts]
        if None in areas:
            raise ValueError(f"'{wanted}' is no area")
        self._sheet.ask("print_area", areas=[list(area) for area in areas if area])
