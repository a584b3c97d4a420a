"""Limits of length and depth at their edge, and texts that try to break out of a formula."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.crm.dialect import Dialect
from segmentbook.crm.dynamics import Dynamics
from segmentbook.crm.export import export_crm
from segmentbook.crm.hubspot import HubSpotApi, HubSpotEditor
from segmentbook.crm.ladder import Branch, Kind, Ladder, NumberTest, Refused, TextTest, columns_of, tier_for
from segmentbook.crm.salesforce import Salesforce
from segmentbook.crm.zoho import Zoho
from segmentbook.model.inputs import Tier
from segmentbook.model.segmentation import segment
from tests.crm.books import LANGUAGES, rows_of
from tests.crm.interpreter import evaluate
from tests.model.books import make_book

DIALECTS: list[Callable[..., Dialect]] = [Salesforce, HubSpotEditor, HubSpotApi, Dynamics, Zoho]


def ladder_of(name: str) -> Ladder:
    return Ladder((Branch(name, (NumberTest("ARR", ">=", 5.0),)),), "B")


@pytest.mark.parametrize(
    ("dialect", "limit", "where"),
    [
        (Salesforce({"ARR": "ARR__c"}), 3_900, "a Salesforce formula field"),
        (Dynamics({"ARR": "ARR"}), 1_000, "a Dataverse formula column"),
        (Zoho({"ARR": "ARR"}), 5_000, "a Zoho formula field"),
    ],
)
def test_a_formula_of_exactly_the_limit_passes_and_one_more_is_refused(
    dialect: Dialect, limit: int, where: str
) -> None:
    around = len(dialect.formula(ladder_of("x"))) - 1
    longest = dialect.formula(ladder_of("x" * (limit - around)))
    assert len(longest) == limit
    assert f"{limit:,} of {limit:,} characters" in dialect.measured(longest)
    with pytest.raises(Refused) as refused:
        dialect.formula(ladder_of("x" * (limit - around + 1)))
    assert str(refused.value) == (
        f"the formula has {limit + 1:,} characters, and {where} takes {limit:,}. "
        "Use fewer tiers, fewer rules or shorter names."
    )


def test_characters_outside_the_first_plane_count_twice() -> None:
    dialect = Dynamics({"ARR": "ARR"})
    around = len(dialect.formula(ladder_of("x"))) - 1
    dialect.formula(ladder_of("🙂" * ((1_000 - around) // 2)))
    with pytest.raises(Refused, match=r"the formula has 1,00[12] characters"):
        dialect.formula(ladder_of("🙂" * ((1_000 - around) // 2 + 1)))


def test_salesforce_saves_no_more_than_4000_bytes() -> None:
    dialect = Salesforce({"ARR": "ARR__c"})
    around = len(dialect.formula(ladder_of("x"))) - 1
    count = (4_000 - around) // 2
    rest = "x" * (4_000 - around - 2 * count)
    assert len(dialect.formula(ladder_of("é" * count + rest)).encode()) == 4_000
    with pytest.raises(Refused) as refused:
        dialect.formula(ladder_of("é" * count + rest + "x"))
    assert str(refused.value) == (
        "the formula has 4,001 bytes, and a Salesforce formula field saves 4,000. "
        "Use fewer tiers, fewer rules or shorter names."
    )


def test_hubspots_editor_takes_70_parentheses_in_each_other() -> None:
    def many(count: int) -> Ladder:
        tests = [(NumberTest("ARR", ">=", float(count - i)),) for i in range(count)]
        return Ladder(tuple(Branch(f"T{i}", test) for i, test in enumerate(tests)), "B")

    dialect = HubSpotEditor({"ARR": "arr"})
    assert "70 of 70 parentheses" in dialect.measured(dialect.formula(many(69)))
    with pytest.raises(Refused) as refused:
        dialect.formula(many(70))
    assert str(refused.value) == "the formula opens 71 parentheses in each other, and HubSpot takes 70"
    assert "1 of 70 parentheses" in HubSpotApi({"ARR": "arr"}).measured(HubSpotApi({"ARR": "arr"}).formula(many(70)))


def test_dataverse_knows_numbers_to_a_hundred_billion() -> None:
    dialect = Dynamics({"ARR": "ARR"})
    largest = Ladder((Branch("A", (NumberTest("ARR", ">=", 1e11),)),), "B")
    assert "ARR >= 100000000000," in dialect.formula(largest)
    with pytest.raises(Refused) as refused:
        dialect.formula(Ladder((Branch("A", (NumberTest("ARR", ">=", 1e11 + 0.01),)),), "B"))
    assert str(refused.value) == "a formula column knows numbers up to 100,000,000,000; got 100000000000.01"


def test_a_refused_formula_still_leaves_the_files(tmp_path: Path) -> None:
    tiers = (Tier("A" * 600, 0.2), Tier("B" * 600, 0.7), Tier("C"))
    book = segment(make_book([{"Client": f"C{i}", "Segment Value": 100.0 - i} for i in range(9)], tiers=tiers))
    done = export_crm(book, None, system="dynamics", folder=tmp_path)
    assert dict(done.formulas) == {}
    assert done.warnings[0].startswith("Not written for a Dataverse formula column: the formula has 1,2")
    assert done.warnings[0].endswith(
        " characters, and a Dataverse formula column takes 1,000. Use fewer tiers, fewer rules or shorter names. "
        "The tier formula was refused; every tier is in the file of accounts."
    )
    assert {row["Tier"] for row in rows_of(done.files[0])} == {"A" * 600, "B" * 600, "C"}
    assert len(rows_of(done.files[2])) == 10
    assert "--- a Dataverse" not in done.files[1].read_text(encoding="utf-8")


# -- nothing breaks out ------------------------------------------------------------------------------------------------

NASTY = st.text(st.sampled_from(list("ab'\"\\)(,;=+-&|${}[].\n\t\r🙂é ")), min_size=1, max_size=12)


@pytest.mark.parametrize("made", DIALECTS, ids=lambda made: made.__name__)
@given(tier=NASTY, word=NASTY, last=NASTY)
def test_whatever_a_text_holds_it_stays_a_text(made: Callable[..., Dialect], tier: str, word: str, last: str) -> None:
    word = word.strip().lower() or "x"
    ladder = Ladder(
        (
            Branch(tier, (TextTest("Industry", (word,)), NumberTest("ARR", ">", 1.0))),
            Branch("Second", (TextTest("Industry", (word,), part=True), NumberTest("ARR", "<", 0.0))),
        ),
        last,
    )
    names = {"Industry": "Industry", "ARR": "ARR__c"}
    if made in (HubSpotApi, HubSpotEditor):
        names = {"Industry": "industry", "ARR": "arr"}
    dialect = made(names)
    try:
        formula = dialect.formula(ladder)
    except Refused as reason:
        text = str(reason)
        assert "no way to write" in text or "control character" in text or "is a text, and the editor's help" in text
        return
    for held in (word, f" {word.upper()} ", f"a{word}b", "other", None):
        for arr in (2.0, -1.0, 0.0):
            values = {"Industry": held, "ARR": arr}
            if made is HubSpotApi and held:
                values["Industry"] = held = held.strip()
            found = evaluate(LANGUAGES[dialect.title], formula, {names[c]: v for c, v in values.items()})
            assert found == tier_for(ladder, values), formula
    assert columns_of(ladder) == {"Industry": Kind.TEXT, "ARR": Kind.NUMBER}


@pytest.mark.parametrize(
    ("dialect", "reason"),
    [
        (Salesforce({"ARR": 'ARR__c > 0, "x", 1) /*'}), "'ARR__c > 0, \"x\", 1) /*' is no API name of a field"),
        (HubSpotEditor({"ARR": "arr] > 0"}), "'arr] > 0' is no internal name of a property"),
        (HubSpotApi({"ARR": "arr > 0 then"}), "'arr > 0 then' is no internal name of a property"),
        (
            Zoho({"ARR": "ARR}+${Accounts.X"}),
            "the field 'ARR}+${Accounts.X' cannot be named in a formula; give another with --field",
        ),
        (Dynamics({"ARR": "A\nB"}), "'A\\nB' has a line break or another control character; retype it"),
    ],
)
def test_a_field_name_that_is_none_is_refused(dialect: Dialect, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        dialect.formula(ladder_of("A"))
    assert str(refused.value) == reason


def test_a_dataverse_name_with_quotes_and_spaces_is_quoted() -> None:
    formula = Dynamics({"ARR": "Client's ARR) , 1"}).formula(ladder_of("A"))
    assert "'Client''s ARR) , 1' >= 5" in formula
    assert evaluate(LANGUAGES["a Dataverse formula column"], formula, {"Client's ARR) , 1": 5.0}) == "A"
