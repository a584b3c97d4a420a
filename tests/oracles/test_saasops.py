"""saasops: the authors' MRR by month for a 12-month term, two renewals and a half-year term, amounts for the term."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from segmentbook.model.inputs import Inputs
from segmentbook.model.segmentation import segment
from tests.model.books import make_book

BOOK = Path(__file__).parents[1] / "data" / "oracles" / "saasops" / "test_cases.xlsx"
CASES = ("case1", "case2", "case3", "case4")


def figure(value: object) -> float:
    """A number, or the one kind of formula in the sheet: =120000/12."""
    if isinstance(value, str):
        dividend, divisor = value.removeprefix("=").split("/")
        return float(dividend) / float(divisor)
    assert isinstance(value, (int, float))
    return float(value)


def labels(sheet: Worksheet, first: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == first)


def contracts(sheet: Worksheet) -> list[dict[str, object]]:
    top = labels(sheet, "Contract")
    found = []
    for column in range(3, sheet.max_column + 1):
        own_id, _, _, start, end, value, replaces = (sheet.cell(top + i, column).value for i in range(1, 8))
        if own_id is None:
            break
        assert isinstance(start, datetime)
        assert isinstance(end, datetime)
        found.append(
            {
                "Client": "Test Customer",
                "Contract ID": str(own_id),
                "Amount": float(str(value)),
                "Billing Period": "Total",
                "Start": start.date(),
                "End": end.date(),
                "Supersedes": "" if replaces is None else str(replaces),
            }
        )
    return found


def months(sheet: Worksheet) -> list[tuple[date, dict[str, float]]]:
    top = labels(sheet, "Test Outputs") + 1
    names = [str(cell.value) for cell in sheet[top]]
    assert names[7:13] == ["Starting", "New", "Expansion", "Churn", "Contraction", "Ending"]
    found = []
    for row in sheet.iter_rows(min_row=top + 1, max_row=top + 24):
        month = datetime.strptime(str(row[1].value), "%Y %b").date()
        figures = {name: figure(cell.value) for name, cell in zip(names[2:13], row[2:13], strict=True)}
        found.append((month, figures))
    return found


def book(case: str, as_of: date) -> Inputs:
    return make_book([{"Client": "Test Customer"}], contracts(SHEETS[case]), settings={"as_of": as_of})


SHEETS = {sheet.title: sheet for sheet in openpyxl.load_workbook(BOOK).worksheets}


@pytest.mark.parametrize("case", CASES)
def test_mrr_of_every_month_as_the_authors_give_it(case: str) -> None:
    expected = months(SHEETS[case])
    assert len(expected) == 24
    assert max(figures["Ending"] for _, figures in expected) >= 10_000
    for month, figures in expected:
        last_day = date(month.year, month.month, monthrange(month.year, month.month)[1])
        for as_of in (month, date(month.year, month.month, 15), last_day):
            found = segment(book(case, as_of))
            assert found.mrr == pytest.approx(figures["Ending"], abs=0.005), as_of
            assert found.arr == pytest.approx(figures["ARR"], abs=0.005), as_of
            assert [issue for issue in found.issues if issue.table == "Contracts"] == [], as_of


@pytest.mark.parametrize("case", CASES)
def test_the_authors_bridge_adds_up(case: str) -> None:
    """Their own columns: a misread sheet would not close."""
    for _, f in months(SHEETS[case]):
        assert f["Starting"] + f["New"] + f["Expansion"] - f["Churn"] - f["Contraction"] == f["Ending"]
