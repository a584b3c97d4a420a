"""The command crm: from its words to its files, what it prints and the status it leaves with."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.changes import add_row, change
from tests.cli.conftest import Command

NAMES = ("accounts.csv", "tier-formula.txt", "tier-tests.csv", "gaps.csv", "overrides.csv")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_sample_goes_to_salesforce(sb: Command, sample: Path, tmp_path: Path) -> None:
    before = sample.read_bytes()
    folder = tmp_path / "out"
    done = sb("crm", sample, "--system", "Salesforce", "-o", folder)
    wrote = "".join(f"Wrote {folder / f'segmentbook-salesforce-{name}'}\n" for name in NAMES)
    assert done.out == (
        "34 accounts for Salesforce as of 2026-06-30: Tier 1 - Strategic 3, Tier 2 - Mid-market 12, "
        "Tier 3 - Long tail 19.\n"
        "Found in Salesforce by CRM ID 34, by domain 0, by name 0: see the column Match By.\n"
        "By cumulative ARR share (Tier 1 - Strategic 20%, Tier 2 - Mid-market 70%; Crossing Account Up), which depends "
        "on all accounts: written as the ARR thresholds that give every account its tier as of 2026-06-30. They hold "
        "for that day: export again after each refresh.\n"
        "Formula for a Salesforce formula field: 156 of 3,900 characters, 156 of 4,000 bytes. Compiled it must not "
        "exceed 5,000 bytes, which only Salesforce can tell: Check Syntax says.\n"
        "Tiers by override: 1, listed apart.\n"
        f"{wrote}"
        "Next: Update accounts with Data Loader (read as UTF-8), matched by Id. Step by step: docs/crm.md.\n"
    )
    assert done.err == "segmentbook: Gaps: no Health Band 2, not exported 2, no Employees 1, no Segment 1.\n"
    assert done.status == 0
    assert sample.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.xlsx", "out"]


@pytest.mark.parametrize(("system", "files"), [("hubspot", 5), ("dynamics", 5), ("zoho", 5)])
def test_each_system_gets_its_files(sb: Command, sample: Path, tmp_path: Path, system: str, files: int) -> None:
    done = sb("crm", sample, "--system", system, "-o", tmp_path)
    assert done.status == 0
    assert len(list(tmp_path.glob(f"segmentbook-{system}-*"))) == files
    assert "segmentbook: CRM IDs that are no record IDs of " in done.err


def test_another_date_gives_that_days_thresholds(sb: Command, sample: Path, tmp_path: Path) -> None:
    def formula(*as_of: str) -> tuple[str, str]:
        done = sb("crm", sample, "--system", "zoho", "-o", tmp_path, *as_of)
        return done.out, (tmp_path / "segmentbook-zoho-tier-formula.txt").read_text(encoding="utf-8")

    now_said, now = formula()
    then_said, then = formula("--as-of", "2025-01-31")
    assert "as of 2026-06-30" in now_said and "as of 2026-06-30" in now
    assert "as of 2025-01-31" in then_said and "as of 2025-01-31" in then
    assert now.partition("---")[2] != then.partition("---")[2]


def test_fields_of_the_users_own(sb: Command, sample: Path, tmp_path: Path) -> None:
    done = sb("crm", sample, "--system", "hubspot", "-o", tmp_path, "--field", "ARR=Our ARR", "--field", "region=Zone")
    assert done.status == 0
    first = rows(tmp_path / "segmentbook-hubspot-accounts.csv")[0]
    assert (first["Our ARR"], first["Zone"], first["Company name"]) == (
        "233580.00",
        "US Central",
        "Halvorsen Precision Castings",
    )
    assert "[properties.our_arr] >=" in (tmp_path / "segmentbook-hubspot-tier-formula.txt").read_text(encoding="utf-8")


def test_a_rule_that_is_refused_is_a_warning_and_the_accounts_are_there(
    sb: Command, sample: Path, tmp_path: Path
) -> None:
    add_row(sample, "TierRules", {"Tier": "Tier 1 - Strategic", "Column": "ARR Rank", "Operator": "<=", "Value": 3})
    assert sb("set", sample, "Tier By=Rules").status == 0
    done = sb("crm", sample, "--system", "dynamics", "-o", tmp_path / "out")
    assert done.status == 0
    assert done.err.splitlines()[0] == (
        "segmentbook: Not written for Dynamics 365: TierRules: 'ARR Rank <= 3' of Tier 1 - Strategic cannot be a "
        "formula: it depends on all accounts, and a formula sees one. Use a Minimum ARR instead. The tier formula "
        "was refused; every tier is in the file of accounts."
    )
    tiers = [row["Tier"] for row in rows(tmp_path / "out" / "segmentbook-dynamics-accounts.csv")]
    assert tiers.count("Tier 1 - Strategic") == 3


def test_what_could_not_be_counted_is_status_3(sb: Command, sample: Path, tmp_path: Path) -> None:
    change(sample, "Contracts", 0, Amount="much")
    done = sb("crm", sample, "--system", "zoho", "-o", tmp_path / "out")
    assert done.status == 3
    assert done.err.endswith(
        f"segmentbook: 1 error, so that not everything could be counted. They are listed by: segmentbook check "
        f'"{sample}"\n'
    )
    assert len(list((tmp_path / "out").iterdir())) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-o", "out"], "segmentbook: Missing option '--system'."),
        (["--system", "zoho"], "segmentbook: Missing option '-o'."),
        (["--system", "sugar", "-o", "out"], "segmentbook: Invalid value for '--system': 'sugar' is not one of "),
        (["--system", "zoho", "-o", "out", "--field", "ARR"], "segmentbook: Invalid value for '--field': "),
    ],
)
def test_wrong_usage_is_status_2_and_writes_nothing(
    sb: Command, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = sb("crm", sample, *arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(message)
    assert done.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]


def test_what_stops_a_refresh_stops_the_export(sb: Command, sample: Path, tmp_path: Path) -> None:
    done = sb("crm", tmp_path / "none.xlsx", "--system", "zoho", "-o", tmp_path / "out")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(f"segmentbook: {tmp_path / 'none.xlsx'}")
    assert not (tmp_path / "out").exists()
    missing = sb("crm", sample, "--system", "zoho", "-o", tmp_path / "out", "--field", "Shoe Size=X")
    assert missing.status == 1
    assert missing.err.startswith("segmentbook: --field: there is no column 'Shoe Size' in Clients or SegmentResults;")
    assert not (tmp_path / "out").exists()
