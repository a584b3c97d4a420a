"""133 awkward workbooks: each is refused in one line, or keeps every part when a sheet, a style and names are added."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from segmentbook.errors import WorkbookError
from segmentbook.report.spec import Style
from segmentbook.workbook.book import Book
from segmentbook.workbook.opc import key, relationships_part
from segmentbook.workbook.package import Package
from segmentbook.workbook.styles import Styles
from tests.workbook.zips import contents, packed

CORPUS = Path(__file__).parents[3] / "shared" / "data" / "corpus"
FILES = (
    [row["file"] for row in csv.DictReader((CORPUS / "why.csv").read_text("utf-8").splitlines())]
    if CORPUS.is_dir()
    else []
)
pytestmark = pytest.mark.skipif(not FILES, reason="the corpus of awkward workbooks is not beside the checkout")

PROTECTED = "is password-protected."
DAMAGED = "is damaged: its directory is missing or unreadable."
FUZZED = "poi/clusterfuzz-testcase-minimized-"
REFUSED = {
    "calamine/issue252.xlsx": "is damaged: xl/_rels/workbook.xml.rels is not what its checksum says.",
    "closedxml/ClosedXML.Tests/Resource/TryToLoad/~$LoadPivotTables.xlsx": "is Excel's mark that",
    "excelize/test/encryptAES.xlsx": PROTECTED,
    "excelize/test/encryptSHA1.xlsx": PROTECTED,
    "excelize/test/encryptSHA512.xlsx": PROTECTED,
    "poi/58616.xlsx": PROTECTED,
    f"{FUZZED}POIXSSFFuzzer-4828727001088000.xlsx": DAMAGED,
    f"{FUZZED}POIXSSFFuzzer-5185049589579776.xlsx": DAMAGED,
    f"{FUZZED}POIXSSFFuzzer-6123461607817216.xlsx": DAMAGED,
    f"{FUZZED}POIXSSFFuzzer-6419366255919104.xlsx": DAMAGED,
    f"{FUZZED}POIXSSFFuzzer-6448258963341312.xlsx": DAMAGED,
    f"{FUZZED}XLSX2CSVFuzzer-6504225896792064.xlsx": DAMAGED,
    "poi/sample-beta.xlsx": "is damaged: xl/workbook.xml is not a workbook.",
    "poi/workbookProtection_workbook_structure_protected.xlsx": "its structure is protected,",
    "poi/xlsx-corrupted.xlsx": "is damaged: _rels/.rels is not XML",
}
"""The beginning of what is said of each of the others."""

TOKEN = re.compile(rb"<[^>]*>|[^<]+")
# An element that was empty and gets content, a count that grows, and the wish to be calculated: nothing else changes.
MAY_CHANGE = re.compile(rb"""\s+(?:count|fullCalcOnLoad)\s*=\s*(?:"[^"]*"|'[^']*')|\s*/?>$|^<""")


def test_the_list_of_refused_files_is_of_the_corpus() -> None:
    assert set(FILES) > set(REFUSED)
    assert len(FILES) == 133


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_lost(file: str, tmp_path: Path) -> None:
    path, out = CORPUS / file, tmp_path / "out.xlsx"
    if file in REFUSED:
        with pytest.raises(WorkbookError) as refusal:
            add_ours(path, out)
        message = str(refusal.value)
        assert message.startswith(f"{path}: {REFUSED[file]}")
        assert "\n" not in message
        assert not out.exists()
        return
    with Package.open(path) as package:
        everything(Book(package))
        package.save(out)
    assert out.read_bytes() == path.read_bytes()

    registers, index = add_ours(path, out)
    before, after = packed(path), packed(out)
    assert list(after)[: len(before)] == list(before)
    changed = {name for name in before if after[name] != before[name]}
    assert {key(name) for name in changed} <= registers
    old, new = contents(path), contents(out)
    for name in changed:
        assert list(removed(old[name], new[name])) == []

    with Package.open(out) as package:
        book = Book(package)
        assert book.owned_sheet("Dashboard") == book.sheets[-1]
        assert Styles(book).xf(OURS) == index
        assert (Styles(book).fill_of(index), Styles(book).is_date(index)) == ("ABCDEF", True)
        everything(book)
        package.save()
    assert packed(out) == after


OURS = Style(number_format="yyyy-mm-dd", fill="ABCDEF", bold=True, top="123456")


def everything(book: Book) -> None:
    """Read all that can be read of a book."""
    for sheet in book.sheets:
        assert book.sheet(sheet.name).name.casefold() == sheet.name.casefold()
        book.package.relationships(sheet.part)
    styles = Styles(book)
    for i in range(100):
        assert re.fullmatch("([0-9A-F]{6})?", styles.fill_of(i))
        styles.is_date(i)
    assert book.next_table_id() > max((table.table_id for table in book.tables), default=0)
    assert all(table.headers and table.ref for table in book.tables)
    assert book.free_table_name("Clients")
    assert isinstance(book.date1904, bool)
    assert all(name.name for name in book.defined_names)


def add_ours(path: Path, out: Path) -> tuple[set[str], int]:
    """Add what a refresh adds; gives the parts that may differ, and the index of the style."""
    with Package.open(path) as package:
        book = Book(package)
        names = (book.sheets, book.defined_names)
        sheet = book.add_sheet(book.free_sheet_name("Dashboard"))
        package.put(sheet.part, f'<worksheet xmlns="{book.ns}"><sheetData/></worksheet>'.encode())
        index = Styles(book).xf(OURS)
        Styles(book).dxf("00FF00", "000000")
        book.mark("Dashboard", f"'{sheet.name}'!$A$1")
        book.define("ValueCut", "5000")
        book.recalculate_on_load()
        book.sheet_changed(sheet)
        assert (book.sheets[:-1], book.defined_names[:-2]) == names
        package.save(out)
        styles = {link.target for link in package.relationships(package.main) if link.kind == "styles"}
        return {key(n) for n in (package.main, relationships_part(package.main), "[Content_Types].xml", *styles)}, index


def removed(old: bytes, new: bytes) -> Iterator[bytes]:
    """What of the old bytes is not in the new, in its order, but for counts and the like."""
    rest = iter(TOKEN.findall(new))
    for token in TOKEN.findall(old):
        same = MAY_CHANGE.sub(b"", token)
        if all(other != token and MAY_CHANGE.sub(b"", other) != same for other in rest):
            yield token
