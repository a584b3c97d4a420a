"""Small books for the tests of rendering: specifications in, files and openpyxl's view of them out."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from segmentbook.report.spec import Cell, SheetSpec, TableColumn, TableSpec
from segmentbook.workbook.blank import PARTS
from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from segmentbook.workbook.remarks import Remark
from segmentbook.workbook.render import write_sheets
from segmentbook.workbook.styles import Styles

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_SPELLING = (
    (MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
        "http://purl.oclc.org/ooxml/officeDocument/extendedProperties",
    ),
)


def blank_book(path: Path, *, strict: bool = False, date1904: bool = False) -> Book:
    """An empty workbook as a file, opened."""
    with zipfile.ZipFile(path, "w") as package:
        for name, content in PARTS.items():
            text = content.decode() if isinstance(content, bytes) else content
            if strict:
                for plain, spelled in STRICT_SPELLING:
                    text = text.replace(plain, spelled)
                text = text.replace("<workbook ", '<workbook conformance="strict" ')
            if date1904:
                text = text.replace("<workbookPr ", '<workbookPr date1904="1" ')
            package.writestr(name, text)
    return Book(Package.open(path))


def table(
    data: Mapping[str, Sequence[object]] | pd.DataFrame,
    name: str = "SegmentResults",
    key: str = "",
    top: int = 3,
    left: int = 1,
    columns: Sequence[TableColumn] | None = None,
) -> TableSpec:
    """A table of a few columns; object dtype unless a frame is given."""
    frame = (
        data
        if isinstance(data, pd.DataFrame)
        else pd.DataFrame({k: pd.Series(v, dtype=object) for k, v in data.items()})
    )
    return TableSpec(name, top, left, tuple(columns or (TableColumn(header) for header in frame)), frame, key)


def sheet(*tables: TableSpec, name: str = "SegmentResults", **other: Any) -> SheetSpec:
    """A sheet with a title and tables."""
    return SheetSpec(name, name, cells={(1, 1): Cell("Title"), **other.pop("cells", {})}, tables=tables, **other)


def write(book: Book, *specs: SheetSpec, **other: Any) -> tuple[Remark, ...]:
    """Write sheets into an open book."""
    return write_sheets(book, Styles(book), specs, **other)


def refreshed(path: Path, *specs: SheetSpec, **other: Any) -> tuple[Remark, ...]:
    """Open a file, write the sheets, save it in place."""
    book = Book(Package.open(path))
    notes = write(book, *specs, **other)
    book.package.save(path)
    return notes


def made(path: Path, *specs: SheetSpec, strict: bool = False, date1904: bool = False) -> Path:
    """A new file with these sheets."""
    book = blank_book(path, strict=strict, date1904=date1904)
    write(book, *specs)
    book.package.save(path)
    return path


def parts(path: Path) -> dict[str, bytes]:
    """Every part of a file."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def edit(path: Path, name: str, *changes: tuple[str, str]) -> None:
    """Replace text in one part, as Excel would have changed it; each text must be there."""
    content = parts(path)
    text = content[name].decode()
    for old, new in changes:
        assert old in text, f"{name} has no {old}"
        text = text.replace(old, new)
    content[name] = text.encode()
    with zipfile.ZipFile(path, "w") as package:
        for part, data in content.items():
            package.writestr(part, data)


def opened(path: Path, *, formulas: bool = True) -> openpyxl.Workbook:
    """The file as openpyxl sees it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it would lose, and saves nothing here
        return openpyxl.load_workbook(path, data_only=not formulas)


def values(path: Path, name: str = "SegmentResults") -> list[list[object]]:
    """All rows of a sheet."""
    return [list(row) for row in opened(path)[name].iter_rows(values_only=True)]


def sheet_part(path: Path, name: str) -> str:
    """The part of a sheet."""
    return next(one.part for one in Book(Package.open(path)).sheets if one.name == name)
