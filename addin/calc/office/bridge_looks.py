"""Operations on how cells look: formats, fills, fonts, borders, sizes, merges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from addin.calc.office.bridge_cells import used_area
from addin.calc.office.operations import Area, Office, area_of, operation, within

__all__: list[str] = []

_NO_COLOUR = -1
_THIN_LINE = 26
"""A thin line of Excel's, as LibreOffice reads it from a file, in hundredths of a millimetre."""
_INDENT = 265
"""One step of Excel's indent, three spaces of the standard font, in hundredths of a millimetre."""
_BOLD, _REGULAR = 150.0, 100.0
_SHORT_DATE = "mm-dd-yy"
"""How files spell the reader's own short date, Excel's format 14."""
_AMERICAN_DATE = "M/D/YYYY"
_DATE_BY_LOCALE = 21  # com.sun.star.i18n.NumberFormatIndex.DATE_SYS_DDMMYYYY
_VERTICAL = {"": 0, "top": 1, "center": 2, "bottom": 3}
_MM100_PER_POINT = 2540 / 72


# -- looks ---------------------------------------------------------------------------------------------------------


@operation
def dress(office: Office, book: str, sheet: str, looks: list[list[Any]]) -> None:
    """Give areas a look; each comes with the fields of `segmentbook.report.spec.Style`."""
    document, found = office.document(book), office.sheet(book, sheet)
    known: dict[str, dict[str, Any]] = {}
    for area, style in looks:
        key = repr(style)
        if key not in known:
            known[key] = _look(document, style)
        within(found, area).setPropertyValues(tuple(known[key]), tuple(known[key].values()))


def _look(document: Any, style: dict[str, Any]) -> dict[str, Any]:
    """Properties by name, in the order of their names, as LibreOffice wants them."""
    import uno
    from com.sun.star.awt.FontSlant import ITALIC, NONE

    colour = style["fill"]
    horizontal = style["horizontal"] or ("left" if style["indent"] else "standard")  # Calc indents from a side only
    properties = {
        "CellBackColor": _NO_COLOUR if colour is None else colour,
        "CharColor": style["colour"],
        "CharFontName": "Calibri",
        "CharHeight": float(style["size"]),
        "CharPosture": ITALIC if style["italic"] else NONE,
        "CharUnderline": int(style["underline"]),
        "CharWeight": _BOLD if style["bold"] else _REGULAR,
        "BottomBorder2": _line(style["bottom"]),
        "TopBorder2": _line(style["top"]),
        "HoriJustify": uno.Enum("com.sun.star.table.CellHoriJustify", horizontal.upper()),
        "IsTextWrapped": style["wrap"],
        "NumberFormat": number_key(document, style["number_format"]),
        "ParaIndent": _INDENT * style["indent"],
        "VertJustify": _VERTICAL[style["vertical"]],
    }
    return dict(sorted(properties.items()))


def _line(colour: int | None) -> Any:
    from com.sun.star.table import BorderLine2

    line = BorderLine2()
    if colour is not None:
        line.Color, line.LineWidth, line.OuterLineWidth = colour, _THIN_LINE, _THIN_LINE
    return line


def number_key(document: Any, code: str) -> int:
    """LibreOffice's number of a format in Excel's (English) notation."""
    from com.sun.star.lang import Locale

    english = Locale("en", "US", "")
    formats = document.getNumberFormats()
    if code.lower() == _SHORT_DATE:
        here = document.CharLocale
        if (here.Language, here.Country) != ("en", "US"):
            return int(formats.getFormatIndex(_DATE_BY_LOCALE, here))
        code = _AMERICAN_DATE
    key = formats.queryKey(code, english, False)
    return int(key if key != -1 else formats.addNew(code, english))


@operation
def dress_values(office: Office, book: str, sheet: str, area: Area, styles: dict[str, dict[str, Any]]) -> None:
    """Give each cell of an area that holds one of these texts the text's look."""
    document, found = office.document(book), office.sheet(book, sheet)
    top, left, bottom, right = area
    last = max(top, min(bottom, used_area(office, book, sheet)[2]))
    rows = within(found, [top, left, last, right]).getDataArray()
    for text, style in styles.items():
        look = _look(document, style)
        for column in range(right - left + 1):
            for first, end in _runs([row[column] == text for row in rows]):
                cells = within(found, [top + first, left + column, top + end, left + column])
                cells.setPropertyValues(tuple(look), tuple(look.values()))


def _runs(wanted: list[bool]) -> Iterator[tuple[int, int]]:
    """Stretches of a list that are true: first and last place."""
    start = None
    for place, one in enumerate([*wanted, False]):
        if one and start is None:
            start = place
        elif not one and start is not None:
            yield start, place - 1
            start = None


@operation
def number_formats(office: Office, book: str, sheet: str, area: Area) -> list[list[Any]]:
    """Areas and their number formats in Excel's notation."""
    from com.sun.star.lang import Locale

    formats = office.document(book).getNumberFormats()
    english = Locale("en", "US", "")
    return [
        [area_of(address), formats.getByKey(formats.getFormatForLocale(ranges.NumberFormat, english)).FormatString]
        for ranges in office.cells(book, sheet, area).getUniqueCellFormatRanges()
        for address in ranges.getRangeAddresses()
    ]


@operation
def set_number_format(office: Office, book: str, sheet: str, area: Area, code: str) -> None:
    """Give an area a number format in Excel's notation."""
    office.cells(book, sheet, area).NumberFormat = number_key(office.document(book), code)


@operation
def fills(office: Office, book: str, sheet: str, area: Area) -> list[list[Any]]:
    """Areas with a fill of their own, and its colour."""
    return [
        [area_of(address), ranges.CellBackColor]
        for ranges in office.cells(book, sheet, area).getUniqueCellFormatRanges()
        if ranges.CellBackColor != _NO_COLOUR
        for address in ranges.getRangeAddresses()
    ]


@operation
def fill(office: Office, book: str, sheet: str, areas: list[list[Any]]) -> None:
    """Give areas a fill, or take it away (None)."""
    found = office.sheet(book, sheet)
    for area, colour in areas:
        within(found, area).CellBackColor = _NO_COLOUR if colour is None else colour


_FONT: dict[str, tuple[str, Callable[[Any], Any], Callable[[Any], Any]]] = {
    "bold": ("CharWeight", lambda value: _BOLD if value else _REGULAR, lambda value: value > _REGULAR),
    "size": ("CharHeight", float, float),
    "name": ("CharFontName", str, str),
    "color": ("CharColor", lambda value: _NO_COLOUR if value is None else value, int),
}


@operation
def font(office: Office, book: str, sheet: str, area: Area, what: str, wanted: Any = None) -> Any:
    """One thing about the font of an area (None where its cells differ); may be set."""
    name, given, taken = _FONT[what]
    cells = office.cells(book, sheet, area)
    if wanted is not None:
        setattr(cells, name, given(wanted))
    values = {taken(getattr(ranges, name)) for ranges in cells.getUniqueCellFormatRanges()}
    return values.pop() if len(values) == 1 else None


@operation
def italic(office: Office, book: str, sheet: str, area: Area, wanted: bool | None = None) -> bool | None:
    """Whether an area is in italics (None where its cells differ); may be set."""
    from com.sun.star.awt.FontSlant import ITALIC, NONE

    cells = office.cells(book, sheet, area)
    if wanted is not None:
        cells.CharPosture = ITALIC if wanted else NONE
    values = {ranges.CharPosture.value != "NONE" for ranges in cells.getUniqueCellFormatRanges()}
    return values.pop() if len(values) == 1 else None


@operation
def wrap(office: Office, book: str, sheet: str, area: Area, wanted: bool | None = None) -> bool | None:
    """Whether text wraps in an area (None where its cells differ); may be set."""
    cells = office.cells(book, sheet, area)
    if wanted is not None:
        cells.IsTextWrapped = wanted
    values = {bool(ranges.IsTextWrapped) for ranges in cells.getUniqueCellFormatRanges()}
    return values.pop() if len(values) == 1 else None


@operation
def place(office: Office, book: str, sheet: str, area: Area) -> dict[str, float]:
    """Where an area stands on its sheet, in points."""
    cells = office.cells(book, sheet, area)
    where, size = cells.Position, cells.Size
    sizes = {"left": where.X, "top": where.Y, "width": size.Width, "height": size.Height}
    return {name: value / _MM100_PER_POINT for name, value in sizes.items()}


@operation
def extent(office: Office, book: str, sheet: str, area: Area, what: str, points: float | None = None) -> float | None:
    """The height of an area's rows or the width of its columns in points (None where they differ); may be set."""
    cells = office.cells(book, sheet, area)
    lines, name = (cells.Rows, "Height") if what == "rows" else (cells.Columns, "Width")
    if points is not None:
        setattr(lines, name, round(points * _MM100_PER_POINT))
    values = {getattr(lines.getByIndex(number), name) for number in range(lines.getCount())}
    return values.pop() / _MM100_PER_POINT if len(values) == 1 else None


@operation
def fit(office: Office, book: str, sheet: str, area: Area, what: str) -> None:
    """Give rows or columns the size that their content needs."""
    cells = office.cells(book, sheet, area)
    if what == "rows":
        cells.Rows.OptimalHeight = True
    else:
        cells.Columns.OptimalWidth = True


@operation
def hidden(office: Office, book: str, sheet: str, area: Area, what: str, wanted: bool | None = None) -> bool | None:
    """Whether an area's rows or columns are hidden (None where they differ); may be set."""
    cells = office.cells(book, sheet, area)
    lines = cells.Rows if what == "rows" else cells.Columns
    if wanted is not None:
        lines.IsVisible = not wanted
    if what == "rows":
        shown = (
            sum(a.EndRow - a.StartRow + 1 for a in cells.queryVisibleCells().getRangeAddresses()) if not wanted else 0
        )
        everything = lines.getCount()
        return False if shown >= everything else True if shown == 0 else None
    values = {not lines.getByIndex(number).IsVisible for number in range(lines.getCount())}
    return values.pop() if len(values) == 1 else None


@operation
def merge(office: Office, book: str, sheet: str, areas: list[Area], wanted: bool) -> None:
    """Make each area one cell, or its cells single again."""
    found = office.sheet(book, sheet)
    for area in areas:
        within(found, area).merge(wanted)


@operation
def merged(office: Office, book: str, sheet: str, area: Area) -> Area:
    """The area of the merged cell that an area's first cell belongs to."""
    found = office.sheet(book, sheet)
    cursor = found.createCursorByRange(within(found, [area[0], area[1], area[0], area[1]]))
    cursor.collapseToMergedArea()
    return area_of(cursor.getRangeAddress())


@operation
def merges(office: Office, book: str, sheet: str, area: Area) -> list[Area]:
    """The merged cells that begin inside an area."""
    found = office.sheet(book, sheet)
    told = []
    for ranges in within(found, area).getUniqueCellFormatRanges():
        addresses = ranges.getRangeAddresses()
        # Merged cells have a format of their own, so that one of a group tells of all.
        if not found.getCellByPosition(addresses[0].StartColumn, addresses[0].StartRow).getIsMerged():
            continue
        for address in addresses:
            for row in range(address.StartRow, address.EndRow + 1):
                for column in range(address.StartColumn, address.EndColumn + 1):
                    cursor = found.createCursorByRange(found.getCellByPosition(column, row))
                    cursor.collapseToMergedArea()
                    told.append(area_of(cursor.getRangeAddress()))
    return told
