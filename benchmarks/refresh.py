"""A refresh in place beside the same work through openpyxl, and beside the floor: one run, medians, ratios.

``python benchmarks/refresh.py 10000 50000 --runs 3``. Each measurement is a process of its own, so that peak memory
is its own; the three kinds take turns, so that a busy machine hits them alike. product.md section 10 has the targets.

ours      segmentbook refresh of the book, in place
openpyxl  load the book, compute with the same model, write the same result cells, save
floor     inflate and expat-parse the same input; deflate the parts that the refresh wrote
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

AS_OF = "2026-06-30"
INPUT_SHEETS = ("Clients", "Contracts", "Services")


def ours(path: Path) -> dict[str, float]:
    from datetime import date

    from segmentbook.workbook.file import refresh

    return refresh(path, as_of=date.fromisoformat(AS_OF)).seconds


def through_openpyxl(path: Path) -> dict[str, float]:
    from datetime import date, datetime

    import openpyxl
    import pandas as pd

    from segmentbook.checks import check
    from segmentbook.model.segmentation import segment
    from segmentbook.raw import RawBook, RawColumn, RawTable
    from segmentbook.report.results import result_sheets

    began = time.perf_counter()
    book = openpyxl.load_workbook(path)
    tables = {}
    for name in (sheet for sheet in INPUT_SHEETS if sheet in book.sheetnames):
        rows = list(book[name].iter_rows(values_only=True))
        columns = tuple(RawColumn.from_values(values) for values in zip(*rows[1:], strict=True))
        tables[name] = RawTable(name, name, 1, 1, tuple(str(head) for head in rows[0]), columns)
    raw = RawBook(tables, tuple(book.sheetnames))
    read = time.perf_counter()
    checked = check(raw, today=date.fromisoformat(AS_OF), as_of=date.fromisoformat(AS_OF))
    segmentation = segment(checked.inputs)
    computed = time.perf_counter()
    for spec in result_sheets(segmentation, (*checked.issues, *segmentation.issues), raw):
        sheet = book.create_sheet(spec.name)
        for (row, column), cell in spec.cells.items():
            sheet.cell(row, column, cell.value)
        for table in spec.tables:
            for j, column in enumerate(table.columns):
                sheet.cell(table.top, table.left + j, column.header)
            frame = table.data.astype(object).where(table.data.notna(), None)
            for i, values in enumerate(frame.itertuples(index=False, name=None), table.top + 1):
                for j, value in enumerate(values, table.left):
                    if value is not None and value != "":
                        plain = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
                        if isinstance(plain, datetime) or not isinstance(plain, str):
                            sheet.cell(i, j, plain)
                        else:
                            sheet.cell(i, j).value = str(plain)
    book.save(path)
    saved = time.perf_counter()
    return {"read": read - began, "compute": computed - read, "write": saved - computed}


def floor(path: Path, before: Path) -> dict[str, float]:
    """Inflate and parse what the refresh must read; deflate what it wrote (``path`` refreshed, ``before`` not)."""
    began = time.perf_counter()
    with zipfile.ZipFile(before) as package:
        old = {entry.filename: entry.CRC for entry in package.infolist()}
        workbook = package.read("xl/workbook.xml").decode()
        for number, name in enumerate(_sheet_names(workbook), 1):
            if name in INPUT_SHEETS:
                expat.ParserCreate().Parse(package.read(f"xl/worksheets/sheet{number}.xml"), True)
        expat.ParserCreate().Parse(package.read("xl/sharedStrings.xml"), True)
    read = time.perf_counter()
    with zipfile.ZipFile(path) as package:
        parts = [package.read(e) for e in package.infolist() if old.get(e.filename) != e.CRC]
    deflating = time.perf_counter()
    for part in parts:
        zlib.compress(part, 6)
    return {"read": read - began, "compute": 0.0, "write": time.perf_counter() - deflating}


def _sheet_names(workbook: str) -> list[str]:
    import re

    return re.findall(r'<sheet name="([^"]*)"', workbook)


def measure(kind: str, book: Path, folder: Path) -> dict[str, float]:
    """One measurement in a process of its own: seconds in all, its split, and peak MB."""
    target = folder / f"{kind}.xlsx"
    if kind != "floor":
        shutil.copyfile(book, target)
    command = [sys.executable, __file__, "--measure", kind, str(target), str(book)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _measured(kind: str, target: Path, book: Path) -> None:
    began = time.perf_counter()
    if kind == "floor":
        split = floor(target.with_name("ours.xlsx"), book)
        total = sum(split.values())
    else:
        split = (ours if kind == "ours" else through_openpyxl)(target)
        total = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(json.dumps({"total": total, "peak MB": peak, **split}))


def main() -> None:
    if "--measure" in sys.argv:
        kind, target, book = sys.argv[2:5]
        _measured(kind, Path(target), Path(book))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", type=int)
    parser.add_argument("contracts", type=int)
    parser.add_argument("--services", type=int, default=0, help="services in the catalogue, a column a service")
    parser.add_argument("--items", type=int, default=0, help="items of the stack, a column an item")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent))
    from books import write_book

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = folder / "book.xlsx"
        write_book(str(book), options.clients, options.contracts, services=options.services, items=options.items)
        runs: dict[str, list[dict[str, float]]] = {"ours": [], "floor": [], "openpyxl": []}
        for _ in range(options.runs):
            for kind, measured in runs.items():
                measured.append(measure(kind, book, folder))
    medians = {kind: {key: statistics.median(r[key] for r in rs) for key in rs[0]} for kind, rs in runs.items()}
    print(f"{options.clients:,} clients / {options.contracts:,} contracts; medians of {options.runs}")
    print("| | total s | read | compute | write | peak MB |\n| --- | --- | --- | --- | --- | --- |")
    for kind, m in medians.items():
        cells = " | ".join(f"{m[key]:.2f}" for key in ("total", "read", "compute", "write"))
        print(f"| {kind} | {cells} | {m['peak MB']:,.0f} |")
    fast, slow, least = (medians[kind] for kind in ("ours", "openpyxl", "floor"))
    print(f"openpyxl / ours: {slow['total'] / fast['total']:.1f} x in time", end=", ")
    print(f"{slow['peak MB'] / fast['peak MB']:.1f} x in memory; ours / floor: {fast['total'] / least['total']:.2f} x")


if __name__ == "__main__":
    main()
