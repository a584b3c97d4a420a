"""Cells of a workbook changed as its user would."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from segmentbook.raw import RawTable
from segmentbook.workbook.book import Book
from segmentbook.workbook.editing import edit_table
from segmentbook.workbook.package import Package
from segmentbook.workbook.reading import read_book
from segmentbook.workbook.styles import Styles

__all__ = ["add_row", "change", "table_of"]


def table_of(path: Path, name: str) -> RawTable:
    with Package.open(path, read_only=True) as package:
        return read_book(Book(package)).tables[name]


def change(path: Path, table: str, row: int, **values: object) -> str:
    """Type into one row; ``_`` in a header's name stands for a space. Gives the row's first cell."""
    with Package.open(path) as package:
        book = Book(package)
        raw = read_book(book).tables[table]
        headers = {name.replace("_", " "): value for name, value in values.items()}
        edit_table(book, Styles(book), raw, rows=[row], update={name: [value] for name, value in headers.items()})
        package.save(path)
    return f"{raw.sheet}!{raw.address(row, next(iter(headers)))}"


def add_row(path: Path, table: str, values: Mapping[str, object]) -> int:
    """Add a row; gives its position."""
    with Package.open(path) as package:
        book = Book(package)
        raw = read_book(book).tables[table]
        rows = edit_table(book, Styles(book), raw, append={name: [value] for name, value in values.items()})
        package.save(path)
    return rows - 1
