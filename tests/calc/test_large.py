"""Ten thousand clients: an .xlsx is refreshed, and its formulas give in Calc what the refresh wrote."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from segmentbook.workbook.file import refresh
from tests.calc.calc import Calc, Sheet, letters

CLIENTS = 10_000
AS_OF = date(2026, 6, 30)
HEADERS = ("Client", "Client ID", "Employees", "Segment Value", "Churned On", "Tickets per Seat", "Sites", "CSAT")
LINES = ("Client", "Contract ID", "Amount", "Billing Period", "Start", "End")
EFFORT = (("Measure", "Weight", "Scores 0 at", "Scores 100 at"), ("Tickets per Seat", 3, 0, 2), ("Sites", 2, 1, 10))
HEALTH = (("Measure", "Weight", "Scores 0 at", "Scores 100 at"), ("CSAT", 1, 60, 100))
SPILLED = ("Client", "Overall Value", "Effort Score", "Health Score", "Health Band", "Segment")
ASKED = 40
"""Clients whose money is asked for one by one: each reads all contract lines."""


def written(path: Path) -> None:
    """Clients, two contract lines each, scorecards, and a sheet of formulas over them and over the results to come."""
    chance = random.Random(3)  # noqa: S311 - a made book, not a secret
    workbook = xlsxwriter.Workbook(path)
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})

    def put(name: str, rows: list[tuple[Any, ...]]) -> None:
        sheet = workbook.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(number, place, value, day)
                elif value is not None:
                    sheet.write(number, place, value)

    def maybe(value: Any, share: float = 0.9) -> Any:
        return value if chance.random() < share else None

    clients = [
        (
            f"Client {n}",
            f"C-{n:05}",
            maybe(chance.randint(1, 500)),
            maybe(round(chance.uniform(0, 10_000), 2), 0.3),
            maybe(datetime(2026, 1, 1) + timedelta(chance.randint(0, 300)), 0.05),
            maybe(round(chance.uniform(0, 2.5), 2)),
            maybe(chance.randint(1, 12)),
            maybe(chance.randint(50, 100)),
        )
        for n in range(CLIENTS)
    ]
    lines = [
        (
            f"C-{n % CLIENTS:05}",
            f"K-{n}",
            round(chance.uniform(100, 60_000), 2),
            chance.choice(["Monthly", "Annual", "Quarterly"]),
            datetime(2025, 1, 1) + timedelta(chance.randint(0, 700)),
            maybe(datetime(2026, 1, 1) + timedelta(chance.randint(0, 700)), 0.5),
        )
        for n in range(2 * CLIENTS)
    ]
    put("Clients", [HEADERS, *clients])
    put("Contracts", [LINES, *lines])
    put("EffortMeasures", list(EFFORT))
    put("HealthMeasures", list(HEALTH))
    calls = workbook.add_worksheet("Calls")
    for n in range(CLIENTS):
        row = f"SegmentResults!A{n + 5}:AQ{n + 5},SegmentResults!$A$4:$AQ$4"
        calls.write_formula(n, 0, f"=SEGMENT({row},ValueCut,EffortCut)")
        calls.write_formula(n, 1, f"=EFFORTSCORE(Clients!A{n + 2}:H{n + 2},Clients!$A$1:$H$1,EffortMeasures!$A$1:$D$3)")
    workbook.close()


@pytest.fixture(scope="module")
def sheet(calc: Calc, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    path = tmp_path_factory.mktemp("large") / "large.xlsx"
    written(path)
    refresh(path, as_of=AS_OF)
    with calc.opened(path) as first:
        first.do("repair")
        first.calculate()
        yield first


@pytest.fixture(scope="module")
def results(sheet: Sheet) -> dict[str, list[Any]]:
    """SegmentResults by header."""
    header, *rows = sheet["SegmentResults"].cells(f"A4:AQ{CLIENTS + 4}")
    return {name: [row[place] for row in rows] for place, name in enumerate(header)}


def test_each_row_of_the_results_is_in_its_segment(sheet: Sheet, results: dict[str, list[Any]]) -> None:
    got = [row[0] for row in sheet["Calls"].cells(f"A1:A{CLIENTS}")]
    assert got == results["Segment"]
    assert set(got) == {"HL", "HH", "LL", "LH", "Unplaced", ""}


def test_each_clients_effort_is_that_of_the_refresh(sheet: Sheet, results: dict[str, list[Any]]) -> None:
    got = [row[0] for row in sheet["Calls"].cells(f"B1:B{CLIENTS}")]
    names = [row[0] for row in sheet["Clients"].cells(f"A2:A{CLIENTS + 1}")]
    scores = dict(zip(results["Client"], results["Effort Score"], strict=True))
    assert got == [scores[name] if scores[name] != "" else "#N/A" for name in names]


def test_the_table_over_clients_and_contracts_is_that_of_the_refresh(
    sheet: Sheet, results: dict[str, list[Any]]
) -> None:
    clients = f"$Clients.A1:H{CLIENTS + 1}"
    lines = f"$Contracts.A1:F{2 * CLIENTS + 1}"
    policy = "$EffortMeasures.A1:D3;$HealthMeasures.A1:D2;;"
    formula = f"=SEGMENTTABLE({clients};{lines};{policy};DATE(2026;6;30);ValueCut;EffortCut)"
    header, *rows = sheet["Calls"].answers(formula, CLIENTS + 1, 6, at="F1")
    assert tuple(header) == SPILLED
    got = {row[0]: row for row in rows}
    current = {n for n, s in zip(results["Client"], results["Status"], strict=True) if s == "Current"}
    for place, name in enumerate(SPILLED):
        for client, value in zip(results["Client"], results[name], strict=True):
            cell = got[client][place]
            if cell == "#N/A":  # what cannot be computed; the refresh leaves the cell blank
                assert value == "", (client, name)
            elif isinstance(value, float):
                assert cell == pytest.approx(value, abs=1e-6), (client, name)
            elif client in current:
                assert cell == value, (client, name)


def test_the_money_of_a_client_is_that_of_the_ledger(sheet: Sheet, results: dict[str, list[Any]]) -> None:
    ids, money = results["Client ID"][:ASKED], results["Contract MRR"][:ASKED]
    lines = f"$Contracts.$A$1:$F${2 * CLIENTS + 1}"
    sheet["Calls"].enter("N1", [[f'=CONTRACTMRR("{key}";{lines};DATE(2026;6;30))'] for key in ids])
    got = [row[0] for row in sheet["Calls"].cells(f"N1:N{ASKED}")]
    assert got == pytest.approx(money, abs=1e-6)


def test_the_results_end_where_the_formulas_look(results: dict[str, list[Any]]) -> None:
    assert letters(len(results) - 1) == "AQ"
