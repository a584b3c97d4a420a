"""Every formula over the sample gives what a refresh writes, however the host hands the cells over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import udfs
from tests.udfs.books import AS_OF, HOSTS, Range, known, refreshed, result_range, sample, sample_book, told
from udfs._layout import template_headers

Host = Callable[[Range], Any]


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest) -> Host:
    return HOSTS[request.param]


@pytest.fixture
def given(host: Host) -> dict[str, Any]:
    return {name: host(rows) for name, rows in sample().items()}


def column(header: str) -> list[Any]:
    return known(sample_book().clients[header])


def test_the_template_lays_out_clients_in_this_order() -> None:
    assert list(template_headers()) == sample()["Clients"][0]


def test_segment_of_each_row_of_clients(given: dict[str, Any]) -> None:
    header, *rows = given["Clients"]
    policy = (5_000.0, 50.0, given["EffortMeasures"], given["Segments"])
    found = [udfs.SEGMENT(row, header, *policy, given["Contracts"], AS_OF, given["Rates"]) for row in rows]
    assert [told(code) for code in found] == column("Segment")
    assert {"HL", "HH", "LL", "LH", "Unplaced", ""} == set(found)


def test_segment_of_each_row_of_clients_with_everything_left_out(given: dict[str, Any]) -> None:
    _, *rows = given["Clients"]
    found = [udfs.SEGMENT([row], contracts=given["Contracts"], as_of=AS_OF, rates=given["Rates"]) for row in rows]
    assert [told(code) for code in found] == column("Segment")


def test_segment_of_each_row_of_segment_results(host: Host) -> None:
    header, *rows = host(result_range(sample_book()))
    assert [told(udfs.SEGMENT(row, [header])) for row in rows] == column("Segment")


def test_why_is_how_the_column_why_begins(given: dict[str, Any]) -> None:
    header, *rows = given["Clients"]
    more = (given["Contracts"], AS_OF, given["Rates"])
    for row, why in zip(rows, column("Why"), strict=True):
        found = udfs.SEGMENTWHY(row, header, None, None, given["EffortMeasures"], given["Segments"], *more)
        assert why.startswith(found)
        assert len(found) > 40


def test_values(given: dict[str, Any]) -> None:
    header, *rows = given["Clients"]
    more = (given["Contracts"], AS_OF, given["Rates"])
    found = [udfs.OVERALLVALUE(row, header, *more) for row in rows]
    assert found == pytest.approx(column("Overall Value"))
    per_seat = [told(udfs.VALUEPERSEAT(row, header, *more)) for row in rows]
    assert [value is None for value in per_seat] == [value is None for value in column("Value per Seat")]
    assert [v for v in per_seat if v] == pytest.approx([v for v in column("Value per Seat") if v])


def test_values_of_rows_of_segment_results(host: Host) -> None:
    header, *rows = host(result_range(sample_book()))
    assert [udfs.OVERALLVALUE(row, header) for row in rows] == pytest.approx(column("Overall Value"))


def test_contract_mrr_is_the_ledger(given: dict[str, Any]) -> None:
    names = column("Client")
    ledger = sample_book().ledger.groupby("Client")["Counted MRR"].sum()
    found = [udfs.CONTRACTMRR(name, given["Contracts"], AS_OF, given["Rates"]) for name in names]
    assert found == pytest.approx(column("Contract MRR"))
    assert found == pytest.approx([ledger[name] for name in names])
    assert sum(found) == pytest.approx(sample_book().mrr)


def test_tech_debt_is_the_column_where_the_client_has_assets(given: dict[str, Any]) -> None:
    owners = {row[0] for row in sample()["Assets"][1:]}
    for name, debt in zip(column("Client"), column("Tech Debt"), strict=True):
        found = udfs.TECHDEBT(name, given["Assets"], AS_OF)
        assert found == (pytest.approx(debt) if name in owners else udfs.ExcelError.NA)
        assert debt == 0.0 or name in owners


def test_scores(given: dict[str, Any]) -> None:
    header, *rows = given["Clients"]
    assert [told(udfs.EFFORTSCORE(row, header, given["EffortMeasures"])) for row in rows] == column("Effort Score")
    assert [told(udfs.HEALTHSCORE(row, header, given["HealthMeasures"])) for row in rows] == column("Health Score")
    assert [told(udfs.EFFORTSCORE([row])) for row in rows] == column("Effort Score")
    assert [told(udfs.HEALTHSCORE([row])) for row in rows] == column("Health Score")


def test_bands_of_the_scores_that_are_not_overridden(given: dict[str, Any]) -> None:
    compared = 0
    for score, band, source in zip(*map(column, ("Health Score", "Health Band", "Band Source")), strict=True):
        if source == "Score":
            assert udfs.HEALTHBAND(score, given["HealthBands"]) == udfs.HEALTHBAND(score) == band
            compared += 1
    assert compared > 25


def test_tiers_of_current_accounts_whose_tier_is_not_overridden(host: Host, given: dict[str, Any]) -> None:
    accounts = [
        (arr, tier, source)
        for arr, tier, source, status in zip(*map(column, ("ARR", "Tier", "Tier Source", "Status")), strict=True)
        if status == "Current"
    ]
    found = udfs.TIERS(host([[arr] for arr, _, _ in accounts]), given["Tiers"])
    assert len(found) == len(accounts) == 34
    for (tier,), (_, expected, source) in zip(found, accounts, strict=True):
        assert source == "Override" or tier == expected


def test_the_whole_table_at_once(given: dict[str, Any]) -> None:
    names = ("Contracts", "EffortMeasures", "HealthMeasures", "HealthBands", "Segments")
    table = udfs.SEGMENTTABLE(given["Clients"], *(given[name] for name in names), AS_OF, rates=given["Rates"])
    header, *rows = table
    assert len(rows) == 36
    for place, name in enumerate(header):
        found = [told(row[place]) for row in rows]
        if name == "Overall Value":
            assert found == pytest.approx(column(name))
        else:
            assert found == column(name), name


def test_costs_and_values_of_every_service_and_tier(host: Host, given: dict[str, Any]) -> None:
    services = sample_book().services
    assert services is not None
    header, *rows = given["Services"]
    catalogue = {row[header.index("Service")]: row for row in rows}
    compared = 0
    for line in services.table.to_dict("records"):
        row = catalogue[line["Service"]]
        cost, margin = (row[header.index(name)] for name in ("Cost per Time", "Margin"))
        ((times,),) = host([[line["Times per Year"]]])
        assert udfs.SERVICECOST(cost, times) == pytest.approx(line["Cost per Account"])
        assert udfs.SERVICEVALUE(cost, times, margin) == pytest.approx(line["Value per Account"])
        for method in ("Margin", "Markup", "Multiplier"):
            assert udfs.SERVICEVALUE(cost, times, margin, method) == pytest.approx(line[f"Value by {method}"])
        compared += 1
    assert compared == 3 * len(rows)


def test_a_blank_margin_adds_nothing_in_a_cell_and_in_the_book() -> None:
    tables = sample()
    header, *rows = tables["Services"]
    place = header.index("Margin")
    blank = [header, *([*row[:place], None, *row[place + 1 :]] for row in rows)]
    services = refreshed(dict(tables) | {"Services": blank}).services
    assert services is not None
    for line in services.table.to_dict("records"):
        assert udfs.SERVICEVALUE(line["Cost per Account"], 1.0, None) == line["Value per Account"]


def test_tiers_by_minimum_arr(host: Host, given: dict[str, Any]) -> None:
    tables = sample()
    settings = [[name, "ARR" if name == "Tier By" else value, note] for name, value, note in tables["Settings"]]
    clients = refreshed(dict(tables) | {"Settings": settings}).clients
    current = clients[(clients["Status"] == "Current") & (clients["Tier Source"] == "Rule")]
    assert len(current) == 33
    for arr, tier in zip(current["ARR"].tolist(), current["Tier"].tolist(), strict=True):
        assert udfs.TIER(host([[arr]])[0][0], given["Tiers"]) == tier
