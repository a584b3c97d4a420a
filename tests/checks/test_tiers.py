"""Tiers and their rules."""

from __future__ import annotations

from datetime import date

import pytest

from segmentbook.errors import PolicyError
from segmentbook.model.inputs import Tier, TierRule
from tests.checks.books import checked, said, table

HEADERS = "Tier | ARR Share | Minimum ARR | Minimum Employees | Touch Model | Review Every | Definition"


def tiers(*rows):
    return table("Tiers", HEADERS, *([*row, None, None, None, None, None, None][:7] for row in rows))


def by(what):
    return table("Settings", "Setting | Value", ["Tier By", what])


def rules(*rows):
    return table("TierRules", "Tier | Column | Operator | Value", *rows)


def refused(*tables):
    with pytest.raises(PolicyError) as caught:
        checked(*tables)
    return str(caught.value)


def test_tiers_in_their_order():
    raw = tiers(["One", "20%", "120,000", 250, "High touch", 3, "Named CSM"], ["Two", 0.7], ["Three"])
    result = checked(raw)
    assert result.inputs.tiers == (
        Tier("One", 0.2, 120_000.0, 250.0, "High touch", 3.0, "Named CSM"),
        Tier("Two", 0.7),
        Tier("Three"),
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [["One", 0.7], ["Two", 0.2], ["Three", None]],
            "Tiers!B3: ARR Share must rise from tier to tier: it is cumulative; got 0.2 after 0.7. "
            "Give a larger share, such as 20%, then 70%.",
        ),
        (
            [["One", 0], ["Two", None]],
            "Tiers!B2: ARR Share must rise from tier to tier: it is cumulative; got 0. "
            "Give a larger share, such as 20%, then 70%.",
        ),
        (
            [["One", 20], ["Two", None]],
            "Tiers!B2: ARR Share must be from 0 to 1; got 20. Correct it: the setting Tier By is ARR share.",
        ),
        (
            [["One", "most"], ["Two", None]],
            "Tiers!B2: ARR Share must be a number; got 'most'. Correct it: the setting Tier By is ARR share.",
        ),
        (
            [["One", 0.2], ["Two", None], ["Three", None]],
            "Tiers!B3: ARR Share may be blank in the last tier only. "
            "Give the cumulative share down to which accounts are in this tier.",
        ),
        (
            [["One", 0.2], ["Two", 0.7]],
            "Tiers!B3: ARR Share of the last tier must be blank (the rest) or 100%; got 0.7. "
            "Clear it, or add a tier for the rest.",
        ),
        (
            [["One", 0.2], ["ONE", None]],
            "Tiers!A3: Tier must be unique; got 'ONE', which is also in Tiers!A2. Give each tier a name of its own.",
        ),
        (
            [],
            "Tiers: the table Tiers has no rows. Give at least one tier, or delete the table: "
            "the defaults hold where it is missing.",
        ),
    ],
)
def test_shares_that_stop(rows, message):
    assert refused(tiers(*rows)) == message


def test_the_last_share_may_be_all():
    assert [tier.arr_share for tier in checked(tiers(["One", 0.2], ["Two", 1])).inputs.tiers] == [0.2, 1.0]


def test_shares_do_not_matter_where_arr_decides():
    raw = tiers(["One", 0.7, 1000], ["Two", "much", 10], ["Three", 0.1, None])
    result = checked(raw, by("ARR"))
    assert [tier.minimum_arr for tier in result.inputs.tiers] == [1000.0, 10.0, None]
    assert said(result, raw, by("ARR"), about="Tiers") == [
        "Tiers!B3: ARR Share must be a number; got 'much'. The cell is taken as blank. [warning]"
    ]


def test_minima_must_fall():
    assert refused(tiers(["One", None, 1000], ["Two", None, 5000]), by("ARR")) == (
        "Tiers!C3: Minimum ARR must fall from tier to tier, the highest tier first; got 5,000 after 1,000. "
        "Give a smaller one, or move the row."
    )
    assert refused(tiers(["One", None, None, 5], ["Two"], ["Three"]), by("Employees")) == (
        "Tiers!D4: Minimum Employees must fall from tier to tier, the highest tier first; got 0 after 0. "
        "Give a smaller one, or move the row."
    )


# -- rules ------------------------------------------------------------------------------------------------------------


def test_rules_in_the_types_of_their_columns():
    clients = table("Clients", "Client | Plan", ["Acme", "Gold"])
    raw = rules(
        ["tier 1 - strategic", "employees", "≥", "1,000"],
        ["Tier 1 - Strategic", "Plan", "is", " Gold "],
        ["Tier 1 - Strategic", "Client Since", "<", "2020-01-01"],
        ["Tier 1 - Strategic", "Retention Plan", "=", "yes"],
        ["Tier 2 - Mid-market", "region", "IN", "North; South"],
        ["Tier 2 - Mid-market", "Health Score", ">", 50],
        ["Tier 2 - Mid-market", "Parent", "is not blank", "whatever"],
    )
    one, two = "Tier 1 - Strategic", "Tier 2 - Mid-market"
    assert checked(clients, raw, by("Rules")).inputs.tier_rules == (
        TierRule(one, "Employees", ">=", 1000.0),
        TierRule(one, "Plan", "=", "Gold"),
        TierRule(one, "Client Since", "<", date(2020, 1, 1)),
        TierRule(one, "Retention Plan", "=", True),
        TierRule(two, "Region", "in", "North; South"),
        TierRule(two, "Health Score", ">", 50.0),
        TierRule(two, "Parent", "not blank", None),
    )


GOOD = ["Tier 1 - Strategic", "Employees", ">=", 1000]
OPERATORS = "=, <>, >, >=, <, <=, contains, in, blank or not blank"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            ["Tier 1 - Strategik", *GOOD[1:]],
            "TierRules!A3: Tier must be one of the table Tiers; got 'Tier 1 - Strategik'. "
            "Did you mean Tier 1 - Strategic?",
        ),
        (
            [GOOD[0], "Emplyees", *GOOD[2:]],
            "TierRules!B3: Column must be one of Clients or SegmentResults; got 'Emplyees'. Did you mean Employees?",
        ),
        (
            [GOOD[0], None, *GOOD[2:]],
            "TierRules!B3: Column must be one of Clients or SegmentResults. Correct the column.",
        ),
        (
            [*GOOD[:2], "contain", "x"],
            f"TierRules!C3: Operator must be {OPERATORS}; got 'contain'. Did you mean contains?",
        ),
        ([*GOOD[:2], "~", 1], f"TierRules!C3: Operator must be {OPERATORS}; got '~'. Correct the operator."),
        (
            [*GOOD[:3], None],
            "TierRules!D3: Value must be filled in for >=. Give what the column is compared with.",
        ),
        ([*GOOD[:3], "many"], "TierRules!D3: Value must be a number, as Employees is; got 'many'. Correct it."),
        (
            [GOOD[0], "Client Since", "<", "old"],
            "TierRules!D3: Value must be a date, as Client Since is; got 'old'. Correct it.",
        ),
    ],
)
def test_rules_that_stop_where_they_decide_and_are_left_out_where_not(row, message):
    assert refused(rules(GOOD, row), by("Rules")) == message
    raw = rules(GOOD, row)
    result = checked(raw, by("ARR share"))
    assert result.inputs.tier_rules == (TierRule("Tier 1 - Strategic", "Employees", ">=", 1000.0),)
    start, todo = message.rsplit(". ", 1)
    expected = f"{start}. The rule is left out; Tier By is ARR share. {todo} [warning]"
    assert said(result, raw, about="TierRules") == [expected]


def test_rules_are_needed_where_they_decide():
    assert refused(by("Rules")) == (
        "Settings: Tier By is Rules, but there is no table TierRules. Add it ('segmentbook init BOOK'), or choose "
        "ARR share, ARR or Employees."
    )
    assert refused(by("Rules"), rules()) == (
        "TierRules: Tier By is Rules, but the table TierRules has no rows. Add a row, or choose ARR share."
    )
