"""A file's rows in the workbook: added, updated, replaced, or refused with the workbook untouched."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from segmentbook.errors import SegmentbookError
from segmentbook.importing.run import Imported, import_file
from segmentbook.schema import ASSETS, CLIENTS, CONTRACTS, RATES
from tests.importing.books import make_book, table_rows

CSV = """subscription_id,customer_id,start_date,end_date,monthly_amount
1,7,2018-11-01,2019-02-01,50
2,8,2019-04-01,,75.5
"""


def csv(tmp_path: Path, text: str, name: str = "their.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def run(tmp_path: Path, text: str = CSV, book: Path | None = None, **options: Any) -> tuple[Imported, Path]:
    path = book or make_book(tmp_path / "book.xlsx")
    table = options.pop("table", CONTRACTS)
    return import_file(path, table, csv(tmp_path, text), **options), path


def refused(tmp_path: Path, text: str = CSV, book: Path | None = None, **options: Any) -> str:
    path = book or make_book(tmp_path / "book.xlsx")
    before = path.read_bytes()
    with pytest.raises(SegmentbookError) as error:
        run(tmp_path, text, path, **options)
    assert path.read_bytes() == before
    return str(error.value)


def test_rows_and_columns_arrive_as_what_they_are(tmp_path: Path) -> None:
    done, path = run(tmp_path)
    assert table_rows(path, "Contracts") == [
        ["Client", "Contract ID", "Amount", "Billing Period", "Start", "End"],
        [7, 1, 50, None, date(2018, 11, 1), date(2019, 2, 1)],
        [8, 2, 75.5, None, date(2019, 4, 1), None],
    ]
    assert done == Imported(
        table="Contracts",
        source="their.csv: CSV (UTF-8, separated by commas), 2 rows",
        mapping=(
            "subscription_id -> Contract ID",
            "customer_id -> Client",
            "start_date -> Start",
            "end_date -> End",
            "monthly_amount -> Amount",
        ),
        appended=2,
        updated=0,
        rows=2,
        clients_added=0,
        notes=(),
    )


def test_constants_cents_and_columns_of_their_own(tmp_path: Path) -> None:
    text = "account_id,unit_amount,start,gender\nA,2999,2025-01-01,f\nB,,2025-01-01,=1+1\n"
    _, path = run(
        tmp_path, text, maps=["unit_amount=Amount"], constants=["Billing Period=Annual"], cents=["unit_amount"]
    )
    assert table_rows(path, "Contracts") == [
        ["Client", "Contract ID", "Amount", "Billing Period", "Start", "End", "gender"],
        ["A", None, 29.99, "Annual", date(2025, 1, 1), None, "f"],
        ["B", None, None, "Annual", date(2025, 1, 1), None, "=1+1"],
    ]
    cell = openpyxl.load_workbook(path)["Contracts"]["G3"]
    assert (cell.value, cell.data_type) == ("=1+1", "s") or cell.data_type == "inlineStr"


def test_a_second_import_of_the_same_ids_is_refused(tmp_path: Path) -> None:
    _, path = run(tmp_path)
    more = CSV + "".join(f"{i},9,2020-01-01,,1\n" for i in range(3, 12))
    assert refused(tmp_path, more, path) == (
        "Contracts already has 1, 2: 2 of the 11 rows of their.csv, by Contract ID. Say --update to change these "
        "rows, or --replace to replace the whole table."
    )
    run(tmp_path, CSV.split("\n")[0] + "".join(f"\n{i},9,2020-01-01,,1" for i in range(3, 12)), path)
    assert refused(tmp_path, more, path) == (
        "Contracts already has 1, 2, 3, 4, 5 and 6 more: 11 of the 11 rows of their.csv, by Contract ID. Say --update "
        "to change these rows, or --replace to replace the whole table."
    )


def test_ids_are_compared_as_people_do(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book.xlsx", clients=[["Acme", "C-1", 5], ["Bolt", 12, 6]])
    text = "Client ID,Client\n c-1 ,Acme two\n"
    assert refused(tmp_path, text, book, table=CLIENTS).startswith("Clients already has 'c-1': 1 of the 1 rows")
    assert refused(tmp_path, "Client ID,Client\n12,Bolt\n", book, table=CLIENTS).startswith("Clients already has 12:")
    assert refused(tmp_path, "Client\nACME\n", book, table=CLIENTS) == (
        "Clients already has 'ACME': 1 of the 1 rows of their.csv, by Client. Say --update to change these rows, or "
        "--replace to replace the whole table."
    )


def test_one_client_twice_in_the_file_is_refused(tmp_path: Path) -> None:
    text = "Client ID,Client\nC-1,Acme\nC-2,Bolt\nc-1,Acme\n"
    assert refused(tmp_path, text, table=CLIENTS) == (
        "their.csv line 4: the Client ID 'c-1' stands in line 2 too; one row a Client ID."
    )


def test_update_changes_only_the_imported_columns_and_adds_the_rest(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book.xlsx", clients=[["Acme", "C-1", 5], ["Bolt", "C-2", 6], ["Cog", "C-3", 7]])
    text = "ID,employees,region\nC-3,70,EU\nc-1,,US\nC-9,9,US\n"
    done, path = run(tmp_path, text, book, table=CLIENTS, mode="update")
    assert (done.updated, done.appended, done.rows) == (2, 1, 4)
    assert table_rows(path, "Clients") == [
        ["Client", "Client ID", "Employees", "Region"],
        ["Acme", "c-1", None, "US"],
        ["Bolt", "C-2", 6, None],
        ["Cog", "C-3", 70, "EU"],
        [None, "C-9", 9, "US"],
    ]


def test_update_needs_an_id(tmp_path: Path) -> None:
    assert refused(tmp_path, "Client,Amount,Start\nA,1,2025-01-01\n", mode="update") == (
        "--update matches rows by Contract ID, and their.csv has none; import without it, or with --replace."
    )


def test_update_refuses_an_id_that_matches_two_rows(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book.xlsx", contracts=[["A", "K1", 1], ["A", "k1", 2]])
    assert refused(tmp_path, "Contract ID,Amount\nK1,5\n", book, mode="update") == (
        "Contracts!B2 and B3 both hold the Contract ID 'K1', so that --update cannot know which row to change; "
        "give one of them another."
    )


def test_replace(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book.xlsx", contracts=[["A", f"K{i}", 1] for i in range(5)])
    done, path = run(tmp_path, book=book, mode="replace")
    assert done.rows == 2
    assert [row[:3] for row in table_rows(path, "Contracts")[1:]] == [[7, 1, 50], [8, 2, 75.5]]


def test_add_clients(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book.xlsx", clients=[["Acme", "C-1", 5], ["Bolt", None, 6]])
    text = (
        "Client,Amount,Start\nc-1,1,2025-01-01\nBOLT,1,2025-01-01\nNew,1,2025-01-01\nnew,2,2025-01-01\n,3,2025-01-01\n"
    )
    done, path = run(tmp_path, text, book, add_clients=True)
    assert done.clients_added == 1
    assert table_rows(path, "Clients")[1:] == [["Acme", "C-1", 5], ["Bolt", None, 6], ["New", None, None]]


def test_leading_zeros_survive_in_both_tables(tmp_path: Path) -> None:
    text = "Client,Amount,Start\n00001,1,2025-01-01\n12,1,2025-01-01\n"
    _, path = run(tmp_path, text, add_clients=True)
    assert [row[0] for row in table_rows(path, "Contracts")[1:]] == ["00001", "12"]
    assert [row[0] for row in table_rows(path, "Clients")[1:]] == ["00001", "12"]


def test_tables_without_ids_just_grow(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book.xlsx")
    workbook = openpyxl.load_workbook(book)
    sheet = workbook.create_sheet("Fx")
    sheet.append(["Currency", "Rate"])
    sheet.add_table(Table(displayName="Rates", ref="A1:B2"))
    workbook.save(book)
    for _ in range(2):
        run(tmp_path, "ccy,exchange rate\nEUR,1.08\n", book, table=RATES)
    sheet = openpyxl.load_workbook(book)["Fx"]
    assert [[c.value for c in row] for row in sheet[sheet.tables["Rates"].ref]] == [
        ["Currency", "Rate"],
        ["EUR", 1.08],
        ["EUR", 1.08],
    ]


def test_refusals(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    assert refused(tmp_path, "Client,ARR,Start\nA,12,2025-01-01\n") == (
        "their.csv has no column for Amount, and 'ARR' may be for another period than a month: say "
        '--map "ARR=Amount" --set "Billing Period=Annual".'
    )
    assert refused(tmp_path, table=ASSETS) == (
        f'book.xlsx has no table Assets, nor a sheet Assets with its headers; add it with: segmentbook init "{book}"'
    )
    assert refused(tmp_path, cents=["amuont"]) == (
        "--cents: their.csv has no header 'amuont'; it has 'monthly_amount', 'end_date', 'subscription_id', "
        "'start_date', 'customer_id'."
    )
    assert refused(tmp_path, table=CLIENTS, add_clients=True) == (
        "--add-clients is for tables that name clients, such as Contracts; not for Clients."
    )
    assert refused(tmp_path, maps=["strat=Start"]).startswith(
        "--map: their.csv has no header 'strat'; it has 'start_date'"
    )


def their_workbook(path: Path, *, table: str = "") -> Path:
    book = openpyxl.Workbook()
    book.active.title = "About"
    book.active["A1"] = 5
    sheet = book.create_sheet("Export")
    sheet.append(["Contracts of the year"])
    sheet.append([])
    sheet.append(["Account", "Fee", "From", "Zip", None])
    sheet.append(["Acme", 12.5, date(2025, 1, 1), "00001", None])
    sheet.append([None, None, None, None, None])
    sheet.append(["=Bolt", "n/a", "31/12/2025", True, "stray"])
    sheet["A6"].data_type = "s"  # text that only looks like a formula
    if table:
        sheet.add_table(Table(displayName=table, ref="A3:D6"))
    book.save(path)
    return path


@pytest.mark.parametrize("table", ["", "Contracts"])
def test_another_workbook_gives_cells_as_they_were_typed(tmp_path: Path, table: str) -> None:
    book = make_book(tmp_path / "book.xlsx")
    done = import_file(book, CONTRACTS, their_workbook(tmp_path / "their.xlsx", table=table))
    assert table_rows(book, "Contracts")[1:] == [
        ["Acme", None, 12.5, None, date(2025, 1, 1), None, "00001"],
        ["=Bolt", None, "n/a", None, "31/12/2025", None, True],
    ]
    where = "table Contracts" if table else "sheet Export"
    assert done.source == f"their.xlsx: workbook, {where}, 2 rows"
    assert done.notes == (() if table else ("column E has no header and is left out",))


def test_a_workbook_without_a_header_row_is_refused(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book.xlsx")
    other = openpyxl.Workbook()
    other.active["A1"] = 5
    other.save(tmp_path / "their.xlsx")
    with pytest.raises(SegmentbookError) as error:
        import_file(book, CONTRACTS, tmp_path / "their.xlsx")
    assert str(error.value) == "their.xlsx has no visible sheet with a header row in its first 20 rows."


def test_a_table_that_lacks_a_header_is_named(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book.xlsx")
    workbook = openpyxl.load_workbook(book)
    workbook["Contracts"]["C1"] = "Amuont"
    workbook["Contracts"].tables["Contracts"].tableColumns[2].name = "Amuont"
    workbook.save(book)
    assert refused(tmp_path, book=book) == (
        "book.xlsx: Contracts!A1:F2: table Contracts is not read as Contracts: it lacks the header 'Amount' (is it "
        "'Amuont'?). Name the column so."
    )
