"""The cells of a sheet, column by column, each as it was typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from segmentbook.errors import WorkbookError
from segmentbook.raw import Kind, RawColumn
from segmentbook.report.spec import CellRange
from segmentbook.workbook.digits import Bytes, Floats
from segmentbook.workbook.exact import CellParser
from segmentbook.workbook.feed import Items, feed
from segmentbook.workbook.scan import LAST_COLUMN, Batch, Holds, Rows, scan_rows
from segmentbook.workbook.strings import SharedStrings, Texts

if TYPE_CHECKING:
    from segmentbook.workbook.book import Book, Sheet
    from segmentbook.workbook.styles import Styles

__all__ = ["SheetArea", "compact", "iso_serial", "read_area"]

_ITEMS = Items(before=b"<sheetData>", is_item=False, close=b"</row>", after=b"</sheetData>")
_SHIFT_1904 = 1462
_MOST_CELLS = 100_000_000
_EPOCH, _EPOCH_BEFORE_MARCH_1900 = date(1899, 12, 30), date(1899, 12, 31)
_MARCH_1900 = date(1900, 3, 1)
_ISO = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d))?(?:T?(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_SECONDS_A_DAY = 86_400
_FEW = 16  # so many times smaller, what is used of a pool is sorted rather than marked in it
_MANY_FORMATS = 1 << 20
Values = np.ndarray[Any, Any]
Columns = np.ndarray[Any, np.dtype[np.int16]]


@dataclass(frozen=True, slots=True, eq=False)
class SheetArea:
    """A rectangle of a sheet, 1-based, both ends included; ``bottom`` < ``top`` when there is nothing in it.

    The columns share one pool of texts; those of `part` have their own. ``formats`` holds the index of each cell's
    format, a column each, where it was asked for.
    """

    top: int
    left: int
    bottom: int
    right: int
    columns: tuple[RawColumn, ...]
    formats: tuple[Rows, ...] = ()

    def cell(self, row: int, column: int) -> object:
        """One cell's value as ``RawColumn.cell`` gives it; None outside the area."""
        if not (self.top <= row <= self.bottom and self.left <= column < self.left + len(self.columns)):
            return None
        return self.columns[column - self.left].cell(row - self.top)

    def part(self, place: CellRange) -> SheetArea:
        """Another rectangle of the same sheet; what lies outside this one is blank."""
        height = max(0, place.bottom - place.top + 1)
        columns, formats = [], []
        nothing = RawColumn(np.zeros(height, np.uint8), np.zeros(height)), np.zeros(height, np.int32)
        for number in range(place.left, place.right + 1):
            here = number - self.left
            if not 0 <= here < len(self.columns):
                columns.append(nothing[0])
                formats.append(nothing[1])
                continue
            column = self.columns[here]
            kind, value = self._rows(column.kind, place), self._rows(column.number, place)
            columns.append(compact(RawColumn(kind, value, column.pool)))
            formats.append(self._rows(self.formats[here], place) if self.formats else nothing[1])
        return SheetArea(
            place.top, place.left, place.bottom, place.right, tuple(columns), tuple(formats) if self.formats else ()
        )

    def _rows(self, values: Values, place: CellRange) -> Values:
        """The values of the rows of another rectangle, with zeros where this one has none."""
        first, end = place.top - self.top, max(place.top, place.bottom + 1) - self.top
        inside = values[max(0, first) : max(0, end)]
        before, after = max(0, min(end, 0) - first), max(0, end - max(first, len(values)))
        if not before and not after:
            return inside
        return np.pad(inside, (before, after))


def iso_serial(text: str) -> float | None:
    """The serial, in the 1900 system, of an ISO 8601 date, date and time, or time; None when it is none.

    Examples
    --------
    >>> iso_serial("2024-01-15"), iso_serial("1900-01-01T12:00:00"), iso_serial("06:00"), iso_serial("soon")
    (45306.0, 1.5, 0.25, None)
    """
    match = _ISO.fullmatch(text.strip())
    if match is None or not (match[1] or match[4]):
        return None
    days = 0
    if match[1]:
        try:
            day = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
        days = (day - (_EPOCH if day >= _MARCH_1900 else _EPOCH_BEFORE_MARCH_1900)).days
    hours, minutes, seconds = int(match[4] or 0), int(match[5] or 0), float(match[6] or 0)
    if hours > 24 or minutes > 59 or seconds >= 61:
        return None
    return days + (hours * 3600 + minutes * 60 + seconds) / _SECONDS_A_DAY


def compact(column: RawColumn) -> RawColumn:
    """The column with a pool that holds only what it refers to."""
    texts = np.flatnonzero((column.kind == Kind.TEXT) | (column.kind == Kind.ERROR))
    if not len(texts):
        return RawColumn(column.kind, column.number)
    positions = column.number[texts].astype(np.int64)
    if len(positions) < len(column.pool) // _FEW:
        used, positions = np.unique(positions, return_inverse=True)
    else:
        marks = np.zeros(len(column.pool), np.bool_)
        marks[positions] = True
        used, positions = np.flatnonzero(marks), (np.cumsum(marks) - 1)[positions]
    number = column.number.copy()
    number[texts] = positions
    pool = column.pool
    return RawColumn(column.kind, number, [pool[i] for i in used.tolist()])


def read_area(
    book: Book,
    styles: Styles | None,
    sheet: Sheet,
    area: CellRange | None = None,
    *,
    strings: SharedStrings | None = None,
    formats: bool = False,
    probe: bool = False,
    exactly: bool = False,
) -> SheetArea:
    """Read a worksheet, each cell as it was typed: formulas by their cached value, "" as a blank.

    Parameters
    ----------
    book, styles
        The workbook. Without styles no number is taken for a date.
    sheet
        A worksheet of it.
    area
        What to keep; None: everything. Either way up to the last row and column in which a cell holds something.
    strings
        The shared strings, where they are used for more than one sheet.
    formats
        Keep the cells' formats too.
    probe
        Stop reading at the first row below the area: for a look at the top of what may be a large sheet.
    exactly
        Let the XML parser read everything; only slower.

    Raises
    ------
    WorkbookError
        The sheet is damaged, or larger than can be held.
    """
    package = book.package
    strings = strings or SharedStrings(book)
    cells = _Cells(area, styles, book.date1904, formats, probe)
    texts = Texts()
    parser = CellParser(package.label, sheet.part, texts.add, cells.take)

    def scan(piece: bytes) -> bool:
        batch = scan_rows(piece, texts.add_raw)
        if batch is None:
            return False
        cells.take(batch)
        parser.row = batch.last_row
        return True

    with package.stream(sheet.part) as stream, suppress(_SeenEnoughError):
        feed(stream, parser, _ITEMS, None if exactly else scan)
    try:
        return cells.columns(texts, strings)
    except _TooLargeError as error:
        raise WorkbookError(
            f"{package.label}: sheet {sheet.name} spreads its cells over {error} places, more than can be read. "
            "Delete stray cells below and to the right of the table."
        ) from None
    except _MissingStringError:
        raise parser.damaged("refers to shared strings that are not there") from None


class _SeenEnoughError(Exception):
    """What is wanted has been read."""


class _TooLargeError(Exception):
    """The cells are spread too far."""


class _MissingStringError(Exception):
    """A cell refers to a shared string that is not there."""


class _Cells:
    """Collects batches of cells and makes columns of them."""

    def __init__(
        self, area: CellRange | None, styles: Styles | None, date1904: bool, formats: bool, probe: bool
    ) -> None:
        self._area, self._styles, self._formats, self._probe = area, styles, formats, probe
        self._shift = _SHIFT_1904 if date1904 else 0
        self._dates: dict[int, bool] = {}
        self._batches: list[tuple[Rows, Columns, Bytes, Floats, Rows]] = []

    def take(self, batch: Batch) -> None:
        """Keep what is wanted of a batch."""
        row, column, holds, number, style = batch.row, batch.column, batch.holds, batch.number, batch.style
        wanted = None if self._formats else holds != Holds.BLANK
        enough = self._probe and self._area is not None and batch.last_row > self._area.bottom
        if (area := self._area) is not None:
            inside = (row >= area.top) & (row <= area.bottom) & (column >= area.left) & (column <= area.right)
            wanted = inside if wanted is None else wanted & inside
        if wanted is not None and not wanted.all():
            row, column, holds = row[wanted], column[wanted], holds[wanted]
            number, style = number[wanted], style[wanted]
        if len(row):
            self._keep(row, column, holds, number, style)
        if enough:
            raise _SeenEnoughError

    def _keep(self, row: Rows, column: Rows, holds: Bytes, number: Floats, style: Rows) -> None:
        dates = (holds == Holds.NUMBER) & self._show_dates(style)
        if dates.any():
            holds = np.where(dates, np.uint8(Kind.DATE), holds)
            number = np.where(dates, number + self._shift, number)
        self._batches.append((row, column.astype(np.int16), holds, number, style if self._formats else style[:0]))

    def _show_dates(self, style: Rows) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which of these cell formats show a date."""
        used = np.unique(style) if len(style) and style.max() > _MANY_FORMATS else np.flatnonzero(np.bincount(style))
        if self._styles is None:
            return np.zeros(len(style), np.bool_)
        for index in used.tolist():
            if index not in self._dates:
                self._dates[index] = self._styles.is_date(index)
        dated = [index for index in used.tolist() if self._dates[index]]
        if len(dated) < len(used):
            return np.isin(style, dated) if dated else np.zeros(len(style), np.bool_)
        return np.ones(len(style), np.bool_)

    def columns(self, texts: Texts, strings: SharedStrings) -> SheetArea:
        """All that was taken, as columns.

        Raises
        ------
        _MissingStringError
            A cell refers to a shared string that is not there.
        _TooLargeError
            The columns would take more memory than the file can be worth.
        """
        area = self._area or CellRange(1, 1, 0, 0)
        nothing = SheetArea(area.top, area.left, area.top - 1, area.left - 1, ())
        if not self._batches:
            return nothing
        row, column, holds, number, style = (np.concatenate(arrays) for arrays in zip(*self._batches, strict=True))
        self._batches.clear()
        own = (holds == Kind.TEXT) | (holds == Kind.ERROR) | (holds == Holds.ISO_DATE)
        if own.any():
            number[own] = texts.positions(number[own])
        _resolve_iso_dates(holds, number, texts.texts)
        pool = _resolve_texts(holds, number, texts.texts, strings)
        filled = holds != Kind.BLANK
        if not filled.any():
            return nothing
        bottom, right = int(row[filled].max()), int(column[filled].max())
        top, left = (area.top, area.left) if self._area else (int(row[filled].min()), int(column[filled].min()))
        # Blanks that have a format, and empty texts, do not make the area larger.
        inside = (row >= top) & (row <= bottom) & (column >= left) & (column <= right)
        if not inside.all():
            row, column, holds, number = row[inside], column[inside], holds[inside], number[inside]
            style = style[inside] if self._formats else style
        lanes = _Lanes(row - top, column, bottom - top + 1)
        kinds, numbers = lanes.spread(holds), lanes.spread(number)
        formats = lanes.spread(style) if self._formats else {}
        blank, unstyled = RawColumn(*lanes.blank), np.zeros(lanes.height, np.int32)
        across = range(left, right + 1)
        columns = tuple(RawColumn(kinds[c], numbers[c], pool) if c in kinds else blank for c in across)
        styled = tuple(formats.get(c, unstyled) for c in across) if self._formats else ()
        return SheetArea(top, left, bottom, right, columns, styled)


class _Lanes:
    """Spreads values of cells over columns; only columns that have cells take memory."""

    def __init__(self, row: Rows, column: Columns, height: int) -> None:
        self.height = height
        present = np.flatnonzero(np.bincount(column))
        if len(present) * height > _MOST_CELLS:
            raise _TooLargeError(f"{len(present) * height:,}")
        lane = np.zeros(LAST_COLUMN + 1, np.int64)
        lane[present] = np.arange(len(present)) * height
        self._present = present.tolist()
        self._place = lane[column] + row

    @property
    def blank(self) -> tuple[Bytes, Floats]:
        """Kinds and numbers of a column without a cell."""
        return np.zeros(self.height, np.uint8), np.zeros(self.height)

    def spread(self, values: np.ndarray[Any, Any]) -> dict[int, np.ndarray[Any, Any]]:
        """The values of each column that has cells, zeros between; of two values for one cell the last."""
        dense = np.zeros(len(self._present) * self.height, values.dtype)
        dense[self._place] = values
        return dict(zip(self._present, dense.reshape(-1, self.height), strict=True))


def _resolve_iso_dates(holds: Bytes, number: Floats, texts: list[str]) -> None:
    """Make serials of ISO 8601 dates, in place; what is none stays the text it is."""
    which = np.flatnonzero(holds == Holds.ISO_DATE)
    if not len(which):
        return
    positions, inverse = np.unique(number[which].astype(np.int64), return_inverse=True)
    serials = [iso_serial(texts[position]) for position in positions.tolist()]
    legible = np.array([serial is not None for serial in serials])[inverse]
    values = np.array([0.0 if serial is None else serial for serial in serials])[inverse]
    number[which] = np.where(legible, values, number[which])
    holds[which] = np.where(legible, np.uint8(Kind.DATE), np.uint8(Kind.TEXT))


def _resolve_texts(holds: Bytes, number: Floats, texts: list[str], strings: SharedStrings) -> Sequence[str]:
    """Let shared strings and the sheet's own texts have one pool, in place; give the pool."""
    shared = holds == Holds.SHARED
    if not shared.any():
        return texts
    if number[shared].max() >= len(strings.texts):
        raise _MissingStringError
    holds[shared] = Kind.TEXT
    if strings.empty:
        empty = np.flatnonzero(shared)[np.isin(number[shared], strings.empty)]
        holds[empty], number[empty] = Kind.BLANK, 0.0
    if not texts:
        return strings.texts
    own = ((holds == Kind.TEXT) | (holds == Kind.ERROR)) & ~shared
    number[own] += len(strings.texts)
    return [*strings.texts, *texts]
