"""What goes wrong: one plain message, the workbook as it was, and the application as its user had it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from segmentbook.errors import InputError, SegmentbookError, WorkbookError
from segmentbook.report.spec import CellRange
from segmentbook.workbook.live import check_open, refresh_open
from tests.live.books import edited
from tests.live.contract import differences, dump_state
from tests.live.double import Double, open_in_double
from tests.live.model import CellState, SheetState, TableState, WorkbookState

QUIET = {"screen_updating": True, "display_alerts": True, "enable_events": True, "calculation": "automatic"}


@pytest.fixture
def double(base: Path, tmp_path: Path) -> Double:
    """The sample, open, with a score and a contract edited."""
    found = Double()
    open_in_double(edited(base, "a score", tmp_path), found)
    return found


def book_of(double: Double) -> object:
    import xlwings

    from tests.live.double import _App, _Book, _Engine

    return xlwings.Book(impl=_Book(_App(double, _Engine(double)), double.states[-1]))


def refused(double: Double) -> str:
    """The message of a refresh that is refused: nothing was written, and nothing is different."""
    state = double.states[-1]
    before = dump_state(state)
    with pytest.raises(SegmentbookError) as caught:
        refresh_open(book_of(double))  # type: ignore[arg-type]
    assert double.written() == []
    assert double.settings == QUIET
    assert differences(dump_state(state), before, tuple(before)) == []
    return str(caught.value)


def sheet_of(double: Double, name: str) -> SheetState:
    return next(sheet for sheet in double.states[-1].sheets if sheet.name == name)


# -- refusals -------------------------------------------------------------------------------------------------------


def test_no_clients(double: Double) -> None:
    sheet = sheet_of(double, "Clients")
    sheet.tables.clear()
    sheet.name = "People"
    sheet.cells = {place: cell for place, cell in sheet.cells.items() if place[0] > 5}
    with pytest.raises(InputError, match="Clients"):
        check_open(book_of(double))  # type: ignore[arg-type]
    assert "Clients" in refused(double)


def test_a_protected_result_sheet(double: Double) -> None:
    sheet_of(double, "SegmentResults").protected = True
    assert refused(double) == (
        "Edited.xlsx: the sheet SegmentResults is protected, so that its results cannot be brought up to date. "
        "Unprotect it (Review > Unprotect Sheet), refresh, and protect it again. Nothing was written."
    )


def test_a_protected_structure(double: Double) -> None:
    state = double.states[-1]
    state.remove_sheet(sheet_of(double, "Dashboard"))
    state.locked = True
    assert refused(double) == (
        "Edited.xlsx: the workbook's structure is protected, so that no sheet may be added. "
        "Unprotect it (Review > Protect Workbook), refresh, and protect it again."
    )


def test_a_protected_structure_does_not_matter_where_no_sheet_is_missing(double: Double) -> None:
    double.states[-1].locked = True
    refresh_open(book_of(double))  # type: ignore[arg-type]


def test_a_workbook_that_was_never_saved(double: Double) -> None:
    double.states[-1].fullname = "Book1"
    assert refused(double) == (
        "Book1: the workbook has never been saved. Save it (File > Save As), then refresh. Nothing was written."
    )


def test_a_read_only_workbook(double: Double) -> None:
    double.states[-1].read_only = True
    assert refused(double) == (
        "Edited.xlsx: the workbook is open read-only, so that its results could not be saved. "
        "Open it for editing, or save it under another name, then refresh. Nothing was written."
    )


def test_a_cell_that_is_being_edited(double: Double) -> None:
    double.states[-1].busy = True
    said = "Excel is busy: a cell is being edited or a dialogue is open. Finish it (Enter or Esc), then try again."
    assert refused(double) == said
    with pytest.raises(WorkbookError, match="Excel is busy"):
        check_open(book_of(double))  # type: ignore[arg-type]


def test_excel_that_rejects_calls(double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.live.double_beyond import DoubleBeyond

    def rejected(*_: object) -> bool:
        raise OSError(-2147418111, "Call was rejected by callee.", None, None)

    monkeypatch.setattr(DoubleBeyond, "is_busy", rejected)
    assert refused(double).startswith("Excel is busy: a cell is being edited")


def test_a_table_of_the_users_in_the_way(double: Double) -> None:
    sheet = sheet_of(double, "BandSummary")
    ours = sheet.tables[0].area
    sheet.cells |= {place: CellState(f"mine {place}") for place in ((1, 1), (1, 2), (2, 1), (2, 2))}
    sheet.tables.append(TableState("Mine", CellRange(1, 1, 2, 2), ["mine (1, 1)", "mine (1, 2)"]))
    assert ours.top > 2
    assert refused(double) == (
        "'BandSummary'!A1:B2: your table Mine stands where Segmentbook writes. "
        "Move it to another sheet (cut and paste), then refresh again. Nothing was written."
    )


# -- what the user has done to our sheets ---------------------------------------------------------------------------


def refresh_of(state: WorkbookState, double: Double) -> dict[str, object]:
    refresh_open(book_of(double))  # type: ignore[arg-type]
    return dict(dump_state(state))


def test_a_renamed_sheet_is_followed(double: Double) -> None:
    state = double.states[-1]
    state.rename_sheet(sheet_of(double, "SegmentResults"), "Bob's results")
    refresh_of(state, double)
    names = [sheet.name for sheet in state.sheets]
    assert "Bob's results" in names
    assert "SegmentResults" not in names
    chart = sheet_of(double, "Dashboard").charts[0]
    assert chart.series[1].references["x"].startswith("'Bob''s results'!$")
    double.calls.clear()
    refresh_of(state, double)
    assert double.written() == []


@pytest.mark.parametrize("name", ["Dashboard", "SegmentResults", "DataIssues"])
def test_a_deleted_sheet_comes_again(base: Path, tmp_path: Path, name: str) -> None:
    path = edited(base, "a score", tmp_path)
    double, other = Double(), Double()
    open_in_double(path, double)
    state = double.states[-1]
    state.remove_sheet(sheet_of(double, name))
    refresh_of(state, double)
    open_in_double(path, other)
    refresh_open(book_of(other))  # type: ignore[arg-type]
    expected = dump_state(other.states[-1])
    assert [sheet.name for sheet in state.sheets] == list(expected)
    assert differences(dump_state(state), expected, tuple(expected)) == []


def test_a_deleted_chart_comes_again(double: Double) -> None:
    sheet = sheet_of(double, "Dashboard")
    gone = sheet.charts.pop(0)
    refresh_of(double.states[-1], double)
    assert gone.name in [chart.name for chart in sheet.charts]
    double.calls.clear()
    refresh_of(double.states[-1], double)
    assert double.written() == []


def test_names_that_others_have_taken(double: Double) -> None:
    state = double.states[-1]
    for name in ("SegmentResults", "DataIssues"):
        state.remove_sheet(sheet_of(double, name))
    foreign = SheetState("SegmentResults", cells={(1, 1): CellState("Mine"), (2, 1): CellState(5.0)})
    foreign.tables.append(TableState("SegmentResults", CellRange(1, 1, 2, 1), ["Mine"]))
    state.sheets.append(foreign)
    before = dump_state(state)["SegmentResults"]
    refresh_of(state, double)
    assert dump_state(state)["SegmentResults"] == before
    ours = sheet_of(double, "SegmentResults (Segmentbook)")
    assert [table.name for table in ours.tables] == ["SegmentResults_Segmentbook"]
    assert any("SegmentResults_Segmentbook[" in cell.formula for cell in sheet_of(double, "Dashboard").cells.values())


def test_a_table_turned_into_cells_comes_again(double: Double) -> None:
    sheet = sheet_of(double, "BandSummary")
    sheet.tables.clear()
    refresh_of(double.states[-1], double)
    assert [table.name for table in sheet.tables] == ["BandSummary"]


def test_what_stands_below_a_table_makes_room(base: Path, tmp_path: Path) -> None:
    double = Double()
    open_in_double(edited(base, "more clients", tmp_path), double)
    sheet = sheet_of(double, "SegmentResults")
    bottom = sheet.tables[0].area.bottom
    sheet.cells[bottom + 2, 3] = CellState("My note")
    sheet.cells[bottom + 3, 3] = CellState(None, f"C{bottom + 2}")
    refresh_of(double.states[-1], double)
    assert sheet.cells[bottom + 5, 3].value == "My note"
    assert sheet.cells[bottom + 6, 3].formula == f"C{bottom + 5}"


def test_names_and_formulas_of_the_users_follow_a_new_column(base: Path, tmp_path: Path) -> None:
    double = Double()
    open_in_double(edited(base, "an added health band", tmp_path), double)
    state = double.states[-1]
    table = sheet_of(double, "SegmentResults").tables[0]
    other = sheet_of(double, "Start")
    other.cells[99, 1] = CellState(None, "SUM(SegmentResults[ARR])")
    state.names["MyBest"] = ("'SegmentResults'!$A$5", False)
    headers = list(table.headers)
    refresh_of(state, double)
    assert len(table.headers) == len(headers) + 1
    assert other.cells[99, 1].formula == "SUM(SegmentResults[ARR])"
    assert state.names["MyBest"] == ("'SegmentResults'!$A$5", False)


def test_a_filter_of_the_users_stays(double: Double) -> None:
    state, sheet = double.states[-1], sheet_of(double, "SegmentResults")
    table = sheet.tables[0]
    table.criteria["Status"] = ("Current",)
    table.criteria["Health Band"] = None  # by colour, say
    state.apply_filter(sheet, table)
    hidden = set(sheet.hidden_rows)
    refresh_of(state, double)
    assert dict(table.criteria) == {"Status": ("Current",), "Health Band": None}
    statuses = {row: sheet.cells[row, 9].value for row in range(table.data.top, table.data.bottom + 1)}
    assert sheet.hidden_rows == {row for row, status in statuses.items() if status != "Current"}
    assert len(hidden) == len(sheet.hidden_rows) > 0


def test_the_view_stays(double: Double) -> None:
    state = double.states[-1]
    state.remove_sheet(sheet_of(double, "Dashboard"))
    double.view = ("Contracts", "C9", 40)
    refresh_of(state, double)
    assert double.view == ("Contracts", "C9", 40)


# -- failures at every step -----------------------------------------------------------------------------------------


def test_the_application_comes_back_wherever_it_fails(base: Path, tmp_path: Path) -> None:
    path = edited(base, "an added health band", tmp_path)
    first = Double()
    book = open_in_double(path, first)
    refresh_open(book)
    count = len(first.calls)
    # Every call once would take minutes: all calls that write, and every seventh of the others.
    wanted = [n for n, (kind, _) in enumerate(first.calls, 1) if kind != "get" or n % 40 == 0]
    assert len(wanted) > 100
    original = _loaded(path)
    before = dump_state(original())
    for number in wanted[:: max(1, len(wanted) // 40)]:
        double = Double()
        double.states.append(original())
        double.view = ("Clients", "B7", 5)
        double.settings["calculation"] = "semiautomatic"
        double.fail_at = number
        kind, name = first.calls[number - 1]
        failure: Exception | None = None
        try:
            refresh_open(book_of(double))  # type: ignore[arg-type]
        except Exception as error:
            failure = error
        if failure is None:  # what is brought back is tried again
            assert name in {*QUIET, "restore_view"}, (number, kind, name)
        assert double.settings == {**QUIET, "calculation": "semiautomatic"}, (number, kind, name)
        assert double.view == ("Clients", "B7", 5)
        if failure is not None and double.written():
            assert isinstance(failure, WorkbookError), (number, kind, name)
            message = str(failure)
            assert message.startswith("Edited.xlsx: the refresh stopped while it was writing ")
            assert message.endswith("(The call was rejected). What had been written was taken back."), message
            after = dump_state(double.states[0])
            assert _values(after) == _values(before), (number, kind, name)
    assert count > 0


def _loaded(path: Path) -> Callable[[], WorkbookState]:
    from copy import deepcopy

    from tests.live.double_file import load

    state = load(path)
    return lambda: deepcopy(state)


def _values(dump: dict[str, object]) -> dict[str, object]:
    """What was taken back in any case: cells, tables, links, names of columns."""
    return {
        name: (sheet.cells, sheet.tables, sheet.links, sheet.merges, sheet.rules)  # type: ignore[attr-defined]
        for name, sheet in dump.items()
    }
