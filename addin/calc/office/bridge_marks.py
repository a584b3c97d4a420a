"""Operations on what hangs on cells: notes, links, conditional formats."""

from __future__ import annotations

from typing import Any

from addin.calc.office.operations import Area, Office, area_of, operation, within

__all__: list[str] = []

_NO_COLOUR = -1
_BOLD, _REGULAR = 150.0, 100.0
_CONDITION, _EQUAL = 0, 0
_TEXTS_WITHOUT_LINKS = 100
_NEVER = "\x01 taken away by Segmentbook"
"""A text that no cell holds."""
_TEXTS = 4  # com.sun.star.sheet.CellFlags.STRING


# -- notes ---------------------------------------------------------------------------------------------------------


@operation
def notes(office: Office, book: str, sheet: str) -> list[list[Any]]:
    """The notes of a sheet: row, column, text, author."""
    found = []
    for note in office.sheet(book, sheet).getAnnotations():
        place = note.getPosition()
        # Newer versions tell the text of a note that was never shown only by its shape.
        text = note.getString() or note.getAnnotationShape().getString()
        found.append([place.Row + 1, place.Column + 1, text, note.getAuthor()])
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
