"""The files: what is in them, in which order, and that they survive csv, pandas and a spreadsheet."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmentbook.checks import check
from segmentbook.crm.delimited import Figure, csv_bytes, exact, money, neutral, whole
from segmentbook.crm.export import FILES, Exported, export_crm
from segmentbook.errors import InputError, WorkbookError
from segmentbook.model.inputs import Tier
from segmentbook.model.segmentation import Segmentation, segment
from segmentbook.raw import RawBook, RawColumn, RawTable
from segmentbook.report.sample import AS_OF, sample_frames
from tests.crm.books import SYSTEMS, read, rows_of
from tests.model.books import make_book

EXPECTED = Path(__file__).parents[1] / "data" / "crm"
NASTY_NAMES = [
    'O\'Brien, "Ltd"',
    "=cmd|' /C calc'!A0",
    "@home",
    "+49 Media",
    "-5",
    "007",
    "Ünïcødé 🙂 株式会社",
    "a\nb",
    "x",
]


def raw_of(frames: dict[str, pd.DataFrame]) -> RawBook:
    """The sample's tables as if a workbook held each on a sheet of its own, from A4."""
    tables = {
        name: RawTable(
            name, name, 4, 1, tuple(frame.columns), tuple(RawColumn.from_values(frame[h].tolist()) for h in frame)
        )
        for name, frame in frames.items()
    }
    return RawBook(tables, tuple(tables))


@pytest.fixture(scope="module")
def sample() -> tuple[Segmentation, RawBook]:
    raw = raw_of(sample_frames())
    return segment(check(raw, today=AS_OF).inputs), raw


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_samples_files(system: str, sample: tuple[Segmentation, RawBook], tmp_path: Path) -> None:
    """Whole files; after a change that is meant, write them anew with SEGMENTBOOK_WRITE_EXPECTED=1 and read them."""
    book, raw = sample
    done = export_crm(book, raw, system=system, folder=tmp_path)
    assert [path.name for path in done.files] == [f"segmentbook-{system}-{name}" for name in FILES]
    if os.environ.get("SEGMENTBOOK_WRITE_EXPECTED") == "1":
        export_crm(book, raw, system=system, folder=EXPECTED)
    for path in done.files:
        assert path.read_bytes() == (EXPECTED / path.name).read_bytes(), path.name


def export(tmp_path: Path, clients: list[dict[str, Any]], system: str = "salesforce", **more: Any) -> Exported:
    fields = more.pop("fields", None)
    return export_crm(segment(make_book(clients, **more)), None, system=system, folder=tmp_path, fields=fields)


# -- the form of the files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", SYSTEMS)
def test_nasty_names_survive_csv_and_pandas(system: str, tmp_path: Path) -> None:
    clients = [{"Client": n, "Client ID": f"00{i}", "Segment Value": 10.0 - i} for i, n in enumerate(NASTY_NAMES)]
    done = export(tmp_path, clients, system)
    written = [neutral(name) for name in NASTY_NAMES]
    assert [name for name in written if name.startswith("'")] == [
        "'=cmd|' /C calc'!A0",
        "'@home",
        "'+49 Media",
        "'-5",
    ]
    name = {"salesforce": "Name", "hubspot": "Company name"}.get(system, "Account Name")
    assert [row[name] for row in rows_of(done.files[0])] == written
    frame = pd.read_csv(done.files[0], dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert frame[name].tolist() == written
    assert frame.columns[0] in ("Id", "Record ID", "accountid", "Record Id")
    gaps = rows_of(done.files[3])
    assert {row["Client ID"] for row in gaps} == {f"00{i}" for i in range(len(NASTY_NAMES))}
    harmless = {row["Value"] for row in gaps if row["Gap"].endswith("starts like a formula")}
    assert harmless == {name for name in written if name.startswith("'")}


def test_no_cell_of_any_file_starts_like_a_formula_unless_it_is_a_number(tmp_path: Path) -> None:
    evil = "=HYPERLINK(1)"
    clients = [
        {"Client": evil, "Client ID": "@1", "CRM ID": "+1", "Domain": "-x", "Industry": evil, "Account Manager": evil},
        {"Client": "\t=1", "Segment Value": -5.0, "Tier Override": "=Tier", "Region": "＝1+1", evil: "\r=2"},
    ]
    tiers = (Tier("=Tier", 0.2), Tier("-Low"))
    for system in SYSTEMS:
        done = export(tmp_path, clients, system, tiers=tiers, fields={evil: "Mine__c", "Region": "Region__c"})
        for path in done.files[:1] + done.files[2:]:
            for row in read(path):
                for cell in row:
                    if cell[:1] in ("=", "+", "@", "\t", "\r", "＝") or cell[:1] == "-":
                        assert float(cell) < 0.0, f"{path.name}: {cell!r}"
        arr = {"salesforce": "ARR__c"}.get(system, "ARR")
        assert [row[arr] for row in rows_of(done.files[0])] == ["0.00", "-60.00"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_only_dynamics_gets_a_byte_order_mark_in_what_it_imports(system: str, tmp_path: Path) -> None:
    done = export(tmp_path, [{"Client": "Ä"}], system)
    marked = [path.read_bytes().startswith(b"\xef\xbb\xbf") for path in done.files]
    imported = system == "dynamics"
    assert marked == [imported, False, imported, True, True]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), min_size=2, max_size=2)))
def test_any_text_comes_back_but_for_the_apostrophe(rows: list[list[str]]) -> None:
    import csv
    import io

    content = csv_bytes(["a", "b"], rows, byte_order_mark=False).decode()
    found = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    assert found == [["a", "b"], *([neutral(cell) for cell in row] for row in rows)]
    for cell in (cell for row in found for cell in row):
        assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r")


def test_a_damaged_text_does_not_stop_the_export() -> None:
    assert csv_bytes(["a"], [["\ud800"]], byte_order_mark=False) == b"a\r\n?\r\n"


def test_numbers_stay_numbers() -> None:
    assert neutral(money(-5.0)) == "-5.00"
    assert isinstance(exact(-1 / 3), Figure)
    assert (exact(-1 / 3), whole(-2.0), money(0.005), money(1e9 + 0.005)) == (
        "-0.333333333",
        "-2",
        "0.01",
        "1000000000.01",
    )
    assert neutral("-5.00") == "'-5.00"


# -- rows --------------------------------------------------------------------------------------------------------------


def test_accounts_are_sorted_by_value_then_by_key(tmp_path: Path) -> None:
    clients = [
        {"Client": "b", "Segment Value": 5.0},
        {"Client": "Zero", "Segment Value": 0.0},
        {"Client": "C", "Segment Value": 5.0, "Domain": "a.example"},
        {"Client": "A", "Segment Value": 9.0},
        {"Client": "Minus", "Segment Value": -1.0},
    ]
    names = [row["Name"] for row in rows_of(export(tmp_path, clients).files[0])]
    assert names == ["A", "C", "b", "Zero", "Minus"]


def test_the_value_of_a_book_by_seat_is_per_seat(tmp_path: Path) -> None:
    clients = [
        {"Client": "Big", "Segment Value": 100.0, "Employees": 100.0},
        {"Client": "Small", "Segment Value": 50.0, "Employees": 5.0},
        {"Client": "Unknown", "Segment Value": 900.0},
    ]
    rows = rows_of(export(tmp_path, clients, settings={"value_basis": "MRR per Seat"}).files[0])
    assert [(row["Name"], row["Value_per_Seat__c"]) for row in rows] == [
        ("Small", "10.00"),
        ("Big", "1.00"),
        ("Unknown", ""),
    ]


def test_clients_that_are_not_current_are_left_out_and_listed(tmp_path: Path) -> None:
    clients = [{"Client": "Now"}, {"Client": "Gone", "Churned On": "2025-01-01", "CRM ID": "001SB0000000004"}]
    done = export(tmp_path, clients)
    assert [row["Name"] for row in rows_of(done.files[0])] == ["Now"]
    assert rows_of(done.files[3])[-1] == {
        "Account": "Gone",
        "Client ID": "Gone",
        "Cell": "",
        "Gap": "Not exported: Churned",
        "Value": "Churned",
        "What to do": "It has no tier. Clear its tier in the CRM by hand.",
    }


def test_overrides_are_listed_apart_with_the_rules_tier(tmp_path: Path) -> None:
    clients = [
        {"Client": "A", "Segment Value": 10.0, "Account Manager": "Ann", "Tier Override": "tier 3 - long tail"},
        {"Client": "B", "Segment Value": 5.0},
    ]
    done = export(tmp_path, clients)
    assert rows_of(done.files[0])[0]["Tier__c"] == "Tier 3 - Long tail"
    assert rows_of(done.files[4]) == [
        {
            "Account": "A",
            "Client ID": "A",
            "Match By": "Name",
            "Key": "A",
            "Tier": "Tier 3 - Long tail",
            "Tier by Rule": "Tier 1 - Strategic",
            "ARR": "120.00",
            "Account Manager": "Ann",
        }
    ]
    assert "Tiers by override: 1, listed apart." in done.messages


def test_a_book_without_accounts_gives_headers(tmp_path: Path) -> None:
    for system in SYSTEMS:
        done = export(tmp_path, [], system)
        assert [len(read(path)) for path in (done.files[0], done.files[3], done.files[4])] == [1, 1, 1]


# -- where they go -----------------------------------------------------------------------------------------------------


def test_other_files_stay_and_old_ones_are_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    first = export(folder, [{"Client": "A"}, {"Client": "B"}])
    (folder / "mine.csv").write_text("mine", encoding="utf-8")
    (folder / "segmentbook-zoho-accounts.csv").write_text("other", encoding="utf-8")
    second = export(folder, [{"Client": "A"}])
    assert first.files == second.files
    assert len(rows_of(second.files[0])) == 1
    names = sorted(path.name for path in folder.iterdir())
    own = [f"segmentbook-salesforce-{name}" for name in FILES]
    assert names == sorted(["mine.csv", "segmentbook-zoho-accounts.csv", *own])
    assert (folder / "mine.csv").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(WorkbookError) as refused:
        export(tmp_path / "out", [{"Client": "A"}])
    said = str(refused.value)  # the system's own words stand in the middle
    assert said.startswith(f"{tmp_path / 'out'}: cannot be made a folder (")
    assert said.endswith("). Name another with -o.")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("system", "fields", "message"),
    [
        ("sugar", [], "There is no CRM 'sugar' here; there are salesforce, hubspot, dynamics, zoho."),
        (
            "zoho",
            ["Regoin=X"],
            "--field: there is no column 'Regoin' in Clients or SegmentResults; try Region or Domain.",
        ),
        ("zoho", ["ARR"], "--field: write it as \"ARR=My_ARR__c\"; got 'ARR'."),
        ("zoho", ["ARR= "], "--field: the field for ARR must have a name; got ' '."),
        ("zoho", ["ARR=a\tb"], "--field: the field for ARR must have a name; got 'a\\tb'."),
        ("zoho", ["ARR=A", "arr=B"], "--field: ARR is given twice."),
        ("zoho", ["ARR=A", "Region=a"], "--field: ARR and Region cannot both go into a."),
        (
            "zoho",
            ["ARR=Account Name"],
            "Client and ARR cannot both go into the field Account Name; give one another with --field.",
        ),
    ],
)
def test_wrong_fields_are_refused_before_anything_is_written(
    system: str, fields: list[str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        export(tmp_path / "new", [{"Client": "A"}], system, fields=fields)
    assert str(refused.value) == message
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("system", "rows", "sentence"),
    [
        ("salesforce", 50_001, "the Data Import Wizard takes 50,000 records at once; use Data Loader."),
        ("zoho", 30_001, "Zoho takes 30,000 records a batch in its Enterprise edition, fewer in others; split it."),
    ],
)
def test_files_that_are_too_large_for_the_importer_are_said(
    system: str, rows: int, sentence: str, tmp_path: Path
) -> None:
    def warned(count: int) -> bool:
        done = export(tmp_path, [{"Client": f"C{i}"} for i in range(count)], system)
        return any(warning.endswith(f" bytes: {sentence}") for warning in done.warnings)

    assert warned(rows)
    assert not warned(rows - 1)
