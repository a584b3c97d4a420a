"""How accounts are found in the CRM, and what the gaps say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.crm.export import Exported, export_crm
from segmentbook.crm.keys import bare_domain
from segmentbook.crm.record_ids import RecordId, dynamics_id, hubspot_id, salesforce_18, salesforce_id, zoho_id
from segmentbook.model.segmentation import segment
from tests.crm.books import rows_of
from tests.model.books import make_book

# The first two are published (gammone.com, theblogreaders.com), the others worked by hand: G, A and B of Gf1AB are
# capitals, 1 + 8 + 16 = 25, which is Z.
PAIRS = [
    ("a0D30000001n7Pi", "a0D30000001n7PiEAI"),
    ("0019000000B98de", "0019000000B98deAAB"),
    ("0015000000Gf1AB", "0015000000Gf1ABAAZ"),
    ("001000000000000", "001000000000000AAA"),
    ("001SB0000000004", "001SB0000000004YAA"),
    ("001ABABABABABAB", "001ABABABABABABY55"),
]


@pytest.mark.parametrize(("short", "long"), PAIRS)
def test_the_18_character_form(short: str, long: str) -> None:
    assert salesforce_18(short) == long


@given(
    st.text(st.sampled_from("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"), min_size=12, max_size=12)
)
def test_the_18_character_form_survives_the_loss_of_capitals(rest: str) -> None:
    long = salesforce_18(f"001{rest}")
    assert salesforce_id(long) == RecordId(long)
    assert salesforce_id(f"001{rest}") == RecordId(long, short=True)
    assert salesforce_id(long.lower()).text == long
    assert salesforce_id(long.upper()).text == long


@pytest.mark.parametrize(
    ("record", "fault"),
    [
        (salesforce_id("001SB000000004"), "is not a record ID: a Salesforce ID has 15 or 18 letters and digits"),
        (salesforce_id("001SB000000000-"), "is not a record ID: a Salesforce ID has 15 or 18 letters and digits"),
        (salesforce_id("003SB0000000004"), "is not the ID of an account: those begin with 001"),
        (
            salesforce_id("0010000000000005AA"),
            "was mistyped: its last three characters, which check the others, do not fit them",
        ),
        (
            salesforce_id("0010000000000006AA"),
            "was mistyped: its last three characters, which check the others, do not fit them",
        ),
        (hubspot_id("001SB0000000004"), "is not a Record ID: HubSpot uses digits only"),
        (hubspot_id("12345678901234567890 1"), "is not a Record ID: HubSpot uses digits only"),
        (
            dynamics_id("0f8fad5b-d9cb-469f-a165-7086772895"),
            "is not a GUID such as 0f8fad5b-d9cb-469f-a165-70867728950e",
        ),
        (zoho_id("12345678901234"), "is not a Zoho record ID of 15 to 19 digits"),
        (zoho_id("12345678901234567890"), "is not a Zoho record ID of 15 to 19 digits"),
        (
            zoho_id("3.652397e+18"),
            "was typed as a number, of which Excel keeps 15 digits; format the cell as Text and type the ID again",
        ),
        (
            salesforce_id("1e+15"),
            "was typed as a number, of which Excel keeps 15 digits; format the cell as Text and type the ID again",
        ),
    ],
)
def test_what_is_no_record_id(record: RecordId, fault: str) -> None:
    assert record == RecordId(fault=fault)


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (hubspot_id("0012"), "0012"),
        (dynamics_id("{0F8FAD5B-D9CB-469F-A165-70867728950E}"), "0f8fad5b-d9cb-469f-a165-70867728950e"),
        (zoho_id("123456789012345"), "123456789012345"),
        (zoho_id("1234567890123456789"), "1234567890123456789"),
        (zoho_id("zcrm_3652397000000649013"), "zcrm_3652397000000649013"),
    ],
)
def test_what_is_one(record: RecordId, text: str) -> None:
    assert record == RecordId(text)


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("https://www.Acme.example/home?x=1", "acme.example"),
        ("acme.example.", "acme.example"),
        ("user@acme.example", "acme.example"),
        ("münchen.example", "münchen.example"),
        ("www.acme", ""),
        ("n/a", ""),
        ("Acme Ltd", ""),
        ("=cmd.exe|x", ""),
        ("10.0.0.1", ""),
        ("", ""),
    ],
)
def test_domains(typed: str, domain: str) -> None:
    assert bare_domain(typed) == domain


def export(tmp_path: Path, clients: list[dict[str, Any]], system: str = "salesforce", **more: Any) -> Exported:
    return export_crm(segment(make_book(clients)), None, system=system, folder=tmp_path, **more)


def gaps(done: Exported, account: str) -> list[tuple[str, str, str]]:
    return [
        (row["Gap"], row["Value"], row["What to do"]) for row in rows_of(done.files[3]) if row["Account"] == account
    ]


WHOLE = {
    "Segment Value": 10.0,
    "Employees": 5.0,
    "Industry": "Retail",
    "Account Manager": "Ann",
    "Region": "North",
    "Health Override": "Healthy",
}


def test_the_key_is_the_id_else_the_domain_else_the_name(tmp_path: Path) -> None:
    clients = [
        WHOLE | {"Client": "By ID", "CRM ID": " 001SB0000000001YAA ", "Domain": "a.example"},
        WHOLE | {"Client": "By domain", "CRM ID": "nonsense", "Domain": "https://www.B.example/"},
        WHOLE | {"Client": "By name"},
    ]
    done = export(tmp_path, clients)
    found = [(row["Name"], row["Match By"], row["Id"], row["Website"]) for row in rows_of(done.files[0])]
    assert sorted(found) == [
        ("By ID", "CRM ID", "001SB0000000001YAA", "a.example"),
        ("By domain", "Domain", "", "b.example"),
        ("By name", "Name", "", ""),
    ]
    assert done.messages[1] == ("Found in Salesforce by CRM ID 1, by domain 1, by name 1: see the column Match By.")
    assert gaps(done, "By domain")[0] == (
        "CRM ID is not a record ID: a Salesforce ID has 15 or 18 letters and digits",
        "nonsense",
        "It is looked up by its domain instead. Correct the ID.",
    )
    assert gaps(done, "By name")[:2] == [
        ("CRM ID is blank", "", "It is looked up by its name instead. Type its record ID in Salesforce."),
        ("Domain is blank", "", "Type it: it finds the account where there is no ID."),
    ]
    assert (
        "CRM IDs that are no record IDs of Salesforce: 1. Those accounts are found by domain or name." in done.warnings
    )


def test_a_short_salesforce_id_is_written_long_with_the_typed_one_beside_it(tmp_path: Path) -> None:
    done = export(tmp_path, [WHOLE | {"Client": "A", "CRM ID": "001SB0000000004", "Domain": "a.example"}])
    (row,) = rows_of(done.files[0])
    assert (row["Id"], row["CRM ID as Typed"]) == ("001SB0000000004YAA", "001SB0000000004")
    assert gaps(done, "A")[0] == (
        "CRM ID is in the 15-character form, where capitals matter",
        "001SB0000000004",
        "Written as 001SB0000000004YAA: tools that ignore capitals confuse the short form. Keep the long one here too.",
    )
    assert done.warnings[0] == (
        "CRM IDs in the 15-character form: 1. Capitals matter in them, and Excel ignores them: the 18-character form "
        "is written, the typed one beside it."
    )


def test_a_key_that_two_accounts_share_is_said_of_both(tmp_path: Path) -> None:
    clients = [
        {"Client": "A", "Client ID": "1", "CRM ID": "001SB0000000004"},
        {"Client": "B", "Client ID": "2", "CRM ID": "001SB0000000004YAA"},
        {"Client": "C", "Client ID": "3", "CRM ID": "001SB0000000005YAA"},
        {"Client": "Same", "Client ID": "4"},
        {"Client": " same", "Client ID": "5"},
    ]
    done = export(tmp_path, clients)
    shared = [(row["Client ID"], row["Gap"]) for row in rows_of(done.files[3]) if "Another account" in row["Gap"]]
    assert sorted(shared) == [
        ("1", "Another account has the same CRM ID"),
        ("2", "Another account has the same CRM ID"),
        ("4", "Another account has the same Name"),
        ("5", "Another account has the same Name"),
    ]
    assert "Accounts that share their key with another: 4. One row would overwrite another's." in done.warnings


def test_the_gaps_of_an_empty_account_and_none_of_a_whole_one(tmp_path: Path) -> None:
    whole = WHOLE | {"Client": "Whole", "CRM ID": "001SB0000000001YAA", "Domain": "a.example"}
    done = export(tmp_path, [whole, {"Client": "Empty"}])
    assert [gap for gap, _, _ in gaps(done, "Whole")] == ["The account is Unplaced"]  # the book has no scorecards
    assert [gap for gap, _, _ in gaps(done, "Empty")] == [
        "CRM ID is blank",
        "Domain is blank",
        "ARR must be more than 0",
        "Employees is blank or 0",
        "Industry is blank",
        "Account Manager is blank",
        "Region is blank",
        "The account is Unplaced",
        "The account is Unscored",
    ]


def test_a_name_that_was_made_harmless_matches_nothing(tmp_path: Path) -> None:
    done = export(tmp_path, [WHOLE | {"Client": "@home"}])
    assert (
        "The key is a name that a spreadsheet would run",
        "'@home",
        "With the apostrophe the name matches no record. Type its record ID.",
    ) in gaps(done, "'@home")


def test_zoho_takes_no_quotation_marks(tmp_path: Path) -> None:
    done = export(tmp_path, [WHOLE | {"Client": 'The "Best"'}], "zoho")
    assert (
        'Account Name has a quotation mark (")',
        'The "Best"',
        "Zoho CRM takes none inside a value. Take it out.",
    ) in gaps(done, 'The "Best"')
    assert not [
        gap for gap, _, _ in gaps(export(tmp_path, [WHOLE | {"Client": 'The "Best"'}]), 'The "Best"') if "quot" in gap
    ]


def test_a_key_field_of_ones_own_takes_any_text(tmp_path: Path) -> None:
    done = export(tmp_path, [{"Client": "A", "CRM ID": "ACME-1"}], fields={"CRM ID": "Ext_Id__c"})
    (row,) = rows_of(done.files[0])
    assert (row["Ext_Id__c"], row["Match By"]) == ("ACME-1", "CRM ID")
