"""Reading Clients and Contracts: ours, python-calamine and openpyxl; one run, medians, ratios.

``python benchmarks/read.py 100000 500000 --runs 3``. Each measurement is a process of its own, so that peak memory is
its own; the kinds take turns, so that a busy machine hits them alike. Processor seconds are given beside the clock's,
because ours inflates in a second thread and a shared machine stretches the clock.

ours      read_book: every input table, each cell as typed, in columns
parser    the same with the fast scanner off: what unusual XML costs
calamine  python-calamine, rows of Python objects (it loses error cells)
openpyxl  read-only mode, values only
floor     unzip and expat-parse the same parts in C, without a Python object a cell
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from xml.parsers import expat

SHEETS = ("Clients", "Contracts")
SHARED = "shared strings"
INLINE = "texts in the cells"


def write(path: Path, clients: int, contracts: int, texts: str) -> None:
    """The sample book, with its texts where Excel writes them or where XlsxWriter's streaming mode does."""
    sys.path.insert(0, str(Path(__file__).parent))
    import books
    import xlsxwriter

    real = xlsxwriter.Workbook
    if texts == SHARED:
        books.xlsxwriter.Workbook = lambda name, options: real(name, options | {"constant_memory": False})
    try:
        books.write_book(str(path), clients, contracts, 0)
    finally:
        books.xlsxwriter.Workbook = real


def ours(path: Path) -> int:
    from segmentbook.workbook.book import Book
    from segmentbook.workbook.package import Package
    from segmentbook.workbook.reading import read_book

    with Package.open(path, read_only=True) as package:
        raw = read_book(Book(package))
    return sum(len(raw.tables[name]) for name in SHEETS)


def parser(path: Path) -> int:
    from segmentbook.workbook import cells

    cells.scan_rows = lambda _piece, _texts: None
    return ours(path)


def calamine(path: Path) -> int:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    return sum(len(book.get_sheet_by_name(name).to_python()) - 1 for name in SHEETS)


def openpyxl(path: Path) -> int:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = [list(book[name].iter_rows(values_only=True)) for name in SHEETS]
    book.close()
    return sum(len(sheet) - 1 for sheet in rows)


def floor(path: Path) -> int:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if "worksheets/sheet" in name or "sharedStrings" in name:
                with package.open(name) as part:
                    expat.ParserCreate().ParseFile(part)
    return 0


KINDS = {"ours": ours, "calamine": calamine, "floor": floor, "parser": parser, "openpyxl": openpyxl}


def measured(kind: str, path: Path) -> None:
    """Print seconds of clock and processor, and peak MB."""
    clock, processor = time.perf_counter(), time.process_time()
    rows = KINDS[kind](path)
    seconds = {"seconds": time.perf_counter() - clock, "processor": time.process_time() - processor}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(json.dumps({**seconds, "peak MB": peak, "rows": rows}))


def main() -> None:
    if "--measure" in sys.argv:
        measured(sys.argv[2], Path(sys.argv[3]))
        return
    if "--write" in sys.argv:
        write(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
        return
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("clients", type=int)
    options.add_argument("contracts", type=int)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    chosen = options.parse_args()
    for texts in (SHARED, INLINE):
        with tempfile.TemporaryDirectory() as folder:
            book = Path(folder) / "book.xlsx"
            sizes = str(chosen.clients), str(chosen.contracts)
            # Not here: on Linux a child's peak begins at its parent's.
            subprocess.run([sys.executable, __file__, "--write", str(book), *sizes, texts], check=True)
            runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in chosen.kinds}
            for _ in range(chosen.runs):
                for kind, found in runs.items():
                    command = [sys.executable, __file__, "--measure", kind, str(book)]
                    done = subprocess.run(command, check=True, capture_output=True, text=True)
                    found.append(json.loads(done.stdout))
        print(f"\n{chosen.clients:,} clients, {chosen.contracts:,} contracts, {texts}; medians of {chosen.runs}")
        print("| | seconds | processor | peak MB | times ours |\n| --- | --- | --- | --- | --- |")
        base = statistics.median(run["seconds"] for run in runs["ours"]) if "ours" in runs else 0.0
        for kind, found in runs.items():
            seconds, processor, peak = (
                statistics.median(run[key] for run in found) for key in ("seconds", "processor", "peak MB")
            )
            ratio = f"{seconds / base:.1f}" if base else ""
            print(f"| {kind} | {seconds:.1f} | {processor:.1f} | {peak:.0f} | {ratio} |")


if __name__ == "__main__":
    main()
