"""Formulas that an .xlsx brings: known at once from LibreOffice 25.2 on, before that after Tools > Repair formulas."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from addin.calc.menus import MENU, REPAIR
from addin.calc.office.repair import repaired
from tests.calc.calc import PLAIN_NAMES_FROM, Calc
from udfs import FORMULAS

LONG = "ORG.SEGMENTBOOK.FORMULAS."
ROWS = 50


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook of someone's with formulas of ours here and there."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Client", "Segment Value", "Effort Score"])
    for number in range(ROWS):
        sheet.append([f"C{number}", 4990.0 + number, number * 2.0])
        sheet.cell(number + 2, 5, f"=SEGMENT(A{number + 2}:C{number + 2},$A$1:$C$1)")
    sheet.add_table(Table(displayName="Clients", ref=f"A1:C{ROWS + 1}"))
    sheet["G1"] = '=IFERROR(SEGMENT(B40:C40)&" of SEGMENT(", "none")'
    sheet["G2"] = "=SUM(B2:B3)+SERVICECOST(10,2)"
    sheet["G3"] = "=NOSUCH(1)+SUM(1,2)"
    sheet["G4"] = "=SUM(B2:B3)"
    sheet["G5"] = "=SEGMENT(A3:C3,Clients[#Headers])"
    sheet["I1"] = ArrayFormula(f"I1:N{ROWS + 1}", "=SEGMENTTABLE(Clients[#All])")
    kept = workbook.create_sheet("Kept")
    kept["A1"] = "=SERVICECOST(10,3)"
    kept.protection.sheet = True
    target = tmp_path / "theirs.xlsx"
    workbook.save(target)
    return target


def test_a_repaired_workbook_computes_and_nothing_else_in_it_changes(calc: Calc, path: Path) -> None:
    with calc.opened(path) as sheet:
        theirs = sheet.formulas("G3:G4")
        count = sheet.do("repair")
        if calc.version < PLAIN_NAMES_FROM:
            assert count == ROWS + 4  # a row each, G1, G2, G5, the array formula once
        assert sheet.do("repair") == 0
        sheet.calculate()
        got = [row[0] for row in sheet.cells(f"E2:E{ROWS + 1}")]
        assert got == ["LL"] * 10 + ["HL"] * 15 + ["HH"] * 25
        assert sheet.cells("G1:G2") == [["HH of SEGMENT("], [9981.0 + 20.0]]
        assert sheet.cell("G5") == "LL"
        assert sheet.cells("I1:I3") == [["Client"], ["C0"], ["C1"]]
        assert [row[0] for row in sheet.cells(f"N2:N{ROWS + 1}")] == got
        assert sheet.formulas("G3:G4") == theirs
        assert sheet.cell("G3") == "#NAME?"


def test_undo_takes_the_repair_back_in_one_step(calc: Calc, path: Path) -> None:
    with calc.opened(path) as sheet:
        before = sheet.formulas("A1:N60")
        if sheet.do("repair") == 0:
            pytest.skip("this LibreOffice knows every formula on load")
        assert sheet.formulas("A1:N60") != before
        assert sheet.do("undo") == "Repair Segmentbook formulas"
        assert sheet.formulas("A1:N60") == before


def test_a_protected_sheet_is_left_alone(calc: Calc, path: Path) -> None:
    with calc.opened(path) as sheet:
        before = sheet["Kept"].formulas("A1")
        sheet.do("repair")
        assert sheet["Kept"].formulas("A1") == before


def test_the_menu_entry_repairs_the_document_in_front(calc: Calc, path: Path) -> None:
    ((_, after),) = calc.ask("configuration", path=f"/org.openoffice.Office.Addons/AddonUI/OfficeMenuBarMerging/{MENU}")
    instruction = dict(after)
    assert instruction["MergePoint"] == ".uno:ToolsMenu\\.uno:MacrosMenu"
    ((_, menu),) = instruction["MenuItems"]
    assert dict(menu)["Title"] == "~Segmentbook"
    ((_, entry),) = dict(menu)["Submenu"]
    assert (dict(entry)["Title"], dict(entry)["URL"]) == ("~Repair formulas", f"service:{REPAIR}")
    with calc.opened(path) as sheet:
        sheet.do("dispatch", address=dict(entry)["URL"])
        assert sheet.formulas("E2") == [[f"={LONG}SEGMENT(A2:C2;$A$1:$C$1)"]]
        sheet.calculate()
        assert sheet.cell("G2") == 10001.0


def test_plain_names_survive_a_save_from_25_2_on(calc: Calc, path: Path, tmp_path: Path) -> None:
    """Before, LibreOffice writes the long name into .xlsx files, which Excel does not know: README says so."""
    saved = tmp_path / "saved.xlsx"
    with calc.opened(path) as sheet:
        sheet.do("repair")
        sheet.do("save", path=str(saved))
    workbook = openpyxl.load_workbook(saved)
    name = "SEGMENT" if calc.version >= PLAIN_NAMES_FROM else f"{LONG}SEGMENT"
    assert workbook.worksheets[0]["E2"].value == f"={name}(A2:C2,$A$1:$C$1)"
    workbook.close()
    with calc.opened(saved) as sheet:
        sheet.calculate()
        assert [row[0] for row in sheet.cells("E2:E4")] == ["LL"] * 3


@pytest.mark.parametrize(
    ("shown", "entered"),
    [
        ("=segment(A1:B1)", "=segment(A1:B1)"),
        ("=1+Segment (A1:B1)", "=1+Segment (A1:B1)"),
        ("={segmenttable(Clients[#all])}", "={segmenttable(Clients[[#All]])}"),
        ('=tiers(Tiers[#headers];"Tiers[#all]")', '=tiers(Tiers[[#Headers]];"Tiers[#all]")'),
        ("=segment('Our Sheet[#all]'.A1:B1)", "=segment('Our Sheet[#all]'.A1:B1)"),
        (f"={LONG}SEGMENT(A1:B1)", ""),
        ('="segment("&A1', ""),
        ("=mysegment(A1)", ""),
        ("=segments(A1)", ""),
        ("=segment+1", ""),
        ("='segment('.A1", ""),
        ("=SUM(Clients[#all])", ""),
    ],
)
def test_only_formulas_of_ours_are_entered_again(shown: str, entered: str) -> None:
    assert repaired(shown, FORMULAS) == entered
