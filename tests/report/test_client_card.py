"""Client Card: every figure that its formulas find in Calc is the engine's, for each client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from segmentbook.model.segmentation import Segmentation
from segmentbook.raw import RawBook
from segmentbook.report.client_card import client_card
from segmentbook.report.client_sheets import card_list
from segmentbook.report.places import Names, cell_name
from segmentbook.report.results import result_sheets
from segmentbook.report.spec import SheetSpec
from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from segmentbook.workbook.render import write_sheets
from segmentbook.workbook.styles import Styles
from tests.report import serviced
from tests.report.test_formulas_in_calc import without_caches
from tests.tools import Office

Cells = Mapping[tuple[int, int], object]


def cards(book: Segmentation, raw: RawBook, at: range) -> tuple[SheetSpec, ...]:
    """The card of each of some clients, each as a sheet of its own."""
    listed = card_list(book)
    made = (client_card(book, listed, place, raw, Names()) for place in at)
    return tuple(replace(card, key=f"Card {i}", name=f"Card {i}") for i, card in enumerate(made))


def computed(
    book: Segmentation, raw: RawBook, at: range, office: Office, folder: Path
) -> list[tuple[SheetSpec, Cells]]:
    """The cards, and what Calc computes on them from nothing but the choice."""
    specs = cards(book, raw, at)
    others = [sheet for sheet in result_sheets(book, (), raw) if sheet.key not in ("Client Card", "Dashboard")]
    package = Package.new()
    workbook = Book(package)
    write_sheets(workbook, Styles(workbook), (*specs, *others))
    package.save(folder / "cards.xlsx")
    bare = without_caches(folder / "cards.xlsx", folder / "bare.xlsx")
    found = openpyxl.load_workbook(office.convert(bare, "xlsx", folder / "calc"), data_only=True)
    return [
        (spec, {place: found[spec.name].cell(*place).value for place, cell in spec.cells.items() if cell.formula})
        for spec in specs
    ]


def compared(spec: SheetSpec, cells: Cells) -> None:
    for place, found in cells.items():
        cell = spec.cells[place]
        said = f"{spec.name}!{cell_name(*place)} ={cell.formula}"
        value = cell.value
        if isinstance(value, (int, float)):
            assert found == pytest.approx(value, rel=1e-9, abs=1e-9), said
        elif isinstance(value, date):
            assert isinstance(found, datetime), said
            assert found.date() == value, said
        else:
            shown = "" if found == cell.link else found  # openpyxl gives a blank cell the place it links to
            assert (shown or "") == (value or ""), said


def test_each_client_of_the_sample_has_its_own_figures_in_calc(office: Office, tmp_path: Path) -> None:
    book = serviced.book()
    found = computed(book, serviced.raw(), range(len(book.clients)), office, tmp_path)
    assert len(found) == 36
    for spec, cells in found:
        assert len(cells) > 400
        compared(spec, cells)
