"""A refresh of a workbook that is open in a real LibreOffice Calc, beside the refresh of the file, in one run.

    python benchmarks/live.py [--clients 10000] [--contracts 50000] [--runs 3]

The book has no results yet at the first live refresh, whose result sheets come from the file writer; the later ones
patch what is there, as every refresh of a user does but his first. Medians of seconds, split alike on both sides.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from addin.calc.build import build_oxt
from addin.calc.engine import connect, disconnect
from benchmarks.books import write_book
from segmentbook.workbook.file import refresh
from segmentbook.workbook.live import refresh_open
from tests.calc.calc import missing, started

AS_OF = date(2026, 6, 30)
PARTS = ("read", "compute", "write")
Seconds = dict[str, list[dict[str, float]]]


def measured(path: Path, runs: int, folder: Path) -> Seconds:
    """Seconds by kind and run."""
    found: Seconds = defaultdict(list)
    with started(build_oxt(folder), folder) as calc:
        port, token = calc.ask("bridge").split()
        app = connect(int(port), token)
        try:
            began = time.perf_counter()
            book = app.books.open(path)
            print(f"opened in Calc in {time.perf_counter() - began:.1f} s", file=sys.stderr, flush=True)
            for run in range(runs + 1):
                found["live, first" if run == 0 else "live, again"].append(refresh_open(book, as_of=AS_OF).seconds)
                by_file = folder / "by file.xlsx"
                if run == 0:
                    shutil.copy(path, by_file)
                found["file, first" if run == 0 else "file, again"].append(refresh(by_file, as_of=AS_OF).seconds)
                print(".", end="", file=sys.stderr, flush=True)
        finally:
            disconnect(app)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--contracts", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    if missing():
        sys.exit(f"{missing()} is needed")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write_book(str(path), asked.clients, asked.contracts, foreign_megabytes=0)
        found = measured(path, asked.runs, Path(folder))
    print(f"\n{asked.clients:,} clients / {asked.contracts:,} contracts\n{'':14}  total   read  compute  write")
    for kind, runs in found.items():
        medians = [statistics.median(run[part] for run in runs) for part in PARTS]
        total = statistics.median(sum(run[part] for part in PARTS) for run in runs)
        print(f"{kind:14} {total:6.2f} {medians[0]:6.2f} {medians[1]:8.2f} {medians[2]:6.2f}")


if __name__ == "__main__":
    main()
