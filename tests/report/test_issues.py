"""DataIssues: order, places, links and sentences."""

from segmentbook.model.issues import Issue, Level
from segmentbook.raw import RawBook
from segmentbook.report.issues import NOTHING, data_issues, issue_rows, issue_summary
from segmentbook.report.places import Names
from tests.report import books


def test_errors_come_first_then_sheets_in_the_workbooks_order_then_rows() -> None:
    rows = issue_rows(books.ISSUES, books.raw())
    assert rows["Text"].tolist() == [
        "Contracts!B10: Client must be in Clients; got 'Nobody'. The line is not counted.",
        "Contracts!C11: Start must be a date. The line is not counted.",
        "Clients!B5: Segment Value is typed; got 1500. It wins over the contracts.",
        "Tiers: There is no Tiers table. The default tiers are used.",
    ]
    assert rows["Level"].tolist() == ["error", "error", "warning", "warning"]
    assert rows["What is wrong"].tolist()[0] == "Client must be in Clients; got 'Nobody'."
    assert rows["What was done"].tolist()[0] == "The line is not counted."


def test_cells_are_found_under_the_users_own_headers() -> None:
    rows = issue_rows(books.ISSUES, books.raw(sheet="Bob's clients"))
    assert rows["Cell"].tolist() == ["B10", "C11", "B5", ""]  # Customer, Start, Value Override
    assert rows["Link"].tolist() == ["'Contracts'!B10", "'Contracts'!C11", "'Bob''s clients'!B5", ""]
    assert rows["Place"].tolist()[2:] == ["'Bob''s clients'!B5", "Tiers"]


def test_an_issue_of_a_whole_table_is_at_its_header_and_of_a_missing_column_at_its_row() -> None:
    whole = Issue(Level.ERROR, "Contracts", None, None, "r", None, "a.")
    column = Issue(Level.ERROR, "Contracts", None, "Amount", "r", None, "a.")
    missing = Issue(Level.ERROR, "Contracts", 2, "End", "r", None, "a.")
    assert issue_rows((missing, column, whole), books.raw())["Cell"].tolist() == ["B3", "D3", "B6"]


def test_equal_issues_are_listed_once_and_order_does_not_matter() -> None:
    once = issue_rows(books.ISSUES, books.raw())
    twice = issue_rows((*reversed(books.ISSUES), *books.ISSUES), books.raw())
    assert once.equals(twice)


def test_no_tables_at_all() -> None:
    assert issue_rows(books.ISSUES, RawBook({}))["Place"].tolist() == ["Contracts", "Contracts", "Clients", "Tiers"]


def test_the_sheet_says_what_was_not_counted_and_links_to_the_ledger() -> None:
    sheet = data_issues(books.segmentation(), books.ISSUES, books.raw(), Names({"MrrLedger": "Ledger (2)"}))
    assert sheet.cells[3, 1].value == (
        "2 contract lines were not counted: see MrrLedger. 2 errors and 2 warnings in all."
    )
    assert sheet.cells[3, 1].link == "'Ledger (2)'!A1"
    (table,) = sheet.tables
    assert table.columns[2].links == ("'Contracts'!B10", "'Contracts'!C11", "'Clients'!B5", "")


def test_one_line_and_only_warnings_and_nothing() -> None:
    lines = {0: books.LINES[0], 6: books.LINES[6]}
    one = books.segmentation(lines=lines)
    assert issue_summary(one, books.ISSUES[2:3]) == ("1 contract line was not counted: see MrrLedger. 1 error in all.")
    fine = books.segmentation(lines={0: books.LINES[0]})
    assert issue_summary(fine, books.ISSUES[:1]) == "1 warning; every contract line was understood."
    assert issue_summary(fine, ()) == NOTHING
    sheet = data_issues(fine, (), books.raw(), Names())
    assert sheet.cells[3, 1].value == NOTHING
    assert len(sheet.tables[0].data) == 0


def test_rows_with_long_sentences_are_high_enough() -> None:
    long = Issue(Level.WARNING, "Contracts", 0, "Start", "r", None, "word " * 40)
    sheet = data_issues(books.segmentation(), (long, *books.ISSUES[:1]), books.raw(), Names())
    clients, contracts = sheet.heights.get(5), sheet.heights.get(6)
    assert clients is None
    assert contracts is not None
    assert contracts >= 4 * 13  # 200 characters in a column of 48
