"""The page What Moved and the tables behind it, of a small book with a past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from segmentbook.model.changes import changes
from segmentbook.model.inputs import Measure
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.model.snapshot_of import snapshot_of
from segmentbook.model.snapshots import InputChange, Snapshot
from segmentbook.report import look
from segmentbook.report.movement_sheets import movement_sheet, recurring_bridge_sheet, retention_sheet
from segmentbook.report.places import Names
from segmentbook.report.spec import CellRange, SheetSpec
from segmentbook.report.what_moved import moved_places, what_moved
from tests.model.books import make_book
from tests.report import books

CARDS = {"health_measures": (Measure("CSAT", 1.0),), "effort_measures": (Measure("Tickets", 1.0, 0.0, 10.0),)}
THEN, NOW = date(2026, 3, 31), date(2026, 6, 30)


def computed(as_of: date, csat: float = 80.0) -> Segmentation:
    clients = [
        {"Client": "Acme", "CSAT": csat, "Tickets": 2.0, "Account Manager": "Ann"},
        {"Client": "Bolt", "CSAT": 80.0, "Tickets": 2.0, "Churned On": date(2026, 5, 1)},
    ]
    lines = [
        {"Client": "Acme", "Contract ID": "K-1", "Amount": 6_000.0, "Start": date(2024, 1, 1)},
        {"Client": "Bolt", "Contract ID": "K-2", "Amount": 500.0, "Start": date(2025, 1, 1), "End": date(2026, 4, 30)},
    ]
    return segment(make_book(clients, lines, settings={"as_of": as_of}, **CARDS))


def moved_book(snapshots: Sequence[Snapshot] | None = None, csat: float = 60.0) -> Segmentation:
    then = snapshot_of(computed(THEN))
    kept = [then] if snapshots is None else snapshots
    now = computed(NOW, csat)
    known = [InputChange("Acme", "Clients", "CSAT", 80.0, csat)] if csat != 80.0 else []
    return replace(now, changes=changes(now, kept, known, kept[-1] if kept else None))


@pytest.fixture(scope="module")
def book() -> Segmentation:
    return moved_book()


@pytest.fixture(scope="module")
def page(book: Segmentation) -> SheetSpec:
    return what_moved(book, Names(), "Segmentbook & Co")


def texts(spec: SheetSpec) -> dict[object, tuple[int, int]]:
    return {cell.value: place for place, cell in spec.cells.items() if isinstance(cell.value, str) and cell.value}


def values(spec: SheetSpec, area: CellRange) -> list[object]:
    return [spec.cells[row, area.left].value for row in range(area.top, area.bottom + 1)]


def test_the_page_says_what_is_compared_and_how_much_moved(page: SheetSpec) -> None:
    assert page.cells[3, 2].value == "2 clients moved since 31 March 2026: 1 status, 1 health band"
    assert page.tab_colour == look.TAB_PRESENTATION
    assert page.print.footer == "&L&8Segmentbook && Co&R&8&A"
    tiles = [cell.value for (row, _), cell in page.cells.items() if row == 6 and cell.value is not None]
    assert tiles == [2, 72_000.0, -6_000.0, pytest.approx(6_000 / 6_500), pytest.approx(6_000 / 6_500)]


def test_the_bridge_adds_up_by_formula_and_the_charts_find_it(book: Segmentation, page: SheetSpec) -> None:
    assert book.changes is not None
    places = moved_places(book.changes)
    assert places is not None
    assert values(page, places.bridge_labels) == [
        "Opening", "New", "Expansion", "Contraction", "Churn", "Reactivation", "Closing",
    ]  # fmt: skip
    arr = values(page, places.bridge_arr)
    assert arr == [78_000.0, 0.0, 0.0, 0.0, -6_000.0, 0.0, 72_000.0]
    closing = page.cells[places.bridge_arr.bottom, places.bridge_arr.left]
    assert closing.formula == f"SUM(K{places.bridge_arr.top}:K{places.bridge_arr.bottom - 1})"
    assert places.band_months is not None
    assert values(page, places.band_months) == ["2026-03", "2026-06"]
    assert places.band_counts is not None
    assert page.cells[places.band_counts.top - 1, places.band_counts.left].value == "Needs attention"
    for free in (places.bridge_chart, places.bands_chart):
        assert free is not None
        assert not [p for p in page.cells if free.top <= p[0] <= free.bottom and free.left <= p[1] <= free.right]


def test_matrices_count_clients_and_arr_and_sum_up(page: SheetSpec) -> None:
    row, column = texts(page)["From health band (31 March 2026, down) to health band (now, across): clients"]
    heads = [cell.value for (r, c), cell in sorted(page.cells.items()) if r == row + 1 and c < 34 and cell.value]
    assert heads == ["Needs attention", "Satisfactory", "Healthy", "Churned", "Total"]
    healthy = next(r for r in range(row, row + 9) if page.cells[r, column].value == "Healthy")
    line = [
        cell for (r, c), cell in sorted(page.cells.items()) if r == healthy and 2 < c < 34 and cell.value is not None
    ]
    assert [cell.value for cell in line] == [0, 1, 0, 1, 2]
    assert line[-1].formula.startswith("SUM(")
    assert [cell.style.bold for cell in line[:4]] == [False, True, False, True]


def test_the_largest_movers_are_named_with_their_causes(page: SheetSpec) -> None:
    row, _ = texts(page)["The largest clients that moved"]
    lines = [[page.cells[r, c].value for c in (2, 11, 16, 23, 30, 35)] for r in (row + 2, row + 3)]
    assert lines == [
        [
            "Acme",
            "Health Band",
            "Healthy",
            "Satisfactory",
            "Data",
            "Health score 80.0, now 60.0: CSAT went from 80 to 60.",
        ],
        [
            "Bolt",
            "Status",
            "Current",
            "Churned",
            "Data",
            "Current to Churned: its Churned On, 2026-05-01, was reached.",
        ],
    ]


def test_formulas_follow_the_names_of_our_tables(book: Segmentation) -> None:
    names = Names(tables={"Movement": "Movement_2"}, sheets={"Movement": "Movement (Segmentbook)"})
    spec = what_moved(book, names)
    counts = [cell for cell in spec.cells.values() if cell.formula.startswith("COUNTIFS")]
    assert counts[0].formula == 'COUNTIFS(Movement_2[What],"Status",Movement_2[Cause],"Data")'
    assert counts[0].value == 1
    assert counts[0].link == "'Movement (Segmentbook)'!A4"


def test_movement_is_a_table_that_names_the_causes(book: Segmentation) -> None:
    spec = movement_sheet(book, books.raw(), Names())
    (table,) = spec.tables
    assert table.data[["Client", "What", "Was", "Is"]].values.tolist() == [
        ["Acme", "Health Band", 80.0, 60.0],
        ["Bolt", "Status", "2026-05-01", "2026-05-01"],
    ]
    columns = {column.header: column for column in table.columns}
    assert columns["Client"].links == ("'Clients'!A2", "'Clients'!A3")
    assert columns["To"].styles["Healthy"].fill == "C4DFD0"
    assert spec.cells[2, 1].value == ("2 clients moved since 31 March 2026: 1 status, 1 health band; ARR in USD a year")


def test_the_bridge_by_month_and_retention_add_up_by_formula(book: Segmentation) -> None:
    bridge = recurring_bridge_sheet(book, Names()).tables[0]
    closing = next(column for column in bridge.columns if column.header == "Closing")
    assert closing.formula == "SUM(RecurringBridge[[#This Row],[Opening]:[Reactivation]])"
    assert bridge.data["Churn"].tolist() == [-500.0]
    spec = retention_sheet(book, Names())
    assert spec.tables[0].data["Cohort"].tolist() == ["2024", "2025"]
    total = {spec.tables[0].columns[c - 1].header: cell for (r, c), cell in spec.cells.items() if r == 3}
    assert total["Opening MRR"].formula == "SUM(D5:D6)"
    assert total["Net Revenue Retention"].formula == "(D3+E3+F3+G3)/D3"
    assert total["Net Revenue Retention"].value == pytest.approx(6_000 / 6_500)


def test_the_first_snapshot_says_when_there_will_be_something() -> None:
    book = moved_book([])
    words = "This is the first snapshot: refresh again after 30 June 2026 to see what moved."
    assert what_moved(book, Names()).cells[3, 2].value == words
    assert movement_sheet(book, books.raw(), Names()).cells[2, 1].value == words
    assert recurring_bridge_sheet(book, Names()).cells[2, 1].value == (
        "The month of 30 June 2026 is the first with a snapshot: the bridge begins with the next one."
    )
    assert book.changes is not None
    assert moved_places(book.changes) is None


def test_nobody_moved() -> None:
    now = computed(THEN)
    same = replace(
        now, changes=changes(now, [snapshot_of(computed(date(2026, 2, 28)))], [], snapshot_of(computed(THEN)))
    )
    assert what_moved(same, Names()).cells[3, 2].value == "Nobody moved since 31 March 2026"


def test_a_back_filled_snapshot_says_what_it_does_not_know() -> None:
    then = snapshot_of(computed(THEN))
    frame = then.clients.assign(**dict.fromkeys(("Segment", "Health Band", "Tier"), ""))
    book = moved_book([Snapshot(THEN, False, frame)])
    spec = what_moved(book, Names())
    assert spec.cells[3, 2].value == (
        "1 client moved since 31 March 2026: 1 status; that snapshot was back-filled from dated facts and knows no "
        "scores, so only statuses are compared"
    )
    assert not [text for text in texts(spec) if "From segment" in str(text)]


def test_without_a_history_there_are_no_rows() -> None:
    plain = books.segmentation()
    assert len(recurring_bridge_sheet(plain, Names()).tables[0].data) == 0
    assert retention_sheet(plain, Names()).cells[2, 1].value == "No client paid anything."
