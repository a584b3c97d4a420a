"""House rules of the calculation: light imports, runnable examples, sorted public names."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import segmentbook.model
from segmentbook import schema
from segmentbook.model import conditions, reasons, results, revenue, summaries, trends

MODULES = sorted(f"segmentbook.model.{m.name}" for m in pkgutil.iter_modules(segmentbook.model.__path__))


def test_importing_the_calculation_imports_no_library() -> None:
    """A cell formula must not wait for pandas."""
    heavy = {"lxml", "numpy", "openpyxl", "pandas"}
    code = f"import sys, {', '.join(MODULES)}; print(*sorted({heavy} & set(sys.modules)))"
    root = Path(segmentbook.model.__path__[0]).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_public_names_are_sorted_and_there(name: str) -> None:
    module = importlib.import_module(name)
    public = list(module.__all__)
    constants = [n for n in public if n.isupper() or n == n.upper()]
    classes = [n for n in public if n not in constants and n[0].isupper()]
    functions = [n for n in public if n not in constants and n not in classes]
    assert public == sorted(constants) + sorted(classes) + sorted(functions)
    assert all(hasattr(module, n) for n in public)


def test_result_columns_are_those_of_the_schema() -> None:
    headers = schema.SEGMENT_RESULTS.headers
    of_results = [header for header in headers if header not in trends.TREND_COLUMNS]  # these hang on the history
    assert tuple(of_results[: of_results.index("Why") + 1]) == results.RESULT_COLUMNS
    assert tuple(header for header in headers if header in trends.TREND_COLUMNS) == trends.TREND_COLUMNS
    assert tuple(h for h in schema.MRR_LEDGER.headers if h != "Line") == revenue.LEDGER_COLUMNS
    assert schema.BAND_SUMMARY.headers == summaries.BAND_COLUMNS
    assert schema.TIER_SUMMARY.headers == summaries.TIER_COLUMNS


def test_words_are_those_of_the_schema() -> None:
    assert schema.CONTRACTS["Status"].choices == reasons.STATUSES
    assert schema.CONTRACTS["Kind"].choices == reasons.KINDS
    assert schema.OPERATORS == conditions.OPERATORS
    assert schema.CONTRACTS["Status"].default == reasons.STATUSES[reasons.ACTIVE]
    assert schema.CONTRACTS["Kind"].default == reasons.KINDS[reasons.RECURRING]
