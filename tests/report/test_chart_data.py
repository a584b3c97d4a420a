"""The chart tables: figures worked by hand, with and without a filter, and what must add up in any book."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.model.date_windows import fiscal_quarter
from segmentbook.model.inputs import StackItem
from segmentbook.report.chart_data import ChartTables, StackTables, chart_tables
from segmentbook.report.places import Names, absolute
from segmentbook.report.results import result_sheets
from segmentbook.report.spec import CategoryChart, CellRange, ChartCells, RingChart
from tests.report import books, stacked


def tables(shown: list[str] | None = None, selected: str = "") -> ChartTables:
    return chart_tables(stacked.book(shown), Names(), selected)


def of_stack(made: ChartTables) -> StackTables:
    assert made.stack is not None
    return made.stack


def test_what_the_tiles_say_of_clients_that_are_seen() -> None:
    values = tables(["Acme", "Bolt", "Fern"]).shown.values
    assert values["Clients shown"] == 2  # Fern has churned
    assert values["Current clients"] == 5
    assert values["MRR shown"] == 14_000
    assert values["ARR shown"] == 168_000
    assert values["Overdue reviews"] == 1


def test_what_to_watch_is_counted_where_it_is_seen() -> None:
    clients = {
        0: books.CLIENTS[0] | {"Renewal Date": date(2026, 9, 30), "Retention Plan": True},
        1: books.CLIENTS[1] | {"Renewal Date": date(2026, 7, 1), "Cancellation Requested": True},
        2: books.CLIENTS[3] | {"Renewal Date": date(2026, 10, 1), "Retention Plan": True},
        3: books.CLIENTS[6] | {"Renewal Date": date(2026, 8, 1), "Cancellation Requested": True},  # has churned
    }
    made = chart_tables(books.segmentation(clients, {}), Names()).shown
    assert (made.first_day, made.last_day) == (date(2026, 7, 1), date(2026, 9, 30))
    names = ("Renewals this quarter", "In a retention plan", "Cancellation requests", "MRR of cancellation requests")
    assert [made.values[name] for name in names] == [2, 1, 1, 6000]


@pytest.mark.parametrize(
    ("day", "first_month", "bounds"),
    [
        (date(2026, 2, 28), 1, (date(2026, 1, 1), date(2026, 3, 31))),
        (date(2026, 12, 31), 1, (date(2026, 10, 1), date(2026, 12, 31))),
        (date(2026, 12, 31), 12, (date(2026, 12, 1), date(2027, 2, 28))),
        (date(2026, 4, 1), 3, (date(2026, 3, 1), date(2026, 5, 31))),
    ],
)
def test_quarters_follow_the_fiscal_year(day: date, first_month: int, bounds: tuple[date, date]) -> None:
    assert fiscal_quarter(day, first_month) == bounds


def test_health_says_numbers_and_shares() -> None:
    assert tables().health.labels.values == (
        "Healthy  2 (40%)",
        "Needs attention  1 (20%)",
        "Satisfactory  1 (20%)",
        "Unscored  1 (20%)",
    )
    # A filter changes the figures and not the order, so that colours stay where they are.
    assert tables(["Bolt", "Dune"]).health.labels.values == (
        "Healthy  0 (0%)",
        "Needs attention  0 (0%)",
        "Satisfactory  1 (50%)",
        "Unscored  1 (50%)",
    )


def test_opportunity_by_health_says_money_and_shares() -> None:
    made = of_stack(tables()).opportunity
    assert made.sizes.values == (660, 600, 400, 0)
    assert made.labels.values == (
        "Healthy  660 (40%)",
        "Needs attention  600 (36%)",
        "Satisfactory  400 (24%)",
        "Unscored  0 (0%)",
    )


def test_more_bands_than_slices_are_summed_up() -> None:
    book = stacked.book()
    names = [f"Band {i}" for i in range(8)]
    clients = book.clients.assign(**{"Health Band": [names[i] for i in (7, 7, 7, 0, 1, 2)]})
    bands = book.bands.iloc[[0] * 8].assign(Band=names)
    made = chart_tables(replace(book, clients=clients, bands=bands), Names())
    assert made.health.names == ("Band 7", "Band 0", "Band 1", "Band 2", "Band 3", "Other")
    assert made.health.sizes.values == (3, 1, 1, 0, 0, 0)


def test_stack_by_customer_is_of_the_largest_opportunities() -> None:
    made = of_stack(tables()).customers
    assert made.names.values == ("Acme", "Coda", "Bolt", "Echo")
    assert made.money["MRR opportunity"].values == (100, 100, 100, 60)
    assert made.money["Non-recurring opportunity"].values == (500, 500, 300, 0)
    assert made.money["Current MRR"].values == (8000, 1000, 6000, 0)
    assert made.alignment.values == (0.5, 0.0, pytest.approx(1 / 3), 0.5)
    assert made.total_values == {
        "MRR opportunity": 360,
        "Non-recurring opportunity": 1300,
        "Current MRR": 15_500,
        "Current non-recurring": 0,
        "Alignment": pytest.approx(1 / 3),
    }


def test_stack_by_customer_of_those_that_are_seen() -> None:
    made = of_stack(tables(["Echo", "Bolt", "Dune", "Fern"])).customers
    assert made.names.values == ("Bolt", "Echo", None, None)
    assert made.alignment.values == (pytest.approx(1 / 3), 0.5, None, None)
    assert (made.number, made.total_values["MRR opportunity"]) == (2, 160)
    assert made.total_values["Alignment"] == pytest.approx(2 / 5)


def test_items_by_what_is_open() -> None:
    made = of_stack(tables()).best
    assert made.names.values == ("Firewall", "Backup", "Audit")
    assert made.money["Current MRR"].values == (100, 200, 0)
    assert made.money["MRR opportunity"].values == (200, 160, 0)
    assert made.money["Non-recurring opportunity"].values == (1000, 0, 300)
    assert made.alignment.values == (pytest.approx(1 / 3), 0.25, 0.5)
    # Nobody who is seen could have Audit: it goes last, and its line has no point.
    seen = of_stack(tables(["Acme", "Coda"])).best
    assert seen.names.values == ("Firewall", "Backup", None)
    assert seen.alignment.values == (0.0, 0.5, None)


def test_an_item_with_two_tags_is_in_both_rings_and_once_in_totals() -> None:
    made = of_stack(tables())
    rings = made.rings
    assert rings.tags.values == ("Standard", "Security", "Untagged")
    assert rings.tag_values.values == (1360, 1200, 300)
    assert rings.items.values == ("Firewall", "Backup", "Firewall", "Audit")
    assert rings.item_values.values == (1200, 160, 1200, 300)
    assert [line.text for line in rings.lines] == [
        "Standard 1,360 (48%)",
        "Firewall 88%",
        "Backup 12%",
        "Security 1,200 (42%)",
        "Firewall 100%",
        "Untagged 300 (10%)",
        "Audit 100%",
    ]
    assert made.items.total == 1660  # 360 a month and 1,300 once


def test_small_tags_and_items_are_summed_up() -> None:
    items = [StackItem(f"Item {i}", (f"Tag {i % 8}",), 100.0 + i) for i in range(40)]
    letters = dict.fromkeys(stacked.LETTERS, "O" * 40)
    made = chart_tables(stacked.book(None, items, letters), Names())
    rings = of_stack(made).rings
    assert rings.tags.values == ("Tag 3", "Tag 4", "Tag 5", "Tag 6", "Tag 7", "Other")
    assert len(rings.lines) <= 20
    assert rings.items.values[:2] == ("Item 35", "Other Tag 3")
    assert sum(v for v in rings.item_values.values if isinstance(v, float)) == 5 * sum(i.mrr_price for i in items)


@pytest.mark.parametrize(
    ("selected", "title", "items", "monthly", "once"),
    [
        ("", "Acme: 100 a month, 500 once", ("Firewall",), (100,), (500,)),
        ("bolt ", "Bolt: 100 a month, 300 once", ("Audit", "Backup"), (0, 100), (300, 0)),
        ("NOBODY", "Acme: 100 a month, 500 once", ("Firewall",), (100,), (500,)),
        ("DUNE", "Dune: no opportunity", (), (), ()),
    ],
)
def test_the_selected_client_by_item(
    selected: str, title: str, items: tuple[str, ...], monthly: tuple[float, ...], once: tuple[float, ...]
) -> None:
    made = of_stack(tables(None, selected)).selected
    assert made.title_text == title
    for cells, wanted in ((made.names, items), (made.monthly, monthly), (made.once, once)):
        assert tuple(value for value in cells.values if value is not None) == wanted


def test_charts_show_what_their_cells_hold() -> None:
    dashboard, *_, data = result_sheets(stacked.book(), (), books.raw())
    assert data.key == "ChartData"
    where = {
        absolute("ChartData", CellRange(row, column, row, column)): cell for (row, column), cell in data.cells.items()
    }

    def check(cells: ChartCells) -> None:
        first, _, last = cells.reference.partition(":")
        letters, top = first.rpartition("$")[0], int(first.rpartition("$")[2])
        bottom = int(last.rpartition("$")[2]) if last else top
        held = [where[f"{letters}${row}"].value for row in range(top, bottom + 1)]
        assert [value for value in held if value not in ("", "#N/A")] == [
            value for value in cells.values if value is not None
        ]
        assert len(held) == len(cells.values)

    drawn = 0
    for chart in dashboard.charts:
        if isinstance(chart, RingChart):
            for ring in chart.rings:
                check(ring.categories)
                check(ring.values)
                assert len(ring.colours) == len(ring.values.values)
                drawn += 1
        if isinstance(chart, CategoryChart):
            check(chart.categories)
            for series in chart.series:
                check(series.values)
                assert where[series.name_reference].value == series.name
                drawn += 1
        assert chart.alt_text
    assert drawn == 1 + 1 + 2 + 5 + 4 + 2


def test_beyond_the_limit_what_was_seen_is_a_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("segmentbook.report.stack_sheets.LOOKED_UP", 5)
    monkeypatch.setattr("segmentbook.report.chart_data.LOOKED_UP", 5)
    sheets = {sheet.key: sheet for sheet in result_sheets(stacked.book(["Acme"]), (), books.raw())}
    table = sheets["ClientStack"].tables[0]
    assert not any(column.formula for column in table.columns)
    assert table.data["Visible"].tolist() == [1, 0, 0, 0, 0, 0]
    assert str(sheets["ChartData"].cells[2, 1].value).endswith(
        "Beyond 5 clients those of the stack by item are as of the refresh"
    )


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_is_seen_all_tables_come_to_the_same(data: Any) -> None:
    names = list(stacked.LETTERS)
    letters = {name: data.draw(st.text("AO.", min_size=3, max_size=3)) for name in names}
    shown = data.draw(st.sets(st.sampled_from(names)))
    book = stacked.book(sorted(shown), stacked.ITEMS, letters)
    made = chart_tables(book, Names())
    stack = of_stack(made)
    seen = book.clients[book.clients["Client"].isin(shown) & (book.clients["Status"] == "Current")]
    assert made.health.total == len(seen) == made.shown.values["Clients shown"]
    money = np.nansum(seen[["MRR Opportunity", "Non-recurring Opportunity"]].to_numpy(float))
    totals = stack.customers.total_values
    assert (totals["MRR opportunity"] or 0) + (totals["Non-recurring opportunity"] or 0) == pytest.approx(money)
    assert stack.opportunity.total == pytest.approx(money)
    assert stack.items.total == pytest.approx(money)
    # Firewall is under two tags.
    rings = stack.rings
    twice = dict(zip(rings.items.values, rings.item_values.values, strict=True)).get("Firewall") or 0.0
    assert rings.total - float(twice) == pytest.approx(money)
    assert sum(v for v in rings.tag_values.values if isinstance(v, float)) == pytest.approx(rings.total)


def test_the_stack_has_two_sheets() -> None:
    sheets = {sheet.key: sheet for sheet in result_sheets(stacked.book(["Acme"]), (), books.raw())}
    summary = sheets["StackSummary"].tables[0].data  # of all current clients, whatever is filtered
    assert summary["Applicable Clients"].tolist() == [4, 3, 2]
    assert summary["MRR Opportunity"].tolist() == [160, 200, 0]
    assert sheets["StackSummary"].cells[3, 5].value == pytest.approx(1 / 3)
    table = sheets["ClientStack"].tables[0]
    assert [column.header for column in table.columns][4:] == ["Backup", "Firewall", "Audit"]
    assert table.data["Firewall"].tolist() == ["Opportunity", "Aligned", "Opportunity", "", "", "Opportunity"]
    assert table.data["Visible"].tolist() == [1, 0, 0, 0, 0, 0]
    assert (table.key, table.changing) == ("Client ID", True)


def test_without_a_stack_there_are_no_sheets_of_it() -> None:
    keys = [sheet.key for sheet in result_sheets(books.segmentation(), (), books.raw())]
    assert "ChartData" in keys
    assert not {"StackSummary", "ClientStack"} & set(keys)
