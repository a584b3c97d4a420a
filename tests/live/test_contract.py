"""One contract for every way of refreshing: what a live refresh leaves is what a refresh of the file leaves."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from segmentbook.workbook import file
from segmentbook.workbook.live import check_open, refresh_open
from tests.live.books import EDITS, add_user_column, edited
from tests.live.contract import EngineUnderTest, differences, dump_file


def agree(engine: EngineUnderTest, path: Path, tmp_path: Path, as_of: date | None = None) -> None:
    """Refresh a workbook by file and live: both leave the same, and a second live refresh changes nothing."""
    by_file = tmp_path / "By file.xlsx"
    file.refresh(path, by_file, as_of)
    expected = dump_file(by_file)
    book = engine.open(path)
    refresh_open(book, as_of=as_of)
    found = engine.dump(book)
    assert list(found) == list(expected)
    assert differences(found, expected, tuple(expected)) == []
    refresh_open(book, as_of=as_of)
    again = engine.dump(book)
    if differences(again, found, tuple(found)):  # what was said once of the user's lost remarks is not said again
        file.refresh(by_file, as_of=as_of)
        found = dump_file(by_file)
    assert differences(again, found, tuple(found)) == []


def test_the_sample(engine: EngineUnderTest, base: Path, tmp_path: Path) -> None:
    agree(engine, base, tmp_path)


@pytest.mark.parametrize("edit", EDITS)
def test_what_users_edit(engine: EngineUnderTest, base: Path, tmp_path: Path, edit: str) -> None:
    agree(engine, edited(base, edit, tmp_path), tmp_path)


def test_another_date(engine: EngineUnderTest, base: Path, tmp_path: Path) -> None:
    agree(engine, base, tmp_path, date(2024, 2, 29))


def test_a_workbook_without_results(engine: EngineUnderTest, base: Path, tmp_path: Path) -> None:
    from segmentbook.workbook.live.openbook import OpenBook, beyond_of

    by_file = tmp_path / "By file.xlsx"
    file.refresh(base, by_file)
    expected = dump_file(by_file)
    copy = tmp_path / "Book.xlsx"
    shutil.copy(base, copy)
    book = engine.open(copy)
    opened = OpenBook(book, beyond_of(book))
    for key in ("Dashboard", "SegmentResults", "MrrLedger", "BandSummary", "TierSummary", "DataIssues"):
        if (owned := opened.owned_sheet(key)) is not None:
            opened.sheets[owned.name].delete()
    refresh_open(book)
    assert differences(engine.dump(book), expected, tuple(expected)) == []


def test_columns_of_the_users_follow_their_clients(engine: EngineUnderTest, base: Path, tmp_path: Path) -> None:
    path = edited(base, "a score", tmp_path)
    rows = len(dump_file(base)["SegmentResults"].cells) and 36
    add_user_column(path, "SegmentResults", "My remark", {row: f"remark {row}" for row in range(0, rows, 2)})
    add_user_column(path, "SegmentResults", "My plan", {row: 1.5 * row for row in range(rows)})
    add_user_column(
        path,
        "SegmentResults",
        "Twice",
        dict.fromkeys(range(rows), "=SegmentResults[[#This Row],[ARR]]*2"),
        "SegmentResults[[#This Row],[ARR]]*2",
    )
    add_user_column(path, "SegmentResults", "Own row", {row: f"=L{row + 5}*3" for row in range(rows)}, "L5*3")
    agree(engine, path, tmp_path)


@pytest.mark.parametrize("edit", ["more clients", "fewer clients", "an added health band", "a renamed health band"])
def test_columns_of_the_users_in_a_table_of_another_shape(
    engine: EngineUnderTest, base: Path, tmp_path: Path, edit: str
) -> None:
    path = edited(base, edit, tmp_path)
    add_user_column(path, "SegmentResults", "My remark", {row: f"remark {row}" for row in range(36)})
    add_user_column(path, "SegmentResults", "Own row", {row: f"=L{row + 5}*3" for row in range(36)}, "L5*3")
    agree(engine, path, tmp_path)


def test_checking_writes_nothing(engine: EngineUnderTest, base: Path, tmp_path: Path) -> None:
    path = edited(base, "bad data", tmp_path)
    book = engine.open(path)
    before = engine.dump(book)
    found = check_open(book)
    assert found.issues == file.check_file(path).issues
    assert differences(engine.dump(book), before, tuple(before)) == []


def test_a_later_date_is_remembered_with_what_has_changed(engine: EngineUnderTest, base: Path, tmp_path: Path) -> None:
    agree(engine, edited(base, "a score", tmp_path), tmp_path, date(2026, 8, 31))
