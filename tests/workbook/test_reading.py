"""Input tables are found wherever they stand, and only they."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from segmentbook import schema
from segmentbook.raw import ErrorValue, Kind, RawBook, RawTable
from segmentbook.report.results import RESULT_SHEETS
from segmentbook.report.spec import Style
from segmentbook.workbook import cells, feed, reading
from segmentbook.workbook.book import MAIN, Book
from segmentbook.workbook.finding import RESULT_KEYS
from segmentbook.workbook.reading import read_book
from segmentbook.workbook.scan import Batch
from segmentbook.workbook.styles import Styles
from tests.workbook.sheet_xml import Cells, Dialect, Serial, add_table, book_of, sheet_xml


def grid(*rows: tuple[object, ...], top: int = 1, left: int = 1) -> Cells:
    return {(top + i, left + j): value for i, row in enumerate(rows) for j, value in enumerate(row)}


CLIENTS = (("Client", "Employees"), ("Acme", 10.0), ("Birch", 20.0))
CONTRACTS = (("Client", "Amount", "Start"), ("Acme", 100.0, Serial(45292)), ("Birch", 50.0, Serial(45300)))


def rows(table: RawTable) -> list[tuple[object, ...]]:
    return [tuple(column.cell(row) for column in table.columns) for row in range(len(table))]


def only(raw: RawBook, name: str = "Clients") -> RawTable:
    assert list(raw.tables) == [name]
    return raw.tables[name]


# -- where ---------------------------------------------------------------------------------------------------------


def test_a_sheet_of_the_name_with_a_header_row() -> None:
    raw = read_book(book_of({"Notes": grid(("anything",)), "Clients": grid(*CLIENTS), "contracts": grid(*CONTRACTS)}))
    assert list(raw.tables) == ["Clients", "Contracts"]
    clients, contracts = raw.tables["Clients"], raw.tables["Contracts"]
    assert (clients.sheet, clients.top, clients.left, clients.display_name) == ("Clients", 1, 1, "")
    assert clients.headers == ("Client", "Employees")
    assert rows(clients) == [("Acme", 10.0), ("Birch", 20.0)]
    assert contracts.sheet == "contracts"
    assert rows(contracts)[0] == ("Acme", 100.0, dt.date(2024, 1, 1))
    assert raw.sheet_names == ("Notes", "Clients", "contracts")
    assert raw.notes == ()


def test_a_header_row_further_down_and_to_the_right() -> None:
    cells = {(1, 1): "Our clients", (3, 2): "as of today", **grid(*CLIENTS, top=20, left=4)}
    table = only(read_book(book_of({"Clients": cells})))
    assert (table.top, table.left, table.headers) == (20, 4, ("Client", "Employees"))
    assert table.address(1, "Employees") == "E22"
    assert rows(table) == [("Acme", 10.0), ("Birch", 20.0)]


def test_a_header_row_below_the_twentieth_row_is_none() -> None:
    raw = read_book(book_of({"Clients": grid(*CLIENTS, top=21)}))
    assert raw.tables == {}
    assert raw.notes == (
        "Clients: the sheet is not read as Clients: it lacks the header 'Client'. Name the column so.",
    )


def test_a_native_table_of_any_case_on_any_sheet() -> None:
    book = book_of({"Data": {(1, 1): "words", **grid(*CLIENTS, top=30, left=3), (40, 1): "below", (31, 9): "beside"}})
    add_table(book, "Data", "CLIENTS", "C30:D32", ("Client", "Employees"))
    table = only(read_book(book))
    assert (table.sheet, table.top, table.left, table.display_name) == ("Data", 30, 3, "CLIENTS")
    assert rows(table) == [("Acme", 10.0), ("Birch", 20.0)]


def test_two_tables_on_one_sheet() -> None:
    book = book_of({"Data": {**grid(*CLIENTS), **grid(*CONTRACTS, top=8, left=5)}})
    add_table(book, "Data", "Clients", "A1:B3", ("Client", "Employees"))
    add_table(book, "Data", "Contracts", "E8:G10", ("Client", "Amount", "Start"))
    raw = read_book(book)
    assert rows(raw.tables["Clients"]) == [("Acme", 10.0), ("Birch", 20.0)]
    assert [row[1] for row in rows(raw.tables["Contracts"])] == [100.0, 50.0]


def test_each_sheet_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of({"Data": {**grid(*CLIENTS), **grid(*CONTRACTS, top=8, left=5)}, "Big": grid(("x",))})
    add_table(book, "Data", "Clients", "A1:B3", ("Client", "Employees"))
    add_table(book, "Data", "Contracts", "E8:G10", ("Client", "Amount", "Start"))
    read: list[str] = []
    real = reading.read_area

    def watched(book: Book, styles: Styles, sheet: object, *rest: object, **how: object) -> object:
        read.append(sheet.name)  # type: ignore[attr-defined]
        return real(book, styles, sheet, *rest, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "read_area", watched)
    read_book(book)
    assert read == ["Data"]

    named = book_of({"Clients": grid(*CLIENTS)})
    add_table(named, "Clients", "Clients", "A1:B3", ("Client", "Employees"))
    read.clear()
    read_book(named)
    assert read == ["Clients"]


def test_a_native_table_ends_where_it_says() -> None:
    book = book_of({"Clients": {**grid(*CLIENTS), (4, 1): "Total", (4, 2): 30.0, (5, 1): "Source: CRM"}})
    add_table(book, "Clients", "Clients", "A1:B4", ("Client", "Employees"), totals=1)
    assert rows(only(read_book(book))) == [("Acme", 10.0), ("Birch", 20.0)]


def test_a_native_table_of_another_name_on_a_sheet_of_ours_ends_where_it_says() -> None:
    book = book_of({"Clients": {**grid(*CLIENTS), (4, 1): "Total", (4, 2): 30.0, (1, 5): "remark", (9, 1): "below"}})
    add_table(book, "Clients", "Table1", "A1:B4", ("Client", "Employees"), totals=1)
    table = only(read_book(book))
    assert (table.headers, table.display_name) == (("Client", "Employees"), "Table1")
    assert rows(table) == [("Acme", 10.0), ("Birch", 20.0)]


def test_a_table_without_rows() -> None:
    book = book_of({"Clients": grid(("Client", "Employees"))})
    add_table(book, "Clients", "Clients", "A1:B2", ("Client", "Employees"))
    table = only(read_book(book))
    assert (len(table), len(table.columns)) == (0, 2)


def test_blank_rows_between_stay_and_those_at_the_end_go() -> None:
    cells = {**grid(*CLIENTS), (6, 1): "Cedar", (9, 1): "", (9, 2): None}
    assert rows(only(read_book(book_of({"Clients": cells})))) == [
        ("Acme", 10.0), ("Birch", 20.0), (None, None), (None, None), ("Cedar", None)
    ]  # fmt: skip


def test_blank_rows_at_the_end_go_where_the_sheet_goes_on_beside_them() -> None:
    book = book_of({"Data": {**grid(*CLIENTS), **grid(*CONTRACTS, left=5), (4, 5): "Cedar"}})
    add_table(book, "Data", "Clients", "A1:B4", ("Client", "Employees"))
    add_table(book, "Data", "Contracts", "E1:G4", ("Client", "Amount", "Start"))
    raw = read_book(book)
    assert (len(raw.tables["Clients"]), len(raw.tables["Contracts"])) == (2, 3)


def test_hidden_rows_count() -> None:
    content = sheet_xml(grid(*CLIENTS), Dialect(texts="inline", row_extras=' hidden="1"'))
    assert len(only(read_book(book_of({"Clients": content})))) == 2


def test_a_table_that_says_it_has_a_million_rows_costs_what_it_holds() -> None:
    book = book_of({"Clients": grid(*CLIENTS)})
    headers = ("Client", "Employees", *(f"Column{i}" for i in range(3, 16385)))
    add_table(book, "Clients", "Clients", "A1:XFD1048576", headers)
    table = only(read_book(book))
    assert (len(table), len(table.columns)) == (2, 16384)


# -- which ---------------------------------------------------------------------------------------------------------


def test_an_unrelated_sheet_of_the_name_is_not_ours() -> None:
    services = grid(("Our services", None), ("Consulting", "on request"))
    raw = read_book(book_of({"Clients": grid(*CLIENTS), "Services": services}))
    assert list(raw.tables) == ["Clients"]
    assert raw.notes == ()


def test_ours_with_a_name_that_says_so_goes_before_the_user_s() -> None:
    own, ours = grid(("Setting", "Value"), ("Theme", "dark")), grid(("Setting", "Value"), ("Effort Cut", 60.0))
    book = book_of({"Theirs": own, "Ours": ours})
    add_table(book, "Theirs", "Settings", "A1:B2", ("Setting", "Value"))
    add_table(book, "Ours", "Settings_Segmentbook", "A1:B2", ("Setting", "Value"))
    raw = read_book(book)
    assert rows(only(raw, "Settings")) == [("Effort Cut", 60.0)]
    assert raw.notes == (
        "Theirs!A1 (table Settings): could be Settings as well; Ours!A1 (table Settings_Segmentbook) is read. "
        "Rename the table that is not meant.",
    )


def test_a_user_s_table_of_the_name_without_the_headers_leaves_the_place_to_ours() -> None:
    book = book_of({"Theirs": grid(("Key", "Val")), "Settings (Segmentbook)": grid(("Setting", "Value"), ("a", "b"))})
    add_table(book, "Theirs", "Settings", "A1:B2", ("Key", "Val"))
    raw = read_book(book)
    assert only(raw, "Settings").sheet == "Settings (Segmentbook)"
    assert raw.notes == ()


def test_a_native_table_that_lacks_a_header_is_noted_even_where_a_sheet_is_read() -> None:
    book = book_of({"New": grid(("Cliemt",), ("Acme",)), "Clients": grid(*CLIENTS)})
    add_table(book, "New", "Clients", "A1:A2", ("Cliemt",))
    raw = read_book(book)
    assert only(raw).sheet == "Clients"
    assert raw.notes == (
        "New!A1:A2: table Clients is not read as Clients: it lacks the header 'Client' (is it 'Cliemt'?). "
        "Name the column so.",
    )


def test_a_sheet_of_the_name_that_is_not_needed_is_not_noted() -> None:
    book = book_of({"Clients": grid(("Our clients",)), "Data": grid(*CLIENTS)})
    add_table(book, "Data", "Clients", "A1:B3", ("Client", "Employees"))
    raw = read_book(book)
    assert only(raw).sheet == "Data"
    assert raw.notes == ()


def test_only_the_top_of_a_large_foreign_sheet_of_the_name_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 50_001))
    content = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    scanned: list[int] = []
    real = cells.scan_rows

    def watched(piece: bytes, texts: Callable[[list[str]], list[int]]) -> Batch | None:
        scanned.append(len(piece))
        return real(piece, texts)

    monkeypatch.setattr(cells, "scan_rows", watched)
    monkeypatch.setattr(feed, "_BLOCK", 10_000)
    assert read_book(book_of({"Services": content})).tables == {}
    assert sum(scanned) <= 10_000


def test_a_native_table_goes_before_a_sheet_of_the_name() -> None:
    book = book_of({"Clients": grid(*CLIENTS), "Data": grid(("Client",), ("Cedar",))})
    add_table(book, "Data", "Clients", "A1:A2", ("Client",))
    raw = read_book(book)
    assert rows(only(raw)) == [("Cedar",)]
    assert raw.notes == (
        "Clients!A1: could be Clients as well; Data!A1 (table Clients) is read. Rename the sheet that is not meant.",
    )


def test_missing_required_headers_are_named_with_what_may_be_meant() -> None:
    book = book_of({"Contracts": grid(("Cliënt", "Amuont", "Start"), ("Acme", 1.0, None))})
    raw = read_book(book)
    assert raw.tables == {}
    assert raw.notes == (
        "Contracts: the sheet is not read as Contracts: it lacks the headers 'Client' (is it 'Cliënt'?), "
        "'Amount' (is it 'Amuont'?). Name the columns so.",
    )


def test_a_table_without_a_header_row_is_not_ours() -> None:
    book = book_of({"Data": grid(*CLIENTS)})
    add_table(book, "Data", "Clients", "A2:B3", ("Client", "Employees"), header_rows=0)
    raw = read_book(book)
    assert raw.tables == {}
    assert raw.notes == (
        "Data: table Clients has no header row and is not read. Switch its header row on (Table Design, Header Row).",
    )


def test_headers_match_by_alias() -> None:
    raw = read_book(book_of({"Contracts": grid(("account name", "MONTHLY AMOUNT", "Start Date"), ("Acme", 5.0, None))}))
    assert only(raw, "Contracts").headers == ("account name", "MONTHLY AMOUNT", "Start Date")


def test_result_sheets_of_ours_are_never_read() -> None:
    book = book_of({"Clients": grid(*CLIENTS)})
    book.mark("Dashboard", "Clients!$A$1")
    assert read_book(book).tables == {}


def test_input_sheets_that_we_made_are_read() -> None:
    book = book_of({"Clients": grid(*CLIENTS)})
    book.mark("Clients", "Clients!$A$1")
    assert len(only(read_book(book))) == 2


def test_the_keys_of_results_are_those_that_the_report_writes() -> None:
    assert set(RESULT_KEYS) == set(RESULT_SHEETS)


# -- headers -------------------------------------------------------------------------------------------------------


def test_headers_of_every_kind() -> None:
    header = (" Client ", 2024.0, 0.5, True, ErrorValue("#N/A"), Serial(45292), None, "Line\nbreak", None)
    table = only(read_book(book_of({"Clients": grid(header, ("Acme", *map(float, range(8))))})))
    assert table.headers == ("Client", "2024", "0.5", "TRUE", "#N/A", "2024-01-01", "", "Line\nbreak")
    assert rows(table) == [("Acme", 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0)]


def test_of_two_equal_headers_both_stay_and_it_is_noted() -> None:
    raw = read_book(book_of({"Clients": grid(("Client", "Region", "region "), ("Acme", "North", "South"))}))
    assert only(raw).headers == ("Client", "Region", "region")
    assert raw.notes == (
        "Clients!C1: a second column is called 'region'; B1 is the one that is read. Rename one of them.",
    )


def test_a_native_table_s_headers_stand_in_its_part_where_the_sheet_has_none() -> None:
    book = book_of({"Data": grid((None, 2024.0), ("Acme", 10.0))})
    add_table(book, "Data", "Clients", "A1:B2", ("Client", "2024 seats"))
    assert only(read_book(book)).headers == ("Client", "2024 seats")


def test_merged_cells_hold_their_value_in_the_first() -> None:
    content = sheet_xml(grid(("Client", "Region"), ("Acme", "North"), ("Birch", None)), Dialect(texts="inline"))
    merged = content.replace(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="B2:B3"/></mergeCells>'
    )
    assert rows(only(read_book(book_of({"Clients": merged})))) == [("Acme", "North"), ("Birch", None)]


# -- values --------------------------------------------------------------------------------------------------------


def test_dates_of_a_1904_workbook() -> None:
    raw = read_book(
        book_of({"Contracts": grid(("Client", "Amount", "Start"), ("Acme", 1.0, Serial(43830)))}, date1904=True)
    )
    table = only(raw, "Contracts")
    assert table.date1904
    assert rows(table) == [("Acme", 1.0, dt.date(2024, 1, 1))]


def test_fills_of_colour_columns_only() -> None:
    book = book_of({"HealthBands": b""})
    green = Styles(book).xf(Style(fill="22C55E"))
    band = '<c r="A{0}" s="{1}" t="inlineStr"><is><t>{2}</t></is></c><c r="B{0}"><v>{3}</v></c>'
    header = "".join(
        f'<c r="{c}1" t="inlineStr"><is><t>{h}</t></is></c>'
        for c, h in zip("ABC", ("Band", "Minimum Score", "Colour"), strict=True)
    )
    content = (
        f'<row r="1">{header}</row>'
        f'<row r="2">{band.format(2, green, "Good", 50)}<c r="C2" s="{green}"/></row>'
        f'<row r="3">{band.format(3, 0, "Bad", 0)}<c r="C3" t="inlineStr"><is><t>#FF0000</t></is></c></row>'
        f'<row r="4"><c r="C4" s="{green}"/></row>'
    )
    sheet = book.sheet("HealthBands")
    book.package.put(sheet.part, f'<worksheet xmlns="{book.ns}"><sheetData>{content}</sheetData></worksheet>'.encode())
    table = only(read_book(book), "HealthBands")
    assert rows(table) == [("Good", 50.0, None), ("Bad", 0.0, "#FF0000")]
    assert [column.fills for column in table.columns] == [None, None, ["22C55E", ""]]


def test_columns_have_their_own_texts() -> None:
    cells = {**grid(*CLIENTS), (2, 2): "many", (20, 9): "elsewhere"}
    table = only(read_book(book_of({"Clients": cells})))
    assert [list(column.pool) for column in table.columns] == [["Acme", "Birch"], ["many"]]
    assert table.columns[1].kind.tolist() == [Kind.TEXT, Kind.NUMBER]


def test_every_input_table_is_found_by_its_own_headers() -> None:
    sheets: dict[str, bytes | Cells] = {
        table.name: grid(table.headers, tuple("x" for _ in table.headers)) for table in schema.INPUT_TABLES
    }
    raw = read_book(book_of(sheets))
    assert list(raw.tables) == [table.name for table in schema.INPUT_TABLES]
    assert all(raw.tables[table.name].headers == table.headers for table in schema.INPUT_TABLES)
    assert raw.notes == ()
