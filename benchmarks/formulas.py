"""Formulas in plain Python, without a spreadsheet: microseconds a call, medians of several runs in one process.

    python benchmarks/formulas.py [--rows 100000]

Processor time, so that a busy machine does not count; only the cold import is by the clock. The last column is the
ratio to the cheapest SEGMENT call. What a host adds (COM, UNO) is measured in Calc elsewhere.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import udfs
from segmentbook.report.sample import AS_OF, sample_frames

RUNS = 7
CALLS = 2_000


def ranges() -> dict[str, list[list[object]]]:
    """The sample's tables as a host hands them over."""
    return {
        name: [list(frame.columns), *[[cell(value) for value in row] for row in frame.to_numpy().tolist()]]
        for name, frame in sample_frames().items()
    }


def cell(value: object) -> object:
    if isinstance(value, str) or value is None:
        return value
    return datetime(value.year, value.month, value.day) if hasattr(value, "year") else float(value)  # type: ignore[arg-type]


def median_us(call: Callable[[], object], calls: int = CALLS) -> float:
    """Microseconds a call: the median of several runs."""
    call()
    runs = []
    for _ in range(RUNS):
        start = time.process_time()
        for _ in range(calls):
            call()
        runs.append((time.process_time() - start) / calls * 1e6)
    return statistics.median(runs)


def big_clients(sample: list[list[object]], rows: int) -> list[list[object]]:
    """The sample's clients again and again, each with a name and an ID of its own."""
    header, *body = sample
    name, own = header.index("Client"), header.index("Client ID")
    made = [list(body[i % len(body)]) for i in range(rows)]
    for i, row in enumerate(made):
        row[name], row[own] = f"{row[name]} {i}", f"C-{i:06}"
    return [header, *made]


def big_contracts(sample: list[list[object]], clients: list[list[object]], lines: int) -> list[list[object]]:
    header, *body = sample
    client, own, replaces = (header.index(h) for h in ("Client", "Contract ID", "Supersedes"))
    random.seed(7)
    made = [list(random.choice(body)) for _ in range(lines)]
    for i, row in enumerate(made):
        row[client] = clients[1 + i % (len(clients) - 1)][clients[0].index("Client ID")]
        row[own], row[replaces] = f"K-{i:06}", None
    return [header, *made]


def cold_import() -> float:
    """Seconds of ``import udfs`` in a fresh interpreter, beyond starting one."""

    def seconds(code: str) -> float:
        runs = []
        for _ in range(RUNS):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])
            runs.append(time.perf_counter() - start)
        return statistics.median(runs)

    return seconds("import udfs") - seconds("pass")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=100_000)
    rows = arguments.parse_args().rows
    given = ranges()
    header, first = given["Clients"][0], given["Clients"][1]
    card, segments, contracts, rates = (given[n] for n in ("EffortMeasures", "Segments", "Contracts", "Rates"))
    worth = [*header, "Overall Value"], [*first, 12_400.0]
    fixed = tuple(map(tuple, contracts)), tuple(map(tuple, rates))
    one = {
        "SEGMENT, two cells": lambda: udfs.SEGMENT([[12_400.0, 61.5]]),
        "SEGMENT, two cells, cuts given": lambda: udfs.SEGMENT([[12_400.0, 61.5]], None, 5_000.0, 50.0),
        "SEGMENT, row and headers": lambda: udfs.SEGMENT([worth[1]], [worth[0]]),
        "SEGMENT, row, headers, measures, segments": lambda: udfs.SEGMENT(
            [worth[1]], [worth[0]], 5_000.0, 50.0, card, segments
        ),
        "SEGMENT, the same and 91 contract lines, rates": lambda: udfs.SEGMENT(
            [first], [header], 5_000.0, 50.0, card, segments, contracts, AS_OF, rates
        ),
        "SEGMENT, the same, tuples kept by the host": lambda: udfs.SEGMENT(
            [first], [header], 5_000.0, 50.0, card, segments, fixed[0], AS_OF, fixed[1]
        ),
        "EFFORTSCORE, row and headers": lambda: udfs.EFFORTSCORE([first], [header]),
        "HEALTHBAND": lambda: udfs.HEALTHBAND(74.95),
        "TIER": lambda: udfs.TIER(54_000.0),
        "CONTRACTMRR, 91 lines": lambda: udfs.CONTRACTMRR(first[0], contracts, AS_OF, rates),
    }
    measured = {name: median_us(call) for name, call in one.items()}
    cheapest = measured["SEGMENT, two cells"]
    for name, microseconds in measured.items():
        print(f"{name:<50} {microseconds:10.1f} us {microseconds / cheapest:8.1f} x")
    clients = big_clients(given["Clients"], rows)
    typed = [[*clients[0], "Overall Value"], *([*row, 5_000.0 + i % 900] for i, row in enumerate(clients[1:]))]
    # tuples of tuples, as both hosts hand them over
    lines = tuple(map(tuple, big_contracts(contracts, clients, 5 * rows)))
    clients, typed = tuple(map(tuple, clients)), tuple(map(tuple, typed))
    fifty = lines[:50_001]
    many = {
        f"SEGMENTTABLE, {rows:,} clients": lambda: udfs.SEGMENTTABLE(typed, as_of=AS_OF),
        f"SEGMENTTABLE, and {len(lines) - 1:,} lines, sent anew": lambda: udfs.SEGMENTTABLE(
            clients, tuple(map(tuple, map(list, lines))), as_of=AS_OF, rates=rates
        ),
        f"SEGMENTTABLE, and {len(lines) - 1:,} lines, kept": lambda: udfs.SEGMENTTABLE(
            clients, lines, as_of=AS_OF, rates=rates
        ),
        f"CONTRACTMRR, {len(fifty) - 1:,} lines, known": lambda: udfs.CONTRACTMRR("C-000007", fifty, AS_OF, rates),
        f"TIERS, {rows:,} accounts": lambda: udfs.TIERS([[12.0 * float(i % 9_000)] for i in range(rows)]),
    }
    start = time.process_time()
    udfs.CONTRACTMRR("C-000007", fifty, AS_OF, rates)
    print(f"{f'CONTRACTMRR, {len(fifty) - 1:,} lines, first time':<50} {time.process_time() - start:10.2f} s")
    for name, call in many.items():
        print(f"{name:<50} {median_us(call, 1) / 1e6:10.2f} s")
    print(f"{'import udfs, cold':<50} {cold_import():10.2f} s")


if __name__ == "__main__":
    main()
