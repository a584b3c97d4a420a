"""A row added to every native table of the awkward workbooks of other projects, or refused with nothing changed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from segmentbook.errors import SegmentbookError
from segmentbook.raw import RawColumn, RawTable
from segmentbook.workbook.book import Book, TableEntry
from segmentbook.workbook.cells import read_area
from segmentbook.workbook.editing import edit_table
from segmentbook.workbook.package import Package
from segmentbook.workbook.references import area_of
from segmentbook.workbook.styles import Styles

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "corpus"
FILES = sorted(p for p in CORPUS.rglob("*.xls[xm]") if not p.name.startswith("~$")) if CORPUS.is_dir() else []
MAY_CHANGE = {"calcChain", "styles", "workbook"}

pytestmark = pytest.mark.skipif(not FILES, reason="the corpus is not beside the checkout (../shared/data/corpus)")


def tables(path: Path) -> Iterator[TableEntry]:
    try:
        with Package.open(path, read_only=True) as package:
            yield from (t for t in Book(package).tables if t.header_rows == 1 and area_of(t.ref))
    except SegmentbookError:
        return


def raw_of(book: Book, styles: Styles, entry: TableEntry) -> RawTable:
    area = area_of(entry.ref)
    assert area is not None
    cells = read_area(book, styles, book.sheet(entry.sheet), area)
    rows = slice(1, area.bottom - area.top + 1 - entry.totals_rows)
    columns = tuple(RawColumn(c.kind[rows], c.number[rows], c.pool) for c in cells.columns)
    return RawTable(entry.name, entry.sheet, area.top, area.left, entry.headers, columns, entry.name, book.date1904)


def contents(path: Path) -> dict[str, bytes]:
    with Package.open(path, read_only=True) as package:
        return {name: package.read(name) for name in package.names()}


def found_in(path: Path, entry: TableEntry, value: str) -> bool:
    with Package.open(path, read_only=True) as package:
        book = Book(package)
        after = next(t for t in book.tables if t.part == entry.part)
        cells = read_area(book, Styles(book), book.sheet(after.sheet), area_of(after.ref))
        return cells.columns[0].cell(len(cells.columns[0]) - 1 - after.totals_rows) == value


@pytest.mark.parametrize("path", FILES, ids=[p.name for p in FILES])
def test_a_row_is_added_or_refused(path: Path, tmp_path: Path) -> None:
    for number, entry in enumerate(tables(path)):
        out = tmp_path / f"{number}{path.suffix}"
        before = contents(path)
        try:
            with Package.open(path, read_only=True) as package:
                book = Book(package)
                styles = Styles(book)
                raw = raw_of(book, styles, entry)
                edit_table(book, styles, raw, append={entry.headers[0]: ["added =1"], "A column of ours": [1.5]})
                package.save(out)
        except SegmentbookError as error:
            assert "\n" not in str(error)
            continue
        after = contents(out)
        with Package.open(path, read_only=True) as package:
            part = Book(package).sheet(entry.sheet).part
        changed = {name for name in before if after.get(name) != before[name]}
        foreign = {n for n in changed - {part, entry.part} if not any(word in n for word in MAY_CHANGE)}
        assert not foreign - {"[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
        assert not after.keys() - before.keys()
        assert found_in(out, entry, "added =1")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                openpyxl.load_workbook(path)
            except Exception:  # noqa: S112  # openpyxl could not read the original either
                continue
            openpyxl.load_workbook(out)
