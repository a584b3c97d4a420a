"""The catalogue of services, and every way to get it wrong: whole messages."""

from __future__ import annotations

from math import isfinite, isnan

import pytest
from hypothesis import given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from segmentbook.model.inputs import Service
from segmentbook.model.segmentation import segment
from segmentbook.raw import ErrorValue
from tests.checks.books import checked, said, table

HEADERS = "Service | Definition | Cost per Time | Times per Year | Hours per Time | Margin | Automated"
TIERS = table("Tiers", "Tier | ARR Share", ["Gold", 0.2], ["Silver", 0.7], ["Basic", None])
REVIEW = ["Review", "Half a day on site", 640, 4, 3.5, "35%", None]


def services(*rows, tiers="Gold | Silver | Basic"):
    return table("Services", f"{HEADERS} | {tiers}", *rows)


def settings(**values):
    return table("Settings", "Setting | Value", *([k.replace("_", " "), v] for k, v in values.items()))


def read(*tables):
    return checked(TIERS, *tables)


def messages(*tables):
    return said(read(*tables), TIERS, *tables, about="Services")


def test_a_catalogue_with_every_column():
    raw = table(
        "Services",
        f"{HEADERS} | Priority | Gold | silver | BASIC | Gold Minimum | Gold Maximum | Basic maximum | Owner",
        [*REVIEW, 2, "Yes", 2, None, 1, 6, "0", "Dana"],
        ["News", None, "1.50", None, 0, None, "yes", None, "x", "no", "0", None, None, None, "Tom"],
        ["Forum", None, 0, 12, None, 0.1, "Yes", 1, True, False, 0.5, None, None, None, None],
    )
    result = read(raw)
    review, news, forum = result.inputs.services
    assert review == Service(
        "Review",
        "Half a day on site",
        640.0,
        4.0,
        3.5,
        0.35,
        False,
        {"Gold": 4.0, "Silver": 2.0, "Basic": 0.0},
        2,
        {"Gold": 1.0},
        {"Gold": 6.0, "Basic": 0.0},
        0,
    )
    assert (news.cost_per_time, news.times_per_year, news.hours_per_time, news.automated) == (1.5, 1.0, 0.0, True)
    assert news.times == {"Gold": 1.0, "Silver": 0.0, "Basic": 0.0}
    assert isnan(news.margin) and news.priority == 1
    assert forum.times == {"Gold": 12.0, "Silver": 0.0, "Basic": 0.5}
    assert said(result, TIERS, raw, about="Services") == []


def test_without_the_table_there_are_no_services():
    assert read().inputs.services == ()


def test_hours_at_what_an_hour_costs_where_there_is_no_cost():
    raw = services(["Advice", None, None, 4, 3.5, None, None, "Yes", None, None], [*REVIEW, "Yes", None, None])
    result = read(raw, settings(CSM_Hourly_Cost=60))
    assert [service.cost_per_time for service in result.inputs.services] == [210.0, 640.0]
    assert said(result, TIERS, raw, about="Services") == []


@pytest.mark.parametrize(
    ("row", "message", "counted"),
    [
        (
            ["Review", None, -640, 4, 3.5, 0.35, None],
            "Services!C2: Cost per Time must be 0 or more; got -640. The service is not counted. [error]",
            False,
        ),
        (
            ["Review", None, "a lot", 4, 3.5, 0.35, None],
            "Services!C2: Cost per Time must be a number; got 'a lot'. The service is not counted. [error]",
            False,
        ),
        (
            ["Review", None, 1e13, 4, 3.5, 0.35, None],
            "Services!C2: Cost per Time must be at most 1,000,000,000,000; got 10000000000000. "
            "The service is not counted. [error]",
            False,
        ),
        (
            ["Review", None, None, 4, None, 0.35, "Yes"],
            "Services!C2: Cost per Time must be filled in. The service is not counted. "
            "Give its cost: 0 where it costs nothing. [error]",
            False,
        ),
        (
            ["Review", None, None, 4, 3.5, 0.35, None],
            "Services!C2: Cost per Time must be filled in. The service is not counted. "
            "Give its cost, or the setting CSM Hourly Cost: the hours then cost that much. [error]",
            False,
        ),
        (
            ["Review", None, 640, -4, 3.5, 0.35, None],
            "Services!D2: Times per Year must be from 0 to 8784; got -4. The service is not counted. [error]",
            False,
        ),
        (
            ["Review", None, 640, "quarterly", 3.5, 0.35, None],
            "Services!D2: Times per Year must be a number; got 'quarterly'. The service is not counted. [error]",
            False,
        ),
        (
            ["Review", None, 640, 4, -1, 0.35, None],
            "Services!E2: Hours per Time must be from 0 to 8784; got -1. "
            "The service counts without hours of work. [error]",
            True,
        ),
        (
            ["Review", None, 640, 4, None, 0.35, None],
            "Services!E2: Hours per Time should be filled in for a service that is not Automated. "
            "It counts with its cost, and without hours or heads. [warning]",
            True,
        ),
        (
            ["Review", None, 640, 4, 3.5, 1, None],
            "Services!F2: Margin must be less than 1 where the setting Margin Method is Margin; got 1. "
            "No margin is added: the service is worth what it costs. [error]",
            True,
        ),
        (
            ["Review", None, 640, 4, 3.5, "100%", None],
            "Services!F2: Margin must be less than 1 where the setting Margin Method is Margin; got '100%'. "
            "No margin is added: the service is worth what it costs. [error]",
            True,
        ),
        (
            ["Review", None, 640, 4, 3.5, -0.1, None],
            "Services!F2: Margin should be 0 or more where the setting Margin Method is Margin; got -0.1. "
            "The service is worth less than it costs. [warning]",
            True,
        ),
        (
            ["Review", None, 640, 4, 3.5, "thin", None],
            "Services!F2: Margin must be a number; got 'thin'. "
            "No margin is added: the service is worth what it costs. [error]",
            True,
        ),
        (
            ["Review", None, 640, 4, 3.5, 0.35, "partly"],
            "Services!G2: Automated must be Yes or No; got 'partly'. The cell is taken as No. [warning]",
            True,
        ),
        (
            [None, "Half a day", 640, 4, 3.5, 0.35, None],
            "Services!A2: Service must be filled in. The row is skipped. [warning]",
            False,
        ),
    ],
)
def test_a_row_that_cannot_be_read(row, message, counted):
    raw = services([*row, "Yes", None, None])
    result = read(raw)
    assert said(result, TIERS, raw, about="Services") == [message]
    assert len(result.inputs.services) == counted
    if counted and "Margin must" in message:
        assert isnan(result.inputs.services[0].margin)


@pytest.mark.parametrize(
    ("method", "margin", "message"),
    [
        ("Markup", 1.5, None),
        (
            "Markup",
            -1.5,
            "Services!F2: Margin must be -1 or more where the setting Margin Method is Markup; got -1.5. "
            "No margin is added: the service is worth what it costs. [error]",
        ),
        (
            "Markup",
            -0.5,
            "Services!F2: Margin should be 0 or more where the setting Margin Method is Markup; got -0.5. "
            "The service is worth less than it costs. [warning]",
        ),
        ("Multiplier", 1.5, None),
        (
            "Multiplier",
            0.35,
            "Services!F2: Margin should be 1 or more where the setting Margin Method is Multiplier; got 0.35. "
            "The service is worth less than it costs. [warning]",
        ),
        (
            "Multiplier",
            -2,
            "Services!F2: Margin must be 0 or more where the setting Margin Method is Multiplier; got -2. "
            "No margin is added: the service is worth what it costs. [error]",
        ),
    ],
)
def test_each_method_has_its_limits(method, margin, message):
    raw = services(["Review", None, 640, 4, 3.5, margin, None, "Yes", None, None])
    assert messages(raw, settings(Margin_Method=method)) == ([] if message is None else [message])


@pytest.mark.parametrize(
    ("cell", "times", "message"),
    [
        (
            "quarterly",
            0.0,
            "Services!H2: Gold must be blank, Yes, No or a number of times a year; got 'quarterly'. "
            "The tier does not get the service. [error]",
        ),
        ("-2", 0.0, "Services!H2: Gold must be from 0 to 8784; got '-2'. The tier does not get the service. [error]"),
        ("n/a", 0.0, None),
        (" – ", 0.0, None),
        ("Ja", 4.0, None),
        (True, 4.0, None),
        (1, 1.0, None),
        ("1", 1.0, None),
        ("0.25", 0.25, None),
    ],
)
def test_a_tiers_cell(cell, times, message):
    raw = services([*REVIEW, cell, 1, None])
    result = read(raw)
    assert result.inputs.services[0].times["Gold"] == times
    assert said(result, TIERS, raw, about="Services") == ([] if message is None else [message])


def test_a_column_that_is_nearly_a_tiers():
    raw = services([*REVIEW, "Yes", 2, 1], tiers="Golden | Silver | Basic")
    result = read(raw)
    assert result.inputs.services[0].times == {"Gold": 0.0, "Silver": 2.0, "Basic": 1.0}
    assert said(result, TIERS, raw, about="Services") == [
        "Services: A column must be called as a tier is; got 'Golden'. The column is not counted. Did you mean Gold?",
        "Services: Services should have a column for each tier; it has none for Gold. "
        "The tier gets only what is Automated. Add a column of that name.",
    ]


TIERS_BY_NUMBER = table("Tiers", "Tier | ARR Share", ["Tier 1 - Strategic", 0.2], ["Tier 2 - Other", None])


@pytest.mark.parametrize(
    ("header", "cell", "hint"),
    [
        ("Tier 1", "Yes", "Did you mean Tier 1 - Strategic?"),
        ("Tier 1 Minimum", 1, "Did you mean Tier 1 - Strategic Minimum?"),
        ("Tier 4", 2, "There are Tier 1 - Strategic and Tier 2 - Other."),
        ("Tier 4", None, None),  # nothing in it is left out
        ("Tier comment", "see the contract", None),  # a column of the user's own
        ("Owner", "Dana", None),
        ("Minimum", 1, None),
    ],
)
def test_columns_of_the_users_own_and_of_tiers_that_there_are_not(header, cell, hint):
    raw = services([*REVIEW, "Yes", 1, cell], tiers=f"Tier 1 - Strategic | Tier 2 - Other | {header}")
    result = checked(TIERS_BY_NUMBER, raw)
    wrong = f"Services: A column must be called as a tier is; got '{header}'. The column is not counted. {hint}"
    assert said(result, TIERS_BY_NUMBER, raw, about="Services") == ([] if hint is None else [wrong])


def test_services_of_one_name():
    raw = services([*REVIEW, "Yes", None, None], ["REVIEW ", *REVIEW[1:], 1, 1, 1])
    result = read(raw)
    assert [service.times["Basic"] for service in result.inputs.services] == [0.0]
    assert said(result, TIERS, raw, about="Services") == [
        "Services!A3: Service must be unique; REVIEW is also in Services!A2. "
        "The service is not counted. Give each a name of its own. [error]"
    ]


def test_minima_and_maxima():
    limits = "Gold | Silver | Basic | Gold Minimum | Gold Maximum | Silver Minimum"
    raw = services(
        [*REVIEW, "Yes", 2, None, 5, 4, "some"], ["Call", *REVIEW[1:], "Yes", 2, None, 1, -4, None], tiers=limits
    )
    result = read(raw)
    review, call = result.inputs.services
    assert (review.minimum, review.maximum) == ({}, {"Gold": 4.0})
    assert (call.minimum, call.maximum) == ({"Gold": 1.0}, {})
    assert said(result, TIERS, raw, about="Services") == [
        "Services!M2: Silver Minimum must be a number of times a year; got 'some'. "
        "The cell is taken as blank. [warning]",
        "Services!K2: Gold Minimum must be at most Gold Maximum, 4; got 5. The minimum is not applied. [error]",
        "Services!L3: Gold Maximum must be from 0 to 8784; got -4. The cell is taken as blank. [warning]",
    ]


def test_priorities():
    raw = table(
        "Services",
        f"{HEADERS} | Priority | Gold | Silver | Basic",
        [*REVIEW, 0, 1, 1, 1],
        ["Call", *REVIEW[1:], 2.5, 1, 1, 1],
        ["Survey", *REVIEW[1:], "high", 1, 1, 1],
    )
    result = read(raw)
    assert [service.priority for service in result.inputs.services] == [1, 2, 1]
    assert said(result, TIERS, raw, about="Services") == [
        "Services!H2: Priority must be from 1 to 1000; got 0. Its priority is taken as 1. [warning]",
        "Services!H3: Priority must be a whole number; got 2.5. It is rounded down. [warning]",
        "Services!H4: Priority must be a number; got 'high'. Its priority is taken as 1. [warning]",
    ]


def test_a_tier_without_a_column_gets_nothing():
    raw = services([*REVIEW, "Yes"], tiers="Gold")
    assert read(raw).inputs.services[0].times == {"Gold": 4.0, "Silver": 0.0, "Basic": 0.0}
    missing = "Services: Services should have a column for each tier; it has none for {}. "
    assert messages(raw) == [
        missing.format(tier) + "The tier gets only what is Automated. Add a column of that name."
        for tier in ("Silver", "Basic")
    ]


NEWS = ["News", None, 1.5, 12, 0, 0.5, "Yes"]


@pytest.mark.parametrize(
    ("rows", "basic"),
    [
        ([[*REVIEW, "Yes", 1, None], [*NEWS, "Yes", 2, None]], [0.0, 12.0]),  # nobody serves it: it still gets the news
        ([[*REVIEW, "Yes", 1, None], [*NEWS, "Yes", 2, "No"]], [0.0, 0.0]),  # but not where that is said
        ([[*REVIEW, "Yes", 1, None], [*NEWS, "Yes", 2, 0]], [0.0, 0.0]),
        ([[*REVIEW, "Yes", 1, None], [*NEWS, "Yes", 2, "?"]], [0.0, 0.0]),
        ([[*REVIEW, "Yes", 1, 0.5], [*NEWS, "Yes", 2, None]], [0.5, 0.0]),  # served: blank is not provided
    ],
)
def test_what_is_automated_stays_on_for_a_tier_that_gets_nothing_else(rows, basic):
    found = read(services(*rows)).inputs.services
    assert [service.times["Basic"] for service in found] == basic
    assert [service.times["Silver"] for service in found] == [1.0, 2.0]


def test_a_service_that_is_not_counted_serves_nobody():
    raw = services(["Call", None, -1, 4, 1, None, None, 1, 1, 1], [*NEWS, 1, 1, None])
    assert [service.times for service in read(raw).inputs.services] == [{"Gold": 1.0, "Silver": 1.0, "Basic": 12.0}]


@pytest.mark.parametrize("cost", ["#N/A"])
def test_error_cells(cost):
    raw = services(["Review", None, ErrorValue(cost), 4, 3.5, 0.3, None, ErrorValue(cost), 1, 1])
    assert messages(raw) == [
        "Services!H2: Gold must be blank, Yes, No or a number of times a year, not an error; got #N/A. "
        "The tier does not get the service. [error]",
        "Services!C2: Cost per Time must be a number, not an error; got #N/A. The service is not counted. [error]",
    ]


cells = st.one_of(
    st.none(),
    st.sampled_from(["Yes", "no", "x", "-", " ", "quarterly", "1.234", "1,5", "35%", "1e400", "=1+1", True, False]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 1, -1, 0.5, 1e12, 1e308]),
    st.sampled_from(["#N/A", "#DIV/0!"]).map(ErrorValue),
)


@given_settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(cells, min_size=14, max_size=14), max_size=5), st.sampled_from(["Margin", "Markup", "Multiplier"])
)
def test_whatever_is_typed_is_read_and_costed(rows, method):
    more = "Priority | Gold | Silver | Basic | Gold Minimum | Gold Maximum | Tier"
    raw = services(*rows, tiers=more)
    result = read(raw, settings(Margin_Method=method, CSM_Hourly_Cost=1e12))
    for service in result.inputs.services:
        assert 0 <= service.cost_per_time <= 1e12
        assert service.priority >= 1
        assert set(service.times) == {"Gold", "Silver", "Basic"}
        assert all(times >= 0 for times in service.times.values())
        low, high = service.minimum.get("Gold", 0.0), service.maximum.get("Gold", 9e9)
        assert 0 <= low <= high
    costs = segment(result.inputs).services
    if costs is not None:
        assert all(map(isfinite, (costs.book.cost, costs.book.value, costs.book.hours)))
