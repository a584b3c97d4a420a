"""The table CustomerLists: what a row says, and whole messages for what cannot be used."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from segmentbook.errors import PolicyError
from segmentbook.model.inputs import CustomerList, Filter, ListCondition
from segmentbook.model.segmentation import segment
from segmentbook.schema.default_lists import LISTS
from tests.checks.books import checked, said, table

HEADERS = "List | Column | Operator | Value | Group | Owner | Visible To | Severity"
PEOPLE = table(
    "Clients",
    "Client | Account Manager | Go-live | Pilot | Mixed | Points",
    ["Acme", "Ann", date(2026, 7, 1), "yes", date(2026, 6, 30), 5],
    ["Bolt", "Bo", None, "no", "soon", 7.5],
)


def lists(*rows: Any) -> Any:
    """CustomerLists; rows are padded with blanks."""
    return table("CustomerLists", HEADERS, *([*row, *[None] * 8][:8] for row in rows))


def read(*rows: Any) -> tuple[CustomerList, ...]:
    return checked(PEOPLE, lists(*rows)).inputs.lists


def told(*rows: Any) -> list[str]:
    raw = lists(*rows)
    return said(checked(PEOPLE, raw), PEOPLE, raw, about="CustomerLists")


def condition(*row: Any) -> ListCondition:
    (one,) = read(["It", *row])
    assert len(one.conditions) == 1, told(["It", *row])
    return one.conditions[0]


def test_without_the_table_the_ready_lists_hold() -> None:
    assert checked(PEOPLE).inputs.lists == LISTS


def test_a_table_without_rows_has_no_lists() -> None:
    assert read() == ()


def test_rows_of_one_name_are_one_list() -> None:
    assert read(
        ["Due", "Renewal Date", "in next", "90 days", 1, "Dana", None, None],
        ["Quiet", "Last Interaction", "not in last", 30],
        ["due ", "health band", "=", "Needs attention", "1", None, "Central", "high"],
        ["Due", "ARR", ">", "1,200", " b "],
    ) == (
        CustomerList(
            "Due",
            (
                ListCondition("Renewal Date", "in next", "90 days", "1", 0),
                ListCondition("Health Band", "=", "Needs attention", "1", 2),
                ListCondition("ARR", ">", 1200.0, "b", 3),
            ),
            "Dana",
            "Central",
            "High",
        ),
        CustomerList("Quiet", (ListCondition("Last Interaction", "not in last", "30 days", "", 1),)),
    )


@pytest.mark.parametrize(
    ("row", "column", "operator", "value"),
    [
        (["CSM", "is", "Ann"], "Account Manager", "=", "Ann"),
        (["renewal_date", "In Next 3 Months", None], "Renewal Date", "in next", "3 months"),
        (["Renewal Date", "within the next", "2 weeks"], "Renewal Date", "in next", "2 weeks"),
        (["Renewal Date", "in next 90 days", 90], "Renewal Date", "in next", "90 days"),
        (["Last Contact", "not in the last 30 days", None], "Last Interaction", "not in last", "30 days"),
        (["Last Contact", "in past", "1 year"], "Last Interaction", "in last", "1 year"),
        (["Renewal Date", "in this quarter", None], "Renewal Date", "this quarter", None),
        (["Renewal Date", "this quarter", "whatever"], "Renewal Date", "this quarter", None),
        (["CRM ID", "is empty", None], "CRM ID", "blank", None),
        (["Industry", "is not blank", None], "Industry", "not blank", None),
        (["Industry", "!=", "Retail"], "Industry", "<>", "Retail"),
        (["Industry", "one of", "Retail; Media"], "Industry", "in", "Retail; Media"),
        (["Key Feature Usage", "below", "30%"], "Key Feature Usage", "<", 0.3),
        (["Key Feature Usage", "in", "30%; 0.5"], "Key Feature Usage", "in", "0.3; 0.5"),
        (["Retention Plan", "=", "ja"], "Retention Plan", "=", True),
        (["Retention Plan", "in", "yes;no"], "Retention Plan", "in", "Yes; No"),
        (["Client Since", "after", "31/12/2025"], "Client Since", ">", date(2025, 12, 31)),
        (["Client Since", "<", date(2025, 12, 31)], "Client Since", "<", date(2025, 12, 31)),
        (["Client Since", "in", "31/12/2025; 2026-01-01"], "Client Since", "in", "2025-12-31; 2026-01-01"),
        (["Why", "contains", "override"], "Why", "contains", "override"),
        (["Go-live", "in next", "1 week"], "Go-live", "in next", "1 week"),
        (["go live", ">", date(2026, 6, 30)], "Go-live", ">", date(2026, 6, 30)),
        (["Points", ">=", 6], "Points", ">=", 6.0),
        (["Mixed", "in last", 1], "Mixed", "in last", "1 day"),
    ],
)
def test_a_row_is_read_as_it_is_meant(row: list[Any], column: str, operator: str, value: object) -> None:
    assert condition(*row) == ListCondition(column, operator, value, "", 0)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            ["Renewal Dat", "in next", 90],
            "CustomerLists!B2: Column must be one of Clients or SegmentResults; got 'Renewal Dat'. "
            "The list 'It' is not computed. Did you mean Renewal Date?",
        ),
        (
            ["Weather", "=", "bad"],
            "CustomerLists!B2: Column must be one of Clients or SegmentResults; got 'Weather'. "
            "The list 'It' is not computed. Name one of their headers.",
        ),
        (
            [None, "=", "bad"],
            "CustomerLists!B2: Column must be one of Clients or SegmentResults. "
            "The list 'It' is not computed. Name one of their headers.",
        ),
        (
            ["In Filter", "=", "Yes"],
            "CustomerLists!B2: Column must be one of Clients or SegmentResults; got 'In Filter'. "
            "The list 'It' is not computed. Name one of their headers.",
        ),
        (
            ["List: Other", "=", "Yes"],
            "CustomerLists!B2: Column must be one of Clients or SegmentResults; got 'List: Other'. "
            "The list 'It' is not computed. Name a list of CustomerLists.",
        ),
        (
            ["ARR", "containz", "1"],
            "CustomerLists!C2: Operator must be =, <>, >, >=, <, <=, contains, in, blank, not blank, in next, in last, "
            "not in last or this quarter; got 'containz'. The list 'It' is not computed. Did you mean contains?",
        ),
        (
            ["ARR", None, "1"],
            "CustomerLists!C2: Operator must be =, <>, >, >=, <, <=, contains, in, blank, not blank, in next, in last, "
            "not in last or this quarter. The list 'It' is not computed. Correct the operator.",
        ),
        (
            ["Renewal Date", ">", "soon"],
            "CustomerLists!D2: Value must be a date, as Renewal Date is; got 'soon'. "
            "The list 'It' is not computed. Correct it.",
        ),
        (
            ["Renewal Date", "in", "2026-01-01; soon"],
            "CustomerLists!D2: Value must be a date, as Renewal Date is; got '2026-01-01; soon'. "
            "The list 'It' is not computed. Correct it.",
        ),
        (
            ["Go-live", "=", "soon"],
            "CustomerLists!D2: Value must be a date, as Go-live is; got 'soon'. "
            "The list 'It' is not computed. Correct it.",
        ),
        (
            ["ARR", ">", "much"],
            "CustomerLists!D2: Value must be a number, as ARR is; got 'much'. "
            "The list 'It' is not computed. Correct it.",
        ),
        (
            ["Points", ">", "many"],
            "CustomerLists!D2: Value must be a number, as Points is; got 'many'. "
            "The list 'It' is not computed. Correct it.",
        ),
        (
            ["Retention Plan", "=", "perhaps"],
            "CustomerLists!D2: Value must be Yes or No, as Retention Plan is; got 'perhaps'. "
            "The list 'It' is not computed. Correct it.",
        ),
        (
            ["Account Manager", ">", 5],
            "CustomerLists!C2: '>' must compare numbers or dates; Account Manager holds texts. "
            "The list 'It' is not computed. Use =, <>, in or contains.",
        ),
        (
            ["Pilot", "<=", 5],
            "CustomerLists!C2: '<=' must compare numbers or dates; Pilot holds texts. "
            "The list 'It' is not computed. Use =, <>, in or contains.",
        ),
        (
            ["Retention Plan", ">", "Yes"],
            "CustomerLists!C2: '>' must compare numbers or dates; Retention Plan holds Yes or No. "
            "The list 'It' is not computed. Use =, <>, in or contains.",
        ),
        (
            ["Employees", "in next", 30],
            "CustomerLists!C2: 'in next' must ask for a column of dates; Employees holds numbers. "
            "The list 'It' is not computed. Name another column, or compare it otherwise.",
        ),
        (
            ["Pilot", "this quarter", None],
            "CustomerLists!C2: 'this quarter' must ask for a column of dates; Pilot holds texts. "
            "The list 'It' is not computed. Name another column, or compare it otherwise.",
        ),
        (
            ["Renewal Date", "in next", None],
            "CustomerLists!D2: Value must say how long for 'in next': a whole number of days, weeks, months, quarters "
            "or years. The list 'It' is not computed. Give such as 30 or 3 months.",
        ),
        (
            ["Renewal Date", "in next", "soon"],
            "CustomerLists!D2: Value must say how long for 'in next': a whole number of days, weeks, months, quarters "
            "or years; got 'soon'. The list 'It' is not computed. Give such as 30 or 3 months.",
        ),
        (
            ["Renewal Date", "in next", date(2026, 7, 1)],
            "CustomerLists!D2: Value must say how long for 'in next': a whole number of days, weeks, months, quarters "
            "or years; got 2026-07-01. The list 'It' is not computed. Give such as 30 or 3 months.",
        ),
        (
            ["Renewal Date", "in next few days", None],
            "CustomerLists!C2: Operator must say how long: a whole number of days, weeks, months, quarters or years; "
            "got 'in next few days'. The list 'It' is not computed. Write such as 'in next 90 days'.",
        ),
        (
            ["Renewal Date", "in next 90 days", 30],
            "CustomerLists!D2: Value must be blank where Operator says how long (90 days); got 30. "
            "The list 'It' is not computed. Clear one of the two.",
        ),
        (
            ["ARR", ">", None],
            "CustomerLists!D2: Value must be filled in for '>'. "
            "The list 'It' is not computed. Give what the column is compared with.",
        ),
        (
            [None, None, None],
            "CustomerLists!A2: List must have a condition; got 'It'. "
            "The list 'It' is not computed. Fill in Column, Operator and Value.",
        ),
    ],
)
def test_a_wrong_row_leaves_the_whole_list_out(row: list[Any], message: str) -> None:
    rows = (["It", *row], ["It", "Region", "=", "North"]) if row[0] or row[1] else (["It", *row],)
    assert told(*rows) == [f"{message} [warning]"]
    assert read(*rows) == (CustomerList("It", ()),)
    found = segment(checked(PEOPLE, lists(*rows)).inputs)
    assert found.lists[0].members.tolist() == []


def test_a_row_without_a_name_belongs_to_no_list() -> None:
    assert told([None, "ARR", ">", 1]) == [
        "CustomerLists!A2: List must be filled in. The row is skipped. [warning]",
    ]
    assert read([None, "ARR", ">", 1]) == ()


def test_what_is_said_twice_of_a_list_is_noted() -> None:
    rows = (
        ["It", "ARR", ">", 1, None, "Ann", "All", "High"],
        ["It", "NPS", ">", 1, None, "Bo", "all", "urgent"],
        ["It", "NPS", "<", 9, None, None, None, "Low"],
    )
    assert told(*rows) == [
        "CustomerLists!H3: Severity must be High, Medium or Low; got 'urgent'. The list has no severity. [warning]",
        "CustomerLists!F3: Owner must be one for all rows of a list; got 'Bo'. Ann counts for 'It'. Clear the other. "
        "[warning]",
        "CustomerLists!H4: Severity must be one for all rows of a list; got 'Low'. High counts for 'It'. Clear the "
        "other. [warning]",
    ]
    (one,) = read(*rows)
    assert (one.owner, one.visible_to, one.severity, len(one.conditions)) == ("Ann", "All", "High", 3)


def test_a_name_has_no_semicolon() -> None:
    assert told(["A; B", "ARR", ">", 1]) == [
        "CustomerLists!A2: List must not have ; in its name, which parts names in the column Lists; got 'A; B'. "
        "A comma takes its place. [warning]"
    ]
    assert read(["A; B", "ARR", ">", 1])[0].name == "A, B"


def test_cells_that_are_no_dates_are_named() -> None:
    raw = lists(["It", "Mixed", "in next", 30])
    assert said(checked(PEOPLE, raw), PEOPLE, raw, about="Clients") == [
        "Clients!E3: Mixed must be a date, as the list 'It' asks for it; got 'soon'. The cell is blank to that list. "
        "[warning]"
    ]


# -- lists that ask for lists ---------------------------------------------------------------------------------------


def test_a_list_of_a_list_is_yes_or_no() -> None:
    found = read(["Due", "Renewal Date", "in next", 90], ["Not due", "list: DUE", "is", "no"])
    assert found[1].conditions == (ListCondition("List: Due", "=", False, "", 1),)


def test_a_list_that_asks_for_one_that_is_not_computed_is_not_computed() -> None:
    rows = (
        ["A", "List: B", "=", "Yes"],
        ["B", "List: C", "=", "No"],
        ["C", "ARR", ">", "much"],
        ["D", "List: Cc", "=", "No"],
    )
    assert told(*rows) == [
        "CustomerLists!B2: Column asks for the list 'B', which is not computed. The list 'A' is not computed. Correct "
        "that list. [warning]",
        "CustomerLists!B3: Column asks for the list 'C', which is not computed. The list 'B' is not computed. Correct "
        "that list. [warning]",
        "CustomerLists!D4: Value must be a number, as ARR is; got 'much'. The list 'C' is not computed. Correct it. "
        "[warning]",
        "CustomerLists!B5: Column must be one of Clients or SegmentResults; got 'List: Cc'. The list 'D' is not "
        "computed. Name a list of CustomerLists. [warning]",
    ]
    assert [one.conditions for one in read(*rows)] == [()] * 4


def refused(*tables: Any) -> str:
    with pytest.raises(PolicyError) as caught:
        checked(PEOPLE, *tables)
    return str(caught.value)


def test_lists_in_a_circle_are_refused() -> None:
    rows = (
        ["A", "ARR", ">", 1],
        ["A", "List: B", "=", "Yes"],
        ["B", "List: C", "=", "Yes"],
        ["C", "list:b", "=", "No"],
    )
    assert refused(lists(*rows)) == (
        "CustomerLists!B4: Lists must not ask for each other in a circle; here B - C - B; got 'List: C'. "
        "Take one of these conditions out."
    )


# -- measures, tier rules and filters that ask for lists ------------------------------------------------------------

WELL = ["At risk", "Health Score", "<", 50]


def measures(*rows: Any) -> Any:
    return table("EffortMeasures", "Measure | Weight | Source | Choices", *([*row, None, None][:4] for row in rows))


def test_a_measure_reads_a_list() -> None:
    found = checked(
        PEOPLE, lists(["Quiet", "Last Interaction", "blank"]), measures(["Silence", 1, "list:quiet", "Yes=100; No=0"])
    )
    assert [one.source for one in found.inputs.effort_measures] == ["List: Quiet"]
    assert segment(found.inputs).clients["Effort Score"].tolist() == [100.0, 100.0]


@pytest.mark.parametrize(
    ("rows", "measure", "message"),
    [
        (
            [WELL],
            ["Risk", 1, "List: At risk", "Yes=100; No=0"],
            "EffortMeasures!C2: Source uses the list 'At risk', which asks for Health Score, which is known only when "
            "the measures are scored. Take that condition out of the list, or name another column.",
        ),
        (
            [["Watched", "List: At risk", "=", "Yes"], WELL],
            ["List: Watched", 1, None, "Yes=100; No=0"],
            "EffortMeasures!A2: Measure uses the list 'Watched', which asks for the list 'At risk', which asks for "
            "Health Score, which is known only when the measures are scored. Take that condition out of the list, or "
            "name another column.",
        ),
        (
            [["Top", "Tier", "=", "Tier 1 - Strategic"]],
            ["Risk", 1, "List: Top", "Yes=100; No=0"],
            "EffortMeasures!C2: Source uses the list 'Top', which asks for Tier, which is known only when the measures "
            "are scored. Take that condition out of the list, or name another column.",
        ),
        (
            [["Quiet", "NPS", "blank"]],
            ["Risk", 1, "List: Quite", "Yes=100; No=0"],
            "EffortMeasures!C2: Source must name a list of CustomerLists; got 'List: Quite'. Did you mean List: Quiet?",
        ),
        (
            [["Quiet", "NPZ", "blank"]],
            ["Risk", 1, "List: Quiet", "Yes=100; No=0"],
            "EffortMeasures!C2: Source uses the list 'Quiet', which is not computed. Correct its rows in "
            "CustomerLists; DataIssues names them.",
        ),
        (
            [["Quiet", "NPS", "blank"]],
            ["Risk", 1, "List: Quiet", None],
            "EffortMeasures!D2: Choices must score Yes and No where Source is a list. Write such as Yes=0; No=100.",
        ),
    ],
)
def test_a_measure_that_cannot_read_a_list_is_refused(rows: list[Any], measure: list[Any], message: str) -> None:
    assert refused(lists(*rows), measures(measure)) == message


def rules(*rows: Any) -> Any:
    return table("TierRules", "Tier | Column | Operator | Value", *rows)


BY_RULES = table("Settings", "Setting | Value", ["Tier By", "Rules"])
TOP = "Tier 1 - Strategic"


def test_a_tier_rule_asks_for_a_list() -> None:
    found = checked(PEOPLE, lists(WELL), rules([TOP, "list: at RISK", "=", "No"]), BY_RULES).inputs
    assert [(one.column, one.value) for one in found.tier_rules] == [("List: At risk", False)]
    assert segment(found).clients["Tier"].tolist() == [TOP, TOP]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (
            "List: Big",
            "TierRules!B2: Column uses the list 'Big', which asks for Tier, which is known only when the tiers are "
            "given. Take that condition out of the list, or name another column.",
        ),
        (
            "List: Bigg",
            "TierRules!B2: Column must name a list of CustomerLists; got 'List: Bigg'. Did you mean List: Big?",
        ),
    ],
)
def test_a_tier_rule_that_cannot_ask_for_a_list_is_refused(column: str, message: str) -> None:
    raw = lists(["Big", "Tier", "=", TOP])
    assert refused(raw, rules([TOP, column, "=", "Yes"]), BY_RULES) == message
    # Where tiers do not follow from the rules, the rule is only left out.
    left_out = checked(PEOPLE, raw, rules([TOP, column, "=", "Yes"]))
    assert left_out.inputs.tier_rules == ()


def test_a_filter_asks_for_a_list() -> None:
    raw = lists(["Quiet", "NPS", "blank"], ["Wrong", "NPZ", "blank"])
    filters = table("Filters", "Column | Values", ["list: quiet", "Yes"], ["List: Wrong", "Yes"], ["List: Quite", "No"])
    found = checked(PEOPLE, raw, filters)
    assert found.inputs.filters == (Filter("List: Quiet", ("Yes",), 0),)
    assert said(found, PEOPLE, raw, filters, about="Filters") == [
        "Filters!A3: Column must be one of SegmentResults or Clients; got 'List: Wrong'. The filter is not applied. "
        "Name a list of CustomerLists. [warning]",
        "Filters!A4: Column must be one of SegmentResults or Clients; got 'List: Quite'. The filter is not applied. "
        "Did you mean List: Quiet? [warning]",
    ]
    by_word = checked(PEOPLE, raw, filters=[("List: Quiet", "No")])
    assert by_word.inputs.filters == (Filter("List: Quiet", ("No",)),)


def test_a_column_of_the_clients_goes_before_a_list_of_its_name() -> None:
    people = table("Clients", "Client | List: Quiet", ["Acme", "No"])
    found = checked(people, lists(["Quiet", "NPS", "blank"]), measures(["Risk", 1, "List: Quiet", "Yes=100; No=0"]))
    assert segment(found.inputs).clients["Effort Score"].tolist() == [0.0]
