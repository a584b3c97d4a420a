"""The acceptance of the add-in in Excel, as far as it can be tried without: its logic, by a stand-in for Excel."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from addin import windows_acceptance
from addin.acceptance import checks
from addin.acceptance.checks import CHECKS, GUARDED, Case, NotAskedError, checked, lay_traps
from addin.acceptance.comparing import MOST, differences, same
from addin.acceptance.report import Finding, report
from addin.errors import AddinError
from addin.formula_examples import worked
from addin.install import System
from addin.windows_acceptance import accept
from addin.xlwings_vba import pinned_version
from segmentbook.workbook.template import create
from tests.addin.excel_standin import StandIn

ONLY_WITH_XLWINGS = "A second refresh changes nothing"  # of an xlwings book: tests/live


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.xlsx"
    create(path, sample=True)
    return path


def found(
    sample: Path, folder: Path, *faults: str, answers: str = "y", only: tuple[str, ...] = ()
) -> dict[str, Finding]:
    installed = folder / "segmentbook.xlam"
    excel = StandIn(installed, folder, frozenset(faults))
    case = Case(excel, installed, sample, folder, lambda question: answers)
    wanted = {name: check for name, check in CHECKS.items() if name in (only or CHECKS)}
    wanted.pop(ONLY_WITH_XLWINGS, None)
    return {finding.check: finding for finding in checked(case, wanted)}


def test_an_excel_that_keeps_its_promises_passes(sample: Path, tmp_path: Path) -> None:
    findings = found(sample, tmp_path)
    assert {name: finding.details for name, finding in findings.items() if finding.outcome != "passed"} == {}
    assert len(findings) == len(CHECKS) - 1


@pytest.mark.parametrize(
    ("fault", "check", "outcome", "said"),
    [
        ("not loaded", "Excel loads the add-in by itself", "failed", "Excel did not load segmentbook.xlam"),
        ("no trust", "The VBA is the reviewed text", "skipped", "Trust access to the VBA project object model"),
        ("no trust", "The VBA compiles", "skipped", "Trust access to the VBA project object model"),
        ("other text", "The VBA is the reviewed text", "failed", "module xlwings is not as it was built"),
        ("does not compile", "The VBA compiles", "failed", "Debug > Compile in the VBA editor stops"),
        ("other python", "A workbook cannot say which Python runs", "failed", "=HEALTHBAND(75): Excel shows '#VALUE!'"),
        ("wrong formula", "Every formula answers", "failed", "Excel shows 'Tier 9', expected 'Tier"),
        ("wrong cell", "Refresh is that of the file, cell by cell", "failed", "SegmentResults!B4: live 'wrong', file "),
        (
            "settings",
            "Excel's settings and the selection are restored",
            "failed",
            "calculation: 'manual' before, 'auto",
        ),
        ("sum changes", "Formulas of the user survive", "failed", "=SUM(SegmentResults[ARR]) was 1.0 and is 2.0"),
        ("callbacks break", "The ribbon answers", "failed", "RuntimeError: Cannot run the macro"),
        ("leaks", "No cell of a foreign workbook reaches Python", "failed", "a formula ran a program"),
        ("leaks", "Nothing beside a workbook is run", "failed", "RunPython beside a workbook was run"),
    ],
)
def test_each_broken_promise_is_found(
    fault: str, check: str, outcome: str, said: str, sample: Path, tmp_path: Path
) -> None:
    guards = "No cell of a foreign workbook reaches Python"  # what they let through is found later
    finding = found(sample, tmp_path, fault, only=(guards, check))[check]
    assert finding.outcome == outcome
    assert any(said in detail for detail in finding.details), finding.details


def test_a_person_may_say_no(sample: Path, tmp_path: Path) -> None:
    finding = found(sample, tmp_path, answers="no icons", only=("The ribbon is seen",))["The ribbon is seen"]
    assert finding.outcome == "failed"
    assert finding.details[0] == "Is there a tab Segments on the ribbon, with its icons? no icons"


def test_a_check_that_breaks_does_not_end_the_others() -> None:
    def breaks(case: Any) -> Iterator[str]:
        yield "first"
        raise ValueError("no more")

    def skips(case: Any) -> Iterator[str]:
        raise NotAskedError("not here")
        yield

    def passes(case: Any) -> Iterator[str]:
        return iter(())

    assert list(checked(None, {"a": breaks, "b": skips, "c": passes})) == [  # type: ignore[arg-type]
        Finding("a", "failed", ("ValueError: no more",)),
        Finding("b", "skipped", ("not here",)),
        Finding("c", "passed"),
    ]


def test_inputs_are_edited_before_the_refresh(sample: Path, tmp_path: Path) -> None:
    excel = StandIn(tmp_path, tmp_path)
    edits = list(checks._edits(excel.cells(excel.open(sample))))
    assert {sheet for sheet, *_ in edits} == {"Clients", "Contracts"}
    assert len(edits) >= 4
    assert all(value for *_, value in edits)


def test_a_refresh_that_does_nothing_is_found(sample: Path, tmp_path: Path) -> None:
    class Idle(StandIn):
        def click(self, callback: str) -> None:
            pass

    excel = Idle(tmp_path, tmp_path)
    case = Case(excel, tmp_path, sample, tmp_path, lambda question: "y")
    wrong = list(checks._refresh_is_that_of_the_file(case))
    assert wrong[-1] == "Refresh changed no cell though inputs had changed"
    assert any(line.startswith("MrrLedger!") for line in wrong) or len(wrong) > MOST


# -- comparing and reporting ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        (None, "", True),
        (0, None, False),
        (1, 1.0, True),
        (0.1 + 0.2, 0.3, True),
        (1e9, 1e9 + 10, False),
        (True, 1, False),
        (True, True, True),
        ("a", "A", False),
        ("#N/A", "#N/A", True),
        ("1", 1, False),
    ],
)
def test_values_that_show_the_same(left: Any, right: Any, alike: bool) -> None:
    assert same(left, right) is alike
    assert same(right, left) is alike


def test_areas_are_compared_by_place_not_by_extent() -> None:
    left = {"A": (1, 1, [[None, None], [None, 5]])}
    right = {"A": (2, 2, [[5.0]])}
    assert differences(left, right) == []
    assert differences({"A": (1, 27, [["x"]])}, {"A": (1, 1, [[None]])}) == ["A!AA1: live 'x', file None"]


def test_missing_sheets_and_many_differences() -> None:
    assert differences({"A": (1, 1, [])}, {"B": (1, 1, [])}) == ["sheets: live A; file B"]
    rows = [[float(n)] for n in range(100)]
    assert len(differences({"A": (1, 1, rows)}, {"A": (1, 1, [[-1.0]] * 100)})) == MOST


def test_the_report_as_a_whole() -> None:
    findings = [
        Finding("It opens", "passed"),
        Finding("It compiles", "skipped", ("no trust",)),
        Finding("It answers", "failed", ("=TIER(1) | shows <b>*2*</b>\nand more",)),
    ]
    assert report(findings, {"Excel": "16.0 | 64-bit", "Python": "3.13\nfinal"}, "2026-06-30") == (
        "# Segmentbook in Excel: acceptance\n\n"
        "2026-06-30. **1 of 3 checks failed**: It answers.\n\n"
        "| What | Version |\n| --- | --- |\n| Excel | 16.0 \\| 64-bit |\n| Python | 3.13 final |\n\n"
        "| Check | Outcome |\n| --- | --- |\n"
        "| It opens | passed |\n| It compiles | skipped |\n| It answers | failed |\n\n"
        "## It compiles: skipped\n\n- no trust\n\n"
        "## It answers: failed\n\n- =TIER(1) \\| shows \\<b\\>\\*2\\*\\</b\\> and more\n"
    )
    assert "**All checks that ran passed**; 1 of 2 did not run." in report(findings[:2], {}, "")
    assert "**All 1 checks passed.**" in report(findings[:1], {}, "")


# -- the whole of it --------------------------------------------------------------------------------------------------


@pytest.fixture
def windows(tmp_path: Path) -> System:
    python = tmp_path / "env" / "Scripts" / "python.exe"
    python.parent.mkdir(parents=True)
    for bits in (64, 32):
        (tmp_path / "env" / f"xlwings{bits}-{pinned_version()}.dll").touch()
    home = tmp_path / "home"
    return System("windows", home, {"USERPROFILE": str(home), "PATH": ""}, python, (), "cp1252")


def test_it_installs_checks_and_removes(windows: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("addin.acceptance.checks.CHECKS", {"Excel loads the add-in by itself": checks._is_loaded})
    folder = tmp_path / "checks"
    folder.mkdir()
    started: list[StandIn] = []

    def start(book: Path) -> StandIn:
        assert book.parent == folder
        assert windows.excel_startup is not None
        started.append(StandIn(windows.excel_startup / "segmentbook.xlam", folder))
        return started[0]

    said: list[str] = []
    findings, versions = accept(windows, start, folder, lambda question: "y", said.append)
    assert [(finding.check, finding.outcome) for finding in findings] == [
        ("Installed as built", "passed"),
        ("Excel loads the add-in by itself", "passed"),
        ("Removed without a trace", "passed"),
    ]
    assert versions["Excel"] == "16.0 | stand-in"
    assert started[0].ended
    assert (folder / "udfs.py").exists()
    assert not [path for path in windows.home.rglob("*") if path.is_file()]
    assert "passed: Excel loads the add-in by itself" in said


def test_it_removes_what_it_installed_when_excel_does_not_come(windows: System, tmp_path: Path) -> None:
    def start(book: Path) -> StandIn:
        raise OSError("Excel did not open")

    with pytest.raises(OSError, match="Excel did not open"):
        accept(windows, start, tmp_path, lambda question: "y", lambda line: None)
    assert not list(windows.home.rglob("*.xlam"))


def test_what_is_left_behind_is_found(windows: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("addin.acceptance.checks.CHECKS", {})
    assert windows.excel_startup is not None
    left = windows.excel_startup / "left.txt"

    def start(book: Path) -> StandIn:
        left.touch()
        return StandIn(left, tmp_path)

    findings, _ = accept(windows, start, tmp_path, lambda question: "y", lambda line: None)
    assert findings[-1].outcome == "failed"
    assert str(left) in findings[-1].details


def test_without_excel_it_says_so(tmp_path: Path) -> None:
    system = System("linux", tmp_path, {}, Path("python"))
    with pytest.raises(AddinError, match="There is no Excel here"):
        accept(system, StandIn, tmp_path, lambda question: "y", lambda line: None)  # type: ignore[arg-type]


def test_traps_are_what_would_be_imported(tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    lay_traps(tmp_path, canary)
    command = [sys.executable, "-c", "import udfs"]
    subprocess.run(command, cwd=tmp_path, check=True, env={"PYTHONSAFEPATH": ""})
    assert canary.read_text(encoding="utf-8") in ("udfs", "sitecustomize")
    canary.unlink()
    safe = [sys.executable, "-P", "-c", "import udfs"]  # as the add-in starts it
    subprocess.run(safe, cwd=tmp_path, capture_output=True, check=False)
    assert not canary.exists()


def test_formulas_are_short_enough_for_an_array_formula() -> None:
    assert all(len(example.formula) <= 255 for example in worked() if isinstance(example.value, list))


def test_the_guards_try_every_way_to_python() -> None:
    text = " ".join(GUARDED)
    for name in ("RunPython", "RunFrozenPython", "ExecuteWindows", "XLPyCommand", "GetConfig", "ReadFile"):
        assert f"{name}(" in text


@pytest.mark.skipif("sys.platform == 'win32'", reason="there it begins")
def test_elsewhere_than_on_windows_it_says_so_and_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert windows_acceptance.main() == 1
    assert capsys.readouterr().err.startswith("This needs Excel on Windows; this is ")


@pytest.mark.parametrize("module", ["addin.windows_acceptance", "addin.acceptance.excel", "addin.install"])
def test_importing_it_is_safe_anywhere(module: str) -> None:
    command = [sys.executable, "-c", f"import {module}, sys; print('xlwings' in sys.modules)"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
