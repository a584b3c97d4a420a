"""What others may build on: exported names, their documentation, the layers, and a README that says what is so."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest

import segmentbook
from segmentbook.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

PUBLIC: dict[str, list[str]] = {
    "segmentbook.checks": ["Checked", "check"],
    "segmentbook.cli": ["app", "main"],
    "segmentbook.crm.export": ["FILES", "Exported", "export_crm"],
    "segmentbook.errors": ["InputError", "PolicyError", "SegmentbookError", "WorkbookError"],
    "segmentbook.importing.run": ["Imported", "Mode", "import_file"],
    "segmentbook.importing.settings": ["change_settings", "setting_value"],
    "segmentbook.model.inputs": [
        "Band",
        "CustomerList",
        "Filter",
        "Inputs",
        "LifecycleStage",
        "ListCondition",
        "Measure",
        "SegmentCell",
        "Service",
        "Settings",
        "StackItem",
        "StackTables",
        "Tier",
        "TierRule",
    ],
    "segmentbook.raw": ["ErrorValue", "Kind", "RawBook", "RawColumn", "RawTable", "column_letters"],
    "segmentbook.report.summary": ["json_summary"],
    "segmentbook.schema": [
        "ACCOUNT_SERVICES",
        "ALERTS",
        "ASSETS",
        "ASSET_LEDGER",
        "BAND_SUMMARY",
        "CLIENTS",
        "CLIENT_ANALYSIS",
        "CLIENT_STACK",
        "CLIENT_STAGES",
        "CONTRACTS",
        "CUSTOMER_LISTS",
        "DATA_ISSUES",
        "EFFORT_MEASURES",
        "FILTERS",
        "HEALTH_BANDS",
        "HEALTH_MEASURES",
        "HISTORY",
        "HISTORY_INPUTS",
        "INPUT_TABLES",
        "LIFECYCLE_STAGES",
        "LIST_MEMBERS",
        "LIST_SUMMARY",
        "MEASURE_SCORES",
        "MOVEMENT",
        "MRR_LEDGER",
        "OPERATORS",
        "RATES",
        "RECURRING_BRIDGE",
        "RESULT_TABLES",
        "RETENTION",
        "REVIEWS",
        "REVIEW_CALENDAR",
        "SEGMENTS",
        "SEGMENT_RESULTS",
        "SERVICES",
        "SERVICE_COSTS",
        "SERVICE_PLAN",
        "SETTINGS",
        "SETTINGS_TABLE",
        "STACK_ALIGNMENT",
        "STACK_ITEMS",
        "STACK_SUMMARY",
        "STAGE_SUMMARY",
        "TIERS",
        "TIER_RULES",
        "TIER_SIMULATION",
        "TIER_SUMMARY",
        "Column",
        "Kind",
        "Setting",
        "Table",
        "default_lists",
        "defaults",
        "header_key",
        "input_table",
        "setting",
    ],
    "segmentbook.workbook.book": ["Book", "DefinedName", "Sheet", "TableEntry", "mark_name"],
    "segmentbook.workbook.editing": ["edit_table", "filled_rows"],
    "segmentbook.workbook.file": ["CheckedFile", "Refreshed", "check_file", "refresh"],
    "segmentbook.workbook.live": ["check_open", "refresh_open"],
    "segmentbook.workbook.template": ["TEMPLATE", "add_missing", "build", "create"],
    "udfs": [
        "CONTRACTMRR",
        "EFFORTSCORE",
        "FORMULAS",
        "HEALTHBAND",
        "HEALTHSCORE",
        "OVERALLVALUE",
        "SEGMENT",
        "SEGMENTTABLE",
        "SEGMENTWHY",
        "SERVICECOST",
        "SERVICEVALUE",
        "TECHDEBT",
        "TIER",
        "TIERS",
        "VALUEPERSEAT",
        "Argument",
        "CellError",
        "ExcelError",
        "Formula",
    ],
}
"""The names that a program may import from us: to change one is to change what others rely on."""


def modules() -> list[str]:
    found = pkgutil.walk_packages(segmentbook.__path__, "segmentbook.")
    return sorted(module.name for module in found if not module.name.endswith("__main__"))


def exported(module: ModuleType) -> list[str]:
    return list(getattr(module, "__all__", []))


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_the_public_names_are_these(name: str) -> None:
    assert exported(importlib.import_module(name)) == PUBLIC[name]


@pytest.mark.parametrize("name", modules())
def test_every_module_says_what_it_is_and_lists_its_names_in_order(name: str) -> None:
    module = importlib.import_module(name)
    assert (module.__doc__ or "").strip(), f"{name} has no docstring"
    if hasattr(module, "__path__") and not exported(module):
        return  # a package that only holds modules
    names = exported(module)
    # As ruff sorts them: constants, then classes, then the rest.
    assert names == sorted(names, key=lambda n: (0 if n.isupper() else 1 if n.strip("_")[0].isupper() else 2, n))
    for public in names:
        thing = getattr(module, public)
        if isinstance(thing, click.Command):
            thing = thing.callback
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert (thing.__doc__ or "").strip(), f"{name}.{public} has no docstring"


@pytest.mark.parametrize("name", modules())
def test_the_examples_in_docstrings_run(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name), raise_on_error=False)
    assert results.failed == 0


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = {"numpy", "pandas", "lxml", "openpyxl", "click", "icalendar"}
    code = f"import sys, segmentbook; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_layers_hold() -> None:
    """Each layer knows only those below it (pyproject.toml, importlinter)."""
    pytest.importorskip("importlinter", reason='import-linter is not installed; it comes with ".[dev]"')
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_but_the_program_writes_to_the_terminal_or_reads_the_clock() -> None:
    """``print`` and today's date come in at the top only, so that every layer below can be tested by its values."""
    for path in sorted((ROOT / "segmentbook").rglob("*.py")):
        part = path.relative_to(ROOT / "segmentbook").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            assert called != "print" or part == "cli", f"{path}: prints"
            clock = called in {"date.today", "datetime.now", "datetime.today", "datetime.date.today", "time.time"}
            assert not (clock and part in {"model", "schema", "checks", "report"}), f"{path}: reads the clock"


# -- README ------------------------------------------------------------------------------------------------------------


def commands() -> dict[str, click.Command]:
    return dict(app.commands)


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_and_option_is_in_the_readme_and_has_help(name: str) -> None:
    command = commands()[name]
    assert re.search(rf"^\| `{name}[ `]", README, re.MULTILINE), f"README.md has no row for {name}"
    assert (command.help or "").strip()
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert (parameter.help or "").strip(), f"{name} {parameter.opts} has no help"
            for option in parameter.opts:
                assert re.search(rf"`[^`]*{re.escape(option)}\b[^`]*`", README), f"README.md lacks {name} {option}"
        else:
            assert (parameter.metavar or str(parameter.name).upper()).rstrip(".") in README


def test_every_command_in_the_readme_exists() -> None:
    for name in re.findall(r"^ *segmentbook ([a-z]\w*)", README, re.MULTILINE):
        assert name in commands()
    for line in re.findall(r"^ *(segmentbook .*)$", README, re.MULTILINE):
        name = line.split()[1]
        known = {option for parameter in commands()[name].params for option in parameter.opts}
        assert set(re.findall(r" (--?[a-z][a-z-]*)", line)) <= known, line


def test_the_readme_shows_what_the_demo_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        app.main(["demo"])
    assert left.value.code == 0
    shown = re.search(r"<!-- demo output.*?-->\n```\n(.*?)```\n", README, re.DOTALL)
    assert shown is not None
    assert capsys.readouterr().out == shown[1]


def test_the_readmes_two_commands_are_what_ci_runs() -> None:
    lines = [line for line in README.splitlines() if line.startswith("python -m pip install")]
    assert lines == [
        "python -m pip install . && segmentbook demo",
        'python -m pip install ".[test]" && python -m pytest',
    ]


def test_the_links_in_the_documentation_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"
