"""The sheets Reviews and ReviewCalendar: what they hold, and that Calc counts what is cached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from segmentbook.model.inputs import Tier
from segmentbook.model.review_schedule import review_schedule
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.report import look
from segmentbook.report import review_calendar as calendar
from segmentbook.report.places import Names
from segmentbook.report.results import result_sheets
from segmentbook.report.reviews import REVIEWS_KEY, reviews
from segmentbook.report.spec import CategoryChart, SheetSpec
from segmentbook.workbook.book import Book
from segmentbook.workbook.package import Package
from segmentbook.workbook.render import write_sheets
from segmentbook.workbook.styles import Styles
from tests.model.books import make_book
from tests.report import books
from tests.report.test_formulas_in_calc import without_caches
from tests.tools import Office

AS_OF = date(2026, 6, 30)
TIERS = tuple(Tier(name, None, 0.0, 0.0, "", months) for name, months in (("1", 1.0), ("12", 12.0), ("18", 18.0)))
MANAGERS = ("Ann", "a*", "<5", '="x"', "~b?", "=", "007", "Ann*", "", "Zoë", "(none) & more", "*")


def reviewed(clients: Sequence[dict[str, Any]]) -> Segmentation:
    known = {"tiers": TIERS, "segments": books.segmentation().inputs.segments}
    known["segments"] = tuple(replace(cell, review_months=None) for cell in known["segments"])  # type: ignore[assignment]
    bands = tuple(replace(band, review_months=None) for band in books.segmentation().inputs.bands)
    return segment(make_book(clients, settings={"as_of": AS_OF}, bands=bands, **known))


def client(name: str, last: date | None, months: str, manager: str = "", **more: Any) -> dict[str, Any]:
    return {"Client": name, "Last Review": last, "Tier Override": months, "Account Manager": manager} | more


def sheets(book: Segmentation, names: Names | None = None) -> tuple[SheetSpec, SheetSpec]:
    schedule, names = review_schedule(book), names or Names()
    return reviews(book, schedule, books.raw(), names), calendar.review_calendar(book, schedule, names)


BOOK = (
    client("Acme", date(2026, 5, 1), "1", "Ann", **{"Segment Value": 1000.0, "Primary Contact": "Jo"}),
    client("Bolt", date(2026, 5, 30), "1", "Ann"),
    client("Coda", None, "12", ""),
    client("Dune", date(2025, 7, 31), "12", "Bo"),
    client("Echo", date(2026, 6, 1), "18", "Ann"),
)


def test_reviews_are_listed_with_their_links_and_colours() -> None:
    spec, _ = sheets(reviewed(BOOK))
    (table,) = spec.tables
    assert table.data["Client"].tolist() == ["Acme", "Coda", "Bolt", "Dune", "Echo"]
    assert table.data["Due"].tolist() == ["Overdue", "Never reviewed", "Today", "Next month", "Later"]
    assert table.data["Days Overdue"].fillna(0).tolist() == [29, 0, 0, 0, 0]
    columns = {column.header: column for column in table.columns}
    assert columns["Client"].links == tuple(f"'Clients'!A{row}" for row in (2, 4, 3, 5, 6))
    assert columns["Due"].styles["Overdue"].colour == columns["Days Overdue"].style.colour == look.WARNING_INK
    assert set(columns["Tier"].styles) == {"1", "12", "18"}
    assert {rule.equals for rule in spec.colour_rules} >= {"Overdue", "Never reviewed", "1", "Healthy", "Unscored"}
    assert spec.cells[2, 1].value == (
        "as of 30 June 2026; 5 reviews: 1 overdue, 1 client never reviewed; ARR in USD a year, Review Every in months"
    )
    assert table.key == "Client ID"


def test_the_calendar_has_its_periods_above_and_its_totals_and_chart_below() -> None:
    _, spec = sheets(reviewed(BOOK))
    (table,) = spec.tables
    months = ["This Month", "Next Month", *(f"Month {number}" for number in range(3, 13)), "Beyond"]
    assert list(table.data) == ["Account Manager", "All Reviews", "Overdue", "Never Reviewed", *months]
    assert [spec.cells[3, column].value for column in range(3, 18)] == [
        "before 30 Jun", "no date", "Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026", "Oct 2026", "Nov 2026", "Dec 2026",
        "Jan 2027", "Feb 2027", "Mar 2027", "Apr 2027", "May 2027", "after May 2027",
    ]  # fmt: skip
    assert table.data.iloc[:, :6].to_numpy().tolist() == [
        ["Ann", 3.0, 1.0, 0.0, 1.0, 0.0],
        ["Bo", 1.0, 0.0, 0.0, 0.0, 1.0],
        ["(no account manager)", 1.0, 0.0, 1.0, 0.0, 0.0],
    ]
    assert table.data["Beyond"].tolist() == [1.0, 0.0, 0.0]
    assert table.columns[0].links == ("'Reviews'!A5", "'Reviews'!A8", "'Reviews'!A6")
    assert [spec.cells[8, column].value for column in range(1, 7)] == ["Total", 5.0, 1.0, 1.0, 1.0, 1.0]
    assert (spec.cells[8, 2].formula, spec.cells[8, 2].style.top) == ("SUM(B5:B7)", look.MUTED)
    (chart,) = spec.charts
    assert isinstance(chart, CategoryChart)
    assert (chart.place.top, chart.place.left, chart.place.right) == (10, 3, 17)
    assert chart.categories.reference == "'ReviewCalendar'!$C$3:$Q$3"
    (bars,) = chart.series
    assert bars.values.reference == "'ReviewCalendar'!$C$8:$Q$8"
    assert bars.values.values == (1.0, 1.0, 1.0, 1.0, *[0.0] * 10, 1.0)
    assert chart.title == "Reviews by month, 1 overdue and 1 never reviewed - 30 June 2026"
    assert chart.alt_text == (
        f"{chart.title}. Column chart. before 30 Jun: 1, no date: 1, Jun 2026: 1, Jul 2026: 1 and after May 2027: 1."
    )


def test_where_no_review_has_a_date_the_sheets_are_not_written_or_emptied() -> None:
    for book in (reviewed([]), reviewed([client("Acme", None, "1")])):
        keys = {REVIEWS_KEY, calendar.CALENDAR_KEY}
        assert not keys & {sheet.key for sheet in result_sheets(book, (), books.raw())}
        emptied = {sheet.key: sheet for sheet in result_sheets(book, (), books.raw(), existing=keys)}
        for key in keys:
            spec = emptied[key]
            assert spec.cells[2, 1].value == "No review has a date yet: fill in Last Review in Clients, then refresh."
            assert (len(spec.tables[0].data), spec.charts) == (0, ())
            assert not any(column.formula for column in spec.tables[0].columns)


def test_clients_without_a_rhythm_are_counted_in_words() -> None:
    book = reviewed([*BOOK, client("Fern", date(2026, 1, 1), "none")])
    none = replace(book.inputs, tiers=(*book.inputs.tiers[:2], replace(book.inputs.tiers[2], review_months=None)))
    spec, _ = sheets(replace(book, inputs=none))
    said = str(spec.cells[2, 1].value)
    assert "; 4 reviews: 1 overdue, 1 client never reviewed; 2 others without any Review Every; " in said


def test_many_reviews_of_many_managers_are_counted_by_the_refresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "_MOST_COMPARED", 14)
    _, spec = sheets(reviewed(BOOK))  # 5 reviews x 3 managers
    assert not any(column.formula for column in spec.tables[0].columns)
    assert spec.tables[0].data["All Reviews"].tolist() == [3.0, 1.0, 1.0]


def test_other_names_are_followed() -> None:
    names = Names(
        {"Reviews": "Reviews (Segmentbook)", "ReviewCalendar": "Calendar 2"},
        {"Reviews": "Reviews_Segmentbook", "ReviewCalendar": "Calendar_2"},
    )
    _, spec = sheets(reviewed(BOOK), names)
    formulas = [column.formula for column in spec.tables[0].columns[1:]]
    assert all("Reviews_Segmentbook[" in text and "Calendar_2[[#This Row]" in text for text in formulas)
    assert spec.tables[0].columns[0].links[0] == "'Reviews (Segmentbook)'!A5"


def test_calc_counts_what_is_cached(office: Office, tmp_path: Path) -> None:
    """Whatever managers are called: conditions, wildcards, formulas, numbers, and nobody."""
    last = (date(2026, 5, 1), date(2026, 5, 30), date(2026, 5, 31), date(2026, 6, 1), None)
    clients = [
        client(f"{manager} {place} {months}", day, months, manager)
        for place, day in enumerate(last)
        for months in ("1", "12", "18")
        for manager in MANAGERS[: 3 + 4 * place]
    ]
    specs = sheets(reviewed(clients))
    package = Package.new()
    workbook = Book(package)
    write_sheets(workbook, Styles(workbook), specs)
    package.save(tmp_path / "cached.xlsx")
    bare = without_caches(tmp_path / "cached.xlsx", tmp_path / "bare.xlsx")
    sheet = openpyxl.load_workbook(office.convert(bare, "xlsx", tmp_path / "calc"), data_only=True)["ReviewCalendar"]
    data = specs[1].tables[0].data
    assert all(column.formula for column in specs[1].tables[0].columns[1:])
    found = [[sheet.cell(5 + row, 1 + column).value for column in range(data.shape[1])] for row in range(len(data))]
    assert found == data.to_numpy().tolist()
    totals = [sheet.cell(5 + len(data), column).value for column in range(2, data.shape[1] + 1)]
    assert totals == data.iloc[:, 1:].sum().tolist()
    assert totals[0] == sum(totals[1:]) == len(clients)
