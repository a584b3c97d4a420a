"""Settings changed from the command line: read by their kind, written into the Settings table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from segmentbook.errors import InputError
from segmentbook.importing.mapping import OptionError, nearest, split_option
from segmentbook.schema import SETTINGS, SETTINGS_TABLE, Kind, Setting, header_key, setting

if TYPE_CHECKING:
    from segmentbook.raw import RawTable
    from segmentbook.workbook.book import Book

__all__ = ["change_settings", "setting_value"]

_NUMBERS = (Kind.NUMBER, Kind.MONEY, Kind.COUNT, Kind.SCORE, Kind.SHARE)
_NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_WORDS = {"yes": "Yes", "true": "Yes", "1": "Yes", "no": "No", "false": "No", "0": "No"}


def setting_value(which: Setting, text: str) -> object:
    """What goes into the Value cell: a number, a date, a choice in its own spelling, or None for blank.

    Raises
    ------
    OptionError
        The text is not of the setting's kind or beyond its limits.

    Examples
    --------
    >>> setting_value(setting("Effort Cut"), "60"), setting_value(setting("Minimum Coverage"), "40%")
    (60.0, 0.4)
    >>> setting_value(setting("tier by"), "arr SHARE"), setting_value(setting("Value Cut"), "")
    ('ARR share', None)
    """
    text = text.strip()
    if not text:
        return None
    if which.kind in _NUMBERS:
        return _number(which, text)
    if which.kind is Kind.DATE:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise OptionError(f"{which.name} must be a date such as 2025-12-31; got {text!r}.") from None
    if which.kind is Kind.YESNO:
        if text.casefold() not in _WORDS:
            raise OptionError(f"{which.name} must be Yes or No; got {text!r}.")
        return _WORDS[text.casefold()]
    if which.kind is Kind.CHOICE:
        found = next((choice for choice in which.choices if choice.casefold() == text.casefold()), None)
        if found is None:
            raise OptionError(f"{which.name} must be one of {', '.join(which.choices)}; got {text!r}.")
        return found
    return text


def _number(which: Setting, text: str) -> float:
    bare, percent = (text[:-1].strip(), 100) if text.endswith("%") and which.kind is Kind.SHARE else (text, 1)
    if not _NUMBER.fullmatch(bare):
        raise OptionError(f"{which.name} must be a number; got {text!r}.")
    number = float(bare.replace(",", "")) / percent
    if which.kind is Kind.COUNT and not number.is_integer():
        raise OptionError(f"{which.name} must be a whole number; got {text!r}.")
    low, high = which.minimum, which.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = f"from {low:g} to {high:g}" if low is not None and high is not None else f"at least {low:g}"
        raise OptionError(f"{which.name} must be {bounds}; got {text!r}.")
    return number


def change_settings(
    path: str | Path, assignments: Sequence[str], progress: Callable[[str], None] = lambda step: None
) -> list[str]:
    """Write settings into a workbook's Settings table and save it; gives a line for each.

    A setting that has no row gets one; one that has several is written in each.

    Raises
    ------
    OptionError
        There is no such setting, or its value cannot be one.
    InputError, WorkbookError
        The workbook has no Settings table, or cannot be written.
    """
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.package import Package
    from segmentbook.workbook.reading import read_book

    wanted = dict(_assignment(text) for text in assignments)
    path = Path(path)
    progress("Reading")
    with Package.open(path) as package:
        book = Book(package)
        table = read_book(book).tables.get(SETTINGS_TABLE.name)
        if table is None:
            raise InputError(f'{path.name} has no Settings table; add it with: segmentbook init "{path}"')
        lines = _write(book, table, wanted)
        progress("Writing")
        package.save(path)
    return lines


def _assignment(text: str) -> tuple[Setting, object]:
    name, value = split_option(text, '"Effort Cut=60"')
    found = setting(name)
    if found is None:
        names = ", ".join(nearest(name, [known.name for known in SETTINGS]))
        raise OptionError(f"there is no setting {name!r}; there are {names}.")
    return found, setting_value(found, value)


def _write(book: Book, table: RawTable, wanted: dict[Setting, object]) -> list[str]:
    """Write the values; gives what changed in words."""
    from segmentbook.workbook.editing import edit_table
    from segmentbook.workbook.styles import Styles

    places = SETTINGS_TABLE.match(table.headers)
    name_header, value_header = (table.headers[places[header]] for header in ("Setting", "Value"))
    names = [table.columns[places["Setting"]].cell(row) for row in range(len(table))]
    keys = {header_key(which.name): which for which in wanted}
    rows = [row for row, name in enumerate(names) if name is not None and header_key(str(name)) in keys]
    found = [keys[header_key(str(names[row]))] for row in rows]
    missing = [which for which in wanted if which not in found]
    lines = []
    for which, value in wanted.items():
        place = next((row for row, known in zip(rows, found, strict=True) if known is which), None)
        before = None if place is None else table.columns[places["Value"]].cell(place)
        lines.append(f"{which.name}: {_shown(which, before)} -> {_shown(which, value)}")
    edit_table(
        book,
        Styles(book),
        table,
        rows=rows,
        update={value_header: [wanted[which] for which in found]} if rows else None,
        append={
            name_header: [which.name for which in missing],
            value_header: [wanted[which] for which in missing],
        }
        if missing
        else None,
    )
    return lines


def _shown(which: Setting, value: object) -> str:
    if value is None:
        return "blank" if which.blank == "" and which.default is None else f"blank ({which.blank or 'the default'})"
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
