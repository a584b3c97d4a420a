"""Operations on how cells look, and on what hangs on them: notes, links, conditional formats, sizes, merges."""

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
_CONDITION, _EQUAL = 0, 0
_TEXTS_WITHOUT_LINKS = 500
_NEVER = "\x01 taken away by Segmentbook"
"""A text that no cell holds."""
_TEXTS = 4  # com.sun.star.sheet.CellFlags.STRING
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


# -- notes ---------------------------------------------------------------------------------------------------------


@operation
def notes(office: Office, book: str, sheet: str) -> list[list[Any]]:
    """The notes of a sheet: row, column, text, author."""
    found = []
    for note in office.sheet(book, sheet).getAnnotations():
        place = note.getPosition()
        found.append([place.Row + 1, place.Column + 1, note.getString(), note.getAuthor()])
    return sorted(found)


@operation
def set_note(office: Office, book: str, sheet: str, row: int, column: int, text: str) -> None:
    """Give a cell a note, or its note another text; "" takes it away."""
    found = office.sheet(book, sheet)
    notes = found.getAnnotations()
    for number in range(notes.getCount()):
        place = notes.getByIndex(number).getPosition()
        if (place.Row + 1, place.Column + 1) == (row, column):
            if text:
                notes.getByIndex(number).setString(text)
            else:
                notes.removeByIndex(number)
            return
    if text:
        notes.insertNew(found.getCellByPosition(column - 1, row - 1).getCellAddress(), text)


# -- links ---------------------------------------------------------------------------------------------------------


@operation
def links(office: Office, book: str, sheet: str, area: Area) -> list[list[Any]]:
    """Links of cells: row, column, address. Calc keeps links of texts only.

    A column of a long table has its links at the top: where so many texts in a row have none, no more are looked for.
    """
    found = office.sheet(book, sheet)
    told: list[list[Any]] = []
    without: dict[int, int] = {}
    for address in within(found, area).queryContentCells(_TEXTS).getRangeAddresses():
        for column in range(address.StartColumn, address.EndColumn + 1):
            for row in range(address.StartRow, address.EndRow + 1):
                if without.get(column, 0) > _TEXTS_WITHOUT_LINKS:
                    break
                fields = found.getCellByPosition(column, row).getTextFields()
                if fields.getCount():
                    told.append([row + 1, column + 1, fields.getByIndex(0).URL])
                    without[column] = 0
                else:
                    without[column] = without.get(column, 0) + 1
    return told


@operation
def set_links(office: Office, book: str, sheet: str, links: list[list[Any]]) -> None:
    """Give cells that hold a text a link, or take it away (""); formulas and numbers have none in Calc."""
    from com.sun.star.table.CellContentType import TEXT

    document, found = office.document(book), office.sheet(book, sheet)
    for row, column, address in links:
        cell = found.getCellByPosition(column - 1, row - 1)
        if cell.getType() != TEXT:
            continue
        text = cell.getString()
        cell.setString(text)
        if address:
            field = document.createInstance("com.sun.star.text.TextField.URL")
            field.URL, field.Representation = address, text
            cursor = cell.createTextCursor()
            cursor.gotoStart(False)
            cursor.gotoEnd(True)
            cell.insertTextContent(cursor, field, True)


# -- conditional formats -------------------------------------------------------------------------------------------


@operation
def colour_rules(office: Office, book: str, sheet: str) -> list[dict[str, Any]]:
    """Conditional formats "equal to a text": areas, text, fill, colour and whether it is bold."""
    styles = office.document(book).StyleFamilies.getByName("CellStyles")
    told = []
    for conditions in office.sheet(book, sheet).ConditionalFormats.getConditionalFormats():
        areas = [area_of(address) for address in conditions.Range.getRangeAddresses()]
        for number in range(conditions.getCount()):
            equals = _equals(conditions.getByIndex(number))
            if equals is not None:
                look = _colours(styles, conditions.getByIndex(number).StyleName)
                told.append({"areas": areas, "equals": equals, **look})
    return told


def _equals(entry: Any) -> str | None:
    """The text that an entry compares with; None for entries of another kind."""
    if entry.getType() != _CONDITION or entry.Operator != _EQUAL:
        return None
    formula = entry.Formula1
    quoted = formula.startswith('"') and formula.endswith('"') and len(formula) > 1 and formula[1:-1] != _NEVER
    return formula[1:-1].replace('""', '"') if quoted else None


def _colours(styles: Any, name: str) -> dict[str, Any]:
    if not styles.hasByName(name):
        return {"fill": None, "colour": None, "bold": False}
    style = styles.getByName(name)
    return {
        "fill": None if style.CellBackColor == _NO_COLOUR else style.CellBackColor,
        "colour": None if style.CharColor == _NO_COLOUR else style.CharColor,
        "bold": style.CharWeight > _REGULAR,
    }


@operation
def set_colour_rules(
    office: Office, book: str, sheet: str, gone: list[dict[str, Any]], new: list[dict[str, Any]]
) -> None:
    """Take conditional formats away that ``colour_rules`` told of, and add others, each with one area."""
    document, found = office.document(book), office.sheet(book, sheet)
    styles = document.StyleFamilies.getByName("CellStyles")
    formats = found.ConditionalFormats
    for other in _remove_rules(document, formats, styles, gone):
        new = [*new, other]
    added: dict[tuple[int, ...], Any] = {}
    for rule in new:
        key = tuple(rule["area"])
        if key not in added:
            added[key] = _conditions(document, formats, [within(found, rule["area"]).getRangeAddress()])
        _add_equal(added[key], rule["equals"], _style(document, styles, rule))


def _conditions(document: Any, formats: Any, addresses: list[Any]) -> Any:
    """A new conditional format of areas, without any condition yet."""
    ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    for address in addresses:
        ranges.addRangeAddress(address, False)
    number = formats.createByRange(ranges)
    return next(one for one in formats.getConditionalFormats() if number == one.ID)


def _add_equal(conditions: Any, text: str, style: str) -> None:
    conditions.createEntry(_CONDITION, conditions.getCount())
    entry = conditions.getByIndex(conditions.getCount() - 1)
    entry.Operator = _EQUAL
    entry.Formula1 = '"' + text.replace('"', '""') + '"'
    entry.StyleName = style


def _remove_rules(document: Any, formats: Any, styles: Any, gone: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Take conditional formats away; gives those that were for other areas too, for these."""
    left = list(gone)
    others: list[dict[str, Any]] = []
    while left:
        rule = left.pop(0)
        for area in _remove_rule(document, formats, styles, rule):
            other = {**rule, "area": area}
            if other in left:
                left.remove(other)
            else:
                others.append(other)
    return others


def _remove_rule(document: Any, formats: Any, styles: Any, rule: dict[str, Any]) -> list[Area]:
    """Take one away; gives the other areas that it was for."""
    for conditions in formats.getConditionalFormats():
        addresses = conditions.Range.getRangeAddresses()
        areas = [area_of(address) for address in addresses]
        if rule["area"] not in areas:
            continue
        entries = [conditions.getByIndex(number) for number in range(conditions.getCount())]
        for place, entry in enumerate(entries):
            if _equals(entry) != rule["equals"]:
                continue
            look = _colours(styles, entry.StyleName)
            if look == {name: rule[name] for name in look}:
                _remove_entry(document, formats, conditions, entries, place)
                return [area for area in areas if area != rule["area"]]
    return []


def _remove_entry(document: Any, formats: Any, conditions: Any, entries: list[Any], place: int) -> None:
    """Take one condition away. LibreOffice 7.4 refuses to, so the format is made anew with the others."""
    kept = [(_equals(entry), entry.StyleName) for number, entry in enumerate(entries) if number != place]
    if any(text is None for text, _ in kept):  # of a kind that cannot be made anew: the condition is never met instead
        entries[place].Formula1 = f'"{_NEVER}"'
        return
    addresses = conditions.Range.getRangeAddresses()
    formats.removeByID(conditions.ID)
    if kept:
        again = _conditions(document, formats, addresses)
        for text, style in kept:
            _add_equal(again, str(text), style)


def _style(document: Any, styles: Any, rule: dict[str, Any]) -> str:
    """The cell style that looks so, made where it is missing."""
    shown = [f"{rule[name]:06X}" if rule[name] is not None else "none" for name in ("fill", "colour")]
    name = " ".join(["Segmentbook", *shown, *(["bold"] if rule["bold"] else [])])
    if not styles.hasByName(name):
        style = document.createInstance("com.sun.star.style.CellStyle")
        styles.insertByName(name, style)
        if rule["fill"] is not None:
            style.CellBackColor = rule["fill"]
        if rule["colour"] is not None:
            style.CharColor = rule["colour"]
        if rule["bold"]:
            style.CharWeight = _BOLD
    return name
