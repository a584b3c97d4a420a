"""A workbook in memory that refuses what Excel refuses: what the double of xlwings' object model stands on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from openpyxl.utils.datetime import from_excel

from segmentbook.raw import ErrorValue, column_letters
from segmentbook.report.spec import CellRange, ColourRule, Style
from segmentbook.workbook.live.beyond import DrawnChart
from segmentbook.workbook.names import quoted_sheet
from segmentbook.workbook.references import area_of, area_text, moved_formula

Place = tuple[int, int]

ERRORS = frozenset({"#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
TEXT_LIMIT = 32_767
IN_BULK = 8_203
LONGEST_FORMULA = 8_192

_NUMBER_LIKE = re.compile(r"[\s$€£]*[-+(]?[\s$€£]*\d[\d,.\s]*(e[+-]?\d+)?\s*[%)]?\s*\Z", re.IGNORECASE)
_DATE_LIKE = re.compile(
    r"\s*(\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?|\d{1,2}[- ]?[a-z]{3,9}([- ]?\d{2,4})?|[a-z]{3,9}[- ]\d{1,4}"
    r"|\d{1,2}:\d{2}.*)\s*\Z",
    re.IGNORECASE,
)
_MARKED_TEXT = re.compile(r'"[^"]*"')


class RefusedError(Exception):
    """What Excel says when it does not do a thing."""


@dataclass(slots=True)
class CellState:
    """One cell: value, formula (without ``=``), look."""

    value: object = None
    formula: str = ""
    style: Style | None = None

    @property
    def number_format(self) -> str:
        return self.style.number_format if self.style else "General"

    @property
    def fill(self) -> str:
        return self.style.fill if self.style else ""

    @property
    def is_blank(self) -> bool:
        return self.value is None and not self.formula


@dataclass(slots=True, eq=False)
class TableState:
    """One table; ``area`` includes header and totals row."""

    name: str
    area: CellRange
    headers: list[str]
    show_headers: bool = True
    show_totals: bool = False
    style: str = "TableStyleLight1"
    criteria: dict[str, tuple[str, ...] | None] = field(default_factory=dict)

    @property
    def data(self) -> CellRange:
        area = self.area
        return CellRange(area.top + self.show_headers, area.left, area.bottom - self.show_totals, area.right)


@dataclass(slots=True, eq=False)
class SheetState:
    """One worksheet."""

    name: str
    cells: dict[Place, CellState] = field(default_factory=dict)
    tables: list[TableState] = field(default_factory=list)
    notes: dict[Place, str] = field(default_factory=dict)
    authors: dict[Place, str] = field(default_factory=dict)
    links: dict[Place, str] = field(default_factory=dict)
    merges: set[CellRange] = field(default_factory=set)
    rules: list[ColourRule] = field(default_factory=list)
    charts: list[DrawnChart] = field(default_factory=list)
    sparklines: list[tuple[CellRange, CellRange]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    print_area: str = ""
    protected: bool = False

    @property
    def used(self) -> CellRange:
        places = [place for place, cell in self.cells.items() if not cell.is_blank or cell.style]
        if not places:
            return CellRange(1, 1, 1, 1)
        rows, columns = zip(*places, strict=True)
        return CellRange(min(rows), min(columns), max(rows), max(columns))


class WorkbookState:
    """A workbook."""

    def __init__(self, fullname: str) -> None:
        self.fullname = fullname
        self.sheets: list[SheetState] = []
        self.names: dict[str, tuple[str, bool]] = {}
        self.date1904 = False
        self.locked = False
        self.read_only = False
        self.busy = False

    # -- cells --------------------------------------------------------------------------------------------------

    def cell(self, sheet: SheetState, place: Place) -> CellState:
        return sheet.cells.setdefault(place, CellState())

    def put(self, sheet: SheetState, area: CellRange, rows: list[list[object]], *, formulas: bool) -> None:
        """Values as they are typed, each row as long as the area is wide."""
        self.require_open(sheet)
        if len(rows) != area.bottom - area.top + 1 or any(len(row) != area.right - area.left + 1 for row in rows):
            raise RefusedError("The array has another shape than the range.")
        if any(row in sheet.hidden_rows for row in range(area.top, area.bottom + 1)):
            raise RefusedError("Rows that a filter hides would be written at random.")
        for row, line in enumerate(rows, area.top):
            for column, value in enumerate(line, area.left):
                self._put_one(sheet, (row, column), value, bulk=len(rows) * len(line) > 1, formulas=formulas)
        for table in sheet.tables:
            if table.show_headers and _touch(
                area, CellRange(table.area.top, table.area.left, table.area.top, table.area.right)
            ):
                self._headers_changed(sheet, table)

    def _put_one(self, sheet: SheetState, place: Place, value: object, *, bulk: bool, formulas: bool) -> None:
        if value is not None and any(
            _within(place, merge) and place != (merge.top, merge.left) for merge in sheet.merges
        ):
            raise RefusedError(f"{place} is inside merged cells.")
        cell = self.cell(sheet, place)
        cell.value, cell.formula = self._typed(value, bulk=bulk, formulas=formulas)
        if cell.formula:
            cell.value = None

    def _typed(self, value: object, *, bulk: bool, formulas: bool) -> tuple[object, str]:
        if value is None or isinstance(value, bool):
            return value, ""
        if isinstance(value, (int, float)):
            if value != value or value in (float("inf"), float("-inf")):
                raise RefusedError("A cell cannot hold NaN.")
            return float(value), ""
        if not isinstance(value, str):
            raise RefusedError(f"A cell cannot hold {type(value).__name__}.")
        if len(value) > TEXT_LIMIT + 1 or (bulk and len(value) > IN_BULK):
            raise RefusedError("The text is too long.")
        if value.startswith("'"):
            return value[1:] or None, ""
        if value in ERRORS:
            return ErrorValue(value), ""
        if value.startswith("="):
            if not formulas or len(value) > LONGEST_FORMULA:
                raise RefusedError(f"A value became a formula, or it is too long: {value[:60]!r}.")
            return None, value[1:]
        if (
            value[:1] in "+-@"
            or _NUMBER_LIKE.match(value)
            or _DATE_LIKE.match(value)
            or value.casefold() in ("true", "false")
        ):
            raise RefusedError(f"Excel would read {value!r} as something else than text.")
        return value or None, ""

    def clear(self, sheet: SheetState, area: CellRange) -> None:
        self.require_open(sheet)
        for table in sheet.tables:
            if table.show_headers and _touch(
                area, CellRange(table.area.top, table.area.left, table.area.top, table.area.right)
            ):
                raise RefusedError("A table's header cannot be cleared.")
        for place in [place for place in sheet.cells if _within(place, area)]:
            del sheet.cells[place]
        for mapping in (sheet.links, sheet.notes):
            for place in [place for place in mapping if _within(place, area)]:
                del mapping[place]
        sheet.merges = {merge for merge in sheet.merges if not _touch(merge, area)}

    def require_open(self, sheet: SheetState) -> None:
        if sheet.protected:
            raise RefusedError("The cell or chart you're trying to change is on a protected sheet.")
        if self.busy:
            raise RefusedError("Call was rejected by callee.")

    # -- tables -------------------------------------------------------------------------------------------------

    def _headers_changed(self, sheet: SheetState, table: TableState) -> None:
        """Header cells are the columns' names: texts, none of them twice. Formulas follow a new name."""
        found = []
        for column in range(table.area.left, table.area.right + 1):
            value = self.cell(sheet, (table.area.top, column)).value
            if not isinstance(value, str) or not value:
                raise RefusedError("A table's header must be a text.")
            found.append(value)
        if len({one.casefold() for one in found}) < len(found):
            raise RefusedError(f"A table cannot have two columns of one name: {found}.")
        for old, new in zip(table.headers, found, strict=True):
            if old != new:
                self._rename_column(table, old, new)
        table.headers = found

    def _rename_column(self, table: TableState, old: str, new: str) -> None:
        if old in table.criteria:
            table.criteria[new] = table.criteria.pop(old)
        pattern = re.compile(
            rf"({re.escape(table.name)}|(?<![\w\]]))(\[(?:\[#This Row\],\[|@\[?)?){re.escape(old)}(\]+)"
        )
        for sheet in self.sheets:
            for place, cell in sheet.cells.items():
                inside = table in sheet.tables and _within(place, table.area)
                if cell.formula and (inside or table.name in cell.formula):
                    cell.formula = pattern.sub(lambda found: f"{found[1]}{found[2]}{new}{found[3]}", cell.formula)

    def resize(self, sheet: SheetState, table: TableState, area: CellRange) -> None:
        self.require_open(sheet)
        if table.show_totals:
            raise RefusedError("Switch the totals row off first.")
        if area.top != table.area.top or not _touch(area, table.area):
            raise RefusedError("The header row must stay in its row, and the new table must overlap the old one.")
        if area.bottom <= area.top:
            raise RefusedError("A table needs a data row.")
        self._require_free(sheet, area, table)
        for place in range(table.area.right + 1, area.right + 1):
            cell = self.cell(sheet, (area.top, place))
            if not isinstance(cell.value, str) or cell.value.casefold() in {one.casefold() for one in table.headers}:
                cell.value, cell.formula = f"Column{place - area.left + 1}", ""
            table.headers.append(str(cell.value))
        table.headers = table.headers[: area.right - area.left + 1]
        table.area = area
        sheet.hidden_rows = {row for row in sheet.hidden_rows if row <= area.bottom}

    def _require_free(self, sheet: SheetState, area: CellRange, besides: TableState | None) -> None:
        for other in sheet.tables:
            if other is not besides and _touch(other.area, area):
                raise RefusedError("A table cannot overlap another table.")
        if any(_touch(merge, area) for merge in sheet.merges):
            raise RefusedError("A table cannot hold merged cells.")

    def add_table(self, sheet: SheetState, area: CellRange, name: str, style: str) -> TableState:
        self.require_open(sheet)
        self._require_free(sheet, area, None)
        self.require_free_name(name)
        table = TableState(name, area, [], style=style)
        table.headers = [str(self.cell(sheet, (area.top, c)).value) for c in range(area.left, area.right + 1)]
        sheet.tables.append(table)
        self._headers_changed(sheet, table)
        return table

    def require_free_name(self, name: str) -> None:
        taken = {table.name.casefold() for sheet in self.sheets for table in sheet.tables} | {
            one.casefold() for one in self.names
        }
        if name.casefold() in taken:
            raise RefusedError(f"The name {name} is taken.")

    def switch_totals(self, sheet: SheetState, table: TableState, shown: bool) -> None:
        self.require_open(sheet)
        if shown == table.show_totals:
            return
        area = table.area
        if shown:
            row = area.bottom + 1
            if any(
                not cell.is_blank
                for place, cell in sheet.cells.items()
                if place[0] == row and area.left <= place[1] <= area.right
            ):
                self.shift(sheet, rows=(row, 1), columns=None)
            table.area = replace(area, bottom=row)
            for column, cell in self._totals.pop(id(table), {}).items():
                sheet.cells[row, column] = cell
        else:
            kept = {
                c: sheet.cells.pop((area.bottom, c))
                for c in range(area.left, area.right + 1)
                if (area.bottom, c) in sheet.cells
            }
            self._totals[id(table)] = kept
            table.area = replace(area, bottom=area.bottom - 1)
        table.show_totals = shown

    _totals: dict[int, dict[int, CellState]] = {}  # noqa: RUF012  # Excel remembers the totals that it has switched off

    def add_column(self, sheet: SheetState, table: TableState, name: str, index: int) -> None:
        self.require_open(sheet)
        if name.casefold() in {one.casefold() for one in table.headers}:
            raise RefusedError("The column is there.")
        area, column = table.area, table.area.left + index - 1
        for other in sheet.tables:
            if other is not table and other.area.left > area.right and _rows_touch(other.area, area):
                raise RefusedError("This operation is not allowed: it would shift cells in a table.")
        self._shift_cells(sheet, CellRange(area.top, column, area.bottom, 16_384), 1)
        table.area = replace(area, right=area.right + 1)
        table.headers.insert(index - 1, name)
        sheet.cells[area.top, column] = CellState(name)

    def drop_column(self, sheet: SheetState, table: TableState, index: int) -> None:
        self.require_open(sheet)
        area, column = table.area, table.area.left + index - 1
        for place in [place for place in sheet.cells if place[1] == column and area.top <= place[0] <= area.bottom]:
            del sheet.cells[place]
        gone = table.headers.pop(index - 1)
        self._rename_column(table, gone, "#REF!")
        table.criteria.pop(gone, None)
        self._shrink_names(sheet, CellRange(area.top, column, area.bottom, column))
        self._shift_cells(sheet, CellRange(area.top, column + 1, area.bottom, 16_384), -1)
        table.area = replace(area, right=area.right - 1)

    def _shrink_names(self, sheet: SheetState, gone: CellRange) -> None:
        """Names lose a column that is deleted, where it is their last; one that is added there again is not theirs."""
        for name, (text, hidden) in list(self.names.items()):
            self.names[name] = (_without_last(text, sheet.name, gone), hidden)

    def _shift_cells(self, sheet: SheetState, area: CellRange, by: int) -> None:
        """Cells of some rows go to the right or left, with all that refers to them."""

        def moved(place: Place) -> Place:
            return (place[0], place[1] + by) if _within(place, area) else place

        self._remap(sheet, moved, {column: column + by for column in range(area.left, area.left + 400)}, area)

    def _remap(
        self, sheet: SheetState, moved: Callable[[Place], Place], columns: dict[int, int], area: CellRange
    ) -> None:
        sheet.cells = {moved(place): cell for place, cell in sheet.cells.items()}
        sheet.notes = {moved(place): text for place, text in sheet.notes.items()}
        sheet.authors = {moved(place): text for place, text in sheet.authors.items()}
        sheet.links = {moved(place): text for place, text in sheet.links.items()}
        sheet.rules = [replace(rule, range=_moved_area(rule.range, moved)) for rule in sheet.rules]
        for cell in sheet.cells.values():
            if cell.formula and columns:
                cell.formula = moved_formula(cell.formula, 0, columns)
        self._follow(sheet, moved)

    def _follow(self, sheet: SheetState, moved: Callable[[Place], Place]) -> None:
        """Names, and series of charts, that point into a sheet follow its cells."""
        for name, (text, hidden) in list(self.names.items()):
            self.names[name] = (_followed(text, sheet.name, moved), hidden)
        for other in self.sheets:
            other.charts = [
                replace(
                    chart,
                    series=tuple(
                        replace(
                            one,
                            references={
                                role: _followed(text, sheet.name, moved) for role, text in one.references.items()
                            },
                        )
                        for one in chart.series
                    ),
                )
                for chart in other.charts
            ]

    # -- rows and columns ---------------------------------------------------------------------------------------

    def shift(self, sheet: SheetState, rows: tuple[int, int] | None, columns: tuple[int, int] | None) -> None:
        """Insert whole rows or columns before one (a negative number deletes them)."""
        self.require_open(sheet)
        first, count = rows or columns or (1, 0)
        axis = 0 if rows else 1
        if count < 0:
            for place in [p for p in sheet.cells if first <= p[axis] < first - count]:
                del sheet.cells[place]
        for table in sheet.tables:
            low, high = (table.area.top, table.area.bottom) if rows else (table.area.left, table.area.right)
            if low < first <= high:
                raise RefusedError("That would cut a table of ours in two: not allowed in these tests.")

        def moved(place: Place) -> Place:
            if place[axis] < first:
                return place
            return (place[0] + count, place[1]) if rows else (place[0], place[1] + count)

        for table in sheet.tables:
            table.area = _moved_area(table.area, moved)
        sheet.merges = {_moved_area(merge, moved) for merge in sheet.merges}
        for cell in sheet.cells.values():
            if cell.formula:
                cell.formula = _shifted_formula(cell.formula, moved)
        self._remap(sheet, moved, {}, sheet.used)

    def move(self, sheet: SheetState, area: CellRange, to: Place) -> None:
        """Cut and paste."""
        self.require_open(sheet)
        down, right = to[0] - area.top, to[1] - area.left

        def moved(place: Place) -> Place:
            return (place[0] + down, place[1] + right) if _within(place, area) else place

        target = CellRange(to[0], to[1], area.bottom + down, area.right + right)
        for table in sheet.tables:
            if _touch(table.area, target) and not _touch(table.area, area):
                raise RefusedError("A table is in the way.")
        for place in [p for p in sheet.cells if _within(p, target) and not _within(p, area)]:
            del sheet.cells[place]
        for table in sheet.tables:
            table.area = _moved_area(table.area, moved)
        self._remap(sheet, moved, {}, area)

    # -- names and filters --------------------------------------------------------------------------------------

    def define(self, name: str, text: str, hidden: bool) -> None:
        if len(text) > 8_000:
            raise RefusedError("The name's formula is too long.")
        if not re.fullmatch(r"[^\W\d][\w.]*", name) or (re.fullmatch(r"[A-Za-z]{1,3}\d+", name)):
            raise RefusedError(f"{name} is no name.")
        known = next((one for one in self.names if one.casefold() == name.casefold()), None)
        if known is None:
            self.require_free_name(name)
        self.names[known or name] = (text, hidden)

    def apply_filter(self, sheet: SheetState, table: TableState) -> None:
        """Hide the rows that the criteria leave out."""
        rows = range(table.data.top, table.data.bottom + 1)
        sheet.hidden_rows -= set(rows)
        for header, values in table.criteria.items():
            column = table.area.left + table.headers.index(header)
            for row in rows:
                value = sheet.cells.get((row, column), CellState()).value
                shown = (
                    "" if value is None else repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
                )
                if values is not None and shown.casefold() not in {one.casefold() for one in values}:
                    sheet.hidden_rows.add(row)

    def remove_sheet(self, sheet: SheetState) -> None:
        if self.locked:
            raise RefusedError("Workbook is protected and cannot be changed.")
        self.sheets.remove(sheet)
        for name, (text, hidden) in list(self.names.items()):
            self.names[name] = (text.replace(f"{quoted_sheet(sheet.name)}!", "#REF!"), hidden)
        for other in self.sheets:
            for cell in other.cells.values():
                cell.formula = cell.formula.replace(f"{quoted_sheet(sheet.name)}!", "#REF!").replace(
                    f"{sheet.name}!", "#REF!"
                )

    def rename_sheet(self, sheet: SheetState, name: str) -> None:
        old, sheet.name = sheet.name, name
        for one, (text, hidden) in list(self.names.items()):
            self.names[one] = (text.replace(f"{quoted_sheet(old)}!", f"{quoted_sheet(name)}!"), hidden)
        for other in self.sheets:
            for cell in other.cells.values():
                cell.formula = cell.formula.replace(f"{quoted_sheet(old)}!", f"{quoted_sheet(name)}!")
            other.links = {
                p: t.replace(f"{quoted_sheet(old)}!", f"{quoted_sheet(name)}!") for p, t in other.links.items()
            }
            other.charts = [
                replace(
                    chart,
                    series=tuple(
                        replace(
                            s,
                            references={
                                r: t.replace(f"{quoted_sheet(old)}!", f"{quoted_sheet(name)}!")
                                for r, t in s.references.items()
                            },
                        )
                        for s in chart.series
                    ),
                )
                for chart in other.charts
            ]


def serial_date(value: float, date1904: bool) -> object:
    """For tests: the moment of a serial."""
    return from_excel(value + (1462 if date1904 else 0))


def parts_of(text: str) -> list[str]:
    return text.split(",")


def _followed(text: str, sheet: str, moved: Callable[[Place], Place]) -> str:
    done = []
    for part in parts_of(text):
        name, _, cells = part.rpartition("!")
        area = area_of(cells)
        if name in (sheet, quoted_sheet(sheet)) and area:
            done.append(f"{name}!{area_text(_moved_area(area, moved), fixed=True)}")
        else:
            done.append(part)
    return ",".join(done)


def _without_last(text: str, sheet: str, gone: CellRange) -> str:
    """A name's areas without a column of cells that goes, where it is their last; what lies between others moves."""
    done = []
    for part in parts_of(text):
        name, _, cells = part.rpartition("!")
        area = area_of(cells)
        if (
            name in (sheet, quoted_sheet(sheet))
            and area
            and area.right == gone.left
            and gone.top <= area.top
            and area.bottom <= gone.bottom
        ):
            shrunk = area_text(replace(area, right=area.right - 1), fixed=True) if area.left < area.right else "#REF!"
            done.append(f"{name}!{shrunk}")
        else:
            done.append(part)
    return ",".join(done)


def _moved_area(area: CellRange, moved: Callable[[Place], Place]) -> CellRange:
    top, left = moved((area.top, area.left))
    bottom, right = moved((area.bottom, area.right))
    return CellRange(top, left, max(top, bottom), max(left, right))


_A1 = re.compile(r"(?<![\w!\]\[@'$])(\$?)([A-Z]{1,3})(\$?)(\d+)(?![\w(])")


def _shifted_formula(formula: str, moved: Callable[[Place], Place]) -> str:
    """References to cells of the same sheet follow them; enough for tests."""
    from segmentbook.workbook.references import column_number

    def one(found: re.Match[str]) -> str:
        row, column = moved((int(found[4]), column_number(found[2])))
        return f"{found[1]}{column_letters(column)}{found[3]}{row}"

    pieces = _MARKED_TEXT.split(formula)
    texts = _MARKED_TEXT.findall(formula)
    done = [_A1.sub(one, piece) for piece in pieces]
    return "".join(piece + text for piece, text in zip(done, [*texts, ""], strict=True))


def _within(place: Place, area: CellRange) -> bool:
    return area.top <= place[0] <= area.bottom and area.left <= place[1] <= area.right


def _touch(one: CellRange, other: CellRange) -> bool:
    return _rows_touch(one, other) and one.left <= other.right and other.left <= one.right


def _rows_touch(one: CellRange, other: CellRange) -> bool:
    return one.top <= other.bottom and other.top <= one.bottom


def places(area: CellRange) -> Iterator[Place]:
    return ((row, column) for row in range(area.top, area.bottom + 1) for column in range(area.left, area.right + 1))


def filled(cells: Iterable[CellState]) -> int:
    return sum(not cell.is_blank for cell in cells)
