"""Operations on tables: Excel's tables are Calc's database ranges, each with a filter of its own."""

from __future__ import annotations

from typing import Any

from addin.calc.office.operations import Area, MissingError, Office, area_of, operation, within

__all__: list[str] = []

_UNNAMED = "__Anonymous"
_TEXT_VALUE = 1  # com.sun.star.sheet.FilterFieldType.STRING
_EQUAL = 2  # com.sun.star.sheet.FilterOperator2.EQUAL
_AND = 0  # com.sun.star.sheet.FilterConnection


@operation
def tables(office: Office, book: str) -> list[dict[str, Any]]:
    """All tables of a document: name, sheet, area, whether there are a header row, a totals row and filter buttons."""
    document = office.document(book)
    names, ranges = document.Sheets.ElementNames, document.DatabaseRanges
    return [
        _table(ranges.getByName(name), name, names) for name in ranges.ElementNames if not name.startswith(_UNNAMED)
    ]


def _table(table: Any, name: str, sheets: tuple[str, ...]) -> dict[str, Any]:
    address = table.getDataArea()
    return {
        "name": name,
        "sheet": sheets[address.Sheet],
        "area": area_of(address),
        "headers": bool(table.ContainsHeader),
        "totals": bool(table.TotalsRow),
        "buttons": bool(table.AutoFilter),
    }


def _found(office: Office, book: str, name: str) -> Any:
    ranges = office.document(book).DatabaseRanges
    if not ranges.hasByName(name):
        raise MissingError(f"There is no table '{name}'.")
    return ranges.getByName(name)


@operation
def add_table(office: Office, book: str, sheet: str, area: Area, name: str, headers: bool, buttons: bool) -> None:
    """Make a table of an area."""
    document = office.document(book)
    address = office.cells(book, sheet, area).getRangeAddress()
    document.DatabaseRanges.addNewByName(name, address)
    table = document.DatabaseRanges.getByName(name)
    table.ContainsHeader = headers
    table.AutoFilter = buttons


@operation
def change_table(office: Office, book: str, name: str, changes: dict[str, Any]) -> None:
    """Give a table another name, area, or set whether it has a header row, a totals row or filter buttons."""
    table = _found(office, book, name)
    for what, wanted in changes.items():
        if what == "name":
            table.setName(wanted)
        elif what == "area":
            address = table.getDataArea()
            sheet = office.document(book).Sheets.getByIndex(address.Sheet)
            table.setDataArea(within(sheet, wanted).getRangeAddress())
        else:
            setattr(table, {"headers": "ContainsHeader", "totals": "TotalsRow", "buttons": "AutoFilter"}[what], wanted)


@operation
def remove_table(office: Office, book: str, name: str) -> None:
    """Make a table plain cells again."""
    _found(office, book, name)
    office.document(book).DatabaseRanges.removeByName(name)


@operation
def headers(office: Office, book: str, name: str) -> list[str]:
    """The header row of a table."""
    table = _found(office, book, name)
    cells = table.getReferredCells()
    last = cells.getRangeAddress().EndColumn - cells.getRangeAddress().StartColumn
    row = cells.getCellRangeByPosition(0, 0, last, 0)
    return [
        cell if isinstance(cell, str) else row.getCellByPosition(place, 0).getString()
        for place, cell in enumerate(row.getDataArray()[0])
    ]


# -- filters -------------------------------------------------------------------------------------------------------


@operation
def criteria(office: Office, book: str, name: str) -> list[list[Any]]:
    """What a table is filtered by: the column counted from 0 and its values, None for a criterion of another kind."""
    told: dict[int, list[str] | None] = {}
    for field in _found(office, book, name).getFilterDescriptor().getFilterFields3():
        values = [_shown(value) for value in field.Values]
        plain = field.Operator == _EQUAL and field.Field not in told and None not in values
        told[field.Field] = [str(value) for value in values] if plain else None
    return [[column, values] for column, values in told.items()]


def _shown(value: Any) -> str | None:
    if value.FilterType == _TEXT_VALUE or (not value.IsNumeric and value.StringValue):
        return str(value.StringValue)
    return f"{value.NumericValue:.15g}" if value.IsNumeric else None


@operation
def filter_table(office: Office, book: str, name: str, changes: list[list[Any]]) -> None:
    """Change the criteria of some columns (no values: none), then apply all that there are."""
    table = _found(office, book, name)
    descriptor = table.getFilterDescriptor()
    before = descriptor.getFilterFields3()
    changed = {column for column, _ in changes}
    fields = [_kept(field) for field in before if field.Field not in changed]
    fields += [_wanted(column, values) for column, values in changes if values]
    if before:
        _show(table)
    descriptor.setFilterFields3(tuple(fields))
    if fields:
        table.refresh()


def _wanted(column: int, values: list[str]) -> Any:
    """The criterion that a column shows one of the texts."""
    from com.sun.star.sheet import FilterFieldValue, TableFilterField3

    field = TableFilterField3()
    field.Connection, field.Field, field.Operator = _AND, column, _EQUAL
    wanted = []
    for text in values:
        value = FilterFieldValue()
        value.FilterType, value.StringValue = _TEXT_VALUE, text
        wanted.append(value)
    field.Values = tuple(wanted)
    return field


def _kept(field: Any) -> Any:
    """A criterion as it was: LibreOffice tells texts as numbers, and would take them for 0 when they are given back."""
    values = []
    for value in field.Values:
        if not value.IsNumeric and value.FilterType == 0:
            value.FilterType = _TEXT_VALUE
        values.append(value)
    field.Values = tuple(values)
    return field


@operation
def show_rows(office: Office, book: str, name: str) -> None:
    """Show the rows that a table's filter hides, keeping its criteria."""
    table = _found(office, book, name)
    if table.getFilterDescriptor().getFilterFields3():
        _show(table)


def _show(table: Any) -> None:
    rows = table.getReferredCells().Rows
    rows.IsFiltered = False
    rows.IsVisible = True
