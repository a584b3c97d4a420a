"""Rules that no formula can say are refused with the reason, and the accounts are written all the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from segmentbook.crm.export import export_crm
from segmentbook.crm.ladder import Branch, Ladder, NumberTest
from segmentbook.model.inputs import CustomerList, ListCondition, Tier, TierRule
from segmentbook.model.segmentation import segment
from tests.crm.books import SYSTEMS, rows_of
from tests.model.books import make_book

TITLES = {"salesforce": "Salesforce", "hubspot": "HubSpot", "dynamics": "Dynamics 365", "zoho": "Zoho CRM"}
TIERS = (Tier("A"), Tier("B"))
CLIENTS: list[dict[str, Any]] = [
    {"Client": "1", "Employees": 5.0, "Mixed": 7.0, "Industry": "Bank", "Segment Value": 1.0},
    {"Client": "2", "Mixed": "seven", "Industry": "Straße", "Churned On": None, "Client Since": date(2020, 1, 1)},
]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (
            TierRule("A", "ARR Rank", "<=", 10.0),
            "'ARR Rank <= 10' of A cannot be a formula: it depends on all accounts, and a formula sees one. Use a "
            "Minimum ARR instead.",
        ),
        (
            TierRule("A", "cumulative arr share", "<=", 0.2),
            "'cumulative arr share <= 0.2' of A cannot be a formula: it depends on all accounts, and a formula sees "
            "one. Use a Minimum ARR instead.",
        ),
        (
            TierRule("A", "CRM ID", "not blank", None),
            "'CRM ID not blank' of A cannot be a formula: it is the record's own ID in the CRM. Use another column.",
        ),
        (
            TierRule("A", "Mixed", "=", "seven"),
            "'Mixed = seven' of A cannot be a formula: the column Mixed holds numbers and texts, and a CRM's field "
            "holds one kind.",
        ),
        (
            TierRule("A", "Industry", ">", "B"),
            "'Industry > B' of A cannot be a formula: Industry holds texts, and CRMs put texts in different orders.",
        ),
        (
            TierRule("A", "Industry", "=", 5.0),
            "'Industry = 5' of A cannot be a formula: Industry holds texts, and the value is none.",
        ),
        (
            TierRule("A", "Industry", "contains", "ss"),
            "'Industry contains ss' of A cannot be a formula: letters such as ß, which has no capital, make "
            "'contains' uncertain in a CRM.",
        ),
        (
            TierRule("A", "Industry", "in", " ; "),
            "'Industry in ; ' of A cannot be a formula: it has no value to compare with.",
        ),
        (
            TierRule("A", "Employees", "contains", "1"),
            "'Employees contains 1' of A cannot be a formula: 'contains' looks into texts, and Employees holds "
            "numbers.",
        ),
        (
            TierRule("A", "Employees", "in", "few; many"),
            "'Employees in few; many' of A cannot be a formula: none of the values is a number, as Employees is, so "
            "that it never holds.",
        ),
        (
            TierRule("A", "Employees", "<>", "many"),
            "'Employees <> many' of A cannot be a formula: Employees holds numbers, and the value is none.",
        ),
        (
            TierRule("A", "Client Since", "=", "soon"),
            "'Client Since = soon' of A cannot be a formula: Client Since holds dates, and the value is none.",
        ),
    ],
)
def test_what_no_formula_can_say(rule: TierRule, reason: str, tmp_path: Path) -> None:
    book = segment(make_book(CLIENTS, settings={"tier_by": "Rules"}, tiers=TIERS, tier_rules=(rule,)))
    for system in SYSTEMS:
        done = export_crm(book, None, system=system, folder=tmp_path)
        assert dict(done.formulas) == {}
        assert done.warnings[0] == (
            f"Not written for {TITLES[system]}: TierRules: {reason} The tier formula was refused; every tier is in "
            "the file of accounts."
        )
        assert f"Not written for {TITLES[system]}: TierRules: {reason}\n" in done.files[1].read_text(encoding="utf-8")
        tier = "Tier__c" if system == "salesforce" else "Tier"
        found = {row[tier] for row in rows_of(done.files[0])}
        assert found == set(book.clients["Tier"])
        assert rows_of(done.files[2]) == []


@pytest.mark.parametrize(("operator", "value"), [("<", 50.0), ("<=", 0.0), ("=", 0.0), (">=", 0.0), ("<>", 0.0)])
def test_zoho_is_refused_where_an_empty_number_is_not_0(operator: str, value: float, tmp_path: Path) -> None:
    rules = (TierRule("A", "Employees", operator, value),)
    book = segment(make_book(CLIENTS, settings={"tier_by": "Rules"}, tiers=TIERS, tier_rules=rules))
    done = export_crm(book, None, system="zoho", folder=tmp_path)
    assert dict(done.formulas) == {}
    assert done.warnings[0] == (
        "Not written for a Zoho formula field: Zoho takes an empty Employees for 0, where the rule does not. The tier "
        "formula was refused; every tier is in the file of accounts."
    )
    assert len(export_crm(book, None, system="hubspot", folder=tmp_path).formulas) == 2


def test_texts_are_matched_as_the_book_spells_them(tmp_path: Path) -> None:
    rules = (TierRule("A", "Industry", "=", "STRASSE"),)
    book = segment(make_book(CLIENTS, settings={"tier_by": "Rules"}, tiers=TIERS, tier_rules=rules))
    assert book.clients["Tier"].tolist() == ["B", "A"]
    (formula,) = export_crm(book, None, system="dynamics", folder=tmp_path).formulas.values()
    assert (
        "Or(Lower(TrimEnds('Client Industry')) = \"strasse\", Lower(TrimEnds('Client Industry')) = \"straße\")"
        in formula
    )


def test_a_tier_without_rules_is_never_given(tmp_path: Path) -> None:
    tiers = (Tier("A"), Tier("Nobody"), Tier("C"))
    rules = (TierRule("A", "Employees", ">=", 5.0),)
    book = segment(make_book(CLIENTS, settings={"tier_by": "Rules"}, tiers=tiers, tier_rules=rules))
    (formula,) = export_crm(book, None, system="salesforce", folder=tmp_path).formulas.values()
    assert formula == 'IF(ISBLANK(NumberOfEmployees), "C",\nIF(NumberOfEmployees >= 5, "A",\n"C"))'


def test_figures_that_a_rule_compares_are_exact_to_nine_decimals(tmp_path: Path) -> None:
    clients = [{"Client": "1", "Segment Value": 10_000.0 / 3}, {"Client": "2", "Segment Value": 10_000.0 / 3 - 1e-7}]
    rules = (TierRule("A", "Overall Value", ">=", 3333.333333333),)
    book = segment(make_book(clients, settings={"tier_by": "Rules"}, tiers=TIERS, tier_rules=rules))
    assert book.clients["Tier"].tolist() == ["A", "B"]
    done = export_crm(book, None, system="salesforce", folder=tmp_path)
    assert [row["Overall_Value__c"] for row in rows_of(done.files[0])] == ["3333.333333333", "3333.333333233"]
    assert not any("another tier" in warning for warning in done.warnings)


def test_a_rule_that_looks_at_the_domain_finds_it_as_typed(tmp_path: Path) -> None:
    rules = (TierRule("A", "Domain", "contains", "www."),)
    clients = [{"Client": "1", "Domain": "www.a.example"}, {"Client": "2", "Domain": "b.example"}]
    book = segment(make_book(clients, settings={"tier_by": "Rules"}, tiers=TIERS, tier_rules=rules))
    done = export_crm(book, None, system="salesforce", folder=tmp_path)
    assert {row["Website"]: row["Tier__c"] for row in rows_of(done.files[0])} == {
        "www.a.example": "A",
        "b.example": "B",
    }
    assert not any("another tier" in warning for warning in done.warnings)


def test_a_formula_that_disagrees_with_the_workbook_would_be_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Ladder((Branch("A", (NumberTest("ARR", ">=", 60.0),)),), "B")
    monkeypatch.setattr("segmentbook.crm.export.minimum_ladder", lambda accounts: wrong)
    clients = [{"Client": str(i), "Segment Value": float(i)} for i in (9, 5, 1)]
    tiers = (Tier("A", minimum_arr=100.0), Tier("B"))
    book = segment(make_book(clients, settings={"tier_by": "ARR"}, tiers=tiers))
    done = export_crm(book, None, system="zoho", folder=tmp_path)
    assert (
        "Accounts that get another tier from the formula than from the workbook: 1. The gaps list them."
        in done.warnings
    )
    found = [
        row["Account"] for row in rows_of(done.files[3]) if row["Gap"].startswith("The formula gives another tier")
    ]
    assert found == ["5"]


def test_a_rule_that_asks_for_a_list_is_a_formula_over_its_column(tmp_path: Path) -> None:
    lists = (CustomerList("Banks", (ListCondition("Industry", "=", "Bank"),)),)
    rules = (TierRule("A", "List: Banks", "=", True),)
    book = make_book(CLIENTS, settings={"tier_by": "Rules"}, tiers=TIERS, tier_rules=rules, lists=lists)
    exported = export_crm(segment(book), None, system="salesforce", folder=tmp_path)
    assert exported.formulas
    found = rows_of(exported.files[0])
    (column,) = [header for header in found[0] if "Banks" in header]
    assert [row[column] for row in found] == ["Yes", "No"]
