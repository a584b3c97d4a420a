"""The commands behind ribbon and toolbar, on the sample in a real Calc."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import xlwings

from addin import commands, messages, support
from segmentbook.workbook.template import create


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("commands") / "sample.xlsx"
    create(path, sample=True)
    return path


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What boxes would say."""
    boxes: list[str] = []
    monkeypatch.setattr(messages, "tell", lambda book, text, trouble=False: boxes.append(text))
    monkeypatch.setattr(support, "state_folder", lambda system=None: tmp_path / "state")
    return boxes


@pytest.fixture
def opened(app: xlwings.App, sample: Path, told: list[str]) -> Iterator[xlwings.Book]:
    book = app.books.open(str(sample))
    yield book
    book.close()


def table(book: xlwings.Book, name: str) -> list[list[object]]:
    for sheet in book.sheets:
        for one in sheet.tables:
            if one.name == name:
                rows: list[list[object]] = one.range.value
                return rows[1:]
    raise LookupError(name)


def setting(book: xlwings.Book, name: str) -> object:
    return next(row[1] for row in table(book, "Settings") if row[0] == name)


def test_settings_and_filters_are_edited_as_a_user_would(opened: xlwings.Book, told: list[str]) -> None:
    commands.as_of(opened, when="2026-03-31")
    assert told == []
    assert setting(opened, "As of") == datetime(2026, 3, 31)
    assert opened.sheets["SegmentResults"].range("A2").value == "as of 31 March 2026"
    commands.value_basis(opened, basis="MRR per Seat")
    commands.size_by_employees(opened, on=False)
    assert (setting(opened, "Value Basis"), setting(opened, "Size by Employees")) == ("MRR per Seat", "No")
    manager = str(table(opened, "SegmentResults")[0][3])
    commands.set_filter(opened, column="Account Manager", value=manager, shown=True)
    assert table(opened, "Filters")[0] == ["Account Manager", manager]
    assert told == []
    commands.clear_filters(opened)
    assert table(opened, "Filters")[0] == ["Account Manager", None]
    commands.as_of(opened, when="today")
    assert setting(opened, "As of") is None
    today = date.today()
    assert opened.sheets["SegmentResults"].range("A2").value == f"as of {today.day} {today:%B %Y}"
    assert told == []


def test_a_missing_table_of_filters_is_laid_out(opened: xlwings.Book, told: list[str]) -> None:
    opened.sheets["Filters"].delete()
    commands.filters(opened)
    assert told == []
    names = [sheet.name for sheet in opened.sheets]
    assert names[names.index("Settings") + 1] == "Filters"
    assert table(opened, "Filters")[0] == ["Account Manager", None]
    assert opened.sheets.active.name == "Filters"


def test_sheets_are_gone_to(opened: xlwings.Book, told: list[str]) -> None:
    commands.tiering(opened)
    assert (opened.sheets.active.name, told) == ("Tiering", [])
    commands.plan(opened)
    assert (opened.sheets.active.name, told) == ("ServicePlan", [])
    commands.check(opened)
    assert (opened.sheets.active.name, told) == ("DataIssues", [])


def test_the_ribbon_s_line_on_the_last_refresh_is_kept_in_the_workbook(opened: xlwings.Book, told: list[str]) -> None:
    commands.refresh(opened)
    assert told == []
    (status,) = [name.refers_to for name in opened.names if "LastRefresh" in name.name]
    assert status.startswith('="Refreshed 20')
