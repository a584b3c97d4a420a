"""Customer lists: each operator and each ready list by hand, at the edges of periods; and any lists against loops."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentbook.errors import PolicyError
from segmentbook.model.columns import text_series
from segmentbook.model.inputs import CustomerList, Filter, Inputs, ListCondition, Measure, TierRule
from segmentbook.model.list_chains import AFTER_SCORES, AFTER_TIERS
from segmentbook.model.lists import find_lists, list_names
from segmentbook.model.results import RESULT_COLUMNS
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.schema.default_lists import LISTS
from tests.model.books import AS_OF, make_book  # 30 June 2025

Condition = tuple[Any, ...]


def rule(name: str, *conditions: Condition, **more: str) -> CustomerList:
    """A list; conditions are column, operator, value and group, the last two left out where not needed."""
    return CustomerList(name, tuple(ListCondition(*one) for one in conditions), **more)


def members(found: Segmentation, name: str) -> list[str]:
    """The names of a list's clients."""
    (one,) = [one for one in found.lists if one.rule.name == name]
    return found.clients["Client"].iloc[one.members].tolist()


def who(clients: list[dict[str, Any]], *conditions: Condition, **more: Any) -> str:
    """The clients of one list, by the letters that they are called."""
    for letter, client in zip("ABCDEFGH", clients, strict=False):
        client.setdefault("Client", letter)
    return "".join(members(segment(make_book(clients, lists=(rule("It", *conditions),), **more)), "It"))


def day(text: str) -> date:
    return date.fromisoformat(text)


# -- operators ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("Region", "=", "north"), "AB"),
        (("Region", "<>", "North"), "CD"),  # a blank is not North
        (("Region", "contains", "OR"), "AB"),
        (("Region", "in", "south; West"), "C"),
        (("Region", "blank"), "D"),
        (("Region", "not blank", None), "ABC"),
        (("Employees", "=", 10.0), "B"),
        (("Employees", "<>", 10.0), "ACD"),
        (("Employees", ">", 10.0), "A"),
        (("Employees", ">=", 10.0), "AB"),
        (("Employees", "<", 10.0), "C"),
        (("Employees", "<=", 10.0), "BC"),
        (("Employees", "in", "10; 30"), "AB"),
        (("Employees", "blank"), "D"),
        (("Employees", "contains", "0"), "AB"),
        (("Retention Plan", "=", True), "A"),
        (("Retention Plan", "<>", True), "BCD"),
        (("Client Since", ">", date(2024, 1, 1)), "BC"),
        (("Client Since", "=", date(2025, 1, 1)), "B"),
        (("Client Since", "in", "2024-01-01; 2025-01-01"), "AB"),
        (("Client Since", "blank"), "D"),
        (("Tags", "=", "standard"), "AB"),  # one of several values
        (("Tags", "=", "Standard; Premium"), "A"),  # or all of them
        (("Tags", "<>", "Premium"), "BD"),
        (("Tags", "in", "Basic; Premium"), "AC"),
        (("Tags", "contains", "rem"), "AC"),
    ],
)
def test_operators(condition: Condition, expected: str) -> None:
    clients: list[dict[str, Any]] = [
        {"Region": "North", "Employees": 30.0, "Retention Plan": True, "Client Since": date(2024, 1, 1),
         "Tags": "Standard; Premium"},
        {"Region": " NORTH ", "Employees": 10.0, "Retention Plan": False, "Client Since": date(2025, 1, 1),
         "Tags": "Standard"},
        {"Region": "South", "Employees": 5.0, "Client Since": date(2025, 6, 1), "Tags": "Premium;Basic"},
        {},
    ]  # fmt: skip
    assert who(clients, condition) == expected


def dated(*days: str | None) -> list[dict[str, Any]]:
    return [{"Last Interaction": day(text) if text else None} for text in days]


@pytest.mark.parametrize(
    ("operator", "value", "days", "expected"),
    [
        # 30 June 2025 and what is around it.
        ("in last", "30 days", ["2025-06-30", "2025-06-01", "2025-05-31", "2025-07-01", None], "AB"),
        ("not in last", "30 days", ["2025-06-30", "2025-06-01", "2025-05-31", "2025-07-01", None], "CDE"),
        ("in next", "30 days", ["2025-06-29", "2025-06-30", "2025-07-30", "2025-07-31", None], "BC"),
        ("in next", 30.0, ["2025-06-29", "2025-06-30", "2025-07-30", "2025-07-31", None], "BC"),
        ("in last", "1 month", ["2025-05-30", "2025-05-31", "2025-06-30"], "BC"),
        ("this quarter", None, ["2025-03-31", "2025-04-01", "2025-06-30", "2025-07-01", None], "BC"),
    ],
)
def test_windows(operator: str, value: object, days: list[str | None], expected: str) -> None:
    assert who(dated(*days), ("Last Interaction", operator, value)) == expected


@pytest.mark.parametrize(
    ("as_of", "first_month", "days", "expected"),
    [
        ("2024-02-29", 12, ["2023-11-30", "2023-12-01", "2024-02-29", "2024-03-01"], "BC"),
        ("2025-02-28", 12, ["2024-11-30", "2024-12-01", "2025-02-28", "2025-03-01"], "BC"),
        ("2026-01-31", 2, ["2025-10-31", "2025-11-01", "2026-01-31", "2026-02-01"], "BC"),
        ("2026-02-01", 2, ["2026-01-31", "2026-02-01", "2026-04-30", "2026-05-01"], "BC"),
        ("2025-12-31", 1, ["2025-09-30", "2025-10-01", "2025-12-31", "2026-01-01"], "BC"),
    ],
)
def test_this_quarter_is_the_fiscal_one(as_of: str, first_month: int, days: list[str], expected: str) -> None:
    of_book = {"as_of": day(as_of), "fiscal_year_start_month": first_month}
    assert who(dated(*days), ("Last Interaction", "this quarter"), settings=of_book) == expected


def test_the_leap_day_counts_as_a_day() -> None:
    days = ["2024-02-28", "2024-02-29", "2024-03-01"]
    assert who(dated(*days), ("Last Interaction", "in last", "2 days"), settings={"as_of": day("2024-03-01")}) == "BC"


def test_a_column_of_the_users_own_has_dates_as_texts() -> None:
    clients = [{"Go-live": text} for text in ("2025-07-01", "2025-07-01 09:30", "soon", None)]
    assert who(clients, ("Go-live", "in next", "1 day")) == "AB"
    assert who(clients, ("Go-live", "not in last", "1 day")) == "ABCD"
    assert who(clients, ("Go-live", ">", date(2025, 6, 30))) == "AB"


def test_where_nobody_has_a_date_nothing_is_known() -> None:
    assert who(dated(None, None), ("Last Interaction", "not in last", "30 days")) == ""
    assert who([{"Own": "x"}, {"Own": None}], ("Own", "not in last", "30 days")) == ""


# -- the ready lists ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "clients", "expected"),
    [
        ("New accounts", [{"Client Since": day(d)} for d in ("2025-06-23", "2025-06-24", "2025-06-30", "2025-07-01")],
         "BC"),  # who comes tomorrow is no client yet
        ("Onboarding", [{"Lifecycle Stage": s} for s in ("Onboarding", "onboarding ", "Mature", "")], "AB"),
        ("At risk: little key-feature usage", [{"Key Feature Usage": u} for u in (0.0, 0.2999, 0.3, 1.0, None)], "AB"),
        ("No interaction for 30 days", dated("2025-05-30", "2025-05-31", "2025-06-01", None), "ABD"),
        ("Churned in the last 60 days",
         [{"Churned On": day(d)} for d in ("2025-05-01", "2025-05-02", "2025-06-30", "2025-07-01")], "BC"),
        ("Unpaid invoices", [{"Overdue Invoices": n} for n in (0.0, 1.0, 250.5, None)], "BC"),
    ],
)  # fmt: skip
def test_ready_lists(name: str, clients: list[dict[str, Any]], expected: str) -> None:
    named = [{"Client": letter} | client for letter, client in zip("ABCDE", clients, strict=False)]
    assert "".join(members(segment(make_book(named, lists=LISTS)), name)) == expected


def test_renewal_within_90_days() -> None:
    # A renewal is the day after End: 29 September is 91 days ahead, 28 September 90.
    ends = {"A": "2025-06-30", "B": "2025-09-27", "C": "2025-09-28", "D": "2024-12-31"}
    lines = [{"Client": name, "Amount": 1.0, "Start": day("2024-01-01"), "End": day(end)} for name, end in ends.items()]
    found = segment(make_book([{"Client": name} for name in "ABCD"], lines, lists=LISTS))
    assert members(found, "Renewal within 90 days") == ["A", "B"]


def test_each_ready_list_is_one_of_the_products_seven_with_its_severity() -> None:
    assert [(one.name, one.severity) for one in LISTS] == [
        ("At risk: little key-feature usage", "High"),
        ("No interaction for 30 days", "Medium"),
        ("Unpaid invoices", "Medium"),
        ("Renewal within 90 days", ""),
        ("Onboarding", ""),
        ("New accounts", ""),
        ("Churned in the last 60 days", ""),
    ]
    assert all(one.ready for one in LISTS)


# -- groups, clients, other lists -----------------------------------------------------------------------------------


def test_rows_of_a_group_must_all_hold_and_one_group_is_enough() -> None:
    clients = [{"Region": region, "Employees": employees} for region in ("North", "South") for employees in (5.0, 50.0)]
    assert who(clients, ("Region", "=", "North"), ("Employees", ">", 10.0)) == "B"
    assert who(clients, ("Region", "=", "North", "1"), ("Employees", ">", 10.0, "2")) == "ABD"
    assert (
        who(clients, ("Region", "=", "South", "x"), ("Employees", "<", 10.0, " X "), ("Client", "=", "B", "2")) == "BC"
    )


def test_lists_are_of_current_clients_unless_they_ask_who_has_left() -> None:
    clients = [
        {"Region": "North"},
        {"Region": "North", "Churned On": day("2025-06-01")},
        {"Region": "North", "Client Since": day("2025-08-01")},
        {"Region": "North", "Churned On": day("2025-08-01")},  # a client until then
    ]
    assert who(clients, ("Region", "=", "North")) == "AD"
    assert who(clients, ("Region", "=", "North"), ("Status", "<>", "Current")) == "BC"
    assert who(clients, ("Churned On", "not blank")) == "BD"
    # Each group speaks for itself.
    assert who(clients, ("Region", "=", "North", "1"), ("Status", "=", "Churned", "2")) == "ABD"


def test_a_list_may_ask_for_another() -> None:
    clients = [
        {"Client": "A", "Region": "North"},
        {"Client": "B", "Region": "North", "Churned On": day("2025-06-01")},
        {"Client": "C", "Region": "South"},
    ]
    lists = (
        rule("North", ("List: north ", "=", True)),  # its own name would be a circle, this is another list
        rule("north", ("Region", "=", "North")),
    )
    with pytest.raises(PolicyError, match="in a circle; got North - North"):
        segment(make_book(clients, lists=lists))
    lists = (
        rule("Others", ("list:Northerners", "=", False)),
        rule("Northerners", ("Region", "=", "North")),
        rule("Left", ("Status", "=", "Churned")),
        rule("Left from the north", ("List: Left", "=", True), ("Region", "=", "North")),
        rule("Stayed", ("List: Left", "<>", True)),
        rule("Of nothing"),
        rule("Not of nothing", ("List: Of nothing", "=", False)),
    )
    found = segment(make_book(clients, lists=lists))
    assert {one.rule.name: members(found, one.rule.name) for one in found.lists} == {
        "Others": ["C"],
        "Northerners": ["A"],
        "Left": ["B"],
        "Left from the north": ["B"],
        "Stayed": ["A", "C"],
        "Of nothing": [],
        "Not of nothing": ["A", "C"],
    }
    assert found.clients["Lists"].tolist() == [
        "Northerners; Stayed; Not of nothing",
        "Left; Left from the north",
        "Others; Stayed; Not of nothing",
    ]


def test_an_account_managers_clients_are_a_list() -> None:
    clients = [
        {"Client": "A", "Account Manager": "Zoe"},
        {"Client": "B", "Account Manager": "ann "},
        {"Client": "C", "Account Manager": "Ann"},
        {"Client": "D"},
        {"Client": "E", "Account Manager": "Ann", "Churned On": day("2025-06-01")},
        {"Client": "F", "Account Manager": "Max", "Churned On": day("2025-06-01")},
    ]
    found = segment(make_book(clients, lists=(rule("Mine", ("Account Manager", "=", "Zoe")),)))
    assert [(one.rule.name, one.rule.owner, one.rule.visible_to, one.by_manager) for one in found.lists] == [
        ("Mine", "", "", False),
        ("Clients of ann", "ann", "ann", True),
        ("Clients of Zoe", "Zoe", "Zoe", True),
    ]
    assert members(found, "Clients of ann") == ["B", "C"]
    assert found.clients["Lists"].tolist() == ["Mine", "", "", "", "", ""]
    # What somebody has written down under that name takes its place.
    own = segment(make_book(clients, lists=(rule("clients of ZOE", ("Client", "=", "D")),)))
    assert [one.rule.name for one in own.lists] == ["clients of ZOE", "Clients of ann"]


def test_no_clients() -> None:
    found = segment(make_book([], lists=LISTS))
    assert [one.members.tolist() for one in found.lists] == [[]] * 7
    assert found.clients["Lists"].tolist() == []


# -- what lists are used for ----------------------------------------------------------------------------------------

YES_NO = {"yes": 0.0, "no": 100.0}


def scored(*lists: CustomerList, source: str = "List: Quiet", **more: Any) -> Inputs:
    clients = [
        {"Client": name, "Last Interaction": d, "Segment Value": 10.0, "NPS": n}
        for name, d, n in (("A", day("2025-06-01"), 9.0), ("B", day("2025-05-31"), 3.0))
    ]
    measures = (Measure("Silence", 1.0, choices=YES_NO, source=source),)
    return make_book(clients, lists=lists, health_measures=measures, **more)


QUIET = rule("Quiet", ("Last Interaction", "not in last", "30 days"))


def test_a_measure_may_read_a_list() -> None:
    assert segment(scored(QUIET)).clients["Health Score"].tolist() == [100.0, 0.0]
    # Renewals, ranks and other lists are known before the scores.
    known = rule("Quiet", ("List: First", "=", False), ("ARR Rank", "<=", 1.0), ("Renewal Date", "blank"))
    first = rule("First", ("Client", "=", "A"))
    assert segment(scored(known, first)).clients["Health Score"].tolist() == [100.0, 0.0]


def test_a_measure_of_a_list_that_is_not_computed_has_no_value() -> None:
    found = segment(scored(rule("Quiet")))
    assert found.clients["Health Score"].isna().all()
    assert any(issue.column == "Measure" and issue.value == "List: Quiet" for issue in found.issues)


def test_a_list_that_follows_from_the_scores_is_refused_in_a_measure() -> None:
    unwell = rule("Unwell", ("Health Score", "<", 50.0))
    with pytest.raises(PolicyError) as caught:
        segment(scored(rule("Quiet", ("List: Unwell", "=", True)), unwell))
    assert str(caught.value) == (
        "CustomerLists: the list 'Quiet', which asks for the list 'Unwell', which asks for Health Score, is used "
        "before that is known. Take that condition out."
    )


def test_every_result_column_is_known_before_the_scores_or_said_not_to_be() -> None:
    """A list of each column is either computed for a measure, or refused."""
    for column in RESULT_COLUMNS:
        if column in ("Lists", "In Filter"):
            continue
        book = scored(rule("Quiet", (column, "not blank")))
        if column in AFTER_SCORES:
            with pytest.raises(PolicyError, match=f"which asks for {column}, is used before"):
                segment(book)
        else:
            assert segment(book).clients["Health Score"].notna().all(), column


def test_a_tier_rule_may_ask_for_a_list() -> None:
    of_rules: dict[str, Any] = {"settings": {"tier_by": "Rules"}}
    first, *_, last = make_book().tiers
    rules = (TierRule(first.name, "List: Quiet", "=", True),)
    lists = (rule("Quiet", ("Health Score", "<", 50.0), ("Renewal Date", "blank")),)
    book = scored(*lists, source="NPS", tier_rules=rules, **of_rules)
    book = replace(book, health_measures=(Measure("NPS", 1.0, 0.0, 10.0),))
    assert segment(book).clients["Tier"].tolist() == [last.name, first.name]
    with pytest.raises(PolicyError, match="the list 'Quiet', which asks for Tier, is used before that is known"):
        segment(replace(book, lists=(rule("Quiet", ("Tier", "blank")),)))
    assert set(AFTER_TIERS) < set(AFTER_SCORES)


def test_a_filter_may_ask_for_a_list() -> None:
    def shown(*filters: Filter) -> list[bool]:
        return segment(scored(QUIET, filters=filters)).clients["In Filter"].tolist()

    assert shown(Filter("List: Quiet", ("Yes",))) == [False, True]
    assert shown(Filter("List: Quiet", ("no",))) == [True, False]
    assert shown(Filter("Lists", ("quiet",))) == [False, True]
    nobody = segment(scored(rule("Quiet", ("Client", "=", "X")), filters=(Filter("List: Quiet", ("Yes",)),)))
    assert [issue.rule for issue in nobody.issues if issue.table == "Filters"] == [
        "No client passes the filters in force (List: Quiet: Yes)"
    ]


def test_rules_that_no_check_has_seen() -> None:
    for condition, words in (
        (("Colour", "=", "red"), "or List: and a list's name; got 'Colour' in 'It'. Name another column."),
        (("List: Gone", "=", True), "got 'List: Gone' in 'It'"),
        (("Last Interaction", "in last", "soon"), "Value must be a number of days for 'in last'; got 'soon'."),
    ):
        with pytest.raises(PolicyError) as caught:
            who([{}], condition)
        assert words in str(caught.value)


# -- any lists, against loops ---------------------------------------------------------------------------------------

REGIONS = ("North", "south", "South; North", "", "N")
STARTS = [AS_OF + timedelta(n) for n in (-400, -366, -365, -31, -30, -29, -1, 0, 1, 29, 30, 31, 92)]
client_rows = st.fixed_dictionaries(
    {
        "Region": st.sampled_from(REGIONS),
        "Employees": st.sampled_from([None, 0.0, 10.0, 10.5]),
        "Last Interaction": st.sampled_from([None, *STARTS]),
        "Churned On": st.sampled_from([None, None, None, AS_OF, AS_OF + timedelta(1)]),
        "Own": st.sampled_from([None, "2025-06-30", "2025-07-01", "later", 5.0]),
    }
)
conditions = st.one_of(
    st.tuples(st.just("Region"), st.sampled_from(["=", "<>", "in", "contains"]), st.sampled_from(["north", "South;N"])),
    st.tuples(st.just("Region"), st.sampled_from(["blank", "not blank"]), st.none()),
    st.tuples(st.just("Employees"), st.sampled_from(["=", "<>", ">", ">=", "<", "<="]), st.just(10.0)),
    st.tuples(
        st.sampled_from(["Last Interaction", "Own"]),
        st.sampled_from(["in next", "in last", "not in last"]),
        st.sampled_from(["1 day", "30 days", "1 year"]),
    ),
    st.tuples(st.sampled_from(["Last Interaction", "Own"]), st.just("this quarter"), st.none()),
    st.tuples(st.just("Status"), st.just("="), st.sampled_from(["Current", "churned"])),
)


def naive(row: dict[str, Any], condition: Condition, everyone: list[dict[str, Any]]) -> bool:
    """Whether a condition holds, in the plainest words."""
    column, operator, value, _ = condition
    cell = row.get(column)
    if column == "Status":
        cell = "Churned" if row["Churned On"] == AS_OF else "Current"
    if column in ("Last Interaction", "Own"):
        ages = {}
        for other in everyone:
            seen = other[column]
            if isinstance(seen, str):
                seen = None if seen == "later" else date.fromisoformat(seen)
            ages[id(other)] = (AS_OF - seen).days if isinstance(seen, date) else None
        age = ages[id(row)]
        if operator == "this quarter":
            return age is not None and 0 <= age <= 90  # April to June: the as-of date is its last day
        days = {"1 day": 1, "30 days": 30, "1 year": 365}[value]
        if operator == "in next":
            return age is not None and 0 <= -age <= days
        recent = age is not None and 0 <= age < days
        if operator == "in last":
            return recent
        return not recent and any(known is not None for known in ages.values())
    if operator in ("blank", "not blank"):
        return (cell in (None, "")) == (operator == "blank")
    if column == "Employees":
        if cell is None:
            return bool(operator == "<>")
        outcomes = {"=": cell == value, "<>": cell != value, ">": cell > value, "<": cell < value}
        return outcomes.get(operator, cell == value or outcomes[operator[0]])
    text = cell.lower()
    if operator == "contains":
        return value.lower() in text
    words = {text, *(part.strip() for part in text.split(";"))} - {""}
    wanted = [part.strip() for part in value.lower().split(";")] if operator == "in" else [value.lower()]
    return (bool(words & set(wanted))) == (operator != "<>")


@settings(max_examples=80, deadline=None)
@given(
    st.lists(client_rows, min_size=1, max_size=6),
    st.lists(st.lists(st.tuples(conditions, st.sampled_from(["", "1", "2"])), max_size=4), max_size=3),
)
def test_any_lists_are_what_loops_find(rows: list[dict[str, Any]], drafts: list[list[tuple[Condition, str]]]) -> None:
    rows = [{"Client": f"C{i}"} | row for i, row in enumerate(rows)]
    plain = [[(*condition, group) for condition, group in draft] for draft in drafts]
    lists = tuple(rule(f"L{i}", *draft) for i, draft in enumerate(plain))
    book = make_book(rows, lists=lists)
    status = ["Churned" if row["Churned On"] == AS_OF else "Current" for row in rows]
    current = np.array([text == "Current" for text in status])
    found = find_lists(book, {"Status": text_series(status, book.clients.index)}, current)
    for draft, one in zip(plain, found, strict=True):
        expected = []
        for position, row in enumerate(rows):
            for group in {condition[3] for condition in draft}:
                own = [condition for condition in draft if condition[3] == group]
                is_of_all = any(condition[0] == "Status" for condition in own)
                if (is_of_all or row["Churned On"] != AS_OF) and all(naive(row, c, rows) for c in own):
                    expected.append(position)
                    break
        assert one.members.tolist() == expected, one.rule
    for position, names in enumerate(list_names(found, len(rows))):
        inside = [one.rule.name for one in found if position in one.members.tolist()]
        assert names == "; ".join(inside)
