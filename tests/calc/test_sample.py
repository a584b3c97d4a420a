"""Every formula in the cells of an .xlsx: what Calc computes is what Python and the refresh say."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.calc.books import Book, Call, answered, with_calls
from tests.calc.calc import PLAIN_NAMES_FROM, Calc, Sheet
from udfs import FORMULAS

AS_OF = datetime(2026, 6, 30)
DATE = "DATE(2026,6,30)"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book(tmp_path_factory.mktemp("sample") / "sample.xlsx")


def opened_and_repaired(calc: Calc, sheet: Sheet) -> Sheet:
    """Older versions need the menu entry's help; newer ones need it for ``Table[#All]`` only."""
    repaired = sheet.do("repair")
    if calc.version < PLAIN_NAMES_FROM:
        assert repaired > 0
    sheet.calculate()
    return sheet


def every_formula(book: Book) -> list[Call]:
    """A call of each formula, with the tables given as ranges and by their names."""
    table = book.table
    clients, results = table("Clients"), table("SegmentResults")
    head, third = book.area("Clients", 0), book.area("Clients", 3)
    client = clients[3][0]
    measures = "EffortMeasures[#All]"
    where = f"{third},Clients[#Headers],ValueCut,EffortCut,{measures},Segments[#All],Contracts[#All],{DATE},Rates[#All]"
    given = (clients[3], clients[0], 5000.0, 50.0, table("EffortMeasures"), table("Segments"), table("Contracts"))
    money = (table("Contracts"), AS_OF, table("Rates"))
    return [
        Call(f"SEGMENT({where})", answered("SEGMENT", *given, AS_OF, table("Rates"))),
        Call(f"SEGMENTWHY({where})", answered("SEGMENTWHY", *given, AS_OF, table("Rates"))),
        Call(
            f"SEGMENTWHY({book.area('SegmentResults', 5)},{book.area('SegmentResults', 0)},20000,30)",
            answered("SEGMENTWHY", results[5], results[0], 20000.0, 30.0),
        ),
        Call(
            f"OVERALLVALUE({third},{head},Contracts[#All],{DATE},Rates[#All])",
            answered("OVERALLVALUE", clients[3], clients[0], *money),
        ),
        Call(
            f"VALUEPERSEAT({third},{head},{book.area('Contracts')},{DATE},{book.area('Rates')})",
            answered("VALUEPERSEAT", clients[3], clients[0], *money),
        ),
        Call(f'CONTRACTMRR("{client}",Contracts[#All],{DATE},Rates[#All])', answered("CONTRACTMRR", client, *money)),
        Call(f'TECHDEBT("{client}",Assets[#All],{DATE},6)', answered("TECHDEBT", client, table("Assets"), AS_OF, 6.0)),
        Call(
            f"EFFORTSCORE({third},{head},{book.area('EffortMeasures')})",
            answered("EFFORTSCORE", clients[3], clients[0], table("EffortMeasures")),
        ),
        Call(
            f"HEALTHSCORE({third},{head},HealthMeasures[#All])",
            answered("HEALTHSCORE", clients[3], clients[0], table("HealthMeasures")),
        ),
        Call("HEALTHBAND(74.9,HealthBands[#All])", answered("HEALTHBAND", 74.9, table("HealthBands"))),
        Call("HEALTHBAND(75)", answered("HEALTHBAND", 75.0)),
        Call("TIER(90000,Tiers[#All])", answered("TIER", 90000.0, table("Tiers"))),
        Call(
            f"TIERS({book.column_area('SegmentResults', 'ARR')},Tiers[#All])",
            answered("TIERS", [[arr] for arr in book.column("SegmentResults", "ARR")], table("Tiers")),
            len(results) - 1,
        ),
        Call(
            f"SEGMENTTABLE(Clients[#All],Contracts[#All],{measures},HealthMeasures[#All],HealthBands[#All],"
            f"Segments[#All],{DATE},ValueCut,EffortCut,Rates[#All])",
            answered(
                "SEGMENTTABLE",
                clients,
                table("Contracts"),
                table("EffortMeasures"),
                table("HealthMeasures"),
                table("HealthBands"),
                table("Segments"),
                AS_OF,
                5000.0,
                50.0,
                table("Rates"),
            ),
            len(clients),
            6,
        ),
        Call("SERVICECOST(640,4)", answered("SERVICECOST", 640.0, 4.0)),
        Call('SERVICEVALUE(640,4,0.35,"Markup")', answered("SERVICEVALUE", 640.0, 4.0, 0.35, "Markup")),
        Call(
            "SUM(SERVICECOST(640,4),SERVICEVALUE(640,4,0.35))",
            answered("SERVICECOST", 640.0, 4.0) + answered("SERVICEVALUE", 640.0, 4.0, 0.35),
        ),
    ]


def test_every_formula_gives_in_calc_what_it_gives_in_python(calc: Calc, book: Book, tmp_path: Path) -> None:
    calls = every_formula(book)
    assert {call.name for call in calls} - {"SUM"} == set(FORMULAS)
    places = with_calls(book.path, tmp_path / "calls.xlsx", calls)
    with calc.opened(tmp_path / "calls.xlsx") as first:
        sheet = opened_and_repaired(calc, first)["Calls"]
        got = {call.formula: sheet.cells(area) for area, call in places.items()}
    expected: dict[str, Any] = {
        call.formula: call.expected if isinstance(call.expected, list) else [[call.expected]] for call in calls
    }
    assert got == expected


def test_each_row_is_in_the_segment_that_the_refresh_put_it_in(calc: Calc, book: Book, tmp_path: Path) -> None:
    by_id = dict(zip(book.column("SegmentResults", "Client ID"), book.column("SegmentResults", "Segment"), strict=True))
    of_results = [
        Call(
            f"SEGMENT({book.area('SegmentResults', row)},{book.area('SegmentResults', 0)},ValueCut,EffortCut)",
            segment or "",
        )
        for row, segment in zip(book.rows("SegmentResults"), book.column("SegmentResults", "Segment"), strict=True)
    ]
    rest = (
        f"{book.area('Clients', 0)},ValueCut,EffortCut,{book.area('EffortMeasures')},{book.area('Segments')},"
        f"{book.area('Contracts')},{DATE},{book.area('Rates')}"
    )
    of_clients = [
        Call(f"SEGMENT({book.area('Clients', row)},{rest})", by_id[key] or "")
        for row, key in zip(book.rows("Clients"), book.column("Clients", "Client ID"), strict=True)
    ]
    places = with_calls(book.path, tmp_path / "segments.xlsx", of_results + of_clients)
    with calc.opened(tmp_path / "segments.xlsx") as first:
        sheet = opened_and_repaired(calc, first)["Calls"]
        got = [row[0] for row in sheet.cells(f"A1:A{len(places)}")]
    assert got == [call.expected for call in places.values()]
    assert len(set(got)) > 4  # each segment, and clients without one


def test_the_money_of_each_client_is_that_of_the_ledger(calc: Calc, book: Book, tmp_path: Path) -> None:
    names = [str(name) for name in book.column("SegmentResults", "Client")]
    rest = f"{book.area('Contracts')},{DATE},{book.area('Rates')}"
    calls = [
        Call(f'CONTRACTMRR("{key}",{rest})', value)
        for key, value in zip(names, book.column("SegmentResults", "Contract MRR"), strict=True)
    ]
    calls += [
        Call(f'TECHDEBT("{key}",{book.area("Assets")},{DATE})', value)
        for key, value in zip(names, book.column("SegmentResults", "Tech Debt"), strict=True)
        if key in book.column("Assets", "Client")
    ]
    places = with_calls(book.path, tmp_path / "money.xlsx", calls)
    with calc.opened(tmp_path / "money.xlsx") as first:
        sheet = opened_and_repaired(calc, first)["Calls"]
        got = [row[0] for row in sheet.cells(f"A1:A{len(places)}")]
    assert got == pytest.approx([call.expected for call in calls], abs=1e-9)
    counted = [
        mrr
        for mrr, reason in zip(book.column("MrrLedger", "MRR"), book.column("MrrLedger", "Reason"), strict=True)
        if str(reason).startswith("counted")
    ]
    assert sum(got[: len(names)]) == pytest.approx(sum(counted), abs=0.005)


def test_the_spilled_table_has_the_refreshs_columns(calc: Calc, book: Book, tmp_path: Path) -> None:
    names = ("Contracts", "EffortMeasures", "HealthMeasures", "HealthBands", "Segments")
    tables = ",".join(book.area(name) for name in names)
    call = Call(
        f"SEGMENTTABLE({book.area('Clients')},{tables},{DATE},ValueCut,EffortCut,{book.area('Rates')})",
        None,
        len(book.table("Clients")),
        6,
    )
    places = with_calls(book.path, tmp_path / "table.xlsx", [call])
    with calc.opened(tmp_path / "table.xlsx") as first:
        header, *rows = opened_and_repaired(calc, first)["Calls"].cells(next(iter(places)))
    by_name = {row[0]: row for row in rows}
    for place, name in enumerate(header):
        refreshed = dict(
            zip(book.column("SegmentResults", "Client"), book.column("SegmentResults", str(name)), strict=True)
        )
        for client, value in refreshed.items():
            if value is not None:
                assert by_name[client][place] == pytest.approx(value), (client, name)
