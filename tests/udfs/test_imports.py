"""A formula of one client loads nothing heavy, and every formula works where there is no pandas at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

CALLS = """
import sys
import udfs
lines = [["Client", "Amount", "Start"], ["Acme", 6000.0, "2025-01-01"], ["Acme", "1,000", 45658.0]]
assets = [["Client", "Replacement Cost", "End of Life"], ["Acme", 100.0, "2025-01-01"]]
row, headers = ["Acme", None, 2.0, 9.0, "Yes", 10.0], ["Client", "Segment Value", "Tickets per Seat", "Sites"]
headers += ["After-hours Support", "Standardisation"]
card = [["Measure", "Weight", "Choices"], ["Sites", 1.0, None], ["After-hours Support", 1.0, "No=0; Yes=100"]]
found = [
    udfs.SEGMENT([9000.0, 60.0]),
    udfs.SEGMENT([row], [headers], 5000.0, 50.0, card, None, lines, "2025-06-30"),
    udfs.SEGMENTWHY(row, headers, None, None, card, None, lines, "2025-06-30"),
    udfs.OVERALLVALUE(row, headers, lines, "2025-06-30"),
    udfs.CONTRACTMRR("Acme", lines, "2025-06-30"),
    udfs.TECHDEBT("Acme", assets, "2025-06-30"),
    udfs.EFFORTSCORE(row, headers, card),
    udfs.HEALTHBAND(80.0),
    udfs.TIER(50000.0),
    udfs.TIERS([[3.0], [2.0], [1.0]]),
    udfs.SERVICEVALUE(640.0, 4.0, 0.35),
]
clients = [headers, *([f"Client {i}", *row[1:]] for i in range(ROWS))]
table = udfs.SEGMENTTABLE(clients, lines, card, card, as_of="2025-06-30")
print(found, table[-1], len(table))
"""

HEAVY = ("pandas", "numpy", "openpyxl", "lxml", "xlwings", "click", "rich")


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_formulas_of_one_client_load_nothing_heavy() -> None:
    code = CALLS.replace("ROWS", "3") + f"\nprint(sorted(set({HEAVY!r}) & sys.modules.keys()))"
    assert run(code).splitlines()[-1] == "[]"


def test_every_formula_works_without_pandas() -> None:
    """As in LibreOffice on Windows and macOS, whose Python brings neither pandas nor numpy."""
    blocked = f"""
import importlib.abc, sys
class Blocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {HEAVY!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
"""
    without = CALLS.replace("ROWS", "2500").replace(
        "print(found", "assert 'pandas' not in sys.modules and 'numpy' not in sys.modules\nprint(found"
    )
    assert run(blocked + without) == run(CALLS.replace("ROWS", "2500"))


@pytest.mark.parametrize("name", ["pandas", "numpy"])
def test_many_clients_load_pandas_where_it_is_installed(name: str) -> None:
    code = CALLS.replace("ROWS", "2500") + f"\nprint({name!r} in sys.modules)"
    assert run(code).splitlines()[-1] == "True"


def test_the_formula_server_of_xlwings_is_given_the_formulas_only_where_it_is_loaded() -> None:
    assert run("import sys, udfs; print('udfs._xlwings' in sys.modules)") == "False\n"
