"""What five years of history cost: file growth and refresh time with 60 monthly snapshots, beside none, in one run.

    python benchmarks/history.py [--clients 1000] [--contracts 5000] [--months 60] [--runs 3]

Every month-end is a refresh of its own, as a user would have made it, with a few scores and prices edited in between.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import time
from calendar import monthrange
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.books import write_book
from segmentbook.workbook.book import Book
from segmentbook.workbook.editing import edit_table
from segmentbook.workbook.file import refresh
from segmentbook.workbook.package import Package
from segmentbook.workbook.reading import read_book
from segmentbook.workbook.styles import Styles

LAST = 2026 * 12 + 5  # June 2026
EDITED = 0.02
"""Share of the clients whose CSAT is typed anew each month."""


def month_end(number: int) -> date:
    year, month = divmod(number, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def edit(path: Path, chance: random.Random) -> None:
    """A few clients get another CSAT."""
    with Package.open(path) as package:
        book = Book(package)
        raw = read_book(book).tables["Clients"]
        rows = sorted(chance.sample(range(len(raw)), max(1, int(len(raw) * EDITED))))
        scores = [float(chance.randint(55, 100)) for _ in rows]
        edit_table(book, Styles(book), raw, rows=rows, update={"CSAT": scores})
        package.save(path)


def seconds(path: Path, as_of: date, runs: int) -> tuple[float, float, list[float]]:
    """Medians of clock and processor seconds of a refresh in place, and of its read, compute and write."""
    clock, processor, parts = [], [], []
    for _ in range(runs):
        began, used = time.perf_counter(), time.process_time()
        done = refresh(path, as_of=as_of)
        clock.append(time.perf_counter() - began)
        processor.append(time.process_time() - used)
        parts.append([done.seconds[part] for part in ("read", "compute", "write")])
    each = [statistics.median(one) for one in zip(*parts, strict=True)]
    return statistics.median(clock), statistics.median(processor), each


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1_000)
    parser.add_argument("--contracts", type=int, default=5_000)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    chance = random.Random(20260630)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path, young = Path(folder) / "book.xlsx", Path(folder) / "young.xlsx"
        write_book(str(path), asked.clients, asked.contracts, foreign_megabytes=0)
        shutil.copy(path, young)
        refresh(young, as_of=month_end(LAST))
        rows.append(("1 snapshot", young.stat().st_size, *seconds(young, month_end(LAST), asked.runs)))
        for number in range(LAST - asked.months + 1, LAST + 1):
            edit(path, chance)
            refresh(path, as_of=month_end(number))
            print(".", end="", file=sys.stderr, flush=True)
        label = f"{asked.months} snapshots"
        rows.append((label, path.stat().st_size, *seconds(path, month_end(LAST), asked.runs)))
    print(f"\n{asked.clients:,} clients / {asked.contracts:,} contracts")
    print(f"{'':14}     kB  clock s  CPU s    read compute   write")
    for label, size, clock, processor, parts in rows:
        shown = "".join(f"{one:8.2f}" for one in parts)
        print(f"{label:14} {size / 1_000:6,.0f} {clock:8.2f} {processor:6.2f}{shown}")


if __name__ == "__main__":
    main()
