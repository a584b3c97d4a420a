"""Operations on what cells hold, each for a whole range at once."""

from __future__ import annotations

import base64
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from addin.calc.office.cells import error_name
from addin.calc.office.operations import Area, Office, area_of, operation, within
from addin.calc.office.repair import enter_block

__all__: list[str] = []

# Kinds of cells, as `segmentbook.raw.Kind` numbers them.
NUMBER, TEXT, BOOLEAN, ERROR, DATE = 1, 2, 3, 4, 5

# com.sun.star.util.NumberFormat
_DATE_FORMAT, _LOGICAL_FORMAT = 2, 1024

# com.sun.star.sheet.CellFlags
_VALUES, _DATES, _TEXTS, _FORMULAS = 1, 2, 4, 16
_CONTENTS = _VALUES | _DATES | _TEXTS | _FORMULAS
_LOOKS = 32 | 64 | 256  # of cells by themselves, by styles, and of parts of texts; not what is drawn over them

_ERROR_RESULTS = 4  # com.sun.star.sheet.FormulaResult
_NOT_AVAILABLE = ("=#N/A", "=NA()")
_WHOLE_NUMBER = 1  # the format 0, in every locale

Row = Sequence[Any]


@operation
def used_area(office: Office, book: str, sheet: str) -> Area:
    """The area of a sheet that holds something."""
    found = office.sheet(book, sheet)
    cursor = found.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    return area_of(cursor.getRangeAddress())


@operation
def read(office: Office, book: str, sheet: str, area: Area) -> list[dict[str, Any]]:
    """Cells as typed, column by column.

    Of each column: its cells' kinds as bytes, their numbers as doubles (of a text its place in the pool), both in
    base64, and the pool of distinct texts. Rows below the last that the sheet uses are left out.
    """
    found = office.sheet(book, sheet)
    top, left, bottom, right = area
    bottom = max(min(bottom, used_area(office, book, sheet)[2]), top)
    cells = within(found, [top, left, bottom, right])
    rows = cells.getDataArray()
    columns = [_Column(values) for values in zip(*rows, strict=True)]
    shown = dict(_shown_as(office.document(book), cells))
    for (first, start, last, end), kind in shown.items():
        for number in range(start - left, end - left + 1):
            columns[number].show(first - top, last - top, kind)
    _read_errors(cells, columns, rows)
    return [column.packed() for column in columns]


class _Column:
    """One column while it is read."""

    def __init__(self, values: Row) -> None:
        pool: dict[str, int] = {}
        kinds = bytearray(len(values))
        numbers = array("d", bytes(8 * len(values)))
        for row, value in enumerate(values):
            if value.__class__ is float:
                kinds[row] = NUMBER
                numbers[row] = value
            elif value:
                kinds[row] = TEXT
                numbers[row] = pool.setdefault(value, len(pool))
            elif value is None:
                kinds[row] = ERROR
        self.kinds, self.numbers, self.pool = kinds, numbers, pool

    def show(self, first: int, last: int, kind: int) -> None:
        """Numbers between two rows are shown as another kind."""
        part = self.kinds[first : last + 1]
        self.kinds[first : last + 1] = part.replace(bytes((NUMBER,)), bytes((kind,)))

    def packed(self) -> dict[str, Any]:
        """For the message."""
        numbers = self.numbers
        return {
            "kinds": base64.b64encode(self.kinds).decode(),
            "numbers": base64.b64encode(numbers.tobytes()).decode(),
            "pool": list(self.pool),
        }


def _shown_as(document: Any, cells: Any) -> Iterator[tuple[tuple[int, int, int, int], int]]:
    """Areas whose cells are formatted as dates or booleans."""
    formats = document.getNumberFormats()
    for ranges in cells.getUniqueCellFormatRanges():
        kind = _kind_of(formats, ranges.NumberFormat)
        if kind:
            for address in ranges.getRangeAddresses():
                top, left, bottom, right = area_of(address)
                yield (top, left, bottom, right), kind


def _kind_of(formats: Any, key: int) -> int:
    shown = formats.getByKey(key).Type
    return DATE if shown & _DATE_FORMAT else BOOLEAN if shown & _LOGICAL_FORMAT else 0


def _read_errors(cells: Any, columns: list[_Column], rows: Sequence[Row]) -> None:
    for number, column in enumerate(columns):
        if ERROR not in column.kinds:
            continue
        last = len(rows) - 1
        formulas = cells.getCellRangeByPosition(number, 0, number, last).getFormulaArray()
        for row, kind in enumerate(column.kinds):
            if kind == ERROR:
                known = formulas[row][0] in _NOT_AVAILABLE
                name = "#N/A" if known else error_name(cells.getCellByPosition(number, row).getError())
                column.numbers[row] = column.pool.setdefault(name, len(column.pool))


@operation
def write(
    office: Office, book: str, sheet: str, corner: list[int], rows: list[Row], formulas: list[list[Any]] | None = None
) -> None:
    """Write rows of numbers, texts ("" clears a cell), null (#N/A) and booleans; notes on the cells stay.

    ``formulas`` are cells within: row and column counted from 0, and the formula in Calc's notation.
    """
    found = office.sheet(book, sheet)
    top, left = corner
    area = [top, left, top + len(rows) - 1, left + len(rows[0]) - 1]
    truths = [(r, c) for r, row in enumerate(rows) for c, value in enumerate(row) if value is True or value is False]
    plain = [[float(v) if isinstance(v, int) else v for v in row] for row in rows]
    _plain_again(office.document(book), within(found, area))
    noted = _noted_rows(found, area)
    if any(None in row for row in plain):
        # LibreOffice ends itself where an error is written to a column that was never used: now it is.
        found.getCellByPosition(area[3] - 1, top - 1).setValue(0.0)
    for first, last in _between(noted, top, area[2]):
        block = within(found, [first, left, last, area[3]])
        block.setDataArray(tuple(map(tuple, plain[first - top : last - top + 1])))
    for row in noted:
        for number, value in enumerate(plain[row - top]):
            _enter(found.getCellByPosition(left - 1 + number, row - 1), value)
    if truths:
        key = _boolean_format(office.document(book))
        for r, c in truths:
            cell = found.getCellByPosition(left - 1 + c, top - 1 + r)
            if not _kind_of(office.document(book).getNumberFormats(), cell.NumberFormat):
                cell.NumberFormat = key
    for r, c, formula in formulas or ():
        found.getCellByPosition(left - 1 + c, top - 1 + r).setFormula(formula)


def _enter(cell: Any, value: Any) -> None:
    """One cell, whose note stays."""
    if value is None:
        cell.setFormula("=NA()")
    elif value.__class__ is float:
        cell.setValue(value)
    elif value:
        cell.setString(value)
    else:
        cell.clearContents(_CONTENTS)


def _noted_rows(sheet: Any, area: Area) -> list[int]:
    """Rows of an area with notes: a bulk write would take the notes away."""
    top, left, bottom, right = area
    places = [note.getPosition() for note in sheet.getAnnotations()]
    return sorted(
        {place.Row + 1 for place in places if top <= place.Row + 1 <= bottom and left <= place.Column + 1 <= right}
    )


def _between(rows: list[int], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The rows from first to last without those given, as blocks."""
    start = first
    for row in [*rows, last + 1]:
        if row > start:
            yield start, row - 1
        start = row + 1


def _boolean_format(document: Any) -> int:
    from com.sun.star.lang import Locale

    return int(document.getNumberFormats().getStandardFormat(_LOGICAL_FORMAT, Locale("en", "US", "")))


def _plain_again(document: Any, cells: Any) -> None:
    """Cells that held booleans lose their format, so that a number in them does not show as TRUE."""
    formats = document.getNumberFormats()
    for ranges in cells.getUniqueCellFormatRanges():
        if formats.getByKey(ranges.NumberFormat).Type & _LOGICAL_FORMAT:
            ranges.NumberFormat = 0


@operation
def clear(office: Office, book: str, sheet: str, area: Area, contents: bool = True, formats: bool = False) -> None:
    """Take contents or formats away, or both with whatever else is in the cells."""
    cells = office.cells(book, sheet, area)
    flags = _CONTENTS * contents | _LOOKS * formats
    if contents and formats:
        _remove_notes(office.sheet(book, sheet), area)
    cells.clearContents(flags)


def _remove_notes(sheet: Any, area: Area) -> None:
    top, left, bottom, right = area
    notes = sheet.getAnnotations()
    for number in reversed(range(notes.getCount())):
        place = notes.getByIndex(number).getPosition()
        if top <= place.Row + 1 <= bottom and left <= place.Column + 1 <= right:
            notes.removeByIndex(number)


@operation
def formulas(office: Office, book: str, sheet: str, area: Area) -> dict[str, Any]:
    """What a user sees in the input line, and the areas that hold formulas (in Calc's notation)."""
    top, left, bottom, right = area
    last = used_area(office, book, sheet)
    part = [top, left, max(min(bottom, last[2]), top), max(min(right, last[3]), left)]
    cells = office.cells(book, sheet, part)
    inputs = cells.getFormulaArray()
    held = cells.getDataArray()
    areas = [area_of(address) for address in cells.queryContentCells(_FORMULAS).getRangeAddresses()]
    rows = [
        [value if value.__class__ is str else text for text, value in zip(texts, values, strict=True)]
        for texts, values in zip(inputs, held, strict=True)
    ]
    for first, start, end, stop in areas:
        for row in range(first - top, end - top + 1):
            rows[row][start - left : stop - left + 1] = inputs[row][start - left : stop - left + 1]
    return {"rows": rows, "formulas": areas}


@operation
def enter(office: Office, book: str, sheet: str, corner: list[int], rows: list[list[str]]) -> None:
    """Enter formulas in Calc's notation, and other inputs, as if typed; notes on the cells and formats stay."""
    document, found = office.document(book), office.sheet(book, sheet)
    top, left = corner
    area = [top, left, top + len(rows) - 1, left + len(rows[0]) - 1]
    cells = within(found, area)
    _plain_again(document, cells)
    formats = [(ranges.NumberFormat, ranges.getRangeAddresses()) for ranges in cells.getUniqueCellFormatRanges()]
    # A formula in a cell without a format gives it one when it is calculated, whatever the cell has got till then.
    cells.NumberFormat = _WHOLE_NUMBER
    noted = _noted_rows(found, area)
    for first, last in _between(noted, top, area[2]):
        enter_block(within(found, [first, left, last, area[3]]), rows[first - top : last - top + 1])
    for row in noted:
        for number, text in enumerate(rows[row - top]):
            found.getCellByPosition(left - 1 + number, row - 1).setFormula(text)
    for key, addresses in formats:
        for address in addresses:
            within(found, area_of(address)).NumberFormat = key


@operation
def array_formula(office: Office, book: str, sheet: str, area: Area, formula: str | None = None) -> str:
    """The array formula over an area, in Calc's notation; may be set."""
    cells = office.cells(book, sheet, area)
    if formula is not None:
        cells.setArrayFormula(formula)
    return str(cells.getArrayFormula())


@operation
def insert_cells(office: Office, book: str, sheet: str, area: Area, shift: str) -> None:
    """Insert blank cells, rows or columns; what is there goes down or right."""
    _shift(office, book, sheet, area, "insertCells", shift)


@operation
def delete_cells(office: Office, book: str, sheet: str, area: Area, shift: str) -> None:
    """Take cells, rows or columns away; what is beyond comes up or left."""
    _shift(office, book, sheet, area, "removeRange", shift)


def _shift(office: Office, book: str, sheet: str, area: Area, how: str, shift: str) -> None:
    import uno

    kind = "com.sun.star.sheet.CellInsertMode" if how == "insertCells" else "com.sun.star.sheet.CellDeleteMode"
    found = office.sheet(book, sheet)
    getattr(found, how)(within(found, area).getRangeAddress(), uno.Enum(kind, shift.upper()))


@operation
def move_cells(office: Office, book: str, sheet: str, area: Area, corner: list[int]) -> None:
    """Move cells with all that hangs on them; formulas follow."""
    found = office.sheet(book, sheet)
    row, column = corner
    target = found.getCellByPosition(column - 1, row - 1).getCellAddress()
    found.moveRange(target, within(found, area).getRangeAddress())
