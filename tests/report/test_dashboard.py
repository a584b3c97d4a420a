"""The Dashboard: figures, links, empty states and the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.model.inputs import Filter
from segmentbook.model.segmentation import segment
from segmentbook.report.chart_data import chart_tables
from segmentbook.report.dashboard import MRR_CELL
from segmentbook.report.places import Names, cell_name
from segmentbook.report.results import result_sheets
from segmentbook.report.spec import Cell, MapChart, RingChart, SheetSpec
from segmentbook.schema import defaults
from tests.report import books, serviced

SCREEN = 1900, 770  # what Excel leaves of 1920 x 1080 below ribbon and formula bar, above tabs and taskbar


def dashboard(book: books.Segmentation | None = None, issues: tuple[books.Issue, ...] = books.ISSUES) -> SheetSpec:
    return result_sheets(book or books.segmentation(), issues, books.raw(), generated_by="Segmentbook 0.1.0 & Co")[0]


def texts(sheet: SheetSpec) -> list[object]:
    return [cell.value for _, cell in sorted(sheet.cells.items()) if cell.value not in (None, "")]


def beside(sheet: SheetSpec, label: str) -> list[Cell]:
    """The figures in the row of the first cell that says ``label``."""
    row, start = min(place for place, cell in sheet.cells.items() if cell.value == label)
    return [
        cell
        for (r, c), cell in sorted(sheet.cells.items())
        if r == row and c > start and isinstance(cell.value, (int, float))
    ]


def test_title_date_and_who() -> None:
    words = texts(dashboard())
    assert words[:4] == [
        "Customer segments",
        "30 June 2026",
        "5 current clients (and 1 churned, listed only), 8 contract lines; money in USD",
        "Prepared with Segmentbook 0.1.0 & Co",
    ]


def test_tiles_are_formulas_over_the_tables_that_they_link_to() -> None:
    sheet = dashboard()
    row = sorted((c, cell) for (r, c), cell in sheet.cells.items() if r == 6 and cell.formula)
    data = chart_tables(books.segmentation(), Names()).shown
    results = "'SegmentResults'!A1"
    assert [(cell.value, cell.formula, cell.link) for _, cell in row] == [
        (5, data.cells["Clients shown"], results),
        (15_500.0, data.cells["MRR shown"], results),
        (192_000.0, data.cells["ARR shown"], results),
        (0, data.cells["Renewals this quarter"], results),
        (0, data.cells["In a retention plan"], results),
        (0, data.cells["Cancellation requests"], results),
        (1, data.cells["Overdue reviews"], results),
        (4, "COUNTA(DataIssues[Level])", "'DataIssues'!A1"),
    ]
    # The book's own MRR stands below, where the ledger's control total looks for it.
    (below,) = [cell for (r, c), cell in sheet.cells.items() if f"${cell_name(r, c)[:-1]}${r}" == MRR_CELL]
    assert (below.value, below.formula) == (15_750.0, "SUM(MrrLedger[Counted MRR])")


@pytest.mark.parametrize(
    ("label", "clients", "share", "arr", "arr_share"),
    [
        ("HL", 1, 0.2, 96_000, 0.5),
        ("LH", 1, 0.2, 6_000, 0.03125),
        ("Unplaced", 1, 0.2, 0, 0.0),
        ("Tier 1 - Strategic", 1, 0.2, 96_000, 0.5),
        ("Tier 3 - Long tail", 3, 0.6, 24_000, 0.125),
    ],
)
def test_panels_hold_the_hand_worked_figures(
    label: str, clients: int, share: float, arr: float, arr_share: float
) -> None:
    assert [cell.value for cell in beside(dashboard(), label)] == [clients, share, arr, arr_share]


def test_every_panel_adds_up_to_the_current_clients_and_their_arr() -> None:
    sheet = dashboard()
    totals = [row for (row, _), cell in sheet.cells.items() if cell.value == "Total"]
    assert len(totals) == 2
    for row in totals:
        figures = [c.value for (r, _), c in sorted(sheet.cells.items()) if r == row and c.formula]
        assert figures == [5, books.ARR_OF_CURRENT]


client_rows = st.fixed_dictionaries(
    {
        "Overall Value": st.floats(-1e4, 1e6),
        "Contract MRR": st.floats(-1e4, 1e6),
        "Effort Score": st.floats(0, 100) | st.just(books.NAN),
        "Health Band": st.sampled_from(["Needs attention", "Satisfactory", "Healthy", "Unscored"]),
        "Status": st.sampled_from(["Current", "Current", "Churned", "Not started"]),
        "Segment": st.sampled_from(["HL", "HH", "LL", "LH", "Unplaced"]),
        "Tier": st.sampled_from([tier.name for tier in defaults.TIERS]),
        "Employees": st.sampled_from([books.NAN, 0.0, 1.0, 250.0, 90_000.0]),
    }
)


@settings(max_examples=25, deadline=None)
@given(st.lists(client_rows, max_size=12))
def test_whatever_the_book_all_panels_have_the_same_totals(rows: list[dict[str, object]]) -> None:
    clients = {2 * i: {"Client": f"Client {i}"} | row for i, row in enumerate(rows)}
    sheet = dashboard(books.segmentation(clients, {}))
    current = [row for row in rows if row["Status"] == "Current"]
    arr = sum(12 * row["Overall Value"] for row in current)
    totals = [row for (row, _), cell in sheet.cells.items() if cell.value == "Total"]
    figures = [[c.value for (r, _), c in sorted(sheet.cells.items()) if r == row and c.formula] for row in totals]
    assert figures == [[len(current), pytest.approx(arr, abs=0.005)]] * 2
    placed = [row for row in current if row["Effort Score"] == row["Effort Score"]]
    maps = [chart for chart in sheet.charts if isinstance(chart, MapChart)]
    assert bool(maps) is bool(placed)
    for chart in maps:
        assert sum(len(series.points) for series in chart.series if series.colour) == len(placed)
    rings = [chart for chart in sheet.charts if isinstance(chart, RingChart)]
    assert bool(rings) is bool(current)
    for ring in rings:
        assert sum(value for value in ring.rings[0].values.values if isinstance(value, float)) == len(current)


def test_every_figure_is_a_formula_and_counts_link_to_their_table() -> None:
    for (row, column), cell in dashboard().cells.items():
        if isinstance(cell.value, (int, float)):
            assert cell.formula, cell_name(row, column)
            assert cell.link or cell.style.number_format == "0%", cell_name(row, column)


def test_codes_and_names_are_compared_as_they_stand() -> None:
    hl = beside(dashboard(), "HL")[0]
    assert hl.formula == 'SUMPRODUCT((SegmentResults[Status]="Current")*(SegmentResults[Segment]=BB19))'
    tier = beside(dashboard(), "Tier 1 - Strategic")[0]
    assert tier.formula == "SUMPRODUCT(--(TierSummary[Tier]=BC27),TierSummary[Accounts])"


def test_health_is_a_doughnut_of_the_bands_colours_the_largest_first() -> None:
    (ring,) = [chart for chart in dashboard().charts if isinstance(chart, RingChart)]
    colours = {band.name: band.colour for band in defaults.BANDS}
    said = ring.rings[0].categories.values
    assert said == ("Healthy  2 (40%)", "Needs attention  1 (20%)", "Satisfactory  1 (20%)", "Unscored  1 (20%)")
    assert ring.rings[0].colours == (
        colours["Healthy"],
        colours["Needs attention"],
        colours["Satisfactory"],
        defaults.UNSCORED_COLOUR,
    )
    assert ring.alt_text.startswith("Clients by health - 30 June 2026. Doughnut. Healthy 2 (40%)")


def test_cuts_and_where_they_come_from() -> None:
    words = texts(dashboard())
    assert "5,000  (typed in Settings; MRR, USD a month)" in words
    assert "50  (Settings)" in words
    assert "area by employees" in words
    per_seat = dashboard(books.segmentation(value_basis="MRR per Seat", value_cut=None, size_by_employees=False))
    assert "5,000  (median of the positive values; MRR per Seat, USD a month)" in texts(per_seat)
    assert "all of one size" in texts(per_seat)


def test_the_cut_links_to_its_setting() -> None:
    links = [cell.link for _, cell in sorted(dashboard().cells.items()) if "'Settings'!" in cell.link]
    assert links == ["'Settings'!A3", "'Settings'!A4"]


def test_arr_of_the_panels_is_reconciled_with_twelve_times_mrr() -> None:
    # Coda's typed value is 500 a month above its contracts: 6,000; Fern has churned, but 250 a month counts: 3,000.
    assert "3,000 more than 12 x MRR (1 typed value, clients not current)" in texts(dashboard())
    plain = {0: books.CLIENTS[0]}
    assert "ARR here" not in texts(dashboard(books.segmentation(plain, {0: books.LINES[0]})))


def test_remarks_say_what_is_missing() -> None:
    sheet = dashboard()
    words = texts(sheet)
    assert "1 client is not on the map, without a value or an effort score: see SegmentResults." in words
    (remark,) = [c for c in sheet.cells.values() if str(c.value).startswith("2 contract lines were not counted")]
    assert remark.link == "'MrrLedger'!A1"
    assert "Figures link to the tables behind them; charts follow the filters of SegmentResults." in words


@pytest.mark.parametrize(
    ("clients", "words"),
    [
        ({}, "There are no clients yet: add them to the Clients table, then refresh."),
        ({6: books.CLIENTS[6]}, "No client is current on 30 June 2026, so the map is empty."),
        (
            {5: books.CLIENTS[5]},
            "No client has both a value and an effort score yet, so the map is empty: see SegmentResults.",
        ),
    ],
)
def test_an_empty_map_is_a_sentence(clients: dict[int, dict[str, object]], words: str) -> None:
    sheet = dashboard(books.segmentation(clients, {}))
    assert not [chart for chart in sheet.charts if isinstance(chart, MapChart)]
    assert words in texts(sheet)


def test_a_single_client_has_a_map() -> None:
    sheet = dashboard(books.segmentation({0: books.CLIENTS[0]}, {0: books.LINES[0]}))
    (chart,) = [one for one in sheet.charts if isinstance(one, MapChart)]
    assert sum(len(series.points) for series in chart.series) == 2  # and the reference bubble


def with_stack(**changes: Any) -> SheetSpec:
    book = segment(replace(serviced.inputs(), **changes))
    return result_sheets(book, (), serviced.raw(), generated_by="Segmentbook 0.1.0 & Co")[0]


PAGES: dict[str, Callable[[], SheetSpec]] = {
    "no stack": dashboard,
    "no stack, no issues": lambda: dashboard(issues=()),
    "no clients": lambda: dashboard(books.segmentation({}, {})),
    "stack": with_stack,
    "nobody shown": lambda: with_stack(filters=(Filter("Client ID", ("C-999",)),)),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_fits_one_screen_and_nothing_overlaps(name: str) -> None:
    sheet = PAGES[name]()
    area = sheet.print.area
    assert area is not None
    width = sum(round(sheet.widths[c] * 7) for c in range(area.left, area.right + 1))
    height = sum(sheet.heights[r] * 4 / 3 for r in range(area.top, area.bottom + 1)) * sheet.zoom / 100
    assert (width <= SCREEN[0], height <= SCREEN[1]) == (True, True), (width, height)
    taken: set[tuple[int, int]] = set()
    for merge in sheet.merges:
        cells = {(r, c) for r in range(merge.top, merge.bottom + 1) for c in range(merge.left, merge.right + 1)}
        assert not cells & taken
        taken |= cells
    covered = [
        (r, c)
        for chart in sheet.charts
        for r in range(chart.place.top, chart.place.bottom + 1)
        for c in range(chart.place.left, chart.place.right + 1)
    ]
    assert len(covered) == len(set(covered))
    for row, column in sheet.cells:
        assert area.top <= row <= area.bottom
        assert area.left <= column <= area.right
    assert not set(covered) & set(sheet.cells)
    assert sheet.gridlines is sheet.headings is False
    assert (sheet.print.fit_width, sheet.print.fit_height, sheet.print.landscape) == (1, 1, True)
    assert "Segmentbook 0.1.0 && Co" in sheet.print.footer


def test_billions_are_said_in_thousands() -> None:
    rich = {0: books.CLIENTS[0] | {"Overall Value": 2e9, "Contract MRR": 2e9}}
    sheet = dashboard(books.segmentation(rich, {}))
    assert "ARR (USD thousand)" in texts(sheet)
    (cell,) = [one for one in beside(sheet, "HL") if one.value == 24e9]
    assert cell.style.number_format == "#,##0,;(#,##0,)"
