"""xlwings' public classes on workbooks that are open in a real Calc, object by object."""

from __future__ import annotations

import contextlib
import json
import socket
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlwings

from addin.calc.engine.connection import CalcGoneError, CalcRefusedError, Connection, NotThereError
from tests.calc.calc import Calc

WORDS = [["'=1+1", "'#N/A", "'TRUE", "'12", "a'b", "x\ny", "''quoted", "x" * 30_000]]
ROWS = 50_000


def first(book: xlwings.Book) -> xlwings.Sheet:
    return book.sheets[0]


# -- values -----------------------------------------------------------------------------------------------------------


def test_texts_stay_texts(book: xlwings.Book) -> None:
    cells = first(book).range("A1").resize(1, len(WORDS[0]))
    cells.raw_value = WORDS
    assert cells.raw_value == [[word.removeprefix("'") for word in WORDS[0]]]
    assert first(book).range("A1").formula == "=1+1"
    first(book).range("A3").formula = "=ISTEXT(A1)+ISTEXT(B1)+ISTEXT(C1)+ISTEXT(D1)"
    assert first(book).range("A3").value == 4.0


def test_what_is_typed_is_understood_as_in_excel(book: xlwings.Book) -> None:
    cells = first(book).range("A1:G1")
    cells.raw_value = [["12.5", "true", "#N/A", "#DIV/0!", "=SUM(A1,1)", None, "1 apple"]]
    assert cells.value == [12.5, True, None, None, 13.5, None, "1 apple"]
    assert cells.options(err_to_str=True).value == [12.5, True, "#N/A", "#DIV/0!", 13.5, None, "1 apple"]
    assert first(book).range("A1:G1").formula == (("12.5", "1", "#N/A", "#DIV/0!", "=SUM(A1,1)", "", "1 apple"),)


def test_errors_of_formulas_have_excels_names(book: xlwings.Book) -> None:
    cells = first(book).range("A1:F1")
    cells.formula = (("=1/0", "=NA()", "=10^999", '="a"+1', "=nosuchname", "=INDEX(B1:B2,5)"),)
    *told, last = cells.options(err_to_str=True).value
    assert told == ["#DIV/0!", "#N/A", "#NUM!", "#VALUE!", "#NAME?"]
    assert last in ("#REF!", "#VALUE!")


def test_dates_are_told_by_their_format(book: xlwings.Book, calc: Calc) -> None:
    sheet = first(book)
    sheet.range("A1:A3").raw_value = [[datetime(2026, 6, 30)], [datetime(1999, 12, 31, 18, 30)], [46203.0]]
    assert sheet.range("A1:A3").value == [46203.0, 36525.770833333336, 46203.0]
    sheet.range("A1:A3").number_format = "yyyy-mm-dd hh:mm"
    assert sheet.range("A1:A3").value == [datetime(2026, 6, 30), datetime(1999, 12, 31, 18, 30), datetime(2026, 6, 30)]
    number = calc.ask("adopt", uid=book.impl.number)
    calc.ask("enter", document=number, sheet="", area="B1", rows=[["=DATE(2026;1;31)"]])  # as a user types it
    assert sheet.range("B1").value == datetime(2026, 1, 31)
    sheet.range("C1").formula = "=B1"  # as a program writes it: looks are its own affair
    assert sheet.range("C1").value == 46053.0
    sheet.range("B2").number_format = "0.00%"
    sheet.range("B2").raw_value = 0.5
    assert sheet.range("B2").value == 0.5


def test_dates_from_1904(book: xlwings.Book, calc: Calc) -> None:
    sheet = first(book)
    number = calc.ask("adopt", uid=book.impl.number)
    calc.ask("null_date", document=number, year=1904, month=1, day=1)
    sheet.range("A1").number_format = "yyyy-mm-dd"
    sheet.range("A1").raw_value = datetime(2026, 6, 30)
    again = xlwings.Book(impl=type(book.impl)(book.app.impl, book.impl.number))
    assert again.sheets[0].range("A1").value == datetime(2026, 6, 30)


def test_booleans_leave_no_format_behind(book: xlwings.Book) -> None:
    cells = first(book).range("A1:B1")
    cells.raw_value = [[True, False]]
    assert cells.value == [True, False]
    cells.raw_value = [[1.0, 0.0]]
    assert cells.value == [1.0, 0.0]
    assert not isinstance(cells.value[0], bool)


def test_fifty_thousand_rows(book: xlwings.Book) -> None:
    sheet = first(book)
    rows = [[float(n), f"client {n % 500}", None if n % 3 else "x", "#N/A" if n % 2 else 1.5] for n in range(ROWS)]
    sheet.range((1, 1), (ROWS, 4)).raw_value = rows
    told = sheet.range((1, 1), (ROWS, 4)).options(err_to_str=True).value
    assert told == rows
    assert sheet.used_range.shape == (ROWS, 4)


def test_a_block_in_columns_that_were_never_used(book: xlwings.Book) -> None:
    """LibreOffice 7.4 would end itself where an error is the first thing in a column."""
    cells = first(book).range("CA10:CC11")
    cells.raw_value = [["#N/A", None, "#N/A"], ["#N/A", "#N/A", "#N/A"]]
    assert cells.options(err_to_str=True).value == [["#N/A", None, "#N/A"], ["#N/A", "#N/A", "#N/A"]]


def test_xlwings_converters_read_and_write(book: xlwings.Book) -> None:
    import pandas as pd

    sheet = first(book)
    frame = pd.DataFrame({"Client": ["a", "b"], "ARR": [1.5, float("nan")]})
    sheet.range("B2").options(index=False).value = frame
    assert sheet.range("B2").expand().value == [["Client", "ARR"], ["a", 1.5], ["b", None]]
    assert sheet.range("B2:C2").options(ndim=2).value == [["Client", "ARR"]]
    assert sheet.range("B3").options(numbers=int).value == "a"
    back = sheet.range("B2").options(pd.DataFrame, expand="table", index=False).value
    assert list(back.columns) == ["Client", "ARR"]


def test_writing_keeps_notes_and_looks(book: xlwings.Book) -> None:
    sheet = first(book)
    sheet.range("A1:C3").raw_value = [[1.0, 2.0, 3.0]] * 3
    sheet.range("B2").add_note("from me")
    sheet.range("C3").color = (10, 20, 30)
    sheet.range("A1:C3").raw_value = [["a", None, "#N/A"]] * 3
    assert [(note.location.address, note.text) for note in sheet.notes] == [("$B$2", "from me")]
    assert sheet.range("A1:C3").options(err_to_str=True).value == [["a", None, "#N/A"]] * 3
    assert sheet.range("C3").color == (10, 20, 30)
    sheet.range("B2").note.text = "and more"
    assert sheet.range("B2").note.text == "and more"
    sheet.range("B2").note.delete()
    assert sheet.range("B2").note is None


# -- ranges -----------------------------------------------------------------------------------------------------------


def test_addresses_and_parts(book: xlwings.Book) -> None:
    sheet = first(book)
    cells = sheet.range("B2:D5")
    assert (cells.row, cells.column, cells.shape, cells.size) == (2, 2, (4, 3), 12)
    assert cells.address == "$B$2:$D$5"
    assert cells.get_address(False, False) == "B2:D5"
    assert cells(2, 3).address == "$D$3"
    assert cells(4).address == "$B$3"
    assert cells[1:, 0].address == "$B$3:$B$5"
    assert cells.offset(1, 1).address == "$C$3:$E$6"
    assert cells.resize(1, 1).address == "$B$2"
    assert sheet.range((3, 4), (1, 2)).address == "$B$1:$D$3"
    assert sheet.range("12:15").address == "$12:$15"
    assert cells.last_cell.address == "$D$5"
    assert [row.address for row in cells.rows][:2] == ["$B$2:$D$2", "$B$3:$D$3"]


def test_expanding_and_ends(book: xlwings.Book) -> None:
    sheet = first(book)
    sheet.range("B2").value = [["h", "i", "j"], [1, 2, None], [3, 4, 5]]
    assert sheet.range("B2").expand().address == "$B$2:$D$4"
    assert sheet.range("D2").expand("down").address == "$D$2"
    assert sheet.range("B2").end("down").address == "$B$4"
    assert sheet.range("B4").end("down").row == 1_048_576
    assert sheet.range("B2").end("right").address == "$D$2"
    assert sheet.range("D4").end("up").address == "$D$2"
    assert sheet.range("C3").current_region.address == "$B$2:$D$4"


def test_formulas_are_excels_both_ways(book: xlwings.Book) -> None:
    sheet = first(book)
    sheet.name = "My list"
    other = book.sheets.add("Other", after=sheet)
    sheet.range("A1").value = [[1], [2], [3]]
    formulas = (
        "=SUM('My list'!A1:A3,1)",
        "=SUM({1,2;3,4})",
        '=IF(\'My list\'!$A$1=1,"a,b;c","")',
        "=COUNTIF('My list'!A:A,\">1\")",
    )
    other.range("A1:D1").formula = (formulas,)
    assert other.range("A1:D1").value == [7.0, 10.0, "a,b;c", 2.0]
    assert other.range("A1:D1").formula == (formulas,)


def test_a_formula_is_filled_over_a_range(book: xlwings.Book) -> None:
    sheet = first(book)
    sheet.range("A1:A3").raw_value = [[1.0], [2.0], [3.0]]
    sheet.range("B1:C3").formula = "=A1*$A$1"
    assert sheet.range("B1:C3").formula == (
        ("=A1*$A$1", "=B1*$A$1"),
        ("=A2*$A$1", "=B2*$A$1"),
        ("=A3*$A$1", "=B3*$A$1"),
    )


def test_inserting_deleting_and_moving(book: xlwings.Book) -> None:
    sheet = first(book)
    sheet.range("A1:A3").raw_value = [["a"], ["b"], ["=A1"]]
    sheet.range("2:3").insert("down")
    assert sheet.range("A1:A5").value == ["a", None, None, "b", "a"]
    sheet.range("2:3").delete("up")
    sheet.range("A1").move(sheet.range("C7"))
    assert sheet.range("A3").formula == "=C7"
    assert sheet.range("C7").value == "a"


def test_clearing(book: xlwings.Book) -> None:
    sheet = first(book)
    for address in ("A1", "A2"):
        sheet.range(address).raw_value = 5.0
        sheet.range(address).color = "#112233"
        sheet.range(address).add_note("n")
    sheet.range("A1").clear_contents()
    assert (sheet.range("A1").value, sheet.range("A1").color) == (None, (0x11, 0x22, 0x33))
    assert sheet.range("A1").note is not None
    sheet.range("A2").clear()
    assert (sheet.range("A2").value, sheet.range("A2").color, sheet.range("A2").note) == (None, None, None)


def test_looks(book: xlwings.Book) -> None:
    cells = first(book).range("B2:C3")
    cells.number_format = "#,##0.00"
    cells.color = (1, 2, 3)
    cells.font.bold = True
    cells.font.size = 14
    cells.font.color = "#AABBCC"
    cells.wrap_text = True
    cells.column_width = 20
    cells.row_height = 33
    assert cells.number_format == "#,##0.00"
    assert cells.color == (1, 2, 3)
    assert (cells.font.bold, cells.font.size, cells.font.color) == (True, 14.0, (0xAA, 0xBB, 0xCC))
    assert cells.wrap_text is True
    assert cells.column_width == pytest.approx(20, abs=0.05)
    assert cells.row_height == pytest.approx(33, abs=0.05)
    assert first(book).range("B2:D3").font.bold is None
    cells.set_colors([[(9, 9, 9), ...], [None, "#000001"]])
    assert [cell.color for cell in cells] == [(9, 9, 9), (1, 2, 3), None, (0, 0, 1)]


def test_merging_and_hiding(book: xlwings.Book) -> None:
    cells = first(book).range("B2:C3")
    cells.merge()
    assert first(book).range("B2").merge_area.address == "$B$2:$C$3"
    cells.unmerge()
    assert first(book).range("B2").merge_cells is False
    cells.rows.hidden = True
    assert first(book).range("B2:B3").rows.hidden is True
    assert first(book).range("B2:B4").rows.hidden is None
    cells.rows.hidden = False
    assert first(book).range("B2:B3").rows.hidden is False


# -- sheets, books, app ------------------------------------------------------------------------------------------------


def test_sheets(book: xlwings.Book) -> None:
    one = book.sheets.add("One")
    two = book.sheets.add("Two", after=one)
    assert [sheet.name for sheet in book.sheets][:2] == ["One", "Two"]
    assert (two.index, book.sheets["TWO"].name, "one" in book.sheets) == (2, "Two", True)
    two.name = "Zwei"
    two.move(before=one)
    assert book.sheet_names[:2] == ["Zwei", "One"]
    two.visible = False
    assert book.sheets["Zwei"].visible is False
    copy = one.copy(name="Copy")
    assert copy.name == "Copy"
    one.delete()
    assert "One" not in book.sheets
    with pytest.raises(NotThereError, match=r"There is no sheet 'One'\."):
        book.sheets["One"]


def test_what_is_shown(book: xlwings.Book) -> None:
    one, two = first(book), book.sheets.add("Two")
    two.activate()
    two.range("B3:C4").select()
    assert book.sheets.active.name == "Two"
    beyond = book.impl.beyond
    seen = beyond.view(book)
    one.activate()
    one.range("A1").select()
    beyond.restore_view(book, seen)
    assert book.sheets.active.name == "Two"
    assert beyond.view(book) == seen


def test_saving_and_opening(app: xlwings.App, book: xlwings.Book, tmp_path: Path) -> None:
    path = tmp_path / "Ünïcode name.xlsx"
    first(book).range("A1").raw_value = "'=text"
    book.save(path)
    assert (book.name, book.fullname) == (path.name, str(path))
    again = app.books.open(path)
    assert again == book
    book.close()
    assert path.name not in [one.name for one in app.books]
    opened = app.books.open(path, read_only=True)
    assert opened.sheets[0].range("A1").value == "=text"
    assert opened.impl.beyond.is_read_only(opened)


def test_a_workbook_that_was_never_saved_has_no_folder(book: xlwings.Book) -> None:
    assert "/" not in book.fullname
    assert not book.impl.beyond.is_read_only(book)


def test_switches_come_back(app: xlwings.App, book: xlwings.Book) -> None:
    assert (app.screen_updating, app.calculation) == (True, "automatic")
    with app.properties(screen_updating=False, calculation="manual", enable_events=False, display_alerts=False):
        assert (app.screen_updating, app.calculation) == (False, "manual")
        first(book).range("A1").raw_value = 1.0
        first(book).range("A2").formula = "=A1+1"
        first(book).range("A1").raw_value = 5.0
    assert (app.screen_updating, app.calculation) == (True, "automatic")
    assert first(book).range("A2").value == 6.0


def test_a_program_that_leaves_puts_everything_back(app: xlwings.App, book: xlwings.Book, calc: Calc) -> None:
    port, token = calc.ask("bridge").split()
    line = Connection(int(port), token)
    line.ask("still", wanted=True)
    line.ask("automatic", wanted=False)
    first(book).range("A1").raw_value = 1.0
    first(book).range("A2").formula = "=A1+1"
    first(book).range("A1").raw_value = 2.0
    line.close()
    for _ in range(50):
        if first(book).range("A2").value == 3.0:
            break
    assert first(book).range("A2").value == 3.0
    assert app.screen_updating is True


def test_status_and_messages_where_nobody_can_see_them(app: xlwings.App, book: xlwings.Book) -> None:
    app.status_bar = "Working"
    assert app.status_bar == "Working"
    app.status_bar = False
    assert app.alert("Done.", "Segmentbook") == "ok"
    assert app.impl.connection.ask("said") == ["Done."]


def test_the_engine_is_known_to_xlwings(app: xlwings.App, book: xlwings.Book) -> None:
    assert app.engine.name == "calc"
    assert xlwings.engines["calc"].apps[app.pid] == app
    assert app.version.major >= 7
    assert book in list(app.books)


# -- tables, names -----------------------------------------------------------------------------------------------------


@pytest.fixture
def table(book: xlwings.Book) -> xlwings.main.Table:
    sheet = first(book)
    sheet.range("B2").value = [["Client", "ARR", "Why"], ["a", 1, "x"], ["b", 2, "y"]]
    return sheet.tables.add(sheet.range("B2:D4"), name="Results")


def test_tables(book: xlwings.Book, table: xlwings.main.Table) -> None:
    sheet = first(book)
    assert [one.name for one in sheet.tables] == ["Results"]
    assert table.range.address == "$B$2:$D$4"
    assert table.header_row_range.value == ["Client", "ARR", "Why"]
    assert table.data_body_range.value == [["a", 1.0, "x"], ["b", 2.0, "y"]]
    assert [column.name for column in table.columns] == ["Client", "ARR", "Why"]
    assert table.columns["arr"].data_body_range.value == [1.0, 2.0]
    assert (table.show_headers, table.show_totals, table.show_autofilter) == (True, False, True)
    assert sheet.range("C3").table == table
    assert sheet.range("A1").table is None
    table.name = "Renamed"
    assert sheet.tables["renamed"].name == "Renamed"


def test_formulas_by_name_follow_a_table_that_grows(book: xlwings.Book, table: xlwings.main.Table) -> None:
    sheet = first(book)
    sheet.range("G1").formula = "=SUM(Results[ARR])"
    sheet.range("G2").formula = "=ROWS(Results[#All])"
    table.resize(sheet.range("B2:D6"))
    sheet.range("B5").value = [["c", 10, "z"], ["d", 20, "z"]]
    assert sheet.range("G1:G2").value == [33.0, 5.0]
    assert sheet.range("G1").formula == "=SUM(Results[ARR])"
    table.resize(sheet.range("B2:D3"))
    assert sheet.range("G1:G2").value == [1.0, 2.0]


def test_a_formula_about_its_own_row(book: xlwings.Book, table: xlwings.main.Table) -> None:
    sheet = first(book)
    sheet.range("D3:D4").formula2 = "=[@ARR]*2"
    assert sheet.range("D3:D4").value == [2.0, 4.0]
    assert sheet.range("D4").formula == "=Results[[#This Row],[ARR]]*2"


def test_columns_come_and_go(book: xlwings.Book, table: xlwings.main.Table) -> None:
    sheet = first(book)
    sheet.range("F3").raw_value = "beside"
    sheet.range("A9").formula = "=C3"
    table.columns.impl.add("New", 2)
    assert sheet.tables["Results"].header_row_range.value == ["Client", "New", "ARR", "Why"]
    assert sheet.range("G3").value == "beside"
    assert sheet.range("A9").formula == "=D3"
    sheet.tables["Results"].columns["New"].impl.delete()
    assert sheet.tables["Results"].header_row_range.value == ["Client", "ARR", "Why"]
    assert sheet.range("F3").value == "beside"


def test_names(book: xlwings.Book) -> None:
    sheet = first(book)
    sheet.name = "It's"
    sheet.range("A1:A2").name = "mine"
    assert book.names["mine"].refers_to == "='It''s'!$A$1:$A$2"
    assert book.names["mine"].refers_to_range.address == "$A$1:$A$2"
    assert sheet.range("A1:A2").name.name == "mine"
    assert sheet.range("mine").address == "$A$1:$A$2"
    book.names.add("Cut", "=50.5")
    book.names["Cut"].refers_to = "=60"
    sheet.range("C1").formula = "=Cut+1"
    assert sheet.range("C1").value == 61.0
    book.names["Cut"].delete()
    assert [name.name for name in book.names] == ["mine"]


# -- the line ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("greeting", [{"token": "guessed"}, {"token": None}, {}, [], {"do": "books"}])
def test_who_does_not_know_the_token_is_hung_up_on(calc: Calc, greeting: Any) -> None:
    port, _ = calc.ask("bridge").split()
    with socket.create_connection(("127.0.0.1", int(port)), timeout=10) as line:
        line.sendall(json.dumps(greeting).encode() + b"\n" + b'{"do":"books"}\n')
        with contextlib.suppress(ConnectionResetError):
            assert line.recv(1000) == b""


def test_only_what_is_on_the_list_can_be_asked_for(app: xlwings.App) -> None:
    line = app.impl.connection
    for what in ("eval", "__import__", "Office", "os.system"):
        with pytest.raises(CalcRefusedError, match="could not do it"):
            line.ask(what, text="1")
    assert line.ask("version")[0] >= 7


def test_a_workbook_that_was_closed(app: xlwings.App) -> None:
    book = app.books.add()
    book.close()
    with pytest.raises(NotThereError, match=r"The workbook is no longer open\."):
        book.sheets[0].range("A1").raw_value = 1.0


def test_nobody_listens(calc: Calc) -> None:
    with pytest.raises(CalcGoneError, match="LibreOffice does not answer on port 1:"):
        Connection(1, "x")
