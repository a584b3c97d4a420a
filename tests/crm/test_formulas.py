"""Every formula gives every account the tier that the engine gives it, in the CRM's own language."""

from __future__ import annotations

from pathlib import Path

import pytest

from segmentbook.crm.export import Exported
from tests.crm.books import ACCOUNTS, LANGUAGES, MODES, SYSTEMS, book_of, exported, rows_of, typed
from tests.crm.interpreter import evaluate

QUOTED = 'o\'brien, "ltd" \\ ") , "x'
REFUSED = {
    ("rules: absence", "zoho"): "Zoho cannot ask whether Employees, a number, is empty",
    ("rules: dates", "zoho"): "Client Since is a date, which a Zoho formula field cannot compare with a fixed date",
    ("rules: dates", "hubspot"): (
        "Client Since is a date, which HubSpot's properties API cannot compare with a fixed date"
    ),
    (
        "rules: quotes",
        "zoho",
    ): f"Zoho documents no way to write {QUOTED!r}; take the quotation mark, backslash or ${{ out",
    (
        "rules: quotes",
        "hubspot",
    ): f"HubSpot documents no way to write {QUOTED!r}; take the quotation mark or backslash out",
}
TEXT_ONLY_THROUGH_THE_API = ("rules: texts", "rules: yes")
NAME = {"salesforce": "Name", "hubspot": "Company name", "dynamics": "Account Name", "zoho": "Account Name"}
TIER = {"salesforce": "Tier__c"}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("mode", MODES)
def test_formulas_agree_with_the_engine_on_a_thousand_accounts(mode: str, system: str, tmp_path: Path) -> None:
    done = exported(mode, system, tmp_path)
    if (mode, system) in REFUSED:
        return assert_refused(done, REFUSED[mode, system])
    titles = set(done.formulas)
    expected = {"hubspot": {"HubSpot's equation editor", "HubSpot's properties API"}}.get(system)
    if mode in TEXT_ONLY_THROUGH_THE_API and expected:
        expected = {"HubSpot's properties API"}
    assert titles == expected if expected else len(titles) == 1
    accounts = rows_of(done.files[0])
    assert len(accounts) == ACCOUNTS
    by_rule = {row["Account"]: row["Tier by Rule"] for row in rows_of(done.files[4])}
    assert 20 < len(by_rule) < 300
    seen = set()
    for title, formula in done.formulas.items():
        for row in accounts:
            tier = by_rule.get(row[NAME[system]], row[TIER.get(system, "Tier")])
            seen.add(tier)
            assert evaluate(LANGUAGES[title], formula, typed(title, row)) == tier, row
    assert len(seen) == 3
    assert not any("another tier" in warning for warning in done.warnings)
    return None


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("mode", MODES)
def test_formulas_give_the_test_rows_their_tiers(mode: str, system: str, tmp_path: Path) -> None:
    done = exported(mode, system, tmp_path)
    tests = rows_of(done.files[2])
    assert len(tests) >= 8
    assert len({row[NAME[system]] for row in tests}) == len(tests)
    assert len({row["Expected Tier"] for row in tests}) >= 2
    for title, formula in done.formulas.items():
        for row in tests:
            assert evaluate(LANGUAGES[title], formula, typed(title, row)) == row["Expected Tier"], row


def assert_refused(done: Exported, reason: str) -> None:
    assert dict(done.formulas) == {}
    assert any(reason in warning and "The tier formula was refused" in warning for warning in done.warnings)
    text = done.files[1].read_text(encoding="utf-8")
    assert reason in text
    assert "---" not in text
    assert len(rows_of(done.files[0])) == ACCOUNTS


def test_the_thresholds_are_tried_a_cent_to_each_side(tmp_path: Path) -> None:
    done = exported("ARR", "salesforce", tmp_path)
    tried = {row["ARR__c"]: row["Expected Tier"] for row in rows_of(done.files[2])}
    one, two, three = "Tier 1 - Strategic", "Tier 2 - Mid-market", "Tier 3 - Long tail"
    assert tried == {
        "": three,
        "120000.01": one,
        "120000.00": one,
        "119999.99": two,
        "36000.01": two,
        "36000.00": two,
        "35999.99": three,
        "0.00": three,
        "-0.01": three,
        "-1000.00": three,
    }


def test_employees_are_tried_one_to_each_side(tmp_path: Path) -> None:
    tried = [row["NumberOfEmployees"] for row in rows_of(exported("employees", "salesforce", tmp_path).files[2])]
    assert tried == ["", "251", "250", "249", "51", "50", "49", "0"]


def test_the_salesforce_formula_as_it_is_pasted(tmp_path: Path) -> None:
    done = exported("rules: texts", "salesforce", tmp_path)
    (formula,) = done.formulas.values()
    assert formula == (
        'IF(AND(AND(NOT(ISBLANK(TEXT(Industry))), OR(LOWER(TRIM(TEXT(Industry))) = "retail", '
        'LOWER(TRIM(TEXT(Industry))) = "health care")), AND(NOT(ISBLANK(ARR__c)), ARR__c >= 36000), '
        'OR(ISBLANK(Region__c), NOT(LOWER(TRIM(Region__c)) = "north"))), "Tier 1 - Strategic",\n'
        'IF(AND(AND(NOT(ISBLANK(Mine__c)), CONTAINS(LOWER(TRIM(Mine__c)), "gold")), '
        'NOT(ISBLANK(Account_Group__c))), "Tier 2 - Mid-market",\n"Tier 3 - Long tail"))'
    )
    text = done.files[1].read_text(encoding="utf-8")
    assert f"--- a Salesforce formula field ---\n{formula}\n--- end ---\n" in text


def test_other_field_names_reach_the_file_and_the_formula(tmp_path: Path) -> None:
    done = exported("ARR", "salesforce", tmp_path, fields=["ARR=My_ARR__c", "Region = Zone__c"])
    (formula,) = done.formulas.values()
    assert "My_ARR__c >= 120000" in formula
    assert "ARR__c" not in formula.replace("My_ARR__c", "")
    row = rows_of(done.files[0])[0]
    assert {"My_ARR__c", "Zone__c"} <= set(row)
    assert "ARR__c" not in row


def test_a_filter_changes_nothing(tmp_path: Path) -> None:
    from dataclasses import replace

    from segmentbook.crm.export import export_crm
    from segmentbook.model.inputs import Filter
    from segmentbook.model.segmentation import segment

    book = book_of("share up")
    shown = segment(replace(book.inputs, filters=(Filter("Region", ("South",)),)))
    assert not shown.clients["In Filter"].all()
    plain = export_crm(book, None, system="zoho", folder=tmp_path / "plain")
    filtered = export_crm(shown, None, system="zoho", folder=tmp_path / "filtered")
    for one, other in zip(plain.files, filtered.files, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert plain.messages == filtered.messages
