"""A day with an open workbook in a real Calc: what its user types, the button's command, what he then sees."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings

from addin import commands
from segmentbook.workbook import file
from segmentbook.workbook.template import create
from tests.calc.calc import Calc, Sheet, letters
from tests.calc.dumps import dump
from tests.live.contract import differences


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The log of commands is not the user's."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def opened(app: xlwings.App, tmp_path: Path, state: Path) -> Iterator[xlwings.Book]:
    """The sample with results, open in Calc."""
    path = tmp_path / "Day.xlsx"
    create(path, sample=True)
    file.refresh(path)
    there = {one.impl.number for one in app.books}
    book = app.books.open(path)
    app.impl.connection.ask("said")
    yield book
    assert app.impl.connection.ask("said") == []  # no command had anything to complain about
    for one in app.books:
        if one.impl.number not in there:
            one.close()


class User:
    """Types into the cells of tables, past the engine."""

    def __init__(self, calc: Calc, book: xlwings.Book) -> None:
        self._book = book
        self._sheet = Sheet(calc, calc.ask("adopt", uid=book.impl.number))

    def types(self, table: str, row: int, header: str, value: Any) -> None:
        found = next(one for sheet in self._book.sheets for one in sheet.tables if one.name == table)
        column = found.columns[header].range.column
        corner = f"{letters(column - 1)}{found.range.row + row}"
        self._sheet[found.parent.name].put(corner, [[value]])

    def adds(self, table: str, **values: Any) -> int:
        """A row below a table, which takes it in, as Excel's do; gives its number."""
        found = next(one for sheet in self._book.sheets for one in sheet.tables if one.name == table)
        rows, columns = found.range.shape
        found.resize(found.range.resize(rows + 1, columns))
        for header, value in values.items():
            self.types(table, rows, header.replace("_", " "), value)
        return int(rows)


def results(book: xlwings.Book, header: str) -> list[Any]:
    return list(book.sheets["SegmentResults"].tables["SegmentResults"].columns[header].data_body_range.value)


def map_of(book: xlwings.Book) -> Any:
    return next(
        chart for chart in book.impl.beyond.charts(book.sheets["Dashboard"]) if chart.name.endswith("Segment map")
    )


def test_what_is_typed_in_calc_is_in_the_results(
    calc: Calc, app: xlwings.App, opened: xlwings.Book, tmp_path: Path
) -> None:
    own = opened.sheets.add("Mine", after=opened.sheets[-1])
    own.range("A1").formula = "=SUM(SegmentResults[ARR])"
    own.range("A2").formula = '=COUNTIF(SegmentResults[Health Band],"Healthy")'
    first = opened.sheets["SegmentResults"].tables["SegmentResults"].columns["ARR"].data_body_range
    opened.names.add("FirstArr", f"='SegmentResults'!{first[0].address}")
    own.range("A3").formula = "=FirstArr*2"
    before = own.range("A1").value

    user = User(calc, opened)
    user.types("Clients", 3, "CSAT", 5)
    user.types("Clients", 3, "Sites", 12)
    user.adds("Clients", Client="=New & Co", Client_ID="C-900", Segment_Value=30_000)
    user.adds("Contracts", Client="C-001", Contract_ID="K-900", Amount=4_321.5, Start=45_000)
    commands.refresh(opened)

    assert opened.sheets["SegmentResults"].tables["SegmentResults"].range.shape[0] == 38
    assert "=New & Co" in results(opened, "Client")
    arr = results(opened, "ARR")
    assert own.range("A1").value == pytest.approx(sum(value for value in arr if value is not None))
    assert own.range("A1").value != before
    assert own.range("A2").value == results(opened, "Health Band").count("Healthy")
    assert own.range("A3").value == pytest.approx(arr[0] * 2)
    assert opened.names["FirstArr"].refers_to_range.value == arr[0]

    drawn = map_of(opened)
    bands = [series for series in drawn.series if series.name in ("Needs attention", "Satisfactory", "Healthy")]
    assert [series.colour for series in bands] == ["C0392B", "E6A100", "2E8B57"]
    body = opened.sheets["SegmentResults"].tables["SegmentResults"].data_body_range
    for series in bands:
        for role in ("x", "y", "size"):
            assert series.references[role].endswith(f"${body.row + 36}")

    by_file = tmp_path / "By file.xlsx"
    own.delete()
    opened.names["FirstArr"].delete()
    opened.save()
    shutil.copy(opened.fullname, by_file)
    file.refresh(by_file)
    found = dump(opened)
    other = app.books.open(by_file)
    expected = dump(other)
    names = [name for name in expected if name in ("SegmentResults", "MrrLedger", "BandSummary", "TierSummary")]
    assert [line for line in differences(found, expected, tuple(names)) if " cells " in line] == []
    assert list(found) == list(expected)  # a book of both is one book: no sheet of ours came twice


def test_a_second_refresh_changes_nothing(calc: Calc, opened: xlwings.Book) -> None:
    User(calc, opened).types("Clients", 3, "CSAT", 5)
    commands.refresh(opened)
    before = dump(opened)
    commands.refresh(opened)
    assert differences(dump(opened), before, tuple(before)) == []


def test_the_policy_is_followed_at_once(calc: Calc, opened: xlwings.Book) -> None:
    user = User(calc, opened)
    row = user.adds("HealthBands", Band="Superb", Minimum_Score=90, Colour="#0033CC")
    assert row == 4
    settings = opened.sheets["Settings"].tables["Settings"]
    cut = settings.columns["Setting"].data_body_range.value.index("Value Cut") + 1
    user.types("Settings", cut, "Value", 9_000)
    segments = opened.sheets["Segments"].tables["Segments"]
    best = segments.columns["Code"].data_body_range.value.index("HL") + 1
    user.types("Segments", best, "Name", "The best of all")
    commands.refresh(opened)

    assert "Superb" in results(opened, "Health Band")
    assert "The best of all" in results(opened, "Segment Name")
    assert opened.names["ValueCut"].refers_to == "=9000"
    drawn = map_of(opened)
    assert [(series.name, series.colour) for series in drawn.series if series.name == "Superb"] == [
        ("Superb", "0033CC")
    ]
    assert drawn.x is not None
    assert drawn.x.crosses_at == 9_000.0
    assert "value cut 9,000" in [text.text for text in drawn.texts or ()]


def test_what_the_user_looks_at_stays(calc: Calc, opened: xlwings.Book) -> None:
    opened.sheets["Clients"].activate()
    opened.sheets["Clients"].range("C7:D9").select()
    seen = opened.impl.beyond.view(opened)
    commands.refresh(opened)
    assert opened.impl.beyond.view(opened) == seen
    assert (opened.app.screen_updating, opened.app.calculation) == (True, "automatic")
