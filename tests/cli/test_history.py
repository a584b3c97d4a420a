"""The history of a workbook file: what refreshes leave in it, and what `history` fills in."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from tests.cli.changes import change, table_of
from tests.cli.conftest import Command
from tests.tools import Validator
from tests.workbook.rendered import edit, parts, sheet_part


@pytest.fixture(scope="session")
def made_refreshed(made_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from segmentbook.workbook.file import refresh

    path = Path(shutil.copy(made_sample, tmp_path_factory.mktemp("refreshed") / "book.xlsx"))
    refresh(path, as_of=date(2026, 6, 30))
    return path


@pytest.fixture
def book(made_refreshed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made_refreshed, tmp_path / "book.xlsx"))


def rows(path: Path, sheet: str = "Snapshots") -> list[dict[str, object]]:
    cells = list(openpyxl.load_workbook(path)[sheet].iter_rows(min_row=4, values_only=True))
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


def dates(path: Path) -> dict[str, str]:
    return {f"{row['As of']:%Y-%m-%d}": str(row["Kind"]) for row in rows(path)}


def test_a_refresh_at_a_later_date_adds_a_snapshot_and_what_changed(sb: Command, book: Path) -> None:
    before = dates(book)
    assert before["2026-06-30"] == "Taken"
    change(book, "Clients", 1, CSAT=61.0)
    assert sb("refresh", book, "--as-of", "2026-07-31").status == 0
    assert dates(book) == before | {"2026-07-31": "Taken"}
    changed = [row for row in rows(book, "HistoryInputs") if f"{row['As of']:%Y-%m}" == "2026-07"]
    named = {(row["Client ID"], row["Column"]): row["Value"] for row in changed}
    assert named[table_of(book, "Clients").columns[1].cell(1) or "C-002", "CSAT"] == 61.0
    assert (None, "Settings: As of") not in named
    once = parts(book)
    assert sb("refresh", book, "--as-of", "2026-07-31").status == 0
    assert parts(book) == once


def test_a_refresh_for_a_past_date_is_back_filled_and_says_so(sb: Command, book: Path) -> None:
    before = dates(book)
    assert sb("refresh", book, "--as-of", "2025-11-15").status == 0
    assert dates(book) == before | {"2025-11-15": "Back-filled"}
    filled = [row for row in rows(book) if row["Kind"] == "Back-filled" and f"{row['As of']:%Y-%m-%d}" == "2025-11-15"]
    assert len(filled) == 36
    assert {row["Health Score"] for row in filled} == {row["Segment"] for row in filled} == {None}
    listed = openpyxl.load_workbook(book)["DataIssues"].iter_rows(values_only=True)
    assert any("lies before the newest snapshot, 2026-06-30" in str(row) for row in listed)


def test_history_fills_month_ends_in(sb: Command, book: Path, validator: Validator) -> None:
    before = dates(book)
    done = sb("history", book, "--from", "2023-12", "--to", "2024-02")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Back-filled 3 month-ends, 2023-12-31 to 2024-02-29, from contracts and assets.",
        f"The sheet Snapshots has {len(before) + 3} snapshots ({36 * (len(before) + 3)} rows). Wrote {book}.",
    ]
    assert dates(book) == before | dict.fromkeys(("2023-12-31", "2024-01-31", "2024-02-29"), "Back-filled")
    once = parts(book)
    assert sb("history", book, "--from", "2023-12", "--to", "2024-02").out == done.out
    assert parts(book) == once
    assert validator.errors(book) == []


def test_history_says_what_it_did_not_fill_in(sb: Command, book: Path) -> None:
    sb("set", book, "As of=2026-07-31")
    done = sb("history", book, "--from", "2026-06", "--to", "2026-09")
    assert done.out.splitlines()[:3] == [
        "Back-filled 0 month-ends from contracts and assets.",
        "1 month-end stayed: a refresh had taken its snapshot.",
        "3 month-ends not filled: on or after the book's as-of date, 2026-07-31.",
    ]
    sb("set", book, "History Months=6")
    done = sb("history", book, "--from", "2025-01", "--to", "2025-02")
    assert done.out.splitlines()[:2] == [
        "Back-filled 0 month-ends from contracts and assets.",
        "2 month-ends not kept: older than the settings History Days and History Months allow.",
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--from", "2025"], "Invalid value for '--from': '2025' is not a month; write it as 2025-01."),
        (["--from", "2025-13"], "Invalid value for '--from': '2025-13' is not a month; write it as 2025-01."),
        (
            ["--from", "2025-03", "--to", "2025-02"],
            "the last month, 2025-02, must not be before the first, 2025-03.",
        ),
        (["--from", "1900-01", "--to", "2025-02"], "1,502 months are too many; ask for at most 600."),
        ([], "Missing option '--from'."),
    ],
)
def test_history_refuses_what_are_no_months(sb: Command, book: Path, words: list[str], message: str) -> None:
    before = book.read_bytes()
    done = sb("history", book, *words)
    assert (done.status, done.out) == (2, "")
    assert done.err == f"segmentbook: {message} (See: segmentbook history --help)\n"
    assert book.read_bytes() == before


def test_a_renamed_sheet_is_known_and_one_that_was_deleted_begins_anew(sb: Command, book: Path) -> None:
    known = dates(book)
    with Package.open(book) as package:
        workbook = Book(package)
        for sheet in package.tree(package.main).iter("{*}sheet"):
            if sheet.get("name") == "Snapshots":
                sheet.set("name", "Memory")
        for name in package.tree(package.main).iter("{*}definedName"):
            if name.text and "Snapshots" in name.text:
                name.text = name.text.replace("Snapshots", "Memory")
        del workbook
        package.save(book)
    assert sb("refresh", book, "--as-of", "2026-07-31").status == 0
    assert {f"{row['As of']:%Y-%m-%d}" for row in rows(book, "Memory")} == {*known, "2026-07-31"}
    gone = openpyxl.load_workbook(book)
    assert "Snapshots" not in gone.sheetnames


def test_a_history_that_cannot_be_read_is_not_overwritten(sb: Command, book: Path) -> None:
    part = next(name for name, text in parts(book).items() if "tables/" in name and b'name="History"' in text)
    edit(book, part, ('name="As of"', 'name="When"'))
    edit(book, sheet_part(book, "Snapshots"), ("<t>As of</t>", "<t>When</t>"))
    before = book.read_bytes()
    done = sb("refresh", book)
    assert (done.status, done.out) == (1, "")
    assert done.err == (
        "segmentbook: 'Snapshots': the table History must have the headers As of, Client ID, and can no longer be read."
        " Put them back, or delete the sheet to let the history begin anew. Nothing was written.\n"
    )
    assert book.read_bytes() == before
