"""The client that the user has chosen on Client Card stays chosen through a live refresh."""

from __future__ import annotations

import shutil
from pathlib import Path

from segmentbook.workbook import file
from segmentbook.workbook.live import refresh_open
from segmentbook.workbook.live.openbook import beyond_of
from tests.live.contract import EngineUnderTest, differences, dump_file
from tests.workbook.rendered import edit, sheet_part

CHOICE, OTHER = (3, 2), "Brightmoor Family Clinics"


def test_a_choice_typed_into_the_open_workbook_stays(engine: EngineUnderTest, base: Path, tmp_path: Path) -> None:
    by_file = Path(shutil.copy(base, tmp_path / "By file.xlsx"))
    edit(by_file, sheet_part(by_file, "Client Card"), ("<t>Halvorsen Precision Castings</t>", f"<t>{OTHER}</t>"))
    file.refresh(by_file)
    path = Path(shutil.copy(base, tmp_path / "Live.xlsx"))
    book = engine.open(path)
    engine.edit(book, "Client Card", *CHOICE, OTHER)
    refresh_open(book)
    found, expected = engine.dump(book), dump_file(by_file)
    assert found["Client Card"].cells[CHOICE] == OTHER
    assert differences(found, expected, ("Client Card", "ChartData")) == []
    assert beyond_of(book).names(book)["CardClient"].startswith("'Client Card'!$")
