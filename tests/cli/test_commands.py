"""Each command from its words to its files, what it prints and the status it leaves with."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import segmentbook
from tests.cli.changes import add_row, change, table_of
from tests.cli.conftest import Command

JSON_KEYS = [
    "as_of",
    "clients",
    "paying_clients",
    "contracts",
    "mrr",
    "arr",
    "value_cut",
    "effort_cut",
    "segments",
    "bands",
    "tiers",
    "issues",
    "output",
    "seconds",
]


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# -- the program -------------------------------------------------------------------------------------------------------


def test_the_program_runs_as_a_module_and_says_what_it_can(sb: Command) -> None:
    done = subprocess.run([sys.executable, "-m", "segmentbook", "--help"], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    for command in ("demo", "init", "import", "set", "refresh", "check"):
        assert re.search(rf"^  {command} ", done.stdout, re.MULTILINE), command
    assert sb("--version").out == f"segmentbook, version {segmentbook.__version__}\n"


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from segmentbook.cli import app\n"
        "try:\n    app.main(['import', '--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'pandas', 'lxml', 'openpyxl', 'rich', 'xlwings'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("command", ["demo", "init", "import", "set", "refresh", "check"])
def test_every_command_has_help(sb: Command, command: str) -> None:
    done = sb(command, "--help")
    assert done.status == 0
    assert done.out.startswith(f"Usage: segmentbook {command} ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["refesh", "b.xlsx"], "segmentbook: No such command 'refesh'."),
        (["refresh"], "segmentbook: Missing argument 'BOOK'. (See: segmentbook refresh --help)"),
        (
            ["refresh", "b.xlsx", "--as-of", "31/12/2025"],
            "segmentbook: Invalid value for '--as-of': '31/12/2025' is not a date; write it as 2025-12-31. (See: "
            "segmentbook refresh --help)",
        ),
        (
            ["refresh", "b.xlsx", "-o", "c.xlsm"],
            "segmentbook: OUT must end in .xlsx, as b.xlsx does; got 'c.xlsm'. (See: segmentbook refresh --help)",
        ),
        (
            ["init", "b.xls"],
            "segmentbook: a new workbook's name must end in .xlsx; got 'b.xls'. (See: segmentbook init --help)",
        ),
        (
            ["import", "b.xlsx", "c.csv", "--table", "Contracts", "--replace", "--update"],
            "segmentbook: --replace and --update exclude each other. (See: segmentbook import --help)",
        ),
        (["import", "b.xlsx", "c.csv"], "segmentbook: Missing option '--table'. (See: segmentbook import --help)"),
        (["set", "b.xlsx"], "segmentbook: Missing argument '\"SETTING=VALUE\"...'. (See: segmentbook set --help)"),
    ],
)
def test_wrong_usage_is_status_2_in_one_line(
    sb: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = sb(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(message)
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_table_lists_the_nearest_first(sb: Command) -> None:
    done = sb("import", "b.xlsx", "c.csv", "--table", "Contract")
    assert done.status == 2
    assert done.err.startswith("segmentbook: --table: there is no input table 'Contract'; there are Contracts, ")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (KeyboardInterrupt(), "Stopped. The workbook is as it was."),
        (
            OSError(errno.ENOSPC, "No space left on device", "b.xlsx"),
            "b.xlsx: No space left on device. Nothing was written.",
        ),
        (PermissionError(errno.EACCES, "Permission denied"), "Permission denied. Nothing was written."),
        (MemoryError(), "There is not enough memory for this workbook. Nothing was written."),
        (
            ValueError("two\nlines"),
            "An error that should not happen: ValueError: two lines. Nothing was written. Please report it with the "
            "output of the same command under SEGMENTBOOK_DEBUG=1.",
        ),
    ],
)
def test_whatever_goes_wrong_is_one_line(
    sb: Command, sample: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, message: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("segmentbook.workbook.file.refresh", fails)
    before = sample.read_bytes()
    done = sb("refresh", sample)
    said = done.err.removeprefix("\n")  # after ^C on a terminal
    assert (done.status, done.out, said) == (1, "", f"segmentbook: {message}\n")
    assert sample.read_bytes() == before


# -- demo and init -----------------------------------------------------------------------------------------------------


def test_demo_writes_a_workbook_with_results_and_says_what_to_look_at(
    sb: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = sb("demo")
    assert (done.status, done.err) == (0, "")
    assert "MRR " in done.out
    assert "Data issues: 0 errors, " in done.out
    assert "Open segmentbook-demo.xlsx in Excel or LibreOffice and look at:" in done.out
    sheets = openpyxl.load_workbook(tmp_path / "segmentbook-demo.xlsx", read_only=True).sheetnames
    for name in re.findall(r"^  ([A-Z]\w*(?: [A-Z]\w*)?) ", done.out, re.MULTILINE):
        assert name in sheets


def test_demo_into_a_file_or_a_folder_but_never_over_a_file(sb: Command, tmp_path: Path) -> None:
    assert sb("demo", tmp_path).status == 0
    assert (tmp_path / "segmentbook-demo.xlsx").exists()
    other = tmp_path / "mine.xlsx"
    other.write_bytes(b"mine")
    done = sb("demo", other)
    assert (done.status, done.err) == (
        1,
        f"segmentbook: {other} exists already; name another file: segmentbook demo another.xlsx\n",
    )
    assert other.read_bytes() == b"mine"


def test_init_creates_a_workbook_with_all_input_tables(sb: Command, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    done = sb("init", path)
    assert done.status == 0
    assert done.out.startswith(f"Wrote {path} with all input tables.\n")
    assert len(table_of(path, "Clients")) == 0
    assert len(table_of(path, "HealthBands")) == 3
    assert sb("refresh", path).status == 0


def test_init_with_the_sample(sb: Command, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    assert sb("init", path, "--sample").out.startswith(f"Wrote {path} with all input tables and the sample.\n")
    assert len(table_of(path, "Clients")) == 36


def test_init_adds_what_is_missing_and_touches_nothing_else(sb: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Customers"
    sheet.append(["Company", "Headcount"])
    sheet.append(["Acme", 12])
    sheet.add_table(openpyxl.worksheet.table.Table(displayName="Clients", ref="A1:B2"))
    book.create_sheet("Contracts")["A1"] = "my notes on contracts"
    book.save(path)
    before = parts(path)
    done = sb("init", path)
    assert done.status == 0
    added = re.match(rf"Added to {re.escape(str(path))}: (.*)\. Nothing else was changed\.\n", done.out)
    assert added is not None
    assert "Clients" not in added[1].split(", ")
    assert "Contracts" in added[1].split(", ")
    after = parts(path)
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/tables/table1.xml", "xl/theme/theme1.xml"):
        assert after[name] == before[name]
    assert table_of(path, "Contracts").sheet == "Contracts (Segmentbook)"
    again = path.read_bytes()
    assert sb("init", path).out.startswith(f"{path} has all input tables already; nothing was changed.\n")
    assert path.read_bytes() == again
    assert sb("refresh", path).status == 0


# -- refresh and check -------------------------------------------------------------------------------------------------


def test_refresh_prints_what_was_read_the_totals_and_where_to_look(sb: Command, sample: Path) -> None:
    totals = json.loads(sb("refresh", sample, "--json").out)
    lines = sb("refresh", sample).out.splitlines()
    assert lines[0].startswith("As of 2026-06-30: 36 clients (34 current), 91 contract lines, ")
    assert lines[1] == (
        f"MRR {totals['mrr']:,.2f} USD, ARR {totals['arr']:,.2f} USD, {totals['paying_clients']} paying clients."
    )
    assert lines[2].startswith("Segments: HL ")
    assert lines[-1].startswith(f"Wrote {sample} in ")
    assert lines[-1].endswith(" s. Look at the sheet Dashboard.")


def test_json_is_one_object_with_exactly_the_promised_keys(sb: Command, sample: Path) -> None:
    done = sb("refresh", sample, "--json")
    assert (done.status, done.err) == (0, "")
    totals = json.loads(done.out)
    assert list(totals) == JSON_KEYS
    assert totals["as_of"] == "2026-06-30"
    assert totals["output"] == str(sample)
    assert list(totals["seconds"]) == ["read", "compute", "write"]
    assert list(totals["issues"]) == ["error", "warning"]
    assert totals["arr"] == pytest.approx(12 * totals["mrr"], abs=0.06)
    assert sum(totals["segments"].values()) == totals["clients"]
    assert sum(totals["bands"].values()) == totals["clients"]
    assert sum(tier["accounts"] for tier in totals["tiers"].values()) == totals["clients"]
    for tier in totals["tiers"].values():
        assert list(tier) == ["accounts", "arr", "cost", "value"]


def test_the_total_is_the_ledgers_and_the_clients(sb: Command, sample: Path) -> None:
    mrr = json.loads(sb("refresh", sample, "--json").out)["mrr"]
    book = openpyxl.load_workbook(sample, data_only=True)
    for table, column in (("MrrLedger", "Counted MRR"), ("SegmentResults", "Contract MRR")):
        sheet = next(s for s in book if table in s.tables)
        rows = [[cell.value for cell in row] for row in sheet[sheet.tables[table].ref]]
        place = rows[0].index(column)
        assert sum(row[place] or 0 for row in rows[1:]) == pytest.approx(mrr, abs=0.005)


def test_refresh_into_another_file_leaves_the_book(sb: Command, sample: Path, tmp_path: Path) -> None:
    before = sample.read_bytes()
    out = tmp_path / "out.xlsx"
    done = sb("refresh", sample, "-o", out, "--as-of", "2025-01-31", "--json")
    assert done.status == 0
    assert sample.read_bytes() == before
    assert json.loads(done.out)["as_of"] == "2025-01-31"
    assert json.loads(done.out)["output"] == str(out)
    assert json.loads(sb("refresh", out, "--json").out)["as_of"] == "2026-06-30"


def test_a_second_refresh_gives_the_same_bytes(sb: Command, sample: Path) -> None:
    sb("refresh", sample)
    once = parts(sample)
    sb("refresh", sample)
    assert parts(sample) == once


def test_rows_that_could_not_be_counted_are_status_3(sb: Command, sample: Path) -> None:
    cell = change(sample, "Contracts", 3, Amount="on request")
    said = "segmentbook: 1 error, so that not everything could be counted. "
    done = sb("refresh", sample)
    assert done.status == 3
    assert done.err == f'{said}See the sheet DataIssues, or run: segmentbook check "{sample}"\n'
    assert "Data issues: 1 error, " in done.out
    done = sb("refresh", sample, "--json")
    assert (done.status, json.loads(done.out)["issues"]["error"]) == (3, 1)
    done = sb("check", sample)
    assert (done.status, done.err) == (3, f"{said}They are the lines that begin with 'error'.\n")
    assert done.out.splitlines()[0].startswith(f"error: {cell}: Amount must be a number; got 'on request'. ")


def test_check_writes_nothing_and_lists_each_issue_with_its_cell(sb: Command, sample: Path) -> None:
    cell = change(sample, "Contracts", 5, Start="31/02/2026")
    before = sample.read_bytes()
    done = sb("check", sample, "--json")
    assert done.status == 3
    found = json.loads(done.out)
    assert list(found) == ["as_of", "issues", "rows"]
    assert found["issues"]["error"] == sum(row["level"] == "error" for row in found["rows"]) == 1
    assert found["rows"][0] == {
        "level": "error",
        "place": cell,
        "text": f"{cell}: Start must be a date; got '31/02/2026'. The line is not counted.",
    }
    assert sample.read_bytes() == before


def test_check_of_a_clean_book(sb: Command, blank: Path) -> None:
    add_row(blank, "Clients", {"Client": "Acme"})
    done = sb("check", blank, "--as-of", "2026-01-01")
    assert done.status == 0
    assert done.err == ""


# -- set ---------------------------------------------------------------------------------------------------------------


def test_set_changes_settings_and_says_from_and_to(sb: Command, sample: Path) -> None:
    done = sb("set", sample, "effort cut=60", "Value Cut=", "As of=2026-01-31", "size by employees=no", "Tier By=arr")
    assert done.status == 0
    assert done.out.splitlines() == [
        "Effort Cut: 50 -> 60",
        "Value Cut: 5,000 -> blank (the median)",
        "As of: 2026-06-30 -> 2026-01-31",
        "Size by Employees: Yes -> No",
        "Tier By: ARR share -> ARR",
        f'Next: segmentbook refresh "{sample}"',
    ]
    totals = json.loads(sb("refresh", sample, "--json").out)
    assert (totals["effort_cut"], totals["as_of"]) == (60.0, "2026-01-31")
    assert totals["value_cut"] != 5000.0


def test_set_adds_a_setting_that_has_no_row(sb: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    book = openpyxl.Workbook()
    for name, headers in (("Clients", ["Client"]), ("Settings", ["Setting", "Value"])):
        book.create_sheet(name).append(headers)
    book.save(path)
    assert sb("set", path, "Minimum Coverage=40%").out.startswith("Minimum Coverage: blank (the default) -> 0.4\n")
    sheet = openpyxl.load_workbook(path)["Settings"]
    assert [[cell.value for cell in row] for row in sheet] == [["Setting", "Value"], ["Minimum Coverage", 0.4]]


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("Effort Cut", "'Effort Cut' must be written like \"Effort Cut=60\"."),
        ("Effort Cut=high", "Effort Cut must be a number; got 'high'."),
        ("Effort Cut=101", "Effort Cut must be from 0 to 100; got '101'."),
        ("Value Cut=-1", "Value Cut must be at least 0; got '-1'."),
        ("Fiscal Year Start Month=1.5", "Fiscal Year Start Month must be a whole number; got '1.5'."),
        ("As of=31/12/2025", "As of must be a date such as 2025-12-31; got '31/12/2025'."),
        ("Size by Employees=maybe", "Size by Employees must be Yes or No; got 'maybe'."),
        ("Tier By=Size", "Tier By must be one of ARR share, ARR, Employees, Rules; got 'Size'."),
    ],
)
def test_set_refuses_what_a_setting_cannot_be(sb: Command, sample: Path, assignment: str, message: str) -> None:
    before = sample.read_bytes()
    done = sb("set", sample, assignment)
    assert (done.status, done.out, done.err) == (2, "", f"segmentbook: {message}\n")
    assert sample.read_bytes() == before


def test_an_unknown_setting_lists_the_nearest_first(sb: Command, sample: Path) -> None:
    done = sb("set", sample, "Efort Cut=60")
    assert done.status == 2
    assert done.err.startswith("segmentbook: there is no setting 'Efort Cut'; there are Effort Cut, Value Cut, ")


def test_set_without_a_settings_table(sb: Command, tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    openpyxl.Workbook().save(path)
    done = sb("set", path, "Effort Cut=60")
    assert (done.status, done.err) == (
        1,
        f'segmentbook: mine.xlsx has no Settings table; add it with: segmentbook init "{path}"\n',
    )


# -- import ------------------------------------------------------------------------------------------------------------


def test_import_says_what_it_chose_and_what_it_did(sb: Command, blank: Path, tmp_path: Path) -> None:
    file = tmp_path / "their.csv"
    file.write_text("Konto;start_date;monthly_amount;gender\nA;2025-01-01;10,5\nB;2025-01-01;20;f\n", encoding="utf-8")
    done = sb("import", blank, file, "--table", "contracts", "--map", "Konto=Client", "--add-clients")
    assert done.status == 0
    assert done.out.splitlines() == [
        "their.csv: CSV (UTF-8, separated by semicolons), 2 rows",
        "  Konto -> Client",
        "  start_date -> Start",
        "  monthly_amount -> Amount",
        "  gender -> gender (new column)",
        "Contracts: 2 rows added; it has 2 now.",
        "Clients: 2 rows added.",
        f'Next: segmentbook refresh "{blank}"',
    ]
    assert done.err == "segmentbook: their.csv: line 2 has fewer values than headers; the rest is blank.\n"
    file.write_text("Contract ID,Client,Start,Amount\nK1,A,2025-01-01,1\n", encoding="utf-8")
    assert sb("import", blank, file, "--table", "Contracts", "--replace").out.splitlines()[-2] == (
        "Contracts: 1 row in place of the old ones; it has 1 now."
    )
    file.write_text("Contract ID,Client,Start,Amount\nK1,A,2025-01-01,2\nK2,B,2025-01-01,3\n", encoding="utf-8")
    assert sb("import", blank, file, "--table", "Contracts", "--update").out.splitlines()[-2] == (
        "Contracts: 1 row changed, 1 row added; it has 2 now."
    )
    assert sb("import", blank, file, "--table", "Contracts").status == 1
    assert json.loads(sb("refresh", blank, "--as-of", "2026-01-01", "--json").out)["mrr"] == 5.0


def test_a_wrong_map_is_status_2_and_lists_the_headers(sb: Command, blank: Path, tmp_path: Path) -> None:
    file = tmp_path / "their.csv"
    file.write_text("Client,start_date,monthly_amount\nA,2025-01-01,1\n", encoding="utf-8")
    before = blank.read_bytes()
    done = sb("import", blank, file, "--table", "Contracts", "--map", "strat_date=Start")
    assert (done.status, done.out, done.err) == (
        2,
        "",
        "segmentbook: --map: their.csv has no header 'strat_date'; it has 'start_date', 'monthly_amount', 'Client'.\n",
    )
    assert blank.read_bytes() == before


def test_results_are_the_same_after_an_import_as_after_typing(sb: Command, blank: Path, tmp_path: Path) -> None:
    typed = tmp_path / "typed.xlsx"
    typed.write_bytes(blank.read_bytes())
    for path in (blank, typed):
        add_row(path, "Clients", {"Client": "Acme"})
    add_row(typed, "Contracts", {"Client": "Acme", "Amount": 100.0, "Start": date(2025, 1, 1)})
    file = tmp_path / "their.csv"
    file.write_text("Client,Amount,Start\nAcme,100,2025-01-01\n", encoding="utf-8")
    assert sb("import", blank, file, "--table", "Contracts").status == 0
    found = [json.loads(sb("refresh", p, "--as-of", "2026-01-01", "--json").out) for p in (blank, typed)]
    for totals in found:
        del totals["output"], totals["seconds"]
    assert found[0] == found[1]
    assert found[0]["mrr"] == 100.0


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user who may not write everywhere")
def test_a_folder_that_may_not_be_written_to(sb: Command, sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    done = sb("refresh", sample, "-o", folder / "out.xlsx")
    assert done.status == 1
    assert done.err.count("\n") == 1
