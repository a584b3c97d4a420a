"""Churn Watch, the stages, the analysis and the alerts as sheets: what they say, tie to, and look like when empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from segmentbook.model.inputs import CustomerList, Filter, LifecycleStage
from segmentbook.model.lists import FoundList
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.model.snapshots import Snapshot
from segmentbook.report import look
from segmentbook.report.places import Names
from segmentbook.report.results import OPTIONAL_SHEETS, result_sheets
from segmentbook.report.spec import CategoryChart, SheetSpec, TableSpec, plotted
from tests.model.books import make_book
from tests.model.snapshot_books import snapshot
from tests.report import books, serviced
from tests.report.test_formulas_in_calc import compared
from tests.tools import Office, Validator
from tests.workbook.rendered import made

MINE = ("Churn Watch", "StageSummary", "ClientStages", "ClientAnalysis", "Alerts")


@cache
def sample() -> Segmentation:
    """The sample with two lists that flag a risk."""
    found = segment(serviced.inputs())
    usage = serviced.inputs().clients["Key Feature Usage"].to_numpy(float)
    lists = (
        FoundList(CustomerList("Little used", (), severity="Medium"), np.flatnonzero(usage < 0.55)),
        FoundList(CustomerList("Big", (), severity=""), np.arange(3)),
    )
    return replace(found, lists=lists)


def history() -> list[Snapshot]:
    clients = sample().clients
    rows = zip(clients["Client ID"], clients["Lifecycle Stage"], strict=True)
    before = {key: {"Lifecycle Stage": stage, "Lists": "Little used"} for key, stage in rows}
    return [
        snapshot(date(2026, 4, 30), {key: row | {"Lifecycle Stage": "Adoption"} for key, row in before.items()}),
        snapshot(date(2026, 5, 31), before),
    ]


def sheets(found: Segmentation, **more: Any) -> dict[str, SheetSpec]:
    return {sheet.key: sheet for sheet in result_sheets(found, (), serviced.raw(), **more)}


@cache
def of_sample() -> dict[str, SheetSpec]:
    return sheets(books.remembering(sample(), history()))


def texts(spec: SheetSpec) -> list[str]:
    return [cell.value for cell in spec.cells.values() if isinstance(cell.value, str) and cell.value]


def tile(spec: SheetSpec, label: str) -> object:
    """The figure under a tile's label."""
    row, column = next(place for place, cell in spec.cells.items() if cell.value == label)
    return spec.cells[row + 1, column].value


def table(spec: SheetSpec) -> TableSpec:
    (only,) = spec.tables
    return only


# -- Churn Watch -----------------------------------------------------------------------------------------------------


def test_the_three_questions_are_answered_with_names_and_arr() -> None:
    said = texts(of_sample()["Churn Watch"])
    assert "9 clients, 757,889 USD ARR, 1 July 2026 to 30 September 2026" in said
    assert "2 of 9, 209,988 USD ARR: Marrow Creek School District and Juniper Hospitality Collective" in said
    assert "none of 9; and 2 that renew later" in said
    for name in ("Marrow Creek School District", "Strand & Tully Dispensaries", "Hollis Roofing & Solar"):
        assert name in said


def test_its_renewals_are_those_of_the_dashboard() -> None:
    every = of_sample()
    for label, here in (
        ("Renewals this quarter", "Renewals this quarter"),
        ("of which in a retention plan", "of which in a retention plan"),
    ):
        assert tile(every["Churn Watch"], here) == tile(every["Dashboard"], label)


def test_filters_leave_it_as_it_is() -> None:
    inputs = replace(serviced.inputs(), filters=(Filter("Client ID", ("C-008",)),))
    spec = sheets(segment(inputs))["Churn Watch"]
    assert tile(spec, "Renewals this quarter") == 9
    assert any("of the whole book, filters do not count here" in text for text in texts(spec))


def test_names_are_said_as_far_as_there_is_room() -> None:
    people = [
        {"Client": f"{letter} Company of a rather long name", "Retention Plan": True, "Employees": 5.0}
        for letter in "ABCDEFGH"
    ]
    lines = [
        {"Client": row["Client"], "Amount": 100.0, "Start": date(2025, 1, 1), "End": date(2025, 8, 31)}
        for row in people
    ]
    spec = sheets(segment(make_book(people, lines)))["Churn Watch"]
    (answer,) = (text for text in texts(spec) if text.startswith("8 of 8"))
    assert answer.endswith("A Company of a rather long…, B Company of a rather long… and 6 more")
    assert len(answer) < 110


def test_a_crowd_is_cut_off_and_the_rest_is_counted() -> None:
    people = [
        {"Client": f"Client {i}", "Cancellation Requested": True, "Licensed Seats": 10.0, "Active Seats": float(i % 9)}
        for i in range(40)
    ]
    lines = [
        {"Client": f"Client {i}", "Amount": 100.0, "Start": date(2023, 1, 1), "End": date(2025, 8, 31)}
        for i in range(40)
    ]
    lines += [
        {"Client": f"Client {i}", "Amount": 9.0, "Start": date(2023, 1, 1), "End": date(2025, 1, 1)} for i in range(40)
    ]
    spec = sheets(segment(make_book(people, lines, settings={"alert_tiers": 3})))["Churn Watch"]
    said = texts(spec)
    assert "and 28 others: see SegmentResults" in said  # renewals
    assert said.count("and 32 others: see SegmentResults") == 3  # cancellations, seats, shrinking
    assert any(text.endswith("others: see Alerts") for text in said)
    assert spec.print.area is not None
    assert spec.print.area.bottom <= 48


def test_where_there_is_nothing_a_sentence_says_so() -> None:
    spec = sheets(segment(make_book()))["Churn Watch"]
    for sentence in (
        "No current client renews from 1 July 2025 to 30 September 2025.",
        "none renews",
        "No contract renews in this quarter.",
        "No account in the tiers watched is under a risk flag.",
        "No current client has asked to cancel.",
        "No client has both Licensed Seats and Active Seats.",
        "No current client pays less than a year ago.",
    ):
        assert sentence in texts(spec)
    assert tile(spec, "Alerts") == 0
    assert not spec.charts


def test_alerts_show_since_when_where_the_history_knows() -> None:
    assert "Since" in texts(of_sample()["Churn Watch"])
    assert "Since" not in texts(sheets(sample())["Churn Watch"])


# -- tables ----------------------------------------------------------------------------------------------------------


def test_alerts_are_listed_with_links_and_severities() -> None:
    spec = of_sample()["Alerts"]
    data = table(spec).data
    assert data["Severity"].unique().tolist() == ["Medium"]
    assert set(data["Tier"]) <= {"Tier 1 - Strategic", "Tier 2 - Mid-market"}
    assert data["Retention Plan"].isin(["Yes", "No"]).all()
    columns = {column.header: column for column in table(spec).columns}
    assert columns["Client"].links[0] == "'Clients'!A9"  # C-008, the larger ARR first
    assert columns["Severity"].styles["High"].colour == look.ERROR_INK
    assert "accounts in Tier 1 - Strategic and Tier 2 - Mid-market (setting Alert Tiers)" in str(spec.cells[2, 1].value)
    assert spec.colour_rules[0].equals == "Tier 1 - Strategic"


def test_stages_stand_in_order_with_a_column_a_band_and_a_tier() -> None:
    spec = of_sample()["StageSummary"]
    data = table(spec).data
    assert data["Stage"].tolist()[:3] == ["Onboarding", "Adoption", "Growth"]
    assert data["Clients"].tolist() == [1.0, 3.0, 7.0, 2.0, 17.0, 4.0, 0.0]
    bands = [header for header in data if header.startswith("Band: ")]
    tiers = [header for header in data if header.startswith("Tier: ")]
    assert bands == ["Band: Needs attention", "Band: Satisfactory", "Band: Healthy", "Band: Unscored"]
    for own in (bands, tiers):
        assert data[own].sum(axis=1).tolist() == data["Clients"].tolist()
    assert table(spec).changing
    assert data.set_index("Stage").loc["Adoption", "Longer than History"] == 3
    assert data.set_index("Stage").loc["Growth", "Median Days in Stage"] == 30
    (chart,) = spec.charts
    assert isinstance(chart, CategoryChart)
    assert [series.name for series in plotted(chart)] == ["Unscored", "Needs attention", "Satisfactory", "Healthy"]
    assert chart.place.top > table(spec).top + len(data) + 1


def test_time_in_stage_is_listed_by_stage_the_longest_first() -> None:
    data = table(of_sample()["ClientStages"]).data
    assert len(data) == 34
    assert data["Stage"].tolist()[:5] == ["Onboarding", "Adoption", "Adoption", "Adoption", "Growth"]
    assert data["Days in Stage"].tolist()[:5] == [30.0, 61.0, 61.0, 61.0, 30.0]
    assert data["Longer"].tolist()[:5] == ["No", "Yes", "Yes", "Yes", "No"]


def test_a_book_without_stages_history_or_alerts_has_none_of_these_sheets() -> None:
    found = segment(make_book([{"Client": "Acme", "Last Review": date(2025, 6, 1)}]))
    assert [key for key in MINE if key in sheets(found)] == ["Churn Watch"]
    assert set(MINE) - {"Churn Watch"} <= OPTIONAL_SHEETS
    emptied = sheets(found, existing=MINE)
    said = {key: emptied[key].cells[2, 1].value for key in MINE if key in OPTIONAL_SHEETS}
    assert said == {
        "StageSummary": "No client has a stage yet: fill in the column Lifecycle Stage of Clients, then refresh.",
        "ClientStages": "There is no earlier snapshot yet: since when clients are in their stage is known from the "
        "next one on.",
        "ClientAnalysis": "There are no clients to analyse yet: fill in Clients, then refresh.",
        "Alerts": "as of 30 June 2025: no current client of Tier 1 - Strategic and Tier 2 - Mid-market is under a risk "
        "flag.",
    }
    assert all(not len(table(emptied[key]).data) for key in ("StageSummary", "ClientAnalysis", "Alerts"))


def test_our_sheets_follow_the_names_that_a_workbook_gives() -> None:
    names = Names(sheets={"SegmentResults": "Mine", "Alerts": "Warnings"}, tables={"SegmentResults": "Results2"})
    spec = sheets(sample(), names=names)["Churn Watch"]
    formulas = [cell.formula for cell in spec.cells.values() if cell.formula]
    links = [cell.link for cell in spec.cells.values() if cell.link]
    assert not [formula for formula in formulas if "SegmentResults" in formula]
    assert {link.partition("!")[0] for link in links} == {"'Mine'", "'Warnings'"}


def evil() -> Segmentation:
    """Names of tiers, bands, stages and clients that would be formulas, conditions or wildcards."""
    found = books.segmentation()
    clients = found.clients.copy()
    clients["Lifecycle Stage"] = ["=1", "<5", "*", "a?", "", "[x]#'"]
    clients["Client"] = ["=1+1", "*", "a?", "<>x", "~b", "ab"]
    clients["MRR a Year Ago"] = [9_000.0, 1.0, 0.0, -5.0, np.nan, 900.0]
    clients["Cancellation Requested"] = True
    stages = tuple(LifecycleStage(name, place) for place, name in enumerate(["=1", "<5", "*"], 1))
    return replace(found, clients=clients, inputs=replace(found.inputs, stages=stages, analysed=("Lifecycle Stage",)))


def test_calc_computes_what_is_cached_of_names_that_could_be_formulas(office: Office, tmp_path: Path) -> None:
    every = result_sheets(books.remembering(evil(), history()), (), serviced.raw())
    kept = tuple(sheet for sheet in every if sheet.key in (*MINE, "SegmentResults"))
    assert compared(kept, office, tmp_path, *MINE) == 10


def test_excel_takes_them(validator: Validator, tmp_path: Path) -> None:
    every = result_sheets(books.remembering(evil(), history()), (), serviced.raw())
    kept = tuple(sheet for sheet in every if sheet.key in (*MINE, "SegmentResults"))
    assert validator.errors(made(tmp_path / "book.xlsx", *kept)) == []
