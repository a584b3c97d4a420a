"""Every formula that we write means in LibreOffice Calc what its cached value says."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from segmentbook.report.places import cell_name
from segmentbook.report.results import result_sheets
from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from segmentbook.workbook.render import write_sheets
from segmentbook.workbook.styles import Styles
from tests.report import books
from tests.tools import Office

_CACHED = re.compile(rb"(</f>)<v>[^<]*</v>")


def without_caches(path: Path, target: Path) -> Path:
    """A copy in which no formula has a value yet, so that Calc must compute it."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data, found = _CACHED.subn(rb"\1", data)
                assert found or b"<f>" not in data
            new.writestr(name, data)
    return target


# Band and tier names that would be conditions, wildcards or formulas if anything took them for more than text.
EVIL = ("<5", "a*", '="x"')


def evil_book() -> books.Segmentation:
    book = books.segmentation()
    bands, tiers, clients = book.bands.copy(), book.tiers.copy(), book.clients.copy()
    bands["Band"] = [*EVIL, "Unscored"]
    tiers["Tier"] = list(EVIL)
    codes = {cell.code: code for cell, code in zip(book.inputs.segments, ("<1", "*", "=2", "a?"), strict=True)}
    clients["Segment"] = [codes.get(code, code) for code in clients["Segment"]]
    counts = {codes.get(code, code): number for code, number in book.segment_counts.items()}
    inputs = replace(book.inputs, segments=tuple(replace(c, code=codes[c.code]) for c in book.inputs.segments))
    return replace(book, inputs=inputs, bands=bands, tiers=tiers, clients=clients, segment_counts=counts)


@pytest.mark.parametrize("name", ["hand-worked", "evil", "differing", "empty"])
def test_calc_computes_what_is_cached(name: str, office: Office, tmp_path: Path) -> None:
    book = {
        "hand-worked": books.segmentation,
        "evil": evil_book,
        "differing": lambda: replace(
            books.segmentation(), ledger=books.ledger({0: books.LINES[0]}, books.results(books.CLIENTS)), mrr=8000.0,
            arr=96_000.0,
        ),
        "empty": lambda: books.segmentation({}, {}),
    }[name]()  # fmt: skip
    issues = () if name == "empty" else books.ISSUES
    sheets = result_sheets(book, issues, books.raw())
    package = Package.new()
    workbook = Book(package)
    write_sheets(workbook, Styles(workbook), sheets)
    package.save(tmp_path / "cached.xlsx")
    bare = without_caches(tmp_path / "cached.xlsx", tmp_path / "bare.xlsx")
    computed = openpyxl.load_workbook(office.convert(bare, "xlsx", tmp_path / "calc"), data_only=True)
    compared = 0
    for sheet in sheets:
        for place, cell in sheet.cells.items():
            if cell.formula:
                compared += 1
                found = computed[sheet.name].cell(*place).value
                said = f"{sheet.name}!{cell_name(*place)} ={cell.formula}"
                if isinstance(cell.value, (int, float)):
                    assert found == pytest.approx(cell.value, abs=1e-6), said
                else:
                    assert found == cell.value, said
    assert compared > 50
