"""Every formula that we write means in LibreOffice Calc what its cached value says."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from segmentbook.model.inputs import CustomerList
from segmentbook.model.lists import FoundList
from segmentbook.model.segmentation import segment
from segmentbook.report.places import cell_name
from segmentbook.report.results import result_sheets
from segmentbook.report.spec import SheetSpec
from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from segmentbook.workbook.render import write_sheets
from segmentbook.workbook.styles import Styles
from tests.report import books, serviced
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
    called = dict(zip((band.name for band in book.inputs.bands), EVIL, strict=True))
    bands["Band"] = [*EVIL, "Unscored"]
    clients["Health Band"] = [called.get(name, name) for name in clients["Health Band"]]
    tiers["Tier"] = list(EVIL)
    codes = {cell.code: code for cell, code in zip(book.inputs.segments, ("<1", "*", "=2", "a?"), strict=True)}
    clients["Segment"] = [codes.get(code, code) for code in clients["Segment"]]
    counts = {codes.get(code, code): number for code, number in book.segment_counts.items()}
    named = tuple(replace(band, name=called[band.name]) for band in book.inputs.bands)
    inputs = replace(
        book.inputs, bands=named, segments=tuple(replace(c, code=codes[c.code]) for c in book.inputs.segments)
    )
    inputs = replace(inputs, clients=inputs.clients.assign(**{"Primary Contact": "Ann", "NPS": 9.0}))
    lists = tuple(FoundList(CustomerList(name, ()), np.arange(i)) for i, name in enumerate((*EVIL, "?"), 1))
    return replace(book, inputs=inputs, bands=bands, tiers=tiers, clients=clients, segment_counts=counts, lists=lists)


def compared(sheets: tuple[SheetSpec, ...], office: Office, tmp_path: Path, *keys: str) -> int:
    """Write the sheets without cached values, let Calc compute them, and compare; gives the number of formulas.

    Those of ``keys`` are compared, or all.
    """
    package = Package.new()
    workbook = Book(package)
    write_sheets(workbook, Styles(workbook), sheets)
    package.save(tmp_path / "cached.xlsx")
    bare = without_caches(tmp_path / "cached.xlsx", tmp_path / "bare.xlsx")
    computed = openpyxl.load_workbook(office.convert(bare, "xlsx", tmp_path / "calc"), data_only=True)
    number = 0
    for sheet in (one for one in sheets if not keys or one.key in keys):
        for place, cell in sheet.cells.items():
            if cell.formula:
                number += 1
                found = computed[sheet.name].cell(*place).value
                if isinstance(found, datetime) and isinstance(cell.value, date):
                    found = found.date()
                said = f"{sheet.name}!{cell_name(*place)} ={cell.formula}"
                if isinstance(cell.value, (int, float)):
                    assert found == pytest.approx(cell.value, rel=1e-9, abs=1e-6), said
                else:
                    assert ("" if found is None else found) == (cell.value or ""), said
    return number


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
    assert compared(result_sheets(book, issues, books.raw()), office, tmp_path) > 50


def evil_services() -> books.Segmentation:
    """Tiers and services whose names would be conditions, wildcards or formulas."""
    given = serviced.inputs()
    evil = dict(zip((tier.name for tier in given.tiers), EVIL, strict=True))
    services = [
        replace(one, name=name, times={evil[tier]: times for tier, times in one.times.items()}, minimum={}, maximum={})
        for one, name in zip(given.services, ("<1", "*", "=2", "a?", "[x]#'"), strict=False)
    ]
    tiers = tuple(replace(tier, name=evil[tier.name]) for tier in given.tiers)
    clients = given.clients.assign(**{"Tier Override": ""})
    return segment(replace(given, tiers=tiers, services=tuple(services), clients=clients))


@pytest.mark.parametrize("name", ["sample", "eight tiers", "cents", "nobody pays", "no clients", "evil"])
def test_calc_computes_what_is_cached_of_services(name: str, office: Office, tmp_path: Path) -> None:
    book = evil_services() if name == "evil" else serviced.book(**serviced.NAMED[name])
    keys = ("Tiering", "TierSummary", "ServiceCosts", "AccountServices", "ServicePlan", "TierSimulation")
    assert compared(result_sheets(book, (), serviced.raw()), office, tmp_path, *keys) > 120
