"""The sample: believable, deterministic, a line of every kind, and nothing that the engine cannot count."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pandas as pd
import pytest

from segmentbook.checks import Checked, check
from segmentbook.model.issues import Level
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.raw import RawBook, RawColumn, RawTable
from segmentbook.report.inputs import FIRST_ROW, LAID_OUT
from segmentbook.report.sample import AS_OF, sample_frames
from segmentbook.schema import CLIENTS, CONTRACTS


def raw_table(name: str, frame: pd.DataFrame) -> RawTable:
    columns = tuple(
        RawColumn.from_values(list(frame[header]), list(frame[header]) if header == "Colour" else None)
        for header in frame.columns
    )
    return RawTable(name, name, FIRST_ROW - 1, 1, tuple(frame.columns), columns, name)


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return sample_frames()


@pytest.fixture(scope="module")
def checked(frames: dict[str, pd.DataFrame]) -> Checked:
    raw = RawBook({name: raw_table(name, frame) for name, frame in frames.items()}, tuple(frames))
    return check(raw, today=date(2031, 1, 1))


@pytest.fixture(scope="module")
def book(checked: Checked) -> Segmentation:
    return segment(checked.inputs)


def test_there_is_a_frame_for_every_table_laid_out(frames: dict[str, pd.DataFrame]) -> None:
    assert set(frames) == {table.name for table in LAID_OUT}
    for name, frame in frames.items():
        assert [dtype.name for dtype in frame.dtypes] == ["object"] * len(frame.columns), name


def test_there_are_36_clients_and_more_than_80_lines(frames: dict[str, pd.DataFrame]) -> None:
    assert len(frames["Clients"]) == 36
    assert len(frames["Contracts"]) >= 80
    assert frames["Clients"]["Client"].is_unique
    assert frames["Clients"]["Client ID"].is_unique


def test_every_required_cell_is_filled(frames: dict[str, pd.DataFrame]) -> None:
    for table in LAID_OUT:
        for header in table.required_headers:
            if (table.name, header) not in (("Settings", "Value"), ("Filters", "Values")):
                assert frames[table.name][header].notna().all(), (table.name, header)


def test_names_are_awkward_as_names_are(frames: dict[str, pd.DataFrame]) -> None:
    names = list(frames["Clients"]["Client"])
    assert "O'Brien & Söhne GmbH" in names
    assert "Castellane Légumes & Fils" in names
    assert max(len(name) for name in names) > 60
    assert all(domain.endswith(".example") for domain in frames["Clients"]["Domain"])


def test_contracts_are_of_every_kind(frames: dict[str, pd.DataFrame]) -> None:
    lines = frames["Contracts"]
    assert {*CONTRACTS["Billing Period"].choices, "2 months"} <= set(lines["Billing Period"])
    assert {"One-off", "Third party"} <= set(lines["Kind"].dropna())
    assert {"Draft", "Quoted", "Cancelled"} <= set(lines["Status"].dropna())
    assert {"EUR", "GBP"} == set(lines["Currency"].dropna())
    assert (lines["Amount"] < 0).any()
    assert lines["End"].isna().any()
    assert lines["Supersedes"].notna().any()


def test_every_column_of_clients_is_used_somewhere(frames: dict[str, pd.DataFrame]) -> None:
    unused = [header for header in CLIENTS.headers if frames["Clients"][header].isna().all()]
    assert unused == []


def test_nothing_in_it_is_an_error(checked: Checked, book: Segmentation) -> None:
    issues = (*checked.issues, *book.issues)
    assert [issue.text(issue.table) for issue in issues if issue.level is Level.ERROR] == []


def test_its_warnings_are_the_ones_that_are_meant_to_teach(checked: Checked, book: Segmentation) -> None:
    issues = (*checked.issues, *book.issues)
    assert 3 <= len(issues) <= 12, [issue.text(issue.table) for issue in issues]
    places = {(issue.table, issue.column) for issue in issues}
    assert ("Clients", "Override Until") in places or ("Clients", "Health Override") in places  # a lapsed override
    assert any(issue.table == "Contracts" for issue in issues)  # a line that is there twice


def test_its_date_is_its_own_and_not_today(checked: Checked) -> None:
    assert checked.inputs.settings.as_of == AS_OF == date(2026, 6, 30)


def test_every_reason_that_is_no_error_is_in_the_ledger(book: Segmentation) -> None:
    assert set(book.ledger["Reason"]) == {
        "counted",
        "counted: auto-renewed",
        "not started",
        "ended",
        "cancelled",
        "not aligned",
        "one-off",
        "third party",
        "draft",
        "quoted",
        "superseded",
        "duplicate",
    }


def test_the_total_is_the_sum_worked_out_line_by_line(book: Segmentation) -> None:
    # Contract MRR of clients with the less usual periods and currencies, by hand.
    mrr = dict(zip(book.clients["Client"], book.clients["Contract MRR"], strict=True))
    assert mrr["Marrow Creek School District"] == pytest.approx(414_000 / 36 + 15_600 / 12)
    assert mrr["Castellane Légumes & Fils"] == pytest.approx((62 * 82 + 8_400 / 6) * 1.12)
    assert mrr["Juniper Hospitality Collective"] == pytest.approx(150 * 25 + 219 * 52 / 12)
    assert mrr["Quillfeather Publishing"] == pytest.approx(38 * 79 - 150 + 300 / 2)
    assert mrr["Mirefield Community Trust"] == pytest.approx(2_640 / 3 * 1.31)
    assert mrr["Lockhart Municipal Water"] == pytest.approx(132_000 / 24 + 2_400)
    assert book.mrr == pytest.approx(sum(mrr.values()))
    assert book.ledger["Counted MRR"].sum() == pytest.approx(book.mrr)


def test_the_map_is_worth_looking_at(book: Segmentation) -> None:
    assert dict(book.segment_counts) == {"HL": 10, "HH": 8, "LL": 9, "LH": 6, "Unplaced": 1}
    bands = dict(zip(book.bands["Band"], book.bands["Clients"], strict=True))
    assert bands == {"Needs attention": 7, "Satisfactory": 12, "Healthy": 13, "Unscored": 2}
    values = book.clients.loc[book.clients["Overall Value"] > 0, "Overall Value"]
    assert 800 <= values.min() < values.max() <= 20_000
    effort = book.clients["Effort Score"].dropna()
    assert effort.min() <= 10
    assert effort.max() >= 85


def test_no_two_bubbles_hide_each_other(book: Segmentation) -> None:
    placed = book.clients[book.clients["Effort Score"].notna() & (book.clients["Status"] == "Current")]
    places = Counter(
        (round(value / 700), round(effort / 2.5))
        for value, effort in zip(placed["Overall Value"], placed["Effort Score"], strict=True)
    )
    assert max(places.values()) == 1


def test_overrides_statuses_and_gaps_are_all_there(book: Segmentation) -> None:
    clients = book.clients.set_index("Client")
    assert Counter(clients["Status"]) == {"Current": 34, "Churned": 1, "Not started": 1}
    assert clients.loc["Castellane Légumes & Fils", "Band Source"] == "Override"
    assert clients.loc["Ashdown Instruments", "Band Source"] == "Score"  # lapsed
    assert clients.loc["Quarrystone Capital", "Tier Source"] == "Override"
    assert clients.loc["Umber Lane Coffee Roasters", "Value Source"] == "Segment Value"
    assert clients.loc["Umber Lane Coffee Roasters", "Health Band"] == "Unscored"
    assert clients.loc["Ondine Swim Academies", "Segment"] == "Unplaced"
    assert pd.isna(clients.loc["Pallister Tool Hire", "Value per Seat"])


def test_some_reviews_are_overdue_but_not_most(book: Segmentation) -> None:
    overdue = [name for name, late in zip(book.clients["Client"], book.clients["Review Overdue"], strict=True) if late]
    assert 4 <= len(overdue) <= 8


def test_three_accounts_are_strategic(book: Segmentation) -> None:
    tiers = dict(zip(book.tiers["Tier"], book.tiers["Accounts"], strict=True))
    assert tiers == {"Tier 1 - Strategic": 3, "Tier 2 - Mid-market": 12, "Tier 3 - Long tail": 19}


def test_the_services_cost_a_little_more_than_the_budget(book: Segmentation) -> None:
    services = book.services
    assert services is not None
    assert sum(not service.automated for service in services.services) >= 15
    assert any(service.automated for service in services.services)
    assert services.budget == 210_000.0
    assert 1.0 < services.budget_used < 1.2
    # Tier 1: 4 x 560 + 4 x 640 + 12 x 58 + 48 x 145 + 12 x 360 + 12 x 87 + 4 x 29 + 4 x 174 + 2 x 420 + 2 x 464 + 348
    # + 6 x 174 + 12 x 44 + 4 x 232 + 4 x 580 = 25,568, automated 6 x 3 + 12 x 2.5 + 48 + 3 x 1.5 = 100.50
    assert services.tiers[0].cost == pytest.approx(3 * (25_568 + 100.5))
    assert 0.05 < services.book.cost_share < 0.15
    assert 2 < services.book.heads < 3
    assert services.unused == ()
    shares = [tier.cost_share for tier in services.tiers]
    assert shares == sorted(shares, reverse=True)


def test_two_builds_are_the_same(frames: dict[str, pd.DataFrame]) -> None:
    for name, frame in sample_frames().items():
        pd.testing.assert_frame_equal(frame, frames[name])


def test_the_stack_names_every_client_and_every_item_once(frames: dict[str, pd.DataFrame]) -> None:
    alignment, items = frames["StackAlignment"], frames["StackItems"]
    assert list(alignment["Client"]) == list(frames["Clients"]["Client"])
    assert list(alignment.columns[1:]) == list(items["Item"])
    words = {str(word) for word in alignment.iloc[:, 1:].to_numpy().ravel()}
    assert words == {"Aligned", "Opportunity", "None"}
    assert any(";" in str(tags) for tags in items["Tags"])  # an item of two tags
