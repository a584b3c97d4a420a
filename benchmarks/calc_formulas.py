"""Formulas in the cells of a real LibreOffice Calc, beside the same decision as a formula of Calc's own.

    python benchmarks/calc_formulas.py [--rows 10000 100000]

Every figure is a hard recalculation in one run of one office, of few rows the median of several; the last column is
the ratio to the native formula of as many rows.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from addin.calc.build import build_oxt
from tests.calc.calc import Calc, Sheet, missing, started

RUNS = 3
MANY = 50_000
"""From so many rows on each is calculated once."""
HEADERS = ["Client", "Employees", "Overall Value", "Effort Score", "Tickets per Seat", "Sites", "Industry", "Region"]
MEASURES = [["Measure", "Weight", "Scores 0 at", "Scores 100 at"], ["Tickets per Seat", 3, 0, 2], ["Sites", 2, 1, 10]]
SEGMENTS = [
    ["Value", "Effort", "Code", "Name"],
    ["High", "Low", "HL", "Most profitable"],
    ["High", "High", "HH", "Meet most often"],
    ["Low", "Low", "LL", "Quiet"],
    ["Low", "High", "LH", "Reprice"],
]
NATIVE = (
    '=IF(COUNT(C2:D2)<2;"Unplaced";INDEX($M$2:$M$5;MATCH(IF(ROUND(C2;2)>=$P$1;"High";"Low")&'
    'IF(ROUND(D2;1)>=$P$2;"High";"Low");$O$2:$O$5;0)))'
)
CASES = {
    "native =IF(...) with a look-up": NATIVE,
    "SEGMENT(value and effort)": "=SEGMENT(C2:D2)",
    "SEGMENT(row; headers; cuts)": "=SEGMENT(A2:H2;$A$1:$H$1;$P$1;$P$2)",
    "SEGMENT(...; measures; segments)": "=SEGMENT(A2:H2;$A$1:$H$1;$P$1;$P$2;$R$1:$U$3;$K$1:$N$5)",
    "EFFORTSCORE(row; headers; measures)": "=EFFORTSCORE(A2:H2;$A$1:$H$1;$R$1:$U$3)",
    "HEALTHBAND(score)": "=HEALTHBAND(D2)",
}
TABLE = "SEGMENTTABLE over all rows, spilled"


def client(number: int, chance: random.Random) -> list[Any]:
    return [
        f"Client {number}",
        chance.randint(1, 500),
        round(chance.uniform(0, 10_000), 2),
        round(chance.uniform(0, 100), 1),
        round(chance.uniform(0, 2.5), 2),
        chance.randint(1, 12),
        "Manufacturing",
        "US Central",
    ]


def filled(sheet: Sheet, rows: int) -> None:
    chance = random.Random(1)
    sheet.put("A1", [HEADERS, *(client(n, chance) for n in range(rows))])
    sheet.put("K1", SEGMENTS)
    sheet.enter("O2", [[f"=K{n}&L{n}"] for n in range(2, 6)])
    sheet.put("P1", [[5000], [50]])
    sheet.put("R1", MEASURES)


def median_seconds(sheet: Sheet, rows: int) -> float:
    return statistics.median(sheet.calculate() for _ in range(RUNS if rows < MANY else 1))


def measured(calc: Calc, rows: int) -> dict[str, float]:
    """Seconds of a hard recalculation by case, less those of a sheet without formulas."""
    seconds = {}
    answers = {}
    with calc.opened() as sheet:
        filled(sheet, rows)
        nothing = median_seconds(sheet, rows)
        for name, formula in CASES.items():
            sheet.fill(f"J2:J{rows + 1}", formula)
            seconds[name] = median_seconds(sheet, rows) - nothing
            print(".", end="", file=sys.stderr, flush=True)
            answers[name] = sheet.cells(f"J2:J{rows + 1}")
        sheet.do("clear", sheet="", area=f"J2:J{rows + 1}")
        sheet.answers(f"=SEGMENTTABLE(A1:H{rows + 1})", rows + 1, 6, at="W1")
        seconds[TABLE] = median_seconds(sheet, rows) - nothing
        table = [[row[0]] for row in sheet.cells(f"AB2:AB{rows + 1}")]
    native, *ours = (answers[name] for name in CASES if not name.startswith(("EFFORT", "HEALTH")))
    assert all(answer == native for answer in (*ours, table)), "the formulas and the native one do not agree"
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 100_000])
    asked = parser.parse_args()
    if missing():
        sys.exit(f"{missing()} is needed")
    with tempfile.TemporaryDirectory() as folder, started(build_oxt(Path(folder)), Path(folder)) as calc:
        version = ".".join(map(str, calc.version))
        for rows in asked.rows:
            print(f"\n{rows:,} rows in LibreOffice {version}{'':22}   seconds   us a row   x native")
            seconds = measured(calc, rows)
            native = next(iter(seconds.values()))
            for name, taken in seconds.items():
                print(f"{name:50} {taken:9.3f} {taken / rows * 1e6:10.1f} {taken / native:10.1f}")


if __name__ == "__main__":
    main()
