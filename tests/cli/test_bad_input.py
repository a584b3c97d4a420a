"""What product.md section 9 says of bad input: one whole line, the right status, and the file as it was."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.cli.changes import add_row, change, table_of
from tests.cli.conftest import Command, Ran

COMMANDS: list[list[str]] = [["refresh"], ["check"]]


def stopped(sb: Command, path: Path, *, commands: list[list[str]] = COMMANDS) -> str:
    """The one line with which every command refuses, the file being untouched."""
    before = path.read_bytes() if path.is_file() else None
    there = sorted(path.parent.iterdir())
    said = set()
    for command in commands:
        done: Ran = sb(*command, path)
        assert (done.status, done.out) == (1, ""), done
        assert done.err.count("\n") == 1, done.err
        said.add(done.err.removeprefix("segmentbook: ").rstrip("\n"))
    assert (path.read_bytes() if path.is_file() else None) == before
    assert sorted(path.parent.iterdir()) == there, "nothing is left lying about"
    assert len(said) == 1
    return said.pop()


def noted(sb: Command, path: Path, table: str, row: int) -> list[str]:
    """The lines of ``check`` on a row, which a refresh counts as errors but does not stop at."""
    raw = table_of(path, table)
    cells = {f"{raw.sheet}!{raw.address(row, header)}" for header in raw.headers}
    lines = [line for line in sb("check", path).out.splitlines() if line.partition(": ")[2].partition(": ")[0] in cells]
    done = sb("refresh", path)
    errors = any(line.startswith("error: ") for line in lines)
    assert done.status == (3 if errors else 0)
    return lines


# -- what stops a refresh ----------------------------------------------------------------------------------------------


def test_no_clients_table(sb: Command, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    openpyxl.Workbook().save(path)
    assert stopped(sb, path) == (
        "No Clients table: neither an Excel table named Clients nor a sheet Clients with the header Client among its "
        "first 20 rows. Sheets: Sheet; input tables: none. 'segmentbook init BOOK' adds the input tables."
    )


def test_two_clients_with_one_id(sb: Command, sample: Path) -> None:
    first = table_of(sample, "Clients").columns[1].cell(0)
    change(sample, "Clients", 4, Client_ID=f" {str(first).lower()} ")
    assert stopped(sb, sample) == (
        "Clients!B9: Client ID must be unique; got 'c-001', which is also in Clients!B5. Give one of them another ID."
    )


@pytest.mark.parametrize(
    ("row", "minimum", "message"),
    [
        (0, 10.0, "HealthBands!B5: one band must start at 0; the lowest Minimum Score is 10. Set it to 0."),
        (
            1,
            0.0,
            "HealthBands!B6: Minimum Score must be another one for each band; got 0, which is also in HealthBands!B5. "
            "Give one of them another minimum.",
        ),
        (2, 120.0, "HealthBands!B7: Minimum Score must be from 0 to 100; got 120. Give the lowest score of the band."),
    ],
)
def test_bands_that_contradict_themselves(sb: Command, sample: Path, row: int, minimum: float, message: str) -> None:
    change(sample, "HealthBands", row, Minimum_Score=minimum)
    assert stopped(sb, sample) == message


# -- what is noted and not counted -------------------------------------------------------------------------------------


def test_text_in_amount(sb: Command, sample: Path) -> None:
    change(sample, "Contracts", 7, Amount="on request")
    assert noted(sb, sample, "Contracts", 7) == [
        "error: Contracts!D12: Amount must be a number; got 'on request'. The line is not counted."
    ]


def test_end_before_start(sb: Command, sample: Path) -> None:
    raw = table_of(sample, "Contracts")
    start = raw.columns[raw.headers.index("Start")].cell(7)
    change(sample, "Contracts", 7, End=start.replace(year=start.year - 1))  # type: ignore[attr-defined]
    assert noted(sb, sample, "Contracts", 7) == [
        "error: Contracts!I12: End must not be before Start; got 2023-02-01. The line is not counted."
    ]


def test_a_contract_of_an_unknown_client(sb: Command, sample: Path) -> None:
    row = add_row(sample, "Contracts", {"Client": "Nobody Ltd", "Amount": 5.0, "Start": "2025-01-01"})
    assert noted(sb, sample, "Contracts", row) == [
        "error: Contracts!A96: Client must be the ID or the name of a row of Clients; got 'Nobody Ltd'. The line is "
        "not counted. Add the client to Clients, or correct the name."
    ]


def test_an_unknown_billing_period(sb: Command, sample: Path) -> None:
    change(sample, "Contracts", 7, Billing_Period="Now and then")
    assert noted(sb, sample, "Contracts", 7) == [
        "error: Contracts!G12: Billing Period must be Weekly, Monthly, Quarterly, Semi-annual, Annual, N months or "
        "Total; got 'Now and then'. The line is not counted."
    ]


def test_a_missing_rate(sb: Command, sample: Path) -> None:
    change(sample, "Contracts", 7, Currency="ISK")
    assert noted(sb, sample, "Contracts", 7) == [
        "error: Contracts!F12: Currency must be USD or have one rate in Rates at 2026-06-30; got 'ISK'. The line is "
        "not counted."
    ]


# -- files -------------------------------------------------------------------------------------------------------------


def every_command(sb: Command, path: Path, tmp_path: Path) -> set[str]:
    """What each command says, in one line and without a trace left."""
    rows = tmp_path / "rows.csv"
    rows.write_text("Client\nA\n", encoding="utf-8")
    before = path.read_bytes() if path.is_file() else None
    said = set()
    for command in (
        ["refresh", path],
        ["check", path],
        ["init", path],
        ["set", path, "Effort Cut=60"],
        ["import", path, rows, "--table", "Clients"],
    ):
        done = sb(*command)
        assert (done.status, done.out) == (1, ""), (command, done)
        assert done.err.count("\n") == 1, done.err
        said.add(done.err.removeprefix("segmentbook: ").rstrip("\n"))
    assert (path.read_bytes() if path.is_file() else None) == before
    return said


def text(path: Path, sample: Path) -> None:
    path.write_text("Client,Amount\nA,1\n", encoding="utf-8")


def encrypted(path: Path, sample: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    )


def truncated(path: Path, sample: Path) -> None:
    data = sample.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def zip_bomb(path: Path, sample: Path) -> None:
    with zipfile.ZipFile(sample) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                data = data.replace(b"<sheetData>", b"<sheetData>" + b" " * 80_000_000)
            new.writestr(name, data)


def xml_bomb(path: Path, sample: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(sample) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml":
                head, _, rest = data.partition(b"?>")
                data = head + b"?>" + bomb + rest
            new.writestr(name, data)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            text,
            "is not an Excel workbook, whatever its name says. Open it in the program it comes from and save it as "
            ".xlsx.",
        ),
        (
            encrypted,
            "is password-protected. Open it in Excel, remove the password and save it, then try again.",
        ),
        (
            truncated,
            "is damaged: its directory is missing or unreadable. Get a fresh copy, or let Excel repair it (File, Open, "
            "Open and Repair).",
        ),
        (
            zip_bomb,
            "inflates to more than a workbook should: xl/worksheets/sheet2.xml is packed more than 500 times smaller. "
            "Check where it comes from.",
        ),
        (
            xml_bomb,
            "xl/workbook.xml declares a document type (DTD), which workbooks do not need and attacks use. It was not "
            "read; check where the file comes from.",
        ),
    ],
)
def test_files_that_are_no_workbook(
    sb: Command, sample: Path, tmp_path: Path, make: Callable[[Path, Path], None], message: str
) -> None:
    path = tmp_path / "bad.xlsx"
    make(path, sample)
    assert every_command(sb, path, tmp_path) == {f"{path}: {message}"}


def test_a_folder(sb: Command, tmp_path: Path) -> None:
    path = tmp_path / "folder.xlsx"
    path.mkdir()
    assert every_command(sb, path, tmp_path) == {f"{path}: is a folder, not a workbook. Name the .xlsx file in it."}


def test_a_missing_file(sb: Command, tmp_path: Path) -> None:
    path = tmp_path / "no.xlsx"
    said = sb("refresh", path)
    assert (said.status, said.err) == (1, f"segmentbook: {path}: there is no such file. Check its name and folder.\n")


def test_a_workbook_that_is_open_in_excel(sb: Command, sample: Path, tmp_path: Path) -> None:
    owner = tmp_path / "~$book.xlsx"
    owner.write_bytes(b"\x03Ann" + bytes(160))
    assert every_command(sb, sample, tmp_path) == {
        f"{sample}: is open in Excel (~$book.xlsx is beside it). Close it there; if Excel is not running, delete "
        "~$book.xlsx."
    }
