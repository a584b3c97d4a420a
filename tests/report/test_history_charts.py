"""The charts of the history: what their cells hold, that the formulas say the same, and what is drawn of them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from segmentbook.report import look
from segmentbook.report.history_charts import (
    BRIDGE_WIDTH,
    BridgeStep,
    HistoryChart,
    bands_over_time_chart,
    bridge_chart,
)
from segmentbook.report.places import cell_name
from segmentbook.report.spec import CategoryChart, Cell, CellRange, SheetSpec
from tests.tools import Validator
from tests.workbook.rendered import made, parts, refreshed

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PLACE = CellRange(2, 2, 20, 10)
TITLE = "ARR bridge, 31 March to 30 June 2026 (USD)"
STEPS = (
    BridgeStep("Opening", 1_000.0, "RecurringBridge!B5", total=True),
    BridgeStep("New", 300.0),
    BridgeStep("Churn", -1_500.0),
    BridgeStep("Reactivation", 0.0),
    BridgeStep("Closing", -200.0, total=True),
)
DAYS = (date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30))
COUNTS = {"Red": (1, 2, 3), "Old": (4, 0, 0), "Unscored": (0, 0, 1)}
COLOURS = {"Red": "C0392B", "Unscored": "9CA3AF"}


def bridge(steps: tuple[BridgeStep, ...] = STEPS) -> HistoryChart:
    return bridge_chart(TITLE, steps, sheet="Data", corner=(4, 2), place=PLACE)


def bands() -> HistoryChart:
    return bands_over_time_chart(DAYS, COUNTS, COLOURS, sheet="Data", corner=(20, 2), place=CellRange(22, 2, 40, 10))


def rows(found: HistoryChart) -> list[list[object]]:
    tops = sorted({row for row, _ in found.cells})
    return [[cell.value for (at, _), cell in sorted(found.cells.items()) if at == row] for row in tops]


def recalculated(cells: dict[tuple[int, int], Cell]) -> dict[tuple[int, int], float]:
    """The formulas that are made of MIN, MAX, IF and cells only, worked out in Python."""
    values = {cell_name(*place): cell.value for place, cell in cells.items()}
    found = {}
    for place, cell in sorted(cells.items()):
        if cell.formula and "!" not in cell.formula:
            text = re.sub(r"[A-Z]+\d+", lambda match: f"({values[match[0]]!r})", cell.formula)
            names = {"MIN": min, "MAX": max, "IF": lambda test, yes, no: yes if test else no}
            found[place] = float(eval(text, {"__builtins__": {}}, names))  # noqa: S307 - formulas of ours
    return found


def test_each_step_stands_on_the_one_before() -> None:
    headers, *steps = rows(bridge())
    assert len(headers) == BRIDGE_WIDTH
    assert headers[1:] == [
        "Amount", "From", "To", "Not drawn", "Total", "Rise", "Fall", "Total below 0", "Rise below 0", "Fall below 0",
        "Label at",
    ]  # fmt: skip
    assert steps == [
        ["Opening", 1000, 0, 1000, 0, 1000, 0, 0, 0, 0, 0, 1000],
        ["New", 300, 1000, 1300, 1000, 0, 300, 0, 0, 0, 0, 1300],
        ["Churn", -1500, 1300, -200, 0, 0, 0, 1300, 0, 0, -200, 1300],
        ["Reactivation", 0, -200, -200, -200, 0, 0, 0, 0, 0, 0, -200],
        ["Closing", -200, 0, -200, 0, 0, 0, 0, -200, 0, 0, 0],
    ]


def test_the_amounts_come_from_where_they_are_said_to() -> None:
    found = bridge()
    assert found.cells[5, 3].formula == "RecurringBridge!B5"
    assert found.cells[6, 3].formula == ""
    assert found.cells[6, 5].formula == "D6+C6"


MONEY = st.integers(-5, 5).map(lambda hundreds: hundreds * 100.0)


@given(st.lists(st.tuples(MONEY, st.booleans()), min_size=1, max_size=8))
def test_what_is_drawn_lies_between_from_and_to_and_formulas_say_the_same(given_: list[tuple[float, bool]]) -> None:
    found = bridge(tuple(BridgeStep(f"S{n}", amount, total=total) for n, (amount, total) in enumerate(given_)))
    for place, value in recalculated(dict(found.cells)).items():
        assert value == found.cells[place].value
    for step in rows(found)[1:]:
        start, end, unseen, *drawn, _ = [float(str(value)) for value in step[2:]]
        above, below = sum(drawn[:3]), sum(drawn[3:])
        assert above >= 0.0 >= below
        # Excel stacks what is positive upwards from 0 and what is negative downwards.
        high = max(unseen, 0.0) + above if above or unseen > 0.0 else min(unseen, 0.0)
        low = min(unseen, 0.0) + below if below or unseen < 0.0 else max(unseen, 0.0)
        assert (low, high) == (min(start, end), max(start, end))


def test_colours_say_rise_fall_and_total_and_each_column_says_its_amount() -> None:
    chart = bridge().chart
    assert {one.name: one.colour for one in chart.series} == {
        "Not drawn": "", "Total": look.NAVY, "Rise": look.GREEN, "Fall": look.RED, "Total below 0": look.NAVY,
        "Rise below 0": look.GREEN, "Fall below 0": look.RED, "Label at": "",
    }  # fmt: skip
    labels = chart.series[-1].labels
    assert labels is not None
    assert (labels.reference, labels.values) == ("'Data'!$C$5:$C$9", ("1,000", "+300", "(1,500)", "0", "(200)"))
    assert chart.categories.reference == "'Data'!$B$5:$B$9"
    assert chart.alt_text == (
        f"{TITLE}. Waterfall: Opening 1,000, New +300, Churn (1,500), Reactivation 0 and Closing (200)."
    )


def test_bands_have_their_colours_and_those_gone_a_pale_one() -> None:
    found = bands()
    assert rows(found) == [
        ["Month", "Red", "Old", "Unscored"],
        ["Apr 2026", 1, 4, 0],
        ["May 2026", 2, 0, 0],
        ["Jun 2026", 3, 0, 1],
    ]
    chart = found.chart
    assert [(one.name, one.colour, one.values.reference) for one in chart.series] == [
        ("Red", "C0392B", "'Data'!$C$21:$C$23"),
        ("Old", "D1D5DB", "'Data'!$D$21:$D$23"),
        ("Unscored", "9CA3AF", "'Data'!$E$21:$E$23"),
    ]
    title = "Clients per health band, month by month to 30 June 2026"
    assert chart.title == title
    assert chart.alt_text == f"{title}. Stacked columns over 3 months. At the end, Red: 3, Old: 0 and Unscored: 1."


@pytest.mark.parametrize(("months", "turned"), [(12, None), (13, -90)])
def test_many_months_are_turned(months: int, turned: int | None) -> None:
    days = [date(2024 + number // 12, number % 12 + 1, 28) for number in range(months)]
    counts = {"Red": [1] * months}
    found = bands_over_time_chart(days, counts, COLOURS, sheet="Data", corner=(1, 1), place=PLACE)
    assert found.chart.turned == turned


def specs() -> tuple[SheetSpec, SheetSpec]:
    found = bridge(STEPS[1:]), bands()
    charts: tuple[CategoryChart, ...] = tuple(one.chart for one in found)
    cells = {place: cell for one in found for place, cell in one.cells.items()}
    return SheetSpec("View", "View", cells={(1, 1): Cell("Charts")}, charts=charts), SheetSpec(
        "Data", "Data", cells=cells
    )


def test_what_others_stand_on_is_not_drawn(tmp_path: Path, validator: Validator) -> None:
    path = made(tmp_path / "book.xlsx", *specs())
    assert validator.errors(path) == []
    root = etree.fromstring(parts(path)["xl/charts/chart1.xml"])
    series = {one.findtext(f"{C}tx//{C}v"): one for one in root.iter(f"{C}ser")}
    for name in ("Not drawn", "Label at"):
        shape = series[name].find(f"{C}spPr")
        assert [one.tag for one in shape.iter(f"{A}noFill", f"{A}solidFill")] != []
        assert shape.find(f".//{A}solidFill") is None
    assert series["Label at"].find(f"{C}marker/{C}symbol").get("val") == "none"
    once = parts(path)
    refreshed(path, *specs())
    assert parts(path) == once
