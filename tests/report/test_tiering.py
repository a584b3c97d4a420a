"""The Tiering sheet: its figures tie to the result tables, and it stands with any number of tiers and services."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from segmentbook.model.proposals import Proposals, proposals
from segmentbook.model.segmentation import Segmentation
from segmentbook.report import look
from segmentbook.report.money import money_scale, short_money, stepped_money
from segmentbook.report.places import Names
from segmentbook.report.results import result_sheets
from segmentbook.report.spec import CategoryChart, Cell, SheetSpec, XYChart, plotted
from segmentbook.report.tiering import RIGHT, tiering
from segmentbook.report.tiering_tables import NOT_QUALIFIED
from tests.report import serviced
from tests.tools import Office, Validator
from tests.workbook.rendered import made, parts, refreshed


@cache
def found(name: str) -> Segmentation:
    return serviced.book(**serviced.NAMED[name])


@cache
def sheet(name: str) -> SheetSpec:
    return tiering(found(name), proposals(found(name)), serviced.raw(), Names(), "Segmentbook 0.1.0 & Co")


@cache
def every(name: str) -> tuple[SheetSpec, ...]:
    return result_sheets(found(name), (), serviced.raw(), proposed=proposals(found(name)))


def texts(spec: SheetSpec) -> list[str]:
    return [cell.value for cell in spec.cells.values() if isinstance(cell.value, str) and cell.value]


def said(spec: SheetSpec, words: str) -> list[str]:
    return [text for text in texts(spec) if words in text]


def at(spec: SheetSpec, words: str) -> tuple[int, int]:
    """The first cell that says so."""
    return next(place for place, cell in sorted(spec.cells.items()) if cell.value == words)


def row_of(spec: SheetSpec, words: str, below: int = 0) -> list[Cell]:
    """Cells with a value in the row that begins so."""
    row = next(r for (r, c), cell in sorted(spec.cells.items()) if cell.value == words and r > below)
    return [cell for (r, _), cell in sorted(spec.cells.items()) if r == row and cell.value not in (None, "")]


# -- figures ---------------------------------------------------------------------------------------------------------


def test_the_tiers_are_those_of_the_summary() -> None:
    spec, tiers = sheet("sample"), found("sample").tiers
    for place, tier in enumerate(tiers["Tier"]):
        name, accounts, share, arr, arr_share, cost, of_arr, value, margin, heads = row_of(spec, tier, 8)[:10]
        row = tiers.iloc[place]
        assert name.value == tier
        assert [accounts.value, arr.value, cost.value, value.value, margin.value, heads.value] == [
            row[header] for header in ("Accounts", "ARR", "Cost to Serve", "Service Value", "Margin", "Heads")
        ]
        assert share.value == pytest.approx(row["Share of Accounts"])
        assert arr_share.value == pytest.approx(row["Share of ARR"])
        assert of_arr.value == pytest.approx(row["Cost Share of ARR"])
        assert all(cell.formula for cell in (accounts, share, arr, arr_share, cost, of_arr, value, margin, heads))
        assert arr.link == "'TierSummary'!A4"


def test_totals_tie_in_every_direction() -> None:
    spec, book = sheet("sample"), found("sample").services
    assert book is not None
    total = [cell.value for cell in row_of(spec, "Total")[1:]]
    assert total[:3] == [book.book.accounts, pytest.approx(book.book.arr), pytest.approx(book.book.cost)]
    services = [cell.value for cell in row_of(spec, "Cost of one account")]
    assert services[-3] == pytest.approx(book.book.cost)
    assert services[-2] == pytest.approx(book.book.value)
    assert services[-1] == pytest.approx(book.book.value - book.book.cost)
    per_account = services[1:-3]
    assert math.fsum(a * b.accounts for a, b in zip(per_account, book.tiers, strict=True)) == pytest.approx(
        book.book.cost
    )
    tiles = {spec.cells[5, column].value: spec.cells[6, column].value for column in range(2, RIGHT) if (5, column) in
             spec.cells and spec.cells[5, column].value}  # fmt: skip
    assert tiles["Cost to serve (USD)"] == pytest.approx(book.book.cost)
    assert tiles["Heads"] == pytest.approx(book.book.heads)


def test_each_service_says_how_often_each_tier_gets_it() -> None:
    spec, book = sheet("sample"), found("sample")
    shades = look.tier_fills(3)
    for service in book.inputs.services:
        cells = row_of(spec, service.name)
        times = [cell for cell in cells if cell.style.number_format == "General;-General;"]
        assert [cell.value for cell in times] == [service.times[tier.name] for tier in book.inputs.tiers]
        fills = [cell.style.fill for cell in times]
        assert fills == [shade if t.value else "" for t, (shade, _) in zip(times, shades, strict=True)]
        assert any(cell.value == "auto" for cell in cells) == service.automated
        assert cells[-1].value == pytest.approx(cells[-2].value - cells[-3].value)


def test_what_is_beyond_an_accounts_means_is_marked() -> None:
    book = serviced.book(times=0.01, margin_method="Multiplier")
    dear = serviced.book(times=0.004)
    for one in (book, dear):
        spec = tiering(one, serviced.none_proposed(), serviced.raw(), Names())
        served = one.services
        assert served is not None
        beyond = sum(
            qualifies is False and times > 0
            for qualifies, times in zip(served.table["Qualifies"], served.table["Times per Year"], strict=True)
        )
        marked = [cell for cell in spec.cells.values() if cell.style.fill == NOT_QUALIFIED and cell.formula]
        assert len(marked) == beyond
        assert bool(said(spec, "pays less than the service is worth")) == bool(beyond)


def test_the_largest_accounts_come_first_with_their_share() -> None:
    spec, book = sheet("sample"), found("sample")
    clients = book.clients[book.clients["Status"] == "Current"]
    total = float(clients["ARR"].sum())
    heading = at(spec, "Largest accounts: share of ARR")[0]
    for tier in book.tiers["Tier"]:
        mine = clients[clients["Tier"] == tier].sort_values("ARR", ascending=False, kind="stable")
        column = next(c for (r, c), cell in sorted(spec.cells.items()) if r > heading and cell.value == tier)
        first = spec.cells[heading + 2, column]
        assert str(first.value).startswith(mine["Client"].iloc[0][:10])
        shares = [
            cell for (r, c), cell in sorted(spec.cells.items()) if r == heading + 2 and c > column and cell.formula
        ]
        assert shares[0].value == pytest.approx(mine["ARR"].iloc[0] / total)
        assert shares[0].link == "'AccountServices'!A4"


# -- the budget --------------------------------------------------------------------------------------------------------


def budget_parts(spec: SheetSpec) -> dict[str, object]:
    (chart,) = (one for one in spec.charts if one.key == "Budget")
    assert isinstance(chart, CategoryChart)
    return {series.name: series.values.values[0] for series in chart.series}


def test_over_the_budget() -> None:
    spec, book = sheet("sample"), found("sample").services
    assert book is not None
    over = book.book.cost - 210_000.0
    assert over > 0
    assert budget_parts(spec) == {"Spent": 210_000.0, "Left": 0.0, "Over": pytest.approx(over)}
    assert said(spec, "What fits costs")
    link = next(cell.link for cell in spec.cells.values() if "What fits" in str(cell.value))
    assert link == "'ServicePlan'!A1"


def test_within_the_budget() -> None:
    book = serviced.book(budget=1_000_000.0)
    spec = tiering(book, proposals(book), serviced.raw(), Names())
    assert book.services is not None
    cost = book.services.book.cost
    assert budget_parts(spec) == {"Spent": cost, "Left": pytest.approx(1_000_000.0 - cost), "Over": 0.0}
    assert said(spec, "All of it fits")


def test_no_budget() -> None:
    spec = sheet("no budget")
    assert said(spec, "No Service Budget is set")
    assert "Budget" not in [chart.key for chart in spec.charts]


def test_a_budget_of_nothing_is_over_by_all_of_it() -> None:
    spec, book = sheet("budget of nothing"), found("budget of nothing").services
    assert book is not None
    assert budget_parts(spec) == {"Spent": 0.0, "Left": 0.0, "Over": book.book.cost}
    assert "n/a" in texts(spec)


# -- charts ------------------------------------------------------------------------------------------------------------


def test_charts_show_the_result_tables() -> None:
    share, cost = (
        one for one in sheet("sample").charts if one.key in {"Accounts and ARR per tier", "Cost to serve against ARR"}
    )
    assert [one.references["values"] for one in plotted(share)] == [
        "'TierSummary'!$C$5:$C$7",
        "'TierSummary'!$E$5:$E$7",
    ]
    headers = list(found("sample").tiers.columns)
    letters = "ABCDEFGHIJKLMNOPQ"
    for one, header in zip(plotted(cost), ("ARR", "Cost to Serve"), strict=True):
        letter = letters[headers.index(header)]
        assert one.references["values"] == f"'TierSummary'!${letter}$5:${letter}$7"
        assert one.references["name"] == f"'TierSummary'!${letter}$4"
    assert isinstance(cost, CategoryChart)
    assert cost.series[1].labels is not None
    shares = found("sample").tiers["Cost Share of ARR"]
    assert cost.series[1].labels.values == tuple(f"{share:.0%}" for share in shares)
    assert all(one.title.endswith("30 June 2026") for one in (share, cost))
    assert all(one.alt_text.startswith(one.title) for one in (share, cost))


def test_the_simulation_marks_the_tiers_as_they_are() -> None:
    book = found("sample")
    proposed = proposals(book)
    (chart,) = (one for one in sheet("sample").charts if isinstance(one, XYChart))
    simulation = proposed.simulation
    assert simulation is not None
    now = simulation["Current"].tolist().index(True)
    last = chart.series[-1]
    assert last.name == "as it is"
    assert last.hollow
    assert (last.x.values, last.y.values) == (
        (simulation["ARR Covered Share"].iloc[now],),
        (simulation["Cost"].iloc[now],),
    )
    drawn = sum(len(one.x.values) for one in chart.series[:-1])
    assert drawn == len(simulation)
    # Its own label stands beside the larger marker only.
    shares = chart.series[0]
    assert shares.labels is not None
    assert shares.labels.values[now] == ""
    assert chart.y.minimum is not None
    assert chart.y.minimum <= simulation["Cost"].min()


def test_labels_of_points_on_each_other_stand_apart() -> None:
    (chart,) = (one for one in sheet("sample").charts if isinstance(one, XYChart))
    series = chart.series[0]
    points = list(zip(series.x.values, series.y.values, strict=True))
    labels = series.labels.values if series.labels else ()
    places = [
        (p, series.label_sides.get(i, "r")) for i, (p, label) in enumerate(zip(points, labels, strict=True)) if label
    ]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("name", ["one tier", "no services"])
def test_without_other_cuts_there_is_no_simulation(name: str) -> None:
    assert not [one for one in sheet(name).charts if isinstance(one, XYChart)]


@pytest.mark.parametrize("name", ["no clients", "nobody pays"])
def test_nothing_is_drawn_of_nothing(name: str) -> None:
    kinds = [one.key for one in sheet(name).charts]
    assert "Tier simulation" not in kinds
    if name == "no clients":
        assert kinds == ["Budget"]


# -- any book ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", serviced.NAMED)
def test_nothing_stands_on_something_else(name: str) -> None:
    spec = sheet(name)
    taken: dict[tuple[int, int], str] = {}
    for chart in spec.charts:
        for row in range(chart.place.top, chart.place.bottom + 1):
            for column in range(chart.place.left, chart.place.right + 1):
                assert (row, column) not in taken, (chart.key, taken.get((row, column)))
                assert (row, column) not in spec.cells, (chart.key, spec.cells.get((row, column)))
                taken[row, column] = chart.key
    seen: set[tuple[int, int]] = set()
    for merge in spec.merges:
        cells = {(merge.top, column) for column in range(merge.left, merge.right + 1)}
        assert not cells & seen
        seen |= cells
    area = spec.print.area
    assert area is not None
    inside = [*taken, *spec.cells]
    assert max(row for row, _ in inside) <= area.bottom
    assert max(column for _, column in inside) <= area.right
    assert (spec.print.fit_width, spec.print.fit_height, spec.print.landscape) == (1, 1, True)


@pytest.mark.parametrize("name", serviced.NAMED)
def test_every_cached_figure_is_finite(name: str) -> None:
    for spec in every(name):
        for place, cell in spec.cells.items():
            if isinstance(cell.value, float):
                assert math.isfinite(cell.value), (spec.key, place)


def test_a_sheet_with_eight_tiers_and_forty_services_shows_them_all() -> None:
    spec = sheet("eight tiers, forty services")
    book = found("eight tiers, forty services")
    for service in book.inputs.services:
        times = [cell for cell in row_of(spec, service.name) if cell.style.number_format == "General;-General;"]
        assert len(times) == 8
    assert len([one for one in spec.charts if one.key == "Cost to serve against ARR"]) == 1


def test_without_services_it_says_what_to_fill_in() -> None:
    spec = sheet("no services")
    assert said(spec, "Fill in the table Services")
    links = {cell.link for cell in spec.cells.values() if "Fill in" in str(cell.value)}
    assert links == {"'Services'!A1"}
    assert not said(spec, "auto")


def test_names_of_our_own_are_followed() -> None:
    names = Names({"TierSummary": "My tiers", "Tiering": "Levels"}, {"TierSummary": "Levels", "ServiceCosts": "Costs"})
    spec = tiering(found("sample"), proposals(found("sample")), serviced.raw(), names)
    assert spec.name == "Levels"
    formulas = [cell.formula for cell in spec.cells.values() if cell.formula]
    assert not [text for text in formulas if "TierSummary[" in text or "ServiceCosts[" in text]
    references = [text for chart in spec.charts for one in plotted(chart) for text in one.references.values()]
    assert not [text for text in references if "TierSummary" in text or "'Tiering'" in text]


def test_accounts_without_arr_and_services_that_nobody_gets_are_named() -> None:
    given = found("nobody pays")
    assert said(sheet("nobody pays"), "34 accounts without ARR get services")
    served = given.services
    assert served is not None
    assert not said(sheet("sample"), "No tier gets")


# -- money -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amounts", "number_format", "word"),
    [
        ([0.0], "#,##0;(#,##0)", ""),
        ([999.5], "#,##0.00;(#,##0.00)", ""),
        ([99_999_999.0], "#,##0;(#,##0)", ""),
        ([-1e8], "#,##0,;(#,##0,)", "thousand"),
        ([1e11, float("nan")], "#,##0,,;(#,##0,,)", "million"),
    ],
)
def test_money_fits_its_cell(amounts: list[float], number_format: str, word: str) -> None:
    scale = money_scale(amounts)
    assert (scale.number_format, scale.word) == (number_format, word)


def test_money_at_an_axis_never_reads_alike_twice() -> None:
    assert stepped_money(2e9) == '#,##0,,,"bn"'
    assert stepped_money(500_000.0) == '#,##0,"k"'
    assert short_money([1e12]).startswith("[>=1000000000]")


# -- written -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sample", "eight tiers, forty services", "no services", "billions"])
def test_the_file_is_valid_and_a_second_refresh_changes_nothing(
    name: str, validator: Validator, tmp_path: Path
) -> None:
    path = made(tmp_path / "book.xlsx", *every(name))
    assert validator.errors(path) == []
    first = parts(path)
    assert refreshed(path, *every(name)) == ()
    assert parts(path) == first


@pytest.mark.parametrize("name", ["sample", "eight tiers, forty services"])
def test_it_is_one_page_in_calc(name: str, office: Office, tmp_path: Path) -> None:
    (spec,) = (one for one in every(name) if one.key == "Tiering")
    others = tuple(one for one in every(name) if one.key in {"TierSummary", "TierSimulation", "ServiceCosts"})
    path = made(tmp_path / "book.xlsx", spec, *others)
    pages = office.text(path, tmp_path / "printed").split("\f")
    mine = [page for page in pages if "Largest accounts" in page or "Cost of one account" in page]
    assert len(mine) == 1
    assert "####" not in mine[0]
    for words in ("Accounts and ARR per tier", "Cost to serve against ARR per tier", "Other cuts", "as it is"):
        assert words in mine[0], words


def test_a_plan_that_cannot_be_is_said() -> None:
    book = found("sample")
    plan = proposals(book).plan
    assert plan is not None
    spec = tiering(book, Proposals(replace(plan, problem="Too little."), None), serviced.raw(), Names())
    assert said(spec, "do not fit the budget")
