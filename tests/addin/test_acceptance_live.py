"""The acceptance's checks of a live refresh, on the in-memory double of xlwings' object model."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import xlwings

from addin import commands
from addin.acceptance import checks
from addin.acceptance.checks import Case
from addin.acceptance.running import Cells
from segmentbook.workbook.template import create
from tests.addin.excel_standin import OpenBook, StandIn
from tests.live.contract import Dump, dump_file, dump_state
from tests.live.double import open_in_double


class InDouble(StandIn):
    """Excel, where the double takes its place from the click on: workbooks are files until then."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "segmentbook.xlam", folder)
        self.live: dict[OpenBook, xlwings.Book] = {}

    def cells(self, book: Any) -> Cells:
        if isinstance(book, xlwings.Book):
            return cells(dump_state(book.impl.state))
        return cells(dump_state(self.live[book].impl.state) if book in self.live else dump_file(book.path))

    def click(self, callback: str) -> None:
        book = self.books[-1]
        self.live[book] = open_in_double(book.path)
        commands.refresh(self.live[book])


class AlwaysInDouble(InDouble):
    """Excel, whose workbooks are in the double as soon as they are open."""

    def open(self, path: Path) -> Any:
        shutil.copyfile(path, self.folder / "always.xlsx")
        return open_in_double(self.folder / "always.xlsx")

    def close(self, book: Any) -> None:
        pass


def cells(sheets: dict[str, Dump]) -> Cells:
    found: dict[str, tuple[int, int, list[list[Any]]]] = {}
    for name, sheet in sheets.items():
        bottom = max((row for row, _ in sheet.cells), default=0)
        right = max((column for _, column in sheet.cells), default=0)
        rows = [[sheet.cells.get((row, column)) for column in range(1, right + 1)] for row in range(1, bottom + 1)]
        found[name] = (1, 1, rows)
    return found


@pytest.fixture(autouse=True)
def log_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "state"))


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "sample" / "sample.xlsx"
    path.parent.mkdir()
    create(path, sample=True)
    return path


def test_the_refresh_of_the_ribbon_is_that_of_the_file(sample: Path, tmp_path: Path) -> None:
    case = Case(InDouble(tmp_path), tmp_path, sample, tmp_path, input)
    assert list(checks._refresh_is_that_of_the_file(case)) == []


def test_a_second_refresh_is_compared_with_the_first(sample: Path, tmp_path: Path) -> None:
    case = Case(AlwaysInDouble(tmp_path), tmp_path, sample, tmp_path, input)
    assert list(checks._second_refresh_changes_nothing(case)) == []


def test_a_live_refresh_that_goes_another_way_is_found(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from segmentbook.workbook import live

    def one_more(book: xlwings.Book) -> None:
        sheet = next(sheet for sheet in book.impl.state.sheets if sheet.name == "SegmentResults")
        place = next(place for place, cell in sheet.cells.items() if isinstance(cell.value, float))
        sheet.cells[place].value += 1

    case = Case(AlwaysInDouble(tmp_path), tmp_path, sample, tmp_path, input)
    monkeypatch.setattr(live, "refresh_open", one_more)
    (line,) = checks._second_refresh_changes_nothing(case)
    assert line.startswith("SegmentResults!")
