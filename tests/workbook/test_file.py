"""A refresh of a file as its user sees it: what is kept, what is said, and that nothing changes twice."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from segmentbook.workbook.file import refresh
from segmentbook.workbook.template import create

AS_OF = date(2026, 6, 30)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    create(path, sample=True)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_a_second_refresh_gives_the_same_bytes_in_every_part(book: Path) -> None:
    refresh(book)
    once = parts(book)
    refresh(book)
    assert parts(book) == once


def test_control_totals_agree(book: Path) -> None:
    segmentation = refresh(book).segmentation
    counted = segmentation.ledger["Counted MRR"].sum()
    assert counted == pytest.approx(segmentation.clients["Contract MRR"].sum(), abs=0.005)
    assert counted == pytest.approx(segmentation.mrr, abs=0.005)


def test_the_cuts_in_force_have_names(book: Path) -> None:
    names = openpyxl.load_workbook(book).defined_names
    assert (float(names["ValueCut"].value), float(names["EffortCut"].value)) == (5000.0, 50.0)


def test_a_name_of_the_users_own_stays(tmp_path: Path) -> None:
    path = tmp_path / "own.xlsx"
    own = openpyxl.Workbook()
    sheet = own.active
    sheet.title = "Clients"
    sheet.append(["Client", "Segment Value"])
    sheet.append(["Ann", 9000])
    own.defined_names["VALUECUT"] = openpyxl.workbook.defined_name.DefinedName("VALUECUT", attr_text="Clients!$B$2")
    own.save(path)
    refresh(path, as_of=AS_OF)
    refresh(path, as_of=AS_OF)
    names = openpyxl.load_workbook(path).defined_names
    assert names["VALUECUT"].value == "Clients!$B$2"
    assert float(names["EffortCut"].value) == 50.0
    assert "ValueCut" not in names


def test_a_remark_on_a_client_that_is_gone_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "remarks.xlsx"
    own = openpyxl.Workbook()
    sheet = own.active
    sheet.title = "Clients"
    for row in (["Client", "Segment Value"], ["Ann", 9000], ["Bo", 100]):
        sheet.append(row)
    own.save(path)
    refresh(path, as_of=AS_OF)
    again = openpyxl.load_workbook(path)
    results = again["SegmentResults"]
    table = results.tables["SegmentResults"]
    first, last = table.ref.split(":")
    column = openpyxl.utils.cell.coordinate_from_string(last)[0]
    end = openpyxl.utils.cell.column_index_from_string(column) + 1
    top = openpyxl.utils.cell.coordinate_from_string(first)[1]
    results.cell(top, end, "Remark")
    results.cell(top + 1, end, "call Ann")
    results.cell(top + 2, end, "call Bo")
    table.ref = f"{first}:{openpyxl.utils.get_column_letter(end)}{top + 2}"
    table.tableColumns.append(openpyxl.worksheet.table.TableColumn(id=end, name="Remark"))
    again["Clients"].delete_rows(2)  # Ann is gone; Bo moves up
    again.save(path)

    said = [issue for issue in refresh(path, as_of=AS_OF).issues if "Remark" in issue.rule]

    kept = openpyxl.load_workbook(path)["SegmentResults"]
    assert [kept.cell(top + 1, 1).value, kept.cell(top + 1, end).value] == ["Bo", "call Bo"]
    assert len(said) == 1
    assert "'call Ann'" in said[0].rule
    assert said[0].action == "It is no longer in the workbook; this is its only copy."
