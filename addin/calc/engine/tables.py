"""Tables: Excel's tables are Calc's database ranges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from addin.calc.engine.connection import NotThereError

if TYPE_CHECKING:
    from addin.calc.engine.ranges import Range
    from addin.calc.engine.sheets import Sheet

__all__ = ["Table", "Tables"]

_STYLE = "TableStyleLight1"
"""Calc draws no table styles, and keeps none."""


class Tables(base_classes.Tables):
    """The tables of a sheet, from top to bottom."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self.sheet.api

    def _all(self) -> list[Table]:
        told = [one for one in self.sheet.book.ask("tables") if one["sheet"] == self.sheet.name]
        return [Table(self.sheet, one) for one in sorted(told, key=lambda one: one["area"])]

    def __call__(self, key: int | str) -> Table:
        """By name, or by number from 1."""
        tables = self._all()
        if isinstance(key, int):
            return tables[key - 1]
        for table in tables:
            if table.name.casefold() == key.casefold():
                return table
        raise NotThereError(f"There is no table '{key}' on sheet '{self.sheet.name}'.")

    def __contains__(self, key: str) -> bool:
        return any(table.name.casefold() == key.casefold() for table in self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Table]:
        return iter(self._all())

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: bool = True,
        destination: Any = None,
        table_style_name: str | None = None,
        name: str | None = None,
    ) -> Table:
        """Make a table of a range, with filter buttons as Excel's tables have."""
        taken = {one["name"].casefold() for one in self.sheet.book.ask("tables")}
        number = 1
        while name is None or (number > 1 and name.casefold() in taken):
            name = f"Table{number}"
            number += 1
        area = list(source.impl.area)
        self.sheet.ask("add_table", area=area, name=name, headers=has_headers, buttons=has_headers)
        return self(name)


class Table(base_classes.Table):
    """A table; what it is like is asked for once, and again after each change."""

    def __init__(self, sheet: Sheet, told: dict[str, Any]) -> None:
        self._sheet = sheet
        self._told = told

    def _change(self, **changes: Any) -> None:
        self._sheet.book.ask("change_table", name=self.name, changes=changes)
        self._told = {**self._told, **changes}

    @property
    def api(self) -> Any:
        """The line to LibreOffice."""
        return self._sheet.api

    @property
    def parent(self) -> Sheet:
        """Its sheet."""
        return self._sheet

    @property
    def name(self) -> str:
        """Its name."""
        return str(self._told["name"])

    @name.setter
    def name(self, wanted: str) -> None:
        self._change(name=wanted)

    display_name = name

    def _part(self, first: int, last: int) -> Range | None:
        from addin.calc.engine.ranges import Range

        _, left, _, right = self._told["area"]
        return Range(self._sheet, (first, left, last, right)) if first <= last else None

    @property
    def range(self) -> Range:
        """All of it."""
        from addin.calc.engine.ranges import Range

        return Range(self._sheet, self._told["area"])

    @property
    def data_body_range(self) -> Range | None:
        """Its rows without headers and totals."""
        top, _, bottom, _ = self._told["area"]
        return self._part(top + self.show_headers, bottom - self.show_totals)

    @property
    def header_row_range(self) -> Range | None:
        """Its header row."""
        top = self._told["area"][0]
        return self._part(top, top) if self.show_headers else None

    @property
    def totals_row_range(self) -> Range | None:
        """Its totals row."""
        bottom = self._told["area"][2]
        return self._part(bottom, bottom) if self.show_totals else None

    @property
    def insert_row_range(self) -> None:
        """Excel's row for the first entry; Calc has none."""
        return None

    @property
    def show_headers(self) -> bool:
        """Whether it has a header row."""
        return bool(self._told["headers"])

    @show_headers.setter
    def show_headers(self, wanted: bool) -> None:
        self._change(headers=wanted)

    @property
    def show_totals(self) -> bool:
        """Whether its last row is one of totals."""
        return bool(self._told["totals"])

    @show_totals.setter
    def show_totals(self, wanted: bool) -> None:
        top, left, bottom, right = self._told["area"]
        if wanted != self.show_totals:
            self._change(totals=wanted, area=[top, left, bottom + (1 if wanted else -1), right])

    @property
    def show_autofilter(self) -> bool:
        """Whether its headers have filter buttons."""
        return bool(self._told["buttons"])

    @show_autofilter.setter
    def show_autofilter(self, wanted: bool) -> None:
        self._change(buttons=wanted)

    @property
    def table_style(self) -> str:
        """A style for programs that ask: Calc draws none."""
        return _STYLE

    @table_style.setter
    def table_style(self, wanted: str) -> None:
        """Calc has no table styles."""

    def resize_to(self, area: tuple[int, int, int, int]) -> None:
        """Let it cover another area."""
        self._change(area=list(area))

    @property
    def columns(self) -> TableColumns:
        """Its columns."""
        return TableColumns(self)

    def resize(self, range: Any) -> None:  # noqa: A002 - xlwings' name
        """Let it cover another range."""
        self.resize_to(range.impl.area)


class TableColumns:
    """The columns of a table."""

    def __init__(self, table: Table) -> None:
        self.parent = table

    def _names(self) -> list[str]:
        return list(self.parent.parent.book.ask("headers", name=self.parent.name))

    def __call__(self, key: int | str) -> TableColumn:
        """By name, or by number from 1."""
        names = self._names()
        if isinstance(key, int):
            return TableColumn(self.parent, key, names[key - 1])
        for number, name in enumerate(names, 1):
            if name.casefold() == key.casefold():
                return TableColumn(self.parent, number, name)
        raise NotThereError(f"Table '{self.parent.name}' has no column '{key}'.")

    def __len__(self) -> int:
        return self.parent.range.shape[1]

    def __iter__(self) -> Iterator[TableColumn]:
        for number, name in enumerate(self._names(), 1):
            yield TableColumn(self.parent, number, name)

    def __contains__(self, key: str) -> bool:
        return any(name.casefold() == key.casefold() for name in self._names())

    def add(self, name: str, index: int | None = None) -> TableColumn:
        """A new column at a place from 1; the columns from there on, and what is beside the table, move right."""
        from addin.calc.engine.ranges import Range

        table = self.parent
        top, left, bottom, right = table.range.area
        place = right - left + 2 if index is None else index
        column = left + place - 1
        Range(table.parent, (top, column, bottom, column)).insert("right")
        table.resize_to((top, left, bottom, right + 1))
        Range(table.parent, (top, column, top, column)).raw_value = [["'" + name]]
        return TableColumn(table, place, name)


class TableColumn(base_classes.TableColumn):
    """One column of a table."""

    def __init__(self, table: Table, index: int, name: str) -> None:
        self.parent, self._index, self._name = table, index, name

    @property
    def name(self) -> str:
        """Its header."""
        return self._name

    @property
    def index(self) -> int:
        """Its place, from 1."""
        return self._index

    def _of(self, cells: Range | None) -> Range | None:
        from addin.calc.engine.ranges import Range

        if cells is None:
            return None
        column = cells.column + self._index - 1
        return Range(cells.sheet, (cells.area[0], column, cells.area[2], column))

    @property
    def range(self) -> Range | None:
        """All of it."""
        return self._of(self.parent.range)

    @property
    def data_body_range(self) -> Range | None:
        """Its cells without header and total."""
        return self._of(self.parent.data_body_range)

    def delete(self) -> None:
        """Take it away; the columns after it, and what is beside the table, move left."""
        top, left, bottom, right = self.parent.range.area
        if left == right:
            raise ValueError("Cannot delete the last table column")
        cells = self.range
        if cells is not None:
            cells.delete("left")
            self.parent.resize_to((top, left, bottom, right - 1))
