"""Services of a whole book: what reaches the clients, the tiers, the words and the issues."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import isnan
from typing import Any

import pytest

from segmentbook.errors import PolicyError
from segmentbook.model.inputs import Inputs, Measure, Service, Tier, TierRule
from segmentbook.model.issues import Issue, Level
from segmentbook.model.segmentation import Segmentation, segment
from tests.model.books import make_book

GOLD, BASIC = Tier("Gold", 0.5, 20_000.0), Tier("Basic", None, 0.0)
REVIEW = Service("Review", "", 400.0, 4.0, 5.0, 0.2, False, {"Gold": 4.0, "Basic": 1.0}, row=0)
NEWS = Service("Newsletter", "", 3.0, 12.0, 0.0, 0.5, True, {"Gold": 12.0, "Basic": 12.0}, row=1)
# Gold 1,636 a year and 20 hours, Basic 436 and 5; worth 2,072 and 572
CLIENTS = [
    {"Client": "Acme", "Client ID": "C-1", "Segment Value": 4_000.0},
    {"Client": "Bolt", "Client ID": "C-2", "Segment Value": 100.0},
    {"Client": "Cole", "Client ID": "C-3", "Segment Value": 30.0},
    {"Client": "Dunn", "Client ID": "C-4", "Segment Value": 0.0},
    {"Client": "Eads", "Client ID": "C-5", "Segment Value": 900.0, "Churned On": date(2025, 1, 1)},
]
SETTINGS = {"service_budget": 5_000.0, "csm_hours_per_year": 100.0}


def book(services: tuple[Service, ...] = (REVIEW, NEWS), **more: Any) -> Inputs:
    settings = SETTINGS | more.pop("settings", {})
    return make_book(CLIENTS, tiers=(GOLD, BASIC), services=services, settings=settings, **more)


def about(found: Segmentation, *words: str) -> list[tuple[Level, str, int | None, str | None, str]]:
    def line(issue: Issue) -> tuple[Level, str, int | None, str | None, str]:
        return (issue.level, issue.table, issue.row, issue.column, issue.text("").removeprefix(": "))

    return [line(issue) for issue in found.issues if any(word in issue.rule for word in words)]


def test_every_current_account_has_its_cost() -> None:
    found = segment(book())
    clients = found.clients
    assert clients["Tier"].tolist() == ["Gold", "Basic", "Basic", "Basic", ""]
    assert clients["Cost to Serve"].tolist()[:4] == [1_636.0, 436.0, 436.0, 436.0]
    assert clients["Cost Share of ARR"].tolist()[:3] == pytest.approx([1_636 / 48_000, 436 / 1_200, 436 / 360])
    assert clients["Service Value"].tolist()[:4] == pytest.approx([2_072.0, 572.0, 572.0, 572.0])
    assert isnan(clients["Cost Share of ARR"][3])  # no ARR
    assert clients.loc[4, ["Cost to Serve", "Cost Share of ARR", "Service Value"]].isna().all()  # churned


def test_the_tiers_have_their_sums() -> None:
    tiers = segment(book()).tiers.set_index("Tier")
    assert tiers["Cost to Serve"].tolist() == [1_636.0, 1_308.0]
    assert tiers["Service Value"].tolist() == pytest.approx([2_072.0, 1_716.0])
    assert tiers["Margin"].tolist() == [48_000.0 - 1_636.0, 1_560.0 - 1_308.0]
    assert tiers["Cost Share of ARR"].tolist() == pytest.approx([1_636 / 48_000, 1_308 / 1_560])
    assert tiers["Hours"].tolist() == [20.0, 15.0]
    assert tiers["Heads"].tolist() == [0.2, 0.15]
    assert tiers["Median ARR"].tolist() == [48_000.0, 780.0]  # of 1,200 and 360: the one without ARR pays nothing
    assert tiers["Smallest ARR"].tolist() == [48_000.0, 0.0]


def test_accounts_rows_are_labelled_as_the_clients_are() -> None:
    inputs = make_book(CLIENTS, tiers=(GOLD, BASIC), services=(REVIEW,), client_rows=[0, 2, 3, 7, 9])
    services = segment(inputs).services
    assert services is not None
    assert services.accounts.index.tolist() == [0, 2, 3, 7]


def test_a_book_without_services_has_none_of_it() -> None:
    found = segment(book(()))
    assert found.services is None
    for header in ("Cost to Serve", "Cost Share of ARR", "Service Value"):
        assert found.clients[header].isna().all()
        assert found.tiers[header].isna().all()
    assert about(found, "Service", "CSM") == []
    assert "services" not in " ".join(found.clients["Why"])


def test_why_and_flags_say_it() -> None:
    clients = segment(book()).clients
    assert clients["Why"][0].endswith("Gold: number 1 by ARR. Its services cost 1,636.00 a year, 3.4% of its ARR.")
    assert clients["Why"][3].endswith("Its services cost 436.00 a year; it has no ARR.")
    assert "services" not in clients["Why"][4]
    flagged = ["costs more than it pays" in flags for flags in clients["Flags"]]
    assert flagged == [False, False, True, True, False]


def test_accounts_that_do_not_pay_for_their_services_are_named() -> None:
    assert about(segment(book()), "An account") == [
        (
            Level.WARNING,
            "Clients",
            2,
            "Client",
            "An account should pay more than its services cost; got 'Cole'. Its services cost 436.00 a year in Basic, "
            "its ARR is 360.00. Reprice it, or serve it in another tier.",
        ),
        (
            Level.WARNING,
            "Clients",
            3,
            "Client",
            "An account that gets services should pay for them; got 'Dunn'. Its services cost 436.00 a year in Basic, "
            "its ARR is 0.00. Check its contracts, or serve it in another tier.",
        ),
    ]


def test_a_thousand_of_them_are_named_and_the_others_counted() -> None:
    clients = [{"Client": f"C{i}", "Segment Value": 1.0} for i in range(1_005)]
    found = segment(make_book(clients, tiers=(GOLD, BASIC), services=(REVIEW,)))
    said = about(found, "An account")
    assert len(said) == 1_001
    assert said[-1][2:] == (
        None,
        None,
        "An account should pay more than its services cost, in 5 more rows. Its services cost 1,600.00 a year in "
        "Gold, its ARR is 12.00. Reprice it, or serve it in another tier.",
    )


def test_a_service_that_nobody_gets_is_named() -> None:
    idle = replace(REVIEW, name="Sponsor", times={"Gold": 0.0, "Basic": 0.0}, row=7)
    assert about(segment(book((REVIEW, idle))), "some tier") == [
        (
            Level.WARNING,
            "Services",
            7,
            "Service",
            "A service should be given to some tier; got 'Sponsor'. It costs nothing. Give it to a tier, or delete it.",
        )
    ]


@pytest.mark.parametrize(
    ("budget", "text"),
    [
        (2_944.0, None),
        (
            2_943.99,
            "The services should fit the Service Budget; got 2943.99. They cost 2,944.00 a year, 0.01 too much. "
            "'segmentbook plan BOOK' proposes what fits.",
        ),
        (
            0.0,
            "The services should fit the Service Budget; got 0. They cost 2,944.00 a year, 2,944.00 too much. "
            "'segmentbook plan BOOK' proposes what fits.",
        ),
        (
            None,
            "Service Budget should be filled in where there are services. The services cost 2,944.00 a year; "
            "no budget is held against that, and no plan is made.",
        ),
    ],
)
def test_the_budget(budget: float | None, text: str | None) -> None:
    said = about(segment(book(settings={"service_budget": budget})), "Service Budget")
    assert said == ([] if text is None else [(Level.WARNING, "Settings", None, "Value", text)])


@pytest.mark.parametrize(("hours", "got"), [(None, ""), (0.0, "; got 0")])
def test_hours_a_year(hours: float | None, got: str) -> None:
    said = about(segment(book(settings={"csm_hours_per_year": hours})), "CSM Hours")
    rule = f"CSM Hours per Year should be filled in where services take hours{got}."
    text = f"{rule} The services take 35 hours a year; heads are not computed."
    assert said == [(Level.WARNING, "Settings", None, "Value", text)]
    assert about(segment(book((NEWS,), settings={"csm_hours_per_year": hours})), "CSM Hours") == []  # takes none


def test_a_book_without_current_clients_needs_no_budget() -> None:
    inputs = make_book([], tiers=(GOLD, BASIC), services=(REVIEW,))
    assert about(segment(inputs), "Service", "CSM") == []


# -- what may follow from what ----------------------------------------------------------------------------------------

COSTLY = Measure("Costly", 1, 0.0, 0.5, {}, "Cost Share of ARR")


def test_a_measure_may_read_what_services_cost() -> None:
    clients = segment(book(effort_measures=(COSTLY,), settings={"minimum_coverage": 0.0})).clients
    assert clients["Effort Score"].tolist()[:3] == [6.8, 72.7, 100.0]  # 3.4%, 36.3% and 121% of 50%
    assert isnan(clients["Effort Score"][3])


def test_tiers_by_rules_cannot_follow_from_a_measure_of_what_tiers_cost() -> None:
    rules = (TierRule("Gold", "Effort Score", ">=", 50.0),)
    found = segment(book(effort_measures=(COSTLY,), tier_rules=rules, settings={"tier_by": "Rules"}))
    assert about(found, "A measure") == [
        (
            Level.ERROR,
            "EffortMeasures",
            None,
            "Source",
            "A measure must not read what follows from the tier where the setting Tier By is Rules; "
            "got 'Cost Share of ARR'. Its weight goes to the other measures.",
        )
    ]
    assert found.clients["Effort Score"].isna().all()
    assert found.clients["Cost to Serve"].tolist()[:2] == [436.0, 436.0]  # all in the last tier


def test_a_measure_of_costs_in_a_book_without_services() -> None:
    found = segment(book((), effort_measures=(COSTLY,)))
    assert [text for *_, text in about(found, "A measure")] == [
        "A measure should have a value for some client; got 'Cost Share of ARR'. Its weight goes to the other measures."
    ]


@pytest.mark.parametrize("column", ["Cost to Serve", "cost share of arr", "Service Value", "Tier"])
def test_a_tier_rule_cannot_ask_what_a_tier_costs(column: str) -> None:
    rules = (TierRule("Gold", column, ">=", 50.0),)
    with pytest.raises(PolicyError) as refused:
        segment(book(tier_rules=rules, settings={"tier_by": "Rules"}))
    assert str(refused.value) == (
        "TierRules: Column must be a column of Clients, or one of SegmentResults that does not follow from the tier; "
        f"got {column!r} for 'Gold'. Name another column."
    )


def test_a_tier_that_is_overridden_costs_what_it_gets() -> None:
    clients = [CLIENTS[0], CLIENTS[1] | {"Tier Override": "Gold"}]
    found = segment(make_book(clients, tiers=(GOLD, BASIC), services=(REVIEW, NEWS)))
    assert found.clients["Cost to Serve"].tolist() == [1_636.0, 1_636.0]
