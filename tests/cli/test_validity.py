"""Workbooks after import and set, held against Microsoft's validator and LibreOffice."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from segmentbook.importing.run import import_file
from segmentbook.importing.settings import change_settings
from segmentbook.schema import CLIENTS, CONTRACTS
from segmentbook.workbook.file import refresh
from tests.tools import Office, Validator

DATA = Path(__file__).parents[1] / "data"
ZUORA = DATA / "exports" / "zuora"


def filled(path: Path) -> Path:
    """Two imports with new columns, odd texts and dates, an update, and settings."""
    import_file(path, CLIENTS, ZUORA / "zuora_account_data.csv", maps=["id=Client ID"])
    import_file(
        path,
        CONTRACTS,
        ZUORA / "zuora_rate_plan_charge_data.csv",
        maps=["id=Contract ID", "mrr=Amount", "billing_period=Billed"],
        constants=["Billing Period=Monthly", "R&D <note>=a\x01b _x0041_ =1+1"],
    )
    import_file(path, CLIENTS, ZUORA / "zuora_account_data.csv", maps=["id=Client ID"], mode="update")
    change_settings(path, ["As of=2022-12-31", "Effort Cut=40", "Value Cut="])
    return path


def test_microsofts_validator_finds_nothing(blank: Path, validator: Validator) -> None:
    assert validator.errors(filled(blank)) == []
    refresh(blank)
    assert validator.errors(blank) == []


def test_libreoffice_reads_what_was_imported(blank: Path, tmp_path: Path, office: Office) -> None:
    filled(blank)
    sheet = openpyxl.load_workbook(office.convert(blank, "xlsx", tmp_path / "again"))["Contracts"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(i for i, row in enumerate(rows) if row[0] == "Client")
    place = rows[top].index("R&D <note>")
    assert [row[place] for row in rows[top + 1 : top + 6]] == [rows[top + 1][place]] * 5
    assert str(rows[top + 1][place]).endswith(" _x0041_ =1+1")
    start = rows[top].index("Start")
    assert [row[start].date().isoformat() for row in rows[top + 1 : top + 3]] == ["2019-12-31", "2019-10-24"]
